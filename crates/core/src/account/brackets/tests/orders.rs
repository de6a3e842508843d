//! What do its orders say about a bracket?

use twinline_model::{OrderType, Phase, Qty, Timestamp};

use super::super::observe::Seen;
use super::super::record::{Bracket, Exit, Slice, Standing};
use super::{at, bought, id, protected, qty, ticket, with, working};
use crate::account::order::{InDoubt, No, Order};

/// Its first stop-loss, as an order in this phase that has executed so much.
fn stop(phase: Phase, executed: &str) -> Order {
    let kind = twinline_model::OrderTicket { client_order_id: id("b-s1"), ..ticket("b", OrderType::StopMarket) };
    Order { phase, executed: qty(executed), updated_at: at(500), ..Order::intended(&kind, at(0)) }
}

/// The entry, likewise.
fn entry(phase: Phase, executed: &str) -> Order {
    Order { phase, executed: qty(executed), updated_at: at(500), ..Order::intended(&ticket("b", OrderType::Limit), at(0)) }
}

/// What it says once this order is looked at.
fn look(bracket: &mut Bracket, now: Timestamp, order: &Order) -> Vec<(Timestamp, Qty)> {
    bracket.observe(now, |slice: &Slice| (slice.order == order.id).then_some(Seen { order, executed_at: at(480), exited_at: at(500) }))
}

#[test]
fn each_word_of_the_venue_has_its_standing() {
    let doubt = Some(InDoubt { since: at(0), reason: "lost".to_owned() });
    for (order, standing) in [
        (stop(Phase::Pending, "0"), Standing::Sent),
        (Order { doubt, ..stop(Phase::Pending, "0") }, Standing::Doubtful),
        (stop(Phase::Untriggered, "0"), Standing::Stands),
        (stop(Phase::Live, "0"), Standing::Triggered),
        (stop(Phase::Rejected, "0"), Standing::Refused),
        (stop(Phase::Canceled, "0"), Standing::Canceled),
        (stop(Phase::Expired, "0"), Standing::Ended),
        (stop(Phase::Filled, "10"), Standing::Ended),
    ] {
        let mut bracket = with(bought(), &[(Exit::StopLoss, "10", Standing::Sent)]);
        look(&mut bracket, at(600), &order);
        assert_eq!(bracket.stop_loss.slices[0].standing, standing, "{order:?}");
    }
}

#[test]
fn an_entry_that_rests_stands_and_one_that_executes_is_on_its_way() {
    for (executed, standing) in [("0", Standing::Stands), ("3", Standing::Triggered)] {
        let mut bracket = working("0");
        assert_eq!(look(&mut bracket, at(600), &entry(Phase::Live, executed)), []);
        let entry = bracket.entry.as_ref().expect("an entry");
        assert_eq!((entry.standing, entry.executed), (standing, qty(executed)));
    }
}

#[test]
fn an_edit_of_the_entry_changes_how_much_can_come() {
    let mut bracket = working("0");
    let mut edited = entry(Phase::Live, "0");
    edited.terms.as_mut().expect("terms").qty = Some(qty("25"));
    look(&mut bracket, at(600), &edited);
    assert_eq!(bracket.entry.as_ref().and_then(|entry| entry.qty), Some(qty("25")));
    // What closes whatever the position is has no number, whatever its order says.
    let mut whole = with(bought(), &[(Exit::StopLoss, "10", Standing::Sent)]);
    whole.stop_loss.slices[0].qty = None;
    look(&mut whole, at(600), &stop(Phase::Untriggered, "0"));
    assert_eq!(whole.stop_loss.slices[0].qty, None);
}

#[test]
fn what_an_exit_executes_is_told_once_with_its_time() {
    let mut bracket = protected();
    assert_eq!(look(&mut bracket, at(600), &stop(Phase::Untriggered, "0")), []);
    assert_eq!(look(&mut bracket, at(600), &stop(Phase::Live, "4")), [(at(500), qty("4"))]);
    let slice = &bracket.stop_loss.slices[0];
    assert_eq!((slice.executed, slice.executed_at), (qty("4"), at(480)));
    assert_eq!(look(&mut bracket, at(610), &stop(Phase::Live, "4")), []);
    assert_eq!(look(&mut bracket, at(620), &stop(Phase::Live, "3")), [], "executed never falls");
    assert_eq!(look(&mut bracket, at(630), &stop(Phase::Filled, "10")), [(at(500), qty("6"))]);
    assert_eq!(bracket.held(), Qty::ZERO);
}

#[test]
fn what_was_missing_before_is_explained_by_an_exit_of_that_time_and_not_by_a_later_one() {
    for (as_of, missing, told) in [(500, "3", vec![(at(500), qty("1"))]), (499, "7", vec![(at(500), qty("4"))])] {
        let mut bracket = protected();
        bracket.released = (qty("7"), at(as_of));
        let mut exits = look(&mut bracket, at(600), &stop(Phase::Live, "4"));
        assert_eq!(bracket.released.0, qty(missing), "as of {as_of}");
        if as_of == 500 {
            assert_eq!(exits, [], "all of it was missing already");
            exits = look(&mut bracket, at(610), &stop(Phase::Live, "8"));
            assert_eq!(bracket.released.0, Qty::ZERO);
        }
        assert_eq!(exits, told, "as of {as_of}");
    }
}

#[test]
fn a_leg_that_stands_forgets_the_noes_before_it() {
    let mut bracket = with(bought(), &[(Exit::StopLoss, "10", Standing::Sent)]);
    let leg = &mut bracket.stop_loss;
    (leg.attempts, leg.next_try_at, leg.refusal) = (3, Some(at(900)), Some(No { code: None, message: "no".to_owned() }));
    look(&mut bracket, at(600), &stop(Phase::Untriggered, "0"));
    let leg = &bracket.stop_loss;
    assert_eq!((leg.attempts, leg.next_try_at, leg.refusal.clone()), (0, None, None));
}

#[test]
fn a_leg_that_somebody_else_cancels_is_taken_away_and_one_that_we_end_is_not() {
    let mut bracket = protected();
    look(&mut bracket, at(600), &stop(Phase::Canceled, "0"));
    assert!(bracket.stop_loss.taken_away);
    let mut ours = protected();
    ours.stop_loss.slices[0].ending = Some(at(590));
    look(&mut ours, at(600), &stop(Phase::Canceled, "0"));
    assert!(!ours.stop_loss.taken_away);
}

#[test]
fn refusals_are_answered_at_once_and_then_ever_more_slowly() {
    let mut bracket = bought();
    let mut waits = Vec::new();
    for number in 1..=8 {
        bracket = with(bracket, &[(Exit::StopLoss, "10", Standing::Sent)]);
        let no = Some(No { code: Some("-1".to_owned()), message: format!("no {number}") });
        let order = Order { id: id(&format!("b-s{number}")), no: no.clone(), ..stop(Phase::Rejected, "0") };
        look(&mut bracket, at(600), &order);
        let leg = &bracket.stop_loss;
        assert_eq!((leg.attempts, leg.refusal.clone()), (number, no));
        waits.push((leg.next_try_at.expect("a time") - at(600)).as_millis());
        look(&mut bracket, at(700), &order);
        assert_eq!(bracket.stop_loss.attempts, number, "one no is counted once");
    }
    assert_eq!(waits, [0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
}

#[test]
fn what_a_check_here_holds_back_waits_likewise() {
    let mut leg = bought().stop_loss;
    let mut waits = Vec::new();
    for number in 1..=6 {
        leg.held_back(at(0), No { code: None, message: "no".to_owned() });
        assert_eq!((leg.attempts, leg.refusal.is_some()), (number, true));
        waits.push((leg.next_try_at.expect("a time") - at(0)).as_millis());
    }
    assert_eq!(waits, [250, 500, 1_000, 2_000, 4_000, 5_000]);
}

#[test]
fn a_stop_that_the_venue_ends_unfinished_went_wrong_and_one_that_is_filled_did_not() {
    for (executed, of, wrong) in
        [("0", Some("10"), true), ("9", Some("10"), true), ("10", Some("10"), false), ("0", None, true), ("9", None, false)]
    {
        let mut bracket = protected();
        bracket.stop_loss.slices[0].qty = of.map(qty);
        let words = Order { venue_status: "EXPIRED".to_owned(), ..stop(Phase::Expired, executed) };
        look(&mut bracket, at(600), &words);
        let leg = &bracket.stop_loss;
        assert_eq!(leg.attempts, u32::from(wrong), "{executed} of {of:?}");
        let says = leg.refusal.as_ref().map(|no| no.message.as_str());
        assert_eq!(says, wrong.then_some("the venue ended it: EXPIRED"));
    }
    let mut ours = protected();
    ours.stop_loss.slices[0].ending = Some(at(590));
    look(&mut ours, at(600), &stop(Phase::Expired, "0"));
    assert_eq!(ours.stop_loss.attempts, 0);
}

#[test]
fn of_orders_that_came_to_nothing_sixteen_are_remembered_the_newest() {
    let mut bracket = with(bought(), &[(Exit::StopLoss, "10", Standing::Refused); 18]);
    bracket.stop_loss.slices[0].executed = qty("1");
    bracket.stop_loss.slices[1].standing = Standing::Stands;
    look(&mut bracket, at(600), &stop(Phase::Rejected, "1"));
    let names: Vec<&str> = bracket.stop_loss.slices.iter().map(|slice| slice.order.as_str()).collect();
    assert_eq!((names.len(), &names[..3]), (16, &["b-s1", "b-s2", "b-s5"][..]));
    let mut full = with(bought(), &[(Exit::StopLoss, "10", Standing::Refused); 16]);
    look(&mut full, at(600), &stop(Phase::Rejected, "0"));
    assert_eq!(full.stop_loss.slices.len(), 16);
}
