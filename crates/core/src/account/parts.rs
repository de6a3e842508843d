//! What of an answer is still to come, and of when is what names no time?

use std::sync::Arc;

use twinline_model::Timestamp;
use twinline_venue::Doubt;
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep};

use super::Account;
use super::api::Action;
use super::calls::{Asked, Purpose};
use crate::limits::Priority;

/// Parts of an answer that are asked for at most; a longer one is taken for none.
const MAX_PARTS: usize = 100;

impl Account {
    /// What names no time is of the time when it was asked for, or older by as much as the venue's answers may be.
    pub(super) fn date(&self, facts: &mut AccountFacts, asked_at: Timestamp) {
        if !self.spec.undated {
            return;
        }
        let at = asked_at + self.view.clock_offset;
        for fact in &mut facts.items {
            match fact {
                AccountFact::Balance(balance) if balance.ts == Timestamp::default() => balance.ts = at,
                AccountFact::Position(position) if position.ts == Timestamp::default() => position.ts = at - self.spec.positions_lag,
                _ => {}
            }
        }
    }

    /// As of when an answer to what was asked then is true.
    pub(super) fn true_at(&self, asked_at: Timestamp, fact: &AccountFact) -> Timestamp {
        if matches!(fact, AccountFact::Position(_)) { asked_at - self.spec.positions_lag } else { asked_at }
    }

    /// An answer came in part: the rest is asked for, and all of it counts as one, asked when its first part was.
    pub(super) fn go_on_asking(&mut self, now: Timestamp, mut asked: Asked, facts: AccountFacts, out: &mut Vec<Action>) {
        let mut after = String::new();
        for fact in facts.items {
            match fact {
                AccountFact::Continues(word) => after = word,
                fact => asked.said.push(fact),
            }
        }
        let (of, parts) = match &asked.step {
            AccountStep::Page { of, .. } => (Arc::clone(of), asked.parts + 1),
            step => (Arc::new(step.clone()), 1),
        };
        if parts > MAX_PARTS {
            let doubt = Doubt { reason: format!("an answer of more than {MAX_PARTS} parts"), code: None };
            return self.doubtful(now, asked, doubt, out);
        }
        let (purpose, asked_at) = (asked.purpose.clone(), asked.left_at.unwrap_or(asked.asked_at));
        let priority = if matches!(purpose, Purpose::Round(_)) { Priority::Poll } else { Priority::Query };
        let call = self.ask(now, AccountStep::Page { of, after }, priority, purpose, out);
        if let Some(next) = self.calls.get_mut(&call) {
            (next.said, next.parts, next.first_at) = (asked.said, parts, Some(asked.first_at.unwrap_or(asked_at)));
        }
    }

    /// What names no time is of the time when it is heard.
    pub(super) fn date_event(&self, now: Timestamp, facts: &mut AccountFacts) {
        if !self.spec.undated {
            return;
        }
        let at = now + self.view.clock_offset;
        for fact in &mut facts.items {
            match fact {
                AccountFact::Balance(balance) if balance.ts == Timestamp::default() => balance.ts = at,
                AccountFact::Position(position) if position.ts == Timestamp::default() => position.ts = at,
                _ => {}
            }
        }
    }
}
