//! A gateway and a simulated venue as processes of their own, on one data directory, to be killed and begun again.
//!
//! | file | question it answers |
//! |---|---|
//! | `mod` | how do the two start, end, and begin again? |
//! | `ask` | what did the gateway answer, if it lived long enough? |
//! | `canary` | did a secret get out, in whatever form? |
//! | `disk` | how does a disk fail on demand? |
//! | `trader` | what does a client want, and what was it told? |
//! | `books` | is what the gateway knows what the venue's own books say? |

#![allow(dead_code, unused_imports, reason = "each suite uses a part of it")]

mod ask;
mod books;
mod canary;
mod disk;
mod trader;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub use ask::{Told, ask};
pub use books::{Books, differences, short};
pub use canary::Canaries;
pub use disk::Disk;
pub use trader::{Dice, Kind, Market, Record, Trader};

use crate::harness::{PATIENCE, http, secret};
use crate::program::{fresh, twinline};

/// The account that is traded.
pub const ACCOUNT: &str = "main";

/// The simulated venue.
pub struct Venue {
    child: Child,
    pub first: Value,
}

impl Venue {
    pub fn start(seed: u64, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twinline"));
        command.args(["sim", "binance", "--seed", &seed.to_string()]).args(more).env("TWINLINE_LOG", "warn");
        let (child, first) = begun(command.stderr(Stdio::inherit()));
        Self { child, first: serde_json::from_str(&first).unwrap_or_else(|error| panic!("{error}: {first:?}")) }
    }

    fn control(&self) -> SocketAddr {
        self.first["rest"].as_str().unwrap().trim_start_matches("http://").parse().unwrap()
    }

    /// What the venue itself knows of the account.
    pub async fn truth(&self) -> Value {
        let (status, truth) = http(self.control(), "GET", &format!("/control/truth?account={ACCOUNT}"), "", "").await;
        assert_eq!(status, 200, "{truth}");
        truth
    }

    /// Breaks something, or makes something happen.
    pub async fn pull(&self, lever: &str, body: Value) {
        let (status, said) = http(self.control(), "POST", &format!("/control/{lever}"), "", &body.to_string()).await;
        assert_eq!(status, 200, "{lever} {body}: {said}");
    }

    pub async fn heal(&self) {
        let (status, said) = http(self.control(), "DELETE", "/control/faults", "", "").await;
        assert_eq!(status, 200, "{said}");
    }

    /// The book of a symbol as the venue has it.
    pub async fn book(&self, symbol: &str) -> Value {
        http(self.control(), "GET", &format!("/control/truth?symbol={symbol}"), "", "").await.1
    }

    /// The best bid of a symbol, without its fraction.
    pub async fn price(&self, symbol: &str) -> u64 {
        let truth = self.book(symbol).await;
        truth["bids"][0][0].as_str().unwrap().split('.').next().unwrap().parse().unwrap()
    }

    /// A key of this kind of the traded account: its name, and the field that proves it.
    pub fn key(&self, kind: &str) -> (String, String) {
        let keys = self.first["credentials"]["accounts"][0]["keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["kind"] == kind && key["trade"] == true).unwrap();
        let proof = if kind == "hmac" { "secret" } else { "private_key" };
        let text = |name: &str| key[name].as_str().unwrap().to_owned();
        secret(&text(proof));
        (text("api_key"), text(proof))
    }
}

impl Drop for Venue {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// A data directory, and how a gateway begins on it.
pub struct Place {
    pub data: PathBuf,
    /// What every gateway of this place has logged.
    pub log: PathBuf,
    variables: Vec<(String, String)>,
}

impl Place {
    /// A directory of its own, an account at the venue with a key of the kind that can log on.
    pub fn new(name: &str, venue: &Venue) -> Self {
        let (api_key, private) = venue.key("ed25519");
        let place = Self::bare(name).with("BINANCE_API_KEY", &api_key).with("BINANCE_PRIVATE_KEY", &private);
        place.at(venue)
    }

    /// A directory of its own, and nothing configured.
    pub fn bare(name: &str) -> Self {
        let around = fresh(name);
        let data = around.join("data");
        std::fs::DirBuilder::new().mode(0o700).create(&data).unwrap();
        Self { data, log: around.join("log"), variables: Vec::new() }
    }

    /// With an account at the venue.
    pub fn at(self, venue: &Venue) -> Self {
        let url = |name: &str| venue.first["ws"][name].as_str().unwrap().to_owned();
        self.with("TWINLINE_VENUES__BINANCE__ENVIRONMENT", "url")
            .with("TWINLINE_VENUES__BINANCE__REST", venue.first["rest"].as_str().unwrap())
            .with("TWINLINE_VENUES__BINANCE__WS", &url("streams"))
            .with("TWINLINE_VENUES__BINANCE__COMMANDS", &url("streams"))
            .with(&format!("TWINLINE_ACCOUNTS__{}__VENUE", ACCOUNT.to_uppercase()), "binance")
            .with(&format!("TWINLINE_ACCOUNTS__{}__MAX_ORDERS_PER_SECOND", ACCOUNT.to_uppercase()), "200")
    }

    /// With a variable of the environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(held, _)| held != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A command on this data directory.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = twinline(&self.data);
        // The directory itself may not be there yet.
        command.current_dir(self.log.parent().unwrap());
        command.args(args).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// A gateway that begins; nobody waits for it.
    pub fn spawn(&self) -> Child {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        self.command(&["up", "--json"]).stdout(Stdio::null()).stderr(log).spawn().unwrap()
    }

    /// A gateway whose doors are open.
    pub fn up(&self) -> Gateway {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        let begun_at = Instant::now();
        let (child, first) = begun(self.command(&["up", "--json"]).stderr(log));
        let first: Value = serde_json::from_str(&first).unwrap_or_else(|error| panic!("{error}: {first:?}; {}", self.said()));
        let address = first["url"].as_str().unwrap().trim_start_matches("http://").parse().unwrap();
        let token = std::fs::read_to_string(self.data.join("token")).unwrap();
        secret(&token);
        Gateway { child, door: Door { address, token: token.into(), under_way: Arc::default() }, first, begun_at }
    }

    /// The end of what was logged, for failures.
    pub fn said(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        log[log.len().saturating_sub(4_000)..].to_owned()
    }
}

/// The way in.
#[derive(Clone)]
pub struct Door {
    pub address: SocketAddr,
    pub token: Arc<str>,
    /// Requests that were sent and not answered.
    pub under_way: Arc<AtomicUsize>,
}

impl Door {
    /// One request; the gateway may die on it.
    pub async fn try_send(&self, method: &str, path: &str, body: &Value, head: &str) -> Told {
        let head = format!("authorization: Bearer {}\r\n{head}", self.token);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let told = ask(self.address, method, &format!("/api/v1{path}"), &head, &body).await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        told
    }

    /// One request of a gateway that is to live.
    pub async fn send(&self, method: &str, path: &str, body: &Value, head: &str) -> (u16, Value) {
        match self.try_send(method, path, body, head).await {
            Told::Answer(status, value) => (status, value),
            other => panic!("{method} {path}: {other:?}"),
        }
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, value) = self.send("GET", path, &Value::Null, "").await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    /// Every row of a list, over all its pages.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut rows, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let separator = if path.contains('?') { '&' } else { '?' };
            let more = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let mut page = self.get(&format!("{path}{separator}limit=1000{more}")).await;
            rows.append(page["data"].as_array_mut().unwrap());
            match page["next"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return rows,
            }
        }
    }

    /// Asks until it is so.
    pub async fn until(&self, what: &str, path: &str, so: impl Fn(&Value) -> bool) -> Value {
        self.within(PATIENCE, what, path, so).await
    }

    async fn within(&self, patience: Duration, what: &str, path: &str, so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let (_, answer) = self.send("GET", path, &Value::Null, "").await;
            if so(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < patience, "{what}: never; last {answer}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until the account is live and new orders would be taken. A start asks the venue for everything; after eight within a
    /// minute the venue's budget is used up, and the next waits for the minute's end.
    pub async fn live(&self) {
        let live = |page: &Value| page["data"][0]["freshness"] == "live" && page["data"][0]["blocked"].is_null();
        self.within(Duration::from_secs(75), "the account is live", "/accounts", live).await;
    }

    /// Waits until there is a price that orders can be measured by.
    pub async fn marked(&self, instrument: &str) {
        self.until("there is a mark", &format!("/instruments/{instrument}/ticker"), |ticker| ticker["mark"]["mark"].is_string()).await;
    }
}

/// A running gateway.
pub struct Gateway {
    child: Child,
    pub door: Door,
    pub first: Value,
    pub begun_at: Instant,
}

impl Gateway {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: nothing of it runs on.
    pub fn kill(mut self) {
        end(&mut self.child);
    }

    /// SIGTERM; its exit code, and how long it took.
    pub fn stop(mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        terminate(self.child.id());
        let code = self.child.wait().unwrap().code();
        (code, begun.elapsed())
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Tells a process to stop.
pub fn terminate(id: u32) {
    assert!(Command::new("kill").args(["-TERM", &id.to_string()]).status().unwrap().success());
}

/// Ends a process that may have ended already.
pub fn end(child: &mut Child) {
    drop(child.kill());
    drop(child.wait());
}

/// A program that was begun, and its first line.
fn begun(command: &mut Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

/// A number from the environment, for longer runs; else the usual one.
pub fn count(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}
