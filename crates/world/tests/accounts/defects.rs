//! What one venue is known to tell wrongly, late or not at all: none of it is believed beyond what it proves.

use serde_json::json;
use twinline_model::{OrderStatus, OrderType, PositionSide, Side, Timestamp};
use twinline_sim::{FaultName, Venue, symbols_of};
use twinline_world::Meddler;

use crate::stage::{Stage, Way, count, ms, secs, setup_at};

/// Positions with their margin are up to ten seconds old at one venue: what the stream said since then stands.
#[test]
fn margined_positions_that_lag_never_undo_what_the_stream_said() {
    let mut stage = Stage::at(Venue::Delta, 10);
    let mut old: Option<(Timestamp, String)> = None;
    let (mut at, mut lagged) = (stage.world.now(), 0);
    let seen = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = seen.clone();
    stage.world.meddle(Meddler::new(move |said| {
        if said.to.contains("/v2/positions/margined") {
            at = at + ms(1);
            match &old {
                // An answer of before stands for five that follow it.
                Some((_, text)) if lagged < 5 => {
                    said.text = text.clone();
                    lagged += 1;
                    count.set(count.get() + 1);
                }
                _ => {
                    old = Some((at, said.text.clone()));
                    lagged = 0;
                }
            }
        }
        true
    }));
    stage.run(secs(16));
    let mut wanted = rust_decimal::Decimal::ZERO;
    for _ in 0..6 {
        let ticket = stage.market(Side::Buy);
        wanted += ticket.qty.unwrap().value();
        stage.placed(ticket);
        stage.until("told", secs(3), |stage| held(stage) == wanted);
        // Two audits, each with a list of before.
        for _ in 0..9 {
            stage.run(secs(1));
            assert_eq!(held(&stage), wanted, "an older word undid a newer one");
        }
    }
    assert!(seen.get() >= 2, "{} lists were old", seen.get());
    stage.world.heal();
    stage.settled(secs(75));
}

fn held(stage: &Stage) -> rust_decimal::Decimal {
    stage
        .world
        .gateway()
        .account()
        .state()
        .position(&stage.first(), PositionSide::Both)
        .map_or_else(Default::default, |held| held.qty.value())
}

/// The history of orders does not look at client ids: an order that is asked for by its own is never taken for another.
#[test]
fn a_history_that_ignores_its_filter_proves_nothing() {
    let mut stage = Stage::at(Venue::Delta, 11);
    for _ in 0..5 {
        let ticket = stage.market(Side::Buy);
        stage.placed(ticket);
        stage.run(secs(2));
    }
    stage.fault(FaultName::TimeoutLost);
    stage.fault(FaultName::EventDrop);
    let ticket = stage.market(Side::Sell);
    let id = stage.place(ticket);
    stage.until("in doubt", secs(12), |stage| stage.is(&id, OrderStatus::Unknown));
    stage.world.heal();
    stage.until("proven absent", secs(60), |stage| stage.is(&id, OrderStatus::Rejected));
    assert!(stage.order(&id).unwrap().venue_order_id.is_none(), "no other order's number was taken for it");
    stage.settled(secs(75));
}

/// Just after a fill an order is in neither list: it is asked for by its name, and never taken for one that was not placed.
#[test]
fn an_order_in_neither_list_is_not_taken_for_absent() {
    for seed in 0..count("LOST_SEEDS", 4) {
        let mut stage = Stage::at(Venue::Delta, seed);
        stage.fault(FaultName::ReplyLost);
        stage.fault(FaultName::EventDrop);
        let ticket = stage.market(Side::Buy);
        let id = stage.place(ticket);
        stage.until("in doubt", secs(12), |stage| stage.is(&id, OrderStatus::Unknown));
        stage.world.heal();
        stage.until("found", secs(10), |stage| stage.is(&id, OrderStatus::Filled));
        assert_eq!(stage.sent(&id), 1);
        stage.settled(secs(75));
    }
}

/// The venue's own figure of an option's profit has lost its sign: it is never taken over.
#[test]
fn the_venue_s_profit_of_an_option_is_not_believed() {
    let option = symbols_of(Venue::Delta).into_iter().find(|spec| spec.name.starts_with("C-")).unwrap();
    let mut stage = Stage::begun(Venue::Delta, &setup_at(Venue::Delta, 12, Way::Http, &[&option.name]));
    stage.world.meddle(Meddler::new(|said| {
        if said.to.contains("/v2/positions/margined") {
            let mut answer: serde_json::Value = serde_json::from_str(&said.text).unwrap();
            for row in answer["result"].as_array_mut().unwrap() {
                row["unrealized_pnl"] = json!("123456.789");
            }
            said.text = answer.to_string();
        }
        true
    }));
    let name = stage.first().symbol().to_owned();
    let ticket = stage.ticket(&name, OrderType::Market, Side::Sell, 0);
    stage.placed(ticket);
    stage.run(secs(75));
    let position = stage.world.gateway().account().state().position(&stage.first(), PositionSide::Both).unwrap().clone();
    assert!(position.qty.value().is_sign_negative() && !position.qty.is_zero());
    assert_eq!(position.unrealized_pnl, None, "what is shown is reckoned from entry and mark");
    stage.world.heal();
    stage.settled(secs(75));
}
