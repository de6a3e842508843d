//! What venues really sent, changed member by member: never a panic, never a change that nobody counts.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use twinline_core::account::Command;
use twinline_model::{Instrument, InstrumentId};
use twinline_sim::Venue;
use twinline_venue::account::AccountFacts;
use twinline_venue::{Frame, Instruments};

use crate::desk::{Desk, instruments, listed};
use crate::stage::{VENUES, codec, count};

fn samples(folder: &str) -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors").join(folder);
    let mut names: Vec<String> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".json") && !name.ends_with(".facts.json"));
    names.sort();
    names.into_iter().map(|name| (name.clone(), serde_json::from_str(&fs::read_to_string(folder.join(&name)).unwrap()).unwrap())).collect()
}

/// What a venue's stream said.
fn told(venue: Venue) -> Vec<(String, Value)> {
    match venue {
        Venue::Binance => samples("binance_usdm/samples/user_stream"),
        // Several a file.
        Venue::Delta => samples("delta/samples/ws_private")
            .into_iter()
            .flat_map(|(name, file)| {
                file["messages"].as_array().unwrap().iter().map(|said| (name.clone(), said.clone())).collect::<Vec<_>>()
            })
            .collect(),
    }
}

/// What there is to trade, those that the samples speak of among it.
fn known_to(venue: Venue) -> Arc<Instruments> {
    let named = match venue {
        Venue::Binance => return instruments(),
        Venue::Delta => [("BTCUSD", 27), ("ZECUSD", 357), ("BNBBTC_30Nov", 8), ("XUSD", 1), ("YUSD", 13), ("ZUSD", 84), ("WUSD", 139)],
    };
    let like: Instrument = (**listed(venue, &["XRP"]).iter().next().unwrap()).clone();
    Arc::new(Instruments::from_list(named.map(|(symbol, number)| Instrument {
        id: InstrumentId::new(like.id.venue(), symbol).unwrap(),
        number: Some(number),
        ..like.clone()
    })))
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
    for venue in VENUES {
        let (instruments, codec, every) = (known_to(venue), codec(venue), count("EVERY", 1) as usize);
        let (mut told, mut counted) = (0, 0);
        for (name, sample) in self::told(venue) {
            let mut desk = Desk::at(venue, &instruments);
            for change in changes(&sample).into_iter().step_by(every) {
                let text = change.to_string();
                let mut facts = AccountFacts::new();
                let link = desk.events();
                let read = codec.accounts().unwrap().decode_frame(desk.account.view(), link, Frame::Text(&text), &mut facts);
                let odd = u64::from(read.is_err()) + facts.oddities.len() as u64;
                let before = desk.account.status(desk.now).oddities;
                desk.frame(&text);
                let grown = desk.account.status(desk.now).oddities - before;
                assert_eq!(grown, odd, "{venue:?} {name}: {text}");
                told += 1;
                counted += u64::from(grown > 0);
                // A stream that was ended, by its key or for whatever reason, is taken up again.
                desk.recover();
            }
            assert_eq!(desk.rebuilt(), *desk.account.state(), "{venue:?} {name}");
        }
        println!("F17 {venue:?}: {told} changed events, {counted} of them counted as not understood, 0 panics");
        assert!(counted > 0);
    }
}

/// Where samples of a venue's answers are, and the step that asks for each.
fn answers(venue: Venue) -> (&'static str, &'static [(&'static str, &'static str)]) {
    match venue {
        Venue::Binance => (
            "binance_usdm/samples/rest",
            &[
                ("GET_fapi_v3_balance.json", "balances"),
                ("GET_fapi_v3_positionRisk.json", "positions"),
                ("GET_fapi_v1_openOrders.json", "open_orders"),
                ("GET_fapi_v1_openAlgoOrders.json", "open_orders"),
                ("GET_fapi_v1_income.json", "transactions"),
                ("GET_fapi_v1_symbolConfig.json", "instrument_settings"),
                ("GET_fapi_v1_accountConfig.json", "settings"),
            ],
        ),
        Venue::Delta => (
            "delta/samples/rest_private",
            &[
                ("ccxt_positions_margined_2026.json", "positions"),
                ("ccxt_wallet_transactions.json", "transactions"),
                ("docs_profile.json", "settings"),
            ],
        ),
    }
}

#[test]
fn f17_changed_answers_are_survived() {
    for venue in VENUES {
        let (instruments, every) = (known_to(venue), count("EVERY", 1) as usize);
        let (folder, answers) = answers(venue);
        let mut told = 0;
        for (name, sample) in samples(folder) {
            let Some((_, step)) = answers.iter().find(|(file, _)| *file == name) else { continue };
            let mut desk = Desk::at(venue, &instruments);
            for (ask, change) in changes(&sample).into_iter().step_by(every).enumerate() {
                desk.command(Command::Reconcile { ask: 100 + ask as u64 });
                desk.pass(twinline_model::Duration::from_millis(50));
                for open in desk.open_of(step) {
                    desk.answer(open.call, 200, &change.to_string());
                    told += 1;
                }
                desk.recover();
            }
            assert_eq!(desk.rebuilt(), *desk.account.state(), "{venue:?} {name}");
        }
        println!("F17 {venue:?}: {told} changed answers, 0 panics");
        assert!(told > 100 / every.max(1), "{venue:?} {told}");
    }
}
