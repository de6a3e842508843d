//! How many orders does the house take a second?
//!
//! The task that serves accounts, on a journal, without anything around it: requests as the link of an account brings them, each
//! order's record on the disk before it is answered. Every order trades, so that it costs its account fees, margin and a position.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use rust_decimal::Decimal;
use serde_json::json;
use tokio::sync::{mpsc, oneshot, watch};
use twinline_model::{BookLevels, Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Level, OrderLimits, Price, Qty};
use twinline_paper::Shown;
use twinline_runtime::{Asker, Local as _};
use twinline_store::Journal;
use twinline_venue::{Method, Request};

use super::desk::Desk;
use super::keep::{Keep, load};
use super::markets::Markets;
use super::{Due, House, MAX_INPUTS};
use crate::clock::now;
use crate::config::HouseSettings;
use crate::shelf::Shelf;
use crate::totals::Totals;

/// Accounts that trade in turn.
const ACCOUNTS: usize = 100;
/// So much is displayed at a price: more than all of them take.
const DISPLAYED: i64 = 1_000_000_000_000;

/// Places so many orders of accounts in turn on a house that begins on this journal, so many of them on their way at once, and says how
/// many were answered a second. An error if any is not taken.
pub async fn orders_a_second(journal: &Arc<dyn Journal>, orders: usize, at_once: usize) -> Result<f64, String> {
    let house = begin(journal)?;
    let (begun, mut waiting) = (Instant::now(), VecDeque::new());
    for nth in 0..orders {
        let (asker, answered) = Asker::pair();
        house.ask(request(nth), asker);
        waiting.push_back(answered);
        if waiting.len() >= at_once.clamp(1, MAX_INPUTS) {
            taken(waiting.pop_front()).await?;
        }
    }
    while let Some(answered) = waiting.pop_front() {
        taken(Some(answered)).await?;
    }
    let spent = begun.elapsed();
    house.stop();
    Ok(orders as f64 / spent.as_secs_f64())
}

async fn taken(answered: Option<oneshot::Receiver<(u16, Vec<u8>)>>) -> Result<(), String> {
    let Some(answered) = answered else { return Ok(()) };
    match answered.await {
        Ok((200, _)) => Ok(()),
        Ok((status, body)) => Err(format!("{status}: {}", String::from_utf8_lossy(&body))),
        Err(_) => Err("an order that is never answered".to_owned()),
    }
}

/// Bought and sold in turn, by each account.
fn request(nth: usize) -> Request {
    let side = if (nth / ACCOUNTS).is_multiple_of(2) { "buy" } else { "sell" };
    let ticket = json!({"client_order_id": format!("n-{nth}"), "instrument": coin(), "side": side, "type": "market", "qty": "0.010",
        "price": null, "trigger_price": null, "trailing_percent": null, "activation_price": null, "expires_at": null});
    let body = json!({"account": format!("a{}", nth % ACCOUNTS), "ask": {"Place": ticket}}).to_string().into_bytes();
    Request { method: Method::Post, url: String::new(), headers: Vec::new(), body }
}

/// A house with its accounts and its market.
fn begin(journal: &Arc<dyn Journal>) -> Result<House, String> {
    let settings = HouseSettings { latency_ms: 0, stale_ms: 60_000, ..HouseSettings::default() };
    let mut engine = load(&**journal, &settings)?;
    let mut keep = Keep::new(journal.clone());
    for nth in 0..ACCOUNTS {
        let events = engine.open(now(), &format!("a{nth}"), &settings.deposits).map_err(|no| no.to_string())?;
        keep.write_wait(&events)?;
    }
    engine.list_all([&instrument()], &settings.terms);
    let due = Due::load(&**journal)?;
    let shelf = Arc::new(Shelf::default());
    let (markets, seen) = Markets::new(BTreeMap::new(), shelf.clone());
    let mut desk = Desk::new(engine, settings, keep, markets, Arc::<Totals>::default(), due);
    desk.shown(&coin(), &Shown::Book(&book()));
    let (inputs, asked) = mpsc::channel(MAX_INPUTS);
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(desk.run(asked, seen, stopping));
    Ok(House { inputs, shelf, stop })
}

fn book() -> BookLevels {
    let level = |price| vec![Level { price, size: DISPLAYED }];
    BookLevels { price_scale: 1, size_scale: 3, bids: level(599_990), asks: level(600_000) }
}

pub(super) fn coin() -> InstrumentId {
    InstrumentId::new("elsewhere", "BTCUSDT").expect("a name")
}

/// A perpetual contract in 0.1 and 0.001.
pub(super) fn instrument() -> Instrument {
    Instrument {
        id: coin(),
        alias: "BTC/USDT:USDT".to_owned(),
        kind: InstrumentKind::Perpetual,
        base: "BTC".to_owned(),
        quote: "USDT".to_owned(),
        settle: "USDT".to_owned(),
        underlying: "BTC".to_owned(),
        status: InstrumentStatus::Trading,
        price_scale: 1,
        size_scale: 3,
        tick_size: Price::new(Decimal::new(1, 1)),
        lot_size: Qty::new(Decimal::new(1, 3)),
        limits: OrderLimits::default(),
        contract_size: Qty::new(Decimal::ONE),
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}
