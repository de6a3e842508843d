//! The gateway is killed at each point of a bracket, over real sockets: every leg is accounted for, and what is held is
//! protected again.

mod harness;
mod processes;
mod program;

use std::time::{Duration, Instant};

use processes::{ACCOUNT, Books, Door, Place, Venue, differences};
use serde_json::{Value, json};
use twinline_model::Qty;

const ONE: &str = "binance:BTCUSDT";
/// Longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// When the gateway is killed, by what the venue has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// The wish is on its way to the gateway.
    Asked,
    /// The venue has the entry.
    Entered,
    /// The entry is filled.
    Filled,
    /// The venue has one leg.
    OneLeg,
    /// It has both.
    BothLegs,
    /// A leg is moved: the old order is canceled.
    OldLegGone,
    /// The new one stands.
    NewLeg,
    /// The bracket is ended: one leg is canceled.
    Ending,
}

const POINTS: [Point; 8] =
    [Point::Asked, Point::Entered, Point::Filled, Point::OneLeg, Point::BothLegs, Point::OldLegGone, Point::NewLeg, Point::Ending];

fn rows<'a>(truth: &'a Value, name: &str) -> Vec<&'a Value> {
    truth[name].as_array().into_iter().flatten().collect()
}

/// Orders of a bracket's legs at the venue, in a state.
fn legs(truth: &Value, bracket: &str, status: &str) -> usize {
    let of =
        |row: &&&Value| row["client_algo_id"].as_str().is_some_and(|id| id.starts_with(&format!("{bracket}-"))) && row["status"] == status;
    rows(truth, "algo_orders").iter().filter(of).count()
}

fn reached(point: Point, truth: &Value, bracket: &str) -> bool {
    let entry = rows(truth, "orders").into_iter().find(|row| row["client_order_id"] == bracket);
    match point {
        Point::Asked => true,
        Point::Entered => entry.is_some(),
        Point::Filled => entry.is_some_and(|row| row["status"] == "FILLED"),
        Point::OneLeg => legs(truth, bracket, "NEW") >= 1,
        Point::BothLegs => legs(truth, bracket, "NEW") >= 2,
        Point::OldLegGone | Point::Ending => legs(truth, bracket, "CANCELED") >= 1,
        Point::NewLeg => legs(truth, bracket, "CANCELED") >= 1 && legs(truth, bracket, "NEW") >= 2,
    }
}

async fn watch(venue: &Venue, what: &str, so: impl Fn(&Value) -> bool) {
    let begun = Instant::now();
    while !so(&venue.truth().await) {
        assert!(begun.elapsed() < PATIENCE, "{what}");
    }
}

fn wish(name: &str, price: u64) -> Value {
    json!({
        "entry": {"instrument": ONE, "side": "buy", "type": "market", "qty": "0.003", "client_order_id": name},
        "stop_loss": {"trigger_price": (price * 9 / 10).to_string()},
        "take_profit": {"trigger_price": (price * 11 / 10).to_string()},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_killed_in_a_bracket_accounts_for_every_leg() {
    let venue = Venue::start(3, &["--latency-ms", "8"]);
    let place = Place::new("bracket-kills", &venue);
    let mut gateway = place.up();
    for (number, point) in POINTS.into_iter().enumerate() {
        gateway.door.live().await;
        gateway.door.marked(ONE).await;
        let (name, price) = (format!("bk-{number}"), venue.price("BTCUSDT").await);
        let late = matches!(point, Point::OldLegGone | Point::NewLeg | Point::Ending);
        if late {
            let (status, answer) = gateway.door.send("POST", &brackets(), &wish(&name, price), "").await;
            assert_eq!(status, 201, "{answer}");
            watch(&venue, "both legs", |truth| legs(truth, &name, "NEW") == 2).await;
        }
        let (door, asked) = (gateway.door.clone(), asked(point, &name, price));
        let asking = tokio::spawn(async move { door.try_send(asked.0, &asked.1, &asked.2, "").await });
        watch(&venue, "the point", |truth| reached(point, truth, &name)).await;
        tokio::task::block_in_place(|| gateway.kill());
        drop(asking.await);
        gateway = place.up();
        gateway.door.live().await;
        accounted(&venue, &gateway.door, &name, point, &place).await;
        cleared(&venue, &gateway.door, &name).await;
    }
}

fn brackets() -> String {
    format!("/accounts/{ACCOUNT}/brackets")
}

/// What somebody asks for when the gateway is killed.
fn asked(point: Point, name: &str, price: u64) -> (&'static str, String, Value) {
    match point {
        Point::OldLegGone | Point::NewLeg => {
            let lower = json!({"stop_loss": {"trigger_price": (price * 8 / 10).to_string()}});
            ("PATCH", format!("{}/{name}", brackets()), lower)
        }
        Point::Ending => ("DELETE", format!("{}/{name}", brackets()), Value::Null),
        _ => ("POST", brackets(), wish(name, price)),
    }
}

/// Either nothing left, or: what is held is protected by exactly as much, each leg's order is known on both sides, and none
/// was sent twice.
async fn accounted(venue: &Venue, door: &Door, name: &str, point: Point, place: &Place) {
    let begun = Instant::now();
    loop {
        let page = door.get(&format!("{}?status=all", brackets())).await;
        let row = page["data"].as_array().unwrap().iter().find(|row| row["bracket_id"] == name).cloned();
        let truth = venue.truth().await;
        let problem = match &row {
            None => (legs(&truth, name, "NEW") > 0 || rows(&truth, "orders").iter().any(|row| row["client_order_id"] == name))
                .then(|| "the venue has what nobody knows of".to_owned()),
            Some(row) => unsettled(row, &truth, name),
        };
        let different = differences(&Books::read(door, ACCOUNT).await, &truth);
        if problem.is_none() && different.is_empty() {
            println!(
                "{point:?}: {} after {} ms",
                row.map_or_else(|| "nothing".to_owned(), |row| row["state"].to_string()),
                begun.elapsed().as_millis()
            );
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{point:?}: {problem:?} {different:?} {row:?}\n{}", place.said());
    }
}

fn unsettled(row: &Value, truth: &Value, name: &str) -> Option<String> {
    let state = row["state"].as_str().unwrap_or_default();
    let open = legs(truth, name, "NEW");
    let mut ids: Vec<&str> = rows(truth, "algo_orders").iter().filter_map(|row| row["client_algo_id"].as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "sent twice: {ids:?}");
    match state {
        "protected" if open == 2 => uncovered(truth, name),
        "done" | "refused" if open == 0 => None,
        _ => Some(format!("{state} with {open} legs at the venue")),
    }
}

/// A leg that would end another quantity than is held.
fn uncovered(truth: &Value, name: &str) -> Option<String> {
    let amount = |row: &Value, field: &str| Qty::parse(row[field].as_str().unwrap_or_default()).map(|qty| qty.value().abs());
    let position = rows(truth, "positions").into_iter().find(|row| row["symbol"] == "BTCUSDT");
    let held = position.and_then(|row| amount(row, "amount").ok()).unwrap_or_default();
    let of = |row: &&Value| row["client_algo_id"].as_str().is_some_and(|id| id.starts_with(&format!("{name}-"))) && row["status"] == "NEW";
    let wrong = rows(truth, "algo_orders").into_iter().filter(of).find(|row| amount(row, "quantity").ok() != Some(held));
    wrong.map(|row| format!("{held} is held, and a leg is {row}"))
}

/// Everything of this round ends before the next. What the commands answer does not matter, for much may have ended before:
/// the venue's books are looked at.
async fn cleared(venue: &Venue, door: &Door, name: &str) {
    door.send("DELETE", &format!("{}/{name}", brackets()), &Value::Null, "").await;
    watch(venue, "no legs", |truth| legs(truth, name, "NEW") == 0).await;
    door.send("DELETE", &format!("/accounts/{ACCOUNT}/positions/{ONE}"), &Value::Null, "").await;
    watch(venue, "flat", |truth| {
        rows(truth, "positions")
            .iter()
            .all(|row| row["amount"].as_str().is_none_or(|qty| qty.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'))))
    })
    .await;
    door.until("no bracket", &brackets(), |page| page["data"].as_array().is_some_and(Vec::is_empty)).await;
}
