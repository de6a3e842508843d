//! What rows about conditional orders look like.

use twinline_exchange::SymbolSpec;
use twinline_exchange::accounts::{AlgoKind, AlgoRecord};

use crate::faces::binance::private::amounts::{at_least, short};
use crate::faces::binance::private::order_json::average_scale;
use crate::faces::binance::private::words;

const PLACED: &str = "algoId clientAlgoId algoType orderType symbol side positionSide timeInForce quantity algoStatus triggerPrice price \
                      icebergQuantity selfTradePreventionMode workingType priceMatch closePosition priceProtect reduceOnly activatePrice \
                      callbackRate createTime updateTime triggerTime goodTillDate";
const PLACED_WS: &str = "algoId clientAlgoId algoType orderType symbol side positionSide timeInForce quantity algoStatus triggerPrice price \
                         icebergQuantity selfTradePreventionMode workingType priceMatch closePosition priceProtect reduceOnly createTime \
                         updateTime triggerTime goodTillDate";
const QUERIED: &str = "algoId clientAlgoId algoType orderType symbol side positionSide timeInForce quantity algoStatus actualOrderId actualPrice \
                       actualType actualQty triggerPrice price icebergQuantity tpOrderType selfTradePreventionMode workingType priceMatch \
                       closePosition priceProtect reduceOnly createTime updateTime triggerTime goodTillDate";
const LISTED: &str = "algoId clientAlgoId algoType orderType symbol side positionSide timeInForce quantity algoStatus actualOrderId actualPrice \
                      triggerPrice price icebergQuantity tpTriggerPrice tpPrice slTriggerPrice slPrice tpOrderType selfTradePreventionMode \
                      workingType priceMatch closePosition priceProtect reduceOnly createTime updateTime triggerTime goodTillDate";

/// One of the venue's forms of a conditional order's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Placed,
    PlacedWs,
    Queried,
    Listed,
}

/// A conditional order's row.
pub(crate) fn row(form: Form, spec: &SymbolSpec, algo: &AlgoRecord) -> String {
    let fields = match form {
        Form::Placed => PLACED,
        Form::PlacedWs => PLACED_WS,
        Form::Queried => QUERIED,
        Form::Listed => LISTED,
    };
    let fields: Vec<String> = fields.split_whitespace().map(|name| format!("\"{name}\":{}", field(name, spec, algo))).collect();
    format!("{{{}}}", fields.join(","))
}

/// The answer to a cancel. Its code is a text here, and only here.
pub(crate) fn canceled(algo: &AlgoRecord) -> String {
    format!("{{\"algoId\":{},\"clientAlgoId\":\"{}\",\"code\":\"200\",\"msg\":\"success\"}}", algo.id.0, algo.client_id)
}

/// Type of the order that it becomes.
pub(crate) fn actual_kind(kind: AlgoKind) -> &'static str {
    if kind.is_limit() { "LIMIT" } else { "MARKET" }
}

fn field(name: &str, spec: &SymbolSpec, algo: &AlgoRecord) -> String {
    let text = |value: String| format!("\"{value}\"");
    let quantity = |value| text(at_least(value, spec.qty_precision));
    let price = |value| text(at_least(value, spec.price_precision));
    let ms = |ns: i64| (ns / 1_000_000).to_string();
    match name {
        "activatePrice" => text(algo.activate_price.map_or(String::new(), |price| at_least(price, spec.price_precision))),
        "actualOrderId" => text(algo.order.map_or(String::new(), |order| order.0.to_string())),
        "actualPrice" => text(at_least(algo.average_price, average_scale(spec))),
        "actualQty" => quantity(if algo.order.is_some() { algo.executed } else { algo.quantity }),
        "actualType" => text(actual_kind(algo.kind).to_owned()),
        "algoId" => algo.id.0.to_string(),
        "algoStatus" => text(words::algo_status(algo.status).to_owned()),
        "algoType" => text("CONDITIONAL".to_owned()),
        "callbackRate" => text(algo.callback_rate.map_or(String::new(), short)),
        "clientAlgoId" => text(algo.client_id.clone()),
        "closePosition" => algo.close_position.to_string(),
        "createTime" => ms(algo.created_ns),
        "goodTillDate" => algo.good_till_ms.to_string(),
        "icebergQuantity" => text("None".to_owned()),
        "orderType" => text(words::algo_kind(algo.kind).to_owned()),
        "positionSide" => text(words::position_side(algo.position_side).to_owned()),
        "price" => price(algo.price),
        "priceMatch" => text(words::price_match(algo.price_match)),
        "priceProtect" => algo.price_protect.to_string(),
        "quantity" => quantity(algo.quantity),
        "reduceOnly" => algo.reduce_only.to_string(),
        "selfTradePreventionMode" => text(words::self_trade(algo.self_trade).to_owned()),
        "side" => text(words::side(algo.side).to_owned()),
        "slPrice" | "slTriggerPrice" | "tpPrice" | "tpTriggerPrice" => text("0.000".to_owned()),
        "symbol" => text(spec.name.clone()),
        "timeInForce" => text(words::life(algo.life).to_owned()),
        "tpOrderType" => text(String::new()),
        "triggerPrice" => price(algo.trigger_price),
        "triggerTime" => ms(algo.triggered_ns),
        "updateTime" => ms(algo.updated_ns),
        "workingType" => text(words::working_type(algo.working_type).to_owned()),
        _ => "null".to_owned(),
    }
}
