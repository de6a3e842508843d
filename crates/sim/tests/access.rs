//! Who may ask what: keys, signatures, times, sessions, listen keys, order limits.

mod bench;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bench::customer::{Customer, events, payload};
use bench::{Bench, number, small};
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};
use twinline_sim::{AccountSetup, Proof, accounts_of};

const BALANCE: &str = "/fapi/v3/balance";

fn code(bench: &mut Bench, method: &str, target: &str, key: &str, body: &str) -> (u16, i64) {
    let headers = [("x-mbx-apikey", key)];
    let reply = bench.request(method, target, if key.is_empty() { &[] } else { &headers }, body, "127.0.0.1");
    (reply.status, reply.json()["code"].as_i64().unwrap_or(0))
}

#[test]
fn keys_and_signatures_are_checked() {
    let mut bench = Bench::new(small(201));
    let customer = Customer::of(201, 0);
    let query = format!("timestamp={}", bench.now_ns / 1_000_000);
    let good = customer.sign(&query);
    let mut check = |target: String, key: &str, expected: (u16, i64)| {
        assert_eq!(code(&mut bench, "GET", &target, key, ""), expected, "{target}");
    };
    check(format!("{BALANCE}?{query}&signature={good}"), &customer.api_key, (200, 0));
    check(format!("{BALANCE}?{query}&signature={}", good.to_uppercase()), &customer.api_key, (200, 0));
    check(format!("{BALANCE}?{query}&signature={good}"), "", (401, -2014));
    check(format!("{BALANCE}?{query}&signature={good}"), "not a key", (401, -2014));
    check(format!("{BALANCE}?{query}&signature={good}"), "unknown", (401, -2015));
    check(format!("{BALANCE}?{query}"), &customer.api_key, (400, -1102));
    check(format!("{BALANCE}?signature={good}"), &customer.api_key, (400, -1102));
    check(format!("{BALANCE}?{query}&signature=00"), &customer.api_key, (401, -1022));
    check(format!("{BALANCE}?{query}&x=1&signature={good}"), &customer.api_key, (401, -1022));
    check(format!("{BALANCE}?timestamp=x&signature={good}"), &customer.api_key, (400, -1100));
}

#[test]
fn query_and_body_are_signed_one_after_the_other() {
    let mut bench = Bench::new(small(202));
    let customer = Customer::of(202, 0);
    let query = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC";
    let body = format!("quantity=0.002&price=94000&timestamp={}", bench.now_ns / 1_000_000);
    let signature = customer.sign(&format!("{query}{body}"));
    let target = format!("/fapi/v1/order?{query}");
    let with = format!("{body}&signature={signature}");
    assert_eq!(code(&mut bench, "POST", &target, &customer.api_key, &with), (200, 0));
    let with = format!("{body}&signature={}", customer.sign(&format!("{query}&{body}")));
    assert_eq!(code(&mut bench, "POST", &target, &customer.api_key, &with), (401, -1022));
}

#[test]
fn times_are_judged_by_the_venues_clock() {
    let mut bench = Bench::new(small(203));
    let customer = Customer::of(203, 0);
    let now = bench.now_ns / 1_000_000;
    let mut check = |at: i64, window: &str, expected: (u16, i64)| {
        let query = format!("timestamp={at}{window}");
        let target = format!("{BALANCE}?{query}&signature={}", customer.sign(&query));
        assert_eq!(code(&mut bench, "GET", &target, &customer.api_key, ""), expected, "{query}");
    };
    check(now + 999, "", (200, 0));
    check(now + 1_000, "", (400, -1021));
    check(now - 5_000, "", (200, 0));
    check(now - 5_001, "", (400, -1021));
    check(now - 59_000, "&recvWindow=60000", (200, 0));
    check(now, "&recvWindow=60001", (400, -1130));
    check(now - 101, "&recvWindow=100", (400, -1021));
}

#[test]
fn a_key_that_may_only_read_reads_only() {
    let mut bench = Bench::new(small(204));
    let reader = Customer::of(204, 0).reader();
    reader.ok(&mut bench, "GET", BALANCE, "");
    let order = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01";
    assert_eq!(reader.refused(&mut bench, "POST", "/fapi/v1/order", order), (401, -2015));
    assert_eq!(reader.ok(&mut bench, "GET", "/fapi/v1/allOrders", ""), json!([]));
}

#[test]
fn accounts_are_apart() {
    let mut bench = Bench::new(small(205));
    let (one, two) = (Customer::of(205, 0), Customer::of(205, 1));
    let placed = one.ok(
        &mut bench,
        "POST",
        "/fapi/v1/order",
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=94000&newClientOrderId=a",
    );
    let by_id = format!("symbol=BTCUSDT&orderId={}", placed["orderId"]);
    assert_eq!(two.refused(&mut bench, "GET", "/fapi/v1/order", &by_id), (400, -2013));
    assert_eq!(two.refused(&mut bench, "DELETE", "/fapi/v1/order", &by_id), (400, -2011));
    assert_eq!(two.ok(&mut bench, "GET", "/fapi/v1/openOrders", ""), json!([]));
}

fn ed25519(setup: &AccountSetup) -> (String, Ed25519KeyPair) {
    let key = setup.keys.iter().find(|key| matches!(key.proof, Proof::Ed25519 { .. })).expect("a key");
    let Proof::Ed25519 { private_pem: Some(pem), .. } = &key.proof else { panic!("a private key") };
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&STANDARD.decode(body).expect("base64")).expect("PKCS#8");
    (key.api_key.clone(), pair)
}

#[test]
fn only_ed25519_logs_a_session_on() {
    let mut bench = Bench::new(small(206));
    let customer = Customer::of(206, 0);
    let conn = bench.connect("/ws-fapi/v1");
    let refused = customer.ask(&mut bench, conn, "session.logon", json!({}));
    assert_eq!(number(&refused["error"], "code"), -4056);
    let (api_key, pair) = ed25519(&accounts_of(206)[0]);
    let mut params = json!({ "apiKey": api_key, "timestamp": bench.now_ns / 1_000_000 });
    params["signature"] = json!(STANDARD.encode(pair.sign(payload(&params).as_bytes())));
    let answer = bench.ask(conn, &json!({ "id": 1, "method": "session.logon", "params": params }).to_string());
    assert_eq!((number(&answer, "status"), answer["result"]["apiKey"].as_str()), (200, Some(api_key.as_str())), "{answer}");
    let at = bench.now_ns / 1_000_000;
    let unsigned = json!({ "id": 2, "method": "v2/account.balance", "params": { "timestamp": at } });
    assert_eq!(number(&bench.ask(conn, &unsigned.to_string()), "status"), 200);
    let started = bench.ask(conn, r#"{"id":3,"method":"userDataStream.start","params":{}}"#);
    assert_eq!(started["result"]["listenKey"].as_str().map(str::len), Some(64));
    let out = bench.ask(conn, r#"{"id":4,"method":"session.logout"}"#);
    assert_eq!(out["result"]["apiKey"], Value::Null);
    assert_eq!(number(&bench.ask(conn, &unsigned.to_string())["error"], "code"), -2014);
    let elsewhere = bench.connect("/ws-fapi/v1");
    assert_eq!(number(&bench.ask(elsewhere, &unsigned.to_string())["error"], "code"), -2014, "a session is its connection's");
}

#[test]
fn a_listen_key_lives_an_hour_and_says_when_it_ends() {
    let mut bench = Bench::new(small(207));
    let customer = Customer::of(207, 0);
    let key = |bench: &mut Bench, method: &str| {
        bench.request(method, "/fapi/v1/listenKey", &[("x-mbx-apikey", &customer.api_key)], "", "127.0.0.1")
    };
    assert_eq!(number(&key(&mut bench, "PUT").json(), "code"), -1125);
    let first = key(&mut bench, "POST").json();
    let ears = customer.listen(&mut bench);
    bench.run_ms(30 * 60_000);
    assert_eq!(key(&mut bench, "PUT").json(), first);
    bench.run_ms(59 * 60_000);
    assert!(events(&bench, ears, "listenKeyExpired").is_empty());
    bench.run_ms(2 * 60_000);
    let ended = events(&bench, ears, "listenKeyExpired");
    assert_eq!((ended.len(), &ended[0]["listenKey"]), (1, &first["listenKey"]));
    assert!(bench.seen[&ears].closed.is_none(), "the connection stays open");
    assert_eq!(number(&key(&mut bench, "PUT").json(), "code"), -1125);
    customer.ok(&mut bench, "POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
    assert!(events(&bench, ears, "ORDER_TRADE_UPDATE").is_empty(), "silent");
    assert_ne!(key(&mut bench, "POST").json(), first);
}

#[test]
fn events_come_where_they_were_asked_for() {
    let mut bench = Bench::new(small(208));
    let customer = Customer::of(208, 0);
    let reply = bench.request("POST", "/fapi/v1/listenKey", &[("x-mbx-apikey", &customer.api_key)], "", "127.0.0.1");
    let key = reply.json()["listenKey"].as_str().expect("a key").to_owned();
    let raw = bench.connect(&format!("/private/ws/{key}"));
    let named = bench.connect(&format!("/private/ws?listenKey={key}&events=ORDER_TRADE_UPDATE"));
    let combined = bench.connect("/private/stream");
    bench.ask(combined, &json!({"method": "SUBSCRIBE", "params": [key], "id": "x"}).to_string());
    let silent = [bench.connect(&format!("/ws/{key}")), bench.connect(&format!("/public/ws/{key}")), bench.connect("/private/ws/wrong")];
    customer.ok(&mut bench, "POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001");
    assert!(!events(&bench, raw, "ACCOUNT_UPDATE").is_empty() && !events(&bench, raw, "TRADE_LITE").is_empty());
    assert!(events(&bench, named, "ACCOUNT_UPDATE").is_empty() && !events(&bench, named, "ORDER_TRADE_UPDATE").is_empty());
    let wrapped = bench.seen[&combined].values();
    assert!(wrapped.iter().any(|frame| frame["stream"] == key.as_str() && frame["data"]["e"] == "ORDER_TRADE_UPDATE"), "{wrapped:?}");
    for conn in silent {
        assert!(bench.seen[&conn].texts.is_empty() && bench.seen[&conn].refused.is_none());
    }
}

#[test]
fn orders_are_counted_and_limited_per_account() {
    let mut bench = Bench::new(small(209));
    let (one, two) = (Customer::of(209, 0), Customer::of(209, 1));
    let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=1";
    for at in 1..=300 {
        let reply = one.call(&mut bench, "POST", "/fapi/v1/order", order);
        assert_eq!((reply.status, reply.headers["x-mbx-order-count-10s"].as_str()), (400, at.to_string().as_str()), "{}", reply.body);
    }
    assert_eq!(one.refused(&mut bench, "POST", "/fapi/v1/order", order), (429, -1015));
    assert_eq!(two.refused(&mut bench, "POST", "/fapi/v1/order", order).0, 400);
    bench.run_ms(10_000);
    assert_eq!(one.refused(&mut bench, "POST", "/fapi/v1/order", order).0, 400);
}
