//! What is told and answered of a recording?
//!
//! There are no accounts in one, and no market that anything could be asked of: what was recorded is told to whoever listens to it, as it was.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::rest::refused;
use super::sessions::{Sessions, answer};
use super::talk::{Said, entries, small_talk};
use super::{content, dialect_of, no_such_door, outage, urls};
use crate::capture::Capture;
use crate::config::Config;
use crate::exposure::Exposure;
use crate::face::{Face, Message, Outage, Refusal, Reply, Request};
use crate::faces::playback::{Playback, Times};
use crate::faults::Faults;
use crate::machine::ConnId;
use crate::outbox::Outbox;
use crate::target::Target;

/// A frame of the recording.
struct Told {
    channel: String,
    symbol: String,
    /// Byte for byte.
    text: String,
}

/// Replays a capture.
pub(crate) struct Recording {
    sessions: Sessions,
    playback: Playback<Told>,
    /// Whatever something was told of.
    symbols: BTreeSet<String>,
}

impl Recording {
    pub fn new(capture: Capture, config: &Config) -> Self {
        let playback = Playback::new(capture, config, Times::Micros, read_frame);
        let symbols = playback.frames().map(|told| told.symbol.clone()).collect();
        Self { sessions: Sessions::default(), playback, symbols }
    }

    fn subscribe(&mut self, conn: ConnId, frame: &Value, outbox: &mut Outbox<'_>) {
        let mut refused = Vec::new();
        for (name, symbols) in entries(frame) {
            let known = |symbol: &str, _| symbol == "all" || self.symbols.contains(symbol);
            let error = self.sessions.subscribe(conn, &name, &symbols, known);
            outbox.log(conn, "SUBSCRIBE", format!("{name} {}", symbols.join(",")), if error.is_some() { 403 } else { 200 });
            refused.extend(error.map(|error| json!({"name": name, "error": error})));
        }
        if !self.sessions.is_empty() {
            self.playback.play(outbox.now_ns);
        }
        let mut channels = self.sessions.list(conn);
        channels.append(&mut refused);
        answer(conn, &json!({"type": "subscriptions", "channels": channels}), outbox);
    }
}

impl Face for Recording {
    fn advance(&mut self, outbox: &mut Outbox<'_>) {
        while let Some(told) = self.playback.take_due(outbox.now_ns) {
            self.sessions.relay(&told.channel, &told.symbol, self.playback.shifted(&told.text).into(), outbox);
        }
        self.sessions.tend(outbox);
    }

    fn upgrade(&mut self, conn: ConnId, target: &Target, outbox: &mut Outbox<'_>) -> Result<(), Refusal> {
        self.sessions.open(conn, dialect_of(target).ok_or_else(no_such_door)?, outbox.now_ns);
        Ok(())
    }

    fn message(&mut self, conn: ConnId, message: Message<'_>, outbox: &mut Outbox<'_>) {
        self.sessions.heard(conn, outbox.now_ns);
        let Message::Text(text) = message else {
            if let Message::Ping(payload) = message {
                outbox.pong(conn, payload.to_vec());
            }
            return;
        };
        match small_talk(conn, text, &mut self.sessions, outbox) {
            Some(Said::Subscribe(frame)) => self.subscribe(conn, &frame, outbox),
            Some(Said::LogOn(word, _)) => {
                outbox.log(conn, "LOGON", word, 401);
                let no = "a recording has no accounts";
                answer(
                    conn,
                    &json!({"type": "key-auth", "success": false, "status_code": 401, "status": "unauthenticated", "message": no}),
                    outbox,
                );
            }
            None => {}
        }
    }

    fn closed(&mut self, conn: ConnId) {
        self.sessions.closed(conn);
    }

    fn request(&mut self, request: &Request<'_>, outbox: &mut Outbox<'_>) -> Reply {
        let fits = |target: &Target| target.path == request.target.path && target.param("after") == request.target.param("after");
        match self.playback.body(outbox.now_ns, fits).filter(|_| request.method == "GET") {
            Some(body) => Reply { status: 200, headers: content(), body, weight: 0 },
            None => {
                let (status, body) = refused(404, "not_found");
                Reply { status, headers: content(), body: body.to_string(), weight: 0 }
            }
        }
    }

    fn outage(&mut self, now_ns: i64, wanted: Outage, faults: &mut Faults) -> Reply {
        outage(now_ns, wanted, faults)
    }

    fn expire_tokens(&mut self, _outbox: &mut Outbox<'_>) {}

    fn lever(&mut self, name: &str, _body: &Value, _outbox: &mut Outbox<'_>) -> Result<Value, String> {
        Err(format!("{name}: nothing can be made happen in a recording"))
    }

    fn restart(&mut self, _now_ns: i64) {
        self.playback.restart();
    }

    fn next_ns(&self, now_ns: i64) -> i64 {
        self.playback.next_ns().min(self.sessions.next_ns()).max(now_ns)
    }

    fn truth(&self, now_ns: i64) -> Value {
        json!({ "recorded": true, "time": now_ns / 1_000_000 })
    }

    fn account_truth(&self) -> Value {
        json!({})
    }

    fn exposure(&self, _account: &str, _symbol: &str) -> Option<Exposure> {
        None
    }

    fn update_id(&self, _symbol: &str) -> Option<u64> {
        None
    }

    fn book_at(&self, _symbol: &str, _update_id: Option<u64>) -> Option<Value> {
        None
    }

    fn urls(&self, authority: &str) -> Value {
        urls(authority)
    }
}

/// What a channel told of something; answers to the one who recorded are nobody else's.
fn read_frame(text: &str) -> Option<Told> {
    let frame: Value = serde_json::from_str(text).ok()?;
    let kind = frame.get("type")?.as_str()?;
    let channel = kind.strip_suffix("_snapshot").unwrap_or(kind).to_owned();
    let symbol = frame.get("symbol").or_else(|| frame.get("sy"))?.as_str()?.to_owned();
    Some(Told { channel, symbol, text: text.to_owned() })
}
