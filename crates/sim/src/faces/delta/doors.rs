//! How do requests of accounts come in, and what may stand in their way?

use serde_json::Value;
use twinline_exchange::accounts::AccountId;

use super::private::{Counter, Deferred, Doubt, draw, weight};
use super::{Delta, content, too_many};
use crate::face::{Reply, Request};
use crate::outbox::Outbox;
use crate::requests::Entry;
use crate::target::Target;

/// Requests that wait to be done late.
const MOST_DEFERRED: usize = 1_024;

/// Status and body.
type Told = (u16, Value);

impl Delta {
    /// Answers a request that an account has to sign. It counts for the account, whatever address it comes from.
    pub(super) fn private_rest(&mut self, request: &Request<'_>, outbox: &mut Outbox<'_>) -> Reply {
        let now_ms = outbox.now_ns / 1_000_000;
        let weight = weight(request.method, &request.target);
        let admitted = self.private.gate.admit(request, now_ms + outbox.faults.skew_ms());
        let counted = admitted.as_ref().map_or_else(|_| request.peer.to_owned(), |account| format!("account {}", account.0));
        if let Err(reset_ms) = self.quota.charge(&counted, now_ms, weight) {
            return too_many(reset_ms);
        }
        let (status, body) = match admitted {
            Ok(account) => self.doubtful(account, request, outbox),
            Err(refused) => refused,
        };
        // A file is no JSON.
        match body {
            Value::String(text) if status == 200 => {
                Reply { status, headers: vec![("content-type", "text/csv".to_owned())], body: text, weight }
            }
            body => Reply { status, headers: content(), body: body.to_string(), weight },
        }
    }

    /// Does what an account asks, unless a fault is in the way.
    fn doubtful(&mut self, account: AccountId, request: &Request<'_>, outbox: &mut Outbox<'_>) -> Told {
        let path = request.target.path.as_str();
        let channels = [path, &format!("{} {path}", request.method)];
        match draw(request, &channels, outbox.faults) {
            None => self.counter(account, request.method, &request.target, request.body, outbox),
            Some(Doubt::Lost(told)) => told,
            Some(Doubt::Done(told)) => match self.counter(account, request.method, &request.target, request.body, outbox) {
                (200, _) => told,
                // A refusal needs no engine that could time out.
                refused => refused,
            },
            // Too many wait already: this one is lost.
            Some(Doubt::Late(told, _)) if self.private.deferred.len() >= MOST_DEFERRED => told,
            Some(Doubt::Late(told, delay_ms)) => {
                self.private.deferred.push(Deferred {
                    due_ns: outbox.now_ns + delay_ms * 1_000_000,
                    stamp: request.header("timestamp").and_then(|stamp| stamp.parse().ok()).unwrap_or(0),
                    account,
                    method: request.method.to_owned(),
                    target: request.target.clone(),
                    body: request.body.to_vec(),
                });
                told
            }
        }
    }

    pub(super) fn counter(&mut self, account: AccountId, method: &str, target: &Target, body: &[u8], outbox: &mut Outbox<'_>) -> Told {
        let Delta { live, private, sessions, .. } = self;
        let mut counter = Counter { live, private, sessions, outbox, account, target };
        let told = counter.answer(method, body).map_or_else(|refused| refused, |body| (200, body));
        self.private.tell(&mut self.live, &self.sessions, outbox);
        told
    }

    /// Does what was answered with a doubt and is done later.
    pub(super) fn do_deferred(&mut self, outbox: &mut Outbox<'_>) {
        let held = std::mem::take(&mut self.private.deferred);
        let (due, rest): (Vec<Deferred>, Vec<Deferred>) = held.into_iter().partition(|deferred| deferred.due_ns <= outbox.now_ns);
        self.private.deferred = rest;
        let clock_ms = outbox.now_ns / 1_000_000 + outbox.faults.skew_ms();
        for deferred in due {
            let status = match deferred.is_in_time(clock_ms) {
                true => self.counter(deferred.account, &deferred.method, &deferred.target, &deferred.body, outbox).0,
                false => 401,
            };
            // Nobody is told; the log of requests shows it.
            let mut entry = Entry::new(outbox.now_ns / 1_000_000, "LATE", &format!("{} {}", deferred.method, deferred.target.path));
            entry.status = status;
            outbox.log.push(entry);
        }
    }
}
