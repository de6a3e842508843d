//! What was asked of the venue, and what does the answer mean?

use twinline_model::{Duration, Timestamp};
use twinline_venue::{Fact, Facts, Outcome, Progress, Refusal, RefusalKind, Reply, Step};

use super::Session;
use super::api::{Action, CallId, FetchError, Fetched, Output};
use super::joins::candles_of;
use super::streams::Key;
use crate::limits::Priority;

/// Most questions of others that are open at once.
const MAX_FETCHES: usize = 64;
/// Samples of the venue's clock that are taken at the start, one after the other.
const FIRST_CLOCK_SAMPLES: u32 = 3;
/// When an errand failed it is tried again after this, doubled each time.
const ERRAND_RETRY: Duration = Duration::from_millis(500);
/// No errand is tried more rarely than this.
const ERRAND_RETRY_MAX: Duration = Duration::from_secs(20);
/// Instruments are not loaded more often than this, whatever is announced.
const HURRY_GAP: Duration = Duration::from_secs(5);

/// Why something was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    Instruments,
    Clock,
    Join(Key),
    Poll(Key),
    Probe(Key),
    Fetch(u64),
}

impl Purpose {
    /// The stream that it is asked for.
    fn key(&self) -> Option<Key> {
        match self {
            Self::Join(key) | Self::Poll(key) | Self::Probe(key) => Some(*key),
            Self::Instruments | Self::Clock | Self::Fetch(_) => None,
        }
    }
}

/// A question that is open.
#[derive(Debug)]
pub(super) struct Asked {
    step: Step,
    purpose: Purpose,
    /// How often the stream had been cut off when this was asked: an answer from before a cut says nothing of the time after.
    cuts: u32,
}

/// Something that the session asks for now and then.
#[derive(Debug, Default)]
pub(super) struct Errand {
    due: Option<Timestamp>,
    in_flight: bool,
    failures: u32,
    done_at: Option<Timestamp>,
}

impl Errand {
    /// Sooner than planned.
    pub fn hurry(&mut self, now: Timestamp) {
        let soonest = self.done_at.map_or(now, |at| (at + HURRY_GAP).max(now));
        self.due = Some(self.due.map_or(soonest, |due| due.min(soonest)));
    }

    fn is_due(&self, now: Timestamp) -> bool {
        !self.in_flight && self.due.is_none_or(|due| due <= now)
    }

    fn done(&mut self, now: Timestamp, next: Timestamp) {
        *self = Self { due: Some(next), in_flight: false, failures: 0, done_at: Some(now) };
    }

    fn failed(&mut self, now: Timestamp, not_before: Option<Timestamp>) {
        let wait = ERRAND_RETRY.scale(1 << self.failures.min(10), 1).min(ERRAND_RETRY_MAX);
        self.failures += 1;
        self.in_flight = false;
        self.due = Some((now + wait).max(not_before.unwrap_or(now)));
    }
}

impl Session {
    pub(super) fn call(&mut self, _now: Timestamp, step: Step, priority: Priority, purpose: Purpose, out: &mut Vec<Action>) {
        let call = CallId(self.next_call);
        self.next_call += 1;
        let cuts = purpose.key().and_then(|key| self.streams.get(&key)).map_or(0, |stream| stream.cuts);
        self.calls.insert(call, Asked { step: step.clone(), purpose, cuts });
        out.push(Action::Call { call, step, priority });
    }

    pub(super) fn run_errands(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        if self.errands.instruments.is_due(now) {
            self.errands.instruments.in_flight = true;
            self.call(now, Step::Instruments, Priority::Command, Purpose::Instruments, out);
        }
        if self.spec.clock_every.is_some() && self.errands.clock.is_due(now) {
            self.errands.clock.in_flight = true;
            self.call(now, Step::ServerTime, Priority::Command, Purpose::Clock, out);
        }
    }

    /// Somebody asks something once.
    pub(super) fn fetch(&mut self, now: Timestamp, ticket: u64, step: Step, out: &mut Vec<Action>) {
        let open = self.calls.values().filter(|asked| matches!(asked.purpose, Purpose::Fetch(_))).count();
        if open >= MAX_FETCHES {
            out.push(Action::Emit(Output::Fetched { ticket, result: Err(FetchError::Busy) }));
            return;
        }
        self.call(now, step, Priority::Query, Purpose::Fetch(ticket), out);
    }

    pub(super) fn not_admitted(&mut self, now: Timestamp, call: CallId, retry_at: Timestamp, out: &mut Vec<Action>) {
        let Some(asked) = self.calls.remove(&call).filter(|asked| self.is_of_now(asked)) else { return };
        let refusal = format!("rate budget used up until {retry_at}");
        match asked.purpose {
            Purpose::Fetch(ticket) => {
                out.push(Action::Emit(Output::Fetched { ticket, result: Err(FetchError::NotAdmitted(retry_at)) }));
            }
            Purpose::Poll(key) => self.poll_put_off(now, key, retry_at, out),
            other => self.failed(now, &other, &refusal, Some(retry_at), out),
        }
    }

    pub(super) fn reply(&mut self, now: Timestamp, call: CallId, sent_at: Timestamp, reply: Reply<'_>, out: &mut Vec<Action>) {
        let Some(asked) = self.calls.remove(&call).filter(|asked| self.is_of_now(asked)) else { return };
        let mut facts = std::mem::take(&mut self.facts);
        facts.clear();
        let outcome = self.codec.decode_reply(&self.view, &asked.step, reply, &mut facts);
        self.count_oddities(&facts);
        match outcome {
            Outcome::Done(progress) => {
                self.rest_heard_at = Some(now);
                self.rest_lost_at = None;
                self.answer(now, sent_at, &asked, &facts, out);
                if let Progress::Next(step) = progress {
                    self.go_on(now, step, asked, out);
                }
            }
            Outcome::Refused(refusal) => {
                self.rest_heard_at = Some(now);
                self.refusal(now, &asked, refusal, out);
            }
            Outcome::Unknown(doubt) => {
                self.rest_lost_at = Some((now, doubt.reason.clone()));
                match asked.purpose {
                    Purpose::Fetch(ticket) => {
                        out.push(Action::Emit(Output::Fetched { ticket, result: Err(FetchError::Lost(doubt.reason)) }));
                    }
                    other => self.failed(now, &other, &doubt.reason, None, out),
                }
            }
        }
        self.facts = facts;
    }

    /// An answer had a further page. Only the list of instruments has such; it is loaded once more when all of it is here.
    fn go_on(&mut self, now: Timestamp, step: Step, asked: Asked, out: &mut Vec<Action>) {
        if asked.purpose == Purpose::Instruments {
            self.errands.instruments.in_flight = true;
            self.call(now, step, Priority::Command, Purpose::Instruments, out);
        }
    }

    /// False for what was asked before its stream was cut off. Polls are asked on either side of cuts: they carry their own order.
    fn is_of_now(&self, asked: &Asked) -> bool {
        match asked.purpose {
            Purpose::Join(key) | Purpose::Probe(key) => self.streams.get(&key).is_some_and(|stream| stream.cuts == asked.cuts),
            Purpose::Poll(_) | Purpose::Instruments | Purpose::Clock | Purpose::Fetch(_) => true,
        }
    }

    fn answer(&mut self, now: Timestamp, sent_at: Timestamp, asked: &Asked, facts: &Facts, out: &mut Vec<Action>) {
        self.refine_from(now, facts, out);
        match asked.purpose {
            Purpose::Instruments => self.instruments_answered(now, facts, out),
            Purpose::Clock => self.clock_answered(now, sent_at, facts),
            Purpose::Join(key) if self.proves_nothing(key, now - sent_at) => self.join_failed(now, key, None),
            Purpose::Join(key) => self.join_answered(now, key, &asked.step, facts, out),
            Purpose::Poll(key) => self.poll_answered(now, key, &asked.step, facts, out),
            Purpose::Probe(key) => self.probe_answered(now, key, facts),
            Purpose::Fetch(ticket) => {
                out.push(Action::Emit(Output::Fetched { ticket, result: Ok(self.rows(now, &asked.step, facts)) }));
            }
        }
    }

    /// An answer may show values that need more decimal places than were known.
    fn refine_from(&mut self, now: Timestamp, facts: &Facts, out: &mut Vec<Action>) {
        for fact in facts.items().iter().filter(|fact| matches!(fact, Fact::Precision { .. })) {
            self.take_fact(now, facts, fact, super::streams::Via::Answer, out);
        }
    }

    fn instruments_answered(&mut self, now: Timestamp, facts: &Facts, out: &mut Vec<Action>) {
        let before = self.ready;
        for fact in facts.items() {
            if matches!(fact, Fact::Instruments(_) | Fact::Limits(_)) {
                self.take_fact(now, facts, fact, super::streams::Via::Answer, out);
            }
        }
        self.errands.instruments.done(now, now + self.spec.instruments_every);
        if self.ready && !before {
            self.tick(now, out);
        }
    }

    fn clock_answered(&mut self, now: Timestamp, sent_at: Timestamp, facts: &Facts) {
        for fact in facts.items() {
            if let Fact::ServerTime(venue) = fact {
                self.clock.sample(sent_at, now, *venue);
                self.errands.clock_samples += 1;
            }
        }
        if let Some((offset, _)) = self.clock.offset(now) {
            self.view.clock_offset = offset;
        }
        let every = self.spec.clock_every.unwrap_or(Duration::from_secs(1_800));
        let next = if self.errands.clock_samples < FIRST_CLOCK_SAMPLES { now } else { now + every };
        self.errands.clock.done(now, next);
    }

    fn refusal(&mut self, now: Timestamp, asked: &Asked, refusal: Refusal, out: &mut Vec<Action>) {
        let not_before = match refusal.kind {
            RefusalKind::Limited { until, .. } => until.map(|until| until - self.view.clock_offset).or(Some(now + Duration::from_secs(1))),
            RefusalKind::Clock => {
                self.errands.clock.hurry(now);
                None
            }
            RefusalKind::Retry
            | RefusalKind::Credentials
            | RefusalKind::NotFound
            | RefusalKind::AlreadySo
            | RefusalKind::Rejected
            | RefusalKind::Unsupported => None,
        };
        match &asked.purpose {
            Purpose::Fetch(ticket) => {
                out.push(Action::Emit(Output::Fetched { ticket: *ticket, result: Err(FetchError::Refused(refusal)) }));
            }
            other => self.failed(now, other, &refusal.to_string(), not_before, out),
        }
    }

    fn failed(&mut self, now: Timestamp, purpose: &Purpose, reason: &str, not_before: Option<Timestamp>, out: &mut Vec<Action>) {
        match purpose {
            Purpose::Instruments => self.errands.instruments.failed(now, not_before),
            Purpose::Clock => self.errands.clock.failed(now, not_before),
            Purpose::Join(key) => self.join_failed(now, *key, not_before),
            Purpose::Poll(key) => self.poll_failed(now, *key, reason, not_before, out),
            // The question stays open; it is asked again while the silence lasts.
            Purpose::Probe(_) | Purpose::Fetch(_) => {}
        }
    }

    fn rows(&self, now: Timestamp, step: &Step, facts: &Facts) -> Fetched {
        match step {
            Step::Candles { .. } => {
                let mut candles = candles_of(facts);
                for candle in &mut candles {
                    candle.closed = candle.close_ts < now + self.view.clock_offset;
                }
                Fetched::Candles(candles)
            }
            Step::Trades { .. } => Fetched::Trades(
                facts
                    .items()
                    .iter()
                    .filter_map(|fact| if let Fact::Trade { trade, .. } = fact { Some(trade.clone()) } else { None })
                    .collect(),
            ),
            Step::Funding { .. } => Fetched::Funding(
                facts
                    .items()
                    .iter()
                    .filter_map(|fact| if let Fact::Funding { funding, .. } = fact { Some(funding.clone()) } else { None })
                    .collect(),
            ),
            Step::ServerTime
            | Step::Instruments
            | Step::MoreInstruments { .. }
            | Step::Book { .. }
            | Step::Bbo { .. }
            | Step::Mark { .. }
            | Step::Ticker { .. } => Fetched::Published,
        }
    }

    /// A stream is gone: what was asked for it is not wanted any more.
    pub(super) fn forget_calls(&mut self, gone: Key) {
        self.calls
            .retain(|_, asked| !matches!(asked.purpose, Purpose::Join(key) | Purpose::Poll(key) | Purpose::Probe(key) if key == gone));
    }
}
