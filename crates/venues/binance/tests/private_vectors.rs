//! Every payload about accounts decodes to the facts that are written beside it.
//!
//! As in `vectors.rs`: a facts file is the expectation, and `TWINLINE_WRITE_FACTS=1` writes anew what is expected, to be
//! compared with the protocol's documents before it is kept.

mod support;

use std::fs;

use serde_json::{Value, json};
use support::private::{accounts, commands, events, step, view};
use support::{account_json, facts_json, files};
use twinline_venue::account::{AccountFact, AccountFacts, AccountView};
use twinline_venue::{Frame, LinkId, Reply};

#[test]
fn every_private_payload_has_its_facts() {
    let missing: Vec<_> = files::private_payloads().into_iter().filter(|file| !files::facts_path(file).exists()).collect();
    assert!(missing.is_empty(), "no facts for {missing:?}; those that no step asks for are listed in files.rs");
}

fn check(file: &str, got: &Value) {
    let path = files::facts_path(file);
    if std::env::var_os("TWINLINE_WRITE_FACTS").is_some() {
        fs::write(&path, facts_json::written(got)).expect("written");
        return;
    }
    let expected: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|_| panic!("no facts for {file}"))).expect("JSON");
    assert!(*got == expected, "{file}\n--- expected\n{}--- got\n{}", facts_json::written(&expected), facts_json::written(got));
}

fn of_folder(folder: &str) -> Vec<String> {
    files::private_payloads().into_iter().filter(|file| file.starts_with(folder)).collect()
}

fn frame(view: &AccountView, link: LinkId, text: &str) -> AccountFacts {
    let mut out = AccountFacts::new();
    accounts().decode_frame(view, link, Frame::Text(text), &mut out).unwrap_or_else(|error| panic!("{error}: {text}"));
    out
}

#[test]
fn events_of_the_account() {
    let all = of_folder("samples/user_stream/");
    assert_eq!(all.len(), 15);
    let view = view("HMAC");
    for file in all {
        let text = files::text(&file);
        let out = frame(&view, events(), &text);
        let combined = frame(&view, events(), &format!(r#"{{"stream":"thekeyofthestream","data":{text}}}"#));
        assert_eq!((&combined.items, &combined.oddities), (&out.items, &out.oddities), "{file} in a combined frame");
        assert!(!out.items.is_empty() || !out.oddities.is_empty(), "{file} says nothing");
        check(&file, &json!({"facts": account_json::facts(&out), "oddities": account_json::oddities(&out)}));
    }
}

#[test]
fn answers() {
    let all = of_folder("samples/rest/");
    assert_eq!(all.len(), 38);
    let view = view("HMAC");
    for file in all {
        let step = step(&file).unwrap_or_else(|| panic!("no step asks for {file}"));
        let mut out = AccountFacts::new();
        let outcome = accounts().decode_reply(&view, &step, Reply::Http { status: 200, body: files::text(&file).as_bytes() }, &mut out);
        let (outcome, facts, oddities) = (account_json::outcome(&outcome), account_json::facts(&out), account_json::oddities(&out));
        check(&file, &json!({"step": step.name(), "outcome": outcome, "facts": facts, "oddities": oddities}));
    }
}

/// An answer on a socket means the same as its body over HTTP.
#[test]
fn answers_of_the_commands_link() {
    let all = of_folder("samples/ws_api/");
    assert_eq!(all.len(), 23);
    let view = view("HMAC");
    for file in all {
        let text = files::text(&file);
        let out = frame(&view, commands(), &text);
        let Some(AccountFact::Reply(reply)) = out.items.first() else { panic!("{file}: {out:?}") };
        let body = &text[reply.body.clone()];
        let parsed: Value = serde_json::from_str(&text).expect("JSON");
        let theirs = parsed.get("error").unwrap_or(&parsed["result"]);
        assert_eq!(&serde_json::from_str::<Value>(body).expect("JSON"), theirs, "{file}");
        let mut got = json!({"frame": account_json::facts(&out), "oddities": account_json::oddities(&out)});
        if let Some(step) = step(&file) {
            let mut out = AccountFacts::new();
            let outcome = accounts().decode_reply(&view, &step, Reply::Http { status: reply.status, body: body.as_bytes() }, &mut out);
            got["step"] = step.name().into();
            got["outcome"] = account_json::outcome(&outcome);
            got["facts"] = account_json::facts(&out);
            assert!(out.oddities.is_empty(), "{file}: {out:?}");
        }
        check(&file, &got);
    }
}
