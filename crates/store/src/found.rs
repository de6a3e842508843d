//! What comes back?

use twinline_model::{Cursor, Timestamp};

use crate::{AuditEntry, Claim, Hash};

/// Most records of a page, whatever was asked for.
pub const MAX_PAGE_RECORDS: usize = 10_000;
/// A page ends with the record that brings it to this many bytes of payload.
pub const MAX_PAGE_BYTES: usize = 8 * 1_024 * 1_024;

/// What came of an append that was written, or need not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// All of it is written: the places of its records, in the batch's order.
    New(Vec<Cursor>),
    /// The key was claimed before: nothing was written.
    Held {
        /// Whether the earlier request asked for the same.
        same_body: bool,
        /// The earlier request.
        claimed: Claimed,
    },
}

/// An idempotency key in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// SHA-256 of what was asked for.
    pub digest: [u8; 32],
    /// When.
    pub at: Timestamp,
    /// Free again from then on.
    pub expires_at: Timestamp,
    /// The first record that was written with the claim, if there was one; its stream is in the caller's hands.
    pub cursor: Option<Cursor>,
    /// What came of it, once that is known.
    pub answer: Option<Vec<u8>>,
}

impl Claimed {
    /// What a second claim of the key is told.
    pub(crate) fn told(self, claim: &Claim) -> Appended {
        Appended::Held { same_body: self.digest == claim.digest, claimed: self }
    }
}

/// One record of a stream's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where in the history: `seq` counts from 1 without a hole over all epochs; `epoch` is the writer's.
    pub cursor: Cursor,
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// What sort of record.
    pub kind: String,
    /// The writer's bytes.
    pub payload: Vec<u8>,
}

/// Which records about something are wanted, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seek {
    /// Those beyond this `seq`, oldest first.
    After(u64),
    /// Those below this `seq`, newest first.
    Before(u64),
}

/// What follows a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The records that follow, the first one being `seq + 1`.
    Records {
        /// In order, without a hole.
        records: Vec<Record>,
        /// Whether there are more.
        more: bool,
    },
    /// The cursor is not of this history: whoever holds it needs a snapshot.
    Gap {
        /// Why.
        reason: GapReason,
        /// Where the history ends; `seq` 0 if it is empty.
        head: Cursor,
    },
}

/// Why a cursor is not of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapReason {
    /// It lies beyond the end.
    Beyond,
    /// There is a record at its `seq`, written in another epoch.
    OtherEpoch,
}

/// The last checkpoint of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last record in it; read on from here.
    pub cursor: Cursor,
    /// The writer's bytes.
    pub bytes: Vec<u8>,
}

/// One row of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Counts from 1 without a hole.
    pub id: u64,
    /// What was done.
    pub entry: AuditEntry,
    /// Over this row and the hash of the row before.
    pub hash: Hash,
}
