//! Who trades with whom, at what price: price-time priority in integer ticks and lots.

use std::collections::{BTreeMap, VecDeque};

use crate::execution::{Execution, Fate, Fill, LevelChange};
use crate::meeting::{Holding, Knock, Meeting, Owners, Taker};
use crate::order::{Order, Reject, Side, Terms, TimeInForce};

#[derive(Debug, Clone, Copy)]
struct Resting {
    id: u64,
    lots: i64,
}

#[derive(Debug, Clone, Default)]
struct Level {
    total: i64,
    queue: VecDeque<Resting>,
}

/// A limit order book of one symbol. Never crossed: an order that could trade does so before it rests.
#[derive(Debug, Clone, Default)]
pub struct Book {
    bids: BTreeMap<i64, Level>,
    asks: BTreeMap<i64, Level>,
    places: BTreeMap<u64, (Side, i64)>,
    owners: Owners,
}

impl Book {
    /// An empty book.
    pub fn new() -> Book {
        Book::default()
    }

    /// Executes an order of an anonymous trader; `out` is cleared first and then holds its trades and level changes.
    pub fn submit(&mut self, order: Order, out: &mut Execution) -> Fate {
        self.execute(order, None, out)
    }

    /// Executes an order of an account. What it may not trade with ends without trading, see `Execution`.
    pub fn submit_owned(&mut self, order: Order, taker: Taker, out: &mut Execution) -> Fate {
        self.execute(order, Some(taker), out)
    }

    fn execute(&mut self, order: Order, taker: Option<Taker>, out: &mut Execution) -> Fate {
        out.clear();
        if let Err(reject) = self.admit(order) {
            return Fate::Rejected(reject);
        }
        let left = self.take(order, taker, out);
        match order.terms {
            _ if left == 0 => Fate::Filled,
            _ if out.ended.is_some() => Fate::Expired(left),
            Terms::Limit { ticks, time_in_force: TimeInForce::Gtc | TimeInForce::PostOnly } => {
                let change = self.rest(order.id, order.side, ticks, left);
                if let Some(taker) = taker {
                    self.owners.insert(order.id, taker.owner);
                }
                out.changes.push(change);
                Fate::Rests(left)
            }
            Terms::Limit { .. } | Terms::Market => Fate::Expired(left),
        }
    }

    /// Takes a resting order out; `None` if no such order rests.
    pub fn cancel(&mut self, id: u64) -> Option<LevelChange> {
        let (side, ticks) = self.places.remove(&id)?;
        self.owners.remove(id);
        let levels = self.levels_mut(side);
        let level = levels.get_mut(&ticks)?;
        let at = level.queue.iter().position(|resting| resting.id == id)?;
        let lots = level.queue.remove(at).map_or(0, |resting| resting.lots);
        let before = level.total;
        level.total -= lots;
        let after = level.total;
        if after == 0 {
            levels.remove(&ticks);
        }
        Some(LevelChange { side, ticks, before, after })
    }

    /// Best price and its total of a side; `None` when the side is empty.
    pub fn best(&self, side: Side) -> Option<(i64, i64)> {
        let entry = match side {
            Side::Buy => self.bids.last_key_value(),
            Side::Sell => self.asks.first_key_value(),
        };
        entry.map(|(&ticks, level)| (ticks, level.total))
    }

    /// Id of the order that is next to trade on a side.
    pub fn front(&self, side: Side) -> Option<u64> {
        let level = match side {
            Side::Buy => self.bids.values().next_back(),
            Side::Sell => self.asks.values().next(),
        };
        level.and_then(|level| level.queue.front()).map(|resting| resting.id)
    }

    /// Price and total of each level of a side, best first.
    pub fn levels(&self, side: Side) -> Box<dyn Iterator<Item = (i64, i64)> + '_> {
        match side {
            Side::Buy => Box::new(self.bids.iter().rev().map(|(&ticks, level)| (ticks, level.total))),
            Side::Sell => Box::new(self.asks.iter().map(|(&ticks, level)| (ticks, level.total))),
        }
    }

    /// Total lots at a price; 0 when there is no such level.
    pub fn lots_at(&self, side: Side, ticks: i64) -> i64 {
        let levels = match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        };
        levels.get(&ticks).map_or(0, |level| level.total)
    }

    /// Number of levels of a side.
    pub fn depth(&self, side: Side) -> usize {
        match side {
            Side::Buy => self.bids.len(),
            Side::Sell => self.asks.len(),
        }
    }

    /// Number of resting orders.
    pub fn orders(&self) -> usize {
        self.places.len()
    }

    /// Whether an order with this id rests.
    pub fn holds(&self, id: u64) -> bool {
        self.places.contains_key(&id)
    }

    /// Whether the order with this id rests and is an account's.
    pub fn is_owned(&self, id: u64) -> bool {
        self.owners.owns(id)
    }

    /// Lots that are left of a resting order; 0 if it does not rest.
    pub fn resting_lots(&self, id: u64) -> i64 {
        let Some((side, ticks)) = self.places.get(&id) else { return 0 };
        let levels = match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        };
        let queue = levels.get(ticks).map(|level| &level.queue);
        queue.into_iter().flatten().find(|resting| resting.id == id).map_or(0, |resting| resting.lots)
    }

    /// Signed lots of an account's position, as told by `set_holding` and by the trades since.
    pub fn holding(&self, holding: Holding) -> i64 {
        self.owners.holding(holding)
    }

    /// Tells the book an account's position, where it changed other than by a trade in this book.
    pub fn set_holding(&mut self, holding: Holding, lots: i64) {
        self.owners.set_holding(holding, lots);
    }

    /// Whether the book would accept an order, and if not, why.
    pub fn admit(&self, order: Order) -> Result<(), Reject> {
        const LARGEST: i64 = 1 << 52;
        if order.lots < 1 || order.lots > LARGEST {
            return Err(Reject::BadNumber);
        }
        let Terms::Limit { ticks, time_in_force } = order.terms else {
            return Ok(());
        };
        if !(1..=LARGEST).contains(&ticks) {
            return Err(Reject::BadNumber);
        }
        if self.places.contains_key(&order.id) {
            return Err(Reject::DuplicateId);
        }
        if self.lots_at(order.side, ticks) > LARGEST {
            return Err(Reject::BadNumber);
        }
        match time_in_force {
            TimeInForce::PostOnly if self.crosses(order.side, ticks) => Err(Reject::WouldTake),
            TimeInForce::Fok if self.available(order.side, ticks, order.lots) < order.lots => Err(Reject::CannotFill),
            TimeInForce::PostOnly | TimeInForce::Fok | TimeInForce::Gtc | TimeInForce::Ioc => Ok(()),
        }
    }

    fn crosses(&self, side: Side, ticks: i64) -> bool {
        self.best(side.opposite()).is_some_and(|(best, _)| acceptable(side, ticks, best))
    }

    /// Lots that an order could take at `ticks` or better, counted up to `wanted`.
    fn available(&self, side: Side, ticks: i64, wanted: i64) -> i64 {
        let mut found = 0;
        for (price, total) in self.levels(side.opposite()) {
            if found >= wanted || !acceptable(side, ticks, price) {
                break;
            }
            found += total;
        }
        found
    }

    fn take(&mut self, order: Order, taker: Option<Taker>, out: &mut Execution) -> i64 {
        let makers = order.side.opposite();
        let mut left = order.lots;
        while left > 0 && out.ended.is_none() {
            let Some((ticks, before)) = self.best(makers) else { break };
            let fits = match order.terms {
                Terms::Limit { ticks: limit, .. } => acceptable(order.side, limit, ticks),
                Terms::Market => true,
            };
            if !fits {
                break;
            }
            left = self.take_level((makers, ticks), left, taker, out);
            let after = self.lots_at(makers, ticks);
            if after != before {
                out.changes.push(LevelChange { side: makers, ticks, before, after });
            }
        }
        left
    }

    /// Trades with the orders of one level, oldest first, until the level or the incoming order ends.
    fn take_level(&mut self, (side, ticks): (Side, i64), mut left: i64, taker: Option<Taker>, out: &mut Execution) -> i64 {
        let levels = match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        };
        let Some(level) = levels.get_mut(&ticks) else { return left };
        while left > 0 && out.ended.is_none() {
            let Some(maker) = level.queue.front_mut() else { break };
            let (id, rested) = (maker.id, maker.lots);
            let meeting = self.owners.meet(taker, side.opposite(), id, left.min(rested));
            let lots = match meeting {
                Meeting::Trade(lots) => lots,
                Meeting::EndMaker(why) | Meeting::EndBoth(why) => {
                    out.knocks.push(Knock { id, lots: rested, why });
                    rested
                }
                Meeting::EndTaker(_) => 0,
            };
            if let Meeting::EndTaker(why) | Meeting::EndBoth(why) = meeting {
                out.ended = Some(why);
            }
            maker.lots -= lots;
            level.total -= lots;
            if let Meeting::Trade(_) = meeting {
                left -= lots;
                self.owners.traded(taker, side.opposite(), id, lots);
                out.fills.push(Fill { maker_id: id, ticks, lots, maker_left: maker.lots });
            }
            if maker.lots == 0 {
                self.places.remove(&id);
                self.owners.remove(id);
                level.queue.pop_front();
            }
        }
        if level.total == 0 {
            levels.remove(&ticks);
        }
        left
    }

    fn rest(&mut self, id: u64, side: Side, ticks: i64, lots: i64) -> LevelChange {
        self.places.insert(id, (side, ticks));
        let level = self.levels_mut(side).entry(ticks).or_default();
        let before = level.total;
        level.queue.push_back(Resting { id, lots });
        level.total += lots;
        LevelChange { side, ticks, before, after: level.total }
    }

    fn levels_mut(&mut self, side: Side) -> &mut BTreeMap<i64, Level> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }
}

/// Whether a taker with this limit accepts the price.
fn acceptable(taker: Side, limit: i64, price: i64) -> bool {
    match taker {
        Side::Buy => price <= limit,
        Side::Sell => price >= limit,
    }
}
