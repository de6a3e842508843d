//! Named scenarios: one fault each, with the figures that `faults` asks for. Bugs that seeds have found stay here, smaller.

use std::sync::Arc;

use twinline_binance::Binance;
use twinline_core::session::ChannelStatus;
use twinline_model::{Channel, Duration, Freshness, Timestamp};
use twinline_sim::{FaultName, FaultSpec, SymbolSpec, symbol};
use twinline_venue::Codec;
use twinline_world::{Setup, Shortened, Strike, World};

const START: Timestamp = Timestamp::from_millis(1_767_607_217_000);

fn ms(ms: i64) -> Duration {
    Duration::from_millis(ms)
}

fn secs(s: i64) -> Duration {
    Duration::from_secs(s)
}

fn lively(names: &[&str]) -> Vec<SymbolSpec> {
    names.iter().map(|name| SymbolSpec { pace_ms: 60, ..symbol(name).unwrap() }).collect()
}

fn world_with(seed: u64, symbols: Vec<SymbolSpec>, codec: Arc<dyn Codec>, life: Duration) -> World {
    let mut world = World::new(Setup { seed, symbols, life, start: START, trace: false }, codec);
    world.run_until_live(secs(10)).unwrap();
    world.run_for(secs(20)).unwrap();
    world
}

fn world(seed: u64, names: &[&str]) -> World {
    world_with(seed, lively(names), Arc::new(Binance), secs(86_400))
}

fn fault(name: FaultName) -> FaultSpec {
    FaultSpec { rate_ppm: Some(1_000_000), ..FaultSpec::new(name) }
}

fn status(world: &World, name: &str, channel: Channel) -> ChannelStatus {
    let found = world.session().channels().into_iter().find(|status| {
        status.sub.channel == channel && status.sub.instrument.as_ref().is_some_and(|instrument| instrument.symbol() == name)
    });
    found.unwrap_or_else(|| panic!("{name} {channel} is not held"))
}

/// Runs until a channel's freshness fits; how long it took.
fn until(world: &mut World, name: &str, channel: Channel, limit: Duration, fits: impl Fn(Freshness) -> bool) -> Duration {
    let begin = world.now();
    while !fits(status(world, name, channel).freshness) {
        assert!(world.now() - begin <= limit, "{name} {channel} is {:?} after {limit:?}", status(world, name, channel));
        world.run_for(ms(5)).unwrap();
    }
    world.now() - begin
}

fn all_live(world: &mut World) {
    world.run_until_live(secs(30)).unwrap();
    world.assert_same_as_venue().unwrap();
}

#[test]
fn f6_a_half_open_socket_is_noticed_polled_around_and_replaced() {
    for seed in 0..10 {
        let mut world = world(seed, &["BTCUSDT"]);
        world.strike(Strike::Venue(FaultSpec::new(FaultName::WsHalfOpen))).unwrap();
        let noticed = until(&mut world, "BTCUSDT", Channel::Book, secs(11), |freshness| freshness != Freshness::Live);
        assert!(noticed <= secs(10), "noticed after {noticed:?}");
        let polled = until(&mut world, "BTCUSDT", Channel::Book, secs(2), |freshness| freshness == Freshness::Polling);
        assert!(polled <= world.round_trip().scale(12, 1) + ms(20), "polled after {polled:?}, round trip {:?}", world.round_trip());
        all_live(&mut world);
    }
}

#[test]
fn f7_one_silent_channel_is_noticed_and_it_alone_is_taken_anew() {
    for (wire, channel) in
        [("depth", Channel::Book), ("markPrice", Channel::Mark), ("bookTicker", Channel::Bbo), ("aggTrade", Channel::Trades)]
    {
        let mut world = world(3, &["BTCUSDT", "XRPUSDT"]);
        world.run_for(secs(40)).unwrap();
        let before = world.session().venue(world.now()).counters;
        let spec = FaultSpec {
            channel: Some(wire.to_owned()),
            symbol: Some("BTCUSDT".to_owned()),
            for_ms: Some(9_000),
            ..fault(FaultName::WsSilent)
        };
        world.strike(Strike::Venue(spec)).unwrap();
        // The bound runs from the last message, which came before the fault.
        let noticed = until(&mut world, "BTCUSDT", channel, secs(12), |freshness| freshness != Freshness::Live);
        assert!(noticed <= secs(6), "{wire} noticed after {noticed:?}");
        for (name, other) in [("XRPUSDT", channel), ("BTCUSDT", Channel::Ticker)] {
            assert_eq!(status(&world, name, other).freshness, Freshness::Live, "{name} {other} beside a silent {wire}");
        }
        all_live(&mut world);
        let after = world.session().venue(world.now()).counters;
        assert_eq!(after.connects, before.connects, "{wire}: no socket was replaced");
        assert!(after.resubscribes > before.resubscribes);
    }
}

/// Hours of a market in which next to nothing happens: pongs are life, silence is confirmed, nothing is reconnected.
fn quiet_hours(hours: i64) {
    let sleepy = vec![SymbolSpec { pace_ms: 3_600_000, ..symbol("BTCUSDT").unwrap() }];
    let mut world = world_with(1, sleepy, Arc::new(Binance), secs(86_400 * 2));
    let before = world.session().venue(world.now()).counters;
    for _ in 0..hours {
        world.run_for(secs(3_600)).unwrap();
    }
    let after = world.session().venue(world.now()).counters;
    let rotations = if hours >= 22 { 2 } else { 0 };
    assert_eq!(after.disconnects, before.disconnects);
    assert!(after.connects <= before.connects + rotations, "{} connects", after.connects - before.connects);
    assert_eq!(world.oracle().outage_log(), &[] as &[String], "no stream was anything but live");
    all_live(&mut world);
}

#[test]
fn f8_a_quiet_market_is_left_alone() {
    quiet_hours(2);
}

#[test]
#[ignore = "24 simulated hours; part of `make prove`"]
fn f8_a_quiet_day_is_left_alone() {
    quiet_hours(24);
}

#[test]
fn f9_a_missing_delta_marks_that_book_at_once_and_repairs_it() {
    for seed in 0..10 {
        let mut world = world(seed, &["BTCUSDT", "XRPUSDT"]);
        let spec = FaultSpec { symbol: Some("BTCUSDT".to_owned()), for_ms: Some(400), ..fault(FaultName::DeltaDrop) };
        world.strike(Strike::Venue(spec)).unwrap();
        until(&mut world, "BTCUSDT", Channel::Book, secs(2), |freshness| freshness == Freshness::Repairing);
        assert_eq!(status(&world, "XRPUSDT", Channel::Book).freshness, Freshness::Live);
        let told = status(&world, "BTCUSDT", Channel::Book);
        assert!(told.gap.is_some(), "{told:?}");
        let took = until(&mut world, "BTCUSDT", Channel::Book, secs(5), |freshness| freshness == Freshness::Live);
        assert!(took <= world.round_trip().scale(10, 1) + ms(250), "{took:?} at a round trip of {:?}", world.round_trip());
        all_live(&mut world);
    }
}

#[test]
fn f10_repeated_and_old_deltas_change_nothing() {
    let mut world = world(5, &["BTCUSDT"]);
    for name in [FaultName::DeltaDup, FaultName::DeltaStale] {
        world.strike(Strike::Venue(FaultSpec { for_ms: Some(20_000), ..fault(name) })).unwrap();
    }
    world.run_for(secs(20)).unwrap();
    let counters = world.session().venue(world.now()).counters;
    assert!(counters.duplicates > 100, "{counters:?}");
    assert_eq!(counters.gaps, 0);
    assert_eq!(world.oracle().counts().1, 0);
    all_live(&mut world);
}

#[test]
fn f11_f12_a_restart_with_lower_numbers_leaves_no_ghost() {
    for seed in 0..10 {
        let mut world = world(seed, &["BTCUSDT", "ADAUSDT"]);
        let before = world.session().book(&"binance:BTCUSDT".parse().unwrap()).unwrap().seq();
        world.strike(Strike::Venue(FaultSpec::new(FaultName::Restart))).unwrap();
        world.run_for(secs(1)).unwrap();
        all_live(&mut world);
        let after = world.session().book(&"binance:BTCUSDT".parse().unwrap()).unwrap().seq();
        assert!(after < before, "{after} after {before}");
    }
}

#[test]
fn f12_snapshots_that_stay_old_are_not_asked_for_in_a_loop() {
    let mut world = world(2, &["BTCUSDT"]);
    world.strike(Strike::Venue(FaultSpec { for_ms: Some(180_000), ..fault(FaultName::SnapshotStale) })).unwrap();
    world.strike(Strike::Venue(FaultSpec { for_ms: Some(300), ..fault(FaultName::DeltaDrop) })).unwrap();
    world.run_for(secs(1)).unwrap();
    let before = world.oracle().counts().3;
    world.run_for(secs(120)).unwrap();
    let asked = world.oracle().counts().3 - before;
    assert!(asked <= 2 * 3 + 12, "{asked} requests in two minutes, probes and clock among them");
    world.heal();
    all_live(&mut world);
}

#[test]
fn f20_sockets_are_replaced_before_the_venue_cuts_them_and_nothing_is_missed() {
    let inner: Arc<dyn Codec> = Arc::new(Binance);
    let codec = Arc::new(Shortened::new(inner, secs(120)));
    for seed in 0..5 {
        let mut world = world_with(seed, lively(&["BTCUSDT", "SUSHIUSDT"]), codec.clone(), secs(120));
        world.run_for(secs(600)).unwrap();
        let counters = world.session().venue(world.now()).counters;
        assert!(counters.connects >= 2 * 8, "{} connects", counters.connects);
        assert_eq!(counters.disconnects, 0, "every socket was replaced before its end");
        assert_eq!((counters.gaps, world.oracle().outage_log()), (0, &[] as &[String]), "no stream noticed");
        all_live(&mut world);
    }
}

#[test]
fn f21_the_offset_is_within_its_error_bound() {
    for seed in 0..20 {
        let world = world(seed, &["BTCUSDT"]);
        // The oracle compares the offset with the truth at each look; here the bound itself.
        let (_, error) = world.session().venue(world.now()).clock.unwrap();
        assert!(error <= world.round_trip().scale(8, 1) + ms(2), "{error:?} at a round trip of {:?}", world.round_trip());
    }
}

#[test]
fn f22_a_refusal_for_too_many_requests_is_respected_to_its_end() {
    for name in [FaultName::Rest429, FaultName::Rest418] {
        let mut world = world(4, &["BTCUSDT"]);
        // The oracle fails the run if a request leaves before the end of the penalty.
        world.strike(Strike::Venue(FaultSpec { for_ms: Some(5_000), ..fault(name) })).unwrap();
        world.strike(Strike::Venue(FaultSpec { for_ms: Some(8_000), ..fault(FaultName::WsRefuse) })).unwrap();
        world.strike(Strike::Venue(FaultSpec::new(FaultName::WsCut))).unwrap();
        world.run_for(secs(200)).unwrap();
        world.heal();
        all_live(&mut world);
    }
}

#[test]
fn f23_polling_everything_at_once_stays_within_the_budget() {
    let names = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "DOGEUSDT", "ADAUSDT", "SUSHIUSDT"];
    let mut world = world(6, &names);
    world.strike(Strike::Venue(FaultSpec { for_ms: Some(400_000), ..fault(FaultName::WsRefuse) })).unwrap();
    world.strike(Strike::Venue(FaultSpec::new(FaultName::WsCut))).unwrap();
    world.run_for(secs(100)).unwrap();
    let books: Vec<ChannelStatus> = names.iter().map(|name| status(&world, name, Channel::Book)).collect();
    assert!(books.iter().all(|book| book.freshness == Freshness::Polling), "{books:?}");
    assert!(books.iter().all(|book| book.poll_every.is_some_and(|every| every <= secs(5))), "{:?}", books[0].poll_every);
    world.run_for(secs(200)).unwrap();
    let used: Vec<u32> = world.weights();
    let worst = used.iter().max().copied().unwrap_or(0);
    assert!(worst <= 2_400 * 80 / 100, "{used:?}");
    assert!(worst >= 2_400 * 50 / 100, "the budget is used, too: {used:?}");
    world.heal();
    all_live(&mut world);
}

#[test]
fn f24_after_a_mass_disconnect_everything_is_live_within_thirty_seconds() {
    for seed in 0..5 {
        let mut world = world(seed, &["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "DOGEUSDT", "ADAUSDT", "SUSHIUSDT"]);
        world.strike(Strike::Venue(FaultSpec::new(FaultName::WsCut))).unwrap();
        world.run_for(ms(500)).unwrap();
        let took = world.run_until_live(secs(30)).unwrap();
        assert!(took <= secs(30), "{took:?}");
        world.assert_same_as_venue().unwrap();
    }
}

#[test]
fn f44_damaged_frames_are_counted_and_cost_only_what_they_carried() {
    let mut world = world(8, &["BTCUSDT"]);
    world
        .strike(Strike::Venue(FaultSpec { rate_ppm: Some(300_000), for_ms: Some(10_000), ..FaultSpec::new(FaultName::FrameMalformed) }))
        .unwrap();
    world.run_for(secs(10)).unwrap();
    assert!(world.session().venue(world.now()).counters.malformed_frames > 20);
    all_live(&mut world);
}

#[test]
fn a_pulled_cable_leads_to_down_and_back() {
    let mut world = world(9, &["BTCUSDT"]);
    world.strike(Strike::Cable(secs(40))).unwrap();
    until(&mut world, "BTCUSDT", Channel::Book, secs(30), |freshness| freshness == Freshness::Down);
    world.run_for(secs(30)).unwrap();
    all_live(&mut world);
}

/// Found by fuzzing: vectors/binance_usdm/found/session-want_after_stop.
#[test]
fn a_session_that_has_stopped_wants_nothing_more() {
    use twinline_core::session::{Action, Command, Input, Output, Session, SessionConfig};
    use twinline_venue::{Endpoints, Sub};
    let endpoints = Endpoints { rest: "http://venue".to_owned(), ws: "ws://venue".to_owned(), commands: None };
    let mut session = Session::new(SessionConfig { endpoints, epoch: 1, seed: 1 }, Arc::new(Binance));
    let mut out = Vec::new();
    session.handle(START, Input::Start, &mut out);
    session.handle(START, Input::Command(Command::Stop), &mut out);
    assert!(matches!(out.last(), Some(Action::Emit(Output::Stopped))), "{out:?}");
    out.clear();
    let sub = Sub { instrument: None, channel: Channel::Contracts };
    for input in [Input::Command(Command::Want(sub.clone())), Input::Command(Command::Unwant(sub)), Input::Wake] {
        session.handle(START, input, &mut out);
    }
    assert!(out.is_empty(), "{out:?}");
}
