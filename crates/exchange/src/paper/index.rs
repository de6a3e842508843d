//! Which open orders, and whose positions, does a price or a moment concern?
//!
//! Derived from the orders and holdings alone, so that events add up to it, too. A price touches those at or better than it, a moment
//! those that are due; in the order of their numbers, whatever found them.

use std::collections::{BTreeMap, BTreeSet};

use twinline_model::{InstrumentId, Phase, TriggerBy};

use crate::accounts::{AccountId, OrderId};
use crate::order::Side;
use crate::paper::admit::rises;
use crate::paper::rows::{Holding, Order};

const ANY: (OrderId, OrderId) = (OrderId(0), OrderId(u64::MAX));

/// Open orders and open positions by what they wait for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    orders: BTreeMap<InstrumentId, Orders>,
    holders: BTreeMap<InstrumentId, BTreeMap<AccountId, usize>>,
    /// What has not been in its market yet, by the time when it arrives there.
    starts: BTreeMap<(i64, OrderId), InstrumentId>,
    /// The next time at which an order ends, or gives up, by itself.
    ends: BTreeMap<(i64, OrderId), InstrumentId>,
}

/// Those of one instrument.
#[derive(Debug, Clone, Default)]
struct Orders {
    open: BTreeMap<OrderId, AccountId>,
    /// They wait in the market's queue.
    bids: BTreeSet<(i64, OrderId)>,
    asks: BTreeSet<(i64, OrderId)>,
    /// They are on their way to the market, or wait for it to be whole.
    entering: BTreeSet<OrderId>,
    ends: BTreeSet<(i64, OrderId)>,
    /// They wait for a price to rise to theirs, or to fall to it.
    rising: BTreeMap<TriggerBy, BTreeSet<(i64, OrderId)>>,
    falling: BTreeMap<TriggerBy, BTreeSet<(i64, OrderId)>>,
    /// Every price of this kind may move their triggers.
    trailing: BTreeMap<TriggerBy, BTreeSet<OrderId>>,
}

impl Index {
    /// An order as it is now; of one that is over there is nothing to know.
    pub(crate) fn add(&mut self, order: &Order) {
        if order.is_over() {
            return;
        }
        let instrument = &order.terms.listed.instrument;
        self.orders.entry(instrument.clone()).or_default().add(order);
        if enters(order) {
            self.starts.insert((order.effective_ns, order.id), instrument.clone());
        }
        if let Some(at_ns) = ends_ns(order) {
            self.ends.insert((at_ns, order.id), instrument.clone());
        }
    }

    /// An order as it was when it was added.
    pub(crate) fn remove(&mut self, order: &Order) {
        let instrument = &order.terms.listed.instrument;
        let Some(orders) = self.orders.get_mut(instrument) else { return };
        orders.remove(order);
        if orders.open.is_empty() {
            self.orders.remove(instrument);
        }
        self.starts.remove(&(order.effective_ns, order.id));
        if let Some(at_ns) = ends_ns(order) {
            self.ends.remove(&(at_ns, order.id));
        }
    }

    /// A holding in place of another of the same.
    pub(crate) fn hold(&mut self, account: AccountId, before: Option<&Holding>, after: Option<&Holding>) {
        let open = |held: &&Holding| held.position.lots != 0;
        for held in after.into_iter().filter(open) {
            *self.holders.entry(held.listed.instrument.clone()).or_default().entry(account).or_default() += 1;
        }
        for held in before.into_iter().filter(open) {
            let Some(holders) = self.holders.get_mut(&held.listed.instrument) else { continue };
            if let Some(count) = holders.get_mut(&account) {
                *count -= 1;
                if *count == 0 {
                    holders.remove(&account);
                }
            }
            if holders.is_empty() {
                self.holders.remove(&held.listed.instrument);
            }
        }
    }

    /// Who holds anything of an instrument.
    pub(crate) fn holders(&self, instrument: &InstrumentId) -> Vec<AccountId> {
        self.holders.get(instrument).into_iter().flat_map(BTreeMap::keys).copied().collect()
    }

    /// Instruments that anybody holds or has orders of, some of them twice.
    pub(crate) fn engaged(&self) -> impl Iterator<Item = &InstrumentId> {
        self.orders.keys().chain(self.holders.keys())
    }

    /// The first moment after this one, or overdue, at which time alone may change something.
    pub(crate) fn next_ns(&self, now_ns: i64) -> Option<i64> {
        let start = self.starts.range((now_ns.saturating_add(1), ANY.0)..).next();
        [start, self.ends.first_key_value()].into_iter().flatten().map(|((at_ns, _), _)| *at_ns).min()
    }

    /// Instruments with orders of which something is due.
    pub(crate) fn due(&self, now_ns: i64) -> BTreeSet<InstrumentId> {
        let until = ..=(now_ns, ANY.1);
        self.starts.range(until).chain(self.ends.range(until)).map(|(_, instrument)| instrument.clone()).collect()
    }

    /// Those that may trade or end now: what is due or enters, and what rests at prices that are displayed on the other side, of which these are
    /// the best.
    pub(crate) fn workable(&self, instrument: &InstrumentId, now_ns: i64, bid: Option<i64>, ask: Option<i64>) -> Vec<(OrderId, AccountId)> {
        let Some(orders) = self.orders.get(instrument) else { return Vec::new() };
        let mut found: BTreeSet<OrderId> = orders.entering.clone();
        found.extend(orders.ends.range(..=(now_ns, ANY.1)).map(|(_, id)| *id));
        found.extend(ask.into_iter().flat_map(|ticks| orders.bids.range((ticks, ANY.0)..)).map(|(_, id)| *id));
        found.extend(bid.into_iter().flat_map(|ticks| orders.asks.range(..=(ticks, ANY.1))).map(|(_, id)| *id));
        orders.owned(found)
    }

    /// Those that rest on a side at this price or one that is better for whoever takes; on all prices without one.
    pub(crate) fn resting(&self, instrument: &InstrumentId, side: Side, worst: Option<i64>) -> Vec<(OrderId, AccountId)> {
        let Some(orders) = self.orders.get(instrument) else { return Vec::new() };
        let found = match side {
            Side::Buy => orders.bids.range((worst.unwrap_or(i64::MIN), ANY.0)..),
            Side::Sell => orders.asks.range(..=(worst.unwrap_or(i64::MAX), ANY.1)),
        };
        orders.owned(found.map(|(_, id)| *id).collect())
    }

    /// Those whose trigger is reached at this price of this kind, or may move.
    pub(crate) fn triggered(&self, instrument: &InstrumentId, by: TriggerBy, price: i64) -> Vec<(OrderId, AccountId)> {
        let Some(orders) = self.orders.get(instrument) else { return Vec::new() };
        let mut found: BTreeSet<OrderId> = orders.trailing.get(&by).cloned().unwrap_or_default();
        found.extend(orders.rising.get(&by).into_iter().flat_map(|held| held.range(..=(price, ANY.1))).map(|(_, id)| *id));
        found.extend(orders.falling.get(&by).into_iter().flat_map(|held| held.range((price, ANY.0)..)).map(|(_, id)| *id));
        orders.owned(found)
    }
}

impl Orders {
    fn add(&mut self, order: &Order) {
        self.open.insert(order.id, order.account);
        self.ends.extend(ends_ns(order).map(|at_ns| (at_ns, order.id)));
        if let Some((by, trails, ticks)) = waits(order) {
            if trails {
                self.trailing.entry(by).or_default().insert(order.id);
            } else {
                self.stops(order).entry(by).or_default().insert((ticks, order.id));
            }
        } else if order.resting {
            self.side(order.terms.side).insert((order.limit, order.id));
        } else {
            self.entering.insert(order.id);
        }
    }

    fn remove(&mut self, order: &Order) {
        self.open.remove(&order.id);
        if let Some(at_ns) = ends_ns(order) {
            self.ends.remove(&(at_ns, order.id));
        }
        if let Some((by, trails, ticks)) = waits(order) {
            if trails {
                self.trailing.entry(by).or_default().remove(&order.id);
            } else {
                self.stops(order).entry(by).or_default().remove(&(ticks, order.id));
            }
        } else if order.resting {
            self.side(order.terms.side).remove(&(order.limit, order.id));
        } else {
            self.entering.remove(&order.id);
        }
    }

    fn side(&mut self, side: Side) -> &mut BTreeSet<(i64, OrderId)> {
        if side == Side::Buy { &mut self.bids } else { &mut self.asks }
    }

    fn stops(&mut self, order: &Order) -> &mut BTreeMap<TriggerBy, BTreeSet<(i64, OrderId)>> {
        if rises(&order.terms) { &mut self.rising } else { &mut self.falling }
    }

    fn owned(&self, found: BTreeSet<OrderId>) -> Vec<(OrderId, AccountId)> {
        found.into_iter().filter_map(|id| Some((id, *self.open.get(&id)?))).collect()
    }
}

/// Of an order that waits for a price: which price, whether it trails, and where it is.
fn waits(order: &Order) -> Option<(TriggerBy, bool, i64)> {
    let trigger = order.terms.trigger.filter(|_| order.phase == Phase::Untriggered)?;
    Some((trigger.by, trigger.trail_ppm.is_some(), trigger.ticks))
}

fn enters(order: &Order) -> bool {
    order.phase != Phase::Untriggered && !order.resting
}

fn ends_ns(order: &Order) -> Option<i64> {
    [order.wait_ns, order.cancel_ns, order.terms.expires_ns].into_iter().flatten().min()
}

#[cfg(test)]
mod tests;
