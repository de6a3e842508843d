//! What is asked in a round, and what follows from its answers?

use std::collections::{BTreeMap, BTreeSet};

use twinline_model::{Duration, InstrumentId, Timestamp, TradeId};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, History, OrderBooks};

use super::Account;
use super::answer::{Answer, Difference, Refused};
use super::api::Action;
use super::calls::{Asked, Purpose, origination};
use super::event::AccountEvent;
use super::news::{From, OURS};
use crate::limits::Priority;

/// An account with activity is audited this often beside a healthy stream.
pub(super) const AUDIT_EVERY: Duration = Duration::from_secs(15);
/// A quiet one this often.
pub(super) const QUIET_AUDIT_EVERY: Duration = Duration::from_secs(60);
/// While the stream is down everything is asked for this often.
const POLL_EVERY: Duration = Duration::from_secs(3);
/// More active instruments than this are asked for all together.
const MAX_SINGLE: usize = 8;
/// How far back the first round of an account without a history asks, and one after something was left out.
pub(super) const FIRST_REACH: Duration = Duration::from_secs(24 * 3_600);
/// A round that failed is begun again after this, doubling.
pub(super) const AGAIN: Duration = Duration::from_millis(500);
const AGAIN_MOST: Duration = Duration::from_secs(15);
/// Clocks and bookings are not exact: a gap is taken to begin this much earlier.
pub(super) const MARGIN: Duration = Duration::from_secs(10);
/// Pages of one question in one round; more are asked for in the next.
const MAX_PAGES: u32 = 50;

/// Why a round is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// After a gap of the stream.
    Repair,
    /// Beside a healthy stream.
    Audit,
    /// While the stream is down.
    Poll,
    /// Somebody wants to know what differs.
    Reconcile(u64),
    /// That orders were never placed.
    Proof,
}

#[derive(Debug)]
pub(super) struct Round {
    pub kind: Kind,
    pub began_at: Timestamp,
    /// Answers that are missing.
    pub open: u32,
    /// Instruments whose fills are still to be asked for, and since when (venue's clock).
    pub fills: BTreeMap<InstrumentId, Timestamp>,
    /// Instruments whose fills were asked for, and since when.
    pub asked_fills: BTreeMap<InstrumentId, Timestamp>,
    pub pages: u32,
    pub orders: u32,
    pub found_fills: u32,
    pub holdings: u32,
    pub differences: Vec<Difference>,
}

impl Account {
    fn begin(&mut self, now: Timestamp, kind: Kind) -> u64 {
        let id = self.sync.next_round;
        self.sync.next_round += 1;
        let round = Round {
            kind,
            began_at: now,
            open: 0,
            fills: BTreeMap::new(),
            asked_fills: BTreeMap::new(),
            pages: 0,
            orders: 0,
            found_fills: 0,
            holdings: 0,
            differences: Vec::new(),
        };
        self.sync.rounds.insert(id, round);
        id
    }

    fn ask_for(&mut self, now: Timestamp, round: u64, step: AccountStep, out: &mut Vec<Action>) {
        let Some(held) = self.sync.rounds.get_mut(&round) else { return };
        held.open += 1;
        let priority = match held.kind {
            Kind::Repair | Kind::Proof => Priority::Repair,
            Kind::Reconcile(_) => Priority::Query,
            Kind::Audit | Kind::Poll => Priority::Poll,
        };
        self.ask(now, step, priority, Purpose::Round(round), out);
    }

    /// Everything: settings, balances, positions, open orders, movements of money, and fills wherever something happened.
    pub(super) fn begin_full(&mut self, now: Timestamp, kind: Kind, since: Timestamp, out: &mut Vec<Action>) {
        let round = self.begin(now, kind);
        let from = Some(since + self.view.clock_offset);
        let history = History { from_id: None, from, to: None, limit: self.spec.transactions_page };
        for step in [
            AccountStep::Settings,
            AccountStep::Balances,
            AccountStep::Positions { instrument: None },
            AccountStep::Transactions { history },
        ] {
            self.ask_for(now, round, step, out);
        }
        for conditional in self.books() {
            self.ask_for(now, round, AccountStep::OpenOrders { instrument: None, conditional: *conditional }, out);
        }
        let asks_preferences = self.sync.rounds.get(&round).is_some_and(|round| matches!(round.kind, Kind::Repair | Kind::Reconcile(_)));
        if self.spec.preferences && asks_preferences {
            self.ask_for(now, round, AccountStep::Preferences, out);
        }
        if self.spec.settings_at_once {
            self.ask_for(now, round, AccountStep::InstrumentSettings { instrument: None }, out);
        }
        let mut instruments = self.state.open_orders().map(|order| order.instrument.clone()).collect::<BTreeSet<_>>();
        instruments.extend(self.state.positions().filter(|held| !held.qty.is_zero()).map(|held| held.instrument.clone()));
        instruments.extend(self.sync.active.keys().cloned());
        for instrument in instruments {
            if !self.spec.settings_at_once {
                self.ask_for(now, round, AccountStep::InstrumentSettings { instrument: Some(instrument.clone()) }, out);
            }
            self.want_fills_in(round, instrument, since);
        }
        self.want_missing_fills(round);
        self.ask_wanted_fills(now, round, out);
    }

    /// What the account holds and all its open orders, for somebody else may have traded; and the fills of what has been active.
    pub(super) fn begin_audit(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let mut active: Vec<InstrumentId> = self.sync.active.keys().cloned().collect();
        active.extend(self.state.open_orders().map(|order| order.instrument.clone()));
        active.sort();
        active.dedup();
        let round = self.begin(now, Kind::Audit);
        self.ask_for(now, round, AccountStep::Balances, out);
        self.ask_for(now, round, AccountStep::Positions { instrument: None }, out);
        if std::mem::take(&mut self.sync.money_moved) {
            let from = Some(now - AUDIT_EVERY - AUDIT_EVERY - MARGIN + self.view.clock_offset);
            let history = History { from_id: None, from, to: None, limit: self.spec.transactions_page };
            self.ask_for(now, round, AccountStep::Transactions { history }, out);
        }
        let single = active.len() <= MAX_SINGLE && now < self.sync.list_at;
        if !single {
            self.sync.list_at = now + AUDIT_EVERY.scale(i64::from(self.sharing), 1);
        }
        for conditional in self.books() {
            for instrument in active.iter().filter(|_| single) {
                let step = AccountStep::OpenOrders { instrument: Some(instrument.clone()), conditional: *conditional };
                self.ask_for(now, round, step, out);
            }
            if !single {
                self.ask_for(now, round, AccountStep::OpenOrders { instrument: None, conditional: *conditional }, out);
            }
        }
        for instrument in active {
            self.want_fills_in(round, instrument, now - AUDIT_EVERY - MARGIN);
        }
        self.want_missing_fills(round);
        self.ask_wanted_fills(now, round, out);
    }

    fn want_missing_fills(&mut self, round: u64) {
        let wanted = self.sync.wanted_fills.iter().chain(&self.sync.half_told);
        let wanted: Vec<_> = wanted.map(|(instrument, (since, _))| (instrument.clone(), *since)).collect();
        for (instrument, since) in wanted {
            self.want_fills_in(round, instrument, since);
        }
    }

    /// Asks what would show orders of an instrument that were placed since then, venue's clock, beside their names.
    pub(super) fn begin_proof(
        &mut self,
        now: Timestamp,
        instrument: &InstrumentId,
        conditional: bool,
        since: Timestamp,
        out: &mut Vec<Action>,
    ) -> u64 {
        let round = self.begin(now, Kind::Proof);
        let history = History { from_id: None, from: Some(since), to: None, limit: self.spec.fills_page };
        self.ask_for(now, round, AccountStep::OpenOrders { instrument: Some(instrument.clone()), conditional }, out);
        self.ask_for(now, round, AccountStep::Fills { instrument: instrument.clone(), history }, out);
        round
    }

    pub(super) fn books(&self) -> &'static [bool] {
        match self.spec.books {
            OrderBooks::One => &[false],
            OrderBooks::ConditionalApart => &[false, true],
        }
    }

    fn want_fills_in(&mut self, round: u64, instrument: InstrumentId, since: Timestamp) {
        if let Some(round) = self.sync.rounds.get_mut(&round) {
            let held = round.fills.entry(instrument).or_insert(since);
            *held = (*held).min(since);
        }
    }

    /// `code` is what whoever waits for it is told.
    pub(super) fn round_failed(&mut self, now: Timestamp, id: u64, code: &'static str, reason: &str) {
        let Some(round) = self.sync.rounds.remove(&id) else { return };
        match round.kind {
            Kind::Proof => self.proofs_failed.push(id),
            Kind::Reconcile(ask) => self.reconciles_failed.push((ask, code, reason.to_owned())),
            Kind::Repair | Kind::Audit | Kind::Poll => {
                let wait = self.sync.wait.map_or(AGAIN, |wait| (wait + wait).min(AGAIN_MOST));
                self.sync.wait = Some(wait);
                self.sync.next_at = now + wait;
                if round.kind == Kind::Repair {
                    self.sync.gap_reason = format!("what was missed cannot be asked for: {reason}");
                }
            }
        }
    }

    /// Tells whoever waits for a round that failed.
    pub(super) fn tell_failed_rounds(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        for round in std::mem::take(&mut self.proofs_failed) {
            self.proof_ended(now, round, false, out);
        }
        for (ask, code, reason) in std::mem::take(&mut self.reconciles_failed) {
            self.reconciled(ask, Answer::Refused(Refused::for_now(code, reason)), out);
        }
    }

    /// One answer of a round.
    pub(super) fn round_answered(&mut self, now: Timestamp, id: u64, asked: &Asked, facts: &AccountFacts, out: &mut Vec<Action>) {
        if !self.sync.rounds.contains_key(&id) {
            return;
        }
        let source = origination(asked.route);
        let (mark, via) = (out.len(), asked.step.name());
        let from = From { source, via };
        let sent_at = asked.left_at.unwrap_or(asked.asked_at);
        for fact in facts.items.iter().filter(|fact| !self.is_outdated(fact, sent_at)).collect::<Vec<_>>() {
            let sent_at = self.true_at(sent_at, fact);
            let (before, words) = (self.describe(fact), self.words(fact));
            self.take_fact(now, fact, source, via, out);
            self.compare(id, fact, before);
            if let Some(words) = words {
                self.compared(now, id, sent_at, words, out);
            }
        }
        self.compare_unlisted(now, id, sent_at, &asked.step, facts, out);
        match &asked.step {
            AccountStep::OpenOrders { instrument, conditional } => {
                self.orders_listed(now, sent_at, instrument.as_ref(), *conditional, facts);
            }
            AccountStep::Positions { instrument: None } => {
                self.positions_listed(now, sent_at - self.spec.positions_lag, facts, from, id, out)
            }
            AccountStep::Fills { instrument, history } => self.fills_paged(now, id, instrument, history, facts, out),
            AccountStep::Transactions { history } => self.transactions_paged(now, id, history, facts, out),
            _ => {}
        }
        self.count_found(id, out.get(mark..).unwrap_or(&[]));
        if let Some(round) = self.sync.rounds.get_mut(&id) {
            round.open = round.open.saturating_sub(1);
        }
        self.go_on(now, id, out);
    }

    fn go_on(&mut self, now: Timestamp, id: u64, out: &mut Vec<Action>) {
        if self.sync.rounds.get(&id).is_none_or(|round| round.open > 0) {
            return;
        }
        if !self.ask_wanted_fills(now, id, out) {
            self.complete(now, id, out);
        }
    }

    /// Asks for the fills that a round wants and has not asked for yet; false if there are none.
    fn ask_wanted_fills(&mut self, now: Timestamp, id: u64, out: &mut Vec<Action>) -> bool {
        let Some(round) = self.sync.rounds.get_mut(&id) else { return false };
        let mut next = std::mem::take(&mut round.fills);
        next.retain(|instrument, since| round.asked_fills.get(instrument).is_none_or(|asked| *asked > *since));
        round.asked_fills.append(&mut next.clone());
        for (instrument, since) in &next {
            let history = History { from_id: None, from: Some(*since + self.view.clock_offset), to: None, limit: self.spec.fills_page };
            self.ask_for(now, id, AccountStep::Fills { instrument: instrument.clone(), history }, out);
        }
        !next.is_empty()
    }

    fn complete(&mut self, now: Timestamp, id: u64, out: &mut Vec<Action>) {
        let short = self.fills_short(now, id, out);
        let Some(round) = self.sync.rounds.remove(&id) else { return };
        // What was missing when this round began has been asked for; what is missing still the venue does not have.
        let missing = |instrument: &InstrumentId, (since, noticed): &mut (Timestamp, Timestamp)| {
            *noticed > round.began_at || round.asked_fills.get(instrument).is_none_or(|asked| *asked > *since)
        };
        // Of what our own orders executed the venue must have fills: they are asked for until it shows them.
        self.sync.wanted_fills.retain(|instrument, wanted| short.contains(instrument) || missing(instrument, wanted));
        self.sync.half_told.retain(missing);
        match round.kind {
            Kind::Proof => return self.proof_ended(now, id, true, out),
            Kind::Reconcile(ask) => return self.reconciled(ask, Answer::Differences(round.differences), out),
            // What was left out since it began may not have been there yet.
            Kind::Repair if self.sync.was_left_out_since(round.began_at) => {
                self.sync.wait = None;
                self.sync.next_at = now + AGAIN;
                return;
            }
            Kind::Repair => {
                self.sync.whole = true;
                self.sync.repaired_at = Some(now);
                self.sync.full_at = now + QUIET_AUDIT_EVERY;
                let gap_from = self.sync.gap_from.take();
                let event = AccountEvent::Repaired {
                    reason: std::mem::take(&mut self.sync.gap_reason),
                    from: gap_from.unwrap_or(round.began_at),
                    to: now,
                    orders: round.orders,
                    fills: round.found_fills,
                    holdings: round.holdings,
                };
                self.record(now, None, OURS, event, out);
            }
            Kind::Poll => self.sync.polled_at = Some(now),
            Kind::Audit if round.orders + round.found_fills > 0 => self.doubt_stream(now),
            Kind::Audit => {}
        }
        self.sync.wait = None;
        self.sync.next_at = now + if self.sync.open { AUDIT_EVERY } else { POLL_EVERY };
        self.after_comparison(now, &round.kind, out);
    }

    /// Instruments whose fills this round asked for and does not know all of.
    fn fills_short(&mut self, now: Timestamp, id: u64, out: &mut Vec<Action>) -> BTreeSet<InstrumentId> {
        let Some(round) = self.sync.rounds.get(&id) else { return BTreeSet::new() };
        let began_at = round.began_at;
        let wanted = |instrument: &&InstrumentId| self.sync.wanted_fills.get(*instrument).is_none_or(|(_, noticed)| *noticed <= began_at);
        let asked: Vec<InstrumentId> = round.asked_fills.keys().filter(wanted).cloned().collect();
        asked.into_iter().filter(|instrument| self.compare_fills(now, id, began_at, instrument, out)).collect()
    }

    fn may_page(&mut self, id: u64) -> bool {
        let Some(round) = self.sync.rounds.get_mut(&id) else { return false };
        round.pages += 1;
        round.pages <= MAX_PAGES
    }

    fn fills_paged(
        &mut self,
        now: Timestamp,
        id: u64,
        instrument: &InstrumentId,
        history: &History,
        facts: &AccountFacts,
        out: &mut Vec<Action>,
    ) {
        let ids: Vec<&TradeId> =
            facts.items.iter().filter_map(|fact| if let AccountFact::Fill(fill) = fact { Some(&fill.trade_id) } else { None }).collect();
        let full = ids.len() >= history.limit as usize;
        let Some(last) = ids.last().filter(|_| full && self.may_page(id)) else { return };
        // The last one again: the next page begins with it, and a set does not mind.
        let from_id = Some(last.as_str().to_owned()).filter(|last| history.from_id.as_ref() != Some(last));
        if from_id.is_some() {
            let history = History { from_id, from: None, to: None, limit: history.limit };
            self.ask_for(now, id, AccountStep::Fills { instrument: instrument.clone(), history }, out);
        }
    }

    fn transactions_paged(&mut self, now: Timestamp, id: u64, history: &History, facts: &AccountFacts, out: &mut Vec<Action>) {
        let mut rows = 0;
        let mut newest = None;
        let since = self.sync.rounds.get(&id).map_or(now, |round| round.began_at) - QUIET_AUDIT_EVERY;
        let since = history.from.map_or(since, |from| from - self.view.clock_offset);
        for fact in &facts.items {
            let AccountFact::Transaction(row) = fact else { continue };
            rows += 1;
            newest = newest.max(Some(row.ts));
            if let Some(instrument) = &row.instrument {
                self.want_fills_in(id, instrument.clone(), since);
            }
        }
        let full = rows >= history.limit as usize;
        if let Some(from) = newest.filter(|newest| full && Some(*newest) > history.from && self.may_page(id)) {
            let history = History { from_id: None, from: Some(from), to: None, limit: history.limit };
            self.ask_for(now, id, AccountStep::Transactions { history }, out);
        }
    }
}
