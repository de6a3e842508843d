//! Play money and a venue's account: the same calls, and the same outcomes, events and codes for what both can do.

mod harness;
mod processes;
mod program;

use std::time::{Duration, Instant};

use processes::{ACCOUNT, Door, Place, Venue};
use serde_json::{Value, json};
use twinline_model::Notional;

const ONE: &str = "binance:BTCUSDT";

/// One deed: what it is called here, the order, and what else is asked for once it stands.
struct Deed {
    name: &'static str,
    order: Value,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    /// How it ends by itself, or that it was refused.
    Ends,
    /// It rests: it is changed where it can be, and canceled.
    Rests,
}

fn order(side: &str, kind: &str, qty: &str, more: Value) -> Value {
    let mut order = json!({"instrument": ONE, "side": side, "type": kind, "qty": qty});
    order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    order
}

/// What both can do, in this order: a position is opened on the way and closed at the end.
fn deeds(mark: u64) -> Vec<Deed> {
    let at = |percent: u64| format!("{}.0", mark * percent / 100);
    let deed = |name, order, then| Deed { name, order, then };
    vec![
        deed("a limit rests", order("buy", "limit", "0.02", json!({"price": at(98)})), Then::Rests),
        deed("a price between ticks", order("buy", "limit", "0.02", json!({"price": format!("{}.05", mark * 98 / 100)})), Then::Ends),
        deed("a part of a lot", order("buy", "limit", "0.0205", json!({"price": at(98)})), Then::Ends),
        deed("too little", order("buy", "limit", "0.001", json!({"price": "10.0"})), Then::Ends),
        deed("too far from the market", order("buy", "limit", "0.02", json!({"price": at(120)})), Then::Ends),
        deed("more than there is", order("buy", "market", "90", json!({})), Then::Ends),
        deed("nothing to reduce", order("sell", "market", "0.01", json!({"reduce_only": true})), Then::Ends),
        deed("post only that would take", order("buy", "limit", "0.02", json!({"price": at(102), "post_only": true})), Then::Ends),
        deed("at once or not at all", order("buy", "limit", "0.02", json!({"price": at(98), "time_in_force": "ioc"})), Then::Ends),
        deed("a market order", order("buy", "market", "0.01", json!({})), Then::Ends),
        deed("a limit that takes", order("buy", "limit", "0.01", json!({"price": at(102)})), Then::Ends),
        deed("a stop that waits", order("sell", "stop_market", "0.01", json!({"trigger_price": at(95), "reduce_only": true})), Then::Rests),
        deed(
            "a profit that waits",
            order("sell", "take_profit_market", "0.01", json!({"trigger_price": at(104), "reduce_only": true})),
            Then::Rests,
        ),
        deed("a stop that is passed", order("sell", "stop_market", "0.01", json!({"trigger_price": at(103)})), Then::Ends),
        deed("a part is sold", order("sell", "market", "0.005", json!({"reduce_only": true})), Then::Ends),
    ]
}

/// What is compared of an order.
fn shown(order: &Value) -> Value {
    // Places after the point are the venue's affair.
    let number = |name: &str| order[name].as_str().map(|text| Notional::parse(text).unwrap().value().normalize().to_string());
    json!([order["status"], number("executed_qty"), number("qty"), order["side"], order["type"], order["reduce_only"], order["post_only"]])
}

async fn settled(door: &Door, path: &str) -> Value {
    let begun = Instant::now();
    loop {
        let order = door.get(path).await;
        if ["filled", "canceled", "expired", "rejected"].iter().any(|word| order["status"] == *word) {
            return order;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "it never ended: {order}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Does it with an account; what came of it, in words that do not differ from run to run.
async fn done(door: &Door, account: &str, deed: &Deed) -> Value {
    let (status, placed) = door.send("POST", &format!("/accounts/{account}/orders"), &deed.order, "").await;
    if status >= 300 {
        return json!({"refused": [status, placed["code"], placed["retryable"], placed["outcome"], placed["field"]]});
    }
    let path = format!("/accounts/{account}/orders/{}", placed["order_id"].as_str().unwrap());
    let mut came = json!({"status": status, "accepted_by": placed["accepted_by"]});
    if matches!(deed.then, Then::Rests) {
        came["rests"] = shown(&placed);
        if deed.order["type"] == "limit" {
            let (status, edited) = door.send("PATCH", &path, &json!({"qty": "0.03"}), "").await;
            came["edited"] = json!([status, shown(&edited)]);
        }
        let (_, again) = door.send("POST", &format!("/accounts/{account}/orders"), &named(deed, &placed), "").await;
        came["same name"] = again["code"].clone();
        let (status, _) = door.send("DELETE", &path, &Value::Null, "").await;
        came["cancel"] = json!(status < 300);
    }
    came["end"] = shown(&settled(door, &path).await);
    came["cancel of what is over"] = {
        let (status, refused) = door.send("DELETE", &path, &Value::Null, "").await;
        json!([status, refused["code"]])
    };
    came
}

/// The same under the name of the order that is there already.
fn named(deed: &Deed, placed: &Value) -> Value {
    let mut order = deed.order.clone();
    order["client_order_id"] = placed["client_order_id"].clone();
    order
}

/// Names of the events of an account's orders, in their order, each once in a row: how often money or marks are told in between is the
/// venue's affair.
async fn events(door: &Door, account: &str) -> Vec<(String, String)> {
    let rows = door.get(&format!("/events?account={account}&limit=1000")).await;
    let mut named: Vec<(String, String)> = Vec::new();
    let (mut numbers, mut seq) = (std::collections::BTreeMap::new(), 0);
    for row in rows["data"].as_array().unwrap() {
        assert_eq!(row["seq"].as_u64().unwrap(), seq + 1, "{account}: {row}");
        seq += 1;
        let Some(order) = row["data"]["order"]["order_id"].as_str() else { continue };
        let next = numbers.len();
        let number = *numbers.entry(order.to_owned()).or_insert(next);
        let entry = (format!("order {number}"), row["data"]["event"].as_str().unwrap().to_owned());
        if !named.contains(&entry) {
            named.push(entry);
        }
    }
    named.sort();
    named
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_calls_have_the_same_outcomes() {
    let venue = Venue::start(48, &[]);
    let place = Place::new("conformance", &venue)
        .with("TWINLINE_ACCOUNTS__PAPER__VENUE", "paper")
        .with("TWINLINE_ACCOUNTS__PAPER__MAX_ORDERS_PER_SECOND", "200");
    let gateway = place.up();
    let door = &gateway.door;
    door.until("both are live", "/accounts", |page| {
        let rows = page["data"].as_array().unwrap();
        rows.len() == 2 && rows.iter().all(|row| row["freshness"] == "live")
    })
    .await;
    door.marked(ONE).await;
    let mark = venue.price("BTCUSDT").await;
    let mut differ = Vec::new();
    for deed in deeds(mark) {
        let (real, paper) = (done(door, ACCOUNT, &deed).await, done(door, "paper", &deed).await);
        if real != paper {
            differ.push(format!("{}:\n  {ACCOUNT} {real}\n  paper {paper}", deed.name));
        }
    }
    for (method, path, body) in [
        ("DELETE", format!("positions/{ONE}"), Value::Null),
        ("DELETE", "orders/nothing".to_owned(), Value::Null),
        ("GET", "orders/nothing".to_owned(), Value::Null),
        ("PATCH", format!("positions/{ONE}"), json!({"leverage": "7"})),
        ("PUT", "kill-switch".to_owned(), Value::Null),
        ("POST", "orders".to_owned(), order("buy", "market", "0.01", json!({}))),
        ("DELETE", "kill-switch".to_owned(), Value::Null),
        ("POST", "orders/preview".to_owned(), order("buy", "market", "0.01", json!({}))),
    ] {
        let mut came = Vec::new();
        for account in [ACCOUNT, "paper"] {
            let (status, answer) = door.send(method, &format!("/accounts/{account}/{path}"), &body, "").await;
            came.push(json!([status, answer["code"], answer["sound"], answer["status"]]));
        }
        if came[0] != came[1] {
            differ.push(format!("{method} {path}:\n  {ACCOUNT} {}\n  paper {}", came[0], came[1]));
        }
    }
    let (real, paper) = (events(door, ACCOUNT).await, events(door, "paper").await);
    if real != paper {
        let only = |one: &[(String, String)], other: &[(String, String)]| {
            one.iter().filter(|entry| !other.contains(entry)).map(|entry| format!("{entry:?}")).collect::<Vec<_>>().join(" ")
        };
        differ.push(format!("events:\n  {ACCOUNT} alone {}\n  paper alone {}", only(&real, &paper), only(&paper, &real)));
    }
    assert!(differ.is_empty(), "{} differ\n{}", differ.len(), differ.join("\n"));
    // The one difference: this venue says at once that it cannot fill all of it; with play money the order travels first, and expires.
    let whole = order("buy", "limit", "0.02", json!({"price": format!("{}.0", mark * 98 / 100), "time_in_force": "fok"}));
    let whole = Deed { name: "whole or not at all", order: whole, then: Then::Ends };
    assert_eq!(done(door, ACCOUNT, &whole).await["refused"][1], "order_rejected");
    let end = done(door, "paper", &whole).await["end"].clone();
    assert_eq!((&end[0], &end[1]), (&json!("expired"), &json!("0")));
    for account in [ACCOUNT, "paper"] {
        door.until("it is flat", &format!("/accounts/{account}/positions"), |page| page["data"].as_array().is_some_and(Vec::is_empty))
            .await;
    }
}
