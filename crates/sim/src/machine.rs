//! What goes in, what comes out: the simulator as a pure, steppable machine.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::config::{Config, Venue};
use crate::control;
use crate::exposure::Exposure;
use crate::face::{Face, Message, Outage, Reply, Request};
use crate::faces::binance::Binance;
use crate::faces::delta;
use crate::faults::{FaultError, FaultName, FaultSpec, Faults};
use crate::keys::credentials;
use crate::outbox::{Connections, Outbox};
use crate::requests::{Entry, RequestLog, client_order_id};
use crate::target::Target;

/// A stream connection, numbered by the driver. Numbers are not used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// An HTTP request, numbered by the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// What reaches the simulator.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Input<'a> {
    /// A WebSocket handshake; answered by [`Output::Accept`] or [`Output::Refuse`].
    Upgrade { conn: ConnId, host: &'a str, path_and_query: &'a str },
    /// A text message.
    Text { conn: ConnId, text: &'a str },
    /// A binary message.
    Binary { conn: ConnId, payload: &'a [u8] },
    /// A protocol ping.
    Ping { conn: ConnId, payload: &'a [u8] },
    /// A protocol pong.
    Pong { conn: ConnId, payload: &'a [u8] },
    /// The client's side of a connection is gone.
    Closed { conn: ConnId },
    /// An HTTP request, to the venue or to `/control`. `peer` is the client's address without a port.
    Request { id: RequestId, method: &'a str, path_and_query: &'a str, headers: &'a [(&'a str, &'a str)], body: &'a [u8], peer: &'a str },
    /// Time has come.
    Tick,
}

/// What the simulator wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Output {
    /// Complete the handshake.
    Accept { conn: ConnId },
    /// Answer the handshake with an HTTP error.
    Refuse { conn: ConnId, status: u16, body: String },
    /// Send a text message.
    Text { conn: ConnId, text: Arc<str> },
    /// Send a protocol ping.
    Ping { conn: ConnId, payload: Vec<u8> },
    /// Send a protocol pong.
    Pong { conn: ConnId, payload: Vec<u8> },
    /// Send a close frame and end the connection.
    Close { conn: ConnId, code: u16, reason: String },
    /// Cut without a close frame.
    Drop { conn: ConnId },
    /// Keep the connection open but read and send nothing any more, not even pongs.
    Freeze { conn: ConnId },
    /// Answer a request after a delay.
    Reply { id: RequestId, status: u16, headers: Vec<(&'static str, String)>, body: String, delay_ms: u64 },
    /// Reset the request's connection instead of answering.
    NoReply { id: RequestId },
    /// Call again at this time (nanoseconds since 1970) at the latest. The newest one counts.
    WakeAt(i64),
}

/// A simulated venue. Same configuration and same inputs, same outputs, byte for byte.
pub struct Simulator {
    face: Box<dyn Face>,
    faults: Faults,
    connections: Connections,
    log: RequestLog,
    seed: u64,
    credentials: Value,
    now_ns: i64,
    /// Faults of the configuration that strike with the first input.
    pending: Vec<FaultSpec>,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("seed", &self.seed).field("now_ns", &self.now_ns).finish_non_exhaustive()
    }
}

impl Simulator {
    /// A simulator of the venue that the configuration names.
    pub fn new(config: Config) -> Simulator {
        Simulator {
            faults: Faults::default(),
            connections: Connections::default(),
            log: RequestLog::default(),
            seed: config.seed,
            credentials: match &config.capture {
                None => credentials(&config.accounts),
                // No accounts are served.
                Some(_) => serde_json::json!({}),
            },
            now_ns: config.start_ns,
            pending: config.faults.clone(),
            face: match config.venue {
                Venue::Binance => Box::new(Binance::new(config)),
                Venue::Delta => delta::face(config),
            },
        }
    }

    /// Takes one input at a time that never goes back; outputs are pushed to `out`, a [`Output::WakeAt`] last.
    pub fn handle(&mut self, now_ns: i64, input: Input<'_>, out: &mut Vec<Output>) {
        self.now_ns = self.now_ns.max(now_ns);
        self.faults.expire(self.now_ns);
        for spec in std::mem::take(&mut self.pending) {
            let _ = self.set_fault(spec, out);
        }
        self.step(out, |face, outbox| face.advance(outbox));
        for (conn, text) in self.connections.take_late(self.now_ns) {
            if !self.connections.is_frozen(conn) {
                out.push(Output::Text { conn, text });
            }
        }
        self.take(input, out);
        out.push(Output::WakeAt(self.next_wake_ns()));
    }

    /// The venue's own state: books with update ids and all levels, trade ids, candles, marks. Decimals as on the wire.
    pub fn truth(&self) -> Value {
        self.face.truth(self.now_ns)
    }

    /// The accounts alone, by name: balances, positions, orders, fills, income, conditional orders, settings; as in
    /// `accounts` of [`Simulator::truth`], decimals as texts.
    pub fn account_truth(&self) -> Value {
        self.face.account_truth()
    }

    /// What an account holds of a symbol and which orders would end it; `None` if there is no such account or symbol.
    pub fn exposure(&self, account: &str, symbol: &str) -> Option<Exposure> {
        self.face.exposure(account, symbol)
    }

    /// The book of a symbol as it was after the command with this update id (or as it is), if that is still known:
    /// `{"lastUpdateId", "bids", "asks"}`, all levels, best first, decimals as on the wire.
    pub fn book_at(&self, symbol: &str, update_id: Option<u64>) -> Option<Value> {
        self.face.book_at(symbol, update_id)
    }

    /// The update id that the book of a symbol is at.
    pub fn update_id(&self, symbol: &str) -> Option<u64> {
        self.face.update_id(symbol)
    }

    /// Switches a fault on. What it does at once (cutting sockets) is pushed to `out`.
    pub fn set_fault(&mut self, spec: FaultSpec, out: &mut Vec<Output>) -> Result<(), FaultError> {
        if !spec.is_momentary() {
            return self.faults.set(self.now_ns, spec);
        }
        self.faults.set(self.now_ns, spec.clone())?;
        match spec.name {
            FaultName::WsHalfOpen => self.freeze_all(out),
            FaultName::Restart => {
                self.cut_all(out);
                self.face.restart(self.now_ns);
            }
            FaultName::TokenExpire => self.step(out, |face, outbox| face.expire_tokens(outbox)),
            _ => self.cut_all(out),
        }
        if spec.name != FaultName::WsHalfOpen {
            self.faults.clear(Some(spec.name));
        }
        Ok(())
    }

    /// Switches one fault off, or all. Sockets that are half-open stay so.
    pub fn clear_faults(&mut self, name: Option<FaultName>) {
        self.faults.clear(name);
    }

    /// Makes something happen at the venue that a test wants: see `POST /control/…` for names and what they need.
    /// What follows from it (frames to clients) is pushed to `out`.
    pub fn lever(&mut self, name: &str, body: &Value, out: &mut Vec<Output>) -> Result<Value, String> {
        self.step(out, |face, outbox| face.lever(name, body, outbox))
    }

    /// The active faults, and the names of all, as `GET /faults` shows them.
    pub fn faults(&self) -> Value {
        self.faults.to_json()
    }

    /// What was asked of the venue since a time (milliseconds since 1970).
    pub fn requests(&self, since_ms: i64) -> Value {
        self.log.to_json(since_ms)
    }

    /// The first line of `twinline sim`: where everything is, for a listener at `authority` (host and port).
    pub fn first_line(&self, authority: &str) -> Value {
        let mut line = self.face.urls(authority);
        if let Some(fields) = line.as_object_mut() {
            fields.insert("credentials".to_owned(), self.credentials.clone());
            fields.insert("seed".to_owned(), self.seed.into());
            fields.insert("control".to_owned(), format!("http://{authority}/control").into());
        }
        line
    }

    fn take(&mut self, input: Input<'_>, out: &mut Vec<Output>) {
        match input {
            Input::Upgrade { conn, host: _, path_and_query } => self.upgrade(conn, path_and_query, out),
            Input::Text { conn, text } => self.message(conn, Message::Text(text), out),
            Input::Binary { conn, payload: _ } => self.message(conn, Message::Binary, out),
            Input::Ping { conn, payload } => self.message(conn, Message::Ping(payload), out),
            Input::Pong { conn, payload: _ } => self.message(conn, Message::Pong, out),
            Input::Closed { conn } => {
                if self.connections.is_open(conn) {
                    self.connections.remove(conn);
                    self.ended(conn);
                }
            }
            Input::Request { id, method, path_and_query, headers, body, peer } => {
                let mut target = Target::parse(path_and_query);
                if target.path == "/control" || target.path.starts_with("/control/") {
                    let reply = control::answer(self, method, &target, body, out);
                    return push_reply(id, reply, 0, out);
                }
                target.read_form(body);
                let raw_path = path_and_query.split(['?', '#']).next().unwrap_or("");
                let raw_query = path_and_query.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or(""));
                self.request(id, path_and_query, &Request { method, target, raw_path, raw_query, body, headers, peer }, out);
            }
            Input::Tick => {}
        }
    }

    fn upgrade(&mut self, conn: ConnId, path_and_query: &str, out: &mut Vec<Output>) {
        let at_ms = self.now_ns / 1_000_000;
        let mut entry = Entry { conn: Some(conn.0), status: 101, ..Entry::new(at_ms, "CONNECT", path_and_query) };
        if self.faults.hits(FaultName::WsRefuse, &[], None) {
            entry.status = 503;
            self.log.push(entry);
            out.push(Output::Refuse { conn, status: 503, body: "Service Unavailable.".to_owned() });
            return;
        }
        let target = Target::parse(path_and_query);
        self.connections.open(conn);
        let mut later = Vec::new();
        let answer = self.step(&mut later, |face, outbox| face.upgrade(conn, &target, outbox));
        match answer {
            Ok(()) => out.push(Output::Accept { conn }),
            Err(refusal) => {
                entry.status = refusal.status;
                self.connections.remove(conn);
                out.push(Output::Refuse { conn, status: refusal.status, body: refusal.body });
            }
        }
        out.append(&mut later);
        self.log.push(entry);
    }

    fn message(&mut self, conn: ConnId, message: Message<'_>, out: &mut Vec<Output>) {
        if self.connections.is_open(conn) && !self.connections.is_frozen(conn) {
            self.step(out, |face, outbox| face.message(conn, message, outbox));
        }
    }

    fn request(&mut self, id: RequestId, path_and_query: &str, request: &Request<'_>, out: &mut Vec<Output>) {
        let outage =
            [(FaultName::Rest418, Outage::Banned), (FaultName::Rest429, Outage::TooMany), (FaultName::Rest5xx, Outage::ServerError)];
        let channels = [request.target.path.as_str(), &format!("{} {}", request.method, request.target.path)];
        let symbol = request.target.param("symbol");
        let hit = outage.into_iter().find(|(name, _)| self.faults.hits(*name, &channels, symbol));
        let mut caused = Vec::new();
        let reply = match hit {
            Some((_, outage)) => self.face.outage(self.now_ns, outage, &mut self.faults),
            None => self.step(&mut caused, |face, outbox| face.request(request, outbox)),
        };
        self.log.push(Entry {
            at_ms: self.now_ns / 1_000_000,
            method: request.method.to_owned(),
            path: path_and_query.to_owned(),
            weight: reply.weight,
            status: reply.status,
            conn: None,
            id: None,
            client_order_id: client_order_id(&request.target),
        });
        if self.faults.hits(FaultName::ReplyLost, &channels, symbol) {
            out.push(Output::NoReply { id });
            out.append(&mut caused);
            return;
        }
        let mut delay_ms = 0;
        if self.faults.hits(FaultName::RestSlow, &channels, symbol) {
            delay_ms = 2_000 + u64::try_from(self.faults.draw(FaultName::RestSlow, 6_001)).unwrap_or(0);
        }
        if !caused.is_empty() && self.faults.hits(FaultName::EventBeforeReply, &channels, symbol) {
            delay_ms += 50 + u64::try_from(self.faults.draw(FaultName::EventBeforeReply, 451)).unwrap_or(0);
            out.append(&mut caused);
        }
        push_reply(id, reply, delay_ms, out);
        out.append(&mut caused);
    }

    fn cut_all(&mut self, out: &mut Vec<Output>) {
        let conns = self.connections.ids();
        self.step(out, |_, outbox| conns.iter().for_each(|conn| outbox.cut(*conn)));
    }

    fn freeze_all(&mut self, out: &mut Vec<Output>) {
        for conn in self.connections.ids() {
            if !self.connections.is_frozen(conn) && self.faults.hits(FaultName::WsHalfOpen, &[], None) {
                self.connections.freeze(conn);
                out.push(Output::Freeze { conn });
            }
        }
    }

    /// Lends the way out to the face, then tells it which connections ended.
    fn step<T>(&mut self, out: &mut Vec<Output>, action: impl FnOnce(&mut dyn Face, &mut Outbox<'_>) -> T) -> T {
        let mut outbox = Outbox {
            now_ns: self.now_ns,
            faults: &mut self.faults,
            connections: &mut self.connections,
            log: &mut self.log,
            out,
            ended: Vec::new(),
        };
        let result = action(self.face.as_mut(), &mut outbox);
        for conn in outbox.ended {
            self.ended(conn);
        }
        result
    }

    fn ended(&mut self, conn: ConnId) {
        self.face.closed(conn);
        self.log.push(Entry { conn: Some(conn.0), ..Entry::new(self.now_ns / 1_000_000, "CLOSED", "") });
    }

    fn next_wake_ns(&self) -> i64 {
        let face = self.face.next_ns(self.now_ns);
        let late = self.connections.next_late_ns().unwrap_or(i64::MAX);
        face.min(late).max(self.now_ns + 1)
    }
}

fn push_reply(id: RequestId, reply: Reply, delay_ms: u64, out: &mut Vec<Output>) {
    out.push(Output::Reply { id, status: reply.status, headers: reply.headers, body: reply.body, delay_ms });
}
