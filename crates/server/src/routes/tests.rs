//! Every door, with every kind of credential.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::{Request, StatusCode, header};
use tower::ServiceExt;
use twinline_gateway::config::{Sources, load};
use twinline_gateway::{Gateway, Options, registry};

use super::{router, table};
use crate::access::{Access, new_token};
use crate::app::{App, Doors};
use crate::guard::Peer;

const HOST: &str = "127.0.0.1:8317";
const ORIGIN: &str = "http://127.0.0.1:8317";

mod dead_man;
mod doors;
mod matrix;

struct Fixture {
    app: Arc<App>,
    router: Router,
    token: String,
}

impl Fixture {
    fn new() -> Self {
        Self::of(Options::bare(1, "0"))
    }

    /// With accounts `main` and `other` at a venue that nobody answers for; they have no keys.
    fn with_accounts() -> Self {
        let venue = registry::names().next().unwrap().to_uppercase();
        let set = |name: &str, value: &str| (format!("TWINLINE_{name}"), value.to_owned());
        let variables = vec![
            set(&format!("VENUES__{venue}__ENVIRONMENT"), "url"),
            set(&format!("VENUES__{venue}__REST"), "http://127.0.0.1:1"),
            set(&format!("VENUES__{venue}__WS"), "ws://127.0.0.1:1"),
            set("DATA_DIR", "/nowhere"),
            set("ACCOUNTS__MAIN__VENUE", &venue.to_lowercase()),
            set("ACCOUNTS__OTHER__VENUE", &venue.to_lowercase()),
        ];
        let config = load(&Sources { file: None, variables }).unwrap();
        let bare = Options::bare(1, "0");
        Self::of(Options { venues: config.venues, accounts: config.accounts, ..bare })
    }

    fn of(options: Options) -> Self {
        let token = new_token();
        let app = App::new(Gateway::start(options).unwrap(), Access::new(&token), Doors::new(HOST.parse().unwrap(), &[], &[]));
        Self { router: router(&app), app, token }
    }

    /// Each request comes from an address of its own, so that wrong guesses of one do not lock out another.
    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let address = IpAddr::from(Ipv4Addr::from(0x0a00_0000 + COUNT.fetch_add(1, Ordering::Relaxed)));
        self.send_from(address, method, path, headers, Body::empty()).await
    }

    async fn send_from(&self, address: IpAddr, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Response {
        let mut request = Request::builder().method(method).uri(path).extension(Peer(SocketAddr::new(address, 1)));
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, HOST);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Of a browser that just logged in.
    fn cookie(&self) -> String {
        let ticket = self.app.login_ticket();
        let session = self.app.access.log_in(twinline_gateway::now(), IpAddr::V4(Ipv4Addr::LOCALHOST), &ticket).unwrap();
        format!("other=1; twinline_session={}", session.secret)
    }
}

fn concrete(path: &str) -> String {
    path.replace("{id}", "venue:SYMBOL")
        .replace("{account}", "main")
        .replace("{order}", "tl-1")
        .replace("{instrument}", "venue:SYMBOL")
        .replace("{token}", "tk-1")
}

async fn problem(response: Response) -> serde_json::Value {
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(value["status"], status.as_u16());
    for member in ["type", "title", "detail", "code", "retryable", "outcome"] {
        assert!(!value[member].is_null(), "{member} is missing in {value}");
    }
    value
}

#[tokio::test]
async fn other_names_and_other_origins_are_refused() {
    let fixture = Fixture::new();
    for host in ["evil.example", "evil.example:8317", "127.0.0.1", "localhost.evil.example:8317", ""] {
        let response = fixture.send("GET", "/healthz", &[("host", host)]).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host:?}");
        assert_eq!(problem(response).await["code"], "unknown_host");
    }
    for host in ["127.0.0.1:8317", "localhost:8317", "[::1]:8317"] {
        assert_eq!(fixture.send("GET", "/healthz", &[("host", host)]).await.status(), StatusCode::OK, "{host}");
    }
    let upgrade = |origin| vec![("upgrade", "websocket"), ("connection", "upgrade"), ("origin", origin)];
    for origin in ["null", "https://evil.example", "http://127.0.0.1:83170", "http://127.0.0.1:8317.evil.example", "http://127.0.0.1"] {
        let response = fixture.send("GET", "/api/v1/stream", &upgrade(origin)).await;
        assert_eq!(problem(response).await["code"], "foreign_origin", "{origin}");
        let response = fixture.send("POST", "/api/v1/session", &[("origin", origin)]).await;
        assert_eq!(problem(response).await["code"], "foreign_origin", "{origin}");
    }
    let cookie = fixture.cookie();
    let response = fixture.send("GET", "/api/v1/stream", &[("upgrade", "websocket"), ("cookie", &cookie)]).await;
    assert_eq!(problem(response).await["code"], "foreign_origin", "a cookie without an origin");
}

#[tokio::test]
async fn a_credential_in_an_address_is_refused_at_every_door() {
    let fixture = Fixture::new();
    for route in table() {
        for query in ["token=x", "q=1&api_key=x", "%74icket=x"] {
            let path = format!("{}?{query}", concrete(route.path));
            let response = fixture.send(route.method, &path, &[("authorization", &fixture.bearer())]).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(problem(response).await["code"], "credential_in_url", "{path}");
        }
    }
}

#[tokio::test]
async fn every_answer_says_what_a_page_may_do() {
    let fixture = Fixture::new();
    for path in ["/", "/trade/venue:SYMBOL", "/healthz", "/api/v1/venues", "/api/v1/nothing", "/missing.js"] {
        let response = fixture.send("GET", path, &[]).await;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'self'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert!(!header("cache-control").is_empty(), "{path}");
        assert!(header("access-control-allow-origin").is_empty(), "{path}");
    }
    assert_eq!(fixture.send("GET", "/missing.js", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(fixture.send("GET", "/trade/x", &[]).await.status(), StatusCode::OK);
    assert_eq!(fixture.send("POST", "/", &[("origin", ORIGIN)]).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(problem(fixture.send("PUT", "/api/v1/venues", &[]).await).await["code"], "method_not_allowed");
    assert_eq!(problem(fixture.send("GET", "/api/v1/nothing", &[]).await).await["code"], "not_found");
}

#[tokio::test]
async fn a_link_logs_in_once_and_out_again() {
    let fixture = Fixture::new();
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let ticket = fixture.app.login_ticket();
    let body = || Body::from(serde_json::json!({"ticket": ticket}).to_string());
    let headers = [("origin", ORIGIN), ("content-type", "application/json")];
    let response = fixture.send_from(here, "POST", "/api/v1/session", &headers, body()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["twinline_session=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap();
    assert_eq!(fixture.send("GET", "/api/v1/venues", &[("cookie", pair)]).await.status(), StatusCode::OK);
    let again = fixture.send_from(here, "POST", "/api/v1/session", &headers, body()).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(fixture.send("DELETE", "/api/v1/session", &[("cookie", pair)]).await.status(), StatusCode::FORBIDDEN);
    let out = fixture.send("DELETE", "/api/v1/session", &[("cookie", pair), ("origin", ORIGIN)]).await;
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(fixture.send("GET", "/api/v1/venues", &[("cookie", pair)]).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn wrong_tokens_are_slowed_down_and_others_are_not() {
    let fixture = Fixture::new();
    let (guesser, owner) = (IpAddr::from([10, 9, 9, 9]), IpAddr::from([10, 9, 9, 8]));
    let mut last = StatusCode::OK;
    for _ in 0..6 {
        last = fixture.send_from(guesser, "GET", "/api/v1/venues", &[("authorization", "Bearer guess")], Body::empty()).await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let bearer = fixture.bearer();
    let right = fixture.send_from(guesser, "GET", "/api/v1/venues", &[("authorization", &bearer)], Body::empty()).await;
    assert!(right.headers().contains_key(header::RETRY_AFTER), "not even the right one is looked at");
    assert_eq!(problem(right).await["code"], "too_many_attempts");
    let other = fixture.send_from(owner, "GET", "/api/v1/venues", &[("authorization", &bearer)], Body::empty()).await;
    assert_eq!(other.status(), StatusCode::OK);
}

#[tokio::test]
async fn bodies_are_bounded_in_kind_size_and_depth() {
    let fixture = Fixture::new();
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let send = |kind: &'static str, body: String| {
        let fixture = &fixture;
        async move {
            let headers = [("origin", ORIGIN), ("content-type", kind)];
            problem(fixture.send_from(here, "POST", "/api/v1/session", &headers, Body::from(body)).await).await["code"].clone()
        }
    };
    assert_eq!(send("text/plain", "{}".to_owned()).await, "not_json");
    assert_eq!(send("application/json", format!("{{\"ticket\":\"{}\"}}", "x".repeat(1 << 20))).await, "too_large");
    assert_eq!(send("application/json", "[".repeat(65)).await, "bad_request");
    assert_eq!(send("application/json", "{\"ticket\":\"x\",\"more\":1}".to_owned()).await, "bad_request");
    assert_eq!(send("application/json", "nonsense".to_owned()).await, "bad_request");
}

#[tokio::test]
async fn without_a_demo_there_are_no_faults() {
    let fixture = Fixture::new();
    let bearer = fixture.bearer();
    for method in ["POST", "DELETE"] {
        let response = fixture.send(method, "/api/v1/demo/faults", &[("authorization", &bearer)]).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{method}");
        assert_eq!(problem(response).await["code"], "not_found");
    }
}

#[tokio::test]
async fn an_unknown_parameter_is_refused_at_every_door() {
    let fixture = Fixture::new();
    for route in table() {
        let path = format!("{}?limti=5", concrete(route.path));
        let refused = problem(fixture.send(route.method, &path, &[("authorization", &fixture.bearer())]).await).await;
        assert_eq!((&refused["code"], &refused["field"]), (&"bad_request".into(), &"limti".into()), "{} {path}", route.method);
    }
    let refused = problem(fixture.send("GET", "/api/v1/repairs?limti=5", &[("authorization", &fixture.bearer())]).await).await;
    assert_eq!(refused["detail"], "limti: unknown parameter; did you mean limit?");
    let refused = problem(fixture.send("GET", "/api/v1/venues?limit=5", &[("authorization", &fixture.bearer())]).await).await;
    assert_eq!(refused["detail"], "limit: unknown parameter; this call takes none");
}

#[tokio::test]
async fn a_parameter_that_cannot_be_read_is_named() {
    let fixture = Fixture::new();
    let one = "/api/v1/instruments/venue:SYMBOL";
    for (path, field) in [
        ("/api/v1/instruments?limit=x".to_owned(), "limit"),
        ("/api/v1/instruments?limit=-1".to_owned(), "limit"),
        ("/api/v1/instruments?limit=".to_owned(), "limit"),
        ("/api/v1/instruments?limit=1&limit=2".to_owned(), "limit"),
        ("/api/v1/instruments?expiry=soon".to_owned(), "expiry"),
        ("/api/v1/repairs?limit=x".to_owned(), "limit"),
        (format!("{one}/book?depth=x"), "depth"),
        (format!("{one}/candles?interval=7m"), "interval"),
        (format!("{one}/candles?from=yesterday"), "from"),
        (format!("{one}/candles?to=1"), "to"),
    ] {
        let refused = problem(fixture.send("GET", &path, &[("authorization", &fixture.bearer())]).await).await;
        assert_eq!((&refused["code"], &refused["field"]), (&"bad_request".into(), &field.into()), "{path}: {refused}");
    }
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    for (body, field) in [("{}", "ticket"), (r#"{"ticket":1}"#, "ticket"), (r#"{"ticket":"x","more":1}"#, "more")] {
        let headers = [("origin", ORIGIN), ("content-type", "application/json")];
        let refused = problem(fixture.send_from(here, "POST", "/api/v1/session", &headers, Body::from(body)).await).await;
        assert_eq!((&refused["code"], &refused["field"]), (&"bad_request".into(), &field.into()), "{body}: {refused}");
    }
}

#[tokio::test]
async fn a_method_that_is_not_taken_is_told_which_are() {
    let fixture = Fixture::new();
    for (path, expected) in
        [("/api/v1/session", ["GET", "POST", "DELETE"].as_slice()), ("/api/v1/venues", &["GET"]), ("/", &["GET", "HEAD"])]
    {
        let response = fixture.send("PATCH", path, &[("authorization", &fixture.bearer()), ("origin", ORIGIN)]).await;
        let allow = response.headers()[header::ALLOW].to_str().unwrap().to_owned();
        assert!(expected.iter().all(|method| allow.split(',').any(|part| part.trim() == *method)), "{path}: {allow}");
        assert_eq!(problem(response).await["code"], "method_not_allowed", "{path}");
    }
}

#[tokio::test]
async fn the_viewer_needs_no_login_and_its_documents_do() {
    let fixture = Fixture::new();
    for path in [
        "/docs",
        "/docs/",
        "/docs/stream",
        "/docs/http.js",
        "/docs/stream.js",
        "/docs/docs.css",
        "/docs/swagger-ui-bundle.js",
        "/docs/swagger-ui.css",
    ] {
        let response = fixture.send("GET", path, &[]).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'self'; connect-src 'self'") && !policy.contains("script-src"), "{path}: {policy}");
        let body = axum::body::to_bytes(response.into_body(), 1 << 25).await.unwrap();
        assert!(body.len() > 100, "{path}");
    }
    assert_eq!(problem(fixture.send("GET", "/docs/nothing.js", &[]).await).await["code"], "not_found");
    for (path, member) in [("/api/v1/openapi.json", "openapi"), ("/api/v1/asyncapi.json", "asyncapi")] {
        assert_eq!(fixture.send("GET", path, &[]).await.status(), StatusCode::UNAUTHORIZED, "{path}");
        let response = fixture.send("GET", path, &[("authorization", &fixture.bearer())]).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        let body = axum::body::to_bytes(response.into_body(), 1 << 25).await.unwrap();
        let document: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert!(document[member].as_str().unwrap().starts_with('3'), "{path}");
    }
}
