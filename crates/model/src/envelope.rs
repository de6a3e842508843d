//! Where in the history a change stands.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Channel, InstrumentId, Timestamp};

/// Whether a fact came by a stream (`ws`) or by an answer (`rest`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A WebSocket stream.
    Ws,
    /// A REST answer.
    Rest,
}

/// A place in one stream's history. `seq` is dense within an `epoch`; `epoch` never falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// Rises at every start of the writer and whenever the stream begins anew.
    pub epoch: u64,
    /// Counts the changes within the epoch, from 1.
    pub seq: u64,
}

/// One change of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<E> {
    /// Whose history.
    pub instrument: InstrumentId,
    /// Which of its streams.
    pub channel: Channel,
    /// Where in it.
    pub cursor: Cursor,
    /// When it happened, by the venue's clock.
    pub ts_venue: Option<Timestamp>,
    /// When it reached this machine.
    pub ts_recv: Timestamp,
    /// When it was published.
    pub ts_emit: Timestamp,
    /// Which of the venue's two faces told it.
    pub source: Source,
    /// What changed.
    pub event: E,
}
