//! What a second venue has in its own way: batches whose answers leave out what failed, a countdown that is set up first.

use serde_json::json;
use twinline_core::account::{Answer, Checks, Command, DeadMan, EditWish, MemberOutcome, Placed};
use twinline_model::{DeadManState, OrderId, OrderStatus, OrderTicket};
use twinline_sim::{FaultName, Venue};

use crate::stage::{START, Stage, secs};

/// One market of that venue, which moves little.
pub fn stage(seed: u64) -> Stage {
    Stage::at(Venue::Delta, seed)
}

pub fn left(stage: &Stage, name: &str) -> usize {
    stage.world.gateway().departures().iter().filter(|left| left.name == name).count()
}

fn answer(stage: &mut Stage, ask: u64) -> Answer {
    stage.until("answered", secs(30), |stage| stage.world.answer_to(ask).is_some());
    stage.world.answer_to(ask).unwrap().1.clone()
}

fn outcomes(answer: Answer) -> Vec<&'static str> {
    let Answer::Members(members) = answer else { panic!("{answer:?}") };
    let word = |outcome: &MemberOutcome| match outcome {
        MemberOutcome::Done(_) => "done",
        MemberOutcome::Refused(_) => "refused",
        MemberOutcome::Unknown { .. } => "unknown",
    };
    members.iter().map(|member| word(&member.outcome)).collect()
}

#[test]
fn members_that_a_batch_leaves_out_are_unknown_until_there_is_evidence() {
    let mut stage = stage(7);
    let mut tickets: Vec<OrderTicket> = (0..6).map(|_| stage.resting()).collect();
    tickets[2].qty = tickets[2].qty.map(|qty| twinline_model::Qty::new(qty.value() * rust_decimal::Decimal::from(2_500)));
    let ids: Vec<OrderId> = tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect();
    let orders = tickets.into_iter().map(|ticket| (ticket, Checks::default())).collect();
    stage.world.command(Command::PlaceEach { ask: 1, orders });
    let Answer::Orders(placed) = answer(&mut stage, 1) else { panic!("no answer about orders") };
    let statuses: Vec<OrderStatus> =
        placed.iter().map(|placed| if let Placed::Order(order) = placed { order.status() } else { panic!("{placed:?}") }).collect();
    let (open, unknown) = (OrderStatus::Open, OrderStatus::Unknown);
    assert_eq!(statuses, [open, open, unknown, open, open, open]);
    stage.until("it is proven absent", secs(30), |stage| stage.is(&ids[2], OrderStatus::Rejected));
    assert_eq!((left(&stage, "place_batch"), left(&stage, "place")), (1, 0));

    let mut kept = ids.clone();
    kept.remove(2);
    let edits = kept.iter().map(|id| EditWish { order: id.clone(), price: Some(stage.lower(id)), qty: None, checks: Checks::default() });
    let edits = edits.collect();
    stage.world.command(Command::EditEach { ask: 2, edits });
    let told = answer(&mut stage, 2);
    assert_eq!((outcomes(told), left(&stage, "edit_batch")), (vec!["done"; 5], 1));

    // One has ended without a word of it: the answer to the batch leaves it out, and it is looked up.
    stage.fault(FaultName::EventDrop);
    let gone: u64 = stage.order(&kept[1]).unwrap().venue_order_id.as_ref().unwrap().as_str().parse().unwrap();
    stage.at_the_venue("request", json!({"method": "DELETE", "path": "/v2/orders", "body": {"id": gone}}));
    stage.world.command(Command::CancelEach { ask: 3, orders: kept.clone() });
    let told = outcomes(answer(&mut stage, 3));
    assert_eq!((told, left(&stage, "cancel_batch")), (vec!["done", "unknown", "done", "done", "done"], 1));
    stage.world.heal();
    stage.settled(secs(60));
    assert!(kept.iter().all(|id| stage.is(id, OrderStatus::Canceled)) && ids.iter().all(|id| stage.sent(id) == 1));
}

fn switch(stage: &Stage) -> &DeadMan {
    stage.world.gateway().account().state().dead_man()
}

fn heartbeats(stage: &Stage, path: &str) -> usize {
    stage.asked_since(START).iter().filter(|row| row["path"] == path).count()
}

/// A venue that does not know the countdown any more is told of it anew.
#[test]
fn a_countdown_that_the_venue_has_forgotten_is_set_up_again() {
    let mut stage = stage(3);
    stage.world.command(Command::DeadMan { ask: 77, timeout_s: Some(30) });
    let resting = stage.resting();
    stage.placed(resting);
    stage.until("covered", secs(5), |stage| switch(stage).covered.len() == 1);
    stage.at_the_venue("forget-heartbeats", json!({}));
    stage.run(secs(15));
    assert_eq!((switch(&stage).state, heartbeats(&stage, "/v2/heartbeat/create")), (DeadManState::Armed, 2));
}
