//! What leaves together, and what became of each member?
//!
//! While the link of commands is open, each command leaves on it by itself, one behind the other without waiting: nothing is
//! faster, and one lost answer leaves one doubt. Over HTTP, what the venue takes as one call leaves as one call. A member of
//! which the answer says nothing is in doubt, as is every member of a batch without an answer.

use std::sync::Arc;

use twinline_model::{InstrumentId, OrderId, OrderRef, OrderTicket, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, BatchLimits, EditTicket};
use twinline_venue::{Doubt, Refusal};

use super::Account;
use super::api::Action;
use super::brackets::Bracket;
use super::calls::{Asked, Purpose, source_of};
use crate::limits::Priority;
use crate::session::CallId;

/// What an answer does not tell of one of its members.
const SILENT: &str = "the answer to the batch does not tell of it";

/// What became of one member, as far as the answer tells.
enum Told {
    Done,
    Refused(Refusal),
    Nothing,
}

impl Account {
    /// What leaves together now; `None` if each leaves by itself.
    fn together(&self) -> Option<BatchLimits> {
        self.spec.batch.filter(|_| self.command_link().is_none())
    }

    /// Sends orders whose intents are durable.
    pub(super) fn send_tickets(&mut self, now: Timestamp, tickets: Vec<OrderTicket>, out: &mut Vec<Action>) {
        // Those that wait for a trigger are of another book, which knows no batches.
        let brackets = &self.state.brackets;
        let fits = |limits: &BatchLimits, ticket: &OrderTicket| {
            !ticket.kind.is_conditional() && (limits.takes)(ticket) && brackets.followed(&ticket.client_order_id).is_none()
        };
        let (groups, alone) = divide(self.together(), |limits| limits.place, tickets, fits, |ticket| &ticket.instrument);
        for group in groups {
            let ids = group.iter().map(|ticket| ticket.client_order_id.clone()).collect();
            self.ask(now, AccountStep::PlaceBatch(group.into()), Priority::Command, Purpose::PlaceBatch(ids), out);
        }
        for ticket in alone {
            self.send_ticket(now, ticket, out);
        }
    }

    fn send_ticket(&mut self, now: Timestamp, ticket: OrderTicket, out: &mut Vec<Action>) {
        let id = ticket.client_order_id.clone();
        let legs = self.state.brackets.followed(&id).map(Bracket::legs_ticket);
        let step = match legs {
            Some(legs) => AccountStep::PlaceBracketed(Arc::new(ticket), Arc::new(legs)),
            None => AccountStep::Place(Arc::new(ticket)),
        };
        self.ask(now, step, Priority::Command, Purpose::Place(id), out);
    }

    /// Sends edits whose intents are durable.
    pub(super) fn send_edits(&mut self, now: Timestamp, edits: &[(OrderId, Arc<EditTicket>)], out: &mut Vec<Action>) {
        let fits = |limits: &BatchLimits, edit: &(OrderId, Arc<EditTicket>)| (limits.takes_edit)(&edit.1);
        let (groups, alone) = divide(self.together(), |limits| limits.edit, edits.to_vec(), fits, |edit| &edit.1.order.instrument);
        for group in groups {
            let step = AccountStep::EditBatch(group.iter().map(|(_, ticket)| EditTicket::clone(ticket)).collect());
            let ids: Vec<OrderId> = group.iter().map(|(id, _)| id.clone()).collect();
            let call = self.ask(now, step, Priority::Command, Purpose::EditBatch(group), out);
            self.edits_leave(call, &ids);
        }
        for (id, ticket) in alone {
            let step = AccountStep::Edit(Arc::clone(&ticket));
            let call = self.ask(now, step, Priority::Command, Purpose::Edit(id.clone(), ticket), out);
            self.edits_leave(call, &[id]);
        }
    }

    fn edits_leave(&mut self, call: CallId, ids: &[OrderId]) {
        if let Some(by) = self.calls.get(&call).map(|asked| source_of(asked.route)) {
            ids.iter().for_each(|id| self.edit_leaves(id, by));
        }
    }

    /// Sends cancels: of one instrument together, by the venue's numbers or by our names, as the venue takes them.
    pub(super) fn send_cancels(&mut self, now: Timestamp, cancels: Vec<(OrderId, OrderRef)>, out: &mut Vec<Action>) {
        let batch = self.together().map(|limits| BatchLimits { one_instrument: true, ..limits });
        let (numbered, named): (Vec<_>, Vec<_>) = cancels.into_iter().partition(|(_, order)| order.venue_id.is_some());
        for cancels in [numbered, named] {
            let fits = |_: &BatchLimits, (_, order): &(OrderId, OrderRef)| !order.conditional;
            let (groups, alone) = divide(batch, |limits| limits.cancel, cancels, fits, |(_, order)| &order.instrument);
            for group in groups {
                let (ids, orders): (Vec<OrderId>, Vec<OrderRef>) = group.into_iter().unzip();
                let Some(instrument) = orders.first().map(|order| order.instrument.clone()) else { continue };
                let step = AccountStep::CancelBatch { instrument, orders };
                let call = self.ask(now, step, Priority::Cancel, Purpose::CancelBatch(ids.clone()), out);
                let by = self.calls.get(&call).map(|asked| source_of(asked.route));
                by.into_iter().for_each(|by| ids.iter().for_each(|id| self.cancel_leaves(id, by)));
            }
            for (id, reference) in alone {
                self.send_cancel(now, id, reference, out);
            }
        }
    }

    fn send_cancel(&mut self, now: Timestamp, id: OrderId, reference: OrderRef, out: &mut Vec<Action>) {
        let call = self.ask(now, AccountStep::Cancel(reference), Priority::Cancel, Purpose::Cancel(id.clone()), out);
        if let Some(by) = self.calls.get(&call).map(|asked| source_of(asked.route)) {
            self.cancel_leaves(&id, by);
        }
    }

    /// A batch was answered, member by member.
    pub(super) fn batch_done(&mut self, now: Timestamp, asked: &Asked, facts: &AccountFacts, out: &mut Vec<Action>) {
        let told = |index: usize| {
            let item = facts.items.iter().find_map(|fact| match fact {
                AccountFact::Item(item) if item.index == index => Some(item.refusal.clone()),
                _ => None,
            });
            item.map_or(Told::Nothing, |refusal| refusal.map_or(Told::Done, Told::Refused))
        };
        let left_at = asked.left_at.unwrap_or(now);
        match &asked.purpose {
            Purpose::PlaceBatch(orders) => {
                for (index, id) in orders.iter().enumerate() {
                    match told(index) {
                        Told::Done => self.place_done(now, id, source_of(asked.route), out),
                        Told::Refused(refusal) => self.place_refused(now, id, asked.left_at, refusal, out),
                        Told::Nothing => self.place_in_doubt(now, id, left_at, SILENT, out),
                    }
                }
            }
            Purpose::EditBatch(edits) => {
                for (index, (id, ticket)) in edits.iter().enumerate() {
                    match told(index) {
                        Told::Done => self.edit_ended(now, id, "done", "", out),
                        Told::Refused(refusal) => self.edit_refused(now, id, ticket, refusal, out),
                        Told::Nothing => self.edit_in_doubt(now, id, ticket, left_at, SILENT, out),
                    }
                }
            }
            Purpose::CancelBatch(orders) => {
                for (index, id) in orders.iter().enumerate() {
                    match told(index) {
                        Told::Done => self.cancel_done(now, id, out),
                        Told::Refused(refusal) => self.cancel_refused(now, id, &refusal, out),
                        Told::Nothing => self.cancel_in_doubt(now, id, SILENT, out),
                    }
                }
            }
            _ => {}
        }
    }

    /// A batch was refused as a whole: so was each of its members.
    pub(super) fn batch_refused(&mut self, now: Timestamp, asked: Asked, refusal: &Refusal, out: &mut Vec<Action>) {
        match asked.purpose {
            Purpose::PlaceBatch(orders) => {
                orders.iter().for_each(|id| self.place_refused(now, id, asked.left_at, refusal.clone(), out));
            }
            Purpose::EditBatch(edits) => {
                edits.iter().for_each(|(id, ticket)| self.edit_refused(now, id, ticket, refusal.clone(), out));
            }
            Purpose::CancelBatch(orders) => orders.iter().for_each(|id| self.cancel_refused(now, id, refusal, out)),
            _ => {}
        }
    }

    /// Nobody knows what became of a batch: each of its members is in doubt by itself.
    pub(super) fn batch_in_doubt(&mut self, now: Timestamp, asked: Asked, doubt: &Doubt, out: &mut Vec<Action>) {
        let left_at = asked.left_at.unwrap_or(now);
        match asked.purpose {
            Purpose::PlaceBatch(orders) => orders.iter().for_each(|id| self.place_in_doubt(now, id, left_at, &doubt.reason, out)),
            Purpose::EditBatch(edits) => {
                edits.iter().for_each(|(id, ticket)| self.edit_in_doubt(now, id, ticket, left_at, &doubt.reason, out));
            }
            Purpose::CancelBatch(orders) => orders.iter().for_each(|id| self.cancel_in_doubt(now, id, &doubt.reason, out)),
            _ => {}
        }
    }
}

/// What leaves together, and what leaves by itself: all of it, where there are no batches.
fn divide<T>(
    batch: Option<BatchLimits>,
    most: fn(&BatchLimits) -> usize,
    members: Vec<T>,
    fits: impl Fn(&BatchLimits, &T) -> bool,
    of: impl Fn(&T) -> &InstrumentId,
) -> (Vec<Vec<T>>, Vec<T>) {
    let Some(limits) = batch else { return (Vec::new(), members) };
    let (fitting, mut alone): (Vec<T>, Vec<T>) = members.into_iter().partition(|member| fits(&limits, member));
    let mut kinds: Vec<(Option<InstrumentId>, Vec<T>)> = Vec::new();
    for member in fitting {
        let kind = limits.one_instrument.then(|| of(&member).clone());
        match kinds.iter_mut().find(|(held, _)| *held == kind) {
            Some((_, members)) => members.push(member),
            None => kinds.push((kind, vec![member])),
        }
    }
    let mut groups = Vec::new();
    for (_, members) in kinds {
        let mut rest = members.into_iter().peekable();
        while rest.peek().is_some() {
            let group: Vec<T> = rest.by_ref().take(most(&limits).max(1)).collect();
            if group.len() < limits.least.max(2) { alone.extend(group) } else { groups.push(group) }
        }
    }
    (groups, alone)
}
