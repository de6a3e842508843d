//! Ten minutes without a venue: nothing ends and nothing is invented meanwhile.

use twinline_core::account::AccountEvent;
use twinline_model::{Freshness, OrderStatus, Side};
use twinline_sim::{FaultName, FaultSpec, Venue};
use twinline_world::trading::Incident;

use crate::stage::{Stage, VENUES, count, ms, percentile, secs};
use crate::streams::told;

/// Ten minutes without a venue: nothing ends and nothing is invented meanwhile.
fn without_a_venue(venue: Venue, seed: u64, cable: bool) -> (f64, i64) {
    let mut stage = Stage::at(venue, seed);
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
    stage.canceled_at_the_venue(&resting);
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
    for (venue, cable) in VENUES.into_iter().flat_map(|venue| [(venue, false), (venue, true)]) {
        let took: Vec<(f64, i64)> = (0..count("STREAM_SEEDS", 6)).map(|seed| without_a_venue(venue, seed, cable)).collect();
        let slowest = took.iter().map(|(_, ms)| *ms).max().unwrap();
        let figures: Vec<f64> = took.iter().map(|(round_trips, _)| *round_trips).collect();
        println!(
            "F43 {venue:?} cable {cable}: live after p50 {:.1}, p99 {:.1} RTT of the return, {slowest} ms at most",
            percentile(&figures, 50),
            percentile(&figures, 99)
        );
        // Nobody says that the venue is back: it is asked four times a second. Then connection, upgrade and repair; where a socket is
        // logged on and then told what to tell, two round trips more.
        let (most, most_ms) = if venue == Venue::Binance { (5.6, 1_500) } else { (8.4, 2_500) };
        assert!(took.iter().all(|(round_trips, ms)| *round_trips <= most || *ms <= most_ms), "{venue:?} {took:?}");
    }
}
