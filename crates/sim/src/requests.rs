//! What was asked of the venue: a ring of the last requests.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::target::Target;

/// How many entries are held.
const HELD: usize = 10_000;

/// One thing that a client asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// `GET`, `POST`, …, or `CONNECT`, `SUBSCRIBE`, `UNSUBSCRIBE`, `CLOSED` for streams.
    pub method: String,
    /// Path and query, or the streams asked for.
    pub path: String,
    /// Weight charged.
    pub weight: u64,
    /// HTTP status; 101 for an accepted stream connection.
    pub status: u16,
    /// Connection, for streams and the WebSocket API.
    pub conn: Option<u64>,
    /// The request's own id, on the WebSocket API.
    pub id: Option<Value>,
    /// The order's id that the client chose, if the request named one.
    pub client_order_id: Option<String>,
}

impl Entry {
    /// An entry that says what was asked and nothing else.
    pub fn new(at_ms: i64, method: &str, path: &str) -> Entry {
        Entry { at_ms, method: method.to_owned(), path: path.to_owned(), weight: 0, status: 0, conn: None, id: None, client_order_id: None }
    }
}

/// The order's id that the client chose, whatever the request calls it.
pub(crate) fn client_order_id(target: &Target) -> Option<String> {
    const NAMES: [&str; 3] = ["newClientOrderId", "origClientOrderId", "clientAlgoId"];
    NAMES.iter().find_map(|name| target.param(name)).map(str::to_owned)
}

/// The last requests, oldest first.
#[derive(Debug, Clone, Default)]
pub struct RequestLog {
    entries: VecDeque<Entry>,
    total: u64,
}

impl RequestLog {
    /// Adds an entry; the oldest is forgotten when the ring is full. Long texts are cut.
    pub fn push(&mut self, mut entry: Entry) {
        if entry.path.len() > 2_048 {
            let cut = (0..=2_048).rev().find(|at| entry.path.is_char_boundary(*at)).unwrap_or(0);
            entry.path.truncate(cut);
        }
        self.total += 1;
        self.entries.push_back(entry);
        while self.entries.len() > HELD {
            self.entries.pop_front();
        }
    }

    /// Entries from `since_ms` on as JSON, and how many there were in all.
    pub fn to_json(&self, since_ms: i64) -> Value {
        let requests: Vec<Value> = self
            .entries
            .iter()
            .filter(|entry| entry.at_ms >= since_ms)
            .map(|entry| {
                json!({
                    "time": entry.at_ms, "method": entry.method, "path": entry.path,
                    "weight": entry.weight, "status": entry.status, "conn": entry.conn,
                    "id": entry.id, "client_order_id": entry.client_order_id,
                })
            })
            .collect();
        json!({ "total": self.total, "requests": requests })
    }
}
