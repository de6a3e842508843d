//! What does a venue cost whose changes bear a checksum of the book: decoding, the book, and the sum apart?
//!
//! Changes as Delta Exchange writes them, of as many levels as those of [`crate::feed`], so that a byte here stands beside a byte there.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use twinline_core::book::BookSync;
use twinline_delta::{Delta, PUBLIC, SPEC, VENUE};
use twinline_model::{Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Level, OrderLimits, Price, Qty};
use twinline_venue::{BookFact, BookRule, Codec, Endpoints, Fact, Facts, Frame, Instruments, LinkId, View};

use crate::feed::{Dice, Feed};
use crate::pure::{self, Part, Side, measured};
use crate::table::{Aim, Row};

/// Levels of a side of a whole book, and of a change.
const DEPTH: i64 = 1_000;
const CHANGED: usize = 9;
/// Levels a side that are summed.
const SUMMED: usize = 10;
const LINK: LinkId = LinkId { kind: PUBLIC, serial: 1 };

/// Decoding and the book per byte, beside the same of the other feed; the sum of a change by itself.
pub fn rows(rounds: usize, frames: usize) -> Vec<Row> {
    let (other, venue) = (Feed::new(50, frames), Venue::new(50, frames));
    let (bytes, other_bytes) = (venue.mean_bytes(), other.mean_bytes() as f64);
    let mut least = [f64::MAX; 5];
    for _ in 0..rounds {
        let (book, sums) = venue.book();
        let found = [
            venue.per_frame(venue.decode()) / bytes,
            pure::run(Part::Decode, Side::Ours, &other) / other_bytes,
            venue.per_frame(book) / bytes,
            pure::run(Part::Book, Side::Ours, &other) / other_bytes,
            venue.per_frame(sums),
        ];
        least.iter_mut().zip(found).for_each(|(least, found)| *least = least.min(found));
    }
    let [decode, other_decode, book, other_book, sum] = least;
    let beside = |what: &str, ours, other| Row { what: what.to_owned(), unit: "ns/B", ours, bare: Some(other), aim: Aim::Open };
    let alone = |what: &str, unit, ours| Row { what: what.to_owned(), unit, ours, bare: None, aim: Aim::Open };
    vec![
        beside("delta: decode a change, beside binance", decode, other_decode),
        beside("delta: apply it to a book, beside binance", book, other_book),
        alone("delta: judge its checksum", "ns", sum),
        alone("delta: judge its checksum, per byte of the frame", "ns/B", sum / bytes),
    ]
}

/// Books as whole ones and their changes, prepared.
struct Venue {
    view: View,
    whole: Vec<String>,
    changes: Vec<String>,
}

impl Venue {
    fn new(symbols: usize, frames: usize) -> Self {
        let mut dice = Dice(7);
        let mut books: Vec<Kept> = (0..symbols).map(|at| Kept::new(at, &mut dice)).collect();
        let whole = books.iter().map(Kept::whole).collect();
        let changes = (0..frames).map(|_| books[dice.below(symbols as u64) as usize].change(&mut dice)).collect();
        let mut view = View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None });
        view.instruments = Arc::new(Instruments::from_list((0..symbols).map(instrument)));
        Self { view, whole, changes }
    }

    fn mean_bytes(&self) -> f64 {
        self.changes.iter().map(String::len).sum::<usize>() as f64 / self.changes.len() as f64
    }

    fn per_frame(&self, spent: Duration) -> f64 {
        spent.as_nanos() as f64 / self.changes.len() as f64
    }

    fn decode(&self) -> Duration {
        let mut facts = Facts::new();
        measured(&mut || {
            for text in &self.changes {
                facts.clear();
                Delta.decode_frame(&self.view, LINK, Frame::Text(black_box(text)), &mut facts).expect("a frame");
                black_box(facts.items());
            }
        })
    }

    fn read(&self, text: &str) -> (BookFact, Vec<Level>, Vec<Level>) {
        let mut facts = Facts::new();
        Delta.decode_frame(&self.view, LINK, Frame::Text(text), &mut facts).expect("a frame");
        let [Fact::BookSnapshot(fact) | Fact::BookDelta(fact)] = facts.items() else { panic!("not a book: {text}") };
        (*fact, facts.levels(fact.bids).to_vec(), facts.levels(fact.asks).to_vec())
    }

    /// The time of all changes, and of judging their sums.
    fn book(&self) -> (Duration, Duration) {
        let mut books: Vec<BookSync> = Vec::new();
        for text in &self.whole {
            let (fact, bids, asks) = self.read(text);
            let mut book = BookSync::new(SPEC.book);
            book.snapshot(&fact, &bids, &asks);
            books.push(book);
        }
        let changes: Vec<_> = self.changes.iter().map(|text| self.read(text)).collect();
        let applied = measured(&mut || {
            for (fact, bids, asks) in &changes {
                black_box(books[fact.ix.0 as usize].delta(black_box(fact), bids, asks, true));
            }
        });
        // The books are as after their last changes: each of those sums is judged, as often as there were changes.
        let last: BTreeMap<u32, &BookFact> = changes.iter().map(|(fact, ..)| (fact.ix.0, fact)).collect();
        let last: Vec<&BookFact> = last.into_values().collect();
        let judge = SPEC.book.checksum.expect("changes bear sums");
        let judged = measured(&mut || {
            for nth in 0..changes.len() {
                let fact = black_box(last[nth % last.len()]);
                let (mut bids, mut asks) = ([Level::default(); BookRule::SUMMED], [Level::default(); BookRule::SUMMED]);
                let book = books[fact.ix.0 as usize].book();
                bids.iter_mut().zip(book.bids()).for_each(|(place, level)| *place = level);
                asks.iter_mut().zip(book.asks()).for_each(|(place, level)| *place = level);
                let fits = judge(self.view.instruments.get(fact.ix), &bids, &asks, fact.sum.expect("a sum"));
                assert!(fits, "another book than the one that was written");
            }
        });
        (applied, judged)
    }
}

fn name(at: usize) -> String {
    format!("S{at:03}USD")
}

fn instrument(at: usize) -> Instrument {
    Instrument {
        id: InstrumentId::new(VENUE, &name(at)).expect("a symbol"),
        alias: name(at),
        kind: InstrumentKind::Perpetual,
        base: format!("S{at:03}"),
        quote: "USD".to_owned(),
        settle: "USD".to_owned(),
        underlying: format!("S{at:03}"),
        status: InstrumentStatus::Trading,
        price_scale: 1,
        size_scale: 3,
        tick_size: Price::parse("0.5").expect("a tick"),
        lot_size: Qty::parse("0.001").expect("a lot"),
        limits: OrderLimits::default(),
        contract_size: Qty::parse("0.001").expect("a contract"),
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}

/// The venue's own book of a symbol: prices in tenths, sizes in contracts.
struct Kept {
    at: usize,
    seq: u64,
    /// Bids under their negative price: the best of each side is first.
    sides: [BTreeMap<i64, u64>; 2],
}

impl Kept {
    fn new(at: usize, dice: &mut Dice) -> Self {
        let mut side = |sign: i64| (1..=DEPTH).map(|distance| (key(at, sign, distance), 1 + dice.below(90_000))).collect();
        Self { at, seq: 1, sides: [side(1), side(-1)] }
    }

    fn whole(&self) -> String {
        let [asks, bids] = &self.sides;
        self.frame("snapshot", &written(asks.iter().map(shown)), &written(bids.iter().map(shown)))
    }

    fn change(&mut self, dice: &mut Dice) -> String {
        self.seq += 1;
        let changed = [1, -1].map(|sign| {
            let mut levels: BTreeMap<i64, u64> = BTreeMap::new();
            while levels.len() < CHANGED {
                let within = [20, 20, 20, 100, 100, DEPTH as u64][dice.below(6) as usize];
                let size = if dice.below(4) == 0 { 0 } else { 1 + dice.below(90_000) };
                levels.insert(key(self.at, sign, 1 + dice.below(within) as i64), size);
            }
            levels
        });
        for (side, levels) in self.sides.iter_mut().zip(&changed) {
            side.extend(levels);
            side.retain(|_, size| *size > 0);
        }
        let [asks, bids] = changed.map(|levels| written(levels.iter().map(shown)));
        self.frame("update", &asks, &bids)
    }

    fn frame(&self, action: &str, asks: &str, bids: &str) -> String {
        let ts = 1_760_000_000_000_000 + self.seq * 100_000;
        format!(
            "{{\"action\":\"{action}\",\"a\":[{asks}],\"b\":[{bids}],\"seq\":{},\"cs\":{},\"sy\":\"{}\",\"ts\":{ts},\"type\":\"ob_updates\"}}",
            self.seq,
            self.sum(),
            name(self.at)
        )
    }

    fn sum(&self) -> u32 {
        let best = |side: &BTreeMap<i64, u64>| -> String {
            let levels = side.iter().take(SUMMED).map(shown).map(|(price, size)| format!("{price}:{size}"));
            levels.collect::<Vec<_>>().join(",")
        };
        let text = format!("{}|{}", best(&self.sides[0]), best(&self.sides[1]));
        let step = |sum: u32, byte: u8| (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)));
        !text.bytes().fold(u32::MAX, step)
    }
}

/// A price that no other level has: asks above the middle, bids below it, as negative numbers.
fn key(at: usize, sign: i64, distance: i64) -> i64 {
    sign * (200_000 + at as i64 * 50_000 + sign * distance * 5)
}

fn shown((price, size): (&i64, &u64)) -> (String, u64) {
    (format!("{}.{}", price.abs() / 10, price.abs() % 10), *size)
}

fn written(levels: impl Iterator<Item = (String, u64)>) -> String {
    let mut text = String::new();
    for (price, size) in levels {
        let comma = if text.is_empty() { "" } else { "," };
        write!(text, "{comma}[\"{price}\",\"{size}\"]").expect("room");
    }
    text
}
