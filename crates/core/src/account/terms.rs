//! What does the venue charge and demand in an instrument?
//!
//! The venue's own tables, not the account's history: they are asked for when somebody wants them, kept for an hour, and not
//! journaled. A start forgets them.

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_model::{Duration, InstrumentId, Rate, Timestamp};
use twinline_venue::account::{AccountFact, AccountStep, FeeRates, MarginTier, MarginTiers};

use super::Account;
use super::answer::Answer;
use super::api::Action;
use super::calls::Purpose;
use crate::limits::Priority;

/// What is known is believed for so long.
const KEPT_FOR: Duration = Duration::from_secs(3_600);
/// Instruments whose tables are kept; of one more, the table that was asked for longest ago goes.
const MAX_KEPT: usize = 256;

/// What the venue charges and demands in an instrument. What it has not said is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Fee of what rests and of what takes, as shares of the notional.
    pub fees: Option<(Rate, Rate)>,
    /// What positions need to be kept, from the smallest notional.
    pub tiers: Option<Arc<[MarginTier]>>,
    /// Most leverage of a position, however small.
    pub max_leverage: Option<Rate>,
}

/// What was asked for one instrument.
#[derive(Debug, Default)]
struct Entry {
    known: Terms,
    /// When the venue was last asked.
    asked_at: Timestamp,
    /// Answers that are missing.
    open: u32,
    /// True if the last questions were all answered.
    whole: bool,
    waiting: Vec<u64>,
}

/// The tables that are kept.
#[derive(Debug, Default)]
pub(super) struct Tables(BTreeMap<InstrumentId, Entry>);

impl Tables {
    pub(super) fn take_fees(&mut self, fees: &FeeRates) {
        if let Some(entry) = self.0.get_mut(&fees.instrument) {
            entry.known.fees = Some((fees.maker, fees.taker));
        }
    }

    pub(super) fn take_tiers(&mut self, found: &MarginTiers) {
        if let Some(entry) = self.0.get_mut(&found.instrument) {
            entry.known.tiers = Some(Arc::clone(&found.tiers));
            let most = found.tiers.iter().map(|tier| tier.leverage).max();
            entry.known.max_leverage = entry.known.max_leverage.or(most);
        }
    }

    fn take_leverage(&mut self, instrument: &InstrumentId, most: Rate) {
        if let Some(entry) = self.0.get_mut(instrument) {
            entry.known.max_leverage = Some(most);
        }
    }

    /// Makes room for one more. Entries that somebody waits for stay.
    fn make_room(&mut self) {
        while self.0.len() >= MAX_KEPT {
            let idle = self.0.iter().filter(|(_, entry)| entry.open == 0);
            let Some(oldest) = idle.min_by_key(|(_, entry)| entry.asked_at).map(|(id, _)| id.clone()) else { return };
            self.0.remove(&oldest);
        }
    }
}

impl Account {
    /// Tells an asker the terms of an instrument, at once if they are known, else when the venue has answered or failed to.
    pub(super) fn tell_terms(&mut self, now: Timestamp, ask: u64, instrument: InstrumentId, out: &mut Vec<Action>) {
        if !self.terms.0.contains_key(&instrument) {
            self.terms.make_room();
        }
        let entry = self.terms.0.entry(instrument.clone()).or_default();
        if entry.open == 0 && entry.whole && now < entry.asked_at + KEPT_FOR {
            let known = entry.known.clone();
            return Self::answer(ask, Answer::Terms(known), out);
        }
        entry.waiting.push(ask);
        if entry.open > 0 {
            return;
        }
        (entry.asked_at, entry.open, entry.whole) = (now, 2, true);
        for step in [AccountStep::Tiers { instrument: instrument.clone() }, AccountStep::Fees { instrument: instrument.clone() }] {
            self.ask(now, step, Priority::Query, Purpose::Terms(instrument.clone()), out);
        }
    }

    /// One of the questions was answered, or will not be.
    pub(super) fn terms_answered(&mut self, instrument: &InstrumentId, answered: bool, out: &mut Vec<Action>) {
        let Some(entry) = self.terms.0.get_mut(instrument) else { return };
        entry.open = entry.open.saturating_sub(1);
        entry.whole &= answered;
        if entry.open > 0 {
            return;
        }
        let known = entry.known.clone();
        for ask in std::mem::take(&mut entry.waiting) {
            Self::answer(ask, Answer::Terms(known.clone()), out);
        }
    }

    /// Folds in the venue's word.
    pub(super) fn take_terms(&mut self, fact: &AccountFact) {
        match fact {
            AccountFact::Fees(fees) => self.terms.take_fees(fees),
            AccountFact::Tiers(tiers) => self.terms.take_tiers(tiers),
            AccountFact::MostLeverage { instrument, leverage } => self.terms.take_leverage(instrument, *leverage),
            _ => {}
        }
    }
}
