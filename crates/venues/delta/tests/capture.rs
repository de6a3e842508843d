//! A recording of real traffic decodes whole: every line, nothing odd, nothing refused.

mod support;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use flate2::read::GzDecoder;
use serde_json::Value;
use support::{capture, facts_json, link, view};
use twinline_delta::{Delta, PUBLIC};
use twinline_model::{InstrumentKind, InstrumentStatus, OptionRight};
use twinline_venue::{Codec, Fact, Facts, Frame, Instruments, Outcome, Recognised, Recorded, Reply, View};

fn lines() -> Vec<Value> {
    let lines = BufReader::new(GzDecoder::new(File::open(capture()).unwrap())).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

/// Decodes one line; instruments that it brings are known to the next.
fn decode(line: &Value, view: &mut View, out: &mut Facts) {
    let text = |name: &str| line[name].as_str().unwrap();
    match text("kind") {
        "ws_open" => {
            let expected = Some(Recognised::Link { kind: PUBLIC, names: Vec::new() });
            assert_eq!(Delta.recognise(view, Recorded::Open { url: text("url") }), expected);
        }
        "ws_sent" => {
            let Some(Recognised::Names { added, removed }) = Delta.recognise(view, Recorded::Sent { body: &line["body"].to_string() })
            else {
                panic!("{line}");
            };
            assert_eq!((added.len(), added[0].as_str(), removed.len()), (30, "candlestick_1m.C-ETH-3200-311221", 0));
        }
        "ws_received" => Delta.decode_frame(view, link(), Frame::Text(text("text")), out).unwrap(),
        "http_response" => {
            let Some(Recognised::Step(step)) = Delta.recognise(view, Recorded::Response { url: text("url") }) else {
                panic!("{line}");
            };
            let body = line["body"].to_string();
            let outcome = Delta.decode_reply(view, &step, Reply::Http { status: 200, body: body.as_bytes() }, out);
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
    assert_eq!(lines.len(), 323);
    for line in &lines {
        out.clear();
        decode(line, &mut view, &mut out);
        assert!(out.oddities().is_empty(), "{:?}", out.oddities());
        for fact in facts_json::facts(&view, &out).as_array().unwrap() {
            *counts.entry(fact.as_object().unwrap().keys().next().unwrap().clone()).or_default() += 1;
        }
    }
    let counts: Vec<_> = counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    // Ten candles without a trade, hence without prices, say nothing.
    assert_eq!(counts, [("book_snapshot", 309), ("instruments", 1), ("subscriptions", 1)]);
}

#[test]
fn levels_are_what_is_on_the_wire() {
    let mut view = view([]);
    for line in &lines() {
        let mut out = Facts::new();
        decode(line, &mut view, &mut out);
        let Some(payload) = line["text"].as_str().map(|text| serde_json::from_str::<Value>(text).unwrap()) else { continue };
        for fact in out.items() {
            let Fact::BookSnapshot(book) = fact else { continue };
            let instrument = view.instruments.get(book.ix);
            let each = instrument.contract_size.value();
            for (span, side) in [(book.bids, "buy"), (book.asks, "sell")] {
                let rows = payload[side].as_array().unwrap();
                assert_eq!(out.levels(span).len(), rows.len());
                for (level, row) in out.levels(span).iter().zip(rows) {
                    let mut price = String::new();
                    twinline_model::format_scaled(level.price, instrument.price_scale, &mut price);
                    assert_eq!(price, row["limit_price"].as_str().unwrap());
                    // Contracts again: the size over what one is worth.
                    let units = i128::from(row["size"].as_i64().unwrap()) * each.mantissa();
                    let places = u32::from(instrument.size_scale) - each.scale();
                    assert_eq!(i128::from(level.size), units * 10i128.pow(places), "{line}");
                }
            }
        }
    }
}

#[test]
fn the_recorded_products_are_what_the_venue_lists() {
    let mut view = view([]);
    decode(&lines()[0], &mut view, &mut Facts::new());
    assert_eq!(view.instruments.len(), 740);
    let find = |symbol: &str| view.instruments.get(view.instruments.find(symbol).unwrap()).clone();
    let option = find("C-ETH-3200-311221");
    assert_eq!((option.kind, option.alias.as_str()), (InstrumentKind::Option, "ETH/USDT:USDT-211231-3200-C"));
    assert_eq!((option.price_scale, option.size_scale, option.contract_size.to_string()), (2, 2, "0.01".to_owned()));
    assert_eq!(option.expiry.unwrap().to_string(), "2021-12-31T12:00:00.000000000Z");
    let terms = option.option.unwrap();
    assert_eq!((terms.right, terms.strike.to_string()), (OptionRight::Call, "3200".to_owned()));
    let perpetual = find("BTCUSDT");
    assert!(!perpetual.inverse && perpetual.option.is_none());
    assert_eq!((perpetual.kind, perpetual.alias.as_str(), perpetual.expiry), (InstrumentKind::Perpetual, "BTC/USDT:USDT", None));
    assert_eq!((perpetual.lot_size.to_string(), perpetual.limits.max_qty.unwrap().to_string()), ("0.001".to_owned(), "161.709".to_owned()));
    // An inverse contract is one dollar: quantities are dollars, exactly.
    let inverse = find("BTCUSD_31Dec");
    assert_eq!((inverse.alias.as_str(), inverse.base.as_str(), inverse.settle.as_str()), ("BTC/USD:BTC-211231", "BTC", "BTC"));
    assert_eq!((inverse.contract_size.to_string(), inverse.size_scale, inverse.inverse), ("1".to_owned(), 0, true));
    let spot = find("BTC_USDT");
    assert_eq!((spot.kind, spot.alias.as_str(), spot.settle.as_str()), (InstrumentKind::Spot, "BTC/USDT", "BTC"));
    assert_eq!((spot.lot_size.to_string(), spot.limits.min_qty.unwrap().to_string()), ("0.000001".to_owned(), "0.000005".to_owned()));
    assert!(view.instruments.iter().all(|row| row.status == InstrumentStatus::Trading));
    let kinds = |kind| view.instruments.iter().filter(|row| row.kind == kind).count();
    let all = [InstrumentKind::Option, InstrumentKind::Perpetual, InstrumentKind::Future, InstrumentKind::Spot].map(kinds);
    assert_eq!(all, [609, 110, 18, 3]);
}
