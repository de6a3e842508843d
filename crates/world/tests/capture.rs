//! Recorded traffic of the venue through the production codec and books: nobody had to write the expected values.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use serde_json::Value;
use twinline_binance::Binance;
use twinline_core::book::SyncReason;
use twinline_core::replay::{Line, Replay, Replayed};
use twinline_model::{Bbo, InstrumentId, Timestamp};
use twinline_venue::Frame;

fn lines() -> Vec<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures/binance_usdm.jsonl.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn replay(lines: &[Value]) -> (Vec<Replayed>, Replay) {
    let mut replay = Replay::new(Arc::new(Binance));
    let mut out = Vec::new();
    for line in lines {
        let body = line["body"].to_string();
        let line = match line["kind"].as_str().unwrap() {
            "ws_open" => Line::Open { url: line["url"].as_str().unwrap() },
            "http_response" => Line::Response { url: line["url"].as_str().unwrap(), body: body.as_bytes() },
            "ws_received" => Line::Received(Frame::Text(line["text"].as_str().unwrap())),
            other => panic!("{other}"),
        };
        replay.line(Timestamp::default(), line, &mut out).unwrap();
    }
    (out, replay)
}

fn quotes(out: &[Replayed]) -> Vec<(InstrumentId, u64, Bbo)> {
    out.iter()
        .filter_map(|told| match told {
            Replayed::Bbo { instrument, venue_seq, bbo } => Some((instrument.clone(), *venue_seq, *bbo)),
            _ => None,
        })
        .collect()
}

/// The recorded frame's payload, if it is a depth update of this symbol.
fn depth_of(line: &Value, symbol: &str) -> Option<Value> {
    let frame: Value = serde_json::from_str(line["text"].as_str()?).ok()?;
    let data = &frame["data"];
    (data["e"] == "depthUpdate" && data["s"] == symbol).then(|| data.clone())
}

/// Places of the depth updates of one symbol that come well after its snapshot.
fn later_deltas(lines: &[Value], symbol: &str) -> Vec<usize> {
    let all: Vec<usize> = (0..lines.len()).filter(|nth| depth_of(&lines[*nth], symbol).is_some()).collect();
    all[all.len() / 2..].to_vec()
}

#[test]
fn the_top_of_the_book_is_the_venues_own_at_all_comparable_updates() {
    let lines = lines();
    let (out, replay) = replay(&lines);
    let mut tickers: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in &lines {
        let Some(frame) = line["text"].as_str().and_then(|text| serde_json::from_str::<Value>(text).ok()) else { continue };
        if frame["data"]["e"] == "bookTicker" {
            tickers.entry(frame["data"]["s"].as_str().unwrap().to_owned()).or_default().push(frame["data"].clone());
        }
    }
    let (mut compared, quotes) = (0, quotes(&out));
    for (instrument, venue_seq, bbo) in &quotes {
        let ticker = tickers[instrument.symbol()].iter().rfind(|ticker| ticker["u"].as_u64().unwrap() <= *venue_seq);
        let Some(ticker) = ticker else { continue };
        let (bid, ask) = (bbo.bid.unwrap(), bbo.ask.unwrap());
        let ours = [bid.price.to_string(), bid.size.to_string(), ask.price.to_string(), ask.size.to_string()];
        let theirs = ["b", "B", "a", "A"].map(|name| ticker[name].as_str().unwrap().to_owned());
        assert_eq!(ours, theirs, "{instrument} at {venue_seq}");
        compared += 1;
    }
    assert_eq!((compared, quotes.len()), (744, 752));
    assert_eq!(replay.counters().gaps, 0);
    assert_eq!(replay.counters().frames, 1_535);
    assert!(!out.iter().any(|told| matches!(told, Replayed::Odd(_))), "{:?}", out.iter().find(|told| matches!(told, Replayed::Odd(_))));
}

#[test]
fn a_removed_delta_silences_that_book_alone() {
    let whole = lines();
    let (before, _) = replay(&whole);
    for symbol in ["SUSHIUSDT", "AKROUSDT", "KEEPUSDT", "CTKUSDT"] {
        let at = later_deltas(&whole, symbol)[3];
        let (removed, next) = (depth_of(&whole[at], symbol).unwrap(), later_deltas(&whole, symbol)[4]);
        let mut lines = whole.clone();
        lines.remove(at);
        let (out, _) = replay(&lines);
        let syncing: Vec<_> = out
            .iter()
            .filter_map(|told| if let Replayed::Syncing { instrument, reason } = told { Some((instrument.symbol(), reason)) } else { None })
            .collect();
        let got = depth_of(&whole[next], symbol).unwrap()["pu"].as_u64().unwrap();
        assert_eq!(syncing, [(symbol, &SyncReason::Gap { expected: removed["pu"].as_u64().unwrap(), got })]);
        assert_others_untouched(&before, &out, symbol);
        let last = quotes(&out).into_iter().rfind(|quote| quote.0.symbol() == symbol).unwrap().1;
        assert_eq!(last, removed["pu"].as_u64().unwrap(), "no line after the gap");
    }
}

#[test]
fn swapped_deltas_silence_that_book_alone() {
    let whole = lines();
    let (before, _) = replay(&whole);
    let places = later_deltas(&whole, "KEEPUSDT");
    let mut lines = whole.clone();
    lines.swap(places[2], places[3]);
    let (out, replay) = replay(&lines);
    assert_eq!(replay.counters().gaps, 1);
    assert_others_untouched(&before, &out, "KEEPUSDT");
    let first = depth_of(&whole[places[2]], "KEEPUSDT").unwrap()["pu"].as_u64().unwrap();
    assert_eq!(quotes(&out).into_iter().rfind(|quote| quote.0.symbol() == "KEEPUSDT").unwrap().1, first);
}

#[test]
fn a_repeated_delta_is_ignored_and_counted() {
    let whole = lines();
    let (before, first) = replay(&whole);
    let at = later_deltas(&whole, "SUSHIUSDT")[5];
    let mut lines = whole.clone();
    lines.insert(at + 1, whole[at].clone());
    let (out, second) = replay(&lines);
    assert_eq!(out, before);
    assert_eq!(second.counters().ignored, first.counters().ignored + 1);
    assert_eq!(second.counters().gaps, 0);
}

fn assert_others_untouched(before: &[Replayed], after: &[Replayed], symbol: &str) {
    let others = |out: &[Replayed]| quotes(out).into_iter().filter(|quote| quote.0.symbol() != symbol).collect::<Vec<_>>();
    assert_eq!(others(before), others(after));
}
