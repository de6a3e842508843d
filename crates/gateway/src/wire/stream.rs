//! Messages of the stream.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use twinline_model::{Freshness, Source, Timestamp};
use utoipa::ToSchema;

/// Whether a message replaces everything (`snapshot`) or changes it (`event`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Replaces everything known before.
    Snapshot,
    /// Changes it; `seq` is the one before plus one.
    Event,
}

/// Data of a topic.
#[derive(Debug, Serialize, ToSchema)]
pub struct Delivery<'a, D> {
    /// Snapshot or event.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Which topic.
    pub topic: &'a str,
    /// Which history: rises at every start of the gateway, and whenever the topic begins anew.
    pub epoch: u64,
    /// Place in that history: an event follows if the epoch is the same and this is one more.
    pub seq: u64,
    /// How current.
    pub freshness: Freshness,
    /// Whether a stream or an answer told it; `null` while nothing is known.
    #[schema(required)]
    pub source: Option<Source>,
    /// The venue's time of it, if it says one.
    #[schema(required)]
    pub ts_venue: Option<Timestamp>,
    /// When it arrived here.
    #[schema(required)]
    pub ts_recv: Option<Timestamp>,
    /// When it was published.
    pub ts_emit: Timestamp,
    /// Changes that this stands for and that were not handed over.
    pub merged: u64,
    /// What is known; `null` in a snapshot while nothing is.
    #[schema(required)]
    pub data: Option<D>,
}

/// The one kind of a message about freshness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// Freshness changed, data did not.
    State,
}

/// A change of freshness without new data; takes no `seq` of its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct StateNote<'a> {
    /// Tells it from data.
    #[serde(rename = "type")]
    pub kind: StateKind,
    /// Which topic.
    pub topic: &'a str,
    /// Which history: rises at every start of the gateway, and whenever the topic begins anew.
    pub epoch: u64,
    /// Place in that history: an event follows if the epoch is the same and this is one more.
    pub seq: u64,
    /// How current.
    pub freshness: Freshness,
    /// Why it is not live, in words.
    #[schema(required)]
    pub reason: Option<&'a str>,
    /// Sequence number that a gap should have had.
    #[schema(required)]
    pub expected: Option<&'a str>,
    /// Sequence number that came.
    #[schema(required)]
    pub got: Option<&'a str>,
    /// When data came last.
    #[schema(required)]
    pub ts_recv: Option<Timestamp>,
    /// When this was published.
    pub ts_emit: Timestamp,
}

/// What the server says that is no data.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerNote<'a> {
    /// The first message was accepted.
    Authenticated,
    /// Subscriptions may be asked for.
    Hello {
        /// Counts the starts of this gateway's data directory.
        epoch: u64,
        /// Its version.
        version: &'a str,
        /// A heartbeat comes this often, in milliseconds; silence of several means that the connection is dead.
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
        /// The request's; `null` if it had none.
        #[schema(required)]
        id: Option<u64>,
        /// Canonical names.
        topics: Vec<String>,
    },
    /// Nothing more of these follows.
    Unsubscribed {
        /// The request's; `null` if it had none.
        #[schema(required)]
        id: Option<u64>,
        /// Canonical names.
        topics: Vec<String>,
    },
    /// Something of a lossless topic cannot be told any more: what follows the given place is not held. A snapshot comes next.
    Gap {
        /// Which topic.
        topic: &'a str,
        /// Why.
        reason: String,
        /// Where the reader stood.
        from_epoch: u64,
        /// Where the reader stood.
        from_seq: u64,
        /// Where the history stands.
        epoch: u64,
        /// Where the history stands.
        seq: u64,
    },
    /// Answer to a ping.
    Pong {
        /// The request's; `null` if it had none.
        #[schema(required)]
        id: Option<u64>,
    },
    /// A request, or one topic of it, was refused.
    Error {
        /// The request's, if it could be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        id: Option<u64>,
        /// Stable: `unknown_topic`, `unknown_instrument`, `unknown_venue`, `unknown_account`, `account_not_allowed`, `unsupported`, `too_many_topics`, `not_subscribed`,
        /// `bad_request`.
        code: &'a str,
        /// In words.
        detail: String,
        /// Which topic, as asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        topic: Option<&'a str>,
    },
}

/// A place in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Which history.
    pub epoch: u64,
    /// What came last.
    pub seq: u64,
}

/// What a client may say.
#[derive(Deserialize, ToSchema)]
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
        /// Their names, for example `bbo.binance:BTCUSDT`, `candles.binance:BTCUSDT.1m`, `connections`.
        topics: Vec<String>,
        /// Where a lossless topic (`account.…`) is taken up again: what came last of it, by its name. What followed since is
        /// handed over; if that place is not held any more, `gap` says so and a snapshot follows.
        #[serde(default)]
        after: BTreeMap<String, Place>,
    },
    /// End.
    Unsubscribe {
        /// Comes back in the answer.
        #[serde(default)]
        id: Option<u64>,
        /// Their names, for example `bbo.binance:BTCUSDT`, `candles.binance:BTCUSDT.1m`, `connections`.
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
