//! May this order be, and what must back it?

use rust_decimal::Decimal;
use twinline_model::{OrderType, TimeInForce};

use crate::accounts::AccountId;
use crate::accounts::money::{add, mul, sub};
use crate::order::Side;
use crate::paper::engine::Paper;
use crate::paper::listing::{Listed, Listing, up};
use crate::paper::places::Place;
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Order, Terms};
use crate::paper::settings::SelfTrade;

/// What backs an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Backing {
    /// Money to be set aside.
    pub money: Decimal,
    /// Assets to be set aside.
    pub lots: i64,
    /// Quantity that closes what is held.
    pub closing: i64,
}

impl Paper {
    /// Refuses terms that could never be, or not now. Money is another question.
    pub(crate) fn check_terms(&self, account: AccountId, terms: &Terms) -> Result<(), Refusal> {
        let listing = self.listing(&terms.listed)?;
        if !listing.open {
            return Err(Refusal::MarketClosed);
        }
        check_shape(terms)?;
        self.check_numbers(listing, terms)?;
        let held = self.state.account(account)?;
        if held.open.len() >= self.settings.max_open {
            return Err(Refusal::TooManyOrders(held.open.len()));
        }
        if let Some(trigger) = terms.trigger.filter(|trigger| trigger.trail_ppm.is_none())
            && let Some(price) = self.price_by(&terms.listed, trigger.by)
            && reaches(terms, trigger.ticks, price)
        {
            return Err(Refusal::TriggerImmediate);
        }
        if terms.trigger.is_none() {
            self.check_meeting(account, terms)?;
            if (terms.reduce_only || terms.close_position) && self.closable(account, &terms.listed, terms.side) == 0 {
                return Err(Refusal::ReduceOnly);
            }
        }
        Ok(())
    }

    pub(crate) fn check_numbers(&self, listing: &Listing, terms: &Terms) -> Result<(), Refusal> {
        let on_step = |lots: i64| lots >= listing.min_lots && lots <= listing.max_lots && lots % listing.step.max(1) == 0;
        let on_tick = |ticks: i64| ticks > 0 && ticks % listing.tick.max(1) == 0;
        if terms.close_position != (terms.lots == 0) || !(terms.close_position || on_step(terms.lots)) {
            return Err(Refusal::BadQuantity);
        }
        // Where a trailing stop begins to follow need not be told.
        let place = terms.trigger.filter(|trigger| trigger.ticks != 0 || trigger.trail_ppm.is_none()).map(|trigger| trigger.ticks);
        if terms.ticks.into_iter().chain(place).any(|ticks| !on_tick(ticks)) {
            return Err(Refusal::BadTick);
        }
        let last = self.reference(&terms.listed);
        if let (Some(band), Some(ticks), Some(last)) = (listing.band, terms.ticks, last) {
            let off = Decimal::from((ticks - last).abs());
            if off > mul(Decimal::from(last), band)? {
                return Err(Refusal::PriceBand);
            }
        }
        if let Some(ticks) = terms.ticks.or(last).filter(|_| !terms.reduce_only && !terms.close_position)
            && listing.value(ticks, terms.lots)? < listing.min_notional
        {
            return Err(Refusal::MinNotional { least: listing.min_notional });
        }
        Ok(())
    }

    /// Post-only orders must not take, and own orders may not be wanted to meet.
    pub(crate) fn check_meeting(&self, account: AccountId, terms: &Terms) -> Result<(), Refusal> {
        let best = self.markets.get(&terms.listed.instrument).and_then(|market| market.outside.best(terms.side.opposite()));
        let meets = |own: i64, other: i64| if terms.side == Side::Buy { own >= other } else { own <= other };
        if let (true, Some(own), Some((other, _))) = (terms.post_only, terms.ticks, best)
            && meets(own, other)
        {
            return Err(Refusal::PostOnlyWouldTake);
        }
        if self.settings.self_trade == SelfTrade::Refuse {
            let held = self.state.account(account)?;
            let rests = |order: &&Order| order.terms.listed == terms.listed && order.terms.side != terms.side && order.resting;
            let mut resting = held.open.iter().filter_map(|id| held.orders.get(id)).filter(rests);
            if resting.any(|order| terms.ticks.is_none_or(|own| meets(own, order.limit))) {
                return Err(Refusal::SelfTrade);
            }
        }
        Ok(())
    }

    /// What must be set aside for an order with this limit, if the account has it free. `instead_of` is the same order as
    /// it is now: what it holds counts as free.
    pub(crate) fn backing(
        &self,
        account: AccountId,
        terms: &Terms,
        left: i64,
        limit: i64,
        instead_of: Option<&Order>,
    ) -> Result<Backing, Refusal> {
        let listing = self.listing(&terms.listed)?;
        if listing.listed.product.is_cash() {
            return self.cash_backing(account, listing, terms, left, limit, instead_of);
        }
        let others = self.reserved(account, &terms.listed, terms.side, instead_of);
        let closing = left.min((self.closable(account, &terms.listed, terms.side) - others).max(0));
        if terms.reduce_only || terms.close_position {
            return Ok(Backing { closing, ..Backing::default() });
        }
        let scale = self.settings.scale(&listing.unit);
        // A seller may get more than the limit, and then owes more: what is bid now is the better guess.
        let bid = self.markets.get(&terms.listed.instrument).and_then(|market| market.outside.best(Side::Buy)).map_or(0, |(bid, _)| bid);
        let ticks = if terms.side == Side::Buy { limit } else { limit.max(bid) };
        let money = listing.initial(listing.value(ticks, left - closing)?, self.leverage(account, listing).0, scale)?;
        let fees = listing.fees.estimate(terms.side, listing.value(ticks, left)?, scale)?;
        let free = add(self.available(account, &listing.unit), instead_of.map_or(Decimal::ZERO, |order| order.blocked))?;
        let required = add(money, fees)?;
        if left > closing && required > free {
            return Err(Refusal::InsufficientMargin { required, available: free });
        }
        Ok(Backing { money, lots: 0, closing })
    }

    fn cash_backing(
        &self,
        account: AccountId,
        listing: &Listing,
        terms: &Terms,
        left: i64,
        limit: i64,
        instead_of: Option<&Order>,
    ) -> Result<Backing, Refusal> {
        let scale = self.settings.scale(&listing.unit);
        if terms.side == Side::Sell {
            let held = add(
                self.state.balance(Place::Asset(account), &listing.asset),
                listing.quantity(instead_of.map_or(0, |order| order.blocked_lots)),
            )?;
            let required = listing.quantity(left);
            return if required > held {
                Err(Refusal::InsufficientHoldings { required, available: held })
            } else {
                Ok(Backing { lots: left, ..Backing::default() })
            };
        }
        let value = up(listing.value(limit, left)?, scale);
        let required = add(value, listing.fees.estimate(terms.side, value, scale)?)?;
        let free = add(self.available(account, &listing.unit), instead_of.map_or(Decimal::ZERO, |order| order.blocked))?;
        if required > free {
            return Err(Refusal::InsufficientMargin { required, available: free });
        }
        Ok(Backing { money: required, ..Backing::default() })
    }

    /// Quantity held against which an order of this side would close.
    pub(crate) fn closable(&self, account: AccountId, listed: &Listed, side: Side) -> i64 {
        let held = self.state.account(account).ok().and_then(|account| account.holdings.get(listed)).map_or(0, |held| held.position.lots);
        if side == Side::Sell { held.max(0) } else { (-held).max(0) }
    }

    /// Quantity that other open orders of this side count on closing. Those that only reduce block nothing and count nothing.
    fn reserved(&self, account: AccountId, listed: &Listed, side: Side, but: Option<&Order>) -> i64 {
        let Ok(held) = self.state.account(account) else { return 0 };
        let counts = |order: &&Order| {
            order.terms.side == side && order.terms.listed == *listed && !order.only_reduces() && but.is_none_or(|but| but.id != order.id)
        };
        held.open.iter().filter_map(|id| held.orders.get(id)).filter(counts).map(|order| order.closing.min(order.left())).sum()
    }

    /// Leverage and whether each position stands alone.
    pub(crate) fn leverage(&self, account: AccountId, listing: &Listing) -> (u32, bool) {
        let set = self.state.account(account).ok().and_then(|account| account.leverage.get(&listing.listed));
        set.copied().unwrap_or((listing.leverage, false))
    }

    /// What a limit may be measured by: the last price, else the mark, else what is offered.
    pub(crate) fn reference(&self, listed: &Listed) -> Option<i64> {
        let market = self.markets.get(&listed.instrument)?;
        let best = || market.outside.best(Side::Sell).or(market.outside.best(Side::Buy)).map(|(ticks, _)| ticks);
        market.last.or(market.mark).or_else(best)
    }

    /// Worst price at which an order without a limit may trade.
    pub(crate) fn protection(&self, terms: &Terms) -> Result<i64, Refusal> {
        let market = self.markets.get(&terms.listed.instrument).ok_or(Refusal::StaleMarketData)?;
        let best = market.outside.best(terms.side.opposite()).map(|(ticks, _)| ticks);
        let from = best.or_else(|| self.reference(&terms.listed)).ok_or(Refusal::StaleMarketData)?;
        let ppm = i128::from(self.settings.protection_ppm);
        let room = i128::from(from) * ppm / 1_000_000;
        let limit = if terms.side == Side::Buy { i128::from(from) + room } else { i128::from(from) - room };
        i64::try_from(limit.max(1)).map_err(|_| Refusal::OutOfRange)
    }

    /// What is left to back a position with, if it must be: `extra` comes free meanwhile.
    pub(crate) fn free_with(&self, account: AccountId, unit: &str, extra: Decimal) -> Result<Decimal, Refusal> {
        Ok(add(self.available(account, unit), extra)?)
    }

    /// Margin of a position that goes with a part of it: all with the last part, rounded in the house's favour before.
    pub(crate) fn share(&self, of: Decimal, part: i64, whole: i64, scale: u32, up_: bool) -> Result<Decimal, Refusal> {
        if part >= whole {
            return Ok(of);
        }
        let exact = crate::accounts::money::div(mul(of, Decimal::from(part))?, Decimal::from(whole.max(1)))?;
        let rounded = if up_ { up(exact, scale) } else { crate::paper::listing::down(exact, scale) };
        Ok(rounded.min(of))
    }

    /// True if less is free than would have to be.
    pub(crate) fn lacks(&self, free: Decimal, need: Decimal) -> Result<bool, Refusal> {
        Ok(need > Decimal::ZERO && sub(free.max(Decimal::ZERO), need)? < Decimal::ZERO)
    }
}

/// True if an order with this trigger would be released at this price.
pub(crate) fn reaches(terms: &Terms, trigger: i64, price: i64) -> bool {
    if rises(terms) { price >= trigger } else { price <= trigger }
}

/// True if its trigger is reached from below.
pub(crate) fn rises(terms: &Terms) -> bool {
    let in_favour = matches!(terms.kind, OrderType::TakeProfitLimit | OrderType::TakeProfitMarket);
    (terms.side == Side::Buy) != in_favour
}

fn check_shape(terms: &Terms) -> Result<(), Refusal> {
    let limited = matches!(terms.kind, OrderType::Limit | OrderType::StopLimit | OrderType::TakeProfitLimit);
    if limited != terms.ticks.is_some() {
        return Err(Refusal::BadTerms("price".to_owned()));
    }
    if terms.kind.is_conditional() != terms.trigger.is_some() {
        return Err(Refusal::BadTerms("trigger_price".to_owned()));
    }
    let trails = terms.trigger.is_some_and(|trigger| trigger.trail_ppm.is_some());
    let trail_fits = terms.trigger.and_then(|trigger| trigger.trail_ppm).is_none_or(|ppm| (1..=500_000).contains(&ppm));
    if (terms.kind == OrderType::TrailingStopMarket) != trails || !trail_fits {
        return Err(Refusal::BadTerms("trailing_percent".to_owned()));
    }
    if terms.close_position && !terms.kind.is_conditional() {
        return Err(Refusal::BadTerms("close_position".to_owned()));
    }
    if (terms.time_in_force == TimeInForce::Gtd) != terms.expires_ns.is_some() {
        return Err(Refusal::BadTerms("expires_at".to_owned()));
    }
    if terms.post_only && (!limited || !matches!(terms.time_in_force, TimeInForce::Gtc | TimeInForce::Gtd)) {
        return Err(Refusal::BadTerms("post_only".to_owned()));
    }
    Ok(())
}
