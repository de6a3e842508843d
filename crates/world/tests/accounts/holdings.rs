//! What the account holds, and what moved it that was no order of ours.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_core::account::{AccountEvent, AccountState, Answer, Command, Origin};
use twinline_model::{FillKind, Freshness, OrderStatus, PositionSide, Side, TransactionKind};
use twinline_sim::{FaultName, Venue};
use twinline_venue::Instruments;
use twinline_world::Meddler;

use crate::desk::known;
use crate::stage::{Stage, VENUES, WAYS, Way, count, ms, percentile, secs, setup};

fn state(stage: &Stage) -> &AccountState {
    stage.world.gateway().account().state()
}

fn transactions(stage: &Stage) -> Vec<TransactionKind> {
    state(stage).transactions().map(|(_, row)| row.kind.clone()).collect()
}

/// Funding, liquidation, deleveraging, deposits and transfers: each under its own name, and none as a trade.
#[test]
fn f16_what_the_venue_books_is_classified_and_never_a_trade() {
    for way in WAYS {
        let mut stage = Stage::new(16, way);
        let name = stage.first().symbol().to_owned();
        let ticket = stage.market(Side::Buy);
        let qty = ticket.qty.unwrap().value();
        stage.placed(ticket);
        stage.settled(secs(20));
        let trades = state(&stage).fills().count();
        let transfers = |stage: &Stage| transactions(stage).iter().filter(|kind| **kind == TransactionKind::Transfer).count();
        let first = transfers(&stage);
        let position = |stage: &Stage| state(stage).position(&stage.first(), PositionSide::Both).map(|held| held.qty.value());
        stage.at_the_venue("funding", json!({ "symbol": name, "rate": "0.0003" }));
        stage.at_the_venue("deposit", json!({ "amount": "12.5" }));
        stage.at_the_venue("transfer", json!({ "amount": "-2.5" }));
        // Movements of money are asked for once in a minute.
        stage.run(secs(75));
        stage.settled(secs(20));
        assert_eq!(position(&stage), Some(qty), "funding moved the position");
        assert_eq!(state(&stage).fills().count(), trades, "funding is no fill");
        assert_eq!(
            transactions(&stage).iter().filter(|kind| **kind == TransactionKind::Funding).count(),
            1,
            "{:?} {}",
            transactions(&stage),
            stage.truth()["income"]
        );
        assert_eq!(transfers(&stage) - first, 2);
        // Half of it is taken against somebody else's liquidation, the rest is liquidated.
        let half = (qty / Decimal::from(2)).floor();
        stage.at_the_venue("adl", json!({ "symbol": name, "quantity": half.to_string() }));
        stage.settled(secs(20));
        assert_eq!(position(&stage), Some(qty - half));
        stage.at_the_venue("liquidate", json!({ "symbol": name }));
        // Movements of money are asked for once in a minute.
        stage.run(secs(75));
        stage.settled(secs(20));
        assert_eq!(position(&stage), Some(Decimal::ZERO));
        let kinds = |stage: &Stage, kind: FillKind| state(stage).fills().filter(|(_, fill, _)| fill.kind == kind).count();
        assert!(kinds(&stage, FillKind::AutoDeleverage) >= 1 && kinds(&stage, FillKind::Liquidation) >= 1);
        // Bought again, and settled by the venue.
        let ticket = stage.market(Side::Buy);
        stage.placed(ticket);
        stage.settled(secs(20));
        let trades = kinds(&stage, FillKind::Trade);
        stage.at_the_venue("settle", json!({ "symbol": name }));
        stage.settled(secs(20));
        assert_eq!((position(&stage), kinds(&stage, FillKind::Settlement)), (Some(Decimal::ZERO), 1));
        assert_eq!(kinds(&stage, FillKind::Trade), trades, "no trade fill");
        let others = transactions(&stage).iter().filter(|kind| matches!(kind, TransactionKind::Other(_))).count();
        assert_eq!(others, 0, "{:?}", transactions(&stage));
        assert!(state(&stage).orders().filter(|order| order.origin == Origin::External).count() >= 2, "the venue's own orders are others'");
    }
}

/// A movement of money under a name that nobody knows: kept under that name, counted, and it moves nothing else.
#[test]
fn f16_a_movement_under_an_unknown_name_is_kept_apart() {
    let mut stage = Stage::new(17, Way::Http);
    stage.world.meddle(Meddler::new(|said| {
        said.text = said.text.replace("\"incomeType\":\"TRANSFER\"", "\"incomeType\":\"NEVER_SEEN\"");
        true
    }));
    let before = (stage.world.status().oddities, state(&stage).fills().count());
    stage.at_the_venue("deposit", json!({ "amount": "1" }));
    stage.run(secs(61));
    stage.until("kept", secs(10), |stage| transactions(stage).contains(&TransactionKind::Other("NEVER_SEEN".to_owned())));
    assert!(stage.world.status().oddities > before.0, "people see that something was not understood");
    let alarms = |stage: &Stage| {
        let told = |event: &AccountEvent| matches!(event, AccountEvent::Alert { kind, .. } if kind == "unknown_transaction");
        stage.world.gateway().journal().iter().filter(|envelope| told(&envelope.event)).count()
    };
    // Those of the days before come under that name, too.
    let strange = |stage: &Stage| transactions(stage).iter().filter(|kind| matches!(kind, TransactionKind::Other(_))).count();
    let once = strange(&stage);
    assert_eq!(alarms(&stage), once, "an alarm for each");
    stage.run(secs(130));
    assert_eq!((alarms(&stage), strange(&stage)), (once, once), "told again by the venue, not by us");
    assert_eq!(state(&stage).fills().count(), before.1);
    assert_eq!(stage.world.status().freshness, Freshness::Live);
}

/// A fill of something that is not among the loaded instruments: it counts like any other, and its order is asked for.
#[test]
fn f18_a_fill_of_an_instrument_that_is_not_loaded_is_not_lost() {
    let mut figures = Vec::new();
    for seed in 0..count("STREAM_SEEDS", 6) {
        let mut stage = Stage::of(&setup(seed, WAYS[seed as usize % 3], &["XRPUSDT", "ADAUSDT"]));
        let loaded = stage.world.instruments().iter().filter(|instrument| instrument.id.symbol() == "XRPUSDT");
        let loaded = Instruments::from_list(loaded.map(|instrument| (**instrument).clone()));
        stage.world.command(Command::Instruments(loaded.into()));
        let other = stage.instrument("ADAUSDT").id;
        // The order's own event is lost as well: only the fill tells of it.
        stage.world.meddle(Meddler::new(|said| said.to != "frame" || !said.text.contains("ORDER_TRADE_UPDATE")));
        stage.bought_at_the_venue("ADAUSDT", "BUY", "400");
        let took = stage
            .until("applied", secs(4), |stage| state(stage).fills().any(|(_, fill, order)| fill.instrument == other && order.is_some()));
        figures.push(stage.round_trips(took));
        stage.world.heal();
        stage.settled(secs(20));
    }
    let (usual, slowest) = (percentile(&figures, 50), percentile(&figures, 99));
    println!("F18: applied after p50 {usual:.1}, p99 {slowest:.1} RTT");
    // Three messages on their way, of which one in a hundred takes several times as long.
    assert!(usual <= 2.0 && slowest <= 6.0, "{figures:?}");
}

/// Orders and positions of others are adopted; a cancel of what is ours leaves them alone.
#[test]
fn f31_orders_of_others_are_seen_and_left_alone() {
    for venue in VENUES {
        left_alone(venue);
    }
}

fn left_alone(venue: Venue) {
    let mut slowest: f64 = 0.0;
    for seed in 0..count("STREAM_SEEDS", 6) {
        let mut stage = Stage::at(venue, seed);
        let name = stage.first().symbol().to_owned();
        let ticket = stage.resting();
        let price = ticket.price;
        let ours = stage.placed(ticket);
        stage.ordered_at_the_venue(&name, "BUY", "100", price);
        let theirs = |stage: &Stage| state(stage).open_orders().filter(|order| order.origin == Origin::External).count();
        let took = stage.until("seen", secs(3), |stage| theirs(stage) == 1);
        slowest = slowest.max(stage.round_trips(took));
        stage.cancel_all(false);
        stage.until("ours ended", secs(5), |stage| stage.is(&ours, OrderStatus::Canceled));
        stage.settled(secs(20));
        assert_eq!(theirs(&stage), 1, "never touched by a command that does not name it");
        stage.cancel_all(true);
        stage.settled(secs(20));
        assert_eq!(theirs(&stage), 0);
        // Without the event of it: the audit.
        stage.fault(FaultName::EventDrop);
        stage.ordered_at_the_venue(&name, "BUY", "100", price);
        stage.run(secs(1));
        stage.world.heal();
        let took = stage.until("seen", secs(16), |stage| theirs(stage) == 1);
        assert!(took <= secs(15));
    }
    println!("F31 {venue:?}: seen within {slowest:.1} RTT by the stream, 15 s by the audit of an active account");
}

/// Beside an account that did nothing itself for an hour: only the audits can find it when the event is lost.
#[test]
fn f31_orders_of_others_are_seen_in_a_quiet_account_too() {
    let mut slowest = ms(0);
    for (venue, seed) in VENUES.into_iter().flat_map(|venue| (0..count("STREAM_SEEDS", 4)).map(move |seed| (venue, seed))) {
        let mut stage = Stage::at(venue, seed);
        stage.run(secs(600 + 13 * seed as i64));
        stage.fault(FaultName::EventDrop);
        let (name, price) = (stage.first().symbol().to_owned(), stage.resting().price);
        stage.ordered_at_the_venue(&name, "BUY", "100", price);
        stage.run(ms(500));
        stage.world.heal();
        slowest = slowest.max(stage.until("seen", secs(62), |stage| state(stage).open_count() == 1));
    }
    println!("F31 in a quiet account, event lost: seen after {} ms at most", slowest.as_millis());
    assert!(slowest <= secs(15) + ms(500), "one audit, and the way there and back");
}

/// An account that was traded elsewhere for a day, and a gateway that knows nothing of it.
#[test]
fn f41_a_start_without_history_is_exact_and_equal_every_time() {
    let start = |network_seed: u64| {
        let mut usual = setup(41, Way::Link, &["XRPUSDT", "ADAUSDT"]);
        usual.network_seed = Some(network_seed);
        let mut stage = Stage::before(Venue::Binance, &usual);
        for at in 0..40 {
            let side = if at % 3 == 0 { "SELL" } else { "BUY" };
            stage.bought_at_the_venue(if at % 2 == 0 { "XRPUSDT" } else { "ADAUSDT" }, side, "60");
            stage.run(secs(50 * 60));
        }
        stage.bought_at_the_venue("XRPUSDT", "BUY", "10");
        let body =
            json!({ "symbol": "ADAUSDT", "side": "SELL", "type": "LIMIT", "timeInForce": "GTC", "quantity": "100", "price": "0.85000" });
        stage.at_the_venue("order", body);
        stage.run(secs(30));
        stage
    };
    let mut first = start(1);
    let begin = first.world.now();
    first.world.begin();
    first.until("live", secs(20), |stage| stage.world.status().freshness == Freshness::Live);
    println!("F41: live after {:.1} RTT", first.round_trips(first.world.now() - begin));
    // The same again in the same world, with nothing on the disk; and in another world with other delays.
    let positions = |stage: &Stage| -> Vec<String> {
        state(stage)
            .positions()
            .map(|held| format!("{} {:?} {} {:?}", held.instrument, held.side, held.qty.value().normalize(), held.entry_price))
            .collect()
    };
    let venue = |stage: &Stage| -> Vec<Value> { stage.truth()["positions"].as_array().unwrap().clone() };
    let quantities: Vec<String> = venue(&first).iter().map(|row| row["amount"].as_str().unwrap().to_owned()).collect();
    assert_eq!((quantities.len(), positions(&first).len()), (2, 2));
    for quantity in &quantities {
        assert!(
            positions(&first).iter().any(|held| held.contains(&format!(" {quantity} "))),
            "{quantity} is not in {:?}",
            positions(&first)
        );
    }
    let without_local_times =
        |stage: &Stage| known(state(stage)).lines().map(|line| line.split("created_at").next().unwrap().to_owned()).collect::<Vec<_>>();
    // The orders of the fills that history told of are asked for one by one, after the account is live.
    let whole = |stage: &mut Stage| {
        stage.live();
        stage.until("every fill has its order", secs(20), |stage| state(stage).fills().all(|(_, _, owner)| owner.is_some()));
    };
    whole(&mut first);
    let once = without_local_times(&first);
    first.world.kill_and_forget();
    first.run(ms(1));
    whole(&mut first);
    assert_eq!(without_local_times(&first), once, "a second start in the same world");
    let mut other = start(2);
    other.world.begin();
    whole(&mut other);
    assert_eq!(without_local_times(&other), once, "a start in another world");
    // And from its own journal, byte for byte.
    let before = known(state(&other));
    other.world.kill(usize::MAX);
    other.run(ms(1));
    whole(&mut other);
    assert_eq!(known(state(&other)), before);
}

/// What is known here is made wrong behind its back: found, repaired, and said.
#[test]
fn f32_a_position_that_differs_is_repaired_from_the_venue() {
    let mut stage = Stage::new(32, Way::Link);
    let ticket = stage.market(Side::Buy);
    stage.placed(ticket);
    stage.settled(secs(20));
    // All that tells of a sale is lost, but for the last word of a later event.
    stage.fault(FaultName::EventDrop);
    let name = stage.first().symbol().to_owned();
    stage.bought_at_the_venue(&name, "SELL", "30");
    stage.run(secs(1));
    stage.world.heal();
    let Answer::Differences(differences) = stage.reconcile() else { panic!() };
    assert!(differences.iter().any(|found| found.kind == "position"), "{differences:?}");
    assert!(differences.iter().any(|found| found.kind == "fill"), "{differences:?}");
    stage.settled(secs(20));
    let Answer::Differences(differences) = stage.reconcile() else { panic!() };
    assert_eq!(differences, [], "nothing is left to repair");
}

#[test]
fn f32_f41_what_the_owner_did_elsewhere_is_exact_and_differs_in_nothing() {
    for venue in VENUES {
        let mut stage = Stage::at(venue, 32);
        let name = stage.first().symbol().to_owned();
        for _ in 0..20 {
            stage.bought_at_the_venue(&name, "BUY", "10");
        }
        stage.run(secs(20));
        stage.settled(secs(75));
        assert!(matches!(stage.reconcile(), Answer::Differences(rows) if rows.is_empty()), "{venue:?}");
        let held = state(&stage).position(&stage.first(), PositionSide::Both).unwrap();
        assert!(held.qty.value() >= 200.into());
    }
}
