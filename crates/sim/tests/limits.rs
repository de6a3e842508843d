//! What clients may ask, how often, and how they are told no.

mod bench;

use bench::{Bench, number, small};
use serde_json::json;
use twinline_sim::{Config, Input};

#[test]
fn weight_is_counted_per_minute_then_refused_then_banned() {
    let mut bench = Bench::new(small(41));
    assert_eq!(bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000").weight(), 20);
    for at in 2..=120 {
        assert_eq!(bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000").weight(), 20 * at);
    }
    let reply = bench.get("/fapi/v1/ping");
    assert_eq!((reply.status, number(&reply.json(), "code")), (429, -1003));
    assert!(reply.weight() > 2_400 && reply.headers.contains_key("retry-after"));
    let other = bench.request("GET", "/fapi/v1/ping", &[], "", "127.0.0.2");
    assert_eq!((other.status, other.weight()), (200, 1), "addresses are apart");
    let codes: Vec<u16> = (0..40).map(|_| bench.get("/fapi/v1/ping").status).collect();
    assert_eq!(codes.last(), Some(&418), "who does not stop is banned");
    bench.run_ms(60_000);
    assert_eq!(bench.get("/fapi/v1/ping").status, 418, "beyond the minute");
    bench.run_ms(61_000);
    assert_eq!(bench.get("/fapi/v1/ping").weight(), 1);
}

#[test]
fn the_window_is_the_minute_of_the_clock() {
    let mut bench = Bench::new(small(42));
    bench.get("/fapi/v1/ticker/24hr");
    let into_ms = bench.now_ns / 1_000_000 % 60_000;
    bench.run_ms(60_000 - into_ms - 1);
    assert_eq!(bench.get("/fapi/v1/ping").weight(), 41);
    bench.run_ms(1);
    assert_eq!(bench.get("/fapi/v1/ping").weight(), 1);
}

#[test]
fn weights_are_as_documented() {
    let mut bench = Bench::new(Config { weight_per_minute: 1_000_000, ..small(43) });
    for (path, weight) in [
        ("ping", 1),
        ("time", 1),
        ("exchangeInfo", 1),
        ("rpiDepth?symbol=BTCUSDT&limit=1000", 20),
        ("trades?symbol=BTCUSDT", 5),
        ("aggTrades?symbol=BTCUSDT", 20),
        ("klines?symbol=BTCUSDT&interval=1m&limit=99", 1),
        ("klines?symbol=BTCUSDT&interval=1m&limit=100", 2),
        ("klines?symbol=BTCUSDT&interval=1m", 5),
        ("klines?symbol=BTCUSDT&interval=1m&limit=1000", 5),
        ("klines?symbol=BTCUSDT&interval=1m&limit=1001", 10),
        ("premiumIndex?symbol=BTCUSDT", 1),
        ("premiumIndex", 10),
        ("fundingRate", 0),
        ("fundingInfo", 0),
        ("openInterest?symbol=BTCUSDT", 1),
        ("ticker/24hr?symbol=BTCUSDT", 1),
        ("ticker/24hr", 40),
        ("ticker/price?symbol=BTCUSDT", 1),
        ("ticker/price", 2),
        ("ticker/bookTicker?symbol=BTCUSDT", 2),
        ("ticker/bookTicker", 5),
        ("assetIndex?symbol=BTCUSD", 1),
        ("assetIndex", 10),
    ] {
        let before = bench.get("/fapi/v1/ping").weight();
        let reply = bench.get(&format!("/fapi/v1/{path}"));
        assert_eq!((reply.status, reply.weight() - before), (200, weight), "{path}");
    }
}

#[test]
fn funding_calls_have_a_limit_of_their_own() {
    let mut bench = Bench::new(small(44));
    for _ in 0..500 {
        assert_eq!(bench.get("/fapi/v1/fundingInfo").status, 200);
    }
    assert_eq!(bench.get("/fapi/v1/fundingRate").status, 429);
    assert_eq!(bench.get("/fapi/v1/ping").status, 200);
}

#[test]
fn errors_are_the_venues() {
    let mut bench = Bench::new(small(45));
    for (path, status, code) in [
        ("depth", 400, -1102),
        ("depth?symbol=", 400, -1102),
        ("depth?symbol=NOPE", 400, -1121),
        ("depth?symbol=btcusdt", 400, -1121),
        ("depth?symbol=B%20T", 400, -1100),
        ("depth?symbol=BTCUSDT&limit=6", 400, -1130),
        ("depth?symbol=BTCUSDT&limit=x", 400, -1100),
        ("depth?symbol=BTCUSDT&limit=99999999999999999999999", 400, -1130),
        ("rpiDepth?symbol=BTCUSDT&limit=500", 400, -1130),
        ("trades?symbol=BTCUSDT&limit=1001", 400, -1130),
        ("trades?symbol=BTCUSDT&limit=0", 400, -1130),
        ("klines?symbol=BTCUSDT", 400, -1102),
        ("klines?symbol=BTCUSDT&interval=1s", 400, -1120),
        ("klines?symbol=BTCUSDT&interval=1m&limit=1501", 400, -1130),
        ("klines?symbol=BTCUSDT&interval=1m&startTime=5&endTime=4", 400, -1023),
        ("continuousKlines?pair=BTCUSDT&interval=1m", 400, -1102),
        ("indexPriceKlines?pair=NOPE&interval=1m", 400, -4144),
        ("aggTrades?symbol=BTCUSDT&startTime=1&endTime=3600002", 400, -1127),
        ("assetIndex?symbol=NOPE", 400, -1121),
        ("historicalTrades?symbol=BTCUSDT", 401, -2014),
        ("order", 401, -2014),
        ("nothing", 404, -5000),
    ] {
        let reply = bench.get(&format!("/fapi/v1/{path}"));
        assert_eq!((reply.status, number(&reply.json(), "code")), (status, code), "{path}");
        assert!(reply.json()["msg"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let reply = bench.request("POST", "/fapi/v1/order", &[("x-mbx-apikey", "k")], "symbol=BTCUSDT", "127.0.0.1");
    assert_eq!((reply.status, number(&reply.json(), "code")), (401, -2015));
}

#[test]
fn control_frames_are_answered_with_the_same_id() {
    let mut bench = Bench::new(small(46));
    let conn = bench.connect("/public/ws/0");
    for id in [json!(1), json!("f3a8f7a29f2e54df796db582f3d"), json!(null), json!({"a": [1]}), json!(-7)] {
        let answer = bench.ask(conn, &json!({"method": "SUBSCRIBE", "params": ["btcusdt@depth"], "id": id}).to_string());
        assert_eq!(answer, json!({ "result": null, "id": id }));
    }
    let mut ask = |text: &str| bench.ask(conn, text);
    assert_eq!(ask(r#"{"method":"LIST_SUBSCRIPTIONS","id":3}"#), json!({"result": ["0", "btcusdt@depth"], "id": 3}));
    assert_eq!(ask(r#"{"method":"GET_PROPERTY","params":["combined"],"id":4}"#), json!({"result": false, "id": 4}));
    assert_eq!(ask(r#"{"method":"SET_PROPERTY","params":["combined",true],"id":5}"#), json!({"result": null, "id": 5}));
    assert_eq!(ask(r#"{"method":"GET_PROPERTY","params":["combined"],"id":6}"#), json!({"result": true, "id": 6}));
    for (text, code) in [
        ("{", 3),
        ("", 3),
        ("5", 2),
        (r#"{"method":"NOPE","id":1}"#, 2),
        (r#"{"id":1}"#, 2),
        (r#"{"method":"SUBSCRIBE","id":1}"#, 2),
        (r#"{"method":"SUBSCRIBE","params":[1],"id":1}"#, 1),
        (r#"{"method":"SET_PROPERTY","params":["combined","x"],"id":1}"#, 1),
        (r#"{"method":"SET_PROPERTY","params":["other",true],"id":1}"#, 0),
        (r#"{"method":"GET_PROPERTY","id":1}"#, 2),
    ] {
        assert_eq!(ask(text)["error"]["code"], code, "{text}");
    }
    bench.run_ms(1_000);
    let last = bench.seen[&conn].values().pop().expect("data");
    assert_eq!(last["stream"], "btcusdt@depth", "combined since it was set");
    bench.send(conn, r#"{"method":"UNSUBSCRIBE","params":["btcusdt@depth"],"id":9}"#);
    let count = bench.seen[&conn].texts.len();
    bench.run_ms(2_000);
    assert_eq!(bench.seen[&conn].texts.len(), count, "nothing after it is unsubscribed");
}

#[test]
fn streams_come_on_their_route_only() {
    let names = "streams=btcusdt@depth@100ms/btcusdt@kline_1m/btcusdt@trade/btcusdt@aggTrade";
    let kinds = |path: &str, lenient: bool| {
        let mut bench = Bench::new(Config { lenient, ..small(47) });
        let conn = bench.connect(&format!("{path}/stream?{names}"));
        bench.run_ms(5_000);
        let frames = bench.seen[&conn].values();
        ["depth@100ms", "trade", "kline_1m", "aggTrade"].map(|kind| frames.iter().any(|frame| frame["stream"] == format!("btcusdt@{kind}")))
    };
    assert_eq!(kinds("/public", false), [true, true, false, false]);
    assert_eq!(kinds("", false), [true, true, false, false], "unrouted is public since 2026-04");
    assert_eq!(kinds("/market", false), [false, false, true, true]);
    assert_eq!(kinds("/private", false), [false; 4]);
    assert_eq!(kinds("", true), [true; 4]);
    assert_eq!(kinds("/private", true), [true; 4]);
    let mut bench = Bench::new(small(47));
    let several = bench.connect("/public/ws/btcusdt@depth@100ms/sushiusdt@depth@100ms");
    let other = bench.connect("/other");
    bench.run_ms(2_000);
    let frames = bench.seen[&several].values();
    assert!(["BTCUSDT", "SUSHIUSDT"].iter().all(|symbol| frames.iter().any(|frame| frame["s"] == *symbol)));
    assert_eq!(bench.seen[&other].refused, Some(404));
}

#[test]
fn too_many_streams_end_the_connection() {
    let mut bench = Bench::new(small(48));
    let conn = bench.connect("/public/ws");
    let names: Vec<String> = (0..1_024).map(|at| format!("s{at}@depth")).collect();
    bench.send(conn, &json!({"method": "SUBSCRIBE", "params": names, "id": 1}).to_string());
    assert!(bench.seen[&conn].closed.is_none());
    bench.send(conn, r#"{"method":"SUBSCRIBE","params":["one@depth"],"id":2}"#);
    assert_eq!(bench.seen[&conn].closed.as_ref().map(|(code, _)| *code), Some(1008));
}

#[test]
fn strict_mode_counts_messages() {
    for (strict, survives) in [(true, false), (false, true)] {
        let mut bench = Bench::new(Config { strict, ..small(49) });
        let conn = bench.connect("/public/ws");
        for _ in 0..10 {
            bench.input(Input::Ping { conn, payload: b"p" });
        }
        assert!(bench.seen[&conn].closed.is_none());
        bench.send(conn, r#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#);
        assert_eq!(bench.seen[&conn].closed.is_none(), survives);
        let other = bench.connect("/public/ws");
        for _ in 0..5 {
            for _ in 0..10 {
                bench.input(Input::Ping { conn: other, payload: b"p" });
            }
            bench.run_ms(1_000);
        }
        assert!(bench.seen[&other].closed.is_none(), "ten a second are allowed");
    }
}

#[test]
fn pings_want_pongs_and_a_life_is_a_day() {
    let mut bench = Bench::new(small(50));
    let conn = bench.connect("/private/ws");
    bench.run_ms(10 * 60_000);
    assert_eq!(bench.seen[&conn].pings, 3);
    bench.answers_pings = false;
    bench.run_ms(14 * 60_000);
    assert_eq!(bench.seen[&conn].closed.as_ref().map(|(code, _)| *code), Some(1008), "no pong for ten minutes");

    let mut bench = Bench::new(Config { life_ms: 20 * 60_000, ..small(50) });
    let conn = bench.connect("/private/ws");
    bench.run_ms(20 * 60_000 - 2_000);
    assert!(bench.seen[&conn].closed.is_none());
    bench.run_ms(4_000);
    assert!(bench.seen[&conn].closed.is_some());
}

#[test]
fn requests_are_remembered() {
    let mut bench = Bench::new(small(51));
    bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=100");
    let conn = bench.connect("/public/ws");
    bench.send(conn, r#"{"method":"SUBSCRIBE","params":["btcusdt@depth","x@y"],"id":1}"#);
    let log = bench.get("/control/requests").json();
    let entries: Vec<(&str, &str, i64, i64)> = log["requests"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| (bench::text(entry, "method"), bench::text(entry, "path"), number(entry, "weight"), number(entry, "status")))
        .collect();
    assert_eq!(
        entries,
        [
            ("GET", "/fapi/v1/depth?symbol=BTCUSDT&limit=100", 5, 200),
            ("CONNECT", "/public/ws", 0, 101),
            ("SUBSCRIBE", "btcusdt@depth/x@y", 0, 200),
        ]
    );
    assert_eq!(number(&log["requests"][0], "time"), bench.now_ns / 1_000_000);
}
