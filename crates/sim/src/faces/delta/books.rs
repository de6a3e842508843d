//! Which number and which checksum does a change have?

use std::collections::{BTreeSet, VecDeque};

use twinline_exchange::{LevelChange, Market, Side};

use super::listed::{Product, price};

/// Levels a side that a checksum looks at.
const SUMMED: usize = 10;
/// Old books held for the fault that shows one.
const OLD: usize = 2;
/// Whole books of the past that a referee may ask for.
const PAST: usize = 600;

/// Levels of one side: ticks and lots, best first.
pub(crate) type Levels = Vec<(i64, i64)>;

/// Best bid and best ask.
pub(crate) type Best = [Option<(i64, i64)>; 2];

/// A whole book under its number.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub seq: u64,
    pub at_us: i64,
    pub bids: Levels,
    pub asks: Levels,
    pub sum: u32,
}

/// What changed in a book since the number before.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub bids: Levels,
    pub asks: Levels,
}

/// One market's numbers.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    pub seq: u64,
    changed: BTreeSet<(bool, i64)>,
    /// Old ones, for `snapshot-stale`.
    old: VecDeque<Whole>,
    past: VecDeque<Whole>,
    /// The next change bears a wrong checksum.
    pub spoil: bool,
    /// Trades that have been told in candles.
    pub told_trades: u64,
    /// When quotes and top levels were told last.
    pub told_l1_ms: i64,
    pub told_l2_ms: i64,
    pub l1: Option<Best>,
    pub l2: Option<(Levels, Levels)>,
}

impl Feed {
    /// Numbers start low, as after a restart of the venue.
    pub fn new(seq: u64) -> Feed {
        Feed {
            seq,
            changed: BTreeSet::new(),
            old: VecDeque::new(),
            past: VecDeque::new(),
            spoil: false,
            told_trades: 0,
            told_l1_ms: 0,
            told_l2_ms: 0,
            l1: None,
            l2: None,
        }
    }

    /// Notes what a command changed.
    pub fn note(&mut self, changes: &[LevelChange]) {
        self.changed.extend(changes.iter().map(|change| (change.side == Side::Buy, change.ticks)));
    }

    /// Ends an interval: the next number, if anything changed, and what it was.
    pub fn flush(&mut self, market: &Market, product: &Product, at_us: i64) -> Option<Change> {
        if self.changed.is_empty() {
            return None;
        }
        let changed = std::mem::take(&mut self.changed);
        let side = |buys: bool| {
            let of_side = if buys { Side::Buy } else { Side::Sell };
            changed.iter().filter(|(held, _)| *held == buys).map(|(_, ticks)| (*ticks, market.book.lots_at(of_side, *ticks))).collect()
        };
        let change = Change { bids: side(true), asks: side(false) };
        self.seq += 1;
        self.past.push_back(self.whole(market, product, at_us));
        while self.past.len() > PAST {
            self.past.pop_front();
        }
        Some(change)
    }

    /// The book as it is under the present number. Right only after [`Feed::flush`].
    pub fn whole(&self, market: &Market, product: &Product, at_us: i64) -> Whole {
        let levels = |side| market.book.levels(side).collect::<Levels>();
        let (bids, asks) = (levels(Side::Buy), levels(Side::Sell));
        let sum = sum(market, product, &bids, &asks);
        Whole { seq: self.seq, at_us, bids, asks, sum }
    }

    /// Puts a book aside. Call every few seconds.
    pub fn keep_old(&mut self, whole: Whole) {
        self.old.push_back(whole);
        while self.old.len() > OLD {
            self.old.pop_front();
        }
    }

    /// A book of several seconds ago.
    pub fn old(&self) -> Option<&Whole> {
        self.old.front()
    }

    /// The book as it was under a number, if that is held.
    pub fn past(&self, seq: u64) -> Option<&Whole> {
        self.past.iter().rev().find(|whole| whole.seq == seq)
    }
}

/// CRC-32 of the best ten asks, a bar, and the best ten bids, as they are written on the wire.
fn sum(market: &Market, product: &Product, bids: &[(i64, i64)], asks: &[(i64, i64)]) -> u32 {
    let side = |levels: &[(i64, i64)]| {
        let rows = levels
            .iter()
            .take(SUMMED)
            .map(|(ticks, lots)| format!("{}:{}", price(&market.spec, *ticks), product.size(&market.spec, *lots)));
        rows.collect::<Vec<_>>().join(",")
    };
    crc32(format!("{}|{}", side(asks), side(bids)).as_bytes())
}

/// Bit by bit: these texts are short.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_zlib_s() {
        let text = b"16919.0:1087,16919.5:1193,16920.0:510|16918.0:602,16917.5:1792,16917.0:2039";
        assert_eq!(crc32(text), 2_178_756_498, "as documented");
        assert_eq!(crc32(b"|"), 2_343_686_810);
    }
}
