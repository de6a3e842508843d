//! What is displayed, how much of it is left, and may it be used?

use std::collections::BTreeMap;

use thiserror::Error;

use crate::order::Side;

/// How far the displayed book reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Many levels: what is not shown is not there.
    Levels,
    /// The best prices alone. Behind them, each further step of this many price counts is taken to hold as much as the best.
    /// ASSUMED: a thin picture of the market, worse than most books and never better than the best price.
    Top {
        /// Price counts between two such levels, at least 1.
        step: i64,
    },
}

/// What keeps fills honest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Nothing is filled on data older than this, nanoseconds.
    pub stale_ns: i64,
    /// What was taken of a level counts as taken until its displayed size changes, or this long, nanoseconds.
    pub consumed_for_ns: i64,
    /// Share of a displayed size that can be had, in millionths: others want it, too.
    pub participation_ppm: i64,
}

impl Default for Guard {
    /// Three seconds, two seconds, all of it.
    fn default() -> Self {
        Self { stale_ns: 3_000_000_000, consumed_for_ns: 2_000_000_000, participation_ppm: 1_000_000 }
    }
}

/// Why nothing can be filled now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Unfit {
    /// No book yet, or its source repairs it.
    #[error("the market's book is not whole")]
    Broken,
    /// Not heard of for too long.
    #[error("the market's data is too old")]
    Stale,
    /// The best bid is not below the best ask.
    #[error("the market's book is crossed")]
    Crossed,
}

/// A part of a level that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take {
    /// At this price.
    pub ticks: i64,
    /// So much.
    pub lots: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Shown {
    lots: i64,
    taken: i64,
    taken_ns: i64,
}

/// The book of one instrument as its venue displays it, less what orders of ours have taken of it.
#[derive(Debug, Clone)]
pub struct Outside {
    guard: Guard,
    depth: Depth,
    bids: BTreeMap<i64, Shown>,
    asks: BTreeMap<i64, Shown>,
    whole: bool,
    heard_ns: i64,
}

impl Outside {
    /// A market of which nothing is known.
    pub fn new(guard: Guard) -> Self {
        Self { guard, depth: Depth::Levels, bids: BTreeMap::new(), asks: BTreeMap::new(), whole: false, heard_ns: i64::MIN }
    }

    /// The whole book as it is now, as (price, size); sizes of zero or less and prices of zero or less are not taken.
    pub fn show(&mut self, at_ns: i64, depth: Depth, bids: &[(i64, i64)], asks: &[(i64, i64)]) {
        replace(&mut self.bids, bids);
        replace(&mut self.asks, asks);
        self.depth = depth;
        self.whole = true;
        self.heard(at_ns);
    }

    /// The market is as it was: its source says that it is live.
    pub fn heard(&mut self, at_ns: i64) {
        self.heard_ns = self.heard_ns.max(at_ns);
    }

    /// Its source has lost its chain: nothing is filled until the next book.
    pub fn lose(&mut self) {
        self.whole = false;
    }

    /// Whether orders may be filled against it now.
    pub fn check(&self, at_ns: i64) -> Result<(), Unfit> {
        if !self.whole {
            return Err(Unfit::Broken);
        }
        if at_ns.saturating_sub(self.heard_ns) > self.guard.stale_ns {
            return Err(Unfit::Stale);
        }
        match (self.best(Side::Buy), self.best(Side::Sell)) {
            (Some((bid, _)), Some((ask, _))) if bid >= ask => Err(Unfit::Crossed),
            _ => Ok(()),
        }
    }

    /// Best price of a side and what is displayed there.
    pub fn best(&self, side: Side) -> Option<(i64, i64)> {
        let level = match side {
            Side::Buy => self.bids.last_key_value(),
            Side::Sell => self.asks.first_key_value(),
        };
        level.map(|(ticks, shown)| (*ticks, shown.lots))
    }

    /// How far the display reaches.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// The worst price of a side that is displayed.
    pub fn deepest(&self, side: Side) -> Option<i64> {
        let level = if side == Side::Buy { self.bids.first_key_value() } else { self.asks.last_key_value() };
        level.map(|(ticks, _)| *ticks)
    }

    /// What is displayed at a price; zero if nothing.
    pub fn at(&self, side: Side, ticks: i64) -> i64 {
        let levels = if side == Side::Buy { &self.bids } else { &self.asks };
        levels.get(&ticks).map_or(0, |shown| shown.lots)
    }

    /// What an order could take now at `limit` or better, level by level; at most `lots` in all. Nothing changes.
    pub fn offer(&self, at_ns: i64, side: Side, limit: i64, lots: i64) -> Vec<Take> {
        let mut takes = Vec::new();
        let mut rest = lots;
        let within = |ticks: i64| if side == Side::Buy { ticks <= limit } else { ticks >= limit };
        let mut add = |ticks: i64, lots: i64| {
            let lots = lots.min(rest);
            if lots > 0 {
                rest -= lots;
                takes.push(Take { ticks, lots });
            }
            rest > 0
        };
        let levels: &mut dyn Iterator<Item = (&i64, &Shown)> =
            if side == Side::Buy { &mut self.asks.iter() } else { &mut self.bids.iter().rev() };
        for (ticks, shown) in levels {
            if !within(*ticks) || !add(*ticks, self.left(at_ns, shown)) {
                return takes;
            }
        }
        if let Depth::Top { step } = self.depth {
            self.behind(side, step, limit, &mut add);
        }
        takes
    }

    /// Takes what [`Outside::offer`] says, so that nobody takes it again.
    pub fn take(&mut self, at_ns: i64, side: Side, limit: i64, lots: i64) -> Vec<Take> {
        let takes = self.offer(at_ns, side, limit, lots);
        for take in &takes {
            self.consume(at_ns, side, *take);
        }
        takes
    }

    /// A trade by an order of this side has used up so much that may still be displayed.
    pub fn consume(&mut self, at_ns: i64, side: Side, take: Take) {
        let keep_ns = self.guard.consumed_for_ns;
        let levels = if side == Side::Buy { &mut self.asks } else { &mut self.bids };
        if let Some(shown) = levels.get_mut(&take.ticks) {
            let before = if at_ns.saturating_sub(shown.taken_ns) > keep_ns { 0 } else { shown.taken };
            shown.taken = before.saturating_add(take.lots);
            shown.taken_ns = at_ns;
        }
    }

    fn left(&self, at_ns: i64, shown: &Shown) -> i64 {
        let taken = if at_ns.saturating_sub(shown.taken_ns) > self.guard.consumed_for_ns { 0 } else { shown.taken };
        let had = i128::from(shown.lots) * i128::from(self.guard.participation_ppm.clamp(0, 1_000_000)) / 1_000_000;
        i64::try_from(had).unwrap_or(shown.lots).saturating_sub(taken).max(0)
    }

    /// Levels that are only supposed, behind the best price.
    fn behind(&self, side: Side, step: i64, limit: i64, add: &mut dyn FnMut(i64, i64) -> bool) {
        let Some((best, lots)) = self.best(side.opposite()) else { return };
        let step = if side == Side::Buy { step.max(1) } else { -step.max(1) };
        let mut ticks = best;
        // Each level holds at least one lot: the bound only keeps a giant order from walking for ever.
        for _ in 0..10_000 {
            ticks = ticks.saturating_add(step);
            let beyond = if side == Side::Buy { ticks > limit } else { ticks < limit };
            if ticks < 1 || beyond || !add(ticks, lots) {
                return;
            }
        }
    }
}

/// What was taken of a level is remembered while its displayed size stays.
fn replace(levels: &mut BTreeMap<i64, Shown>, news: &[(i64, i64)]) {
    let before = std::mem::take(levels);
    for (ticks, lots) in news.iter().filter(|(ticks, lots)| *ticks > 0 && *lots > 0) {
        let same = before.get(ticks).filter(|shown| shown.lots == *lots);
        levels.insert(*ticks, same.copied().unwrap_or(Shown { lots: *lots, taken: 0, taken_ns: 0 }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKS: [(i64, i64); 3] = [(10_000, 10), (10_005, 25), (10_010, 40)];

    fn book() -> Outside {
        let mut outside = Outside::new(Guard::default());
        outside.show(0, Depth::Levels, &[(9_990, 10)], &ASKS);
        outside
    }

    fn of(takes: &[Take]) -> Vec<(i64, i64)> {
        takes.iter().map(|take| (take.ticks, take.lots)).collect()
    }

    #[test]
    fn a_walk_respects_what_is_displayed_and_uses_it_up() {
        let mut outside = book();
        assert_eq!(of(&outside.take(0, Side::Buy, i64::MAX, 60)), [(10_000, 10), (10_005, 25), (10_010, 25)]);
        assert_eq!(of(&outside.take(0, Side::Buy, i64::MAX, 20)), [(10_010, 15)], "25 of 40 are used up");
        // An unchanged display does not bring it back; a changed one does, for that level.
        outside.show(1, Depth::Levels, &[(9_990, 10)], &[(10_000, 10), (10_005, 26), (10_010, 40)]);
        assert_eq!(of(&outside.offer(1, Side::Buy, i64::MAX, 100)), [(10_005, 26)]);
        let later = Guard::default().consumed_for_ns + 1;
        assert_eq!(of(&outside.offer(later, Side::Buy, 10_000, 100)), [(10_000, 10)], "after a while it counts as refilled");
    }

    #[test]
    fn a_limit_bounds_the_walk_and_others_want_their_share() {
        let outside = book();
        assert_eq!(of(&outside.offer(0, Side::Buy, 10_005, 60)), [(10_000, 10), (10_005, 25)]);
        assert_eq!(of(&outside.offer(0, Side::Sell, 9_990, 60)), [(9_990, 10)]);
        assert!(outside.offer(0, Side::Sell, 9_991, 60).is_empty());
        let mut shared = Outside::new(Guard { participation_ppm: 500_000, ..Guard::default() });
        shared.show(0, Depth::Levels, &[], &ASKS);
        assert_eq!(of(&shared.offer(0, Side::Buy, i64::MAX, 60)), [(10_000, 5), (10_005, 12), (10_010, 20)]);
    }

    #[test]
    fn best_prices_alone_cost_a_step_for_each_repetition() {
        let mut outside = Outside::new(Guard::default());
        outside.show(0, Depth::Top { step: 5 }, &[(9_990, 10)], &[(10_000, 10)]);
        assert_eq!(of(&outside.offer(0, Side::Buy, i64::MAX, 25)), [(10_000, 10), (10_005, 10), (10_010, 5)]);
        assert_eq!(of(&outside.offer(0, Side::Sell, 9_986, 25)), [(9_990, 10)]);
    }

    #[test]
    fn old_crossed_and_broken_books_fill_nothing() {
        let mut outside = Outside::new(Guard::default());
        assert_eq!(outside.check(0), Err(Unfit::Broken));
        outside.show(0, Depth::Levels, &[(9_990, 10)], &ASKS);
        assert_eq!(outside.check(3_000_000_000), Ok(()));
        assert_eq!(outside.check(3_000_000_001), Err(Unfit::Stale));
        outside.heard(2_000_000_000);
        assert_eq!(outside.check(5_000_000_000), Ok(()));
        outside.show(0, Depth::Levels, &[(10_000, 10)], &ASKS);
        assert_eq!(outside.check(0), Err(Unfit::Crossed));
        outside.lose();
        assert_eq!(outside.check(0), Err(Unfit::Broken));
    }
}
