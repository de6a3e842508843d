//! Does the venue's word on money, positions and fills stay another than ours?
//!
//! ```text
//!  agrees ──differs──▶ repairing (asked again, three times) ──still differs──▶ alarmed: nothing that enlarges risk leaves
//!     ▲                       │ the stream tells of it: it was on its way          │
//!     └───────────────────────┴─────────── a comparison agrees ────────────────────┘
//! ```
//! What the venue answers is folded in by its own time, so most differences end with the answer that shows them. One that stays
//! is of a venue whose two faces contradict each other, or that hides what it did; more questions do not end it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use twinline_model::{Duration, InstrumentId, PositionSide, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep};

use super::Account;
use super::api::Action;
use super::event::AccountEvent;
use super::news::OURS;
use super::order::Origin;
use super::rounds::Kind;

/// Repairs before somebody is told.
const REPAIRS: u32 = 3;
/// A difference is looked at again after this.
const AGAIN: Duration = Duration::from_secs(2);
/// The alarm, and its end.
pub(super) const ALARM: &str = "mismatch";
pub(super) const ALARM_ENDED: &str = "mismatch_ended";

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Position(InstrumentId, PositionSide),
    /// The wallet of an asset.
    Balance(String),
    /// What our orders of an instrument executed, beside what their fills add up to.
    Fills(InstrumentId),
}

impl What {
    fn instrument(&self) -> Option<&InstrumentId> {
        match self {
            Self::Position(instrument, _) | Self::Fills(instrument) => Some(instrument),
            Self::Balance(_) => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Position(instrument, side) => format!("the position of {instrument} ({})", side.name().to_lowercase()),
            Self::Balance(asset) => format!("the balance of {asset}"),
            Self::Fills(instrument) => format!("what was filled of {instrument}"),
        }
    }
}

/// Both words on one thing.
#[derive(Debug)]
pub(super) struct Words {
    what: What,
    here: Decimal,
    venue: Decimal,
}

#[derive(Debug)]
struct Differing {
    /// When the question left whose answer showed it first.
    since: Timestamp,
    /// Comparisons in a row that showed it.
    times: u32,
    /// Looks that were taken early for it.
    hurried: u32,
    counted: bool,
    alarmed: bool,
}

/// What differs now.
#[derive(Debug, Default)]
pub(super) struct Mismatches {
    differing: BTreeMap<What, Differing>,
    heard_balances: BTreeMap<String, Timestamp>,
    /// Differences that the stream did not explain, repaired ones among them; each once.
    pub found: u64,
}

impl Mismatches {
    pub fn balance_heard(&mut self, now: Timestamp, asset: &str) {
        self.heard_balances.insert(asset.to_owned(), now);
    }
}

impl Account {
    /// Why nothing that enlarges risk may leave, if so.
    pub(super) fn blocked_by(&self) -> Option<String> {
        if self.blocked.is_some() {
            return self.blocked.clone();
        }
        if !self.state.mismatched() {
            return None;
        }
        let alarmed: Vec<String> =
            self.mismatches.differing.iter().filter(|(_, held)| held.alarmed).map(|(what, _)| what.words()).collect();
        let what = if alarmed.is_empty() { "something differed and is being compared".to_owned() } else { alarmed.join(", ") };
        Some(format!("a mismatch with the venue stays: {what}"))
    }

    /// What a fact says beside what is known here, before it is folded in.
    pub(super) fn words(&self, fact: &AccountFact) -> Option<Words> {
        match fact {
            AccountFact::Position(fact) => {
                let here = self.state.position(&fact.instrument, fact.side).map_or(Decimal::ZERO, |held| held.qty.value());
                Some(Words { what: What::Position(fact.instrument.clone(), fact.side), here, venue: fact.qty.value() })
            }
            AccountFact::Balance(fact) => {
                let here = self.state.balance(&fact.asset)?.wallet.value();
                Some(Words { what: What::Balance(fact.asset.clone()), here, venue: fact.wallet.value() })
            }
            _ => None,
        }
    }

    fn told_at(&self, what: &What) -> Option<Timestamp> {
        match what {
            What::Position(instrument, side) => self.sync.heard_positions.get(&(instrument.clone(), *side)).copied(),
            What::Balance(asset) => self.mismatches.heard_balances.get(asset).copied(),
            What::Fills(_) => None,
        }
    }

    /// One comparison, of an answer to what was asked at `sent_at`. Only an audit beside a healthy stream finds differences: after a
    /// gap they are expected.
    pub(super) fn compared(&mut self, now: Timestamp, round: u64, sent_at: Timestamp, words: Words, out: &mut Vec<Action>) {
        let audit = self.sync.rounds.get(&round).is_some_and(|round| round.kind == Kind::Audit);
        let Words { what, here, venue } = words;
        let told = self.told_at(&what);
        if told.is_some_and(|at| at >= sent_at) {
            // Its word is newer than the answer.
            return;
        }
        let held = self.mismatches.differing.get_mut(&what);
        match held {
            None if here == venue || !audit => {}
            None => {
                let new = Differing { since: sent_at, times: 1, hurried: 0, counted: false, alarmed: false };
                self.mismatches.differing.insert(what, new);
            }
            Some(held) if here == venue => {
                // What the stream has told of since was only on its way.
                let silent = !held.counted && told.is_none_or(|at| at < held.since);
                self.mismatches.found += u64::from(silent);
                self.mismatches.differing.remove(&what);
            }
            Some(held) if !held.alarmed && told.is_some_and(|at| at >= held.since) => (held.since, held.times) = (sent_at, 1),
            Some(held) if audit => {
                held.times += 1;
                self.mismatches.found += u64::from(!held.counted);
                held.counted = true;
                if held.times > REPAIRS && !held.alarmed {
                    held.alarmed = true;
                    self.alarm(now, &what, here, venue, out);
                }
            }
            Some(_) => {}
        }
    }

    fn alarm(&mut self, now: Timestamp, what: &What, here: Decimal, venue: Decimal, out: &mut Vec<Action>) {
        let text = format!(
            "{} is {} at the venue and {} here, after {REPAIRS} repairs: orders that enlarge risk are refused until they agree",
            what.words(),
            venue.normalize(),
            here.normalize()
        );
        let event = AccountEvent::Alert { kind: ALARM.to_owned(), instrument: what.instrument().cloned(), text };
        self.record(now, None, OURS, event, out);
    }

    /// What was compared before and is in no list any more: the venue has none of it.
    pub(super) fn compare_unlisted(
        &mut self,
        now: Timestamp,
        round: u64,
        sent_at: Timestamp,
        step: &AccountStep,
        facts: &AccountFacts,
        out: &mut Vec<Action>,
    ) {
        let listed: Vec<What> = facts.items.iter().filter_map(|fact| self.words(fact)).map(|words| words.what).collect();
        let asked = |what: &&What| match what {
            What::Position(..) => matches!(step, AccountStep::Positions { instrument: None }),
            What::Balance(_) => matches!(step, AccountStep::Balances),
            What::Fills(_) => false,
        };
        let gone: Vec<What> = self.mismatches.differing.keys().filter(asked).filter(|what| !listed.contains(what)).cloned().collect();
        for what in gone {
            let here = match &what {
                What::Position(instrument, side) => self.state.position(instrument, *side).map(|held| held.qty.value()),
                What::Balance(asset) => self.state.balance(asset).map(|held| held.wallet.value()),
                What::Fills(_) => None,
            };
            let words = Words { what, here: here.unwrap_or_default(), venue: Decimal::ZERO };
            self.compared(now, round, sent_at, words, out);
        }
    }

    /// The venue lists no such position, and there was one here.
    pub(super) fn compared_absent(
        &mut self,
        now: Timestamp,
        round: u64,
        sent_at: Timestamp,
        (instrument, side): &(InstrumentId, PositionSide),
        out: &mut Vec<Action>,
    ) {
        let here = self.state.position(instrument, *side).map_or(Decimal::ZERO, |held| held.qty.value());
        let words = Words { what: What::Position(instrument.clone(), *side), here, venue: Decimal::ZERO };
        self.compared(now, round, sent_at, words, out);
    }

    /// How much our orders of an instrument executed, and how much of it their fills show. Others' orders may be older than what
    /// the venue tells of fills.
    fn short(&self, now: Timestamp, instrument: &InstrumentId) -> (Decimal, Decimal) {
        let told = now - self.spec.history_reach;
        let ours = self
            .state
            .orders()
            .filter(|order| order.instrument == *instrument && order.origin == Origin::Gateway && order.created_at > told)
            .map(|order| (order.executed.value(), self.state.filled(&order.id).value()))
            .filter(|(executed, filled)| executed > filled);
        ours.fold((Decimal::ZERO, Decimal::ZERO), |(all, shown), (executed, filled)| {
            (all.saturating_add(executed), shown.saturating_add(filled))
        })
    }

    /// The fills of an instrument were asked for; true if some are missing that the venue should have shown.
    pub(super) fn compare_fills(
        &mut self,
        now: Timestamp,
        round: u64,
        sent_at: Timestamp,
        instrument: &InstrumentId,
        out: &mut Vec<Action>,
    ) -> bool {
        let (venue, here) = self.short(now, instrument);
        let differs = venue != here;
        self.compared(now, round, sent_at, Words { what: What::Fills(instrument.clone()), here, venue }, out);
        differs
    }

    /// At the start: what the history says was executed and does not show is asked for again.
    pub(super) fn want_short(&mut self, now: Timestamp) {
        let ours: Vec<_> = self.state.orders().filter(|order| order.origin == Origin::Gateway).map(|order| order.id.clone()).collect();
        for id in ours {
            self.check_filled(now, &id);
        }
    }

    /// A round has ended: what differs is looked at again soon, but not for ever; and what agrees again is told.
    pub(super) fn after_comparison(&mut self, now: Timestamp, kind: &Kind, out: &mut Vec<Action>) {
        let mut soon = false;
        for held in self.mismatches.differing.values_mut().filter(|held| !held.alarmed && held.hurried < REPAIRS) {
            held.hurried += 1;
            soon = true;
        }
        if soon {
            self.sync.next_at = self.sync.next_at.min(now + AGAIN);
        }
        if *kind == Kind::Audit && self.state.mismatched() && self.mismatches.differing.is_empty() {
            let text = "what is known here and what the venue says agree again".to_owned();
            let event = AccountEvent::Alert { kind: ALARM_ENDED.to_owned(), instrument: None, text };
            self.record(now, None, OURS, event, out);
        }
    }
}
