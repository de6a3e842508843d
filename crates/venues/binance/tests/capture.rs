//! A recording of real traffic decodes whole: every line, nothing odd, nothing refused.

mod support;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use flate2::read::GzDecoder;
use serde_json::Value;
use support::{facts_json, files, public_link, view};
use twinline_binance::{Binance, PUBLIC};
use twinline_model::{InstrumentKind, InstrumentStatus, Interval};
use twinline_venue::{Codec, Fact, Facts, Frame, Instruments, Outcome, Recognised, Recorded, Reply, View};

fn lines() -> Vec<Value> {
    let file = File::open(files::captures().join("binance_usdm.jsonl.gz")).unwrap();
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

/// Decodes one line; instruments that it brings are known to the next.
fn decode(line: &Value, view: &mut View, out: &mut Facts) {
    let text = |name: &str| line[name].as_str().unwrap();
    match text("kind") {
        "ws_open" => {
            let Some(Recognised::Link { kind, names }) = Binance.recognise(view, Recorded::Open { url: text("url") }) else {
                panic!("{line}");
            };
            assert_eq!((kind, names.len(), names[0].as_str()), (PUBLIC, 16, "sushiusdt@aggTrade"));
        }
        "ws_received" => Binance.decode_frame(view, public_link(), Frame::Text(text("text")), out).unwrap(),
        "http_response" => {
            let Some(Recognised::Step(step)) = Binance.recognise(view, Recorded::Response { url: text("url") }) else {
                panic!("{line}");
            };
            let body = line["body"].to_string();
            let outcome = Binance.decode_reply(view, &step, Reply::Http { status: 200, body: body.as_bytes() }, out);
            assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
        }
        other => panic!("line of kind {other}"),
    }
    for fact in out.items() {
        if let Fact::Instruments(all) = fact {
            view.instruments = Arc::new(Instruments::from_list(all.iter().cloned()));
        }
    }
}

#[test]
fn the_whole_recording_decodes_without_an_oddity() {
    let mut view = view([]);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut out = Facts::new();
    let lines = lines();
    assert_eq!(lines.len(), 1541);
    for line in &lines {
        out.clear();
        decode(line, &mut view, &mut out);
        assert!(out.oddities().is_empty(), "{:?}", out.oddities());
        for fact in facts_json::facts(&view, &out).as_array().unwrap() {
            *counts.entry(fact.as_object().unwrap().keys().next().unwrap().clone()).or_default() += 1;
        }
    }
    let counts: Vec<_> = counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    let expected =
        [("bbo", 613), ("book_delta", 764), ("book_snapshot", 4), ("candle", 67), ("instruments", 1), ("limits", 1), ("trade", 91)];
    assert_eq!(counts, expected);
}

#[test]
fn levels_are_written_as_on_the_wire() {
    let mut view = view([]);
    for line in &lines() {
        let mut out = Facts::new();
        decode(line, &mut view, &mut out);
        let (payload, sides) = match (line["kind"].as_str().unwrap(), line["text"].as_str()) {
            ("ws_received", Some(text)) => (serde_json::from_str::<Value>(text).unwrap()["data"].take(), ["b", "a"]),
            _ => (line["body"].clone(), ["bids", "asks"]),
        };
        for fact in facts_json::facts(&view, &out).as_array().unwrap() {
            let (name, book) = fact.as_object().unwrap().iter().next().unwrap();
            if name.starts_with("book") {
                assert_eq!([&book["bids"], &book["asks"]], sides.map(|side| &payload[side]), "{line}");
            }
        }
    }
}

#[test]
fn the_recorded_instruments_are_what_the_venue_lists() {
    let mut view = view([]);
    decode(&lines()[0], &mut view, &mut Facts::new());
    assert_eq!(view.instruments.len(), 122);
    let find = |symbol: &str| view.instruments.get(view.instruments.find(symbol).unwrap()).clone();
    let sushi = find("SUSHIUSDT");
    assert_eq!((sushi.price_scale, sushi.size_scale, sushi.tick_size.to_string()), (4, 0, "0.0010".to_owned()));
    assert_eq!((sushi.alias.as_str(), sushi.expiry, sushi.kind), ("SUSHI/USDT:USDT", None, InstrumentKind::Perpetual));
    let quarter = find("BTCUSDT_210924");
    assert_eq!((quarter.alias.as_str(), quarter.kind), ("BTC/USDT:USDT-210924", InstrumentKind::Future));
    assert_eq!(quarter.expiry.unwrap().to_string(), "2021-09-24T08:00:00.000000000Z");
    let pending = find("BTCSTUSDT");
    assert_eq!((&pending.status, pending.kind), (&InstrumentStatus::Pending, InstrumentKind::Perpetual));
    assert_eq!(view.instruments.iter().filter(|row| row.quote == "BUSD").count(), 2);
}

#[test]
fn the_recorded_candles_close_once_a_minute() {
    let mut view = view([]);
    let mut closed = 0;
    for line in &lines() {
        let mut out = Facts::new();
        decode(line, &mut view, &mut out);
        for fact in out.items() {
            if let Fact::Candle { candle, .. } = fact {
                assert_eq!(candle.interval, Interval::M1);
                closed += usize::from(candle.closed);
            }
        }
    }
    assert!(closed <= 4, "{closed} of four instruments within 30 s");
}
