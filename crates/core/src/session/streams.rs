//! What is wanted, and what does a fact do to it?

use twinline_model::{Channel, Cursor, Duration, Envelope, Freshness, Instrument, MarketEvent, Source, Timestamp};
use twinline_venue::{BookFact, Fact, Facts, InstrumentIx, LinkId, Sub};

use super::Session;
use super::api::{Action, ChannelStatus, Output, StreamState};
use super::joins::Join;
use super::polls::Poll;
use super::repairs::OpenRepair;
use super::slots::channel_of;
use crate::market::{Origin, Projection, Verdict, cadence};
use crate::watch::Watch;

/// A stream is held for so long after its last reader left.
const LINGER: Duration = Duration::from_secs(60);

/// Which stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub ix: InstrumentIx,
    pub channel: Channel,
}

/// How a fact came here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Via {
    Link { id: LinkId, slot: usize, authoritative: bool },
    Answer,
}

/// One held stream.
#[derive(Debug)]
pub(super) struct Stream {
    pub sub: Sub,
    pub slot: usize,
    readers: usize,
    pub linger_until: Option<Timestamp>,
    pub projection: Projection,
    pub cursor: Cursor,
    pub ts_venue: Option<Timestamp>,
    pub ts_recv: Option<Timestamp>,
    pub source: Option<Source>,
    pub watch: Watch,
    /// The link on which it is subscribed.
    pub subscribed_on: Option<LinkId>,
    pub join: Join,
    /// How often its path was lost.
    pub cuts: u32,
    /// When it was subscribed, and whether it has spoken since.
    pub subscribed_at: Timestamp,
    pub spoke: bool,
    /// When an answer told news that the stream had not.
    pub answer_news_at: Option<Timestamp>,
    pub poll: Option<Poll>,
    pub repair: Option<OpenRepair>,
    /// An answer told news at this time; the stream has not yet.
    pub suspect_since: Option<Timestamp>,
    pub probe_at: Option<Timestamp>,
    /// How often it was taken anew because it was silent; 0 once it is whole.
    pub renewals: u32,
    pub refused: Option<(Timestamp, String)>,
    pub told: Option<ChannelStatus>,
}

impl Stream {
    pub fn state(&self, instrument: &Instrument) -> StreamState {
        let (freshness, reason) = self.told.as_ref().map_or((Freshness::Down, None), |told| (told.freshness, told.reason.clone()));
        StreamState {
            cursor: self.cursor,
            freshness,
            reason,
            source: self.source,
            ts_venue: self.ts_venue,
            ts_recv: self.ts_recv,
            event: self.projection.state(instrument),
        }
    }

    pub fn is_joined(&self) -> bool {
        self.join.is_done() && self.subscribed_on.is_some()
    }

    /// True if nothing is being repaired or polled, and readers know that it is live.
    fn is_live(&self) -> bool {
        self.repair.is_none() && self.poll.is_none() && self.told.as_ref().is_some_and(|told| told.freshness == Freshness::Live)
    }

    /// True if it is live, and subscribed on the link that a fact came on.
    fn is_carried_live(&self, via: Via) -> bool {
        matches!(via, Via::Link { id, .. } if self.subscribed_on == Some(id)) && self.is_live()
    }

    /// Numbers of the gap that is being repaired.
    pub fn gap(&self) -> Option<(u64, u64)> {
        self.repair.as_ref().and_then(|repair| repair.gap)
    }

    /// Why it is being repaired.
    pub fn repair_reason(&self) -> Option<&str> {
        self.repair.as_ref().map(|repair| repair.reason.as_str())
    }

    fn publish(&mut self, now: Timestamp, event: MarketEvent, ts_venue: Option<Timestamp>, source: Source, out: &mut Vec<Action>) {
        let Some(instrument) = self.sub.instrument.clone() else { return };
        self.cursor.seq += 1;
        self.ts_venue = ts_venue.or(self.ts_venue);
        self.ts_recv = Some(now);
        self.source = Some(source);
        out.push(Action::Emit(Output::Market(Envelope {
            instrument,
            channel: self.sub.channel,
            cursor: self.cursor,
            ts_venue,
            ts_recv: now,
            ts_emit: now,
            source,
            event,
        })));
    }

    fn begin_epoch(&mut self, epoch: u64) {
        self.cursor = Cursor { epoch, seq: 0 };
    }

    /// Where in its own numbers the stream stands.
    pub fn position(&self) -> Option<String> {
        match &self.projection {
            Projection::Book(book) => (book.seq() > 0).then(|| book.seq().to_string()),
            Projection::Trades(log) => log.last_id().map(|id| id.to_string()).or_else(|| self.ts_venue.map(|ts| ts.to_string())),
            Projection::Candles(_) | Projection::Latest(_) | Projection::Nothing => self.ts_venue.map(|ts| ts.to_string()),
        }
    }
}

impl Session {
    pub(super) fn want(&mut self, now: Timestamp, sub: Sub, out: &mut Vec<Action>) {
        match self.key_of(&sub) {
            Some(key) => {
                self.hold(now, key, sub, 1);
                self.refresh(now, key, out);
                self.tend_slots(now, out);
            }
            None => *self.waiting.entry(sub).or_insert(0) += 1,
        }
    }

    pub(super) fn unwant(&mut self, now: Timestamp, sub: &Sub) {
        if let Some(count) = self.waiting.get_mut(sub) {
            *count -= 1;
            if *count == 0 {
                self.waiting.remove(sub);
            }
            return;
        }
        let Some(stream) = self.key_of(sub).and_then(|key| self.streams.get_mut(&key)) else { return };
        stream.readers = stream.readers.saturating_sub(1);
        if stream.readers == 0 {
            stream.linger_until = Some(now + LINGER);
        }
    }

    /// The key of a subscription; `None` while its instrument is not loaded or the venue has no such channel.
    pub(super) fn key_of(&self, sub: &Sub) -> Option<Key> {
        self.spec.channel(sub.channel)?;
        match &sub.instrument {
            Some(instrument) => self.view.instruments.find_id(instrument).map(|ix| Key { ix, channel: sub.channel }),
            None => Some(Key { ix: InstrumentIx(u32::MAX), channel: sub.channel }),
        }
    }

    pub(super) fn hold(&mut self, now: Timestamp, key: Key, sub: Sub, readers: usize) {
        if let Some(stream) = self.streams.get_mut(&key) {
            stream.readers += readers;
            stream.linger_until = None;
            return;
        }
        let Some(row) = self.spec.channel(key.channel) else { return };
        let slot = self.place(now, row.link, &sub);
        // Epochs are counted over all streams, so that one which is dropped and wanted again never falls back.
        self.epoch += 1;
        let stream = Stream {
            slot,
            readers,
            linger_until: None,
            projection: Projection::new(key.channel, self.spec),
            cursor: Cursor { epoch: self.epoch, seq: 0 },
            ts_venue: None,
            ts_recv: None,
            source: None,
            watch: Watch::new(cadence(self.spec, key.channel)),
            subscribed_on: None,
            join: Join::default(),
            cuts: 0,
            subscribed_at: now,
            spoke: false,
            answer_news_at: None,
            poll: None,
            repair: None,
            suspect_since: None,
            probe_at: None,
            renewals: 0,
            refused: None,
            told: None,
            sub,
        };
        self.streams.insert(key, stream);
        if self.slots[slot].lost.is_some() {
            self.start_poll(now, key);
        }
    }

    pub(super) fn take_fact(&mut self, now: Timestamp, facts: &Facts, fact: &Fact, via: Via, out: &mut Vec<Action>) {
        match fact {
            Fact::BookDelta(BookFact { ix, .. })
            | Fact::BookSnapshot(BookFact { ix, .. })
            | Fact::Bbo { ix, .. }
            | Fact::Trade { ix, .. }
            | Fact::Candle { ix, .. }
            | Fact::Mark { ix, .. }
            | Fact::MarkParts { ix, .. }
            | Fact::Ticker { ix, .. }
            | Fact::Liquidation { ix, .. } => {
                if let Some(channel) = channel_of(fact) {
                    self.market_fact(now, facts, fact, Key { ix: *ix, channel }, via, out);
                }
            }
            Fact::BookTop(_) | Fact::Funding { .. } | Fact::ServerTime(_) | Fact::Subscriptions { .. } => {}
            Fact::Status { ix, status, .. } => {
                if self.view.instruments.get(*ix).status != *status {
                    let changed = Instrument { status: status.clone(), ..(**self.view.instruments.get(*ix)).clone() };
                    self.load_instruments(now, vec![changed], out);
                }
                self.errands.instruments.hurry(now);
            }
            Fact::Instruments(list) => self.load_instruments(now, list.clone(), out),
            Fact::Limits(limits) => {
                self.plan.restate(limits);
                out.push(Action::Emit(Output::Limits(limits.clone())));
            }
            Fact::Answer { id, error } => {
                if let Via::Link { id: link, slot, .. } = via {
                    self.answered(now, slot, link, *id, error.as_ref(), out);
                }
            }
            Fact::ChannelRefused { channel, ix, reason } => {
                if let Via::Link { id, .. } = via {
                    self.channel_refused(now, id, channel, *ix, reason, out);
                }
            }
            Fact::UnknownInstrument { .. } => {
                self.counters.unknown_events += 1;
                self.errands.instruments.hurry(now);
            }
            Fact::Precision { ix, price_scale, size_scale } => self.refine(now, *ix, *price_scale, *size_scale, out),
        }
    }

    fn market_fact(&mut self, now: Timestamp, facts: &Facts, fact: &Fact, key: Key, via: Via, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        let (source, authoritative) = match via {
            Via::Link { authoritative, .. } => (Source::Ws, authoritative),
            Via::Answer => (Source::Rest, true),
        };
        let origin = Origin { source, now, venue_now: now + self.view.clock_offset, authoritative };
        let instrument = self.view.instruments.get(key.ix);
        let verdict = match fact {
            Fact::BookSnapshot(snapshot) => stream.projection.told_whole(facts, snapshot, instrument, origin),
            _ => stream.projection.apply(facts, fact, instrument, origin),
        };
        let applied = matches!(verdict, Verdict::News(_));
        if source == Source::Ws && authoritative {
            stream.watch.data(now);
            stream.suspect_since = None;
            stream.spoke |= stream.subscribed_on.is_some();
        }
        match verdict {
            // The usual case ends here: a stream that is whole told something new on the link that carries it.
            Verdict::News(event) if stream.is_carried_live(via) => return stream.publish(now, event, ts_of(fact), source, out),
            Verdict::News(event) => stream.publish(now, event, ts_of(fact), source, out),
            Verdict::Anew(event) => {
                self.epoch += 1;
                stream.begin_epoch(self.epoch);
                stream.publish(now, event, ts_of(fact), source, out);
            }
            Verdict::Stale => self.counters.duplicates += 1,
            Verdict::Kept | Verdict::Held | Verdict::TooOld => {}
            Verdict::Missed(ref reason) => self.missed(now, key, reason),
        }
        if let Via::Link { id, slot, .. } = via {
            self.carried(now, key, slot, id);
        }
        let unchanged = applied && self.streams.get(&key).is_some_and(Stream::is_live);
        if !unchanged {
            self.joined_by_stream(now, key);
            self.refresh(now, key, out);
        }
    }

    /// Data came on a link: the stream is subscribed there, whatever was answered.
    fn carried(&mut self, now: Timestamp, key: Key, slot: usize, id: LinkId) {
        let Some(stream) = self.streams.get(&key) else { return };
        if stream.subscribed_on == Some(id) {
            return;
        }
        let sub = stream.sub.clone();
        let proven = self.slots[slot].current.as_mut().is_some_and(|link| link.id() == id && link.proven(&sub));
        if proven {
            self.subscribed(now, key, slot, id);
        }
    }

    /// A stream is subscribed on a link: what must be fetched to make it whole is due.
    pub(super) fn subscribed(&mut self, now: Timestamp, key: Key, slot: usize, id: LinkId) {
        let current = self.slots[slot].current.as_ref().is_some_and(|link| link.id() == id);
        let Some(stream) = self.streams.get_mut(&key) else { return };
        if !current || stream.subscribed_on == Some(id) {
            return;
        }
        stream.subscribed_on = Some(id);
        stream.subscribed_at = now;
        stream.spoke = false;
        stream.refused = None;
        stream.watch.restart(now);
        stream.begin_join(now);
    }

    /// True while no link carries it.
    pub(super) fn is_cut_off(&self, key: Key) -> bool {
        self.streams.get(&key).is_some_and(|stream| stream.subscribed_on.is_none())
    }

    /// The stream went on without a break on another link.
    pub(super) fn handed_over(&mut self, key: Key, id: LinkId) {
        if let Some(stream) = self.streams.get_mut(&key) {
            stream.subscribed_on = Some(id);
        }
    }

    /// The venue does not give this stream.
    pub(super) fn refused(&mut self, now: Timestamp, key: Key, reason: String) {
        if let Some(stream) = self.streams.get_mut(&key) {
            stream.refused = Some((now, reason));
        }
    }

    pub(super) fn tend_streams(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        self.plan_polls(now);
        // Usually none: what a tick costs must not grow with what is held.
        let keys: Vec<Key> = self.streams.iter().filter(|(_, stream)| !stream.is_at_rest(now)).map(|(key, _)| *key).collect();
        for key in keys {
            if self.streams.get(&key).is_some_and(|stream| stream.linger_until.is_some_and(|until| until <= now)) {
                self.drop_stream(key, out);
                continue;
            }
            self.judge_silence(now, key, out);
            self.join_if_due(now, key, out);
            self.poll_if_due(now, key, out);
            self.refresh(now, key, out);
        }
    }

    fn drop_stream(&mut self, key: Key, out: &mut Vec<Action>) {
        if let Some(stream) = self.streams.remove(&key) {
            self.displace(stream.slot, &stream.sub);
            self.forget_calls(key);
            out.push(Action::Emit(Output::ChannelGone(stream.sub)));
        }
    }

    /// Publishes what an answer brought for a stream; `anew` if it replaces all that was told before.
    pub(super) fn publish_answer(
        &mut self,
        now: Timestamp,
        key: Key,
        event: MarketEvent,
        ts: Option<Timestamp>,
        anew: bool,
        out: &mut Vec<Action>,
    ) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        if anew {
            self.epoch += 1;
            stream.begin_epoch(self.epoch);
        }
        stream.publish(now, event, ts, Source::Rest, out);
    }
}

/// The venue's time of a market fact.
pub(crate) fn ts_of(fact: &Fact) -> Option<Timestamp> {
    match fact {
        Fact::BookDelta(book) | Fact::BookSnapshot(book) | Fact::BookTop(book) => book.ts,
        Fact::Bbo { ts, .. }
        | Fact::Candle { ts, .. }
        | Fact::Mark { ts, .. }
        | Fact::MarkParts { ts, .. }
        | Fact::Ticker { ts, .. }
        | Fact::Status { ts, .. } => *ts,
        Fact::Trade { trade, .. } => Some(trade.ts),
        Fact::Liquidation { liquidation, .. } => Some(liquidation.ts),
        _ => None,
    }
}
