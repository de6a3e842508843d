//! What is asked for while a stream is down, and how often?
//!
//! All polls together stay within a share of the venue's budget. Books are asked for first and slowed last.

use twinline_model::{Channel, Duration, Timestamp};
use twinline_venue::{BucketSpec, Cost, Fact, Facts, MAX_BUCKETS, Step};

use super::Session;
use super::api::Action;
use super::calls::Purpose;
use super::joins::More;
use super::streams::{Key, Via, ts_of};
use crate::limits::Priority;
use crate::market::{Projection, Verdict};

/// Share of a bucket that all polls together plan with, in percent. Below the lane's ceiling, so that repairs and questions
/// still find room.
const SHARE_PCT: i64 = 70;
/// No poll is slower than this.
const SLOWEST: Duration = Duration::from_secs(60);
/// Levels that a probe asks for: only the number counts.
const PROBE_DEPTH: u32 = 5;

/// How often each kind is asked for when the budget allows it.
fn usual(channel: Channel) -> Duration {
    match channel {
        Channel::Book | Channel::Bbo | Channel::Mark => Duration::from_secs(1),
        Channel::Candles(_) => Duration::from_secs(2),
        Channel::Trades | Channel::Ticker | Channel::Liquidations | Channel::Contracts => Duration::from_secs(5),
    }
}

/// One stream's polling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Poll {
    next_at: Timestamp,
    in_flight: bool,
    pub every: Duration,
    pub answered_at: Option<Timestamp>,
    pub failed: Option<String>,
    /// The budget does not allow it before this; the path itself may be fine.
    pub budget_until: Option<Timestamp>,
}

/// An answer that is later than two intervals and this is not in time.
const IN_TIME: Duration = Duration::from_secs(2);

impl Poll {
    /// True if the last answer is recent enough to speak of polling.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.failed.is_none() && self.answered_at.is_some_and(|at| now - at <= self.every.scale(2, 1) + IN_TIME)
    }
}

/// How the budget is shared among polls.
#[derive(Debug, Default)]
pub(super) struct PollPlan {
    caps: Vec<BucketSpec>,
    book_stretch_pct: i64,
    other_stretch_pct: i64,
    planned_at: Option<Timestamp>,
}

impl PollPlan {
    /// The venue stated its limits.
    pub fn restate(&mut self, limits: &[BucketSpec]) {
        self.caps = limits.to_vec();
        self.planned_at = None;
    }

    fn every(&self, channel: Channel) -> Duration {
        let stretch = if channel == Channel::Book { self.book_stretch_pct } else { self.other_stretch_pct };
        usual(channel).scale(stretch.max(100), 100).min(SLOWEST)
    }
}

impl Session {
    pub(super) fn start_poll(&mut self, now: Timestamp, key: Key) {
        let has_poll = self.spec.channel(key.channel).is_some_and(|row| row.poll.is_some());
        let every = self.plan.every(key.channel);
        self.plan.planned_at = None;
        if let Some(stream) = self.streams.get_mut(&key)
            && has_poll
            && stream.poll.is_none()
        {
            stream.poll = Some(Poll { next_at: now, in_flight: false, every, answered_at: None, failed: None, budget_until: None });
        }
    }

    /// Shares the budget anew when the set of polls has changed, and once a second.
    pub(super) fn plan_polls(&mut self, now: Timestamp) {
        if self.plan.planned_at.is_some_and(|at| now - at < Duration::from_secs(1)) {
            return;
        }
        self.plan.planned_at = Some(now);
        let (mut books, mut others) = ([0i64; MAX_BUCKETS], [0i64; MAX_BUCKETS]);
        for (key, stream) in self.streams.iter().filter(|(_, stream)| stream.poll.is_some()) {
            let Some(step) =
                stream.sub.instrument.as_ref().and_then(|instrument| Some(self.spec.channel(key.channel)?.poll?(instrument, key.channel)))
            else {
                continue;
            };
            let Cost(units) = (self.spec.cost)(&step);
            let sum = if key.channel == Channel::Book { &mut books } else { &mut others };
            for (at, unit) in units.iter().enumerate() {
                // Milliunits per second.
                sum[at] += i64::from(*unit) * 1_000_000 / usual(key.channel).as_millis();
            }
        }
        let (book_pct, other_pct) = self.stretch(&books, &others);
        self.plan.book_stretch_pct = book_pct;
        self.plan.other_stretch_pct = other_pct;
        for (key, stream) in &mut self.streams {
            if let Some(poll) = &mut stream.poll {
                poll.every = self.plan.every(key.channel);
            }
        }
    }

    fn stretch(&self, books: &[i64; MAX_BUCKETS], others: &[i64; MAX_BUCKETS]) -> (i64, i64) {
        let (mut book_pct, mut other_pct) = (100, 100);
        for (at, row) in self.spec.buckets.iter().enumerate() {
            let cap =
                self.plan.caps.iter().find(|held| held.name == row.name && held.window == row.window).map_or(row.cap, |held| held.cap);
            let share = i64::from(cap) * SHARE_PCT * 10_000 / row.window.as_millis().max(1);
            // Books may take three quarters of the share; the others what is left.
            let book_need = books[at] * 100 / (share * 3 / 4).max(1);
            let left = share - (books[at] * 100 / book_need.max(100));
            book_pct = book_pct.max(book_need);
            other_pct = other_pct.max(others[at] * 100 / left.max(1));
        }
        (book_pct, other_pct)
    }

    pub(super) fn poll_if_due(&mut self, now: Timestamp, key: Key, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get(&key) else { return };
        let due = stream.poll.as_ref().is_some_and(|poll| !poll.in_flight && poll.next_at <= now);
        if !due || !self.ready {
            return;
        }
        let Some(step) = self.poll_step(key) else { return };
        if let Some(poll) = self.streams.get_mut(&key).and_then(|stream| stream.poll.as_mut()) {
            poll.in_flight = true;
        }
        self.counters.polls += 1;
        self.call(now, step, Priority::Poll, Purpose::Poll(key), out);
    }

    fn poll_step(&self, key: Key) -> Option<Step> {
        let stream = self.streams.get(&key)?;
        let instrument = stream.sub.instrument.as_ref()?;
        match &stream.projection {
            // Rows since the last known one, so that nothing is told twice and nothing is left out.
            Projection::Trades(_) | Projection::Candles(_) => self.join_step(key),
            _ => self.spec.channel(key.channel)?.poll.map(|ask| ask(instrument, key.channel)),
        }
    }

    pub(super) fn poll_answered(&mut self, now: Timestamp, key: Key, step: &Step, facts: &Facts, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        let Some(poll) = &mut stream.poll else { return };
        poll.in_flight = false;
        poll.answered_at = Some(now);
        poll.failed = None;
        poll.budget_until = None;
        poll.next_at = now + poll.every;
        match stream.projection {
            Projection::Book(_) => self.take_polled_book(now, key, facts, out),
            Projection::Trades(_) => self.take_polled_trades(now, key, step, facts, out),
            Projection::Candles(_) | Projection::Latest(_) | Projection::Nothing => {
                for fact in facts.items() {
                    self.take_fact(now, facts, fact, Via::Answer, out);
                }
            }
        }
        if let Some(stream) = self.streams.get_mut(&key) {
            // Confirmed current now, even where nothing had changed.
            stream.ts_recv = Some(now);
            stream.source = Some(twinline_model::Source::Rest);
        }
        self.refresh(now, key, out);
    }

    pub(super) fn poll_failed(&mut self, now: Timestamp, key: Key, reason: &str, not_before: Option<Timestamp>, out: &mut Vec<Action>) {
        if let Some(poll) = self.streams.get_mut(&key).and_then(|stream| stream.poll.as_mut()) {
            poll.in_flight = false;
            poll.failed = Some(reason.to_owned());
            poll.next_at = (now + poll.every).max(not_before.unwrap_or(now));
        }
        self.refresh(now, key, out);
    }

    /// The budget has no room for a poll now: that says nothing about the path.
    pub(super) fn poll_put_off(&mut self, now: Timestamp, key: Key, retry_at: Timestamp, out: &mut Vec<Action>) {
        if let Some(poll) = self.streams.get_mut(&key).and_then(|stream| stream.poll.as_mut()) {
            poll.in_flight = false;
            poll.budget_until = Some(retry_at);
            poll.next_at = retry_at.max(now + poll.every);
        }
        self.refresh(now, key, out);
    }

    fn take_polled_book(&mut self, now: Timestamp, key: Key, facts: &Facts, out: &mut Vec<Action>) {
        let instrument = self.view.instruments.get(key.ix).clone();
        for fact in facts.items() {
            let Fact::BookSnapshot(snapshot) = fact else { continue };
            let Some(stream) = self.streams.get_mut(&key) else { return };
            // A book that is being joined again must not be mixed with polls.
            let idle = stream.subscribed_on.is_none() && stream.projection.book().is_some_and(|book| !book.has_buffered());
            if snapshot.ix != key.ix || !idle {
                continue;
            }
            if let Verdict::Anew(event) = stream.projection.polled(facts, snapshot, &instrument) {
                self.publish_answer(now, key, event, ts_of(fact), true, out);
            }
        }
    }

    fn take_polled_trades(&mut self, now: Timestamp, key: Key, step: &Step, facts: &Facts, out: &mut Vec<Action>) {
        // Once the stream is back, its own join brings what is missing.
        if self.streams.get(&key).is_none_or(|stream| stream.subscribed_on.is_some()) {
            return;
        }
        let more = self.take_trades(now, key, step, facts, out);
        let Some(stream) = self.streams.get_mut(&key) else { return };
        if let Projection::Trades(log) = &mut stream.projection {
            log.wait();
        }
        if let Some(poll) = stream.poll.as_mut().filter(|_| more == More::AtOnce) {
            poll.next_at = now;
        }
    }

    /// Asks whether a silent channel has news.
    pub(super) fn probe(&mut self, now: Timestamp, key: Key, out: &mut Vec<Action>) {
        let step = match self.poll_step(key) {
            Some(Step::Book { instrument, .. }) => Some(Step::Book { instrument, depth: PROBE_DEPTH }),
            step => step,
        };
        match step {
            Some(step) => self.call(now, step, Priority::Poll, Purpose::Probe(key), out),
            // Nothing can be asked: silence means nothing.
            None => self.probed(now, key, false),
        }
    }

    pub(super) fn probe_answered(&mut self, now: Timestamp, key: Key, facts: &Facts) {
        let Some(stream) = self.streams.get(&key) else { return };
        let news = facts.items().iter().any(|fact| super::slots::channel_of(fact) == Some(key.channel) && stream.projection.is_news(fact));
        self.probed(now, key, news);
    }
}
