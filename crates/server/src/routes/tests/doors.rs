//! The older doors: who comes in with a cookie, and from which page.

use super::*;

const LIVE: &str = "/ws/live-dashboard?account=main";
const TRADE: &str = "/api/manual-trade-ws";
const OTHERS: [&str; 7] = [
    "null",
    "",
    "https://evil.example",
    "http://127.0.0.1:83170",
    "http://127.0.0.1:8317.evil.example",
    "http://127.0.0.1:8317@evil.example",
    "https://127.0.0.1",
];

fn upgrade<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("upgrade", "websocket"),
        ("connection", "upgrade"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    [&usual, more].concat()
}

/// The request has no socket beneath it: whoever is let in is told that this cannot be upgraded.
async fn code(fixture: &Fixture, headers: &[(&str, &str)]) -> String {
    problem(fixture.send("GET", LIVE, headers).await).await["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_cookie_opens_the_stream_for_our_own_pages_alone() {
    let fixture = Fixture::with_accounts();
    let cookie = fixture.cookie();
    assert_eq!(code(&fixture, &upgrade(&[("cookie", &cookie), ("origin", ORIGIN)])).await, "websocket_only");
    assert_eq!(code(&fixture, &upgrade(&[("cookie", &cookie)])).await, "foreign_origin", "no origin");
    for origin in OTHERS {
        assert_eq!(code(&fixture, &upgrade(&[("cookie", &cookie), ("origin", origin)])).await, "foreign_origin", "{origin:?}");
    }
}

#[tokio::test]
async fn a_cookie_trades_for_our_own_pages_alone() {
    let fixture = Fixture::with_accounts();
    let cookie = fixture.cookie();
    let ask = async |headers: &[(&str, &str)]| problem(fixture.send("POST", TRADE, headers).await).await["code"].clone();
    // Let in: what is missing then is the body.
    assert_eq!(ask(&[("cookie", &cookie), ("origin", ORIGIN)]).await, "not_json");
    assert_eq!(ask(&[("cookie", &cookie)]).await, "foreign_origin", "no origin");
    for origin in OTHERS {
        assert_eq!(ask(&[("cookie", &cookie), ("origin", origin)]).await, "foreign_origin", "{origin:?}");
    }
    assert_eq!(ask(&[]).await, "unauthenticated");
}

#[tokio::test]
async fn a_ticket_opens_once_and_only_behind_its_word() {
    let fixture = Fixture::with_accounts();
    let ticket = || fixture.app.access.issue_stream(twinline_gateway::now(), crate::access::Principal::Token).secret;
    let once = ticket();
    let offered = format!("twinline.ticket, {once}");
    assert_eq!(code(&fixture, &upgrade(&[("sec-websocket-protocol", &offered), ("origin", ORIGIN)])).await, "websocket_only");
    assert_eq!(code(&fixture, &upgrade(&[("sec-websocket-protocol", &offered)])).await, "unauthenticated", "spent");
    let alone = ticket();
    assert_eq!(code(&fixture, &upgrade(&[("sec-websocket-protocol", &alone)])).await, "unauthenticated");
    let foreign = format!("twinline.ticket, {}", ticket());
    for origin in OTHERS {
        let headers = upgrade(&[("sec-websocket-protocol", &foreign), ("origin", origin)]);
        assert_eq!(code(&fixture, &headers).await, "foreign_origin", "{origin:?}");
    }
    assert_eq!(code(&fixture, &upgrade(&[])).await, "unauthenticated", "nobody");
    assert_eq!(code(&fixture, &upgrade(&[("cookie", "twinline_session=old"), ("origin", ORIGIN)])).await, "unauthenticated");
}
