//! Are orders ended when the gateway is gone?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How an account's dead-man's switch stands: `disarmed` (nobody wants it), `armed` (orders that rest at the venue are ended by the
/// venue when the gateway is gone), `not_protected` (it is wanted, and orders would rest on).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadManState {
    /// Nobody wants it, or the gateway was stopped in order.
    #[default]
    Disarmed,
    /// It is wanted, and the venue has confirmed what it needs.
    Armed,
    /// It is wanted, and orders would rest on if the gateway were gone.
    NotProtected,
}

impl DeadManState {
    /// Its name on every wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disarmed => "disarmed",
            Self::Armed => "armed",
            Self::NotProtected => "not_protected",
        }
    }
}
