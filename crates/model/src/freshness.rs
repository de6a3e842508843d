//! How current what is shown is. A stale number never looks live.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How current a channel's data is, best first: `live` (stream open, whole, within its bound), `polling` (stream down, requests
/// bring the data), `repairing` (stream up, what was missed is being fetched), `stale` (older than its bound), `down` (no way).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Stream open, complete, within its age bound.
    Live,
    /// Stream down; the last poll answered in time.
    Polling,
    /// A gap is known; evidence is being fetched.
    Repairing,
    /// Older than its bound, and nothing says why yet.
    Stale,
    /// No path to the venue.
    Down,
}

impl Freshness {
    /// Its name on every wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Polling => "polling",
            Self::Repairing => "repairing",
            Self::Stale => "stale",
            Self::Down => "down",
        }
    }
}

/// Which path a venue's data takes now: `ws` (streams), `http` (polling) or `down` (none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Streams.
    Ws,
    /// Polling.
    Http,
    /// None.
    Down,
}
