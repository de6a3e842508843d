//! What has left memory and is told of again: the journal says that it is an old story.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use twinline_core::account::{AccountEvent, Bounds, Past};
use twinline_model::{ClientOrderId, OrderStatus, Qty, Side, TradeId};
use twinline_sim::FaultName;
use twinline_venue::account::History;

use crate::stage::{Stage, WAYS, ms, secs};

const KEPT: Bounds = Bounds { final_orders: 8, fills: 8, transactions: 8 };

/// How often the history tells of the beginning of each order and of each fill.
fn told(stage: &Stage) -> (BTreeMap<ClientOrderId, usize>, BTreeMap<TradeId, usize>) {
    let (mut orders, mut fills) = (BTreeMap::new(), BTreeMap::new());
    for envelope in stage.world.gateway().journal() {
        match &envelope.event {
            AccountEvent::OrderPlaced { order } => *orders.entry(order.id.clone()).or_default() += 1,
            AccountEvent::Fill { fill, .. } => *fills.entry(fill.trade_id.clone()).or_default() += 1,
            _ => {}
        }
    }
    (orders, fills)
}

/// Forty orders trade, all but eight leave memory; then the venue tells all of their fills once more, and of one that nobody knew.
#[test]
fn what_left_memory_is_recalled_and_what_is_new_is_taken() {
    for (seed, way) in (0..).zip(WAYS) {
        let mut stage = Stage::new(seed, way);
        stage.world.keep_within(KEPT);
        stage.world.kill(usize::MAX);
        stage.run(ms(1));
        stage.live();
        let mut sum = Decimal::ZERO;
        for at in 0..40 {
            let ticket = stage.market(if at % 4 == 3 { Side::Sell } else { Side::Buy });
            sum += ticket.qty.map_or(Decimal::ZERO, Qty::value) * Decimal::from(if at % 4 == 3 { -1 } else { 1 });
            let id = stage.place(ticket);
            stage.until("filled", secs(5), |stage| stage.is(&id, OrderStatus::Filled));
            stage.run(ms(300));
        }
        let (orders, fills) = told(&stage);
        let state = stage.world.gateway().account().state();
        assert!(state.has_forgotten_orders() && state.has_forgotten_fills(), "nothing has left memory");
        assert!(state.orders().count() <= KEPT.final_orders && state.fills().count() <= KEPT.fills);
        // One more trades at the venue, and the stream says nothing of it.
        stage.fault(FaultName::EventDrop);
        let name = stage.first().symbol().to_owned();
        stage.bought_at_the_venue(&name, "BUY", "30");
        stage.run(secs(1));
        stage.world.heal();
        let instrument = stage.first();
        let ask = 9_000_000;
        stage.world.command(twinline_core::account::Command::Fetch { ask, past: Past::Fills(instrument), history: History::default() });
        stage.until("fetched", secs(20), |stage| stage.world.answer_to(ask).is_some());
        stage.run(secs(60));
        assert_eq!(stage.world.gateway().account().asking(), Vec::<String>::new(), "nothing is left to look up");
        let (orders_now, fills_now) = told(&stage);
        let news: BTreeSet<_> = fills_now.keys().filter(|id| !fills.contains_key(*id)).collect();
        assert!(fills_now.values().chain(orders_now.values()).all(|times| *times == 1), "told twice: {fills_now:?} {orders_now:?}");
        assert_eq!(orders_now.len(), orders.len() + 1, "the venue's own order and no other");
        assert!(!news.is_empty());
        let truth: usize = stage.truth()["fills"].as_array().unwrap().len();
        assert_eq!(fills_now.len(), truth, "each fill of the venue once");
        let held = stage.world.gateway().account().state().positions().next().map(|held| held.qty.value());
        assert_eq!(held, Some(sum + Decimal::from(30)));
        assert_eq!(stage.world.gateway().rebuilt(), *stage.world.gateway().account().state());
    }
}
