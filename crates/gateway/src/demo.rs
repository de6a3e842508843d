//! What a demo can do to its simulators.

use std::future::Future;
use std::pin::Pin;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultRequest {
    /// Whose simulator.
    pub venue: String,
    /// Which fault; what each does stands in docs/cli.md.
    #[schema(schema_with = fault_names)]
    pub name: String,
    /// Makes it repeatable.
    #[serde(default, deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 9007199254740991_u64)]
    pub seed: Option<u64>,
    /// Share of messages that it hits, above 0 and at most 1; each fault has its usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, exclusive_minimum = 0, maximum = 1)]
    pub rate: Option<serde_json::Number>,
    /// How long it lasts, in milliseconds, at most a day; until it is deleted if absent.
    #[serde(default, deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 86400000)]
    pub for_ms: Option<u64>,
    /// Only this channel, in the venue's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Only this symbol, in the venue's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// Longest fault with an end of its own.
const MAX_FOR_MS: u64 = 86_400_000;
/// Largest number that every JSON reader keeps exactly.
const MAX_SEED: u64 = (1 << 53) - 1;

/// A whole number, however it is written: JSON Schema counts `5.0` among the integers, and some clients write it so.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let Some(number) = Option::<serde_json::Number>::deserialize(deserializer)? else { return Ok(None) };
    let rounded = number.as_f64().filter(|value| value.fract() == 0.0 && (0.0..=MAX_SEED as f64).contains(value));
    let found = number.as_u64().or_else(|| rounded.map(|value| value as u64));
    found.map(Some).ok_or_else(|| serde::de::Error::custom(format!("{number} is not a whole number that is not negative")))
}

fn fault_names() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(FAULTS)).description(Some("Which fault.")).into()
}

impl FaultRequest {
    /// Refuses a name that no simulator knows, and numbers that are out of range.
    pub fn check(&self) -> Result<(), GatewayError> {
        let wrong = |field, reason: &str| Err(GatewayError::BadField { field, reason: reason.to_owned() });
        if self.rate.as_ref().and_then(serde_json::Number::as_f64).is_some_and(|rate| !(rate > 0.0 && rate <= 1.0)) {
            return wrong("rate", "must be above 0 and at most 1");
        }
        if self.for_ms.is_some_and(|for_ms| !(1..=MAX_FOR_MS).contains(&for_ms)) {
            return wrong("for_ms", "must be from 1 to 86400000");
        }
        if self.seed.is_some_and(|seed| seed > MAX_SEED) {
            return wrong("seed", "must be below 9007199254740992");
        }
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
