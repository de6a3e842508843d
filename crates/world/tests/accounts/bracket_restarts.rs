//! What a bracket does after a restart, with what the disk no longer knows.

use twinline_core::account::{BracketPhase, Input};
use twinline_model::{Duration, OrderType, Side};
use twinline_venue::Reply;

use crate::trader::{Trader, qty};

const COIN: &str = "XRPUSDT";

/// A bracket whose entry is a market order of 100 that has left.
fn begun() -> Trader {
    let mut trader = Trader::new();
    let mut wish = trader.wish("b", COIN, Side::Buy);
    let entry = wish.entry.as_mut().unwrap();
    (entry.kind, entry.price) = (OrderType::Market, None);
    trader.begins(wish);
    trader
}

/// The time is told so late; everything else is answered at once.
fn answered(trader: &mut Trader, late: Duration) {
    for open in trader.desk.open_of("clock") {
        let body = format!(r#"{{"serverTime":{}}}"#, trader.desk.now.as_millis());
        trader.desk.open.retain(|other| other.call != open.call);
        let (sent_at, reply) = (trader.desk.now - late, Reply::Http { status: 200, body: body.as_bytes() });
        trader.desk.input(Input::Reply { call: open.call, sent_at, reply });
    }
    trader.desk.answer_all();
}

#[test]
fn a_position_that_was_closed_before_it_was_ever_told_of_is_flat() {
    let mut trader = begun();
    trader.fills("b", "100", 0);
    trader.stands("b-s1", 5);
    trader.stands("b-t1", 5);
    let mut trader = trader.killed();
    assert_eq!(trader.held("b"), qty("100"));
    assert!(trader.state().positions().next().is_none(), "nothing was told of it");
    // It was closed elsewhere meanwhile: no position is listed, and the account is asked again and again.
    for _ in 0..600 {
        trader.desk.answer_all();
        trader.desk.pass(Duration::from_millis(50));
    }
    assert!(trader.cancels("b-s1") > 0 && trader.cancels("b-t1") > 0, "what protects nothing is taken away");
    assert_eq!(trader.held("b"), qty("0"));
}

#[test]
fn the_alarm_does_not_wait_as_long_as_the_first_answers_took() {
    let mut trader = begun().killed();
    for _ in 0..40 {
        answered(&mut trader, Duration::from_millis(400));
        trader.desk.pass(Duration::from_millis(10));
    }
    // Whether the legs have left nobody knows.
    assert_eq!(trader.bracket("b").phase, BracketPhase::Entering);
    trader.fills("b", "100", 400);
    assert_eq!(trader.bracket("b").phase, BracketPhase::Protecting);
    let told = trader.desk.now;
    while trader.bracket("b").phase == BracketPhase::Protecting {
        trader.desk.pass(Duration::from_millis(10));
    }
    assert_eq!(trader.bracket("b").phase, BracketPhase::Unprotected);
    assert!(trader.desk.now - told <= Duration::from_millis(60), "told after {} ms", (trader.desk.now - told).as_millis());
}
