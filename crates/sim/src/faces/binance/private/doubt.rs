//! Which faults hit a trading request, and what is done late.

use crate::face::Reply;
use crate::faces::binance::errors::ApiError;
use crate::faces::binance::private::calls::Call;
use crate::faces::binance::private::gate::Caller;
use crate::faults::{FaultName, Faults};
use crate::target::Target;

/// What becomes of a request that a fault hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It is done, but this is the answer.
    Done(ApiError),
    /// It is not done, and this is the answer.
    Lost(ApiError),
    /// It is done after some milliseconds; this is the answer now.
    Late(ApiError, i64),
}

/// A request that is done later than it was answered.
#[derive(Debug, Clone)]
pub(crate) struct Deferred {
    pub due_ns: i64,
    pub caller: Caller,
    pub call: Call,
    pub params: Target,
    pub api: bool,
}

impl Deferred {
    /// Whether it is still within the window that its sender gave it, when it reaches the engine.
    pub fn is_in_time(&self, clock_ms: i64) -> bool {
        let number = |name: &str| self.params.param(name).and_then(|text| text.parse::<i64>().ok());
        let sent_ms = number("timestamp").unwrap_or(0);
        clock_ms.saturating_sub(sent_ms) <= number("recvWindow").unwrap_or(5_000)
    }
}

/// Draws what becomes of a request. Only requests that change something are hit.
pub(crate) fn draw(call: Call, params: &Target, channels: &[&str], faults: &mut Faults) -> Option<Doubt> {
    if !changes_something(call) {
        return None;
    }
    let symbol = params.param("symbol");
    let mut hits = |name| faults.is_active(name) && faults.hits(name, channels, symbol);
    if hits(FaultName::TimeoutDone) {
        return Some(Doubt::Done(ApiError::timeout()));
    }
    if hits(FaultName::TimeoutLost) {
        return Some(Doubt::Lost(ApiError::timeout()));
    }
    if hits(FaultName::UnknownDone) {
        return Some(Doubt::Done(unavailable(-1000, UNKNOWN)));
    }
    if hits(FaultName::UnknownLost) {
        return Some(Doubt::Lost(unavailable(-1000, UNKNOWN)));
    }
    if hits(FaultName::Unavailable) {
        return Some(Doubt::Lost(unavailable(-1001, "Service Unavailable.")));
    }
    if hits(FaultName::Internal) {
        return Some(Doubt::Lost(unavailable(-1001, "Internal error; unable to process your request. Please try again.")));
    }
    if !is_exempt(call, params) && hits(FaultName::Throttled) {
        return Some(Doubt::Lost(unavailable(-1008, THROTTLED)));
    }
    if hits(FaultName::EngineLate) {
        return Some(Doubt::Lost(ApiError::too_late_for_the_engine()));
    }
    if hits(FaultName::TimeoutLate) {
        let delay_ms = 200 + faults.draw(FaultName::TimeoutLate, 3_801);
        return Some(Doubt::Late(ApiError::timeout(), delay_ms));
    }
    None
}

const UNKNOWN: &str = "Unknown error, please check your request or try again later.";
const THROTTLED: &str = "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.";

fn unavailable(code: i64, message: &str) -> ApiError {
    ApiError { status: 503, code, message: message.to_owned() }
}

fn changes_something(call: Call) -> bool {
    use crate::faces::binance::private::gate::Need;
    call.need() == Need::Trade && call != Call::TestOrder
}

/// Requests that only get an account out are never throttled.
fn is_exempt(call: Call, params: &Target) -> bool {
    let says = |name: &str, word: &str| params.param(name).is_some_and(|value| value.eq_ignore_ascii_case(word));
    let cancels = matches!(call, Call::CancelOrder | Call::CancelBatch | Call::CancelAll | Call::CancelAlgo | Call::CancelAlgos);
    cancels
        || says("closePosition", "true")
        || (says("reduceOnly", "true") && !says("positionSide", "LONG") && !says("positionSide", "SHORT"))
        || (says("positionSide", "LONG") && says("side", "SELL"))
        || (says("positionSide", "SHORT") && says("side", "BUY"))
}

/// Headers that tell how many orders were counted.
pub(crate) fn tell_orders(reply: &mut Reply, counts: super::Counts) {
    reply.headers.push(("x-mbx-order-count-10s", counts.ten_seconds.to_string()));
    reply.headers.push(("x-mbx-order-count-1m", counts.minute.to_string()));
}
