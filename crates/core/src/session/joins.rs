//! What must be fetched before a stream is whole?
//!
//! A book: a snapshot that joins the deltas. Trades and candles: the rows since the last known one. What only has a latest
//! value: that value, unless the stream tells it first.

use twinline_model::{Candle, Duration, MarketEvent, Timestamp, Trade};
use twinline_venue::{Fact, Facts, SnapshotFrom, Step};

use super::Session;
use super::api::Action;
use super::calls::Purpose;
use super::streams::{Key, Stream, ts_of};
use crate::limits::Priority;
use crate::market::{Projection, Verdict};

/// A book in a quiet market is fetched though no delta has come; a second snapshot after this confirms the first.
const QUIET: Duration = Duration::from_secs(2);
/// A whole book that the stream tells by itself is there within this; otherwise the stream is taken anew.
const WHOLE_WITHIN: Duration = Duration::from_secs(5);
/// What the stream tells by itself is not asked for before this.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Waits before the nth new attempt; the last one repeats. No more than three attempts a minute in the long run.
const RETRY: [Duration; 4] = [Duration::from_millis(50), Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(20)];
/// A stream that was taken anew because it was silent has to speak, or answers must have had no news for so long.
const PROBATION: Duration = Duration::from_secs(4);
/// While it is on probation it is asked about this often.
const PROBATION_ASKS: Duration = Duration::from_secs(3);
/// Rows that bring a candle series up to date after a short break.
const FEW_CANDLES: u32 = 4;

/// How far a stream is from being whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Join {
    due: Option<Timestamp>,
    in_flight: bool,
    attempts: u32,
    /// Everything that had to be fetched is here.
    fetched: bool,
    done: bool,
    found: u64,
}

impl Join {
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// The stream was whole and is not any more.
    pub fn again(&mut self, now: Timestamp) {
        let attempts = if self.done { 0 } else { self.attempts };
        *self = Self {
            due: Some(self.due.map_or(now, |due| due.min(now))),
            in_flight: self.in_flight,
            attempts,
            fetched: false,
            done: false,
            found: 0,
        };
    }

    pub fn retry(&mut self, now: Timestamp) {
        let wait = RETRY[(self.attempts as usize).min(RETRY.len() - 1)];
        self.attempts += 1;
        self.due = Some(now + wait);
    }

    fn answered(&mut self) {
        self.in_flight = false;
    }
}

impl Stream {
    /// Subscribed: what makes it whole is due.
    pub fn begin_join(&mut self, now: Timestamp) {
        let due = match &mut self.projection {
            Projection::Book(book) if book.rule().snapshot == SnapshotFrom::Stream => now + WHOLE_WITHIN,
            Projection::Book(book) if book.has_buffered() => now,
            Projection::Book(_) => now + QUIET,
            Projection::Trades(log) => {
                log.wait();
                now
            }
            Projection::Candles(_) => now,
            Projection::Latest(_) => now + PATIENCE,
            Projection::Nothing => {
                self.join = Join { done: true, ..Join::default() };
                return;
            }
        };
        self.join = Join { due: Some(due), ..Join::default() };
    }
}

impl Session {
    /// After a message of the stream itself: is it whole now, or is a snapshot due at once?
    pub(super) fn joined_by_stream(&mut self, now: Timestamp, key: Key) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        if stream.subscribed_on.is_none() || stream.join.done {
            return;
        }
        match &stream.projection {
            Projection::Book(book) if book.is_live() => stream.join.done = true,
            Projection::Book(book) if book.rule().snapshot == SnapshotFrom::Stream => {}
            // The first delta is here: a snapshot can be joined to it. A retry that is planned keeps its time.
            Projection::Book(book) if book.has_buffered() && stream.join.attempts == 0 => stream.join.due = Some(now),
            Projection::Latest(_) if stream.spoke => stream.join.done = true,
            Projection::Trades(_) | Projection::Candles(_) if stream.join.fetched && stream.spoke => stream.join.done = true,
            _ => {}
        }
    }

    pub(super) fn join_if_due(&mut self, now: Timestamp, key: Key, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get(&key) else { return };
        let join = stream.join;
        if join.done || join.in_flight || stream.subscribed_on.is_none() || join.due.is_none_or(|due| due > now) {
            return;
        }
        let Some(step) = self.join_step(key) else {
            self.join_without_asking(now, key);
            return;
        };
        if let Some(stream) = self.streams.get_mut(&key) {
            stream.join.in_flight = true;
            stream.join.due = None;
        }
        self.call(now, step, Priority::Repair, Purpose::Join(key), out);
    }

    /// Nothing can be asked: the stream tells its whole book when it is taken anew, everything else is whole already.
    fn join_without_asking(&mut self, now: Timestamp, key: Key) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        if stream.projection.book().is_none_or(|book| book.is_live()) {
            stream.join.done = true;
            return;
        }
        stream.join.attempts += 1;
        stream.join.due = Some(now + WHOLE_WITHIN);
        let (slot, sub) = (stream.slot, stream.sub.clone());
        self.renew(slot, &sub);
    }

    /// What is asked to make a stream whole; `None` if there is nothing to ask.
    pub(super) fn join_step(&self, key: Key) -> Option<Step> {
        let stream = self.streams.get(&key)?;
        let instrument = stream.sub.instrument.clone()?;
        match &stream.projection {
            Projection::Book(_) => match self.spec.book.snapshot {
                SnapshotFrom::Rest { depth } => Some(Step::Book { instrument, depth }),
                SnapshotFrom::Stream => None,
            },
            Projection::Trades(log) => {
                let limit = if log.last_id().is_some() { self.spec.trades_page } else { 100.min(self.spec.trades_page) };
                Some(Step::Trades { instrument, from_id: log.last_id(), limit })
            }
            Projection::Candles(series) => match (series.resume_from(), key.channel) {
                (Some(from), twinline_model::Channel::Candles(interval)) => {
                    Some(Step::Candles { instrument, interval, from: Some(from), to: None, limit: self.spec.candles_page.min(500) })
                }
                (None, twinline_model::Channel::Candles(interval)) => {
                    Some(Step::Candles { instrument, interval, from: None, to: None, limit: FEW_CANDLES })
                }
                _ => None,
            },
            Projection::Latest(_) | Projection::Nothing => {
                let ask = self.spec.channel(key.channel)?.poll?;
                Some(ask(&instrument, key.channel))
            }
        }
    }

    /// The answer to a join arrived.
    pub(super) fn join_answered(&mut self, now: Timestamp, key: Key, step: &Step, facts: &Facts, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        stream.join.answered();
        if stream.join.done || stream.subscribed_on.is_none() {
            return;
        }
        match stream.projection {
            Projection::Book(_) => self.join_book(now, key, facts, out),
            Projection::Trades(_) => self.join_trades(now, key, step, facts, out),
            Projection::Candles(_) | Projection::Latest(_) | Projection::Nothing => {
                self.note_news(now, key, facts);
                for fact in facts.items() {
                    self.take_fact(now, facts, fact, super::streams::Via::Answer, out);
                }
                self.finish_join(now, key, out);
            }
        }
        self.refresh(now, key, out);
    }

    /// An answer that tells what the stream should have told and has not speaks against the stream.
    fn note_news(&mut self, now: Timestamp, key: Key, facts: &Facts) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        if facts.items().iter().any(|fact| super::slots::channel_of(fact) == Some(key.channel) && stream.projection.is_news(fact)) {
            stream.answer_news_at = Some(now);
        }
    }

    /// A snapshot that was long on its way says nothing of a market in which no delta has come since.
    pub(super) fn proves_nothing(&self, key: Key, took: Duration) -> bool {
        let Some(stream) = self.streams.get(&key) else { return false };
        took > QUIET && stream.projection.book().is_some_and(|book| !book.has_buffered())
    }

    /// A join was not answered, or refused: later again.
    pub(super) fn join_failed(&mut self, now: Timestamp, key: Key, not_before: Option<Timestamp>) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        stream.join.answered();
        stream.join.retry(now);
        stream.join.due = stream.join.due.max(not_before);
    }

    fn join_book(&mut self, now: Timestamp, key: Key, facts: &Facts, out: &mut Vec<Action>) {
        let snapshot = facts.items().iter().find_map(|fact| match fact {
            Fact::BookSnapshot(book) if book.ix == key.ix => Some((*book, ts_of(fact))),
            _ => None,
        });
        let Some((snapshot, ts)) = snapshot else {
            self.join_failed(now, key, None);
            return;
        };
        let instrument = self.view.instruments.get(key.ix).clone();
        let Some(stream) = self.streams.get_mut(&key) else { return };
        match stream.projection.snapshot(facts, &snapshot, &instrument) {
            Verdict::Anew(event) => {
                stream.join.done = true;
                stream.join.found = u64::from(snapshot.bids.end - snapshot.bids.start + snapshot.asks.end - snapshot.asks.start);
                self.publish_answer(now, key, event, ts, true, out);
            }
            Verdict::Held => {
                stream.join.found = u64::from(snapshot.bids.end - snapshot.bids.start + snapshot.asks.end - snapshot.asks.start);
                stream.join.due = Some(now + QUIET);
            }
            Verdict::TooOld => stream.join.retry(now),
            _ => {}
        }
    }

    fn join_trades(&mut self, now: Timestamp, key: Key, step: &Step, facts: &Facts, out: &mut Vec<Action>) {
        match self.take_trades(now, key, step, facts, out) {
            More::Nothing => self.finish_join(now, key, out),
            More::AtOnce => {
                if let Some(stream) = self.streams.get_mut(&key) {
                    stream.join.due = Some(now);
                }
            }
            More::Later => {
                if let Some(stream) = self.streams.get_mut(&key) {
                    stream.join.retry(now);
                }
            }
        }
    }

    /// Takes a page of trades.
    pub(super) fn take_trades(&mut self, now: Timestamp, key: Key, step: &Step, facts: &Facts, out: &mut Vec<Action>) -> More {
        let Some(Projection::Trades(log)) = self.streams.get_mut(&key).map(|stream| &mut stream.projection) else { return More::Nothing };
        let (asked_from, page) = match step {
            Step::Trades { from_id, limit, .. } => (*from_id, *limit as usize),
            _ => (None, usize::MAX),
        };
        let rows = trades_of(facts, key);
        // Asked from a trade that the venue does not know, or under ids that mean nothing any more: it counts anew.
        if asked_from.is_some() && (log.last_id().is_none() || rows.is_empty()) {
            log.forget();
            return More::AtOnce;
        }
        let news = rows.iter().any(|trade| log.is_news(trade));
        let filled = log.fill(&rows, asked_from.is_none() || rows.len() < page);
        let more = match (filled.more, filled.news.is_empty()) {
            (false, _) => More::Nothing,
            (true, false) => More::AtOnce,
            (true, true) => More::Later,
        };
        if let Some(stream) = self.streams.get_mut(&key).filter(|_| news) {
            stream.answer_news_at = Some(now);
        }
        if !filled.news.is_empty() {
            let ts = filled.news.last().map(|trade| trade.ts);
            self.publish_answer(now, key, MarketEvent::Trades(filled.news), ts, filled.anew, out);
        }
        more
    }

    /// Everything that had to be fetched is here. A stream that had been silent has to prove itself first.
    fn finish_join(&mut self, now: Timestamp, key: Key, out: &mut Vec<Action>) {
        if let Some(stream) = self.streams.get_mut(&key) {
            stream.join.fetched = true;
            let quiet_since = stream.answer_news_at.map_or(stream.subscribed_at, |at| at.max(stream.subscribed_at));
            let excused = !stream.watch.is_scheduled() && now - quiet_since >= PROBATION;
            match stream.renewals == 0 || stream.spoke || excused {
                true => stream.join.done = true,
                false => stream.join.due = Some(now + PROBATION_ASKS),
            }
        }
        self.refresh(now, key, out);
    }

    /// How much was brought back since the stream was whole.
    pub(super) fn take_found(&mut self, key: Key) -> u64 {
        match self.streams.get_mut(&key) {
            Some(stream) => {
                let fetched = std::mem::take(&mut stream.join.found);
                match &mut stream.projection {
                    Projection::Trades(log) => log.take_found(),
                    Projection::Candles(series) => series.take_found(),
                    Projection::Book(_) => fetched,
                    Projection::Latest(_) | Projection::Nothing => 1,
                }
            }
            None => 0,
        }
    }
}

/// Whether more trades must be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    Nothing,
    AtOnce,
    /// The answer came too early: what the stream told is not in it.
    Later,
}

/// Trades of one instrument among facts, oldest first.
pub(super) fn trades_of(facts: &Facts, key: Key) -> Vec<Trade> {
    facts
        .items()
        .iter()
        .filter_map(|fact| match fact {
            Fact::Trade { ix, trade } if *ix == key.ix => Some(trade.clone()),
            _ => None,
        })
        .collect()
}

/// Candles among facts, oldest first.
pub(super) fn candles_of(facts: &Facts) -> Vec<Candle> {
    facts
        .items()
        .iter()
        .filter_map(|fact| match fact {
            Fact::Candle { candle, .. } => Some(candle.clone()),
            _ => None,
        })
        .collect()
}
