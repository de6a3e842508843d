//! Every public payload of this venue's vectors decodes to the facts that are written beside it.
//!
//! A facts file holds the expectation; `TWINLINE_WRITE_FACTS=1` writes anew what is expected, to be compared with the
//! protocol's documents before it is kept.

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{documented, facts_json, link, messages, payloads, text, vectors, view};
use twinline_delta::{Delta, SPEC};
use twinline_model::Timestamp;
use twinline_venue::{Codec, Facts, Frame, Recognised, Recorded, Reply, Step, View};

/// Checks what came out against a facts file, or writes it if that is asked for.
fn check(file: &str, got: &Value) {
    let path = vectors().join(file.replace(".json", ".facts.json"));
    if std::env::var_os("TWINLINE_WRITE_FACTS").is_some() {
        fs::write(&path, facts_json::written(got)).unwrap();
        return;
    }
    let expected: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|_| panic!("no facts for {file}"))).unwrap();
    if *got != expected {
        panic!("{file}\n--- expected\n{}--- got\n{}", facts_json::written(&expected), facts_json::written(got));
    }
}

/// What frames of one link say, one after the other.
fn told(view: &View, frames: &[String]) -> Value {
    let (mut facts, mut oddities) = (Vec::new(), Vec::new());
    for frame in frames {
        let mut out = Facts::new();
        Delta.decode_frame(view, link(), Frame::Text(frame), &mut out).unwrap_or_else(|error| panic!("{error}: {frame}"));
        facts.push(facts_json::facts(view, &out));
        oddities.extend(facts_json::oddities(&out).as_array().unwrap().clone());
    }
    json!({"facts": facts, "oddities": oddities})
}

#[test]
fn streams_of_both_dialects() {
    let view = view(documented());
    let all: Vec<String> = ["samples/ws_public", "samples/ws_legacy"].into_iter().flat_map(payloads).collect();
    assert_eq!(all.len(), 13 + 17);
    for file in all {
        let mut frames = messages(&file);
        // The documented sample has no type; live frames have one (see the observed one beside it).
        if file == "samples/ws_legacy/v2_ticker.json" {
            frames[0] = frames[0].replacen('{', r#"{"type":"v2/ticker","#, 1);
        }
        check(&file, &told(&view, &frames));
    }
}

#[test]
fn answers_of_the_sockets() {
    let view = view(documented());
    for file in payloads("samples/ws_control") {
        check(&file, &told(&view, &messages(&file)));
    }
}

/// The question that a sample of REST answers.
fn url(file: &str) -> String {
    let name = file.trim_start_matches("samples/rest/").trim_end_matches(".json");
    let path = match name {
        "docs_products" | "ccxt_products" => "products?page_size=500",
        "docs_ticker" => "tickers/BTCUSD",
        "docs_l2orderbook" => "l2orderbook/BTCUSD?depth=1",
        "ccxt_l2orderbook" => "l2orderbook/BTCUSDT?depth=3",
        "docs_trades" => "trades/BTCUSD",
        "ccxt_trades" => "trades/BTCUSDT",
        "docs_candles" | "ccxt_candles" => "history/candles?symbol=BTCUSD&resolution=1m&start=1605393120&end=1605393300",
        "ccxt_settings" => "settings",
        other => panic!("{other}"),
    };
    format!("https://api.india.delta.exchange/v2/{path}")
}

/// Not asked for as they are: lists of tickers, single products; their rows are asked for below.
const ROWS: [&str; 4] = ["docs_tickers", "ccxt_tickers", "docs_product", "ccxt_positions_margined_2026"];

#[test]
fn answers() {
    let view = view(documented());
    for file in payloads("samples/rest").into_iter().filter(|file| !ROWS.iter().any(|row| file.ends_with(&format!("/{row}.json")))) {
        let Some(Recognised::Step(step)) = Delta.recognise(&view, Recorded::Response { url: &url(&file) }) else {
            panic!("{file} is not recognised");
        };
        let encoded = Delta.encode_step(&view, Timestamp::from_millis(1_605_393_300_000), &step).unwrap();
        assert_eq!(encoded.url, url(&file));
        check(&file, &reply(&view, &step, &text(&file)));
    }
}

fn reply(view: &View, step: &Step, body: &str) -> Value {
    let mut out = Facts::new();
    let outcome = Delta.decode_reply(view, step, Reply::Http { status: 200, body: body.as_bytes() }, &mut out);
    json!({"outcome": facts_json::outcome(&outcome), "facts": facts_json::facts(view, &out), "oddities": facts_json::oddities(&out)})
}

#[test]
fn rows_of_tickers_are_read_for_quotes_marks_and_days() {
    let rows: Vec<Value> = ["docs_tickers", "ccxt_tickers"]
        .into_iter()
        .flat_map(|name| support::json(&format!("samples/rest/{name}.json"))["result"].as_array().unwrap().clone())
        .collect();
    let mut got = Vec::new();
    for row in &rows {
        let symbol = row["symbol"].as_str().unwrap();
        let view = view([support::instrument(symbol, 1, "0.001")]);
        let instrument = || format!("delta:{symbol}").parse().unwrap();
        let body = json!({"success": true, "result": row}).to_string();
        for step in
            [Step::Bbo { instrument: instrument() }, Step::Mark { instrument: instrument() }, Step::Ticker { instrument: instrument() }]
        {
            got.push(reply(&view, &step, &body));
        }
    }
    check("samples/rest/ccxt_tickers.json", &json!({"answers": got}));
}

#[test]
fn single_products_are_read_like_listed_ones() {
    let full = support::json("samples/rest/ccxt_positions_margined_2026.json")["result"][0]["product"].clone();
    let docs = support::json("samples/rest/docs_product.json")["result"].clone();
    let body = json!({"success": true, "result": [full, docs], "meta": {"after": "g3QAAA", "before": null}}).to_string();
    let view = view([]);
    let got = reply(&view, &Step::Instruments, &body);
    check("samples/rest/docs_product.json", &got);
    let after = Step::MoreInstruments { after: "g3QAAA".to_owned() };
    let url = Delta.encode_step(&view, Timestamp::default(), &after).unwrap().url;
    assert_eq!(url, "https://api.india.delta.exchange/v2/products?page_size=500&after=g3QAAA");
    assert_eq!(Delta.recognise(&view, Recorded::Response { url: &url }), Some(Recognised::Step(after.clone())));
    // A cursor that leads back to itself ends the list.
    assert_eq!(reply(&view, &after, &body)["outcome"], "done");
}

#[test]
fn refusals() {
    let view = view(documented());
    let rows = support::json("samples/errors/rest_errors.json");
    let outcomes = rows.as_array().unwrap().iter().map(|row| {
        let (body, mut out) = (row["body"].to_string(), Facts::new());
        let status = u16::try_from(row["http_status"].as_u64().unwrap()).unwrap();
        let outcome = Delta.decode_reply(&view, &Step::ServerTime, Reply::Http { status, body: body.as_bytes() }, &mut out);
        assert!(out.items().is_empty() && out.oddities().is_empty(), "{row}: {:?}", out.oddities());
        json!([status, row["body"]["error"], facts_json::outcome(&outcome)])
    });
    check("samples/errors/rest_errors.json", &json!({"outcomes": outcomes.collect::<Vec<_>>()}));
}

#[test]
fn the_table_is_of_this_venue() {
    assert_eq!((SPEC.name, SPEC.environments.len()), ("delta", 4));
}
