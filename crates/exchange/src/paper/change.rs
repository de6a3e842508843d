//! How do orders change and end?

use rust_decimal::Decimal;
use twinline_model::{OrderType, Phase};

use crate::accounts::{AccountId, OrderId};
use crate::paper::engine::Paper;
use crate::paper::listing::Listed;
use crate::paper::places::{Kind, Place};
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Order, OrderChange};

impl Paper {
    /// Ends an order once the cancel has travelled; a fill before that counts.
    pub(crate) fn cancel(&mut self, account: AccountId, id: OrderId) -> Result<(), Refusal> {
        let order = self.open_order(account, id)?;
        if order.cancel_ns.is_some() {
            return Ok(());
        }
        let at_ns = self.settings.latency.cancel_ns(self.now_ns(), self.settings.seed, id.0);
        if at_ns <= self.now_ns() {
            return self.end(order, Phase::Canceled, None);
        }
        self.tell_order(OrderChange::Updated, Order { cancel_ns: Some(at_ns), ..order })
    }

    /// Changes price and total quantity of a limit order, with what backs it, or leaves all as it was. Less at the same
    /// price keeps its place.
    pub(crate) fn replace(&mut self, account: AccountId, id: OrderId, ticks: i64, lots: i64) -> Result<(), Refusal> {
        let before = self.open_order(account, id)?;
        if before.terms.kind != OrderType::Limit || before.cancel_ns.is_some() {
            return Err(Refusal::BadTerms("order".to_owned()));
        }
        if lots <= before.executed {
            return Err(Refusal::BadQuantity);
        }
        let mut order = before.clone();
        (order.terms.ticks, order.terms.lots, order.limit) = (Some(ticks), lots, ticks);
        self.check_change(&order)?;
        let backing = self.backing(account, &order.terms, order.left(), ticks, Some(&before))?;
        if ticks != before.limit || lots > before.terms.lots {
            order.resting = false;
            order.effective_ns = self.settings.latency.update_ns(self.now_ns(), self.settings.seed, id.0);
            self.market(&order.terms.listed.instrument).queues.remove(&id);
        }
        let (listed, blocked, blocked_lots) = (order.terms.listed.clone(), before.blocked, before.blocked_lots);
        (order.blocked, order.blocked_lots, order.closing) = (backing.money, backing.lots, backing.closing);
        self.tell_order(OrderChange::Updated, order)?;
        self.unblock(account, &listed, blocked, blocked_lots)?;
        self.block(account, &listed, backing)?;
        self.work(&listed.instrument)
    }

    /// Ends an order and gives back what backed it.
    pub(crate) fn end(&mut self, mut order: Order, phase: Phase, why: Option<Refusal>) -> Result<(), Refusal> {
        let (account, listed) = (order.account, order.terms.listed.clone());
        let (blocked, blocked_lots) = (order.blocked, order.blocked_lots);
        (order.phase, order.why) = (phase, why);
        (order.blocked, order.blocked_lots, order.resting) = (Decimal::ZERO, 0, false);
        self.market(&listed.instrument).queues.remove(&order.id);
        self.tell_order(OrderChange::Ended, order)?;
        self.unblock(account, &listed, blocked, blocked_lots)
    }

    /// Ends all open orders of an account that are of these.
    pub(crate) fn end_all(&mut self, account: AccountId, why: &Refusal, which: impl Fn(&Order) -> bool) -> Result<(), Refusal> {
        let held = self.state.account(account)?;
        let open: Vec<Order> = held.open.iter().filter_map(|id| held.orders.get(id)).filter(|order| which(order)).cloned().collect();
        open.into_iter().try_for_each(|order| self.end(order, Phase::Canceled, Some(why.clone())))
    }

    pub(crate) fn unblock(&mut self, account: AccountId, listed: &Listed, money: Decimal, lots: i64) -> Result<(), Refusal> {
        let listing = self.listing(listed)?.clone();
        let lines = [(Place::OrderMargin(account), -money), (Place::Available(account), money)];
        self.post(account, Kind::OrderRelease, &listing.unit, &lines)?;
        let assets = listing.quantity(lots);
        let lines = [(Place::AssetBlocked(account), -assets), (Place::Asset(account), assets)];
        self.post(account, Kind::OrderRelease, &listing.asset, &lines)
    }

    pub(crate) fn open_order(&self, account: AccountId, id: OrderId) -> Result<Order, Refusal> {
        Ok(self.state.order(account, id).ok().filter(|order| !order.is_over()).ok_or(Refusal::UnknownOrder)?.clone())
    }

    fn check_change(&self, order: &Order) -> Result<(), Refusal> {
        let listing = self.listing(&order.terms.listed)?;
        self.check_numbers(listing, &order.terms)?;
        self.check_meeting(order.account, &order.terms)
    }
}
