//! Which orders of the legs are placed, and which are canceled?

use twinline_model::Qty;

use super::super::record::{Bracket, BracketPhase, Exit, Standing};
use super::{Scene, at, bought, canceled, placed, protected, qty, scene, terms, with, working};

fn both(of: &str) -> Vec<(Exit, String)> {
    vec![(Exit::StopLoss, of.to_owned()), (Exit::TakeProfit, of.to_owned())]
}

#[test]
fn both_legs_are_placed_as_soon_as_something_is_held() {
    let plan = bought().plan(&scene(at(0)));
    assert_eq!((plan.phase, placed(&plan), canceled(&plan)), (BracketPhase::Protecting, both("10"), vec![]));
}

#[test]
fn a_leg_that_is_wanted_alone_is_placed_alone() {
    let mut bracket = bought();
    bracket.take_profit.terms = None;
    assert_eq!(placed(&bracket.plan(&scene(at(0)))), [(Exit::StopLoss, "10".to_owned())]);
}

#[test]
fn what_covers_everything_is_left_alone() {
    let plan = protected().plan(&scene(at(300)));
    assert_eq!((plan.phase, placed(&plan), canceled(&plan), plan.wake), (BracketPhase::Protected, vec![], vec![], None));
}

#[test]
fn what_a_part_of_the_entry_adds_gets_legs_of_its_own() {
    let covered = with(working("6"), &[(Exit::StopLoss, "4", Standing::Stands), (Exit::TakeProfit, "4", Standing::Stands)]);
    let plan = covered.plan(&scene(at(0)));
    assert_eq!((placed(&plan), canceled(&plan)), (both("2"), vec![]));
}

#[test]
fn legs_on_their_way_are_waited_for_before_more_are_sent() {
    let sent = with(working("6"), &[(Exit::StopLoss, "4", Standing::Sent), (Exit::TakeProfit, "4", Standing::Doubtful)]);
    assert_eq!(placed(&sent.plan(&scene(at(0)))), [(Exit::TakeProfit, "2".to_owned())]);
}

#[test]
fn an_entry_at_the_market_gets_one_leg_for_all_of_its_parts() {
    let mut bracket = bought();
    let entry = bracket.entry.as_mut().expect("an entry");
    (entry.standing, entry.executed) = (Standing::Triggered, qty("3"));
    let first = bracket.plan(&scene(at(0)));
    assert_eq!((placed(&first), first.wake), (vec![], Some(at(25))));
    (bracket.phase, bracket.since) = (BracketPhase::Protecting, at(0));
    let waits = bracket.plan(&scene(at(24)));
    assert_eq!((placed(&waits), waits.wake), (vec![], Some(at(25))));
    assert_eq!(placed(&bracket.plan(&scene(at(25)))), both("3"));
    bracket.entry.as_mut().expect("an entry").standing = Standing::Ended;
    assert_eq!(placed(&bracket.plan(&scene(at(1)))), both("3"));
    // A limit order may rest for hours.
    assert_eq!(placed(&working("3").plan(&scene(at(0)))), both("3"));
}

#[test]
fn no_leg_leaves_while_nothing_can_leave() {
    assert_eq!(placed(&bought().plan(&Scene { can_place: false, ..scene(at(0)) })), []);
}

#[test]
fn a_leg_that_waits_for_its_next_try_leaves_then() {
    let mut bracket = bought();
    bracket.stop_loss.next_try_at = Some(at(150));
    let early = bracket.plan(&scene(at(149)));
    assert_eq!((placed(&early), early.wake), (vec![(Exit::TakeProfit, "10".to_owned())], Some(at(150))));
    assert_eq!(placed(&bracket.plan(&scene(at(150)))), both("10"));
}

#[test]
fn a_leg_that_was_taken_away_stays_away_and_the_other_does_not() {
    let mut bracket = bought();
    bracket.take_profit.taken_away = true;
    assert_eq!(placed(&bracket.plan(&scene(at(0)))), [(Exit::StopLoss, "10".to_owned())]);
}

#[test]
fn what_is_too_much_is_ended_first_and_placed_smaller_when_that_is_sure() {
    let mut bracket = protected();
    bracket.take_profit.slices[0].executed = qty("4");
    bracket.take_profit.slices[0].standing = Standing::Triggered;
    let shrink = bracket.plan(&scene(at(300)));
    assert_eq!((canceled(&shrink), placed(&shrink)), (vec!["b-s1"], vec![]));
    bracket.stop_loss.slices[0].ending = Some(at(300));
    let waits = bracket.plan(&scene(at(310)));
    assert_eq!((canceled(&waits), placed(&waits)), (vec![], vec![]));
    bracket.stop_loss.slices[0].standing = Standing::Canceled;
    assert_eq!(placed(&bracket.plan(&scene(at(400)))), [(Exit::StopLoss, "6".to_owned())]);
}

#[test]
fn of_several_orders_the_smallest_that_suffices_is_ended() {
    let stops = [(Exit::StopLoss, "5", Standing::Stands), (Exit::StopLoss, "3", Standing::Stands), (Exit::StopLoss, "2", Standing::Stands)];
    let bracket = with(bought(), &stops);
    for (room, ended) in [("8", "b-s3"), ("7", "b-s2"), ("6", "b-s1"), ("5", "b-s1"), ("1", "b-s1")] {
        let plan = bracket.plan(&Scene { room: Some(qty(room)), ..scene(at(0)) });
        assert_eq!(canceled(&plan), [ended], "room for {room}");
    }
    assert_eq!(canceled(&bracket.plan(&Scene { room: Some(qty("10")), ..scene(at(0)) })), [""; 0]);
}

#[test]
fn one_that_is_being_ended_counts_until_it_is_over_but_is_not_ended_twice() {
    let mut bracket = with(bought(), &[(Exit::StopLoss, "5", Standing::Stands), (Exit::StopLoss, "5", Standing::Stands)]);
    bracket.stop_loss.slices[0].ending = Some(at(0));
    let plan = bracket.plan(&Scene { room: Some(qty("5")), ..scene(at(10)) });
    assert_eq!((canceled(&plan), placed(&plan)), (vec![], vec![(Exit::TakeProfit, "5".to_owned())]));
}

#[test]
fn legs_never_exceed_what_the_position_has_room_for() {
    let plan = bought().plan(&Scene { room: Some(qty("4")), ..scene(at(0)) });
    assert_eq!(placed(&plan), both("4"));
    let plan = bought().plan(&Scene { room: Some(qty("40")), ..scene(at(0)) });
    assert_eq!(placed(&plan), both("10"));
}

#[test]
fn orders_of_old_terms_are_ended_and_those_of_new_terms_follow_when_that_is_sure() {
    let mut bracket = protected();
    (bracket.stop_loss.version, bracket.stop_loss.terms) = (2, Some(terms("1.5")));
    let plan = bracket.plan(&scene(at(300)));
    assert_eq!((canceled(&plan), placed(&plan)), (vec!["b-s1"], vec![]));
    bracket.stop_loss.slices[0].standing = Standing::Canceled;
    let plan = bracket.plan(&scene(at(400)));
    assert_eq!((canceled(&plan), placed(&plan)), (vec![], vec![(Exit::StopLoss, "10".to_owned())]));
}

#[test]
fn a_leg_that_is_not_wanted_any_more_is_ended() {
    let mut bracket = protected();
    bracket.take_profit.terms = None;
    let plan = bracket.plan(&scene(at(300)));
    assert_eq!((canceled(&plan), placed(&plan)), (vec!["b-t1"], vec![]));
}

#[test]
fn eight_small_orders_are_put_together_before_there_is_a_ninth() {
    let stand = |count: usize| {
        let mut orders = vec![(Exit::StopLoss, "1", Standing::Stands); count];
        orders.push((Exit::TakeProfit, "10", Standing::Stands));
        with(bought(), &orders)
    };
    let seven = stand(7).plan(&scene(at(0)));
    assert_eq!((placed(&seven), canceled(&seven)), (vec![(Exit::StopLoss, "3".to_owned())], vec![]));
    let eight = stand(8).plan(&scene(at(0)));
    assert_eq!((placed(&eight), canceled(&eight)), (vec![], vec!["b-s1"]));
    let mut different = stand(8);
    different.stop_loss.slices[4].qty = Some(qty("0.5"));
    assert_eq!(canceled(&different.plan(&scene(at(0)))), ["b-s5"]);
    different.stop_loss.slices[4].ending = Some(at(0));
    assert_eq!(canceled(&different.plan(&scene(at(0)))), ["b-s1"]);
}

#[test]
fn an_exit_that_executes_or_may_ends_the_rest_of_the_entry() {
    let covered = |stands: Standing, executed: &str| {
        let mut bracket = with(working("6"), &[(Exit::StopLoss, "6", stands), (Exit::TakeProfit, "6", Standing::Stands)]);
        bracket.stop_loss.slices[0].executed = qty(executed);
        bracket
    };
    assert_eq!(canceled(&covered(Standing::Stands, "0").plan(&scene(at(0)))), [""; 0]);
    assert_eq!(canceled(&covered(Standing::Triggered, "0").plan(&scene(at(0)))), ["b"]);
    assert_eq!(canceled(&covered(Standing::Triggered, "2").plan(&scene(at(0)))), ["b", "b-t1"]);
    // Not twice.
    let mut ending: Bracket = covered(Standing::Triggered, "0");
    ending.entry.as_mut().expect("an entry").ending = Some(at(0));
    assert_eq!(canceled(&ending.plan(&scene(at(0)))), [""; 0]);
    let done = covered(Standing::Ended, "6").plan(&scene(at(0)));
    assert_eq!(canceled(&done), ["b", "b-t1"], "and the other leg, of which nothing is left to end");
}

#[test]
fn what_a_leg_can_still_end_is_its_rest() {
    let mut bracket = protected();
    let slice = &mut bracket.stop_loss.slices[0];
    slice.executed = qty("4");
    assert_eq!(slice.rest(), Some(qty("6")));
    slice.standing = Standing::Canceled;
    assert_eq!(slice.rest(), Some(Qty::ZERO));
    (slice.standing, slice.qty) = (Standing::Stands, None);
    assert_eq!(slice.rest(), None);
    assert_eq!(bracket.stop_loss.cover(), None);
    assert_eq!(bracket.exited(), qty("4"));
    assert_eq!(bracket.held(), qty("6"));
}
