//! With which members is an order placed or changed?
//!
//! A ticket is written as it is or not at all: what the venue would ignore, or read in another way than was meant, is refused here.

use serde_json::{Map, Value, json};
use twinline_model::{Instrument, InstrumentId, InstrumentKind, OrderRef, OrderTicket, PositionSide, Qty, Side, TimeInForce};
use twinline_venue::EncodeError;
use twinline_venue::account::{AccountView, BracketLeg, BracketTicket, EditTicket};

use super::spec::CLIENT_ID_MAX;
use super::words;
use crate::spec::VENUE;

pub(super) fn unsupported(what: &str) -> EncodeError {
    EncodeError::Unsupported(what.to_owned())
}

/// An instrument that is known here.
pub(super) fn instrument<'v>(view: &'v AccountView, id: &InstrumentId) -> Result<&'v Instrument, EncodeError> {
    let found = view.instruments.find_id(id).filter(|_| id.venue() == VENUE);
    found.map(|ix| &**view.instruments.get(ix)).ok_or_else(|| EncodeError::UnknownInstrument(id.clone()))
}

/// The venue's number of an instrument.
pub(super) fn number(instrument: &Instrument) -> Result<u64, EncodeError> {
    instrument.number.ok_or_else(|| unsupported("an instrument without its number"))
}

/// Contracts as a whole number; parts of a unit of a spot pair as text.
fn size(instrument: &Instrument, qty: Qty) -> Result<Value, EncodeError> {
    let each = instrument.contract_size.value();
    let count = qty.value().checked_div(each).map(|count| count.normalize());
    let count = count.filter(|count| count.checked_mul(each).is_some_and(|product| product == qty.value()));
    let count = count.ok_or_else(|| unsupported("a quantity that is not counted in contracts"))?;
    if instrument.kind == InstrumentKind::Spot {
        return Ok(count.to_string().into());
    }
    let whole: Option<u64> = count.to_string().parse().ok();
    whole.map(Value::from).ok_or_else(|| unsupported("a part of a contract"))
}

/// Names an order: its number goes first, for it is one order's for ever, while a client id may be used again once its order has ended.
pub(super) fn name(members: &mut Map<String, Value>, order: &OrderRef) -> Result<(), EncodeError> {
    if let Some(id) = order.venue_id.as_ref().and_then(|id| id.as_str().parse::<u64>().ok()) {
        members.insert("id".to_owned(), id.into());
        return Ok(());
    }
    let id = order.client_id.as_ref().ok_or_else(|| unsupported("an order without any name"))?;
    members.insert("client_order_id".to_owned(), id.as_str().into());
    Ok(())
}

/// A new order.
pub(super) fn place(view: &AccountView, ticket: &OrderTicket) -> Result<Value, EncodeError> {
    let instrument = instrument(view, &ticket.instrument)?;
    if ticket.close_position {
        return Err(unsupported("an order that closes a whole position by itself"));
    }
    if ticket.position_side != PositionSide::Both {
        return Err(unsupported("long and short positions beside each other"));
    }
    if ticket.client_order_id.as_str().len() > CLIENT_ID_MAX {
        return Err(unsupported("a client order id beyond 32 characters"));
    }
    if ticket.trailing_percent.is_some() || ticket.activation_price.is_some() {
        return Err(unsupported("a stop that trails by a share of the price or from a price on: it trails by an amount, from the start"));
    }
    let (kind, stop) = words::order_type(ticket.kind);
    let qty = ticket.qty.ok_or_else(|| unsupported("an order without a quantity"))?;
    let mut body = json!({
        "product_id": number(instrument)?, "size": size(instrument, qty)?, "side": words::side(ticket.side), "order_type": kind,
        "client_order_id": ticket.client_order_id.as_str(),
    });
    match (ticket.price, ticket.kind.has_price()) {
        (Some(price), true) => body["limit_price"] = price.to_string().into(),
        (None, false) => {}
        _ => return Err(unsupported("a limit order without a price, or a market order with one")),
    }
    match (ticket.trigger_price, ticket.trailing_amount, stop) {
        (Some(trigger), None, Some(stop)) => {
            body["stop_order_type"] = stop.into();
            body["stop_price"] = trigger.to_string().into();
            body["stop_trigger_method"] = words::trigger(ticket.trigger_by).into();
        }
        // Below the price for what sells (as the venue's own client has it).
        (None, Some(distance), Some(stop)) => {
            let sign = if ticket.side == Side::Sell { "-" } else { "" };
            body["stop_order_type"] = stop.into();
            body["trail_amount"] = format!("{sign}{distance}").into();
            body["stop_trigger_method"] = words::trigger(ticket.trigger_by).into();
        }
        (None, None, None) => {}
        _ => return Err(unsupported("a stop without a trigger price, or a trigger for an order that waits for none")),
    }
    match ticket.time_in_force {
        TimeInForce::Gtc if ticket.kind.has_price() => body["time_in_force"] = "gtc".into(),
        TimeInForce::Ioc if ticket.kind.has_price() && !ticket.post_only => body["time_in_force"] = "ioc".into(),
        TimeInForce::Gtc | TimeInForce::Ioc if !ticket.post_only => {}
        _ => return Err(unsupported("fill-or-kill, good-till-date, or post-only together with another time in force")),
    }
    for (member, flag) in [("post_only", ticket.post_only), ("reduce_only", ticket.reduce_only)] {
        if flag {
            body[member] = "true".into();
        }
    }
    Ok(body)
}

/// A new order with the legs that the venue puts around what it opens.
pub(super) fn place_bracketed(view: &AccountView, ticket: &OrderTicket, legs: &BracketTicket) -> Result<Value, EncodeError> {
    let mut body = place(view, ticket)?;
    follow(&mut body, legs);
    Ok(body)
}

/// Other legs of an order that has opened nothing yet.
pub(super) fn edit_bracket(view: &AccountView, order: &OrderRef, legs: &BracketTicket) -> Result<Value, EncodeError> {
    let mut body = cancel(view, order)?;
    follow(&mut body, legs);
    Ok(body)
}

fn follow(body: &mut Value, legs: &BracketTicket) {
    for (name, leg) in [("stop_loss", &legs.stop_loss), ("take_profit", &legs.take_profit)] {
        let Some(leg) = leg else { continue };
        body[format!("bracket_{name}_price")] = leg.trigger_price.to_string().into();
        if let Some(price) = leg.price {
            body[format!("bracket_{name}_limit_price")] = price.to_string().into();
        }
    }
    body["bracket_stop_trigger_method"] = words::trigger(legs.trigger_by).into();
}

/// A change: both terms are named, the size being the total one.
pub(super) fn edit(view: &AccountView, ticket: &EditTicket) -> Result<Value, EncodeError> {
    let instrument = instrument(view, &ticket.order.instrument)?;
    let mut members = Map::new();
    name(&mut members, &ticket.order)?;
    members.insert("product_id".to_owned(), number(instrument)?.into());
    members.insert("size".to_owned(), size(instrument, ticket.qty)?);
    members.insert("limit_price".to_owned(), ticket.price.to_string().into());
    Ok(Value::Object(members))
}

/// The end of an order.
pub(super) fn cancel(view: &AccountView, order: &OrderRef) -> Result<Value, EncodeError> {
    let mut members = Map::new();
    name(&mut members, order)?;
    members.insert("product_id".to_owned(), number(instrument(view, &order.instrument)?)?.into());
    Ok(Value::Object(members))
}

/// Legs around a whole position. The venue sets off both by the same price.
pub(super) fn bracket(view: &AccountView, ticket: &BracketTicket) -> Result<Value, EncodeError> {
    let leg = |leg: &BracketLeg| match leg.price {
        None => json!({"order_type": "market_order", "stop_price": leg.trigger_price.to_string()}),
        Some(price) => json!({"order_type": "limit_order", "stop_price": leg.trigger_price.to_string(), "limit_price": price.to_string()}),
    };
    let mut body = json!({"product_id": number(instrument(view, &ticket.instrument)?)?});
    for (member, terms) in [("stop_loss_order", &ticket.stop_loss), ("take_profit_order", &ticket.take_profit)] {
        if let Some(terms) = terms {
            body[member] = leg(terms);
        }
    }
    body["bracket_stop_trigger_method"] = words::trigger(ticket.trigger_by).into();
    Ok(body)
}
