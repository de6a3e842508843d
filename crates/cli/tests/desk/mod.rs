//! A gateway with an account on a simulated venue, and somebody who trades with it.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use twinline_gateway::config::{AccountSettings, Money, VenueSettings};
use twinline_gateway::{Credentials, Gateway, Options, Secret, SecretFields, SqliteJournal, now};
use twinline_model::AccountId;
use twinline_server::{Access, App, Doors, new_token, serve};
use twinline_sim::serve::{Handle, ServeOptions};
use twinline_sim::{Config, Venue};
use twinline_venue::Endpoints;

use crate::harness::{self, PATIENCE, Socket, http, next, say, trace};

pub const ONE: &str = "binance:BTCUSDT";
/// The like of it at the other venue.
pub const OTHER: &str = "delta:BTCUSD";

/// A limit order to buy.
pub fn limit(price: &str, qty: &str) -> Value {
    json!({"instrument": ONE, "side": "buy", "type": "limit", "price": price, "qty": qty})
}

/// A market order to buy.
pub fn market(qty: &str) -> Value {
    json!({"instrument": ONE, "side": "buy", "type": "market", "qty": qty})
}

#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
    sim: Arc<Handle>,
    data: PathBuf,
    accounts: &'static [&'static str],
    /// What is traded.
    one: &'static str,
    /// A price that no seller takes, not far from the market.
    pub price: String,
}

struct Inner {
    gateway: Gateway,
    address: SocketAddr,
    token: String,
    stop: std::sync::Mutex<Option<oneshot::Sender<()>>>,
    serving: std::sync::Mutex<Option<tokio::task::JoinHandle<()>>>,
}

impl Desk {
    /// A simulator of its own, a gateway with an account on it, and a market that moves.
    pub async fn start(seed: u64) -> Self {
        Self::start_with(seed, &["demo"]).await
    }

    /// The same with several accounts, each a customer of its own; `demo` is the first.
    pub async fn start_with(seed: u64, accounts: &'static [&'static str]) -> Self {
        Self::start_at(Venue::Binance, ONE, seed, accounts).await
    }

    /// The same at this venue, where this is traded.
    pub async fn start_at(venue: Venue, one: &'static str, seed: u64, accounts: &'static [&'static str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("desk-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        // What an earlier process with the same number left is not ours.
        drop(std::fs::remove_dir_all(&data));
        let config = Config { venue, ..Config::new(seed, now().as_nanos()) };
        let sim = Arc::new(twinline_sim::serve::serve(ServeOptions { config, port: 0, latency_ms: 0 }).await.unwrap());
        let inner = Arc::new(begin(&sim, &data, 1, accounts).await);
        let mut desk = Self { inner, sim, data, accounts, one, price: String::new() };
        desk.until("the account is live", "/accounts", |page| page["data"][0]["freshness"] == "live").await;
        let ticker =
            desk.until("there is a mark", &format!("/instruments/{one}/ticker"), |ticker| ticker["mark"]["mark"].is_string()).await;
        let mark = ticker["mark"]["mark"].as_str().unwrap().split('.').next().unwrap().parse::<u64>().unwrap();
        desk.price = format!("{}.0", mark * 9 / 10);
        desk
    }

    /// The same account in a new process's stead: other memory, same disk.
    pub async fn restart(self) -> Self {
        let Self { inner, sim, data, accounts, one, price } = self;
        drop(inner.stop.lock().unwrap().take());
        let serving = inner.serving.lock().unwrap().take().unwrap();
        serving.await.unwrap();
        inner.gateway.stop().await;
        let begun = Instant::now();
        let mut inner = Some(inner);
        // The journal is free once the last holder is gone.
        while let Some(held) = inner.take() {
            if let Err(held) = Arc::try_unwrap(held) {
                assert!(begun.elapsed() < PATIENCE, "somebody still holds the gateway");
                inner = Some(held);
                tokio::task::yield_now().await;
            }
        }
        while let Err(error) = SqliteJournal::open(&data, 1) {
            assert!(begun.elapsed() < PATIENCE, "the journal is still held: {error}");
            tokio::task::yield_now().await;
        }
        let desk = Self { inner: Arc::new(begin(&sim, &data, 2, accounts).await), sim, data, accounts, one, price };
        desk.until("the account is live again", "/accounts", |page| page["data"][0]["freshness"] == "live").await;
        desk.until("there is a mark", &format!("/instruments/{one}/ticker"), |ticker| ticker["mark"]["mark"].is_string()).await;
        desk
    }

    /// An order that rests.
    pub fn far(&self) -> Value {
        limit(&self.price, "0.003")
    }

    /// A price far above the market.
    pub fn above(&self) -> String {
        let price: u64 = self.price.split('.').next().unwrap().parse().unwrap();
        format!("{}.0", price * 13 / 10)
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, &Value::Null, "").await
    }

    pub async fn post(&self, path: &str, body: &Value, head: &str) -> (u16, Value) {
        self.send("POST", path, body, head).await
    }

    pub async fn send(&self, method: &str, path: &str, body: &Value, head: &str) -> (u16, Value) {
        let head = format!("authorization: Bearer {}\r\n{head}", self.inner.token);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        http(self.inner.address, method, &format!("/api/v1{path}"), &head, &body).await
    }

    /// Asks until it is so.
    pub async fn until(&self, what: &str, path: &str, so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let (_, answer) = self.get(path).await;
            if so(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{what}: never; last {answer}");
        }
    }

    /// Open orders of the first account, by the simulator's own book.
    pub async fn truth_open(&self) -> usize {
        self.truth_open_of("main").await
    }

    /// What the program prints when it is called for this gateway, and how it ends.
    pub async fn program(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_twinline"));
        command.env("TWINLINE_URL", format!("http://{}", self.inner.address)).env("TWINLINE_TOKEN", &self.inner.token);
        command.args(args).current_dir(&self.data);
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }

    /// What was asked of the venue: paths with their queries, oldest first.
    pub async fn requests(&self) -> Vec<String> {
        let log = http(self.sim.addr, "GET", "/control/requests", "", "").await.1;
        let path = |row: &Value| row["path"].as_str().unwrap_or_default().to_owned();
        log["requests"].as_array().expect("the simulator keeps a log").iter().map(path).collect()
    }

    /// Where the gateway listens.
    pub fn address(&self) -> SocketAddr {
        self.inner.address
    }

    /// The key and the secret of one of the simulator's customers.
    pub fn key_of(&self, customer: usize) -> (String, String) {
        let (key, secret) = key_of(&self.sim, customer);
        let text = |name: &str| key[name].as_str().unwrap().to_owned();
        (text("api_key"), text(secret))
    }

    /// Open orders of one of the simulator's customers.
    pub async fn truth_open_of(&self, customer: &str) -> usize {
        let truth = self.truth().await;
        truth["accounts"][customer]["open_orders"].as_array().expect("the simulator tells of its accounts").len()
    }

    pub async fn truth(&self) -> Value {
        http(self.sim.addr, "GET", "/control/truth", "", "").await.1
    }

    /// Makes something happen at the venue.
    pub async fn control(&self, lever: &str, body: &Value) {
        let (status, said) = http(self.sim.addr, "POST", &format!("/control/{lever}"), "", &body.to_string()).await;
        assert_eq!(status, 200, "{lever} {body}: {said}");
    }

    /// The journal's file.
    pub fn journal(&self) -> PathBuf {
        self.data.join("journal.db")
    }

    /// Follows the account, from the beginning or from a place.
    pub async fn listen(&self, after: Option<(u64, u64)>) -> Listener {
        let mut request = format!("ws://{}/api/v1/stream", self.inner.address).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {}", self.inner.token).parse().unwrap());
        let (mut socket, _) = connect_async(request).await.unwrap();
        let mut wanted = json!({"op": "subscribe", "topics": ["account.demo"]});
        if let Some((epoch, seq)) = after {
            wanted["after"] = json!({"account.demo": {"epoch": epoch, "seq": seq}});
        }
        say(&mut socket, wanted).await;
        Listener { socket }
    }
}

/// One reader of the account's topic.
pub struct Listener {
    socket: Socket,
}

impl Listener {
    /// The next snapshot, event or gap.
    pub async fn next(&mut self) -> Value {
        loop {
            let message = next(&mut self.socket).await;
            if matches!(message["type"].as_str(), Some("snapshot" | "event" | "gap")) {
                return message;
            }
        }
    }

    /// The next word on how fresh it is.
    pub async fn state(&mut self) -> Value {
        loop {
            let message = next(&mut self.socket).await;
            if message["type"] == "state" {
                return message;
            }
        }
    }

    /// All events up to one that is so.
    pub async fn until(&mut self, so: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut told = Vec::new();
        loop {
            let event = self.next().await;
            assert_eq!(event["type"], "event", "{event}");
            told.push(event);
            if told.last().is_some_and(&so) {
                return told;
            }
        }
    }
}

/// A key that can also log a link on, by what its secret is called.
fn key_of(sim: &Handle, customer: usize) -> (Value, &'static str) {
    let (kind, secret) = if sim.first_line["venue"] == "binance" { ("ed25519", "private_key") } else { ("hmac", "secret") };
    let keys = sim.first_line["credentials"]["accounts"][customer]["keys"].as_array().unwrap();
    (keys.iter().find(|key| key["kind"] == kind && key["trade"] == true).unwrap().clone(), secret)
}

async fn begin(sim: &Handle, data: &std::path::Path, epoch: u64, accounts: &[&str]) -> Inner {
    trace();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let ws = text(&sim.first_line["ws"]["streams"]);
    let name = text(&sim.first_line["venue"]);
    let second = sim.first_line["ws"]["private"].as_str().map_or_else(|| ws.clone(), str::to_owned);
    let venue = VenueSettings {
        venue: name.clone(),
        environment: "url".to_owned(),
        endpoints: Endpoints { rest: text(&sim.first_line["rest"]), commands: Some(second), ws },
        money: Money::Sim,
        demo: true,
    };
    let journal = Arc::new(SqliteJournal::open(data, epoch).unwrap());
    let mut credentials = Credentials::default().in_vault_of(Credentials::of_process(data, &[]));
    let mut settings = Vec::new();
    for (customer, called) in accounts.iter().enumerate() {
        let (account, (key, hidden)) = (AccountId::new(called).unwrap(), key_of(sim, customer));
        let secret = |name: &str| (name.to_owned(), Secret::new(key[name].as_str().unwrap().as_bytes()));
        harness::secret(key[hidden].as_str().unwrap());
        let fields = SecretFields([secret("api_key"), secret(hidden)].into_iter().collect());
        credentials = credentials.with(&name, &account, fields);
        settings.push(AccountSettings { max_orders_per_second: 200, ..AccountSettings::usual(account, &name) });
    }
    let options =
        Options { venues: vec![venue], accounts: settings, credentials: Arc::new(credentials), journal, ..Options::bare(epoch, "0.0.1") };
    let gateway = Gateway::start(options).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let token = new_token();
    harness::secret(&token);
    let app = App::new(gateway.clone(), Access::new(&token), Doors::new(address, &[], &[]));
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, app, async move { drop(stopped.await) }));
    Inner { gateway, address, token, stop: std::sync::Mutex::new(Some(stop)), serving: std::sync::Mutex::new(Some(serving)) }
}
