//! From where is a history read when the gateway starts?
//!
//! The whole state is written into the journal now and then, in one piece with its place. A start reads the last one and what came
//! after it. One that cannot be read, or is of another version of the state, is passed over: then the whole history is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use twinline_core::account::AccountState;
use twinline_model::Cursor;
use twinline_store::{Batch, Journal, StoreError, Write};

use super::history::History;
use super::lookup::{Entry, page, unreadable};
use super::published::Published;

/// Events after which a checkpoint is written.
pub(crate) const CHECKPOINT_EVERY: u64 = 10_000;
/// Version of what a state consists of; raised whenever an older one would be misread.
const FORMAT: u32 = 1;
/// Records of a page while a history is read.
const PAGE: usize = 5_000;

#[derive(Deserialize)]
struct Format {
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct Checkpoint<S> {
    format: u32,
    state: S,
}

/// What the journal says of an account.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) state: AccountState,
    /// Its last events, so far as they were read anyway.
    pub(crate) recent: Vec<Entry>,
    /// The place of the checkpoint that it was read from; the beginning if there was none.
    pub(crate) from: Cursor,
}

/// Everything that the journal says of an account: the state, and at most `recent` of the last events.
pub(crate) fn read_all(journal: &dyn Journal, stream: &str, recent: usize) -> Result<Found, StoreError> {
    let (mut state, from) = last_checkpoint(journal, stream)?.unwrap_or_default();
    let (mut last, mut after) = (Vec::new(), from);
    loop {
        let (records, more) = page(journal, stream, after, PAGE)?.ok_or_else(|| unreadable(stream, "it changed while it was read"))?;
        for (cursor, envelope) in records {
            state.apply(&envelope);
            after = cursor;
            last.push((cursor, envelope));
        }
        let first = last.len().saturating_sub(recent);
        last.drain(..first);
        if !more {
            return Ok(Found { state, recent: last, from });
        }
    }
}

fn last_checkpoint(journal: &dyn Journal, stream: &str) -> Result<Option<(AccountState, Cursor)>, StoreError> {
    let Some(found) = journal.checkpoint(stream)? else { return Ok(None) };
    let read = || {
        let Format { format } = serde_json::from_slice(&found.bytes).map_err(|error| error.to_string())?;
        if format != FORMAT {
            return Err(format!("it is of format {format}, and {FORMAT} is known"));
        }
        serde_json::from_slice::<Checkpoint<AccountState>>(&found.bytes).map_err(|error| error.to_string())
    };
    match read() {
        Ok(checkpoint) => Ok(Some((checkpoint.state, found.cursor))),
        Err(reason) => {
            tracing::warn!(account = stream, reason, "the last checkpoint is passed over; the whole history is read");
            Ok(None)
        }
    }
}

fn encode(state: &AccountState) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Checkpoint { format: FORMAT, state })
}

/// Writes checkpoints of one account.
#[derive(Debug)]
pub(crate) struct Checkpoints {
    history: Arc<History>,
    published: Arc<Published>,
    last: AtomicU64,
    writing: AtomicBool,
}

impl Checkpoints {
    pub(crate) fn new(history: Arc<History>, published: Arc<Published>, last: Cursor) -> Arc<Self> {
        Arc::new(Self { history, published, last: AtomicU64::new(last.seq), writing: AtomicBool::new(false) })
    }

    /// Writes one where nobody waits for it, if it is time.
    pub(crate) fn tend(self: &Arc<Self>) {
        let due = self.published.head().seq.saturating_sub(self.last.load(Ordering::Acquire)) >= CHECKPOINT_EVERY;
        if due && self.history.failure().is_none() && !self.writing.swap(true, Ordering::AcqRel) {
            let checkpoints = Arc::clone(self);
            tokio::task::spawn_blocking(move || {
                checkpoints.write();
                checkpoints.writing.store(false, Ordering::Release);
            });
        }
    }

    /// Writes one of what is published now. May take as long as writing out the state does: not for a reactor's thread.
    pub(crate) fn write(&self) {
        let (cursor, state) = self.published.place();
        if cursor.seq <= self.last.load(Ordering::Acquire) {
            return;
        }
        let stream = self.history.stream().to_owned();
        let bytes = match encode(&state) {
            Ok(bytes) => bytes,
            Err(error) => return tracing::error!(account = stream, %error, "no checkpoint can be written"),
        };
        self.last.store(cursor.seq, Ordering::Release);
        let journal = self.history.journal();
        let batch = Batch::new(journal.epoch()).with(Write::Checkpoint { stream, cursor, bytes });
        self.history.write_beside(batch, "a checkpoint");
    }
}

#[cfg(test)]
#[path = "checkpoint_tests.rs"]
mod tests;
