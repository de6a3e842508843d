//! Brackets that the venue holds together itself: both legs in one call, around a whole position.

use rust_decimal::Decimal;
use serde_json::json;
use twinline_core::account::{BracketChange, BracketPhase, BracketWish, Checks, Command, IfUnprotected, LegTerms};
use twinline_model::{OrderId, OrderStatus, Price, Side, TriggerBy};
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
