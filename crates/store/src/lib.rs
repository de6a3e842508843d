//! The journal: one ordered history per stream, kept over crashes, and what has to be written in the same step.
//!
//! Not here: what a payload means (callers serialise), which changes are worth keeping, when to retry. Nothing here knows a
//! venue, an order or tokio: answers come by callback from the one thread that owns the database. The callback must be quick.
//! Read first: [`Journal`] (what can be asked, and what is promised) and [`Batch`] (what is written at once, or not at all).
//!
//! | file | question it answers |
//! |---|---|
//! | `journal` | what does every journal promise? |
//! | `batch` | what is appended, and within which bounds? |
//! | `found` | what comes back? |
//! | `chain` | was the audit trail changed? |
//! | `error` | what went wrong, and what can the caller do? |
//! | `memory` | a journal that ends with the process |
//! | `sqlite` | a journal in a file: opening, the writer's thread, reading |
//! | `backup` | how is a journal copied away, and brought back? |
//! | `sealed` | how is a copy encrypted? |
//! | `private` | how are files made that nobody else can read? |
//!
//! Order: what one caller appends is written in that order, and callbacks come in it. Durability: see [`Durability`]. After
//! a commit that failed, nothing is written until [`Journal::reopen`]; see there.

mod backup;
mod batch;
mod chain;
mod error;
mod found;
mod journal;
mod memory;
mod private;
mod sealed;
mod sqlite;

pub use crate::backup::{BackupReport, EPOCHS_SKIPPED_BY_RESTORE, restore};
pub use crate::batch::{
    AuditEntry, Batch, CLAIM_LIFE, Claim, Draft, Durability, MAX_ABOUT, MAX_NAME_BYTES, MAX_PAYLOAD_BYTES, MAX_WRITES, MAX_WRITES_BYTES,
    Write,
};
pub use crate::chain::{AuditBreak, AuditState, Hash};
pub use crate::error::StoreError;
pub use crate::found::{Appended, AuditRow, Checkpoint, Claimed, GapReason, MAX_PAGE_BYTES, MAX_PAGE_RECORDS, Page, Record, Seek};
pub use crate::journal::{Done, Journal};
pub use crate::memory::MemoryJournal;
pub use crate::sealed::BackupKey;
pub use crate::sqlite::{FILE_NAME, MAX_QUEUED, MAX_QUEUED_BYTES, SqliteJournal};
