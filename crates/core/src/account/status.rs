//! What do people need to know now?

use twinline_model::{Freshness, Timestamp, Transport};

use super::Account;
use super::api::{AccountStatus, Action, Output};
use super::sync::Sync;

impl Account {
    /// How the account stands.
    pub fn status(&self, now: Timestamp) -> AccountStatus {
        let freshness = self.freshness(now);
        let transport = match freshness {
            Freshness::Live | Freshness::Repairing => Transport::Ws,
            Freshness::Polling => Transport::Http,
            Freshness::Stale | Freshness::Down => Transport::Down,
        };
        let reached = self.clock_samples > 0 && freshness != Freshness::Down;
        let since = self.told.as_ref().filter(|told| told.freshness == freshness).map_or(now, |told| told.since);
        let reason = Some(self.sync.reason()).filter(|reason| !reason.is_empty() && freshness != Freshness::Live).map(str::to_owned);
        let lost = self.lines.events.lost.clone();
        AccountStatus {
            account: self.id.clone(),
            freshness,
            transport,
            commands: reached.then(|| self.command_source()),
            since,
            reason: lost.filter(|_| freshness != Freshness::Live).or(reason),
            heard_at: self.heard_at,
            next_try_at: Some(self.lines.events.try_at).filter(|at| self.lines.events.open().is_none() && *at > now),
            unknown_orders: self.state.doubtful_count(),
            open_orders: self.state.open_count(),
            killed: self.state.killed(),
            blocked: self.blocked.clone(),
            lost_joins: self.lost_joins,
            oddities: self.oddities,
            mismatches: self.mismatches,
        }
    }

    fn freshness(&self, now: Timestamp) -> Freshness {
        if self.sync.is_live() {
            return Freshness::Live;
        }
        if self.sync.is_repairing() {
            return Freshness::Repairing;
        }
        match self.sync.polled_at() {
            Some(at) if now - at <= Sync::poll_bound() => Freshness::Polling,
            _ if self.heard_at.is_some_and(|at| now - at <= Sync::poll_bound()) => Freshness::Stale,
            _ => Freshness::Down,
        }
    }

    /// Tells how the account stands when that has changed; what changes with every message is left to whoever asks.
    pub(super) fn publish_status(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let status = self.status(now);
        let quiet = |status: &AccountStatus| AccountStatus { heard_at: None, ..status.clone() };
        if self.told.as_ref().is_some_and(|told| quiet(told) == quiet(&status)) {
            return;
        }
        self.told = Some(status.clone());
        out.push(Action::Emit(Output::Status(status)));
    }
}
