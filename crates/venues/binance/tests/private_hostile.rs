//! No bytes make the codec of accounts panic, nothing is left behind of a frame that could not be read, and what is not
//! understood is never dropped in silence.

mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::changes::{change, changed};
use support::private::{accounts, commands, events, step, steps, view};
use support::{account_json, files};
use twinline_model::Timestamp;
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, AccountView};
use twinline_venue::{Frame, LinkId, Outcome, Reply};

static VIEW: LazyLock<AccountView> = LazyLock::new(|| view("HMAC"));
static STEPS: LazyLock<Vec<AccountStep>> = LazyLock::new(steps);
static FRAMES: LazyLock<Vec<(LinkId, String)>> = LazyLock::new(|| {
    let all = files::private_payloads().into_iter();
    let frames = all.filter(|file| !file.starts_with("samples/rest/"));
    frames
        .map(|file| (if file.starts_with("samples/ws_api/") { commands() } else { events() }, files::text(&file).trim().to_owned()))
        .collect()
});
static ANSWERS: LazyLock<Vec<(AccountStep, String)>> = LazyLock::new(|| {
    let all = files::private_payloads().into_iter().filter(|file| file.starts_with("samples/rest/"));
    all.filter_map(|file| Some((step(&file)?, files::text(&file).trim().to_owned()))).collect()
});

/// Facts that hold something already: an error must leave it as it is.
fn used() -> AccountFacts {
    let mut out = AccountFacts::new();
    out.push(AccountFact::Clock(Timestamp::default()));
    out
}

fn untouched(out: &AccountFacts) -> bool {
    out.items == [AccountFact::Clock(Timestamp::default())]
}

/// Decodes bytes as a frame: no panic, no half facts, answers within the frame.
fn survives_frame(link: LinkId, bytes: &[u8]) -> Option<AccountFacts> {
    let mut out = used();
    let result = accounts().decode_frame(&VIEW, link, Frame::Binary(bytes), &mut out);
    assert!(result.is_ok() || untouched(&out) && out.oddities.is_empty(), "{result:?} left something behind: {out:?}");
    for fact in &out.items {
        if let AccountFact::Reply(reply) = fact {
            assert!(bytes.get(reply.body.clone()).is_some_and(|body| std::str::from_utf8(body).is_ok()), "{reply:?}");
        }
    }
    let _ = account_json::facts(&out);
    result.is_ok().then_some(out)
}

fn survives_reply(step: &AccountStep, status: u16, body: &[u8]) -> Option<AccountFacts> {
    let mut out = used();
    let outcome = accounts().decode_reply(&VIEW, step, Reply::Http { status, body }, &mut out);
    let done = matches!(outcome, Outcome::Done(()));
    assert!(done || untouched(&out), "{outcome:?} left something behind: {out:?}");
    done.then_some(out)
}

#[test]
fn every_prefix_of_a_frame_is_an_error() {
    for (link, text) in FRAMES.iter() {
        assert!(survives_frame(*link, text.as_bytes()).is_some());
        for end in 0..text.len() {
            assert!(survives_frame(*link, &text.as_bytes()[..end]).is_none(), "{}", &text[..end]);
        }
    }
}

#[test]
fn every_prefix_of_an_answer_is_doubt() {
    for (step, text) in ANSWERS.iter() {
        assert!(survives_reply(step, 200, text.as_bytes()).is_some(), "{} {text}", step.name());
        for end in 0..text.len() {
            assert!(survives_reply(step, 200, &text.as_bytes()[..end]).is_none(), "{}", &text[..end]);
        }
    }
}

#[test]
fn every_answer_survives_being_taken_for_another() {
    for text in ANSWERS.iter().map(|row| &row.1).chain(FRAMES.iter().map(|row| &row.1)) {
        for step in STEPS.iter() {
            for status in [200, 400, 418, 429, 503] {
                survives_reply(step, status, text.as_bytes());
            }
        }
        survives_frame(events(), text.as_bytes());
        survives_frame(commands(), text.as_bytes());
    }
}

/// Every member of a value, by its path: its parent's path and its own name or place.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            out.push(format!("{at}/{name}"));
            places(member, &format!("{at}/{name}"), out);
        }),
        Value::Array(rows) => rows.iter().enumerate().for_each(|(index, row)| places(row, &format!("{at}/{index}"), out)),
        _ => {}
    }
}

/// What may become of a member: gone, null, of another type, an unknown word, an absurd number.
fn replacements() -> [Value; 11] {
    [
        Value::Null,
        json!("NEVER_SEEN"),
        json!(""),
        json!("-1"),
        json!("1e999"),
        json!("99999999999999999999999999999999999999"),
        json!(-1),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
    ]
}

/// What became of changed members: refused, noted, other facts, or the same facts.
#[derive(Debug, Default)]
struct Ends {
    refused: usize,
    noted: usize,
    other: usize,
    same: usize,
    /// Names of members in which a word that nobody knows made no difference.
    unneeded: BTreeSet<String>,
}

/// Reads a payload with every change of every member.
fn each_change(text: &str, read: &dyn Fn(&[u8]) -> Option<AccountFacts>, ends: &mut Ends) {
    let whole: Value = serde_json::from_str(text).expect("JSON");
    let usual = read(text.as_bytes()).expect("read");
    let mut all = Vec::new();
    places(&whole, "", &mut all);
    for place in &all {
        let (parent, name) = place.rsplit_once('/').expect("a path");
        for replacement in replacements().into_iter().map(Some).chain([None]) {
            let mut other = whole.clone();
            let Some(Value::Object(members)) = other.pointer_mut(parent) else { continue };
            match &replacement {
                Some(value) => drop(members.insert(name.to_owned(), value.clone())),
                None => drop(members.remove(name)),
            }
            match read(other.to_string().as_bytes()) {
                None => ends.refused += 1,
                Some(out) if out.oddities.len() > usual.oddities.len() => ends.noted += 1,
                Some(out) if out.items != usual.items || out.oddities != usual.oddities => ends.other += 1,
                Some(_) => {
                    ends.same += 1;
                    if replacement == Some(json!("NEVER_SEEN")) {
                        ends.unneeded.insert(name.to_owned());
                    }
                }
            }
        }
        extra_member_is_noted(&whole, parent, read);
    }
}

/// In every object that is looked into, a member that nobody knows is noted.
fn extra_member_is_noted(whole: &Value, parent: &str, read: &dyn Fn(&[u8]) -> Option<AccountFacts>) {
    let passed_over = ["/rateLimits", "/su", "/gu", "/result", "/error"].iter().any(|name| parent.contains(name));
    let mut other = whole.clone();
    let Some(Value::Object(members)) = other.pointer_mut(parent) else { return };
    // A refusal is its code and its words.
    let passed_over = passed_over || members.get("code").is_some_and(|code| code.as_i64().is_some_and(|code| code < 0));
    members.insert("neverSeen".to_owned(), json!({"a": [1, {"b": null}]}));
    if let Some(out) = read(other.to_string().as_bytes()) {
        let noted = out.oddities.iter().any(|oddity| oddity.name.contains("neverSeen"));
        assert!(noted || passed_over, "an extra member of {parent} was not noted: {other} {out:?}");
    }
}

/// Members of events that are known and not needed in one of them at least; see `wire`. Those of a fill are not where
/// there is none. A word in any other member is never passed over.
const UNNEEDED_IN_EVENTS: &[&str] = &[
    "E",
    "L",
    "N",
    "S",
    "T",
    "V",
    "a",
    "act",
    "ap",
    "aq",
    "at",
    "b",
    "bc",
    "cr",
    "cw",
    "ia",
    "iw",
    "l",
    "listenKey",
    "m",
    "mt",
    "n",
    "p",
    "pP",
    "pm",
    "q",
    "rp",
    "si",
    "ss",
    "t",
    "tt",
];

/// The same of answers.
const UNNEEDED_IN_ANSWERS: &[&str] = &[
    "accountAlias",
    "actualPrice",
    "actualQty",
    "actualType",
    "adl",
    "algoType",
    "amount",
    "askNotional",
    "baseQty",
    "bidNotional",
    "bracket",
    "buyer",
    "canDeposit",
    "canWithdraw",
    "createTime",
    "crossUnPnl",
    "cumBase",
    "cumQty",
    "cumQuote",
    "feeTier",
    "icebergQuantity",
    "info",
    "initialMargin",
    "isAutoAddMargin",
    "isolatedMargin",
    "maintMargin",
    "marginAsset",
    "marginAvailable",
    "maxNotionalValue",
    "maxWithdrawAmount",
    "modifyId",
    "msg",
    "notional",
    "notionalCoef",
    "openOrderInitialMargin",
    "pair",
    "positionInitialMargin",
    "priceMatch",
    "priceProtect",
    "quoteQty",
    "rpiCommissionRate",
    "selfTradePreventionMode",
    "slPrice",
    "slTriggerPrice",
    "time",
    "tpOrderType",
    "tpPrice",
    "tpTriggerPrice",
    "tradeGroupId",
    "triggerTime",
    "type",
    "updateTime",
];

/// Unknown words, extra, missing and absurd members: an error, an oddity or another fact, and never a panic.
#[test]
fn changes_of_single_members_are_never_dropped_in_silence() {
    let (mut frames, mut answers) = (Ends::default(), Ends::default());
    // Events of the venue's own strategies are passed over as a whole.
    for (link, text) in FRAMES.iter().filter(|(_, text)| !text.contains("STRATEGY_UPDATE") && !text.contains("GRID_UPDATE")) {
        each_change(text, &|bytes| survives_frame(*link, bytes), &mut frames);
    }
    // This sample shows an order and a refusal in one; a refusal is its code and its words.
    for (step, text) in ANSWERS.iter().filter(|(step, _)| !matches!(step, AccountStep::EditBatch(_))) {
        each_change(text, &|bytes| survives_reply(step, 200, bytes), &mut answers);
    }
    for (ends, unneeded) in [(&frames, UNNEEDED_IN_EVENTS), (&answers, UNNEEDED_IN_ANSWERS)] {
        println!("refused {}, noted {}, other facts {}, same facts {}", ends.refused, ends.noted, ends.other, ends.same);
        let passed_over = ends.unneeded.iter().filter(|name| !unneeded.contains(&name.as_str()));
        assert_eq!(passed_over.collect::<Vec<_>>(), Vec::<&String>::new());
    }
    let total = |ends: &Ends| ends.refused + ends.noted + ends.other + ends.same;
    assert!(total(&frames) > 2000 && total(&answers) > 4000, "{} {}", total(&frames), total(&answers));
}

/// A status that nobody knows: the order's fact is there, without a phase and with the word, and it is noted.
#[test]
fn an_unknown_status_leaves_the_rest_of_the_order() {
    let mut seen = 0;
    for (link, text) in FRAMES.iter() {
        for known in ["NEW", "FILLED", "CANCELED", "TRIGGERED"] {
            let other = text
                .replace(&format!("\"X\":\"{known}\""), "\"X\":\"NEVER_SEEN\"")
                .replace(&format!("\"X\": \"{known}\""), "\"X\":\"NEVER_SEEN\"");
            if other == *text {
                continue;
            }
            let out = survives_frame(*link, other.as_bytes()).expect("facts");
            let order =
                out.items.iter().find_map(|fact| if let AccountFact::Order(order) = fact { Some(order) } else { None }).expect("an order");
            assert_eq!((order.phase, order.word.as_str()), (None, "NEVER_SEEN"));
            assert!(out.oddities.iter().any(|oddity| oddity.name.ends_with("NEVER_SEEN")), "{out:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn changed_frames_never_panic(which in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..6)) {
        let (link, text) = &FRAMES[which.index(FRAMES.len())];
        survives_frame(*link, &changed(text, &changes));
    }

    #[test]
    fn changed_answers_never_panic(which in any::<prop::sample::Index>(), status in prop::sample::select(&[200u16, 400, 418, 429, 503][..]), changes in prop::collection::vec(change(), 1..6)) {
        let (step, text) = &ANSWERS[which.index(ANSWERS.len())];
        survives_reply(step, status, &changed(text, &changes));
    }

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        for garbage in [&bytes[..], text.as_bytes()] {
            survives_frame(events(), garbage);
            survives_frame(commands(), garbage);
            for step in STEPS.iter() {
                survives_reply(step, 200, garbage);
                survives_reply(step, 503, garbage);
            }
        }
    }
}
