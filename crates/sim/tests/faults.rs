//! Each fault does what its name says, and nothing else.

mod bench;

use bench::{Bench, number, small, spec};
use serde_json::{Value, json};
use twinline_sim::{Config, ConnId, FaultSpec};

const DIFF: &str = "/public/ws/btcusdt@depth@100ms";

fn breaks(events: &[Value]) -> usize {
    events.windows(2).filter(|pair| number(&pair[1], "pu") != number(&pair[0], "u")).count()
}

/// A bench with one diff stream that has run for five seconds under a fault.
fn under(fault: &str) -> (Bench, ConnId) {
    let mut bench = Bench::new(small(31));
    let conn = bench.connect(DIFF);
    bench.run_ms(1_000);
    bench.fault(fault);
    bench.run_ms(5_000);
    (bench, conn)
}

#[test]
fn cut_drops_every_socket_once() {
    let (mut bench, conn) = under(r#"{"name":"ws-cut"}"#);
    assert!(bench.seen[&conn].dropped && bench.seen[&conn].closed.is_none());
    let again = bench.connect(DIFF);
    bench.run_ms(2_000);
    assert!(!bench.seen[&again].dropped && bench.seen[&again].texts.len() > 10);
    assert_eq!(bench.get("/control/faults").json()["active"], json!([]));
}

#[test]
fn cut_with_a_rate_hits_frames_until_it_is_deleted() {
    let (mut bench, conn) = under(r#"{"name":"ws-cut","rate":0.2,"seed":3}"#);
    assert!(bench.seen[&conn].dropped);
    bench.heal();
    let again = bench.connect(DIFF);
    bench.run_ms(5_000);
    assert!(!bench.seen[&again].dropped);
}

#[test]
fn refuse_answers_handshakes_with_503_for_as_long_as_it_lasts() {
    let (mut bench, conn) = under(r#"{"name":"ws-refuse","for_ms":8000}"#);
    assert!(!bench.seen[&conn].dropped, "open sockets stay");
    let refused = bench.connect(DIFF);
    assert_eq!(bench.seen[&refused].refused, Some(503));
    bench.run_ms(4_000);
    let accepted = bench.connect(DIFF);
    assert_eq!(bench.seen[&accepted].refused, None);
}

#[test]
fn half_open_sockets_are_dead_but_open() {
    let (mut bench, conn) = under(r#"{"name":"ws-half-open"}"#);
    let seen = bench.seen[&conn].clone();
    assert!(seen.frozen && !seen.dropped && seen.closed.is_none());
    bench.input(twinline_sim::Input::Ping { conn, payload: b"x" });
    bench.send(conn, r#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#);
    bench.heal();
    bench.run_ms(3_000);
    assert_eq!(bench.seen[&conn].texts.len(), seen.texts.len(), "dead for ever");
    assert!(bench.seen[&conn].pongs.is_empty());
    let again = bench.connect(DIFF);
    bench.run_ms(1_000);
    assert!(!bench.seen[&again].texts.is_empty());
}

#[test]
fn silence_can_be_of_one_channel_or_symbol() {
    let mut bench = Bench::new(small(32));
    let conn = bench.connect("/public/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker/sushiusdt@depth@100ms");
    let count = |bench: &mut Bench, fault: &str| {
        bench.heal();
        bench.fault(fault);
        let before = bench.seen[&conn].texts.len();
        bench.run_ms(5_000);
        let frames = bench.seen[&conn].values().split_off(before);
        let of = |stream: &str| frames.iter().filter(|frame| frame["stream"] == stream).count();
        [of("btcusdt@depth@100ms"), of("btcusdt@bookTicker"), of("sushiusdt@depth@100ms")].map(|count| count > 0)
    };
    assert_eq!(count(&mut bench, r#"{"name":"ws-silent"}"#), [false, false, false]);
    assert_eq!(count(&mut bench, r#"{"name":"ws-silent","channel":"depth"}"#), [false, true, false]);
    assert_eq!(count(&mut bench, r#"{"name":"ws-silent","symbol":"SUSHIUSDT"}"#), [true, true, false]);
    assert_eq!(count(&mut bench, r#"{"name":"ws-silent","channel":"sushiusdt@depth@100ms"}"#), [true, true, false]);
    assert_eq!(count(&mut bench, r#"{"name":"ws-silent","for_ms":1000}"#), [true, true, true]);
    let answer = bench.ask(conn, r#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#);
    assert_eq!(answer["id"], 1, "answers still come");
}

#[test]
fn deltas_are_dropped_doubled_and_repeated() {
    let (bench, conn) = under(r#"{"name":"delta-drop","rate":0.3}"#);
    assert!(breaks(&bench.seen[&conn].values()) > 2, "the chain breaks");

    let (bench, conn) = under(r#"{"name":"delta-dup","rate":0.3}"#);
    let events = bench.seen[&conn].values();
    assert!(events.windows(2).filter(|pair| pair[0] == pair[1]).count() > 2, "frames are doubled");
    let mut unique = events.clone();
    unique.dedup();
    assert_eq!(breaks(&unique), 0, "and nothing is lost");

    let (bench, conn) = under(r#"{"name":"delta-stale","rate":0.3}"#);
    let mut newest = 0;
    let (mut stale, mut fresh) = (0, Vec::new());
    for event in bench.seen[&conn].values() {
        if number(&event, "u") < newest {
            stale += 1;
        } else {
            newest = number(&event, "u");
            fresh.push(event);
        }
    }
    assert!(stale > 2, "old frames come again: {stale}");
    assert_eq!(breaks(&fresh), 0, "and nothing is lost");
}

#[test]
fn delta_faults_can_be_of_one_symbol() {
    let mut bench = Bench::new(small(33));
    let conns = ["btcusdt", "sushiusdt"].map(|symbol| bench.connect(&format!("/public/ws/{symbol}@depth@100ms")));
    bench.fault(r#"{"name":"delta-drop","rate":0.5,"symbol":"BTCUSDT"}"#);
    bench.run_ms(5_000);
    assert!(breaks(&bench.seen[&conns[0]].values()) > 0);
    assert_eq!(breaks(&bench.seen[&conns[1]].values()), 0);
}

#[test]
fn malformed_frames_come_among_good_ones() {
    let (bench, conn) = under(r#"{"name":"frame-malformed","rate":0.3,"seed":9}"#);
    let seen = &bench.seen[&conn];
    let bad = seen.texts.len() - seen.values().len();
    assert!(bad > 2 && bad < seen.texts.len() / 2, "{bad} of {}", seen.texts.len());
}

#[test]
fn stale_snapshots_are_seconds_old() {
    let mut bench = Bench::new(small(34));
    bench.run_ms(20_000);
    let fresh = number(&bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=100").json(), "lastUpdateId");
    bench.fault(r#"{"name":"snapshot-stale","symbol":"BTCUSDT"}"#);
    let stale = bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=100").json();
    assert!(number(&stale, "lastUpdateId") < fresh - 20);
    assert!(bench.now_ns / 1_000_000 - number(&stale, "T") > 4_000);
    assert_eq!(stale["bids"].as_array().map(Vec::len), Some(100));
    bench.heal();
    assert!(number(&bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=100").json(), "lastUpdateId") >= fresh);
}

#[test]
fn rest_faults() {
    let (mut bench, _) = under(r#"{"name":"rest-slow"}"#);
    let reply = bench.get("/fapi/v1/ping");
    assert!(reply.status == 200 && (2_000..=8_000).contains(&reply.delay_ms));
    assert_eq!(bench.get("/control/faults").delay_ms, 0, "control is no part of the venue");

    let (mut bench, _) = under(r#"{"name":"rest-429"}"#);
    let reply = bench.get("/fapi/v1/ping");
    assert_eq!((reply.status, &reply.json()["code"]), (429, &json!(-1003)));
    assert!(reply.headers["retry-after"].parse::<u64>().is_ok_and(|seconds| (1..=60).contains(&seconds)));

    let (mut bench, _) = under(r#"{"name":"rest-418"}"#);
    let reply = bench.get("/fapi/v1/ping");
    assert!(reply.status == 418 && reply.body.contains("IP banned until 17"));

    let (mut bench, _) = under(r#"{"name":"rest-5xx","rate":0.5}"#);
    let codes: Vec<u16> = (0..40).map(|_| bench.get("/fapi/v1/ping").status).collect();
    assert!(codes.contains(&200) && codes.contains(&503) && (codes.contains(&502) || codes.contains(&504)), "{codes:?}");

    let (mut bench, _) = under(r#"{"name":"reply-lost"}"#);
    assert!(bench.get("/fapi/v1/ping").lost);
    bench.heal();
    assert!(!bench.get("/fapi/v1/ping").lost);

    let (mut bench, _) = under(r#"{"name":"rest-5xx","channel":"/fapi/v1/depth"}"#);
    assert_eq!(bench.get("/fapi/v1/ping").status, 200, "a channel of REST is its path");
    assert!(bench.get("/fapi/v1/depth?symbol=BTCUSDT").status >= 500);
}

#[test]
fn events_are_dropped_doubled_and_late() {
    let trades = |fault: &str| -> Vec<(i64, i64)> {
        let mut bench = Bench::new(small(35));
        let conn = bench.connect("/public/ws/btcusdt@trade");
        if !fault.is_empty() {
            bench.fault(fault);
        }
        bench.run_ms(30_000);
        bench.heal();
        bench.run_ms(3_000);
        let seen = &bench.seen[&conn];
        seen.texts.iter().zip(seen.values()).map(|((at_ms, _), trade)| (number(&trade, "t"), at_ms - number(&trade, "E"))).collect()
    };
    let all = trades("");
    assert!(all.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1) && all.iter().all(|(_, delay)| *delay <= 20));
    let dropped = trades(r#"{"name":"event-drop","rate":0.3}"#);
    assert!(dropped.len() < all.len() * 9 / 10 && dropped.len() > all.len() / 2);
    let doubled = trades(r#"{"name":"event-dup","rate":0.3}"#);
    assert!(doubled.len() > all.len() && doubled.windows(2).any(|pair| pair[0].0 == pair[1].0));
    let late = trades(r#"{"name":"event-late","rate":0.3}"#);
    assert!(late.iter().any(|(_, delay)| (200..=2_020).contains(delay)));
    assert!(late.windows(2).any(|pair| pair[1].0 < pair[0].0), "others overtake");
    let mut ids: Vec<i64> = late.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[1] == pair[0] + 1), "late, but none is lost");
}

#[test]
fn a_skewed_clock_shows_in_server_time_and_events() {
    let (mut bench, conn) = under(r#"{"name":"clock-skew","seed":4}"#);
    let now_ms = bench.now_ns / 1_000_000;
    let skew = number(&bench.get("/fapi/v1/time").json(), "serverTime") - now_ms;
    assert!((1_000..=5_000).contains(&skew.abs()), "{skew}");
    let event = bench.seen[&conn].values().pop().expect("an event");
    assert!((number(&event, "E") - now_ms - skew).abs() < 200);
    bench.heal();
    assert_eq!(number(&bench.get("/fapi/v1/time").json(), "serverTime"), now_ms);
}

#[test]
fn a_restart_cuts_sockets_and_lowers_ids() {
    let mut bench = Bench::new(small(36));
    let conn = bench.connect("/public/stream?streams=btcusdt@depth@100ms/btcusdt@trade");
    bench.run_ms(10_000);
    let before = bench.simulator.truth();
    let now_ns = bench.now_ns;
    bench.fault(r#"{"name":"restart"}"#);
    assert!(bench.seen[&conn].dropped);
    bench.run_ms(10_000);
    let after = bench.simulator.truth();
    for id in ["lastUpdateId", "lastTradeId", "lastAggTradeId"] {
        let of = |truth: &Value| number(&truth["symbols"]["BTCUSDT"], id);
        assert!(of(&after) < of(&before), "{id}: {} {}", of(&after), of(&before));
    }
    let candles = bench.get("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=5").json();
    assert_eq!(candles[0][0].as_i64(), Some(now_ns / 60_000_000_000 * 60_000), "candles go on");
    let again = bench.connect(DIFF);
    bench.run_ms(2_000);
    assert_eq!(breaks(&bench.seen[&again].values()), 0);
}

#[test]
fn faults_of_the_configuration_are_active_at_once() {
    let mut bench = Bench::new(Config { faults: vec![spec("ws-refuse")], ..small(37) });
    let conn = bench.connect(DIFF);
    assert_eq!(bench.seen[&conn].refused, Some(503));
}

#[test]
fn control_refuses_what_it_does_not_know() {
    let mut bench = Bench::new(small(38));
    let mut post = |body: &str| {
        let reply = bench.request("POST", "/control/faults", &[], body, "127.0.0.1");
        (reply.status, reply.body)
    };
    for body in [
        r#"{"name":"no-such"}"#,
        r#"{"name":"ws-cut","colour":1}"#,
        r#"{"rate":1}"#,
        r#"{"name":"delta-drop","rate":2}"#,
        r#"{"name":"delta-drop","rate":0}"#,
        r#"{"name":"delta-drop","for_ms":-1}"#,
        "",
        "[]",
    ] {
        let (status, text) = post(body);
        assert!(status == 400 && text.contains("delta-stale"), "{body}: {status} {text}");
    }
    assert_eq!(bench.request("DELETE", "/control/faults?name=no-such", &[], "", "127.0.0.1").status, 400);
    bench.fault(r#"{"name":"ws-refuse"}"#);
    bench.fault(r#"{"name":"rest-slow"}"#);
    let left = bench.request("DELETE", "/control/faults?name=ws-refuse", &[], "", "127.0.0.1").json();
    assert_eq!(left["active"].as_array().map(Vec::len), Some(1));
    assert_eq!(bench.get("/control/nothing").status, 404);
    assert_eq!(bench.request("PATCH", "/control/faults", &[], "", "127.0.0.1").status, 405);
    assert!(FaultSpec::from_list("ws-cut, rest-slow,").is_ok_and(|list| list.len() == 2));
    assert!(FaultSpec::from_list("ws-cut,nope").is_err());
}

#[test]
fn the_number_of_faults_is_bounded() {
    let mut bench = Bench::new(small(39));
    for at in 0..80 {
        let body = format!(r#"{{"name":"delta-drop","symbol":"S{at}"}}"#);
        let status = bench.request("POST", "/control/faults", &[], &body, "127.0.0.1").status;
        assert_eq!(status, if at < 64 { 200 } else { 400 });
    }
}
