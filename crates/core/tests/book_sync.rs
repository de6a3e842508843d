//! When is a book whole? Against a venue that is a list of changes, and story by story.

use proptest::prelude::*;
use twinline_core::book::{Book, BookSync, DeltaVerdict, SnapshotVerdict, SyncReason};
use twinline_model::{Level, Timestamp};
use twinline_venue::{BookFact, BookRule, Chain, InstrumentIx, SnapshotFrom, Span};

const RULE: BookRule = BookRule { snapshot: SnapshotFrom::Rest { depth: 1_000 }, chain: Chain::Previous, checksum: None };

fn fact(prev: u64, first: u64, last: u64) -> BookFact {
    let ts = Some(Timestamp::from_millis(i64::try_from(last).unwrap()));
    BookFact { ix: InstrumentIx(0), first, last, prev: Some(prev), bids: Span::default(), asks: Span::default(), sum: None, ts }
}

fn level(price: i64, size: i64) -> Level {
    Level { price, size }
}

fn delta(book: &mut BookSync, prev: u64, first: u64, last: u64) -> DeltaVerdict {
    book.delta(&fact(prev, first, last), &[level(100, i64::try_from(last).unwrap())], &[], true)
}

fn snapshot(book: &mut BookSync, last: u64) -> SnapshotVerdict {
    book.snapshot(&fact(0, last, last), &[level(100, 1)], &[level(101, 1)])
}

/// A book that is live at 10.
fn live() -> BookSync {
    let mut book = BookSync::new(RULE);
    assert_eq!(delta(&mut book, 8, 9, 10), DeltaVerdict::Buffered);
    assert_eq!(snapshot(&mut book, 9), SnapshotVerdict::Joined(1));
    book
}

#[test]
fn a_snapshot_in_a_quiet_market_waits_for_proof() {
    let mut book = BookSync::new(RULE);
    assert_eq!(snapshot(&mut book, 9), SnapshotVerdict::Held);
    assert!(!book.is_live());
    assert_eq!(snapshot(&mut book, 9), SnapshotVerdict::Joined(0), "a second one says the same");
    let mut book = BookSync::new(RULE);
    assert_eq!(snapshot(&mut book, 9), SnapshotVerdict::Held);
    assert_eq!(delta(&mut book, 5, 6, 8), DeltaVerdict::Stale);
    assert_eq!(delta(&mut book, 8, 9, 12), DeltaVerdict::Joined, "straddles the snapshot");
    assert!(book.is_live());
}

#[test]
fn an_old_snapshot_in_a_quiet_market_is_found_out_by_the_first_delta() {
    let mut book = BookSync::new(RULE);
    assert_eq!(snapshot(&mut book, 9), SnapshotVerdict::Held);
    assert_eq!(delta(&mut book, 20, 21, 22), DeltaVerdict::Broken(SyncReason::Gap { expected: 9, got: 20 }));
    assert_eq!(snapshot(&mut book, 15), SnapshotVerdict::TooOld);
    assert_eq!(snapshot(&mut book, 21), SnapshotVerdict::Joined(1));
}

#[test]
fn a_delta_that_does_not_follow_breaks_the_chain_and_begins_the_next() {
    let mut book = live();
    assert_eq!(delta(&mut book, 10, 11, 12), DeltaVerdict::Applied);
    assert_eq!(delta(&mut book, 14, 15, 16), DeltaVerdict::Broken(SyncReason::Gap { expected: 12, got: 14 }));
    assert!(!book.is_live() && book.has_buffered());
    assert_eq!(delta(&mut book, 16, 17, 18), DeltaVerdict::Buffered);
    assert_eq!(snapshot(&mut book, 16), SnapshotVerdict::Joined(2));
    assert_eq!(book.seq(), 18);
}

#[test]
fn repeats_and_old_ones_change_nothing() {
    let mut book = live();
    assert_eq!(delta(&mut book, 10, 11, 12), DeltaVerdict::Applied);
    let before = book.book().clone();
    assert_eq!(delta(&mut book, 10, 11, 12), DeltaVerdict::Stale);
    assert_eq!(delta(&mut book, 8, 9, 10), DeltaVerdict::Stale);
    assert_eq!((book.book(), book.seq()), (&before, 12));
}

#[test]
fn old_numbers_at_new_times_are_a_venue_that_began_anew() {
    let mut book = live();
    let anew = |prev: u64, last: u64| BookFact { ts: Some(Timestamp::from_millis(1_000)), ..fact(prev, prev + 1, last) };
    assert_eq!(book.delta(&anew(1, 2), &[], &[], true), DeltaVerdict::Stale);
    assert_eq!(book.delta(&anew(2, 3), &[], &[], true), DeltaVerdict::Stale);
    assert_eq!(book.delta(&anew(3, 4), &[], &[], true), DeltaVerdict::Broken(SyncReason::Reset { expected: 10, got: 4 }));
    assert_eq!(snapshot(&mut book, 3), SnapshotVerdict::Joined(1));
    assert_eq!(book.seq(), 4);
}

#[test]
fn f13_a_crossed_book_is_never_live_unless_the_venues_is() {
    let mut book = live();
    let crossing = [level(102, 5)];
    assert_eq!(book.delta(&fact(10, 11, 12), &crossing, &[], true), DeltaVerdict::Broken(SyncReason::Crossed));
    assert!(!book.is_live());
    // The venue's own snapshot is crossed: so be it, until it is not any more.
    assert_eq!(delta(&mut book, 12, 13, 14), DeltaVerdict::Buffered);
    let verdict = book.snapshot(&fact(0, 13, 13), &[level(102, 5)], &[level(101, 1)]);
    assert_eq!(verdict, SnapshotVerdict::Joined(1));
    assert!(book.book().is_crossed() && book.is_live());
    assert_eq!(book.delta(&fact(14, 15, 16), &[level(102, 0)], &[], true), DeltaVerdict::Applied);
    assert_eq!(book.delta(&fact(16, 17, 18), &crossing, &[], true), DeltaVerdict::Broken(SyncReason::Crossed));
}

#[test]
fn a_second_connection_neither_breaks_nor_repeats_anything() {
    let mut book = live();
    let mut beside = |prev, first, last| book.delta(&fact(prev, first, last), &[], &[], false);
    assert_eq!(beside(20, 21, 22), DeltaVerdict::Stale, "ahead of us");
    assert_eq!(beside(8, 9, 10), DeltaVerdict::Stale, "behind us");
    assert_eq!(beside(10, 11, 12), DeltaVerdict::Applied, "next");
    assert_eq!(delta(&mut book, 10, 11, 12), DeltaVerdict::Stale, "the one in use tells it, too");
}

#[test]
fn the_buffer_is_bounded_and_its_loss_costs_only_a_newer_snapshot() {
    let mut book = BookSync::new(RULE);
    for number in 0..5_000u64 {
        assert_eq!(delta(&mut book, number, number + 1, number + 1), DeltaVerdict::Buffered);
    }
    assert_eq!(snapshot(&mut book, 100), SnapshotVerdict::TooOld);
    assert_eq!(snapshot(&mut book, 4_990), SnapshotVerdict::Joined(11));
}

proptest! {
    /// A venue's history, with deltas dropped, repeated and overtaken by snapshots of any age: whenever the book is live it
    /// is the venue's book at its number.
    #[test]
    fn live_means_equal(
        changes in proptest::collection::vec((0i64..20, 0i64..3, any::<bool>()), 1..120),
        fate in proptest::collection::vec((0u8..10, 0usize..12), 120),
    ) {
        let mut truth = vec![Book::default()];
        let mut sync = BookSync::new(RULE);
        for (nth, (price, size, bid)) in changes.iter().enumerate() {
            let number = nth as u64 + 1;
            let change = [level(if *bid { *price } else { 100 + price }, *size)];
            let (bids, asks): (&[Level], &[Level]) = if *bid { (&change, &[]) } else { (&[], &change) };
            let mut next = truth[nth].clone();
            next.apply(bids, asks);
            truth.push(next);
            let (kind, age) = fate[nth];
            let deliveries = match kind { 0 => 0, 1 => 2, _ => 1 };
            for _ in 0..deliveries {
                sync.delta(&fact(number - 1, number, number), bids, asks, true);
                check(&sync, &truth)?;
            }
            if kind >= 7 {
                let of = truth.len() - 1 - age.min(truth.len() - 1);
                let levels = truth[of].top(usize::MAX, 0, 0);
                sync.snapshot(&fact(0, of as u64, of as u64), &levels.bids, &levels.asks);
                check(&sync, &truth)?;
            }
        }
    }
}

fn check(sync: &BookSync, truth: &[Book]) -> Result<(), TestCaseError> {
    if sync.is_live() {
        prop_assert_eq!(sync.book(), &truth[usize::try_from(sync.seq()).unwrap()]);
    }
    Ok(())
}
