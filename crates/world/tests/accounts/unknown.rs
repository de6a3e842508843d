//! Answers that never came, or said too little: nothing is sent twice, nothing is believed that was not shown.

use serde_json::json;
use twinline_core::account::{Answer, Placed};
use twinline_model::{OrderId, OrderStatus, OrderType, Side};
use twinline_sim::{FaultName, FaultSpec, Venue};
use twinline_world::Meddler;

use crate::stage::{Stage, VENUES, Way, count, ms, percentile, secs, setup, ways};

/// Faults of the answer to an order: what it is, and whether the order is there.
const LOST: [(FaultName, bool); 5] = [
    (FaultName::ReplyLost, true),
    (FaultName::TimeoutDone, true),
    (FaultName::UnknownDone, true),
    (FaultName::TimeoutLost, false),
    (FaultName::UnknownLost, false),
];

/// An order whose answer fails this way while the stream says nothing; how long from the doubt to certainty.
fn doubted(venue: Venue, seed: u64, way: Way, fault: FaultName, done: bool) -> (Stage, f64) {
    let mut stage = Stage::by(venue, seed, way);
    stage.fault(fault);
    stage.fault(FaultName::EventDrop);
    let ticket = stage.resting();
    let id = stage.place(ticket);
    stage.until("in doubt", secs(12), |stage| stage.is(&id, OrderStatus::Unknown));
    stage.world.heal();
    let took = stage.until("resolved", secs(40), |stage| !stage.is(&id, OrderStatus::Unknown));
    let expected = if done { OrderStatus::Open } else { OrderStatus::Rejected };
    assert_eq!(stage.order(&id).unwrap().status(), expected, "{venue:?} {fault:?} {way:?}");
    assert_eq!(stage.sent(&id), 1, "sent once");
    stage.settled(secs(20));
    let round_trips = stage.round_trips(took);
    (stage, round_trips)
}

/// Seconds that pass by intention between the doubt and certainty: until the first question and a tick, or until the order's
/// signature has died and its proof is asked for.
fn intended(venue: Venue, done: bool) -> f64 {
    match (venue, done) {
        (_, true) => 0.25,
        (Venue::Binance, false) => 10.1,
        (Venue::Delta, false) => 11.1,
    }
}

#[test]
fn f1_an_order_without_an_answer_is_asked_for_and_never_sent_again() {
    for venue in VENUES {
        for (fault, done) in LOST {
            let mut figures = Vec::new();
            let waits = intended(venue, done);
            for way in ways(venue) {
                for seed in 0..count("LOST_SEEDS", 3) {
                    let (stage, round_trips) = doubted(venue, seed, *way, fault, done);
                    // Beyond what passes by intention: answers of the venue.
                    let rest = round_trips - stage.round_trips(ms((waits * 1_000.0) as i64));
                    figures.push(rest.max(0.0));
                }
            }
            let what = if done { "found" } else { "proven absent" };
            let [p50, p99] = [50, 99].map(|percent| percentile(&figures, percent));
            println!("F1 {venue:?} {fault:?}: {what} {waits} s + p50 {p50:.1}, p99 {p99:.1} RTT after the doubt");
            assert!(p99 <= 6.0, "{venue:?} {fault:?}: {figures:?}");
        }
    }
}

/// The answer has no body, or none that can be read: it may have been done.
#[test]
fn f1_an_answer_without_a_body_is_no_answer() {
    let http = VENUES.iter().flat_map(|venue| ["", "{}", "<html>"].map(|body| (*venue, Way::Http, body)));
    for (venue, way, body) in http.chain([(Venue::Binance, Way::Link, "{}")]) {
        let mut stage = Stage::by(venue, 7, way);
        stage.world.meddle(Meddler::new(move |said| {
            if ["POST /fapi/v1/order", "POST /v2/orders"].iter().any(|call| said.to.starts_with(call)) {
                said.text = body.to_owned();
            } else if said.text.contains("\"result\":{\"orderId\"") || said.text.contains("\"result\":{\"clientOrderId\"") {
                let end = said.text.find(",\"result\"").unwrap();
                said.text = format!("{},\"result\":{body}}}", &said.text[..end]);
            }
            !["ORDER_TRADE_UPDATE", "\"type\":\"orders\""].iter().any(|event| said.text.contains(event))
        }));
        let ticket = stage.resting();
        let id = stage.place(ticket);
        stage.until("in doubt", secs(12), |stage| stage.is(&id, OrderStatus::Unknown));
        stage.until("found", secs(5), |stage| stage.is(&id, OrderStatus::Open));
        assert_eq!(stage.sent(&id), 1);
        stage.world.heal();
        stage.settled(secs(70));
    }
}

/// Refusals whose words prove that nothing was done end the order, and it is not sent again either.
#[test]
fn f1_a_refusal_that_says_so_proves_that_nothing_was_done() {
    use FaultName::{Internal, Throttled, Unavailable};
    // Any failure of the second venue's own may have come after the order was taken (as documented): it proves nothing.
    let proofs = |venue| if venue == Venue::Binance { vec![Unavailable, Internal, Throttled] } else { vec![Unavailable, Throttled] };
    for (venue, fault) in VENUES.into_iter().flat_map(|venue| proofs(venue).into_iter().map(move |fault| (venue, fault))) {
        for way in ways(venue) {
            let mut stage = Stage::by(venue, 5, *way);
            stage.fault(fault);
            let ticket = stage.resting();
            let id = stage.place(ticket);
            let took = stage.until("refused", secs(3), |stage| stage.is(&id, OrderStatus::Rejected));
            assert!(stage.round_trips(took) <= 3.0 || took <= ms(10), "{took:?}");
            assert_eq!(stage.sent(&id), 1);
            stage.world.heal();
            stage.settled(secs(5));
        }
    }
}

/// A timeout, and the order arrives up to four seconds later: the doubt outlives every question before that.
#[test]
fn f1_an_order_that_arrives_late_is_found_all_the_same() {
    for venue in VENUES {
        arrives_late(venue);
    }
}

fn arrives_late(venue: Venue) {
    let (mut there, mut absent) = (0, 0);
    for seed in 0..count("LOST_SEEDS", 12) {
        let mut stage = Stage::at(venue, seed);
        stage.fault_of(FaultSpec { seed, ..FaultSpec::new(FaultName::TimeoutLate) });
        stage.fault(FaultName::EventDrop);
        let ticket = stage.market(Side::Buy);
        let id = stage.place(ticket);
        stage.until("in doubt", secs(3), |stage| stage.is(&id, OrderStatus::Unknown));
        stage.run(ms(5_000));
        stage.world.heal();
        stage.settled(secs(80));
        assert_eq!(stage.sent(&id), 1);
        match stage.order(&id).unwrap().status() {
            OrderStatus::Filled => there += 1,
            OrderStatus::Rejected => absent += 1,
            other => panic!("{other:?}"),
        }
    }
    println!("F1 late {venue:?}: {there} arrived, {absent} did not");
    assert!(there > 0);
}

/// The asker is told of the doubt at once, not only when it is over.
#[test]
fn f1_whoever_asked_is_told_that_nobody_knows() {
    for venue in VENUES {
        let mut stage = Stage::by(venue, 3, Way::Http);
        stage.fault(FaultName::TimeoutLost);
        let ticket = stage.resting();
        let (id, begin) = (ticket.client_order_id.clone(), stage.world.now());
        let ask = stage.place_all(vec![ticket]);
        stage.until("told", secs(3), |stage| stage.world.answer_to(ask).is_some());
        let (at, answer) = stage.world.answer_to(ask).unwrap();
        assert!(stage.round_trips(*at - begin) <= 3.0 || *at - begin <= ms(5));
        let Answer::Orders(placed) = answer else { panic!("{answer:?}") };
        let [Placed::Order(order)] = placed.as_slice() else { panic!("{placed:?}") };
        assert_eq!((order.id.clone(), order.status()), (id, OrderStatus::Unknown));
    }
}

/// "No such order" to a cancel: it was filled, it has ended, or it has not arrived yet. Only the order itself says which.
#[test]
fn f29_a_cancel_that_finds_no_order_ends_nothing() {
    for (venue, seed) in VENUES.into_iter().flat_map(|venue| (0..count("LOST_SEEDS", 9)).map(move |seed| (venue, seed))) {
        // Filled, and nothing here knows it yet.
        let mut stage = Stage::at(venue, seed);
        stage.fault(FaultName::ReplyLost);
        stage.fault(FaultName::EventDrop);
        let ticket = stage.market(Side::Buy);
        let id = stage.place(ticket);
        stage.run(ms(100));
        stage.world.heal();
        stage.fault(FaultName::EventDrop);
        stage.cancel(&id);
        stage.until("known", secs(15), |stage| stage.is(&id, OrderStatus::Filled));
        stage.world.heal();
        stage.settled(secs(30));
        // Canceled by somebody else, unheard.
        let mut stage = Stage::at(venue, seed);
        let ticket = stage.resting();
        let id = stage.placed(ticket);
        stage.fault(FaultName::EventDrop);
        stage.canceled_at_the_venue(&id);
        let ask = stage.cancel(&id);
        stage.until("known", secs(15), |stage| stage.is(&id, OrderStatus::Canceled));
        assert!(matches!(stage.world.answer_to(ask), Some((_, Answer::Done(_)))), "{:?}", stage.world.answer_to(ask));
        stage.world.heal();
        stage.settled(secs(30));
    }
}

/// The cancel overtakes its order: it is repeated until the order is there and has ended.
#[test]
fn f29_a_cancel_that_overtakes_its_order_is_repeated() {
    for venue in VENUES {
        overtaken(venue);
    }
}

fn overtaken(venue: Venue) {
    let (mut canceled, mut absent) = (0, 0);
    for seed in 0..count("LOST_SEEDS", 12) {
        let mut stage = Stage::at(venue, seed);
        stage.fault_of(FaultSpec { seed, ..FaultSpec::new(FaultName::TimeoutLate) });
        let ticket = stage.resting();
        let id = stage.place(ticket);
        stage.until("answered", secs(3), |stage| stage.order(&id).unwrap().doubt.is_some());
        stage.world.heal();
        stage.cancel(&id);
        stage.settled(secs(40));
        match stage.order(&id).unwrap().status() {
            OrderStatus::Canceled => canceled += 1,
            OrderStatus::Rejected => absent += 1,
            other => panic!("seed {seed}: wanted ended, and is {other:?}"),
        }
    }
    println!("F29 {venue:?}: {canceled} arrived late and were canceled, {absent} never arrived");
    assert!(canceled > 0);
}

/// Three that will rest, one that the venue refuses and one that is refused here.
fn five(stage: &mut Stage) -> (u64, Vec<OrderId>) {
    let mut tickets: Vec<_> = ["XRPUSDT", "ADAUSDT", "SOLUSDT", "XRPUSDT", "XRPUSDT"]
        .into_iter()
        .map(|name| stage.ticket(name, OrderType::Limit, Side::Buy, -200))
        .collect();
    // There is no position to reduce: the venue says no. A price between two ticks: we do.
    tickets[3].reduce_only = true;
    tickets[4].price = Some("1.23456789".parse().unwrap());
    let ids = tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect();
    (stage.place_all(tickets), ids)
}

fn outcomes(stage: &Stage, ask: u64) -> Vec<String> {
    let Some((_, Answer::Orders(placed))) = stage.world.answer_to(ask) else { panic!("{:?}", stage.world.answer_to(ask)) };
    let word = |placed: &Placed| match placed {
        Placed::Order(order) => format!("{:?}", order.status()),
        Placed::Refused(refused) => refused.code.to_owned(),
    };
    placed.iter().map(word).collect()
}

/// Of several that are placed at once each has its own outcome: while the answer is whole, while parts of it are missing,
/// and while there is none.
#[test]
fn f30_each_of_a_batch_has_its_own_outcome() {
    use OrderStatus::{Open, Rejected};
    let known = ["Open", "Open", "Open", "Rejected", "bad_tick"];
    let unknown = ["Unknown", "Unknown", "Unknown", "Unknown", "bad_tick"];
    let there = [Some(Open), Some(Open), Some(Open), Some(Rejected), None];
    let absent = [Some(Rejected), Some(Rejected), Some(Rejected), Some(Rejected), None];
    for (fault, told, after) in [
        (None, known, there),
        (Some(FaultName::ReplyLost), unknown, there),
        (Some(FaultName::TimeoutDone), unknown, there),
        (Some(FaultName::TimeoutLost), unknown, absent),
    ] {
        let mut stage = Stage::of(&setup(11, Way::Http, &["XRPUSDT", "ADAUSDT", "SOLUSDT"]));
        fault.into_iter().for_each(|fault| stage.fault(fault));
        stage.fault(FaultName::EventDrop);
        let (ask, ids) = five(&mut stage);
        stage.until("answered", secs(12), |stage| stage.world.answer_to(ask).is_some());
        assert_eq!(outcomes(&stage, ask), told, "{fault:?}");
        stage.world.heal();
        stage.settled(secs(30));
        let found: Vec<_> = ids.iter().map(|id| stage.order(id).map(|order| order.status())).collect();
        assert_eq!(found, after, "{fault:?}");
        ids.iter().for_each(|id| assert!(stage.sent(id) <= 1));
    }
}

/// The answer to a batch names fewer members than were sent, or cannot be read to its end.
#[test]
fn f30_a_member_of_which_the_answer_says_nothing_is_in_doubt() {
    for cut in [true, false] {
        let mut stage = Stage::of(&setup(12, Way::Http, &["XRPUSDT", "ADAUSDT", "SOLUSDT"]));
        stage.world.meddle(Meddler::new(move |said| {
            if said.to.starts_with("POST /fapi/v1/batchOrders") {
                let rows: Vec<serde_json::Value> = serde_json::from_str(&said.text).unwrap();
                said.text = if cut { said.text[..said.text.len() / 2].to_owned() } else { json!(rows[..2]).to_string() };
            }
            said.to != "frame"
        }));
        let (ask, ids) = five(&mut stage);
        stage.until("answered", secs(12), |stage| stage.world.answer_to(ask).is_some());
        let told = outcomes(&stage, ask);
        assert_eq!((told[2].as_str(), told[3].as_str()), ("Unknown", "Unknown"), "{told:?}");
        stage.world.heal();
        stage.settled(secs(30));
        assert!(stage.is(&ids[2], OrderStatus::Open) && stage.is(&ids[3], OrderStatus::Rejected));
    }
}
