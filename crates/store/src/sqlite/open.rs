//! How is the file opened, and is it sound?

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use twinline_model::Cursor;

use super::read::unsigned;
use super::schema::{STEPS, SchemaError, migrate, version};
use crate::chain::Hash;
use crate::{StoreError, private};

/// How long another program's lock on the file is waited for. Ours are kept apart by a lock of our own.
const BUSY: Duration = Duration::from_secs(2);

/// Where the streams end.
pub(super) type Heads = BTreeMap<String, Cursor>;

/// The end of the audit trail.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tail {
    pub rows: u64,
    pub last: Hash,
}

/// A journal that may be written.
#[derive(Debug)]
pub(super) struct Opened {
    pub conn: Connection,
    pub epoch: u64,
    pub heads: Heads,
    pub tail: Tail,
    /// Commits are synced as it is set now.
    syncs: bool,
}

impl Opened {
    /// From now on a commit syncs the log, with all that was committed before; or it leaves it unsynced. Asked for with
    /// every commit, so the database is told only what it was not told before.
    pub(super) fn sync_commits(&mut self, syncs: bool) -> rusqlite::Result<()> {
        if self.syncs != syncs {
            self.conn.execute_batch(if syncs { "PRAGMA synchronous=FULL" } else { "PRAGMA synchronous=NORMAL" })?;
            self.syncs = syncs;
        }
        Ok(())
    }
}

/// Opens the file or makes it, checks it, and takes the lease: an epoch above every earlier one and not below `epoch_at_least`,
/// which is on disk before this returns.
pub(super) fn writer(path: &Path, epoch_at_least: u64) -> Result<Opened, StoreError> {
    private::file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(told(path))?;
    conn.busy_timeout(BUSY).map_err(told(path))?;
    // Before anything is changed: a later version's file stays as it is.
    version(&conn, STEPS.len()).map_err(schema(path))?;
    conn.set_prepared_statement_cache_capacity(32);
    // Checkpoints are ours to run, after the callbacks, so that their errors are seen.
    let mode: String = conn.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0)).map_err(told(path))?;
    if mode != "wal" {
        let reason = format!("the file system allows no write-ahead log, only {mode}");
        return Err(StoreError::Io { what: "open", path: path.to_owned(), reason });
    }
    let settings = "PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;
        PRAGMA wal_autocheckpoint=0; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;
        PRAGMA journal_size_limit=67108864;";
    conn.execute_batch(settings).map_err(told(path))?;
    migrate(&mut conn, &STEPS).map_err(schema(path))?;
    let (heads, tail) = check(&conn, path, Depth::Quick)?;
    begin_log(&conn, path)?;
    let epoch = take_lease(&mut conn, epoch_at_least).map_err(told(path))?;
    Ok(Opened { conn, epoch, heads, tail, syncs: true })
}

/// Brings the log into the file and begins an empty one. After a sync that failed, the kernel may show pages of the log that never reach
/// the disk; a record behind such a hole would be lost with it, however well it was synced itself.
fn begin_log(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(told(path))?;
    if busy == 0 { Ok(()) } else { Err(StoreError::InUse { path: path.to_owned() }) }
}

/// Opens the file to read only; the writer is open.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(told(path))?;
    conn.busy_timeout(BUSY).map_err(told(path))?;
    Ok(conn)
}

/// How closely a file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Every page is well formed.
    Quick,
    /// And every index says what its table says.
    Full,
}

/// Whether the pages are well formed and every history is without a hole; and where they end.
pub(super) fn check(conn: &Connection, path: &Path, depth: Depth) -> Result<(Heads, Tail), StoreError> {
    let damaged = |reason: String| StoreError::Damaged { path: path.to_owned(), reason };
    let pragma = if depth == Depth::Full { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
    let verdict: String = conn.query_row(pragma, [], |row| row.get(0)).map_err(told(path))?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    let heads = heads(conn).map_err(told(path))?;
    if let Some((stream, _)) = heads.iter().find(|(_, head)| head.is_none()) {
        return Err(damaged(format!("the history of {stream} has a hole")));
    }
    let heads = heads.into_iter().filter_map(|(stream, head)| Some((stream, head?))).collect();
    Ok((heads, tail(conn).map_err(told(path))?))
}

/// Where each stream ends; nothing for one with a hole.
fn heads(conn: &Connection) -> rusqlite::Result<Vec<(String, Option<Cursor>)>> {
    let sql = "SELECT stream, COUNT(*), MIN(seq), MAX(seq), MAX(epoch) FROM journal GROUP BY stream";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let (count, first, last) = (unsigned(row, 1)?, row.get::<_, i64>(2)?, unsigned(row, 3)?);
        // Epochs never fall, so the highest is the last record's.
        let head = Cursor { epoch: unsigned(row, 4)?, seq: last };
        Ok((row.get(0)?, (first == 1 && count == last).then_some(head)))
    })?;
    rows.collect()
}

fn tail(conn: &Connection) -> rusqlite::Result<Tail> {
    let rows = conn.query_row("SELECT value FROM meta WHERE name = 'audit_rows'", [], |row| unsigned(row, 0))?;
    let last = conn.query_row("SELECT hash FROM audit ORDER BY id DESC LIMIT 1", [], |row| row.get::<_, [u8; 32]>(0));
    match last {
        Ok(last) => Ok(Tail { rows, last: Hash(last) }),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(Tail { rows, last: Hash::START }),
        Err(error) => Err(error),
    }
}

fn take_lease(conn: &mut Connection, at_least: u64) -> rusqlite::Result<u64> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let held = held_epoch(&tx)?;
    let epoch = held.saturating_add(1).max(at_least);
    set_epoch(&tx, epoch)?;
    tx.commit()?;
    Ok(epoch)
}

/// The epoch in the file.
pub(super) fn held_epoch(conn: &Connection) -> rusqlite::Result<u64> {
    conn.prepare_cached("SELECT value FROM meta WHERE name = 'epoch'")?.query_row([], |row| unsigned(row, 0))
}

/// Writes the epoch.
pub(super) fn set_epoch(conn: &Connection, epoch: u64) -> rusqlite::Result<()> {
    conn.execute("UPDATE meta SET value = ?1 WHERE name = 'epoch'", [i64::try_from(epoch).unwrap_or(i64::MAX)]).map(drop)
}

/// What an error of the database means for whoever opens it.
pub(super) fn told(path: &Path) -> impl FnOnce(rusqlite::Error) -> StoreError + '_ {
    move |error| {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, reason: error.to_string() },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::InUse { path },
            _ => StoreError::Io { what: "open", path, reason: error.to_string() },
        }
    }
}

pub(super) fn schema(path: &Path) -> impl FnOnce(SchemaError) -> StoreError + '_ {
    move |error| match error {
        SchemaError::Newer(found) => StoreError::NewerSchema { path: path.to_owned(), found, known: STEPS.len() as i64 },
        SchemaError::Foreign => StoreError::Damaged { path: path.to_owned(), reason: "it is a database, but not a journal".to_owned() },
        SchemaError::Step(error) => told(path)(error),
    }
}
