//! May this order leave? Nothing is rounded for the asker: a wrong value is refused, and the nearest right one is named.

use std::collections::{BTreeMap, VecDeque};

use rust_decimal::Decimal;
use twinline_model::{
    Duration, Instrument, InstrumentStatus, Notional, OrderTicket, OrderType, PositionSide, Side, TimeInForce, Timestamp,
};

use super::Account;
use super::answer::Refused;
use super::command::Checks;
use super::state::AccountState;

/// Length of a day of UTC.
const DAY: Duration = Duration::from_secs(86_400);

impl Refused {
    /// A no of ours.
    pub(super) fn here(code: &'static str, field: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { code, field, message: message.into(), venue: None, retryable: false }
    }

    /// One that may be a yes later.
    pub(super) fn for_now(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, field: None, message: message.into(), venue: None, retryable: true }
    }
}

impl Account {
    /// Why an order may not leave, if it may not. What only reduces is never held back by limits that guard against risk.
    pub(super) fn check(&mut self, now: Timestamp, ticket: &OrderTicket, checks: &Checks) -> Result<(), Refused> {
        self.check_alone(ticket, checks)?;
        let worth = worth(ticket, checks).filter(|_| !ticket.only_reduces());
        // What the day has no room for takes no room of the second either.
        let sum = worth.map(|worth| self.daily.with(now, checks, worth)).transpose()?;
        if !self.rate.take(now) {
            return Err(Refused::for_now("too_many_orders", format!("more than {} orders a second", self.rate.per_second)));
        }
        if let Some(sum) = sum {
            self.daily.set(checks, sum);
        }
        Ok(())
    }

    /// The same, as far as it does not depend on what left before.
    pub(super) fn check_alone(&self, ticket: &OrderTicket, checks: &Checks) -> Result<(), Refused> {
        if ticket.client_order_id.as_str().len() > self.spec.client_id_max {
            let message = format!("at most {} characters", self.spec.client_id_max);
            return Err(Refused::here("bad_client_order_id", Some("client_order_id"), message));
        }
        if self.state.order(&ticket.client_order_id).is_some_and(|held| !held.is_as_if_never_wanted()) {
            let message = format!("{} was used before", ticket.client_order_id);
            return Err(Refused::here("duplicate_client_order_id", Some("client_order_id"), message));
        }
        let instrument = self.view.instruments.find_id(&ticket.instrument).map(|ix| self.view.instruments.get(ix).clone());
        let Some(instrument) = instrument else {
            let message = format!("{} is not known", ticket.instrument);
            return Err(Refused::here("unknown_instrument", Some("instrument"), message));
        };
        check_permitted(ticket, checks)?;
        self.check_open(ticket, &instrument)?;
        check_shape(ticket)?;
        self.check_mode(ticket)?;
        check_steps(ticket, &instrument)?;
        check_bounds(ticket, &instrument, checks)?;
        check_collar(ticket, checks)?;
        let capped = checks.max_order_notional.is_some() || checks.max_daily_notional.is_some();
        match worth(ticket, checks) {
            None if capped && !ticket.only_reduces() => {
                Err(Refused::for_now("no_reference_price", "the key has a cap, and no price is known to measure it by"))
            }
            _ => Ok(()),
        }
    }

    fn check_open(&self, ticket: &OrderTicket, instrument: &Instrument) -> Result<(), Refused> {
        if self.stopping.is_some() {
            return Err(Refused::for_now("stopping", "the gateway is shutting down"));
        }
        if instrument.status != InstrumentStatus::Trading {
            let message = format!("{} is not open for trading: it is {}", instrument.id, instrument.status.name());
            return Err(Refused::here("market_closed", Some("instrument"), message));
        }
        if self.clock_samples == 0 {
            return Err(Refused::for_now("venue_unreachable", "the venue has not been reached yet"));
        }
        if ticket.only_reduces() {
            return Ok(());
        }
        if self.state.killed() {
            return Err(Refused::here("kill_switch", None, "the kill switch is on: only orders that reduce are sent"));
        }
        match self.blocked_by() {
            Some(reason) => Err(Refused::for_now("account_blocked", format!("new orders are refused: {reason}"))),
            None => Ok(()),
        }
    }

    fn check_mode(&self, ticket: &OrderTicket) -> Result<(), Refused> {
        match (self.state.hedge_mode(), ticket.position_side) {
            (Some(true), PositionSide::Both) => {
                Err(Refused::here("bad_position_side", Some("position_side"), "the account is in hedge mode: long or short"))
            }
            (Some(false), PositionSide::Long | PositionSide::Short) => {
                Err(Refused::here("bad_position_side", Some("position_side"), "the account is not in hedge mode: both"))
            }
            (Some(true), _) if ticket.reduce_only => {
                let message = "in hedge mode the side decides: sell the long or buy the short position";
                Err(Refused::here("bad_reduce_only", Some("reduce_only"), message))
            }
            _ => Ok(()),
        }
    }
}

/// What the key may be used for at all. Here and not at a door, so that no door can forget it.
fn check_permitted(ticket: &OrderTicket, checks: &Checks) -> Result<(), Refused> {
    let venue = ticket.instrument.venue();
    if checks.venues.as_ref().is_some_and(|venues| !venues.contains(venue)) {
        return Err(Refused::here("venue_not_allowed", Some("instrument"), format!("this key may not trade at {venue}")));
    }
    if checks.instruments.as_ref().is_some_and(|instruments| !instruments.contains(&ticket.instrument)) {
        return Err(Refused::here("instrument_not_allowed", Some("instrument"), format!("this key may not trade {}", ticket.instrument)));
    }
    if checks.reduce_only && !ticket.only_reduces() {
        return Err(Refused::here("reduce_only_key", Some("reduce_only"), "this key may send only what reduces a position"));
    }
    Ok(())
}

/// Fields that exclude or need each other.
fn check_shape(ticket: &OrderTicket) -> Result<(), Refused> {
    let wrong = |field, message: &str| Err(Refused::here("bad_order", Some(field), message));
    let kind = ticket.kind;
    if ticket.price.is_some() != kind.has_price() {
        return wrong("price", if kind.has_price() { "is missing" } else { "does not belong to this type" });
    }
    if ticket.trigger_price.is_some() != kind.has_trigger() {
        return wrong("trigger_price", if kind.has_trigger() { "is missing" } else { "does not belong to this type" });
    }
    let trailing = kind == OrderType::TrailingStopMarket;
    match (trailing, ticket.trailing_percent, ticket.trailing_amount) {
        (true, Some(_), None) | (true, None, Some(_)) | (false, None, None) => {}
        (true, None, None) => return wrong("trailing_percent", "is missing, and so is trailing_amount: one of them is needed"),
        (true, Some(_), Some(_)) => return wrong("trailing_amount", "excludes trailing_percent"),
        (false, Some(_), _) => return wrong("trailing_percent", "does not belong to this type"),
        (false, None, Some(_)) => return wrong("trailing_amount", "does not belong to this type"),
    }
    if ticket.activation_price.is_some() && !trailing {
        return wrong("activation_price", "does not belong to this type");
    }
    if ticket.close_position {
        if !matches!(kind, OrderType::StopMarket | OrderType::TakeProfitMarket) {
            return wrong("close_position", "belongs to stop_market and take_profit_market alone");
        }
        if ticket.qty.is_some() || ticket.reduce_only {
            return wrong("close_position", "excludes qty and reduce_only");
        }
    } else if ticket.qty.is_none() {
        return wrong("qty", "is missing");
    }
    if ticket.post_only && (kind != OrderType::Limit || ticket.time_in_force != TimeInForce::Gtc) {
        return wrong("post_only", "belongs to limit orders that stay until canceled");
    }
    if ticket.expires_at.is_some() != (ticket.time_in_force == TimeInForce::Gtd) {
        return wrong("expires_at", "belongs to gtd, and gtd needs it");
    }
    Ok(())
}

/// Whole multiples of tick and lot.
fn check_steps(ticket: &OrderTicket, instrument: &Instrument) -> Result<(), Refused> {
    let prices = [
        ("price", ticket.price),
        ("trigger_price", ticket.trigger_price),
        ("activation_price", ticket.activation_price),
        ("trailing_amount", ticket.trailing_amount),
    ];
    for (field, price) in prices {
        let Some(price) = price else { continue };
        if price.value() <= Decimal::ZERO {
            return Err(Refused::here("bad_price", Some(field), "must be above zero"));
        }
        step("bad_tick", field, price.value(), instrument.tick_size.value())?;
    }
    if let Some(qty) = ticket.qty {
        if qty.value() <= Decimal::ZERO {
            return Err(Refused::here("bad_qty", Some("qty"), "must be above zero"));
        }
        step("bad_lot", "qty", qty.value(), instrument.lot_size.value())?;
    }
    Ok(())
}

fn step(code: &'static str, field: &'static str, value: Decimal, step: Decimal) -> Result<(), Refused> {
    if step <= Decimal::ZERO {
        return Ok(());
    }
    match value.checked_rem(step) {
        Some(rest) if rest.is_zero() => Ok(()),
        Some(rest) => {
            let below = (value - rest).normalize();
            let above = below.checked_add(step).unwrap_or(below).normalize();
            let nearest = if rest + rest < step && !below.is_zero() { below } else { above };
            let message = format!("{value} is not a multiple of {step}; nearest: {nearest}", step = step.normalize());
            Err(Refused::here(code, Some(field), message))
        }
        None => Err(Refused::here(code, Some(field), format!("{value} cannot be counted in steps of {step}"))),
    }
}

/// The venue's least and most.
fn check_bounds(ticket: &OrderTicket, instrument: &Instrument, checks: &Checks) -> Result<(), Refused> {
    let limits = &instrument.limits;
    if let Some(qty) = ticket.qty {
        let most = if ticket.kind.has_price() { limits.max_qty } else { limits.max_market_qty.or(limits.max_qty) };
        if let Some(min) = limits.min_qty.filter(|min| qty < *min) {
            return Err(Refused::here("qty_too_small", Some("qty"), format!("{qty} is below the least of {min}")));
        }
        if let Some(max) = most.filter(|max| qty > *max) {
            return Err(Refused::here("qty_too_large", Some("qty"), format!("{qty} is above the most of {max}")));
        }
    }
    if let Some(price) = ticket.price {
        if let Some(min) = limits.min_price.filter(|min| price < *min) {
            return Err(Refused::here("price_too_low", Some("price"), format!("{price} is below the least of {min}")));
        }
        if let Some(max) = limits.max_price.filter(|max| !max.is_zero() && price > *max) {
            return Err(Refused::here("price_too_high", Some("price"), format!("{price} is above the most of {max}")));
        }
    }
    let Some(worth) = worth(ticket, checks) else { return Ok(()) };
    if let Some(min) = limits.min_notional.filter(|min| worth < min.value() && !ticket.only_reduces()) {
        let message = format!("worth {worth}, below the least of {min}", worth = worth.normalize());
        return Err(Refused::here("notional_too_small", Some("qty"), message));
    }
    if let Some(max) = checks.max_order_notional.filter(|max| worth > max.value() && !ticket.only_reduces()) {
        let message = format!("worth {worth}, above the cap of {max}", worth = worth.normalize());
        return Err(Refused::here("notional_cap", Some("qty"), message));
    }
    Ok(())
}

/// What an order is worth, at its own price or at the reference; `None` if neither is known.
fn worth(ticket: &OrderTicket, checks: &Checks) -> Option<Decimal> {
    let reference = checks.collar.map(|(price, _)| price);
    let price = ticket.price.or(ticket.trigger_price).or(reference)?;
    let qty = ticket.qty?.value();
    if checks.inverse { Some(qty) } else { qty.checked_mul(price.value()) }
}

/// A buy far above the market or a sale far below it is a slip of the finger.
fn check_collar(ticket: &OrderTicket, checks: &Checks) -> Result<(), Refused> {
    let (Some(price), Some((reference, share))) = (ticket.price, checks.collar) else { return Ok(()) };
    if ticket.kind.is_conditional() {
        return Ok(());
    }
    let distance = reference.value().checked_mul(share.value()).unwrap_or(Decimal::MAX);
    let (bound, beyond) = match ticket.side {
        Side::Buy => {
            let bound = reference.value().checked_add(distance).unwrap_or(Decimal::MAX);
            (bound, price.value() > bound)
        }
        Side::Sell => {
            let bound = reference.value().checked_sub(distance).unwrap_or(Decimal::MIN);
            (bound, price.value() < bound)
        }
    };
    if !beyond {
        return Ok(());
    }
    let message = format!("{price} is beyond {} (reference {reference})", bound.normalize());
    Err(Refused::here("price_collar", Some("price"), message))
}

/// Orders that left in the last second.
#[derive(Debug)]
pub(super) struct RateCap {
    per_second: u32,
    left: VecDeque<Timestamp>,
}

impl RateCap {
    pub fn new(per_second: u32) -> Self {
        Self { per_second: per_second.max(1), left: VecDeque::new() }
    }

    fn take(&mut self, now: Timestamp) -> bool {
        while self.left.front().is_some_and(|at| now - *at >= Duration::from_secs(1)) {
            self.left.pop_front();
        }
        let room = self.left.len() < self.per_second as usize;
        if room {
            self.left.push_back(now);
        }
        room
    }
}

/// What each key's orders of a day of UTC are worth together. Checked and counted in one step: there is no race to win.
#[derive(Debug, Default)]
pub(super) struct DailySums {
    day: Timestamp,
    sums: BTreeMap<String, Decimal>,
}

impl DailySums {
    /// Counts what the journal knows of the newest day.
    pub fn of(state: &AccountState) -> Self {
        let (day, worth) = state.worth_by_key();
        Self { day, sums: worth.iter().map(|(actor, worth)| (actor.clone(), worth.value())).collect() }
    }

    /// Counts an edit by as much as it makes the order worth more.
    pub fn raise(&mut self, now: Timestamp, checks: &Checks, before: Option<Notional>, ticket: &OrderTicket) -> Result<(), Refused> {
        let worth = worth(ticket, checks).unwrap_or(Decimal::ZERO);
        let more = worth.saturating_sub(before.map_or(Decimal::ZERO, |before| before.value()));
        if more <= Decimal::ZERO || ticket.only_reduces() {
            return Ok(());
        }
        let sum = self.with(now, checks, more)?;
        self.set(checks, sum);
        Ok(())
    }

    /// What the day's sum would be with this, if it may be.
    fn with(&mut self, now: Timestamp, checks: &Checks, worth: Decimal) -> Result<Decimal, Refused> {
        let day = now.floor(DAY);
        if day > self.day {
            self.day = day;
            self.sums.clear();
        }
        let new = self.sums.get(&checks.actor).copied().unwrap_or_default().saturating_add(worth);
        if let Some(max) = checks.max_daily_notional.filter(|max| new > max.value()) {
            let message = format!("worth {new} today with this one, above the cap of {max}", new = new.normalize());
            return Err(Refused::here("daily_notional_cap", None, message));
        }
        Ok(new)
    }

    fn set(&mut self, checks: &Checks, sum: Decimal) {
        self.sums.insert(checks.actor.clone(), sum);
    }
}

/// What an order is worth for daily sums; zero where it cannot be known.
pub(super) fn worth_of(ticket: &OrderTicket, checks: &Checks) -> Notional {
    Notional::new(worth(ticket, checks).unwrap_or(Decimal::ZERO))
}

/// Whether new terms would do: the same checks as for a new order, as far as they concern price and quantity.
pub(super) fn check_terms(instrument: &Instrument, ticket: &OrderTicket, checks: &Checks) -> Result<(), Refused> {
    check_permitted(ticket, checks)?;
    check_steps(ticket, instrument)?;
    check_bounds(ticket, instrument, checks)?;
    check_collar(ticket, checks)
}
