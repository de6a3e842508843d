//! Who listens to what, in which dialect?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use twinline_exchange::accounts::AccountId;

use super::channels::{About, about, is_private};
use super::listed::Product;
use crate::face::{Frame, FrameKind};
use crate::machine::ConnId;
use crate::outbox::Outbox;

const SECOND_NS: i64 = 1_000_000_000;
/// A connection is cut after so long without a word from the client.
const IDLE_NS: i64 = 60 * SECOND_NS;
/// Where heartbeats are asked for, one is sent this often.
const BEAT_NS: i64 = 30 * SECOND_NS;
/// Most subscriptions of a connection; the venue names no number, and memory has an end.
const MOST: usize = 20_000;

/// Which names a socket speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// The public socket.
    Short,
    /// The private socket.
    Long,
    /// Both on one address. What has one name in both is told in short form.
    Both,
}

#[derive(Debug)]
struct Conn {
    dialect: Dialect,
    /// Whose it is, once it is logged on.
    account: Option<AccountId>,
    /// Channel and symbol; the symbol is empty for what concerns the venue.
    held: BTreeSet<(String, String)>,
    beat_ns: Option<i64>,
    heard_ns: i64,
}

impl Conn {
    /// When it is closed if nothing is heard of it. ASSUMED: whoever takes heartbeats is not idle, and neither is one whose data
    /// flows.
    fn idle_ns(&self) -> Option<i64> {
        (self.beat_ns.is_none() && self.held.is_empty()).then_some(self.heard_ns + IDLE_NS)
    }
}

/// All connections.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    conns: BTreeMap<ConnId, Conn>,
}

impl Sessions {
    pub fn open(&mut self, conn: ConnId, dialect: Dialect, now_ns: i64) {
        self.conns.insert(conn, Conn { dialect, account: None, held: BTreeSet::new(), beat_ns: None, heard_ns: now_ns });
    }

    pub fn closed(&mut self, conn: ConnId) {
        self.conns.remove(&conn);
    }

    pub fn heard(&mut self, conn: ConnId, now_ns: i64) {
        if let Some(held) = self.conns.get_mut(&conn) {
            held.heard_ns = now_ns;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.conns.values().all(|conn| conn.held.is_empty())
    }

    /// Sends heartbeats, and cuts who has been silent for too long.
    pub fn tend(&mut self, outbox: &mut Outbox<'_>) {
        let now_ns = outbox.now_ns;
        let mut idle = Vec::new();
        for (id, conn) in &mut self.conns {
            if let Some(beat_ns) = conn.beat_ns.filter(|beat_ns| *beat_ns <= now_ns) {
                conn.beat_ns = Some(beat_ns.max(now_ns - BEAT_NS) + BEAT_NS);
                answer(*id, &json!({"type": "heartbeat"}), outbox);
            }
            if conn.idle_ns().is_some_and(|idle_ns| idle_ns <= now_ns) {
                idle.push(*id);
            }
        }
        for id in idle {
            outbox.close(id, 1000, "idle");
        }
    }

    /// When [`Sessions::tend`] has something to do.
    pub fn next_ns(&self) -> i64 {
        self.conns.values().filter_map(|conn| conn.beat_ns.or_else(|| conn.idle_ns())).min().unwrap_or(i64::MAX).max(0)
    }

    /// Switches heartbeats on or off.
    pub fn beat(&mut self, conn: ConnId, on: bool, now_ns: i64) {
        if let Some(held) = self.conns.get_mut(&conn) {
            held.beat_ns = on.then_some(now_ns + BEAT_NS);
        }
    }

    pub fn dialect(&self, conn: ConnId) -> Dialect {
        self.conns.get(&conn).map_or(Dialect::Short, |held| held.dialect)
    }

    pub fn account(&self, conn: ConnId) -> Option<AccountId> {
        self.conns.get(&conn).and_then(|held| held.account)
    }

    /// The connection is an account's from now on.
    pub fn log_on(&mut self, conn: ConnId, account: AccountId) {
        if let Some(held) = self.conns.get_mut(&conn) {
            held.account = Some(account);
        }
    }

    /// The connection is nobody's, and is told nothing of an account any more.
    pub fn log_off(&mut self, conn: ConnId) {
        if let Some(held) = self.conns.get_mut(&conn) {
            held.account = None;
            held.held.retain(|(channel, _)| !is_private(channel));
        }
    }

    /// Connections that are an account's.
    pub fn logged_on(&self) -> Vec<ConnId> {
        self.conns.iter().filter(|(_, held)| held.account.is_some()).map(|(id, _)| *id).collect()
    }

    /// Tells an account something on each of its connections that listens.
    pub fn tell(&self, account: AccountId, name: &str, product: Option<&Product>, frame: &Value, outbox: &mut Outbox<'_>) {
        let meant = |held: &str| product.map_or(held.is_empty(), |product| product.is_meant_by(held));
        let listens = |conn: &Conn| conn.account == Some(account) && conn.held.iter().any(|(channel, held)| channel == name && meant(held));
        let mut text: Option<Arc<str>> = None;
        for (id, _) in self.conns.iter().filter(|(_, conn)| listens(conn)) {
            let text = text.get_or_insert_with(|| frame.to_string().into()).clone();
            let symbol = product.map(|product| product.symbol.as_str());
            outbox.send(*id, &Frame { kind: FrameKind::User, channel: name, stream: name, symbol, text });
        }
    }

    /// The same of an index.
    pub fn tell_of_index(&self, account: AccountId, name: &str, index: &str, frame: &Value, outbox: &mut Outbox<'_>) {
        let wanted = (name.to_owned(), index.to_owned());
        let text: Arc<str> = frame.to_string().into();
        for (id, _) in self.conns.iter().filter(|(_, conn)| conn.account == Some(account) && conn.held.contains(&wanted)) {
            outbox.send(*id, &Frame { kind: FrameKind::User, channel: name, stream: name, symbol: Some(index), text: text.clone() });
        }
    }

    /// Adds one channel with its symbols, of which `known` says whether they mean anything, categories only where it is told so.
    /// Returns what is refused, in the venue's words.
    pub fn subscribe(&mut self, conn: ConnId, name: &str, symbols: &[String], known: impl Fn(&str, bool) -> bool) -> Option<String> {
        let held = self.conns.get_mut(&conn)?;
        let Some(about) = about(name, held.dialect, held.account.is_some()) else {
            return Some(match is_private(name) && held.dialect != Dialect::Short {
                true => format!("subscription forbidden on {name}. Unauthorized user"),
                false => "subscription forbidden on this invalid channel".to_owned(),
            });
        };
        let is_known = |symbol: &String| match about {
            About::Venue => false,
            About::Indices => symbol.starts_with(".DE"),
            About::Products { wide, .. } => known(symbol.strip_prefix("MARK:").unwrap_or(symbol), wide),
        };
        let mut wanted: BTreeSet<(String, String)> =
            symbols.iter().filter(|symbol| is_known(symbol)).map(|symbol| (name.to_owned(), symbol.clone())).collect();
        if about == About::Venue {
            wanted.insert((name.to_owned(), String::new()));
        }
        if let About::Products { most, .. } = about {
            let after = held.held.union(&wanted).filter(|(channel, _)| channel == name).count();
            if after > most {
                return Some(format!("subscription forbidden on this channel with more than {most} symbols"));
            }
        }
        if held.held.len() + wanted.len() <= MOST {
            held.held.append(&mut wanted);
        }
        None
    }

    /// Ends a channel, or some symbols of it.
    pub fn unsubscribe(&mut self, conn: ConnId, name: &str, symbols: &[String]) {
        if let Some(held) = self.conns.get_mut(&conn) {
            held.held.retain(|(channel, symbol)| channel != name || !(symbols.is_empty() || symbols.contains(symbol)));
        }
    }

    /// All that a connection holds, as the venue lists it.
    pub fn list(&self, conn: ConnId) -> Vec<Value> {
        let mut channels: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, symbol) in self.conns.get(&conn).into_iter().flat_map(|held| &held.held) {
            let symbols = channels.entry(name).or_default();
            if !symbol.is_empty() {
                symbols.push(symbol);
            }
        }
        let entry = |(name, symbols): (&str, Vec<&str>)| match symbols.is_empty() {
            true => json!({"name": name}),
            false => json!({"name": name, "symbols": symbols}),
        };
        channels.into_iter().map(entry).collect()
    }

    /// True if somebody listens to this channel of anything.
    pub fn wants(&self, name: &str) -> bool {
        self.conns.values().any(|conn| conn.held.iter().any(|(channel, _)| channel == name))
    }

    /// The channels that somebody listens to, each once.
    pub fn channels(&self) -> BTreeSet<String> {
        self.conns.values().flat_map(|conn| conn.held.iter().map(|(channel, _)| channel.clone())).collect()
    }

    /// What somebody listens to on a channel, each once.
    pub fn symbols(&self, name: &str) -> BTreeSet<String> {
        let of =
            |conn: &Conn| conn.held.iter().filter(|(channel, _)| channel == name).map(|(_, symbol)| symbol.clone()).collect::<Vec<_>>();
        self.conns.values().flat_map(of).collect()
    }

    /// Sends a frame to everyone who listens, worded for each dialect once. `meant` says whether a subscription means it.
    pub fn publish(&self, name: &str, symbol: &str, meant: impl Fn(&str) -> bool, word: impl Fn(bool) -> Value, outbox: &mut Outbox<'_>) {
        let mut texts: [Option<Arc<str>>; 2] = [None, None];
        let listens = |conn: &Conn| conn.held.iter().any(|(channel, held)| channel == name && meant(held));
        for (id, conn) in self.conns.iter().filter(|(_, conn)| listens(conn)) {
            let long = conn.dialect == Dialect::Long;
            let text = texts[usize::from(long)].get_or_insert_with(|| word(long).to_string().into()).clone();
            outbox.send(*id, &Frame { kind: kind_of(name), channel: name, stream: name, symbol: Some(symbol), text });
        }
    }
}

impl Sessions {
    /// Sends a frame as it is to everyone who listens.
    pub fn relay(&self, name: &str, symbol: &str, text: Arc<str>, outbox: &mut Outbox<'_>) {
        let listens = |conn: &Conn| conn.held.iter().any(|(channel, held)| channel == name && (held == symbol || held == "all"));
        for (id, _) in self.conns.iter().filter(|(_, conn)| listens(conn)) {
            outbox.send(*id, &Frame { kind: kind_of(name), channel: name, stream: name, symbol: Some(symbol), text: text.clone() });
        }
    }
}

/// Changes of books are what the faults of changes hit.
fn kind_of(name: &str) -> FrameKind {
    if name == "ob_updates" || name == "l2_updates" { FrameKind::Delta } else { FrameKind::Data }
}

/// Sends an answer; no fault hits it.
pub(crate) fn answer(conn: ConnId, body: &Value, outbox: &mut Outbox<'_>) {
    outbox.send(conn, &Frame { kind: FrameKind::Answer, channel: "", stream: "", symbol: None, text: body.to_string().into() });
}
