//! What is known of each instrument, and is this fact news?
//!
//! One [`Projection`] per stream. Facts come from streams and from answers, late, swapped and repeated; a projection takes
//! what is news, counts what is not, and says when something must have been missed.

mod candles;
mod latest;
mod trades;

use twinline_model::{BookChange, BookLevels, Channel, Instrument, Level, MarketEvent, Source, Timestamp};
use twinline_venue::{BookFact, BookRule, Cadence, Fact, Facts, SnapshotFrom, VenueSpec};

use crate::book::{BookSync, DeltaVerdict, SnapshotVerdict, SyncReason};

pub use candles::CandleSeries;
pub use latest::Latest;
pub use trades::{Filled, TradeLog};

/// What a fact did to a projection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing new: repeated, older, or not for this stream.
    Stale,
    /// Kept until evidence comes.
    Kept,
    /// News, to be published.
    News(MarketEvent),
    /// The stream begins anew with this whole: an earlier epoch is over.
    Anew(MarketEvent),
    /// Something was missed.
    Missed(SyncReason),
    /// The answer is too old to be of use; a newer one is needed.
    TooOld,
    /// Taken, but not yet proven to be current.
    Held,
}

/// All that is known of one stream.
#[derive(Debug)]
pub enum Projection {
    /// A book.
    Book(BookSync),
    /// Trades.
    Trades(TradeLog),
    /// Candles of one interval.
    Candles(CandleSeries),
    /// Where only the latest counts.
    Latest(Latest),
    /// Nothing is kept: the facts act on the session itself.
    Nothing,
}

/// Where a fact came from, for the projections to whom it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Which face.
    pub source: Source,
    /// When it arrived.
    pub now: Timestamp,
    /// The venue's clock then.
    pub venue_now: Timestamp,
    /// False on a connection that is being opened beside the one in use.
    pub authoritative: bool,
}

impl Projection {
    /// An empty projection for a channel.
    pub fn new(channel: Channel, spec: &VenueSpec) -> Self {
        match channel {
            Channel::Book => Self::Book(BookSync::new(spec.book)),
            Channel::Trades => Self::Trades(TradeLog::new(spec.trade_ids)),
            Channel::Candles(interval) => Self::Candles(CandleSeries::new(interval, spec.candle_end)),
            Channel::Bbo | Channel::Mark | Channel::Ticker | Channel::Liquidations => Self::Latest(Latest::default()),
            Channel::Contracts => Self::Nothing,
        }
    }

    /// Takes a fact of a stream, or of an answer that is read like one.
    pub fn apply(&mut self, facts: &Facts, fact: &Fact, instrument: &Instrument, origin: Origin) -> Verdict {
        match (self, fact) {
            (Self::Book(book), Fact::BookDelta(delta)) => apply_delta(book, facts, delta, instrument, origin.authoritative),
            // A connection that is being opened beside the one in use may be ahead of it; what it skips is on its way.
            (Self::Trades(log), Fact::Trade { trade, .. }) if !origin.authoritative && log.skips(trade) => Verdict::Stale,
            (Self::Trades(log), Fact::Trade { trade, .. }) => log.apply(trade),
            (Self::Candles(series), Fact::Candle { candle, ts, .. }) => series.apply(candle, *ts, origin),
            (Self::Latest(latest), fact) => latest.apply(fact, origin.source),
            _ => Verdict::Stale,
        }
    }

    /// Takes a whole book that a stream told by itself.
    pub fn told_whole(&mut self, facts: &Facts, fact: &BookFact, instrument: &Instrument, origin: Origin) -> Verdict {
        let Self::Book(book) = self else { return Verdict::Stale };
        if book.rule().snapshot != SnapshotFrom::Stream || origin.source == Source::Rest {
            return self.snapshot(facts, fact, instrument);
        }
        if !book.restart(fact, facts.levels(fact.bids), facts.levels(fact.asks), origin.authoritative) {
            return Verdict::Stale;
        }
        match sum_differs(book, fact, instrument) {
            true => unsummed(book),
            false => Verdict::Anew(whole(book, instrument)),
        }
    }

    /// Takes a snapshot that was asked for to make a book whole.
    pub fn snapshot(&mut self, facts: &Facts, fact: &BookFact, instrument: &Instrument) -> Verdict {
        let Self::Book(book) = self else { return Verdict::Stale };
        match book.snapshot(fact, facts.levels(fact.bids), facts.levels(fact.asks)) {
            SnapshotVerdict::Joined(_) => Verdict::Anew(whole(book, instrument)),
            SnapshotVerdict::Held => Verdict::Held,
            SnapshotVerdict::TooOld => Verdict::TooOld,
            SnapshotVerdict::Redundant => Verdict::Stale,
        }
    }

    /// Takes a snapshot as all that is known while the stream is down.
    pub fn polled(&mut self, facts: &Facts, fact: &BookFact, instrument: &Instrument) -> Verdict {
        let Self::Book(book) = self else { return Verdict::Stale };
        match book.replace(fact, facts.levels(fact.bids), facts.levels(fact.asks)) {
            true => Verdict::Anew(whole(book, instrument)),
            false => Verdict::Stale,
        }
    }

    /// True if `fact`, told by an answer, is something that the stream should have told and has not.
    pub fn is_news(&self, fact: &Fact) -> bool {
        match (self, fact) {
            (Self::Book(book), Fact::BookSnapshot(snapshot)) => book.is_news(snapshot),
            (Self::Trades(log), Fact::Trade { trade, .. }) => log.is_news(trade),
            (Self::Candles(series), Fact::Candle { candle, .. }) => series.is_news(candle),
            (Self::Latest(latest), fact) => latest.is_news(fact),
            _ => false,
        }
    }

    /// All that is known, as one event.
    pub fn state(&self, instrument: &Instrument) -> Option<MarketEvent> {
        match self {
            Self::Book(book) if book.book().is_empty() && !book.is_live() => None,
            Self::Book(book) => Some(whole(book, instrument)),
            Self::Trades(log) => log.state(),
            Self::Candles(series) => series.state(),
            Self::Latest(latest) => latest.state(),
            Self::Nothing => None,
        }
    }

    /// The book, if this is one.
    pub fn book(&self) -> Option<&BookSync> {
        match self {
            Self::Book(book) => Some(book),
            _ => None,
        }
    }
}

/// How often a channel speaks; what a venue has no row for never does.
pub fn cadence(spec: &VenueSpec, channel: Channel) -> Cadence {
    spec.channel(channel).map_or(Cadence::Rare, |row| row.cadence)
}

fn apply_delta(book: &mut BookSync, facts: &Facts, delta: &BookFact, instrument: &Instrument, authoritative: bool) -> Verdict {
    let (bids, asks) = (facts.levels(delta.bids), facts.levels(delta.asks));
    let verdict = book.delta(delta, bids, asks, authoritative);
    if matches!(verdict, DeltaVerdict::Applied | DeltaVerdict::Joined) && sum_differs(book, delta, instrument) {
        return unsummed(book);
    }
    match verdict {
        DeltaVerdict::Applied => Verdict::News(change(delta.last, bids, asks, instrument)),
        DeltaVerdict::Stale => Verdict::Stale,
        DeltaVerdict::Buffered => Verdict::Kept,
        DeltaVerdict::Joined => Verdict::Anew(whole(book, instrument)),
        DeltaVerdict::Broken(reason) => Verdict::Missed(reason),
    }
}

/// True if the venue told a checksum that this book does not have.
pub(crate) fn sum_differs(book: &BookSync, fact: &BookFact, instrument: &Instrument) -> bool {
    let (Some(sum), Some(fits)) = (fact.sum, book.rule().checksum) else { return false };
    let (mut bids, mut asks) = ([Level::default(); BookRule::SUMMED], [Level::default(); BookRule::SUMMED]);
    let fill = |best: &mut [Level], levels: &mut dyn Iterator<Item = Level>| {
        best.iter_mut().zip(levels).map(|(slot, level)| *slot = level).count()
    };
    let (bid, ask) = (fill(&mut bids, &mut book.book().bids()), fill(&mut asks, &mut book.book().asks()));
    !fits(instrument, &bids[..bid], &asks[..ask], sum)
}

fn unsummed(book: &mut BookSync) -> Verdict {
    book.unsync(SyncReason::Checksum);
    Verdict::Missed(SyncReason::Checksum)
}

fn change(venue_seq: u64, bids: &[Level], asks: &[Level], instrument: &Instrument) -> MarketEvent {
    MarketEvent::Book(BookChange {
        whole: false,
        venue_seq,
        levels: BookLevels {
            price_scale: instrument.price_scale,
            size_scale: instrument.size_scale,
            bids: bids.to_vec(),
            asks: asks.to_vec(),
        },
    })
}

fn whole(book: &BookSync, instrument: &Instrument) -> MarketEvent {
    let levels = book.book().top(usize::MAX, instrument.price_scale, instrument.size_scale);
    MarketEvent::Book(BookChange { whole: true, venue_seq: book.seq(), levels })
}
