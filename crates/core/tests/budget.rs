//! The budget against a naive count of what left in each window.

use proptest::prelude::*;
use twinline_core::limits::{Budget, LimitAction, LimitInput, Priority};
use twinline_model::{Duration, Timestamp};
use twinline_venue::{BucketSpec, Cost, Scope};

const CAP: u32 = 100;

fn rule() -> BucketSpec {
    BucketSpec { name: "WEIGHT", scope: Scope::Address, window: Duration::from_secs(60), cap: CAP, header: Some("x-used") }
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(ms)
}

fn submit(budget: &mut Budget, now: Timestamp, id: u64, units: u32, priority: Priority) -> Vec<LimitAction> {
    let mut out = Vec::new();
    let deadline = now + Duration::from_secs(200);
    budget.handle(now, LimitInput::Submit { id, cost: Cost([units, 0, 0, 0]), priority, deadline }, &mut out);
    out
}

fn wake(budget: &mut Budget, now: Timestamp) -> Vec<LimitAction> {
    let mut out = Vec::new();
    budget.handle(now, LimitInput::Wake, &mut out);
    out
}

fn answered(budget: &mut Budget, now: Timestamp, status: u16, headers: &[(&str, &str)], banned_until: Option<Timestamp>) {
    let headers: Vec<(String, String)> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    budget.handle(now, LimitInput::Answered { status, headers: &headers, banned_until }, &mut Vec::new());
}

const LANES: [Priority; 5] = [Priority::Cancel, Priority::Command, Priority::Repair, Priority::Query, Priority::Poll];

proptest! {
    /// Whatever is asked in whatever order: no window ever holds more than the cap, polls never more than their share, and
    /// everything that asked is granted or refused in the end.
    #[test]
    fn no_window_ever_exceeds_its_cap(asks in proptest::collection::vec((0i64..4_000, 1u32..30, 0usize..5), 1..200)) {
        let mut budget = Budget::new(&[rule()]);
        let (mut now, mut open) = (at(0), std::collections::BTreeMap::new());
        let mut used: std::collections::BTreeMap<(i64, bool), u32> = std::collections::BTreeMap::new();
        let mut take = |now: Timestamp, actions: &[LimitAction], open: &mut std::collections::BTreeMap<u64, (u32, Priority)>| {
            for action in actions {
                match action {
                    LimitAction::Grant(id) => {
                        let (units, lane) = open.remove(id).expect("granted once");
                        let window = now.as_millis() / 60_000;
                        *used.entry((window, false)).or_insert(0) += units;
                        let polls = used.entry((window, true)).or_insert(0);
                        *polls += if lane == Priority::Poll { units } else { 0 };
                        let (all, polls) = (used[&(window, false)], used[&(window, true)]);
                        prop_assert!(all <= CAP, "{all} in window {window}");
                        prop_assert!(polls <= CAP * 80 / 100, "{polls} polls in window {window}");
                        if lane != Priority::Cancel {
                            prop_assert!(all <= CAP * 90 / 100, "only cancels use the reserve: {all}");
                        }
                    }
                    LimitAction::Refuse { id, .. } => { open.remove(id); }
                    LimitAction::WakeAt(_) => {}
                }
            }
            Ok(())
        };
        for (id, (gap, units, lane)) in asks.into_iter().enumerate() {
            now = now + Duration::from_millis(gap);
            open.insert(id as u64, (units, LANES[lane]));
            let actions = submit(&mut budget, now, id as u64, units, LANES[lane]);
            take(now, &actions, &mut open)?;
        }
        for _ in 0..100 {
            now = now + Duration::from_secs(5);
            let actions = wake(&mut budget, now);
            take(now, &actions, &mut open)?;
        }
        prop_assert!(open.is_empty(), "{open:?} never answered");
        prop_assert_eq!(budget.waiting(), 0);
    }
}

#[test]
fn nine_tenths_are_used_before_anything_waits_and_cancels_have_the_rest() {
    let mut budget = Budget::new(&[rule()]);
    for id in 0..90 {
        assert_eq!(submit(&mut budget, at(1), id, 1, Priority::Query), [LimitAction::Grant(id)]);
    }
    assert_eq!(submit(&mut budget, at(2), 90, 1, Priority::Query), [LimitAction::WakeAt(at(60_000))]);
    for id in 100..110 {
        assert!(submit(&mut budget, at(3), id, 1, Priority::Cancel).contains(&LimitAction::Grant(id)));
    }
    assert!(!submit(&mut budget, at(4), 111, 1, Priority::Cancel).contains(&LimitAction::Grant(111)));
    let released = wake(&mut budget, at(60_000));
    assert_eq!(released, [LimitAction::Grant(111), LimitAction::Grant(90)], "cancels first");
}

#[test]
fn what_the_venue_reports_counts_when_it_is_more() {
    let mut budget = Budget::new(&[rule()]);
    answered(&mut budget, at(1), 200, &[("x-used", "85")], None);
    assert_eq!(budget.status(at(1))[0].used, 85);
    answered(&mut budget, at(2), 200, &[("x-used", "3")], None);
    assert_eq!(budget.status(at(2))[0].used, 85, "others may have used it");
    assert!(!submit(&mut budget, at(3), 1, 10, Priority::Query).contains(&LimitAction::Grant(1)));
    assert_eq!(wake(&mut budget, at(60_000)), [LimitAction::Grant(1)]);
}

#[test]
fn penalties_hold_everything_to_their_end() {
    let check = |status: u16, headers: &[(&str, &str)], banned: Option<Timestamp>, free: Timestamp| {
        let mut budget = Budget::new(&[rule()]);
        answered(&mut budget, at(1_000), status, headers, banned);
        let actions = submit(&mut budget, at(1_001), 7, 1, Priority::Cancel);
        assert_eq!(actions, [LimitAction::WakeAt(free)], "{status} {headers:?} {banned:?}");
        assert_eq!(wake(&mut budget, free - Duration::from_millis(1)), [LimitAction::WakeAt(free)]);
        assert_eq!(wake(&mut budget, free), [LimitAction::Grant(7)]);
    };
    check(429, &[("retry-after", "7")], None, at(8_000));
    check(429, &[], None, at(60_000));
    check(418, &[], None, at(121_000));
    check(418, &[("retry-after", "30")], Some(at(90_000)), at(90_000));
    check(418, &[("retry-after", "100")], Some(at(90_000)), at(101_000));
}

#[test]
fn what_cannot_leave_before_its_deadline_is_refused_at_once() {
    let mut budget = Budget::new(&[rule()]);
    answered(&mut budget, at(0), 418, &[], Some(at(100_000)));
    let mut out = Vec::new();
    let input = LimitInput::Submit { id: 1, cost: Cost([1, 0, 0, 0]), priority: Priority::Query, deadline: at(5_000) };
    budget.handle(at(1), input, &mut out);
    assert_eq!(out, [LimitAction::Refuse { id: 1, retry_at: at(100_000) }]);
}

#[test]
fn the_queue_is_bounded() {
    let mut budget = Budget::new(&[rule()]);
    answered(&mut budget, at(0), 418, &[], Some(at(100_000)));
    let refused =
        (0..1_000).filter(|id| matches!(submit(&mut budget, at(1), *id, 1, Priority::Query)[0], LimitAction::Refuse { .. })).count();
    assert_eq!((budget.waiting(), refused), (512, 488));
}

#[test]
fn windows_are_the_venues() {
    let mut budget = Budget::new(&[rule()]);
    budget.set_clock_offset(Duration::from_secs(10));
    assert_eq!(submit(&mut budget, at(1_000), 1, 90, Priority::Query), [LimitAction::Grant(1)]);
    // The venue's minute is over ten seconds before ours.
    assert_eq!(submit(&mut budget, at(2_000), 2, 1, Priority::Query), [LimitAction::WakeAt(at(50_000))]);
    assert_eq!(wake(&mut budget, at(50_000)), [LimitAction::Grant(2)]);
}
