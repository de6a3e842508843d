//! Who listens to what: stream connections, their control frames and limits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::face::{Frame, FrameKind, Message};
use crate::faces::binance::streams::{Kind, Route, Stream};
use crate::machine::ConnId;
use crate::outbox::Outbox;
use crate::target::Target;

/// Violations of a limit end a connection with this code.
const POLICY: u16 = 1008;
/// A connection at the end of its life is told that the server goes away. ASSUMED: the venue documents no code.
const GOING_AWAY: u16 = 1001;

/// What sessions are bound to; times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionRules {
    pub strict: bool,
    pub lenient: bool,
    pub max_streams: usize,
    pub messages_per_second: usize,
    pub ping_every_ms: i64,
    pub pong_within_ms: i64,
    pub life_ms: i64,
}

#[derive(Debug)]
struct Session {
    route: Route,
    combined: bool,
    names: BTreeSet<Arc<str>>,
    opened_ms: i64,
    pinged_ms: i64,
    awaits_pong_since_ms: Option<i64>,
    second: i64,
    messages: usize,
}

impl Session {
    fn new(route: Route, combined: bool, now_ms: i64) -> Session {
        Session {
            route,
            combined,
            names: BTreeSet::new(),
            opened_ms: now_ms,
            pinged_ms: now_ms,
            awaits_pong_since_ms: None,
            second: 0,
            messages: 0,
        }
    }
}

/// One subscription: a connection, and the stream's name as that connection wrote it.
type Listener = (ConnId, Arc<str>);

/// All stream connections.
#[derive(Debug)]
pub(crate) struct Sessions {
    rules: SessionRules,
    sessions: BTreeMap<ConnId, Session>,
    listeners: BTreeMap<Stream, BTreeSet<Listener>>,
    /// Who listens with which listen key; nothing tells a client that its key is none.
    private: BTreeMap<Arc<str>, BTreeMap<ConnId, Events>>,
}

/// Which events of a listen key a connection wants; `None` is all.
type Events = Option<BTreeSet<String>>;

impl Sessions {
    pub fn new(rules: SessionRules) -> Sessions {
        Sessions { rules, sessions: BTreeMap::new(), listeners: BTreeMap::new(), private: BTreeMap::new() }
    }

    /// Whether anybody listens to a stream.
    pub fn wants(&self, stream: &Stream) -> bool {
        self.listeners.contains_key(stream)
    }

    /// All streams that somebody listens to.
    pub fn wanted(&self) -> impl Iterator<Item = &Stream> {
        self.listeners.keys()
    }

    /// Whether somebody listens to a stream that is sent as things happen.
    pub fn wants_real_time(&self) -> bool {
        self.listeners.keys().any(|stream| matches!(stream.kind, Kind::Trade | Kind::BookTicker))
    }

    /// Whether anybody listens with anything like a listen key.
    pub fn wants_private(&self) -> bool {
        !self.private.is_empty()
    }

    /// Whether any connection holds any stream, delivered or not.
    pub fn has_subscriptions(&self) -> bool {
        self.sessions.values().any(|session| !session.names.is_empty())
    }

    /// Opens a connection; false if the path is none of the venue's.
    pub fn open(&mut self, conn: ConnId, target: &Target, outbox: &mut Outbox<'_>) -> bool {
        let Some((route, combined, mut names)) = read_path(&target.path) else { return false };
        if combined {
            names.extend(target.query.iter().filter(|(name, _)| name == "streams").flat_map(|(_, value)| value.split('/')));
        }
        let now_ms = outbox.now_ns / 1_000_000;
        self.sessions.insert(conn, Session::new(route, combined, now_ms));
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        if !self.subscribe(conn, &names) {
            outbox.close(conn, POLICY, "Too many streams");
        }
        for (listen_key, events) in named_keys(target) {
            self.listen(conn, listen_key, events);
        }
        true
    }

    /// Forgets a connection.
    pub fn closed(&mut self, conn: ConnId) {
        if let Some(session) = self.sessions.remove(&conn) {
            for name in session.names {
                self.unlisten(conn, &name);
            }
            self.private.retain(|_, conns| {
                conns.remove(&conn);
                !conns.is_empty()
            });
        }
    }

    /// Opens a connection without streams; it is pinged and ended like the others.
    pub fn open_api(&mut self, conn: ConnId, outbox: &Outbox<'_>) {
        self.sessions.insert(conn, Session::new(Route::Private, false, outbox.now_ns / 1_000_000));
    }

    /// Counts a message of a client; false when it is one too many, which ends the connection.
    pub fn admit(&mut self, conn: ConnId, outbox: &mut Outbox<'_>) -> bool {
        let Some(session) = self.sessions.get_mut(&conn) else { return false };
        let second = outbox.now_ns.div_euclid(1_000_000_000);
        if session.second != second {
            session.second = second;
            session.messages = 0;
        }
        session.messages += 1;
        let admitted = !self.rules.strict || session.messages <= self.rules.messages_per_second;
        if !admitted {
            outbox.close(conn, POLICY, "Too many requests");
        }
        admitted
    }

    /// A message of a client.
    pub fn message(&mut self, conn: ConnId, message: Message<'_>, outbox: &mut Outbox<'_>) {
        if !self.admit(conn, outbox) {
            return;
        }
        match message {
            Message::Text(text) => self.control(conn, text, outbox),
            Message::Binary => {
                answer(conn, &error(3, "Invalid JSON: binary messages are not supported", Value::Null), outbox);
            }
            Message::Ping(payload) => outbox.pong(conn, payload.to_vec()),
            Message::Pong => {
                if let Some(session) = self.sessions.get_mut(&conn) {
                    session.awaits_pong_since_ms = None;
                }
            }
        }
    }

    /// Pings, and ends connections that are too old or do not answer. Call about once a second.
    pub fn keep(&mut self, outbox: &mut Outbox<'_>) {
        let now_ms = outbox.now_ns / 1_000_000;
        for (conn, session) in &mut self.sessions {
            if now_ms - session.opened_ms >= self.rules.life_ms {
                outbox.close(*conn, GOING_AWAY, "Connection life of 24 hours is over");
            } else if session.awaits_pong_since_ms.is_some_and(|since| now_ms - since >= self.rules.pong_within_ms) {
                outbox.close(*conn, POLICY, "Pong timeout");
            } else if now_ms - session.pinged_ms >= self.rules.ping_every_ms {
                session.pinged_ms = now_ms;
                session.awaits_pong_since_ms.get_or_insert(now_ms);
                outbox.ping(*conn, now_ms.to_string().into_bytes());
            }
        }
    }

    /// Sends a payload to all who listen to a stream, wrapped for those who want it combined.
    pub fn publish(&self, stream: &Stream, kind: FrameKind, symbol: Option<&str>, payload: &str, outbox: &mut Outbox<'_>) {
        let Some(listeners) = self.listeners.get(stream) else { return };
        let raw: Arc<str> = payload.into();
        let mut wrapped: Option<(Arc<str>, Arc<str>)> = None;
        for (conn, name) in listeners {
            let combined = self.sessions.get(conn).is_some_and(|session| session.combined);
            let text = match (&wrapped, combined) {
                (_, false) => raw.clone(),
                (Some((held, text)), true) if held == name => text.clone(),
                (_, true) => {
                    let text: Arc<str> = format!("{{\"stream\":{},\"data\":{payload}}}", json!(&**name)).into();
                    wrapped = Some((name.clone(), text.clone()));
                    text
                }
            };
            outbox.send(*conn, &Frame { kind, channel: stream.channel(), stream: name, symbol, text });
        }
    }

    /// Sends an event to all who listen with a listen key.
    pub fn publish_private(&self, listen_key: &str, event: &str, symbol: Option<&str>, payload: &str, outbox: &mut Outbox<'_>) {
        for (conn, wanted) in self.private.get(listen_key).into_iter().flatten() {
            if wanted.as_ref().is_some_and(|wanted| !wanted.contains(event)) {
                continue;
            }
            let combined = self.sessions.get(conn).is_some_and(|session| session.combined);
            let text: Arc<str> =
                if combined { format!("{{\"stream\":\"{listen_key}\",\"data\":{payload}}}").into() } else { payload.into() };
            outbox.send(*conn, &Frame { kind: FrameKind::User, channel: event, stream: "user", symbol, text });
        }
    }

    /// Listens with a listen key, on the route for it.
    fn listen(&mut self, conn: ConnId, listen_key: &str, events: Events) {
        let Some(session) = self.sessions.get(&conn) else { return };
        if self.rules.lenient || session.route == Route::Private {
            self.private.entry(listen_key.into()).or_default().insert(conn, events);
        }
    }

    fn control(&mut self, conn: ConnId, text: &str, outbox: &mut Outbox<'_>) {
        let Ok(request) = serde_json::from_str::<Value>(text) else {
            return answer(conn, &error(3, "Invalid JSON: the message could not be parsed", Value::Null), outbox);
        };
        let id = request.get("id").cloned().unwrap_or(Value::Null);
        let params = request.get("params");
        let Some(method) = request.get("method").and_then(Value::as_str) else {
            return answer(conn, &error(2, "Invalid request: method must be a string", id), outbox);
        };
        let reply = match method {
            "SUBSCRIBE" | "UNSUBSCRIBE" => return self.change(conn, method, params, id, outbox),
            "LIST_SUBSCRIPTIONS" => Ok(self.list(conn)),
            "SET_PROPERTY" => self.set_property(conn, params),
            "GET_PROPERTY" => self.property(conn, params),
            _ => Err((
                2,
                format!(
                    "Invalid request: unknown variant `{method}`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`"
                ),
            )),
        };
        match reply {
            Ok(result) => answer(conn, &json!({ "result": result, "id": id }), outbox),
            Err((code, message)) => answer(conn, &error(code, &message, id), outbox),
        }
    }

    fn change(&mut self, conn: ConnId, method: &str, params: Option<&Value>, id: Value, outbox: &mut Outbox<'_>) {
        let Some(names) = params.and_then(Value::as_array) else {
            return answer(conn, &error(2, "Invalid request: params must be an array of stream names", id), outbox);
        };
        let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
        let Some(names) = names else {
            return answer(conn, &error(1, "Invalid value type: expected a stream name", id), outbox);
        };
        outbox.log(conn, method, names.join("/"), 200);
        if method == "UNSUBSCRIBE" {
            for name in names {
                self.unsubscribe(conn, name);
            }
        } else if !self.subscribe(conn, &names) {
            return outbox.close(conn, POLICY, "Too many streams");
        }
        answer(conn, &json!({ "result": null, "id": id }), outbox);
    }

    /// Adds streams; false when the connection would hold too many.
    fn subscribe(&mut self, conn: ConnId, names: &[&str]) -> bool {
        let Some(session) = self.sessions.get(&conn) else { return true };
        let route = session.route;
        for name in names {
            let name: Arc<str> = (*name).into();
            if !self.sessions.get_mut(&conn).is_some_and(|session| session.names.insert(name.clone())) {
                continue;
            }
            let stream = Stream::parse(&name).filter(|stream| self.rules.lenient || stream.is_delivered_on(route));
            match stream {
                Some(stream) => {
                    self.listeners.entry(stream).or_default().insert((conn, name));
                }
                None => self.listen(conn, &name, None),
            }
        }
        self.sessions.get(&conn).is_none_or(|session| session.names.len() <= self.rules.max_streams)
    }

    fn unsubscribe(&mut self, conn: ConnId, name: &str) {
        let held = self.sessions.get_mut(&conn).is_some_and(|session| session.names.remove(name));
        if held {
            self.unlisten(conn, name);
        }
    }

    fn unlisten(&mut self, conn: ConnId, name: &str) {
        if let Some(conns) = self.private.get_mut(name) {
            conns.remove(&conn);
            if conns.is_empty() {
                self.private.remove(name);
            }
        }
        let Some(stream) = Stream::parse(name) else { return };
        if let Some(listeners) = self.listeners.get_mut(&stream) {
            listeners.remove(&(conn, name.into()));
            if listeners.is_empty() {
                self.listeners.remove(&stream);
            }
        }
    }

    fn list(&self, conn: ConnId) -> Value {
        let names = self.sessions.get(&conn).map(|session| &session.names);
        names.into_iter().flatten().map(|name| Value::from(&**name)).collect()
    }

    fn set_property(&mut self, conn: ConnId, params: Option<&Value>) -> Result<Value, (i64, String)> {
        let params = params.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        match params {
            [Value::String(name), value] if name == "combined" => match value.as_bool() {
                Some(combined) => {
                    if let Some(session) = self.sessions.get_mut(&conn) {
                        session.combined = combined;
                    }
                    Ok(Value::Null)
                }
                None => Err((1, "Invalid value type: expected Boolean".to_owned())),
            },
            [Value::String(_), _] => Err((0, "Unknown property".to_owned())),
            _ => Err((2, "Invalid request: params must be a property name and a value".to_owned())),
        }
    }

    fn property(&self, conn: ConnId, params: Option<&Value>) -> Result<Value, (i64, String)> {
        let name = params.and_then(Value::as_array).and_then(|params| params.first()).and_then(Value::as_str);
        match name {
            Some("combined") => Ok(self.sessions.get(&conn).is_some_and(|session| session.combined).into()),
            Some(_) => Err((0, "Unknown property".to_owned())),
            None => Err((2, "Invalid request: params must be a property name".to_owned())),
        }
    }
}

/// Route, combined or raw, and the streams named in a path.
fn read_path(path: &str) -> Option<(Route, bool, Vec<&str>)> {
    let mut parts = path.strip_prefix('/')?.split('/');
    let mut part = parts.next()?;
    let route = match part {
        "public" => Route::Public,
        "market" => Route::Market,
        "private" => Route::Private,
        _ => Route::Unrouted,
    };
    if route != Route::Unrouted {
        part = parts.next()?;
    }
    match part {
        "ws" => Some((route, false, parts.collect())),
        "stream" => Some((route, true, Vec::new())),
        _ => None,
    }
}

/// Listen keys in a query, each with the events that follow it: `listenKey=k&events=A/B`.
fn named_keys(target: &Target) -> Vec<(&str, Events)> {
    let mut keys: Vec<(&str, Events)> = Vec::new();
    for (name, value) in &target.query {
        match (name.as_str(), keys.last_mut()) {
            ("listenKey", _) => keys.push((value, None)),
            ("events", Some((_, events))) => *events = Some(value.split('/').map(str::to_owned).collect()),
            _ => {}
        }
    }
    keys
}

fn error(code: i64, message: &str, id: Value) -> Value {
    match id {
        Value::Null => json!({ "error": { "code": code, "msg": message } }),
        id => json!({ "error": { "code": code, "msg": message }, "id": id }),
    }
}

fn answer(conn: ConnId, body: &Value, outbox: &mut Outbox<'_>) {
    let text: Arc<str> = body.to_string().into();
    outbox.send(conn, &Frame { kind: FrameKind::Answer, channel: "", stream: "", symbol: None, text });
}
