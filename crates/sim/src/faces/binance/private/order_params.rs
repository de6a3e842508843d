//! What order does a request ask for?

use rust_decimal::Decimal;
use serde_json::Value;
use twinline_exchange::accounts::{AlgoId, AlgoRef, Amendment, NewAlgo, NewOrder, OrderId, OrderKind, OrderRef, PriceMatch, WorkingType};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::private::words;
use crate::target::Target;

/// Types that are placed at the algo endpoint.
const CONDITIONAL: [&str; 5] = ["STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"];

/// Reads an order to place. Unknown parameters are ignored, as on the venue.
pub(crate) fn new_order(params: Params<'_>, symbol: usize) -> Result<NewOrder, ApiError> {
    let side = side(params)?;
    let kind = match params.required("type")? {
        "LIMIT" => OrderKind::Limit,
        "MARKET" => OrderKind::Market,
        conditional if CONDITIONAL.contains(&conditional) => return Err(ApiError::use_algo()),
        _ => return Err(ApiError::order_type()),
    };
    // A market order has no time in force: what is sent is not looked at.
    let life = match kind {
        OrderKind::Limit => word(params, "timeInForce", words::read_life, ApiError::time_in_force)?,
        OrderKind::Market | OrderKind::Liquidation => None,
    };
    Ok(NewOrder {
        symbol,
        side,
        kind,
        position_side: word(params, "positionSide", words::read_position_side, ApiError::position_side)?,
        life,
        quantity: decimal(params, "quantity")?,
        price: decimal(params, "price")?,
        price_match: price_match(params)?,
        reduce_only: flag(params, "reduceOnly")?,
        client_id: params.text("newClientOrderId")?.map(str::to_owned),
        self_trade: word(params, "selfTradePreventionMode", words::read_self_trade, ApiError::self_trade)?,
        good_till_ms: params.number("goodTillDate")?,
    })
}

/// Reads a conditional order to place.
pub(crate) fn new_algo(params: Params<'_>, symbol: usize) -> Result<NewAlgo, ApiError> {
    match params.text("algoType")? {
        Some("CONDITIONAL") => {}
        Some(_) => return Err(ApiError::not_valid("algoType")),
        None => return Err(ApiError::missing("algoType")),
    }
    let kind = words::read_algo_kind(params.required("type")?).ok_or_else(ApiError::order_type)?;
    Ok(NewAlgo {
        symbol,
        side: side(params)?,
        kind,
        position_side: word(params, "positionSide", words::read_position_side, ApiError::position_side)?,
        life: word(params, "timeInForce", words::read_life, ApiError::time_in_force)?,
        quantity: decimal(params, "quantity")?,
        price: decimal(params, "price")?,
        price_match: price_match(params)?,
        trigger_price: decimal(params, "triggerPrice")?,
        activate_price: decimal(params, "activatePrice")?,
        callback_rate: decimal(params, "callbackRate")?,
        callback_amount: None,
        working_type: word(params, "workingType", words::read_working_type, || ApiError::not_valid("workingType"))?
            .unwrap_or(WorkingType::ContractPrice),
        price_protect: flag(params, "priceProtect")?.unwrap_or(false),
        reduce_only: flag(params, "reduceOnly")?,
        close_position: flag(params, "closePosition")?.unwrap_or(false),
        client_id: params.text("clientAlgoId")?.map(str::to_owned),
        self_trade: word(params, "selfTradePreventionMode", words::read_self_trade, ApiError::self_trade)?,
        good_till_ms: params.number("goodTillDate")?,
    })
}

/// Reads a change of an order.
pub(crate) fn amendment(params: Params<'_>) -> Result<(OrderRef, Amendment), ApiError> {
    let order = order_ref(params)?;
    let price_match = price_match(params)?;
    let price = decimal(params, "price")?;
    if price.is_none() && price_match == PriceMatch::None {
        return Err(ApiError::missing("price"));
    }
    let change = Amendment {
        side: side(params)?,
        quantity: decimal(params, "quantity")?.ok_or_else(|| ApiError::missing("quantity"))?,
        price,
        price_match,
        modify_id: params.number("modifyId")?,
        reduce_only: flag(params, "reduceOnly")?,
    };
    Ok((order, change))
}

/// Which order is meant: `orderId` counts if both are sent.
pub(crate) fn order_ref(params: Params<'_>) -> Result<OrderRef, ApiError> {
    if let Some(id) = params.number("orderId")? {
        return Ok(OrderRef::Id(OrderId(u64::try_from(id).unwrap_or(0))));
    }
    let client = params.text("origClientOrderId")?;
    client.map(|client| OrderRef::Client(client.to_owned())).ok_or_else(|| ApiError::missing("orderId"))
}

/// Which conditional order is meant.
pub(crate) fn algo_ref(params: Params<'_>) -> Result<AlgoRef, ApiError> {
    if let Some(id) = params.number("algoId")? {
        return Ok(AlgoRef::Id(AlgoId(u64::try_from(id).unwrap_or(0))));
    }
    let client = params.text("clientAlgoId")?;
    client.map(|client| AlgoRef::Client(client.to_owned())).ok_or_else(|| ApiError::missing("algoId"))
}

/// The items of a JSON array parameter, each as if it had been sent alone.
pub(crate) fn items(params: Params<'_>, name: &str, most: usize) -> Result<Vec<Target>, ApiError> {
    let text = params.required(name)?;
    let rows: Vec<Value> = serde_json::from_str(text).map_err(|_| ApiError::not_valid(name))?;
    if rows.is_empty() || rows.len() > most {
        return Err(ApiError::batch_size(most));
    }
    let read = |row: Value| match row {
        Value::Object(fields) => Ok(target_of(fields.iter())),
        _ => Err(ApiError::not_valid(name)),
    };
    rows.into_iter().map(read).collect()
}

/// Parameters that came as JSON: numbers and booleans become text.
pub(crate) fn target_of<'v>(fields: impl Iterator<Item = (&'v String, &'v Value)>) -> Target {
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let sent = fields.filter(|(_, value)| !value.is_null());
    Target { path: String::new(), query: sent.map(|(name, value)| (name.clone(), plain(value))).collect() }
}

/// A decimal without sign or exponent.
pub(crate) fn decimal(params: Params<'_>, name: &str) -> Result<Option<Decimal>, ApiError> {
    const RANGE: &str = "^([0-9]{1,20})(\\\\.[0-9]{1,20})?$";
    let Some(text) = params.text(name)? else { return Ok(None) };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| (1..=20).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(ApiError::illegal(name, RANGE));
    }
    Decimal::from_str_exact(text).map(Some).map_err(|_| ApiError::not_valid(name))
}

/// `true` or `false`, in any case.
pub(crate) fn flag(params: Params<'_>, name: &str) -> Result<Option<bool>, ApiError> {
    match params.text(name)? {
        None => Ok(None),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Some(_) => Err(ApiError::missing(name)),
    }
}

/// A word that must be one of the venue's, if it is there.
pub(crate) fn word<T>(
    params: Params<'_>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
    refusal: impl Fn() -> ApiError,
) -> Result<Option<T>, ApiError> {
    params.text(name)?.map(|text| read(text).ok_or_else(refusal)).transpose()
}

fn side(params: Params<'_>) -> Result<twinline_exchange::Side, ApiError> {
    words::read_side(params.required("side")?).ok_or_else(ApiError::side)
}

fn price_match(params: Params<'_>) -> Result<PriceMatch, ApiError> {
    let chosen = word(params, "priceMatch", words::read_price_match, || ApiError::not_valid("priceMatch"))?;
    Ok(chosen.unwrap_or(PriceMatch::None))
}
