//! What is known here and what the venue says differ: for a moment, or for good.

use serde_json::{Value, json};
use twinline_core::account::{AccountEvent, Answer, Placed};
use twinline_model::{Freshness, OrderStatus, Side, Timestamp};
use twinline_sim::FaultName;
use twinline_world::Meddler;

use crate::stage::{Stage, VENUES, WAYS, Way, count, ms, secs};

fn alerts(stage: &Stage, name: &str) -> usize {
    let told = |event: &AccountEvent| matches!(event, AccountEvent::Alert { kind, .. } if kind == name);
    stage.world.gateway().journal().iter().filter(|envelope| told(&envelope.event)).count()
}

fn asked(stage: &Stage, since: Timestamp, name: &str) -> usize {
    stage.world.gateway().departures().iter().filter(|left| left.at >= since && left.name == name).count()
}

/// The venue's answers to questions for this path as they would be after `change`.
fn lie(stage: &mut Stage, path: &'static str, change: impl Fn(&mut Value) + 'static) {
    stage.world.meddle(Meddler::new(move |said| {
        if said.to.starts_with(path)
            && let Ok(mut answer) = serde_json::from_str::<Value>(&said.text)
        {
            change(&mut answer);
            said.text = answer.to_string();
        }
        true
    }));
}

/// Alarmed once, within the time of three repairs; what enlarges risk is refused, and all else goes on; nothing is asked without end.
fn fails_closed(stage: &mut Stage, steps: &[&str]) {
    stage.until("alarmed", secs(60), |stage| alerts(stage, "mismatch") == 1);
    let status = stage.world.status();
    assert_eq!(status.mismatches, 1, "exact");
    assert!(status.blocked.as_ref().is_some_and(|why| why.contains("mismatch")), "{status:?}");
    assert_eq!(status.freshness, Freshness::Live, "the stream is healthy");
    let ticket = stage.resting();
    let ask = stage.place_all(vec![ticket]);
    let Some((_, Answer::Orders(placed))) = stage.world.answer_to(ask) else { panic!("not answered") };
    assert!(matches!(&placed[0], Placed::Refused(refused) if refused.code == "account_blocked"), "{placed:?}");
    let mut reducing = stage.market(Side::Sell);
    (reducing.reduce_only, reducing.qty) = (true, reducing.qty.map(|qty| twinline_model::Qty::new(qty.value().min(5.into()))));
    let id = stage.place(reducing);
    stage.until("what reduces goes on", secs(5), |stage| stage.order(&id).is_some_and(|order| order.venue_order_id.is_some()));
    let begin = stage.world.now();
    stage.run(secs(300));
    for step in steps {
        let times = asked(stage, begin, step);
        assert!(times <= 300 / 15 + 300 / 60 + 6, "{times} times {step} in five minutes");
    }
    assert_eq!((alerts(stage, "mismatch"), stage.world.status().mismatches), (1, 1));
}

fn agrees_again(stage: &mut Stage) {
    stage.world.heal();
    stage.until("agreed", secs(40), |stage| stage.world.status().blocked.is_none());
    assert_eq!(alerts(stage, "mismatch_ended"), 1);
    let ticket = stage.resting();
    let id = stage.place(ticket);
    stage.until("placed", secs(5), |stage| stage.is(&id, OrderStatus::Open));
    stage.settled(secs(20));
}

/// The list of fills never shows what our order executed.
#[test]
fn f32_fills_that_never_show_are_alarmed_and_fail_closed() {
    let mut stage = Stage::new(33, Way::Http);
    let (ticket, rests) = (stage.market(Side::Buy), stage.resting());
    stage.placed(ticket);
    let rests = stage.placed(rests);
    stage.settled(secs(20));
    stage.world.meddle(Meddler::new(|said| {
        if said.to.starts_with("GET /fapi/v1/userTrades") {
            said.text = "[]".to_owned();
        }
        // The stream goes on telling of money and positions.
        said.to != "frame" || !said.text.contains("TRADE")
    }));
    let ticket = stage.market(Side::Buy);
    stage.place(ticket);
    fails_closed(&mut stage, &["fills", "positions"]);
    stage.cancel(&rests);
    stage.until("cancels go on", secs(20), |stage| stage.is(&rests, OrderStatus::Canceled));
    agrees_again(&mut stage);
}

/// The position that answers show is another than the one that the stream told, and older.
#[test]
fn f32_a_position_that_stays_another_is_alarmed_and_fails_closed() {
    for way in WAYS {
        let mut stage = Stage::new(34, way);
        let ticket = stage.market(Side::Buy);
        stage.placed(ticket);
        stage.settled(secs(20));
        lie(&mut stage, "GET /fapi/v3/positionRisk", |answer| {
            for row in answer.as_array_mut().into_iter().flatten() {
                (row["positionAmt"], row["updateTime"]) = (json!("4321"), json!(1_000));
            }
        });
        fails_closed(&mut stage, &["positions"]);
        agrees_again(&mut stage);
    }
}

/// The same of money; and a restart does not forget it.
#[test]
fn f32_a_balance_that_stays_another_fails_closed_over_a_restart() {
    let mut stage = Stage::new(35, Way::Link);
    let ticket = stage.market(Side::Buy);
    stage.placed(ticket);
    stage.settled(secs(20));
    lie(&mut stage, "GET /fapi/v3/balance", |answer| {
        for row in answer.as_array_mut().into_iter().flatten().filter(|row| row["asset"] == "USDT") {
            (row["balance"], row["updateTime"]) = (json!("17.25"), json!(1_000));
        }
    });
    fails_closed(&mut stage, &["balances"]);
    stage.world.kill(usize::MAX);
    stage.run(ms(1));
    stage.live();
    assert!(stage.world.status().blocked.is_some(), "not forgotten");
    stage.run(secs(60));
    assert!(stage.world.status().blocked.is_some());
    agrees_again(&mut stage);
}

/// Nothing about a trade at the venue is told: the audit finds position and balance, and each counts once.
#[test]
fn f32_what_an_audit_repairs_counts_once_and_alarms_nobody() {
    for (venue, seed) in VENUES.into_iter().flat_map(|venue| (0..count("STREAM_SEEDS", 6)).map(move |seed| (venue, seed))) {
        let mut stage = Stage::at(venue, seed);
        let ticket = stage.market(Side::Buy);
        stage.placed(ticket);
        stage.run(secs(40));
        assert_eq!(stage.world.status().mismatches, 0);
        stage.fault(FaultName::EventDrop);
        let name = stage.first().symbol().to_owned();
        stage.bought_at_the_venue(&name, "SELL", "30");
        stage.run(secs(1));
        stage.world.heal();
        stage.settled(secs(20));
        stage.run(secs(40));
        assert_eq!((stage.world.status().mismatches, alerts(&stage, "mismatch")), (2, 0), "{venue:?} seed {seed}: position and money");
    }
}

/// What is only on its way is no mismatch, however fast an account trades.
#[test]
fn f32_a_busy_account_has_no_mismatches() {
    for (venue, seed) in VENUES.into_iter().flat_map(|venue| (0..count("STREAM_SEEDS", 3)).map(move |seed| (venue, seed))) {
        let mut stage = Stage::at(venue, seed);
        for at in 0..300 {
            let ticket = stage.market(if at % 2 == 0 { Side::Buy } else { Side::Sell });
            stage.place(ticket);
            stage.run(ms(170 + 7 * (at % 31)));
        }
        stage.settled(secs(30));
        stage.run(secs(40));
        assert_eq!((stage.world.status().mismatches, alerts(&stage, "mismatch")), (0, 0), "{venue:?} seed {seed}");
    }
}
