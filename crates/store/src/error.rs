//! What went wrong, and what can the caller do?

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why something was not stored or not found. Variants differ by what the caller can do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Too much waits to be written. Nothing of the batch was taken; it may be handed in again.
    #[error("the journal has no room: {waiting} appends wait to be written")]
    Full {
        /// How many.
        waiting: usize,
    },
    /// The batch was made under a lease that has ended, or that never was. Nothing was written.
    #[error("epoch {given} does not hold the journal, {held} does")]
    OldEpoch {
        /// The batch's.
        given: u64,
        /// The one that may write.
        held: u64,
    },
    /// The commit with this batch failed. All of it may be found after reopening, or nothing; never a part.
    #[error("writing to the journal failed: {reason}")]
    CommitFailed {
        /// What the disk or the database said.
        reason: String,
    },
    /// An earlier commit failed; nothing of this batch was written, and nothing will be until the journal is reopened.
    #[error("the journal takes nothing since writing failed: {reason}")]
    Failed {
        /// What the disk or the database said then.
        reason: String,
    },
    /// The batch breaks a bound or points at what is not there. Nothing was written; the same batch never will be.
    #[error("cannot be stored: {what}")]
    Invalid {
        /// Which part, and why.
        what: String,
    },
    /// The journal has been closed.
    #[error("the journal is closed")]
    Closed,
    /// Another process has it open.
    #[error("{} is in use by another process", path.display())]
    InUse {
        /// Which file.
        path: PathBuf,
    },
    /// Others can look into it.
    #[error("{} is open to other users (mode {mode:03o}): run `chmod {right} {}`", path.display(), path.display())]
    TooOpen {
        /// Which file or directory.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// What it should be.
        right: &'static str,
    },
    /// A later version has written it. Nothing was changed.
    #[error("{} was written by a later version (schema {found}, this one knows {known}): use that version", path.display())]
    NewerSchema {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The highest known here.
        known: i64,
    },
    /// What is in the file cannot be right.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The key does not open this backup.
    #[error("this key does not open {}", path.display())]
    WrongKey {
        /// Which file.
        path: PathBuf,
    },
    /// There is something where nothing should be. It was left alone.
    #[error("{} is not empty: choose a directory or file that does not exist yet", path.display())]
    Occupied {
        /// Where.
        path: PathBuf,
    },
    /// The file system said no.
    #[error("cannot {what} {}: {reason}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What came of it.
        reason: String,
    },
    /// The database could not answer a question.
    #[error("cannot read the journal: {reason}")]
    Unreadable {
        /// What it said.
        reason: String,
    },
}

/// Tags an error of the file system with what was tried.
pub(crate) fn io<'a>(what: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> StoreError + 'a {
    move |error| StoreError::Io { what, path: path.to_owned(), reason: error.to_string() }
}

/// An error of the database while reading.
pub(crate) fn unreadable(error: rusqlite::Error) -> StoreError {
    StoreError::Unreadable { reason: error.to_string() }
}
