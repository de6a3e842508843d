//! Shapes of the dead-man's switch.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use twinline_core::account::DeadMan;
use twinline_model::{DeadManState, InstrumentId, Timestamp};
use utoipa::ToSchema;

/// How long the gateway may be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadManRequest {
    /// Seconds, from 10 to 600. The venue is asked again every third of it.
    #[schema(minimum = 10, maximum = 600)]
    #[serde(deserialize_with = "whole")]
    pub timeout_s: u32,
}

/// A whole number as JSON Schema means it: `34.0` is one, too.
fn whole<'de, D: Deserializer<'de>>(reader: D) -> Result<u32, D::Error> {
    struct Whole;
    impl Visitor<'_> for Whole {
        type Value = u32;

        fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
            to.write_str("a whole number")
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<u32, E> {
            u32::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<u32, E> {
            u32::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<u32, E> {
            value.to_string().parse().map_err(|_| E::invalid_value(Unexpected::Float(value), &self))
        }
    }
    reader.deserialize_any(Whole)
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

#[cfg(test)]
mod tests {
    use super::DeadManRequest;

    #[test]
    fn whole_numbers_may_be_written_with_a_point() {
        let read =
            |text: &str| serde_json::from_str::<DeadManRequest>(text).map(|request| request.timeout_s).map_err(|why| why.to_string());
        assert_eq!(read(r#"{"timeout_s": 34}"#), Ok(34));
        assert_eq!(read(r#"{"timeout_s": 34.0}"#), Ok(34));
        for bad in ["34.5", "-1", "-34.0", "1e300", "\"34\"", "null", "true", "18446744073709551616"] {
            let why = read(&format!(r#"{{"timeout_s": {bad}}}"#)).expect_err(bad);
            assert!(why.contains("a whole number"), "{bad}: {why}");
        }
    }
}
