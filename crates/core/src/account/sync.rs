//! What must be asked before the account is whole, and what does an audit ask?
//!
//! A round is a set of questions that belong together: the repair after a gap, an audit beside a healthy stream, a poll
//! while the stream is down, a comparison that somebody wants, or the proof that an order was never placed. Answers are
//! folded in like any other fact; arrival order does not matter.

use std::collections::{BTreeMap, BTreeSet};

use twinline_model::{Duration, InstrumentId, OrderId, OrderRef, PositionSide, Timestamp, VenueOrderId};
use twinline_venue::account::AccountStep;

use super::Account;
use super::api::Action;
use super::calls::Purpose;
use super::rounds::{AGAIN, AUDIT_EVERY, FIRST_REACH, Kind, MARGIN, QUIET_AUDIT_EVERY, Round};
use crate::limits::Priority;

/// Activity makes an instrument part of the frequent audit for so long.
const ACTIVE_FOR: Duration = Duration::from_secs(60);
/// An order that only a fill has told of is asked for again after this.
const FIND_AGAIN: Duration = Duration::from_secs(3);
/// A stream that is not open so long after the start is polled for.
const FIRST_POLL_AFTER: Duration = Duration::from_secs(2);

/// What has been asked and heard.
#[derive(Debug, Default)]
pub(super) struct Sync {
    /// The stream is open.
    pub open: bool,
    /// The venue has confirmed since then that it can tell us something.
    proven: bool,
    /// Nothing has been missed that was not brought back.
    pub whole: bool,
    /// When the gap that is not closed yet began; `None` before the first connection.
    pub gap_from: Option<Timestamp>,
    pub gap_reason: String,
    /// When it was seen last that the open stream had left something out.
    left_out_at: Option<Timestamp>,
    /// When the last repair was done.
    pub repaired_at: Option<Timestamp>,
    pub rounds: BTreeMap<u64, Round>,
    pub next_round: u64,
    pub next_at: Timestamp,
    pub wait: Option<Duration>,
    pub full_at: Timestamp,
    /// When an audit lists all open orders again, whatever was active.
    pub list_at: Timestamp,
    pub polled_at: Option<Timestamp>,
    wanted_reconcile: Vec<u64>,
    pub active: BTreeMap<InstrumentId, Timestamp>,
    pub heard_orders: BTreeMap<OrderId, Timestamp>,
    pub heard_positions: BTreeMap<(InstrumentId, PositionSide), Timestamp>,
    /// When settings were set here last, by their names.
    pub settings_set: BTreeMap<String, Timestamp>,
    /// As of when, by the venue's clock, all open positions were listed last.
    pub positions_listed_at: Option<Timestamp>,
    /// Orders that only a fill has told of, and when each is asked for next.
    wanted_orders: BTreeMap<(InstrumentId, VenueOrderId), Timestamp>,
    /// Instruments of which fills are missing: since when (local clock), and when that was noticed.
    pub wanted_fills: BTreeMap<InstrumentId, (Timestamp, Timestamp)>,
    /// The same of fills of which a part is not told: a stream may have told only that they happened.
    pub half_told: BTreeMap<InstrumentId, (Timestamp, Timestamp)>,
    pub ever: bool,
    /// A fill came since money was asked for: its fee has been booked.
    pub money_moved: bool,
    /// Something is wanted that need not wait until the clock is looked at.
    pressing: bool,
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

    /// True once if something is wanted at once.
    pub fn take_pressing(&mut self) -> bool {
        std::mem::take(&mut self.pressing)
    }

    /// At the start the stream is given a moment: what is asked once it is open need not be asked before.
    pub fn begin(&mut self, now: Timestamp) {
        self.next_at = now + FIRST_POLL_AFTER;
    }

    pub fn stream_opened(&mut self, now: Timestamp) {
        self.open = true;
        self.proven = false;
        self.whole = false;
        // What was asked before the stream was open may have been answered before the first event.
        self.rounds.retain(|_, round| matches!(round.kind, Kind::Reconcile(_) | Kind::Proof));
        self.next_at = now;
        self.wait = None;
        self.ever = true;
    }

    pub fn stream_lost(&mut self, now: Timestamp, reason: &str) {
        if self.open || self.gap_from.is_none() {
            self.gap_from = Some(self.gap_from.filter(|_| !self.whole).unwrap_or(now));
        }
        if self.open {
            // A try that failed is no new loss: rounds that fail, too, keep their growing pauses.
            self.next_at = self.next_at.min(now);
            self.wait = None;
        }
        self.open = false;
        self.whole = false;
        self.pressing = true;
        self.gap_reason = reason.to_owned();
        self.rounds.retain(|_, round| !matches!(round.kind, Kind::Repair | Kind::Audit));
    }

    /// The open stream left something out after `since`: it is asked for at once, and again only when that has been answered.
    pub fn left_out(&mut self, now: Timestamp, since: Timestamp, reason: String) {
        if !self.open {
            return;
        }
        self.left_out_at = Some(now);
        self.gap_from = Some(self.gap_from.map_or(since, |from| from.min(since)));
        if self.whole {
            self.whole = false;
            self.gap_reason = reason;
            self.rounds.retain(|_, round| round.kind != Kind::Audit);
            self.next_at = self.repaired_at.map_or(now, |at| now.max(at + AGAIN));
            self.wait = None;
            self.pressing = true;
        }
    }

    /// True if it was seen after this time that the stream had left something out.
    pub fn was_left_out_since(&self, at: Timestamp) -> bool {
        self.left_out_at.is_some_and(|left_out| left_out > at)
    }

    /// Something happened there: it is looked at more often for a while.
    pub fn active(&mut self, now: Timestamp, instrument: Option<&InstrumentId>) {
        if let Some(instrument) = instrument {
            self.active.insert(instrument.clone(), now);
            // A quiet account's next audit may be far away.
            self.next_at = self.next_at.min(now + AUDIT_EVERY);
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
        self.pressing = true;
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

    /// A fill is known whose fee is not: usually the next word tells it, else the next round does, however many fail before.
    pub fn half_told(&mut self, now: Timestamp, instrument: &InstrumentId, since: Timestamp) {
        let told = self.half_told.entry(instrument.clone()).or_insert((since, now));
        *told = (told.0.min(since), now);
    }

    pub fn audit_soon(&mut self, now: Timestamp) {
        self.next_at = self.next_at.min(now);
        self.full_at = self.full_at.min(now);
    }

    /// Somebody wants to know what differs. No audit begins along with it, which would repair what is to be told.
    pub fn reconcile(&mut self, ask: u64) {
        self.wanted_reconcile.push(ask);
        self.pressing = true;
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
}
