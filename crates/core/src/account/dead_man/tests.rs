//! Countdowns over time, with a venue that says yes, no, or nothing.

use super::*;

const T: Duration = Duration::from_secs(60);

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + ms)
}

fn one(name: &str) -> InstrumentId {
    InstrumentId::new("venue", name).unwrap()
}

fn set(names: &[&str]) -> BTreeSet<InstrumentId> {
    names.iter().map(|name| one(name)).collect()
}

fn wind(name: &str) -> Vec<(InstrumentId, Duration)> {
    vec![(one(name), T)]
}

/// One that runs for `A` since the beginning.
fn running() -> Countdowns {
    let mut all = Countdowns::default();
    assert_eq!(all.turn(at(0), Some(T), &set(&["A"])), wind("A"));
    all.done(&one("A"), at(0), T);
    all
}

#[test]
fn the_first_order_is_guarded_at_once_and_again_every_third() {
    let mut all = running();
    assert_eq!(all.running(at(1)), set(&["A"]));
    assert!(all.turn(at(19_999), Some(T), &set(&["A"])).is_empty());
    for third in 1..=9 {
        let now = at(third * 20_000);
        assert_eq!(all.turn(now, Some(T), &set(&["A"])), wind("A"), "{third}");
        assert!(all.turn(now, Some(T), &set(&["A"])).is_empty(), "asked once");
        all.done(&one("A"), now, T);
        assert_eq!((all.wound_at(), all.alive_at), (Some(now), Some(now)));
    }
}

#[test]
fn an_instrument_that_comes_later_joins_the_round() {
    let mut all = running();
    assert_eq!(all.turn(at(7_000), Some(T), &set(&["A", "B"])), wind("B"));
    all.done(&one("B"), at(7_000), T);
    assert_eq!(all.turn(at(20_000), Some(T), &set(&["A", "B"])), [wind("A"), wind("B")].concat());
}

#[test]
fn one_that_nobody_needs_is_stopped_with_the_round_and_forgotten() {
    let mut all = running();
    assert!(all.turn(at(5_000), Some(T), &set(&[])).is_empty(), "the next order may come soon");
    assert_eq!(all.turn(at(20_000), Some(T), &set(&[])), vec![(one("A"), Duration::ZERO)]);
    all.done(&one("A"), at(20_000), Duration::ZERO);
    assert!(all.is_empty() && all.running(at(20_001)).is_empty());
}

#[test]
fn disarming_stops_everything_until_the_venue_says_yes_or_it_has_run_out() {
    let mut all = running();
    all.hurry(at(1_000));
    let stop = vec![(one("A"), Duration::ZERO)];
    assert_eq!(all.turn(at(1_000), None, &set(&["A"])), stop);
    all.failed(at(2_000), &one("A"), "lost".to_owned(), false, None);
    assert!(all.turn(at(2_400), None, &set(&["A"])).is_empty() && !all.is_empty());
    assert_eq!(all.turn(at(2_500), None, &set(&["A"])), stop);
    all.failed(at(3_000), &one("A"), "lost".to_owned(), false, None);
    assert_eq!(all.lingering(at(59_000)), set(&["A"]));
    assert!(all.turn(at(62_000), None, &set(&["A"])).is_empty() && all.is_empty(), "it has run out by itself");
}

#[test]
fn what_may_run_without_a_yes_is_stopped_too() {
    let mut all = Countdowns::default();
    assert_eq!(all.turn(at(0), Some(T), &set(&["A"])), wind("A"));
    all.failed(at(1_000), &one("A"), "no answer".to_owned(), false, None);
    assert!(all.running(at(1_000)).is_empty());
    all.hurry(at(1_100));
    assert_eq!(all.turn(at(1_100), None, &set(&["A"])), vec![(one("A"), Duration::ZERO)]);
}

#[test]
fn silence_is_told_once_it_is_too_long_and_a_no_at_once() {
    let mut all = running();
    assert_eq!(all.turn(at(20_000), Some(T), &set(&["A"])), wind("A"));
    all.failed(at(30_000), &one("A"), "no answer".to_owned(), false, None);
    assert_eq!(all.missing(at(59_999), &one("A")), None);
    assert_eq!(all.missing(at(60_000), &one("A")).as_deref(), Some("no answer"));
    let mut all = running();
    assert_eq!(all.turn(at(20_000), Some(T), &set(&["A"])), wind("A"));
    all.failed(at(20_100), &one("A"), "refused".to_owned(), true, None);
    assert_eq!(all.missing(at(20_100), &one("A")).as_deref(), Some("refused"));
    assert!(all.turn(at(39_000), Some(T), &set(&["A"])).is_empty(), "a no is asked again with the round");
    assert_eq!(all.turn(at(40_100), Some(T), &set(&["A"])), wind("A"));
    all.done(&one("A"), at(40_100), T);
    assert_eq!(all.missing(at(40_100), &one("A")), None);
}

#[test]
fn a_new_one_has_a_moment_before_it_counts_as_missing() {
    let mut all = Countdowns::default();
    assert_eq!(all.turn(at(0), Some(T), &set(&["A"])), wind("A"));
    assert_eq!(all.missing(at(2_000), &one("A")), None);
    assert!(all.missing(at(2_001), &one("A")).is_some());
}

#[test]
fn another_time_is_taken_over_at_once() {
    let mut all = running();
    assert_eq!(all.turn(at(20_000), Some(T), &set(&["A"])), wind("A"));
    let short = Duration::from_secs(30);
    all.hurry(at(20_010));
    assert!(all.turn(at(20_010), Some(short), &set(&["A"])).is_empty(), "one is under way");
    all.done(&one("A"), at(20_000), T);
    assert_eq!(all.turn(at(20_050), Some(short), &set(&["A"])), vec![(one("A"), short)]);
}

#[test]
fn a_restart_goes_on_with_what_runs() {
    let held =
        DeadMan { timeout_s: Some(60), last_refreshed_at: Some(at(0)), alive_at: Some(at(0)), covered: set(&["A"]), ..DeadMan::default() };
    let mut all = Countdowns::resumed(&held);
    assert_eq!(all.running(at(5_000)), set(&["A"]));
    assert_eq!(all.turn(at(5_000), Some(T), &set(&["A"])), wind("A"));
    assert_eq!((held.has_lapsed(at(60_000)), held.has_lapsed(at(60_001))), (false, true));
    assert_eq!(held.expires_at(), Some(at(60_000)));
    // Nobody wants it any more, and it still runs: it is stopped.
    let mut all = Countdowns::resumed(&DeadMan { timeout_s: None, alive_at: None, ..held.clone() });
    assert_eq!(all.turn(at(5_000), None, &set(&["A"])), vec![(one("A"), Duration::ZERO)]);
    assert!(!DeadMan { alive_at: None, ..held }.has_lapsed(at(9_000_000)), "a stop in order is no death");
}
