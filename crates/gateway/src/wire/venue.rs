//! Shapes of venues.

use serde::Serialize;
use twinline_model::{Duration, Freshness, Timestamp, Transport, format_scaled};

use crate::config::Money;

/// A venue's state, as `/connections` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VenueState {
    /// Its name.
    pub venue: String,
    /// How current its data is.
    pub freshness: Freshness,
    /// Which path it takes.
    pub transport: Transport,
    /// Why it is not live, in words.
    pub reason: Option<String>,
    /// Since when it is so.
    pub since: Timestamp,
    /// When the next connect is tried.
    pub next_try_at: Option<Timestamp>,
    /// What kind of money moves there.
    pub money: Money,
}

/// A venue, as `/venues` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VenueRow {
    /// Its state.
    #[serde(flatten)]
    pub state: VenueState,
    /// Its name for people.
    pub name: String,
    /// `prod`, `testnet`, … or `url`.
    pub environment: String,
    /// True for a simulator that the demo started.
    pub demo: bool,
    /// Venue clock minus ours, in milliseconds.
    pub clock_offset_ms: Option<String>,
    /// By how much that may be wrong, in milliseconds.
    pub clock_error_ms: Option<String>,
    /// What it offers.
    pub capabilities: Capabilities,
}

/// What a venue offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// Kinds of streams.
    pub channels: Vec<&'static str>,
    /// Candle lengths.
    pub candle_intervals: Vec<&'static str>,
    /// What can be asked of the past.
    pub history: Vec<&'static str>,
}

/// A span as milliseconds with six decimals.
pub fn millis_text(span: Duration) -> String {
    let mut text = String::new();
    format_scaled(span.as_nanos(), 6, &mut text);
    text
}
