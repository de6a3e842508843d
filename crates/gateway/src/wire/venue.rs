//! Shapes of venues.

use serde::Serialize;
use twinline_model::{Duration, Freshness, Timestamp, Transport, format_scaled};
use utoipa::ToSchema;

use crate::config::Money;

/// A venue's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VenueState {
    /// Its name, as it begins the names of its instruments.
    pub venue: String,
    /// How current its data is: the least current of what is held.
    pub freshness: Freshness,
    /// Which path its data takes.
    pub transport: Transport,
    /// Why it is not live, in words.
    #[schema(required)]
    pub reason: Option<String>,
    /// Since when it is so.
    pub since: Timestamp,
    /// When the next connect is tried; `null` while none is planned.
    #[schema(required)]
    pub next_try_at: Option<Timestamp>,
    /// What kind of money moves there.
    pub money: Money,
}

/// A venue: its state, and what it offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VenueRow {
    /// Its state.
    #[serde(flatten)]
    pub state: VenueState,
    /// Its name for people.
    pub name: String,
    /// `prod`, `testnet`, another name that the venue gives to a world of its own, or `url` where addresses were configured.
    pub environment: String,
    /// True for a simulator that the demo started.
    pub demo: bool,
    /// Venue clock minus ours, in milliseconds, as a decimal with six places; `null` until it was measured.
    #[schema(required, pattern = r"^-?[0-9]+(\.[0-9]+)?$")]
    pub clock_offset_ms: Option<String>,
    /// By how much that may be wrong, in milliseconds, as a decimal with six places.
    #[schema(required, pattern = r"^-?[0-9]+(\.[0-9]+)?$")]
    pub clock_error_ms: Option<String>,
    /// What it offers.
    pub capabilities: Capabilities,
}

/// What a venue offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Capabilities {
    /// Kinds of topics that its instruments have: `bbo`, `book`, `candles`, `mark`, `ticker`, `trades`.
    #[schema(value_type = Vec<String>)]
    pub channels: Vec<&'static str>,
    /// Lengths of candles that it has.
    #[schema(value_type = Vec<twinline_model::Interval>)]
    pub candle_intervals: Vec<&'static str>,
    /// What can be asked of the past: `candles`, `trades`, `funding`.
    #[schema(value_type = Vec<String>)]
    pub history: Vec<&'static str>,
}

/// A span as milliseconds with six decimals.
pub fn millis_text(span: Duration) -> String {
    let mut text = String::new();
    format_scaled(span.as_nanos(), 6, &mut text);
    text
}
