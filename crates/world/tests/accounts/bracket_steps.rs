//! When is a bracket looked at, and what happens at that very moment?

use serde_json::json;
use twinline_core::account::{BracketPhase, Command};
use twinline_model::{Duration, Qty, Side, Timestamp};

use crate::trader::{Trader, id, qty, terms};

const COIN: &str = "XRPUSDT";

fn held() -> Trader {
    let mut trader = Trader::new();
    trader.holds("b", COIN, Side::Buy, "100", 0);
    trader
}

#[test]
fn legs_leave_with_the_word_of_the_execution_and_not_with_the_next_tick() {
    let mut trader = Trader::new();
    trader.until(3);
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.until(47);
    trader.fills("b", "40", 47);
    assert_eq!((trader.placed("b-s1"), trader.placed("b-t1")), (1, 1));
    assert_eq!((trader.bracket("b").phase, trader.bracket("b").since), (BracketPhase::Protecting, trader.at(47)));
    trader.until(51);
    trader.stands("b-s1", 49);
    assert_eq!((trader.bracket("b").phase, trader.bracket("b").since), (BracketPhase::Protected, trader.at(51)));
}

#[test]
fn the_alarm_comes_at_its_moment() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.fills("b", "100", 0);
    // Something is heard shortly before; the wake is for the alarm, and never at once.
    trader.desk.pass(Duration::from_micros(49_800));
    trader.position("ADAUSDT", "1", 49);
    assert_eq!(trader.desk.wakes_at, Some(trader.at(50) + Duration::from_micros(800)));
    assert_eq!(trader.alerts(), []);
    trader.desk.pass(Duration::from_micros(200));
    assert_eq!(trader.alerts(), [("unprotected", "bracket b: 100 is not protected: the venue has not confirmed the order that protects")]);
    trader.stands("b-s1", 55);
    trader.stands("b-t1", 55);
    assert_eq!(trader.alerts().get(1), Some(&("protected_again", "bracket b: protected")));
    assert_eq!(trader.alerts().len(), 2);
}

#[test]
fn a_refused_take_profit_is_told_once_and_the_position_stays_protected() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.fills("b", "100", 0);
    trader.stands("b-s1", 5);
    let no = r#"{"code":-2021,"msg":"Order would immediately trigger."}"#;
    trader.answers("place", "b-t1", 400, no);
    assert_eq!(trader.alerts(), [("take_profit_refused", "bracket b: Order would immediately trigger.")]);
    assert_eq!(trader.bracket("b").phase, BracketPhase::Protected);
    trader.answers("place", "b-t2", 400, no);
    assert_eq!(trader.alerts().len(), 1);
}

#[test]
fn where_only_a_take_profit_protects_its_refusal_is_the_alarm() {
    let mut trader = Trader::new();
    let mut wish = trader.wish("b", COIN, Side::Buy);
    wish.stop_loss = None;
    trader.begins(wish);
    trader.fills("b", "100", 0);
    trader.answers("place", "b-t1", 400, r#"{"code":-2021,"msg":"Order would immediately trigger."}"#);
    let kinds: Vec<&str> = trader.alerts().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["unprotected"]);
}

#[test]
fn an_execution_counts_from_its_own_newest_fill() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    let wish = trader.wish("c", COIN, Side::Buy);
    trader.begins(wish);
    trader.until(500);
    trader.fills("b", "60", 100);
    trader.fills("c", "100", 300);
    trader.fills("b", "40", 200);
    let at = |name: &str| trader.bracket(name).entry.as_ref().unwrap().executed_at;
    assert_eq!((at("b"), at("c")), (trader.at(200), trader.at(300)));
}

#[test]
fn an_execution_whose_fills_are_not_known_was_before_now() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.until(500);
    let row = json!({
        "orderId": 7_000, "symbol": COIN, "status": "PARTIALLY_FILLED", "clientOrderId": "b", "price": "2.0000", "avgPrice": "2.0000",
        "origQty": "100", "executedQty": "40", "cumQty": "40", "cumQuote": "80", "timeInForce": "GTC", "type": "LIMIT",
        "reduceOnly": false, "closePosition": false, "side": "BUY", "positionSide": "BOTH", "stopPrice": "0",
        "workingType": "CONTRACT_PRICE", "priceProtect": false, "origType": "LIMIT", "priceMatch": "NONE",
        "selfTradePreventionMode": "NONE", "goodTillDate": 0, "updateTime": trader.at(100).as_millis(),
    });
    trader.answers("place", "b", 200, &row.to_string());
    let entry = trader.bracket("b").entry.clone().unwrap();
    assert_eq!((entry.executed, trader.held("b")), (qty("40"), qty("40")));
    let off = trader.desk.account.clock_offset(trader.desk.now).unwrap().0;
    assert_eq!(entry.executed_at, trader.at(500) + off);
}

/// The stop is to be moved: its order is being canceled.
fn moved() -> Trader {
    let mut trader = held();
    trader.until(100);
    let change = twinline_core::account::BracketChange { stop_loss: Some(Some(terms("1.1000"))), ..Default::default() };
    trader.commands(|ask| Command::ChangeBracket { ask, bracket: id("b"), change: Box::new(change), checks: Default::default() });
    assert_eq!(trader.cancels("b-s1"), 1);
    trader
}

#[test]
fn a_cancel_that_was_refused_is_wanted_again_after_a_second() {
    let mut trader = moved();
    trader.until(200);
    trader.answers("cancel", "b-s1", 400, r#"{"code":-4099,"msg":"no"}"#);
    trader.until(1_090);
    assert_eq!((trader.cancels("b-s1"), trader.bracket("b").stop_loss.slices[0].ending), (1, Some(trader.at(100))));
    trader.until(1_150);
    assert_eq!(trader.cancels("b-s1"), 2);
    trader.says("b-s1", "CANCELED", 1_160);
    assert_eq!(trader.placed("b-s2"), 1);
    // What is over stays as it was ended.
    trader.until(4_000);
    assert!(trader.bracket("b").stop_loss.slices[0].ending.is_some());
}

#[test]
fn a_cancel_that_is_under_way_is_not_wanted_twice() {
    let mut trader = moved();
    trader.until(3_000);
    assert_eq!((trader.cancels("b-s1"), trader.bracket("b").stop_loss.slices[0].ending), (1, Some(trader.at(100))));
}

#[test]
fn word_of_an_entry_that_comes_after_the_end_is_still_counted() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.fills("b", "40", 0);
    trader.stands("b-s1", 5);
    trader.stands("b-t1", 5);
    trader.until(100);
    trader.commands(|ask| Command::EndBracket { ask, bracket: id("b") });
    trader.says("b-s1", "CANCELED", 110);
    trader.says("b-t1", "CANCELED", 110);
    trader.ends("b", "CANCELED", 110);
    assert_eq!((trader.bracket("b").phase, trader.held("b")), (BracketPhase::Done, qty("40")));
    let updated = trader.bracket("b").updated_at;
    trader.until(300);
    assert_eq!(trader.bracket("b").updated_at, updated, "what is over is left alone");
    trader.fills("b-s1", "15", 108);
    assert_eq!((trader.bracket("b").phase, trader.bracket("b").reason.as_deref()), (BracketPhase::Done, Some("stop_loss")));
    assert_eq!((trader.held("b"), trader.bracket("b").since), (qty("25"), trader.at(300)));
    // What somebody keeps on purpose has not left in some other way.
    assert_eq!(trader.bracket("b").released, (Qty::ZERO, Timestamp::default()));
}

#[test]
fn a_leg_that_a_check_here_holds_back_is_the_alarm_and_is_tried_again() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.fills("b", "0.05", 0);
    assert_eq!(trader.bracket("b").stop_loss.next_try_at, Some(trader.at(250)));
    trader.until(50);
    let bracket = trader.bracket("b");
    assert_eq!((bracket.phase, bracket.stop_loss.attempts, bracket.stop_loss.made), (BracketPhase::Unprotected, 1, 0));
    trader.until(240);
    trader.fills("b", "0.05", 240);
    assert_eq!(trader.placed("b-s1"), 0);
    trader.until(250);
    assert_eq!(trader.placed("b-s1"), 1);
}

#[test]
fn after_a_restart_nothing_leaves_before_the_venue_was_reached_and_its_silence_is_the_alarm() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.fills("b", "0.05", 0);
    let mut trader = trader.killed();
    trader.desk.pass(Duration::from_millis(400));
    let bracket = trader.bracket("b");
    assert_eq!((bracket.phase, bracket.stop_loss.attempts), (BracketPhase::Unprotected, 1), "nothing was tried");
}

#[test]
fn while_the_gateway_shuts_down_no_leg_is_tried() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.desk.command(Command::Stop);
    trader.fills("b", "100", 0);
    let bracket = trader.bracket("b");
    assert_eq!((bracket.held(), bracket.stop_loss.attempts, bracket.stop_loss.made), (qty("100"), 0, 0));
}
