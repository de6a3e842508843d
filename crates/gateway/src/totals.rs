//! What was counted since the start, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts that only grow, but for `readers`.
#[derive(Debug, Default)]
pub struct Totals {
    readers: AtomicU64,
    events: AtomicU64,
    delivered: AtomicU64,
    merged: AtomicU64,
    repairs: AtomicU64,
    unfollowed: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Open readers of the stream.
    pub readers: u64,
    /// Changes that venues' sessions published.
    pub events: u64,
    /// Messages that were handed to readers.
    pub delivered: u64,
    /// Changes that were merged because a reader was slow.
    pub merged: u64,
    /// Gaps that were closed.
    pub repairs: u64,
    /// What markets showed, or time brought, that the house of play money could not follow.
    pub unfollowed: u64,
}

impl Totals {
    pub(crate) fn reader_came(&self) {
        self.readers.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn reader_left(&self) {
        self.readers.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn event(&self, delivered: u64, merged: u64) {
        self.events.fetch_add(1, Ordering::Relaxed);
        self.delivered.fetch_add(delivered, Ordering::Relaxed);
        self.merged.fetch_add(merged, Ordering::Relaxed);
    }

    pub(crate) fn repair(&self) {
        self.repairs.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn unfollowed(&self) {
        self.unfollowed.fetch_add(1, Ordering::Relaxed);
    }

    /// The counts now.
    pub fn counted(&self) -> Counted {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counted {
            readers: read(&self.readers),
            events: read(&self.events),
            delivered: read(&self.delivered),
            merged: read(&self.merged),
            repairs: read(&self.repairs),
            unfollowed: read(&self.unfollowed),
        }
    }
}
