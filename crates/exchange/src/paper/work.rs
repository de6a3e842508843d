//! When does an order trade?

use twinline_model::{InstrumentId, Phase, TimeInForce};

use crate::accounts::{AccountId, OrderId};
use crate::fills::{Depth, Queue, Take};
use crate::order::Side;
use crate::paper::engine::Paper;
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Order, OrderChange};

impl Paper {
    /// A market's book is shown anew.
    pub(crate) fn show(
        &mut self,
        instrument: &InstrumentId,
        depth: Depth,
        bids: &[(i64, i64)],
        asks: &[(i64, i64)],
    ) -> Result<(), Refusal> {
        let (now_ns, cancellations) = (self.now_ns(), self.settings.cancellations);
        self.market(instrument).outside.show(now_ns, depth, bids, asks);
        for side in [Side::Buy, Side::Sell] {
            let edge = edge(&self.market(instrument).outside, depth, side);
            for (id, account) in self.state.index().resting(instrument, side, edge) {
                let Ok(limit) = self.state.order(account, id).map(|order| order.limit) else { continue };
                let market = self.market(instrument);
                if let Some(queue) = market.queues.get_mut(&id) {
                    queue.shows(market.outside.at(side, limit), cancellations);
                }
            }
        }
        self.work(instrument)
    }

    /// Does what is due for the open orders of an instrument, oldest first.
    pub(crate) fn work(&mut self, instrument: &InstrumentId) -> Result<(), Refusal> {
        let now_ns = self.now_ns();
        let outside = &self.market(instrument).outside;
        let fit = outside.check(now_ns).is_ok();
        let best = |side| outside.best(side).filter(|_| fit).map(|(ticks, _)| ticks);
        let (bid, ask) = (best(Side::Buy), best(Side::Sell));
        if fit {
            self.join_all(instrument)?;
        }
        for (id, account) in self.state.index().workable(instrument, now_ns, bid, ask) {
            self.attend(account, id)?;
        }
        Ok(())
    }

    /// Gives those that rest since before this market was known their places.
    fn join_all(&mut self, instrument: &InstrumentId) -> Result<(), Refusal> {
        if std::mem::replace(&mut self.market(instrument).joined, true) {
            return Ok(());
        }
        for side in [Side::Buy, Side::Sell] {
            for (id, account) in self.state.index().resting(instrument, side, None) {
                self.join(&self.open_order(account, id)?);
            }
        }
        Ok(())
    }

    fn attend(&mut self, account: AccountId, id: OrderId) -> Result<(), Refusal> {
        // Those before it may have ended it: a position that it was to reduce is gone.
        let Ok(order) = self.open_order(account, id) else { return Ok(()) };
        let now_ns = self.now_ns();
        if order.cancel_ns.is_some_and(|at_ns| at_ns <= now_ns) {
            return self.end(order, Phase::Canceled, None);
        }
        if order.terms.expires_ns.is_some_and(|at_ns| at_ns <= now_ns) {
            return self.end(order, Phase::Expired, None);
        }
        if order.phase == Phase::Untriggered || order.effective_ns > now_ns {
            return Ok(());
        }
        let fit = self.market(&order.terms.listed.instrument).outside.check(now_ns).is_ok();
        let over = order.wait_ns.is_some_and(|at_ns| at_ns <= now_ns);
        match (fit, order.resting) {
            (false, _) if over => self.give_up(order, Refusal::StaleMarketData),
            (false, _) => Ok(()),
            (true, true) => self.meet(&order),
            (true, false) => self.enter(order),
        }
    }

    /// Takes what is displayed; what is left rests, waits or ends.
    fn enter(&mut self, order: Order) -> Result<(), Refusal> {
        let (now_ns, left) = (self.now_ns(), order.left());
        let (side, limit) = (order.terms.side, order.limit);
        let offers = self.market(&order.terms.listed.instrument).outside.offer(now_ns, side, limit, left);
        if order.terms.post_only && !offers.is_empty() {
            return self.end(order, Phase::Expired, Some(Refusal::PostOnlyWouldTake));
        }
        if order.terms.time_in_force == TimeInForce::Fok && offers.iter().map(|take| take.lots).sum::<i64>() < left {
            return self.end(order, Phase::Expired, Some(Refusal::FokNotFillable));
        }
        for take in offers {
            if !self.take(&order, take, take.ticks, false)? {
                break;
            }
        }
        let Ok(order) = self.open_order(order.account, order.id) else { return Ok(()) };
        match order.terms.time_in_force {
            TimeInForce::Ioc | TimeInForce::Fok => self.end(order, Phase::Expired, Some(Refusal::NoLiquidity)),
            _ if order.is_market() => {
                let over = order.wait_ns.is_none_or(|at_ns| at_ns <= now_ns);
                if over { self.give_up(order, Refusal::NoLiquidity) } else { Ok(()) }
            }
            TimeInForce::Gtc | TimeInForce::Gtd => {
                self.join(&order);
                self.tell_order(OrderChange::Updated, Order { resting: true, ..order })
            }
        }
    }

    /// A resting order meets what has come to its price: at its own limit, as if it had been there first.
    fn meet(&mut self, order: &Order) -> Result<(), Refusal> {
        self.join(order);
        let now_ns = self.now_ns();
        let outside = &mut self.market(&order.terms.listed.instrument).outside;
        for take in outside.offer(now_ns, order.terms.side, order.limit, order.left()) {
            if !self.take(order, take, order.limit, true)? {
                break;
            }
        }
        Ok(())
    }

    /// Fills against a displayed level at this price and uses it up; false if the order is over.
    fn take(&mut self, order: &Order, take: Take, at_ticks: i64, maker: bool) -> Result<bool, Refusal> {
        let lots = self.fill(order.account, order.id, at_ticks, take.lots, maker)?;
        let now_ns = self.now_ns();
        let market = self.market(&order.terms.listed.instrument);
        market.outside.consume(now_ns, order.terms.side, Take { lots, ..take });
        Ok(lots == take.lots && self.open_order(order.account, order.id).is_ok())
    }

    /// Gives a resting order its place, if it has none.
    pub(crate) fn join(&mut self, order: &Order) {
        let (side, limit) = (order.terms.side, order.limit);
        let market = self.market(&order.terms.listed.instrument);
        let outside = &market.outside;
        let depth = outside.depth();
        let place = if reached(outside, depth, side, limit) { Queue::behind(outside.at(side, limit)) } else { Queue::unseen() };
        market.queues.entry(order.id).or_insert(place);
    }

    /// A market order has waited long enough.
    fn give_up(&mut self, order: Order, why: Refusal) -> Result<(), Refusal> {
        let phase = if order.executed == 0 { Phase::Rejected } else { Phase::Expired };
        self.end(order, phase, Some(why))
    }
}

/// True if a price is within what is displayed, so that what is not shown there is not there.
fn reached(outside: &crate::fills::Outside, depth: Depth, side: Side, ticks: i64) -> bool {
    edge(outside, depth, side).is_none_or(|edge| if side == Side::Buy { ticks >= edge } else { ticks <= edge })
}

/// The worst price of a side that is known; what is beyond it may be there.
fn edge(outside: &crate::fills::Outside, depth: Depth, side: Side) -> Option<i64> {
    match depth {
        Depth::Levels => outside.deepest(side),
        Depth::Top { .. } => outside.best(side).map(|(ticks, _)| ticks),
    }
}
