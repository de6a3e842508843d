//! What venues really sent, changed member by member: never a panic, never a change that nobody counts.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use twinline_binance::Binance;
use twinline_core::account::Command;
use twinline_venue::account::AccountFacts;
use twinline_venue::{Codec, Frame};

use crate::desk::{Desk, instruments};
use crate::stage::count;

fn samples(folder: &str) -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors/binance_usdm/samples").join(folder);
    let mut names: Vec<String> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".json") && !name.ends_with(".facts.json"));
    names.sort();
    names.into_iter().map(|name| (name.clone(), serde_json::from_str(&fs::read_to_string(folder.join(&name)).unwrap()).unwrap())).collect()
}

/// Every member of a value, by its path.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    let mut each = |name: String, member: &Value| {
        let place = format!("{at}/{name}");
        places(member, &place, out);
        out.push(place);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| each(name.clone(), member)),
        Value::Array(rows) => rows.iter().enumerate().for_each(|(at, row)| each(at.to_string(), row)),
        _ => {}
    }
}

/// The value with one member gone, or replaced by something that nobody knows, and with one that nobody knows beside it.
fn changes(whole: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let mut members = Vec::new();
    places(whole, "", &mut members);
    let strange = [
        None,
        Some(Value::Null),
        Some(json!("NEVER_SEEN")),
        Some(json!(-1)),
        Some(json!("1e999")),
        Some(json!("99999999999999999999999999999999")),
        Some(json!([])),
        Some(json!({})),
    ];
    for place in &members {
        let (parent, name) = place.rsplit_once('/').unwrap();
        for new in &strange {
            let mut other = whole.clone();
            let Some(Value::Object(members)) = other.pointer_mut(parent) else { continue };
            match new {
                Some(new) => drop(members.insert(name.to_owned(), new.clone())),
                None => drop(members.remove(name)),
            }
            all.push(other);
        }
        let mut other = whole.clone();
        if let Some(Value::Object(members)) = other.pointer_mut(parent) {
            members.insert("neverSeen".to_owned(), json!({ "a": [1] }));
            all.push(other);
        }
    }
    all
}

#[test]
fn f17_changed_events_of_an_account_are_survived_and_counted() {
    let (instruments, codec, every) = (instruments(), Binance, count("EVERY", 1) as usize);
    let (mut told, mut counted) = (0, 0);
    for (name, sample) in samples("user_stream") {
        let mut desk = Desk::live(&instruments);
        for change in changes(&sample).into_iter().step_by(every) {
            let text = change.to_string();
            let mut facts = AccountFacts::new();
            let link = desk.events();
            let read = codec.accounts().unwrap().decode_frame(desk.account.view(), link, Frame::Text(&text), &mut facts);
            let odd = u64::from(read.is_err()) + facts.oddities.len() as u64;
            let before = desk.account.status(desk.now).oddities;
            desk.frame(&text);
            let grown = desk.account.status(desk.now).oddities - before;
            assert_eq!(grown, odd, "{name}: {text}");
            told += 1;
            counted += u64::from(grown > 0);
            // A stream that was ended, by its key or for whatever reason, is taken up again.
            desk.recover();
        }
        assert_eq!(desk.rebuilt(), *desk.account.state(), "{name}");
    }
    println!("F17: {told} changed events, {counted} of them counted as not understood, 0 panics");
    assert!(counted > 0);
}

/// Paths of questions that a comparison asks, and the step that asks them.
const ANSWERS: [(&str, &str); 7] = [
    ("GET_fapi_v3_balance.json", "balances"),
    ("GET_fapi_v3_positionRisk.json", "positions"),
    ("GET_fapi_v1_openOrders.json", "open_orders"),
    ("GET_fapi_v1_openAlgoOrders.json", "open_orders"),
    ("GET_fapi_v1_income.json", "transactions"),
    ("GET_fapi_v1_symbolConfig.json", "instrument_settings"),
    ("GET_fapi_v1_accountConfig.json", "settings"),
];

#[test]
fn f17_changed_answers_are_survived() {
    let (instruments, every) = (instruments(), count("EVERY", 1) as usize);
    let mut told = 0;
    for (name, sample) in samples("rest") {
        let Some((_, step)) = ANSWERS.iter().find(|(file, _)| *file == name) else { continue };
        let mut desk = Desk::live(&instruments);
        for (ask, change) in changes(&sample).into_iter().step_by(every).enumerate() {
            desk.command(Command::Reconcile { ask: 100 + ask as u64 });
            desk.pass(twinline_model::Duration::from_millis(50));
            for open in desk.open_of(step) {
                desk.answer(open.call, 200, &change.to_string());
            }
            desk.recover();
            told += 1;
        }
        assert_eq!(desk.rebuilt(), *desk.account.state(), "{name}");
    }
    println!("F17: {told} changed answers, 0 panics");
    assert!(told > 100 / every.max(1));
}
