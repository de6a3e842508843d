//! A power cut in the middle of a record: the log ends anywhere, with anything behind it.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use twinline_store::FILE_NAME;

use super::*;

/// A frame of SQLite's log, and what stands before the first.
const FRAME: usize = 24 + 4_096;
const HEADER: usize = 32;
static MADE: AtomicU32 = AtomicU32::new(0);

/// A directory that goes with this.
pub struct Folder(pub PathBuf);

impl Folder {
    /// In memory where there is such a place, for what writes many files.
    pub fn fast() -> Self {
        let shm = PathBuf::from("/dev/shm");
        Self::below(if shm.is_dir() { shm } else { std::env::temp_dir() })
    }

    /// Where files usually are.
    pub fn on_disk() -> Self {
        Self::below(std::env::temp_dir())
    }

    fn below(place: PathBuf) -> Self {
        Self(place.join(format!("twinline-house-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The file and the log as they are once a deed is on the disk, and the house then.
struct Kept {
    file: Vec<u8>,
    log: Vec<u8>,
    seen: String,
}

/// Every deed's record, cut at the beginning of each of its frames and inside them, with nothing or with rubbish behind the cut:
/// a part of them, or all if `HOUSE_CUTS` is `all`.
#[tokio::test]
async fn a_torn_record_is_the_house_before_it() {
    let folder = Folder::fast();
    let journal: Arc<dyn Journal> = Arc::new(SqliteJournal::open(&folder.0, 1).unwrap());
    let mut desk = begun(&journal);
    let mut kept = vec![look(&folder, &desk)];
    for deed in LIFE {
        show(&mut desk, 60_000);
        drop(done(&mut desk, deed));
        while !desk.keep.is_idle() {
            tokio::task::yield_now().await;
        }
        kept.push(look(&folder, &desk));
    }
    drop((desk, journal));
    let every = std::env::var("HOUSE_CUTS").is_ok_and(|cuts| cuts == "all");
    let (mut tried, mut before_after) = (0, [0, 0]);
    for pair in kept.windows(2).filter(|pair| pair[1].log.len() > pair[0].log.len()) {
        let (from, to) = (pair[0].log.len(), pair[1].log.len());
        for (nth, at) in cuts(from, to).into_iter().enumerate().filter(|(nth, at)| every || nth % 7 == from % 7 || *at == to) {
            let rubbish = if nth % 2 == 0 { Vec::new() } else { vec![0xA5; 700] };
            let found = begun_from(&pair[1], &[&pair[1].log[..at], &rubbish].concat());
            let which = [&pair[0].seen, &pair[1].seen].iter().position(|seen| **seen == found);
            before_after[which.unwrap_or_else(|| panic!("cut at {at} of {from} to {to}: neither before nor after"))] += 1;
            assert!(at < to || found == pair[1].seen, "what was on the disk is lost");
            tried += 1;
        }
    }
    println!("{tried} cuts: {} before, {} after", before_after[0], before_after[1]);
    assert!(before_after[0] > 10 && before_after[1] > 10, "{before_after:?}");
}

fn cuts(from: usize, to: usize) -> Vec<usize> {
    let frames = (from.max(HEADER)..to).step_by(FRAME);
    let mut cuts: Vec<usize> = frames.flat_map(|frame| [frame, frame + 1, frame + 24, frame + 2_000, frame + FRAME - 1]).collect();
    cuts.push(to);
    cuts.retain(|at| *at <= to);
    cuts
}

fn look(folder: &Folder, desk: &Desk) -> Kept {
    let read = |name: String| std::fs::read(folder.0.join(name)).expect("the journal wrote it");
    Kept { file: read(FILE_NAME.to_owned()), log: read(format!("{FILE_NAME}-wal")), seen: seen(&desk.engine) }
}

fn begun_from(kept: &Kept, log: &[u8]) -> String {
    let folder = Folder::fast();
    std::fs::DirBuilder::new().mode(0o700).create(&folder.0).unwrap();
    for (name, bytes) in [(FILE_NAME.to_owned(), &*kept.file), (format!("{FILE_NAME}-wal"), log)] {
        let path = folder.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let journal: Arc<dyn Journal> = Arc::new(SqliteJournal::open(&folder.0, 1).unwrap());
    seen(&begun(&journal).engine)
}
