//! Every public payload of this venue's vectors decodes to the facts that are written beside it.
//!
//! A facts file says what it assumes (instruments, for a bare stream its name, for an answer the URL) and what is
//! expected (facts, oddities, for an answer what became of the step). It is the expectation: `TWINLINE_WRITE_FACTS=1`
//! writes anew what is expected, to be compared with the protocol's documents before it is kept.

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{assumed, facts_json, files};
use twinline_binance::Binance;
use twinline_venue::{Codec, Facts, Frame, LinkId, Recognised, Recorded, Reply, Step, View};

#[test]
fn every_public_payload_has_its_facts() {
    let missing: Vec<_> = files::expected_payloads().into_iter().filter(|file| !files::facts_path(file).exists()).collect();
    assert!(missing.is_empty(), "no facts for {missing:?}; private ones and those that no step asks for are listed in files.rs");
}

#[test]
fn the_lists_name_nothing_that_is_not_there() {
    let all = files::payloads();
    for row in [files::PRIVATE, files::PRIVATE_NOT_ASKED, files::NOT_ASKED].into_iter().flatten() {
        assert!(all.iter().any(|file| files::listed(&[*row], file)), "{row}");
    }
}

/// Checks a payload against its facts file, or writes what came out if that is asked for.
fn check(file: &str, decode: impl FnOnce(&Value, &Value) -> Value) {
    let payload: Value = serde_json::from_str(&files::text(file)).unwrap();
    let path = files::facts_path(file);
    let expected: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|_| panic!("no facts for {file}"))).unwrap();
    let mut got = expected.clone();
    for (name, member) in decode(&expected, &payload).as_object().unwrap() {
        got[name] = member.clone();
    }
    if std::env::var_os("TWINLINE_WRITE_FACTS").is_some() {
        fs::write(&path, facts_json::written(&got)).unwrap();
        return;
    }
    if got != expected {
        panic!("{file}\n--- expected\n{}--- got\n{}", facts_json::written(&expected), facts_json::written(&got));
    }
}

fn of_folder(folder: &str) -> Vec<String> {
    files::expected_payloads().into_iter().filter(|file| file.starts_with(folder)).collect()
}

fn frame(view: &View, link: LinkId, text: &str, out: &mut Facts) {
    Binance.decode_frame(view, link, Frame::Text(text), out).unwrap_or_else(|error| panic!("{error}: {text}"));
}

#[test]
fn streams() {
    let all = of_folder("samples/market_stream/");
    assert_eq!(all.len(), 20);
    for file in all {
        check(&file, |assumptions, payload| {
            let (view, link) = assumed(assumptions);
            let mut out = Facts::new();
            frame(&view, link, &files::text(&file), &mut out);
            let mut combined = Facts::new();
            let name = assumptions["stream"].as_str().unwrap_or_else(|| panic!("{file} names no stream"));
            frame(&view, link, &json!({"stream": name, "data": payload}).to_string(), &mut combined);
            assert_eq!(facts_json::facts(&view, &combined), facts_json::facts(&view, &out), "{file} in a combined frame");
            json!({"facts": facts_json::facts(&view, &out), "oddities": facts_json::oddities(&out)})
        });
    }
}

#[test]
fn answers() {
    let all = of_folder("samples/rest/");
    assert_eq!(all.len(), 9);
    for file in all {
        check(&file, |assumptions, _| {
            let (view, _) = assumed(assumptions);
            let url = assumptions["url"].as_str().unwrap();
            let Some(Recognised::Step(step)) = Binance.recognise(&view, Recorded::Response { url }) else {
                panic!("{url} is not recognised");
            };
            assert_eq!(Binance.encode_step(&view, twinline_model::Timestamp::default(), &step).unwrap().url, url);
            let mut out = Facts::new();
            let outcome = Binance.decode_reply(&view, &step, Reply::Http { status: 200, body: files::text(&file).as_bytes() }, &mut out);
            json!({
                "outcome": facts_json::outcome(&outcome),
                "facts": facts_json::facts(&view, &out),
                "oddities": facts_json::oddities(&out),
            })
        });
    }
}

#[test]
fn what_no_step_asks_for_is_not_recognised() {
    let (view, _) = assumed(&json!({"instruments": []}));
    for file in files::NOT_ASKED {
        let path = file.trim_start_matches("samples/rest/GET_").trim_end_matches(".json").replace('_', "/");
        let url = format!("https://fapi.binance.com/{path}?symbol=BTCUSDT");
        assert_eq!(Binance.recognise(&view, Recorded::Response { url: &url }), None, "{url}");
    }
}

#[test]
fn refusals() {
    check("samples/error_bodies.json", |assumptions, payload| {
        let (view, _) = assumed(assumptions);
        let outcomes = payload.as_array().unwrap().iter().map(|row| {
            let (body, mut out) = (row["body"].to_string(), Facts::new());
            let status = u16::try_from(row["httpStatus"].as_u64().unwrap()).unwrap();
            let outcome = Binance.decode_reply(&view, &Step::ServerTime, Reply::Http { status, body: body.as_bytes() }, &mut out);
            assert!(out.items().is_empty() && out.oddities().is_empty(), "{row}");
            json!([row["name"], facts_json::outcome(&outcome)])
        });
        json!({"outcomes": outcomes.collect::<Vec<_>>()})
    });
}

/// One fact for a step of a depth story, checked against the payload by another parser.
fn depth_step(view: &View, link: LinkId, step: &Value) -> Value {
    let mut out = Facts::new();
    let (sides, payload) = match step["do"].as_str() {
        Some("event") => {
            frame(view, link, &step["event"].to_string(), &mut out);
            (["b", "a"], &step["event"])
        }
        Some("snapshot") => {
            let instrument = view.instruments.iter().next().unwrap().id.clone();
            let asked = Step::Book { instrument, depth: 1000 };
            let body = step["snapshot"].to_string();
            let outcome = Binance.decode_reply(view, &asked, Reply::Http { status: 200, body: body.as_bytes() }, &mut out);
            assert_eq!(facts_json::outcome(&outcome), "done");
            (["bids", "asks"], &step["snapshot"])
        }
        other => panic!("step {other:?}"),
    };
    assert!(out.oddities().is_empty(), "{:?}", out.oddities());
    let mut facts = facts_json::facts(view, &out);
    let fact = facts[0].take();
    let book = fact.as_object().unwrap().values().next().unwrap();
    assert_eq!([&book["bids"], &book["asks"]].map(numbers), sides.map(|side| numbers(&payload[side])), "{step}");
    let ids = payload.get("lastUpdateId").map_or(["U", "u", "pu"], |_| ["lastUpdateId", "lastUpdateId", "none"]);
    assert_eq!(["first", "last", "prev"].map(|name| &book[name]), ids.map(|name| payload.get(name).unwrap_or(&Value::Null)));
    fact
}

/// Rows of price and size, without the zeros at their ends: the stories write zero in several ways.
fn numbers(rows: &Value) -> Vec<[String; 2]> {
    let plain = |text: &Value| twinline_model::parse_decimal(text.as_str().unwrap()).unwrap().normalize().to_string();
    rows.as_array().unwrap().iter().map(|row| [plain(&row[0]), plain(&row[1])]).collect()
}

#[test]
fn depth_scenarios() {
    check("depth_scenarios.json", |assumptions, payload| {
        let (view, link) = assumed(assumptions);
        let scenarios = payload["scenarios"].as_array().unwrap();
        let steps = scenarios.iter().flat_map(|scenario| scenario["steps"].as_array().unwrap());
        json!({"facts": steps.map(|step| depth_step(&view, link, step)).collect::<Vec<_>>()})
    });
}

#[test]
fn depth_random_long() {
    check("depth_random_long.json", |assumptions, payload| {
        let (view, link) = assumed(assumptions);
        let steps = payload["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 268);
        json!({"facts": steps.iter().map(|step| depth_step(&view, link, step)).collect::<Vec<_>>()})
    });
}
