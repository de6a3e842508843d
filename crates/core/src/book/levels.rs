//! What is in a book: two sorted runs of integer levels.

use twinline_model::{BookLevels, Level};

/// Most levels that one side keeps. Beyond it the ones farthest from the market are forgotten; no venue shows that many.
const MAX_LEVELS: usize = 50_000;

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
        for level in bids {
            self.set_bid(*level);
        }
        for level in asks {
            self.set_ask(*level);
        }
    }

    /// Sets the size at each price; size 0 removes it, removing what is not there is normal.
    pub fn apply(&mut self, bids: &[Level], asks: &[Level]) {
        for level in bids {
            self.set_bid(*level);
        }
        for level in asks {
            self.set_ask(*level);
        }
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

    fn set_bid(&mut self, level: Level) {
        set(&mut self.bids, level, |held, price| held.price.cmp(&price));
    }

    fn set_ask(&mut self, level: Level) {
        set(&mut self.asks, level, |held, price| price.cmp(&held.price));
    }
}

fn set(side: &mut Vec<Level>, level: Level, order: impl Fn(&Level, i64) -> std::cmp::Ordering) {
    match side.binary_search_by(|held| order(held, level.price)) {
        Ok(at) if level.size == 0 => {
            side.remove(at);
        }
        Ok(at) => side[at].size = level.size,
        Err(_) if level.size == 0 => {}
        Err(at) => {
            side.insert(at, level);
            if side.len() > MAX_LEVELS {
                side.remove(0);
            }
        }
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
