//! What a demo can do to its simulators.

use std::future::Future;
use std::pin::Pin;

use serde::{Deserialize, Serialize};

use crate::config::nearest;
use crate::error::GatewayError;

/// Faults that a simulator knows.
pub const FAULTS: [&str; 19] = [
    "ws-cut",
    "ws-refuse",
    "ws-half-open",
    "ws-silent",
    "frame-malformed",
    "delta-drop",
    "delta-dup",
    "delta-stale",
    "snapshot-stale",
    "rest-slow",
    "rest-429",
    "rest-418",
    "rest-5xx",
    "reply-lost",
    "event-drop",
    "event-dup",
    "event-late",
    "clock-skew",
    "restart",
];

/// A fault as it is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRequest {
    /// Whose simulator.
    pub venue: String,
    /// One of [`FAULTS`].
    pub name: String,
    /// Makes it repeatable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Share of messages that it hits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<serde_json::Number>,
    /// How long it lasts; until it is deleted if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_ms: Option<u64>,
    /// Only this channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Only this symbol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

impl FaultRequest {
    /// Refuses a name that no simulator knows.
    pub fn check(&self) -> Result<(), GatewayError> {
        if FAULTS.contains(&self.name.as_str()) {
            return Ok(());
        }
        let hint = match nearest(&self.name, FAULTS.into_iter()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known: {}", FAULTS.join(", ")),
        };
        Err(GatewayError::BadField { field: "name", reason: format!("unknown fault {:?}; {hint}", self.name) })
    }
}

/// The answer of a simulator.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<(), GatewayError>> + Send + 'a>>;

/// Reaches the demo's simulators; the gateway itself knows none.
pub trait FaultControl: Send + Sync + std::fmt::Debug {
    /// Begins a fault.
    fn inject(&self, fault: FaultRequest) -> Answer<'_>;
    /// Ends all faults of a venue's simulator.
    fn heal<'a>(&'a self, venue: &'a str) -> Answer<'a>;
}
