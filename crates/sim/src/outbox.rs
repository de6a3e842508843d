//! How a frame reaches a connection, and which fault hits it on the way.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::face::{Frame, FrameKind};
use crate::faults::{FaultName, Faults};
use crate::machine::{ConnId, Output};
use crate::requests::{Entry, RequestLog};

/// Frames held back by `event-late`, over all connections.
const LATE_FRAMES: usize = 10_000;
/// Old deltas remembered per stream and connection while `delta-stale` is active.
const OLD_DELTAS: usize = 6;

/// The connections as the wire sees them.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    frozen: BTreeMap<ConnId, bool>,
    late: BTreeMap<(i64, u64), (ConnId, Arc<str>)>,
    late_count: u64,
    /// When the last held frame of an account's channel is sent: later ones wait behind it.
    last_late: BTreeMap<(ConnId, String), i64>,
    old: BTreeMap<(ConnId, String), VecDeque<Arc<str>>>,
}

impl Connections {
    pub fn open(&mut self, conn: ConnId) {
        self.frozen.insert(conn, false);
    }

    pub fn is_open(&self, conn: ConnId) -> bool {
        self.frozen.contains_key(&conn)
    }

    pub fn is_frozen(&self, conn: ConnId) -> bool {
        self.frozen.get(&conn).copied().unwrap_or(true)
    }

    pub fn freeze(&mut self, conn: ConnId) {
        if let Some(frozen) = self.frozen.get_mut(&conn) {
            *frozen = true;
        }
    }

    pub fn remove(&mut self, conn: ConnId) {
        self.frozen.remove(&conn);
        self.old.retain(|(held, _), _| *held != conn);
        self.late.retain(|_, (held, _)| *held != conn);
        self.last_late.retain(|(held, _), _| *held != conn);
    }

    /// When a frame may be sent that must not overtake one of its channel that is held back beyond `at_ns`.
    fn behind(&self, conn: ConnId, frame: &Frame<'_>, at_ns: i64) -> Option<i64> {
        if frame.kind != FrameKind::User || self.last_late.is_empty() {
            return None;
        }
        self.last_late.get(&(conn, frame.channel.to_owned())).copied().filter(|due_ns| *due_ns > at_ns)
    }

    pub fn ids(&self) -> Vec<ConnId> {
        self.frozen.keys().copied().collect()
    }

    pub fn next_late_ns(&self) -> Option<i64> {
        self.late.keys().next().map(|(due, _)| *due)
    }

    /// Frames whose delay is over.
    pub fn take_late(&mut self, now_ns: i64) -> Vec<(ConnId, Arc<str>)> {
        let rest = self.late.split_off(&(now_ns.saturating_add(1), 0));
        let due = std::mem::replace(&mut self.late, rest);
        due.into_values().collect()
    }
}

/// The way out, lent to a face for one step.
pub(crate) struct Outbox<'a> {
    pub now_ns: i64,
    pub faults: &'a mut Faults,
    pub connections: &'a mut Connections,
    pub log: &'a mut RequestLog,
    pub out: &'a mut Vec<Output>,
    /// Connections that ended in this step; the machine tells the face.
    pub ended: Vec<ConnId>,
}

impl Outbox<'_> {
    /// Sends a frame, unless a fault has other plans for it.
    pub fn send(&mut self, conn: ConnId, frame: &Frame<'_>) {
        if self.connections.is_frozen(conn) {
            return;
        }
        match frame.kind {
            FrameKind::Answer => self.push(conn, frame.text.clone()),
            FrameKind::Delta | FrameKind::Data | FrameKind::User => self.send_data(conn, frame),
        }
    }

    /// Sends a protocol ping.
    pub fn ping(&mut self, conn: ConnId, payload: Vec<u8>) {
        if !self.connections.is_frozen(conn) {
            self.out.push(Output::Ping { conn, payload });
        }
    }

    /// Answers a protocol ping.
    pub fn pong(&mut self, conn: ConnId, payload: Vec<u8>) {
        if !self.connections.is_frozen(conn) {
            self.out.push(Output::Pong { conn, payload });
        }
    }

    /// Ends a connection with a close frame.
    pub fn close(&mut self, conn: ConnId, code: u16, reason: &str) {
        if self.connections.is_frozen(conn) {
            return;
        }
        self.out.push(Output::Close { conn, code, reason: reason.to_owned() });
        self.end(conn);
    }

    /// Cuts a connection.
    pub fn cut(&mut self, conn: ConnId) {
        if self.connections.is_open(conn) {
            self.out.push(Output::Drop { conn });
            self.end(conn);
        }
    }

    /// Remembers what a client did on a stream connection.
    pub fn log(&mut self, conn: ConnId, method: &str, path: String, status: u16) {
        let at_ms = self.now_ns / 1_000_000;
        self.log.push(Entry { status, conn: Some(conn.0), ..Entry::new(at_ms, method, &path) });
    }

    fn end(&mut self, conn: ConnId) {
        self.connections.remove(conn);
        self.ended.push(conn);
    }

    fn hits(&mut self, name: FaultName, frame: &Frame<'_>) -> bool {
        self.faults.hits(name, &[frame.channel, frame.stream], frame.symbol)
    }

    fn send_data(&mut self, conn: ConnId, frame: &Frame<'_>) {
        if self.faults.is_active(FaultName::WsCut) && self.hits(FaultName::WsCut, frame) {
            return self.cut(conn);
        }
        if self.hits(FaultName::WsSilent, frame) {
            return;
        }
        let (drop, dup) = match frame.kind {
            FrameKind::Delta => (FaultName::DeltaDrop, FaultName::DeltaDup),
            FrameKind::Data | FrameKind::User | FrameKind::Answer => (FaultName::EventDrop, FaultName::EventDup),
        };
        if self.hits(drop, frame) {
            return;
        }
        if frame.kind != FrameKind::Delta && self.hits(FaultName::EventLate, frame) {
            let delay_ms = 200 + self.faults.draw(FaultName::EventLate, 1_801);
            return self.hold(conn, frame, self.now_ns + delay_ms * 1_000_000);
        }
        if let Some(due_ns) = self.connections.behind(conn, frame, self.now_ns) {
            return self.hold(conn, frame, due_ns);
        }
        let mut text = frame.text.clone();
        if self.hits(FaultName::FrameMalformed, frame) {
            text = self.damaged(&text);
        }
        self.push(conn, text);
        if self.hits(dup, frame) {
            self.push(conn, frame.text.clone());
        }
        if frame.kind == FrameKind::Delta && self.faults.is_active(FaultName::DeltaStale) {
            self.send_old(conn, frame);
        }
    }

    fn push(&mut self, conn: ConnId, text: Arc<str>) {
        self.out.push(Output::Text { conn, text });
    }

    /// Sends an answer after a while.
    pub fn send_later(&mut self, conn: ConnId, text: Arc<str>, delay_ms: i64) {
        self.hold(
            conn,
            &Frame { kind: FrameKind::Answer, channel: "", stream: "", symbol: None, text },
            self.now_ns + delay_ms * 1_000_000,
        );
    }

    /// Keeps a frame back until `due_ns`, or until the one of its channel before it has gone.
    fn hold(&mut self, conn: ConnId, frame: &Frame<'_>, due_ns: i64) {
        if self.connections.late.len() >= LATE_FRAMES {
            return;
        }
        let due_ns = self.connections.behind(conn, frame, due_ns).unwrap_or(due_ns);
        self.connections.late_count += 1;
        self.connections.late.insert((due_ns, self.connections.late_count), (conn, frame.text.clone()));
        if frame.kind == FrameKind::User {
            self.connections.last_late.insert((conn, frame.channel.to_owned()), due_ns);
        }
    }

    fn send_old(&mut self, conn: ConnId, frame: &Frame<'_>) {
        let hit = self.hits(FaultName::DeltaStale, frame);
        let ring = self.connections.old.entry((conn, frame.stream.to_owned())).or_default();
        let old = ring.front().cloned();
        ring.push_back(frame.text.clone());
        if ring.len() > OLD_DELTAS {
            ring.pop_front();
        }
        if let Some(old) = old.filter(|_| hit) {
            self.push(conn, old);
        }
    }

    /// A frame that is cut short, or has one character replaced or inserted.
    fn damaged(&mut self, text: &str) -> Arc<str> {
        let mut chars: Vec<char> = text.chars().collect();
        let at = usize::try_from(self.faults.draw(FaultName::FrameMalformed, chars.len() as i64)).unwrap_or(0);
        match self.faults.draw(FaultName::FrameMalformed, 3) {
            0 => chars.truncate(at),
            1 => chars.insert(at, '{'),
            _ => {
                if let Some(place) = chars.get_mut(at) {
                    *place = if *place == '"' { '}' } else { '"' };
                }
            }
        }
        chars.into_iter().collect::<String>().into()
    }
}
