//! What is answered, held against what is described: every route, every topic, every message.

mod harness;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use futures_util::StreamExt;
use harness::{PATIENCE, Socket, http, say};
use jsonschema::Validator;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

const ONE: &str = "binance:BTCUSDT";

/// How every route is asked so that it succeeds: method, path in the document, address, body, status. A route that is not
/// here fails the test.
#[rustfmt::skip]
const DRIVEN: [(&str, &str, &str, &str, u16); 75] = [
    ("GET", "/healthz", "/healthz", "", 200),
    ("GET", "/readyz", "/readyz", "", 200),
    ("GET", "/metrics", "/metrics", "", 200),
    ("GET", "/api/v1/openapi.json", "/api/v1/openapi.json", "", 200),
    ("GET", "/api/v1/asyncapi.json", "/api/v1/asyncapi.json", "", 200),
    ("GET", "/api/v1/session", "/api/v1/session", "", 200),
    ("POST", "/api/v1/session", "/api/v1/session", r#"{"ticket":"TICKET"}"#, 200),
    ("DELETE", "/api/v1/session", "/api/v1/session", "", 204),
    ("POST", "/api/v1/login-tickets", "/api/v1/login-tickets", "", 200),
    ("POST", "/api/v1/ws-tickets", "/api/v1/ws-tickets", "", 200),
    // Its success is a stream, which has a test of its own.
    ("GET", "/api/v1/stream", "/api/v1/stream", "", 426),
    ("GET", "/api/v1/venues", "/api/v1/venues", "", 200),
    ("GET", "/api/v1/connections", "/api/v1/connections", "", 200),
    ("GET", "/api/v1/limits", "/api/v1/limits", "", 200),
    ("GET", "/api/v1/repairs", "/api/v1/repairs?venue=binance&limit=5", "", 200),
    ("GET", "/api/v1/instruments", "/api/v1/instruments?q=btc&expiry=none&limit=2", "", 200),
    ("GET", "/api/v1/instruments/{id}", "/api/v1/instruments/BTC%2FUSDT:USDT?venue=binance", "", 200),
    ("GET", "/api/v1/instruments/{id}/book", "/api/v1/instruments/binance:BTCUSDT/book?depth=3", "", 200),
    ("GET", "/api/v1/instruments/{id}/ticker", "/api/v1/instruments/binance:BTCUSDT/ticker", "", 200),
    ("GET", "/api/v1/instruments/{id}/trades", "/api/v1/instruments/binance:BTCUSDT/trades?limit=3", "", 200),
    ("GET", "/api/v1/instruments/{id}/candles", "/api/v1/instruments/binance:BTCUSDT/candles?interval=5m&limit=3", "", 200),
    ("GET", "/api/v1/instruments/{id}/funding", "/api/v1/instruments/binance:BTCUSDT/funding?limit=3", "", 200),
    ("GET", "/api/v1/accounts", "/api/v1/accounts", "", 200),
    ("POST", "/api/v1/accounts/{account}/orders", "/api/v1/accounts/demo/orders", r#"{"instrument":"binance:BTCUSDT","side":"buy","type":"limit","price":"PRICE","qty":"0.003","client_order_id":"contract-1"}"#, 201),
    ("GET", "/api/v1/accounts/{account}/orders", "/api/v1/accounts/demo/orders?status=all&instrument=binance:BTCUSDT&limit=1", "", 200),
    ("POST", "/api/v1/accounts/{account}/orders/preview", "/api/v1/accounts/demo/orders/preview", r#"{"instrument":"binance:BTCUSDT","side":"buy","type":"market","qty":"0.003"}"#, 200),
    ("POST", "/api/v1/accounts/{account}/orders/batch", "/api/v1/accounts/demo/orders/batch", r#"{"orders":[{"instrument":"binance:BTCUSDT","side":"buy","type":"market","qty":"0.003"},{"instrument":"binance:BTCUSDT","side":"buy","type":"market","qty":"0.0001"}]}"#, 200),
    ("GET", "/api/v1/accounts/{account}/orders/{order}", "/api/v1/accounts/demo/orders/contract-1", "", 200),
    ("PATCH", "/api/v1/accounts/{account}/orders/{order}", "/api/v1/accounts/demo/orders/contract-1", r#"{"qty":"0.004"}"#, 200),
    ("PATCH", "/api/v1/accounts/{account}/orders/batch", "/api/v1/accounts/demo/orders/batch", r#"{"orders":[{"order_id":"contract-1","qty":"0.005"}]}"#, 200),
    ("DELETE", "/api/v1/accounts/{account}/orders/batch", "/api/v1/accounts/demo/orders/batch", r#"{"orders":["nobody"]}"#, 200),
    ("DELETE", "/api/v1/accounts/{account}/orders/{order}", "/api/v1/accounts/demo/orders/contract-1", "", 200),
    ("GET", "/api/v1/accounts/{account}/orders/{order}/why", "/api/v1/accounts/demo/orders/contract-1/why", "", 200),
    ("DELETE", "/api/v1/accounts/{account}/orders", "/api/v1/accounts/demo/orders?instrument=binance:BTCUSDT&external=false", "", 202),
    ("POST", "/api/v1/accounts/{account}/brackets", "/api/v1/accounts/demo/brackets", r#"{"entry":{"instrument":"binance:BTCUSDT","side":"buy","type":"market","qty":"0.003","client_order_id":"contract-b"},"stop_loss":{"trigger_price":"PRICE"}}"#, 201),
    ("GET", "/api/v1/accounts/{account}/brackets", "/api/v1/accounts/demo/brackets?status=open", "", 200),
    ("GET", "/api/v1/accounts/{account}/brackets/{bracket}", "/api/v1/accounts/demo/brackets/contract-b", "", 200),
    ("PATCH", "/api/v1/accounts/{account}/brackets/{bracket}", "/api/v1/accounts/demo/brackets/contract-b", r#"{"if_unprotected":"close"}"#, 200),
    ("DELETE", "/api/v1/accounts/{account}/brackets/{bracket}", "/api/v1/accounts/demo/brackets/contract-b", "", 202),
    ("PATCH", "/api/v1/accounts/{account}/positions/{instrument}", "/api/v1/accounts/demo/positions/binance:BTCUSDT", r#"{"leverage":"7"}"#, 204),
    // As the stream: it has a test of its own.
    ("GET", "/ws/live-dashboard", "/ws/live-dashboard", "", 426),
    ("GET", "/api/ws", "/api/ws", "", 426),
    ("POST", "/api/manual-trade-ws", "/api/manual-trade-ws", r#"{"symbol":"BTCUSDT","side":"long","size":0.0031,"client_order_id":"door-1"}"#, 200),
    ("DELETE", "/api/v1/accounts/{account}/positions/{instrument}", "/api/v1/accounts/demo/positions/binance:BTCUSDT", "", 200),
    ("GET", "/api/v1/accounts/{account}/positions/{instrument}", "/api/v1/accounts/demo/positions/binance:BTCUSDT", "", 200),
    ("DELETE", "/api/v1/accounts/{account}/positions", "/api/v1/accounts/demo/positions", "", 200),
    ("POST", "/api/v1/accounts/{account}/check", "/api/v1/accounts/demo/check", "", 200),
    ("POST", "/api/v1/accounts/{account}/fetch", "/api/v1/accounts/demo/fetch", r#"{"list":"fills","instrument":"binance:BTCUSDT","from":"2026-01-01T00:00:00Z"}"#, 200),
    ("PATCH", "/api/v1/accounts/{account}/settings", "/api/v1/accounts/demo/settings", r#"{"multi_asset":false}"#, 204),
    ("POST", "/api/v1/accounts/{account}/reconcile", "/api/v1/accounts/demo/reconcile", "", 200),
    ("GET", "/api/v1/accounts/{account}/snapshot", "/api/v1/accounts/demo/snapshot", "", 200),
    ("GET", "/api/v1/accounts/{account}/balances", "/api/v1/accounts/demo/balances", "", 200),
    ("GET", "/api/v1/accounts/{account}/positions", "/api/v1/accounts/demo/positions", "", 200),
    ("GET", "/api/v1/accounts/{account}/settings", "/api/v1/accounts/demo/settings", "", 200),
    ("GET", "/api/v1/accounts/{account}/fills", "/api/v1/accounts/demo/fills?limit=5", "", 200),
    ("GET", "/api/v1/accounts/{account}/transactions", "/api/v1/accounts/demo/transactions?limit=5", "", 200),
    ("GET", "/api/v1/accounts/{account}/performance", "/api/v1/accounts/demo/performance?from=2020-01-01T00:00:00Z", "", 200),
    ("GET", "/api/v1/accounts/{account}/export", "/api/v1/accounts/demo/export?list=fills&instrument=binance:BTCUSDT", "", 200),
    ("GET", "/api/v1/accounts/{account}/repairs", "/api/v1/accounts/demo/repairs", "", 200),
    ("PUT", "/api/v1/accounts/{account}/kill-switch", "/api/v1/accounts/demo/kill-switch", "", 200),
    ("DELETE", "/api/v1/accounts/{account}/kill-switch", "/api/v1/accounts/demo/kill-switch", "", 200),
    ("PUT", "/api/v1/accounts/{account}/dead-man", "/api/v1/accounts/demo/dead-man", r#"{"timeout_s":60}"#, 200),
    ("GET", "/api/v1/accounts/{account}/dead-man", "/api/v1/accounts/demo/dead-man", "", 200),
    ("DELETE", "/api/v1/accounts/{account}/dead-man", "/api/v1/accounts/demo/dead-man", "", 200),
    ("POST", "/api/v1/tokens", "/api/v1/tokens", r#"{"name":"bot","scope":"trade","accounts":["demo"],"venues":["binance"],"instruments":["BTC/USDT:USDT"],"max_order_notional":"1000","max_daily_notional":"5000","reduce_only":true,"expires_at":"2100-01-01T00:00:00.000000000Z"}"#, 201),
    ("GET", "/api/v1/tokens", "/api/v1/tokens", "", 200),
    ("DELETE", "/api/v1/tokens/{token}", "/api/v1/tokens/bot", "", 204),
    ("GET", "/api/v1/events", "/api/v1/events?account=demo&limit=1000", "", 200),
    ("GET", "/api/v1/audit", "/api/v1/audit?limit=5", "", 200),
    ("POST", "/api/v1/demo/faults", "/api/v1/demo/faults", r#"{"venue":"binance","name":"event-late","rate":0.5,"for_ms":1000}"#, 204),
    ("DELETE", "/api/v1/demo/faults", "/api/v1/demo/faults?venue=binance", "", 204),
    ("POST", "/api/v1/accounts", "/api/v1/accounts", r#"{"account":"play","deposits":[{"asset":"USDT","amount":"1000"}]}"#, 201),
    ("POST", "/api/v1/accounts/{account}/deposit", "/api/v1/accounts/play/deposit", r#"{"asset":"USDT","amount":"1000"}"#, 200),
    ("POST", "/api/v1/accounts/{account}/freeze", "/api/v1/accounts/play/freeze", r#"{"frozen":false}"#, 200),
    ("POST", "/api/v1/accounts/{account}/reset", "/api/v1/accounts/play/reset", "{}", 200),
];

/// Asked last: the account signs with these keys, which nobody at the venue knows, until they are removed again.
#[rustfmt::skip]
const KEYS: [(&str, &str, &str, &str, u16); 4] = [
    ("POST", "/api/v1/keys", "/api/v1/keys", r#"{"account":"demo","fields":{"api_key":"abcdefghijklmnop","secret":"hush"}}"#, 201),
    ("PUT", "/api/v1/keys/{account}", "/api/v1/keys/demo", r#"{"fields":{"api_key":"abcdefghijklmnop","secret":"hushhush"}}"#, 200),
    ("GET", "/api/v1/keys", "/api/v1/keys", "", 200),
    ("DELETE", "/api/v1/keys/{account}", "/api/v1/keys/demo", "", 204),
];

/// And so that it is refused: method, path in the document, address, body, status, code.
#[rustfmt::skip]
const REFUSED: [(&str, &str, &str, &str, u16, &str); 37] = [
    ("POST", "/api/v1/accounts", "/api/v1/accounts", r#"{"account":"demo"}"#, 422, "unprocessable"),
    ("POST", "/api/v1/accounts/{account}/deposit", "/api/v1/accounts/demo/deposit", r#"{"asset":"USDT","amount":"1"}"#, 422, "unprocessable"),
    ("POST", "/api/v1/accounts/{account}/reset", "/api/v1/accounts/nobody/reset", "{}", 404, "unknown_account"),
    ("POST", "/api/v1/tokens", "/api/v1/tokens", r#"{"name":"b b","scope":"read"}"#, 400, "bad_request"),
    ("POST", "/api/v1/tokens", "/api/v1/tokens", r#"{"name":"boss","scope":"admin","accounts":["demo"]}"#, 422, "unprocessable"),
    ("DELETE", "/api/v1/tokens/{token}", "/api/v1/tokens/nobody", "", 404, "unknown_token"),
    ("POST", "/api/v1/keys", "/api/v1/keys", r#"{"account":"demo","fields":{"api_key":"abc"}}"#, 422, "unprocessable"),
    ("PUT", "/api/v1/keys/{account}", "/api/v1/keys/demo", r#"{"fields":{"api_key":"abc","secret":"def"}}"#, 404, "unknown_key"),
    ("DELETE", "/api/v1/keys/{account}", "/api/v1/keys/nobody", "", 404, "unknown_account"),
    ("PUT", "/api/v1/accounts/{account}/kill-switch", "/api/v1/accounts/nobody/kill-switch", "", 404, "unknown_account"),
    ("PUT", "/api/v1/accounts/{account}/dead-man", "/api/v1/accounts/demo/dead-man", r#"{"timeout_s":9}"#, 422, "unprocessable"),
    ("GET", "/api/v1/accounts/{account}/dead-man", "/api/v1/accounts/nobody/dead-man", "", 404, "unknown_account"),
    ("GET", "/api/v1/accounts/{account}/brackets/{bracket}", "/api/v1/accounts/demo/brackets/nothing", "", 404, "unknown_bracket"),
    ("POST", "/api/v1/accounts/{account}/brackets", "/api/v1/accounts/demo/brackets", r#"{"entry":{"instrument":"binance:BTCUSDT","side":"buy","type":"market","qty":"0.003"}}"#, 422, "bad_bracket"),
    ("POST", "/api/v1/session", "/api/v1/session", "nonsense", 400, "bad_request"),
    ("POST", "/api/v1/session", "/api/v1/session", r#"{"ticket":"wrong"}"#, 401, "unauthenticated"),
    ("GET", "/api/v1/repairs", "/api/v1/repairs?venue=bob", "", 404, "unknown_venue"),
    ("GET", "/api/v1/instruments", "/api/v1/instruments?cursor=x", "", 400, "bad_request"),
    ("GET", "/api/v1/instruments/{id}", "/api/v1/instruments/binance:NOPE", "", 404, "unknown_instrument"),
    ("GET", "/api/v1/instruments/{id}/book", "/api/v1/instruments/bob:X/book", "", 404, "unknown_venue"),
    ("GET", "/api/v1/instruments/{id}/ticker", "/api/v1/instruments/binance:NOPE/ticker", "", 404, "unknown_instrument"),
    ("GET", "/api/v1/instruments/{id}/trades", "/api/v1/instruments/binance:BTCUSDT/trades?cursor=x", "", 400, "bad_request"),
    ("GET", "/api/v1/instruments/{id}/candles", "/api/v1/instruments/binance:BTCUSDT/candles?interval=7m", "", 400, "bad_request"),
    ("GET", "/api/v1/instruments/{id}/funding", "/api/v1/instruments/binance:BTCUSDT/funding?limit=x", "", 400, "bad_request"),
    ("GET", "/api/v1/accounts/{account}/snapshot", "/api/v1/accounts/bob/snapshot", "", 404, "unknown_account"),
    ("GET", "/api/v1/accounts/{account}/performance", "/api/v1/accounts/demo/performance?from=yesterday", "", 400, "bad_request"),
    ("GET", "/api/v1/accounts/{account}/export", "/api/v1/accounts/demo/export?list=dreams", "", 400, "bad_request"),
    ("GET", "/api/v1/accounts/{account}/orders", "/api/v1/accounts/demo/orders?status=odd", "", 400, "bad_request"),
    ("GET", "/api/v1/accounts/{account}/orders/{order}", "/api/v1/accounts/demo/orders/bob", "", 404, "unknown_order"),
    ("POST", "/api/v1/accounts/{account}/orders", "/api/v1/accounts/demo/orders", r#"{"instrument":"binance:BTCUSDT","side":"buy","type":"market","qty":"0.00017"}"#, 422, "bad_lot"),
    ("POST", "/api/v1/accounts/{account}/orders/batch", "/api/v1/accounts/demo/orders/batch", r#"{"orders":[]}"#, 400, "bad_request"),
    ("PATCH", "/api/v1/accounts/{account}/orders/{order}", "/api/v1/accounts/demo/orders/contract-1", r#"{"qty":"0.005"}"#, 409, "order_ended"),
    ("POST", "/api/v1/accounts/{account}/check", "/api/v1/accounts/nobody/check", "", 404, "unknown_account"),
    ("POST", "/api/v1/accounts/{account}/fetch", "/api/v1/accounts/demo/fetch", r#"{"list":"fills","from":"2026-01-01T00:00:00Z"}"#, 422, "unprocessable"),
    ("GET", "/api/v1/events", "/api/v1/events?account=demo&after=99.1", "", 410, "gap"),
    ("POST", "/api/v1/demo/faults", "/api/v1/demo/faults", r#"{"venue":"binance","name":"ws-cutt"}"#, 400, "bad_request"),
    ("DELETE", "/api/v1/demo/faults", "/api/v1/demo/faults?venue=bob", "", 404, "unknown_venue"),
];

/// A demo, as its user starts it.
struct Demo {
    child: Child,
    address: SocketAddr,
    token: String,
}

impl Demo {
    async fn start(name: &str) -> Self {
        let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("contract-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_twinline"));
        command.env("TWINLINE_DATA_DIR", &data).env("TWINLINE_LISTEN", "127.0.0.1:0").current_dir(&data);
        let mut child = command.args(["up", "--demo", "--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let started: Value = serde_json::from_str(&line).unwrap();
        let address = started["url"].as_str().unwrap().trim_start_matches("http://").parse().unwrap();
        let token = std::fs::read_to_string(data.join("token")).unwrap().trim().to_owned();
        let demo = Self { child, address, token };
        let begun = Instant::now();
        for place in ["venues", "accounts"] {
            while demo.ask("GET", &format!("/api/v1/{place}"), "").await.1["data"][0]["freshness"] != "live" {
                assert!(begun.elapsed() < PATIENCE, "the first of {place} never became live");
            }
        }
        demo
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let head = format!("authorization: Bearer {}\r\n", self.token);
        http(self.address, method, path, &head, body).await
    }

    /// A price that nobody sells at, not far from the market.
    async fn low_price(&self) -> String {
        let begun = Instant::now();
        loop {
            let ticker = self.ask("GET", "/api/v1/instruments/binance:BTCUSDT/ticker", "").await.1;
            if let Some(mark) = ticker["mark"]["mark"].as_str() {
                let whole: u64 = mark.split('.').next().unwrap().parse().unwrap();
                return format!("{}.0", whole * 97 / 100);
            }
            assert!(begun.elapsed() < PATIENCE, "there is no mark price");
        }
    }

    async fn document(&self, name: &str) -> Value {
        let (status, document) = self.ask("GET", &format!("/api/v1/{name}.json"), "").await;
        assert_eq!(status, 200, "{document}");
        document
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // A test that failed has nothing to add to it.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The shapes of a document, made strict: what is not described may not be there.
fn strict(document: &Value) -> Value {
    let mut shapes = document["components"]["schemas"].clone();
    let mut parts = BTreeSet::new();
    joined(document, &mut parts);
    for (name, shape) in shapes.as_object_mut().unwrap() {
        if shape["allOf"].is_array() {
            shape["unevaluatedProperties"] = json!(false);
        } else if shape["properties"].is_object() && !parts.contains(name) {
            shape["additionalProperties"] = json!(false);
        }
    }
    json!({"schemas": shapes})
}

/// Names of shapes that are parts of larger ones.
fn joined(value: &Value, found: &mut BTreeSet<String>) {
    for part in value["allOf"].as_array().into_iter().flatten() {
        found.extend(part["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()).map(str::to_owned));
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| joined(member, found)),
        Value::Array(items) => items.iter().for_each(|item| joined(item, found)),
        _ => {}
    }
}

fn validator(schema: &Value, components: &Value) -> Validator {
    let mut root = schema.clone();
    root["components"] = components.clone();
    if root["allOf"].is_array() {
        root["unevaluatedProperties"] = json!(false);
    }
    jsonschema::validator_for(&root).unwrap_or_else(|error| panic!("{schema} is no schema: {error}"))
}

fn holds(validator: &Validator, value: &Value, what: &str) {
    let wrong: Vec<String> = validator.iter_errors(value).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}\n{value}");
}

struct Described {
    document: Value,
    components: Value,
}

impl Described {
    fn check(&self, method: &str, path: &str, status: u16, body: &Value) {
        let what = format!("{method} {path}: {status}");
        let answers = &self.document["paths"][path][method.to_lowercase()]["responses"];
        let answer = answers.get(status.to_string()).unwrap_or_else(|| panic!("{what} is not described: {body}"));
        let content = answer["content"].as_object().and_then(|all| all.iter().next());
        match content {
            None => assert!(body.is_null(), "{what} has a body that is not described: {body}"),
            // Text that is no JSON is read as nothing by this client.
            Some((kind, _)) if kind == "text/plain" || kind == "text/csv" => {}
            Some((_, content)) => holds(&validator(&content["schema"], &self.components), body, &what),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_as_described() {
    let demo = Demo::start("routes").await;
    let document = demo.document("openapi").await;
    let described = Described { components: strict(&document), document };
    let mut asked = BTreeSet::new();
    let price = demo.low_price().await;
    for (method, path, address, body, expected) in DRIVEN {
        let ticket = demo.ask("POST", "/api/v1/login-tickets", "").await.1["ticket"].as_str().unwrap().to_owned();
        let (status, answer) = demo.ask(method, address, &body.replace("TICKET", &ticket).replace("PRICE", &price)).await;
        assert_eq!(status, expected, "{method} {address}: {answer}");
        described.check(method, path, status, &answer);
        asked.insert((path.to_owned(), method.to_lowercase()));
    }
    for (method, path, address, body, expected, code) in REFUSED {
        let (status, answer) = demo.ask(method, address, body).await;
        assert_eq!((status, answer["code"].as_str()), (expected, Some(code)), "{method} {address}: {answer}");
        described.check(method, path, status, &answer);
    }
    for (method, path, address, body, expected) in KEYS {
        let (status, answer) = demo.ask(method, address, body).await;
        assert_eq!(status, expected, "{method} {address}: {answer}");
        described.check(method, path, status, &answer);
        asked.insert((path.to_owned(), method.to_lowercase()));
    }
    for (path, item) in described.document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            assert!(asked.contains(&(path.clone(), method.clone())), "{method} {path} is described and not driven");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_refuses_as_described() {
    let demo = Demo::start("refusals").await;
    let document = demo.document("openapi").await;
    let described = Described { components: strict(&document), document };
    for (method, path, address, ..) in DRIVEN.into_iter().chain(KEYS) {
        let sign = if address.contains('?') { '&' } else { '?' };
        let (status, answer) = demo.ask(method, &format!("{address}{sign}limti=1"), "").await;
        assert_eq!((status, &answer["field"]), (400, &json!("limti")), "{method} {address}");
        described.check(method, path, status, &answer);
        let open = described.document["paths"][path][method.to_lowercase()]["security"].as_array().unwrap().is_empty();
        if !open {
            let (status, answer) = http(demo.address, method, address, "", "").await;
            assert_eq!((status, &answer["code"]), (401, &json!("unauthenticated")), "{method} {address}");
            described.check(method, path, status, &answer);
        }
        let (status, answer) = demo.ask("PURGE", address, "").await;
        assert_eq!((status, &answer["code"]), (405, &json!("method_not_allowed")), "{address}");
        described.check(method, path, status, &answer);
    }
    for address in ["/api/v1/nothing", "/api", "/missing.js", "/docs/missing.js"] {
        let (status, answer) = demo.ask("GET", address, "").await;
        assert_eq!((status, &answer["code"]), (404, &json!("not_found")), "{address}");
        holds(&validator(&json!({"$ref": "#/components/schemas/Problem"}), &described.components), &answer, address);
    }
}

/// One side of the stream, checked word by word.
struct Listener {
    socket: Socket,
    document: Value,
    components: Value,
    heard: BTreeSet<String>,
}

impl Listener {
    async fn say(&mut self, value: Value) {
        let name = value["op"].as_str().unwrap();
        let message = &self.document["components"]["messages"][name];
        holds(&validator(&message["payload"], &self.components), &value, name);
        self.heard.insert(name.to_owned());
        say(&mut self.socket, value).await;
    }

    /// The next message, heartbeats among them, as it is described.
    async fn hear(&mut self) -> Value {
        let message = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a message in time").expect("open").expect("whole");
        let Message::Text(text) = message else { return Value::Null };
        let value: Value = serde_json::from_str(&text).unwrap();
        let kind = value["type"].as_str().unwrap();
        let name = match kind {
            "snapshot" | "event" => format!("{}.{kind}", value["topic"].as_str().unwrap().split('.').next().unwrap()),
            other => other.to_owned(),
        };
        let message = &self.document["components"]["messages"][&name];
        assert!(message.is_object(), "{name} is not described: {value}");
        holds(&validator(&message["payload"], &self.components), &value, &name);
        self.heard.insert(name);
        value
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_is_as_described() {
    let demo = Demo::start("stream").await;
    let document = demo.document("asyncapi").await;
    let address = document["channels"]["stream"]["address"].as_str().unwrap();
    let (socket, _) = connect_async(format!("ws://{}{address}", demo.address)).await.unwrap();
    let wanted: BTreeSet<String> = document["components"]["messages"].as_object().unwrap().keys().cloned().collect();
    let topics: Vec<String> = document["channels"]["stream"]["x-topics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|topic| topic["topic"].as_str().unwrap().replace("{instrument}", ONE).replace("{interval}", "1m").replace("{account}", "demo"))
        .collect();
    assert_eq!(topics.len(), 9);
    let mut listener = Listener { socket, components: strict(&document), document, heard: BTreeSet::new() };
    listener.say(json!({"op": "auth", "token": demo.token})).await;
    listener.say(json!({"op": "ping", "id": 1})).await;
    listener.say(json!({"op": "subscribe", "id": 2, "topics": topics})).await;
    listener.say(json!({"op": "subscribe", "topics": ["bob.x:Y"]})).await;
    // A place that nobody was ever at, and something that happens to the account.
    listener.say(json!({"op": "subscribe", "topics": ["account.demo"], "after": {"account.demo": {"epoch": 99, "seq": 1}}})).await;
    let order = r#"{"instrument":"binance:BTCUSDT","side":"buy","type":"limit","price":"PRICE","qty":"0.003"}"#;
    let price = demo.low_price().await;
    assert_eq!(demo.ask("POST", "/api/v1/accounts/demo/orders", &order.replace("PRICE", &price)).await.0, 201);
    for method in ["PUT", "DELETE"] {
        assert_eq!(demo.ask(method, "/api/v1/accounts/demo/kill-switch", "").await.0, 200);
    }
    let begun = Instant::now();
    let (mut cut, mut ended) = (false, false);
    while listener.heard != wanted {
        let rest: Vec<_> = wanted.difference(&listener.heard).collect();
        assert!(begun.elapsed() < PATIENCE * 2, "never heard: {rest:?}");
        let data_is_whole = rest.iter().all(|name| matches!(name.as_str(), "state" | "unsubscribe" | "unsubscribed"));
        if data_is_whole && !cut {
            cut = true;
            // Freshness changes without data when the venue's sockets are cut.
            let fault = r#"{"venue":"binance","name":"ws-cut"}"#;
            assert_eq!(demo.ask("POST", "/api/v1/demo/faults", fault).await.0, 204);
        }
        if listener.heard.contains("state") && data_is_whole && !ended {
            ended = true;
            listener.say(json!({"op": "unsubscribe", "id": 3, "topics": topics})).await;
        }
        listener.hear().await;
    }
    listener.socket.close(None).await.unwrap();
}
