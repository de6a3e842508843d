//! What rows about orders look like, in each of the venue's forms.

use twinline_exchange::SymbolSpec;
use twinline_exchange::accounts::{Accounts, AlgoRecord, AlgoRef, AmendmentRecord, OrderKind, OrderRecord, OrderStatus};

use crate::faces::binance::private::amounts::{at_least, cut, short};
use crate::faces::binance::private::words;

/// Fields and their order, per form.
const PLACED: &str = "clientOrderId cumQty executedQty orderId origQty price reduceOnly side positionSide status stopPrice closePosition symbol \
                      timeInForce type origType updateTime workingType priceProtect priceMatch selfTradePreventionMode goodTillDate";
const PLACED_WS: &str = "orderId symbol status clientOrderId price origQty executedQty cumQty timeInForce type reduceOnly closePosition side \
                         positionSide stopPrice workingType priceProtect origType priceMatch selfTradePreventionMode goodTillDate updateTime";
const AMENDED: &str = "orderId symbol pair status clientOrderId modifyId price origQty executedQty cumQty timeInForce type reduceOnly closePosition \
                       side positionSide stopPrice workingType priceProtect origType priceMatch selfTradePreventionMode goodTillDate updateTime";
const AMENDED_WS: &str = "orderId symbol status clientOrderId modifyId price origQty executedQty cumQty timeInForce type reduceOnly closePosition \
                          side positionSide stopPrice workingType priceProtect origType priceMatch selfTradePreventionMode goodTillDate updateTime";
const CANCELED: &str = "clientOrderId cumQty executedQty orderId origQty price reduceOnly side positionSide status stopPrice closePosition symbol \
                        timeInForce origType type updateTime workingType priceProtect priceMatch selfTradePreventionMode goodTillDate";
/// In a batch, and over the WebSocket API.
const CANCELED_TOO: &str = "clientOrderId cumQty executedQty orderId origQty origType price reduceOnly side positionSide status stopPrice \
                            closePosition symbol timeInForce type updateTime workingType priceProtect priceMatch selfTradePreventionMode \
                            goodTillDate";
const QUERIED: &str = "avgPrice clientOrderId cumQuote executedQty orderId origQty origType price reduceOnly side positionSide status stopPrice \
                       closePosition symbol time timeInForce type updateTime workingType priceProtect priceMatch selfTradePreventionMode \
                       goodTillDate";
const LISTED: &str = "avgPrice clientOrderId cumQuote cumBase executedQty orderId origQty origType price reduceOnly side positionSide status \
                      stopPrice closePosition symbol pair time timeInForce type updateTime workingType priceProtect priceMatch \
                      selfTradePreventionMode goodTillDate";
const TESTED: &str = "clientOrderId cumQty cumQuote executedQty orderId avgPrice origQty price reduceOnly side positionSide status stopPrice \
                      closePosition symbol timeInForce type origType updateTime workingType priceProtect priceMatch selfTradePreventionMode \
                      goodTillDate";
const FORCED: &str = "orderId symbol pair status clientOrderId price avgPrice origQty executedQty cumQuote cumBase timeInForce type reduceOnly \
                      closePosition side positionSide stopPrice workingType origType time updateTime";

/// One of the venue's forms of an order's row. Answers to commands have no average price since 2026-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Placed,
    PlacedWs,
    Amended,
    AmendedWs,
    Canceled,
    CanceledToo,
    Queried,
    Listed,
    Tested,
    Forced,
}

impl Form {
    fn fields(self) -> &'static str {
        match self {
            Form::Placed => PLACED,
            Form::PlacedWs => PLACED_WS,
            Form::Amended => AMENDED,
            Form::AmendedWs => AMENDED_WS,
            Form::Canceled => CANCELED,
            Form::CanceledToo => CANCELED_TOO,
            Form::Queried => QUERIED,
            Form::Listed => LISTED,
            Form::Tested => TESTED,
            Form::Forced => FORCED,
        }
    }
}

/// Decimals of an average price.
pub(crate) fn average_scale(spec: &SymbolSpec) -> u32 {
    spec.price_precision + 3
}

/// The conditional order that an order came from, if it is still known.
pub(crate) fn origin<'a>(accounts: &'a Accounts, order: &OrderRecord) -> Option<&'a AlgoRecord> {
    order.algo.and_then(|id| accounts.algo(order.account, &AlgoRef::Id(id)))
}

/// An order's row.
pub(crate) fn row(form: Form, spec: &SymbolSpec, order: &OrderRecord, origin: Option<&AlgoRecord>) -> String {
    let fields = form.fields().split_whitespace().filter(|name| *name != "modifyId" || order.modify_id.is_some());
    let fields: Vec<String> = fields.map(|name| format!("\"{name}\":{}", field(name, spec, order, origin))).collect();
    format!("{{{}}}", fields.join(","))
}

/// The row as it was on acceptance, before anything traded: what an order that asks for no result is answered.
pub(crate) fn as_accepted(order: &OrderRecord) -> OrderRecord {
    OrderRecord {
        executed: rust_decimal::Decimal::ZERO,
        quote: rust_decimal::Decimal::ZERO,
        status: OrderStatus::New,
        updated_ns: order.created_ns,
        ..order.clone()
    }
}

/// Type as rows show it: what a liquidation wrote is a limit order there.
fn kind(order: &OrderRecord) -> &'static str {
    match order.kind {
        OrderKind::Liquidation => "LIMIT",
        other => words::order_kind(other),
    }
}

fn field(name: &str, spec: &SymbolSpec, order: &OrderRecord, origin: Option<&AlgoRecord>) -> String {
    let text = |value: String| format!("\"{value}\"");
    let quantity = |value| text(at_least(value, spec.qty_precision));
    let price = |value| text(at_least(value, spec.price_precision));
    match name {
        "avgPrice" => {
            let scale = average_scale(spec);
            text(cut(order.average_price(scale), scale))
        }
        "clientOrderId" => text(order.client_id.clone()),
        "closePosition" => order.close_position.to_string(),
        "cumBase" | "cumQty" | "executedQty" => quantity(order.executed),
        "cumQuote" => text(short(order.quote)),
        "goodTillDate" => order.good_till_ms.to_string(),
        "modifyId" => order.modify_id.unwrap_or(0).to_string(),
        "orderId" => order.id.0.to_string(),
        "origQty" => quantity(order.quantity),
        "origType" => text(origin.map_or(kind(order), |origin| words::algo_kind(origin.kind)).to_owned()),
        "pair" | "symbol" => text(spec.name.clone()),
        "positionSide" => text(words::position_side(order.position_side).to_owned()),
        "price" => price(order.price),
        "priceMatch" => text(words::price_match(order.price_match)),
        "priceProtect" => origin.is_some_and(|origin| origin.price_protect).to_string(),
        "reduceOnly" => order.reduce_only.to_string(),
        "selfTradePreventionMode" => text(words::self_trade(order.self_trade).to_owned()),
        "side" => text(words::side(order.side).to_owned()),
        "status" => text(words::order_status(order.status).to_owned()),
        "stopPrice" => price(origin.map_or(rust_decimal::Decimal::ZERO, |origin| origin.trigger_price)),
        "time" => (order.created_ns / 1_000_000).to_string(),
        "timeInForce" => text(words::life(order.life).to_owned()),
        "type" => text(kind(order).to_owned()),
        "updateTime" => (order.updated_ns / 1_000_000).to_string(),
        "workingType" => text(origin.map_or("CONTRACT_PRICE", |origin| words::working_type(origin.working_type)).to_owned()),
        _ => "null".to_owned(),
    }
}

/// One row of the history of amendments.
pub(crate) fn amendment(spec: &SymbolSpec, record: &AmendmentRecord, modify_id: Option<i64>) -> String {
    let price = |value| at_least(value, spec.price_precision);
    let quantity = |value| at_least(value, spec.qty_precision);
    let modify_id = modify_id.map_or(String::new(), |id| format!(",\"modifyId\":{id}"));
    format!(
        "{{\"amendmentId\":{},\"symbol\":\"{name}\",\"pair\":\"{name}\",\"orderId\":{},\"clientOrderId\":\"{}\",\"time\":{},\"amendment\":{{\"price\":{{\"before\":\"{}\",\"after\":\"{}\"}},\"origQty\":{{\"before\":\"{}\",\"after\":\"{}\"}},\"count\":{}{modify_id}}}}}",
        record.id,
        record.order.0,
        record.client_id,
        record.at_ns / 1_000_000,
        price(record.price.0),
        price(record.price.1),
        quantity(record.quantity.0),
        quantity(record.quantity.1),
        record.count,
        name = spec.name,
    )
}
