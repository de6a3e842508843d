//! The older doors, against a gateway and a simulated venue: what is pushed, what one call does, and that nothing stale is shown
//! as if it were current.

mod harness;
mod processes;
mod program;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt;
use harness::{PATIENCE, Socket};
use processes::{Door, Place, Told, Venue, ask};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use twinline_model::Notional;

const ONE: &str = "binance:BTCUSDT";

/// An older dashboard: the last message of each kind, and how the connection ended.
struct Dashboard {
    socket: Socket,
    shown: BTreeMap<String, Value>,
    closed: Option<u16>,
}

impl Dashboard {
    async fn open(door: &Door) -> Self {
        let mut request = format!("ws://{}/ws/live-dashboard", door.address).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {}", door.token).parse().unwrap());
        let (socket, _) = connect_async(request).await.unwrap();
        Self { socket, shown: BTreeMap::new(), closed: None }
    }

    async fn next(&mut self) {
        match tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("it goes on talking") {
            Some(Ok(Message::Text(text))) => {
                let message: Value = serde_json::from_str(&text).unwrap();
                let kind = message["type"].as_str().unwrap().to_owned();
                assert!(message["timestamp"].is_i64(), "{message}");
                self.shown.insert(kind, message);
            }
            Some(Ok(Message::Close(frame))) => self.closed = Some(frame.map_or(0, |frame| frame.code.into())),
            Some(Ok(_)) => {}
            None | Some(Err(_)) => self.closed = self.closed.or(Some(0)),
        }
    }

    async fn until(&mut self, what: &str, so: impl Fn(&Self) -> bool) {
        let begun = std::time::Instant::now();
        while !so(self) {
            assert!(begun.elapsed() < PATIENCE && self.closed.is_none(), "{what}: {:?} {:#?}", self.closed, self.shown);
            self.next().await;
        }
    }

    fn data(&self, kind: &str) -> &Value {
        &self.shown[kind]["data"]
    }

    fn position(&self) -> Option<&Value> {
        self.data("positions").as_array().unwrap().iter().find(|held| held["symbol"] == "BTCUSDT")
    }

    fn has_all(&self) -> bool {
        ["connected", "balance", "positions", "orders"].iter().all(|kind| self.shown.contains_key(*kind))
    }
}

async fn trade(door: &Door, body: &Value, head: &str) -> (u16, Value) {
    let head = format!("authorization: Bearer {}\r\n{head}", door.token);
    match ask(door.address, "POST", "/api/manual-trade-ws", &head, &body.to_string()).await {
        Told::Answer(status, value) => (status, value),
        other => panic!("{other:?}"),
    }
}

fn number(value: &Value) -> Notional {
    assert!(value.is_number(), "not a number: {value}");
    Notional::parse(&value.to_string()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn exact(text: &str) -> Notional {
    Notional::parse(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_pushed_and_one_call_is_one_order() {
    let venue = Venue::start(31, &[]);
    let place = Place::new("older-doors", &venue);
    let gateway = place.up();
    let door = &gateway.door;
    door.live().await;
    door.marked(ONE).await;
    let mut page = Dashboard::open(door).await;
    page.until("all three", Dashboard::has_all).await;
    assert_eq!((&page.shown["connected"]["account"], page.shown["positions"]["count"].as_u64()), (&json!("main"), Some(0)));
    let money = page.data("balance").clone();
    assert_eq!(money["asset"], "USDT");
    assert_eq!(number(&money["net_balance"]), number(&money["wallet_balance"]), "nothing is open");

    let seen = venue.price("BTCUSDT").await;
    let call = json!({
        "symbol": "BTCUSDT", "side": "long", "size": 0.0039, "leverage": 7, "entry_price": seen, "stop_loss_pct": 2, "take_profit_pct": 3,
        "allow_live": true, "idempotency_key": "click-1",
    });
    let both = tokio::join!(trade(door, &call, ""), trade(door, &call, "idempotency-key: click-1\r\n"));
    for (status, answer) in [&both.0, &both.1] {
        assert_eq!((*status, &answer["success"]), (200, &json!(true)), "{answer}");
        assert_eq!((number(&answer["size"]), answer["route"].as_str()), (exact("0.003"), Some("ws")), "cut to whole lots: {answer}");
    }
    assert_eq!(both.0.1["order_id"], both.1.1["order_id"], "a double click");
    let (status, said) = trade(door, &json!({"symbol": "BTCUSDT", "side": "short", "size": 0.002, "idempotency_key": "click-1"}), "").await;
    assert_eq!((status, &said["code"]), (409, &json!("idempotency_key_reused")), "{said}");

    page.until("protected", |page| {
        page.position().is_some_and(|held| !held["stop_loss"].is_null() && !held["take_profit"].is_null() && held["leverage"] == 7)
    })
    .await;
    let held = page.position().unwrap().clone();
    assert_eq!((&held["side"], number(&held["size"]), &held["position_id"]), (&json!("long"), exact("0.003"), &json!("BTCUSDT_LONG")));
    assert_eq!((&held["stop_loss"], &held["take_profit"]), (&both.0.1["stop_loss"], &both.0.1["take_profit"]));
    page.until("fees are told, and not taken off twice", |page| number(&page.data("balance")["total_fees_paid"]) > Notional::ZERO).await;
    let money = page.data("balance");
    let net = number(&money["wallet_balance"]).value() + number(&money["unrealized_pnl"]).value();
    assert_eq!(number(&money["net_balance"]).value(), net, "{money}");
    let bought: Vec<Value> =
        venue.truth().await["orders"].as_array().unwrap().iter().filter(|order| order["type"] == "MARKET").cloned().collect();
    assert_eq!(bought.len(), 1, "{bought:?}");

    for (changes, status, code, field) in [
        (json!({"entry_price": seen * 2}), 422, "unprocessable", "entry_price"),
        (json!({"size": 0.0001}), 422, "unprocessable", "size"),
        (json!({"stop_loss_pct": 100}), 422, "unprocessable", "stop_loss_pct"),
        (json!({"stop_loss_pc": 1}), 400, "bad_request", "stop_loss_pc"),
        (json!({"size": "much"}), 400, "bad_request", "size"),
        (json!({"account": "nobody"}), 404, "unknown_account", ""),
        (json!({"client_order_id": both.0.1["order_id"]}), 409, "duplicate_client_order_id", "client_order_id"),
    ] {
        let mut wrong = call.as_object().unwrap().clone();
        wrong.remove("idempotency_key");
        wrong.extend(changes.as_object().unwrap().clone());
        let (got, said) = trade(door, &Value::Object(wrong), "").await;
        assert_eq!((got, said["code"].as_str()), (status, Some(code)), "{changes}: {said}");
        assert!(field.is_empty() || said["field"] == field, "{changes}: {said}");
    }
    let after = venue.truth().await["orders"].as_array().unwrap().iter().filter(|order| order["type"] == "MARKET").count();
    assert_eq!(after, 1, "nothing of that left");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stale_is_said_to_be_and_ends_when_it_is_over() {
    let venue = Venue::start(32, &[]);
    let place = Place::new("older-stale", &venue);
    let gateway = place.up();
    gateway.door.live().await;
    let mut page = Dashboard::open(&gateway.door).await;
    page.until("all three", Dashboard::has_all).await;
    page.until("live", |page| page.shown["orders"]["freshness"] == "live").await;
    for fault in ["ws-refuse", "ws-cut", "rest-5xx"] {
        // Without a rate all sockets are cut, quiet ones among them.
        venue.pull("faults", json!({"name": fault})).await;
    }
    page.until("said to be stale", |page| page.shown.contains_key("error")).await;
    for kind in ["balance", "positions", "orders"] {
        let freshness = page.shown[kind]["freshness"].as_str().unwrap();
        assert!(matches!(freshness, "stale" | "down") && page.shown[kind]["reason"].is_string(), "{kind}: {:?}", page.shown[kind]);
    }
    venue.heal().await;
    let begun = std::time::Instant::now();
    while page.closed.is_none() {
        assert!(begun.elapsed() < PATIENCE + Duration::from_secs(30));
        page.next().await;
    }
    assert_eq!(page.closed, Some(1012), "known programs connect anew");
    let mut page = Dashboard::open(&gateway.door).await;
    page.until("all three", Dashboard::has_all).await;
    assert!(!page.shown.contains_key("error"), "{:?}", page.shown);
}
