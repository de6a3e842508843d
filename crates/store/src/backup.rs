//! How is a journal copied away, and brought back?

use std::path::{Path, PathBuf};

use crate::error::io;
use crate::sealed::{BackupKey, seal, unseal};
use crate::sqlite::{self, Depth, FILE_NAME, SqliteJournal};
use crate::{StoreError, private};

/// A restored journal opens this many epochs higher: no cursor that was given out after the backup was taken can mean a record
/// of the time after the restore.
pub const EPOCHS_SKIPPED_BY_RESTORE: u64 = 1_000_000;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupReport {
    /// Streams with at least one record.
    pub streams: usize,
    /// Records of all of them.
    pub records: u64,
    /// Rows of the audit trail.
    pub audit_rows: u64,
    /// Size of the file, encrypted.
    pub bytes: u64,
}

impl SqliteJournal {
    /// Copies the journal, as it is at one moment, into a new encrypted file of mode 0600, while writing goes on. The copy is
    /// checked before it is encrypted. Needs twice the journal's size on disk for a while, one of them beside the journal.
    pub fn backup(&self, to: &Path, key: &BackupKey) -> Result<BackupReport, StoreError> {
        Self::backup_of(self.path(), to, key)
    }

    /// The same of a journal's file, which this or another process may have open, or nobody.
    pub fn backup_of(path: &Path, to: &Path, key: &BackupKey) -> Result<BackupReport, StoreError> {
        let plain = path.with_extension("copying");
        remove_database(&plain)?;
        let result = private::create(&plain).and_then(|_| sqlite::copy(path, &plain)).and_then(|()| write(&plain, to, key));
        remove_database(&plain)?;
        result
    }
}

fn write(plain: &Path, to: &Path, key: &BackupKey) -> Result<BackupReport, StoreError> {
    let contents = sqlite::verify(plain, Depth::Full)?;
    let mut out = private::create(to)?;
    let written = seal(plain, &mut out, to, key)
        .and_then(|()| out.sync_all().map_err(io("sync", to)))
        .and_then(|()| private::sync_parent(to))
        .and_then(|()| out.metadata().map_err(io("look at", to)));
    match written {
        Ok(metadata) => Ok(report(contents, metadata.len())),
        Err(error) => {
            // Half a backup is none; the first error is the one to tell.
            drop(private::remove(to));
            Err(error)
        }
    }
}

/// Brings a backup into a directory that is empty or not there yet, and checks it: every page, history and row of the audit trail. Until
/// all is well there is no journal in the directory.
pub fn restore(from: &Path, dir: &Path, key: &BackupKey) -> Result<BackupReport, StoreError> {
    private::dir(dir)?;
    let mut entries = std::fs::read_dir(dir).map_err(io("read", dir))?;
    if entries.next().is_some() {
        return Err(StoreError::Occupied { path: dir.to_owned() });
    }
    let (path, plain) = (dir.join(FILE_NAME), dir.join("restoring"));
    let result = bring(from, &plain, key).and_then(|report| {
        std::fs::rename(&plain, &path).map_err(io("rename", &plain))?;
        private::sync_parent(&path)?;
        Ok(report)
    });
    if result.is_err() {
        drop(remove_database(&plain));
    }
    result
}

fn bring(from: &Path, plain: &Path, key: &BackupKey) -> Result<BackupReport, StoreError> {
    let mut out = private::create(plain)?;
    unseal(from, &mut out, plain, key)?;
    out.sync_all().map_err(io("sync", plain))?;
    drop(out);
    let contents = sqlite::verify(plain, Depth::Full)?;
    sqlite::raise_epoch(plain, EPOCHS_SKIPPED_BY_RESTORE)?;
    let bytes = std::fs::metadata(from).map_err(io("look at", from))?.len();
    Ok(report(contents, bytes))
}

fn report(contents: sqlite::Contents, bytes: u64) -> BackupReport {
    BackupReport { streams: contents.streams, records: contents.records, audit_rows: contents.audit_rows, bytes }
}

/// A database and what SQLite keeps beside it.
fn remove_database(path: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        private::remove(&PathBuf::from(name))?;
    }
    Ok(())
}
