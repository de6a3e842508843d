//! What does a fill move?

use rust_decimal::Decimal;
use twinline_model::Phase;

use crate::accounts::money::{add, sub};
use crate::accounts::{AccountId, OrderId};
use crate::order::Side;
use crate::paper::engine::Paper;
use crate::paper::event::What;
use crate::paper::listing::{Listing, near};
use crate::paper::places::{Kind, Place};
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Fill, Holding, Order, OrderChange};

/// A fill on its way into the accounts.
#[derive(Debug, Clone, Copy)]
struct Part {
    ticks: i64,
    lots: i64,
    maker: bool,
    /// Money, rounded to its unit.
    value: Decimal,
    /// Backing of the order that comes free with it.
    released: Decimal,
}

impl Paper {
    /// Fills an order at a price, up to `lots` of it, and returns how much was filled. Less is filled if that is all it may
    /// still reduce, or if what it would open can no longer be backed: then the rest of it ends.
    pub(crate) fn fill(&mut self, account: AccountId, id: OrderId, ticks: i64, lots: i64, maker: bool) -> Result<i64, Refusal> {
        let order = self.open_order(account, id)?;
        let listing = self.listing(&order.terms.listed)?.clone();
        let closable = self.closable(account, &listing.listed, order.terms.side);
        let wanted = lots.min(order.left());
        let reducible = if order.only_reduces() { wanted.min(closable) } else { wanted };
        let mut end = (reducible < wanted).then_some(Refusal::ReduceOnly);
        let mut part = self.part(&order, &listing, ticks, reducible, maker)?;
        if let Some(refusal) = self.unbacked(&order, &listing, &part, closable)? {
            part = self.part(&order, &listing, ticks, reducible.min(closable), maker)?;
            end = Some(refusal);
        }
        if part.lots > 0 {
            self.book(&order, &listing, part)?;
        }
        if let (Some(why), Ok(order)) = (end, self.open_order(account, id)) {
            self.end(order, Phase::Expired, Some(why))?;
        }
        self.trim(account, &listing)?;
        Ok(part.lots)
    }

    fn part(&self, order: &Order, listing: &Listing, ticks: i64, lots: i64, maker: bool) -> Result<Part, Refusal> {
        let scale = self.settings.scale(&listing.unit);
        let value = near(listing.value(ticks, lots)?, scale);
        let released = if lots == 0 { Decimal::ZERO } else { self.share(order.blocked, lots, order.left(), scale, true)? };
        Ok(Part { ticks, lots, maker, value, released })
    }

    /// Why what this part opens can no longer be backed, if so.
    fn unbacked(&self, order: &Order, listing: &Listing, part: &Part, closable: i64) -> Result<Option<Refusal>, Refusal> {
        let (account, unit) = (order.account, listing.unit.as_str());
        if listing.listed.product.is_cash() {
            let need = if order.terms.side == Side::Buy { add(part.value, self.bill(order, listing, part)?.1)? } else { Decimal::ZERO };
            let free = self.free_with(account, unit, part.released)?;
            return Ok(self.lacks(free, need)?.then_some(Refusal::InsufficientMargin { required: need, available: free }));
        }
        let opened = (part.lots - closable).max(0);
        if opened == 0 {
            return Ok(None);
        }
        let need = listing.initial(listing.value(part.ticks, opened)?, self.leverage(account, listing).0, self.settings.scale(unit))?;
        if need <= part.released {
            return Ok(None);
        }
        let (freed, realized) = self.closing(account, listing, order.terms.side, part)?;
        let free = self.free_with(account, unit, add(part.released, add(freed, realized)?)?)?;
        Ok(self.lacks(free, need)?.then_some(Refusal::InsufficientMargin { required: need, available: free }))
    }

    /// Backing of the position that comes free, and the profit, of what a part closes.
    fn closing(&self, account: AccountId, listing: &Listing, side: Side, part: &Part) -> Result<(Decimal, Decimal), Refusal> {
        let scale = self.settings.scale(&listing.unit);
        let held = self.holding(account, listing)?;
        let mut position = held.position;
        let effect = position.trade(side, part.lots, listing.price(part.ticks), listing.size_unit)?;
        let freed = match effect.closed {
            0 => Decimal::ZERO,
            closed => self.share(held.margin, closed, effect.before.abs(), scale, false)?,
        };
        Ok((freed, near(effect.realized, scale)))
    }

    fn book(&mut self, order: &Order, listing: &Listing, part: Part) -> Result<(), Refusal> {
        let (bill, fee) = self.bill(order, listing, &part)?;
        let mut held = self.holding(order.account, listing)?;
        let (freed, realized) = self.closing(order.account, listing, order.terms.side, &part)?;
        let effect = held.position.trade(order.terms.side, part.lots, listing.price(part.ticks), listing.size_unit)?;
        held.position.updated_ns = self.now_ns();
        let cash = listing.listed.product.is_cash();
        let need = if cash || effect.opened == 0 {
            Decimal::ZERO
        } else {
            let value = listing.value(part.ticks, effect.opened)?;
            listing.initial(value, self.leverage(order.account, listing).0, self.settings.scale(&listing.unit))?
        };
        held.margin = add(sub(held.margin, freed)?, need)?;
        let fees = bill.iter().enumerate().map(|(ix, now)| *now - order.billed.get(ix).copied().unwrap_or_default()).collect();
        self.tell_fill(order, listing, part, (bill, fees), realized)?;
        if cash {
            self.exchange(order, listing, part)?;
        } else {
            self.move_margin(order.account, listing, part.released, (freed, need), realized)?;
        }
        self.charge(order, listing, fee)?;
        self.tell(order.account, What::Holding(Box::new(held)))
    }

    /// The order's fill and the order as it is then: over, if nothing is left.
    fn tell_fill(
        &mut self,
        order: &Order,
        listing: &Listing,
        part: Part,
        (billed, fees): (Vec<Decimal>, Vec<Decimal>),
        realized: Decimal,
    ) -> Result<(), Refusal> {
        let mut after = order.clone();
        after.fills += 1;
        after.executed += part.lots;
        let turnover = if part.maker { &mut after.turnover.maker } else { &mut after.turnover.taker };
        *turnover = add(*turnover, part.value)?;
        after.billed = billed;
        after.blocked = sub(order.blocked, part.released)?;
        if order.blocked_lots > 0 {
            after.blocked_lots -= part.lots;
        }
        if after.left() == 0 {
            after.phase = Phase::Filled;
            after.resting = false;
            self.market(&listing.listed.instrument).queues.remove(&order.id);
        }
        let index = after.fills;
        self.tell_order(OrderChange::Executed, after)?;
        let fill = Fill {
            order: Some(order.id),
            index,
            listed: listing.listed.clone(),
            side: order.terms.side,
            lots: part.lots,
            ticks: part.ticks,
            maker: part.maker,
            fees,
            realized,
            at_ns: self.now_ns(),
        };
        self.tell(order.account, What::Fill(Box::new(fill)))
    }

    fn move_margin(
        &mut self,
        id: AccountId,
        listing: &Listing,
        released: Decimal,
        (freed, need): (Decimal, Decimal),
        realized: Decimal,
    ) -> Result<(), Refusal> {
        let unit = listing.unit.as_str();
        self.post(id, Kind::OrderRelease, unit, &[(Place::OrderMargin(id), -released), (Place::Available(id), released)])?;
        self.post(id, Kind::PositionRelease, unit, &[(Place::PositionMargin(id), -freed), (Place::Available(id), freed)])?;
        self.post(id, Kind::Realized, unit, &[(Place::Market, -realized), (Place::Available(id), realized)])?;
        self.post(id, Kind::PositionBlock, unit, &[(Place::Available(id), -need), (Place::PositionMargin(id), need)])
    }

    /// Money against assets.
    fn exchange(&mut self, order: &Order, listing: &Listing, part: Part) -> Result<(), Refusal> {
        let (id, unit, value) = (order.account, listing.unit.as_str(), part.value);
        let assets = listing.quantity(part.lots);
        if order.terms.side == Side::Buy {
            self.post(id, Kind::OrderRelease, unit, &[(Place::OrderMargin(id), -part.released), (Place::Available(id), part.released)])?;
            self.post(id, Kind::Exchange, unit, &[(Place::Available(id), -value), (Place::Market, value)])?;
            return self.post(id, Kind::Exchange, &listing.asset, &[(Place::Market, -assets), (Place::Asset(id), assets)]);
        }
        let proceeds = self.proceeds(id, listing);
        self.post(id, Kind::Exchange, &listing.asset, &[(Place::AssetBlocked(id), -assets), (Place::Market, assets)])?;
        self.post(id, Kind::Exchange, unit, &[(Place::Market, -value), (proceeds, value)])
    }

    /// Where a sale's money goes; its fees are taken there, too.
    fn proceeds(&self, id: AccountId, listing: &Listing) -> Place {
        if listing.listed.product == crate::paper::Product::Delivery { Place::Unsettled(id) } else { Place::Available(id) }
    }

    fn charge(&mut self, order: &Order, listing: &Listing, fee: Decimal) -> Result<(), Refusal> {
        let sold = listing.listed.product.is_cash() && order.terms.side == Side::Sell;
        let from = if sold { self.proceeds(order.account, listing) } else { Place::Available(order.account) };
        self.post(order.account, Kind::Fee, &listing.unit, &[(from, -fee), (Place::Fees, fee)])
    }

    /// The order's bill after this part, and what the part adds to it.
    fn bill(&self, order: &Order, listing: &Listing, part: &Part) -> Result<(Vec<Decimal>, Decimal), Refusal> {
        let mut turnover = order.turnover;
        let traded = if part.maker { &mut turnover.maker } else { &mut turnover.taker };
        *traded = add(*traded, part.value)?;
        let bill = listing.fees.bill(order.terms.side, turnover, self.settings.scale(&listing.unit))?;
        let paid = order.billed.iter().copied().try_fold(Decimal::ZERO, add)?;
        let fee = sub(bill.iter().copied().try_fold(Decimal::ZERO, add)?, paid)?;
        Ok((bill, fee))
    }

    pub(crate) fn holding(&self, account: AccountId, listing: &Listing) -> Result<Holding, Refusal> {
        let isolated = self.leverage(account, listing).1;
        let held = self.state.account(account)?.holdings.get(&listing.listed);
        Ok(held.cloned().unwrap_or_else(|| Holding::none(listing.listed.clone(), isolated)))
    }

    /// Orders that may only reduce end with what they could have reduced.
    fn trim(&mut self, account: AccountId, listing: &Listing) -> Result<(), Refusal> {
        for side in [Side::Buy, Side::Sell] {
            if self.closable(account, &listing.listed, side) == 0 {
                let idle = |order: &Order| {
                    order.only_reduces() && order.phase == Phase::Live && order.terms.listed == listing.listed && order.terms.side == side
                };
                self.end_all(account, &Refusal::ReduceOnly, idle)?;
            }
        }
        Ok(())
    }
}
