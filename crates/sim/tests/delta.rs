//! The simulated Delta Exchange as its clients see it: REST, both dialects, refusals, numbers and checksums.

mod bench;

use std::collections::BTreeMap;

use bench::{Bench, START_NS, number, text};
use serde_json::{Value, json};
use twinline_sim::{Config, ConnId, Venue};

fn desk() -> Bench {
    Bench::new(Config { venue: Venue::Delta, history_minutes: 30, warm_up_minutes: 1, ..Config::new(3, START_NS) })
}

const UA: [(&str, &str); 1] = [("User-Agent", "test")];

fn get(bench: &mut Bench, path: &str) -> Value {
    let reply = bench.request("GET", path, &UA, "", "127.0.0.1");
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply.json()
}

fn subscribe(name: &str, symbols: &[&str]) -> String {
    json!({"type": "subscribe", "payload": {"channels": [{"name": name, "symbols": symbols}]}}).to_string()
}

#[test]
fn nobody_passes_without_saying_what_he_is() {
    let mut bench = desk();
    assert_eq!(bench.get("/v2/products").status, 403);
    let reply = bench.request("GET", "/v2/orders", &UA, "", "127.0.0.1");
    assert_eq!((reply.status, reply.json()["error"]["code"].clone()), (401, json!("invalid_api_key")));
    assert_eq!(bench.request("GET", "/v2/nothing", &UA, "", "127.0.0.1").status, 404);
}

#[test]
fn products_come_in_pages_and_tickers_by_chain() {
    let mut bench = desk();
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = get(&mut bench, &format!("/v2/products?page_size=4{after}"));
        assert!(page["result"].as_array().unwrap().len() <= 4);
        all.extend(page["result"].as_array().unwrap().clone());
        match page["meta"]["after"].as_str() {
            Some(cursor) => after = format!("&after={cursor}"),
            None => break,
        }
    }
    let whole = get(&mut bench, "/v2/products");
    assert_eq!(&all, whole["result"].as_array().unwrap());
    let names = ["id", "symbol", "contract_type", "state", "trading_status", "tick_size", "contract_value", "notional_type", "is_quanto"];
    assert!(all.iter().all(|row| names.iter().all(|name| !row[name].is_null()) && row["underlying_asset"]["symbol"].is_string()));
    let options = get(&mut bench, "/v2/tickers?contract_types=call_options,put_options&underlying_asset_symbols=BTC");
    assert_eq!(options["result"].as_array().unwrap().len(), 10);
    assert_eq!(get(&mut bench, "/v2/tickers/BTCUSD,ETHUSD")["result"].as_array().unwrap().len(), 2);
    assert_eq!(bench.request("GET", "/v2/products?expiry=", &UA, "", "127.0.0.1").status, 400);
}

#[test]
fn market_data_over_rest_is_worded_as_the_venue_words_it() {
    let mut bench = desk();
    let book = get(&mut bench, "/v2/l2orderbook/BTCUSD?depth=3")["result"].clone();
    assert_eq!((book["buy"].as_array().unwrap().len(), book["sell"].as_array().unwrap().len()), (3, 3));
    assert!(text(&book["buy"][0], "price").ends_with(".0") || text(&book["buy"][0], "price").ends_with(".5"));
    assert!(book["buy"][0]["size"].is_i64() && number(&book, "last_updated_at") > START_NS / 1_000 - 61_000_000);
    let trades = get(&mut bench, "/v2/trades/BTCUSD")["result"].as_array().unwrap().clone();
    assert!(trades.len() > 10 && trades.windows(2).all(|pair| number(&pair[0], "timestamp") >= number(&pair[1], "timestamp")));
    let now = START_NS / 1_000_000_000;
    let path = format!("/v2/history/candles?symbol=BTCUSD&resolution=5m&start={}&end={now}", now - 1_500);
    let candles = get(&mut bench, &path)["result"].as_array().unwrap().clone();
    assert!(!candles.is_empty() && candles.iter().all(|row| row["open"].is_number() && number(row, "time") % 300 == 0));
    let funding = get(&mut bench, &format!("/v2/history/candles?symbol=FUNDING%3ABTCUSD&resolution=1h&start=0&end={now}"));
    assert!(!funding["result"].as_array().unwrap().is_empty());
    assert_eq!(number(&get(&mut bench, "/v2/settings")["result"], "server_time") / 1_000_000, now);
}

/// The book that a client keeps from `ob_updates`, and a check of every number and checksum on the way.
fn follow(values: &[Value]) -> (usize, BTreeMap<(bool, String), String>) {
    let (mut book, mut seq, mut changes): (BTreeMap<(bool, String), String>, i64, usize) = (BTreeMap::new(), 0, 0);
    for frame in values.iter().filter(|frame| frame["type"] == "ob_updates" && frame["sy"] == "BTCUSD") {
        if frame["action"] == "snapshot" {
            book.clear();
        } else {
            assert_eq!(number(frame, "seq"), seq + 1);
            changes += 1;
        }
        seq = number(frame, "seq");
        for (buys, side) in [(true, "b"), (false, "a")] {
            for row in frame[side].as_array().unwrap() {
                let (price, size) = (row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned());
                if size == "0" {
                    book.remove(&(buys, price))
                } else {
                    book.insert((buys, price), size)
                };
            }
        }
        assert_eq!(i64::from(sum(&book)), number(frame, "cs"));
    }
    (changes, book)
}

fn sum(book: &BTreeMap<(bool, String), String>) -> u32 {
    let cents = |price: &str| price.replace('.', "").parse::<i64>().unwrap();
    let side = |buys: bool| {
        let mut rows: Vec<(i64, String)> =
            book.iter().filter(|row| row.0.0 == buys).map(|row| (cents(&row.0.1), format!("{}:{}", row.0.1, row.1))).collect();
        rows.sort();
        if buys {
            rows.reverse();
        }
        rows.into_iter().take(10).map(|row| row.1).collect::<Vec<_>>().join(",")
    };
    let text = format!("{}|{}", side(false), side(true));
    !text
        .bytes()
        .fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())))
}

#[test]
fn a_book_is_numbered_one_by_one_and_every_checksum_fits() {
    let mut bench = desk();
    let first = bench.connect("/public");
    bench.send(first, &subscribe("ob_updates", &["BTCUSD"]));
    bench.run_ms(3_050);
    let late = bench.connect("/public");
    bench.send(late, &subscribe("ob_updates", &["BTCUSD"]));
    bench.run_ms(3_000);
    let (changes, early) = follow(&bench.seen[&first].values());
    let (_, joined) = follow(&bench.seen[&late].values());
    assert!(changes > 20, "{changes}");
    assert_eq!(early, joined, "whoever joins later has the same book");
}

#[test]
fn each_socket_speaks_its_own_dialect() {
    let mut bench = desk();
    let frames = |bench: &Bench, conn: ConnId| bench.seen[&conn].values();
    let public = bench.connect("/public");
    let reply = bench.ask(public, &subscribe("v2/ticker", &["BTCUSD"]));
    assert_eq!(reply["channels"][0]["error"], "subscription forbidden on this invalid channel");
    let private = bench.connect("/private");
    let reply = bench.ask(private, &subscribe("orders", &["all"]));
    assert_eq!(reply["channels"][0]["error"], "subscription forbidden on orders. Unauthorized user");
    for (conn, names) in [
        (public, ["ticker", "ob_l1", "ob_l2", "trades", "candlestick_1m"]),
        (private, ["v2/ticker", "l1_orderbook", "l2_orderbook", "all_trades", "candlestick_1m"]),
    ] {
        for name in names {
            bench.send(conn, &subscribe(name, &["BTCUSD"]));
        }
        bench.send(conn, &subscribe("mark_price", &["MARK:BTCUSD"]));
        bench.send(conn, &subscribe("spot_price", &[".DEXBTUSD"]));
        bench.send(conn, &subscribe("funding_rate", &["all"]));
    }
    bench.run_ms(11_000);
    for (conn, names, member) in [
        (public, ["ticker", "ob_l1", "ob_l2", "trades", "candlestick_1m", "mark_price", "spot_price", "funding_rate"], "sy"),
        (
            private,
            ["v2/ticker", "l1_orderbook", "l2_orderbook", "all_trades", "candlestick_1m", "mark_price", "spot_price", "funding_rate"],
            "symbol",
        ),
    ] {
        let seen = frames(&bench, conn);
        for name in names {
            let one = seen.iter().find(|frame| frame["type"] == name).unwrap_or_else(|| panic!("no {name}"));
            assert!(one[member].is_string(), "{one}");
        }
    }
    let held: Value =
        bench.ask(public, r#"{"type":"unsubscribe","payload":{"channels":[{"name":"ticker"},{"name":"ob_l1","symbols":["BTCUSD"]}]}}"#);
    assert!(held["channels"].as_array().unwrap().iter().all(|entry| entry["name"] != "ticker" && entry["name"] != "ob_l1"));
}

#[test]
fn heartbeats_pings_and_idle_connections() {
    let mut bench = desk();
    let (beating, idle) = (bench.connect("/"), bench.connect("/"));
    bench.send(beating, r#"{"type":"enable_heartbeat"}"#);
    assert_eq!(bench.ask(beating, r#"{"type":"ping"}"#)["type"], "pong");
    bench.run_ms(61_000);
    let beats = bench.seen[&beating].values().iter().filter(|frame| frame["type"] == "heartbeat").count();
    assert_eq!((beats, bench.seen[&beating].closed.is_some(), bench.seen[&idle].closed.is_some()), (2, false, true));
}

#[test]
fn symbols_are_bounded_where_the_venue_bounds_them() {
    let mut bench = desk();
    let conn = bench.connect("/");
    let symbols: Vec<String> =
        get(&mut bench, "/v2/products")["result"].as_array().unwrap().iter().map(|row| text(row, "symbol").to_owned()).collect();
    let all: Vec<&str> = symbols.iter().map(String::as_str).collect();
    assert!(bench.ask(conn, &subscribe("ticker", &all))["channels"][0]["error"].is_null());
    assert!(all.len() < 20, "more than twenty would be refused on l2_orderbook");
    // `all` brings no snapshot.
    let before = bench.seen[&conn].texts.len();
    bench.send(conn, &subscribe("trades", &["all"]));
    assert_eq!(bench.seen[&conn].texts.len(), before + 1);
}

#[test]
fn too_many_requests_are_told_when_there_will_be_more() {
    let mut bench = desk();
    bench.fault(r#"{"name":"rest-429"}"#);
    let reply = bench.request("GET", "/v2/settings", &UA, "", "127.0.0.1");
    assert_eq!(reply.status, 429);
    assert!(reply.headers["x-rate-limit-reset"].parse::<i64>().unwrap() <= 300_000);
}

#[test]
fn equal_runs_are_equal() {
    let run = || {
        let mut bench = desk();
        bench.keep_journal = true;
        let conn = bench.connect("/public");
        bench.send(conn, &subscribe("ob_updates", &["BTCUSD", "ETHUSD"]));
        bench.send(conn, &subscribe("trades", &["all"]));
        bench.run_ms(5_000);
        get(&mut bench, "/v2/tickers");
        bench.journal
    };
    assert_eq!(run(), run());
}
