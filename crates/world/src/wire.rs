//! What lies between a gateway and a venue? The venue itself, a network with delays, and one queue of what is under way.
//!
//! Shared by the worlds of markets and of accounts. What is meant for the venue is handed to it here; what arrives at the
//! gateway, and what a world has planned for itself, comes out of [`Wire::next`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use twinline_model::{Duration, Timestamp};
use twinline_sim::{ConnId, FaultError, FaultSpec, Input as SimInput, Output as SimOutput, RequestId, Simulator};
use twinline_venue::{LinkId, Method, Request};

use crate::network::{Network, Way};
use crate::player::Answer;

/// Connection number under which all HTTP runs in the network; answers may overtake each other, as with several connections.
const HTTP: u64 = u64::MAX;
/// Where the venue is.
const REST: &str = "http://venue";
const WS: &str = "ws://venue";

/// The place of something in the queue.
pub(crate) type Key = (Timestamp, u64);

/// Something on its way.
#[derive(Debug)]
enum Event<O> {
    VenueWake,
    Upgrade { conn: u64, path: String },
    ClientText { conn: u64, text: String },
    ClientPing { conn: u64 },
    ClientPong { conn: u64, payload: Vec<u8> },
    ClientGone { conn: u64 },
    Request { id: u64 },
    Opened { conn: u64 },
    Text { conn: u64, text: Arc<str> },
    Alive { conn: u64 },
    Gone { conn: u64, reason: String },
    Answer { id: u64, answer: Answer },
    Own(O),
}

/// What reaches the gateway, or what a world has planned for itself.
#[derive(Debug)]
pub(crate) enum Arrival<O> {
    Opened(LinkId),
    Text(LinkId, Arc<str>),
    Alive(LinkId),
    Gone(LinkId, String),
    /// The answer to a request, by its number.
    Answer(u64, Answer),
    Own(O),
}

/// One thing that the venue says, before it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Method and path of the request that it answers, or `frame`.
    pub to: String,
    /// HTTP status; 0 of a frame.
    pub status: u16,
    /// Body or frame.
    pub text: String,
}

/// Somebody between venue and gateway who may change what the venue says. `false` loses it: an answer is then a connection
/// that was reset, a frame never was.
pub struct Meddler(Box<dyn FnMut(&mut Said) -> bool>);

impl Meddler {
    /// Looks at everything that the venue says.
    pub fn new(meddle: impl FnMut(&mut Said) -> bool + 'static) -> Self {
        Self(Box::new(meddle))
    }
}

impl fmt::Debug for Meddler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meddler")
    }
}

/// Venue, network and queue.
#[derive(Debug)]
pub(crate) struct Wire<O> {
    now: Timestamp,
    order: u64,
    queue: BTreeMap<Key, Event<O>>,
    pub sim: Simulator,
    pub network: Network,
    links: BTreeMap<LinkId, u64>,
    conns: BTreeMap<u64, LinkId>,
    next_conn: u64,
    requests: BTreeMap<u64, Request>,
    next_request: u64,
    sim_wake: Option<Key>,
    pub meddler: Option<Meddler>,
    pub events: u64,
    pub trace: Option<Vec<String>>,
}

impl<O: fmt::Debug> Wire<O> {
    pub fn new(start: Timestamp, sim: Simulator, network: Network, trace: bool) -> Self {
        let mut wire = Self {
            now: start,
            order: 0,
            queue: BTreeMap::new(),
            sim,
            network,
            links: BTreeMap::new(),
            conns: BTreeMap::new(),
            next_conn: 1,
            requests: BTreeMap::new(),
            next_request: 1,
            sim_wake: None,
            meddler: None,
            events: 0,
            trace: trace.then(Vec::new),
        };
        wire.put(start, Event::VenueWake);
        wire
    }

    /// True time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Plans something of the world's own.
    pub fn at(&mut self, at: Timestamp, own: O) -> Key {
        self.put(at, Event::Own(own))
    }

    /// What was planned does not happen.
    pub fn cancel(&mut self, key: Key) {
        self.queue.remove(&key);
    }

    /// What was planned of the world's own and does not fit does not happen.
    pub fn retain(&mut self, fits: impl Fn(&O) -> bool) {
        self.queue.retain(|_, event| if let Event::Own(own) = event { fits(own) } else { true });
    }

    /// Keeps a line of what happened.
    pub fn note(&mut self, text: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{now} {}", text().chars().take(900).collect::<String>()));
        }
    }

    /// The next arrival until then; `None` when that time has come.
    pub fn next(&mut self, end: Timestamp) -> Option<Arrival<O>> {
        loop {
            let entry = self.queue.first_entry().filter(|entry| entry.key().0 <= end);
            let Some(entry) = entry else {
                self.now = self.now.max(end);
                return None;
            };
            let (at, _) = *entry.key();
            let event = entry.remove();
            self.now = self.now.max(at);
            self.events += 1;
            if !matches!(event, Event::VenueWake | Event::Alive { .. } | Event::ClientPing { .. }) {
                self.note(|| format!("{event:?}"));
            }
            if let Some(arrival) = self.step(event) {
                return Some(arrival);
            }
        }
    }

    fn step(&mut self, event: Event<O>) -> Option<Arrival<O>> {
        match event {
            Event::VenueWake => {
                self.sim_wake = None;
                self.tell_venue(SimInput::Tick);
            }
            Event::Upgrade { conn, path } => {
                self.tell_venue(SimInput::Upgrade { conn: ConnId(conn), host: "venue", path_and_query: &path });
            }
            Event::ClientText { conn, text } => self.tell_venue(SimInput::Text { conn: ConnId(conn), text: &text }),
            Event::ClientPing { conn } => self.tell_venue(SimInput::Ping { conn: ConnId(conn), payload: b"" }),
            Event::ClientPong { conn, payload } => self.tell_venue(SimInput::Pong { conn: ConnId(conn), payload: &payload }),
            Event::ClientGone { conn } => self.tell_venue(SimInput::Closed { conn: ConnId(conn) }),
            Event::Request { id } => self.request_arrives(id),
            Event::Opened { conn } => return self.conns.get(&conn).map(|link| Arrival::Opened(*link)),
            Event::Text { conn, text } => return self.conns.get(&conn).map(|link| Arrival::Text(*link, text)),
            Event::Alive { conn } => return self.conns.get(&conn).map(|link| Arrival::Alive(*link)),
            Event::Gone { conn, reason } => {
                let link = self.conns.remove(&conn)?;
                self.links.remove(&link);
                self.network.forget(conn);
                return Some(Arrival::Gone(link, reason));
            }
            Event::Answer { id, answer } => return self.requests.remove(&id).map(|_| Arrival::Answer(id, answer)),
            Event::Own(own) => return Some(Arrival::Own(own)),
        }
        None
    }

    /// Opens a socket: two round trips, the connection itself and then the upgrade.
    pub fn open(&mut self, link: LinkId, url: &str) {
        let conn = self.next_conn;
        self.next_conn += 1;
        self.links.insert(link, conn);
        self.conns.insert(conn, link);
        let path = url.strip_prefix(WS).unwrap_or(url).to_owned();
        let first = self.network.deliver(self.now, conn, Way::Out);
        let back = self.network.deliver(first, conn, Way::In);
        let at = self.network.deliver(back, conn, Way::Out);
        self.put(at, Event::Upgrade { conn, path });
    }

    /// Sends a text; `false` if the socket is gone.
    pub fn send(&mut self, link: LinkId, text: String) -> bool {
        let conn = self.links.get(&link).copied();
        if let Some(conn) = conn {
            let at = self.network.deliver(self.now, conn, Way::Out);
            self.put(at, Event::ClientText { conn, text });
        }
        conn.is_some()
    }

    /// Sends a ping.
    pub fn ping(&mut self, link: LinkId) {
        if let Some(conn) = self.links.get(&link).copied() {
            let at = self.network.deliver(self.now, conn, Way::Out);
            self.put(at, Event::ClientPing { conn });
        }
    }

    /// Closes a socket from our side.
    pub fn close(&mut self, link: LinkId) {
        if let Some(conn) = self.links.remove(&link) {
            self.conns.remove(&conn);
            let at = self.network.deliver(self.now, conn, Way::Out);
            self.put(at, Event::ClientGone { conn });
        }
    }

    /// Our process dies: what it sent is under way, nothing reaches it any more.
    pub fn hang_up(&mut self) {
        let links: Vec<LinkId> = self.links.keys().copied().collect();
        for link in links {
            self.close(link);
        }
    }

    /// Sends a request; its number. Without an answer in time it counts as lost.
    pub fn request(&mut self, request: Request, timeout: Duration) -> u64 {
        let id = self.next_request;
        self.next_request += 1;
        self.requests.insert(id, request);
        let at = self.network.deliver(self.now, HTTP, Way::Out);
        self.network.forget(HTTP);
        self.put(at, Event::Request { id });
        self.put(self.now + timeout, Event::Answer { id, answer: Answer::Lost("no answer in time".to_owned()) });
        id
    }

    /// A fault of the venue begins.
    pub fn fault(&mut self, spec: FaultSpec) -> Result<(), FaultError> {
        let mut outputs = Vec::new();
        let set = self.sim.set_fault(spec, &mut outputs);
        self.take_outputs(outputs);
        set
    }

    /// Something happens at the venue that nobody here did.
    pub fn lever(&mut self, name: &str, body: &serde_json::Value) -> Result<serde_json::Value, String> {
        let mut outputs = Vec::new();
        let done = self.sim.lever(name, body, &mut outputs);
        self.take_outputs(outputs);
        done
    }

    /// Faults off.
    pub fn heal(&mut self) {
        self.sim.clear_faults(None);
        self.network.heal();
    }

    fn put(&mut self, at: Timestamp, event: Event<O>) -> Key {
        self.order += 1;
        let key = (at.max(self.now), self.order);
        self.queue.insert(key, event);
        key
    }

    fn request_arrives(&mut self, id: u64) {
        let Some(request) = self.requests.get(&id).cloned() else { return };
        let headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path_and_query = request.url.strip_prefix(REST).unwrap_or(&request.url);
        self.tell_venue(SimInput::Request {
            id: RequestId(id),
            method: method(&request),
            path_and_query,
            headers: &headers,
            body: &request.body,
            peer: "10.0.0.1",
        });
    }

    fn tell_venue(&mut self, input: SimInput<'_>) {
        let mut outputs = Vec::new();
        self.sim.handle(self.now.as_nanos(), input, &mut outputs);
        self.take_outputs(outputs);
    }

    fn take_outputs(&mut self, outputs: Vec<SimOutput>) {
        for output in outputs {
            self.take_output(output);
        }
    }

    fn take_output(&mut self, output: SimOutput) {
        match output {
            SimOutput::Accept { conn } => self.reach(conn, |conn| Event::Opened { conn }),
            SimOutput::Refuse { conn, status, .. } => self.gone(conn, format!("handshake answered with status {status}")),
            SimOutput::Text { conn, text } => self.frame(conn, text),
            SimOutput::Ping { conn, payload } => {
                let at = self.network.deliver(self.now, conn.0, Way::In);
                self.put(at, Event::Alive { conn: conn.0 });
                let back = self.network.deliver(at, conn.0, Way::Out);
                self.put(back, Event::ClientPong { conn: conn.0, payload });
            }
            SimOutput::Pong { conn, .. } => self.reach(conn, |conn| Event::Alive { conn }),
            SimOutput::Close { conn, code, reason } => self.gone(conn, format!("closed by the venue: {code} {reason}")),
            SimOutput::Drop { conn } => self.gone(conn, "connection reset".to_owned()),
            SimOutput::Freeze { .. } => {}
            SimOutput::Reply { id, status, headers, body, delay_ms } => {
                let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                let sent = self.now + Duration::from_millis(i64::try_from(delay_ms).unwrap_or(i64::MAX));
                self.answer(id.0, sent, status, headers, body);
            }
            SimOutput::NoReply { id } => self.answers(id.0, self.now, Answer::Lost("connection reset".to_owned())),
            SimOutput::WakeAt(at) => {
                if let Some(key) = self.sim_wake.take() {
                    self.queue.remove(&key);
                }
                self.sim_wake = Some(self.put(Timestamp::from_nanos(at), Event::VenueWake));
            }
        }
    }

    fn frame(&mut self, conn: ConnId, text: Arc<str>) {
        let text = match &mut self.meddler {
            None => text,
            Some(meddler) => {
                let mut said = Said { to: "frame".to_owned(), status: 0, text: text.to_string() };
                if !(meddler.0)(&mut said) {
                    return;
                }
                said.text.into()
            }
        };
        self.reach(conn, |conn| Event::Text { conn, text });
    }

    fn answer(&mut self, id: u64, sent: Timestamp, status: u16, headers: Vec<(String, String)>, body: String) {
        let mut said = Said { to: String::new(), status, text: body };
        if let (Some(meddler), Some(request)) = (&mut self.meddler, self.requests.get(&id)) {
            let path = request.url.strip_prefix(REST).unwrap_or(&request.url);
            said.to = format!("{} {path}", method(request));
            if !(meddler.0)(&mut said) {
                return self.answers(id, sent, Answer::Lost("connection reset".to_owned()));
            }
        }
        self.answers(id, sent, Answer::Http { status: said.status, headers, body: said.text.into_bytes() });
    }

    fn answers(&mut self, id: u64, sent: Timestamp, answer: Answer) {
        let at = self.network.deliver(sent, HTTP, Way::In);
        self.network.forget(HTTP);
        self.put(at, Event::Answer { id, answer });
    }

    fn reach(&mut self, conn: ConnId, event: impl FnOnce(u64) -> Event<O>) {
        let at = self.network.deliver(self.now, conn.0, Way::In);
        self.put(at, event(conn.0));
    }

    fn gone(&mut self, conn: ConnId, reason: String) {
        self.reach(conn, |conn| Event::Gone { conn, reason });
    }
}

fn method(request: &Request) -> &'static str {
    match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    }
}
