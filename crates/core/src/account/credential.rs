//! Does the venue take the key, whose is it, and how much may be asked with it?
//!
//! What the venue says of the account is asked for as in any round; what it says of its own counting is asked for beside it.

use twinline_model::Timestamp;
use twinline_venue::Refusal;
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep};

use super::Account;
use super::answer::{Answer, Checked};
use super::api::Action;
use super::calls::{Asked, Purpose};
use super::commands::{Ask, refused_by_venue};
use crate::limits::Priority;

/// Somebody who waits for what the venue says of the key.
#[derive(Debug)]
pub(super) struct Checking {
    began_at: Timestamp,
    said: Checked,
}

impl Account {
    pub(super) fn check_key(&mut self, now: Timestamp, ask: u64, out: &mut Vec<Action>) {
        self.asks.insert(ask, Ask::Check(Checking { began_at: now, said: Checked::default() }));
        self.ask(now, AccountStep::Settings, Priority::Query, Purpose::Check(ask), out);
    }

    pub(super) fn check_answered(&mut self, now: Timestamp, ask: u64, asked: &Asked, facts: &AccountFacts, out: &mut Vec<Action>) {
        let Some(Ask::Check(checking)) = self.asks.get_mut(&ask) else { return };
        for fact in &facts.items {
            match fact {
                AccountFact::Owner(owner) => checking.said.owner = Some(owner.clone()),
                AccountFact::Quota(quota) => checking.said.quota = Some(*quota),
                _ => {}
            }
        }
        let first = matches!(asked.step, AccountStep::Settings);
        if first {
            checking.said.took = now - checking.began_at;
        }
        if first && self.spec.quota {
            self.ask(now, AccountStep::Quota, Priority::Query, Purpose::Check(ask), out);
            return;
        }
        let said = checking.said.clone();
        self.asks.remove(&ask);
        Self::answer(ask, Answer::Checked(said), out);
    }

    /// The venue said no, or nothing.
    pub(super) fn check_failed(&mut self, ask: u64, refusal: Refusal, out: &mut Vec<Action>) {
        if self.asks.remove(&ask).is_some() {
            Self::answer(ask, Answer::Refused(refused_by_venue(refusal)), out);
        }
    }
}
