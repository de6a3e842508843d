//! Which faults hit a request, and what is done late?

use twinline_exchange::accounts::AccountId;

use super::answers::{Refused, refused};
use crate::face::Request;
use crate::faults::{FaultName, Faults};
use crate::target::Target;

/// What becomes of a request that a fault hits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Doubt {
    /// It is done, but this is the answer.
    Done(Refused),
    /// It is not done, and this is the answer.
    Lost(Refused),
    /// It is done after some milliseconds; this is the answer now.
    Late(Refused, i64),
}

/// A request that is done later than it was answered.
#[derive(Debug, Clone)]
pub(crate) struct Deferred {
    pub due_ns: i64,
    /// Seconds of its signature.
    pub stamp: i64,
    pub account: AccountId,
    pub method: String,
    pub target: Target,
    pub body: Vec<u8>,
}

impl Deferred {
    /// Whether its signature is still believed when it reaches the engine.
    pub fn is_in_time(&self, clock_ms: i64) -> bool {
        clock_ms.saturating_sub(self.stamp.saturating_mul(1_000)) <= 5_999
    }
}

/// Draws what becomes of a request. Only requests that change something are hit.
pub(crate) fn draw(request: &Request<'_>, channels: &[&str], faults: &mut Faults) -> Option<Doubt> {
    if request.method == "GET" {
        return None;
    }
    let mut hits = |name| faults.is_active(name) && faults.hits(name, channels, None);
    let internal = || refused(500, "internal_server_error");
    if hits(FaultName::TimeoutDone) || hits(FaultName::UnknownDone) {
        return Some(Doubt::Done(internal()));
    }
    if hits(FaultName::TimeoutLost) || hits(FaultName::UnknownLost) || hits(FaultName::Internal) {
        return Some(Doubt::Lost(internal()));
    }
    if hits(FaultName::Unavailable) || hits(FaultName::Throttled) {
        return Some(Doubt::Lost(refused(400, "unavailable")));
    }
    if hits(FaultName::EngineLate) {
        return Some(Doubt::Lost(refused(401, "expired_signature")));
    }
    if hits(FaultName::TimeoutLate) {
        let delay_ms = 200 + faults.draw(FaultName::TimeoutLate, 3_801);
        return Some(Doubt::Late(internal(), delay_ms));
    }
    None
}
