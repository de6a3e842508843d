//! What must be asked before the account is whole, and what does an audit ask?
//!
//! A round is a set of questions that belong together: the repair after a gap, an audit beside a healthy stream, a poll
//! while the stream is down, a comparison that somebody wants, or the proof that an order was never placed. Answers are
//! folded in like any other fact; arrival order does not matter.

use std::collections::{BTreeMap, BTreeSet};

use twinline_model::{Duration, InstrumentId, OrderId, OrderRef, Phase, PositionSide, Timestamp, VenueOrderId};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, History, OrderBooks};

use super::Account;
use super::api::{Action, Answer, Difference, Refused};
use super::calls::{Asked, Purpose, origination};
use super::event::AccountEvent;
use super::news::{From, OURS};
use super::order::external_id;
use crate::limits::Priority;

/// An account with activity is audited this often beside a healthy stream.
const AUDIT_EVERY: Duration = Duration::from_secs(15);
/// A quiet one this often.
const QUIET_AUDIT_EVERY: Duration = Duration::from_secs(60);
/// While the stream is down everything is asked for this often.
const POLL_EVERY: Duration = Duration::from_secs(3);
/// Activity makes an instrument part of the frequent audit for so long.
const ACTIVE_FOR: Duration = Duration::from_secs(60);
/// More active instruments than this are asked for all together.
const MAX_SINGLE: usize = 8;
/// An order that only a fill has told of is asked for again after this.
const FIND_AGAIN: Duration = Duration::from_secs(3);
/// A round that failed is begun again after this, doubling.
const AGAIN: Duration = Duration::from_millis(500);
const AGAIN_MOST: Duration = Duration::from_secs(15);
/// How far back the first round of an account without a history asks.
const FIRST_REACH: Duration = Duration::from_secs(24 * 3_600);
/// Clocks and bookings are not exact: a gap is taken to begin this much earlier.
const MARGIN: Duration = Duration::from_secs(10);
/// Pages of one question in one round; more are asked for in the next.
const MAX_PAGES: u32 = 50;

/// Why a round is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// After a gap of the stream.
    Repair,
    /// Beside a healthy stream.
    Audit,
    /// While the stream is down.
    Poll,
    /// Somebody wants to know what differs.
    Reconcile(u64),
    /// That an order was never placed.
    Proof(OrderId),
}

#[derive(Debug)]
struct Round {
    kind: Kind,
    began_at: Timestamp,
    /// Answers that are missing.
    open: u32,
    /// Instruments whose fills are still to be asked for, and since when (venue's clock).
    fills: BTreeMap<InstrumentId, Timestamp>,
    /// Instruments whose fills were asked for, and since when.
    asked_fills: BTreeMap<InstrumentId, Timestamp>,
    pages: u32,
    orders: u32,
    found_fills: u32,
    holdings: u32,
    differences: Vec<Difference>,
}

/// What has been asked and heard.
#[derive(Debug, Default)]
pub(super) struct Sync {
    /// The stream is open.
    open: bool,
    /// The venue has confirmed since then that it can tell us something.
    proven: bool,
    /// Nothing has been missed that was not brought back.
    whole: bool,
    /// When the gap that is not closed yet began; `None` before the first connection.
    gap_from: Option<Timestamp>,
    gap_reason: String,
    rounds: BTreeMap<u64, Round>,
    next_round: u64,
    next_at: Timestamp,
    wait: Option<Duration>,
    full_at: Timestamp,
    polled_at: Option<Timestamp>,
    wanted_reconcile: Vec<u64>,
    active: BTreeMap<InstrumentId, Timestamp>,
    heard_orders: BTreeMap<OrderId, Timestamp>,
    heard_positions: BTreeMap<(InstrumentId, PositionSide), Timestamp>,
    /// Orders that only a fill has told of, and when each is asked for next.
    wanted_orders: BTreeMap<(InstrumentId, VenueOrderId), Timestamp>,
    /// Instruments of which fills are missing: since when (local clock), and when that was noticed.
    wanted_fills: BTreeMap<InstrumentId, (Timestamp, Timestamp)>,
    pub ever: bool,
}

impl Sync {
    /// True if the stream is open and nothing is missing.
    pub fn is_live(&self) -> bool {
        self.open && self.whole && self.proven
    }

    /// True while the stream is open and what was missed is asked for.
    pub fn is_repairing(&self) -> bool {
        self.open && !(self.whole && self.proven)
    }

    pub fn stream_proven(&mut self) {
        self.proven = true;
    }

    /// When everything was asked for successfully last.
    pub fn polled_at(&self) -> Option<Timestamp> {
        self.polled_at
    }

    /// Longest that a poll may be old.
    pub const fn poll_bound() -> Duration {
        Duration::from_secs(10)
    }

    /// Why the account is not whole.
    pub fn reason(&self) -> &str {
        &self.gap_reason
    }

    pub fn stream_opened(&mut self, now: Timestamp) {
        self.open = true;
        self.proven = false;
        self.whole = false;
        // What was asked before the stream was open may have been answered before the first event.
        self.rounds.retain(|_, round| matches!(round.kind, Kind::Reconcile(_) | Kind::Proof(_)));
        self.next_at = now;
        self.wait = None;
        self.ever = true;
    }

    pub fn stream_lost(&mut self, now: Timestamp, reason: &str) {
        if self.open || self.gap_from.is_none() {
            self.gap_from = Some(self.gap_from.filter(|_| !self.whole).unwrap_or(now));
        }
        self.open = false;
        self.whole = false;
        self.gap_reason = reason.to_owned();
        self.rounds.retain(|_, round| !matches!(round.kind, Kind::Repair | Kind::Audit));
        self.next_at = self.next_at.min(now);
        self.wait = None;
    }

    /// Something happened there: it is looked at more often for a while.
    pub fn active(&mut self, now: Timestamp, instrument: Option<&InstrumentId>) {
        if let Some(instrument) = instrument {
            self.active.insert(instrument.clone(), now);
        }
    }

    pub fn order_heard(&mut self, now: Timestamp, id: &OrderId) {
        self.heard_orders.insert(id.clone(), now);
    }

    pub fn position_heard(&mut self, now: Timestamp, key: (InstrumentId, PositionSide)) {
        self.heard_positions.insert(key, now);
    }

    /// A fill came of an order that is not known.
    pub fn want_order(&mut self, instrument: &InstrumentId, venue_id: &VenueOrderId) {
        self.wanted_orders.entry((instrument.clone(), venue_id.clone())).or_default();
    }

    /// What is wanted, in words.
    pub fn open(&self) -> impl Iterator<Item = String> {
        let orders =
            self.wanted_orders.keys().map(|(instrument, id)| format!("a fill came of order {id} of {instrument}, which is not known"));
        let fills = self.wanted_fills.keys().map(|instrument| format!("fills of {instrument} are missing"));
        orders.chain(fills)
    }

    pub fn is_wanted(&self, instrument: &InstrumentId, numbers: &[VenueOrderId]) -> bool {
        numbers.iter().any(|number| self.wanted_orders.contains_key(&(instrument.clone(), number.clone())))
    }

    pub fn order_found(&mut self, instrument: &InstrumentId, numbers: &[VenueOrderId]) {
        for number in numbers {
            self.wanted_orders.remove(&(instrument.clone(), number.clone()));
        }
    }

    /// More was executed than the fills show.
    pub fn want_fills(&mut self, now: Timestamp, instrument: &InstrumentId, since: Timestamp) {
        let wanted = self.wanted_fills.entry(instrument.clone()).or_insert((since, now));
        *wanted = (wanted.0.min(since), now);
        self.active.insert(instrument.clone(), now);
    }

    pub fn audit_soon(&mut self, now: Timestamp) {
        self.next_at = self.next_at.min(now);
        self.full_at = self.full_at.min(now);
    }

    pub fn reconcile(&mut self, now: Timestamp, ask: u64) {
        self.wanted_reconcile.push(ask);
        self.next_at = self.next_at.min(now);
    }

    fn is_asking(&self) -> bool {
        self.rounds.values().any(|round| matches!(round.kind, Kind::Repair | Kind::Audit | Kind::Poll))
    }
}

impl Account {
    pub(super) fn tend_sync(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        if self.clock_samples == 0 || self.stopping.is_some() {
            return;
        }
        for ask in std::mem::take(&mut self.sync.wanted_reconcile) {
            self.begin_full(now, Kind::Reconcile(ask), now - MARGIN, out);
        }
        self.find_orders(now, out);
        if self.sync.is_asking() || self.sync.next_at > now {
            return;
        }
        self.prune(now);
        let since = self.sync.gap_from.map_or(now - FIRST_REACH, |at| at - MARGIN);
        let since = if self.state.cursor.seq == 0 || self.sync.gap_from.is_some() { since } else { self.last_known(now) };
        if self.sync.open && !self.sync.whole {
            self.begin_full(now, Kind::Repair, since, out);
        } else if !self.sync.open {
            self.begin_full(now, Kind::Poll, since, out);
        } else if self.sync.full_at <= now {
            self.sync.full_at = now + QUIET_AUDIT_EVERY;
            self.begin_full(now, Kind::Audit, now - QUIET_AUDIT_EVERY - MARGIN, out);
        } else {
            self.begin_audit(now, out);
        }
    }

    /// The newest thing that the history knows: what came after it may have been missed while the gateway was down.
    fn last_known(&self, now: Timestamp) -> Timestamp {
        let fills = self.state.fills().map(|(_, fill, _)| fill.ts).max();
        let transactions = self.state.transactions().map(|(_, row)| row.ts).max();
        let orders = self.state.orders().map(|order| order.updated_at).max();
        let newest = fills.max(transactions).max(orders).unwrap_or_default() - self.view.clock_offset;
        newest.max(now - self.spec.history_reach) - MARGIN
    }

    fn prune(&mut self, now: Timestamp) {
        self.sync.active.retain(|_, at| now - *at <= ACTIVE_FOR);
        let open: BTreeSet<OrderId> = self.state.open_orders().map(|order| order.id.clone()).collect();
        self.sync.heard_orders.retain(|id, _| open.contains(id));
    }

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
            Kind::Repair | Kind::Proof(_) => Priority::Repair,
            Kind::Reconcile(_) => Priority::Query,
            Kind::Audit | Kind::Poll => Priority::Poll,
        };
        self.ask(now, step, priority, Purpose::Round(round), out);
    }

    /// Everything: settings, balances, positions, open orders, movements of money, and fills wherever something happened.
    fn begin_full(&mut self, now: Timestamp, kind: Kind, since: Timestamp, out: &mut Vec<Action>) {
        let round = self.begin(now, kind);
        let from = Some(since + self.view.clock_offset);
        let history = History { from_id: None, from, to: None, limit: self.spec.transactions_page };
        for step in [
            AccountStep::Settings,
            AccountStep::InstrumentSettings { instrument: None },
            AccountStep::Balances,
            AccountStep::Positions { instrument: None },
            AccountStep::Transactions { history },
        ] {
            self.ask_for(now, round, step, out);
        }
        for conditional in self.books() {
            self.ask_for(now, round, AccountStep::OpenOrders { instrument: None, conditional: *conditional }, out);
        }
        let mut instruments = self.state.open_orders().map(|order| order.instrument.clone()).collect::<BTreeSet<_>>();
        instruments.extend(self.state.positions().filter(|held| !held.qty.is_zero()).map(|held| held.instrument.clone()));
        instruments.extend(self.sync.active.keys().cloned());
        for instrument in instruments {
            self.want_fills_in(round, instrument, since);
        }
        self.want_missing_fills(round);
    }

    /// Only what has been active: its open orders and fills, and what the account holds.
    fn begin_audit(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let mut active: Vec<InstrumentId> = self.sync.active.keys().cloned().collect();
        active.extend(self.state.open_orders().map(|order| order.instrument.clone()));
        active.sort();
        active.dedup();
        if active.is_empty() {
            self.sync.next_at = self.sync.full_at;
            return;
        }
        let round = self.begin(now, Kind::Audit);
        self.ask_for(now, round, AccountStep::Balances, out);
        self.ask_for(now, round, AccountStep::Positions { instrument: None }, out);
        let single = active.len() <= MAX_SINGLE;
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
    }

    fn want_missing_fills(&mut self, round: u64) {
        for (instrument, (since, _)) in self.sync.wanted_fills.clone() {
            self.want_fills_in(round, instrument, since);
        }
    }

    /// Asks whether an order was ever placed.
    pub(super) fn begin_proof(
        &mut self,
        now: Timestamp,
        id: OrderId,
        instrument: &InstrumentId,
        reference: OrderRef,
        since: Timestamp,
        out: &mut Vec<Action>,
    ) -> u64 {
        let conditional = reference.conditional;
        let round = self.begin(now, Kind::Proof(id));
        let history = History { from_id: None, from: Some(since), to: None, limit: self.spec.fills_page };
        self.ask_for(now, round, AccountStep::Order(reference), out);
        self.ask_for(now, round, AccountStep::OpenOrders { instrument: Some(instrument.clone()), conditional }, out);
        self.ask_for(now, round, AccountStep::Fills { instrument: instrument.clone(), history }, out);
        round
    }

    fn books(&self) -> &'static [bool] {
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

    /// Orders that only a fill has told of are asked for by the venue's number.
    fn find_orders(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let due: Vec<(InstrumentId, VenueOrderId)> =
            self.sync.wanted_orders.iter().filter(|(_, at)| **at <= now).map(|(name, _)| name.clone()).collect();
        for (instrument, venue_id) in due {
            self.sync.wanted_orders.insert((instrument.clone(), venue_id.clone()), now + FIND_AGAIN);
            let reference = OrderRef { instrument, conditional: false, client_id: None, venue_id: Some(venue_id) };
            self.ask(now, AccountStep::Order(reference), Priority::Repair, Purpose::Find, out);
        }
    }

    pub(super) fn round_failed(&mut self, now: Timestamp, id: u64, reason: &str) {
        let Some(round) = self.sync.rounds.remove(&id) else { return };
        match round.kind {
            Kind::Proof(order) => self.proofs_failed.push(order),
            Kind::Reconcile(ask) => self.reconciles_failed.push((ask, reason.to_owned())),
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
        for order in std::mem::take(&mut self.proofs_failed) {
            self.proof_ended(now, &order, false, out);
        }
        for (ask, reason) in std::mem::take(&mut self.reconciles_failed) {
            self.reconciled(ask, Answer::Refused(Refused::for_now("venue_unreachable", reason)), out);
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
        for fact in &facts.items {
            let before = self.describe(fact);
            self.take_fact(now, fact, source, via, out);
            self.compare(id, fact, before);
        }
        let sent_at = asked.left_at.unwrap_or(asked.asked_at);
        match &asked.step {
            AccountStep::OpenOrders { instrument, conditional } => {
                self.orders_listed(now, sent_at, instrument.as_ref(), *conditional, facts);
            }
            AccountStep::Positions { instrument: None } => self.positions_listed(now, sent_at, facts, from, id, out),
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
        let Some(round) = self.sync.rounds.get_mut(&id).filter(|round| round.open == 0) else { return };
        let next = std::mem::take(&mut round.fills);
        for (instrument, since) in &next {
            round.asked_fills.insert(instrument.clone(), *since);
        }
        if next.is_empty() {
            return self.complete(now, id, out);
        }
        for (instrument, since) in next {
            let history = History { from_id: None, from: Some(since + self.view.clock_offset), to: None, limit: self.spec.fills_page };
            self.ask_for(now, id, AccountStep::Fills { instrument, history }, out);
        }
    }

    fn complete(&mut self, now: Timestamp, id: u64, out: &mut Vec<Action>) {
        let Some(round) = self.sync.rounds.remove(&id) else { return };
        // What was missing when this round began has been asked for; what is missing still the venue does not have.
        self.sync.wanted_fills.retain(|instrument, (since, noticed)| {
            *noticed > round.began_at || round.asked_fills.get(instrument).is_none_or(|asked| *asked > *since)
        });
        match round.kind {
            Kind::Proof(order) => return self.proof_ended(now, &order, true, out),
            Kind::Reconcile(ask) => return self.reconciled(ask, Answer::Differences(round.differences), out),
            Kind::Repair => {
                self.sync.whole = true;
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
    }

    /// Open orders that are not in the venue's list, and of which nothing was heard since it was asked for, are asked for
    /// one by one: absence alone proves nothing.
    fn orders_listed(
        &mut self,
        now: Timestamp,
        sent_at: Timestamp,
        instrument: Option<&InstrumentId>,
        conditional: bool,
        facts: &AccountFacts,
    ) {
        let mut listed = BTreeSet::new();
        for fact in &facts.items {
            if let AccountFact::Order(order) = fact {
                listed.extend(order.client_id.clone());
                listed.insert(external_id(order));
                listed.extend(
                    order
                        .venue_id
                        .as_ref()
                        .and_then(|id| self.state.order_by_venue_id(&order.instrument, conditional, id))
                        .map(|o| o.id.clone()),
                );
            }
        }
        let missing: Vec<OrderId> = self
            .state
            .open_orders()
            .filter(|order| order.phase != Phase::Pending)
            .filter(|order| (order.conditional && order.released_order_id.is_none()) == conditional)
            .filter(|order| instrument.is_none_or(|instrument| order.instrument == *instrument))
            .filter(|order| !listed.contains(&order.id))
            .filter(|order| self.sync.heard_orders.get(&order.id).is_none_or(|heard| *heard < sent_at))
            .map(|order| order.id.clone())
            .collect();
        for id in missing {
            self.look_up(now, &id, Duration::ZERO);
        }
    }

    /// Positions that are not in the venue's list of open ones are flat, unless something was heard of them meanwhile.
    fn positions_listed(
        &mut self,
        now: Timestamp,
        sent_at: Timestamp,
        facts: &AccountFacts,
        from: From<'_>,
        id: u64,
        out: &mut Vec<Action>,
    ) {
        let listed: BTreeSet<(InstrumentId, PositionSide)> = facts
            .items
            .iter()
            .filter_map(
                |fact| if let AccountFact::Position(position) = fact { Some((position.instrument.clone(), position.side)) } else { None },
            )
            .collect();
        let gone: Vec<(InstrumentId, PositionSide)> = self
            .state
            .positions()
            .filter(|held| !held.qty.is_zero())
            .map(|held| (held.instrument.clone(), held.side))
            .filter(|key| !listed.contains(key) && self.sync.heard_positions.get(key).is_none_or(|heard| *heard < sent_at))
            .collect();
        for key in gone {
            let local = self.state.position(&key.0, key.1).map(|held| held.qty.to_string()).unwrap_or_default();
            self.position_absent(now, &key, sent_at + self.view.clock_offset, from, out);
            if let Some(round) = self.sync.rounds.get_mut(&id) {
                let name = format!("{} {:?}", key.0, key.1).to_lowercase();
                round.differences.push(Difference { kind: "position", name, local, venue: "0".to_owned() });
            }
        }
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
        let ids: Vec<&twinline_model::TradeId> =
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

    fn may_page(&mut self, id: u64) -> bool {
        let Some(round) = self.sync.rounds.get_mut(&id) else { return false };
        round.pages += 1;
        round.pages <= MAX_PAGES
    }

    fn count_found(&mut self, id: u64, actions: &[Action]) {
        let Some(round) = self.sync.rounds.get_mut(&id) else { return };
        for action in actions {
            let Action::Append { envelopes, .. } = action else { continue };
            for envelope in envelopes {
                match &envelope.event {
                    AccountEvent::Fill { .. } => round.found_fills += 1,
                    AccountEvent::OrderPlaced { .. }
                    | AccountEvent::OrderExecuted { .. }
                    | AccountEvent::OrderCancelled { .. }
                    | AccountEvent::OrderRejected { .. }
                    | AccountEvent::OrderUpdated { .. } => round.orders += 1,
                    AccountEvent::PositionOpened { .. }
                    | AccountEvent::PositionUpdated { .. }
                    | AccountEvent::PositionClosed { .. }
                    | AccountEvent::BalanceUpdated { .. } => round.holdings += 1,
                    _ => {}
                }
            }
        }
    }

    /// What is known here about what a fact is about.
    fn describe(&self, fact: &AccountFact) -> Option<(&'static str, String, String)> {
        let absent = || "absent".to_owned();
        match fact {
            AccountFact::Position(position) => {
                let held = self.state.position(&position.instrument, position.side);
                let name = format!("{} {:?}", position.instrument, position.side).to_lowercase();
                Some(("position", name, held.map_or_else(|| "0".to_owned(), |held| held.qty.value().normalize().to_string())))
            }
            AccountFact::Balance(balance) => {
                let held = self.state.balance(&balance.asset).map_or_else(absent, |held| held.wallet.value().normalize().to_string());
                Some(("balance", balance.asset.clone(), held))
            }
            AccountFact::Fill(fill) => {
                let held = self.state.fill(&(fill.instrument.clone(), fill.trade_id.clone()));
                let text =
                    held.map_or_else(absent, |(held, _)| format!("{} at {}", held.qty.value().normalize(), held.price.value().normalize()));
                Some(("fill", format!("{} {}", fill.instrument, fill.trade_id), text))
            }
            AccountFact::Order(order) => {
                let by_client = order.client_id.as_ref().and_then(|id| self.state.order(id));
                let held = by_client.or_else(|| {
                    order.venue_id.as_ref().and_then(|id| self.state.order_by_venue_id(&order.instrument, order.conditional, id))
                });
                let text = held.map_or_else(absent, |held| format!("{:?}, {} executed", held.status(), held.executed.value().normalize()));
                let name = order.client_id.as_ref().map_or_else(|| external_id(order).to_string(), ToString::to_string);
                Some(("order", name, text.to_lowercase()))
            }
            _ => None,
        }
    }

    fn compare(&mut self, id: u64, fact: &AccountFact, before: Option<(&'static str, String, String)>) {
        let Some((kind, name, local)) = before else { return };
        let Some((_, _, venue)) = self.describe(fact).filter(|(_, _, venue)| *venue != local) else { return };
        if let Some(round) = self.sync.rounds.get_mut(&id) {
            round.differences.push(Difference { kind, name, local, venue });
        }
    }
}
