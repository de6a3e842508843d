//! Which figures are asked for, and how often is each taken?

use std::sync::Arc;
use std::time::Duration;

use crate::feed::Feed;
use crate::pure::{self, Part, Side};
use crate::sockets::{self, Found};
use crate::table::{Aim, Row};
use crate::{counting, fanout, gateway, house, orders, play, stalled, summed};

/// Names of the figures, in order.
const NAMES: [&str; 12] =
    ["instructions", "decode", "book", "publish", "summed", "sockets", "symbols", "fanout", "stalled", "start", "orders", "play"];
/// Few symbols and many, where the cost of a message should be the same.
const SYMBOLS: (usize, usize) = (10, 500);

/// What is to be measured.
#[derive(Debug)]
pub struct Plan {
    names: Vec<String>,
    quick: bool,
    /// The figures are wanted as JSON.
    pub json: bool,
}

impl Plan {
    /// From the command line; `None` if it cannot be understood.
    pub fn of(words: &[&str]) -> Option<Self> {
        let mut plan = Self { names: NAMES.map(str::to_owned).to_vec(), quick: false, json: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--quick" => plan.quick = true,
                "--json" => plan.json = true,
                "--only" => plan.names = words.next()?.split(',').map(str::to_owned).collect(),
                _ => return None,
            }
        }
        plan.names.iter().all(|name| NAMES.contains(&name.as_str())).then_some(plan)
    }

    /// Measures everything that is asked for, one after the other.
    pub fn run(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for name in &self.names {
            eprintln!("== {name}");
            match name.as_str() {
                "instructions" => rows.extend(instructions()),
                "decode" => rows.push(self.pure(Part::Decode, "decode a depth frame")),
                "book" => rows.push(self.pure(Part::Book, "apply a change to a book")),
                "publish" => rows.push(self.pure(Part::Publish, "frame to published event, 50 symbols")),
                "summed" => rows.extend(summed::rows(self.rounds(9), if self.quick { 4_000 } else { 20_000 })),
                "sockets" => rows.extend(self.sockets()),
                "symbols" => rows.extend(self.symbols()),
                "fanout" => rows.extend(fanout::rows(self.rounds(3), self.seconds(5))),
                "stalled" => rows.extend(stalled::rows(self.rounds(3), self.seconds(10))),
                "orders" => rows.extend(orders::rows(if self.quick { 20 } else { 120 })),
                "play" => {
                    rows.extend(house::rows(if self.quick { 2_000 } else { 50_000 }));
                    rows.extend(play::rows(if self.quick { 100 } else { 1_000 }, self.seconds(10)));
                }
                _ => rows.extend(gateway::rows(self.rounds(5))),
            }
        }
        rows
    }

    fn rounds(&self, usual: usize) -> usize {
        if self.quick { 1 } else { usual }
    }

    fn seconds(&self, usual: u64) -> u64 {
        if self.quick { 1 } else { usual }
    }

    /// Both sides in turn; the quickest of each counts, for what disturbs them only ever adds.
    fn pure(&self, part: Part, what: &str) -> Row {
        let feed = Feed::new(50, if self.quick { 4_000 } else { 20_000 });
        let (mut ours, mut bare) = (f64::MAX, f64::MAX);
        for _ in 0..self.rounds(9) {
            ours = ours.min(pure::run(part, Side::Ours, &feed));
            bare = bare.min(pure::run(part, Side::Bare, &feed));
        }
        Row { what: what.to_owned(), unit: "ns", ours, bare: Some(bare), aim: Aim::Open }
    }

    fn sockets(&self) -> Vec<Row> {
        let feed = Arc::new(Feed::new(50, 10_000 * self.seconds(3) as usize));
        let (ours, bare) = self.turns(&feed, Duration::from_micros(100));
        let row = |what: &str, ours: f64, bare: f64, aim| Row { what: what.to_owned(), unit: "us", ours, bare: Some(bare), aim };
        vec![
            row("socket to published, 10,000/s: CPU", ours.cpu_us, bare.cpu_us, Aim::Open),
            row("socket to published, 10,000/s: p50", ours.p50_us, bare.p50_us, Aim::Open),
            row("socket to published, 10,000/s: p99", ours.p99_us, bare.p99_us, Aim::More(50.0)),
        ]
    }

    fn symbols(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for symbols in [SYMBOLS.0, SYMBOLS.1] {
            let feed = Arc::new(Feed::new(symbols, 5_000 * self.seconds(2) as usize));
            let (ours, bare) = self.turns(&feed, Duration::from_micros(200));
            let what = format!("CPU per message, {symbols} symbols, 5,000/s");
            rows.push(Row { what, unit: "us", ours: ours.cpu_us, bare: Some(bare.cpu_us), aim: Aim::Open });
        }
        rows.push(growth("CPU per message", &rows[0], &rows[1]));
        rows
    }

    /// Both sides in turn over sockets; of each figure the smallest counts.
    fn turns(&self, feed: &Arc<Feed>, every: Duration) -> (Found, Found) {
        let least =
            |a: Found, b: Found| Found { cpu_us: a.cpu_us.min(b.cpu_us), p50_us: a.p50_us.min(b.p50_us), p99_us: a.p99_us.min(b.p99_us) };
        let (mut ours, mut bare) = (Found::MOST, Found::MOST);
        for _ in 0..self.rounds(3) {
            ours = least(ours, sockets::run(Side::Ours, feed, every));
            bare = least(bare, sockets::run(Side::Bare, feed, every));
        }
        (ours, bare)
    }
}

/// How much a figure grows from few symbols to many; the bare loop's growth is what the machine's caches cost.
fn growth(of: &str, few: &Row, many: &Row) -> Row {
    let bare = many.bare.zip(few.bare).map(|(many, few)| many / few);
    let what = format!("{of}: {} symbols over {}", SYMBOLS.1, SYMBOLS.0);
    Row { what, unit: "times", ours: many.ours / few.ours, bare, aim: Aim::Most(1.1) }
}

fn instructions() -> Vec<Row> {
    if !counting::is_possible() {
        eprintln!("instructions are left out: valgrind is not installed");
        return Vec::new();
    }
    let pure = |part, symbols| (counting::pure(part, Side::Ours, symbols), counting::pure(part, Side::Bare, symbols));
    let socket = (counting::socket(Side::Ours, 50), counting::socket(Side::Bare, 50));
    let row = |what: &str, (ours, bare): (f64, f64), aim| Row { what: what.to_owned(), unit: "instr", ours, bare: Some(bare), aim };
    let alone = |what: &str, ours, aim| Row { what: what.to_owned(), unit: "instr", ours, bare: None, aim };
    let published = pure(Part::Publish, 50);
    let mut rows = vec![
        row("decode a depth frame", pure(Part::Decode, 50), Aim::Open),
        row("apply a change to a book", pure(Part::Book, 50), Aim::Open),
        alone("the bare loop itself: parse and book", published.1, Aim::Most(24_000.0)),
        row("frame to published event, 50 symbols", published, Aim::Ratio(1.25)),
        row("socket to published event, 50 symbols", socket, Aim::Ratio(1.25)),
    ];
    let few = row("frame to published event, 10 symbols", pure(Part::Publish, SYMBOLS.0), Aim::Open);
    let many = row("frame to published event, 500 symbols", pure(Part::Publish, SYMBOLS.1), Aim::Open);
    let grown = growth("instructions per message", &few, &many);
    rows.extend([few, many, grown]);
    for symbols in [SYMBOLS.0, SYMBOLS.1] {
        let ticks = counting::pure(Part::Tick, Side::Ours, symbols);
        rows.push(alone(&format!("a session's tick, ten a second, {symbols} symbols"), ticks, Aim::Open));
    }
    match std::env::var_os("TWINLINE_BIN") {
        Some(_) => rows.push(row("order, call to first byte", (counting::order(Side::Ours), counting::order(Side::Bare)), Aim::Open)),
        None => eprintln!("instructions of an order are left out: set TWINLINE_BIN to the built binary"),
    }
    rows
}
