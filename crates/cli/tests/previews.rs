//! Is the liquidation price of a preview the one that the venue has after the fill?

mod harness;
mod processes;
mod program;

use std::time::Instant;

use harness::PATIENCE;
use processes::{Gateway, Place, Venue};
use serde_json::{Value, json};
use twinline_model::{Price, Qty};

const BTC: &str = "binance:BTCUSDT";
const ETH: &str = "binance:ETHUSDT";
/// Levels of each side that are compared before an order: more than any order here takes.
const DEEP: usize = 15;

struct Desk {
    venue: Venue,
    gateway: Gateway,
    _place: Place,
}

/// A price to the tick of the two instruments, which are quoted to one place and two.
fn ticks(instrument: &str, price: &Value) -> Option<String> {
    let price = Price::parse(price.as_str()?).unwrap().value();
    Some(price.round_dp(if instrument == BTC { 1 } else { 2 }).normalize().to_string())
}

impl Desk {
    async fn open(name: &str, seed: u64) -> Self {
        let venue = Venue::start(seed, &[]);
        let place = Place::new(name, &venue);
        let gateway = place.up();
        gateway.door.live().await;
        gateway.door.marked(BTC).await;
        Self { venue, gateway, _place: place }
    }

    /// Lets the market rest once its book is live: what moves between preview and order would make another price.
    async fn hold(&self) {
        let begun = Instant::now();
        while self.send("POST", "/orders/preview", Self::order(BTC, "buy", "0.3")).await["needs"] != json!([]) {
            assert!(begun.elapsed() < PATIENCE, "never priced");
        }
        self.venue.pull("hold", json!({"symbol": "BTCUSDT", "held": true})).await;
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Value {
        let told = self.gateway.door.send(method, &format!("/accounts/main{path}"), &body, "").await;
        assert!(told.0 < 300, "{method} {path} {body}: {told:?}");
        told.1
    }

    fn order(instrument: &str, side: &str, qty: &str) -> Value {
        json!({"instrument": instrument, "side": side, "type": "market", "qty": qty})
    }

    /// The venue's own position of an instrument, once its size is this.
    async fn position(&self, instrument: &str, amount: &str) -> Value {
        let (symbol, begun) = (instrument.split_once(':').unwrap().1, Instant::now());
        loop {
            let truth = self.venue.truth().await;
            let found = truth["positions"].as_array().unwrap().iter().find(|row| row["symbol"] == symbol).cloned();
            let is = found.as_ref().map_or("0", |row| row["amount"].as_str().unwrap());
            if Qty::parse(is) == Qty::parse(amount) {
                return found.unwrap_or_default();
            }
            assert!(begun.elapsed() < PATIENCE, "never {amount}: {found:?}");
            tokio::task::yield_now().await;
        }
    }

    async fn known(&self, instrument: &str, amount: &str) {
        let is = |page: &Value| {
            let row = page["data"].as_array().unwrap().iter().find(|row| row["instrument"] == instrument);
            Qty::parse(row.map_or("0", |row| row["qty"].as_str().unwrap())) == Qty::parse(amount)
        };
        self.gateway.door.until("the gateway knows the position", "/accounts/main/positions", is).await;
    }

    /// Waits until the gateway's book of a market that rests is the venue's own.
    async fn seen(&self, instrument: &str) {
        let symbol = instrument.split_once(':').unwrap().1;
        let truth = self.venue.book(symbol).await;
        let level = |row: &Value| (Price::parse(row[0].as_str().unwrap()), Qty::parse(row[1].as_str().unwrap()));
        let same = |side: &str, book: &Value| {
            let (here, there) = (book[side].as_array(), truth[side].as_array().unwrap());
            here.is_some_and(|here| {
                here.len() >= DEEP && here.iter().zip(there).take(DEEP).all(|(here, there)| level(here) == level(there))
            })
        };
        let path = format!("/instruments/{instrument}/book?depth={DEEP}");
        self.gateway.door.until("the book is the venue's", &path, |book| same("bids", book) && same("asks", book)).await;
    }

    /// Previews and sends the same market order, then compares.
    async fn check(&self, instrument: &str, (before, side, qty, after): (&str, &str, &str, &str)) {
        self.known(instrument, before).await;
        self.seen(instrument).await;
        let order = Self::order(instrument, side, qty);
        let preview = self.send("POST", "/orders/preview", order.clone()).await;
        assert_eq!(preview["needs"], json!([]), "{preview}");
        let done = self.send("POST", "/orders", order).await;
        let position = self.position(instrument, after).await;
        // The venue writes five places of an average.
        let at = |row: &Value| Price::parse(row["average_price"].as_str().unwrap_or("0")).unwrap().value().round_dp(5);
        assert_eq!(at(&done), at(&preview), "{done} {preview}");
        let (said, is) = (ticks(instrument, &preview["liquidation_price"]), ticks(instrument, &position["liquidation_price"]));
        assert!(is.is_some(), "{position}");
        assert_eq!(said, is, "{side} {qty} from {before}: {preview} {position}");
        self.known(instrument, after).await;
    }

    async fn flat(&self, instrument: &str) {
        self.send("DELETE", &format!("/positions/{instrument}"), Value::Null).await;
        self.position(instrument, "0").await;
        self.known(instrument, "0").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_is_the_venue_s_after_the_fill_long_and_short_isolated_and_cross() {
    let desk = Desk::open("previews", 41).await;
    desk.hold().await;
    for mode in ["isolated", "cross"] {
        desk.send("PATCH", &format!("/positions/{BTC}"), json!({"margin_mode": mode})).await;
        desk.gateway
            .door
            .until("the mode is known", "/accounts/main/settings", |page| {
                let set = |row: &Value| row["setting"] == "margin_mode" && row["instrument"] == BTC && row["value"] == mode;
                page["data"].as_array().unwrap().iter().any(set)
            })
            .await;
        // Large enough for a cross position to have such a price, and for two tiers.
        desk.check(BTC, ("0", "buy", "0.3", "0.3")).await;
        desk.check(BTC, ("0.3", "buy", "0.1", "0.4")).await;
        desk.check(BTC, ("0.4", "sell", "0.15", "0.25")).await;
        desk.check(BTC, ("0.25", "sell", "0.5", "-0.25")).await;
        desk.check(BTC, ("-0.25", "sell", "0.1", "-0.35")).await;
        desk.flat(BTC).await;
        desk.check(BTC, ("0", "sell", "0.3", "-0.3")).await;
        desk.flat(BTC).await;
    }
    // What another cross position earns and needs counts; its mark price is held, so that both look at the same.
    desk.send("POST", "/orders", Desk::order(ETH, "buy", "2")).await;
    desk.position(ETH, "2").await;
    desk.known(ETH, "2").await;
    let held = desk.venue.price("ETHUSDT").await;
    desk.venue.pull("mark", json!({"symbol": "ETHUSDT", "price": held.to_string()})).await;
    desk.gateway
        .door
        .until("the mark is known", &format!("/instruments/{ETH}/ticker"), |ticker| {
            ticker["mark"]["mark"].as_str().is_some_and(|mark| Price::parse(mark) == Price::parse(&held.to_string()))
        })
        .await;
    desk.check(BTC, ("0", "buy", "0.2", "0.2")).await;
    // Closed: there is no such price, and nothing is missing for saying so.
    let closing = desk.send("POST", "/orders/preview", Desk::order(BTC, "sell", "0.2")).await;
    assert_eq!((&closing["liquidation_price"], &closing["needs"]), (&Value::Null, &json!([])), "{closing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_cannot_be_known_is_named_with_what_is_missing() {
    let desk = Desk::open("unpreviewed", 42).await;
    desk.venue.pull("faults", json!({"name": "rest-5xx", "channel": "GET /fapi/v1/leverageBracket"})).await;
    let preview = desk.send("POST", "/orders/preview", Desk::order(BTC, "buy", "0.01")).await;
    let needs = preview["needs"].as_array().unwrap();
    assert_eq!(preview["liquidation_price"], Value::Null);
    assert!(
        needs.iter().any(|need| need["figure"] == "liquidation_price" && need["needs"].as_str().unwrap().contains("brackets")),
        "{preview}"
    );
    // Asked again once the venue answers.
    desk.venue.heal().await;
    let preview = desk.send("POST", "/orders/preview", Desk::order(BTC, "buy", "0.2")).await;
    assert_eq!(preview["needs"], json!([]), "{preview}");
}
