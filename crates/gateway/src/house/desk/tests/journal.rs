//! A journal that ends with its process, at the point that is wanted.

use std::ops::Range;
use std::sync::Mutex;

use twinline_model::{Cursor, Timestamp};
use twinline_store::{
    Appended, AuditRow, AuditState, Batch, Checkpoint, Claimed, Done, Durability, Journal, MemoryJournal, Page, Record, Seek, StoreError,
};

/// What becomes of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The process ends before anything is written.
    Lost,
    /// The disk fails, and nothing is written.
    FailedLost,
    /// It is written, and the process ends before anybody is told.
    KeptUntold,
    /// It is written, and the disk says that it failed.
    FailedKept,
    /// It is written and told.
    Whole,
}

#[derive(Debug)]
pub struct Broken {
    kept: MemoryJournal,
    at: Mutex<At>,
}

impl Default for Broken {
    fn default() -> Self {
        Self { kept: MemoryJournal::default(), at: Mutex::new(At::Whole) }
    }
}

impl Broken {
    /// From now on.
    pub fn set(&self, at: At) {
        *self.at.lock().unwrap() = at;
    }
}

impl Journal for Broken {
    fn epoch(&self) -> u64 {
        self.kept.epoch()
    }

    fn append(&self, batch: Batch, durability: Durability, done: Done) {
        let failed = || Err(StoreError::CommitFailed { reason: "a disk that fails".to_owned() });
        match *self.at.lock().unwrap() {
            // Nobody will ever be told.
            At::Lost => drop(done),
            At::FailedLost => done(failed()),
            At::KeptUntold => self.kept.append(batch, durability, Box::new(move |_| drop(done))),
            At::FailedKept => self.kept.append(batch, durability, Box::new(move |_| done(failed()))),
            At::Whole => self.kept.append(batch, durability, done),
        }
    }

    fn append_wait(&self, batch: Batch, durability: Durability) -> Result<Appended, StoreError> {
        self.kept.append_wait(batch, durability)
    }

    fn read(&self, stream: &str, after: Cursor, limit: usize) -> Result<Page, StoreError> {
        self.kept.read(stream, after, limit)
    }

    fn about(&self, stream: &str, name: &str, seek: Seek, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.kept.about(stream, name, seek, limit)
    }

    fn heads(&self) -> Result<Vec<(String, Cursor)>, StoreError> {
        self.kept.heads()
    }

    fn claimed(&self, account: &str, key: &str, now: Timestamp) -> Result<Option<Claimed>, StoreError> {
        self.kept.claimed(account, key, now)
    }

    fn checkpoint(&self, stream: &str) -> Result<Option<Checkpoint>, StoreError> {
        self.kept.checkpoint(stream)
    }

    fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.kept.setting(key)
    }

    fn settings(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.kept.settings(prefix)
    }

    fn audit(&self, after: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        self.kept.audit(after, limit)
    }

    fn verify_audit(&self) -> Result<AuditState, StoreError> {
        self.kept.verify_audit()
    }

    fn reserve(&self, counter: &str, count: u64) -> Result<Range<u64>, StoreError> {
        self.kept.reserve(counter, count)
    }

    fn failure(&self) -> Option<String> {
        None
    }

    fn reopen(&self) -> Result<u64, StoreError> {
        self.kept.reopen()
    }
}
