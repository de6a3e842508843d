//! How is a batch written, all of it or nothing?

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, params};
use twinline_model::Cursor;

use super::open::{Heads, Tail};
use super::read::{claim as held_claim, cursor_at, signed, unsigned};
use crate::batch::invalid;
use crate::chain::hash;
use crate::{Appended, AuditEntry, Batch, CLAIM_LIFE, Claim, Draft, StoreError, Write};

/// Ended claims that are cleared away with each new one: more than come, so that they never pile up.
const CLEARED_WITH_A_CLAIM: i64 = 8;

/// What a transaction changes besides the file, until it is committed.
#[derive(Debug)]
pub(super) struct Staged<'a> {
    epoch: u64,
    before: &'a Heads,
    /// Ends of the streams that were written to.
    pub heads: Heads,
    /// End of the audit trail.
    pub tail: Tail,
}

impl<'a> Staged<'a> {
    pub(super) const fn new(epoch: u64, before: &'a Heads, tail: Tail) -> Self {
        Self { epoch, before, heads: Heads::new(), tail }
    }

    fn next(&mut self, stream: &str) -> Cursor {
        let before = self.heads.get(stream).or_else(|| self.before.get(stream)).map_or(0, |head| head.seq);
        let cursor = Cursor { epoch: self.epoch, seq: before + 1 };
        self.heads.insert(stream.to_owned(), cursor);
        cursor
    }
}

/// Writes a batch into an open transaction. A refusal is found before the first write, so the transaction can go on; after an error
/// of the database it cannot.
pub(super) fn apply(conn: &Connection, staged: &mut Staged<'_>, batch: &Batch) -> rusqlite::Result<Result<Appended, StoreError>> {
    if batch.epoch != staged.epoch {
        return Ok(Err(StoreError::OldEpoch { given: batch.epoch, held: staged.epoch }));
    }
    for write in &batch.writes {
        if let Write::Checkpoint { stream, cursor, .. } = write
            && cursor_at(conn, stream, cursor.seq)? != Some(*cursor)
        {
            return Ok(Err(invalid(format!("a checkpoint of {stream} at a record that is not there"))));
        }
    }
    if let Some(claim) = &batch.claim {
        if let Some(held) = held_claim(conn, &claim.account, &claim.key)?.filter(|held| held.expires_at > claim.at) {
            return Ok(Ok(held.told(claim)));
        }
        insert_claim(conn, claim)?;
    }
    let mut cursors = Vec::new();
    for write in &batch.writes {
        cursors.extend(put(conn, staged, write)?);
    }
    if let (Some(claim), Some(first)) = (&batch.claim, cursors.first()) {
        let sql = "UPDATE claims SET epoch = ?3, seq = ?4 WHERE account = ?1 AND name = ?2";
        conn.prepare_cached(sql)?.execute(params![claim.account, claim.key, signed(first.epoch), signed(first.seq)])?;
    }
    Ok(Ok(Appended::New(cursors)))
}

fn insert_claim(conn: &Connection, claim: &Claim) -> rusqlite::Result<()> {
    let ended = "DELETE FROM claims WHERE (account, name) IN
        (SELECT account, name FROM claims WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)";
    conn.prepare_cached(ended)?.execute([claim.at.as_nanos(), CLEARED_WITH_A_CLAIM])?;
    let sql = "INSERT OR REPLACE INTO claims (account, name, digest, at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let (at, expires_at) = (claim.at.as_nanos(), (claim.at + CLAIM_LIFE).as_nanos());
    conn.prepare_cached(sql)?.execute(params![claim.account, claim.key, claim.digest, at, expires_at])?;
    Ok(())
}

fn put(conn: &Connection, staged: &mut Staged<'_>, write: &Write) -> rusqlite::Result<Option<Cursor>> {
    match write {
        Write::Record(draft) => return record(conn, staged, draft).map(Some),
        Write::Answer { account, key, answer } => {
            let sql = "UPDATE claims SET answer = ?3 WHERE account = ?1 AND name = ?2 AND answer IS NULL";
            conn.prepare_cached(sql)?.execute(params![account, key, answer])?;
        }
        Write::Checkpoint { stream, cursor, bytes } => {
            let sql = "INSERT OR REPLACE INTO checkpoints (stream, seq, epoch, bytes) VALUES (?1, ?2, ?3, ?4)";
            conn.prepare_cached(sql)?.execute(params![stream, signed(cursor.seq), signed(cursor.epoch), bytes])?;
        }
        Write::Audit(entry) => note(conn, staged, entry)?,
        Write::Setting { key, value: Some(value) } => {
            conn.prepare_cached("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)")?.execute(params![key, value])?;
        }
        Write::Setting { key, value: None } => {
            conn.prepare_cached("DELETE FROM settings WHERE name = ?1")?.execute([key])?;
        }
    }
    Ok(None)
}

fn record(conn: &Connection, staged: &mut Staged<'_>, draft: &Draft) -> rusqlite::Result<Cursor> {
    let cursor = staged.next(&draft.stream);
    let sql = "INSERT INTO journal (stream, seq, epoch, at, kind, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (seq, epoch) = (signed(cursor.seq), signed(cursor.epoch));
    conn.prepare_cached(sql)?.execute(params![draft.stream, seq, epoch, draft.at.as_nanos(), draft.kind, draft.payload])?;
    for name in &draft.about {
        // The same name twice is the same name.
        let sql = "INSERT OR IGNORE INTO mentions (stream, name, seq) VALUES (?1, ?2, ?3)";
        conn.prepare_cached(sql)?.execute(params![draft.stream, name, seq])?;
    }
    Ok(cursor)
}

fn note(conn: &Connection, staged: &mut Staged<'_>, entry: &AuditEntry) -> rusqlite::Result<()> {
    let id = staged.tail.rows + 1;
    let hash = hash(staged.tail.last, id, entry);
    let sql =
        "INSERT INTO audit (id, at, actor, key_id, origin, action, account, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let AuditEntry { at, actor, key_id, origin, action, account, detail } = entry;
    conn.prepare_cached(sql)?.execute(params![signed(id), at.as_nanos(), actor, key_id, origin, action, account, detail, hash.0])?;
    conn.prepare_cached("UPDATE meta SET value = ?1 WHERE name = 'audit_rows'")?.execute([signed(id)])?;
    staged.tail = Tail { rows: id, last: hash };
    Ok(())
}

/// Takes the next numbers of a counter; nothing if it is at its end.
pub(super) fn reserve(conn: &Connection, counter: &str, count: u64) -> rusqlite::Result<Option<Range<u64>>> {
    let held = conn.query_row("SELECT next FROM counters WHERE name = ?1", [counter], |row| unsigned(row, 0)).optional()?;
    let next = held.unwrap_or(1);
    let Some(end) = next.checked_add(count).filter(|end| i64::try_from(*end).is_ok()) else { return Ok(None) };
    conn.execute("INSERT OR REPLACE INTO counters (name, next) VALUES (?1, ?2)", params![counter, signed(end)])?;
    Ok(Some(next..end))
}
