//! How does a bracket end, and what is closed that could not be protected?

use twinline_model::Qty;

use super::super::record::{Bracket, BracketPhase, Exit, IfUnprotected, Native, Slice, Standing};
use super::{Scene, at, bought, canceled, id, placed, protected, qty, scene, with, working};

/// Not protected since 0 ms, to be closed; its take-profit stands.
fn bare() -> Bracket {
    let mut bracket = with(bought(), &[(Exit::StopLoss, "10", Standing::Canceled), (Exit::TakeProfit, "10", Standing::Stands)]);
    bracket.if_unprotected = IfUnprotected::Close;
    bracket.stop_loss.taken_away = true;
    (bracket.phase, bracket.since) = (BracketPhase::Unprotected, at(0));
    bracket
}

#[test]
fn what_stays_bare_for_two_seconds_is_closed_and_its_legs_ended() {
    let early = bare().plan(&scene(at(1_999)));
    assert_eq!((placed(&early), canceled(&early), early.wake), (vec![], vec![], Some(at(2_000))));
    let plan = bare().plan(&scene(at(2_000)));
    assert_eq!((placed(&plan), canceled(&plan)), (vec![(Exit::Close, "10".to_owned())], vec!["b-t1"]));
    assert_eq!(plan.phase, BracketPhase::Unprotected);
}

#[test]
fn the_two_seconds_begin_with_the_alarm() {
    let mut bracket = bare();
    bracket.phase = BracketPhase::Protected;
    let plan = bracket.plan(&scene(at(5_000)));
    assert_eq!((plan.phase, placed(&plan), plan.wake), (BracketPhase::Unprotected, vec![], Some(at(7_000))));
}

#[test]
fn nothing_is_closed_by_a_bracket_that_only_alerts_or_is_protected() {
    let mut alerts = bare();
    alerts.if_unprotected = IfUnprotected::Alert;
    assert_eq!(placed(&alerts.plan(&scene(at(9_000)))), []);
    let mut safe = protected();
    safe.if_unprotected = IfUnprotected::Close;
    let plan = safe.plan(&scene(at(9_000)));
    assert_eq!((placed(&plan), canceled(&plan)), (vec![], vec![]));
}

#[test]
fn one_close_is_on_its_way_at_a_time_and_no_leg_is_placed_beside_it() {
    let mut closing = with(bare(), &[(Exit::Close, "10", Standing::Sent)]);
    let plan = closing.plan(&scene(at(2_100)));
    assert_eq!((placed(&plan), canceled(&plan)), (vec![], vec!["b-t1"]));
    // Also when the alarm is younger than it, or over.
    closing.since = at(2_050);
    assert_eq!(canceled(&closing.plan(&scene(at(2_100)))), ["b-t1"]);
    closing.if_unprotected = IfUnprotected::Alert;
    closing.stop_loss.taken_away = false;
    assert_eq!(placed(&closing.plan(&scene(at(2_100)))), []);
}

#[test]
fn a_close_that_was_refused_waits_for_its_next_try() {
    let mut bracket = with(bare(), &[(Exit::Close, "10", Standing::Refused)]);
    bracket.closes.next_try_at = Some(at(3_000));
    let waits = bracket.plan(&scene(at(2_999)));
    assert_eq!((placed(&waits), waits.wake), (vec![], Some(at(3_000))));
    assert_eq!(placed(&bracket.plan(&scene(at(3_000)))), [(Exit::Close, "10".to_owned())]);
    assert_eq!(placed(&bracket.plan(&Scene { can_place: false, ..scene(at(3_000)) })), []);
}

#[test]
fn a_whole_position_is_closed_by_its_number_once_that_is_known() {
    let mut whole = Bracket::wanted(&super::wish(None), "trader", at(-100));
    whole.if_unprotected = IfUnprotected::Close;
    whole.stop_loss.taken_away = true;
    (whole.phase, whole.since) = (BracketPhase::Unprotected, at(0));
    assert_eq!(placed(&whole.plan(&scene(at(2_000)))), [(Exit::TakeProfit, "all".to_owned())], "not known yet: its leg at least");
    let known = Scene { room: Some(qty("7")), ..scene(at(2_000)) };
    assert_eq!(placed(&whole.plan(&known)), [(Exit::Close, "7".to_owned())]);
}

#[test]
fn an_unseen_entry_of_which_nothing_came_has_nothing_to_close() {
    let mut bracket = working("0");
    bracket.if_unprotected = IfUnprotected::Close;
    (bracket.phase, bracket.since) = (BracketPhase::Unprotected, at(0));
    let plan = bracket.plan(&Scene { blind: true, ..scene(at(5_000)) });
    assert_eq!((plan.phase, placed(&plan)), (BracketPhase::Unprotected, vec![]));
}

/// Both legs with what they executed, and where they stand.
fn left(stop: (&str, Standing), take: (&str, Standing)) -> Bracket {
    let mut bracket = protected();
    for (leg, (executed, standing)) in [(&mut bracket.stop_loss, stop), (&mut bracket.take_profit, take)] {
        (leg.slices[0].executed, leg.slices[0].standing) = (qty(executed), standing);
    }
    bracket
}

fn end_of(bracket: &Bracket) -> (BracketPhase, Option<String>) {
    let plan = bracket.plan(&scene(at(900)));
    (plan.phase, plan.reason)
}

fn done(reason: &str) -> (BracketPhase, Option<String>) {
    (BracketPhase::Done, Some(reason.to_owned()))
}

#[test]
fn one_leg_that_ends_it_takes_the_other_along_and_it_is_over_when_that_is_sure() {
    let stopped = left(("10", Standing::Ended), ("0", Standing::Stands));
    let plan = stopped.plan(&scene(at(900)));
    assert_eq!((plan.phase, canceled(&plan)), (BracketPhase::Protected, vec!["b-t1"]));
    assert_eq!(end_of(&left(("10", Standing::Ended), ("0", Standing::Canceled))), done("stop_loss"));
    assert_eq!(end_of(&left(("0", Standing::Canceled), ("10", Standing::Ended))), done("take_profit"));
    assert_eq!(end_of(&left(("4", Standing::Ended), ("6", Standing::Ended))), done("stop_loss, take_profit"));
}

#[test]
fn it_says_what_closed_it() {
    let mut closed = with(left(("0", Standing::Canceled), ("0", Standing::Canceled)), &[(Exit::Close, "10", Standing::Ended)]);
    closed.closes.slices[0].executed = qty("10");
    assert_eq!(end_of(&closed), done("closed"));
    let mut elsewhere = left(("0", Standing::Canceled), ("0", Standing::Canceled));
    elsewhere.released = (qty("10"), at(0));
    assert_eq!(end_of(&elsewhere), done("closed_elsewhere"));
    let mut whole = Bracket::wanted(&super::wish(None), "trader", at(-100));
    assert_eq!(whole.plan(&Scene { room: Some(Qty::ZERO), ..scene(at(0)) }).reason.as_deref(), Some("closed_elsewhere"));
    whole.stop_loss.slices.push(Slice { standing: Standing::Stands, ..Slice::sent(id("b-s1"), None, 1) });
    assert!(!whole.plan(&Scene { room: Some(Qty::ZERO), ..scene(at(0)) }).phase.is_over());
}

#[test]
fn an_entry_that_came_to_nothing_ends_it_by_its_own_word() {
    let mut bracket = working("0");
    for (standing, phase, reason) in [
        (Standing::Refused, BracketPhase::Refused, "entry_refused"),
        (Standing::Canceled, BracketPhase::Done, "entry_ended"),
        (Standing::Ended, BracketPhase::Done, "entry_ended"),
    ] {
        bracket.entry.as_mut().expect("an entry").standing = standing;
        assert_eq!(end_of(&bracket), (phase, Some(reason.to_owned())), "{standing:?}");
    }
    // One of which something came before is no refused one.
    let mut later = left(("0", Standing::Canceled), ("0", Standing::Canceled));
    later.entry.as_mut().expect("an entry").standing = Standing::Refused;
    later.released = (qty("10"), at(0));
    assert_eq!(end_of(&later), done("closed_elsewhere"));
}

#[test]
fn one_that_is_ended_by_hand_cancels_everything_and_keeps_what_is_held() {
    let mut bracket = with(working("6"), &[(Exit::StopLoss, "6", Standing::Stands), (Exit::TakeProfit, "6", Standing::Sent)]);
    bracket.unwanted = true;
    let plan = bracket.plan(&scene(at(0)));
    assert_eq!((canceled(&plan), placed(&plan)), (vec!["b", "b-s1", "b-t1"], vec![]));
    assert!(!plan.phase.is_over());
    bracket.entry.as_mut().expect("an entry").standing = Standing::Canceled;
    bracket.stop_loss.slices[0].standing = Standing::Canceled;
    assert!(!bracket.plan(&scene(at(0))).phase.is_over(), "one leg is still there");
    bracket.take_profit.slices[0].standing = Standing::Canceled;
    assert_eq!(end_of(&bracket), done("canceled"));
    assert_eq!(bracket.held(), qty("6"));
    // What its stop had executed before is what ended it.
    bracket.stop_loss.slices[0].executed = qty("6");
    assert_eq!(end_of(&bracket), done("stop_loss"));
}

#[test]
fn one_that_is_ended_while_its_entry_works_waits_for_the_entry() {
    let mut bracket = working("0");
    bracket.unwanted = true;
    let plan = bracket.plan(&scene(at(0)));
    assert_eq!((plan.phase, canceled(&plan)), (BracketPhase::Entering, vec!["b"]));
    bracket.entry.as_mut().expect("an entry").standing = Standing::Canceled;
    assert_eq!(end_of(&bracket), done("canceled"));
}

/// One around the whole position that the venue holds together itself; its stop has executed so much, and nothing stands.
fn of_the_venues_own(executed: &str) -> Bracket {
    let mut whole = Bracket::wanted(&super::wish(None), "trader", at(-100));
    whole.native = Some(Native::default());
    for (leg, order, executed) in [(&mut whole.stop_loss, "v-1", executed), (&mut whole.take_profit, "v-2", "0")] {
        leg.slices.push(Slice { standing: Standing::Ended, executed: qty(executed), ..Slice::sent(id(order), None, 1) });
    }
    whole
}

#[test]
fn a_leg_that_executed_all_may_be_ahead_of_the_word_that_the_position_is_flat() {
    let mut whole = of_the_venues_own("7");
    (whole.phase, whole.since) = (BracketPhase::Protecting, at(0));
    let closed = |ms: i64| Scene { room: Some(qty("7")), closed: true, ..scene(at(ms)) };
    let early = whole.plan(&closed(1_999));
    assert_eq!((early.phase, early.wake, early.ask), (BracketPhase::Protecting, Some(at(2_000)), false));
    assert_eq!(whole.plan(&closed(2_000)).phase, BracketPhase::Unprotected, "it is not flat, whatever the leg says");
}

#[test]
fn a_leg_that_executed_less_leaves_something_bare_and_people_are_told_after_two_round_trips() {
    let mut whole = of_the_venues_own("3");
    (whole.phase, whole.since) = (BracketPhase::Protecting, at(0));
    let open = |ms: i64| Scene { room: Some(qty("7")), ..scene(at(ms)) };
    assert_eq!(whole.plan(&open(199)).phase, BracketPhase::Protecting);
    assert_eq!(whole.plan(&open(200)).phase, BracketPhase::Unprotected);
}
