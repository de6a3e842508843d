//! What a customer cannot know at once: lost answers, timeouts, late events, and what became of the order all the same.

mod bench;

use bench::customer::{Customer, events};
use bench::{Bench, number, small};
use serde_json::{Value, json};

const ORDER: &str = "/fapi/v1/order";

fn limit(id: &str) -> String {
    format!("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=94000&newClientOrderId={id}")
}

fn orders(bench: &Bench) -> Vec<Value> {
    bench.simulator.truth()["accounts"]["main"]["orders"].as_array().expect("orders").clone()
}

#[test]
fn a_lost_answer_leaves_the_order_behind() {
    let mut bench = Bench::new(small(301));
    let customer = Customer::of(301, 0);
    let ears = customer.listen(&mut bench);
    bench.fault(r#"{"name":"reply-lost","channel":"POST /fapi/v1/order"}"#);
    assert!(customer.call(&mut bench, "POST", ORDER, &limit("a")).lost);
    assert_eq!(customer.ok(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a")["status"], "NEW");
    assert_eq!(events(&bench, ears, "ORDER_TRADE_UPDATE").len(), 1);
    bench.heal();
    bench.fault(r#"{"name":"reply-lost","channel":"order.place"}"#);
    let conn = bench.connect("/ws-fapi/v1");
    let order = json!({"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.002", "price": "94000", "newClientOrderId": "b"});
    let frame = customer.frame(&bench, "order.place", order);
    bench.send(conn, &frame);
    assert!(bench.seen[&conn].texts.is_empty());
    assert_eq!(customer.ok(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=b")["status"], "NEW");
    let log = bench.get("/control/requests").json();
    let asked = log["requests"].as_array().expect("rows").iter().find(|row| row["method"] == "order.place").expect("logged");
    assert_eq!((asked["id"].as_str(), asked["client_order_id"].as_str()), (Some("one"), Some("b")));
}

#[test]
fn timeouts_and_503_say_nothing_about_what_was_done() {
    for (fault, status, code, done) in [
        ("timeout-done", 408, -1007, true),
        ("timeout-lost", 408, -1007, false),
        ("503-done", 503, -1000, true),
        ("503-lost", 503, -1000, false),
        ("503-unavailable", 503, -1001, false),
        ("503-internal", 503, -1001, false),
        ("503-throttled", 503, -1008, false),
        ("engine-late", 400, -5028, false),
    ] {
        let mut bench = Bench::new(small(302));
        let customer = Customer::of(302, 0);
        bench.fault(&json!({ "name": fault }).to_string());
        assert_eq!(customer.refused(&mut bench, "POST", ORDER, &limit("a")), (status, code), "{fault}");
        assert_eq!(orders(&bench).len(), usize::from(done), "{fault}");
        customer.ok(&mut bench, "GET", "/fapi/v1/openOrders", "");
    }
}

#[test]
fn what_reduces_is_not_throttled() {
    let mut bench = Bench::new(small(303));
    let customer = Customer::of(303, 0);
    customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
    bench.fault(r#"{"name":"503-throttled"}"#);
    customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010&reduceOnly=true");
    assert_eq!(customer.refused(&mut bench, "POST", ORDER, &limit("a")), (503, -1008));
}

#[test]
fn a_late_order_comes_within_its_window_or_never() {
    let mut seen = [false; 2];
    for seed in 0..12 {
        let mut bench = Bench::new(small(304));
        let customer = Customer::of(304, 0);
        bench.fault(&json!({ "name": "timeout-late", "seed": seed }).to_string());
        assert_eq!(customer.refused(&mut bench, "POST", ORDER, &format!("{}&recvWindow=2000", limit("a"))), (408, -1007));
        assert!(orders(&bench).is_empty(), "not yet");
        bench.run_ms(4_500);
        let held = orders(&bench);
        if let Some(order) = held.first() {
            let late_ms = number(order, "created") - (bench.now_ns / 1_000_000 - 4_500);
            assert!((200..=2_000).contains(&late_ms), "{late_ms}");
        }
        seen[usize::from(!held.is_empty())] = true;
    }
    assert_eq!(seen, [true, true], "both happen");
}

#[test]
fn events_may_be_lost_doubled_late_but_never_out_of_order_within_a_kind() {
    let fills = |fault: &str| {
        let mut bench = Bench::new(small(305));
        let customer = Customer::of(305, 0);
        let ears = customer.listen(&mut bench);
        bench.fault(fault);
        for _ in 0..10 {
            customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001");
            bench.run_ms(150);
        }
        bench.run_ms(5_000);
        let told = events(&bench, ears, "ORDER_TRADE_UPDATE");
        told.iter().map(|event| (number(&event["o"], "i"), event["o"]["x"].as_str().unwrap_or("").to_owned())).collect::<Vec<_>>()
    };
    let whole = fills(r#"{"name":"rest-slow","channel":"none"}"#);
    assert_eq!(whole.len(), 20);
    assert!(fills(r#"{"name":"event-drop","channel":"user","rate":0.4}"#).len() < 20);
    assert!(fills(r#"{"name":"event-dup","channel":"ORDER_TRADE_UPDATE","rate":0.4}"#).len() > 20);
    assert_eq!(fills(r#"{"name":"event-late","channel":"user","rate":0.4}"#), whole);
}

#[test]
fn events_may_come_before_the_answer() {
    let mut bench = Bench::new(small(306));
    let customer = Customer::of(306, 0);
    let ears = customer.listen(&mut bench);
    bench.fault(r#"{"name":"event-before-reply"}"#);
    let reply = customer.call(&mut bench, "POST", ORDER, &limit("a"));
    assert!(reply.status == 200 && (50..=500).contains(&reply.delay_ms), "{}", reply.delay_ms);
    assert_eq!(events(&bench, ears, "ORDER_TRADE_UPDATE").len(), 1);
    let conn = bench.connect("/ws-fapi/v1");
    let frame = customer.frame(&bench, "order.cancel", json!({"symbol": "BTCUSDT", "origClientOrderId": "a"}));
    bench.send(conn, &frame);
    assert!(bench.seen[&conn].texts.is_empty() && events(&bench, ears, "ORDER_TRADE_UPDATE").len() == 2);
    bench.run_ms(600);
    assert_eq!(bench.seen[&conn].values()[0]["result"]["status"], "CANCELED");
}

#[test]
fn an_order_may_be_found_late() {
    let mut bench = Bench::new(small(307));
    let customer = Customer::of(307, 0);
    bench.fault(r#"{"name":"query-late"}"#);
    customer.ok(&mut bench, "POST", ORDER, &limit("a"));
    assert_eq!(customer.refused(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a"), (400, -2013));
    assert_eq!(customer.ok(&mut bench, "GET", "/fapi/v1/openOrders", ""), json!([]));
    bench.run_ms(2_100);
    customer.ok(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a");
}

#[test]
fn tokens_end_at_once() {
    let mut bench = Bench::new(small(308));
    let customer = Customer::of(308, 0);
    let ears = customer.listen(&mut bench);
    bench.fault(r#"{"name":"token-expire"}"#);
    assert_eq!(events(&bench, ears, "listenKeyExpired").len(), 1);
    customer.ok(&mut bench, "POST", ORDER, &limit("a"));
    assert!(events(&bench, ears, "ORDER_TRADE_UPDATE").is_empty());
}
