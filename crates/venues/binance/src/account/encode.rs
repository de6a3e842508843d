//! What is asked, of which path or method?

use rust_decimal::Decimal;
use twinline_model::{Amount, InstrumentId, OrderRef, OrderTicket, PositionSide, Rate};
use twinline_venue::account::{AccountStep, EditTicket, History, StreamKeyStep};
use twinline_venue::{EncodeError, Method};

use super::names::{self, symbol, unsupported};
use super::params::Params;
use super::spec::{BATCH, PAGE};
use super::{orders, send, words};

/// How a call proves who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// Not at all.
    None,
    /// By naming the key.
    Key,
    /// By a signature, which ages.
    Signature,
}

/// One question or command in the venue's words, before it is known which way it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: &'static str,
    /// Its method on the commands link, if it has one.
    pub(super) socket: Option<&'static str>,
    pub(super) proof: Proof,
    pub(super) params: Params,
}

/// Every step has one call.
pub(super) fn call(step: &AccountStep) -> Result<Call, EncodeError> {
    match step {
        AccountStep::Clock => Ok(Call { proof: Proof::None, ..get("/fapi/v1/time", None, Params::default()) }),
        AccountStep::StreamKey(what) => Ok(stream_key(*what)),
        AccountStep::LogOn => Ok(post("", Some(send::LOG_ON), Params::default())),
        AccountStep::Place(_)
        | AccountStep::Edit(_)
        | AccountStep::Cancel(_)
        | AccountStep::CancelAll { .. }
        | AccountStep::PlaceBatch(_)
        | AccountStep::EditBatch(_)
        | AccountStep::CancelBatch { .. }
        | AccountStep::Countdown { .. } => command(step),
        AccountStep::SetLeverage { .. }
        | AccountStep::SetMarginMode { .. }
        | AccountStep::SetHedgeMode(_)
        | AccountStep::SetMultiAsset(_)
        | AccountStep::ChangeMargin { .. } => setting(step),
        _ => question(step),
    }
}

fn get(path: &'static str, socket: Option<&'static str>, params: Params) -> Call {
    Call { method: Method::Get, path, socket, proof: Proof::Signature, params }
}

fn post(path: &'static str, socket: Option<&'static str>, params: Params) -> Call {
    Call { method: Method::Post, ..get(path, socket, params) }
}

fn put(path: &'static str, socket: Option<&'static str>, params: Params) -> Call {
    Call { method: Method::Put, ..get(path, socket, params) }
}

fn delete(path: &'static str, socket: Option<&'static str>, params: Params) -> Call {
    Call { method: Method::Delete, ..get(path, socket, params) }
}

fn stream_key(step: StreamKeyStep) -> Call {
    let (method, socket) = match step {
        StreamKeyStep::Open => (Method::Post, "userDataStream.start"),
        StreamKeyStep::Extend => (Method::Put, "userDataStream.ping"),
        StreamKeyStep::Close => (Method::Delete, "userDataStream.stop"),
    };
    Call { method, proof: Proof::Key, ..get("/fapi/v1/listenKey", Some(socket), Params::default()) }
}

fn command(step: &AccountStep) -> Result<Call, EncodeError> {
    Ok(match step {
        AccountStep::Place(ticket) if ticket.kind.is_conditional() => {
            post("/fapi/v1/algoOrder", Some("algoOrder.place"), orders::conditional(ticket)?)
        }
        AccountStep::Place(ticket) => post("/fapi/v1/order", Some("order.place"), orders::plain(ticket)?),
        AccountStep::Edit(ticket) => put("/fapi/v1/order", Some("order.modify"), orders::edit(ticket)?),
        AccountStep::Cancel(order) if order.conditional => delete("/fapi/v1/algoOrder", Some("algoOrder.cancel"), named(order)?),
        AccountStep::Cancel(order) => delete("/fapi/v1/order", Some("order.cancel"), named(order)?),
        AccountStep::CancelAll { instrument, conditional } => {
            let path = if *conditional { "/fapi/v1/algoOpenOrders" } else { "/fapi/v1/allOpenOrders" };
            delete(path, None, of(Some(instrument))?)
        }
        AccountStep::PlaceBatch(tickets) => post("/fapi/v1/batchOrders", None, place_batch(tickets)?),
        AccountStep::EditBatch(tickets) => put("/fapi/v1/batchOrders", None, edit_batch(tickets)?),
        AccountStep::CancelBatch { instrument, orders } => delete("/fapi/v1/batchOrders", None, cancel_batch(instrument, orders)?),
        AccountStep::Countdown { instrument, after } => {
            let mut params = of(Some(instrument))?;
            params.integer("countdownTime", after.as_millis());
            post("/fapi/v1/countdownCancelAll", None, params)
        }
        _ => return Err(unsupported(step.name())),
    })
}

fn question(step: &AccountStep) -> Result<Call, EncodeError> {
    Ok(match step {
        AccountStep::Order(order) if order.conditional => get("/fapi/v1/algoOrder", None, named(order)?),
        AccountStep::Order(order) => get("/fapi/v1/order", Some("order.status"), named(order)?),
        AccountStep::OpenOrders { instrument, conditional } => {
            let path = if *conditional { "/fapi/v1/openAlgoOrders" } else { "/fapi/v1/openOrders" };
            get(path, None, of(instrument.as_ref())?)
        }
        AccountStep::Orders { instrument, conditional: false, history } => {
            get("/fapi/v1/allOrders", None, past(instrument, "orderId", history)?)
        }
        AccountStep::Orders { instrument, conditional: true, history } => {
            get("/fapi/v1/allAlgoOrders", None, past(instrument, "algoId", history)?)
        }
        AccountStep::Fills { instrument, history } => get("/fapi/v1/userTrades", None, past(instrument, "fromId", history)?),
        AccountStep::Transactions { history } => {
            if history.from_id.is_some() {
                return Err(unsupported("movements of money from an id on"));
            }
            let mut params = Params::default();
            span(&mut params, history);
            get("/fapi/v1/income", None, params)
        }
        AccountStep::Balances => get("/fapi/v3/balance", Some("v2/account.balance"), Params::default()),
        AccountStep::Positions { instrument } => get("/fapi/v3/positionRisk", Some("v2/account.position"), of(instrument.as_ref())?),
        AccountStep::Settings => get("/fapi/v1/accountConfig", None, Params::default()),
        AccountStep::InstrumentSettings { instrument } => get("/fapi/v1/symbolConfig", None, of(instrument.as_ref())?),
        AccountStep::Fees { instrument } => get("/fapi/v1/commissionRate", None, of(Some(instrument))?),
        AccountStep::Tiers { instrument } => get("/fapi/v1/leverageBracket", None, of(Some(instrument))?),
        _ => return Err(unsupported(step.name())),
    })
}

fn setting(step: &AccountStep) -> Result<Call, EncodeError> {
    let mut params = Params::default();
    Ok(match step {
        AccountStep::SetLeverage { instrument, leverage } => {
            params = of(Some(instrument))?;
            params.integer("leverage", whole(*leverage)?);
            post("/fapi/v1/leverage", None, params)
        }
        AccountStep::SetMarginMode { instrument, mode } => {
            params = of(Some(instrument))?;
            params.text("marginType", words::margin_type(*mode));
            post("/fapi/v1/marginType", None, params)
        }
        AccountStep::SetHedgeMode(on) => {
            params.text("dualSidePosition", on);
            post("/fapi/v1/positionSide/dual", None, params)
        }
        AccountStep::SetMultiAsset(on) => {
            params.text("multiAssetsMargin", on);
            post("/fapi/v1/multiAssetsMargin", None, params)
        }
        AccountStep::ChangeMargin { instrument, side, amount } => {
            post("/fapi/v1/positionMargin", None, margin(instrument, *side, *amount)?)
        }
        _ => return Err(unsupported(step.name())),
    })
}

/// The venue takes whole leverages from 1 to 125.
fn whole(leverage: Rate) -> Result<i64, EncodeError> {
    let value = leverage.value().normalize();
    let whole = if value.scale() == 0 { i64::try_from(value.mantissa()).ok() } else { None };
    whole.filter(|times| (1..=125).contains(times)).ok_or_else(|| unsupported("a leverage that is not a whole number from 1 to 125"))
}

fn margin(instrument: &InstrumentId, side: PositionSide, amount: Amount) -> Result<Params, EncodeError> {
    if amount.is_zero() {
        return Err(unsupported("moving no margin"));
    }
    let mut params = of(Some(instrument))?;
    if side != PositionSide::Both {
        params.text("positionSide", words::position_side(side));
    }
    params.text("amount", amount.value().abs());
    params.integer("type", if amount.value() > Decimal::ZERO { 1 } else { 2 });
    Ok(params)
}

/// The symbol of an instrument, or none for all.
fn of(instrument: Option<&InstrumentId>) -> Result<Params, EncodeError> {
    let mut params = Params::default();
    if let Some(id) = instrument {
        params.text("symbol", symbol(id)?);
    }
    Ok(params)
}

/// An order by its names. In the book of conditional orders they stand without a symbol (as documented).
fn named(order: &OrderRef) -> Result<Params, EncodeError> {
    let mut params = Params::default();
    let symbol = symbol(&order.instrument)?;
    if !order.conditional {
        params.text("symbol", symbol);
    }
    names::order(&mut params, order)?;
    Ok(params)
}

/// A stretch of an instrument's history. A first id excludes times.
fn past(instrument: &InstrumentId, id_name: &'static str, history: &History) -> Result<Params, EncodeError> {
    let mut params = of(Some(instrument))?;
    match &history.from_id {
        Some(id) => {
            let number =
                id.parse().ok().filter(|number: &i64| *number >= 0).ok_or_else(|| unsupported("a first id that is not a number"))?;
            params.integer(id_name, number);
            params.integer("limit", limit(history));
        }
        None => span(&mut params, history),
    }
    Ok(params)
}

fn span(params: &mut Params, history: &History) {
    params.time_if("startTime", history.from);
    params.time_if("endTime", history.to);
    params.integer("limit", limit(history));
}

fn limit(history: &History) -> i64 {
    i64::from(history.limit.clamp(1, PAGE))
}

fn counted(count: usize, most: usize) -> Result<(), EncodeError> {
    if (1..=most).contains(&count) { Ok(()) } else { Err(EncodeError::Unsupported(format!("a batch of {count}; 1 to {most} are taken"))) }
}

fn place_batch(tickets: &[OrderTicket]) -> Result<Params, EncodeError> {
    counted(tickets.len(), BATCH.place)?;
    if tickets.iter().any(|ticket| ticket.kind.is_conditional()) {
        return Err(unsupported("an order that waits for a trigger in a batch"));
    }
    let elements = tickets.iter().map(orders::plain).collect::<Result<Vec<_>, _>>()?;
    Ok(batch(&elements))
}

fn edit_batch(tickets: &[EditTicket]) -> Result<Params, EncodeError> {
    counted(tickets.len(), BATCH.edit)?;
    let elements = tickets.iter().map(orders::edit).collect::<Result<Vec<_>, _>>()?;
    Ok(batch(&elements))
}

fn batch(elements: &[Params]) -> Params {
    let mut params = Params::default();
    params.text("batchOrders", format!("[{}]", elements.iter().map(Params::element).collect::<Vec<_>>().join(",")));
    params
}

/// All by number or all by client id: the venue takes one list (as documented).
fn cancel_batch(instrument: &InstrumentId, orders: &[OrderRef]) -> Result<Params, EncodeError> {
    counted(orders.len(), BATCH.cancel)?;
    if orders.iter().any(|order| order.conditional || order.instrument != *instrument) {
        return Err(unsupported("orders of another instrument, or ones that wait for a trigger, in a batch of cancels"));
    }
    let mut params = of(Some(instrument))?;
    let numbers: Option<Vec<i64>> = orders.iter().map(names::number).collect();
    if let Some(numbers) = numbers {
        params.text("orderIdList", format!("[{}]", numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",")));
        return Ok(params);
    }
    let named = orders.iter().map(|order| match &order.client_id {
        Some(id) => names::client_id(id).map(|id| format!("\"{id}\"")),
        None => Err(unsupported("a batch of cancels in which not all have a number or not all have a client id")),
    });
    params.text("origClientOrderIdList", format!("[{}]", named.collect::<Result<Vec<_>, _>>()?.join(",")));
    Ok(params)
}
