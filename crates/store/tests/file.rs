//! What the journal in a file promises beyond the contract: who may open it, what is refused, backups.

mod scratch;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc::{channel, sync_channel};

use rusqlite::Connection;
use scratch::{Scratch, all, at, draft, put};
use twinline_model::Cursor;
use twinline_store::{
    Appended, AuditBreak, AuditEntry, AuditState, BackupKey, Batch, Claim, Durability, EPOCHS_SKIPPED_BY_RESTORE, FILE_NAME, GapReason,
    Journal, MAX_QUEUED, Page, SqliteJournal, StoreError, Write, restore,
};

fn open(scratch: &Scratch) -> Result<SqliteJournal, StoreError> {
    SqliteJournal::open(scratch.path(), 0)
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("is there").permissions().mode() & 0o777
}

/// A file that nobody has open.
fn raw(scratch: &Scratch) -> Connection {
    Connection::open(scratch.path().join(FILE_NAME)).expect("opens")
}

fn audited(journal: &dyn Journal, action: &str) {
    let text = str::to_owned;
    let entry = AuditEntry {
        at: at(0),
        actor: text("bot"),
        key_id: String::new(),
        origin: text("cli"),
        action: text(action),
        account: text("main"),
        detail: String::new(),
    };
    journal.append_wait(Batch::new(journal.epoch()).with(Write::Audit(entry)), Durability::Synced).expect("written");
}

#[test]
fn nobody_else_can_read_it() {
    let scratch = Scratch::new();
    let journal = open(&scratch).unwrap();
    put(&journal, "main", "x");
    assert_eq!(mode(scratch.path()), 0o700);
    let names: Vec<_> = std::fs::read_dir(scratch.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(names.len() >= 3, "{names:?}");
    names.iter().for_each(|path| assert_eq!(mode(path), 0o600, "{}", path.display()));
    drop(journal);

    let file = scratch.path().join(FILE_NAME);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(open(&scratch), Err(StoreError::TooOpen { mode: 0o640, .. })));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::set_permissions(scratch.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(open(&scratch), Err(StoreError::TooOpen { mode: 0o755, .. })));
}

#[test]
fn it_has_one_owner_and_remembers_everything() {
    let scratch = Scratch::new();
    let first = open(&scratch).unwrap();
    assert_eq!(first.epoch(), 1);
    put(&first, "main", "a");
    assert_eq!(first.reserve("id", 10), Ok(1..11));
    audited(&first, "order");
    assert!(matches!(open(&scratch), Err(StoreError::InUse { .. })));
    drop(first);
    let second = open(&scratch).unwrap();
    assert_eq!((second.epoch(), second.reserve("id", 10)), (2, Ok(11..21)));
    assert_eq!(put(&second, "main", "b"), Cursor { epoch: 2, seq: 2 });
    audited(&second, "cancel");
    drop(second);
    let third = SqliteJournal::open(scratch.path(), 50).unwrap();
    assert_eq!(third.epoch(), 50);
    let heads = third.heads().unwrap();
    assert_eq!(heads, [("main".to_owned(), Cursor { epoch: 2, seq: 2 })]);
    assert_eq!(all(&third, "main").iter().map(|record| record.payload.clone()).collect::<Vec<_>>(), [b"a", b"b"]);
    assert!(matches!(third.verify_audit(), Ok(AuditState::Whole { rows: 2, .. })));
    drop(third);
    assert_eq!(SqliteJournal::open(scratch.path(), 3).unwrap().epoch(), 51);
}

#[test]
fn what_was_taken_is_written_before_it_closes() {
    let scratch = Scratch::new();
    let journal = open(&scratch).unwrap();
    let (tell, told) = channel();
    for n in 0..500 {
        let tell = tell.clone();
        let done = move |result: Result<Appended, StoreError>| tell.send(result.is_ok()).unwrap();
        journal.append(Batch::new(1).record(draft("main", &n.to_string())), Durability::Relaxed, Box::new(done));
    }
    drop(journal);
    assert_eq!(told.try_iter().filter(|good| *good).count(), 500);
    assert_eq!(all(&open(&scratch).unwrap(), "main").len(), 500);
}

#[test]
fn a_full_queue_says_so_at_once_and_goes_on() {
    let scratch = Scratch::new();
    let journal = open(&scratch).unwrap();
    // The writer's thread is held in a callback until there is too much to do.
    let (reached, is_reached) = sync_channel(1);
    let (release, released) = sync_channel::<()>(1);
    let hold = move |_| {
        reached.send(()).unwrap();
        released.recv().unwrap();
    };
    journal.append(Batch::new(1).record(draft("main", "first")), Durability::Relaxed, Box::new(hold));
    is_reached.recv().unwrap();
    let (tell, told) = channel();
    for n in 0..MAX_QUEUED + 3 {
        let tell = tell.clone();
        let done = move |result| tell.send((n, result)).unwrap();
        journal.append(Batch::new(1).record(draft("main", "x")), Durability::Relaxed, Box::new(done));
    }
    let refused: Vec<_> = told.try_iter().collect();
    let full = Err(StoreError::Full { waiting: MAX_QUEUED });
    assert_eq!(refused, (MAX_QUEUED..MAX_QUEUED + 3).map(|n| (n, full.clone())).collect::<Vec<_>>());
    release.send(()).unwrap();
    let written = (0..MAX_QUEUED).filter(|_| told.recv().unwrap().1.is_ok()).count();
    assert_eq!((written, put(&journal, "main", "last").seq), (MAX_QUEUED, MAX_QUEUED as u64 + 2));
}

#[test]
fn bytes_that_wait_are_bounded_too() {
    let scratch = Scratch::fast();
    let journal = open(&scratch).unwrap();
    let (reached, is_reached) = sync_channel(1);
    let (release, released) = sync_channel::<()>(1);
    let hold = move |_| {
        reached.send(()).unwrap();
        released.recv().unwrap();
    };
    journal.append(Batch::new(1).record(draft("main", "first")), Durability::Relaxed, Box::new(hold));
    is_reached.recv().unwrap();
    let (tell, told) = channel();
    let ten = "x".repeat(10 * 1_024 * 1_024);
    for _ in 0..7 {
        let tell = tell.clone();
        journal.append(Batch::new(1).record(draft("main", &ten)), Durability::Relaxed, Box::new(move |result| tell.send(result).unwrap()));
    }
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [Err(StoreError::Full { waiting: 6 })]);
    release.send(()).unwrap();
    assert_eq!((0..6).filter(|_| told.recv().unwrap().is_ok()).count(), 6);
}

#[test]
fn a_callback_that_panics_stops_nobody() {
    let scratch = Scratch::new();
    let journal = open(&scratch).unwrap();
    journal.append(Batch::new(1).record(draft("main", "a")), Durability::Relaxed, Box::new(|_| panic!("a bug of the caller's")));
    assert_eq!(put(&journal, "main", "b").seq, 2);
}

#[test]
fn a_later_version_s_file_is_left_alone() {
    let scratch = Scratch::new();
    put(&open(&scratch).unwrap(), "main", "a");
    raw(&scratch).pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(scratch.path().join(FILE_NAME)).unwrap();
    assert!(matches!(open(&scratch), Err(StoreError::NewerSchema { found: 99, .. })));
    assert_eq!(std::fs::read(scratch.path().join(FILE_NAME)).unwrap(), before);
}

#[test]
fn what_is_no_sound_journal_is_refused() {
    let refused = |spoil: &dyn Fn(&Scratch)| {
        let scratch = Scratch::fast();
        let journal = open(&scratch).unwrap();
        (0..50).for_each(|n| assert!(put(&journal, "main", &"x".repeat(n * 50)).seq > 0));
        drop(journal);
        spoil(&scratch);
        let result = open(&scratch);
        assert!(matches!(result, Err(StoreError::Damaged { .. })), "{result:?}");
    };
    refused(&|scratch| assert_eq!(raw(scratch).execute("DELETE FROM journal WHERE seq = 7", []), Ok(1)));
    refused(&|scratch| assert_eq!(raw(scratch).execute("DELETE FROM journal WHERE seq = 1", []), Ok(1)));
    refused(&|scratch| raw(scratch).pragma_update(None, "application_id", 5).unwrap());
    let file = |scratch: &Scratch| scratch.path().join(FILE_NAME);
    refused(&|scratch| std::fs::write(file(scratch), "no database at all, but long enough to look at".repeat(99)).unwrap());
    refused(&|scratch| {
        let mut bytes = std::fs::read(file(scratch)).unwrap();
        let half = bytes.len() / 2;
        bytes[half..].fill(0xA5);
        std::fs::write(file(scratch), bytes).unwrap();
    });
}

#[test]
fn the_first_wrong_row_of_the_audit_trail_is_named() {
    let after = |change: &str| {
        let scratch = Scratch::fast();
        let journal = open(&scratch).unwrap();
        (0..9).for_each(|n| audited(&journal, &format!("action {n}")));
        drop(journal);
        assert_eq!(raw(&scratch).execute(change, []).unwrap(), 1, "{change}");
        open(&scratch).unwrap().verify_audit().unwrap()
    };
    let broken = |row, why| AuditState::Broken { row, why };
    assert_eq!(after("UPDATE audit SET actor = 'somebody' WHERE id = 4"), broken(4, AuditBreak::Changed));
    assert_eq!(after("UPDATE audit SET at = at + 1 WHERE id = 9"), broken(9, AuditBreak::Changed));
    assert_eq!(after("UPDATE audit SET actor = 'bo', key_id = 't' WHERE id = 2"), broken(2, AuditBreak::Changed));
    assert_eq!(after("UPDATE audit SET hash = zeroblob(32) WHERE id = 5"), broken(5, AuditBreak::Changed));
    assert_eq!(after("DELETE FROM audit WHERE id = 3"), broken(3, AuditBreak::Missing));
    assert_eq!(after("DELETE FROM audit WHERE id = 9"), broken(9, AuditBreak::Missing));
    assert_eq!(after("UPDATE audit SET id = -1 WHERE id = 1"), broken(1, AuditBreak::Foreign));
    let more = "INSERT INTO audit SELECT 10, at, actor, key_id, origin, action, account, detail, hash FROM audit WHERE id = 9";
    assert_eq!(after(more), broken(10, AuditBreak::Changed));
}

fn key(byte: u8) -> BackupKey {
    BackupKey::new([byte; 32])
}

/// A journal with something of everything.
fn filled(scratch: &Scratch) -> SqliteJournal {
    let journal = open(scratch).unwrap();
    let claim = Claim::of("main", "k", b"x", at(0));
    let batch = (0..300).fold(Batch::new(1).claim(claim), |batch, n| batch.record(draft("main", &format!("secret {n}").repeat(60))));
    journal.append_wait(batch, Durability::Synced).unwrap();
    audited(&journal, "order");
    journal
}

#[test]
fn a_backup_is_taken_while_writing_and_brought_back_whole() {
    let (scratch, kept, target) = (Scratch::new(), Scratch::new(), Scratch::new());
    let journal = filled(&scratch);
    std::fs::create_dir(kept.path()).unwrap();
    let file = kept.path().join("backup");
    let report = std::thread::scope(|scope| {
        let writer = scope.spawn(|| (0..200).map(|n| put(&journal, "other", &n.to_string()).seq).last());
        let report = journal.backup(&file, &key(1)).unwrap();
        assert_eq!(writer.join().unwrap(), Some(200));
        report
    });
    assert!((300..=500).contains(&report.records) && report.audit_rows == 1, "{report:?}");
    assert_eq!((mode(&file), std::fs::metadata(&file).unwrap().len()), (0o600, report.bytes));
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"secret" || window == b"SQLite"));
    assert!(matches!(journal.backup(&file, &key(1)), Err(StoreError::Occupied { .. })));
    let beside: Vec<_> = std::fs::read_dir(scratch.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!beside.iter().any(|name| name.to_string_lossy().contains("copying")), "{beside:?}");

    assert_eq!(restore(&file, target.path(), &key(1)).unwrap(), report);
    assert_eq!((mode(target.path()), mode(&target.path().join(FILE_NAME))), (0o700, 0o600));
    assert_eq!(std::fs::read_dir(target.path()).unwrap().count(), 1);
    let restored = open(&target).unwrap();
    assert!(restored.epoch() > EPOCHS_SKIPPED_BY_RESTORE);
    assert_eq!(all(&restored, "main"), all(&journal, "main"));
    assert!(restored.claimed("main", "k", at(1)).unwrap().is_some());
    // A cursor of after the backup means nothing in the restored history, even when that has grown as long.
    let late = put(&journal, "other", "after the backup");
    (0..300).for_each(|n| assert!(put(&restored, "other", &n.to_string()).seq > 0));
    assert!(matches!(restored.read("other", late, 1), Ok(Page::Gap { reason: GapReason::OtherEpoch, .. })));
}

#[test]
fn a_backup_that_is_not_whole_is_refused_and_leaves_nothing() {
    let (scratch, kept, target) = (Scratch::fast(), Scratch::fast(), Scratch::fast());
    std::fs::create_dir(kept.path()).unwrap();
    let file = kept.path().join("backup");
    filled(&scratch).backup(&file, &key(1)).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let spoilt = kept.path().join("spoilt");
    let refused = |bytes: &[u8]| {
        std::fs::write(&spoilt, bytes).unwrap();
        let error = restore(&spoilt, target.path(), &key(1)).unwrap_err();
        assert_eq!(std::fs::read_dir(target.path()).unwrap().count(), 0, "{error}");
        error
    };
    for place in (0..bytes.len()).step_by(bytes.len() / 300).chain(0..60) {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let error = refused(&changed);
        assert!(matches!(error, StoreError::Damaged { .. } | StoreError::WrongKey { .. }), "{place}: {error}");
        assert!(matches!(refused(&bytes[..place]), StoreError::Damaged { .. }), "cut at {place}");
    }
    let piece = 64 * 1_024 + 16;
    assert!(bytes.len() > 43 + 2 * piece, "{} bytes", bytes.len());
    assert!(matches!(refused(&bytes[..43 + piece]), StoreError::Damaged { .. }), "cut between pieces");
    let mut swapped = bytes.clone();
    swapped[43..43 + 2 * piece].rotate_left(piece);
    assert!(matches!(refused(&swapped), StoreError::Damaged { .. }), "pieces swapped");
    let error = restore(&file, target.path(), &key(2)).unwrap_err();
    assert!(matches!(error, StoreError::WrongKey { .. }), "{error}");
    std::fs::write(target.path().join("note"), "mine").unwrap();
    assert!(matches!(restore(&file, target.path(), &key(1)), Err(StoreError::Occupied { .. })));
    assert_eq!(format!("{:?}", key(1)), "<redacted>");
}

#[test]
fn a_lock_of_another_program_fails_closed_until_reopened() {
    let scratch = Scratch::new();
    let journal = open(&scratch).unwrap();
    put(&journal, "main", "a");
    let other = raw(&scratch);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let batch = |epoch| Batch::new(epoch).record(draft("main", "b"));
    let busy = journal.append_wait(batch(1), Durability::Synced);
    assert!(matches!(busy, Err(StoreError::CommitFailed { .. })), "{busy:?}");
    for durability in [Durability::Synced, Durability::Relaxed] {
        assert!(matches!(journal.append_wait(batch(1), durability), Err(StoreError::Failed { .. })));
    }
    assert!(matches!(journal.reserve("id", 1), Err(StoreError::Failed { .. })));
    assert!(journal.failure().is_some());
    assert_eq!(all(&journal, "main").len(), 1, "what was written can be read");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(matches!(journal.append_wait(batch(1), Durability::Synced), Err(StoreError::Failed { .. })), "not by itself");
    assert_eq!((journal.reopen(), journal.failure()), (Ok(2), None));
    assert!(matches!(journal.append_wait(batch(1), Durability::Synced), Err(StoreError::OldEpoch { .. })));
    assert_eq!(put(&journal, "main", "b"), Cursor { epoch: 2, seq: 2 });
}
