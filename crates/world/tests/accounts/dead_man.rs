//! The gateway dies, stops, or is not heard, with orders at the venue.

use serde_json::Value;
use twinline_core::account::{AccountEnvelope, AccountEvent, Command, DeadMan};
use twinline_model::{DeadManState, OrderId, OrderStatus, OrderType, Side, Timestamp};
use twinline_sim::Venue;
use twinline_world::Meddler;

use crate::stage::{START, Stage, VENUES, Way, count, everywhere, ms, secs, setup_at, way};

const T: u32 = 60;

fn armed(venue: Venue, seed: u64, way: Way) -> Stage {
    let mut stage = Stage::by(venue, seed, way);
    arm(&mut stage, Some(T));
    stage
}

fn arm(stage: &mut Stage, timeout_s: Option<u32>) {
    stage.world.command(Command::DeadMan { ask: 77, timeout_s });
}

fn switch(stage: &Stage) -> &DeadMan {
    stage.world.gateway().account().state().dead_man()
}

fn covered(stage: &mut Stage) {
    stage.until("covered", secs(5), |stage| switch(stage).state == DeadManState::Armed && switch(stage).covered.len() == 1);
}

/// Orders at the venue, of its book of conditional orders or of the other.
fn open_at_the_venue(stage: &Stage, book: &str) -> usize {
    stage.truth()[book].as_array().unwrap().len()
}

/// Countdowns that the venue was told, oldest first.
fn countdowns(stage: &Stage) -> Vec<Value> {
    let mut all = stage.asked_since(START);
    all.retain(|row| row["path"].as_str().is_some_and(|path| path.contains("countdownCancelAll") || path == "/v2/heartbeat"));
    all
}

fn told(stage: &Stage) -> usize {
    countdowns(stage).len()
}

fn alerts(stage: &Stage, named: &str) -> usize {
    let named = |entry: &&AccountEnvelope| matches!(&entry.event, AccountEvent::Alert { kind, .. } if kind == named);
    stage.world.gateway().journal().iter().filter(named).count()
}

/// Killed for good: the venue ends what rests, in time.
#[test]
fn f33_a_dead_gateway_leaves_no_order() {
    for venue in VENUES {
        dead(venue);
    }
}

fn dead(venue: Venue) {
    let mut worst = ms(0);
    for seed in 0..count("DEAD_SEEDS", 4) {
        let mut stage = armed(venue, seed, way(venue, seed));
        let tickets = [stage.resting(), stage.resting()];
        tickets.into_iter().for_each(|ticket| drop(stage.placed(ticket)));
        covered(&mut stage);
        // Long enough for rounds: refreshed, nothing ends.
        stage.run(secs(100 + seed as i64 * 7));
        assert_eq!(open_at_the_venue(&stage, "open_orders"), 2, "seed {seed}");
        assert!((6..=10).contains(&told(&stage)), "{venue:?} seed {seed}: {}", told(&stage));
        stage.world.fell(0);
        let died = stage.world.now();
        stage.run(secs(i64::from(T) + 5));
        assert_eq!(open_at_the_venue(&stage, "open_orders"), 0, "seed {seed}");
        // A refresh may have been on its way when the gateway died.
        let heard = Timestamp::from_millis(countdowns(&stage).last().unwrap()["time"].as_i64().unwrap());
        let ended = stage.truth()["orders"].as_array().unwrap().iter().map(|order| order["updated"].as_i64().unwrap()).max();
        let ended = Timestamp::from_millis(ended.unwrap());
        let late = ended - heard.max(died) - secs(i64::from(T));
        assert!(late <= ms(10) && ended - died >= secs(i64::from(T) * 2 / 3 - 1), "seed {seed}: {late:?} late");
        worst = worst.max(late);
    }
    println!(
        "F33 {venue:?}: orders of a dead gateway gone T + {} ms at most after it, or its last refresh, was heard last; T = {T} s",
        worst.as_millis()
    );
}

/// What waits for a trigger the venue may not end: the next start does, unless it protects. Where the venue ends whatever is open,
/// protection is ended with it, and people are told.
#[test]
fn f33_a_start_after_the_lapse_ends_entries_and_keeps_protection() {
    for (seed, (venue, way)) in everywhere().enumerate() {
        let mut stage = armed(venue, seed as u64, way);
        let bought = stage.market(Side::Buy);
        stage.placed(bought);
        let name = stage.first().symbol().to_owned();
        let entry = stage.ticket(&name, OrderType::StopMarket, Side::Buy, 300);
        let protection = twinline_model::OrderTicket { reduce_only: true, ..stage.stop() };
        let (entry, protection) = (stage.placed(entry), stage.placed(protection));
        let resting = stage.resting();
        let resting = stage.placed(resting);
        covered(&mut stage);
        let (uncovered, waiting) = if venue == Venue::Binance { (2, 2) } else { (0, 0) };
        stage.until("told", secs(3), |stage| switch(stage).not_covered.len() == uncovered);
        stage.run(secs(5));
        stage.world.fell(usize::MAX);
        stage.run(secs(i64::from(T) + 30));
        assert_eq!((open_at_the_venue(&stage, "open_orders"), open_at_the_venue(&stage, "open_algo_orders")), (0, waiting), "{way:?}");
        stage.world.begin();
        stage.live();
        stage.until("ended", secs(20), |stage| stage.is(&entry, OrderStatus::Canceled) && stage.is(&resting, OrderStatus::Canceled));
        stage.settled(secs(45));
        match venue {
            Venue::Binance => {
                assert!(stage.is(&protection, OrderStatus::Untriggered), "{way:?}");
                assert!(why(&stage, &entry).contains("gone for longer"), "{way:?}");
            }
            Venue::Delta => assert!(stage.is(&protection, OrderStatus::Canceled)),
        }
        assert_eq!(alerts(&stage, "dead_man_lapsed"), 1, "{venue:?} {way:?}");
        assert_eq!(switch(&stage).state, DeadManState::Armed, "{venue:?} {way:?}: it goes on");
    }
}

/// With what reason the order's cancel was sent.
fn why(stage: &Stage, id: &OrderId) -> String {
    let sent = |event: &AccountEvent| match event {
        AccountEvent::CommandSent { order_id, detail, .. } if order_id == id => Some(detail.clone()),
        _ => None,
    };
    stage.world.gateway().journal().iter().find_map(|entry| sent(&entry.event)).unwrap_or_default()
}

/// A restart in time ends nothing, and goes on with what runs.
#[test]
fn f33_a_restart_in_time_ends_nothing() {
    for venue in VENUES {
        restarted(venue);
    }
}

fn restarted(venue: Venue) {
    let mut stage = armed(venue, 4, way(venue, 0));
    let name = stage.first().symbol().to_owned();
    let (resting, entry) = (stage.resting(), stage.ticket(&name, OrderType::StopMarket, Side::Buy, 300));
    let (resting, entry) = (stage.placed(resting), stage.placed(entry));
    covered(&mut stage);
    for _ in 0..3 {
        stage.run(secs(25));
        stage.world.fell(usize::MAX);
        stage.run(secs(30));
        stage.world.begin();
        stage.live();
        stage.settled(secs(45));
        assert!(stage.is(&resting, OrderStatus::Open) && stage.is(&entry, OrderStatus::Untriggered));
    }
    assert_eq!(alerts(&stage, "dead_man_lapsed") + alerts(&stage, "dead_man"), 0);
}

/// A stop in order is maintenance: the countdown is stopped, orders stay, however long it takes; the next start guards them again.
#[test]
fn f33_a_stop_in_order_leaves_orders_and_no_countdown() {
    for (seed, (venue, way)) in everywhere().enumerate() {
        let mut stage = armed(venue, seed as u64, way);
        let name = stage.first().symbol().to_owned();
        let (resting, entry) = (stage.resting(), stage.ticket(&name, OrderType::StopMarket, Side::Buy, 300));
        let (resting, entry) = (stage.placed(resting), stage.placed(entry));
        covered(&mut stage);
        stage.world.command(Command::Stop);
        stage.until("stopped", secs(4), |stage| stage.world.stopped_at().is_some());
        assert_eq!((switch(&stage).state, switch(&stage).covered.len()), (DeadManState::Disarmed, 0), "{way:?}");
        stage.world.fell(usize::MAX);
        stage.run(secs(i64::from(T) * 3));
        assert_eq!((open_at_the_venue(&stage, "open_orders"), open_at_the_venue(&stage, "open_algo_orders")), (1, 1), "{way:?}");
        stage.world.begin();
        stage.live();
        covered(&mut stage);
        stage.settled(secs(45));
        assert!(stage.is(&resting, OrderStatus::Open) && stage.is(&entry, OrderStatus::Untriggered), "{way:?}");
        assert_eq!(alerts(&stage, "dead_man_lapsed"), 0, "{way:?}");
    }
}

/// Disarmed, or nothing left to guard: the countdown is stopped.
#[test]
fn f33_disarmed_or_without_orders_no_countdown_is_left() {
    for venue in VENUES {
        disarmed(venue);
    }
}

fn disarmed(venue: Venue) {
    let mut stage = armed(venue, 6, Way::Http);
    let (first, second) = (stage.resting(), stage.resting());
    let first = stage.placed(first);
    covered(&mut stage);
    stage.cancel(&first);
    stage.until("stopped with the round", secs(25), |stage| switch(stage).covered.is_empty());
    assert_eq!(switch(&stage).state, DeadManState::Armed);
    let second = stage.placed(second);
    covered(&mut stage);
    arm(&mut stage, None);
    stage.until("disarmed", secs(2), |stage| switch(stage).state == DeadManState::Disarmed && switch(stage).covered.is_empty());
    stage.run(secs(i64::from(T) * 2));
    assert!(stage.is(&second, OrderStatus::Open));
    assert_eq!(open_at_the_venue(&stage, "open_orders"), 1);
}

/// A refused refresh is told at once; one that gets no answer once the last is too old. It is armed again with the first yes.
#[test]
fn f33_a_refresh_that_fails_is_told() {
    let refusals = [
        (Venue::Binance, 400, r#"{"code":-4141,"msg":"Symbol is closed."}"#, true),
        (Venue::Binance, 503, r#"{"code":-1000,"msg":"?"}"#, false),
        (Venue::Delta, 400, r#"{"success":false,"error":{"code":"bad_schema"}}"#, true),
        (Venue::Delta, 503, r#"{"success":false,"error":{"code":"internal_server_error"}}"#, false),
    ];
    for (venue, status, words, at_once) in refusals {
        let mut stage = armed(venue, 7, way(venue, 0));
        let ticket = stage.resting();
        stage.placed(ticket);
        covered(&mut stage);
        stage.world.meddle(Meddler::new(move |said| {
            if said.text.contains("countdownTime") || said.to.contains("/v2/heartbeat") {
                (said.status, said.text) = (status, words.to_owned());
            }
            true
        }));
        let told = stage.until("told", secs(62), |stage| switch(stage).state == DeadManState::NotProtected);
        assert_eq!(told <= secs(21), at_once, "{venue:?} {status}: {told:?}");
        assert_eq!(alerts(&stage, "dead_man"), 1);
        assert!(switch(&stage).reason.is_some() && switch(&stage).not_covered.len() <= 1);
        stage.world.heal();
        let healed = stage.until("armed", secs(25), |stage| switch(stage).state == DeadManState::Armed);
        println!(
            "F33 {venue:?}: refused with {status}, told after {} ms, armed again {} ms after it worked",
            told.as_millis(),
            healed.as_millis()
        );
    }
}

/// Several instruments, each with a countdown; what it costs is in the venue's budget.
#[test]
fn f33_each_instrument_has_its_own() {
    for venue in VENUES {
        each_its_own(venue);
    }
}

fn each_its_own(venue: Venue) {
    let names = if venue == Venue::Binance { ["XRPUSDT", "BTCUSDT", "ETHUSDT"] } else { ["XRPUSD", "BTCUSD", "ETHUSD"] };
    let mut stage = Stage::begun(venue, &setup_at(venue, 8, way(venue, 0), &names));
    arm(&mut stage, Some(30));
    for name in names {
        let ticket = stage.ticket(name, OrderType::Limit, Side::Buy, -200);
        stage.placed(ticket);
    }
    stage.until("covered", secs(5), |stage| switch(stage).covered.len() == 3);
    let before = told(&stage);
    stage.run(secs(60));
    assert_eq!(told(&stage) - before, 18, "three of them every ten seconds");
    stage.world.fell(0);
    stage.run(secs(31));
    assert_eq!(open_at_the_venue(&stage, "open_orders"), 0);
}
