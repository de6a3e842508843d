//! What leaves together, and what became of each member?
//!
//! While the link of commands is open, each command leaves on it by itself, one behind the other without waiting: nothing is
//! faster, and one lost answer leaves one doubt. Over HTTP, what the venue takes as one call leaves as one call. A member of
//! which the answer says nothing is in doubt, as is every member of a batch without an answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_model::{InstrumentId, OrderId, OrderRef, OrderTicket, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, BatchLimits, EditTicket};
use twinline_venue::{Doubt, Refusal};

use super::Account;
use super::api::Action;
use super::calls::{Asked, Purpose, source_of};
use crate::limits::Priority;

/// What an answer does not tell of one of its members.
const SILENT: &str = "the answer to the batch does not tell of it";

/// What became of one member, as far as the answer tells.
enum Told {
    Done,
    Refused(Refusal),
    Nothing,
}

impl Account {
    /// How many leave together now.
    fn together(&self, most: fn(&BatchLimits) -> usize) -> usize {
        let batch = self.spec.batch.as_ref().filter(|_| self.command_link().is_none());
        batch.map_or(1, most).max(1)
    }

    /// Sends orders whose intents are durable.
    pub(super) fn send_tickets(&mut self, now: Timestamp, tickets: Vec<OrderTicket>, out: &mut Vec<Action>) {
        let most = self.together(|limits| limits.place);
        if most == 1 {
            return tickets.into_iter().for_each(|ticket| self.send_ticket(now, ticket, out));
        }
        // Those that wait for a trigger are of another book, which knows no batches.
        let (alone, plain): (Vec<_>, Vec<_>) = tickets.into_iter().partition(|ticket| ticket.kind.is_conditional());
        for group in plain.chunks(most) {
            match group {
                [ticket] => self.send_ticket(now, ticket.clone(), out),
                _ => {
                    let ids = group.iter().map(|ticket| ticket.client_order_id.clone()).collect();
                    self.ask(now, AccountStep::PlaceBatch(group.into()), Priority::Command, Purpose::PlaceBatch(ids), out);
                }
            }
        }
        for ticket in alone {
            self.send_ticket(now, ticket, out);
        }
    }

    fn send_ticket(&mut self, now: Timestamp, ticket: OrderTicket, out: &mut Vec<Action>) {
        let id = ticket.client_order_id.clone();
        self.ask(now, AccountStep::Place(Arc::new(ticket)), Priority::Command, Purpose::Place(id), out);
    }

    /// Sends edits whose intents are durable.
    pub(super) fn send_edits(&mut self, now: Timestamp, edits: &[(OrderId, Arc<EditTicket>)], out: &mut Vec<Action>) {
        for group in edits.chunks(self.together(|limits| limits.edit)) {
            let call = match group {
                [(id, ticket)] => {
                    let step = AccountStep::Edit(Arc::clone(ticket));
                    self.ask(now, step, Priority::Command, Purpose::Edit(id.clone(), Arc::clone(ticket)), out)
                }
                _ => {
                    let step = AccountStep::EditBatch(group.iter().map(|(_, ticket)| EditTicket::clone(ticket)).collect());
                    self.ask(now, step, Priority::Command, Purpose::EditBatch(group.to_vec()), out)
                }
            };
            let by = self.calls.get(&call).map(|asked| source_of(asked.route));
            for (id, _) in group {
                by.into_iter().for_each(|by| self.edit_leaves(id, by));
            }
        }
    }

    /// Sends cancels: of one instrument together, by the venue's numbers or by our names, as the venue takes them.
    pub(super) fn send_cancels(&mut self, now: Timestamp, cancels: Vec<(OrderId, OrderRef)>, out: &mut Vec<Action>) {
        let most = self.together(|limits| limits.cancel);
        let mut groups: BTreeMap<(InstrumentId, bool), Vec<(OrderId, OrderRef)>> = BTreeMap::new();
        for (id, reference) in cancels {
            if most == 1 || reference.conditional {
                self.send_cancel(now, id, reference, out);
            } else {
                groups.entry((reference.instrument.clone(), reference.venue_id.is_some())).or_default().push((id, reference));
            }
        }
        for ((instrument, _), group) in groups {
            for group in group.chunks(most) {
                if let [(id, reference)] = group {
                    self.send_cancel(now, id.clone(), reference.clone(), out);
                    continue;
                }
                let (ids, orders): (Vec<OrderId>, Vec<OrderRef>) = group.iter().cloned().unzip();
                let step = AccountStep::CancelBatch { instrument: instrument.clone(), orders };
                let call = self.ask(now, step, Priority::Cancel, Purpose::CancelBatch(ids.clone()), out);
                let by = self.calls.get(&call).map(|asked| source_of(asked.route));
                by.into_iter().for_each(|by| ids.iter().for_each(|id| self.cancel_leaves(id, by)));
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
