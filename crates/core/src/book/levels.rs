//! What is in a book: two sides of integer levels.

use twinline_model::{BookLevels, Level};

use super::side::Side;

/// Most levels that one side keeps. Beyond it the ones farthest from the market are forgotten; no venue shows that many.
const MAX_LEVELS: usize = 50_000;

/// Bids and asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    bids: Side,
    asks: Side,
}

/// The greater a rank, the better the price; of an ask the lower one. Turned once more, a rank is the price again.
const fn ask_rank(price: i64) -> i64 {
    !price
}

fn bid((rank, size): (i64, i64)) -> Level {
    Level { price: rank, size }
}

fn ask((rank, size): (i64, i64)) -> Level {
    Level { price: ask_rank(rank), size }
}

impl Book {
    /// Forgets all levels.
    pub fn clear(&mut self) {
        self.bids.clear();
        self.asks.clear();
    }

    /// Replaces all levels. Any order; of a price that stands twice the last counts; size 0 is no level.
    pub fn replace(&mut self, bids: &[Level], asks: &[Level]) {
        self.bids.fill(bids.iter().map(|level| (level.price, level.size)));
        self.asks.fill(asks.iter().map(|level| (ask_rank(level.price), level.size)));
        self.keep_best();
    }

    /// Sets the size at each price; size 0 removes it, removing what is not there is normal.
    pub fn apply(&mut self, bids: &[Level], asks: &[Level]) {
        self.bids.set_all(bids.iter().map(|level| (level.price, level.size)));
        self.asks.set_all(asks.iter().map(|level| (ask_rank(level.price), level.size)));
        self.keep_best();
    }

    fn keep_best(&mut self) {
        self.bids.keep_best(MAX_LEVELS);
        self.asks.keep_best(MAX_LEVELS);
    }

    /// Best bid.
    pub fn best_bid(&self) -> Option<Level> {
        self.bids.best().map(bid)
    }

    /// Best ask.
    pub fn best_ask(&self) -> Option<Level> {
        self.asks.best().map(ask)
    }

    /// True if somebody would sell at or below what somebody else would pay.
    pub fn is_crossed(&self) -> bool {
        matches!((self.best_bid(), self.best_ask()), (Some(bid), Some(ask)) if bid.price >= ask.price)
    }

    /// Bids, best first.
    pub fn bids(&self) -> impl Iterator<Item = Level> {
        self.bids.iter().map(bid)
    }

    /// Asks, best first.
    pub fn asks(&self) -> impl Iterator<Item = Level> {
        self.asks.iter().map(ask)
    }

    /// Levels on both sides together.
    pub fn len(&self) -> usize {
        self.bids.len() + self.asks.len()
    }

    /// True if neither side has a level.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of the best `depth` levels a side, best first.
    pub fn top(&self, depth: usize, price_scale: u8, size_scale: u8) -> BookLevels {
        let (mut bids, mut asks) = (Vec::with_capacity(depth.min(self.bids.len())), Vec::with_capacity(depth.min(self.asks.len())));
        bids.extend(self.bids().take(depth));
        asks.extend(self.asks().take(depth));
        BookLevels { price_scale, size_scale, bids, asks }
    }

    /// Counts every level by finer units: the instrument was reloaded with more decimal places.
    /// Returns false, with nothing changed, if a value does not fit.
    pub fn rescale(&mut self, price_by: i64, size_by: i64) -> bool {
        let bids = self.bids.rescaled(|price, size| Some((price.checked_mul(price_by)?, size.checked_mul(size_by)?)));
        let asks = self.asks.rescaled(|rank, size| Some((ask_rank(ask_rank(rank).checked_mul(price_by)?), size.checked_mul(size_by)?)));
        match (bids, asks) {
            (Some(bids), Some(asks)) => {
                self.bids = bids;
                self.asks = asks;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn levels() -> impl Strategy<Value = Vec<Level>> {
        proptest::collection::vec((0i64..250, 0i64..4).prop_map(|(price, size)| Level { price, size }), 0..150)
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
            changes in proptest::collection::vec((proptest::collection::btree_map(0i64..400, 0i64..3, 0..200), any::<bool>()), 1..8),
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
        assert_eq!((book.best_bid().map(|bid| bid.price), book.bids().last().map(|bid| bid.price)), (Some(most + 40), Some(41)));
        assert_eq!((book.best_ask().map(|ask| ask.price), book.asks().last().map(|ask| ask.price)), (Some(1), Some(most)));
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
