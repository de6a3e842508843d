//! How do orders begin?

use rust_decimal::Decimal;
use twinline_model::{Phase, TriggerBy};

use crate::accounts::{AccountId, OrderId};
use crate::paper::admit::Backing;
use crate::paper::engine::Paper;
use crate::paper::fees::Turnover;
use crate::paper::input::NewOrder;
use crate::paper::listing::Listed;
use crate::paper::places::{Kind, Place};
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Order, OrderChange};

impl Paper {
    /// Takes an order and, as soon as it counts, lets it trade. The same order under the same name is answered once.
    pub(crate) fn place(&mut self, account: AccountId, new: &NewOrder) -> Result<OrderId, Refusal> {
        let held = self.state.account(account)?;
        if let Some(before) = new.client_id.as_ref().and_then(|name| held.names.get(name)).and_then(|id| held.orders.get(id)) {
            return if before.asked == new.terms { Ok(before.id) } else { Err(Refusal::DuplicateId) };
        }
        if held.frozen {
            return Err(Refusal::AccountFrozen);
        }
        self.check_terms(account, &new.terms)?;
        let order = self.draft(account, new)?;
        let id = order.id;
        if order.phase == Phase::Untriggered {
            // It is backed when it is released: until then it may never trade.
            self.tell_order(OrderChange::Placed, order)?;
        } else {
            let backing = self.backing(account, &order.terms, order.terms.lots, order.limit, None)?;
            self.tell_order(OrderChange::Placed, backed(order, backing))?;
            self.block(account, &new.terms.listed, backing)?;
        }
        self.work(&new.terms.listed.instrument)?;
        Ok(id)
    }

    fn draft(&self, account: AccountId, new: &NewOrder) -> Result<Order, Refusal> {
        let (id, now_ns, terms) = (self.state.next_order(), self.now_ns(), new.terms.clone());
        let waits = terms.trigger.is_some();
        let limit = match terms.ticks {
            Some(ticks) => ticks,
            None if waits => 0,
            None => self.protection(&terms)?,
        };
        let mut order = Order {
            id,
            account,
            client_id: new.client_id.clone(),
            asked: terms.clone(),
            terms,
            phase: if waits { Phase::Untriggered } else { Phase::Live },
            why: None,
            executed: 0,
            fills: 0,
            turnover: Turnover::default(),
            billed: Vec::new(),
            blocked: Decimal::ZERO,
            blocked_lots: 0,
            closing: 0,
            limit,
            resting: false,
            effective_ns: self.settings.latency.insert_ns(now_ns, self.settings.seed, id.0),
            wait_ns: None,
            cancel_ns: None,
            placed_ns: now_ns,
            updated_ns: now_ns,
        };
        if order.is_market() && !waits {
            order.wait_ns = Some(order.effective_ns.saturating_add(self.settings.wait_ns));
        }
        Ok(order)
    }

    /// Lets an order in whose trigger was reached. If it cannot be backed any more, that is its end.
    pub(crate) fn release(&mut self, mut order: Order) -> Result<(), Refusal> {
        let closable = self.closable(order.account, &order.terms.listed, order.terms.side);
        if order.only_reduces() && closable == 0 {
            return self.end(order, Phase::Expired, Some(Refusal::ReduceOnly));
        }
        if order.terms.close_position {
            order.terms.lots = closable;
        }
        order.phase = Phase::Live;
        if order.is_market() {
            order.wait_ns = Some(self.now_ns().saturating_add(self.settings.wait_ns));
            order.limit = self.protection(&order.terms)?;
        }
        let backing = match self.backing(order.account, &order.terms, order.terms.lots, order.limit, None) {
            Ok(backing) => backing,
            Err(Refusal::OutOfRange) => return Err(Refusal::OutOfRange),
            Err(refusal) => return self.end(order, Phase::Rejected, Some(refusal)),
        };
        let (account, listed) = (order.account, order.terms.listed.clone());
        self.tell_order(OrderChange::Triggered, backed(order, backing))?;
        self.block(account, &listed, backing)
    }

    pub(crate) fn block(&mut self, account: AccountId, listed: &Listed, backing: Backing) -> Result<(), Refusal> {
        let listing = self.listing(listed)?.clone();
        let money = backing.money;
        let lines = [(Place::Available(account), -money), (Place::OrderMargin(account), money)];
        self.post(account, Kind::OrderBlock, &listing.unit, &lines)?;
        let assets = listing.quantity(backing.lots);
        let lines = [(Place::Asset(account), -assets), (Place::AssetBlocked(account), assets)];
        self.post(account, Kind::OrderBlock, &listing.asset, &lines)
    }

    /// The price that moves triggers of this kind.
    pub(crate) fn price_by(&self, listed: &Listed, by: TriggerBy) -> Option<i64> {
        let market = self.markets.get(&listed.instrument)?;
        match by {
            TriggerBy::Last => market.last,
            TriggerBy::Mark => market.mark,
        }
    }
}

fn backed(order: Order, backing: Backing) -> Order {
    Order { blocked: backing.money, blocked_lots: backing.lots, closing: backing.closing, ..order }
}
