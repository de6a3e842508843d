//! What does the gateway want done, and what comes of it?

use rand_core::Rng;
use twinline_core::account::{Action, Command, Input, Output};
use twinline_core::session::CallId;
use twinline_model::{Duration, Timestamp};
use twinline_venue::account::{Leaving, Route};
use twinline_venue::{FrameBuf, Reply};

use super::gateway::{Heard, Kept, Want};
use super::scene::{Flight, NO_TICKET, Plan, Trading};
use crate::oracle::Violation;
use crate::player::Answer;

/// A disk takes so long for a sync, on average.
const SYNC: Duration = Duration::from_micros(400);

impl Trading {
    pub(super) fn input(&mut self, input: Input<'_>) {
        let mut wants = Vec::new();
        self.gateway.input(self.wire.now(), input, &mut wants);
        self.perform(wants);
    }

    /// What is wanted is done in the order in which it was wanted; what follows from it comes after all of it.
    pub(super) fn perform(&mut self, wants: Vec<Want>) {
        self.wants.extend(wants);
        if self.performing {
            return;
        }
        self.performing = true;
        while let Some(want) = self.wants.pop_front() {
            match want.name().and_then(|name| self.points.reached(name)) {
                Some(keep) => self.kill(keep),
                None => self.done(want),
            }
        }
        self.performing = false;
    }

    fn done(&mut self, want: Want) {
        match want {
            Want::Account(action) => self.act(action),
            Want::Append(ticket, envelopes) => {
                if self.wire.trace.is_some() {
                    let lines: Vec<String> = envelopes.iter().map(|envelope| format!("  ## {envelope:?}")).collect();
                    lines.into_iter().for_each(|line| self.wire.note(|| line));
                }
                let kept = self.gateway.append(envelopes);
                self.promise(ticket, kept);
            }
            Want::Granted(call) => self.leave(call),
            Want::Refused(call, retry_at) => {
                self.input(Input::NotAdmitted { call, retry_at: Some(retry_at), reason: "the rate budget is used up" });
            }
            Want::BudgetAt(at) => {
                self.wire.at(at + Duration::from_micros(10), Plan::BudgetWake);
            }
        }
    }

    /// What the disk says of an append comes later.
    fn promise(&mut self, ticket: Option<u64>, kept: Kept) {
        let (now, life) = (self.now(), self.life);
        match (kept, ticket) {
            (Kept::Taken(length), Some(ticket)) => {
                let wait = Duration::from_micros(50) + SYNC.scale(i64::from(self.rng.next_u32() % 2_000), 1_000);
                self.wire.at(now + wait, Plan::Synced { ticket, length, life });
            }
            (Kept::Taken(_), None) => {}
            (Kept::Failed(reason), ticket) => {
                self.wire.at(now, Plan::Unkept { ticket: ticket.unwrap_or(NO_TICKET), reason, life });
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Open { link, url, .. } => self.wire.open(link, &url),
            Action::Ping { link } => self.wire.ping(link),
            Action::Close { link } => self.wire.close(link),
            Action::Emit(output) => self.told(output),
            Action::WakeAt(local) => {
                let at = self.gateway.real(local);
                if let Some(key) = self.wake.take() {
                    self.wire.cancel(key);
                }
                self.wake = Some(self.wire.at(at, Plan::Wake));
            }
            // Calls and appends went through the gateway.
            Action::Call { .. } | Action::Append { .. } | Action::Heard { .. } => {}
        }
    }

    fn told(&mut self, output: Output) {
        self.wire.note(|| format!("  -> {output:?}"));
        let now = self.now();
        match output {
            Output::Answer { ask, result } => drop(self.answers.insert(ask, (now, result))),
            Output::Status(status) => self.statuses.push((now, status)),
            Output::Recall(kept) => {
                let found = self.gateway.recall(&kept).cloned().map(Box::new);
                self.input(Input::Command(Command::Recalled { kept, found }));
            }
            Output::Heard(_) => {}
            Output::Stopped => self.stopped_at = Some(now),
        }
    }

    fn leave(&mut self, call: CallId) {
        let route = self.gateway.route(call);
        let Some(leaving) = self.gateway.encode(self.wire.now(), call) else { return };
        match (leaving, route) {
            (Ok(Leaving::Http(request)), _) => {
                self.wire.note(|| format!("  => {request:?}"));
                let timeout = self.gateway.account().spec().reply_timeout;
                let id = self.wire.request(request, timeout);
                self.flights.insert(id, Flight { call, sent_at: self.now() });
                self.input(Input::Left { call });
            }
            (Ok(Leaving::Frame(FrameBuf::Text(text))), Some(Route::Link(link, _))) => {
                self.wire.note(|| format!("  => {}", text.split("signature").next().unwrap_or_default()));
                match self.wire.send(link, text) {
                    true => self.input(Input::Left { call }),
                    false => self.stays(call, Some(self.gateway.local(self.now()) + Duration::from_secs(1)), "its connection is gone"),
                }
            }
            (Ok(Leaving::Frame(_)), _) => self.violation = Some(Violation::new("a frame without a link".to_owned())),
            (Err(reason), _) => self.stays(call, None, &reason),
        }
    }

    fn stays(&mut self, call: CallId, retry_at: Option<Timestamp>, reason: &str) {
        self.wire.note(|| format!("  stays: {reason}"));
        self.input(Input::NotAdmitted { call, retry_at, reason });
    }

    pub(super) fn answered(&mut self, id: u64, answer: &Answer) {
        let Some(flight) = self.flights.remove(&id) else { return };
        let (call, sent_at) = (flight.call, self.gateway.local(flight.sent_at));
        match answer {
            Answer::Http { status, headers, body } => {
                let mut wants = Vec::new();
                self.gateway.learn(self.wire.now(), sent_at, &Heard { status: *status, headers, body }, &mut wants);
                self.perform(wants);
                self.input(Input::Reply { call, sent_at, reply: Reply::Http { status: *status, body } });
            }
            Answer::Lost(reason) => self.input(Input::Reply { call, sent_at, reply: Reply::Lost { reason } }),
        }
    }
}
