//! What does somebody want, and what became of it?

use std::iter::repeat_n;

use twinline_model::{Duration, OrderId, Timestamp};
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::answer::{Answer, Refused};
use super::api::{Action, Output};
use super::command::{Command, EditWish};
use super::credential::Checking;
use super::event::AccountEvent;
use super::members::Members;
use super::news::OURS;
use super::order::No;
use super::past::Fetching;

/// Commands that wait for their outcome; one more is refused.
pub(super) const MAX_ASKS: usize = 4_096;
/// What is in the air at a stop is waited for so long.
const STOP_WITHIN: Duration = Duration::from_secs(3);

/// Somebody who waits.
#[derive(Debug)]
pub(super) enum Ask {
    /// For orders.
    Place(Vec<Slot>),
    /// For edits of orders.
    Edit(Members),
    /// For the end of orders.
    Cancel(Members),
    /// For rows of the past.
    Fetch(Fetching),
    /// For what the venue says of the key.
    Check(Checking),
    /// For a comparison.
    Reconcile,
}

/// One order of a command that places.
#[derive(Debug)]
pub(super) enum Slot {
    Refused(Refused),
    /// Not known yet.
    Waiting(OrderId),
    /// Known.
    Known(OrderId),
}

impl Account {
    pub(super) fn command(&mut self, now: Timestamp, command: Command, out: &mut Vec<Action>) {
        match command {
            Command::Place { ask, tickets, checks } => {
                let count = tickets.len();
                self.place(now, ask, tickets.into_iter().zip(repeat_n(checks, count)).collect(), out);
            }
            Command::PlaceEach { ask, orders } => self.place(now, ask, orders, out),
            Command::Preview { ask, ticket, checks } => {
                let result = self.check_alone(&ticket, &checks).map_or_else(Answer::Refused, |()| Answer::Sound);
                Self::answer(ask, result, out);
            }
            Command::Edit { ask, order, price, qty, checks } => {
                self.edit(now, ask, vec![EditWish { order, price, qty, checks }], true, out);
            }
            Command::EditEach { ask, edits } => self.edit(now, ask, edits, false, out),
            Command::Cancel { ask, order } => self.cancel(now, ask, vec![order], true, out),
            Command::CancelEach { ask, orders } => self.cancel(now, ask, orders, false, out),
            Command::CancelAll { ask, instrument, external } => self.cancel_all(now, ask, instrument.as_ref(), external, out),
            Command::Bracket { ask, wish, checks } => self.bracket(now, ask, &wish, &checks, out),
            Command::ChangeBracket { ask, bracket, change, checks } => self.change_bracket(now, ask, &bracket, *change, &checks, out),
            Command::EndBracket { ask, bracket } => self.end_bracket(now, ask, &bracket, out),
            Command::Set { ask, change } => self.set(now, ask, change, 1, out),
            Command::Fetch { ask, past, history } => self.fetch(now, ask, past, history, out),
            Command::Check { ask } => self.check_key(now, ask, out),
            Command::Terms { ask, instrument } => self.tell_terms(now, ask, instrument, out),
            Command::Reconcile { ask } => {
                self.asks.insert(ask, Ask::Reconcile);
                self.sync.reconcile(ask);
                self.tend_sync(now, out);
            }
            Command::Recalled { kept, found } => self.recalled(now, &kept, found.as_deref(), out),
            Command::Instruments(instruments) => self.relisted(instruments),
            Command::KillSwitch { ask, on } => self.kill_switch(now, ask, on, out),
            Command::DeadMan { ask, timeout_s } => self.set_dead_man(now, ask, timeout_s, out),
            Command::Signer(signer) => {
                self.view.signer = signer;
                self.begin_anew(now, out);
            }
            Command::TryNow => self.try_now(now),
            Command::Stop => {
                self.stopping = Some(now + STOP_WITHIN);
                self.release_dead_man(now, out);
            }
        }
    }

    pub(super) fn answer(ask: u64, result: Answer, out: &mut Vec<Action>) {
        out.push(Action::Emit(Output::Answer { ask, result }));
    }

    pub(super) fn command_ended(
        &mut self,
        now: Timestamp,
        id: &OrderId,
        command: &str,
        outcome: &str,
        detail: &str,
        out: &mut Vec<Action>,
    ) {
        let event = AccountEvent::CommandEnded {
            order_id: id.clone(),
            command: command.to_owned(),
            outcome: outcome.to_owned(),
            detail: detail.to_owned(),
        };
        self.record(now, None, OURS, event, out);
    }

    /// A comparison is done.
    pub(super) fn reconciled(&mut self, ask: u64, answer: Answer, out: &mut Vec<Action>) {
        if self.asks.remove(&ask).is_some() {
            Self::answer(ask, answer, out);
        }
    }
}

pub(super) fn refused_by_venue(refusal: Refusal) -> Refused {
    let (code, retryable) = match refusal.kind {
        RefusalKind::Limited { .. } => ("rate_limited", true),
        RefusalKind::Retry => ("venue_busy", true),
        RefusalKind::Clock => ("clock_off", true),
        RefusalKind::Credentials => ("venue_credentials", false),
        RefusalKind::NotFound => ("venue_not_found", false),
        RefusalKind::AlreadySo => ("already_so", false),
        RefusalKind::Rejected => ("venue_refused", false),
        RefusalKind::Unsupported => ("not_supported", false),
    };
    // What never left is no word of the venue's.
    let venue = (refusal.kind != RefusalKind::Unsupported).then(|| No { code: refusal.code, message: refusal.message.clone() });
    Refused { code, field: None, message: refusal.message, venue, retryable }
}
