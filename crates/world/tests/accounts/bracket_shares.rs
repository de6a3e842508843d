//! Several brackets hold parts of one position: who loses what, and who gets it back?

use twinline_core::account::BracketPhase;
use twinline_model::{Qty, Side, Timestamp};

use crate::trader::{Trader, qty};

const COIN: &str = "XRPUSDT";

/// Two of 100 each, the older first.
fn two() -> Trader {
    let mut trader = Trader::new();
    trader.holds("old", COIN, Side::Buy, "100", 0);
    trader.holds("young", COIN, Side::Buy, "200", 100);
    trader
}

fn helds(trader: &Trader) -> [Qty; 2] {
    [trader.held("old"), trader.held("young")]
}

fn parts(old: &str, young: &str) -> [Qty; 2] {
    [qty(old), qty(young)]
}

#[test]
fn what_leaves_a_shared_position_unexplained_is_taken_from_the_youngest_after_two_seconds() {
    let mut trader = two();
    trader.until(1_000);
    trader.position(COIN, "150", 1_000);
    trader.until(2_990);
    assert_eq!((helds(&trader), trader.cancels("young-s1")), (parts("100", "100"), 0));
    trader.until(3_000);
    assert_eq!((helds(&trader), trader.cancels("young-s1"), trader.cancels("old-s1")), (parts("100", "50"), 1, 0));
    trader.says("young-s1", "CANCELED", 3_005);
    let order = trader.state().order(&crate::trader::id("young-s2")).unwrap();
    assert_eq!(order.qty(), Some(qty("50")));
    assert_eq!(trader.bracket("old").released, (Qty::ZERO, Timestamp::default()));
    // That the position is still so is no further loss.
    trader.until(3_500);
    trader.position(COIN, "150", 3_500);
    trader.until(6_000);
    assert_eq!(trader.bracket("young").released, (qty("50"), trader.at(1_000)));
}

#[test]
fn an_exit_that_is_told_of_within_two_seconds_costs_nobody_else_anything() {
    let mut trader = two();
    trader.until(1_000);
    trader.position(COIN, "150", 1_000);
    trader.until(2_500);
    trader.fills("old-t1", "50", 1_000);
    trader.position(COIN, "150", 1_001);
    trader.until(9_000);
    assert_eq!(helds(&trader), parts("50", "100"));
    assert_eq!((trader.cancels("young-s1"), trader.cancels("young-t1"), trader.cancels("old-s1")), (0, 0, 1));
}

#[test]
fn an_exit_that_is_told_of_late_gives_back_what_was_taken_for_it() {
    let mut trader = two();
    trader.until(1_000);
    trader.position(COIN, "150", 1_000);
    trader.until(3_100);
    trader.says("young-s1", "CANCELED", 3_050);
    trader.says("young-t1", "CANCELED", 3_050);
    trader.stands("young-s2", 3_060);
    trader.stands("young-t2", 3_060);
    trader.fills("old-t1", "50", 1_000);
    assert_eq!(helds(&trader), parts("50", "100"));
    assert_eq!(trader.bracket("young").released.0, Qty::ZERO);
    // Its legs follow at once.
    assert_eq!((trader.placed("young-s3"), trader.placed("young-t3")), (1, 1));
}

#[test]
fn an_exit_after_the_loss_gives_nothing_back() {
    let mut trader = two();
    trader.until(1_000);
    trader.position(COIN, "150", 1_000);
    trader.until(3_100);
    trader.fills("old-t1", "30", 3_090);
    assert_eq!(helds(&trader), parts("70", "50"));
}

#[test]
fn one_that_had_ended_for_want_of_a_position_begins_anew_when_that_is_explained() {
    let mut trader = two();
    trader.until(1_000);
    trader.position(COIN, "100", 1_000);
    trader.until(3_100);
    trader.says("young-s1", "CANCELED", 3_050);
    trader.says("young-t1", "CANCELED", 3_050);
    assert_eq!((trader.bracket("young").phase, trader.bracket("young").reason.as_deref()), (BracketPhase::Done, Some("closed_elsewhere")));
    trader.until(4_000);
    trader.fills("old-s1", "100", 999);
    assert_eq!((trader.bracket("young").phase, trader.held("young")), (BracketPhase::Protecting, qty("100")));
    assert_eq!((trader.bracket("young").since, trader.bracket("young").updated_at), (trader.at(4_000), trader.at(4_000)));
    assert_eq!(trader.placed("young-s2"), 1);
    trader.says("old-t1", "CANCELED", 4_010);
    assert_eq!(trader.bracket("old").reason.as_deref(), Some("stop_loss"));
}

#[test]
fn of_three_the_youngest_lost_first_and_gets_back_first_and_another_coin_gets_nothing() {
    let mut trader = two();
    trader.holds("last", COIN, Side::Buy, "300", 200);
    trader.holds("other", "ADAUSDT", Side::Buy, "100", 300);
    trader.until(1_000);
    trader.position(COIN, "150", 1_000);
    trader.position("ADAUSDT", "40", 1_000);
    trader.until(3_100);
    let all = |trader: &Trader| ["old", "young", "last", "other"].map(|name| trader.held(name).to_string());
    assert_eq!(all(&trader), ["100", "50", "0", "40"]);
    trader.fills("old-t1", "20", 990);
    assert_eq!(all(&trader), ["80", "50", "20", "40"]);
    trader.fills("old-t1", "80", 991);
    assert_eq!(all(&trader), ["0", "50", "100", "40"]);
    // All that was missing is explained but for 50.
    assert_eq!(trader.bracket("young").released.0, qty("50"));
}

#[test]
fn one_that_is_alone_loses_room_at_once_and_its_part_after_two_seconds() {
    let mut trader = Trader::new();
    trader.holds("old", COIN, Side::Buy, "100", 0);
    // Others of another coin share nothing with it.
    trader.holds("other", "ADAUSDT", Side::Buy, "100", 100);
    trader.until(1_000);
    trader.position(COIN, "60", 1_000);
    trader.until(1_049);
    assert_eq!(trader.cancels("old-s1"), 0);
    trader.until(1_060);
    assert_eq!((trader.cancels("old-s1"), trader.cancels("old-t1"), trader.held("old")), (1, 1, qty("100")));
    trader.until(2_990);
    assert_eq!(trader.held("old"), qty("100"));
    trader.until(3_010);
    assert_eq!((trader.held("old"), trader.held("other")), (qty("60"), qty("100")));
}

#[test]
fn a_position_that_is_closed_elsewhere_ends_the_bracket_and_says_what_left() {
    let mut trader = Trader::new();
    trader.holds("old", COIN, Side::Buy, "100", 0);
    trader.until(1_000);
    trader.position(COIN, "0", 1_000);
    trader.until(1_060);
    trader.says("old-s1", "CANCELED", 1_070);
    trader.says("old-t1", "CANCELED", 1_070);
    let over = trader.bracket("old").clone();
    assert_eq!((over.phase, over.reason.as_deref(), over.held()), (BracketPhase::Done, Some("closed_elsewhere"), Qty::ZERO));
    assert_eq!(over.released, (qty("100"), trader.at(1_000)));
    // It was its own stop, as turns out.
    trader.until(2_000);
    trader.fills("old-s1", "100", 995);
    let over = trader.bracket("old").clone();
    assert_eq!((over.phase, over.reason.as_deref(), over.released.0), (BracketPhase::Done, Some("stop_loss"), Qty::ZERO));
    assert_eq!(over.since, trader.at(2_000));
}

#[test]
fn a_position_that_changes_again_is_waited_for_again() {
    let mut trader = two();
    trader.until(1_000);
    trader.position(COIN, "150", 1_000);
    trader.until(2_900);
    trader.position(COIN, "140", 2_900);
    trader.until(4_890);
    assert_eq!(helds(&trader), parts("100", "100"));
    // The same number again is no change.
    trader.position(COIN, "140", 4_890);
    trader.until(4_900);
    assert_eq!(helds(&trader), parts("100", "40"));
}

#[test]
fn a_position_as_old_as_the_last_execution_is_believed_after_twenty_seconds_of_silence() {
    let mut trader = Trader::new();
    trader.holds("old", COIN, Side::Buy, "60", 0);
    trader.until(19_990);
    assert_eq!((trader.held("old"), trader.cancels("old-s1")), (qty("100"), 0));
    trader.until(20_060);
    assert_eq!((trader.held("old"), trader.cancels("old-s1")), (qty("60"), 1));
}

#[test]
fn the_silence_is_counted_from_the_last_of_both() {
    for (changed, told) in [(10_000, false), (0, true)] {
        let mut trader = Trader::new();
        trader.holds("old", COIN, Side::Buy, "60", 0);
        trader.until(10_000);
        match told {
            true => trader.fills("old-t1", "10", 10_000),
            false => trader.position(COIN, "50", changed - 10_000),
        }
        trader.until(29_900);
        assert_eq!(trader.held("old"), if told { qty("90") } else { qty("100") }, "{told}");
        trader.until(30_060);
        assert_eq!(trader.held("old"), if told { qty("60") } else { qty("50") }, "{told}");
    }
}

#[test]
fn a_short_position_is_shared_alike() {
    let mut trader = Trader::new();
    trader.holds("old", COIN, Side::Sell, "-100", 0);
    trader.holds("young", COIN, Side::Sell, "-200", 100);
    trader.until(1_000);
    trader.position(COIN, "-130", 1_000);
    trader.until(2_990);
    assert_eq!(helds(&trader), parts("100", "100"));
    trader.until(3_010);
    assert_eq!(helds(&trader), parts("100", "30"));
    trader.fills("old-s1", "70", 1_000);
    assert_eq!(helds(&trader), parts("30", "100"));
}

#[test]
fn what_a_short_bracket_holds_takes_no_room_from_a_long_one() {
    let mut trader = Trader::new();
    trader.holds("short", COIN, Side::Sell, "-100", 0);
    trader.holds("long", COIN, Side::Buy, "0", 100);
    trader.until(1_000);
    trader.position(COIN, "80", 1_000);
    trader.until(3_010);
    assert_eq!((trader.held("short"), trader.held("long")), (Qty::ZERO, qty("80")));
}
