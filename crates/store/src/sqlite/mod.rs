//! A journal in a file: SQLite with a write-ahead log.
//!
//! | file | question it answers |
//! |---|---|
//! | `open` | how is the file opened, and is it sound? |
//! | `schema` | which tables are there, and how does an older file become a newer one? |
//! | `writer` | what does the thread do that owns the database? |
//! | `apply` | how is a batch written, all of it or nothing? |
//! | `read` | how are questions answered? |
//! | `shared` | what do callers see without asking that thread? |

mod apply;
mod open;
mod read;
mod schema;
mod shared;
mod writer;

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::{Connection, OpenFlags};
use twinline_model::{Cursor, Timestamp};

use self::shared::Shared;
use self::writer::{Job, Ticket, Writer};
use crate::error::{io, unreadable};
use crate::{AuditRow, AuditState, Batch, Checkpoint, Claimed, Done, Durability, Journal, Page, Record, Seek, StoreError, batch, private};

pub(crate) use self::open::Depth;

/// The journal's file in its directory. SQLite keeps its log beside it.
pub const FILE_NAME: &str = "journal.db";
/// Most batches that wait to be written; the next one is refused as [`StoreError::Full`].
pub const MAX_QUEUED: usize = 4_096;
/// Most bytes that wait to be written, unless a single batch is larger.
pub const MAX_QUEUED_BYTES: usize = 64 * 1_024 * 1_024;

/// A journal in a directory, owned by this process until it is dropped; dropping it writes what was taken.
#[derive(Debug)]
pub struct SqliteJournal {
    path: PathBuf,
    shared: Arc<Shared>,
    jobs: Option<SyncSender<Job>>,
    reader: Mutex<Option<Connection>>,
    thread: Option<JoinHandle<()>>,
    /// Against a second process with the same file, a restore or another version's gateway. Last, so that it goes last.
    _lock: File,
}

impl SqliteJournal {
    /// Opens the journal of a directory, or makes it; directory 0700, files 0600. Looks at every page and every history, which takes
    /// about a second per gigabyte. The epoch is higher than every earlier one and not below `epoch_at_least`.
    pub fn open(dir: &Path, epoch_at_least: u64) -> Result<Self, StoreError> {
        private::dir(dir)?;
        let path = dir.join(FILE_NAME);
        let lock = private::lock(&dir.join("journal.lock"), &path)?;
        let opened = open::writer(&path, epoch_at_least)?;
        let reader = Mutex::new(Some(open::reader(&path)?));
        let shared = Arc::new(Shared::new(&opened));
        let (jobs, taken) = sync_channel(MAX_QUEUED + 64);
        let writer = Writer::new(path.clone(), opened, shared.clone());
        let thread = std::thread::Builder::new().name("journal".to_owned()).spawn(move || writer.run(&taken));
        let thread = Some(thread.map_err(io("start a thread for", &path))?);
        Ok(Self { path, shared, jobs: Some(jobs), reader, thread, _lock: lock })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn ask<T>(&self, job: impl FnOnce(SyncSender<Result<T, StoreError>>) -> Job) -> Result<T, StoreError> {
        let (reply, told) = sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job(reply)).map_err(|_| StoreError::Closed)?;
        told.recv().unwrap_or(Err(StoreError::Closed))
    }

    fn look<T>(&self, look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        look(reader.as_ref().ok_or(StoreError::Closed)?).map_err(unreadable)
    }
}

impl Journal for SqliteJournal {
    fn epoch(&self) -> u64 {
        self.shared.epoch.load(Ordering::Acquire)
    }

    fn append(&self, batch: Batch, durability: Durability, done: Done) {
        let bytes = batch.bytes();
        let taken = batch.check().and_then(|()| self.shared.enter(bytes));
        let jobs = match (taken, &self.jobs) {
            (Ok(()), Some(jobs)) => jobs,
            (Ok(()), None) => return done(Err(StoreError::Closed)),
            (Err(error), _) => return done(Err(error)),
        };
        let (job, error) = match jobs.try_send(Job::Append(Ticket { batch, durability, bytes, done })) {
            Ok(()) => return,
            // Longer than the count allows, so other questions must have filled it.
            Err(TrySendError::Full(job)) => (job, StoreError::Full { waiting: MAX_QUEUED }),
            Err(TrySendError::Disconnected(job)) => (job, StoreError::Closed),
        };
        self.shared.left(1, bytes);
        if let Job::Append(ticket) = job {
            (ticket.done)(Err(error));
        }
    }

    fn read(&self, stream: &str, after: Cursor, limit: usize) -> Result<Page, StoreError> {
        self.look(|conn| read::page(conn, stream, after, limit))
    }

    fn about(&self, stream: &str, name: &str, seek: Seek, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.look(|conn| read::about(conn, stream, name, seek, limit))
    }

    fn heads(&self) -> Result<Vec<(String, Cursor)>, StoreError> {
        Ok(self.shared.heads())
    }

    fn claimed(&self, account: &str, key: &str, now: Timestamp) -> Result<Option<Claimed>, StoreError> {
        Ok(self.look(|conn| read::claim(conn, account, key))?.filter(|claimed| claimed.expires_at > now))
    }

    fn checkpoint(&self, stream: &str) -> Result<Option<Checkpoint>, StoreError> {
        self.look(|conn| read::checkpoint(conn, stream))
    }

    fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.look(|conn| read::setting(conn, key))
    }

    fn settings(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.look(|conn| read::settings(conn, prefix))
    }

    fn audit(&self, after: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        self.look(|conn| read::audit(conn, after, limit))
    }

    fn verify_audit(&self) -> Result<AuditState, StoreError> {
        // On a connection of its own: nobody who reads a page waits for the whole trail.
        read::verify_audit(&open::reader(&self.path)?).map_err(unreadable)
    }

    fn reserve(&self, counter: &str, count: u64) -> Result<Range<u64>, StoreError> {
        batch::name("counter", counter)?;
        self.ask(|reply| Job::Reserve { counter: counter.to_owned(), count, reply })
    }

    fn failure(&self) -> Option<String> {
        self.shared.failure()
    }

    fn reopen(&self) -> Result<u64, StoreError> {
        self.ask(|reply| Job::Reopen { reply })
    }
}

impl Drop for SqliteJournal {
    fn drop(&mut self) {
        // The reader first: the last connection to close brings the log into the file, and a reader cannot.
        drop(self.reader.lock().unwrap_or_else(PoisonError::into_inner).take());
        drop(self.jobs.take());
        let Some(thread) = self.thread.take() else { return };
        // A callback may hold the last reference; the thread then ends by itself.
        if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
            tracing::error!("the journal's thread panicked");
        }
    }
}

/// Checks a file that nobody has open: pages, histories and the audit trail.
pub(crate) fn verify(path: &Path, depth: Depth) -> Result<Contents, StoreError> {
    // Not to be written to; but a reader alone would leave SQLite's side files behind.
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(open::told(path))?;
    schema::version(&conn, schema::STEPS.len()).map_err(open::schema(path))?;
    let (heads, _) = open::check(&conn, path, depth)?;
    match read::verify_audit(&conn).map_err(open::told(path))? {
        AuditState::Whole { rows, .. } => {
            Ok(Contents { records: heads.values().map(|head| head.seq).sum(), streams: heads.len(), audit_rows: rows })
        }
        AuditState::Broken { row, why } => {
            Err(StoreError::Damaged { path: path.to_owned(), reason: format!("row {row} of the audit trail is {why:?}").to_lowercase() })
        }
    }
}

/// What a journal's file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contents {
    pub streams: usize,
    pub records: u64,
    pub audit_rows: u64,
}

/// Copies a journal's file while it is being written: one state of it, as of one moment.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let source = open::reader(from)?;
    let mut target = Connection::open(to).map_err(open::told(to))?;
    // In one step: a snapshot that the writer need not wait for, and that cannot be overtaken.
    rusqlite::backup::Backup::new(&source, &mut target).and_then(|copy| copy.step(-1)).map_err(open::told(to)).and_then(|step| match step {
        rusqlite::backup::StepResult::Done => Ok(()),
        other => Err(StoreError::Io { what: "copy to", path: to.to_owned(), reason: format!("{other:?}") }),
    })
}

/// Raises the epoch of a file that nobody has open, on disk before this returns.
pub(crate) fn raise_epoch(path: &Path, by: u64) -> Result<(), StoreError> {
    let conn = Connection::open(path).map_err(open::told(path))?;
    let raised = || {
        conn.execute_batch("PRAGMA synchronous=EXTRA")?;
        open::set_epoch(&conn, open::held_epoch(&conn)?.saturating_add(by))
    };
    raised().map_err(open::told(path))
}
