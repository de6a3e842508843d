//! Which brackets are kept, which order belongs to which, and what is it called?

use twinline_model::{OrderType, TimeInForce};

use super::super::record::{Bracket, BracketPhase, Exit, LegTerms, Standing};
use super::super::{Shelf, bracket_name, leg_ticket};
use super::{at, id, protected, qty, terms, ticket, wish, with};

fn named(name: &str, phase: BracketPhase) -> Bracket {
    let mut bracket = protected();
    (bracket.id, bracket.phase) = (id(name), phase);
    bracket
}

#[test]
fn open_ones_are_kept_for_ever_and_the_last_five_hundred_that_are_over() {
    let mut shelf = Shelf::default();
    shelf.put(1, &named("open", BracketPhase::Protected));
    for number in 0..501 {
        shelf.put(10 + number, &named(&format!("over-{number}"), BracketPhase::Done));
    }
    assert_eq!((shelf.live().count(), shelf.all().count()), (1, 501));
    assert!(shelf.get(&id("over-0")).is_none() && shelf.get(&id("over-1")).is_some() && shelf.get(&id("open")).is_some());
    // One that begins anew is not among the old any more.
    shelf.put(900, &named("over-1", BracketPhase::Protecting));
    shelf.put(901, &named("over-501", BracketPhase::Done));
    assert!(shelf.get(&id("over-1")).is_some() && shelf.get(&id("over-2")).is_some());
    assert_eq!(shelf.live().count(), 2);
    shelf.put(902, &named("over-1", BracketPhase::Done));
    assert_eq!(shelf.live().count(), 1);
}

#[test]
fn an_order_belongs_to_the_bracket_that_has_it_and_not_to_one_of_a_like_name() {
    let mut shelf = Shelf::default();
    assert_eq!(shelf.of(&id("b")), None);
    shelf.put(1, &protected());
    for (order, belongs) in [("b", true), ("b-s1", true), ("b-t1", true), ("b-s2", false), ("b-x1", false), ("c", false), ("c-s1", false)] {
        assert_eq!(shelf.of(&id(order)), belongs.then_some(&id("b")), "{order}");
    }
}

#[test]
fn the_name_of_a_leg_names_its_bracket() {
    for (order, bracket) in [
        ("my-long-s1", Some("my-long")),
        ("a-t12", Some("a")),
        ("a-x1", Some("a")),
        ("a-s", None),
        ("a-s1x", None),
        ("a-y1", None),
        ("s1", None),
    ] {
        assert_eq!(bracket_name(&id(order)), bracket.map(id), "{order}");
    }
}

#[test]
fn each_leg_is_the_order_that_the_ticket_promised() {
    let limited = LegTerms { price: Some("0.9".parse().expect("a price")), ..terms("1") };
    let mut bracket = protected();
    for (exit, terms, kind, name) in [
        (Exit::StopLoss, terms("1"), OrderType::StopMarket, "b-s2"),
        (Exit::StopLoss, limited.clone(), OrderType::StopLimit, "b-s2"),
        (Exit::TakeProfit, terms("3"), OrderType::TakeProfitMarket, "b-t2"),
        (Exit::TakeProfit, limited, OrderType::TakeProfitLimit, "b-t2"),
    ] {
        bracket.leg_mut(exit).terms = Some(terms.clone());
        let order = leg_ticket(&bracket, exit, Some(qty("4"))).expect("a ticket");
        assert_eq!((order.kind, order.client_order_id.as_str(), order.qty), (kind, name, Some(qty("4"))));
        assert_eq!((order.price, order.trigger_price), (terms.price, Some(terms.trigger_price)));
        assert_eq!((order.side, order.reduce_only, order.close_position), (twinline_model::Side::Sell, true, false));
    }
    let close = leg_ticket(&bracket, Exit::Close, Some(qty("4"))).expect("a ticket");
    assert_eq!((close.kind, close.client_order_id.as_str(), close.trigger_price), (OrderType::Market, "b-x1", None));
    let whole = leg_ticket(&bracket, Exit::StopLoss, None).expect("a ticket");
    assert_eq!((whole.reduce_only, whole.close_position), (false, true));
    bracket.position_side = twinline_model::PositionSide::Long;
    assert!(!leg_ticket(&bracket, Exit::StopLoss, Some(qty("4"))).expect("a ticket").reduce_only, "the side says it");
    bracket.side = twinline_model::Side::Sell;
    assert_eq!(leg_ticket(&bracket, Exit::StopLoss, None).expect("a ticket").side, twinline_model::Side::Buy);
}

#[test]
fn an_entry_that_ends_at_once_is_known_by_its_nature() {
    use TimeInForce::{Fok, Gtc, Ioc};
    for (kind, lasts, at_once) in [
        (OrderType::Market, Gtc, true),
        (OrderType::Limit, Ioc, true),
        (OrderType::Limit, Fok, true),
        (OrderType::Limit, Gtc, false),
        (OrderType::StopLimit, Ioc, false),
        (OrderType::StopMarket, Gtc, false),
    ] {
        let entry = twinline_model::OrderTicket { time_in_force: lasts, ..ticket("b", kind) };
        assert_eq!(Bracket::wanted(&wish(Some(entry)), "trader", at(0)).at_once, at_once, "{kind:?} {lasts:?}");
    }
    assert!(!Bracket::wanted(&wish(None), "trader", at(0)).at_once);
}

#[test]
fn every_phase_has_its_word_and_two_of_them_are_the_end() {
    use BracketPhase::{Done, Entering, Protected, Protecting, Refused, Unprotected};
    let words = [Entering, Protecting, Protected, Unprotected, Done, Refused].map(|phase| (phase.name(), phase.is_over()));
    let expected =
        ["entering", "protecting", "protected", "unprotected", "done", "refused"].into_iter().zip([false, false, false, false, true, true]);
    assert!(words.into_iter().eq(expected), "{words:?}");
}

#[test]
fn every_order_of_a_bracket_is_looked_after() {
    let mut bracket = with(protected(), &[(Exit::Close, "10", Standing::Sent)]);
    let names: Vec<String> = bracket.slices_mut().map(|slice| slice.order.to_string()).collect();
    assert_eq!(names, ["b-s1", "b-t1", "b-x1", "b"]);
    assert_eq!(bracket.exits().count(), 3);
    assert_eq!(bracket.closes.executed(), twinline_model::Qty::ZERO);
}
