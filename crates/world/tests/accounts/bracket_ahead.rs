//! Both legs of a market order leave with the word of its execution: what they are, the disk has had since before the entry left.

use twinline_core::account::{BracketChange, BracketPhase, BracketWish, Checks, Command, Standing};
use twinline_model::{Duration, OrderType, Side};

use crate::trader::{Trader, id, qty, terms};

const COIN: &str = "XRPUSDT";

/// A bracket whose entry is an order of this kind, of 100, and has left.
fn begun(kind: OrderType) -> Trader {
    let mut trader = Trader::new();
    let wish = wish(&trader, kind);
    trader.begins(wish);
    assert_eq!(trader.placed("b"), 1);
    trader
}

fn wish(trader: &Trader, kind: OrderType) -> BracketWish {
    let mut wish = trader.wish("b", COIN, Side::Buy);
    let entry = wish.entry.as_mut().unwrap();
    (entry.kind, entry.price) = (kind, entry.price.filter(|_| kind.has_price()));
    wish
}

fn legs(trader: &Trader) -> (usize, usize) {
    (trader.placed("b-s1"), trader.placed("b-t1"))
}

/// The account has asked for everything; what it asks about single orders is not answered.
fn answered(trader: &mut Trader) {
    for _ in 0..40 {
        trader.desk.answer_all();
        trader.desk.pass(Duration::from_millis(10));
    }
}

#[test]
fn they_wait_for_no_other_sync() {
    let mut trader = begun(OrderType::Market);
    let synced = trader.desk.synced;
    trader.fills("b", "100", 0);
    assert_eq!((legs(&trader), trader.desk.synced), ((1, 1), synced));
    assert!(!trader.bracket("b").ahead, "they have left");
    // The history tells of them all the same, and of each once.
    trader.stands("b-s1", 5);
    trader.stands("b-t1", 5);
    let mut trader = trader.killed();
    assert_eq!(trader.bracket("b").phase, BracketPhase::Protected);
    answered(&mut trader);
    assert_eq!(legs(&trader), (0, 0));
}

#[test]
fn what_the_disk_was_told_otherwise_is_synced_first() {
    let mut parts = begun(OrderType::Market);
    let synced = parts.desk.synced;
    parts.fills("b", "40", 0);
    parts.ends("b", "EXPIRED", 1);
    assert_eq!((legs(&parts), parts.desk.synced), ((1, 1), synced + 1), "of another size");
    assert_eq!(parts.bracket("b").stop_loss.cover(), Some(qty("40")));

    let mut moved = begun(OrderType::Market);
    let change = BracketChange { stop_loss: Some(Some(terms("1.1000"))), ..BracketChange::default() };
    moved.commands(|ask| Command::ChangeBracket { ask, bracket: id("b"), change: Box::new(change), checks: Checks::default() });
    let synced = moved.desk.synced;
    moved.fills("b", "100", 0);
    assert_eq!((legs(&moved), moved.desk.synced), ((1, 1), synced + 1), "of other terms");

    let mut rests = begun(OrderType::Limit);
    let synced = rests.desk.synced;
    rests.fills("b", "100", 0);
    assert_eq!((legs(&rests), rests.desk.synced), ((1, 1), synced + 1), "an entry that may rest for days");
}

#[test]
fn after_a_restart_the_venue_says_whether_they_have_left() {
    // The word of the execution, and that the legs have left, had not reached the disk.
    let mut trader = begun(OrderType::Market).killed();
    for leg in ["b-s1", "b-t1"] {
        assert!(trader.state().order(&id(leg)).is_some_and(|order| order.doubt.is_some() && order.qty() == Some(qty("100"))), "{leg}");
    }
    answered(&mut trader);
    assert_eq!((trader.cancels("b-s1"), trader.cancels("b-t1")), (0, 0), "too much only for one who has forgotten the execution");
    let now = 400;
    trader.fills("b", "100", now);
    trader.lists(COIN, "100", now);
    trader.stands("b-s1", now + 5);
    assert_eq!(trader.bracket("b").phase, BracketPhase::Protected);
    assert_eq!((legs(&trader), trader.placed("b-t2")), ((0, 0), 0), "neither is sent a second time, nor another beside it");
    // The venue does not know the other one, and its signature has died meanwhile.
    trader.desk.recover();
    for _ in 0..600 {
        if trader.placed("b-t2") > 0 {
            break;
        }
        for open in trader.desk.open_of("order") {
            trader.desk.answer(open.call, 400, r#"{"code":-2013,"msg":"Order does not exist."}"#);
        }
        trader.desk.answer_all();
        trader.desk.pass(Duration::from_millis(100));
    }
    assert_eq!((legs(&trader), trader.placed("b-s2"), trader.placed("b-t2")), ((0, 0), 0, 1));
    assert_eq!(trader.bracket("b").take_profit.slices[0].standing, Standing::Refused);
}

#[test]
fn an_entry_that_came_to_less_had_no_legs_to_ask_for() {
    let mut trader = begun(OrderType::Market);
    trader.ends("b", "EXPIRED", 0);
    assert!(trader.bracket("b").phase.is_over());
    let trader = trader.killed();
    assert!(trader.state().order(&id("b-s1")).is_none() && trader.state().order(&id("b-t1")).is_none());
}
