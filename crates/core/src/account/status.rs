//! What do people need to know now?

use twinline_model::{Duration, Freshness, Timestamp, Transport};
use twinline_venue::LinkId;

use super::Account;
use super::api::{AccountStatus, Action, Output};
use super::sync::Sync;

/// That the venue was heard is told this often at most, while nothing else changes.
const HEARD_EVERY: Duration = Duration::from_secs(1);

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
            blocked: self.blocked_by(),
            portfolio: self.portfolios.now(now),
            lost_joins: self.lost_joins,
            oddities: self.oddities,
            mismatches: self.mismatches.found,
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

    /// A sign of life of a link. On a whole stream it says that nothing has happened until now.
    pub(super) fn alive(&mut self, now: Timestamp, link: LinkId) {
        self.lines.alive(now, link);
        if self.sync.is_live() && self.lines.events.open() == Some(link) {
            self.heard_at = Some(now);
        }
    }

    /// Tells how the account stands when that has changed, and now and then how old that is.
    pub(super) fn publish_status(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let mut status = self.status(now);
        if let Some(told) = &mut self.told {
            // Compared without the time of hearing, which changes all the time.
            let heard_at = std::mem::replace(&mut status.heard_at, told.heard_at);
            if *told == status {
                if let Some(heard) = heard_at.filter(|heard| told.heard_at.is_none_or(|at| *heard >= at + HEARD_EVERY)) {
                    told.heard_at = Some(heard);
                    out.push(Action::Emit(Output::Heard(heard)));
                }
                return;
            }
            status.heard_at = heard_at;
        }
        self.told = Some(status.clone());
        out.push(Action::Emit(Output::Status(status)));
    }
}
