//! What does every journal promise?

use std::fmt::Debug;
use std::ops::Range;

use twinline_model::{Cursor, Timestamp};

use crate::{Appended, AuditRow, AuditState, Batch, Checkpoint, Claimed, Durability, Page, Record, Seek, StoreError};

/// Told what came of an append. Runs on the writer's thread, or within [`Journal::append`] if nothing was taken: it must be quick
/// and may not wait for the journal.
pub type Done = Box<dyn FnOnce(Result<Appended, StoreError>) + Send>;

/// Ordered histories, and what is written in the same step.
///
/// Every method may be called from any thread. All but [`append`](Self::append) and [`epoch`](Self::epoch) may wait for a disk:
/// not for a reactor's thread.
pub trait Journal: Send + Sync + Debug {
    /// The lease: every batch carries it. Rises at every opening and reopening and is never given twice.
    fn epoch(&self) -> u64;

    /// Writes a batch, all of it or nothing, and says so.
    ///
    /// Never waits: with too much waiting already, `done` hears [`StoreError::Full`] before this returns. Batches are written in
    /// the order in which they were taken, and `done` is called in that order. `done` is called exactly once.
    fn append(&self, batch: Batch, durability: Durability, done: Done);

    /// The same, waiting for what came of it. Not for a reactor's thread.
    fn append_wait(&self, batch: Batch, durability: Durability) -> Result<Appended, StoreError> {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let done = move |result| drop(tell.send(result));
        self.append(batch, durability, Box::new(done));
        told.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// The records that follow `after`, at most `limit` of them and no more than [`crate::MAX_PAGE_RECORDS`] or
    /// [`crate::MAX_PAGE_BYTES`]. A `seq` of 0 is before the first record, whatever the epoch. Of a stream that nobody wrote to, the
    /// history is empty.
    fn read(&self, stream: &str, after: Cursor, limit: usize) -> Result<Page, StoreError>;

    /// The records of a stream that bear this name ([`crate::Draft::about`]), at most `limit` of them and no more than
    /// [`crate::MAX_PAGE_RECORDS`] or [`crate::MAX_PAGE_BYTES`]. Does not read what is not asked for, however long the history is.
    fn about(&self, stream: &str, name: &str, seek: Seek, limit: usize) -> Result<Vec<Record>, StoreError>;

    /// Where each stream ends, by name.
    fn heads(&self) -> Result<Vec<(String, Cursor)>, StoreError>;

    /// What became of an idempotency key, unless it is free at `now`.
    fn claimed(&self, account: &str, key: &str, now: Timestamp) -> Result<Option<Claimed>, StoreError>;

    /// The last checkpoint of a stream.
    fn checkpoint(&self, stream: &str) -> Result<Option<Checkpoint>, StoreError>;

    /// A setting.
    fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// The settings whose names begin so, by name.
    fn settings(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// The rows of the audit trail after `after`, at most `limit` of them and no more than [`crate::MAX_PAGE_RECORDS`].
    fn audit(&self, after: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError>;

    /// Follows the audit trail's chain from its first row.
    fn verify_audit(&self) -> Result<AuditState, StoreError>;

    /// Numbers that nobody was or will be given, on disk before this returns; the first ever is 1. Whoever asks for a block and
    /// stops before its end leaves a hole, never a number used twice.
    fn reserve(&self, counter: &str, count: u64) -> Result<Range<u64>, StoreError>;

    /// Why nothing is written at present, after a commit that failed.
    fn failure(&self) -> Option<String>;

    /// Tries to write again: opens the journal anew, with all checks, and syncs a higher epoch to disk, which is returned.
    ///
    /// Also without a failure before. Batches of the earlier epoch are refused from then on, so that nobody whose batch was lost
    /// goes on as if it had been written: whoever writes reads its head and the new epoch first.
    fn reopen(&self) -> Result<u64, StoreError>;
}
