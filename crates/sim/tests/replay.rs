//! Recorded traffic comes as it was recorded, and a client can join snapshot and diffs.

mod bench;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bench::{Bench, START_NS, number, text};
use serde_json::{Value, json};
use twinline_sim::{Capture, Config, Venue};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures").join(name)
}

fn capture() -> Capture {
    Capture::read(&std::fs::read(path("binance_usdm.jsonl.gz")).expect("the capture")).expect("a capture")
}

fn lines() -> Vec<Value> {
    lines_of("binance_usdm.jsonl.gz")
}

fn lines_of(name: &str) -> Vec<Value> {
    use std::io::Read as _;
    let mut plain = String::new();
    let file = std::fs::File::open(path(name)).expect("the capture");
    flate2::read::GzDecoder::new(file).read_to_string(&mut plain).expect("gzip");
    plain.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Sizes by price, as written.
type Side = BTreeMap<String, String>;

const SYMBOLS: [&str; 4] = ["SUSHIUSDT", "AKROUSDT", "KEEPUSDT", "CTKUSDT"];

fn streams(kinds: &[&str]) -> String {
    let names: Vec<String> =
        SYMBOLS.iter().flat_map(|symbol| kinds.iter().map(move |kind| format!("{}@{kind}", symbol.to_lowercase()))).collect();
    names.join("/")
}

#[test]
fn frames_are_the_recorded_bytes_at_their_pace() {
    let mut bench = Bench::new(Config { capture: Some(capture()), lenient: true, ..Config::new(1, START_NS) });
    let conn = bench.connect(&format!("/stream?streams={}", streams(&["aggTrade", "depth@100ms", "kline_1m", "bookTicker"])));
    bench.run_ms(40_000);
    let recorded: Vec<(f64, String)> = lines()
        .iter()
        .filter(|line| line["kind"] == "ws_received")
        .map(|line| (line["t"].as_f64().expect("a time"), text(line, "text").to_owned()))
        .filter(|(_, text)| text.contains("\"stream\""))
        .collect();
    let seen = &bench.seen[&conn].texts;
    assert_eq!(seen.len(), recorded.len());
    assert!(seen.len() > 1_400);
    for ((_, told), (_, recorded)) in seen.iter().zip(&recorded) {
        assert_eq!(told, recorded);
    }
    let told_ms = seen.last().map_or(0, |last| last.0) - seen[0].0;
    let recorded_ms = (recorded.last().map_or(0.0, |last| last.0) - recorded[0].0) * 1_000.0;
    assert!((told_ms as f64 - recorded_ms).abs() < 50.0);
    let server_ms = number(&bench.get("/fapi/v1/time").json(), "serverTime");
    assert!((1_626_992_740_000..1_626_992_790_000).contains(&server_ms), "the clock is the recording's");
}

#[test]
fn snapshots_join_the_diffs_and_quotes_agree() {
    let config = Config { capture: Some(capture()), speed: 10, ..Config::new(1, START_NS) };
    let mut bench = Bench::new(config);
    let conn = bench.connect(&format!("/public/stream?streams={}", streams(&["depth@100ms", "bookTicker"])));
    bench.run_ms(10);
    let mut books: BTreeMap<&str, (i64, [Side; 2])> = BTreeMap::new();
    for symbol in SYMBOLS {
        let body = bench.get(&format!("/fapi/v1/depth?symbol={symbol}&limit=1000")).json();
        let side =
            |rows: &Value| -> Side { serde_json::from_value::<Vec<(String, String)>>(rows.clone()).expect("rows").into_iter().collect() };
        books.insert(symbol, (number(&body, "lastUpdateId"), [side(&body["bids"]), side(&body["asks"])]));
    }
    bench.run_ms(4_000);
    let frames = bench.seen[&conn].values();
    let (mut compared, mut chained) = (0, BTreeMap::new());
    for (at, frame) in frames.iter().enumerate() {
        let event = &frame["data"];
        if event["e"] != "depthUpdate" {
            continue;
        }
        let (id, sides) = books.get_mut(text(event, "s")).expect("a book");
        if number(event, "u") < *id {
            continue;
        }
        let joined = chained.insert(text(event, "s").to_owned(), number(event, "u"));
        match joined {
            Some(last) => assert_eq!(number(event, "pu"), last),
            None => assert!(number(event, "U") <= *id || number(event, "pu") == *id),
        }
        for (side, rows) in sides.iter_mut().zip([&event["b"], &event["a"]]) {
            for (price, size) in serde_json::from_value::<Vec<(String, String)>>(rows.clone()).expect("rows") {
                side.retain(|held, _| *held != price);
                if size != "0" {
                    side.insert(price, size);
                }
            }
        }
        let mut quotes =
            frames[..at].iter().map(|frame| &frame["data"]).filter(|quote| quote["e"] == "bookTicker" && quote["s"] == event["s"]);
        let Some(quote) = quotes.rfind(|quote| number(quote, "u") <= number(event, "u")) else { continue };
        let price = |text: &str| text.replace('.', "").parse::<i64>().expect("a price");
        let bid = sides[0].iter().max_by_key(|(held, _)| price(held)).expect("a bid");
        let ask = sides[1].iter().min_by_key(|(held, _)| price(held)).expect("an ask");
        assert_eq!((bid.0.as_str(), bid.1.as_str()), (text(quote, "b"), text(quote, "B")));
        assert_eq!((ask.0.as_str(), ask.1.as_str()), (text(quote, "a"), text(quote, "A")));
        compared += 1;
    }
    assert!(compared > 700, "{compared}");
}

#[test]
fn bodies_are_the_recorded_ones_and_others_are_unknown() {
    let mut bench = Bench::new(Config { capture: Some(capture()), ..Config::new(1, START_NS) });
    let info = bench.get("/fapi/v1/exchangeInfo").json();
    let recorded = lines().into_iter().find(|line| line["url"].as_str().is_some_and(|url| url.ends_with("exchangeInfo"))).expect("a line");
    assert_eq!(info, recorded["body"]);
    assert_eq!(number(&bench.get("/fapi/v1/depth?symbol=BTCUSDT").json(), "code"), -1121);
    assert_eq!(number(&bench.get("/fapi/v1/depth").json(), "code"), -1102);
    assert_eq!(bench.get("/fapi/v1/klines?symbol=SUSHIUSDT&interval=1m").status, 404);
}

#[test]
fn times_can_be_shifted_to_now() {
    let mut bench = Bench::new(Config { capture: Some(capture()), shift_times: true, ..Config::new(1, START_NS) });
    let conn = bench.connect("/public/ws/sushiusdt@depth@100ms");
    bench.run_ms(5_000);
    let now_ms = bench.now_ns / 1_000_000;
    let event = bench.seen[&conn].values().pop().expect("an event");
    assert!((now_ms - number(&event, "E")).abs() < 2_000);
    assert!((now_ms - number(&bench.get("/fapi/v1/time").json(), "serverTime")).abs() < 1);
}

const DELTA: &str = "delta.jsonl.gz";

/// Delta Exchange as it was recorded, and what was recorded.
fn delta(shift_times: bool) -> (Bench, Vec<Value>) {
    let capture = Capture::read(&std::fs::read(path(DELTA)).expect("the capture")).expect("a capture");
    let config = Config { venue: Venue::Delta, capture: Some(capture), shift_times, ..Config::new(1, START_NS) };
    (Bench::new(config), lines_of(DELTA))
}

/// Listens to books and candles of all that was recorded.
fn listen(bench: &mut Bench, recorded: &[Value]) -> twinline_sim::ConnId {
    let conn = bench.connect("/private");
    let channels = recorded.iter().find(|line| line["kind"] == "ws_sent").expect("a subscription")["body"].to_string();
    bench.send(conn, &channels);
    bench.run_ms(60_000);
    conn
}

#[test]
fn another_venue_s_frames_and_bodies_are_the_recorded_ones_too() {
    let (mut bench, recorded) = delta(false);
    let conn = listen(&mut bench, &recorded);
    let told: Vec<&str> = recorded
        .iter()
        .filter(|line| line["kind"] == "ws_received")
        .map(|line| text(line, "text"))
        .filter(|text| text.contains("\"symbol\""))
        .collect();
    assert_eq!(told.len(), 319);
    let seen: Vec<&str> =
        bench.seen[&conn].texts.iter().map(|(_, text)| text.as_str()).filter(|text| !text.contains("subscriptions")).collect();
    assert!(seen == told, "byte for byte, in order; {} of them", seen.len());
    let products = bench.get("/v2/products").json();
    let body = recorded.iter().find(|line| line["url"] == "https://api.delta.exchange/v2/products").expect("products");
    assert_eq!((&products, products["result"].as_array().map(Vec::len)), (&body["body"], Some(740)));
    assert_eq!((bench.get("/v2/tickers").status, bench.get("/v2/products?after=x").status), (404, 404));
}

#[test]
fn in_a_recording_nobody_logs_on_and_nothing_else_is_told() {
    let (mut bench, _) = delta(false);
    let conn = bench.connect("/");
    assert_eq!(bench.ask(conn, &json!({"type": "key-auth", "payload": {}}).to_string())["success"], false);
    let answer = bench.ask(conn, r#"{"type":"subscribe","payload":{"channels":[{"name":"l2_orderbook","symbols":["NEVERUSD"]}]}}"#);
    assert_eq!(answer["channels"], json!([]));
    bench.run_ms(10_000);
    assert_eq!(bench.seen[&conn].texts.len(), 2);
}

#[test]
fn microseconds_can_be_shifted_to_now_too() {
    let (mut bench, recorded) = delta(true);
    let conn = listen(&mut bench, &recorded);
    let now_us = bench.now_ns / 1_000;
    let books: Vec<Value> = bench.seen[&conn].values().into_iter().filter(|frame| frame["type"] == "l2_orderbook").collect();
    let late = books.iter().filter(|frame| (now_us - number(frame, "timestamp")).abs() > 70_000_000).count();
    assert_eq!((books.len(), late), (309, 0));
}
