//! What of a venue is data: links, channels, limits, book rule, error codes.

use twinline_model::{Channel, Duration, Instrument, InstrumentId, Interval, Level};

use crate::Step;

/// Most buckets that a venue's limits may have.
pub const MAX_BUCKETS: usize = 4;

/// Everything about a venue that is a table.
#[derive(Debug)]
pub struct VenueSpec {
    /// The venue's name in instruments, for example `binance`.
    pub name: &'static str,
    /// The venue's name for people.
    pub title: &'static str,
    /// Hosts of the venue's named environments: name, REST root, WebSocket root, root of the socket that takes commands.
    pub environments: &'static [(&'static str, &'static str, &'static str, Option<&'static str>)],
    /// Kinds of sockets; a [`LinkKind`] is an index into this.
    pub links: &'static [LinkSpec],
    /// Channels, each on one kind of link.
    pub channels: &'static [ChannelSpec],
    /// Candle lengths.
    pub intervals: &'static [Interval],
    /// Rate limits until the venue says otherwise.
    pub buckets: &'static [BucketSpec],
    /// What a step costs, per bucket.
    pub cost: fn(&Step) -> Cost,
    /// How snapshot and changes of a book are joined.
    pub book: BookRule,
    /// How trades are numbered.
    pub trade_ids: TradeIds,
    /// How it is told that a candle is over.
    pub candle_end: CandleEnd,
    /// Documented error codes and what they mean for us, sorted by code.
    pub errors: &'static [(i32, ErrorClass)],
    /// Longest that an answer may take.
    pub reply_timeout: Duration,
    /// How often the venue's clock is asked; `None` if it has none.
    pub clock_every: Option<Duration>,
    /// How often the instruments are loaded again; announcements load them at once.
    pub instruments_every: Duration,
    /// Most rows of one page of trades.
    pub trades_page: u32,
    /// Most rows of one page of candles.
    pub candles_page: u32,
}

impl VenueSpec {
    /// The table row of a channel; `None` if the venue has no such channel.
    pub fn channel(&self, channel: Channel) -> Option<&'static ChannelSpec> {
        self.channels.iter().find(|row| row.kind == channel.kind())
    }

    /// The table row of a kind of link.
    pub fn link(&self, kind: LinkKind) -> &'static LinkSpec {
        &self.links[usize::from(kind.0)]
    }

    /// What a documented error code means.
    pub fn error(&self, code: i32) -> Option<ErrorClass> {
        self.errors.binary_search_by_key(&code, |row| row.0).ok().map(|at| self.errors[at].1)
    }
}

/// Which row of [`VenueSpec::links`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkKind(pub u8);

/// One kind of socket.
#[derive(Debug)]
pub struct LinkSpec {
    /// Its name for people, for example `public`.
    pub name: &'static str,
    /// Appended to the WebSocket root.
    pub path: &'static str,
    /// Sent once after opening, before anything else; `None` if nothing is said.
    pub greeting: Option<&'static str>,
    /// Most subscriptions on one socket.
    pub max_subscriptions: usize,
    /// Most subscriptions in one frame.
    pub max_per_frame: usize,
    /// Least time between two frames that we send.
    pub frame_gap: Duration,
    /// How life is shown and judged.
    pub heartbeat: Heartbeat,
    /// The venue cuts a socket after this; it is replaced before. `None` if it does not.
    pub lifetime: Option<Duration>,
    /// Longest that connecting and upgrading may take.
    pub open_timeout: Duration,
    /// Longest that the answer to a subscription may take; `None` if the venue does not answer.
    pub answer_timeout: Option<Duration>,
    /// Least time between two connects to the venue, all sockets of this kind together.
    pub connect_gap: Duration,
}

/// How life of a socket is shown and judged. Any inbound frame, a pong among them, counts as life.
#[derive(Debug, Clone, Copy)]
pub struct Heartbeat {
    /// We ping this often when nothing else arrived.
    pub ping_every: Duration,
    /// Nothing inbound for this long: the socket is dead, whatever TCP thinks.
    pub dead_after: Duration,
}

/// One channel of a venue.
#[derive(Debug)]
pub struct ChannelSpec {
    /// [`Channel::kind`] of the channel.
    pub kind: &'static str,
    /// Which link carries it.
    pub link: LinkKind,
    /// How often it speaks.
    pub cadence: Cadence,
    /// What to ask while the stream is down; `None` if there is nothing to ask.
    pub poll: Option<fn(&InstrumentId, Channel) -> Step>,
    /// True if the channel is about the whole venue.
    pub venue_wide: bool,
    /// Most instruments of this channel on one socket, where the venue bounds them apart from the socket itself.
    pub max_per_link: Option<usize>,
}

/// How often a channel speaks, hence when its silence means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// At least this often, whatever the market does: silence beyond the bound is a fault.
    Every(Duration),
    /// When something happens: silence beyond the bound is a question, answered by asking over REST.
    Eventful,
    /// Rarely; silence means nothing.
    Rare,
}

/// Judges a venue's checksum: instrument, best bids and best asks (at most [`BookRule::SUMMED`] a side, best first), the sum.
pub type BookSum = fn(&Instrument, &[Level], &[Level], u32) -> bool;

/// How trades are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TradeIds {
    /// One after the other within an instrument: a hole is seen.
    Dense,
    /// Not at all. The codec gives the time in microseconds; equal trades are told apart by their number alone.
    None,
}

/// How it is told that a candle is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandleEnd {
    /// The candle says so itself.
    Told,
    /// By the first telling of the next one.
    Successor,
}

/// How snapshot and changes of a book are joined.
#[derive(Debug, Clone, Copy)]
pub struct BookRule {
    /// Where the whole book comes from.
    pub snapshot: SnapshotFrom,
    /// What links a change to the one before.
    pub chain: Chain,
    /// Judges the checksum of a change; `None` where the venue gives none.
    pub checksum: Option<BookSum>,
}

impl BookRule {
    /// Levels a side that a checksum may look at.
    pub const SUMMED: usize = 10;
}

/// Where a whole book comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotFrom {
    /// Asked for over REST with this many levels a side.
    Rest {
        /// Levels a side.
        depth: u32,
    },
    /// Sent by the stream after subscribing.
    Stream,
}

/// What links a change of a book to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Each change names the number of the one before; the first after a snapshot `s` has `first <= s <= last` or `prev == s`.
    Previous,
    /// Each change's first number is the last one's plus one.
    Increment,
}

/// One rate limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketSpec {
    /// The venue's name of it.
    pub name: &'static str,
    /// Who shares it.
    pub scope: Scope,
    /// Length of its window; windows start at multiples of it by the venue's clock.
    pub window: Duration,
    /// Units per window.
    pub cap: u32,
    /// Response header that says how much is used, lower case.
    pub header: Option<&'static str>,
}

/// Who shares a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everyone behind one egress address.
    Address,
    /// Everyone on one account.
    Account,
}

/// How much of a limit is used, as the venue says it in an answer on a socket, where there are no headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketUse {
    /// [`BucketSpec::name`].
    pub name: &'static str,
    /// [`BucketSpec::window`].
    pub window: Duration,
    /// Units used in this window.
    pub used: u32,
}

/// What a step costs, by index of [`VenueSpec::buckets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost(pub [u32; MAX_BUCKETS]);

/// What a venue's error code means for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorClass {
    /// It may have happened.
    Unknown,
    /// Not done, may be asked again.
    Retry,
    /// Clock off.
    Clock,
    /// Too many requests.
    Limited,
    /// Wrong in itself.
    Rejected,
    /// Key, permission, address.
    Credentials,
    /// Already as asked.
    AlreadySo,
    /// Not there.
    NotFound,
}
