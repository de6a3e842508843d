//! The one task that owns the simulator: inputs in, outputs to whom they concern.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Duration, Instant};

use crate::machine::{ConnId, Input, Output, RequestId, Simulator};
use crate::serve::Clock;

/// What a connection's task tells the simulator.
pub(super) enum Command {
    Upgrade { host: String, target: String, reply: oneshot::Sender<Handshake> },
    Message { conn: ConnId, message: Incoming },
    Closed { conn: ConnId },
    Request { request: OwnedRequest, reply: oneshot::Sender<HttpReply> },
}

/// A client's message.
pub(super) enum Incoming {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
}

/// An HTTP request with everything it needs.
pub(super) struct OwnedRequest {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub peer: String,
}

/// The answer to a handshake.
pub(super) enum Handshake {
    Accept(Line),
    Refuse { status: u16, body: String },
}

/// The simulator's end of an accepted connection.
pub(super) struct Line {
    pub conn: ConnId,
    pub frames: mpsc::Receiver<(Instant, Outgoing)>,
    pub fate: watch::Receiver<Fate>,
}

/// What a connection's task has to send.
pub(super) enum Outgoing {
    Text(Arc<str>),
    Ping(Vec<u8>),
    Close { code: u16, reason: String },
}

/// What is to become of a connection at once, whatever still waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Lives,
    /// Reset.
    Cut,
    /// Stay open, ignore everything.
    Frozen,
}

/// The answer to an HTTP request.
pub(super) enum HttpReply {
    Reply { status: u16, headers: Vec<(&'static str, String)>, body: String, delay: Duration },
    Lost,
}

/// How clients are treated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manners {
    /// Added to everything that is sent.
    pub latency: Duration,
    /// Frames that wait for a client; one that falls behind further is cut.
    pub backlog: usize,
}

struct Peer {
    frames: mpsc::Sender<(Instant, Outgoing)>,
    fate: watch::Sender<Fate>,
}

struct Actor {
    simulator: Simulator,
    clock: Clock,
    manners: Manners,
    peers: BTreeMap<ConnId, Peer>,
    handshakes: BTreeMap<ConnId, oneshot::Sender<Handshake>>,
    requests: BTreeMap<RequestId, oneshot::Sender<HttpReply>>,
    next_id: u64,
    wake: Instant,
    outputs: Vec<Output>,
    /// Connections whose client left before the handshake was answered.
    gone: Vec<ConnId>,
}

/// Runs until the server stops.
pub(super) async fn run(
    simulator: Simulator,
    clock: Clock,
    mut inbox: mpsc::Receiver<Command>,
    manners: Manners,
    mut stopped: watch::Receiver<bool>,
) {
    let mut actor = Actor {
        simulator,
        clock,
        manners,
        peers: BTreeMap::new(),
        handshakes: BTreeMap::new(),
        requests: BTreeMap::new(),
        next_id: 1,
        wake: Instant::now(),
        outputs: Vec::new(),
        gone: Vec::new(),
    };
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            command = inbox.recv() => match command {
                Some(command) => actor.take(command),
                None => return,
            },
            () = tokio::time::sleep_until(actor.wake) => actor.step(|simulator, now_ns, out| simulator.handle(now_ns, Input::Tick, out)),
        }
    }
}

impl Actor {
    fn take(&mut self, command: Command) {
        match command {
            Command::Upgrade { host, target, reply } => {
                let conn = ConnId(self.fresh_id());
                self.handshakes.insert(conn, reply);
                self.input(Input::Upgrade { conn, host: &host, path_and_query: &target });
            }
            Command::Message { conn, message } => match &message {
                Incoming::Text(text) => self.input(Input::Text { conn, text }),
                Incoming::Binary(payload) => self.input(Input::Binary { conn, payload }),
                Incoming::Ping(payload) => self.input(Input::Ping { conn, payload }),
                Incoming::Pong(payload) => self.input(Input::Pong { conn, payload }),
            },
            Command::Closed { conn } => {
                self.peers.remove(&conn);
                self.input(Input::Closed { conn });
            }
            Command::Request { request, reply } => {
                let id = RequestId(self.fresh_id());
                self.requests.insert(id, reply);
                let headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                self.input(Input::Request {
                    id,
                    method: &request.method,
                    path_and_query: &request.target,
                    headers: &headers,
                    body: &request.body,
                    peer: &request.peer,
                });
            }
        }
    }

    fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn input(&mut self, input: Input<'_>) {
        self.step(|simulator, now_ns, out| simulator.handle(now_ns, input, out));
    }

    fn step(&mut self, action: impl FnOnce(&mut Simulator, i64, &mut Vec<Output>)) {
        let mut outputs = std::mem::take(&mut self.outputs);
        action(&mut self.simulator, self.clock.now_ns(), &mut outputs);
        for output in outputs.drain(..) {
            self.perform(output);
        }
        self.outputs = outputs;
        while let Some(conn) = self.gone.pop() {
            self.input(Input::Closed { conn });
        }
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Accept { conn } => self.accept(conn),
            Output::Refuse { conn, status, body } => {
                if let Some(reply) = self.handshakes.remove(&conn) {
                    let _ = reply.send(Handshake::Refuse { status, body });
                }
            }
            Output::Text { conn, text } => self.send(conn, Outgoing::Text(text)),
            Output::Ping { conn, payload } => self.send(conn, Outgoing::Ping(payload)),
            // The WebSocket library has answered the ping already.
            Output::Pong { .. } => {}
            Output::Close { conn, code, reason } => {
                self.send(conn, Outgoing::Close { code, reason });
                self.peers.remove(&conn);
            }
            Output::Drop { conn } => self.decide(conn, Fate::Cut),
            Output::Freeze { conn } => self.decide(conn, Fate::Frozen),
            Output::Reply { id, status, headers, body, delay_ms } => {
                if let Some(reply) = self.requests.remove(&id) {
                    let delay = self.manners.latency + Duration::from_millis(delay_ms);
                    let _ = reply.send(HttpReply::Reply { status, headers, body, delay });
                }
            }
            Output::NoReply { id } => {
                if let Some(reply) = self.requests.remove(&id) {
                    let _ = reply.send(HttpReply::Lost);
                }
            }
            Output::WakeAt(at_ns) => self.wake = self.clock.instant_of(at_ns),
        }
    }

    fn accept(&mut self, conn: ConnId) {
        let Some(reply) = self.handshakes.remove(&conn) else { return };
        let (frames, inbox) = mpsc::channel(self.manners.backlog);
        let (fate, fates) = watch::channel(Fate::Lives);
        self.peers.insert(conn, Peer { frames, fate });
        if reply.send(Handshake::Accept(Line { conn, frames: inbox, fate: fates })).is_err() {
            self.peers.remove(&conn);
            self.gone.push(conn);
        }
    }

    fn send(&mut self, conn: ConnId, outgoing: Outgoing) {
        let due = Instant::now() + self.manners.latency;
        let Some(peer) = self.peers.get(&conn) else { return };
        if let Err(mpsc::error::TrySendError::Full(_)) = peer.frames.try_send((due, outgoing)) {
            tracing::info!(conn = conn.0, "client reads too slowly and is cut");
            self.decide(conn, Fate::Cut);
        }
    }

    /// The connection's task then reports the end, unless it is to stay open.
    fn decide(&mut self, conn: ConnId, fate: Fate) {
        if let Some(peer) = self.peers.remove(&conn) {
            peer.fate.send_replace(fate);
        }
    }
}
