//! How is a request answered, and which code stands for which refusal?

use serde_json::{Value, json};
use twinline_exchange::accounts::Refusal;

/// Status and body of a no.
pub(crate) type Refused = (u16, Value);
/// The body of a yes, or a no.
pub(crate) type Answer = Result<Value, Refused>;

/// A yes with a result.
pub(crate) fn done(result: Value) -> Answer {
    Ok(json!({"success": true, "result": result}))
}

/// A yes that says nothing else. On the wire it has an empty result (as observed).
pub(crate) fn nothing_more() -> Answer {
    done(json!({}))
}

pub(crate) fn refused(status: u16, code: &str) -> Refused {
    (status, json!({"success": false, "error": {"code": code}}))
}

fn with_context(code: &str, context: &Value) -> Refused {
    (400, json!({"success": false, "error": {"code": code, "context": context}}))
}

/// A request that is wrong in itself.
pub(crate) fn bad(param: &str, message: &str) -> Refused {
    with_context("bad_schema", &json!({"schema_errors": [{"code": "validation_error", "message": message, "param": param}]}))
}

/// The venue's word for what the engine refuses. ASSUMED where several would do.
pub(crate) fn of(refusal: &Refusal) -> Refused {
    let code = match refusal {
        Refusal::MarginInsufficient { required, available } => {
            let Some(more) = required.checked_sub(*available) else { return bad("order", "needs a margin that is out of range") };
            return with_context(
                "insufficient_margin",
                &json!({"available_balance": available.to_string(), "required_additional_balance": more.to_string(), "margin_mode": "isolated"}),
            );
        }
        Refusal::BadLeverage(most) => {
            return with_context("max_leverage_exceeded", &json!({"min_leverage": "1", "max_leverage": most.to_string()}));
        }
        Refusal::BalanceInsufficient | Refusal::PositionMarginTooLow | Refusal::LeverageMargin | Refusal::LeverageIsolated => {
            "insufficient_margin"
        }
        Refusal::MaxPosition { .. } => "risk_limits_breached",
        Refusal::ReduceOnlyRejected => "no_position_for_reduce_only",
        Refusal::CannotFill => "order_size_not_available_in_orderbook",
        Refusal::WouldTake => "immediate_execution_post_only",
        Refusal::WouldTrigger => "immediate_execution_stop_order",
        Refusal::UnknownOrder | Refusal::NotOpen => "open_order_not_found",
        Refusal::QuantityTooSmall(_) | Refusal::QuantityZero => "less_than_order_min_size",
        Refusal::QuantityTooLarge(_) => "order_max_size_exceeded",
        Refusal::TooManyOrders | Refusal::TooManyAlgos => "max_orders_count_exceeded",
        Refusal::CounterpartyPercentPrice => "no_liquidity_for_market_order",
        Refusal::NoPosition => "no_open_position",
        Refusal::ClosePositionExists => "position_bracket_exist_or_invalid_data",
        Refusal::NotIsolated => "unsupported",
        other => return bad("order", &other.to_string()),
    };
    (400, json!({"success": false, "error": {"code": code}}))
}
