//! Power cuts: the log ends anywhere, with anything behind it; what was acknowledged as synced is there.
//!
//! A file as a cut leaves it: everything up to the last sync is as written, everything later is there, or not, or torn. `CUTS` says how
//! many are tried.

mod scratch;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use rusqlite::Connection;
use scratch::{Scratch, all, draft};
use twinline_model::Cursor;
use twinline_store::{Appended, Batch, Durability, FILE_NAME, Journal, SqliteJournal};

/// What SQLite writes before the frames of a log, and before each of them; and a frame's page.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const PAGE: usize = 4_096;

/// Small numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        // Steele, Lea, Flood: SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % end.max(1) as u64).expect("below a usize")
    }
}

/// One append in the order of a single writer, and where the log ended when it was acknowledged.
#[derive(Debug)]
struct Acknowledged {
    stream: &'static str,
    cursor: Cursor,
    payload: String,
    synced: bool,
    log_end: usize,
}

/// Where the frames of the present generation of a log end.
fn log_end(path: &Path) -> usize {
    let mut file = File::open(path).expect("a log");
    let mut header = [0; LOG_HEADER];
    file.read_exact(&mut header).expect("a header");
    let mut end = LOG_HEADER;
    let mut frame = [0; FRAME_HEADER];
    while file.read_exact(&mut frame).is_ok() && frame[8..16] == header[16..24] {
        end += FRAME_HEADER + PAGE;
        file.seek(SeekFrom::Start(end as u64)).expect("seeks");
    }
    end
}

fn append(journal: &SqliteJournal, chance: &mut Chance, log: &Path, count: usize, out: &mut Vec<Acknowledged>) {
    for _ in 0..count {
        let stream = ["main", "paper", "delta"][chance.below(3)];
        let payload = format!("{} {}", out.len(), "x".repeat([0, 100, 3_000, 9_000][chance.below(4)]));
        let synced = chance.below(3) > 0;
        let durability = if synced { Durability::Synced } else { Durability::Relaxed };
        let batch = Batch::new(journal.epoch()).record(draft(stream, &payload));
        let Ok(Appended::New(cursors)) = journal.append_wait(batch, durability) else { panic!("not written") };
        out.push(Acknowledged { stream, cursor: cursors[0], payload, synced, log_end: log_end(log) });
    }
}

/// Two generations of a log: all of the first is in the file, the second has overwritten part of it.
struct History {
    /// Order of appending.
    acknowledged: Vec<Acknowledged>,
    /// How many of them are in the file already.
    filed: usize,
    file_before: Vec<u8>,
    file: Vec<u8>,
    log_before: Vec<u8>,
    log: Vec<u8>,
}

fn history(first: usize, second: usize) -> History {
    let scratch = Scratch::fast();
    let journal = SqliteJournal::open(scratch.path(), 1).expect("opens");
    let (path, log) = (scratch.path().join(FILE_NAME), scratch.path().join(format!("{FILE_NAME}-wal")));
    let read = |path: &Path| std::fs::read(path).expect("readable");
    let mut chance = Chance(1);
    let mut acknowledged = Vec::new();
    append(&journal, &mut chance, &log, first, &mut acknowledged);
    let (file_before, log_before) = (read(&path), read(&log));
    let filing = Connection::open(&path).expect("opens");
    let (frames, filed): (i64, i64) =
        filing.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| Ok((row.get(1)?, row.get(2)?))).expect("files the log");
    assert!(frames > 0 && frames == filed, "{filed} of {frames}");
    append(&journal, &mut chance, &log, second, &mut acknowledged);
    assert!(second == 0 || acknowledged[first].log_end < acknowledged[first - 1].log_end, "the log began anew");
    // Read while it is open: closing would file the log.
    let (file, log) = (read(&path), read(&log));
    History { acknowledged, filed: first, file_before, file, log_before, log }
}

/// What a cut at `at` leaves of a log: all before, and behind it nothing, what was there before, zeros, noise, or some sectors of each.
fn cut_log(chance: &mut Chance, written: &[u8], before: &[u8], at: usize) -> Vec<u8> {
    let mut left = written[..at].to_vec();
    match chance.below(5) {
        0 => {}
        1 => left.extend_from_slice(before.get(at..).unwrap_or_default()),
        2 => left.resize(written.len(), 0),
        3 => left.extend((at..written.len()).map(|_| chance.below(256) as u8)),
        _ => {
            let mut place = at;
            while place < written.len() {
                let end = (place / 512 * 512 + 512).min(written.len());
                match (chance.below(3), before.get(place..end)) {
                    (0, _) => left.extend_from_slice(&written[place..end]),
                    (1, Some(old)) => left.extend_from_slice(old),
                    _ => left.resize(end, 0),
                }
                place = end;
            }
        }
    }
    left
}

/// Opens what a cut has left and holds it to the promise: a beginning of what was appended, and no shorter than `least`.
fn holds(file: &[u8], log: &[u8], acknowledged: &[Acknowledged], least: usize, what: &str) -> usize {
    let scratch = Scratch::fast();
    std::fs::create_dir(scratch.path()).expect("made");
    for (name, bytes) in [(FILE_NAME.to_owned(), file), (format!("{FILE_NAME}-wal"), log)] {
        std::fs::write(scratch.path().join(&name), bytes).expect("written");
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(scratch.path().join(&name), private).expect("made private");
    }
    std::fs::set_permissions(scratch.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).expect("made private");
    let journal = SqliteJournal::open(scratch.path(), 0).unwrap_or_else(|error| panic!("{what}: {error}"));
    let found: Vec<_> = ["main", "paper", "delta"].map(|stream| (stream, all(&journal, stream))).into();
    let count: usize = found.iter().map(|(_, records)| records.len()).sum();
    assert!(count >= least, "{what}: {count} records, {least} were acknowledged as synced or stand before one that was");
    for said in &acknowledged[..count] {
        let records = &found.iter().find(|(stream, _)| *stream == said.stream).expect("a stream").1;
        let record = said.cursor.seq.checked_sub(1).and_then(|place| records.get(place as usize));
        let record = record.unwrap_or_else(|| panic!("{what}: {said:?} is missing, later ones are there"));
        assert!(record.cursor == said.cursor && record.payload == said.payload.as_bytes(), "{what}: {said:?} is {record:?}");
        assert!(journal.epoch() > record.cursor.epoch);
    }
    let next = journal.append_wait(Batch::new(journal.epoch()).record(draft("main", "after")), Durability::Synced);
    assert!(next.is_ok(), "{what}: {next:?}");
    count
}

fn cuts() -> usize {
    std::env::var("CUTS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

/// How many appends a cut of the log there must leave.
fn promised(acknowledged: &[Acknowledged], at: usize) -> usize {
    acknowledged.iter().rposition(|said| said.synced && said.log_end <= at).map_or(0, |place| place + 1)
}

#[test]
fn a_log_cut_anywhere_keeps_what_was_synced() {
    let history = history(90, 0);
    let mut chance = Chance(2);
    let (mut least, mut most) = (usize::MAX, 0);
    for nth in 0..cuts() / 2 {
        let at = chance.below(history.log_before.len() + 1);
        let log = cut_log(&mut chance, &history.log_before, &[], at);
        let promised = promised(&history.acknowledged, at);
        let count = holds(&history.file_before, &log, &history.acknowledged, promised, &format!("cut {nth} at {at}"));
        (least, most) = (least.min(count), most.max(count));
    }
    assert!(least < 10 && most > 80, "cuts from the beginning to the end: {least} to {most} records left");
}

#[test]
fn a_log_cut_while_it_overwrites_an_older_one_keeps_what_was_synced() {
    let history = history(60, 40);
    let mut chance = Chance(3);
    let written = history.acknowledged.last().expect("some").log_end;
    for nth in 0..cuts() / 2 {
        let at = chance.below(written + 1);
        let log = cut_log(&mut chance, &history.log[..written], &history.log_before, at);
        let promised = history.filed + promised(&history.acknowledged[history.filed..], at);
        holds(&history.file, &log, &history.acknowledged, promised, &format!("cut {nth} at {at}"));
    }
}

#[test]
fn a_cut_while_the_log_is_filed_keeps_everything() {
    let history = history(60, 0);
    let mut chance = Chance(4);
    for nth in 0..cuts() / 4 {
        let mut file = history.file.clone();
        // Sectors reach the disk in any order; the file may not have grown yet.
        for place in (0..file.len()).step_by(512) {
            if chance.below(2) == 0 {
                let old = history.file_before.get(place..place + 512).unwrap_or(&[0; 512]);
                file[place..place + 512].copy_from_slice(old);
            }
        }
        if chance.below(3) == 0 {
            file.truncate(history.file_before.len().max(chance.below(file.len())));
        }
        holds(&file, &history.log_before, &history.acknowledged, history.acknowledged.len(), &format!("cut {nth}"));
    }
}

#[test]
fn the_promise_can_be_broken() {
    // The same checks, with a log that lost what was synced: they must notice.
    let history = history(30, 0);
    let lost = std::panic::catch_unwind(|| {
        let half = history.log_before.len() / 2;
        holds(&history.file_before, &history.log_before[..half], &history.acknowledged, history.acknowledged.len(), "lost");
    });
    assert!(lost.is_err());
}
