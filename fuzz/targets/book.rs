//! The book's rule: changes and snapshots of a venue that is modelled here, delivered late, lost, twice or never.
//! Whenever the book says that it is whole, it must be the venue's own at that number.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use twinline_core::book::{Book, BookSync, SnapshotVerdict, SyncReason};
use twinline_fuzz::Bytes;
use twinline_model::{Level, Timestamp};
use twinline_venue::{BookFact, BookRule, Chain, InstrumentIx, SnapshotFrom, Span};

type Side = BTreeMap<i64, i64>;

/// A change that the venue made: its numbers, and the levels of both sides.
#[derive(Debug, Clone)]
struct Change {
    fact: BookFact,
    bids: Vec<Level>,
    asks: Vec<Level>,
}

/// The venue: its book at every number that it ever had.
struct Venue {
    chain: Chain,
    changes: Vec<Change>,
    books: BTreeMap<u64, (Side, Side)>,
    last: u64,
}

impl Venue {
    fn new(chain: Chain, first: u64) -> Self {
        let book = (Side::from([(10, 1)]), Side::from([(60, 1)]));
        Self { chain, changes: Vec::new(), books: BTreeMap::from([(first, book)]), last: first }
    }

    /// Changes the book, one level a number; the numbers within one change are `first..=last`.
    fn change(&mut self, bytes: &mut Bytes<'_>) -> Change {
        let prev = self.last;
        let skip = if self.chain == Chain::Previous { bytes.below(3) as u64 } else { 0 };
        let first = prev + 1 + skip;
        let (mut bids, mut asks) = (Vec::new(), Vec::new());
        let (mut book, mut at) = (self.books[&prev].clone(), first);
        for nth in 0..bytes.below(5) {
            let (price, size) = (i64::from(bytes.byte()), i64::from(bytes.byte() % 4));
            let level = Level { price: 1 + price % 100, size };
            // Bids below 50, asks above: a venue's book is never crossed.
            let (side, list) = if level.price < 50 { (&mut book.0, &mut bids) } else { (&mut book.1, &mut asks) };
            match size {
                0 => drop(side.remove(&level.price)),
                _ => drop(side.insert(level.price, size)),
            }
            list.push(level);
            at = first + nth as u64;
            self.books.insert(at, book.clone());
        }
        self.books.insert(at, book);
        self.last = at;
        let ts = Some(Timestamp::from_millis(at as i64));
        let prev = (self.chain == Chain::Previous).then_some(prev);
        let fact = BookFact { ix: InstrumentIx(0), first, last: at, prev, bids: Span::default(), asks: Span::default(), sum: None, ts };
        let change = Change { fact, bids, asks };
        self.changes.push(change.clone());
        change
    }

    /// The book at a number, or at the nearest one before it.
    fn snapshot(&self, at: u64) -> (BookFact, Vec<Level>, Vec<Level>) {
        let (number, (bids, asks)) = self.books.range(..=at).next_back().expect("the first book is never forgotten");
        let levels = |side: &Side| side.iter().map(|(price, size)| Level { price: *price, size: *size }).collect();
        let ts = Some(Timestamp::from_millis(*number as i64));
        let fact =
            BookFact { ix: InstrumentIx(0), first: *number, last: *number, prev: None, bids: Span::default(), asks: Span::default(), sum: None, ts };
        (fact, levels(bids), levels(asks))
    }

    fn check(&self, book: &Book, number: u64) {
        let (bids, asks) = &self.books[&number];
        let of = |levels: Vec<Level>| levels.into_iter().map(|level| (level.price, level.size)).collect::<Vec<_>>();
        assert_eq!(of(book.bids().collect()), bids.iter().rev().map(|(p, s)| (*p, *s)).collect::<Vec<_>>(), "bids at {number}");
        assert_eq!(of(book.asks().collect()), asks.iter().map(|(p, s)| (*p, *s)).collect::<Vec<_>>(), "asks at {number}");
    }
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let chain = if bytes.byte() & 1 == 0 { Chain::Previous } else { Chain::Increment };
    let mut venue = Venue::new(chain, 10);
    let mut book = BookSync::new(BookRule { snapshot: SnapshotFrom::Rest { depth: 1000 }, chain, checksum: None });
    let mut rounds = 0;
    while !bytes.is_empty() && rounds < 400 {
        rounds += 1;
        match bytes.byte() % 9 {
            0..=2 => {
                let Change { fact, bids, asks } = venue.change(&mut bytes);
                book.delta(&fact, &bids, &asks, true);
            }
            3 => drop(venue.change(&mut bytes)),
            4 if !venue.changes.is_empty() => {
                let back = bytes.below(venue.changes.len().min(8));
                let authoritative = bytes.byte() & 1 == 0;
                let Change { fact, bids, asks } = &venue.changes[venue.changes.len() - 1 - back];
                book.delta(fact, bids, asks, authoritative);
            }
            5 => snapshot(&venue, &mut book, venue.last),
            6 => snapshot(&venue, &mut book, venue.last - bytes.below(12).min(venue.last as usize - 10) as u64),
            7 => book.unsync(SyncReason::LinkLost),
            _ => {
                let (fact, bids, asks) = venue.snapshot(venue.last);
                if !book.is_live() {
                    book.replace(&fact, &bids, &asks);
                }
            }
        }
        if book.is_live() {
            venue.check(book.book(), book.seq());
        }
    }
    settle(&mut venue, &mut book);
});

fn snapshot(venue: &Venue, book: &mut BookSync, at: u64) {
    let (fact, bids, asks) = venue.snapshot(at);
    let verdict = book.snapshot_stepwise(&fact, &bids, &asks, |book, number| venue.check(book, number));
    if let SnapshotVerdict::Joined(_) = verdict {
        assert!(book.is_live());
    }
}

/// With nothing lost any more the book becomes whole: a change, its snapshot, and the change after it.
fn settle(venue: &mut Venue, book: &mut BookSync) {
    for _ in 0..3 {
        let Change { fact, bids, asks } = venue.change(&mut Bytes::new(&[0, 1, 7, 1]));
        book.delta(&fact, &bids, &asks, true);
        if !book.is_live() {
            snapshot(venue, book, venue.last);
        }
    }
    assert!(book.is_live(), "still {:?}", book.reason());
    assert_eq!(book.seq(), venue.last);
    venue.check(book.book(), venue.last);
}
