//! Drives a simulator by hand: virtual time, clients that note what they get.
#![allow(dead_code)]

pub mod customer;

use std::collections::BTreeMap;

use serde_json::Value;
use twinline_sim::{Config, ConnId, FaultSpec, Input, Output, RequestId, Simulator, symbol};

pub const START_NS: i64 = 1_795_250_400_000_000_000 + 17_345_678_901;

/// What a connection saw.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// Time (ms) and text of each frame.
    pub texts: Vec<(i64, String)>,
    pub pings: usize,
    pub pongs: Vec<Vec<u8>>,
    pub closed: Option<(u16, String)>,
    pub dropped: bool,
    pub frozen: bool,
    pub refused: Option<u16>,
}

impl Seen {
    /// Every frame that is JSON.
    pub fn values(&self) -> Vec<Value> {
        self.texts.iter().filter_map(|(_, text)| serde_json::from_str(text).ok()).collect()
    }
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub delay_ms: u64,
    pub lost: bool,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    pub fn weight(&self) -> u64 {
        self.headers["x-mbx-used-weight-1m"].parse().expect("a number")
    }
}

pub struct Bench {
    pub simulator: Simulator,
    pub now_ns: i64,
    pub seen: BTreeMap<ConnId, Seen>,
    replies: BTreeMap<RequestId, Reply>,
    wake_ns: i64,
    next_id: u64,
    /// Everything that came out, for comparisons.
    pub journal: Vec<Output>,
    pub keep_journal: bool,
    /// As every client does.
    pub answers_pings: bool,
}

/// Two symbols, no past: quick to start.
pub fn small(seed: u64) -> Config {
    let symbols = ["BTCUSDT", "SUSHIUSDT"].iter().filter_map(|name| symbol(name)).collect();
    Config { symbols, history_minutes: 0, warm_up_minutes: 0, ..Config::new(seed, START_NS) }
}

impl Bench {
    pub fn new(config: Config) -> Bench {
        let now_ns = config.start_ns;
        Bench {
            simulator: Simulator::new(config),
            now_ns,
            seen: BTreeMap::new(),
            replies: BTreeMap::new(),
            wake_ns: now_ns,
            next_id: 0,
            journal: Vec::new(),
            keep_journal: false,
            answers_pings: true,
        }
    }

    pub fn connect(&mut self, path: &str) -> ConnId {
        self.next_id += 1;
        let conn = ConnId(self.next_id);
        self.seen.insert(conn, Seen::default());
        self.input(Input::Upgrade { conn, host: "localhost", path_and_query: path });
        conn
    }

    pub fn send(&mut self, conn: ConnId, text: &str) {
        self.input(Input::Text { conn, text });
    }

    /// Sends a text and returns the last frame that came back.
    pub fn ask(&mut self, conn: ConnId, text: &str) -> Value {
        self.send(conn, text);
        serde_json::from_str(&self.seen[&conn].texts.last().expect("an answer").1).expect("JSON")
    }

    pub fn request(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str, peer: &str) -> Reply {
        self.next_id += 1;
        let id = RequestId(self.next_id);
        self.input(Input::Request { id, method, path_and_query: path, headers, body: body.as_bytes(), peer });
        self.replies.remove(&id).expect("an answer")
    }

    pub fn get(&mut self, path: &str) -> Reply {
        self.request("GET", path, &[], "", "127.0.0.1")
    }

    pub fn fault(&mut self, body: &str) {
        let reply = self.request("POST", "/control/faults", &[], body, "127.0.0.1");
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    pub fn heal(&mut self) {
        self.request("DELETE", "/control/faults", &[], "", "127.0.0.1");
    }

    pub fn run_ms(&mut self, ms: i64) {
        let end_ns = self.now_ns + ms * 1_000_000;
        while self.wake_ns <= end_ns {
            self.now_ns = self.now_ns.max(self.wake_ns);
            self.input(Input::Tick);
        }
        self.now_ns = end_ns;
        self.input(Input::Tick);
    }

    pub fn input(&mut self, input: Input<'_>) {
        let mut out = Vec::new();
        self.simulator.handle(self.now_ns, input, &mut out);
        if self.keep_journal {
            self.journal.extend(out.iter().cloned());
        }
        let pinged: Vec<(ConnId, Vec<u8>)> = out
            .iter()
            .filter_map(|output| match output {
                Output::Ping { conn, payload } if self.answers_pings => Some((*conn, payload.clone())),
                _ => None,
            })
            .collect();
        for output in out {
            self.note(output);
        }
        for (conn, payload) in pinged {
            self.input(Input::Pong { conn, payload: &payload });
        }
    }

    fn note(&mut self, output: Output) {
        let at_ms = self.now_ns / 1_000_000;
        match output {
            Output::Accept { .. } => {}
            Output::Refuse { conn, status, .. } => self.seen.entry(conn).or_default().refused = Some(status),
            Output::Text { conn, text } => self.seen.entry(conn).or_default().texts.push((at_ms, text.to_string())),
            Output::Ping { conn, .. } => self.seen.entry(conn).or_default().pings += 1,
            Output::Pong { conn, payload } => self.seen.entry(conn).or_default().pongs.push(payload),
            Output::Close { conn, code, reason } => self.seen.entry(conn).or_default().closed = Some((code, reason)),
            Output::Drop { conn } => self.seen.entry(conn).or_default().dropped = true,
            Output::Freeze { conn } => self.seen.entry(conn).or_default().frozen = true,
            Output::Reply { id, status, headers, body, delay_ms } => {
                let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                self.replies.insert(id, Reply { status, headers, body, delay_ms, lost: false });
            }
            Output::NoReply { id } => {
                let headers = BTreeMap::new();
                self.replies.insert(id, Reply { status: 0, headers, body: String::new(), delay_ms: 0, lost: true });
            }
            Output::WakeAt(at_ns) => self.wake_ns = at_ns,
        }
    }
}

pub fn spec(name: &str) -> FaultSpec {
    FaultSpec::from_name(name).expect("a fault")
}

pub fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} must be a text in {value}"))
}

pub fn number(value: &Value, field: &str) -> i64 {
    value[field].as_i64().unwrap_or_else(|| panic!("{field} must be a number in {value}"))
}
