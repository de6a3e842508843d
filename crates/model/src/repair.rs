//! What was missed, where it was found, how long it took.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Channel, Duration, InstrumentId, Source, Timestamp};

/// Why something had to be repaired: `gap` (a sequence number was skipped), `link_down` (the connection was lost), `silent` (the
/// channel fell silent while its connection lived), `reset` (the venue's numbers began anew), `crossed` (best bid at or above
/// best ask) or `precision` (a value needs more decimals than the instrument had).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepairCause {
    /// A sequence number was skipped.
    Gap,
    /// The connection was lost.
    LinkDown,
    /// The channel fell silent while its connection lived.
    Silent,
    /// The venue's numbers began anew.
    Reset,
    /// Best bid at or above best ask.
    Crossed,
    /// A value needs more decimals than the instrument had.
    Precision,
}

/// The stretch that was not seen, in the channel's own numbers (update ids, trade ids) or times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissedRange {
    /// First missed, if known.
    pub from: Option<String>,
    /// Last missed, if known.
    pub to: Option<String>,
}

/// Proof that a gap was closed. One for each channel of each instrument; those of one incident share its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepairReceipt {
    /// Unique within one run of the gateway.
    pub id: u64,
    /// Groups the receipts of one cause, for example one lost connection.
    pub incident: String,
    /// The venue's name.
    pub venue: String,
    /// Whose data.
    pub instrument: Option<InstrumentId>,
    /// Which data.
    pub channel: Channel,
    /// Why.
    pub cause: RepairCause,
    /// Why, in words, with the numbers.
    pub reason: String,
    /// When it was noticed.
    pub detected_at: Timestamp,
    /// When the data was complete again.
    pub repaired_at: Timestamp,
    /// What was not seen in time.
    pub missed: Option<MissedRange>,
    /// Where it was found.
    pub source: Source,
    /// How many rows (trades, candles, levels) were brought back.
    pub found: u64,
}

impl RepairReceipt {
    /// From notice to completion.
    pub fn took(&self) -> Duration {
        self.repaired_at - self.detected_at
    }
}
