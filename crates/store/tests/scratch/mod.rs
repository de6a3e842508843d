//! Directories and batches for tests.

#![allow(dead_code, reason = "each suite uses its part")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use twinline_model::{Cursor, Timestamp};
use twinline_store::{Appended, Batch, Draft, Durability, Journal, Page, Record};

static MADE: AtomicU32 = AtomicU32::new(0);

/// A directory's path that nothing is at yet; what comes there goes with this.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        Self::below(&std::env::temp_dir())
    }

    /// In memory where there is such a place, for what writes thousands of files.
    pub fn fast() -> Self {
        let shm = Path::new("/dev/shm");
        if shm.is_dir() { Self::below(shm) } else { Self::new() }
    }

    fn below(place: &Path) -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        Self(place.join(format!("twinline-store-{}-{number}", std::process::id())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_760_000_000_000 + seconds * 1_000)
}

pub fn draft(stream: &str, payload: &str) -> Draft {
    Draft { stream: stream.to_owned(), at: at(0), kind: "order_placed".to_owned(), payload: payload.as_bytes().to_vec(), about: Vec::new() }
}

/// Appends one record, synced; where it came to stand.
pub fn put(journal: &dyn Journal, stream: &str, payload: &str) -> Cursor {
    let batch = Batch::new(journal.epoch()).record(draft(stream, payload));
    match journal.append_wait(batch, Durability::Synced) {
        Ok(Appended::New(cursors)) if cursors.len() == 1 => cursors[0],
        other => panic!("{other:?}"),
    }
}

/// The whole history, read in pages.
pub fn all(journal: &dyn Journal, stream: &str) -> Vec<Record> {
    let mut found: Vec<Record> = Vec::new();
    loop {
        let after = found.last().map_or(Cursor::default(), |record| record.cursor);
        match journal.read(stream, after, 1_000).expect("readable") {
            Page::Records { records, more } => {
                found.extend(records);
                if !more {
                    return found;
                }
            }
            Page::Gap { reason, head } => panic!("a gap after {after:?}: {reason:?}, {head:?}"),
        }
    }
}
