//! What became of a command or a question that was not answered with success?

mod support;

use std::sync::Arc;

use serde_json::{Value, json};
use support::private::{accounts, named, steps, ticket, view};
use support::{account_json, files};
use twinline_model::Timestamp;
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep};
use twinline_venue::{Outcome, RefusalKind, Reply};

fn place() -> AccountStep {
    AccountStep::Place(Arc::new(ticket("a")))
}

fn decode(step: &AccountStep, status: u16, body: &str) -> Outcome<()> {
    let mut out = AccountFacts::new();
    let outcome = accounts().decode_reply(&view("HMAC"), step, Reply::Http { status, body: body.as_bytes() }, &mut out);
    assert!(out.items.is_empty(), "{out:?}");
    outcome
}

/// `None` is doubt.
fn check(step: &AccountStep, status: u16, body: &str, expected: Option<RefusalKind>) {
    let got = match decode(step, status, body) {
        Outcome::Refused(refusal) => Some(refusal.kind),
        Outcome::Unknown(_) => None,
        Outcome::Done(()) => panic!("{status} {body} is done"),
    };
    assert_eq!(got, expected, "{} {status} {body}", step.name());
}

fn body(code: i32, msg: &str) -> String {
    json!({"code": code, "msg": msg}).to_string()
}

/// The samples of the venue's error bodies, as answers to a new order.
#[test]
fn samples() {
    use RefusalKind::{Limited, NotFound, Rejected, Retry};
    let until = Some(Timestamp::from_millis(1_760_000_123_456));
    let expected = [
        ("-1003_banned", Some(Limited { until, banned: true })),
        ("-1007_timeout", None),
        ("503_unknown", None),
        ("503_service_unavailable", Some(Retry)),
        ("503_internal_error", Some(Retry)),
        ("503_throttled", Some(Retry)),
        ("-4120_use_algo", Some(Rejected)),
        ("-4130_close_position_exists", Some(NotFound)),
        ("-2022", Some(Rejected)),
        ("-2019", Some(Rejected)),
        ("-1125", Some(NotFound)),
        ("-4015", Some(Rejected)),
    ];
    let rows: Value = serde_json::from_str(&files::text("samples/error_bodies.json")).expect("JSON");
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows.len(), expected.len());
    for (name, kind) in expected {
        let row = rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no sample {name}"));
        let status = u16::try_from(row["httpStatus"].as_u64().expect("a status")).expect("a status");
        check(&place(), status, &row["body"].to_string(), kind);
    }
}

#[test]
fn what_may_have_happened_is_doubt() {
    let unknown = "Unknown error, please check your request or try again later.";
    for (status, text) in [
        (408, body(-1007, "Timeout waiting for response from backend server.")),
        (400, body(-1007, "Timeout")),
        (400, body(-1000, "An unknown error occurred while processing the request.")),
        (400, body(-1006, "An unexpected response was received from the message bus.")),
        (400, body(-1001, "Internal error; unable to process your request.x").replace("Internal", "Disconnected")),
        (400, body(-1001, "Disconnected")),
        (503, body(-1000, unknown)),
        (500, String::new()),
        (502, "<html>bad gateway</html>".to_owned()),
        (504, String::new()),
        (302, String::new()),
        (200, "not json".to_owned()),
        (200, String::new()),
        (200, "{}".to_owned()),
        (400, "not json".to_owned()),
        (404, "<html>".to_owned()),
        (200, body(-1000, "unknown")),
    ] {
        check(&place(), status, &text, None);
    }
    let mut out = AccountFacts::new();
    let lost = accounts().decode_reply(&view("HMAC"), &place(), Reply::Lost { reason: "reset" }, &mut out);
    assert!(matches!(lost, Outcome::Unknown(doubt) if doubt.reason == "place: reset"));
}

/// A question that fails in such a way may simply be asked again.
#[test]
fn questions_are_asked_again() {
    let order = AccountStep::Order(named("BTCUSDT", false, Some("a"), None));
    check(&order, 400, &body(-1001, "Disconnected"), Some(RefusalKind::Retry));
    check(&order, 404, "<html>", Some(RefusalKind::Rejected));
}

#[test]
fn what_did_not_happen_is_refused() {
    let place = place();
    let plain = |status, code, msg: &str, kind| check(&place, status, &body(code, msg), Some(kind));
    plain(503, -1001, "Service Unavailable.", RefusalKind::Retry);
    plain(503, -1001, "Internal error; unable to process your request. Please try again.", RefusalKind::Retry);
    plain(400, -1001, "Internal error; unable to process your request. Please try again.", RefusalKind::Retry);
    plain(503, -1008, "Request throttled by system-level protection.", RefusalKind::Retry);
    plain(400, -1021, "Timestamp for this request is outside of the recvWindow.", RefusalKind::Clock);
    plain(400, -5028, "Timestamp for this request is outside of the ME recvWindow.", RefusalKind::Clock);
    plain(401, -2015, "Invalid API-key, IP, or permissions for action.", RefusalKind::Credentials);
    plain(400, -1022, "Signature for this request is not valid.", RefusalKind::Credentials);
    plain(429, -1015, "Too many new orders.", RefusalKind::Limited { until: None, banned: false });
    plain(400, -1111, "Precision is over the maximum defined for this asset.", RefusalKind::Rejected);
    plain(400, -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected.", RefusalKind::Rejected);
    plain(200, -2022, "ReduceOnly Order is rejected.", RefusalKind::Rejected);
    plain(400, -99_999, "something new", RefusalKind::Rejected);
    check(&place, 401, "", Some(RefusalKind::Credentials));
    check(&place, 403, "<html>", Some(RefusalKind::Limited { until: None, banned: true }));
}

/// Not the end of the matter: whoever asked looks the order up.
#[test]
fn what_is_looked_up_afterwards() {
    check(&place(), 400, &body(-4116, "ClientOrderId is duplicated."), Some(RefusalKind::AlreadySo));
    check(
        &AccountStep::Cancel(named("BTCUSDT", false, Some("a"), None)),
        400,
        &body(-2011, "Unknown order sent."),
        Some(RefusalKind::NotFound),
    );
    check(
        &AccountStep::Order(named("BTCUSDT", false, Some("a"), None)),
        400,
        &body(-2013, "Order does not exist."),
        Some(RefusalKind::NotFound),
    );
    check(&AccountStep::SetHedgeMode(true), 400, &body(-4059, "No need to change position side."), Some(RefusalKind::AlreadySo));
    let edit = AccountStep::Edit(Arc::new(support::private::edit(named("BTCUSDT", false, Some("a"), None))));
    check(&edit, 400, &body(-5027, "No need to modify the order."), Some(RefusalKind::AlreadySo));
}

/// Doubt is for all that is not plainly one or the other; nothing that failed is done.
#[test]
fn no_step_is_done_by_a_failure() {
    for step in steps() {
        for status in [301, 400, 401, 403, 404, 408, 418, 429, 451, 500, 503] {
            for text in ["", "{}", "[]", "null", &body(-1000, "x"), &body(-2013, "x"), &body(0, "x")] {
                let outcome = decode(&step, status, text);
                assert!(!matches!(outcome, Outcome::Done(())), "{} {status} {text}", step.name());
                let certain = matches!(status, 401 | 403 | 418 | 429 | 451) || text.contains("-2013") || text.contains("code\":0");
                assert!(
                    !step.is_command() || certain || matches!(outcome, Outcome::Unknown(_)),
                    "{} {status} {text}: {outcome:?}",
                    step.name()
                );
            }
        }
    }
}

#[test]
fn each_member_of_a_batch_has_its_own_end() {
    let good = |id: &str| {
        let row: Value = serde_json::from_str(&files::text("samples/rest/POST_fapi_v1_order.json")).expect("JSON");
        let mut row = row;
        row["clientOrderId"] = json!(id);
        row
    };
    let answer = json!([good("a"), {"code": -2019, "msg": "Margin is insufficient."}, {"code": -1007, "msg": "Timeout"}, good("d")]);
    let step = AccountStep::PlaceBatch(["a", "b", "c", "d"].map(ticket).into());
    let mut out = AccountFacts::new();
    let outcome = accounts().decode_reply(&view("HMAC"), &step, Reply::Http { status: 200, body: answer.to_string().as_bytes() }, &mut out);
    assert_eq!(outcome, Outcome::Done(()));
    let items: Vec<_> = out.items.iter().filter_map(|fact| if let AccountFact::Item(item) = fact { Some(item) } else { None }).collect();
    let told: Vec<_> = items.iter().map(|item| (item.index, item.refusal.as_ref().map(|refusal| refusal.kind))).collect();
    assert_eq!(told, [(0, None), (1, Some(RefusalKind::Rejected)), (3, None)], "the third is in doubt, so nothing is said of it");
    assert_eq!(account_json::facts(&out).as_array().expect("facts").len(), 5, "orders of the two that were placed");
    let swapped = json!([good("b"), good("a"), good("c"), good("d")]);
    let outcome = decode(&step, 200, &swapped.to_string());
    assert!(matches!(outcome, Outcome::Unknown(_)), "answers to others: {outcome:?}");
}
