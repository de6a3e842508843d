//! What must hold after every step, and after healing?

use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;
use twinline_core::book::Book;
use twinline_core::session::{ChannelStatus, Output, Session};
use twinline_model::{Channel, Cursor, Duration, Envelope, Freshness, InstrumentId, Level, MarketEvent, Source, Timestamp, format_scaled};
use twinline_sim::{FaultName, FaultSpec, Simulator};

use crate::player::LocalClock;

/// Connects that the venue allows in five minutes. ASSUMED: the dossier names no limit for this venue; a sibling's is 300.
const CONNECTS_PER_5_MIN: usize = 300;
/// A stream that is told live may be behind the venue for the longest allowed detection, and a little for the way.
const MAY_BE_BEHIND: Duration = Duration::from_secs(12);
/// After a fault of the venue's clock or limits, its traces are looked for no sooner than this.
const FAULT_ECHO: Duration = Duration::from_secs(200);

/// Something that must never happen has happened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Violation(String);

impl Violation {
    /// In words.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// A reader of one stream, as a client of the gateway would be.
#[derive(Debug, Default)]
struct Reader {
    cursor: Cursor,
    book: Book,
    whole: bool,
    scales: (u8, u8),
    venue_seq: u64,
    source: Option<Source>,
    last_trade: Option<u64>,
    last_trade_ts: Option<Timestamp>,
    status: Option<ChannelStatus>,
    /// It was live once, and something happened to it since that owes a receipt.
    owes_receipt: bool,
    was_live: bool,
    /// The venue's book has been ahead of ours since.
    behind_since: Option<(Timestamp, u64)>,
}

/// The judge of one run.
#[derive(Debug)]
pub struct Oracle {
    venue: &'static str,
    clock: LocalClock,
    readers: BTreeMap<(InstrumentId, Channel), Reader>,
    wanted: BTreeMap<InstrumentId, i64>,
    violation: Option<Violation>,
    connects: Vec<Timestamp>,
    /// No request may leave before this (local clock).
    closed_until: Option<Timestamp>,
    limit_fault_at: Option<Timestamp>,
    clock_fault_until: Option<Timestamp>,
    disturbed_until: Timestamp,
    stale_snapshots_until: Option<Timestamp>,
    books_compared: u64,
    compare_every: u64,
    seen: u64,
    receipts: u64,
    outages: u64,
    /// The first few of them, in words.
    outage_log: Vec<String>,
    requests: u64,
}

impl Oracle {
    /// A judge for the instruments of a venue.
    pub fn new(seed: u64, venue: &'static str, symbols: &[String], clock: LocalClock) -> Self {
        let wanted = symbols.iter().filter_map(|symbol| InstrumentId::new(venue, symbol).ok()).map(|id| (id, 0)).collect();
        Self {
            venue,
            clock,
            readers: BTreeMap::new(),
            wanted,
            violation: None,
            connects: Vec::new(),
            closed_until: None,
            limit_fault_at: None,
            clock_fault_until: None,
            disturbed_until: Timestamp::default(),
            stale_snapshots_until: None,
            books_compared: 0,
            // Some runs compare every published book, most compare some.
            compare_every: if seed.is_multiple_of(10) { 1 } else { 23 },
            seen: 0,
            receipts: 0,
            outages: 0,
            outage_log: Vec::new(),
            requests: 0,
        }
    }

    /// Receipts, outages, books compared, requests.
    pub fn counts(&self) -> (u64, u64, u64, u64) {
        (self.receipts, self.outages, self.books_compared, self.requests)
    }

    /// The first few times that a live stream was not, in words.
    pub fn outage_log(&self) -> &[String] {
        &self.outage_log
    }

    /// Something must never happen and has.
    pub fn violated(&mut self, text: impl Into<String>) {
        self.violation.get_or_insert(Violation::new(text));
    }

    /// The first violation, if there is one.
    pub fn take_violation(&mut self) -> Result<(), Violation> {
        self.violation.take().map_or(Ok(()), Err)
    }

    /// A connection is being opened.
    pub fn connecting(&mut self, now: Timestamp) {
        self.connects.retain(|at| now - *at < Duration::from_secs(300));
        self.connects.push(now);
        if self.connects.len() > CONNECTS_PER_5_MIN {
            self.violated(format!("{} connects within five minutes", self.connects.len()));
        }
    }

    /// A request leaves, at this local time.
    pub fn leaving(&mut self, local: Timestamp) {
        self.requests += 1;
        if let Some(until) = self.closed_until.filter(|until| local < *until) {
            self.violated(format!("a request left {} ms before the end of a penalty", (until - local).as_millis()));
        }
    }

    /// An answer arrived.
    pub fn answered(&mut self, now: Timestamp, local: Timestamp, status: u16, headers: &[(String, String)]) {
        if status != 429 && status != 418 {
            return;
        }
        if self.limit_fault_at.is_none_or(|at| now - at > FAULT_ECHO) {
            self.violated(format!("the venue answered {status} though no fault made it do so"));
        }
        let after = headers.iter().find(|(name, _)| name == "retry-after").and_then(|(_, value)| value.parse::<i64>().ok());
        if let Some(seconds) = after {
            let until = local + Duration::from_secs(seconds) - Duration::from_secs(6);
            self.closed_until = Some(self.closed_until.map_or(until, |held| held.max(until)));
        }
    }

    /// A fault strikes.
    pub fn fault(&mut self, now: Timestamp, spec: &FaultSpec) {
        let end = now + Duration::from_millis(spec.for_ms.unwrap_or(0));
        self.disturbed_until = self.disturbed_until.max(end);
        match spec.name {
            FaultName::Rest429 | FaultName::Rest418 => self.limit_fault_at = Some(end),
            FaultName::ClockSkew => self.clock_fault_until = Some(end),
            FaultName::SnapshotStale => self.stale_snapshots_until = self.stale_snapshots_until.max(Some(end)),
            _ => {}
        }
    }

    /// The cable is out.
    pub fn cable(&mut self, now: Timestamp, length: Duration) {
        self.disturbed_until = self.disturbed_until.max(now + length);
    }

    /// The venue began anew: its numbers of before mean nothing.
    pub fn restarted(&mut self) {
        for reader in self.readers.values_mut() {
            reader.behind_since = None;
        }
    }

    /// Faults are off.
    pub fn healed(&mut self, now: Timestamp) {
        self.disturbed_until = self.disturbed_until.min(now);
        self.stale_snapshots_until = self.stale_snapshots_until.map(|until| until.min(now));
        if self.clock_fault_until.is_some_and(|until| until > now) {
            self.clock_fault_until = Some(now);
        }
        if self.limit_fault_at.is_some_and(|until| until > now) {
            self.limit_fault_at = Some(now);
        }
    }

    /// Readers of an instrument came or went.
    pub fn readers(&mut self, instrument: &InstrumentId, come: bool) {
        if let Some(count) = self.wanted.get_mut(instrument) {
            *count = (*count + if come { 1 } else { -1 }).max(0);
        }
    }

    /// The session told something.
    pub fn output(&mut self, now: Timestamp, output: Output, sim: &Simulator) {
        match output {
            Output::Market(envelope) => self.market(now, envelope, sim),
            Output::Channel(status) => self.channel(status),
            Output::ChannelGone(sub) => {
                if let Some(instrument) = sub.instrument {
                    self.readers.remove(&(instrument, sub.channel));
                }
            }
            Output::Repair(receipt) => {
                self.receipts += 1;
                if receipt.repaired_at < receipt.detected_at {
                    self.violated(format!("receipt {} ends before it begins", receipt.id));
                }
                if let Some(instrument) = receipt.instrument {
                    self.readers.entry((instrument, receipt.channel)).or_default().owes_receipt = false;
                }
            }
            Output::Link(_) | Output::Venue(_) | Output::Instruments(_) | Output::Fetched { .. } | Output::Limits(_) | Output::Stopped => {}
        }
    }

    fn market(&mut self, now: Timestamp, envelope: Envelope<MarketEvent>, sim: &Simulator) {
        let name = format!("{}.{}", envelope.channel, envelope.instrument);
        let reader = self.readers.entry((envelope.instrument.clone(), envelope.channel)).or_default();
        let (held, told) = (reader.cursor, envelope.cursor);
        let dense = if told.epoch == held.epoch { told.seq == held.seq + 1 } else { told.epoch > held.epoch && told.seq == 1 };
        if !dense {
            self.violated(format!("{name}: after {held:?} came {told:?}"));
            return;
        }
        let anew = told.epoch != held.epoch;
        reader.cursor = told;
        reader.source = Some(envelope.source);
        match envelope.event {
            MarketEvent::Book(change) => {
                if change.whole {
                    reader.book.replace(&change.levels.bids, &change.levels.asks);
                    reader.whole = true;
                } else if anew || !reader.whole {
                    self.violated(format!("{name}: an epoch began with a change instead of a whole book"));
                    return;
                } else {
                    reader.book.apply(&change.levels.bids, &change.levels.asks);
                }
                reader.scales = (change.levels.price_scale, change.levels.size_scale);
                reader.venue_seq = change.venue_seq;
                if reader.book.is_crossed() {
                    self.violated(format!("{name}: crossed at {}", change.venue_seq));
                    return;
                }
                self.seen += 1;
                if change.whole || self.seen.is_multiple_of(self.compare_every) {
                    self.compare_book(now, &envelope.instrument, envelope.source, sim);
                }
            }
            MarketEvent::Trades(trades) => {
                if anew {
                    reader.last_trade = None;
                }
                let mut problem = None;
                for trade in &trades {
                    if let Some(last) = reader.last_trade.filter(|last| trade.id != last + 1) {
                        problem = Some(format!("{name}: trade {} came after {last}", trade.id));
                    }
                    reader.last_trade = Some(trade.id);
                    reader.last_trade_ts = reader.last_trade_ts.max(Some(trade.ts));
                }
                if let Some(problem) = problem {
                    self.violated(problem);
                }
            }
            MarketEvent::Candles(_) | MarketEvent::Bbo(_) | MarketEvent::Mark(_) | MarketEvent::Ticker(_) | MarketEvent::Liquidation(_) => {
            }
        }
    }

    /// The book that a reader holds equals the venue's at the same number, level by level.
    fn compare_book(&mut self, now: Timestamp, instrument: &InstrumentId, source: Source, sim: &Simulator) {
        let Some(reader) = self.readers.get(&(instrument.clone(), Channel::Book)) else { return };
        let Some(truth) = sim.book_at(instrument.symbol(), Some(reader.venue_seq)) else { return };
        // A poll shows the best levels only; an old snapshot from before a restart carries numbers that were given out again.
        let depth = if source == Source::Rest && !self.is_live(instrument) { 50 } else { usize::MAX };
        let mut problem = None;
        for (side, ours) in
            [("bids", side(&mut reader.book.bids(), reader.scales, depth)), ("asks", side(&mut reader.book.asks(), reader.scales, depth))]
        {
            let theirs = rows(&truth[side], depth);
            let same = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| same_level(a, b));
            if !same {
                let at = ours.iter().zip(&theirs).position(|(a, b)| !same_level(a, b)).unwrap_or(ours.len().min(theirs.len()));
                problem = Some(format!(
                    "book of {instrument} at {}: {side} differ from the venue's at level {at}: {:?} against {:?} ({} and {} levels, {source:?}, {now})",
                    reader.venue_seq,
                    ours.get(at),
                    theirs.get(at),
                    ours.len(),
                    theirs.len()
                ));
                break;
            }
        }
        match problem {
            Some(problem) => self.violated(problem),
            None => self.books_compared += 1,
        }
    }

    fn is_live(&self, instrument: &InstrumentId) -> bool {
        let reader = self.readers.get(&(instrument.clone(), Channel::Book));
        reader.and_then(|reader| reader.status.as_ref()).is_some_and(|status| status.freshness == Freshness::Live)
    }

    fn channel(&mut self, status: ChannelStatus) {
        let Some(instrument) = status.sub.instrument.clone() else { return };
        let name = format!("{}.{instrument}", status.sub.channel);
        let reader = self.readers.entry((instrument, status.sub.channel)).or_default();
        match status.freshness {
            Freshness::Live => {
                if reader.owes_receipt {
                    self.violated(format!("{name}: live again without a receipt"));
                    return;
                }
                reader.was_live = true;
            }
            Freshness::Polling | Freshness::Repairing | Freshness::Down => {
                if reader.was_live {
                    reader.owes_receipt = true;
                    reader.was_live = false;
                    self.outages += 1;
                    if self.outage_log.len() < 8 {
                        self.outage_log.push(format!("{name} {}: {}", status.freshness.name(), status.reason.clone().unwrap_or_default()));
                    }
                }
            }
            Freshness::Stale => {}
        }
        reader.status = Some(status);
    }

    /// A look at everything, now and then.
    pub fn look(&mut self, now: Timestamp, local: Timestamp, session: &Session, sim: &Simulator) -> Result<(), Violation> {
        self.look_at_clock(now, local, session);
        self.look_for_stale_books(now, session, sim);
        self.take_violation()
    }

    /// A book that is told live must not stay behind the venue's.
    fn look_for_stale_books(&mut self, now: Timestamp, session: &Session, sim: &Simulator) {
        let mut problem = None;
        let statuses = session.channels();
        for ((instrument, channel), reader) in &mut self.readers {
            if *channel != Channel::Book {
                continue;
            }
            let theirs = sim.update_id(instrument.symbol()).unwrap_or(0);
            reader.behind_since = match reader.behind_since {
                Some((_, mark)) if reader.venue_seq >= mark => None,
                held => held,
            };
            if reader.behind_since.is_none() && theirs > reader.venue_seq {
                reader.behind_since = Some((now, theirs));
            }
            let Some((since, _)) = reader.behind_since else { continue };
            let told = |status: &&ChannelStatus| status.sub.channel == Channel::Book && status.sub.instrument.as_ref() == Some(instrument);
            let Some(status) = statuses.iter().find(told).filter(|status| status.freshness == Freshness::Live) else { continue };
            // While answers are old by themselves nothing can prove what a damaged stream has left out.
            let since = self.stale_snapshots_until.map_or(since, |until| since.max(until));
            if now - since > MAY_BE_BEHIND.max(status.bound + Duration::from_secs(6)) {
                problem =
                    Some(format!("book of {instrument}: told live though the venue has been ahead for {} ms", (now - since).as_millis()));
            }
        }
        if let Some(problem) = problem {
            self.violated(problem);
        }
    }

    /// The measured offset is within its own error bound of the true one.
    fn look_at_clock(&mut self, now: Timestamp, local: Timestamp, session: &Session) {
        if self.clock_fault_until.is_some() {
            return;
        }
        let Some((offset, error)) = session.venue(local).clock else { return };
        let truth = now - self.clock.local(now);
        if (offset - truth).abs() > error + Duration::from_millis(1) {
            self.violated(format!("clock offset {offset:?} with error {error:?}, but it is {truth:?}"));
        }
    }

    /// What is not live yet of what is wanted.
    pub fn unfinished(&self, local: Timestamp, session: &Session) -> Option<String> {
        for (instrument, count) in &self.wanted {
            if *count == 0 {
                continue;
            }
            let statuses: Vec<_> =
                session.channels().into_iter().filter(|status| status.sub.instrument.as_ref() == Some(instrument)).collect();
            if statuses.is_empty() {
                return Some(format!("{instrument} is wanted and not held"));
            }
            if let Some(status) = statuses.iter().find(|status| status.freshness != Freshness::Live) {
                return Some(format!(
                    "{}.{instrument} is {} ({})",
                    status.sub.channel,
                    status.freshness.name(),
                    status.reason.clone().unwrap_or_default()
                ));
            }
        }
        let venue = session.venue(local);
        (!venue.ready).then(|| format!("{} has no instruments", self.venue))
    }

    /// Everything that is live equals the venue's at the moment that we know of.
    pub fn same_as_venue(&mut self, sim: &Simulator) -> Result<(), Violation> {
        let truth = sim.truth();
        let keys: Vec<_> = self.readers.keys().cloned().collect();
        for (instrument, channel) in keys {
            if self.wanted.get(&instrument).is_none_or(|count| *count == 0) {
                continue;
            }
            let symbol = &truth["symbols"][instrument.symbol()];
            match channel {
                Channel::Book => {
                    let compared = self.books_compared;
                    self.compare_book(Timestamp::default(), &instrument, Source::Ws, sim);
                    self.take_violation()?;
                    if self.books_compared == compared {
                        return Err(Violation::new(format!(
                            "book of {instrument}: the venue does not know the moment that we show any more"
                        )));
                    }
                }
                Channel::Trades => {
                    let ours = self.readers.get(&(instrument.clone(), channel)).and_then(|reader| reader.last_trade).unwrap_or(0);
                    // A venue that began anew and has not traded since has nothing to compare with.
                    let Some(theirs) = symbol["lastAggTradeId"].as_u64() else { continue };
                    // A venue that began anew may list trades of before its new beginning; they are none of ours to tell. And one
                    // that the stream dropped in a quiet market is found when the channel is asked about, a minute later at most.
                    let told_until = self.readers.get(&(instrument.clone(), channel)).and_then(|reader| reader.last_trade_ts);
                    let newest = symbol["trades"].as_array().and_then(|trades| trades.last()).and_then(|trade| trade["time"].as_i64());
                    let just_now = truth["time"].as_i64().zip(newest).is_some_and(|(now, newest)| now - newest <= 66_000);
                    if newest.map(Timestamp::from_millis) <= told_until || (theirs < ours && just_now) {
                        continue;
                    }
                    if theirs < ours || theirs - ours > 200 {
                        return Err(Violation::new(format!(
                            "trades of {instrument}: we end at {ours} ({told_until:?}), the venue at {theirs} ({newest:?})"
                        )));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn side(levels: &mut dyn Iterator<Item = Level>, scales: (u8, u8), depth: usize) -> Vec<(String, String)> {
    levels
        .take(depth)
        .map(|level| {
            let (mut price, mut size) = (String::new(), String::new());
            format_scaled(level.price, scales.0, &mut price);
            format_scaled(level.size, scales.1, &mut size);
            (price, size)
        })
        .collect()
}

fn rows(value: &Value, depth: usize) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    value.as_array().map(|rows| rows.iter().take(depth).map(|row| (text(&row[0]), text(&row[1]))).collect()).unwrap_or_default()
}

/// Decimals as strings; both sides write the wire's decimals.
fn same_level(ours: &(String, String), theirs: &(String, String)) -> bool {
    ours == theirs
}
