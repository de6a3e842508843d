//! What goes into a session and what it wants done.

use std::sync::Arc;

use twinline_model::{
    Candle, Cursor, Duration, Envelope, Freshness, Funding, MarketEvent, RepairReceipt, Source, Timestamp, Trade, Transport,
};
use twinline_venue::{Frame, FrameBuf, Instruments, LinkId, Refusal, Reply, Step, Sub};

use crate::limits::Priority;

/// What can happen to a session.
#[derive(Debug)]
pub enum Input<'a> {
    /// Begin.
    Start,
    /// The socket is open and upgraded.
    Opened {
        /// Which.
        link: LinkId,
    },
    /// A message arrived.
    Frame {
        /// On which socket.
        link: LinkId,
        /// The message.
        frame: Frame<'a>,
    },
    /// A ping or pong arrived: life, but no data. Pings are answered by the socket itself.
    Alive {
        /// On which socket.
        link: LinkId,
    },
    /// The socket could not be opened, or is gone.
    Closed {
        /// Which.
        link: LinkId,
        /// Why, in words.
        reason: &'a str,
    },
    /// What came of a call.
    Reply {
        /// Which call.
        call: CallId,
        /// When it left this machine.
        sent_at: Timestamp,
        /// The answer.
        reply: Reply<'a>,
    },
    /// A call was not admitted by the budget; nothing left this machine.
    NotAdmitted {
        /// Which call.
        call: CallId,
        /// When asking again makes sense.
        retry_at: Timestamp,
    },
    /// The gateway wants something.
    Command(Command),
    /// Time has come.
    Wake,
}

/// What the gateway wants of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// One more reader wants this stream.
    Want(Sub),
    /// One reader fewer wants it; it is held a minute longer.
    Unwant(Sub),
    /// Ask the venue something once; answered by [`Output::Fetched`] with the same ticket.
    Fetch {
        /// Chosen by the asker.
        ticket: u64,
        /// The question.
        step: Step,
    },
    /// Do not wait for the next try.
    TryNow,
    /// Close everything; [`Output::Stopped`] follows.
    Stop,
}

/// A call of this session; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// What a session wants done. Nothing is performed by the session itself.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "the large one is the usual one: boxing it would cost an allocation per message")]
pub enum Action {
    /// Open a socket; [`Input::Opened`] or [`Input::Closed`] follows.
    Open {
        /// Its id from now on.
        link: LinkId,
        /// Where.
        url: String,
        /// Give up after this.
        timeout: Duration,
    },
    /// Send a message.
    Send {
        /// On which socket.
        link: LinkId,
        /// The message.
        frame: FrameBuf,
    },
    /// Send a ping.
    Ping {
        /// On which socket.
        link: LinkId,
    },
    /// Close a socket; nothing of it is wanted any more, and no [`Input::Closed`] is expected.
    Close {
        /// Which.
        link: LinkId,
    },
    /// Ask the venue; [`Input::Reply`] or [`Input::NotAdmitted`] follows.
    /// The request is encoded when the budget has granted it, not before.
    Call {
        /// Its id.
        call: CallId,
        /// The question.
        step: Step,
        /// Its lane.
        priority: Priority,
    },
    /// Tell the gateway.
    Emit(Output),
    /// Wake the session at this time at the latest; a later one replaces it.
    WakeAt(Timestamp),
}

/// What a session tells.
#[derive(Debug)]
pub enum Output {
    /// A change of a market stream.
    Market(Envelope<MarketEvent>),
    /// How fresh a channel is, whenever that changes.
    Channel(ChannelStatus),
    /// A channel is not held any more.
    ChannelGone(Sub),
    /// A socket's state, whenever it changes.
    Link(LinkStatus),
    /// The venue as a whole, whenever it changes.
    Venue(VenueStatus),
    /// A gap was closed.
    Repair(RepairReceipt),
    /// Instruments were loaded or changed.
    Instruments(Arc<Instruments>),
    /// The answer to [`Command::Fetch`].
    Fetched {
        /// The asker's ticket.
        ticket: u64,
        /// Rows, or why not.
        result: Result<Fetched, FetchError>,
    },
    /// The venue's limits as it states them.
    Limits(Vec<twinline_venue::BucketSpec>),
    /// Everything is closed.
    Stopped,
}

/// Rows that were asked for once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Candles, oldest first.
    Candles(Vec<Candle>),
    /// Trades, oldest first.
    Trades(Vec<Trade>),
    /// Past funding, oldest first.
    Funding(Vec<Funding>),
    /// Something that is published by itself (books, quotes, instruments).
    Published,
}

/// Why rows that were asked for did not come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The venue refused.
    #[error(transparent)]
    Refused(Refusal),
    /// No answer.
    #[error("no answer from the venue: {0}")]
    Lost(String),
    /// The budget does not allow it before this time.
    #[error("rate budget used up until {0}")]
    NotAdmitted(Timestamp),
    /// Too many questions are open.
    #[error("too many questions are waiting for the venue")]
    Busy,
    /// The venue has no such thing.
    #[error("not supported by this venue: {0}")]
    Unsupported(String),
}

/// How fresh a channel is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelStatus {
    /// Which.
    pub sub: Sub,
    /// How fresh.
    pub freshness: Freshness,
    /// Since when it is so.
    pub since: Timestamp,
    /// Which face its data came from last.
    pub source: Option<Source>,
    /// When data came last.
    pub last_recv: Option<Timestamp>,
    /// Age beyond which it is stale.
    pub bound: Duration,
    /// Why it is not live, in words.
    pub reason: Option<String>,
    /// Sequence numbers of a gap: expected, got.
    pub gap: Option<(String, String)>,
    /// How often it is asked for while it is polled.
    pub poll_every: Option<Duration>,
}

/// State of a socket, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkPhase {
    /// Not needed now.
    Idle,
    /// Connecting.
    Connecting,
    /// Open.
    Open,
    /// Waiting for the next try.
    Backoff,
}

/// A socket's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkStatus {
    /// Its name, for example `public-0`.
    pub name: String,
    /// Its state.
    pub phase: LinkPhase,
    /// Since when.
    pub since: Timestamp,
    /// Tries since it was last stable.
    pub attempt: u32,
    /// When the next try is.
    pub next_try_at: Option<Timestamp>,
    /// Why it is not open, in words.
    pub reason: Option<String>,
    /// When a frame came last.
    pub last_frame_at: Option<Timestamp>,
    /// How many subscriptions it carries.
    pub subscriptions: usize,
    /// Round trip of the last ping.
    pub rtt: Option<Duration>,
    /// True if the slot is gone for good.
    pub gone: bool,
}

/// A venue as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueStatus {
    /// The worst freshness of its held channels; of its connection if none is held.
    pub freshness: Freshness,
    /// Which path its data takes.
    pub transport: Transport,
    /// Why it is not live, in words.
    pub reason: Option<String>,
    /// Since when it is so.
    pub since: Timestamp,
    /// When the next connect is tried.
    pub next_try_at: Option<Timestamp>,
    /// Venue clock minus ours, with its error bound; absent until measured.
    pub clock: Option<(Duration, Duration)>,
    /// True once the instruments are loaded.
    pub ready: bool,
    /// What was counted.
    pub counters: Counters,
}

/// What was counted since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Frames that arrived.
    pub frames: u64,
    /// Bytes that arrived in frames.
    pub frame_bytes: u64,
    /// Members that were not known.
    pub unknown_fields: u64,
    /// Events, channels or words that were not known.
    pub unknown_events: u64,
    /// Frames that could not be read.
    pub malformed_frames: u64,
    /// Known values that were refused.
    pub refused_values: u64,
    /// Facts that had been seen before or were older than what is known.
    pub duplicates: u64,
    /// Gaps that were found.
    pub gaps: u64,
    /// Sockets opened.
    pub connects: u64,
    /// Sockets lost.
    pub disconnects: u64,
    /// Single channels subscribed anew.
    pub resubscribes: u64,
    /// Polls sent.
    pub polls: u64,
}

/// All that is known of one stream: what a new reader is given before the changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamState {
    /// Where in its history; the next change has `seq + 1` in the same epoch, or begins a new epoch.
    pub cursor: Cursor,
    /// How fresh.
    pub freshness: Freshness,
    /// Why it is not live, in words.
    pub reason: Option<String>,
    /// Which face told the last change.
    pub source: Option<Source>,
    /// Venue time of the last change.
    pub ts_venue: Option<Timestamp>,
    /// When the last change arrived; ages count from here.
    pub ts_recv: Option<Timestamp>,
    /// Everything, as one event: the whole book, the last trades oldest first, the last two candles. Absent if nothing is known yet.
    pub event: Option<MarketEvent>,
}
