//! How are questions answered?

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use twinline_model::{Cursor, Timestamp};

use crate::chain::Follower;
use crate::{AuditEntry, AuditRow, AuditState, Checkpoint, Claimed, GapReason, Hash, MAX_PAGE_BYTES, MAX_PAGE_RECORDS, Page, Record, Seek};

/// A number that is never negative.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// As the database counts; what is beyond its range is beyond every record, too.
pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_nanos)
}

/// The record at a place.
pub(super) fn cursor_at(conn: &Connection, stream: &str, seq: u64) -> rusqlite::Result<Option<Cursor>> {
    let mut statement = conn.prepare_cached("SELECT epoch FROM journal WHERE stream = ?1 AND seq = ?2")?;
    statement.query_row(params![stream, signed(seq)], |row| Ok(Cursor { epoch: unsigned(row, 0)?, seq })).optional()
}

fn head(conn: &Connection, stream: &str) -> rusqlite::Result<Cursor> {
    let mut statement = conn.prepare_cached("SELECT epoch, seq FROM journal WHERE stream = ?1 ORDER BY seq DESC LIMIT 1")?;
    let head = statement.query_row([stream], |row| Ok(Cursor { epoch: unsigned(row, 0)?, seq: unsigned(row, 1)? })).optional()?;
    Ok(head.unwrap_or_default())
}

pub(super) fn page(conn: &Connection, stream: &str, after: Cursor, limit: usize) -> rusqlite::Result<Page> {
    // All from one state of the file, whatever is appended meanwhile.
    let tx = conn.unchecked_transaction()?;
    if after.seq > 0 {
        let head = head(&tx, stream)?;
        match cursor_at(&tx, stream, after.seq)? {
            None => return Ok(Page::Gap { reason: GapReason::Beyond, head }),
            Some(held) if held != after => return Ok(Page::Gap { reason: GapReason::OtherEpoch, head }),
            Some(_) => {}
        }
    }
    let limit = limit.min(MAX_PAGE_RECORDS);
    let sql = "SELECT epoch, seq, at, kind, payload FROM journal WHERE stream = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query(params![stream, signed(after.seq), signed(limit as u64 + 1)])?;
    let mut records = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        if records.len() == limit || bytes >= MAX_PAGE_BYTES {
            return Ok(Page::Records { records, more: true });
        }
        let record = record(row)?;
        bytes += record.payload.len();
        records.push(record);
    }
    Ok(Page::Records { records, more: false })
}

/// The records of a stream that bear a name.
pub(super) fn about(conn: &Connection, stream: &str, name: &str, seek: Seek, limit: usize) -> rusqlite::Result<Vec<Record>> {
    let (sql, bound) = match seek {
        Seek::After(seq) => (
            "SELECT j.epoch, j.seq, j.at, j.kind, j.payload FROM mentions m JOIN journal j ON j.stream = m.stream AND j.seq = m.seq
                WHERE m.stream = ?1 AND m.name = ?2 AND m.seq > ?3 ORDER BY m.seq LIMIT ?4",
            seq,
        ),
        Seek::Before(seq) => (
            "SELECT j.epoch, j.seq, j.at, j.kind, j.payload FROM mentions m JOIN journal j ON j.stream = m.stream AND j.seq = m.seq
                WHERE m.stream = ?1 AND m.name = ?2 AND m.seq < ?3 ORDER BY m.seq DESC LIMIT ?4",
            seq,
        ),
    };
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![stream, name, signed(bound), signed(limit.min(MAX_PAGE_RECORDS) as u64)])?;
    let (mut records, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        if bytes >= MAX_PAGE_BYTES {
            break;
        }
        let record = record(row)?;
        bytes += record.payload.len();
        records.push(record);
    }
    Ok(records)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let cursor = Cursor { epoch: unsigned(row, 0)?, seq: unsigned(row, 1)? };
    Ok(Record { cursor, at: time(row, 2)?, kind: row.get(3)?, payload: row.get(4)? })
}

/// A key's claim, whether or not it has ended.
pub(super) fn claim(conn: &Connection, account: &str, key: &str) -> rusqlite::Result<Option<Claimed>> {
    let sql = "SELECT digest, at, expires_at, epoch, seq, answer FROM claims WHERE account = ?1 AND name = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let claimed = |row: &Row<'_>| {
        let place: (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
        let cursor = match place {
            (Some(_), Some(_)) => Some(Cursor { epoch: unsigned(row, 3)?, seq: unsigned(row, 4)? }),
            _ => None,
        };
        Ok(Claimed { digest: row.get(0)?, at: time(row, 1)?, expires_at: time(row, 2)?, cursor, answer: row.get(5)? })
    };
    statement.query_row([account, key], claimed).optional()
}

pub(super) fn checkpoint(conn: &Connection, stream: &str) -> rusqlite::Result<Option<Checkpoint>> {
    let mut statement = conn.prepare_cached("SELECT epoch, seq, bytes FROM checkpoints WHERE stream = ?1")?;
    let checkpoint =
        |row: &Row<'_>| Ok(Checkpoint { cursor: Cursor { epoch: unsigned(row, 0)?, seq: unsigned(row, 1)? }, bytes: row.get(2)? });
    statement.query_row([stream], checkpoint).optional()
}

pub(super) fn setting(conn: &Connection, key: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT value FROM settings WHERE name = ?1")?.query_row([key], |row| row.get(0)).optional()
}

pub(super) fn settings(conn: &Connection, prefix: &str) -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
    let sql = "SELECT name, value FROM settings WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1 ORDER BY name";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([prefix], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn audit_row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let entry = AuditEntry {
        at: time(row, 1)?,
        actor: row.get(2)?,
        key_id: row.get(3)?,
        origin: row.get(4)?,
        action: row.get(5)?,
        account: row.get(6)?,
        detail: row.get(7)?,
    };
    let hash: Vec<u8> = row.get(8)?;
    let wrong = || rusqlite::Error::FromSqlConversionFailure(8, Type::Blob, "a hash has 32 bytes".into());
    // A number below 1 was never written here; 0 stands for all of them.
    let id = u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
    Ok(AuditRow { id, entry, hash: Hash(hash.try_into().map_err(|_| wrong())?) })
}

const AUDIT: &str = "SELECT id, at, actor, key_id, origin, action, account, detail, hash FROM audit";

pub(super) fn audit(conn: &Connection, after: u64, limit: usize) -> rusqlite::Result<Vec<AuditRow>> {
    let mut statement = conn.prepare_cached(&format!("{AUDIT} WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
    let rows = statement.query_map([signed(after), signed(limit.min(MAX_PAGE_RECORDS) as u64)], audit_row)?;
    rows.collect()
}

pub(super) fn verify_audit(conn: &Connection) -> rusqlite::Result<AuditState> {
    let tx = conn.unchecked_transaction()?;
    let written = tx.query_row("SELECT value FROM meta WHERE name = 'audit_rows'", [], |row| unsigned(row, 0))?;
    let mut follower = Follower::new();
    let mut statement = tx.prepare(&format!("{AUDIT} ORDER BY id"))?;
    for row in statement.query_map([], audit_row)? {
        if let Err(broken) = follower.row(&row?) {
            return Ok(broken);
        }
    }
    Ok(follower.end(written))
}
