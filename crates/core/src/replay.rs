//! What would have been published for a recording?
//!
//! Lines of a recording go through the same codec and the same books as live traffic; nothing is fetched, so a book that
//! loses its chain stays syncing until a later snapshot stands in the recording.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;
use twinline_model::{
    Bbo, Channel, Funding, Instrument, InstrumentId, Level, MarketEvent, Price, Qty, Quote, Source, Timestamp, format_scaled,
};
use twinline_venue::{
    BookFact, Codec, Endpoints, Fact, Facts, Frame, InstrumentIx, Instruments, LinkId, LinkKind, LinkView, Oddity, Outcome, Recognised,
    Recorded, Reply, SnapshotFrom, Step, View,
};

use crate::book::{Book, BookSync, DeltaVerdict, SnapshotVerdict, SyncReason};
use crate::market::{Origin, Projection, Verdict, sum_differs};

/// One line of a recording.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// A URL was answered with this body.
    Response {
        /// Full URL.
        url: &'a str,
        /// The body.
        body: &'a [u8],
    },
    /// A socket was opened.
    Open {
        /// Full URL.
        url: &'a str,
    },
    /// We sent this.
    Sent {
        /// Text of the frame.
        body: &'a str,
    },
    /// A message arrived.
    Received(Frame<'a>),
}

/// What a line led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// Best bid and offer after a depth update.
    Bbo {
        /// Whose.
        instrument: InstrumentId,
        /// The venue's number of the update.
        venue_seq: u64,
        /// Best bid and offer, with the decimals of the wire.
        bbo: Bbo,
    },
    /// A book lost its chain.
    Syncing {
        /// Whose.
        instrument: InstrumentId,
        /// Why.
        reason: SyncReason,
    },
    /// A change of a stream; of a book, the change or the whole.
    Market {
        /// Whose.
        instrument: Arc<Instrument>,
        /// Venue time.
        ts: Option<Timestamp>,
        /// What changed.
        event: MarketEvent,
    },
    /// Past funding.
    Funding {
        /// Whose.
        instrument: InstrumentId,
        /// The exchange.
        funding: Funding,
    },
    /// An instrument was listed.
    Instrument(Arc<Instrument>),
    /// Something was not understood.
    Odd(Oddity),
}

/// Why a line of a recording could not be used. The rest goes on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// The URL is nothing of this venue.
    #[error("not a URL of this venue: {0}")]
    UnknownUrl(String),
    /// The frame cannot be read.
    #[error(transparent)]
    Decode(#[from] twinline_venue::DecodeError),
    /// The recorded answer is a refusal or cannot be read.
    #[error("answer to {step}: {reason}")]
    Answer {
        /// What had been asked.
        step: &'static str,
        /// Why it is of no use.
        reason: String,
    },
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReplayCounters {
    /// Frames that were read.
    pub frames: u64,
    /// Depth updates in a book.
    pub applied: u64,
    /// Facts that had been seen before or were older than what is known.
    pub ignored: u64,
    /// Books that lost their chain.
    pub gaps: u64,
    /// Things that were not understood.
    pub oddities: u64,
}

/// Replays a recording of one venue.
#[derive(Debug)]
pub struct Replay {
    codec: Arc<dyn Codec>,
    view: View,
    link: LinkId,
    streams: BTreeMap<(InstrumentIx, Channel), Projection>,
    facts: Facts,
    counters: ReplayCounters,
}

impl Replay {
    /// Nothing is known yet, not even instruments: they stand in the recording.
    pub fn new(codec: Arc<dyn Codec>) -> Self {
        Self {
            codec,
            view: View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None }),
            link: LinkId { kind: LinkKind(0), serial: 0 },
            streams: BTreeMap::new(),
            facts: Facts::new(),
            counters: ReplayCounters::default(),
        }
    }

    /// What was counted.
    pub fn counters(&self) -> ReplayCounters {
        self.counters
    }

    /// Takes a line recorded at `at`; what it led to is appended to `out`.
    pub fn line(&mut self, at: Timestamp, line: Line<'_>, out: &mut Vec<Replayed>) -> Result<(), ReplayError> {
        let mut facts = std::mem::take(&mut self.facts);
        facts.clear();
        let read = match line {
            Line::Open { url } => self.recognised(Recorded::Open { url }, url),
            Line::Sent { body } => self.recognised(Recorded::Sent { body }, body),
            Line::Received(frame) => {
                self.counters.frames += 1;
                self.codec.decode_frame(&self.view, self.link, frame, &mut facts).map(|()| Source::Ws).map_err(ReplayError::from).map(Some)
            }
            Line::Response { url, body } => self.answer(url, body, &mut facts).map(|()| Some(Source::Rest)),
        };
        if let Ok(Some(source)) = read {
            self.take(at, &facts, source, out);
        }
        self.facts = facts;
        read.map(|_| ())
    }

    /// Opening and subscribing tell what the frames after it are about.
    fn recognised(&mut self, line: Recorded<'_>, text: &str) -> Result<Option<Source>, ReplayError> {
        let unknown = || ReplayError::UnknownUrl(text.split('?').next().unwrap_or_default().chars().take(200).collect());
        match self.codec.recognise(&self.view, line).ok_or_else(unknown)? {
            Recognised::Link { kind, names } => {
                self.link = LinkId { kind, serial: self.link.serial + 1 };
                self.view.links.insert(self.link, LinkView { names });
                for projection in self.streams.values_mut() {
                    if let Projection::Book(book) = projection
                        && book.is_live()
                    {
                        book.unsync(SyncReason::LinkLost);
                    }
                }
            }
            Recognised::Names { added, removed } => {
                let held = &mut self.view.links.entry(self.link).or_default().names;
                held.retain(|name| !removed.contains(name));
                held.extend(added);
            }
            Recognised::Step(_) => return Err(unknown()),
        }
        Ok(None)
    }

    fn answer(&mut self, url: &str, body: &[u8], facts: &mut Facts) -> Result<(), ReplayError> {
        let unknown = || ReplayError::UnknownUrl(url.split('?').next().unwrap_or_default().chars().take(200).collect());
        let Some(Recognised::Step(step)) = self.codec.recognise(&self.view, Recorded::Response { url }) else { return Err(unknown()) };
        let failed = |reason: String| ReplayError::Answer { step: Step::name(&step), reason };
        match self.codec.decode_reply(&self.view, &step, Reply::Http { status: 200, body }, facts) {
            Outcome::Done(_) => Ok(()),
            Outcome::Refused(refusal) => Err(failed(refusal.to_string())),
            Outcome::Unknown(doubt) => Err(failed(doubt.to_string())),
        }
    }

    fn take(&mut self, at: Timestamp, facts: &Facts, source: Source, out: &mut Vec<Replayed>) {
        for oddity in facts.oddities() {
            self.counters.oddities += 1;
            out.push(Replayed::Odd(oddity.clone()));
        }
        for fact in facts.items() {
            match fact {
                Fact::Instruments(list) => self.list(list, out),
                Fact::Funding { ix, funding } => {
                    out.push(Replayed::Funding { instrument: self.view.instruments.get(*ix).id.clone(), funding: funding.clone() });
                }
                Fact::BookDelta(book) | Fact::BookSnapshot(book) => self.book(facts, fact, book.ix, source, out),
                Fact::Bbo { ix, .. } => self.market(at, facts, fact, (*ix, Channel::Bbo), source, out),
                Fact::Trade { ix, .. } => self.market(at, facts, fact, (*ix, Channel::Trades), source, out),
                Fact::Candle { ix, candle, .. } => self.market(at, facts, fact, (*ix, Channel::Candles(candle.interval)), source, out),
                Fact::Mark { ix, .. } | Fact::MarkParts { ix, .. } => self.market(at, facts, fact, (*ix, Channel::Mark), source, out),
                Fact::Ticker { ix, .. } => self.market(at, facts, fact, (*ix, Channel::Ticker), source, out),
                Fact::Liquidation { ix, .. } => self.market(at, facts, fact, (*ix, Channel::Liquidations), source, out),
                Fact::UnknownInstrument { symbol } => {
                    self.counters.oddities += 1;
                    out.push(Replayed::Odd(Oddity { kind: twinline_venue::OddityKind::Value, name: format!("instrument {symbol}") }));
                }
                Fact::Precision { ix, price_scale, size_scale } => self.refine(*ix, *price_scale, *size_scale, out),
                Fact::BookTop(_)
                | Fact::Status { .. }
                | Fact::Limits(_)
                | Fact::ServerTime(_)
                | Fact::Answer { .. }
                | Fact::ChannelRefused { .. }
                | Fact::Subscriptions { .. } => {}
            }
        }
    }

    fn list(&mut self, list: &[Instrument], out: &mut Vec<Replayed>) {
        let mut instruments: Instruments = (*self.view.instruments).clone();
        for instrument in list {
            if instruments.upsert(instrument.clone())
                && let Some(ix) = instruments.find_id(&instrument.id)
            {
                out.push(Replayed::Instrument(instruments.get(ix).clone()));
            }
        }
        self.view.instruments = Arc::new(instruments);
    }

    /// More decimals than the listing said: the update that showed it is lost to the book, which says so.
    fn refine(&mut self, ix: InstrumentIx, price_scale: u8, size_scale: u8, out: &mut Vec<Replayed>) {
        let held = self.view.instruments.get(ix).clone();
        let finer =
            Instrument { price_scale: held.price_scale.max(price_scale), size_scale: held.size_scale.max(size_scale), ..(*held).clone() };
        self.list(&[finer], out);
        if let Some(projection) = self.streams.remove(&(ix, Channel::Book)) {
            let was_live = projection.book().is_some_and(|book| book.is_live());
            if was_live {
                self.counters.gaps += 1;
                out.push(Replayed::Syncing { instrument: held.id.clone(), reason: SyncReason::Precision });
            }
        }
    }

    fn book(&mut self, facts: &Facts, fact: &Fact, ix: InstrumentIx, source: Source, out: &mut Vec<Replayed>) {
        let instrument = self.view.instruments.get(ix).clone();
        let spec = self.codec.spec();
        let projection = self.streams.entry((ix, Channel::Book)).or_insert_with(|| Projection::new(Channel::Book, spec));
        let Projection::Book(book) = projection else { return };
        match fact {
            Fact::BookDelta(delta) => change(book, facts, delta, &instrument, &mut self.counters, out),
            Fact::BookSnapshot(snapshot) if spec.book.snapshot == SnapshotFrom::Stream && source == Source::Ws => {
                book.restart(snapshot, facts.levels(snapshot.bids), facts.levels(snapshot.asks), true);
                self.counters.applied += 1;
                if sum_differs(book, snapshot, &instrument) {
                    return unsummed(book, &instrument, out);
                }
                out.push(whole(&instrument, book.book(), snapshot.last, snapshot.ts));
                out.push(top(&instrument, book.book(), snapshot.last));
            }
            Fact::BookSnapshot(snapshot) => {
                let mut tops = Vec::new();
                let verdict = book.snapshot_stepwise(snapshot, facts.levels(snapshot.bids), facts.levels(snapshot.asks), |levels, seq| {
                    tops.push(top(&instrument, levels, seq));
                });
                if let SnapshotVerdict::Joined(applied) = verdict {
                    self.counters.applied += applied as u64;
                    out.push(whole(&instrument, book.book(), book.seq(), snapshot.ts));
                    out.append(&mut tops);
                }
            }
            _ => {}
        }
    }

    fn market(&mut self, at: Timestamp, facts: &Facts, fact: &Fact, key: (InstrumentIx, Channel), source: Source, out: &mut Vec<Replayed>) {
        let instrument = self.view.instruments.get(key.0).clone();
        let spec = self.codec.spec();
        let projection = self.streams.entry(key).or_insert_with(|| Projection::new(key.1, spec));
        let origin = Origin { source, now: at, venue_now: at, authoritative: true };
        // A recording begins anywhere and may skip trades; nothing can be fetched, so what is there is told.
        if let (Projection::Trades(log), Fact::Trade { trade, .. }) = (&mut *projection, fact) {
            let verdict = log.apply(trade);
            let news = match verdict {
                Verdict::News(event) | Verdict::Anew(event) => Some(event),
                Verdict::Missed(_) | Verdict::Kept => Some(MarketEvent::Trades(log.skip_hole())),
                _ => None,
            };
            match news {
                Some(event) => out.push(Replayed::Market { instrument, ts: Some(trade.ts), event }),
                None => self.counters.ignored += 1,
            }
            return;
        }
        match projection.apply(facts, fact, &instrument, origin) {
            Verdict::News(event) | Verdict::Anew(event) => {
                out.push(Replayed::Market { instrument, ts: crate::session::ts_of(fact), event })
            }
            _ => self.counters.ignored += 1,
        }
    }
}

/// A change of a book, and whether the book is then the one that the venue sums.
fn change(
    book: &mut BookSync,
    facts: &Facts,
    delta: &BookFact,
    instrument: &Arc<Instrument>,
    counters: &mut ReplayCounters,
    out: &mut Vec<Replayed>,
) {
    let (bids, asks) = (facts.levels(delta.bids), facts.levels(delta.asks));
    let verdict = book.delta(delta, bids, asks, true);
    match verdict {
        DeltaVerdict::Applied | DeltaVerdict::Joined => counters.applied += 1,
        DeltaVerdict::Stale => counters.ignored += 1,
        DeltaVerdict::Buffered => {}
        DeltaVerdict::Broken(reason) => {
            counters.gaps += 1;
            return out.push(Replayed::Syncing { instrument: instrument.id.clone(), reason });
        }
    }
    match verdict {
        DeltaVerdict::Applied | DeltaVerdict::Joined if sum_differs(book, delta, instrument) => return unsummed(book, instrument, out),
        DeltaVerdict::Applied => out.push(changed(instrument, delta.last, delta.ts, false, bids.to_vec(), asks.to_vec())),
        DeltaVerdict::Joined => out.push(whole(instrument, book.book(), delta.last, delta.ts)),
        _ => return,
    }
    out.push(top(instrument, book.book(), delta.last));
}

/// The venue's checksum is another than ours: nothing follows of this book until it is told whole again.
fn unsummed(book: &mut BookSync, instrument: &Instrument, out: &mut Vec<Replayed>) {
    book.unsync(SyncReason::Checksum);
    out.push(Replayed::Syncing { instrument: instrument.id.clone(), reason: SyncReason::Checksum });
}

fn top(instrument: &Instrument, book: &Book, venue_seq: u64) -> Replayed {
    let quote = |level: Option<Level>| level.and_then(|level| quote(instrument, level));
    let bbo = Bbo { bid: quote(book.best_bid()), ask: quote(book.best_ask()), venue_seq: Some(venue_seq) };
    Replayed::Bbo { instrument: instrument.id.clone(), venue_seq, bbo }
}

fn quote(instrument: &Instrument, level: Level) -> Option<Quote> {
    let text = |value: i64, scale: u8| {
        let mut text = String::new();
        format_scaled(value, scale, &mut text);
        text
    };
    Some(Quote {
        price: Price::parse(&text(level.price, instrument.price_scale)).ok()?,
        size: Qty::parse(&text(level.size, instrument.size_scale)).ok()?,
    })
}

fn whole(instrument: &Arc<Instrument>, book: &Book, venue_seq: u64, ts: Option<Timestamp>) -> Replayed {
    let levels = book.top(usize::MAX, instrument.price_scale, instrument.size_scale);
    changed(instrument, venue_seq, ts, true, levels.bids, levels.asks)
}

fn changed(
    instrument: &Arc<Instrument>,
    venue_seq: u64,
    ts: Option<Timestamp>,
    whole: bool,
    bids: Vec<Level>,
    asks: Vec<Level>,
) -> Replayed {
    let levels = twinline_model::BookLevels { price_scale: instrument.price_scale, size_scale: instrument.size_scale, bids, asks };
    Replayed::Market {
        instrument: instrument.clone(),
        ts,
        event: MarketEvent::Book(twinline_model::BookChange { whole, venue_seq, levels }),
    }
}
