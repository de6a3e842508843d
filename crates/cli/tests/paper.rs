//! Play money through the same doors as real money, over the real program: traded, refused, killed and begun again.

mod harness;
mod processes;
mod program;

use std::collections::BTreeMap;

use processes::{Door, Gateway, Place};
use serde_json::{Value, json};

const ONE: &str = "binance:BTCUSDT";

/// A gateway that nobody has configured.
async fn begun(name: &str) -> (Place, Gateway) {
    let place = Place::bare(name);
    let gateway = place.up();
    gateway.door.live().await;
    gateway.door.marked(ONE).await;
    (place, gateway)
}

fn order(side: &str, kind: &str, qty: &str) -> Value {
    json!({"instrument": ONE, "side": side, "type": kind, "qty": qty})
}

/// A price below the market, so that a bid there rests.
async fn low(door: &Door) -> String {
    let mark = door.get(&format!("/instruments/{ONE}/ticker")).await["mark"]["mark"].as_str().unwrap().to_owned();
    let whole: u64 = mark.split('.').next().unwrap().parse().unwrap();
    format!("{}.0", whole * 98 / 100)
}

async fn placed(door: &Door, order: &Value) -> Value {
    let (status, placed) = door.send("POST", "/accounts/paper/orders", order, "").await;
    assert_eq!(status, 201, "{order}: {placed}");
    placed
}

async fn filled(door: &Door, placed: &Value) -> Value {
    let path = format!("/accounts/paper/orders/{}", placed["order_id"].as_str().unwrap());
    door.until("it is filled", &path, |order| order["status"] == "filled").await
}

async fn wallet(door: &Door) -> String {
    let page = door.get("/accounts/paper/balances").await;
    page["data"].as_array().unwrap().iter().find(|row| row["asset"] == "USDT").unwrap()["wallet"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_configuration_there_is_a_funded_account_that_trades() {
    let (place, gateway) = begun("paper-first").await;
    let door = &gateway.door;
    let account = door.get("/accounts").await["data"][0].clone();
    assert_eq!((&account["account"], &account["venue"], &account["money"]), (&json!("paper"), &json!("paper"), &json!("PAPER")));
    assert_eq!(wallet(door).await.parse::<f64>().unwrap(), 100_000.0);

    let (status, preview) = door.send("POST", "/accounts/paper/orders/preview", &order("buy", "market", "0.01"), "").await;
    assert_eq!((status, &preview["sound"]), (200, &json!(true)), "{preview}");
    let bought = filled(door, &placed(door, &order("buy", "market", "0.01")).await).await;
    assert_eq!(bought["executed_qty"], "0.010", "{bought}");
    door.until("it is held", "/accounts/paper/positions", |page| page["data"][0]["qty"] == "0.010").await;
    let fills = door.until("its fee is known", "/accounts/paper/fills", |page| page["data"][0]["fee"].is_string()).await;
    assert_eq!(fills["data"][0]["instrument"], ONE, "{fills}");

    let mut rests = order("buy", "limit", "0.02");
    rests["price"] = low(door).await.into();
    let resting = placed(door, &rests).await;
    assert_eq!(resting["status"], "open", "{resting}");
    let path = format!("/accounts/paper/orders/{}", resting["order_id"].as_str().unwrap());
    let (status, edited) = door.send("PATCH", &path, &json!({"qty": "0.03"}), "").await;
    assert_eq!((status, &edited["qty"]), (200, &json!("0.030")), "{edited}");
    let (status, ended) = door.send("DELETE", &path, &Value::Null, "").await;
    assert!(status == 200 || status == 202, "{ended}");
    door.until("it is canceled", &path, |order| order["status"] == "canceled").await;
    assert!(door.get(&format!("{path}/why")).await["data"].as_array().unwrap().len() >= 3);

    let protect = json!({"protect": {"instrument": ONE}, "stop_loss": {"trigger_price": low(door).await}});
    let (status, answer) = door.send("POST", "/accounts/paper/brackets", &protect, "").await;
    assert_eq!(status, 201, "{answer}");
    let path = format!("/accounts/paper/brackets/{}", answer["bracket"]["bracket_id"].as_str().unwrap());
    door.until("it is protected", &path, |row| row["state"] == "protected").await;

    let (status, closed) = door.send("DELETE", &format!("/accounts/paper/positions/{ONE}"), &Value::Null, "").await;
    assert_eq!(status, 200, "{closed}");
    door.until("it is flat", "/accounts/paper/positions", |page| page["data"].as_array().is_some_and(Vec::is_empty)).await;
    let (status, reconciled) = door.send("POST", "/accounts/paper/reconcile", &Value::Null, "").await;
    assert_eq!((status, &reconciled["data"]), (200, &json!([])), "{reconciled}");
    gateway.stop();
    drop(place);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_opened_funded_frozen_and_begin_anew() {
    let (place, gateway) = begun("paper-money").await;
    let door = &gateway.door;
    let second = json!({"account": "second", "deposits": [{"asset": "USDT", "amount": "500"}]});
    let (status, opened) = door.send("POST", "/accounts", &second, "").await;
    assert_eq!((status, &opened["balances"][0]["wallet"]), (201, &json!("500")), "{opened}");
    assert_eq!(door.send("POST", "/accounts", &second, "").await.0, 422);
    let (status, more) = door.send("POST", "/accounts/second/deposit", &json!({"asset": "USDT", "amount": "0.5"}), "").await;
    assert_eq!((status, &more["balances"][0]["wallet"]), (200, &json!("500.5")), "{more}");
    for amount in ["0", "-1", "0.000000001"] {
        let (status, refused) = door.send("POST", "/accounts/second/deposit", &json!({"asset": "USDT", "amount": amount}), "").await;
        assert_eq!((status, &refused["venue_code"]), (422, &json!("BAD_AMOUNT")), "{amount}: {refused}");
    }
    assert_eq!(door.get("/accounts/second/balances").await["data"][0]["wallet"], "500.5");

    // More than it has; then nothing at all, because it is frozen. Neither moves anything.
    let before = door.get("/accounts/second/balances").await;
    let (status, refused) = door.send("POST", "/accounts/second/orders", &order("buy", "market", "5"), "").await;
    assert_eq!((status, &refused["venue_code"]), (422, &json!("INSUFFICIENT_MARGIN")), "{refused}");
    assert_eq!(door.send("POST", "/accounts/second/freeze", &json!({"frozen": true}), "").await.0, 200);
    let (status, refused) = door.send("POST", "/accounts/second/orders", &order("buy", "market", "0.002"), "").await;
    assert_eq!(status, 422, "{refused}");
    assert_eq!(door.send("POST", "/accounts/second/freeze", &json!({"frozen": false}), "").await.0, 200);
    let after = door.get("/accounts/second/balances").await;
    assert_eq!(before["data"][0]["available"], after["data"][0]["available"]);

    // What was opened is there in the next life, and begins anew when it is told to.
    gateway.kill();
    let gateway = place.up();
    let door = &gateway.door;
    door.until("both live", "/accounts", |page| {
        let rows = page["data"].as_array().unwrap();
        rows.len() == 2 && rows.iter().all(|row| row["freshness"] == "live")
    })
    .await;
    assert_eq!(door.get("/accounts/second/balances").await["data"][0]["wallet"], "500.5");
    let (status, reset) = door.send("POST", "/accounts/second/reset", &json!({}), "").await;
    assert_eq!((status, &reset["balances"][0]["wallet"]), (200, &json!("100000")), "{reset}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_any_two_orders_it_is_what_its_events_say() {
    let lives = processes::count("PAPER_KILLS", 2);
    let (place, mut gateway) = begun("paper-kills").await;
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for life in 0..lives {
        let door = gateway.door.clone();
        let traders: Vec<_> = (0..4).map(|who| tokio::spawn(trade(door.clone(), life, who))).collect();
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        gateway.kill();
        for trader in traders {
            told.extend(trader.await.unwrap());
        }
        gateway = place.up();
        gateway.door.live().await;
        gateway.door.marked(ONE).await;
        agrees(&gateway.door, &told).await;
    }
    assert!(told.len() > 8, "{told:?}");
}

/// Trades until the gateway is gone; every order that it was told of, and how it stood.
async fn trade(door: Door, life: u64, who: u64) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for turn in 0..200 {
        let name = format!("k-{life}-{who}-{turn}");
        let side = if turn % 2 == 0 { "buy" } else { "sell" };
        let mut wanted = order(side, "market", "0.002");
        wanted["client_order_id"] = name.clone().into();
        match door.try_send("POST", "/accounts/paper/orders", &wanted, "").await {
            processes::Told::Answer(201, placed) => drop(told.insert(name, placed["status"].as_str().unwrap().to_owned())),
            processes::Told::Answer(..) => {}
            _ => break,
        }
    }
    told
}

/// The house, the account's state and the account's events say the same.
async fn agrees(door: &Door, told: &BTreeMap<String, String>) {
    // Orders that were on their way end within their patience.
    door.until("nothing is open", "/accounts/paper/orders?status=open", |page| page["data"].as_array().is_some_and(Vec::is_empty)).await;
    let (status, reconciled) = door.send("POST", "/accounts/paper/reconcile", &Value::Null, "").await;
    assert_eq!((status, &reconciled["data"]), (200, &json!([])), "{reconciled}");
    let orders = door.all("/accounts/paper/orders?status=all").await;
    for name in told.keys() {
        assert_eq!(orders.iter().filter(|order| order["order_id"] == **name).count(), 1, "{name}");
    }
    let (mut after, mut known, mut seq) = (String::new(), BTreeMap::new(), 0);
    loop {
        let page = door.get(&format!("/events?account=paper&limit=1000{after}")).await;
        for row in page["data"].as_array().unwrap() {
            assert_eq!(row["seq"].as_u64().unwrap(), seq + 1, "{row}");
            seq += 1;
            if let Some(order) = row["data"].get("order").filter(|order| order.is_object()) {
                known.insert(order["order_id"].as_str().unwrap().to_owned(), order.clone());
            }
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    for order in &orders {
        let event = &known[order["order_id"].as_str().unwrap()];
        assert_eq!((&event["status"], &event["executed_qty"]), (&order["status"], &order["executed_qty"]), "{order}");
    }
}
