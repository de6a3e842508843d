//! Messages of the stream.

use serde::{Deserialize, Serialize};
use twinline_model::{Freshness, Source, Timestamp};

/// Whether a message replaces everything or changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Replaces everything known before.
    Snapshot,
    /// Changes it; `seq` is the one before plus one.
    Event,
}

/// Data of a topic.
#[derive(Debug, Serialize)]
pub struct Delivery<'a, D> {
    /// Snapshot or event.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Which topic.
    pub topic: &'a str,
    /// Place in its history.
    pub epoch: u64,
    /// Place in its history.
    pub seq: u64,
    /// How current.
    pub freshness: Freshness,
    /// Which face told it.
    pub source: Option<Source>,
    /// Venue time.
    pub ts_venue: Option<Timestamp>,
    /// When it arrived here.
    pub ts_recv: Option<Timestamp>,
    /// When it was published.
    pub ts_emit: Timestamp,
    /// Changes that this stands for and that were not handed over.
    pub merged: u64,
    /// What is known.
    pub data: Option<D>,
}

/// A change of freshness without new data; does not count in `seq`.
#[derive(Debug, Serialize)]
pub struct StateNote<'a> {
    /// Always `state`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Which topic.
    pub topic: &'a str,
    /// Place in its history.
    pub epoch: u64,
    /// Place in its history.
    pub seq: u64,
    /// How current.
    pub freshness: Freshness,
    /// Why it is not live, in words.
    pub reason: Option<&'a str>,
    /// Sequence number that a gap should have had.
    pub expected: Option<&'a str>,
    /// Sequence number that came.
    pub got: Option<&'a str>,
    /// When data came last.
    pub ts_recv: Option<Timestamp>,
    /// When this was published.
    pub ts_emit: Timestamp,
}

/// What the server says that is no data.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerNote<'a> {
    /// The first message was accepted.
    Authenticated,
    /// Subscriptions may be asked for.
    Hello {
        /// The gateway's epoch.
        epoch: u64,
        /// Its version.
        version: &'a str,
        /// A heartbeat comes this often.
        heartbeat_ms: u64,
        /// When this was sent.
        ts_emit: Timestamp,
    },
    /// Nothing happened; the connection lives.
    Heartbeat {
        /// When this was sent.
        ts_emit: Timestamp,
    },
    /// Snapshots of these follow.
    Subscribed {
        /// The request's.
        id: Option<u64>,
        /// Canonical names.
        topics: Vec<String>,
    },
    /// Nothing more of these follows.
    Unsubscribed {
        /// The request's.
        id: Option<u64>,
        /// Canonical names.
        topics: Vec<String>,
    },
    /// Answer to a ping.
    Pong {
        /// The request's.
        id: Option<u64>,
    },
    /// A request, or one topic of it, was refused.
    Error {
        /// The request's, if it could be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<u64>,
        /// Stable.
        code: &'a str,
        /// In words.
        detail: String,
        /// Which topic, as asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        topic: Option<&'a str>,
    },
}

/// What a client may say.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum ClientOp {
    /// Who it is; only as the first message.
    Auth {
        /// The token.
        #[serde(default)]
        token: Option<String>,
        /// Or a single-use ticket.
        #[serde(default)]
        ticket: Option<String>,
    },
    /// Begin; a topic that is subscribed already gets a fresh snapshot.
    Subscribe {
        /// Comes back in the answer.
        #[serde(default)]
        id: Option<u64>,
        /// Which.
        topics: Vec<String>,
    },
    /// End.
    Unsubscribe {
        /// Comes back in the answer.
        #[serde(default)]
        id: Option<u64>,
        /// Which.
        topics: Vec<String>,
    },
    /// Are you there?
    Ping {
        /// Comes back in the answer.
        #[serde(default)]
        id: Option<u64>,
    },
}

impl std::fmt::Debug for ClientOp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Auth { .. } => f.write_str("Auth(<redacted>)"),
            Self::Subscribe { topics, .. } => write!(f, "Subscribe({} topics)", topics.len()),
            Self::Unsubscribe { topics, .. } => write!(f, "Unsubscribe({} topics)", topics.len()),
            Self::Ping { .. } => f.write_str("Ping"),
        }
    }
}
