//! Shapes of connections, channels, budgets and repairs.

use serde::Serialize;
use twinline_core::session::{ChannelStatus, Counters, LinkPhase, LinkStatus};
use twinline_model::{Duration, Freshness, InstrumentId, RepairCause, RepairReceipt, Source, Timestamp};
use utoipa::ToSchema;

use crate::tokens::Grant;

use super::account::AccountRow;
use super::venue::{VenueState, millis_text};

/// Everything about the ways to the venues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Connections {
    /// Venues.
    pub venues: Vec<VenueState>,
    /// Sockets.
    pub links: Vec<LinkRow>,
    /// Held channels.
    pub channels: Vec<ChannelRow>,
    /// Accounts.
    pub accounts: Vec<AccountRow>,
    /// What was counted, all venues together.
    pub counters: CountersRow,
}

/// `data` of a snapshot of topic `connections`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConnectionsSnapshot {
    /// As `GET /connections`.
    pub connections: Connections,
    /// The last ones, newest first.
    pub repairs: Vec<RepairRow>,
    /// As `GET /limits`.
    pub limits: Vec<LimitRow>,
}

/// `data` of an event of topic `connections`: whole rows that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConnectionsChange {
    /// Venues that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub venues: Vec<VenueState>,
    /// Sockets that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkRow>,
    /// Channels that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<ChannelRow>,
    /// Accounts that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountRow>,
    /// Channels that are not held any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed_channels: Vec<ChannelKey>,
    /// New receipts, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<RepairRow>,
    /// Budgets that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitRow>,
    /// The counters, if they changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub counters: Option<CountersRow>,
}

impl ConnectionsChange {
    /// The same without accounts that a token does not reach.
    pub(crate) fn seen_by(&self, grant: &Grant) -> Self {
        let mut seen = self.clone();
        seen.accounts.retain(|row| grant.sees(&row.account, &row.venue));
        seen
    }

    /// True if nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How a socket is: `connecting`, `open`, `backoff` (waits for its next try) or `closed` (not wanted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// A handshake is under way.
    Connecting,
    /// It carries data.
    Open,
    /// It waits for its next try.
    Backoff,
    /// It is not wanted, or its successor has taken over.
    Closed,
}

impl LinkState {
    /// Its word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Open => "open",
            Self::Backoff => "backoff",
            Self::Closed => "closed",
        }
    }
}

/// One socket to a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkRow {
    /// Whose.
    pub venue: String,
    /// Its name, for example `market-0`.
    pub link: String,
    /// How it is.
    pub state: LinkState,
    /// Since when.
    pub since: Timestamp,
    /// Tries since it was last stable.
    pub attempt: u32,
    /// When the next try is.
    #[schema(required)]
    pub next_try_at: Option<Timestamp>,
    /// Why it is not open, in words.
    #[schema(required)]
    pub reason: Option<String>,
    /// When a frame came last.
    #[schema(required)]
    pub last_frame_at: Option<Timestamp>,
    /// How many subscriptions it carries.
    pub subscriptions: usize,
    /// Round trip of the last ping, in milliseconds, as a decimal with six places.
    #[schema(required, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub rtt_ms: Option<String>,
}

impl LinkRow {
    /// A venue's socket.
    pub fn new(venue: &str, status: &LinkStatus) -> Self {
        let state = match status.phase {
            _ if status.gone => LinkState::Closed,
            LinkPhase::Idle => LinkState::Closed,
            LinkPhase::Connecting => LinkState::Connecting,
            LinkPhase::Open => LinkState::Open,
            LinkPhase::Backoff => LinkState::Backoff,
        };
        Self {
            venue: venue.to_owned(),
            link: status.name.clone(),
            state,
            since: status.since,
            attempt: status.attempt,
            next_try_at: status.next_try_at,
            reason: status.reason.clone(),
            last_frame_at: status.last_frame_at,
            subscriptions: status.subscriptions,
            rtt_ms: status.rtt.map(millis_text),
        }
    }
}

/// Which channel of which instrument of which venue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct ChannelKey {
    /// Whose.
    pub venue: String,
    /// Of what; `null` for the whole venue.
    #[schema(required)]
    pub instrument: Option<InstrumentId>,
    /// Which: `book`, `bbo`, `trades`, `candles.1m`, `mark`, `ticker`.
    pub channel: String,
}

/// One held channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelRow {
    /// Which.
    #[serde(flatten)]
    pub key: ChannelKey,
    /// How current.
    pub freshness: Freshness,
    /// Which face its data came from last.
    #[schema(required)]
    pub source: Option<Source>,
    /// When data came last.
    #[schema(required)]
    pub last_recv_at: Option<Timestamp>,
    /// Milliseconds since then.
    #[schema(required)]
    pub age_ms: Option<i64>,
    /// Age in milliseconds beyond which it is stale.
    pub bound_ms: i64,
    /// Why it is not live, in words.
    #[schema(required)]
    pub reason: Option<String>,
    /// Since when it is so.
    pub since: Timestamp,
}

impl ChannelRow {
    /// A venue's channel, as old as it is at `now`.
    pub fn new(venue: &str, status: &ChannelStatus, now: Timestamp) -> Self {
        Self {
            key: ChannelKey { venue: venue.to_owned(), instrument: status.sub.instrument.clone(), channel: status.sub.channel.to_string() },
            freshness: status.freshness,
            source: status.source,
            last_recv_at: status.last_recv,
            age_ms: status.last_recv.map(|at| (now - at).as_millis().max(0)),
            bound_ms: status.bound.as_millis(),
            reason: status.reason.clone(),
            since: status.since,
        }
    }
}

/// What was counted since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountersRow {
    /// Members that were not known.
    pub unknown_fields: u64,
    /// Events, channels or words that were not known.
    pub unknown_events: u64,
    /// Frames that could not be read.
    pub malformed_frames: u64,
    /// Facts that had been seen before.
    pub duplicates: u64,
    /// Gaps that were found.
    pub gaps: u64,
}

impl CountersRow {
    /// Adds what one venue counted.
    pub const fn add(&mut self, of: &Counters) {
        self.unknown_fields += of.unknown_fields;
        self.unknown_events += of.unknown_events;
        self.malformed_frames += of.malformed_frames;
        self.duplicates += of.duplicates;
        self.gaps += of.gaps;
    }
}

/// Whether polling goes on: `idle` (nothing is polled), `admitted` (something is, within the budget) or `refused` (something
/// ought to be, and the budget does not allow it now).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Polling {
    /// Nothing is polled.
    Idle,
    /// Something is polled, within the budget.
    Admitted,
    /// Something ought to be polled, and the budget does not allow it now.
    Refused,
}

/// One bucket of a venue's rate limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LimitRow {
    /// Whose.
    pub venue: String,
    /// The venue's name of it.
    pub bucket: String,
    /// Who shares it, for example everybody at this address.
    pub scope: &'static str,
    /// Whose it is, if it is an account's.
    #[schema(required)]
    pub account: Option<String>,
    /// Length of its window, in milliseconds.
    pub window_ms: i64,
    /// Units per window.
    pub cap: u32,
    /// Units used in this window.
    pub used: u32,
    /// Units that only cancels may use.
    pub reserved_for_cancels: u32,
    /// When the window ends.
    pub resets_at: Timestamp,
    /// Whether polling goes on.
    pub polling: Polling,
    /// How often the slowest polled channel is asked for, in milliseconds; `null` while nothing is polled.
    #[schema(required)]
    pub poll_interval_ms: Option<i64>,
    /// End of the venue's penalty; nothing is sent before it.
    #[schema(required)]
    pub banned_until: Option<Timestamp>,
    /// Requests that wait.
    pub queued: usize,
}

/// A stretch that was not seen, in the channel's own numbers (update ids, trade ids) or times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MissedRow {
    /// First missed.
    #[schema(required)]
    pub from: Option<String>,
    /// Last missed.
    #[schema(required)]
    pub to: Option<String>,
}

/// Where what was missed was found: `stream` (what came showed that nothing was) or `rest` (an answer brought it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepairSource {
    /// The stream itself.
    Stream,
    /// An answer to a request.
    Rest,
}

impl RepairSource {
    const fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Rest => "rest",
        }
    }
}

/// A receipt: proof that a gap was closed. One for each channel of each instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RepairRow {
    /// Unique within one run of the gateway; ids begin anew with every start.
    pub id: String,
    /// Shared by the receipts of one cause, for example one lost connection.
    pub incident: String,
    /// Whose.
    pub venue: String,
    /// Of what.
    #[schema(required)]
    pub instrument: Option<InstrumentId>,
    /// Which data.
    pub channel: String,
    /// Why.
    pub cause: RepairCause,
    /// Why, in words.
    pub reason: String,
    /// When it was noticed.
    pub detected_at: Timestamp,
    /// When the data was complete again.
    pub repaired_at: Timestamp,
    /// How long that took, in milliseconds.
    pub took_ms: i64,
    /// What was not seen in time.
    #[schema(required)]
    pub missed: Option<MissedRow>,
    /// Where it was found.
    pub source: RepairSource,
    /// Rows brought back.
    pub found: u64,
    /// The whole in one sentence.
    pub note: String,
}

impl RepairRow {
    /// A venue's receipt.
    pub fn new(receipt: &RepairReceipt) -> Self {
        let source = match receipt.source {
            Source::Ws => RepairSource::Stream,
            Source::Rest => RepairSource::Rest,
        };
        Self {
            id: format!("{}-{}", receipt.venue, receipt.id),
            incident: receipt.incident.clone(),
            venue: receipt.venue.clone(),
            instrument: receipt.instrument.clone(),
            channel: receipt.channel.to_string(),
            cause: receipt.cause,
            reason: receipt.reason.clone(),
            detected_at: receipt.detected_at,
            repaired_at: receipt.repaired_at,
            took_ms: receipt.took().as_millis(),
            missed: receipt.missed.as_ref().map(|missed| MissedRow { from: missed.from.clone(), to: missed.to.clone() }),
            source,
            found: receipt.found,
            note: note(receipt, source.name()),
        }
    }
}

fn note(receipt: &RepairReceipt, source: &str) -> String {
    let whose = receipt.instrument.as_ref().map_or(receipt.venue.as_str(), InstrumentId::as_str);
    let took = receipt.took().max(Duration::ZERO).as_millis();
    match receipt.found {
        0 => format!("{} of {whose} complete again by {source} after {took} ms", receipt.channel),
        found => format!("{} of {whose} complete again by {source} after {took} ms, {found} rows brought back", receipt.channel),
    }
}
