//! What do callers see without asking the writer's thread?

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use twinline_model::Cursor;

use super::open::{Heads, Opened};
use super::{MAX_QUEUED, MAX_QUEUED_BYTES};
use crate::StoreError;

/// Between callers and the writer.
#[derive(Debug)]
pub(super) struct Shared {
    pub epoch: AtomicU64,
    waiting: AtomicUsize,
    waiting_bytes: AtomicUsize,
    heads: Mutex<Heads>,
    failure: Mutex<Option<String>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(opened: &Opened) -> Self {
        Self {
            epoch: AtomicU64::new(opened.epoch),
            waiting: AtomicUsize::new(0),
            waiting_bytes: AtomicUsize::new(0),
            heads: Mutex::new(opened.heads.clone()),
            failure: Mutex::new(None),
        }
    }

    /// Takes room for a batch, or says that there is none.
    pub(super) fn enter(&self, bytes: usize) -> Result<(), StoreError> {
        let waiting = self.waiting.fetch_add(1, Ordering::AcqRel);
        let waiting_bytes = self.waiting_bytes.fetch_add(bytes, Ordering::AcqRel);
        // One batch always fits, however large.
        if waiting >= MAX_QUEUED || (waiting > 0 && waiting_bytes + bytes > MAX_QUEUED_BYTES) {
            self.left(1, bytes);
            return Err(StoreError::Full { waiting });
        }
        Ok(())
    }

    /// Gives room back.
    pub(super) fn left(&self, batches: usize, bytes: usize) {
        self.waiting.fetch_sub(batches, Ordering::AcqRel);
        self.waiting_bytes.fetch_sub(bytes, Ordering::AcqRel);
    }

    pub(super) fn appended(&self, heads: &Heads) {
        held(&self.heads).extend(heads.iter().map(|(stream, head)| (stream.clone(), *head)));
    }

    pub(super) fn reopened(&self, opened: &Opened) {
        held(&self.heads).clone_from(&opened.heads);
        self.epoch.store(opened.epoch, Ordering::Release);
        self.set_failure(None);
    }

    pub(super) fn set_failure(&self, reason: Option<String>) {
        *held(&self.failure) = reason;
    }

    pub(super) fn failure(&self) -> Option<String> {
        held(&self.failure).clone()
    }

    pub(super) fn heads(&self) -> Vec<(String, Cursor)> {
        held(&self.heads).iter().map(|(stream, head)| (stream.clone(), *head)).collect()
    }
}
