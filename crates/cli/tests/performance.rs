//! What came of trading, held against what the simulated venues booked.

mod desk;
mod harness;

use desk::{Desk, ONE, OTHER};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_sim::Venue;

const QTY: [&str; 4] = ["0.010", "0.005", "0.008", "0.003"];

/// Buys, sells half, turns the rest round and closes it: what is left is profit and fees alone.
async fn round_and_round(desk: &Desk, one: &str, qty: [&str; 4]) {
    for (side, qty) in ["buy", "sell", "sell", "buy"].into_iter().zip(qty) {
        let (status, order) =
            desk.post("/accounts/demo/orders", &json!({"instrument": one, "side": side, "type": "market", "qty": qty}), "").await;
        assert_eq!(status, 201, "{order}");
        let path = format!("/accounts/demo/orders/{}", order["order_id"].as_str().unwrap());
        desk.until("it is filled", &path, |order| order["status"] == "filled").await;
    }
    desk.until("it is flat", "/accounts/demo/positions", |page| page["data"].as_array().unwrap().is_empty()).await;
}

fn number(value: &Value) -> Decimal {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).parse().unwrap()
}

async fn wallet(desk: &Desk, asset: &str) -> Decimal {
    let page = desk
        .until("there is a balance", "/accounts/demo/balances", |page| {
            page["data"].as_array().unwrap().iter().any(|row| row["asset"] == asset)
        })
        .await;
    number(&page["data"].as_array().unwrap().iter().find(|row| row["asset"] == asset).unwrap()["wallet"])
}

/// The net result is what the venue's own books say the wallet gained, whether the venue tells the profit of a fill or not.
async fn adds_up(venue: Venue, one: &'static str, asset: &str, seed: u64, rounded: Decimal) {
    let desk = Desk::start_at(venue, one, seed, &["demo"]).await;
    let before = wallet(&desk, asset).await;
    round_and_round(&desk, one, QTY).await;
    let settled = |page: &Value| page["assets"][0]["pending_fills"] == 0 && page["assets"][0]["trades"] == 2;
    let told = desk.until("all is known", "/accounts/demo/performance", settled).await;
    let row = &told["assets"][0];
    assert_eq!((&row["asset"], &told["complete"], &told["unplaced_fills"]), (&json!(asset), &json!(true), &json!(0)), "{told}");
    let net = number(&row["net_pnl"]);
    desk.until("the wallet follows", "/accounts/demo/balances", |page| {
        page["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|held| held["asset"] == asset && (number(&held["wallet"]) - before - net).abs() <= rounded)
    })
    .await;
    assert_eq!(number(&row["realized_pnl"]) - number(&row["fees"]) + number(&row["funding"]) + number(&row["other"]), net, "{row}");
    let curve = row["curve"].as_array().unwrap();
    assert_eq!(number(&curve.last().unwrap()["net_pnl"]), net, "{row}");
    assert!(number(&row["fees"]) > Decimal::ZERO && row["won"].as_u64().unwrap() + row["lost"].as_u64().unwrap() <= 2, "{row}");

    // Nothing was traded before it was traded.
    let (status, early) = desk.get("/accounts/demo/performance?to=2020-01-01T00:00:00Z").await;
    assert_eq!((status, &early["assets"]), (200, &json!([])), "{early}");
    assert_eq!(desk.get("/accounts/demo/performance?from=soon").await.0, 400);
    assert_eq!(desk.get("/accounts/nobody/performance").await.0, 404);
    let again = desk.restart().await.get("/accounts/demo/performance").await.1;
    assert_eq!(again["assets"], told["assets"], "a new start tells the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_what_the_wallet_gained_where_the_venue_tells_profits() {
    adds_up(Venue::Binance, ONE, "USDT", 51, Decimal::ZERO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_what_the_wallet_gained_where_profits_are_computed_here() {
    // This venue rounds its average price and each profit to eight places; the sum here is exact.
    adds_up(Venue::Delta, OTHER, "USD", 52, Decimal::new(1, 7)).await;
}
