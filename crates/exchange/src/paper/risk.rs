//! When can an account not go on, and what then?

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use twinline_model::InstrumentId;

use crate::accounts::AccountId;
use crate::accounts::margin::maintenance;
use crate::accounts::money::{add, mul};
use crate::fills::Take;
use crate::order::Side;
use crate::paper::engine::Paper;
use crate::paper::event::What;
use crate::paper::listing::{Listed, Listing, near, up};
use crate::paper::places::{Kind, Place};
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Fill, Holding, Order};

/// What backs positions, and what they must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Health {
    /// Money and profit that back them.
    pub equity: Decimal,
    /// What must be there to keep them.
    pub maintenance: Decimal,
}

impl Health {
    fn is_lost(&self) -> bool {
        self.maintenance > Decimal::ZERO && self.equity <= self.maintenance
    }
}

impl Paper {
    /// A price has moved: whoever holds it is looked at.
    pub(crate) fn watch(&mut self, instrument: &InstrumentId) -> Result<(), Refusal> {
        let mut shared: BTreeSet<(AccountId, String)> = BTreeSet::new();
        for (id, held) in self.held_of(instrument, |held| !held.listed.product.is_cash()) {
            if held.isolated {
                if self.alone(&held)?.is_lost() {
                    self.liquidate_alone(id, &held)?;
                }
            } else {
                shared.insert((id, self.listing(&held.listed)?.unit.clone()));
            }
        }
        shared.into_iter().try_for_each(|(id, unit)| self.watch_shared(id, &unit))
    }

    pub(crate) fn watch_shared(&mut self, id: AccountId, unit: &str) -> Result<(), Refusal> {
        let health = self.health(id, unit)?;
        if health.is_lost() {
            return self.liquidate_shared(id, unit);
        }
        let ratio = Decimal::from(self.settings.warn_ppm) / Decimal::from(1_000_000);
        let near = health.maintenance > mul(health.equity, ratio)?;
        match (near, self.state.account(id)?.warned) {
            (true, false) => self.tell(id, What::Warned { unit: unit.to_owned(), equity: health.equity, maintenance: health.maintenance }),
            (false, true) => self.tell(id, What::Calm),
            _ => Ok(()),
        }
    }

    /// What backs all positions of an account in this money that back each other, and what they must have. Money that
    /// backs isolated positions does not count.
    pub fn health(&self, id: AccountId, unit: &str) -> Result<Health, Refusal> {
        let mut equity = self.state.balance(Place::Available(id), unit);
        equity = add(equity, self.state.balance(Place::OrderMargin(id), unit))?;
        let mut needed = Decimal::ZERO;
        for held in self.state.account(id)?.holdings.values().filter(|held| held.position.lots != 0 && !held.isolated) {
            let listing = self.listing(&held.listed)?;
            if listing.unit == unit && !listing.listed.product.is_cash() {
                let health = self.alone(held)?;
                equity = add(equity, health.equity)?;
                needed = add(needed, health.maintenance)?;
            }
        }
        Ok(Health { equity, maintenance: needed })
    }

    /// The same of one position with the margin that is its own.
    fn alone(&self, held: &Holding) -> Result<Health, Refusal> {
        let listing = self.listing(&held.listed)?;
        let Some(mark) = self.mark(&held.listed.instrument) else {
            // Without a price nobody is judged.
            return Ok(Health { equity: held.margin, maintenance: Decimal::ZERO });
        };
        let scale = self.settings.scale(&listing.unit);
        let profit = near(held.position.unrealized(listing.price(mark), listing.size_unit)?, scale);
        let value = listing.value(mark, held.position.lots.abs())?;
        Ok(Health { equity: add(held.margin, profit)?, maintenance: up(maintenance(value, &listing.tiers)?, scale) })
    }

    fn liquidate_alone(&mut self, id: AccountId, held: &Holding) -> Result<(), Refusal> {
        let listing = self.listing(&held.listed)?.clone();
        self.end_all(id, &Refusal::Liquidated, |order| order.terms.listed == held.listed)?;
        let before = self.available(id, &listing.unit);
        self.close(id, held, listing.liquidation_fee)?;
        // No more than its own margin is lost.
        let short = before - self.available(id, &listing.unit);
        self.cover(id, &listing.unit, short)
    }

    /// First the orders, then positions, the largest loss first, until what is left backs what is left.
    fn liquidate_shared(&mut self, id: AccountId, unit: &str) -> Result<(), Refusal> {
        let paid_in = |listed: &Listed| self.listing(listed).is_ok_and(|listing| listing.unit == unit);
        let held = self.state.account(id)?;
        let ordered = held.open.iter().filter_map(|order| held.orders.get(order)).map(|order| &order.terms.listed);
        let concerned: BTreeSet<Listed> = ordered.filter(|listed| paid_in(listed)).cloned().collect();
        self.end_all(id, &Refusal::Liquidated, |order: &Order| concerned.contains(&order.terms.listed))?;
        while self.health(id, unit)?.is_lost() {
            let Some(worst) = self.worst(id, unit)? else { break };
            let fee = self.listing(&worst.listed)?.liquidation_fee;
            self.close(id, &worst, fee)?;
        }
        self.cover_rest(id, unit)
    }

    /// Of an account that has nothing left in this money, the insurance fund pays what is short.
    pub(crate) fn cover_rest(&mut self, id: AccountId, unit: &str) -> Result<(), Refusal> {
        let short = -self.available(id, unit);
        let open = |held: &Holding| held.position.lots != 0 && self.listing(&held.listed).is_ok_and(|listing| listing.unit == unit);
        if self.state.account(id)?.holdings.values().any(open) { Ok(()) } else { self.cover(id, unit, short) }
    }

    fn worst(&self, id: AccountId, unit: &str) -> Result<Option<Holding>, Refusal> {
        let mut worst: Option<(Decimal, &Holding)> = None;
        for held in self.state.account(id)?.holdings.values().filter(|held| held.position.lots != 0 && !held.isolated) {
            let listing = self.listing(&held.listed)?;
            if listing.unit != unit || listing.listed.product.is_cash() {
                continue;
            }
            let profit = self.alone(held)?.equity - held.margin;
            if worst.is_none_or(|(least, _)| profit < least) {
                worst = Some((profit, held));
            }
        }
        Ok(worst.map(|(_, held)| held.clone()))
    }

    /// Closes a position by the house's own hand: with what is displayed, the rest at the worse of the mark and the last
    /// price that was paid. ASSUMED: a real house would leave that rest to its insurance fund or to others' positions.
    pub(crate) fn close(&mut self, id: AccountId, held: &Holding, fee: Decimal) -> Result<(), Refusal> {
        let listing = self.listing(&held.listed)?.clone();
        let (side, lots) = if held.position.lots > 0 { (Side::Sell, held.position.lots) } else { (Side::Buy, -held.position.lots) };
        let now_ns = self.now_ns();
        let mark = self.mark(&held.listed.instrument);
        let outside = &mut self.market(&held.listed.instrument).outside;
        let any = if side == Side::Buy { i64::MAX } else { 1 };
        let mut takes = if outside.check(now_ns).is_ok() { outside.take(now_ns, side, any, lots) } else { Vec::new() };
        let left = lots - takes.iter().map(|take| take.lots).sum::<i64>();
        if left > 0 {
            let last = takes.last().map(|take| take.ticks);
            let both = [mark, last].into_iter().flatten();
            let worse = if side == Side::Buy { both.max() } else { both.min() };
            takes.push(Take { ticks: worse.ok_or(Refusal::StaleMarketData)?, lots: left });
        }
        (1..).zip(takes).try_for_each(|(index, take)| self.close_part(id, &listing, side, (index, take), fee))
    }

    pub(crate) fn close_part(
        &mut self,
        id: AccountId,
        listing: &Listing,
        side: Side,
        (index, take): (u32, Take),
        fee: Decimal,
    ) -> Result<(), Refusal> {
        let scale = self.settings.scale(&listing.unit);
        let mut held = self.holding(id, listing)?;
        let effect = held.position.trade(side, take.lots, listing.price(take.ticks), listing.size_unit)?;
        let freed = self.share(held.margin, effect.closed, effect.before.abs(), scale, false)?;
        let (realized, paid) = (near(effect.realized, scale), near(mul(listing.value(take.ticks, take.lots)?, fee)?, scale));
        held.margin -= freed;
        held.position.updated_ns = self.now_ns();
        let fill = Fill {
            order: None,
            index,
            listed: listing.listed.clone(),
            side,
            lots: take.lots,
            ticks: take.ticks,
            maker: false,
            fees: vec![paid],
            realized,
            at_ns: self.now_ns(),
        };
        let unit = listing.unit.as_str();
        self.tell(id, What::Fill(Box::new(fill)))?;
        self.post(id, Kind::PositionRelease, unit, &[(Place::PositionMargin(id), -freed), (Place::Available(id), freed)])?;
        self.post(id, Kind::Realized, unit, &[(Place::Market, -realized), (Place::Available(id), realized)])?;
        self.post(id, Kind::Insurance, unit, &[(Place::Available(id), -paid), (Place::Insurance, paid)])?;
        self.tell(id, What::Holding(Box::new(held)))
    }

    /// The insurance fund pays what an account cannot.
    pub(crate) fn cover(&mut self, id: AccountId, unit: &str, short: Decimal) -> Result<(), Refusal> {
        if short <= Decimal::ZERO {
            return Ok(());
        }
        self.post(id, Kind::Insurance, unit, &[(Place::Insurance, -short), (Place::Available(id), short)])
    }
}
