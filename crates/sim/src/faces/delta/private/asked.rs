//! How is what is asked for read?
//!
//! Clients differ: numbers come as numbers or as text, flags as `true` or as `"true"`. All of it is taken.

use rust_decimal::Decimal;
use serde_json::Value;
use twinline_exchange::Side;
use twinline_exchange::accounts::{AlgoKind, Life, NewAlgo, NewOrder, OrderKind, PriceMatch, WorkingType};

use super::super::listed::{Kind, Product};
use super::super::live::Live;
use super::answers::{Refused, bad, refused};

/// Longest client id (as documented).
const CLIENT_ID: usize = 32;

/// What is to be placed.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Plain(NewOrder),
    Stop(NewAlgo),
}

/// A member as text, whether it is written as text or as a number; empty and `null` are none.
pub(crate) fn text(body: &Value, name: &str) -> Option<String> {
    match &body[name] {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A flag; absent is off.
pub(crate) fn flag(body: &Value, name: &str) -> bool {
    body[name] == Value::Bool(true) || body[name] == "true"
}

/// A decimal.
pub(crate) fn decimal(body: &Value, name: &str) -> Result<Option<Decimal>, Refused> {
    text(body, name).map(|text| Decimal::from_str_exact(&text).map_err(|_| bad(name, "is no decimal"))).transpose()
}

/// Which product, by its number or its symbol.
pub(crate) fn product(live: &Live, body: &Value) -> Result<usize, Refused> {
    let (number, symbol) = (text(body, "product_id"), text(body, "product_symbol"));
    if number.is_none() && symbol.is_none() {
        return Err(bad("product_id", "is required"));
    }
    let is_it = |product: &Product| match (&number, &symbol) {
        (Some(number), _) => product.id.to_string() == *number,
        (None, symbol) => Some(&product.symbol) == symbol.as_ref(),
    };
    live.products.iter().position(is_it).ok_or_else(|| refused(400, "invalid_contract"))
}

/// A size in contracts, or in units of a spot pair, as the engine's quantity.
pub(crate) fn quantity(live: &Live, at: usize, body: &Value) -> Result<Decimal, Refused> {
    let size = decimal(body, "size")?.ok_or_else(|| bad("size", "is required"))?;
    if size <= Decimal::ZERO {
        return Err(refused(400, "less_than_order_min_size"));
    }
    let (product, spec) = (&live.products[at], &live.markets()[at].spec);
    if product.kind == Kind::Spot {
        return Ok(size);
    }
    let each = Decimal::new(1, spec.qty_precision);
    size.checked_mul(each).filter(|_| size.fract().is_zero()).ok_or_else(|| bad("size", "is no whole number"))
}

/// A price, moved onto the tick as the venue does. ASSUMED: away from the market, so that it is never worse than what was asked.
pub(crate) fn price(live: &Live, at: usize, side: Side, body: &Value, name: &str) -> Result<Option<Decimal>, Refused> {
    let Some(asked) = decimal(body, name)? else { return Ok(None) };
    if asked <= Decimal::ZERO {
        return Err(bad(name, "must be above zero"));
    }
    let spec = &live.markets()[at].spec;
    let tick = Decimal::new(spec.tick, spec.price_precision);
    let ticks = asked.checked_div(tick).ok_or_else(|| bad(name, "is out of range"))?;
    let whole = if side == Side::Buy { ticks.floor() } else { ticks.ceil() };
    whole.checked_mul(tick).map(Some).ok_or_else(|| bad(name, "is out of range"))
}

pub(crate) fn side(body: &Value) -> Result<Side, Refused> {
    match body["side"].as_str() {
        Some("buy") => Ok(Side::Buy),
        Some("sell") => Ok(Side::Sell),
        _ => Err(bad("side", "is neither buy nor sell")),
    }
}

/// The client's name of an order.
pub(crate) fn client_id(body: &Value) -> Result<Option<String>, Refused> {
    let id = text(body, "client_order_id");
    match id {
        Some(id) if id.chars().count() > CLIENT_ID => Err(bad("client_order_id", "is longer than 32 characters")),
        id => Ok(id),
    }
}

fn is_market(body: &Value) -> Result<bool, Refused> {
    match body["order_type"].as_str() {
        Some("limit_order") => Ok(false),
        Some("market_order") => Ok(true),
        _ => Err(bad("order_type", "is neither limit_order nor market_order")),
    }
}

fn life(body: &Value) -> Result<Life, Refused> {
    if flag(body, "post_only") {
        return Ok(Life::Gtx);
    }
    match body["time_in_force"].as_str() {
        None | Some("gtc") => Ok(Life::Gtc),
        Some("ioc") => Ok(Life::Ioc),
        _ => Err(bad("time_in_force", "is neither gtc nor ioc")),
    }
}

/// An order as it is asked for. Without `stop_order_type` a stop price counts as nothing (as observed).
pub(crate) fn order(live: &Live, at: usize, body: &Value) -> Result<Wanted, Refused> {
    let side = side(body)?;
    let market = is_market(body)?;
    let limit = price(live, at, side, body, "limit_price")?.filter(|_| !market);
    if limit.is_none() && !market {
        return Err(bad("limit_price", "is required"));
    }
    let reduce_only = flag(body, "reduce_only").then_some(true);
    if let Some(kind) = body["stop_order_type"].as_str() {
        return stop(live, at, body, (side, kind, market, limit)).map(Wanted::Stop);
    }
    Ok(Wanted::Plain(NewOrder {
        symbol: at,
        side,
        kind: if market { OrderKind::Market } else { OrderKind::Limit },
        position_side: None,
        life: if market { None } else { Some(life(body)?) },
        quantity: Some(quantity(live, at, body)?),
        price: limit,
        price_match: PriceMatch::None,
        reduce_only,
        client_id: client_id(body)?,
        self_trade: None,
        good_till_ms: None,
    }))
}

fn stop(
    live: &Live,
    at: usize,
    body: &Value,
    (side, kind, market, limit): (Side, &str, bool, Option<Decimal>),
) -> Result<NewAlgo, Refused> {
    let kind = match (kind, market) {
        ("stop_loss_order", true) => AlgoKind::StopMarket,
        ("stop_loss_order", false) => AlgoKind::Stop,
        ("take_profit_order", true) => AlgoKind::TakeProfitMarket,
        ("take_profit_order", false) => AlgoKind::TakeProfit,
        _ => return Err(bad("stop_order_type", "is neither stop_loss_order nor take_profit_order")),
    };
    let (trigger, trail) = (decimal(body, "stop_price")?, decimal(body, "trail_amount")?);
    if trigger.is_some() && trail.is_some() {
        return Err(bad("stop_price", "Only stop_price or trail_amount should be specified"));
    }
    // Below the price for what sells (as the venue's own client has it). ASSUMED: the other sign is refused.
    let (kind, trail) = match trail {
        None => (kind, None),
        Some(_) if kind != AlgoKind::StopMarket => return Err(refused(400, "unsupported")),
        Some(distance) if (side == Side::Sell) != distance.is_sign_negative() => return Err(bad("trail_amount", "has the wrong sign")),
        Some(distance) => (AlgoKind::TrailingStopMarket, Some(distance.abs())),
    };
    Ok(NewAlgo {
        symbol: at,
        side,
        kind,
        position_side: None,
        life: (!market).then(|| life(body)).transpose()?,
        quantity: Some(quantity(live, at, body)?),
        price: limit,
        price_match: PriceMatch::None,
        trigger_price: if trail.is_some() { None } else { Some(trigger.ok_or_else(|| bad("stop_price", "is required"))?) },
        activate_price: None,
        callback_rate: None,
        callback_amount: trail,
        working_type: working_type(body["stop_trigger_method"].as_str()),
        price_protect: false,
        reduce_only: flag(body, "reduce_only").then_some(true),
        close_position: false,
        client_id: client_id(body)?,
        self_trade: None,
        good_till_ms: None,
    })
}

/// ASSUMED: here the index moves a trigger as the mark price does.
pub(crate) fn working_type(word: Option<&str>) -> WorkingType {
    if word == Some("last_traded_price") { WorkingType::ContractPrice } else { WorkingType::MarkPrice }
}
