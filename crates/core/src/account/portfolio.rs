//! What does the venue reckon of the margin of whole portfolios?
//!
//! It is told again and again and moves with the market: the newest counts, nothing of it is journaled, and what is not told any more
//! is forgotten. That the venue may close is told to people.

use std::collections::BTreeMap;

use twinline_model::{Duration, PortfolioMargin, Timestamp};

use super::Account;
use super::api::Action;
use super::event::AccountEvent;
use super::news::From;

/// A venue tells it every other second while there is something to tell.
const KEPT_FOR: Duration = Duration::from_secs(10);
/// Portfolios of one account; of more, the newest are not taken.
const MOST: usize = 64;

/// The newest of each, and when it was heard.
#[derive(Debug, Default)]
pub(super) struct Portfolios(BTreeMap<String, (PortfolioMargin, Timestamp)>);

impl Portfolios {
    fn take(&mut self, now: Timestamp, told: &PortfolioMargin) -> bool {
        let before = self.0.get(&told.index).is_some_and(|(held, _)| held.at_risk);
        if self.0.len() < MOST || self.0.contains_key(&told.index) {
            self.0.insert(told.index.clone(), (told.clone(), now));
        }
        told.at_risk && !before
    }

    /// What is still told.
    pub(super) fn now(&self, now: Timestamp) -> Vec<PortfolioMargin> {
        self.0.values().filter(|(_, heard_at)| now - *heard_at <= KEPT_FOR).map(|(held, _)| held.clone()).collect()
    }
}

impl Account {
    pub(super) fn take_portfolio(&mut self, now: Timestamp, told: &PortfolioMargin, from: From<'_>, out: &mut Vec<Action>) {
        if self.portfolios.take(now, told) {
            let missing = told.shortfall.map_or_else(String::new, |amount| format!(", {amount} is missing"));
            let text = format!("the venue may close positions on {}: its margin is at risk{missing}", told.index);
            let event = AccountEvent::Alert { kind: "liquidation_risk".to_owned(), instrument: None, text };
            self.record(now, Some(told.ts), from, event, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_counts_and_silence_forgets() {
        let mut held = Portfolios::default();
        let at = Timestamp::from_millis;
        let told = |at_risk| PortfolioMargin {
            index: ".X".to_owned(),
            initial: "10".parse().unwrap(),
            maintenance: "8".parse().unwrap(),
            blocked: "10".parse().unwrap(),
            unrealized_pnl: "0".parse().unwrap(),
            risk: "9".parse().unwrap(),
            floor: "1".parse().unwrap(),
            shortfall: None,
            at_risk,
            ts: at(0),
        };
        assert!(!held.take(at(0), &told(false)));
        assert!(held.take(at(2_000), &told(true)), "people are told");
        assert!(!held.take(at(4_000), &told(true)), "once");
        assert_eq!(held.now(at(14_000)).len(), 1);
        assert_eq!(held.now(at(14_001)), []);
    }
}
