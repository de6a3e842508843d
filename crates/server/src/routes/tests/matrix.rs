//! Every door with every kind of credential: generated, so that no door is left out.

use http::StatusCode;
use twinline_gateway::wire::NewToken;
use twinline_gateway::{Caller, Found, TokenScope, now};
use twinline_model::Duration;

use super::*;
use crate::access::Scope;

/// What stays open without a credential; whoever adds to it must have a reason that outlives a review.
const PUBLIC: [(&str, &str); 8] = [
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/api/v1/session"),
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    // Asks for itself: by cookie and origin, or by the first message.
    ("GET", "/api/v1/stream"),
    // The same, or by a ticket as a subprotocol.
    ("GET", "/ws/live-dashboard"),
    ("GET", "/api/ws"),
];

/// Stands for the cookie of a browser that just logged in.
const LOGIN: &str = "LOGIN";

/// What is expected at a door that is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Neither 401 nor 403: what the handler says is another matter.
    In,
    Out(StatusCode, &'static str),
}

const STRANGER: Expected = Expected::Out(StatusCode::UNAUTHORIZED, "unauthenticated");
const NOT_ENOUGH: Expected = Expected::Out(StatusCode::FORBIDDEN, "missing_scope");
const FOREIGN: Expected = Expected::Out(StatusCode::FORBIDDEN, "foreign_origin");
const ELSEWHERE: Expected = Expected::Out(StatusCode::FORBIDDEN, "account_not_allowed");

/// Somebody who asks.
struct Asker {
    name: &'static str,
    headers: Vec<(&'static str, String)>,
    expected: Box<dyn Fn(&super::super::Route) -> Expected>,
}

impl Asker {
    fn new(name: &'static str, headers: &[(&'static str, &str)], expected: impl Fn(&super::super::Route) -> Expected + 'static) -> Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { name, headers, expected: Box::new(expected) }
    }
}

fn wanted(name: &str, scope: TokenScope) -> NewToken {
    NewToken {
        name: name.to_owned(),
        scope,
        accounts: None,
        venues: None,
        instruments: None,
        max_order_notional: None,
        max_daily_notional: None,
        reduce_only: false,
        expires_at: None,
    }
}

fn somebody() -> Caller {
    Caller { actor: "test".to_owned(), ..Caller::default() }
}

async fn token(fixture: &Fixture, wanted: NewToken) -> String {
    fixture.app.gateway.create_token(&somebody(), wanted).await.unwrap().token
}

async fn expired(fixture: &Fixture) -> String {
    let ends = now() + Duration::from_millis(20);
    let token = token(fixture, NewToken { expires_at: Some(ends), ..wanted("expired", TokenScope::Admin) }).await;
    while matches!(fixture.app.gateway.token_book().find(now(), &token), Found::Valid(_)) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    token
}

fn up_to(widest: Scope) -> impl Fn(&super::super::Route) -> Expected {
    move |route| if route.scope <= widest { Expected::In } else { NOT_ENOUGH }
}

async fn askers(fixture: &Fixture) -> Vec<Asker> {
    let bearer = |token: &str| format!("Bearer {token}");
    let of = |name, scope| token(fixture, wanted(name, scope));
    let (read, trade, admin) =
        (of("reader", TokenScope::Read).await, of("trader", TokenScope::Trade).await, of("boss", TokenScope::Admin).await);
    let revoked = of("revoked", TokenScope::Admin).await;
    fixture.app.gateway.revoke_token(&somebody(), "revoked").await.unwrap();
    let narrow = NewToken { accounts: Some(vec!["other".to_owned()]), ..wanted("narrow", TokenScope::Trade) };
    let narrow = token(fixture, narrow).await;
    let expired = expired(fixture).await;
    let session = |route: &super::super::Route| up_to(Scope::Operate)(route);
    let changes = |route: &super::super::Route| route.method != "GET";
    let of_main =
        |route: &super::super::Route| route.path.contains("{account}") || matches!(route.path, "/api/v1/events" | "/api/v1/audit");
    vec![
        Asker::new("nobody", &[], |_| STRANGER),
        Asker::new("wrong token", &[("authorization", "Bearer wrong")], |_| STRANGER),
        Asker::new("other scheme", &[("authorization", "Basic dTpw")], |_| STRANGER),
        Asker::new("wrong cookie", &[("cookie", "twinline_session=wrong"), ("origin", ORIGIN)], |_| STRANGER),
        Asker::new("token", &[("authorization", &fixture.bearer())], |_| Expected::In),
        Asker::new("read", &[("authorization", &bearer(&read))], up_to(Scope::Read)),
        Asker::new("trade", &[("authorization", &bearer(&trade))], up_to(Scope::Trade)),
        Asker::new("admin", &[("authorization", &bearer(&admin))], |_| Expected::In),
        Asker::new("expired", &[("authorization", &bearer(&expired))], |_| Expected::Out(StatusCode::UNAUTHORIZED, "token_expired")),
        Asker::new("revoked", &[("authorization", &bearer(&revoked))], |_| Expected::Out(StatusCode::UNAUTHORIZED, "token_revoked")),
        Asker::new("another account's", &[("authorization", &bearer(&narrow))], move |route| match up_to(Scope::Trade)(route) {
            Expected::In if of_main(route) => ELSEWHERE,
            other => other,
        }),
        Asker::new("login", &[("cookie", LOGIN), ("origin", ORIGIN)], session),
        Asker::new("login without origin", &[("cookie", LOGIN)], move |route| if changes(route) { FOREIGN } else { session(route) }),
        Asker::new("login elsewhere", &[("cookie", LOGIN), ("origin", "https://evil.example")], move |route| {
            if changes(route) { FOREIGN } else { session(route) }
        }),
    ]
}

#[tokio::test]
async fn every_door_asks_for_its_scope() {
    let fixture = Fixture::with_accounts();
    let askers = askers(&fixture).await;
    let mut pairs = 0;
    for route in table() {
        assert_eq!(route.scope == Scope::Public, PUBLIC.contains(&(route.method, route.path)), "{} {}", route.method, route.path);
        let path = if route.path == "/api/v1/events" { "/api/v1/events?account=main".to_owned() } else { concrete(route.path) };
        for asker in &askers {
            // A new one each time: one of the doors is the way out.
            let login = fixture.cookie();
            let value = |value: &'_ String| if value == LOGIN { login.clone() } else { value.clone() };
            let headers: Vec<(&str, String)> = asker.headers.iter().map(|(name, text)| (*name, value(text))).collect();
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let response = fixture.send(route.method, &path, &headers).await;
            let (status, what) = (response.status(), format!("{} {path} with {}", route.method, asker.name));
            let denied = status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN;
            match (asker.expected)(&route) {
                // Logging out is refused to strangers' pages, and a wrong header is never ignored.
                _ if route.scope == Scope::Public => assert!(!denied || !asker.headers.is_empty(), "{what}: {status}"),
                Expected::In => assert!(!denied, "{what}: {status}"),
                Expected::Out(expected, code) => {
                    assert_eq!(status, expected, "{what}");
                    assert_eq!(problem(response).await["code"], code, "{what}");
                }
            }
            pairs += 1;
        }
    }
    assert_eq!(pairs, table().len() * 14);
}

#[tokio::test]
async fn every_change_and_every_upgrade_is_refused_to_pages_of_others() {
    let fixture = Fixture::new();
    let bearer = fixture.bearer();
    let others = [
        "null",
        "https://evil.example",
        "http://127.0.0.1:83170",
        "http://127.0.0.1:8317.evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:8317@evil.example",
        "",
    ];
    let mut asked = 0;
    for route in table() {
        let upgrade = [("upgrade", "websocket"), ("connection", "upgrade")];
        let extra: &[(&str, &str)] = if route.method == "GET" { &upgrade } else { &[] };
        for origin in others {
            let headers = [&[("authorization", bearer.as_str()), ("origin", origin)], extra].concat();
            let response = fixture.send(route.method, &concrete(route.path), &headers).await;
            assert_eq!(problem(response).await["code"], "foreign_origin", "{} {} from {origin:?}", route.method, route.path);
            asked += 1;
        }
    }
    assert_eq!(asked, table().len() * others.len());
}
