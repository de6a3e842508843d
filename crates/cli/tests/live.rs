//! Market data from a simulated venue through the real loop and the real doors to real clients.

mod harness;

use std::collections::BTreeMap;

use harness::{Chain, World, next, say, subscribe, until};
use serde_json::{Value, json};
use twinline_model::{Price, Qty};

const SYMBOL: &str = "binance:BTCUSDT";

fn topics() -> Vec<String> {
    ["bbo", "book", "trades", "mark", "ticker"]
        .iter()
        .map(|kind| format!("{kind}.{SYMBOL}"))
        .chain([format!("candles.{SYMBOL}.1m")])
        .collect()
}

/// Levels of one side as a client keeps them.
fn fold(side: &mut BTreeMap<Price, String>, rows: &Value) {
    for row in rows.as_array().unwrap() {
        let (price, size) = (row[0].as_str().unwrap().parse().unwrap(), row[1].as_str().unwrap());
        if size.parse::<Qty>().unwrap().is_zero() {
            assert_eq!(size, "0");
            side.remove(&price);
        } else {
            side.insert(price, size.to_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_topic_begins_with_a_snapshot_and_misses_nothing() {
    let world = World::start(1).await;
    let mut socket = world.connect().await;
    let topics = topics();
    subscribe(&mut socket, &topics.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(next(&mut socket).await["type"], "subscribed");
    let mut chains: BTreeMap<String, Chain> = BTreeMap::new();
    while topics.iter().any(|topic| chains.get(topic).is_none_or(|chain| !chain.live || chain.events == 0)) {
        let message = next(&mut socket).await;
        chains.entry(message["topic"].as_str().unwrap().to_owned()).or_default().take(&message);
        for member in ["ts_emit", "freshness"] {
            assert!(!message[member].is_null(), "{member}: {message}");
        }
    }
    assert!(chains.values().all(|chain| chain.merged == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_kept_by_a_client_is_the_venues_book() {
    let world = World::start(2).await;
    let mut socket = world.connect().await;
    subscribe(&mut socket, &[&format!("book.{SYMBOL}")]).await;
    assert_eq!(next(&mut socket).await["type"], "subscribed");
    let (mut bids, mut asks) = (BTreeMap::new(), BTreeMap::new());
    let mut chain = Chain::default();
    let mut compared = 0;
    while compared < 5 {
        let message = next(&mut socket).await;
        chain.take(&message);
        if message["type"] == "state" || message["data"].is_null() {
            continue;
        }
        if message["type"] == "snapshot" {
            (bids, asks) = (BTreeMap::new(), BTreeMap::new());
        }
        fold(&mut bids, &message["data"]["bids"]);
        fold(&mut asks, &message["data"]["asks"]);
        if chain.events % 10 == 9 && message["type"] == "event" {
            let number = message["data"]["venue_seq"].as_str().unwrap();
            let truth = world.control("GET", &format!("/truth?symbol=BTCUSDT&u={number}"), "").await;
            let top =
                |rows: &Value| rows.as_array().unwrap().iter().take(20).map(|row| (row[0].clone(), row[1].clone())).collect::<Vec<_>>();
            let ours = |levels: Vec<(&Price, &String)>| {
                levels.into_iter().take(20).map(|(price, size)| (json!(price), json!(size))).collect::<Vec<_>>()
            };
            assert_eq!(ours(bids.iter().rev().collect()), top(&truth["bids"]), "bids at {number}");
            assert_eq!(ours(asks.iter().collect()), top(&truth["asks"]), "asks at {number}");
            compared += 1;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_given_snapshots_and_others_notice_nothing() {
    let world = World::start(3).await;
    let book = format!("book.{SYMBOL}");
    let mut quick = world.connect().await;
    subscribe(&mut quick, &[&book]).await;
    assert_eq!(next(&mut quick).await["type"], "subscribed");
    let mut slow = world.connect_narrow().await;
    // Each request is worth a whole book; nothing of it is read until changes had to be merged.
    let merged = || world.app.gateway.totals().counted().merged;
    let mut quick_chain = Chain::default();
    let mut asked = 0;
    while merged() == 0 || !quick_chain.live {
        asked += 1;
        assert!(asked < 2_000, "the slow reader was never too slow");
        subscribe(&mut slow, &[&book]).await;
        quick_chain.take(&next(&mut quick).await);
    }
    let before = quick_chain.events;
    while quick_chain.events < before + 20 {
        quick_chain.take(&next(&mut quick).await);
    }
    assert_eq!(quick_chain.merged, 0, "the quick reader misses nothing");
    let mut chain = Chain::default();
    let (mut seen_merged, mut after) = (false, 0);
    while !seen_merged || after < 5 {
        let message = next(&mut slow).await;
        if message["topic"] == book.as_str() {
            chain.take(&message);
            seen_merged |= chain.merged > 0;
            after += usize::from(seen_merged && message["type"] == "event");
        }
    }
    assert!(chain.snapshots > 1 && chain.live);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_are_killed_resume_by_snapshot() {
    let world = World::start(4).await;
    let topics = topics();
    let names: Vec<&str> = topics.iter().map(String::as_str).collect();
    let mut places: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for kill in 0..60 {
        let mut socket = world.connect().await;
        subscribe(&mut socket, &names).await;
        let mut chains: BTreeMap<String, Chain> = BTreeMap::new();
        for _ in 0..(names.len() * 2 + kill % 7) {
            let message = next(&mut socket).await;
            let Some(topic) = message["topic"].as_str() else { continue };
            chains.entry(topic.to_owned()).or_default().take(&message);
            let place = (message["epoch"].as_u64().unwrap(), message["seq"].as_u64().unwrap());
            let held = places.entry(topic.to_owned()).or_default();
            assert!(place >= *held, "{topic}: history never goes back");
            *held = place;
        }
        drop(socket);
    }
    until("all readers are forgotten", || world.app.gateway.totals().counted().readers == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pulled_plug_shows_is_repaired_and_leaves_a_receipt() {
    let world = World::start(5).await;
    let mut socket = world.connect().await;
    let bbo = format!("trades.{SYMBOL}");
    subscribe(&mut socket, &["connections", &bbo]).await;
    let mut chains: BTreeMap<String, Chain> = BTreeMap::new();
    let step = |message: &Value, chains: &mut BTreeMap<String, Chain>| {
        if let Some(topic) = message["topic"].as_str() {
            chains.entry(topic.to_owned()).or_default().take(message);
        }
    };
    while !chains.get(&bbo).is_some_and(|chain| chain.live && chain.events > 3) {
        step(&next(&mut socket).await, &mut chains);
    }
    world.control("POST", "/faults", r#"{"name":"ws-cut"}"#).await;
    let mut dull = false;
    let mut receipt = Value::Null;
    while !dull || receipt.is_null() || !chains[&bbo].live {
        let message = next(&mut socket).await;
        step(&message, &mut chains);
        dull |= message["topic"] == bbo.as_str() && message["freshness"] != "live";
        if let Some(row) = message["data"]["repairs"].as_array().and_then(|rows| rows.iter().find(|row| row["channel"] == "trades")) {
            receipt = row.clone();
        }
    }
    assert_eq!((&receipt["venue"], &receipt["instrument"]), (&json!("binance"), &json!(SYMBOL)), "{receipt}");
    assert!(receipt["took_ms"].as_i64().unwrap() >= 0 && receipt["id"].is_string());
    let (status, repairs) = world.get("/repairs?venue=binance").await;
    assert_eq!(status, 200);
    assert!(repairs["data"].as_array().unwrap().iter().any(|row| row["id"] == receipt["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_over_http_are_answered_without_anybody_subscribed() {
    let world = World::start(6).await;
    let at = |what: &str| format!("/instruments/{SYMBOL}{what}");
    let (status, book) = world.get(&at("/book?depth=3")).await;
    assert_eq!((status, book["bids"].as_array().unwrap().len(), book["freshness"].as_str()), (200, 3, Some("live")), "{book}");
    let (status, ticker) = world.get(&at("/ticker")).await;
    assert_eq!(status, 200);
    for member in ["ticker", "bbo", "mark"] {
        assert!(!ticker[member].is_null(), "{member}: {ticker}");
    }
    let (_, alias) = world.get("/instruments/BTC%2FUSDT:USDT?venue=binance").await;
    assert_eq!(alias["instrument"], SYMBOL);
    let (status, missing) = world.get("/instruments/binance:BTCUSDX/book").await;
    assert_eq!((status, missing["code"].as_str()), (404, Some("unknown_instrument")));
    assert!(missing["detail"].as_str().unwrap().contains("did you mean binance:BTCUSDT?"));
    let (_, funding) = world.get(&at("/funding?limit=3")).await;
    assert_eq!(funding["data"].as_array().unwrap().len(), 3);
    let (status, limits) = world.get("/limits").await;
    assert!(status == 200 && !limits["data"].as_array().unwrap().is_empty());
}

/// Pages put together are what one page would have been.
async fn check_pages(world: &World, path: &str, key: &str, newest_first: bool) {
    let mut keys: Vec<String> = Vec::new();
    let mut cursor = String::new();
    for _ in 0..3 {
        let (status, page) = world.get(&format!("{path}&limit=7{cursor}")).await;
        assert_eq!(status, 200, "{page}");
        let mut rows: Vec<String> = page["data"].as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().to_owned()).collect();
        assert_eq!(rows.len(), 7, "{path}");
        if newest_first {
            keys.extend(rows);
        } else {
            // Pages go back in time, rows within a page go forth.
            rows.reverse();
            keys.extend(rows);
        }
        cursor = format!("&cursor={}", page["next"].as_str().unwrap());
    }
    let number = |text: &String| text.parse::<u64>().ok();
    assert!(keys.windows(2).all(|pair| pair[0] > pair[1]), "{keys:?}");
    if let Some(first) = number(&keys[0]) {
        let expected: Vec<u64> = (0..21).map(|back| first - back).collect();
        assert_eq!(keys.iter().filter_map(number).collect::<Vec<_>>(), expected, "no trade is missing between pages");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_fit_together() {
    let world = World::start(7).await;
    check_pages(&world, &format!("/instruments/{SYMBOL}/trades?venue=binance"), "id", true).await;
    check_pages(&world, &format!("/instruments/{SYMBOL}/candles?interval=1m"), "open_ts", false).await;
    let (_, all) = world.get("/instruments?limit=1").await;
    let mut found = vec![all["data"][0]["instrument"].clone()];
    let mut next = all["next"].clone();
    while let Some(cursor) = next.as_str() {
        let (_, page) = world.get(&format!("/instruments?limit=1&cursor={cursor}")).await;
        found.push(page["data"][0]["instrument"].clone());
        next = page["next"].clone();
    }
    let (_, whole) = world.get("/instruments").await;
    let names: Vec<Value> = whole["data"].as_array().unwrap().iter().map(|row| row["instrument"].clone()).collect();
    assert_eq!(found, names);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_held_that_nobody_wants_and_an_unknown_name_is_said_so() {
    let world = World::start(8).await;
    let mut socket = world.connect().await;
    subscribe(&mut socket, &["bbo.binance:BTC/USDT:USDT"]).await;
    assert_eq!(next(&mut socket).await["topics"], json!([format!("bbo.{SYMBOL}")]), "by its own name");
    let held = || world.app.gateway.connections(None).channels.iter().filter(|row| row.key.channel == "bbo").count();
    until("the stream is held", || held() == 1).await;
    subscribe(&mut socket, &["bbo.binance:NOPE"]).await;
    let refused = loop {
        let message = next(&mut socket).await;
        if message["type"] == "error" {
            break message;
        }
    };
    assert_eq!((&refused["code"], &refused["topic"]), (&json!("unknown_instrument"), &json!("bbo.binance:NOPE")));
    say(&mut socket, json!({"op": "unsubscribe", "id": 2, "topics": [format!("bbo.{SYMBOL}")]})).await;
    while next(&mut socket).await["type"] != "unsubscribed" {}
    say(&mut socket, json!({"op": "ping", "id": 3})).await;
    assert_eq!(next(&mut socket).await, json!({"type": "pong", "id": 3}), "nothing of the topic comes after the answer");
}
