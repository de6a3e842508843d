//! What does the dead-man's switch guard, and what is kept and told of it?
//!
//! The venue's countdown ends orders that rest; whether it ends those that wait for a trigger as well, its table says. Where it
//! does not, they have no guard but us: a gateway that begins and finds that it was gone for longer than was wanted ends those that could open or enlarge a position. What only
//! reduces a position stays: it protects.
//!
//! A stop in order is no death: the countdowns are stopped and orders stay. The next start winds them again.

use std::collections::BTreeSet;

use twinline_model::{DeadManState, Duration, InstrumentId, OrderId, Phase, Timestamp};
use twinline_venue::account::AccountStep;
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::answer::Answer;
use super::api::Action;
use super::calls::Purpose;
use super::dead_man::{DeadMan, NotCovered};
use super::event::AccountEvent;
use super::news::OURS;
use super::order::{Order, Origin};
use super::placing::ticket_of;
use crate::limits::Priority;

/// Orders that are named as not covered; more are counted in the reason of the last.
const MAX_NAMED: usize = 50;
/// What changed of them alone is told this often at most.
const NAMED_EVERY: Duration = Duration::from_secs(1);
/// An order that is kept from ending at a stop by a failing venue is told of in these words.
const STOPPED: &str = "the gateway was stopped in order: orders stay";

impl Account {
    /// Somebody wants it, or does not any more. It holds from now on; the answer can be given once it is on disk.
    pub(super) fn set_dead_man(&mut self, now: Timestamp, ask: u64, timeout_s: Option<u32>, out: &mut Vec<Action>) {
        if self.state.dead_man().timeout_s != timeout_s {
            self.countdowns.hurry(now);
            self.countdowns.alive_at = timeout_s.map(|_| now);
            let held = DeadMan { timeout_s, alive_at: None, ..self.state.dead_man().clone() };
            let dead_man = self.guarded(now, held);
            let envelope = self.enter(now, None, OURS, AccountEvent::DeadMan { dead_man });
            let ticket = self.next_append;
            self.next_append += 1;
            out.push(Action::Append { ticket: Some(ticket), envelopes: vec![envelope] });
            self.tend_dead_man(now, out);
        }
        Self::answer(ask, Answer::Set, out);
    }

    /// The gateway is to stop in order: what rests at the venue stays there.
    pub(super) fn release_dead_man(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        self.countdowns.hurry(now);
        self.tend_dead_man(now, out);
    }

    /// True once no countdown runs that a stop in order would leave behind.
    pub(super) fn has_released(&self) -> bool {
        self.countdowns.is_empty()
    }

    pub(super) fn tend_dead_man(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        if self.state.dead_man().timeout_s.is_none() && self.countdowns.is_empty() && self.state.dead_man().covered.is_empty() {
            return;
        }
        // Nothing can be signed before the venue's clock is known.
        if self.clock_samples == 0 {
            return;
        }
        if std::mem::take(&mut self.lapsed) {
            self.end_unguarded(now, out);
        }
        let timeout = self.state.dead_man().timeout().filter(|_| self.stopping.is_none());
        let needed = if timeout.is_some() && self.spec.countdown.is_some() { self.resting() } else { BTreeSet::new() };
        for (instrument, after) in self.countdowns.turn(now, timeout, &needed) {
            let first =
                self.spec.countdown.is_some_and(|rule| rule.made) && after > Duration::ZERO && !self.countdowns.is_made(&instrument);
            let (step, purpose) = match first {
                true => (AccountStep::MakeCountdown { instrument: instrument.clone() }, Purpose::MakeCountdown(instrument)),
                false => (AccountStep::Countdown { instrument: instrument.clone(), after }, Purpose::Countdown(instrument, after)),
            };
            self.ask(now, step, Priority::Command, purpose, out);
        }
        self.tell_dead_man(now, out);
    }

    /// True if the venue's countdown would end this order of ours: it rests there, or may.
    fn rests(&self, order: &Order) -> bool {
        let all = self.spec.countdown.is_some_and(|rule| rule.ends_waiting);
        order.origin == Origin::Gateway && (all || !order.conditional || order.phase >= Phase::Live)
    }

    /// Instruments in which orders of ours rest at the venue, or may.
    fn resting(&self) -> BTreeSet<InstrumentId> {
        self.state.open_orders().filter(|order| self.rests(order)).map(|order| order.instrument.clone()).collect()
    }

    /// The gateway was gone for longer than was wanted: what the venue could not end, and could open or enlarge a position, ends now.
    fn end_unguarded(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let covered = &self.state.dead_man().covered;
        let unguarded = |order: &&Order| order.origin == Origin::Gateway && !(self.rests(order) && covered.contains(&order.instrument));
        let ids: Vec<OrderId> =
            self.state.open_orders().filter(unguarded).filter(|order| !only_reduces(order)).map(|order| order.id.clone()).collect();
        let why = "the gateway was gone for longer than the dead-man's switch allows";
        let text = format!("{why}; {} orders that could open or enlarge a position and that the venue did not end are canceled", ids.len());
        self.record(now, None, OURS, AccountEvent::Alert { kind: "dead_man_lapsed".to_owned(), instrument: None, text }, out);
        self.end_because(now, &ids, why, out);
    }

    pub(super) fn countdown_done(&mut self, now: Timestamp, instrument: &InstrumentId, after: Duration, left_at: Timestamp) {
        self.countdowns.done(instrument, left_at.min(now), after);
    }

    /// A countdown has been set up, or is there already by the venue's word: what it does when it is wound shows.
    pub(super) fn countdown_made(&mut self, now: Timestamp, instrument: &InstrumentId, out: &mut Vec<Action>) {
        self.countdowns.made(now, instrument);
        self.tend_dead_man(now, out);
    }

    pub(super) fn countdown_not_made(&mut self, now: Timestamp, instrument: &InstrumentId, refusal: &Refusal, out: &mut Vec<Action>) {
        match refusal.kind {
            RefusalKind::Rejected | RefusalKind::AlreadySo if !self.countdowns.has_failed(instrument) => {
                self.countdown_made(now, instrument, out);
            }
            _ => self.countdown_refused(now, instrument, refusal),
        }
    }

    pub(super) fn countdown_refused(&mut self, now: Timestamp, instrument: &InstrumentId, refusal: &Refusal) {
        let (plain_no, retry_at) = match refusal.kind {
            RefusalKind::Limited { until, .. } => (false, until.map(|until| until.min(now + Duration::from_secs(60)))),
            RefusalKind::Retry | RefusalKind::Clock => (false, None),
            RefusalKind::Credentials
            | RefusalKind::NotFound
            | RefusalKind::AlreadySo
            | RefusalKind::Rejected
            | RefusalKind::Unsupported => (true, None),
        };
        self.countdowns.failed(now, instrument, refusal.to_string(), plain_no, retry_at);
    }

    pub(super) fn countdown_in_doubt(&mut self, now: Timestamp, instrument: &InstrumentId, reason: &str) {
        self.countdowns.failed(now, instrument, reason.to_owned(), false, None);
    }

    /// Makes history of what has changed. What changes with every round is written once for each.
    fn tell_dead_man(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let before = self.state.dead_man();
        let seen = self.guarded(now, before.clone());
        let stands = |held: &DeadMan| (held.state, held.covered.clone(), held.reason.clone(), held.alive_at.is_some());
        let named = seen.not_covered != before.not_covered && now - self.named_at >= NAMED_EVERY;
        let round = (seen.alive_at, seen.last_refreshed_at) != (before.alive_at, before.last_refreshed_at);
        let settled = !self.countdowns.is_asking() || self.countdowns.alive_at.is_none_or(|at| now - at >= NAMED_EVERY);
        if stands(&seen) == stands(before) && !named && !(round && settled) {
            return;
        }
        let alarm = seen.state == DeadManState::NotProtected && before.state != DeadManState::NotProtected;
        let text = format!("orders are not protected by the dead-man's switch: {}", seen.reason.as_deref().unwrap_or_default());
        self.named_at = now;
        self.record(now, None, OURS, AccountEvent::DeadMan { dead_man: seen }, out);
        if alarm {
            self.record(now, None, OURS, AccountEvent::Alert { kind: "dead_man".to_owned(), instrument: None, text }, out);
        }
    }

    /// How it stands, with `held` for what does not change by itself.
    fn guarded(&self, now: Timestamp, held: DeadMan) -> DeadMan {
        let (state, reason) = self.judge_dead_man(now, &held);
        let since = if state == held.state { held.since.or(Some(now)) } else { Some(now) };
        let armed = held.timeout_s.is_some() && self.stopping.is_none();
        let covered = if armed { self.countdowns.running(now) } else { self.countdowns.lingering(now) };
        let last_refreshed_at = self.countdowns.wound_at().or(held.last_refreshed_at).filter(|_| armed || !covered.is_empty());
        let alive_at = self.countdowns.alive_at.or(held.alive_at).filter(|_| armed);
        let not_covered = if armed { self.not_covered(now, &covered) } else { Vec::new() };
        DeadMan { state, since, last_refreshed_at, alive_at, covered, not_covered, reason, ..held }
    }

    fn judge_dead_man(&self, now: Timestamp, held: &DeadMan) -> (DeadManState, Option<String>) {
        if held.timeout_s.is_none() || self.stopping.is_some() {
            let left = !self.countdowns.is_empty();
            let stopped = held.timeout_s.map(|_| STOPPED.to_owned());
            return (
                DeadManState::Disarmed,
                left.then(|| "the venue has not confirmed yet that its countdowns are stopped".to_owned()).or(stopped),
            );
        }
        if self.spec.countdown.is_none() {
            return (DeadManState::NotProtected, Some("the venue has no countdown that would end orders".to_owned()));
        }
        let missing = self.resting().into_iter().find_map(|instrument| {
            let why = self.countdowns.missing(now, &instrument)?;
            Some(format!("{instrument}: {why}"))
        });
        (if missing.is_some() { DeadManState::NotProtected } else { DeadManState::Armed }, missing)
    }

    fn not_covered(&self, now: Timestamp, covered: &BTreeSet<InstrumentId>) -> Vec<NotCovered> {
        let mut named = Vec::new();
        for order in self.state.open_orders().filter(|order| order.origin == Origin::Gateway) {
            let reason = match (self.rests(order), covered.contains(&order.instrument)) {
                (true, true) => continue,
                (true, false) if self.spec.countdown.is_none() => "the venue has no countdown".to_owned(),
                (true, false) => {
                    self.countdowns.missing(now, &order.instrument).unwrap_or_else(|| "its countdown is being started".to_owned())
                }
                (false, _) if only_reduces(order) => "waits for a trigger and only reduces: it stays, and protects".to_owned(),
                (false, _) => "waits for a trigger, which no countdown ends; a gateway that begins again after the time ends it".to_owned(),
            };
            if named.len() == MAX_NAMED {
                break;
            }
            named.push(NotCovered { order_id: order.id.clone(), reason });
        }
        named
    }
}

fn only_reduces(order: &Order) -> bool {
    ticket_of(order).is_some_and(|ticket| ticket.only_reduces())
}
