//! What every journal promises, asked of each of them.

mod scratch;

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use scratch::{Scratch, all, at, draft, put};
use twinline_model::{Cursor, Duration};
use twinline_store::{
    Appended, AuditEntry, AuditState, Batch, CLAIM_LIFE, Claim, Draft, Durability, GapReason, Journal, MAX_ABOUT, MAX_NAME_BYTES,
    MAX_WRITES, MemoryJournal, Page, Seek, SqliteJournal, StoreError, Write,
};

/// Asks each kind of journal the same.
fn each(ask: impl Fn(&dyn Journal)) {
    ask(&MemoryJournal::new(7));
    let scratch = Scratch::new();
    ask(&SqliteJournal::open(scratch.path(), 7).expect("opens"));
}

fn answer(key: &str, answer: &str) -> Write {
    Write::Answer { account: "main".to_owned(), key: key.to_owned(), answer: answer.as_bytes().to_vec() }
}

fn setting(key: &str, value: Option<&str>) -> Write {
    Write::Setting { key: key.to_owned(), value: value.map(|value| value.as_bytes().to_vec()) }
}

fn audited(action: &str) -> Write {
    let text = str::to_owned;
    Write::Audit(AuditEntry {
        at: at(1),
        actor: text("token bot"),
        key_id: text("k1"),
        origin: text("127.0.0.1"),
        action: text(action),
        account: text("main"),
        detail: text("{}"),
    })
}

fn write(journal: &dyn Journal, batch: Batch) -> Vec<Cursor> {
    match journal.append_wait(batch, Durability::Synced).expect("written") {
        Appended::New(cursors) => cursors,
        held @ Appended::Held { .. } => panic!("{held:?}"),
    }
}

#[test]
fn every_stream_counts_from_one_without_a_hole() {
    each(|journal| {
        for n in 1..=40u64 {
            assert_eq!(put(journal, "main", &n.to_string()), Cursor { epoch: 7, seq: n });
            if n % 3 == 0 {
                assert_eq!(put(journal, "paper", "x").seq, n / 3);
            }
        }
        let records = all(journal, "main");
        assert_eq!(records.iter().map(|record| record.cursor.seq).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
        assert_eq!(records[16].payload, b"17");
        assert_eq!((records[0].kind.as_str(), records[0].at), ("order_placed", at(0)));
        let heads = journal.heads().unwrap();
        let head = |seq| Cursor { epoch: 7, seq };
        assert_eq!(heads, [("main".to_owned(), head(40)), ("paper".to_owned(), head(13))]);
    });
}

#[test]
fn a_record_is_found_by_what_it_is_about() {
    each(|journal| {
        let named = |stream: &str, n: u64, names: &[&str]| {
            let about = names.iter().map(|name| (*name).to_owned()).collect();
            write(journal, Batch::new(7).record(Draft { about, ..draft(stream, &n.to_string()) }));
        };
        for n in 1..=30u64 {
            named("main", n, if n % 3 == 0 { &["third", "third"] } else { &["other"] });
        }
        named("paper", 1, &["third"]);
        let seqs = |seek, limit| {
            let found = journal.about("main", "third", seek, limit).unwrap();
            found.iter().map(|record| record.cursor.seq).collect::<Vec<_>>()
        };
        assert_eq!(seqs(Seek::After(0), 3), [3, 6, 9]);
        assert_eq!(seqs(Seek::After(9), 2), [12, 15]);
        assert_eq!(seqs(Seek::After(30), 2), [0; 0]);
        assert_eq!(seqs(Seek::Before(u64::MAX), 3), [30, 27, 24]);
        assert_eq!(seqs(Seek::Before(9), 9), [6, 3]);
        let last = &journal.about("main", "third", Seek::Before(u64::MAX), 1).unwrap()[0];
        assert_eq!((last.cursor, last.payload.as_slice(), last.kind.as_str()), (Cursor { epoch: 7, seq: 30 }, &b"30"[..], "order_placed"));
        assert_eq!(journal.about("main", "nobody", Seek::After(0), 9).unwrap(), []);
        assert_eq!(journal.about("nowhere", "third", Seek::After(0), 9).unwrap(), []);
    });
}

#[test]
fn names_of_a_record_are_held_to_their_bounds() {
    each(|journal| {
        for about in [vec![String::new()], vec!["x".repeat(MAX_NAME_BYTES + 1)], vec!["x".to_owned(); MAX_ABOUT + 1]] {
            let batch = Batch::new(7).record(Draft { about, ..draft("main", "1") });
            assert!(matches!(journal.append_wait(batch, Durability::Relaxed), Err(StoreError::Invalid { .. })));
        }
        assert_eq!(journal.heads().unwrap(), []);
    });
}

#[test]
fn a_batch_over_several_streams_is_placed_in_its_order() {
    each(|journal| {
        let batch = Batch::new(7).record(draft("a", "1")).record(draft("b", "2")).record(draft("a", "3"));
        let seqs: Vec<u64> = write(journal, batch).iter().map(|cursor| cursor.seq).collect();
        assert_eq!(seqs, [1, 1, 2]);
    });
}

#[test]
fn many_writers_share_one_order_and_hear_of_it_in_that_order() {
    each(|journal| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let heard = heard.clone();
                scope.spawn(move || {
                    let (tell, told) = channel();
                    for n in 0..100 {
                        let (heard, tell) = (heard.clone(), tell.clone());
                        let durability = if n % 2 == 0 { Durability::Synced } else { Durability::Relaxed };
                        let done = move |result: Result<Appended, StoreError>| {
                            let Ok(Appended::New(cursors)) = result else { panic!("{result:?}") };
                            heard.lock().unwrap().push((writer, n, cursors[0].seq));
                            tell.send(()).unwrap();
                        };
                        journal.append(Batch::new(7).record(draft("main", &format!("{writer} {n}"))), durability, Box::new(done));
                    }
                    (0..100).for_each(|_| told.recv().unwrap());
                });
            }
        });
        let mut heard = heard.lock().unwrap().clone();
        for writer in 0..4 {
            let own: Vec<_> = heard.iter().filter(|said| said.0 == writer).map(|said| said.1).collect();
            assert_eq!(own, (0..100).collect::<Vec<_>>(), "callbacks come in the order of the appends");
        }
        heard.sort_by_key(|said| said.2);
        let records = all(journal, "main");
        assert_eq!(records.len(), 400);
        for (record, (writer, n, seq)) in records.iter().zip(heard) {
            assert_eq!((record.cursor.seq, record.payload.as_slice()), (seq, format!("{writer} {n}").as_bytes()));
        }
    });
}

#[test]
fn only_the_present_lease_writes() {
    each(|journal| {
        put(journal, "main", "a");
        for given in [0, 6, 8] {
            let refused = journal.append_wait(Batch::new(given).record(draft("main", "b")), Durability::Relaxed);
            assert_eq!(refused, Err(StoreError::OldEpoch { given, held: 7 }));
        }
        assert_eq!(journal.reopen(), Ok(8));
        assert_eq!(journal.epoch(), 8);
        let refused = journal.append_wait(Batch::new(7).record(draft("main", "c")), Durability::Synced);
        assert_eq!(refused, Err(StoreError::OldEpoch { given: 7, held: 8 }));
        assert_eq!(put(journal, "main", "d"), Cursor { epoch: 8, seq: 2 }, "numbers go on over epochs");
        assert_eq!(all(journal, "main").len(), 2);
    });
}

#[test]
fn a_reader_resumes_where_it_was_or_hears_of_a_gap() {
    each(|journal| {
        for n in 0..5 {
            put(journal, "main", &n.to_string());
        }
        assert_eq!(journal.reopen(), Ok(8));
        for n in 5..10 {
            put(journal, "main", &n.to_string());
        }
        let head = Cursor { epoch: 8, seq: 10 };
        let page = |epoch, seq, limit| journal.read("main", Cursor { epoch, seq }, limit).unwrap();
        let seqs = |page| match page {
            Page::Records { records, more } => (records.iter().map(|record| record.cursor.seq).collect::<Vec<_>>(), more),
            Page::Gap { .. } => panic!("{page:?}"),
        };
        assert_eq!(seqs(page(7, 3, 4)), (vec![4, 5, 6, 7], true));
        assert_eq!(seqs(page(8, 6, 4)), (vec![7, 8, 9, 10], false));
        assert_eq!(seqs(page(8, 10, 4)), (vec![], false), "at the end there is nothing more, and no gap");
        assert_eq!(seqs(page(0, 0, 2)), (vec![1, 2], true));
        assert_eq!(seqs(page(8, 9, 0)), (vec![], true));
        assert_eq!(page(8, 11, 4), Page::Gap { reason: GapReason::Beyond, head });
        assert_eq!(page(8, u64::MAX, 4), Page::Gap { reason: GapReason::Beyond, head });
        assert_eq!(page(8, 3, 4), Page::Gap { reason: GapReason::OtherEpoch, head });
        assert_eq!(page(7, 8, 4), Page::Gap { reason: GapReason::OtherEpoch, head });
        let nobody = journal.read("nobody", Cursor { epoch: 7, seq: 1 }, 4).unwrap();
        assert_eq!(nobody, Page::Gap { reason: GapReason::Beyond, head: Cursor::default() });
        assert_eq!(seqs(journal.read("nobody", Cursor::default(), 4).unwrap()), (vec![], false));
    });
}

#[test]
fn a_key_is_claimed_with_its_intent_or_not_at_all() {
    each(|journal| {
        let claim = Claim::of("main", "k", b"buy one", at(0));
        let intent = |claim: Claim| Batch::new(7).claim(claim).record(draft("main", "intent"));
        assert_eq!(journal.claimed("main", "k", at(0)).unwrap(), None);
        let first = write(journal, intent(claim.clone()))[0];
        let again = |claim| match journal.append_wait(intent(claim), Durability::Synced).unwrap() {
            Appended::Held { same_body, claimed } => (same_body, claimed),
            other @ Appended::New(_) => panic!("{other:?}"),
        };
        let (same, claimed) = again(Claim { at: at(5), ..claim.clone() });
        assert!(same);
        assert_eq!((claimed.cursor, claimed.answer, claimed.at, claimed.expires_at), (Some(first), None, at(0), at(0) + CLAIM_LIFE));
        write(journal, Batch::new(7).with(answer("k", "done")).with(answer("k", "a second answer")).with(answer("no such key", "?")));
        assert_eq!(again(claim.clone()).1.answer.as_deref(), Some(&b"done"[..]));
        assert!(!again(Claim::of("main", "k", b"buy two", at(6))).0);
        assert_eq!(journal.claimed("main", "k", at(9)).unwrap().unwrap().answer.as_deref(), Some(&b"done"[..]));
        assert_eq!(all(journal, "main").len(), 1, "what was refused left nothing");
        let other = Claim::of("paper", "k", b"buy one", at(0));
        write(journal, Batch::new(7).claim(other));

        // A batch that is refused claims nothing.
        let refused = Batch::new(7).claim(Claim::of("main", "k2", b"", at(0))).record(draft("", "no stream"));
        assert!(matches!(journal.append_wait(refused, Durability::Synced), Err(StoreError::Invalid { .. })));
        assert_eq!(journal.claimed("main", "k2", at(0)).unwrap(), None);
    });
}

#[test]
fn a_key_is_free_again_after_its_time() {
    each(|journal| {
        let claim = |at| Batch::new(7).claim(Claim::of("main", "k", b"x", at)).record(draft("main", "intent"));
        write(journal, claim(at(0)));
        let (before, end) = (at(0) + CLAIM_LIFE - Duration::from_nanos(1), at(0) + CLAIM_LIFE);
        assert!(matches!(journal.append_wait(claim(before), Durability::Synced), Ok(Appended::Held { .. })));
        assert!(journal.claimed("main", "k", before).unwrap().is_some() && journal.claimed("main", "k", end).unwrap().is_none());
        assert_eq!(write(journal, claim(end))[0].seq, 2);
        let claimed = journal.claimed("main", "k", end).unwrap().unwrap();
        assert_eq!((claimed.at, claimed.answer), (end, None));
    });
}

#[test]
fn of_a_hundred_equal_requests_one_is_written() {
    each(|journal| {
        let (tell, told) = channel();
        std::thread::scope(|scope| {
            for _ in 0..100 {
                let tell = tell.clone();
                scope.spawn(move || {
                    let batch = Batch::new(7).claim(Claim::of("main", "k", b"x", at(0))).record(draft("main", "intent"));
                    tell.send(journal.append_wait(batch, Durability::Synced)).unwrap();
                });
            }
        });
        let new = (0..100).filter(|_| matches!(told.recv().unwrap(), Ok(Appended::New(_)))).count();
        assert_eq!((new, all(journal, "main").len()), (1, 1));
    });
}

#[test]
fn what_breaks_a_bound_is_refused_whole() {
    each(|journal| {
        let long = "x".repeat(MAX_NAME_BYTES + 1);
        let many = (0..=MAX_WRITES).fold(Batch::new(7), |batch, _| batch.record(draft("main", "")));
        let nowhere = Write::Checkpoint { stream: "main".to_owned(), cursor: Cursor { epoch: 7, seq: 1 }, bytes: Vec::new() };
        for batch in [
            Batch::new(7),
            Batch::new(7).record(draft("main", "good")).record(draft(&long, "")),
            many,
            Batch::new(7).record(draft("main", "good")).with(nowhere),
            Batch::new(7).record(draft("main", "good")).with(setting("", Some("x"))),
        ] {
            let result = journal.append_wait(batch, Durability::Synced);
            assert!(matches!(result, Err(StoreError::Invalid { .. })), "{result:?}");
        }
        assert!(all(journal, "main").is_empty());
        assert_eq!(put(journal, "main", "good").seq, 1);
    });
}

#[test]
fn a_checkpoint_stands_for_what_was_before() {
    each(|journal| {
        assert_eq!(journal.checkpoint("main").unwrap(), None);
        let cursor = put(journal, "main", "a");
        let state = |cursor, bytes: &str| Write::Checkpoint { stream: "main".to_owned(), cursor, bytes: bytes.as_bytes().to_vec() };
        write(journal, Batch::new(7).with(state(cursor, "one")));
        let second = put(journal, "main", "b");
        let foreign = Batch::new(7).with(state(Cursor { epoch: 6, seq: 2 }, "of another history"));
        assert!(matches!(journal.append_wait(foreign, Durability::Synced), Err(StoreError::Invalid { .. })));
        assert_eq!(journal.checkpoint("main").unwrap().map(|held| (held.cursor, held.bytes)), Some((cursor, b"one".to_vec())));
        write(journal, Batch::new(7).with(state(second, "two")));
        assert_eq!(journal.checkpoint("main").unwrap().map(|held| (held.cursor, held.bytes)), Some((second, b"two".to_vec())));
    });
}

#[test]
fn settings_are_kept_replaced_and_removed() {
    each(|journal| {
        write(
            journal,
            Batch::new(7).with(setting("list.a", Some("1"))).with(setting("list.ä", Some("2"))).with(setting("lisu", Some("3"))),
        );
        write(journal, Batch::new(7).with(setting("list.a", Some("4"))).with(setting("mode", Some("5"))));
        let list = journal.settings("list.").unwrap();
        assert_eq!(list, [("list.a".to_owned(), b"4".to_vec()), ("list.ä".to_owned(), b"2".to_vec())]);
        assert_eq!(journal.settings("").unwrap().len(), 4);
        write(journal, Batch::new(7).with(setting("mode", None)));
        assert_eq!((journal.setting("mode").unwrap(), journal.setting("lisu").unwrap()), (None, Some(b"3".to_vec())));
    });
}

#[test]
fn the_audit_trail_is_a_chain() {
    each(|journal| {
        assert!(matches!(journal.verify_audit(), Ok(AuditState::Whole { rows: 0, .. })));
        write(journal, Batch::new(7).record(draft("main", "intent")).with(audited("order")).with(audited("cancel")));
        write(journal, Batch::new(7).with(audited("order")));
        let rows = journal.audit(0, 10).unwrap();
        assert_eq!(
            rows.iter().map(|row| (row.id, row.entry.action.as_str())).collect::<Vec<_>>(),
            [(1, "order"), (2, "cancel"), (3, "order")]
        );
        assert_ne!(rows[0].hash, rows[2].hash, "equal rows in other places differ");
        assert_eq!(journal.audit(2, 10).unwrap(), rows[2..]);
        assert_eq!(journal.verify_audit(), Ok(AuditState::Whole { rows: 3, last: rows[2].hash }));
    });
}

#[test]
fn numbers_are_given_out_once() {
    each(|journal| {
        assert_eq!(journal.reserve("client_order_id", 100), Ok(1..101));
        assert_eq!(journal.reserve("client_order_id", 1), Ok(101..102));
        assert_eq!(journal.reserve("other", 5), Ok(1..6));
        assert!(matches!(journal.reserve("other", u64::MAX), Err(StoreError::Invalid { .. })));
        assert_eq!(journal.reserve("other", 0), Ok(6..6));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// The file against the memory, over whatever is asked.
    #[test]
    fn both_kinds_answer_alike(steps in prop::collection::vec((0..7u8, 0..3u8, 0..4u8), 1..40)) {
        let scratch = Scratch::fast();
        let file = SqliteJournal::open(scratch.path(), 1).expect("opens");
        let memory = MemoryJournal::new(1);
        for (what, which, n) in steps {
            let ask = |journal: &dyn Journal| {
                let stream = format!("s{which}");
                let epoch = journal.epoch().saturating_sub(u64::from(n == 3 && what == 0));
                let batch = Batch::new(epoch).record(draft(&stream, &n.to_string()));
                let claim = Claim::of("main", &format!("k{which}"), &[n], at(i64::from(n) * 1_000_000));
                let cursor = Cursor { epoch: journal.epoch(), seq: u64::from(n) };
                match what {
                    0 => format!("{:?}", journal.append_wait(batch, Durability::Relaxed)),
                    1 => format!("{:?}", journal.append_wait(batch.claim(claim), Durability::Relaxed)),
                    2 => {
                        let batch = Batch::new(epoch).with(answer(&format!("k{which}"), "y"));
                        format!("{:?}", journal.append_wait(batch, Durability::Relaxed))
                    }
                    3 => format!("{:?}", journal.read(&stream, cursor, usize::from(which))),
                    4 => format!("{:?}", journal.claimed("main", &format!("k{which}"), at(i64::from(n) * 1_000_000))),
                    5 if n == 0 => format!("{:?}", journal.reopen()),
                    5 => format!("{:?}", journal.heads()),
                    _ => {
                        let bytes = vec![n];
                        let batch = Batch::new(epoch).with(Write::Checkpoint { stream: stream.clone(), cursor, bytes });
                        format!("{:?} {:?}", journal.append_wait(batch, Durability::Relaxed), journal.checkpoint(&stream))
                    }
                }
            };
            prop_assert_eq!(ask(&file), ask(&memory));
        }
    }
}
