//! Shapes of the dead-man's switch.

use serde::{Deserialize, Serialize};
use twinline_core::account::DeadMan;
use twinline_model::{DeadManState, InstrumentId, Timestamp};
use utoipa::ToSchema;

/// How long the gateway may be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadManRequest {
    /// Seconds, from 10 to 600. The venue is asked again every third of it.
    #[schema(minimum = 10, maximum = 600)]
    pub timeout_s: u32,
}

/// The dead-man's switch of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeadManRow {
    /// Whether orders are ended when the gateway is gone.
    pub state: DeadManState,
    /// After how many seconds without the gateway; `null` while nobody wants that.
    #[schema(required)]
    pub timeout_s: Option<u32>,
    /// Since when it stands so.
    #[schema(required)]
    pub since: Option<Timestamp>,
    /// When the venue's countdown was confirmed last; of several instruments, the one that waits longest.
    #[schema(required)]
    pub last_refreshed_at: Option<Timestamp>,
    /// When the venue ends the orders of `covered` unless it hears of the gateway before.
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
    /// Instruments whose countdown runs at the venue. It ends all orders there that rest, those placed elsewhere among them.
    pub covered: Vec<InstrumentId>,
    /// Open orders of this gateway that no countdown ends, the first 50 of them.
    pub not_covered: Vec<NotCoveredRow>,
    /// Why it does not protect, or what is still to be done.
    #[schema(required)]
    pub reason: Option<String>,
}

/// An order that no countdown ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotCoveredRow {
    /// Which.
    pub order_id: String,
    /// Why, and what becomes of it instead.
    pub reason: String,
}

impl From<&DeadMan> for DeadManRow {
    fn from(dead_man: &DeadMan) -> Self {
        let named = dead_man.not_covered.iter().map(|row| NotCoveredRow { order_id: row.order_id.to_string(), reason: row.reason.clone() });
        Self {
            state: dead_man.state,
            timeout_s: dead_man.timeout_s,
            since: dead_man.since,
            last_refreshed_at: dead_man.last_refreshed_at,
            expires_at: dead_man.expires_at(),
            covered: dead_man.covered.iter().cloned().collect(),
            not_covered: named.collect(),
            reason: dead_man.reason.clone(),
        }
    }
}
