//! The account's stream: cut, incomplete, with a dead key, or without a venue behind it.

use serde_json::json;
use twinline_core::account::AccountEvent;
use twinline_model::{Duration, Freshness, OrderStatus, Side, Timestamp};
use twinline_sim::{FaultName, FaultSpec};
use twinline_world::Meddler;
use twinline_world::trading::Incident;

use crate::stage::{Stage, WAYS, Way, count, ms, percentile, secs, setup};

/// When the account was told to be this fresh first, at or after a time.
fn told(stage: &Stage, since: Timestamp, freshness: Freshness) -> Option<Timestamp> {
    stage.world.statuses().iter().find(|(at, status)| *at >= since && status.freshness == freshness).map(|(at, _)| *at)
}

/// The sockets are cut, and so many orders trade at the venue before the stream is back; from its opening to live.
fn repaired(seed: u64, fills: usize) -> (Duration, f64) {
    let mut stage = Stage::new(seed, WAYS[seed as usize % 3]);
    let name = stage.first().symbol().to_owned();
    let lots = stage.market(Side::Buy).qty.unwrap();
    let begin = stage.world.now();
    stage.fault_of(FaultSpec::new(FaultName::WsCut));
    for at in 0..fills {
        stage.bought_at_the_venue(&name, if at % 2 == 0 { "BUY" } else { "SELL" }, &lots.to_string());
    }
    stage.until("repairing", secs(40), |stage| told(stage, begin, Freshness::Repairing).is_some());
    let opened = told(&stage, begin, Freshness::Repairing).unwrap();
    stage.until("live", secs(40), |stage| told(stage, opened, Freshness::Live).is_some());
    let took = told(&stage, opened, Freshness::Live).unwrap() - opened;
    let held = stage.world.gateway().account().state().fills().count();
    assert!(held >= fills, "{held} fills at the moment of LIVE, {fills} expected at least");
    stage.settled(secs(20));
    (took, stage.round_trips(took))
}

#[test]
fn f4_fills_of_an_outage_are_there_before_the_stream_is_live() {
    for (fills, pages) in [(0, 1), (7, 1), (1_100, 2)] {
        let seeds = if fills > 100 { 2 } else { count("STREAM_SEEDS", 12) };
        let took: Vec<(Duration, f64)> = (0..seeds).map(|seed| repaired(seed, fills)).collect();
        let far: Vec<f64> = took.iter().filter(|(took, _)| *took > ms(100)).map(|(_, round_trips)| *round_trips).collect();
        let all: Vec<f64> = took.iter().map(|(_, round_trips)| *round_trips).collect();
        let slowest = took.iter().map(|(took, _)| took.as_millis()).max().unwrap();
        println!(
            "F4 {fills} fills, {pages} page(s): live after p50 {:.1}, p99 {:.1} RTT (slowest {slowest} ms)",
            percentile(&all, 50),
            percentile(&all, 99)
        );
        // One in a hundred messages takes several times as long; and the account looks at the clock every 50 ms.
        assert!(far.iter().all(|round_trips| *round_trips <= 6.0 + pages as f64), "{took:?}");
    }
}

/// One event about an order is lost on a stream that is healthy otherwise, by its kind.
#[test]
fn f5_an_event_that_is_missing_is_found_by_the_audit() {
    let mut slowest: f64 = 0.0;
    for (seed, lost) in (0..count("STREAM_SEEDS", 12))
        .zip(["\"X\":\"FILLED\"", "TRADE_LITE", "ACCOUNT_UPDATE", "\"X\":\"NEW\"", "ORDER_TRADE_UPDATE", "\"e\":"].into_iter().cycle())
    {
        let mut stage = Stage::new(seed, WAYS[seed as usize % 3]);
        stage.run(secs(3 + seed as i64));
        stage.world.meddle(Meddler::new(move |said| said.to != "frame" || !said.text.contains(lost) || said.text.contains("\"id\":")));
        let ticket = stage.market(Side::Buy);
        stage.place(ticket);
        stage.run(secs(1));
        stage.world.heal();
        assert_eq!(stage.world.status().freshness, Freshness::Live, "the stream is healthy");
        let took = stage.settled(secs(30));
        assert!(took <= secs(15) + stage.world.round_trip().scale(8, 1) + ms(100), "{lost} found after {took:?}");
        slowest = slowest.max(took.as_millis() as f64 / 1_000.0);
    }
    println!("F5: found after {slowest:.2} s at most");
}

/// The stream told only that there was a fill, and no audit succeeds for longer than the stretch that an audit looks back.
#[test]
fn f5_a_fill_that_was_told_in_part_is_completed_however_many_audits_fail() {
    for way in WAYS {
        let mut stage = Stage::new(55, way);
        stage.world.meddle(Meddler::new(|said| said.to != "frame" || !said.text.contains("ORDER_TRADE_UPDATE")));
        let ticket = stage.market(Side::Buy);
        stage.place(ticket);
        stage.run(ms(800));
        let half = |stage: &Stage| stage.world.gateway().account().state().fills().any(|(_, fill, _)| fill.fee.is_none());
        assert!(half(&stage), "its fee is not known");
        stage.fault(FaultName::Rest5xx);
        stage.run(secs(100));
        assert!(half(&stage));
        stage.world.heal();
        stage.settled(secs(75));
        assert!(!half(&stage));
    }
}

/// Audits of an account that trades everything that is listed.
#[test]
fn f5_audits_take_a_quarter_of_the_budget_at_most() {
    let names = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "DOGEUSDT", "ADAUSDT", "SUSHIUSDT"];
    let mut stage = Stage::of(&setup(4, Way::Link, &names));
    let begin = stage.world.now();
    for at in 0..36 {
        let ticket = stage.ticket(names[at % 8], twinline_model::OrderType::Limit, Side::Buy, -200);
        stage.place(ticket);
        stage.run(secs(5));
    }
    let minutes = (stage.world.now() - begin).as_millis() as f64 / 60_000.0;
    let audits =
        stage.world.gateway().departures().iter().filter(|left| left.at >= begin && left.priority == twinline_core::limits::Priority::Poll);
    let weight: u32 = audits.map(|left| left.cost.0[0]).sum();
    let share = f64::from(weight) / minutes / 2_400.0;
    println!("F5: audits of 8 active instruments take {:.1} % of the budget", share * 100.0);
    assert!(share <= 0.25, "{share}");
}

#[test]
fn f19_a_key_is_renewed_at_half_of_its_life() {
    let hours = count("KEY_HOURS", 3);
    let mut stage = Stage::new(19, Way::Link);
    let begin = stage.world.now();
    let refused = std::rc::Rc::new(std::cell::Cell::new(0));
    let counter = std::rc::Rc::clone(&refused);
    stage.world.meddle(Meddler::new(move |said| {
        counter.set(counter.get() + u64::from(said.text.contains("-1021") || said.status == 429 || said.status == 418));
        true
    }));
    for _ in 0..hours * 6 {
        stage.run(secs(600));
        let ticket = stage.market(Side::Buy);
        stage.placed(ticket);
        let ticket = stage.market(Side::Sell);
        stage.placed(ticket);
    }
    assert_eq!(told(&stage, begin, Freshness::Repairing), None, "no gap");
    assert_eq!(stage.world.statuses().iter().filter(|(at, status)| *at >= begin && status.freshness != Freshness::Live).count(), 0);
    let renewed = stage.world.gateway().departures().iter().filter(|left| left.at >= begin && left.name == "stream_key_extend").count();
    println!("F19 {hours} h: key renewed {renewed} times, 0 gaps, {} refusals for clock or limits", refused.get());
    assert!(renewed as u64 >= 2 * hours - 1 && renewed as u64 <= 2 * hours + 3 * (hours / 22 + 1));
    assert_eq!(refused.get(), 0);
    stage.settled(secs(20));
}

#[test]
fn f19_a_key_that_ends_is_replaced() {
    let mut figures = Vec::new();
    let mut slowest = 0;
    for seed in 0..count("STREAM_SEEDS", 12) {
        let mut stage = Stage::new(seed, WAYS[seed as usize % 3]);
        stage.run(secs(90));
        let begin = stage.world.now();
        stage.fault_of(FaultSpec::new(FaultName::TokenExpire));
        let ticket = stage.market(Side::Buy);
        stage.place(ticket);
        stage.until("noticed", secs(3), |stage| stage.world.status().freshness != Freshness::Live);
        let noticed = stage.world.now();
        stage.until("live", secs(20), |stage| told(stage, noticed, Freshness::Live).is_some());
        let took = told(&stage, noticed, Freshness::Live).unwrap() - noticed;
        figures.push(stage.round_trips(took));
        slowest = slowest.max(took.as_millis());
        stage.settled(secs(20));
        assert!(stage.world.now() - begin < secs(30));
    }
    println!(
        "F19 key ended: live after p50 {:.1}, p99 {:.1} RTT (slowest {slowest} ms)",
        percentile(&figures, 50),
        percentile(&figures, 99)
    );
    // The key, the connection, the upgrade, the repair: four round trips, each up to 1.4 times the usual one, and one message in a
    // hundred takes several times as long.
    assert!(percentile(&figures, 50) <= 5.6 && percentile(&figures, 99) <= 14.0, "{figures:?}");
}

/// Nobody says that the key has ended: the audit finds what the stream did not tell, and then the key is proven.
#[test]
fn f19_a_key_that_ends_without_a_word_is_found_out() {
    for seed in 0..count("STREAM_SEEDS", 6) {
        let mut stage = Stage::new(seed, WAYS[seed as usize % 3]);
        stage.run(secs(90));
        stage.world.meddle(Meddler::new(|said| !said.text.contains("listenKeyExpired")));
        stage.fault_of(FaultSpec::new(FaultName::TokenExpire));
        stage.run(secs(1));
        let before = stage.world.now();
        let ticket = stage.market(Side::Buy);
        stage.place(ticket);
        let lost = |stage: &Stage| stage.world.statuses().iter().any(|(at, status)| *at >= before && status.freshness != Freshness::Live);
        stage.until("found out", secs(17), lost);
        stage.settled(secs(20));
        // The new key's stream tells again.
        let ticket = stage.market(Side::Sell);
        let id = stage.place(ticket);
        stage.until("told by the stream", secs(2), |stage| stage.is(&id, OrderStatus::Filled));
        stage.settled(secs(20));
    }
}

/// Ten minutes without a venue: nothing ends and nothing is invented meanwhile.
fn without_a_venue(seed: u64, cable: bool) -> (f64, i64) {
    let mut stage = Stage::new(seed, WAYS[seed as usize % 3]);
    let (resting, waiting) = (stage.resting(), stage.stop());
    let (resting, waiting) = (stage.placed(resting), stage.placed(waiting));
    let ticket = stage.market(Side::Buy);
    stage.placed(ticket);
    stage.settled(secs(20));
    // One leaves in the last moment, and one while the venue is gone.
    let ticket = stage.resting();
    let last = stage.place(ticket);
    stage.run(ms(1));
    match cable {
        true => stage.world.strike(Incident::Cable(secs(600))),
        false => {
            for name in [FaultName::WsRefuse, FaultName::ReplyLost, FaultName::Rest5xx] {
                stage.fault_of(FaultSpec { for_ms: Some(600_000), ..FaultSpec::new(name) });
            }
            stage.fault_of(FaultSpec::new(FaultName::WsCut));
        }
    }
    let gone = stage.world.now();
    stage.run(secs(30));
    assert_ne!(stage.world.status().freshness, Freshness::Live);
    let ticket = stage.resting();
    let during = stage.place(ticket);
    // Somebody trades on the venue's page, and the venue cancels one.
    let name = stage.first().symbol().to_owned();
    stage.bought_at_the_venue(&name, "SELL", "30");
    stage.at_the_venue("cancel", json!({ "symbol": name, "origClientOrderId": resting.as_str() }));
    stage.run(secs(569));
    for id in [&resting, &waiting] {
        assert!(!stage.order(id).unwrap().is_final(), "{id} has ended without evidence");
    }
    for id in [&last, &during] {
        let order = stage.order(id).unwrap();
        assert!(!order.is_final() || order.no.as_ref().is_some_and(|no| no.code.as_deref() != Some("never_placed")), "{order:?}");
    }
    let invented =
        stage.world.gateway().journal().iter().filter(|envelope| envelope.ts_recv > stage.world.gateway().local(gone + secs(15)));
    assert_eq!(
        invented.filter(|envelope| matches!(envelope.event, AccountEvent::Fill { .. } | AccountEvent::PositionUpdated { .. })).count(),
        0
    );
    stage.run(secs(2));
    let back = gone + secs(600);
    stage.until("live", secs(40), |stage| told(stage, back, Freshness::Live).is_some());
    let took = told(&stage, back, Freshness::Live).unwrap() - back;
    stage.show_if(took > secs(3));
    let mut minutes = std::collections::BTreeMap::new();
    for left in stage.world.gateway().departures().iter().filter(|left| left.at > gone + secs(60) && left.at < back) {
        *minutes.entry((left.at - gone).as_millis() / 60_000).or_insert(0) += left.cost.0[0];
    }
    let most = minutes.values().max().copied().unwrap_or(0);
    assert!(most <= 1_600, "asking a venue that is gone takes {most} of 2400 in a minute: {minutes:?}");
    stage.settled(secs(40));
    assert!(stage.is(&resting, OrderStatus::Canceled));
    (stage.round_trips(took), took.as_millis())
}

#[test]
fn f43_ten_minutes_without_a_venue_end_nothing_and_invent_nothing() {
    for cable in [false, true] {
        let took: Vec<(f64, i64)> = (0..count("STREAM_SEEDS", 6)).map(|seed| without_a_venue(seed, cable)).collect();
        let slowest = took.iter().map(|(_, ms)| *ms).max().unwrap();
        let figures: Vec<f64> = took.iter().map(|(round_trips, _)| *round_trips).collect();
        // Nobody says that the venue is back: it is asked four times a second. Then connection, upgrade and repair.
        assert!(took.iter().all(|(round_trips, ms)| *round_trips <= 5.6 || *ms <= 1_500), "{took:?}");
        println!(
            "F43 cable {cable}: live after p50 {:.1}, p99 {:.1} RTT of the return, {slowest} ms at most",
            percentile(&figures, 50),
            percentile(&figures, 99)
        );
    }
}
