//! Secrets that would be noticed anywhere: a gateway trades, fails, and is asked everything, while it logs as much as it can.
//! Nothing of them is in any answer, output, log or file.

mod harness;
mod processes;
mod program;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Output, Stdio};
use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use processes::{ACCOUNT, Canaries, Door, Gateway, Market, Place, Trader, Venue};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

const ONE: &str = "binance:BTCUSDT";
const PASSWORD: &str = "canary+vault/password=7Hq2";
/// Sent where a secret might be sent by mistake.
const ASTRAY: &str = "canary+astray/secret=Zk81-dkq";
/// What may hold what it is there for: the token, and what guards the keys.
const KEEPERS: [&str; 3] = ["token", "vault", "vault.key"];

#[test]
fn every_form_of_a_secret_would_be_noticed() {
    let mut canaries = Canaries::default();
    canaries.add("one", ASTRAY.as_bytes());
    for leak in [
        format!("secret: {ASTRAY}"),
        "63616e6172792b6173747261792f7365637265743d5a6b38312d646b71".to_owned(),
        "x=canary%2Bastray%2Fsecret%3DZk81-dkq&y".to_owned(),
        "Basic Y2FuYXJ5K2FzdHJheS9zZWNyZXQ9Wms4MS1ka3E=".to_owned(),
        "Basic YTpjYW5hcnkrYXN0cmF5L3NlY3JldD1aazgxLWRrcTo=".to_owned(),
        "Basic eHg6Y2FuYXJ5K2FzdHJheS9zZWNyZXQ9Wms4MS1ka3E=".to_owned(),
        "[99, 97, 110, 97, 114, 121, 43, 97, 115, 116, 114, 97, 121]".to_owned(),
    ] {
        assert!(!canaries.found_in(leak.as_bytes()).is_empty(), "{leak}");
    }
    assert!(canaries.found_in(b"canary+astray/secre").is_empty());
}

/// What the whole suite handed out and left behind; `scripts/canaries` says where.
#[test]
#[ignore = "after a run of the whole suite: scripts/canaries"]
fn nothing_that_the_suite_left_holds_a_secret() {
    let secrets = std::fs::read_to_string(std::env::var("SUITE_SECRETS").unwrap()).unwrap();
    let secrets: BTreeSet<String> = secrets.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut canaries = Canaries::default();
    for secret in &secrets {
        match secret.starts_with("-----") {
            true => canaries.add_pem("a private key", secret),
            false => canaries.add("a secret", secret.as_bytes()),
        }
    }
    assert!(secrets.len() > 20, "the suite handed out {} secrets", secrets.len());
    let (files, bytes) = canaries.absent_below(std::path::Path::new(&std::env::var("SUITE_LEFT").unwrap()), &KEEPERS);
    println!("{} secrets, {files} files of {bytes} bytes: none in any", secrets.len());
}

/// Where the keys of an account come from.
#[derive(Clone, Copy)]
enum Kept {
    Password,
    KeyFile,
    Variables,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_secret_in_a_vault_with_a_password_gets_nowhere() {
    session("hmac", Kept::Password).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_key_in_a_vault_with_a_key_file_gets_nowhere() {
    session("ed25519", Kept::KeyFile).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_key_in_the_environment_gets_nowhere() {
    session("rsa", Kept::Variables).await;
}

async fn session(kind: &str, kept: Kept) {
    let venue = Venue::start(9, &[]);
    let (api_key, proof) = venue.key(kind);
    let field = if kind == "hmac" { "secret" } else { "private_key" };
    let mut canaries = Canaries::default();
    canaries.add("the key's name", api_key.as_bytes());
    canaries.add("what was sent astray", ASTRAY.as_bytes());
    match field {
        "secret" => canaries.add("the key's secret", proof.as_bytes()),
        _ => canaries.add_pem("the private key", &proof),
    }
    let mut place = Place::bare(&format!("canary-{kind}")).at(&venue).with("TWINLINE_LOG", "trace").with("TWINLINE_LOG_FORMAT", "json");
    let mut said = Vec::new();
    match kept {
        Kept::Variables => place = place.with("BINANCE_API_KEY", &api_key).with("BINANCE_PRIVATE_KEY", &proof),
        Kept::Password | Kept::KeyFile => {
            if matches!(kept, Kept::Password) {
                place = place.with("TWINLINE_VAULT_PASSWORD", PASSWORD);
                canaries.add("the vault's password", PASSWORD.as_bytes());
            }
            let [good, wrong] = [proof.as_str(), ASTRAY].map(|proof| json!({"api_key": api_key, field: proof}).to_string());
            said.push(keys(&place, "add", &wrong));
            said.push(keys(&place, "add", &good));
            said.push(keys(&place, "rotate", &good));
        }
    }
    if matches!(kept, Kept::KeyFile) {
        canaries.add("the vault's key", std::fs::read(place.data.join("vault.key")).unwrap().trim_ascii());
    }
    let gateway = place.up();
    canaries.add("the token", gateway.door.token.as_bytes());
    let mut answers = trade(&venue, &gateway.door).await;
    answers.extend(ask_everything(&gateway.door, &mut canaries).await);
    if !matches!(kept, Kept::Variables) {
        let rotate = |proof: &str| json!({"fields": {"api_key": api_key, field: proof}}).to_string();
        for (key, wanted) in [(rotate(ASTRAY), kind == "hmac"), (rotate(&proof), true)] {
            let answer = raw(gateway.door.address, "PUT", &format!("/api/v1/keys/{ACCOUNT}"), &bearer(&gateway.door), &key).await;
            assert_eq!(answer.starts_with(b"HTTP/1.1 200"), wanted, "{}", String::from_utf8_lossy(&answer));
            answers.push(answer);
        }
    }
    answers.extend(fail(&venue, &gateway.door).await);
    said.extend(commands(&place));
    gateway.kill();
    let gateway = place.up();
    gateway.door.live().await;
    answers.extend(strangers(&gateway).await);
    assert_eq!(gateway.stop().0, Some(0));
    place.up().stop();

    answers.iter().for_each(|answer| canaries.absent_from(&String::from_utf8_lossy(answer), answer));
    for output in &said {
        canaries.absent_from("an output", &output.stdout);
        canaries.absent_from("an output", &output.stderr);
    }
    let log = std::fs::read_to_string(&place.log).unwrap();
    assert!(log.contains("\"level\":\"TRACE\""), "it did not log all it can: {}", place.said());
    let (files, bytes) = canaries.absent_below(place.log.parent().unwrap(), &KEEPERS);
    assert!(files >= 4, "log, journal and its companions");
    println!("{kind}: {} answers, {} outputs, {files} files of {bytes} bytes, {} bytes of log", answers.len(), said.len(), log.len());
}

fn keys(place: &Place, what: &str, key: &str) -> Output {
    let mut command = place.command(&["keys", what, ACCOUNT, "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(key.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// One request and the whole answer, head and all.
async fn raw(address: SocketAddr, method: &str, path: &str, head: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{head}content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    answer
}

fn bearer(door: &Door) -> String {
    format!("authorization: Bearer {}\r\n", door.token)
}

async fn trade(venue: &Venue, door: &Door) -> Vec<Vec<u8>> {
    door.live().await;
    let market = Market { instrument: ONE, price: venue.price("BTCUSDT").await, qty: &["0.002", "0.0005", "900"] };
    let mut trader = Trader::new("canary", 9);
    trader.trade(door, &[market], 30).await;
    assert!(trader.records.iter().any(|record| record.told.status() == Some(201)), "nothing was traded");
    trader.records.iter().map(|record| format!("{record:?}").into_bytes()).collect()
}

/// Every door of the description, with what it asks for, with nothing, and with secrets where none belong.
async fn ask_everything(door: &Door, canaries: &mut Canaries) -> Vec<Vec<u8>> {
    let described = door.get("/openapi.json").await;
    let mut answers = Vec::new();
    let order = door.all(&format!("/accounts/{ACCOUNT}/orders?status=all")).await[0]["order_id"].as_str().unwrap().to_owned();
    for (path, item) in described["paths"].as_object().unwrap() {
        // The account's own keys are needed further on.
        let account = if path.contains("/keys/") { "nobody" } else { ACCOUNT };
        let place = path
            .replace("{account}", account)
            .replace("{token}", "1")
            .replace("{instrument}", ONE)
            .replace("{id}", ONE)
            .replace("{order}", &order);
        for method in item.as_object().unwrap().keys().filter(|name| ["get", "post", "put", "patch", "delete"].contains(&name.as_str())) {
            let method = method.to_uppercase();
            for body in ["", "{}", &json!({"secret": ASTRAY, "ticket": ASTRAY}).to_string(), ASTRAY] {
                answers.push(raw(door.address, &method, &place, &bearer(door), body).await);
            }
        }
    }
    answers.push(raw(door.address, "DELETE", &format!("/api/v1/accounts/{ACCOUNT}/kill-switch"), &bearer(door), "").await);
    let (status, made) = door.send("POST", "/tokens", &json!({"name": "canary", "scope": "trade"}), "").await;
    assert_eq!(status, 201, "{made}");
    let token = made["token"].as_str().expect("it is told once").to_owned();
    canaries.add("a token of the API", token.as_bytes());
    let theirs = Door { address: door.address, token: token.into(), under_way: Arc::default() };
    for path in ["/api/v1/tokens", "/api/v1/accounts", "/api/v1/audit", "/metrics"] {
        answers.push(raw(door.address, "GET", path, &bearer(&theirs), "").await);
        answers.push(raw(door.address, "GET", path, &bearer(door), "").await);
    }
    answers
}

/// The venue's sockets, answers, keys and frames fail, one after the other.
async fn fail(venue: &Venue, door: &Door) -> Vec<Vec<u8>> {
    let mut answers = Vec::new();
    for fault in ["ws-cut", "token-expire", "rest-5xx", "frame-malformed", "reply-lost", "rest-429"] {
        venue.pull("faults", json!({"name": fault, "for_ms": 400})).await;
        let order = json!({"instrument": ONE, "side": "buy", "type": "market", "qty": "0.002"});
        answers.push(raw(door.address, "POST", &format!("/api/v1/accounts/{ACCOUNT}/orders"), &bearer(door), &order.to_string()).await);
        answers.push(raw(door.address, "POST", &format!("/api/v1/accounts/{ACCOUNT}/reconcile"), &bearer(door), "").await);
    }
    venue.heal().await;
    door.live().await;
    for path in ["/api/v1/connections", "/api/v1/repairs", "/api/v1/limits", "/metrics"] {
        answers.push(raw(door.address, "GET", path, &bearer(door), "").await);
    }
    answers
}

fn commands(place: &Place) -> Vec<Output> {
    let backup = place.data.with_file_name("book");
    let all: [&[&str]; 12] = [
        &["doctor"],
        &["venues"],
        &["accounts"],
        &["orders", "--status", "all"],
        &["positions"],
        &["balances"],
        &["fills"],
        &["order", "buy", ONE, "0.002"],
        &["order", "buy", ONE, "900"],
        &["keys", "list"],
        &["backup", backup.to_str().unwrap()],
        &["restore", backup.to_str().unwrap()],
    ];
    all.into_iter().flat_map(|args| [vec![], vec!["--json"]].map(|json| place.command(&[args, &json].concat()).output().unwrap())).collect()
}

/// Secrets in addresses, in headers, and as first messages of a stream.
async fn strangers(gateway: &Gateway) -> Vec<Vec<u8>> {
    let address = gateway.door.address;
    let mut answers = Vec::new();
    for name in ["token", "access_token", "api_key", "key", "ticket"] {
        answers.push(raw(address, "GET", &format!("/api/v1/accounts?{name}=canary%2Bastray%2Fsecret%3DZk81-dkq"), "", "").await);
    }
    answers.push(raw(address, "GET", "/api/v1/accounts", &format!("authorization: Bearer {ASTRAY}\r\n"), "").await);
    answers.push(
        raw(address, "GET", "/api/v1/accounts", &format!("authorization: Basic {ASTRAY}\r\ncookie: twinline_session={ASTRAY}\r\n"), "")
            .await,
    );
    for first in [gateway.door.token.to_string(), ASTRAY.to_owned()] {
        let (mut socket, _) = connect_async(format!("ws://{address}/api/v1/stream")).await.unwrap();
        socket.send(Message::Text(first.into())).await.unwrap();
        socket.send(Message::Text(json!({"op": "auth", "token": ASTRAY}).to_string().into())).await.unwrap_or_default();
        for _ in 0..3 {
            let Some(Ok(message)) = socket.next().await else { break };
            answers.push(message.into_data().to_vec());
        }
    }
    answers
}
