//! How does a ticket become an order of the house, and back?

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use twinline_exchange::paper::{Listing, Order, Refusal, Terms, Trigger};
use twinline_model::{ClientOrderId, OrderTicket, PositionSide, Price, Qty, Rate, Side, Timestamp, TriggerBy, VenueOrderId};
use twinline_venue::account::{OrderShape, OrderTerms};

use crate::wire::OrderRow;

const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Terms in the house's counts; refused if a number is between two of them, or if the house has no such thing.
pub(crate) fn terms(listing: &Listing, ticket: &OrderTicket) -> Result<Terms, Refusal> {
    if ticket.position_side != PositionSide::Both {
        return Err(Refusal::BadTerms("position_side".to_owned()));
    }
    let ticks = |price: Price| count(price.value(), listing.price_unit).ok_or(Refusal::BadTick);
    let trail_ppm = match ticket.trailing_percent {
        // A percent is ten thousand millionths.
        Some(percent) => Some(count(percent.value(), Decimal::new(1, 4)).ok_or(Refusal::BadTerms("trailing_percent".to_owned()))?),
        None => None,
    };
    if ticket.trailing_amount.is_some() {
        return Err(Refusal::BadTerms("trailing_amount".to_owned()));
    }
    let place = ticket.trigger_price.or(ticket.activation_price).map(ticks).transpose()?;
    let trigger = match (ticket.kind.is_conditional(), place, trail_ppm) {
        (true, None, None) => return Err(Refusal::BadTerms("trigger_price".to_owned())),
        (true, place, trail_ppm) => Some(Trigger { ticks: place.unwrap_or(0), by: ticket.trigger_by, trail_ppm, follows: false }),
        (false, ..) => None,
    };
    Ok(Terms {
        listed: listing.listed.clone(),
        side: side(ticket.side),
        kind: ticket.kind,
        lots: match ticket.qty {
            Some(qty) => lots(listing, qty)?,
            None => 0,
        },
        ticks: ticket.price.map(ticks).transpose()?,
        trigger,
        time_in_force: ticket.time_in_force,
        expires_ns: ticket.expires_at.map(Timestamp::as_nanos),
        post_only: ticket.post_only,
        reduce_only: ticket.reduce_only,
        close_position: ticket.close_position,
    })
}

pub(crate) fn lots(listing: &Listing, qty: Qty) -> Result<i64, Refusal> {
    count(qty.value(), listing.size_unit).ok_or(Refusal::BadQuantity)
}

pub(crate) fn ticks(listing: &Listing, price: Price) -> Result<i64, Refusal> {
    count(price.value(), listing.price_unit).ok_or(Refusal::BadTick)
}

/// How many units a number is, if it is a whole number of them.
pub(crate) fn count(value: Decimal, unit: Decimal) -> Option<i64> {
    let counts = value.checked_div(unit)?;
    if counts.is_integer() { counts.to_i64() } else { None }
}

pub(crate) fn side(side: Side) -> twinline_exchange::Side {
    match side {
        Side::Buy => twinline_exchange::Side::Buy,
        Side::Sell => twinline_exchange::Side::Sell,
    }
}

pub(crate) fn side_back(side: twinline_exchange::Side) -> Side {
    match side {
        twinline_exchange::Side::Buy => Side::Buy,
        twinline_exchange::Side::Sell => Side::Sell,
    }
}

/// An order as it looks from outside.
pub(crate) fn row(listing: &Listing, order: &Order) -> OrderRow {
    let terms = &order.terms;
    let price = |ticks: i64| Price::new(listing.price(ticks));
    let trigger = terms.trigger.filter(|trigger| trigger.ticks != 0);
    let trail = terms.trigger.and_then(|trigger| trigger.trail_ppm);
    OrderRow {
        instrument: terms.listed.instrument.clone(),
        client_id: order.client_id.as_deref().and_then(|name| ClientOrderId::new(name).ok()),
        venue_id: VenueOrderId::new(&order.id.0.to_string()),
        phase: order.phase,
        executed: Qty::new(listing.quantity(order.executed)),
        average: average(listing, order),
        terms: OrderTerms {
            revision: Timestamp::from_nanos(order.updated_ns),
            qty: (terms.lots > 0).then(|| Qty::new(listing.quantity(terms.lots))),
            price: terms.ticks.map(price),
            trigger_price: trigger.map(|trigger| price(trigger.ticks)),
            trailing_percent: trail.map(|ppm| Rate::new(Decimal::new(ppm, 4).normalize())),
        },
        shape: OrderShape {
            side: side_back(terms.side),
            position_side: PositionSide::Both,
            kind: terms.kind,
            time_in_force: terms.time_in_force,
            expires_at: terms.expires_ns.map(Timestamp::from_nanos),
            post_only: terms.post_only,
            reduce_only: terms.reduce_only,
            close_position: terms.close_position,
            trigger_by: terms.trigger.map_or(TriggerBy::default(), |trigger| trigger.by),
            activation_price: order
                .asked
                .trigger
                .filter(|trigger| trigger.trail_ppm.is_some() && trigger.ticks != 0)
                .map(|at| price(at.ticks)),
            trailing_amount: None,
        },
        reason: order.why.as_ref().map(|why| format!("{}: {why}", why.code())),
        ts: Timestamp::from_nanos(order.updated_ns),
    }
}

/// What its fills cost on average, to eight places more than the money that was moved has.
fn average(listing: &Listing, order: &Order) -> Option<Price> {
    let value = order.turnover.maker.checked_add(order.turnover.taker)?;
    let price = value.checked_div(listing.quantity(order.executed))?;
    (order.executed > 0).then(|| Price::new(price.round_dp(12).normalize()))
}

/// A leverage as a whole number.
pub(crate) fn whole(rate: Rate) -> Option<u32> {
    let value = rate.value();
    if value.is_integer() && value <= MILLION { value.to_u32() } else { None }
}
