//! Was the audit trail changed?

use std::fmt;

use sha2::Digest as _;

use crate::{AuditEntry, AuditRow};

/// SHA-256 over a row and the hash before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Before the first row.
    pub const START: Self = Self([0; 32]);
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What following the chain showed. A trail rewritten from some row to its end by someone who can write the file is whole to
/// itself: compare the last hash with one noted elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditState {
    /// Every row follows from the one before.
    Whole {
        /// How many rows.
        rows: u64,
        /// The last one's hash; [`Hash::START`] if there is none.
        last: Hash,
    },
    /// Not from this row on.
    Broken {
        /// The first row that is wrong or missing.
        row: u64,
        /// What is wrong with it.
        why: AuditBreak,
    },
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditBreak {
    /// It is not there.
    Missing,
    /// Its hash is another than its content and the row before give.
    Changed,
    /// It is more than was written.
    Foreign,
}

/// The hash of a row: over the one before, its number, its time, and each text with its length before it.
pub(crate) fn hash(before: Hash, id: u64, entry: &AuditEntry) -> Hash {
    let mut sha = sha2::Sha256::new();
    sha.update(b"twinline audit 1");
    sha.update(before.0);
    sha.update(id.to_le_bytes());
    sha.update(entry.at.as_nanos().to_le_bytes());
    for text in entry.texts() {
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text.as_bytes());
    }
    Hash(sha.finalize().into())
}

/// Follows a chain, a row at a time.
#[derive(Debug)]
pub(crate) struct Follower {
    rows: u64,
    last: Hash,
}

impl Follower {
    pub(crate) const fn new() -> Self {
        Self { rows: 0, last: Hash::START }
    }

    /// The next row as it was found; an error is the verdict.
    pub(crate) fn row(&mut self, row: &AuditRow) -> Result<(), AuditState> {
        let next = self.rows + 1;
        if row.id != next {
            // A number out of order can only be a higher one, or one below the first.
            let why = if row.id > next { AuditBreak::Missing } else { AuditBreak::Foreign };
            return Err(AuditState::Broken { row: next, why });
        }
        if hash(self.last, row.id, &row.entry) != row.hash {
            return Err(AuditState::Broken { row: next, why: AuditBreak::Changed });
        }
        (self.rows, self.last) = (next, row.hash);
        Ok(())
    }

    /// The verdict after the last row, given how many were written.
    pub(crate) const fn end(&self, written: u64) -> AuditState {
        if self.rows < written {
            AuditState::Broken { row: self.rows + 1, why: AuditBreak::Missing }
        } else if self.rows > written {
            AuditState::Broken { row: written + 1, why: AuditBreak::Foreign }
        } else {
            AuditState::Whole { rows: self.rows, last: self.last }
        }
    }
}
