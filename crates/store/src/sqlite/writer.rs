//! What does the thread do that owns the database?

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};

use rusqlite::TransactionBehavior;

use super::apply::{self, Staged};
use super::open::{self, Opened, held_epoch};
use super::shared::Shared;
use crate::batch::invalid;
use crate::{Appended, Batch, Done, Durability, StoreError};

/// Most batches that share a transaction and its sync; more would make the first of them wait.
const MAX_GROUP: usize = 512;
/// Bytes that end a group.
const MAX_GROUP_BYTES: usize = 4 * 1_024 * 1_024;
/// Transactions, and bytes appended, after which the log is brought into the file.
const CHECKPOINT_COMMITS: u32 = 1_000;
const CHECKPOINT_BYTES: usize = 4 * 1_024 * 1_024;

/// Something to do.
pub(super) enum Job {
    Append(Ticket),
    Reserve { counter: String, count: u64, reply: SyncSender<Result<Range<u64>, StoreError>> },
    Reopen { reply: SyncSender<Result<u64, StoreError>> },
}

/// A batch on its way.
pub(super) struct Ticket {
    pub batch: Batch,
    pub durability: Durability,
    pub bytes: usize,
    pub done: Done,
}

/// ```text
///  Open ──commit or checkpoint fails──▶ Failed ──reopened──▶ Open, with a higher epoch
/// ```
enum State {
    Open(Opened),
    Failed(String),
}

/// The thread's belongings.
pub(super) struct Writer {
    path: PathBuf,
    state: State,
    shared: Arc<Shared>,
    commits: u32,
    bytes: usize,
}

impl Writer {
    pub(super) fn new(path: PathBuf, opened: Opened, shared: Arc<Shared>) -> Self {
        Self { path, state: State::Open(opened), shared, commits: 0, bytes: 0 }
    }

    /// Works until nobody can ask any more and everything asked for is done.
    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        let mut next = jobs.recv().ok();
        while let Some(job) = next.take() {
            match job {
                Job::Append(ticket) => {
                    let (group, other) = gather(ticket, jobs);
                    self.append(group);
                    next = other;
                }
                // Whoever asked may have gone away; what was done stays.
                Job::Reserve { counter, count, reply } => drop(reply.send(self.reserve(&counter, count))),
                Job::Reopen { reply } => drop(reply.send(self.reopen())),
            }
            next = next.or_else(|| jobs.recv().ok());
        }
    }

    fn append(&mut self, group: Vec<Ticket>) {
        let bytes = group.iter().map(|ticket| ticket.bytes).sum();
        let synced = group.iter().any(|ticket| ticket.durability == Durability::Synced);
        let batches: Vec<&Batch> = group.iter().map(|ticket| &ticket.batch).collect();
        let results = match &mut self.state {
            State::Failed(reason) => Err(StoreError::Failed { reason: reason.clone() }),
            State::Open(opened) => commit(opened, &batches, synced, &self.shared).map_err(|error| {
                let reason = error.to_string();
                self.fail(&reason);
                StoreError::CommitFailed { reason }
            }),
        };
        self.shared.left(group.len(), bytes);
        match results {
            Ok(results) => group.into_iter().zip(results).for_each(|(ticket, result)| tell(ticket.done, result)),
            Err(error) => group.into_iter().for_each(|ticket| tell(ticket.done, Err(error.clone()))),
        }
        self.checkpoint(bytes);
    }

    /// Brings the log into the file now and then: after the callbacks, for nobody needs to wait for it.
    fn checkpoint(&mut self, bytes: usize) {
        self.commits += 1;
        self.bytes += bytes;
        let State::Open(opened) = &self.state else { return };
        if self.commits < CHECKPOINT_COMMITS && self.bytes < CHECKPOINT_BYTES {
            return;
        }
        (self.commits, self.bytes) = (0, 0);
        // A reader in the middle of a page holds part of it back; the next one brings the rest.
        if let Err(error) = opened.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            self.fail(&error.to_string());
        }
    }

    fn fail(&mut self, reason: &str) {
        tracing::error!(path = %self.path.display(), reason, "journal failed");
        self.state = State::Failed(reason.to_owned());
        self.shared.set_failure(Some(reason.to_owned()));
    }

    fn reserve(&mut self, counter: &str, count: u64) -> Result<Range<u64>, StoreError> {
        let opened = match &mut self.state {
            State::Open(opened) => opened,
            State::Failed(reason) => return Err(StoreError::Failed { reason: reason.clone() }),
        };
        let held = opened.epoch;
        let taken = (|| {
            opened.sync_commits(true)?;
            let tx = opened.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if held_epoch(&tx)? != held {
                return Ok(Err(StoreError::OldEpoch { given: held, held: held_epoch(&tx)? }));
            }
            let range = apply::reserve(&tx, counter, count)?;
            tx.commit()?;
            Ok(range.ok_or_else(|| invalid("a counter at its end")))
        })();
        taken.unwrap_or_else(|error: rusqlite::Error| {
            let reason = error.to_string();
            self.fail(&reason);
            Err(StoreError::CommitFailed { reason })
        })
    }

    fn reopen(&mut self) -> Result<u64, StoreError> {
        // Closed first: what the connection believes about the file may be what was wrong.
        if let State::Open(_) = self.state {
            self.state = State::Failed("it is being reopened".to_owned());
        }
        let at_least = self.shared.epoch.load(Ordering::Acquire) + 1;
        let opened = open::writer(&self.path, at_least).inspect_err(|error| self.fail(&error.to_string()))?;
        let epoch = opened.epoch;
        tracing::info!(path = %self.path.display(), epoch, "journal reopened");
        self.shared.reopened(&opened);
        self.state = State::Open(opened);
        Ok(epoch)
    }
}

/// Everything that waits behind a batch and may share its transaction; and the first job that may not.
fn gather(first: Ticket, jobs: &Receiver<Job>) -> (Vec<Ticket>, Option<Job>) {
    let mut bytes = first.bytes;
    let mut group = vec![first];
    while group.len() < MAX_GROUP && bytes < MAX_GROUP_BYTES {
        match jobs.try_recv() {
            Ok(Job::Append(ticket)) => {
                bytes += ticket.bytes;
                group.push(ticket);
            }
            Ok(other) => return (group, Some(other)),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
        }
    }
    (group, None)
}

/// One transaction, one sync at most.
fn commit(opened: &mut Opened, batches: &[&Batch], synced: bool, shared: &Shared) -> rusqlite::Result<Vec<Result<Appended, StoreError>>> {
    opened.sync_commits(synced)?;
    let tx = opened.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let held = held_epoch(&tx)?;
    if held != opened.epoch {
        let refuse = |batch: &&Batch| Err(StoreError::OldEpoch { given: batch.epoch, held });
        return Ok(batches.iter().map(refuse).collect());
    }
    let mut staged = Staged::new(opened.epoch, &opened.heads, opened.tail);
    let results = batches.iter().map(|batch| apply::apply(&tx, &mut staged, batch)).collect::<rusqlite::Result<Vec<_>>>()?;
    let Staged { heads, tail, .. } = staged;
    tx.commit()?;
    opened.tail = tail;
    shared.appended(&heads);
    opened.heads.extend(heads);
    Ok(results)
}

/// Calls back. A callback that panics is a bug of its owner's; the histories of the others go on.
fn tell(done: Done, result: Result<Appended, StoreError>) {
    if catch_unwind(AssertUnwindSafe(|| done(result))).is_err() {
        tracing::error!("a callback of the journal panicked");
    }
}
