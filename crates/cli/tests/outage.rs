//! An outage as a user lives it: a simulator and a gateway as processes of their own, on real sockets, and a reader.

mod harness;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use harness::{Socket, http, next, subscribe};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use twinline_model::Price;

const INSTRUMENT: &str = "binance:BTCUSDT";

/// A process that is killed at the end, whatever happens.
struct Process {
    child: Child,
    first: Value,
}

impl Process {
    fn start(args: &[&str], env: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twinline"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TWINLINE_")) {
            command.env_remove(name);
        }
        let mut child = command.args(args).envs(env.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let first = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{args:?}: {error}: {line:?}"));
        Self { child, first }
    }

    fn simulator(port: u16) -> Self {
        Self::start(&["sim", "binance", "--seed", "7", "--port", &port.to_string()], &[])
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Killed already where the test did it.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a reader of one book holds.
#[derive(Default)]
struct Reader {
    bids: BTreeMap<Price, String>,
    asks: BTreeMap<Price, String>,
    epoch: u64,
    number: u64,
    freshness: String,
    receipts: Vec<Value>,
}

impl Reader {
    /// Takes the next message of the book or of the connections.
    async fn step(&mut self, socket: &mut Socket) {
        let message = next(socket).await;
        if let Some(rows) = message["data"]["repairs"].as_array() {
            self.receipts.extend(rows.iter().filter(|row| row["channel"] == "book").cloned());
        }
        if message["topic"] != format!("book.{INSTRUMENT}") {
            return;
        }
        self.freshness = message["freshness"].as_str().unwrap().to_owned();
        if message["data"].is_null() {
            return;
        }
        if message["type"] == "snapshot" {
            self.bids.clear();
            self.asks.clear();
        }
        self.epoch = message["epoch"].as_u64().unwrap();
        self.number = message["data"]["venue_seq"].as_str().unwrap().parse().unwrap();
        for (side, name) in [(&mut self.bids, "bids"), (&mut self.asks, "asks")] {
            for row in message["data"][name].as_array().unwrap() {
                let (price, size) = (row[0].as_str().unwrap().parse().unwrap(), row[1].as_str().unwrap());
                if size == "0" {
                    side.remove(&price)
                } else {
                    side.insert(price, size.to_owned())
                };
            }
        }
    }

    /// Reads until the freshness fits; how long that took.
    async fn until(&mut self, socket: &mut Socket, limit: Duration, fits: impl Fn(&str) -> bool) -> Duration {
        let begin = Instant::now();
        while !fits(&self.freshness) {
            assert!(begin.elapsed() < limit, "still {} after {limit:?}", self.freshness);
            self.step(socket).await;
        }
        begin.elapsed()
    }

    /// The venue's own book under the number that we hold, level by level.
    async fn assert_true(&self, simulator: SocketAddr) {
        let (status, truth) = http(simulator, "GET", &format!("/control/truth?symbol=BTCUSDT&u={}", self.number), "", "").await;
        assert_eq!(status, 200, "{truth}");
        let rows = |side: Vec<(&Price, &String)>| side.into_iter().map(|(price, size)| json!([price, size])).collect::<Vec<_>>();
        assert_eq!(Value::from(rows(self.bids.iter().rev().collect())), truth["bids"], "bids at {}", self.number);
        assert_eq!(Value::from(rows(self.asks.iter().collect())), truth["asks"], "asks at {}", self.number);
    }
}

async fn fault(simulator: SocketAddr, body: &str) {
    let (status, value) = http(simulator, "POST", "/control/faults", "", body).await;
    assert_eq!(status, 200, "{body}: {value}");
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn minute() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 60
}

/// A simulator's numbers count from the start of a minute: one that begins in the same minute is ahead, not behind.
async fn next_minute(began: u64) {
    while minute() == began {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn live_polling_live_down_and_live_again_in_a_new_epoch() {
    let port = free_port();
    let address: SocketAddr = format!("127.0.0.1:{port}").parse().unwrap();
    let began = minute();
    let simulator = Process::simulator(port);
    let data = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("outage-{}", std::process::id()));
    let (rest, ws) = (simulator.first["rest"].as_str().unwrap().to_owned(), simulator.first["ws"]["streams"].as_str().unwrap().to_owned());
    let gateway = Process::start(
        &["up", "--json"],
        &[
            ("TWINLINE_LISTEN", "127.0.0.1:0"),
            ("TWINLINE_DATA_DIR", data.to_str().unwrap()),
            ("TWINLINE_VENUES__BINANCE__ENVIRONMENT", "url"),
            ("TWINLINE_VENUES__BINANCE__REST", &rest),
            ("TWINLINE_VENUES__BINANCE__WS", &ws),
        ],
    );
    let mut request = gateway.first["url"].as_str().unwrap().replace("http", "ws").into_client_request().unwrap();
    *request.uri_mut() = format!("{}api/v1/stream", request.uri()).parse().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {}", gateway.first["token"].as_str().unwrap()).parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();
    subscribe(&mut socket, &[&format!("book.{INSTRUMENT}"), "connections"]).await;
    let mut reader = Reader::default();
    reader.until(&mut socket, Duration::from_secs(15), |freshness| freshness == "live").await;
    reader.assert_true(address).await;

    // The plug is pulled for ten seconds.
    fault(address, r#"{"name":"ws-refuse","for_ms":10000}"#).await;
    fault(address, r#"{"name":"ws-cut"}"#).await;
    let noticed = reader.until(&mut socket, Duration::from_secs(2), |freshness| freshness != "live").await;
    let polled = reader.until(&mut socket, Duration::from_secs(2), |freshness| freshness == "polling").await;
    assert!(noticed + polled < Duration::from_millis(1_500), "noticed after {noticed:?}, polled after {polled:?}");
    let before = reader.receipts.len();
    reader.until(&mut socket, Duration::from_secs(60), |freshness| freshness == "live").await;
    while reader.receipts.len() == before {
        reader.step(&mut socket).await;
    }
    let receipt = reader.receipts.last().unwrap();
    assert_eq!((&receipt["cause"], &receipt["instrument"]), (&json!("link_down"), &json!(INSTRUMENT)), "{receipt}");
    reader.assert_true(address).await;

    // A half-open socket: nothing says that it is dead.
    fault(address, r#"{"name":"ws-half-open"}"#).await;
    let noticed = reader.until(&mut socket, Duration::from_secs(11), |freshness| freshness != "live").await;
    assert!(noticed <= Duration::from_millis(10_250), "{noticed:?}");
    reader.until(&mut socket, Duration::from_secs(30), |freshness| freshness == "live").await;

    // The simulator dies, and begins anew with lower numbers.
    let (epoch, number) = (reader.epoch, reader.number);
    simulator.kill();
    reader.until(&mut socket, Duration::from_secs(5), |freshness| freshness == "down").await;
    next_minute(began).await;
    let _simulator = Process::simulator(port);
    reader.until(&mut socket, Duration::from_secs(60), |freshness| freshness == "live").await;
    assert!(reader.epoch > epoch, "epoch {} after {epoch}", reader.epoch);
    assert!(reader.number < number, "the venue's numbers began anew: {} after {number}", reader.number);
    reader.assert_true(address).await;
    drop(gateway);
    std::fs::remove_dir_all(data).unwrap();
}
