//! Does the venue have this order?
//!
//! Counting failures proves nothing. An order in doubt is asked for by its own name until the venue shows it. That it was
//! never placed is proven when its signature has been dead for long enough and then, asked anew, neither the order's name,
//! nor the list of open orders, nor the fills show it; while the stream of events is down, that must hold twice. List
//! and fills are asked for once for all orders of an instrument that wait for them: after a long outage there may be hundreds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use twinline_model::{Duration, InstrumentId, OrderId, Phase, Timestamp};
use twinline_venue::account::{AccountStep, EditTicket};
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::api::Action;
use super::calls::Purpose;
use super::event::AccountEvent;
use super::news::OURS;
use super::order::{InDoubt, No, Origin};
use super::rounds::MARGIN;
use crate::limits::Priority;

/// When an order in doubt is asked for, after the doubt began; then every [`LAST_WAIT`].
const WAITS: [Duration; 6] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];
const LAST_WAIT: Duration = Duration::from_secs(15);
/// A question that was refused or lost is asked again after this.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// Two proofs while the stream is down are so far apart.
const PROOFS_APART: Duration = Duration::from_secs(2);
/// An order that the venue had and does not find any more is asked for so often before people are told.
const VANISHED_AFTER: u32 = 5;

/// Open questions about orders.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    orders: BTreeMap<OrderId, Doubtful>,
    /// Edits whose outcome is not known, with what they wanted and when they left.
    pub edits: BTreeMap<OrderId, (Arc<EditTicket>, Timestamp)>,
    /// When an order is asked for, for whatever reason.
    lookups: BTreeMap<OrderId, Timestamp>,
    /// How often an order that was there has not been found.
    vanished: BTreeMap<OrderId, u32>,
}

/// An order of which nobody knows whether it was placed.
#[derive(Debug)]
struct Doubtful {
    tries: usize,
    /// Proofs of absence so far.
    proofs: u32,
    /// From here on, absence can be proven.
    prove_at: Timestamp,
    /// Its name was asked for since then.
    named: Named,
    /// List and fills were asked for since then.
    listed: Listed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    NotAsked,
    Asked,
    Absent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// Not before this time.
    NotAsked(Timestamp),
    /// By this round.
    Asked(u64),
    Absent,
}

impl Doubtful {
    fn new(prove_at: Timestamp) -> Self {
        Self { tries: 0, proofs: 0, prove_at, named: Named::NotAsked, listed: Listed::NotAsked(prove_at) }
    }

    /// Nothing shows it; it is asked for again from then on.
    fn proven(&mut self, again_at: Timestamp) {
        *self = Self { tries: self.tries, proofs: self.proofs + 1, ..Self::new(again_at) };
    }
}

impl Doubts {
    /// What is open, in words.
    pub fn open(&self) -> impl Iterator<Item = String> {
        let orders = self.orders.keys().map(|id| format!("whether the venue has {id} is not known"));
        let edits = self.edits.keys().map(|id| format!("the outcome of an edit of {id} is not known"));
        let lookups = self.lookups.keys().map(|id| format!("{id} is to be asked for"));
        orders.chain(edits).chain(lookups)
    }

    /// The order is known.
    pub fn ended(&mut self, id: &OrderId) {
        self.orders.remove(id);
    }
}

impl Account {
    /// What the time before left open: intents without an outcome, cancels without an end.
    pub(super) fn recall(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        self.recall_legs(now, out);
        let pending: Vec<OrderId> = self
            .state
            .open_orders()
            .filter(|order| order.origin == Origin::Gateway && order.phase == Phase::Pending)
            .map(|order| order.id.clone())
            .collect();
        for id in pending {
            let Some(before) = self.state.order(&id).cloned() else { continue };
            if before.doubt.is_none() {
                let mut order = before.clone();
                order.doubt = Some(InDoubt { since: now, reason: "restarted before its outcome was known".to_owned() });
                self.record_order(now, None, OURS, &before, order, out);
            }
            // Whatever left before is signed before now.
            self.begin_doubt(now, &id, now);
        }
        let known: Vec<OrderId> = self.state.orders().map(|order| order.id.clone()).collect();
        for id in known {
            self.check_filled(now, &id);
        }
        // A fill whose order had not been found by the end waits for it as if it had come now.
        for (_, fill, _) in self.state.fills().filter(|(_, _, owner)| owner.is_none()) {
            self.sync.want_order(&fill.instrument, &fill.venue_order_id);
        }
        for (_, fill, _) in self.state.fills().filter(|(_, fill, _)| fill.fee.is_none()) {
            self.sync.half_told(now, &fill.instrument, fill.ts - self.view.clock_offset - MARGIN);
        }
        let commands: Vec<(OrderId, String)> = self.state.open_commands().map(|(id, command)| (id.clone(), command.to_owned())).collect();
        for (id, command) in commands {
            let event = AccountEvent::CommandEnded {
                order_id: id.clone(),
                command: command.clone(),
                outcome: "unknown".to_owned(),
                detail: "restarted before its outcome was known".to_owned(),
            };
            self.record(now, None, OURS, event, out);
            if command == "cancel" && self.state.order(&id).is_some_and(|order| !order.is_final()) {
                self.end(now, &[id], out);
            }
        }
    }

    pub(super) fn begin_doubt(&mut self, now: Timestamp, id: &OrderId, left_at: Timestamp) {
        let prove_at = left_at + self.spec.command_life + self.spec.absence_after;
        self.doubts.orders.insert(id.clone(), Doubtful::new(prove_at));
        self.look_up(now, id, WAITS[0]);
    }

    /// Asks for an order soon.
    pub(super) fn look_up(&mut self, now: Timestamp, id: &OrderId, wait: Duration) {
        let at = now + wait;
        let due = self.doubts.lookups.entry(id.clone()).or_insert(at);
        *due = (*due).min(at);
    }

    pub(super) fn tend_doubts(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        self.prove(now, out);
        let due: Vec<OrderId> = self.doubts.lookups.iter().filter(|(_, at)| **at <= now).map(|(id, _)| id.clone()).collect();
        for id in due {
            self.doubts.lookups.remove(&id);
            let asked = self.calls.values().any(|asked| matches!(&asked.purpose, Purpose::Lookup(of) if *of == id));
            let Some(order) = self.state.order(&id).filter(|order| !order.is_final() && !asked) else { continue };
            let reference = order.released_reference().unwrap_or_else(|| order.reference());
            self.ask(now, AccountStep::Order(reference), Priority::Repair, Purpose::Lookup(id), out);
        }
        self.tend_edits(now, out);
    }

    /// An edit in doubt is settled by what its order has become, or its order is asked for.
    fn tend_edits(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let edits: Vec<OrderId> = self.doubts.edits.keys().cloned().collect();
        for id in edits {
            self.settle_edit(now, &id, out);
            let asked = self.calls.values().any(|asked| matches!(&asked.purpose, Purpose::Lookup(of) if *of == id));
            if self.doubts.edits.contains_key(&id) && !asked && !self.doubts.lookups.contains_key(&id) {
                self.look_up(now, &id, ASK_AGAIN);
            }
        }
    }

    /// Begins the proof of absence where its time has come.
    fn prove(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let mut unnamed = Vec::new();
        let mut unlisted: BTreeMap<(InstrumentId, bool), Vec<OrderId>> = BTreeMap::new();
        let mut being_asked = BTreeSet::new();
        for (id, doubtful) in &self.doubts.orders {
            let Some(order) = self.state.order(id).filter(|_| doubtful.prove_at <= now) else { continue };
            if doubtful.named == Named::NotAsked {
                unnamed.push(id.clone());
            }
            let key = (order.instrument.clone(), order.conditional);
            match doubtful.listed {
                Listed::NotAsked(at) if at <= now => unlisted.entry(key).or_default().push(id.clone()),
                Listed::Asked(_) => drop(being_asked.insert(key)),
                Listed::NotAsked(_) | Listed::Absent => {}
            }
        }
        for id in unnamed {
            self.look_up(now, &id, Duration::ZERO);
            if let Some(doubtful) = self.doubts.orders.get_mut(&id) {
                doubtful.named = Named::Asked;
            }
        }
        // Whose time comes while its instrument is being asked for waits for the next round, which then is for all of them.
        for ((instrument, conditional), ids) in unlisted.into_iter().filter(|(key, _)| !being_asked.contains(key)) {
            let since = ids.iter().filter_map(|id| self.state.order(id)).map(|order| order.created_at).min().unwrap_or(now);
            let since = since + self.view.clock_offset - Duration::from_secs(5);
            let round = self.begin_proof(now, &instrument, conditional, since, out);
            for id in ids {
                if let Some(doubtful) = self.doubts.orders.get_mut(&id) {
                    doubtful.listed = Listed::Asked(round);
                }
            }
        }
    }

    /// List and fills have been asked for in full and show none of those that waited for them; or they could not be had.
    pub(super) fn proof_ended(&mut self, now: Timestamp, round: u64, complete: bool, out: &mut Vec<Action>) {
        let waited = self.doubts.orders.iter_mut().filter(|(_, doubtful)| doubtful.listed == Listed::Asked(round));
        let mut ids = Vec::new();
        for (id, doubtful) in waited {
            doubtful.listed = if complete { Listed::Absent } else { Listed::NotAsked(now + PROOFS_APART) };
            ids.push(id.clone());
        }
        for id in ids {
            self.conclude(now, &id, out);
        }
    }

    /// Ends the doubt about an order that nothing shows.
    fn conclude(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        let live = self.sync.is_live();
        let Some(doubtful) = self.doubts.orders.get_mut(id) else { return };
        if (doubtful.named, doubtful.listed) != (Named::Absent, Listed::Absent) {
            return;
        }
        doubtful.proven(now + PROOFS_APART);
        if doubtful.proofs >= if live { 1 } else { 2 } {
            self.doubts.orders.remove(id);
            self.doubts.lookups.remove(id);
            let message = "it never reached the venue: neither its name, nor open orders, nor fills show it after its signature died";
            self.end_never_placed(now, id, No { code: Some("never_placed".to_owned()), message: message.to_owned() }, out);
        }
    }

    /// An order was shown; what was open about it may be settled.
    pub(super) fn looked_up(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        self.doubts.vanished.remove(id);
        self.settle_edit(now, id, out);
        if self.doubts.edits.contains_key(id) {
            self.look_up(now, id, ASK_AGAIN);
        }
        if let Some(order) = self.state.order(id)
            && order.conditional
            && order.phase == Phase::Untriggered
            && order.released_order_id.is_some()
        {
            // What its trigger released tells the rest.
            self.look_up(now, id, Duration::ZERO);
        }
    }

    /// Whether an order's terms say what became of an edit of it.
    pub(super) fn settle_edit(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        let Some((ticket, left_at)) = self.doubts.edits.get(id).cloned() else { return };
        let Some(order) = self.state.order(id) else { return };
        let terms = order.terms.as_ref().map(|terms| (terms.price, terms.qty));
        let dead = now - left_at >= self.spec.command_life + self.spec.absence_after;
        let (outcome, detail) = if terms == Some((Some(ticket.price), Some(ticket.qty))) {
            ("done", "its terms are as wanted")
        } else if order.is_final() {
            ("refused", "the order had ended")
        } else if dead {
            ("refused", "its terms are as before, and the edit's signature has died")
        } else {
            return;
        };
        self.edit_ended(now, id, outcome, detail, out);
    }

    /// The venue refused to show an order.
    pub(super) fn not_looked_up(&mut self, now: Timestamp, id: &OrderId, refusal: &Refusal, left_at: Timestamp, out: &mut Vec<Action>) {
        if refusal.kind != RefusalKind::NotFound {
            return self.lookup_unanswered(now, id);
        }
        if let Some(doubtful) = self.doubts.orders.get_mut(id) {
            // Not there yet, or never: the next question, and in time the proof.
            let wait = WAITS.get(doubtful.tries).copied().unwrap_or(LAST_WAIT);
            doubtful.tries += 1;
            if left_at >= doubtful.prove_at {
                doubtful.named = Named::Absent;
            }
            let too_early = doubtful.named == Named::Asked;
            self.look_up(now, id, if too_early { Duration::ZERO } else { wait });
            return self.conclude(now, id, out);
        }
        let Some(order) = self.state.order(id).filter(|order| !order.is_final()) else { return };
        let instrument = order.instrument.clone();
        let times = self.doubts.vanished.entry(id.clone()).or_insert(0);
        *times += 1;
        if *times == VANISHED_AFTER {
            let text = format!("the venue had order {id} and does not find it any more ({refusal})");
            self.record(
                now,
                None,
                OURS,
                AccountEvent::Alert { kind: "order_vanished".to_owned(), instrument: Some(instrument), text },
                out,
            );
        }
        self.look_up(now, id, LAST_WAIT);
    }

    pub(super) fn lookup_unanswered(&mut self, now: Timestamp, id: &OrderId) {
        self.look_up(now, id, ASK_AGAIN);
    }
}
