//! Ends a process that appends, at any moment and in the middle of any write, and fails its disk.
//!
//! The process is this program again, asked for one of the tests marked as a child's. It says on stdout what was acknowledged.

mod scratch;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use scratch::{Scratch, all, at, draft};
use twinline_model::Cursor;
use twinline_store::{Appended, AuditEntry, AuditState, Batch, Claim, Durability, Journal, Page, SqliteJournal, StoreError, Write};

const DIR: &str = "TWINLINE_TEST_DIR";
const DISK: &str = "DISK_SAYS";

/// This program again, for one test.
fn child(test: &str, dir: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args([test, "--exact", "--ignored", "--nocapture", "--test-threads=1"]).env(DIR, dir).stdout(Stdio::piped());
    command
}

fn dir() -> PathBuf {
    PathBuf::from(std::env::var_os(DIR).expect("started by another test of this file, which says where"))
}

/// An append of the child, as it says it once it is acknowledged.
fn line(stream: &str, cursor: Cursor, payload: &str) -> String {
    format!("ack {stream} {} {} {payload}\n", cursor.epoch, cursor.seq)
}

#[test]
#[ignore = "a child: appends until it is ended"]
fn child_appends() {
    let journal = SqliteJournal::open(&dir(), 0).expect("opens");
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let journal = &journal;
            scope.spawn(move || appends(journal, writer));
        }
    });
}

/// Every kind of write, one batch after the other; says each when it is acknowledged, in one write to stdout.
fn appends(journal: &SqliteJournal, writer: u32) {
    let epoch = journal.epoch();
    for n in 0u32.. {
        let (stream, payload) = (format!("s{}", (writer + n) % 2), format!("{writer}-{n}-{}", "x".repeat((n as usize * 977) % 6_000)));
        let key = format!("{epoch}-{writer}-{n}");
        let mut batch = Batch::new(epoch).claim(Claim::of("main", &key, payload.as_bytes(), at(0))).record(draft(&stream, &payload));
        if n % 4 == 0 {
            let [actor, key_id, origin, action, account, detail] = ["bot", "", "cli", "order", "main", &payload].map(str::to_owned);
            batch = batch.with(Write::Audit(AuditEntry { at: at(0), actor, key_id, origin, action, account, detail }));
        }
        // Both outlive a process: only a power cut may take what is relaxed.
        let durability = if n % 3 == 0 { Durability::Relaxed } else { Durability::Synced };
        let Ok(Appended::New(cursors)) = journal.append_wait(batch, durability) else { panic!("{writer} {n}") };
        let said = line(&stream, cursors[0], &payload);
        std::io::stdout().lock().write_all(said.as_bytes()).expect("somebody listens");
    }
}

/// What a child acknowledged, by stream and number.
#[derive(Default)]
struct Acknowledged(BTreeMap<(String, u64), (u64, String)>);

impl Acknowledged {
    /// Takes lines until there are `enough`, or no more.
    fn hear(&mut self, from: &mut impl BufRead, enough: usize) -> usize {
        let mut heard = 0;
        let mut text = String::new();
        while heard < enough {
            text.clear();
            if from.read_line(&mut text).expect("readable") == 0 {
                break;
            }
            // A line that was cut off acknowledges nothing; the test harness writes lines of its own.
            let Some(words) = text.strip_suffix('\n').and_then(|text| text.split_once("ack ")) else { continue };
            let words: Vec<&str> = words.1.split(' ').collect();
            let [stream, epoch, seq, payload] = words[..] else { panic!("{text}") };
            let place = (stream.to_owned(), seq.parse().expect("a number"));
            let twice = self.0.insert(place, (epoch.parse().expect("a number"), payload.to_owned()));
            assert!(twice.is_none(), "acknowledged twice: {text}");
            heard += 1;
        }
        heard
    }

    /// Everything acknowledged is there, as it was said, with what belongs to it.
    fn holds(&self, dir: &Path) -> usize {
        let journal = SqliteJournal::open(dir, 0).expect("opens after a crash");
        let found: BTreeMap<String, _> = ["s0", "s1"].map(|stream| (stream.to_owned(), all(&journal, stream))).into();
        let mut audited = 0;
        for ((stream, seq), (epoch, payload)) in &self.0 {
            let record = found[stream].get(*seq as usize - 1).unwrap_or_else(|| panic!("{stream} {seq} was acknowledged and is lost"));
            assert_eq!((record.cursor, record.payload.as_slice()), (Cursor { epoch: *epoch, seq: *seq }, payload.as_bytes()));
            let mut words = payload.split('-');
            let (writer, n) = (words.next().expect("a writer"), words.next().expect("a number"));
            let claimed = journal.claimed("main", &format!("{epoch}-{writer}-{n}"), at(1)).expect("readable").expect("its claim is there");
            assert_eq!(claimed.cursor, Some(record.cursor));
            audited += u64::from(n.parse::<u32>().expect("a number") % 4 == 0);
        }
        match journal.verify_audit().expect("readable") {
            AuditState::Whole { rows, .. } => assert!(rows >= audited, "{rows} rows, {audited} acknowledged"),
            broken @ AuditState::Broken { .. } => panic!("{broken:?}"),
        }
        found.values().map(Vec::len).sum()
    }
}

fn ended(mut child: Child) {
    child.kill().expect("it was running");
    child.wait().expect("it ends");
}

#[test]
fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let scratch = Scratch::new();
    let mut acknowledged = Acknowledged::default();
    for round in 0..25usize {
        let mut running = child("child_appends", scratch.path()).spawn().expect("starts");
        let mut from = BufReader::new(running.stdout.take().expect("piped"));
        // Killed after so many, in the middle of whatever comes next.
        let enough = 1 + round * round;
        assert_eq!(acknowledged.hear(&mut from, enough), enough, "round {round}");
        ended(running);
        acknowledged.hear(&mut from, usize::MAX);
        // Every other time the next process finds the log as it was left.
        if round % 2 == 0 {
            let found = acknowledged.holds(scratch.path());
            assert!(found >= acknowledged.0.len());
        }
    }
    acknowledged.holds(scratch.path());
}

/// The failing disk, built for this run.
fn failing_disk(dir: &Path) -> PathBuf {
    std::fs::create_dir_all(dir).expect("made");
    let library = dir.join("disk.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disk.c");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl").status();
    assert!(built.expect("the C compiler that built the database is here").success());
    library
}

#[test]
fn a_process_that_ends_within_a_write_loses_nothing_that_it_acknowledged() {
    let place = Scratch::new();
    let library = failing_disk(place.path());
    let control = place.path().join("control");
    let mut ends = 0;
    for nth in 1..=40 {
        let dir = place.path().join(format!("at-{nth}"));
        std::fs::write(&control, format!("die {}", nth * 3)).expect("written");
        let mut running = child("child_appends", &dir).env("LD_PRELOAD", &library).env(DISK, &control).spawn().expect("starts");
        let mut acknowledged = Acknowledged::default();
        acknowledged.hear(&mut BufReader::new(running.stdout.take().expect("piped")), usize::MAX);
        ends += usize::from(running.wait().expect("it ends").code() == Some(9));
        acknowledged.holds(&dir);
    }
    assert_eq!(ends, 40, "each ended where it was told to");
}

#[test]
#[ignore = "a child: its disk fails and recovers"]
fn child_with_a_failing_disk() {
    let (dir, control) = (dir(), PathBuf::from(std::env::var_os(DISK).expect("says where")));
    let say = |word: &str| std::fs::write(&control, word).expect("written");
    let journal = SqliteJournal::open(&dir, 0).expect("opens");
    let batch = |payload: &str| Batch::new(journal.epoch()).record(draft("main", payload));
    let mut acknowledged: Vec<(Cursor, String)> = Vec::new();
    let mut tried = 0u32;
    let mut good = |acknowledged: &mut Vec<(Cursor, String)>, durability| {
        tried += 1;
        let payload = format!("good {tried}");
        let Ok(Appended::New(cursors)) = journal.append_wait(batch(&payload), durability) else { panic!("{payload}") };
        acknowledged.push((cursors[0], payload));
    };
    for word in ["sync", "full", "short", "sync", "full"] {
        good(&mut acknowledged, Durability::Relaxed);
        good(&mut acknowledged, Durability::Synced);
        let epoch = journal.epoch();
        say(word);
        let failed = journal.append_wait(batch(&format!("bad {word}")), Durability::Synced);
        assert!(matches!(failed, Err(StoreError::CommitFailed { .. })), "{word}: {failed:?}");
        // Fails closed, for everything, also once the disk is well again.
        for durability in [Durability::Synced, Durability::Relaxed] {
            assert!(matches!(journal.append_wait(batch("refused"), durability), Err(StoreError::Failed { .. })), "{word}");
        }
        assert!(matches!(journal.reserve("id", 1), Err(StoreError::Failed { .. })));
        assert!(journal.reopen().is_err() && journal.failure().is_some(), "{word}: no opening while the disk fails");
        holds(&journal, &acknowledged);
        say("");
        assert!(matches!(journal.append_wait(batch("refused"), Durability::Synced), Err(StoreError::Failed { .. })), "{word}");
        let reopened = journal.reopen().expect("opens again");
        assert!(reopened > epoch && journal.failure().is_none());
        let log = std::fs::metadata(dir.join("journal.db-wal")).expect("a log").len();
        assert!(log < 3 * 4_096, "{word}: nothing is written behind what may be a hole: {log} bytes");
        let old = journal.append_wait(Batch::new(epoch).record(draft("main", "refused")), Durability::Synced);
        assert!(matches!(old, Err(StoreError::OldEpoch { .. })), "{word}: {old:?}");
        holds(&journal, &acknowledged);
        good(&mut acknowledged, Durability::Synced);
    }
    drop(journal);
    holds(&SqliteJournal::open(&dir, 0).expect("opens"), &acknowledged);
    println!("failing disk: done");
}

/// What was acknowledged is there; beyond it only what failed in its commit may be, and nothing that was refused.
fn holds(journal: &SqliteJournal, acknowledged: &[(Cursor, String)]) {
    let records = all(journal, "main");
    for (cursor, payload) in acknowledged {
        let record = &records[cursor.seq as usize - 1];
        assert!(record.cursor == *cursor && record.payload == payload.as_bytes(), "{cursor:?} {payload}: {record:?}");
    }
    let others = records.iter().filter(|record| !acknowledged.iter().any(|(cursor, _)| *cursor == record.cursor));
    others.for_each(|record| assert!(record.payload.starts_with(b"bad"), "{record:?}"));
}

#[test]
fn a_failing_disk_fails_closed_until_it_is_reopened() {
    let place = Scratch::new();
    let library = failing_disk(place.path());
    let control = place.path().join("control");
    let mut running = child("child_with_a_failing_disk", &place.path().join("data"));
    let output = running.env("LD_PRELOAD", &library).env(DISK, &control).stderr(Stdio::piped()).output().expect("runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("failing disk: done"), "{said}");
}

#[test]
#[ignore = "a child: may write files of a size only"]
fn child_on_a_full_disk() {
    let journal = SqliteJournal::open(&dir(), 0).expect("opens");
    let payload = "x".repeat(3_000);
    let written = (0..10_000).find_map(|n| {
        let result = journal.append_wait(Batch::new(journal.epoch()).record(draft("main", &payload)), Durability::Synced);
        result.err().map(|error| (n, error))
    });
    let (written, error) = written.expect("it is full at some time");
    assert!(written > 10 && matches!(error, StoreError::CommitFailed { .. }), "{written}: {error}");
    let relaxed = journal.append_wait(Batch::new(journal.epoch()).record(draft("main", "y")), Durability::Relaxed);
    assert!(matches!(relaxed, Err(StoreError::Failed { .. })), "{relaxed:?}");
    assert!(matches!(journal.read("main", Cursor::default(), 1), Ok(Page::Records { .. })));
    println!("full after {written} records");
}

#[test]
fn a_full_disk_is_told_and_costs_nothing_acknowledged() {
    let scratch = Scratch::new();
    let inner = child("child_on_a_full_disk", scratch.path());
    // The shell sets the limit of 512 KiB on a file; the signal that comes with it is ignored, so that writes fail instead.
    let mut outer = Command::new("sh");
    outer.args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\""]).arg(inner.get_program()).args(inner.get_args());
    let output = outer.env(DIR, scratch.path()).output().expect("runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let count = said.split("full after ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|count| count.parse::<usize>().ok());
    let count = count.unwrap_or_else(|| panic!("{said}"));
    let found = all(&SqliteJournal::open(scratch.path(), 0).expect("opens"), "main").len();
    // The one whose commit failed may be there.
    assert!(found == count || found == count + 1, "{found} of {count}");
}
