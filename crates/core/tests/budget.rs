//! The budget against a naive count of what left in each window.

use proptest::prelude::*;
use twinline_core::limits::{Budget, LimitAction, LimitInput, Priority};
use twinline_model::{AccountId, Duration, Timestamp};
use twinline_venue::{BucketSpec, BucketUse, Cost, Scope};

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
    budget.handle(now, LimitInput::Submit { id, account: None, cost: Cost([units, 0, 0, 0]), priority, deadline }, &mut out);
    out
}

fn wake(budget: &mut Budget, now: Timestamp) -> Vec<LimitAction> {
    let mut out = Vec::new();
    budget.handle(now, LimitInput::Wake, &mut out);
    out
}

fn answered(budget: &mut Budget, now: Timestamp, status: u16, headers: &[(&str, &str)], banned_until: Option<Timestamp>) {
    let headers: Vec<(String, String)> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    budget.handle(
        now,
        LimitInput::Answered { account: None, left_at: now, status, headers: &headers, used: &[], banned_until },
        &mut Vec::new(),
    );
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
    answered(&mut budget, at(1_001), 200, &[("x-used", "85")], None);
    assert_eq!(budget.status(at(1_001))[0].used, 85);
    answered(&mut budget, at(1_002), 200, &[("x-used", "3")], None);
    assert_eq!(budget.status(at(1_002))[0].used, 85, "others may have used it");
    assert!(!submit(&mut budget, at(1_003), 1, 10, Priority::Query).contains(&LimitAction::Grant(1)));
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
    let input = LimitInput::Submit { id: 1, account: None, cost: Cost([1, 0, 0, 0]), priority: Priority::Query, deadline: at(5_000) };
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
    budget.set_clock(Duration::from_secs(10), Duration::ZERO);
    assert_eq!(submit(&mut budget, at(1_000), 1, 90, Priority::Query), [LimitAction::Grant(1)]);
    // The venue's minute is over ten seconds before ours.
    assert_eq!(submit(&mut budget, at(2_000), 2, 1, Priority::Query), [LimitAction::WakeAt(at(50_000))]);
    assert_eq!(wake(&mut budget, at(50_000)), [LimitAction::Grant(2)]);
}

#[test]
fn a_window_is_over_when_it_is_over_for_sure() {
    let mut budget = Budget::new(&[rule()]);
    let error = Duration::from_secs(2);
    budget.set_clock(Duration::from_secs(10), error);
    assert_eq!(submit(&mut budget, at(1_000), 1, 40, Priority::Query), [LimitAction::Grant(1)]);
    // The venue's next minute may begin from here on: what leaves may be counted in either.
    assert_eq!(submit(&mut budget, at(48_000), 2, 50, Priority::Query), [LimitAction::Grant(2)]);
    assert_eq!(submit(&mut budget, at(50_000), 3, 41, Priority::Query), [LimitAction::WakeAt(at(52_000))]);
    // Ninety of a hundred are for all; fifty are used, so forty are left.
    assert_eq!(wake(&mut budget, at(52_000)), [LimitAction::WakeAt(at(112_000))]);
    assert_eq!(used(&budget, at(52_000)), [(None, 50)]);
    assert_eq!(wake(&mut budget, at(112_000)), [LimitAction::Grant(3)]);
}

#[test]
fn a_clock_that_is_hardly_known_does_not_keep_a_short_window_open() {
    let mut budget = Budget::new(&[rule()]);
    budget.set_clock(Duration::ZERO, Duration::from_secs(600));
    assert_eq!(submit(&mut budget, at(1_000), 1, 90, Priority::Query), [LimitAction::Grant(1)]);
    assert_eq!(submit(&mut budget, at(2_000), 2, 1, Priority::Query), [LimitAction::WakeAt(at(75_000))]);
    assert_eq!(wake(&mut budget, at(75_000)), [LimitAction::Grant(2)]);
}

const ORDERS: u32 = 10;

/// A bucket of the address, and one of each account.
fn of_accounts() -> Budget {
    let orders =
        BucketSpec { name: "ORDERS", scope: Scope::Account, window: Duration::from_secs(10), cap: ORDERS, header: Some("x-orders") };
    Budget::new(&[rule(), orders])
}

fn account(name: &str) -> AccountId {
    AccountId::new(name).expect("a name")
}

/// Submits what costs a unit of the address and one order of the account.
fn order(budget: &mut Budget, now: Timestamp, id: u64, name: &str, priority: Priority) -> Vec<LimitAction> {
    let mut out = Vec::new();
    let deadline = now + Duration::from_secs(30);
    let submit = LimitInput::Submit { id, account: Some(account(name)), cost: Cost([1, 1, 0, 0]), priority, deadline };
    budget.handle(now, submit, &mut out);
    out
}

fn used(budget: &Budget, now: Timestamp) -> Vec<(Option<String>, u32)> {
    budget.status(now).into_iter().map(|row| (row.account.map(|name| name.to_string()), row.used)).collect()
}

#[test]
fn one_account_s_orders_hold_up_no_other() {
    let (mut budget, now) = (of_accounts(), at(1_000));
    for id in 0..9 {
        assert_eq!(order(&mut budget, now, id, "one", Priority::Command), [LimitAction::Grant(id)]);
    }
    // The tenth is the reserve for what cancels: of this account, and of it alone.
    assert_eq!(order(&mut budget, now, 9, "one", Priority::Command), [LimitAction::WakeAt(at(10_000))]);
    assert_eq!(order(&mut budget, now, 10, "two", Priority::Command), [LimitAction::Grant(10), LimitAction::WakeAt(at(10_000))]);
    assert_eq!(order(&mut budget, now, 11, "one", Priority::Cancel), [LimitAction::Grant(11), LimitAction::WakeAt(at(10_000))]);
    let one = Some("one".to_owned());
    assert_eq!(used(&budget, now), [(None, 11), (one, 10), (Some("two".to_owned()), 1)]);
    assert_eq!(wake(&mut budget, at(10_000)), [LimitAction::Grant(9)]);
}

#[test]
fn what_all_share_is_given_out_in_turn() {
    let (mut budget, now) = (of_accounts(), at(1_000));
    assert_eq!(submit(&mut budget, now, 0, 90, Priority::Command), [LimitAction::Grant(0)]);
    for (id, name) in [(1, "two"), (2, "one"), (3, "two")] {
        let mut out = Vec::new();
        let (cost, deadline) = (Cost([40, 0, 0, 0]), now + Duration::from_secs(200));
        budget.handle(now, LimitInput::Submit { id, account: Some(account(name)), cost, priority: Priority::Query, deadline }, &mut out);
        assert_eq!(out, [LimitAction::WakeAt(at(60_000))]);
    }
    // Whoever came first goes first, whatever it is called; what waits for the address lets nobody of its lane pass.
    assert_eq!(wake(&mut budget, at(60_000)), [LimitAction::Grant(1), LimitAction::Grant(2), LimitAction::WakeAt(at(120_000))]);
    assert_eq!(wake(&mut budget, at(120_000)), [LimitAction::Grant(3)]);
}

#[test]
fn what_an_answer_says_corrects_the_account_that_asked() {
    let (mut budget, now) = (of_accounts(), at(1_000));
    assert_eq!(order(&mut budget, now, 1, "one", Priority::Command), [LimitAction::Grant(1)]);
    assert_eq!(order(&mut budget, now, 2, "two", Priority::Command), [LimitAction::Grant(2)]);
    let (one, two) = (account("one"), account("two"));
    let headers = [("x-orders".to_owned(), "6".to_owned())];
    let answer = LimitInput::Answered { account: Some(&one), left_at: now, status: 200, headers: &headers, used: &[], banned_until: None };
    budget.handle(now, answer, &mut Vec::new());
    // On a socket there are no headers; and less than was counted here is older than what was counted.
    let told = |used| [BucketUse { name: "ORDERS", window: Duration::from_secs(10), used }];
    for used in [4, 0] {
        let told = told(used);
        let answer = LimitInput::Answered { account: Some(&two), left_at: now, status: 200, headers: &[], used: &told, banned_until: None };
        budget.handle(now, answer, &mut Vec::new());
    }
    let rows = used(&budget, now);
    assert_eq!(rows[1..], [(Some("one".to_owned()), 6), (Some("two".to_owned()), 4)]);
}

#[test]
fn an_answer_that_was_asked_for_in_the_last_window_does_not_fill_the_new_one() {
    let mut budget = Budget::new(&[rule()]);
    let told = |budget: &mut Budget, now: i64, left_at: i64, used: &str| {
        let headers = [("x-used".to_owned(), used.to_owned())];
        let (now, left_at) = (at(now), at(left_at));
        budget.handle(
            now,
            LimitInput::Answered { account: None, left_at, status: 200, headers: &headers, used: &[], banned_until: None },
            &mut Vec::new(),
        );
        budget.status(now)[0].used
    };
    assert_eq!(told(&mut budget, 59_990, 59_980, "95"), 95);
    // It left before the minute was over and came after: it tells of the minute before.
    assert_eq!(told(&mut budget, 60_010, 59_995, "97"), 0);
    // The venue's clock is known within some milliseconds: at once after the turn it may still have counted in the minute before.
    assert_eq!(told(&mut budget, 60_020, 60_005, "98"), 0);
    assert_eq!(told(&mut budget, 61_500, 61_400, "40"), 40);
}
