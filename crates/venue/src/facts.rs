//! What did a venue say, in our words?

use twinline_model::{
    Bbo, Candle, Funding, Instrument, InstrumentStatus, Level, Liquidation, MarkPrice, Price, Rate, Ticker, Timestamp, Trade,
};

use crate::{BucketSpec, InstrumentIx, RequestId};

/// Facts of one or more frames or answers, in order. Owned and reused: after warm-up, filling it allocates nothing for
/// books and quotes. Levels lie in one vector; facts hold spans of it.
#[derive(Debug, Default)]
pub struct Facts {
    items: Vec<Fact>,
    levels: Vec<Level>,
    oddities: Vec<Oddity>,
}

/// A mark to which facts can be rolled back when a frame turns out to be malformed half way.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    items: usize,
    levels: usize,
    oddities: usize,
}

impl Facts {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.items.clear();
        self.levels.clear();
        self.oddities.clear();
    }

    /// Where we are, for [`Facts::rollback`].
    pub fn mark(&self) -> Mark {
        Mark { items: self.items.len(), levels: self.levels.len(), oddities: self.oddities.len() }
    }

    /// Forgets what came after `mark`.
    pub fn rollback(&mut self, mark: Mark) {
        self.items.truncate(mark.items);
        self.levels.truncate(mark.levels);
        self.oddities.truncate(mark.oddities);
    }

    /// Appends a fact.
    pub fn push(&mut self, fact: Fact) {
        self.items.push(fact);
    }

    /// Appends a level; spans are made from [`Facts::next_level`] before and after.
    pub fn push_level(&mut self, level: Level) {
        self.levels.push(level);
    }

    /// Index that the next level will have.
    pub fn next_level(&self) -> u32 {
        u32::try_from(self.levels.len()).unwrap_or(u32::MAX)
    }

    /// Forgets the levels from `start` on: what was read turned out not to be a book.
    pub fn drop_levels(&mut self, start: u32) {
        self.levels.truncate(start as usize);
    }

    /// Notes something that was not understood.
    pub fn odd(&mut self, kind: OddityKind, name: impl Into<String>) {
        self.oddities.push(Oddity { kind, name: name.into() });
    }

    /// The facts, in order.
    pub fn items(&self) -> &[Fact] {
        &self.items
    }

    /// The levels of a span.
    pub fn levels(&self, span: Span) -> &[Level] {
        self.levels.get(span.start as usize..span.end as usize).unwrap_or(&[])
    }

    /// What was not understood.
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// Takes the facts out, leaving the levels in place for their spans.
    pub fn take_items(&mut self) -> Vec<Fact> {
        std::mem::take(&mut self.items)
    }

    /// Gives a drained vector back so that its memory is used again.
    pub fn restore_items(&mut self, mut items: Vec<Fact>) {
        items.clear();
        self.items = items;
    }
}

/// A run of levels in [`Facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A whole book or a change of one. Levels are counted at the instrument's scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookFact {
    /// Whose.
    pub ix: InstrumentIx,
    /// First sequence number within; equal to `last` for a whole book.
    pub first: u64,
    /// Sequence number after it.
    pub last: u64,
    /// Sequence number before it, where the venue says so.
    pub prev: Option<u64>,
    /// Bids, in the order of the wire.
    pub bids: Span,
    /// Asks, in the order of the wire.
    pub asks: Span,
    /// The venue's checksum of the book after it, where it gives one; judged by [`crate::BookRule::checksum`].
    pub sum: Option<u32>,
    /// When it happened, by the venue's clock.
    pub ts: Option<Timestamp>,
}

/// What belongs to a mark price and is told apart from it. What is absent was not told, and stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarkParts {
    /// Index price.
    pub index: Option<Price>,
    /// Funding rate of the running interval, as a ratio.
    pub funding_rate: Option<Rate>,
    /// When funding is next exchanged.
    pub next_funding_ts: Option<Timestamp>,
}

/// One thing that a venue said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A whole book.
    BookSnapshot(BookFact),
    /// A change of a book.
    BookDelta(BookFact),
    /// The best few levels, complete in themselves, not part of a chain.
    BookTop(BookFact),
    /// Best bid and offer.
    Bbo {
        /// Whose.
        ix: InstrumentIx,
        /// The quote.
        bbo: Bbo,
        /// Venue time.
        ts: Option<Timestamp>,
    },
    /// A public trade.
    Trade {
        /// Whose.
        ix: InstrumentIx,
        /// The trade.
        trade: Trade,
    },
    /// A candle, closed or running.
    Candle {
        /// Whose.
        ix: InstrumentIx,
        /// The candle.
        candle: Candle,
        /// Venue time of the message, if it has one.
        ts: Option<Timestamp>,
    },
    /// Mark price.
    Mark {
        /// Whose.
        ix: InstrumentIx,
        /// The mark.
        mark: MarkPrice,
        /// Venue time.
        ts: Option<Timestamp>,
    },
    /// Index or funding, told without the mark price.
    MarkParts {
        /// Whose.
        ix: InstrumentIx,
        /// What was told.
        parts: MarkParts,
        /// Venue time.
        ts: Option<Timestamp>,
    },
    /// Rolling day; a partial one leaves members absent that the full one has.
    Ticker {
        /// Whose.
        ix: InstrumentIx,
        /// The ticker.
        ticker: Ticker,
        /// Venue time.
        ts: Option<Timestamp>,
    },
    /// A forced close.
    Liquidation {
        /// Whose.
        ix: InstrumentIx,
        /// The close.
        liquidation: Liquidation,
    },
    /// A past funding exchange.
    Funding {
        /// Whose.
        ix: InstrumentIx,
        /// The exchange.
        funding: Funding,
    },
    /// An instrument's status changed; its rules may have, too.
    Status {
        /// Whose.
        ix: InstrumentIx,
        /// The new status.
        status: InstrumentStatus,
        /// Venue time.
        ts: Option<Timestamp>,
    },
    /// The venue's instruments, all of them.
    Instruments(Vec<Instrument>),
    /// The venue's own word about its limits; overrides the table.
    Limits(Vec<BucketSpec>),
    /// The venue's clock.
    ServerTime(Timestamp),
    /// A request on a socket was answered.
    Answer {
        /// Which; absent if the venue did not say.
        id: Option<RequestId>,
        /// The venue's refusal, if it is one.
        error: Option<(String, String)>,
    },
    /// The venue does not give a channel on this link; it says so without naming the request.
    ChannelRefused {
        /// [`twinline_model::Channel::kind`] of the channel.
        channel: &'static str,
        /// For whom; absent if the venue did not say.
        ix: Option<InstrumentIx>,
        /// The venue's own words.
        reason: String,
    },
    /// Streams that the venue says are subscribed on this link.
    Subscriptions {
        /// Which request asked.
        id: Option<RequestId>,
        /// The venue's names.
        names: Vec<String>,
    },
    /// Something was said about an instrument that is not loaded.
    UnknownInstrument {
        /// The venue's symbol.
        symbol: String,
    },
    /// A value needs more decimal places than the instrument has: reload it with at least these.
    Precision {
        /// Whose.
        ix: InstrumentIx,
        /// Places that prices need.
        price_scale: u8,
        /// Places that sizes need.
        size_scale: u8,
    },
}

/// Something that was not understood; counted and shown, never dropped in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// What kind of thing.
    pub kind: OddityKind,
    /// Its name, for example `depthUpdate.xy`.
    pub name: String,
}

/// Kinds of things that may not be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OddityKind {
    /// A member that we do not know.
    Field,
    /// An event or channel that we do not know.
    Event,
    /// A word in a known member that we do not know.
    Value,
    /// A value that we know and refuse (an absurd number, a price below zero).
    Refused,
    /// Something of a market that this connection is not about.
    Foreign,
}
