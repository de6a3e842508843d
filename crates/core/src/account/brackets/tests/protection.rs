//! Is what is held protected, since when not, and when are people told?

use twinline_model::{Duration, Qty};

use super::super::record::{Bracket, BracketPhase, Exit, Standing};
use super::{at, bought, placed, protected, qty, scene, terms, with, working};
use crate::account::order::No;

/// Held since 0 ms, and no leg has been confirmed.
fn protecting() -> Bracket {
    let mut bracket = with(bought(), &[(Exit::StopLoss, "10", Standing::Sent), (Exit::TakeProfit, "10", Standing::Stands)]);
    (bracket.phase, bracket.since) = (BracketPhase::Protecting, at(0));
    bracket
}

#[test]
fn people_are_told_after_two_round_trips_and_not_before() {
    let bracket = protecting();
    let early = bracket.plan(&scene(at(199)));
    assert_eq!((early.phase, early.reason, early.wake), (BracketPhase::Protecting, None, Some(at(200))));
    let late = bracket.plan(&scene(at(200)));
    assert_eq!(late.phase, BracketPhase::Unprotected);
    assert_eq!(late.reason.as_deref(), Some("the venue has not confirmed the order that protects"));
    assert_eq!(late.wake, None);
}

#[test]
fn near_a_venue_the_alarm_waits_fifty_milliseconds() {
    let near = super::Scene { round_trip: Duration::from_millis(1), ..scene(at(49)) };
    assert_eq!(protecting().plan(&near).wake, Some(at(50)));
    assert_eq!(protecting().plan(&super::Scene { now: at(50), ..near }).phase, BracketPhase::Unprotected);
}

#[test]
fn protection_that_is_lost_is_counted_from_its_loss() {
    let mut bracket = protecting();
    (bracket.phase, bracket.since) = (BracketPhase::Protected, at(-5_000));
    let plan = bracket.plan(&scene(at(1_000)));
    assert_eq!((plan.phase, plan.wake), (BracketPhase::Protecting, Some(at(1_200))));
}

#[test]
fn a_stop_for_less_than_is_held_protects_nothing_yet() {
    let mut bracket = with(bought(), &[(Exit::StopLoss, "9", Standing::Stands), (Exit::StopLoss, "1", Standing::Sent)]);
    (bracket.phase, bracket.since) = (BracketPhase::Protecting, at(0));
    assert_eq!(bracket.plan(&scene(at(100))).phase, BracketPhase::Protecting);
    bracket.stop_loss.slices[1].standing = Standing::Stands;
    assert_eq!(bracket.plan(&scene(at(100))).phase, BracketPhase::Protected);
}

#[test]
fn a_stop_that_was_set_off_still_protects() {
    let mut bracket = protected();
    bracket.stop_loss.slices[0].standing = Standing::Triggered;
    bracket.stop_loss.slices[0].ending = Some(at(-500));
    assert_eq!(bracket.plan(&scene(at(300))).phase, BracketPhase::Protected);
}

#[test]
fn a_stop_of_old_terms_protects_nothing() {
    let mut bracket = protected();
    bracket.stop_loss.version = 2;
    assert_eq!(bracket.stop_loss.sure(), Some(Qty::ZERO));
    assert_eq!(bracket.plan(&scene(at(300))).phase, BracketPhase::Protecting);
    bracket.stop_loss.version = 1;
    assert_eq!(bracket.stop_loss.sure(), Some(qty("10")));
    bracket.stop_loss.slices[0].standing = Standing::Sent;
    assert_eq!(bracket.stop_loss.sure(), Some(Qty::ZERO));
    assert_eq!(bracket.stop_loss.cover(), Some(qty("10")));
}

#[test]
fn a_stop_that_we_cancel_is_gone_half_a_round_trip_later() {
    let mut bracket = protected();
    bracket.stop_loss.slices[0].ending = Some(at(1_000));
    let before = bracket.plan(&scene(at(1_049)));
    assert_eq!((before.phase, before.wake), (BracketPhase::Protected, Some(at(1_050))));
    let after = bracket.plan(&scene(at(1_050)));
    assert_eq!((after.phase, after.wake), (BracketPhase::Protecting, Some(at(1_250))));
}

#[test]
fn without_a_stop_the_take_profit_is_what_protects() {
    let mut bracket = protected();
    bracket.stop_loss = super::super::record::Leg::new(None);
    assert_eq!(bracket.guard(), Exit::TakeProfit);
    assert_eq!(bracket.plan(&scene(at(300))).phase, BracketPhase::Protected);
    bracket.take_profit.slices[0].standing = Standing::Sent;
    assert_eq!(bracket.plan(&scene(at(300))).phase, BracketPhase::Protecting);
}

#[test]
fn a_refused_stop_is_told_at_once_with_the_venues_words() {
    let mut bracket = protecting();
    bracket.stop_loss.slices[0].standing = Standing::Refused;
    bracket.stop_loss.refusal = Some(No { code: Some("-2021".to_owned()), message: "would trigger".to_owned() });
    let plan = bracket.plan(&scene(at(1)));
    assert_eq!((plan.phase, plan.reason.as_deref()), (BracketPhase::Unprotected, Some("would trigger (-2021)")));
    bracket.stop_loss.refusal = Some(No { code: None, message: "ended".to_owned() });
    assert_eq!(bracket.plan(&scene(at(1))).reason.as_deref(), Some("ended"));
}

#[test]
fn a_stop_that_somebody_else_canceled_is_told_and_not_put_back() {
    let mut bracket = protected();
    bracket.stop_loss.slices[0].standing = Standing::Canceled;
    bracket.stop_loss.taken_away = true;
    let plan = bracket.plan(&scene(at(300)));
    assert_eq!(
        (plan.phase, plan.reason.as_deref()),
        (BracketPhase::Unprotected, Some("the order that protects was canceled by somebody else"))
    );
    assert_eq!(placed(&plan), []);
}

#[test]
fn a_blind_gateway_says_why_what_is_held_is_not_protected() {
    let blind = super::Scene { blind: true, ..scene(at(1)) };
    assert_eq!(protecting().plan(&blind).reason.as_deref(), Some("the venue cannot be reached"));
    // The stops that stood when it was last seen stand.
    assert_eq!(protected().plan(&blind).phase, BracketPhase::Protected);
}

#[test]
fn an_alarm_keeps_its_reason_until_it_is_over() {
    let mut bracket = protecting();
    (bracket.phase, bracket.reason) = (BracketPhase::Unprotected, Some("would trigger (-2021)".to_owned()));
    let plan = bracket.plan(&scene(at(10)));
    assert_eq!((plan.phase, plan.reason.as_deref()), (BracketPhase::Unprotected, Some("would trigger (-2021)")));
    // Words of another state are not taken for a reason.
    (bracket.phase, bracket.reason) = (BracketPhase::Protecting, Some("something".to_owned()));
    let late = bracket.plan(&scene(at(200)));
    assert_eq!(late.reason.as_deref(), Some("the venue has not confirmed the order that protects"));
    bracket.stop_loss.slices[0].standing = Standing::Stands;
    let over = bracket.plan(&scene(at(10)));
    assert_eq!((over.phase, over.reason), (BracketPhase::Protected, None));
}

#[test]
fn an_entry_that_works_unseen_is_alarming_before_anything_is_held() {
    let blind = super::Scene { blind: true, ..scene(at(0)) };
    let plan = working("0").plan(&blind);
    assert_eq!(plan.phase, BracketPhase::Unprotected);
    assert_eq!(plan.reason.as_deref(), Some("the venue cannot be seen: what the entry executes meanwhile has no legs"));
    let seen = working("0").plan(&scene(at(0)));
    assert_eq!((seen.phase, &seen.reason), (BracketPhase::Entering, &None));
    assert_eq!(placed(&seen), []);
}

#[test]
fn a_whole_position_is_protected_by_orders_that_close_whatever_it_is() {
    let mut whole = super::Bracket::wanted(&super::wish(None), "trader", at(-100));
    assert!(whole.is_whole());
    assert_eq!(whole.phase, BracketPhase::Protecting);
    let open = super::Scene { room: Some(qty("7")), ..scene(at(0)) };
    let plan = whole.plan(&open);
    assert_eq!(placed(&plan), [(Exit::StopLoss, "all".to_owned()), (Exit::TakeProfit, "all".to_owned())]);
    whole.since = at(0);
    whole.stop_loss.slices.push(super::Slice::sent(super::id("b-s1"), None, 1));
    let waits = whole.plan(&open);
    assert_eq!((waits.phase, placed(&waits)), (BracketPhase::Protecting, vec![(Exit::TakeProfit, "all".to_owned())]));
    whole.stop_loss.slices[0].standing = Standing::Stands;
    assert_eq!(whole.plan(&open).phase, BracketPhase::Protected);
    // One order for a part of it is not enough, and yet none is placed beside it: together they would end more than is held.
    whole.stop_loss.slices[0].qty = Some(qty("7"));
    let part = whole.plan(&open);
    assert_eq!((part.phase, placed(&part)), (BracketPhase::Protecting, vec![(Exit::TakeProfit, "all".to_owned())]));
    // Unknown is not gone; gone is.
    whole.stop_loss.slices[0].qty = None;
    assert_eq!(whole.plan(&scene(at(0))).phase, BracketPhase::Protected);
    let gone = whole.plan(&super::Scene { room: Some(Qty::ZERO), ..scene(at(0)) });
    assert_eq!(super::canceled(&gone), ["b-s1"]);
}

#[test]
fn a_part_of_a_position_is_not_the_whole_and_an_entry_has_no_part() {
    let part = super::Bracket::wanted(&super::BracketWish { qty: Some(qty("4")), ..super::wish(None) }, "trader", at(0));
    assert!(!part.is_whole());
    assert_eq!(part.held(), qty("4"));
    let entered = super::wish(Some(super::ticket("b", twinline_model::OrderType::Market)));
    let entered = super::Bracket::wanted(&super::BracketWish { qty: Some(qty("4")), ..entered }, "trader", at(0));
    assert_eq!((entered.qty, entered.is_whole(), entered.phase), (None, false, BracketPhase::Entering));
    assert_eq!(entered.stop_loss.terms, Some(terms("1")));
}
