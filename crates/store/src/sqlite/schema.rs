//! Which tables are there, and how does an older file become a newer one?

use rusqlite::{Connection, TransactionBehavior};

/// Marks a file as a journal ("TWLJ").
pub(super) const APPLICATION_ID: i64 = 0x5457_4C4A;

/// Each brings the schema one version further. Steps that have been released are never changed.
pub(super) const STEPS: [&str; 3] = [
    // Histories, and what belongs to the writer.
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     INSERT INTO meta VALUES ('epoch', 0);
     CREATE TABLE journal (
         stream TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
         payload BLOB NOT NULL, PRIMARY KEY (stream, seq)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE checkpoints (
         stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, bytes BLOB NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE counters (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;",
    // Requests and who made them.
    "CREATE TABLE claims (
         account TEXT NOT NULL, name TEXT NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
         epoch INTEGER, seq INTEGER, answer BLOB, PRIMARY KEY (account, name)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX claims_by_end ON claims (expires_at);
     CREATE TABLE audit (
         id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, key_id TEXT NOT NULL, origin TEXT NOT NULL,
         action TEXT NOT NULL, account TEXT NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL
     ) STRICT;
     INSERT INTO meta VALUES ('audit_rows', 0);",
    // What a record is about, so that it is found without reading the others.
    "CREATE TABLE mentions (
         stream TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (stream, name, seq)
     ) STRICT, WITHOUT ROWID;",
];

/// Why a schema cannot be used.
#[derive(Debug)]
pub(super) enum SchemaError {
    /// It is of a later version.
    Newer(i64),
    /// It is another program's file.
    Foreign,
    /// A step failed; the file is as the step before left it.
    Step(rusqlite::Error),
}

impl From<rusqlite::Error> for SchemaError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Step(error)
    }
}

/// Which version a file has; 0 if it is new. Changes nothing.
pub(super) fn version(conn: &Connection, known: usize) -> Result<usize, SchemaError> {
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i64 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = conn.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match usize::try_from(version) {
        Ok(0) if tables == 0 && application == 0 => Ok(0),
        Ok(version) if version > 0 && application == APPLICATION_ID => {
            if version > known {
                return Err(SchemaError::Newer(version as i64));
            }
            Ok(version)
        }
        _ => Err(SchemaError::Foreign),
    }
}

/// Takes the steps that are missing, each in a transaction of its own.
pub(super) fn migrate(conn: &mut Connection, steps: &[&str]) -> Result<(), SchemaError> {
    let from = version(conn, steps.len())?;
    for (place, step) in steps.iter().enumerate().skip(from) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", place as i64 + 1)?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled_first() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, &STEPS[..1]).unwrap();
        conn.execute("INSERT INTO journal VALUES ('main', 1, 1, 0, 'intent', x'7b7d')", []).unwrap();
        conn
    }

    #[test]
    fn an_older_file_keeps_what_it_holds() {
        let mut conn = filled_first();
        migrate(&mut conn, &STEPS).unwrap();
        let held: i64 = conn.query_row("SELECT COUNT(*) FROM journal", [], |row| row.get(0)).unwrap();
        assert_eq!((held, version(&conn, STEPS.len()).unwrap()), (1, STEPS.len()));
        conn.query_row("SELECT COUNT(*) FROM audit", [], |row| row.get::<_, i64>(0)).unwrap();
        migrate(&mut conn, &STEPS).unwrap();
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before() {
        let mut conn = filled_first();
        let wrong = "CREATE TABLE halfway (x INTEGER) STRICT; CREATE TABLE journal (x INTEGER) STRICT;";
        assert!(matches!(migrate(&mut conn, &[STEPS[0], wrong]), Err(SchemaError::Step(_))));
        assert_eq!(version(&conn, 2).unwrap(), 1);
        assert!(conn.prepare("SELECT x FROM halfway").is_err(), "no half of a step stays");
        migrate(&mut conn, &STEPS).unwrap();
    }

    #[test]
    fn a_newer_file_and_a_foreign_one_are_told_apart() {
        let mut conn = filled_first();
        migrate(&mut conn, &STEPS).unwrap();
        conn.pragma_update(None, "user_version", 9).unwrap();
        assert!(matches!(migrate(&mut conn, &STEPS), Err(SchemaError::Newer(9))));
        let mut other = Connection::open_in_memory().unwrap();
        other.execute_batch("CREATE TABLE notes (text TEXT)").unwrap();
        assert!(matches!(migrate(&mut other, &STEPS), Err(SchemaError::Foreign)));
    }
}
