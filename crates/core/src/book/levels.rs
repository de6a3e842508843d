//! What is in a book: two sorted runs of integer levels.

use twinline_model::{BookLevels, Level};

/// Most levels that one side keeps. Beyond it the ones farthest from the market are forgotten; no venue shows that many.
const MAX_LEVELS: usize = 50_000;
/// Changes of one side that go in together. A venue's change has a handful.
const RUN: usize = 32;

/// Bids and asks. The best price of a side stands last, where most changes happen and a change moves least.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    bids: Vec<Level>,
    asks: Vec<Level>,
}

impl Book {
    /// Forgets all levels.
    pub fn clear(&mut self) {
        self.bids.clear();
        self.asks.clear();
    }

    /// Replaces all levels. Any order; of a price that stands twice the last counts; size 0 is no level.
    pub fn replace(&mut self, bids: &[Level], asks: &[Level]) {
        self.clear();
        self.apply(bids, asks);
    }

    /// Sets the size at each price; size 0 removes it, removing what is not there is normal.
    pub fn apply(&mut self, bids: &[Level], asks: &[Level]) {
        set_all(&mut self.bids, bids, |price| price);
        set_all(&mut self.asks, asks, |price| !price);
    }

    /// Best bid.
    pub fn best_bid(&self) -> Option<Level> {
        self.bids.last().copied()
    }

    /// Best ask.
    pub fn best_ask(&self) -> Option<Level> {
        self.asks.last().copied()
    }

    /// True if somebody would sell at or below what somebody else would pay.
    pub fn is_crossed(&self) -> bool {
        matches!((self.bids.last(), self.asks.last()), (Some(bid), Some(ask)) if bid.price >= ask.price)
    }

    /// Bids, best first.
    pub fn bids(&self) -> impl ExactSizeIterator<Item = &Level> {
        self.bids.iter().rev()
    }

    /// Asks, best first.
    pub fn asks(&self) -> impl ExactSizeIterator<Item = &Level> {
        self.asks.iter().rev()
    }

    /// Levels on both sides together.
    pub fn len(&self) -> usize {
        self.bids.len() + self.asks.len()
    }

    /// True if neither side has a level.
    pub fn is_empty(&self) -> bool {
        self.bids.is_empty() && self.asks.is_empty()
    }

    /// A copy of the best `depth` levels a side, best first.
    pub fn top(&self, depth: usize, price_scale: u8, size_scale: u8) -> BookLevels {
        BookLevels {
            price_scale,
            size_scale,
            bids: self.bids().take(depth).copied().collect(),
            asks: self.asks().take(depth).copied().collect(),
        }
    }

    /// Counts every level by finer units: the instrument was reloaded with more decimal places.
    /// Returns false, with nothing changed, if a value does not fit.
    pub fn rescale(&mut self, price_by: i64, size_by: i64) -> bool {
        let finer = |side: &[Level]| -> Option<Vec<Level>> {
            side.iter()
                .map(|level| Some(Level { price: level.price.checked_mul(price_by)?, size: level.size.checked_mul(size_by)? }))
                .collect()
        };
        match (finer(&self.bids), finer(&self.asks)) {
            (Some(bids), Some(asks)) => {
                self.bids = bids;
                self.asks = asks;
                true
            }
            _ => false,
        }
    }
}

/// Sets levels of one side. `rank` is greater the better a price is.
fn set_all(side: &mut Vec<Level>, changes: &[Level], rank: impl Fn(i64) -> i64 + Copy) {
    for run in changes.chunks(RUN) {
        if run.is_sorted_by(|a, b| rank(a.price) > rank(b.price)) {
            set_run(side, run.iter(), rank);
        } else if run.is_sorted_by(|a, b| rank(a.price) < rank(b.price)) {
            set_run(side, run.iter().rev(), rank);
        } else {
            run.iter().for_each(|level| set_run(side, std::iter::once(level), rank));
        }
    }
    if side.len() > MAX_LEVELS {
        side.drain(..side.len() - MAX_LEVELS);
    }
}

/// A level that comes or goes, and where that is among the levels of before.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    at: usize,
    /// What comes before the level at `at`; with size 0, the level at `at` goes.
    level: Level,
}

impl Step {
    const fn comes(&self) -> bool {
        self.level.size != 0
    }

    /// The first level behind it, of those of before.
    const fn behind(&self) -> usize {
        if self.comes() { self.at } else { self.at + 1 }
    }
}

/// Sets at most [`RUN`] levels, best first, each price once.
fn set_run<'l>(side: &mut Vec<Level>, run: impl Iterator<Item = &'l Level>, rank: impl Fn(i64) -> i64) {
    let mut steps = [Step::default(); RUN];
    let (mut count, mut end) = (0, side.len());
    for level in run {
        let at = place(&side[..end], level.price, &rank);
        end = at;
        match side.get_mut(at).filter(|held| held.price == level.price) {
            Some(held) if level.size != 0 => held.size = level.size,
            None if level.size == 0 => {}
            _ => {
                steps[count] = Step { at, level: *level };
                count += 1;
            }
        }
    }
    shift(side, &steps[..count]);
}

/// Index of the first level that is at least as good as `price`. The next change is seldom far from the one before, so
/// the search begins at the end.
fn place(side: &[Level], price: i64, rank: impl Fn(i64) -> i64) -> usize {
    let (mut high, mut stride) = (side.len(), 1);
    let low = loop {
        let Some(probe) = high.checked_sub(stride) else { break 0 };
        if rank(side[probe].price) < rank(price) {
            break probe + 1;
        }
        high = probe;
        stride *= 2;
    };
    low + side[low..high].partition_point(|held| rank(held.price) < rank(price))
}

/// Lets levels come and go, moving each of the others at most once. The steps are ordered from the end.
///
/// What lies between two steps moves by the levels that came before it less those that went. Between what moves towards
/// the front and what moves towards the end there is always something that stays, so neither overwrites the other.
fn shift(side: &mut Vec<Level>, steps: &[Step]) {
    let before = side.len();
    // Towards the front, beginning there; `gone` is how many more went than came.
    let (mut came, mut gone) = (0, 0);
    for (nth, step) in steps.iter().enumerate().rev() {
        match step.comes() {
            true if gone > 0 => {
                side[step.at - gone] = step.level;
                gone -= 1;
            }
            true => came += 1,
            false if came > 0 => came -= 1,
            false => gone += 1,
        }
        if gone > 0 {
            let until = if nth == 0 { before } else { steps[nth - 1].at };
            side.copy_within(step.behind()..until, step.behind() - gone);
        }
    }
    side.truncate(before - gone);
    side.resize(before + came - gone, Level::default());
    // Towards the end, beginning there.
    let mut until = before;
    for step in steps {
        if came > 0 {
            side.copy_within(step.behind()..until, step.behind() + came);
        }
        match step.comes() {
            true if came > 0 => {
                came -= 1;
                side[step.at + came] = step.level;
            }
            true => gone += 1,
            false if gone > 0 => gone -= 1,
            false => came += 1,
        }
        until = step.at;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn levels() -> impl Strategy<Value = Vec<Level>> {
        proptest::collection::vec((0i64..40, 0i64..4).prop_map(|(price, size)| Level { price, size }), 0..60)
    }

    proptest! {
        #[test]
        fn equals_a_map(changes in proptest::collection::vec((levels(), levels()), 0..8)) {
            let mut book = Book::default();
            let mut naive = (BTreeMap::new(), BTreeMap::new());
            for (bids, asks) in changes {
                book.apply(&bids, &asks);
                for (side, changes) in [(&mut naive.0, bids), (&mut naive.1, asks)] {
                    for level in changes {
                        if level.size == 0 { side.remove(&level.price); } else { side.insert(level.price, level.size); }
                    }
                }
            }
            let bids: Vec<_> = book.bids().map(|level| (level.price, level.size)).collect();
            let asks: Vec<_> = book.asks().map(|level| (level.price, level.size)).collect();
            prop_assert_eq!(bids, naive.0.into_iter().rev().collect::<Vec<_>>());
            prop_assert_eq!(asks, naive.1.into_iter().collect::<Vec<_>>());
        }

        /// Changes come sorted, one way or the other; runs of many go in together.
        #[test]
        fn sorted_changes_equal_single_ones(
            changes in proptest::collection::vec((proptest::collection::btree_map(0i64..120, 0i64..3, 0..90), any::<bool>()), 1..8),
        ) {
            let (mut together, mut single) = (Book::default(), Book::default());
            for (levels, rising) in changes {
                let mut run: Vec<Level> = levels.into_iter().map(|(price, size)| Level { price, size }).collect();
                if !rising {
                    run.reverse();
                }
                together.apply(&run, &run);
                for level in &run {
                    single.apply(&[*level], &[*level]);
                }
                prop_assert_eq!(&together, &single);
            }
        }

        #[test]
        fn a_replaced_book_has_no_ghosts(old in levels(), bids in levels(), asks in levels()) {
            let (mut used, mut fresh) = (Book::default(), Book::default());
            used.apply(&old, &old);
            used.replace(&bids, &asks);
            fresh.apply(&bids, &asks);
            prop_assert_eq!(used, fresh);
        }
    }

    #[test]
    fn levels_beyond_the_bound_are_the_farthest() {
        let most = MAX_LEVELS as i64;
        let run: Vec<Level> = (1..=most + 40).map(|price| Level { price, size: 1 }).collect();
        let mut book = Book::default();
        book.apply(&run, &run);
        assert_eq!((book.bids.len(), book.asks.len()), (MAX_LEVELS, MAX_LEVELS));
        assert_eq!((book.best_bid().map(|bid| bid.price), book.bids[0].price), (Some(most + 40), 41));
        assert_eq!((book.best_ask().map(|ask| ask.price), book.asks[0].price), (Some(1), most));
    }

    #[test]
    fn rescaling_keeps_values() {
        let mut book = Book::default();
        book.apply(&[Level { price: 761, size: 5 }], &[Level { price: i64::MAX / 5, size: 1 }]);
        assert!(!book.rescale(10, 1));
        book.apply(&[], &[Level { price: i64::MAX / 5, size: 0 }, Level { price: 762, size: 1 }]);
        assert!(book.rescale(10, 100));
        assert_eq!(book.best_bid(), Some(Level { price: 7610, size: 500 }));
        assert_eq!(book.best_ask(), Some(Level { price: 7620, size: 100 }));
    }
}
