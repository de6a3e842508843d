//! The journal fails, the process is asked to stop, or falls asleep.

use twinline_core::account::{AccountEvent, Answer, Placed};
use twinline_model::{OrderStatus, Side};
use twinline_sim::{FaultName, Venue};
use twinline_world::trading::Incident;

use crate::stage::{Stage, VENUES, count, ms, secs};

fn refused(stage: &Stage, ask: u64) -> Option<String> {
    match stage.world.answer_to(ask) {
        Some((_, Answer::Orders(placed))) => match placed.first() {
            Some(Placed::Refused(refused)) => Some(refused.code.to_owned()),
            Some(Placed::Order(order)) if order.status() == OrderStatus::Rejected => order.no.as_ref().and_then(|no| no.code.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// While the journal takes nothing, nothing new leaves; cancels do, and what happens is not forgotten.
fn failing(venue: Venue, seed: u64, killed: bool) {
    let mut stage = Stage::at(venue, seed);
    let (one, two) = (stage.resting(), stage.resting());
    let (one, two) = (stage.placed(one), stage.placed(two));
    stage.world.strike(Incident::Journal(Some("no space left on device")));
    // The first finds out, the second is refused at the door.
    let (first, second) = (stage.resting(), stage.resting());
    let names = [first.client_order_id.clone(), second.client_order_id.clone()];
    let ask = stage.place_all(vec![first]);
    stage.until("refused", secs(1), |stage| stage.world.answer_to(ask).is_some());
    assert_eq!(refused(&stage, ask).as_deref(), Some("journal_failed"));
    assert!(stage.world.status().blocked.is_some());
    let ask = stage.place_all(vec![second]);
    assert_eq!(refused(&stage, ask).as_deref(), Some("account_blocked"));
    let price = stage.lower(&two);
    let ask = stage.edit(&two, Some(price), None);
    assert!(matches!(stage.world.answer_to(ask), Some((_, Answer::Refused(_)))), "an edit could enlarge risk");
    stage.cancel(&one);
    let took = stage.until("canceled", secs(5), |stage| stage.is(&one, OrderStatus::Canceled));
    // One message in a hundred takes several times as long.
    assert!(stage.round_trips(took) <= 12.0 || took <= ms(60), "{took:?}");
    names.iter().for_each(|id| assert_eq!(stage.sent(id), 0, "left without a durable intent"));
    // Something is filled meanwhile.
    let name = stage.first().symbol().to_owned();
    stage.bought_at_the_venue(&name, "BUY", "50");
    stage.run(secs(3));
    match killed {
        true => {
            stage.world.strike(Incident::Journal(None));
            stage.world.kill(0);
        }
        false => stage.world.strike(Incident::Journal(None)),
    }
    stage.run(ms(1));
    assert!(stage.world.status().blocked.is_none(), "works again, and takes new orders");
    stage.settled(secs(40));
    let ticket = stage.resting();
    let id = stage.place(ticket);
    stage.until("placed", secs(5), |stage| stage.is(&id, OrderStatus::Open));
    stage.settled(secs(20));
}

#[test]
fn f36_while_the_journal_fails_new_orders_are_refused_and_cancels_go_on() {
    for (venue, seed) in VENUES.into_iter().flat_map(|venue| (0..count("STREAM_SEEDS", 6)).map(move |seed| (venue, seed))) {
        failing(venue, seed, false);
        failing(venue, seed, true);
    }
}

/// Asked to stop while commands are in the air: it ends in time, and what is not known is in the journal.
#[test]
fn f42_a_stop_waits_for_what_is_in_the_air_and_forgets_nothing() {
    for venue in VENUES {
        stopped(venue);
    }
}

fn stopped(venue: Venue) {
    let mut slowest = ms(0);
    for (seed, slow) in (0..count("STREAM_SEEDS", 12)).zip([false, true].into_iter().cycle()) {
        let mut stage = Stage::at(venue, seed);
        let ticket = stage.resting();
        let resting = stage.placed(ticket);
        if slow {
            stage.fault(FaultName::RestSlow);
            stage.fault(FaultName::ReplyLost);
        }
        let (one, two) = (stage.resting(), stage.market(Side::Buy));
        let names = [one.client_order_id.clone(), two.client_order_id.clone()];
        stage.place_all(vec![one]);
        stage.place_all(vec![two]);
        stage.cancel(&resting);
        stage.run(ms(i64::from(slow)));
        let begin = stage.world.now();
        stage.world.command(twinline_core::account::Command::Stop);
        let late = stage.resting();
        let ask = stage.place_all(vec![late]);
        assert_eq!(refused(&stage, ask).as_deref(), Some("stopping"));
        let took = stage.until("stopped", secs(5), |stage| stage.world.stopped_at().is_some());
        slowest = slowest.max(took);
        assert!(stage.world.now() - begin <= secs(5));
        for id in &names {
            let held = stage.world.gateway().journal().iter().any(|envelope| envelope.event.order_id() == Some(id));
            assert!(held, "{id} left and is not in the journal");
        }
        stage.world.heal();
        stage.world.kill(0);
        stage.settled(secs(45));
        names.iter().for_each(|id| assert_eq!(stage.sent(id), 1));
    }
    println!("F42 {venue:?}: stopped within {} ms", slowest.as_millis());
}

/// One step of the account, with twenty thousand ended orders and ten thousand fills in memory, never holds up the loop.
#[test]
#[ignore = "reads the wall clock: make prove"]
fn f40_a_step_of_a_large_account_is_short() {
    for venue in VENUES {
        steps_are_short(venue);
    }
}

#[allow(clippy::disallowed_methods, reason = "how long a step takes only a clock can tell")]
fn steps_are_short(venue: Venue) {
    let mut stage = Stage::at(venue, 42);
    let begin = stage.world.now();
    let orders = count("LARGE_ORDERS", 5_000);
    for at in 0..orders {
        let ticket = if at % 2 == 0 { stage.market(Side::Buy) } else { stage.market(Side::Sell) };
        stage.place(ticket);
        stage.run(ms(60));
    }
    let known = stage.world.gateway().account().state().orders().count();
    let steps = stage.world.events();
    let clock = std::time::Instant::now();
    stage.run(secs(60));
    let mean = clock.elapsed() / u32::try_from((stage.world.events() - steps).max(1)).unwrap();
    println!("F40 {venue:?}: {known} orders after {:?}; {mean:?} an event on average, simulator included", stage.world.now() - begin);
    assert!(mean < std::time::Duration::from_millis(5));
}

/// The history of a run says who was told what, and holds no order twice.
#[test]
fn f36_a_history_begins_with_the_intent_of_every_order() {
    for venue in VENUES {
        let mut stage = Stage::at(venue, 37);
        let tickets = vec![stage.resting(), stage.market(Side::Buy), stage.stop()];
        let names: Vec<_> = tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect();
        stage.place_all(tickets);
        stage.settled(secs(20));
        for id in names {
            let mut told = stage.world.gateway().journal().iter().filter(|envelope| envelope.event.order_id() == Some(&id));
            assert!(matches!(told.next().map(|envelope| &envelope.event), Some(AccountEvent::OrderPlaced { .. })), "{venue:?}");
            assert!(!told.any(|envelope| matches!(envelope.event, AccountEvent::OrderPlaced { .. })), "{venue:?}");
        }
    }
}
