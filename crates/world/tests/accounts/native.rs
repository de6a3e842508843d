//! Brackets that the venue holds together itself: both legs in one call, around a whole position or with the order that opens it.

use rust_decimal::Decimal;
use serde_json::json;
use twinline_core::account::{BracketChange, BracketPhase, BracketWish, Checks, Command, IfUnprotected, LegTerms};
use twinline_model::{OrderId, OrderStatus, OrderTicket, Price, Side, TriggerBy};
use twinline_sim::FaultName;
use twinline_world::trading::Incident;

use crate::brackets::{alarms, begin, bracket, is, legs, passing};
use crate::second::{left, stage};
use crate::stage::{Stage, ms, secs};

fn terms(stage: &Stage, off: i64) -> LegTerms {
    let instrument = stage.instrument(stage.first().symbol());
    let (bid, tick) = (stage.world.bid(&instrument.id).unwrap().value(), instrument.tick_size.value());
    let trigger_price = Price::new(((bid * (Decimal::ONE + Decimal::new(off, 4)) / tick).round() * tick).normalize());
    LegTerms { trigger_price, price: None, trigger_by: TriggerBy::Mark }
}

/// A long position of the market's price.
fn bought(seed: u64) -> Stage {
    let mut stage = stage(seed);
    let entry = stage.market(Side::Buy);
    let id = stage.place(entry);
    stage.until("filled", secs(5), |stage| stage.is(&id, OrderStatus::Filled));
    stage.run(secs(1));
    stage
}

/// Both legs around all of it.
fn whole(stage: &Stage) -> BracketWish {
    BracketWish {
        id: OrderId::new("wb-1").unwrap(),
        entry: None,
        instrument: stage.first(),
        side: Side::Buy,
        position_side: twinline_model::PositionSide::Both,
        qty: None,
        stop_loss: Some(terms(stage, -300)),
        take_profit: Some(terms(stage, 300)),
        if_unprotected: IfUnprotected::Alert,
    }
}

fn pin(stage: &mut Stage, off: i64) {
    let (symbol, price) = (stage.first().symbol().to_owned(), terms(stage, off).trigger_price.to_string());
    stage.at_the_venue("mark", json!({"symbol": symbol, "price": price}));
}

#[test]
fn both_legs_are_one_call_and_one_that_executes_ends_the_other_there() {
    for (seed, off, closes) in [(1, -350, "stop_loss"), (2, 350, "take_profit"), (3, -350, "stop_loss")] {
        let mut stage = bought(seed);
        let wish = whole(&stage);
        let (id, _) = begin(&mut stage, &wish);
        stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
        assert!(bracket(&stage, &id).native.is_some() && legs(&stage).len() == 2);
        assert_eq!((left(&stage, "bracket"), left(&stage, "place"), alarms(&stage, "unprotected")), (1, 1, 0), "seed {seed}");
        pin(&mut stage, off);
        stage.until("done", secs(60), |stage| is(stage, &id, BracketPhase::Done));
        assert_eq!(bracket(&stage, &id).reason.as_deref(), Some(closes), "seed {seed}");
        stage.settled(secs(60));
        assert_eq!(
            (legs(&stage), left(&stage, "cancel"), left(&stage, "bracket")),
            (vec![], 0, 1),
            "the venue ended the other, seed {seed}"
        );
        stage.show_if(alarms(&stage, "unprotected") > 0);
        assert_eq!((alarms(&stage, "unprotected"), alarms(&stage, "take_profit_refused")), (0, 0), "seed {seed}");
    }
}

#[test]
fn whether_the_legs_were_made_is_found_out_and_they_are_never_asked_for_twice() {
    for (fault, asked) in [(FaultName::TimeoutDone, 1), (FaultName::TimeoutLost, 2), (FaultName::TimeoutLate, 1)] {
        let mut stage = bought(4);
        let wish = whole(&stage);
        stage.fault_of(passing(fault, 500));
        // Nor do events tell of them.
        stage.fault_of(passing(FaultName::EventDrop, 3_000));
        let (id, _) = begin(&mut stage, &wish);
        stage.until("protected", secs(40), |stage| is(stage, &id, BracketPhase::Protected));
        stage.run(secs(15));
        assert_eq!((legs(&stage).len(), left(&stage, "bracket")), (2, asked), "{fault:?}");
        assert!(is(&stage, &id, BracketPhase::Protected), "{fault:?}");
        assert!(asked == 1 || alarms(&stage, "unprotected") == 1, "people are told meanwhile");
        stage.settled(secs(60));
    }
}

#[test]
fn other_terms_and_its_end_leave_no_leg_of_the_old_ones() {
    let mut stage = bought(5);
    let wish = whole(&stage);
    let (id, _) = begin(&mut stage, &wish);
    stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
    let nearer = terms(&stage, -200);
    let change = BracketChange { stop_loss: Some(Some(nearer.clone())), ..BracketChange::default() };
    let ask = stage.next_ask();
    stage.world.command(Command::ChangeBracket { ask, bracket: id.clone(), change: Box::new(change), checks: Checks::default() });
    stage.run(ms(1));
    stage.until("with the new terms", secs(10), |stage| is(stage, &id, BracketPhase::Protected) && legs(stage).len() == 2);
    let stops: Vec<Option<Price>> = bracket(&stage, &id)
        .stop_loss
        .open()
        .map(|slice| stage.order(&slice.order).and_then(|order| order.terms.as_ref()).and_then(|terms| terms.trigger_price))
        .collect();
    assert_eq!((stops, left(&stage, "bracket"), left(&stage, "cancel")), (vec![Some(nearer.trigger_price)], 2, 2));
    // A second one around the same position is refused here.
    let other = BracketWish { id: OrderId::new("wb-2").unwrap(), ..whole(&stage) };
    let (_, ask) = begin(&mut stage, &other);
    stage.until("answered", secs(5), |stage| stage.world.answer_to(ask).is_some());
    assert!(format!("{:?}", stage.world.answer_to(ask).unwrap().1).contains("bad_bracket"));
    let ask = stage.next_ask();
    stage.world.command(Command::EndBracket { ask, bracket: id.clone() });
    stage.until("ended", secs(10), |stage| is(stage, &id, BracketPhase::Done));
    stage.settled(secs(60));
    assert_eq!((legs(&stage), bracket(&stage, &id).reason.as_deref()), (vec![], Some("canceled")));
}

#[test]
fn killed_at_any_moment_it_is_taken_up_again() {
    for after_ms in [0, 1, 2, 5, 20, 40, 80, 150] {
        let mut stage = bought(6);
        let wish = whole(&stage);
        let (id, _) = begin(&mut stage, &wish);
        stage.world.schedule(stage.world.now() + ms(after_ms), Incident::Kill);
        stage.run(secs(40));
        // Killed before its wish was on disk, there is no bracket and nobody was told that there is one.
        if stage.world.gateway().account().state().bracket(&id).is_some() {
            stage.until("protected", secs(10), |stage| is(stage, &id, BracketPhase::Protected));
            assert_eq!(legs(&stage).len(), 2, "killed after {after_ms} ms");
        } else {
            assert!(legs(&stage).is_empty(), "killed after {after_ms} ms");
        }
        stage.settled(secs(60));
    }
}

/// An entry that has both legs behind it.
fn opening(stage: &Stage, entry: OrderTicket, down: i64) -> BracketWish {
    let stop_loss = Some(terms(stage, -down));
    BracketWish { id: entry.client_order_id.clone(), entry: Some(entry), stop_loss, ..whole(stage) }
}

#[test]
fn an_entry_and_its_legs_are_one_call() {
    for (seed, off, closes) in [(11, -350, "stop_loss"), (12, 350, "take_profit")] {
        let mut stage = stage(seed);
        let entry = stage.market(Side::Buy);
        let wish = opening(&stage, entry, 300);
        let (id, _) = begin(&mut stage, &wish);
        stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
        assert!(bracket(&stage, &id).native.is_some() && legs(&stage).len() == 2);
        let calls = ["place_bracketed", "place", "bracket"].map(|name| left(&stage, name));
        assert_eq!((calls, alarms(&stage, "unprotected")), ([1, 0, 0], 0), "seed {seed}");
        pin(&mut stage, off);
        stage.until("done", secs(60), |stage| is(stage, &id, BracketPhase::Done));
        assert_eq!(bracket(&stage, &id).reason.as_deref(), Some(closes), "seed {seed}");
        stage.settled(secs(60));
        assert_eq!((legs(&stage), left(&stage, "cancel"), alarms(&stage, "unprotected")), (vec![], 0, 0), "seed {seed}");
    }
}

/// Its legs may be changed while it rests; it may be ended; and once it executes, the venue makes the legs of the new terms.
#[test]
fn a_resting_entry_takes_other_legs_and_its_end() {
    let mut stage = stage(13);
    let resting = stage.resting();
    let wish = opening(&stage, resting, 3_000);
    let (id, _) = begin(&mut stage, &wish);
    stage.until("resting", secs(5), |stage| stage.is(&id, OrderStatus::Open));
    let nearer = terms(&stage, -2_500);
    let change = BracketChange { stop_loss: Some(Some(nearer.clone())), ..BracketChange::default() };
    let ask = stage.next_ask();
    stage.world.command(Command::ChangeBracket { ask, bracket: id.clone(), change: Box::new(change), checks: Checks::default() });
    stage.until("told", secs(5), |stage| left(stage, "edit_bracket") == 1);
    stage.run(secs(2));
    assert!(is(&stage, &id, BracketPhase::Entering) && legs(&stage).is_empty() && left(&stage, "bracket") == 0);
    let through = terms(&stage, 100).trigger_price;
    stage.edit(&id, Some(through), None);
    stage.until("protected", secs(10), |stage| is(stage, &id, BracketPhase::Protected));
    let stop = bracket(&stage, &id).stop_loss.open().next().unwrap().order.clone();
    assert_eq!(stage.order(&stop).unwrap().terms.as_ref().unwrap().trigger_price, Some(nearer.trigger_price));
    assert_eq!((legs(&stage).len(), left(&stage, "bracket"), alarms(&stage, "unprotected")), (2, 0, 0));

    let mut stage = crate::second::stage(14);
    let resting = stage.resting();
    let wish = opening(&stage, resting, 3_000);
    let (id, _) = begin(&mut stage, &wish);
    stage.until("resting", secs(5), |stage| stage.is(&id, OrderStatus::Open));
    let ask = stage.next_ask();
    stage.world.command(Command::EndBracket { ask, bracket: id.clone() });
    stage.until("ended", secs(10), |stage| is(stage, &id, BracketPhase::Done));
    assert!(stage.is(&id, OrderStatus::Canceled) && legs(&stage).is_empty());
}

#[test]
fn an_entry_of_which_nobody_knows_is_not_placed_twice_and_has_its_legs() {
    for (fault, came) in [(FaultName::TimeoutDone, true), (FaultName::TimeoutLost, false), (FaultName::TimeoutLate, true)] {
        let mut stage = stage(15);
        let entry = stage.market(Side::Buy);
        let wish = opening(&stage, entry, 300);
        stage.fault_of(passing(fault, 500));
        stage.fault_of(passing(FaultName::EventDrop, 3_000));
        let (id, _) = begin(&mut stage, &wish);
        let phase = if came { BracketPhase::Protected } else { BracketPhase::Refused };
        stage.until("known", secs(60), |stage| is(stage, &id, phase));
        stage.settled(secs(60));
        assert!(is(&stage, &id, phase), "{fault:?}");
        assert_eq!((legs(&stage).len(), left(&stage, "place_bracketed")), (if came { 2 } else { 0 }, 1), "{fault:?}");
    }
}

/// The venue's legs close all of a position: what is a part of one is held together here, and says so.
#[test]
fn a_part_of_a_position_is_held_together_here() {
    let mut stage = bought(16);
    let entry = stage.market(Side::Buy);
    let wish = opening(&stage, entry, 300);
    let (beside, _) = begin(&mut stage, &wish);
    stage.until("protected", secs(5), |stage| is(stage, &beside, BracketPhase::Protected));
    let lot = stage.instrument(stage.first().symbol()).lot_size;
    let part = BracketWish { id: OrderId::new("part-1").unwrap(), qty: Some(lot), ..whole(&stage) };
    let (part, _) = begin(&mut stage, &part);
    stage.until("protected", secs(5), |stage| is(stage, &part, BracketPhase::Protected));
    for id in [&beside, &part] {
        assert!(bracket(&stage, id).native.is_none(), "{id}");
    }
    assert_eq!((left(&stage, "place_bracketed"), left(&stage, "bracket")), (0, 0));
}

#[test]
fn an_entry_killed_at_any_moment_is_taken_up_again() {
    for after_ms in [0, 1, 2, 5, 20, 40, 80, 150] {
        let mut stage = stage(17);
        let entry = stage.market(Side::Buy);
        let wish = opening(&stage, entry, 300);
        let (id, _) = begin(&mut stage, &wish);
        stage.world.schedule(stage.world.now() + ms(after_ms), Incident::Kill);
        stage.run(secs(40));
        let phase = stage.world.gateway().account().state().bracket(&id).map(|bracket| bracket.phase);
        let expected = if phase == Some(BracketPhase::Protected) { 2 } else { 0 };
        assert!(matches!(phase, None | Some(BracketPhase::Protected | BracketPhase::Refused)), "killed after {after_ms} ms: {phase:?}");
        assert_eq!(legs(&stage).len(), expected, "killed after {after_ms} ms");
        stage.settled(secs(60));
    }
}
