//! An entry, a stop-loss and a take-profit, which the venue knows only one by one.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_core::account::{
    AccountEvent, Answer, Bracket, BracketChange, BracketPhase, BracketWish, Checks, Command, IfUnprotected, LegTerms, Placed,
};
use twinline_model::{OrderId, OrderStatus, OrderTicket, OrderType, Price, Qty, Side, TriggerBy};
use twinline_sim::{FaultName, FaultSpec, SymbolSpec, symbol};
use twinline_world::trading::TradingSetup;

use crate::stage::{Stage, WAYS, Way, count, ms, percentile, secs, setup};

/// Legs this many hundredths of a percent below and above the best bid.
fn wish(stage: &Stage, entry: OrderTicket, down: i64, up: i64) -> BracketWish {
    let instrument = stage.instrument(entry.instrument.symbol());
    let (bid, tick) = (stage.world.bid(&instrument.id).unwrap().value(), instrument.tick_size.value());
    let leg = |off: i64| LegTerms {
        trigger_price: Price::new(((bid * (Decimal::ONE + Decimal::new(off, 4)) / tick).round() * tick).normalize()),
        price: None,
        trigger_by: TriggerBy::Last,
    };
    let (down, up) = if entry.side == Side::Buy { (-down, up) } else { (down, -up) };
    BracketWish {
        id: entry.client_order_id.clone(),
        instrument: entry.instrument.clone(),
        side: entry.side,
        position_side: entry.position_side,
        qty: None,
        stop_loss: Some(leg(down)),
        take_profit: Some(leg(up)),
        if_unprotected: IfUnprotected::Alert,
        entry: Some(entry),
    }
}

pub fn begin(stage: &mut Stage, wish: &BracketWish) -> (OrderId, u64) {
    let ask = stage.next_ask();
    let checks = Checks { actor: "test".to_owned(), ..Checks::default() };
    stage.world.command(Command::Bracket { ask, wish: Box::new(wish.clone()), checks });
    (wish.id.clone(), ask)
}

/// A long position of the market's price with both legs far away.
fn long(stage: &mut Stage) -> OrderId {
    let entry = stage.market(Side::Buy);
    let wish = wish(stage, entry, 300, 300);
    begin(stage, &wish).0
}

pub fn bracket<'a>(stage: &'a Stage, id: &OrderId) -> &'a Bracket {
    stage.world.gateway().account().state().bracket(id).unwrap()
}

pub fn is(stage: &Stage, id: &OrderId, phase: BracketPhase) -> bool {
    stage.world.gateway().account().state().bracket(id).is_some_and(|bracket| bracket.phase == phase)
}

/// Open conditional orders at the venue: type and quantity.
pub fn legs(stage: &Stage) -> Vec<(String, String)> {
    let truth = stage.truth();
    let open = |row: &&Value| row["status"] == "NEW";
    let pair = |row: &Value| (row["type"].as_str().unwrap().to_owned(), row["quantity"].as_str().unwrap().to_owned());
    let mut legs: Vec<_> = truth["algo_orders"].as_array().unwrap().iter().filter(open).map(pair).collect();
    legs.sort();
    legs
}

/// What the stops at the venue can end together.
fn stopped(stage: &Stage) -> Decimal {
    legs(stage).iter().filter(|(kind, _)| kind == "STOP_MARKET").map(|(_, qty)| qty.parse::<Decimal>().unwrap()).sum()
}

pub fn alarms(stage: &Stage, of: &str) -> usize {
    let alarm = |event: &AccountEvent| matches!(event, AccountEvent::Alert { kind, .. } if kind == of);
    stage.world.gateway().journal().iter().filter(|envelope| alarm(&envelope.event)).count()
}

pub fn passing(name: FaultName, ms: i64) -> FaultSpec {
    FaultSpec { rate_ppm: Some(1_000_000), for_ms: Some(ms), ..FaultSpec::new(name) }
}

#[test]
fn both_legs_stand_after_two_round_trips() {
    for way in WAYS {
        let mut times = Vec::new();
        for seed in 0..20 {
            let mut stage = Stage::new(seed, way);
            let begun = stage.world.now();
            let id = long(&mut stage);
            stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
            times.push(stage.round_trips(stage.world.now() - begun));
            stage.until("both", secs(5), |stage| legs(stage).len() == 2);
            let qty = bracket(&stage, &id).held().to_string();
            let held: Decimal = qty.parse().unwrap();
            assert!(legs(&stage).iter().all(|(_, qty)| qty.parse::<Decimal>().unwrap() == held), "{:?}", legs(&stage));
            // One message in a hundred takes several times as long: then people are alarmed in vain, but not before.
            assert!(alarms(&stage, "unprotected") == 0 || times.last().is_some_and(|took| *took > 2.9), "{way:?} seed {seed}: {times:?}");
            stage.settled(secs(30));
        }
        println!("bracket by {way:?}: protected after p50 {:.2}, p99 {:.2} round trips", percentile(&times, 50), percentile(&times, 99));
    }
}

#[test]
fn one_leg_that_executes_ends_the_other() {
    for (exit, closes) in [("STOP_MARKET", "stop_loss"), ("TAKE_PROFIT_MARKET", "take_profit")] {
        let busy = SymbolSpec { pace_ms: 20, ..symbol("XRPUSDT").unwrap() };
        let mut stage = Stage::of(&TradingSetup { symbols: vec![busy], ..setup(7, Way::Link, &[]) });
        let entry = stage.market(Side::Buy);
        let (down, up) = if exit == "STOP_MARKET" { (4, 400) } else { (400, 4) };
        let wish = wish(&stage, entry, down, up);
        let (id, _) = begin(&mut stage, &wish);
        for _ in 0..6_000 {
            stage.run(ms(100));
            if is(&stage, &id, BracketPhase::Done) {
                break;
            }
        }
        assert_eq!(bracket(&stage, &id).reason.as_deref(), Some(closes));
        assert_eq!(legs(&stage), []);
        assert!(bracket(&stage, &id).held().is_zero());
        stage.settled(secs(30));
    }
}

#[test]
fn a_refused_entry_leaves_nothing_behind() {
    let mut stage = Stage::new(1, Way::Link);
    let entry = OrderTicket { qty: Some(Qty::parse("100000000").unwrap()), ..stage.market(Side::Buy) };
    let wish = wish(&stage, entry, 300, 300);
    let (id, ask) = begin(&mut stage, &wish);
    stage.until("answered", secs(10), |stage| stage.world.answer_to(ask).is_some());
    match &stage.world.answer_to(ask).unwrap().1 {
        Answer::Refused(refused) => assert_eq!(refused.code, "qty_too_large"),
        Answer::Orders(placed) => {
            assert!(matches!(placed.as_slice(), [Placed::Order(order)] if order.status() == OrderStatus::Rejected), "{placed:?}");
            assert!(is(&stage, &id, BracketPhase::Refused));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(legs(&stage), []);
}

#[test]
fn legs_on_the_wrong_side_are_refused_before_anything_leaves() {
    let mut stage = Stage::new(1, Way::Link);
    for (down, up, field) in [(-10, 300, "stop_loss.trigger_price"), (300, -10, "take_profit.trigger_price")] {
        let entry = stage.market(Side::Buy);
        let price = stage.world.bid(&entry.instrument).unwrap();
        let wish = wish(&stage, entry, down, up);
        let ask = stage.next_ask();
        let checks = Checks { collar: Some((price, twinline_model::Rate::parse("0.05").unwrap())), ..Checks::default() };
        stage.world.command(Command::Bracket { ask, wish: Box::new(wish.clone()), checks });
        match &stage.world.answer_to(ask).unwrap().1 {
            Answer::Refused(refused) => assert_eq!((refused.code, refused.field), ("bad_leg", Some(field))),
            other => panic!("{other:?}"),
        }
        assert!(stage.order(&wish.id).is_none());
    }
}

#[test]
fn legs_follow_an_entry_that_is_filled_by_parts() {
    let mut stage = Stage::new(3, Way::Link);
    let name = stage.first().symbol().to_owned();
    let entry = OrderTicket { qty: Some(Qty::parse("20000").unwrap()), ..stage.ticket(&name, OrderType::Limit, Side::Buy, 4) };
    let wish = wish(&stage, entry, 500, 500);
    let (id, _) = begin(&mut stage, &wish);
    let mut covered = Vec::new();
    for _ in 0..600 {
        stage.run(ms(500));
        let truth = stage.truth();
        let held: Decimal =
            truth["positions"].as_array().unwrap().iter().map(|row| row["amount"].as_str().unwrap().parse::<Decimal>().unwrap()).sum();
        let sum =
            |kind: &str| legs(&stage).iter().filter(|(of, _)| of == kind).map(|(_, qty)| qty.parse::<Decimal>().unwrap()).sum::<Decimal>();
        assert!(sum("STOP_MARKET") <= held && sum("TAKE_PROFIT_MARKET") <= held, "{held}: {:?}", legs(&stage));
        covered.push(held);
        if stage.is(&id, OrderStatus::Filled) {
            break;
        }
    }
    covered.dedup();
    println!("filled in {} steps, {} orders of the stop-loss", covered.len(), bracket(&stage, &id).stop_loss.slices.len());
    stage.until("protected", secs(10), |stage| is(stage, &id, BracketPhase::Protected));
    let open = bracket(&stage, &id).stop_loss.open().count();
    assert!((1..=8).contains(&open), "{open} orders carry the stop-loss");
    stage.settled(secs(30));
}

#[test]
fn a_leg_that_is_refused_raises_the_alarm_and_is_tried_again() {
    let mut stage = Stage::new(5, Way::Link);
    let id = long(&mut stage);
    // The venue has executed the entry, and word of it is still on its way.
    stage.until("executed", secs(5), |stage| !stage.truth()["fills"].as_array().unwrap().is_empty());
    stage.fault_of(passing(FaultName::Unavailable, 4_000));
    stage.until("unprotected", secs(5), |stage| is(stage, &id, BracketPhase::Unprotected));
    assert_eq!(alarms(&stage, "unprotected"), 1);
    stage.until("protected", secs(30), |stage| is(stage, &id, BracketPhase::Protected));
    assert_eq!(alarms(&stage, "protected_again"), 1);
    stage.settled(secs(30));
}

#[test]
fn what_cannot_be_protected_is_closed_if_that_is_its_rule() {
    let mut stage = Stage::new(5, Way::Link);
    let entry = stage.market(Side::Buy);
    let wish = BracketWish { if_unprotected: IfUnprotected::Close, ..wish(&stage, entry, 300, 300) };
    let (id, _) = begin(&mut stage, &wish);
    stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
    let stop = bracket(&stage, &id).stop_loss.slices[0].order.clone();
    stage.cancel(&stop);
    stage.until("unprotected", secs(5), |stage| is(stage, &id, BracketPhase::Unprotected));
    stage.until("closed", secs(10), |stage| is(stage, &id, BracketPhase::Done));
    assert_eq!(bracket(&stage, &id).reason.as_deref(), Some("closed"));
    assert_eq!(legs(&stage), []);
    stage.settled(secs(30));
}

#[test]
fn a_position_that_is_closed_elsewhere_takes_its_legs_along() {
    let mut stage = Stage::new(6, Way::Link);
    let id = long(&mut stage);
    stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
    let (name, qty) = (stage.first().symbol().to_owned(), bracket(&stage, &id).held().to_string());
    stage.bought_at_the_venue(&name, "SELL", &qty);
    stage.until("over", secs(10), |stage| is(stage, &id, BracketPhase::Done));
    assert_eq!(bracket(&stage, &id).reason.as_deref(), Some("closed_elsewhere"));
    assert_eq!(legs(&stage), []);
    stage.settled(secs(30));
}

#[test]
fn a_changed_leg_replaces_the_old_one() {
    let mut stage = Stage::new(8, Way::Link);
    let id = long(&mut stage);
    stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
    let old = bracket(&stage, &id).stop_loss.clone();
    let mut terms = old.terms.clone().unwrap();
    terms.trigger_price = Price::new(terms.trigger_price.value() - stage.instrument("XRPUSDT").tick_size.value());
    let change = BracketChange { stop_loss: Some(Some(terms.clone())), ..BracketChange::default() };
    let ask = stage.next_ask();
    stage.world.command(Command::ChangeBracket { ask, bracket: id.clone(), change: Box::new(change), checks: Checks::default() });
    stage.until("replaced", secs(10), |stage| {
        is(stage, &id, BracketPhase::Protected) && bracket(stage, &id).stop_loss.open().all(|slice| slice.order != old.slices[0].order)
    });
    let placed = stage.order(&bracket(&stage, &id).stop_loss.open().next().unwrap().order).unwrap();
    assert_eq!(placed.terms.as_ref().unwrap().trigger_price, Some(terms.trigger_price));
    assert_eq!(legs(&stage).len(), 2);
    stage.settled(secs(30));
}

#[test]
fn a_bracket_that_is_ended_leaves_what_is_held_and_no_leg() {
    let mut stage = Stage::new(9, Way::Http);
    let id = long(&mut stage);
    stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
    let ask = stage.next_ask();
    stage.world.command(Command::EndBracket { ask, bracket: id.clone() });
    stage.until("over", secs(10), |stage| is(stage, &id, BracketPhase::Done));
    assert_eq!(bracket(&stage, &id).reason.as_deref(), Some("canceled"));
    assert_eq!(legs(&stage), []);
    assert!(!bracket(&stage, &id).held().is_zero());
    assert_eq!(alarms(&stage, "unprotected"), 0);
    stage.settled(secs(30));
}

#[test]
fn a_position_that_is_there_already_is_protected_whole_or_in_part() {
    for part in [None, Some("10")] {
        let mut stage = Stage::new(10, Way::Link);
        let name = stage.first().symbol().to_owned();
        stage.bought_at_the_venue(&name, "BUY", "40");
        stage.until("seen", secs(20), |stage| stage.world.gateway().account().state().positions().any(|held| !held.qty.is_zero()));
        let entry = stage.market(Side::Buy);
        let wish = BracketWish {
            id: OrderId::new("oco-1").unwrap(),
            qty: part.map(|text| Qty::parse(text).unwrap()),
            entry: None,
            ..wish(&stage, entry, 300, 300)
        };
        let (id, ask) = begin(&mut stage, &wish);
        assert!(matches!(stage.world.answer_to(ask).unwrap().1, Answer::Bracket(_)));
        stage.until("protected", secs(5), |stage| is(stage, &id, BracketPhase::Protected));
        assert_eq!(legs(&stage).len(), 2);
        assert!(legs(&stage).iter().all(|(_, qty)| part.is_none() || *qty == "10" || qty.parse::<Decimal>().unwrap() == Decimal::from(10)));
        stage.at_the_venue("order", json!({ "symbol": name, "side": "SELL", "type": "MARKET", "quantity": "40" }));
        stage.until("over", secs(10), |stage| is(stage, &id, BracketPhase::Done));
        assert_eq!(legs(&stage), []);
        stage.settled(secs(30));
    }
}

/// One life of a bracket: entry, legs, a leg that is moved, and the end by either.
fn lived(stage: &mut Stage, number: u64) -> OrderId {
    let entry = stage.market(Side::Buy);
    let wish = BracketWish { id: OrderId::new(&format!("life-{number}")).unwrap(), ..wish(stage, entry, 300, 300) };
    let entry = OrderTicket { client_order_id: wish.id.clone(), ..wish.entry.clone().unwrap() };
    begin(stage, &BracketWish { entry: Some(entry), ..wish }).0
}

/// True if every bracket is protected or over, and the venue has what that takes.
fn whole(stage: &Stage) -> bool {
    let state = stage.world.gateway().account().state();
    let mut stands = true;
    for bracket in state.live_brackets() {
        stands &= bracket.phase == BracketPhase::Protected && bracket.stop_loss.cover() == Some(bracket.held());
    }
    let held: Decimal = state.live_brackets().map(|bracket| bracket.held().value()).sum();
    stands && held == stopped(stage) && stage.world.gateway().account().asking().is_empty()
}

#[test]
fn f28_killed_at_any_point_of_a_bracket_every_leg_is_accounted_for() {
    let (mut runs, mut ready) = (0, Vec::new());
    for seed in 0..count("BRACKET_CRASH_SEEDS", 1) {
        for way in WAYS {
            let mut stage = Stage::new(seed, way);
            stage.world.points().arm(None, 0);
            lived(&mut stage, 0);
            stage.run(ms(1));
            stage.until("whole", secs(30), whole);
            stage.world.points().disarm();
            let points = stage.world.points().seen().len();
            for point in 0..points {
                for keeps in [0, usize::MAX] {
                    ready.push(killed_in(seed, way, point, keeps));
                    runs += 1;
                }
            }
        }
    }
    println!(
        "F28: {runs} kills in a bracket, protected again after the restart and p50 {:.1}, p99 {:.1} RTT",
        percentile(&ready, 50),
        percentile(&ready, 99)
    );
    assert!(runs > 50, "{runs}");
}

/// How long after the restart's first contact with the venue everything is protected, in round trips.
fn killed_in(seed: u64, way: Way, point: usize, keeps: usize) -> f64 {
    let mut stage = Stage::new(seed, way);
    stage.world.points().arm(Some(point), keeps);
    lived(&mut stage, 0);
    stage.until("killed", secs(30), |stage| stage.world.kills() == 1);
    stage.live();
    let begun = stage.world.now();
    let (bound, mut took) = (stage.world.round_trip().scale(6, 1) + ms(110), ms(0));
    while !whole(&stage) {
        took = stage.world.now() - begun;
        let state = stage.world.gateway().account().state();
        let held: Decimal = state.live_brackets().map(|bracket| bracket.held().value()).sum();
        let stopped = stopped(&stage) >= held;
        let alarmed = state.live_brackets().any(|bracket| bracket.phase == BracketPhase::Unprotected);
        let why = format!("{:?} {:?}", state.live_brackets().collect::<Vec<_>>(), legs(&stage));
        assert!(took <= bound || stopped || alarmed, "naked after {took:?}, nobody is alarmed, seed {seed} {way:?} point {point}: {why}");
        assert!(took < secs(40), "not whole, seed {seed} {way:?} point {point}");
        stage.run(ms(10));
    }
    let took = stage.round_trips(took);
    stage.settled(secs(45));
    assert!(whole(&stage), "after it was settled");
    let names: Vec<&OrderId> = stage.world.gateway().departures().iter().flat_map(|left| &left.places).collect();
    let mut once = names.clone();
    once.sort();
    once.dedup();
    assert_eq!(names.len(), once.len(), "sent twice: {names:?}");
    took
}
