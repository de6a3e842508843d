//! With which members is an order placed or changed?
//!
//! A ticket is written as it is or not at all: what the venue would ignore, or read in another way than was meant, is
//! refused here.

use twinline_model::{OrderTicket, OrderType, PositionSide, Side, TimeInForce};
use twinline_venue::EncodeError;
use twinline_venue::account::EditTicket;

use super::names::{self, unsupported};
use super::params::Params;
use super::words;

/// Members of an order that enters the book, or trades, at once.
pub(super) fn plain(ticket: &OrderTicket) -> Result<Params, EncodeError> {
    if ticket.close_position {
        return Err(unsupported("closing a whole position without a trigger"));
    }
    if ticket.trigger_price.is_some() || ticket.trailing_percent.is_some() || ticket.activation_price.is_some() {
        return Err(unsupported("a trigger for an order that waits for none"));
    }
    let mut params = head(ticket)?;
    time_in_force(&mut params, ticket)?;
    params.text("quantity", ticket.qty.ok_or_else(|| unsupported("an order without a quantity"))?);
    limit_price(&mut params, ticket)?;
    reduce_only(&mut params, ticket)?;
    params.word("newClientOrderId", names::client_id(&ticket.client_order_id)?);
    answer(&mut params);
    Ok(params)
}

/// Members of an order that waits for a trigger. The venue keeps those in a book of their own since 2025-12-09.
pub(super) fn conditional(ticket: &OrderTicket) -> Result<Params, EncodeError> {
    let mut params = Params::default();
    params.word("algoType", "CONDITIONAL");
    let mut params = with_head(params, ticket)?;
    time_in_force(&mut params, ticket)?;
    size(&mut params, ticket)?;
    limit_price(&mut params, ticket)?;
    trigger(&mut params, ticket)?;
    params.word("workingType", words::working_type(ticket.trigger_by));
    params.word("clientAlgoId", names::client_id(&ticket.client_order_id)?);
    answer(&mut params);
    Ok(params)
}

/// Members of a change: price and quantity are both named (as documented).
pub(super) fn edit(ticket: &EditTicket) -> Result<Params, EncodeError> {
    if ticket.order.conditional {
        return Err(unsupported("changing an order that waits for a trigger"));
    }
    let mut params = Params::default();
    params.word("symbol", names::symbol(&ticket.order.instrument)?);
    params.word("side", words::side(ticket.side));
    names::order(&mut params, &ticket.order)?;
    params.text("quantity", ticket.qty);
    params.text("price", ticket.price);
    Ok(params)
}

fn head(ticket: &OrderTicket) -> Result<Params, EncodeError> {
    with_head(Params::default(), ticket)
}

/// What, which way, for which position, of which kind. Outside of hedge mode the position is not named (as documented).
fn with_head(mut params: Params, ticket: &OrderTicket) -> Result<Params, EncodeError> {
    params.word("symbol", names::symbol(&ticket.instrument)?);
    params.word("side", words::side(ticket.side));
    if ticket.position_side != PositionSide::Both {
        params.word("positionSide", words::position_side(ticket.position_side));
    }
    params.word("type", words::order_type(ticket.kind));
    Ok(params)
}

fn time_in_force(params: &mut Params, ticket: &OrderTicket) -> Result<(), EncodeError> {
    if ticket.expires_at.is_some() != (ticket.time_in_force == TimeInForce::Gtd) {
        return Err(unsupported("an end in time without good-till-date, or the other way round"));
    }
    if !ticket.kind.has_price() {
        let usual = matches!(ticket.time_in_force, TimeInForce::Gtc | TimeInForce::Ioc) && !ticket.post_only;
        return if usual { Ok(()) } else { Err(unsupported("post-only, fill-or-kill or good-till-date for an order without a price")) };
    }
    let word = match (ticket.post_only, ticket.time_in_force) {
        (true, TimeInForce::Gtc) => "GTX",
        (true, _) => return Err(unsupported("post-only together with another time in force")),
        (false, TimeInForce::Gtc) => "GTC",
        (false, TimeInForce::Ioc) => "IOC",
        (false, TimeInForce::Fok) => "FOK",
        (false, TimeInForce::Gtd) => "GTD",
    };
    params.word("timeInForce", word);
    params.time_if("goodTillDate", ticket.expires_at);
    Ok(())
}

fn limit_price(params: &mut Params, ticket: &OrderTicket) -> Result<(), EncodeError> {
    if ticket.price.is_some() != ticket.kind.has_price() {
        return Err(unsupported("a limit order without a price, or a market order with one"));
    }
    params.text_if("price", ticket.price);
    Ok(())
}

/// In hedge mode the venue does not take the flag, for side and position say the same. If they say the contrary, the
/// order would open what was meant to be reduced.
fn reduce_only(params: &mut Params, ticket: &OrderTicket) -> Result<(), EncodeError> {
    if !ticket.reduce_only {
        return Ok(());
    }
    match (ticket.position_side, ticket.side) {
        (PositionSide::Both, _) => params.word("reduceOnly", "true"),
        (PositionSide::Long, Side::Sell) | (PositionSide::Short, Side::Buy) => {}
        (PositionSide::Long, Side::Buy) | (PositionSide::Short, Side::Sell) => {
            return Err(unsupported("reduce-only in the direction that enlarges the position"));
        }
    }
    Ok(())
}

/// A quantity, or the whole position whatever its size then: not both.
fn size(params: &mut Params, ticket: &OrderTicket) -> Result<(), EncodeError> {
    if !ticket.close_position {
        params.text("quantity", ticket.qty.ok_or_else(|| unsupported("an order without a quantity"))?);
        return reduce_only(params, ticket);
    }
    if ticket.qty.is_some() || !matches!(ticket.kind, OrderType::StopMarket | OrderType::TakeProfitMarket) {
        return Err(unsupported("closing a whole position with a quantity, or by another than a stop or take-profit market order"));
    }
    if matches!((ticket.position_side, ticket.side), (PositionSide::Long, Side::Buy) | (PositionSide::Short, Side::Sell)) {
        return Err(unsupported("closing a position in the direction that enlarges it"));
    }
    params.word("closePosition", "true");
    Ok(())
}

fn trigger(params: &mut Params, ticket: &OrderTicket) -> Result<(), EncodeError> {
    if ticket.kind.has_trigger() {
        if ticket.trailing_percent.is_some() || ticket.activation_price.is_some() {
            return Err(unsupported("trailing by an order that does not trail"));
        }
        params.text("triggerPrice", ticket.trigger_price.ok_or_else(|| unsupported("a stop without a trigger price"))?);
        return Ok(());
    }
    if ticket.trigger_price.is_some() {
        return Err(unsupported("a fixed trigger price for a trailing stop"));
    }
    if ticket.trailing_amount.is_some() {
        return Err(unsupported("a stop that trails by an amount: it trails by a share of the price"));
    }
    params.text("callbackRate", ticket.trailing_percent.ok_or_else(|| unsupported("a trailing stop without its distance"))?);
    params.text_if("activatePrice", ticket.activation_price);
    Ok(())
}

/// The one place that decides how much a new order's answer tells: what became of it, not only that it arrived.
fn answer(params: &mut Params) {
    params.word("newOrderRespType", "RESULT");
}
