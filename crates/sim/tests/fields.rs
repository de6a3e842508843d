//! Every payload has exactly the fields of the samples in `vectors/binance_usdm/samples`.

mod bench;

use std::collections::BTreeSet;
use std::path::Path;

use bench::{Bench, START_NS};
use serde_json::Value;
use twinline_sim::Config;

fn sample(path: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/binance_usdm/samples");
    let text = std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).expect("JSON")
}

/// Paths of all fields with the type of each value; of arrays only the first element counts.
fn shape(value: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    walk(value, &format!("{path}.{name}"), found);
                }
            }
            Value::Array(items) => match items.first() {
                Some(first) if first.is_array() => {
                    let rows = first.as_array().map_or(0, Vec::len);
                    found.insert(format!("{path}[]: rows of {rows}"));
                    for (at, value) in first.as_array().into_iter().flatten().enumerate() {
                        walk(value, &format!("{path}[][{at}]"), found);
                    }
                }
                Some(first) => walk(first, &format!("{path}[]"), found),
                None => {
                    found.insert(format!("{path}: empty"));
                }
            },
            Value::String(_) => {
                found.insert(format!("{path}: text"));
            }
            Value::Number(_) => {
                found.insert(format!("{path}: number"));
            }
            Value::Bool(_) => {
                found.insert(format!("{path}: bool"));
            }
            Value::Null => {
                found.insert(format!("{path}: null"));
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(value, "", &mut found);
    found
}

const STREAMS: &[(&str, &str, &str)] = &[
    ("market", "btcusdt@aggTrade", "aggregate_trade_streams"),
    ("market", "btcusdt@markPrice", "mark_price_stream"),
    ("market", "btcusdt@markPrice@1s", "mark_price_stream"),
    ("market", "!markPrice@arr", "mark_price_stream_for_all_market"),
    ("market", "!markPrice@arr@1s", "mark_price_stream_for_all_market"),
    ("market", "btcusdt@kline_1m", "kline_candlestick_streams"),
    ("market", "btcusdt@kline_1M", "kline_candlestick_streams"),
    ("market", "btcusdt_perpetual@continuousKline_5m", "continuous_contract_kline_candlestick_streams"),
    ("market", "btcusdt@miniTicker", "individual_symbol_mini_ticker_stream"),
    ("market", "!miniTicker@arr", "all_market_mini_tickers_stream"),
    ("market", "btcusdt@ticker", "individual_symbol_ticker_streams"),
    ("market", "!ticker@arr", "all_market_tickers_streams"),
    ("market", "!forceOrder@arr", "all_market_liquidation_order_streams"),
    ("market", "!contractInfo", "contract_info_stream"),
    ("market", "!assetIndex@arr", "asset_index"),
    ("public", "btcusdt@bookTicker", "individual_symbol_book_ticker_streams"),
    ("public", "!bookTicker", "all_book_tickers_stream"),
    ("public", "btcusdt@depth", "diff_book_depth_streams"),
    ("public", "btcusdt@depth@100ms", "diff_book_depth_streams"),
    ("public", "btcusdt@depth@500ms", "diff_book_depth_streams"),
    ("public", "btcusdt@depth10@500ms", "partial_book_depth_streams"),
    ("public", "btcusdt@rpiDepth@500ms", "rpi_diff_book_depth_streams"),
];

#[test]
fn streams_have_the_fields_of_the_samples() {
    let mut bench = Bench::new(Config { history_minutes: 10, ..Config::new(5, START_NS) });
    let mut conns = Vec::new();
    for (route, stream, file) in STREAMS {
        conns.push((bench.connect(&format!("/{route}/ws/{stream}")), *stream, *file));
    }
    let forced = ["btcusdt", "ethusdt", "solusdt"].map(|symbol| bench.connect(&format!("/market/ws/{symbol}@forceOrder")));
    let trade = bench.connect("/public/ws/btcusdt@trade");
    let asset = bench.connect("/market/ws/btcusd@assetIndex");
    bench.run_ms(60 * 60_000);
    for (conn, stream, file) in conns {
        let expected = shape(&sample(&format!("market_stream/{file}.json")));
        let frames = bench.seen[&conn].values();
        assert!(!frames.is_empty(), "{stream} is silent");
        // The first diff may lack rows on one side.
        let full = frames.iter().find(|frame| frame["b"] != Value::Array(Vec::new()) && frame["a"] != Value::Array(Vec::new()));
        assert_eq!(shape(full.unwrap_or(&frames[0])), expected, "{stream}");
    }
    let frames: Vec<Value> = forced.iter().flat_map(|conn| bench.seen[conn].values()).collect();
    assert_eq!(shape(frames.first().expect("a liquidation in an hour")), shape(&sample("market_stream/liquidation_order_streams.json")));
    let expected: Value =
        serde_json::from_str(r#"{"e":"trade","E":1,"T":1,"s":"BTCUSDT","t":1,"p":"97000.1","q":"0.1","X":"MARKET","m":true}"#)
            .expect("JSON");
    assert_eq!(shape(&bench.seen[&trade].values()[0]), shape(&expected));
    let expected = sample("market_stream/asset_index.json")[0].clone();
    assert_eq!(shape(&bench.seen[&asset].values()[0]), shape(&expected));
}

#[test]
fn combined_frames_name_their_stream() {
    let mut bench = Bench::new(Config { history_minutes: 0, ..Config::new(5, START_NS) });
    let conn = bench.connect("/market/stream?streams=btcusdt@markPrice@1s/!miniTicker@arr");
    bench.run_ms(3_000);
    for frame in bench.seen[&conn].values() {
        let fields: Vec<&String> = frame.as_object().expect("an object").keys().collect();
        assert_eq!(fields, ["data", "stream"]);
        assert_eq!(frame["data"].is_array(), frame["stream"] == "!miniTicker@arr");
    }
}

const CALLS: &[(&str, &str)] = &[
    ("/fapi/v1/ping", "ping"),
    ("/fapi/v1/time", "time"),
    ("/fapi/v1/exchangeInfo", "exchangeInfo"),
    ("/fapi/v1/depth?symbol=BTCUSDT", "depth"),
    ("/fapi/v1/rpiDepth?symbol=BTCUSDT", "rpiDepth"),
    ("/fapi/v1/trades?symbol=BTCUSDT", "trades"),
    ("/fapi/v1/historicalTrades?symbol=BTCUSDT", "historicalTrades"),
    ("/fapi/v1/aggTrades?symbol=BTCUSDT", "aggTrades"),
    ("/fapi/v1/klines?symbol=BTCUSDT&interval=1m", "klines"),
    ("/fapi/v1/continuousKlines?pair=BTCUSDT&contractType=PERPETUAL&interval=1m", "continuousKlines"),
    ("/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1m", "markPriceKlines"),
    ("/fapi/v1/indexPriceKlines?pair=BTCUSDT&interval=1m", "indexPriceKlines"),
    ("/fapi/v1/premiumIndexKlines?symbol=BTCUSDT&interval=1m", "premiumIndexKlines"),
    ("/fapi/v1/premiumIndex?symbol=BTCUSDT", "premiumIndex"),
    ("/fapi/v1/fundingRate?symbol=BTCUSDT", "fundingRate"),
    ("/fapi/v1/fundingInfo", "fundingInfo"),
    ("/fapi/v1/openInterest?symbol=BTCUSDT", "openInterest"),
    ("/fapi/v1/ticker/24hr?symbol=BTCUSDT", "ticker_24hr"),
    ("/fapi/v1/ticker/price?symbol=BTCUSDT", "ticker_price"),
    ("/fapi/v2/ticker/price?symbol=BTCUSDT", "v2_ticker_price"),
    ("/fapi/v1/ticker/bookTicker?symbol=BTCUSDT", "ticker_bookTicker"),
    ("/fapi/v1/assetIndex?symbol=BTCUSD", "assetIndex"),
];

#[test]
fn replies_have_the_fields_of_the_samples() {
    let mut bench = Bench::new(Config { history_minutes: 10, ..Config::new(6, START_NS) });
    for (path, file) in CALLS {
        let version = if file.starts_with("v2_") { "" } else { "v1_" };
        let expected = shape(&sample(&format!("rest/GET_fapi_{version}{file}.json")));
        let reply = bench.request("GET", path, &[("X-MBX-APIKEY", "any")], "", "127.0.0.1");
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        assert_eq!(shape(&reply.json()), expected, "{path}");
    }
    for all in ["premiumIndex", "ticker/24hr", "ticker/price", "ticker/bookTicker", "assetIndex"] {
        let replies = bench.get(&format!("/fapi/v1/{all}")).json();
        assert!(replies.as_array().is_some_and(|replies| replies.len() >= 8), "{all}");
        let one = if all == "assetIndex" { "BTCUSD" } else { "BTCUSDT" };
        let single = bench.get(&format!("/fapi/v1/{all}?symbol={one}")).json();
        assert_eq!(shape(&replies[0]), shape(&single), "{all}");
    }
}

#[test]
fn every_filter_of_the_sample_is_there() {
    let mut bench = Bench::new(Config { history_minutes: 0, ..Config::new(6, START_NS) });
    let told = bench.get("/fapi/v1/exchangeInfo").json();
    let expected = sample("rest/GET_fapi_v1_exchangeInfo.json");
    for symbol in told["symbols"].as_array().expect("symbols") {
        let (told, expected) =
            (symbol["filters"].as_array().expect("filters"), expected["symbols"][0]["filters"].as_array().expect("filters"));
        assert_eq!(told.len(), expected.len());
        for (told, expected) in told.iter().zip(expected) {
            assert_eq!(told["filterType"], expected["filterType"]);
            assert_eq!(shape(told), shape(expected));
        }
    }
    assert_eq!(told["symbols"][0]["filters"][0]["tickSize"], "0.10");
    assert_eq!(told["rateLimits"], expected["rateLimits"]);
}

#[test]
fn the_websocket_api_answers_public_calls() {
    let mut bench = Bench::new(Config { history_minutes: 0, ..Config::new(6, START_NS) });
    let conn = bench.connect("/ws-fapi/v1");
    for (method, file) in [("depth", "order_book"), ("ticker.price", "symbol_price_ticker"), ("ticker.book", "symbol_order_book_ticker")] {
        let request = format!(r#"{{"id":"{file}","method":"{method}","params":{{"symbol":"BTCUSDT"}}}}"#);
        let answer = bench.ask(conn, &request);
        assert_eq!(answer["id"], file);
        assert_eq!(shape(&answer), shape(&sample(&format!("ws_api/{file}.json"))), "{method}");
    }
    for (request, status, code) in [
        (r#"{"id":1,"method":"depth","params":{"symbol":"NOPE"}}"#, 400, -1121),
        (r#"{"id":1,"method":"depth","params":{"symbol":"BTCUSDT","limit":7}}"#, 400, -1130),
        (r#"{"id":1,"method":"order.place","params":{"apiKey":"k"}}"#, 401, -2015),
        (r#"{"id":1,"method":"nope"}"#, 400, -1020),
    ] {
        let answer = bench.ask(conn, request);
        assert_eq!((&answer["status"], &answer["error"]["code"]), (&status.into(), &code.into()), "{request}");
    }
    let silent = bench.ask(conn, r#"{"id":null,"method":"ticker.price","params":{"returnRateLimits":false}}"#);
    assert!(silent["id"].is_null() && silent.get("rateLimits").is_none() && silent["result"].as_array().is_some_and(|all| all.len() >= 8));
    bench.send(conn, "{");
    assert!(bench.seen[&conn].closed.is_some());
}
