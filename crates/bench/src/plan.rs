//! Which figures are asked for, and how often is each taken?

use std::sync::Arc;
use std::time::Duration;

use crate::feed::Feed;
use crate::pure::{self, Part, Side};
use crate::sockets::{self, Found};
use crate::table::Row;
use crate::{fanout, gateway};

/// Names of the figures, in order.
const NAMES: [&str; 7] = ["decode", "book", "publish", "sockets", "symbols", "fanout", "start"];

/// What is to be measured.
#[derive(Debug)]
pub struct Plan {
    names: Vec<String>,
    quick: bool,
}

impl Plan {
    /// From the command line; `None` if it cannot be understood.
    pub fn of(words: &[&str]) -> Option<Self> {
        let mut plan = Self { names: NAMES.map(str::to_owned).to_vec(), quick: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--quick" => plan.quick = true,
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
                "decode" => rows.push(self.pure(Part::Decode, "decode a depth frame", "")),
                "book" => rows.push(self.pure(Part::Book, "apply a change to a book", "")),
                "publish" => rows.push(self.pure(Part::Publish, "frame to published event, 50 symbols", "ratio 1.25")),
                "sockets" => rows.extend(self.sockets()),
                "symbols" => rows.extend(self.symbols()),
                "fanout" => rows.extend(fanout::rows(self.rounds(2), self.seconds(5))),
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
    fn pure(&self, part: Part, what: &str, aim: &'static str) -> Row {
        let feed = Feed::new(50, if self.quick { 4_000 } else { 20_000 });
        let (mut ours, mut bare) = (f64::MAX, f64::MAX);
        for _ in 0..self.rounds(9) {
            ours = ours.min(pure::run(part, Side::Ours, &feed));
            bare = bare.min(pure::run(part, Side::Bare, &feed));
        }
        Row { what: what.to_owned(), unit: "ns", ours, bare: Some(bare), aim }
    }

    fn sockets(&self) -> Vec<Row> {
        let feed = Arc::new(Feed::new(50, 10_000 * self.seconds(3) as usize));
        let (ours, bare) = self.turns(&feed, Duration::from_micros(100));
        let row = |what: &str, ours: f64, bare: f64, aim| Row { what: what.to_owned(), unit: "us", ours, bare: Some(bare), aim };
        vec![
            row("socket to published, 10,000/s: CPU", ours.cpu_us, bare.cpu_us, ""),
            row("socket to published, 10,000/s: p50", ours.p50_us, bare.p50_us, ""),
            row("socket to published, 10,000/s: p99", ours.p99_us, bare.p99_us, "at most 50 us more"),
        ]
    }

    fn symbols(&self) -> Vec<Row> {
        let row = |symbols: usize| {
            let feed = Arc::new(Feed::new(symbols, 5_000 * self.seconds(2) as usize));
            let (ours, bare) = self.turns(&feed, Duration::from_micros(200));
            let what = format!("CPU per message at {symbols} symbols, 5,000/s");
            Row { what, unit: "us", ours: ours.cpu_us, bare: Some(bare.cpu_us), aim: "flat within 10 %" }
        };
        [10, 100, 500].into_iter().map(row).collect()
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
