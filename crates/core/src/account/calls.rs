//! What was asked of the venue, and what does the answer mean?

use std::sync::Arc;

use twinline_model::{Duration, InstrumentId, OrderId, Source, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, EditTicket, Route, StreamKeyStep};
use twinline_venue::{Doubt, LinkId, Outcome, Refusal, RefusalKind, Reply};

use super::Account;
use super::api::Action;
use super::command::SettingChange;
use super::event::Origination;
use super::order::No;
use crate::limits::Priority;
use crate::session::CallId;

/// Samples of the venue's clock that are taken at the start and after a complaint.
const CLOCK_SAMPLES: u32 = 4;
/// Otherwise the clock is asked after so many times what is uncertain of it: a clock that runs 200 parts per million off has
/// strayed by a fifth of that by then. Not more often than the first, nor more rarely than the second.
const CLOCK_AFTER: i64 = 1_000;
const CLOCK_SOONEST: Duration = Duration::from_secs(2);
const CLOCK_LATEST: Duration = Duration::from_secs(60);
/// A venue that does not answer is asked this often whether it is back.
const PROBE_EVERY: Duration = Duration::from_millis(250);
/// Most such questions at once.
const MAX_PROBES: usize = 4;
/// When the clock did not answer, it is asked again after this.
const CLOCK_AGAIN: Duration = Duration::from_secs(1);

/// Why something was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The venue's clock.
    Clock,
    /// The stream's key.
    StreamKey(StreamKeyStep),
    /// To be known on a link.
    LogOn(LinkId),
    /// To hear of the account on a link.
    Subscribe(LinkId),
    /// To place an order.
    Place(OrderId),
    /// To change one.
    Edit(OrderId, Arc<EditTicket>),
    /// To end one.
    Cancel(OrderId),
    /// To place several.
    PlaceBatch(Vec<OrderId>),
    /// To change several.
    EditBatch(Vec<(OrderId, Arc<EditTicket>)>),
    /// To end several.
    CancelBatch(Vec<OrderId>),
    /// To change a setting, for this asker, the how-manieth time.
    Set(u64, SettingChange, u32),
    /// To have the venue make the legs of a bracket.
    Bracket(OrderId),
    /// To have the venue put other legs behind an order that has opened nothing yet.
    OtherLegs(OrderId),
    /// To see the legs that it may have made.
    Legs(OrderId),
    /// To wind the countdown of an instrument with this time, or to stop it.
    Countdown(InstrumentId, Duration),
    /// To set up the countdown of an instrument.
    MakeCountdown(InstrumentId),
    /// To learn what became of an order.
    Lookup(OrderId),
    /// For a round of repair or audit.
    Round(u64),
    /// For somebody.
    Fetch(u64),
    /// To learn what the venue says of the key, for somebody.
    Check(u64),
    /// To learn the terms of an instrument.
    Terms(InstrumentId),
    /// To learn of an order that only a fill has told of; asked again by itself.
    Find,
}

/// A call that is open.
#[derive(Debug)]
pub(super) struct Asked {
    pub step: AccountStep,
    pub purpose: Purpose,
    pub route: Route,
    /// When it was handed over.
    pub asked_at: Timestamp,
    /// When it began to leave; before that nothing can have happened.
    pub left_at: Option<Timestamp>,
    /// What earlier parts of its answer said.
    pub said: Vec<AccountFact>,
    /// How many those were, and when the first was asked for.
    pub parts: usize,
    pub first_at: Option<Timestamp>,
}

impl Account {
    pub(super) fn next_call_id(&mut self) -> CallId {
        let call = CallId(self.next_call);
        self.next_call += 1;
        call
    }

    /// Which way the call went that places an order, while it is open or being answered.
    pub(super) fn placing_by(&self, order: &OrderId) -> Option<Source> {
        let placing = |asked: &&Asked| match &asked.purpose {
            Purpose::Place(id) => id == order,
            Purpose::PlaceBatch(ids) => ids.contains(order),
            _ => false,
        };
        let answered = self.placed_by.as_ref().filter(|(ids, _)| ids.contains(order)).map(|(_, source)| *source);
        answered.or_else(|| self.calls.values().find(placing).map(|asked| source_of(asked.route)))
    }

    /// Asks by the best way there is now.
    pub(super) fn ask(&mut self, now: Timestamp, step: AccountStep, priority: Priority, purpose: Purpose, out: &mut Vec<Action>) -> CallId {
        let call = self.next_call_id();
        let route = self.route(call, &step);
        self.ask_by(now, call, step, priority, purpose, route, out);
        call
    }

    #[allow(clippy::too_many_arguments, reason = "each is a different thing, and there are two callers")]
    pub(super) fn ask_by(
        &mut self,
        now: Timestamp,
        call: CallId,
        step: AccountStep,
        priority: Priority,
        purpose: Purpose,
        route: Route,
        out: &mut Vec<Action>,
    ) {
        self.calls.insert(
            call,
            Asked { step: step.clone(), purpose, route, asked_at: now, left_at: None, said: Vec::new(), parts: 0, first_at: None },
        );
        out.push(Action::Call { call, step, priority, route });
    }

    pub(super) fn left(&mut self, now: Timestamp, call: CallId) {
        if let Some(asked) = self.calls.get_mut(&call) {
            asked.left_at = Some(now);
        }
    }

    /// A call that never left: nothing can have happened.
    pub(super) fn not_admitted(&mut self, now: Timestamp, call: CallId, retry_at: Option<Timestamp>, reason: &str, out: &mut Vec<Action>) {
        let Some(asked) = self.calls.remove(&call) else { return };
        let (kind, code) = match retry_at {
            Some(until) => (RefusalKind::Limited { until: Some(until), banned: false }, None),
            None => (RefusalKind::Unsupported, Some("not_supported".to_owned())),
        };
        let refusal = Refusal { kind, code, message: format!("not sent: {reason}"), status: 0 };
        self.refused(now, asked, refusal, out);
    }

    /// An answer came, or will not come.
    pub(super) fn replied(&mut self, now: Timestamp, call: CallId, sent_at: Option<Timestamp>, reply: Reply<'_>, out: &mut Vec<Action>) {
        let Some(mut asked) = self.calls.remove(&call) else { return };
        asked.left_at = sent_at.or(asked.left_at);
        let mut facts = AccountFacts::new();
        let outcome = self.codec.decode_reply(&self.view, &asked.step, reply, &mut facts);
        self.oddities += facts.oddities.len() as u64;
        self.date(&mut facts, asked.left_at.unwrap_or(asked.asked_at));
        if let (Some(left_at), Outcome::Done(()) | Outcome::Refused(_)) = (asked.left_at, &outcome) {
            self.nearness.answered_after(now - left_at);
        }
        match outcome {
            Outcome::Done(()) if facts.items.iter().any(|fact| matches!(fact, AccountFact::Continues(_))) => {
                self.go_on_asking(now, asked, facts, out);
            }
            Outcome::Done(()) => {
                self.heard_at = Some(now);
                if let Some(first_at) = asked.first_at {
                    facts.items.splice(0..0, std::mem::take(&mut asked.said));
                    asked.left_at = Some(first_at);
                    if let AccountStep::Page { of, .. } = &asked.step {
                        asked.step = AccountStep::clone(of);
                    }
                }
                if std::mem::take(&mut self.lines.unanswered) && !self.sync.is_live() {
                    // The venue is back: nothing of its absence is waited out.
                    self.try_now(now);
                }
                self.done(now, asked, facts, out);
            }
            Outcome::Refused(refusal) => {
                self.heard_at = Some(now);
                self.keep(now, &asked, &facts, out);
                self.refused(now, asked, refusal, out);
            }
            Outcome::Unknown(doubt) => self.doubtful(now, asked, doubt, out),
        }
    }

    /// Facts that came with a no: a batch may have both.
    fn keep(&mut self, now: Timestamp, asked: &Asked, facts: &AccountFacts, out: &mut Vec<Action>) {
        let source = origination(asked.route);
        for fact in &facts.items {
            self.take_fact(now, fact, source, asked.step.name(), out);
        }
    }

    fn done(&mut self, now: Timestamp, asked: Asked, facts: AccountFacts, out: &mut Vec<Action>) {
        match &asked.purpose {
            Purpose::Clock => self.clock_answered(now, &asked, &facts, out),
            Purpose::StreamKey(_) => {
                let key = facts.items.iter().find_map(|fact| if let AccountFact::StreamKey(key) = fact { Some(key.clone()) } else { None });
                self.key_answered(now, key, out);
            }
            Purpose::LogOn(link) => self.logged_on(now, *link, out),
            Purpose::Subscribe(link) => self.stream_ready(now, *link),
            Purpose::Place(order) => {
                let order = order.clone();
                self.placed_by = Some((vec![order.clone()], source_of(asked.route)));
                self.keep(now, &asked, &facts, out);
                self.placed_by = None;
                self.place_done(now, &order, source_of(asked.route), out);
            }
            Purpose::Edit(order, _) => {
                let order = order.clone();
                self.keep(now, &asked, &facts, out);
                self.edit_ended(now, &order, "done", "", out);
            }
            Purpose::Cancel(order) => {
                let order = order.clone();
                self.keep(now, &asked, &facts, out);
                self.cancel_done(now, &order, out);
            }
            Purpose::PlaceBatch(orders) => {
                self.placed_by = Some((orders.clone(), source_of(asked.route)));
                self.keep(now, &asked, &facts, out);
                self.placed_by = None;
                self.batch_done(now, &asked, &facts, out);
            }
            Purpose::EditBatch(_) | Purpose::CancelBatch(_) => {
                self.keep(now, &asked, &facts, out);
                self.batch_done(now, &asked, &facts, out);
            }
            Purpose::Set(ask, change, _) => {
                let (ask, change) = (*ask, change.clone());
                self.keep(now, &asked, &facts, out);
                self.set_done(now, ask, &change, out);
            }
            Purpose::Bracket(bracket) => {
                let bracket = bracket.clone();
                self.native_done(now, &bracket, out);
            }
            Purpose::Legs(bracket) => {
                let bracket = bracket.clone();
                self.keep(now, &asked, &facts, out);
                self.legs_listed(now, &bracket, asked.left_at.unwrap_or(asked.asked_at), out);
            }
            Purpose::Lookup(order) => {
                let order = order.clone();
                self.keep(now, &asked, &facts, out);
                self.looked_up(now, &order, out);
            }
            Purpose::Round(round) => {
                let round = *round;
                self.round_answered(now, round, &asked, &facts, out);
            }
            Purpose::Fetch(ask) => {
                let ask = *ask;
                self.keep(now, &asked, &facts, out);
                self.fetch_answered(ask, &asked, &facts, out);
            }
            Purpose::Check(ask) => {
                let ask = *ask;
                self.keep(now, &asked, &facts, out);
                self.check_answered(now, ask, &asked, &facts, out);
            }
            Purpose::Countdown(instrument, after) => {
                self.countdown_done(now, instrument, *after, asked.left_at.unwrap_or(asked.asked_at));
            }
            Purpose::MakeCountdown(instrument) => {
                let instrument = instrument.clone();
                self.countdown_made(now, &instrument, out);
            }
            Purpose::Terms(instrument) => {
                let instrument = instrument.clone();
                self.keep(now, &asked, &facts, out);
                self.terms_answered(&instrument, true, out);
            }
            Purpose::Find => self.keep(now, &asked, &facts, out),
            // Which they are, is seen when they come.
            Purpose::OtherLegs(_) => {}
        }
    }

    pub(super) fn refused(&mut self, now: Timestamp, asked: Asked, refusal: Refusal, out: &mut Vec<Action>) {
        if refusal.kind == RefusalKind::Clock {
            self.clock_due = now;
            self.clock_samples = self.clock_samples.min(1);
        }
        match asked.purpose {
            Purpose::Clock => {
                self.clock_due = now + CLOCK_AGAIN;
                // A venue that bids us wait is there.
                self.lines.unanswered |= !matches!(refusal.kind, RefusalKind::Limited { .. });
            }
            Purpose::StreamKey(step) => {
                let gone = step == StreamKeyStep::Extend && refusal.kind == RefusalKind::NotFound;
                self.key_failed(now, gone, &refusal.to_string(), out);
            }
            Purpose::LogOn(link) | Purpose::Subscribe(link) => {
                out.push(Action::Close { link });
                self.link_closed(now, link, &format!("log-on refused: {refusal}"), out);
            }
            Purpose::Place(order) => self.place_refused(now, &order, asked.left_at, refusal, out),
            Purpose::Edit(order, ticket) => self.edit_refused(now, &order, &ticket, refusal, out),
            Purpose::Cancel(order) => self.cancel_refused(now, &order, &refusal, out),
            Purpose::PlaceBatch(_) | Purpose::EditBatch(_) | Purpose::CancelBatch(_) => self.batch_refused(now, asked, &refusal, out),
            Purpose::Set(ask, change, tries) => self.set_refused(now, ask, &change, tries, refusal, out),
            Purpose::Bracket(bracket) => {
                let no = No { code: refusal.code, message: refusal.message };
                self.native_failed(now, &bracket, no, out);
            }
            Purpose::Lookup(order) => self.not_looked_up(now, &order, &refusal, asked.left_at.unwrap_or(asked.asked_at), out),
            Purpose::Round(round) => {
                let limited = matches!(refusal.kind, RefusalKind::Limited { .. });
                self.round_failed(now, round, if limited { "rate_limited" } else { "venue_unreachable" }, &refusal.to_string());
            }
            Purpose::Fetch(ask) => self.fetch_failed(ask, refusal, out),
            Purpose::Check(ask) => self.check_failed(ask, refusal, out),
            Purpose::Countdown(instrument, _) => self.countdown_refused(now, &instrument, &refusal),
            Purpose::MakeCountdown(instrument) => self.countdown_not_made(now, &instrument, &refusal, out),
            // What the venue has no table of will not be known by asking again.
            Purpose::Terms(instrument) => self.terms_answered(&instrument, refusal.kind == RefusalKind::Unsupported, out),
            // They are looked for again; legs of old terms are replaced when they come.
            Purpose::OtherLegs(_) | Purpose::Legs(_) | Purpose::Find => {}
        }
    }

    /// Nobody knows whether it happened.
    pub(super) fn doubtful(&mut self, now: Timestamp, asked: Asked, doubt: Doubt, out: &mut Vec<Action>) {
        let left_at = asked.left_at.unwrap_or(now);
        self.lines.unanswered |= asked.route == Route::Http;
        match asked.purpose {
            Purpose::Clock => self.clock_due = now + CLOCK_AGAIN,
            Purpose::StreamKey(_) => self.key_failed(now, false, &doubt.reason, out),
            Purpose::LogOn(link) | Purpose::Subscribe(link) => {
                out.push(Action::Close { link });
                self.link_closed(now, link, &format!("log-on without an answer: {}", doubt.reason), out);
            }
            Purpose::Place(order) => self.place_in_doubt(now, &order, left_at, &doubt.reason, out),
            Purpose::Edit(order, ticket) => self.edit_in_doubt(now, &order, &ticket, left_at, &doubt.reason, out),
            Purpose::Cancel(order) => self.cancel_in_doubt(now, &order, &doubt.reason, out),
            Purpose::PlaceBatch(_) | Purpose::EditBatch(_) | Purpose::CancelBatch(_) => self.batch_in_doubt(now, asked, &doubt, out),
            Purpose::Set(ask, change, tries) => self.set_in_doubt(now, ask, &change, tries, &doubt.reason, out),
            Purpose::Lookup(order) => self.lookup_unanswered(now, &order),
            Purpose::Round(round) => self.round_failed(now, round, "venue_unreachable", &doubt.reason),
            Purpose::Fetch(ask) | Purpose::Check(ask) => {
                let refusal = Refusal { kind: RefusalKind::Retry, code: doubt.code, message: doubt.reason, status: 0 };
                // Whichever of them it is waits under this number.
                self.fetch_failed(ask, refusal, out);
            }
            Purpose::Countdown(instrument, _) | Purpose::MakeCountdown(instrument) => {
                self.countdown_in_doubt(now, &instrument, &doubt.reason)
            }
            Purpose::Terms(instrument) => self.terms_answered(&instrument, false, out),
            // What came of it is looked for.
            Purpose::Bracket(_) | Purpose::OtherLegs(_) | Purpose::Legs(_) | Purpose::Find => {}
        }
    }

    /// Calls on a socket that is gone: those that had left may have arrived.
    pub(super) fn lose_calls_of(&mut self, now: Timestamp, link: LinkId, reason: &str, out: &mut Vec<Action>) {
        let lost: Vec<CallId> = self
            .calls
            .iter()
            .filter(|(_, asked)| matches!(asked.route, Route::Link(on, _) if on == link) && asked.left_at.is_some())
            .map(|(call, _)| *call)
            .collect();
        for call in lost {
            self.lose(now, call, &format!("connection lost: {reason}"), out);
        }
    }

    /// Calls on sockets have nobody else who would notice that no answer comes.
    pub(super) fn expire_calls(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let late: Vec<CallId> = self
            .calls
            .iter()
            .filter(|(_, asked)| {
                matches!(asked.route, Route::Link(..)) && asked.left_at.is_some_and(|at| now - at >= self.spec.reply_timeout)
            })
            .map(|(call, _)| *call)
            .collect();
        for call in late {
            let reason = format!("no answer for {} ms", self.spec.reply_timeout.as_millis());
            self.lose(now, call, &reason, out);
        }
    }

    fn lose(&mut self, now: Timestamp, call: CallId, reason: &str, out: &mut Vec<Action>) {
        if let Some(asked) = self.calls.remove(&call) {
            self.doubtful(now, asked, Doubt { reason: reason.to_owned(), code: None }, out);
        }
    }

    pub(super) fn tend_clock(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        if self.stopping.is_some() {
            return;
        }
        let asked = self.calls.values().filter(|asked| asked.purpose == Purpose::Clock).count();
        // One question may be lost for long, and the next be answered at once.
        let probing = self.lines.unanswered && !self.sync.is_live() && asked < MAX_PROBES && self.lines.probe_at <= now;
        if probing || (self.clock_due <= now && asked == 0) {
            self.lines.probe_at = now + PROBE_EVERY.scale(i64::from(self.sharing), 1);
            let priority = if probing { Priority::Poll } else { Priority::Command };
            self.ask(now, AccountStep::Clock, priority, Purpose::Clock, out);
        }
    }

    fn clock_answered(&mut self, now: Timestamp, asked: &Asked, facts: &AccountFacts, out: &mut Vec<Action>) {
        for fact in &facts.items {
            if let AccountFact::Clock(venue) = fact {
                self.clock.sample(asked.left_at.unwrap_or(asked.asked_at), now, *venue);
                self.clock_samples += 1;
            }
        }
        let mut every = CLOCK_LATEST;
        if let Some((offset, error)) = self.clock.offset(now) {
            self.view.clock_offset = offset;
            every = error.scale(CLOCK_AFTER, 1).clamp(CLOCK_SOONEST, CLOCK_LATEST);
        }
        self.clock_due = if self.clock_samples < CLOCK_SAMPLES { now } else { now + every };
        let again = std::mem::take(&mut self.after_clock);
        self.send_places(now, &again, out);
    }

    /// How far the venue's clock is from ours, and how far off that may be.
    pub fn clock_offset(&self, now: Timestamp) -> Option<(Duration, Duration)> {
        self.clock.offset(now)
    }
}

/// Whose word an answer is.
pub(super) fn origination(route: Route) -> Origination {
    source_of(route).into()
}

/// Which face of the venue an answer came from.
pub(super) fn source_of(route: Route) -> Source {
    match route {
        Route::Http => Source::Rest,
        Route::Link(..) => Source::Ws,
    }
}
