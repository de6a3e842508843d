//! How is an order changed, and what came of it?

use std::sync::Arc;

use twinline_model::{Duration, Notional, OrderId, Phase, Price, Qty, Timestamp};
use twinline_venue::account::EditTicket;
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::answer::{MemberOutcome, Refused};
use super::api::Action;
use super::calls::Purpose;
use super::checks::{check_terms, worth_of};
use super::command::{Checks, EditWish};
use super::commands::{Ask, MAX_ASKS, refused_by_venue};
use super::event::{AccountEnvelope, AccountEvent};
use super::members::Members;
use super::news::OURS;
use super::order::Order;
use super::placing::ticket_of;

/// An edit that waits for the disk.
#[derive(Debug)]
pub(super) struct EditIntent {
    order: OrderId,
    ticket: Arc<EditTicket>,
}

impl Account {
    pub(super) fn edit(&mut self, now: Timestamp, ask: u64, wishes: Vec<EditWish>, alone: bool, out: &mut Vec<Action>) {
        let busy = self.asks.len() >= MAX_ASKS;
        let (mut members, mut intents, mut envelopes) = (Members::new(alone), Vec::<EditIntent>::new(), Vec::new());
        for wish in wishes {
            let twice = intents.iter().any(|intent| intent.order == wish.order);
            let ticket = match (busy, twice) {
                (true, _) => Err(Refused::for_now("busy", "too many commands wait for their outcome")),
                (false, true) => Err(editing()),
                (false, false) => self.edit_ticket(now, &wish.order, wish.price, wish.qty, &wish.checks),
            };
            match ticket {
                Ok((ticket, worth)) => {
                    let (order_id, detail) = (wish.order.clone(), format!("price {}, qty {}", ticket.price, ticket.qty));
                    let event = AccountEvent::CommandSent { order_id, command: "edit".to_owned(), detail };
                    envelopes.push(self.enter(now, None, OURS, event));
                    envelopes.extend(self.worth_more(now, &wish.order, worth));
                    intents.push(EditIntent { order: wish.order.clone(), ticket: Arc::new(ticket) });
                    members.push(wish.order, None);
                }
                Err(refused) => members.push(wish.order, Some(MemberOutcome::Refused(refused))),
            }
        }
        if !intents.is_empty() {
            let append = self.next_append;
            self.next_append += 1;
            self.edits.insert(append, intents);
            out.push(Action::Append { ticket: Some(append), envelopes });
        }
        self.wait_for(ask, Ask::Edit(members), out);
    }

    /// What an order is worth counts into the daily sum of its key, over restarts too.
    fn worth_more(&mut self, now: Timestamp, id: &OrderId, worth: Option<Notional>) -> Option<AccountEnvelope> {
        let held = self.state.order(id)?;
        let worth = worth.filter(|worth| held.worth.is_none_or(|before| *worth > before))?;
        let order = Order { worth: Some(worth), ..held.clone() };
        Some(self.enter(now, None, OURS, AccountEvent::OrderUpdated { order }))
    }

    /// The disk has the intents of edits, or has not.
    pub(super) fn edits_appended(&mut self, now: Timestamp, edits: Vec<EditIntent>, result: Result<(), &str>, out: &mut Vec<Action>) {
        match result {
            Ok(()) => {
                let edits: Vec<_> = edits.into_iter().map(|EditIntent { order, ticket }| (order, ticket)).collect();
                self.send_edits(now, &edits, out);
            }
            Err(reason) => {
                for EditIntent { order, .. } in edits {
                    self.edit_failed(now, &order, Refused::for_now("journal_failed", reason), out);
                }
            }
        }
    }

    fn is_editing(&self, id: &OrderId) -> bool {
        let asked = |purpose: &Purpose| match purpose {
            Purpose::Edit(of, _) => of == id,
            Purpose::EditBatch(edits) => edits.iter().any(|(of, _)| of == id),
            _ => false,
        };
        self.edits.values().flatten().any(|intent| intent.order == *id)
            || self.calls.values().any(|call| asked(&call.purpose))
            || self.doubts.edits.contains_key(id)
    }

    fn edit_ticket(
        &mut self,
        now: Timestamp,
        id: &OrderId,
        price: Option<Price>,
        qty: Option<Qty>,
        checks: &Checks,
    ) -> Result<(EditTicket, Option<Notional>), Refused> {
        let no = |code, message: &str| Err(Refused::here(code, None, message));
        let Some(order) = self.state.order(id) else { return no("unknown_order", "no such order") };
        if order.is_final() {
            return no("order_ended", "the order has ended");
        }
        if order.phase != Phase::Live || order.conditional {
            return no("not_editable", "only an order in the book can be edited");
        }
        if self.is_editing(id) {
            return Err(editing());
        }
        let (Some(shape), Some(terms)) = (&order.shape, &order.terms) else { return no("unknown_terms", "its terms are not known yet") };
        let (Some(price), Some(qty)) = (price.or(terms.price), qty.or(terms.qty)) else {
            return no("not_editable", "it has no price to edit");
        };
        if (Some(price), Some(qty)) == (terms.price, terms.qty) {
            return no("nothing_to_change", "price and quantity are as they were");
        }
        if qty <= order.executed {
            return Err(Refused::here("bad_qty", Some("qty"), format!("{} is executed already", order.executed)));
        }
        let mut ticket = ticket_of(order).ok_or_else(|| Refused::here("unknown_terms", None, "its terms are not known yet"))?;
        (ticket.price, ticket.qty) = (Some(price), Some(qty));
        let side = shape.side;
        let (order_ref, order_worth) = (order.reference(), order.worth);
        let instrument = self.view.instruments.find_id(&ticket.instrument).map(|ix| self.view.instruments.get(ix).clone());
        match instrument {
            Some(instrument) => check_terms(&instrument, &ticket, checks)?,
            None => return no("unknown_instrument", "its instrument is not known"),
        }
        if ticket.only_reduces() {
            return Ok((EditTicket { order: order_ref, side, price, qty }, None));
        }
        if self.state.killed() {
            return no("kill_switch", "the kill switch is on: only what reduces may be edited");
        }
        if let Some(reason) = self.blocked_by() {
            return Err(Refused::for_now("account_blocked", format!("only what reduces may be edited now: {reason}")));
        }
        self.daily.raise(now, checks, order_worth, &ticket)?;
        Ok((EditTicket { order: order_ref, side, price, qty }, Some(worth_of(&ticket, checks))))
    }

    /// An edit's outcome is known: it goes into the history, and whoever waits is told.
    pub(super) fn edit_ended(&mut self, now: Timestamp, id: &OrderId, outcome: &str, detail: &str, out: &mut Vec<Action>) {
        if outcome != "done" {
            return self.edit_failed(now, id, Refused::here("not_editable", None, detail), out);
        }
        self.doubts.edits.remove(id);
        self.command_ended(now, id, "edit", outcome, detail, out);
        if let Some(order) = self.state.order(id).cloned() {
            self.edit_settled(id, &MemberOutcome::Done(Box::new(order)), out);
        }
    }

    fn edit_failed(&mut self, now: Timestamp, id: &OrderId, refused: Refused, out: &mut Vec<Action>) {
        self.doubts.edits.remove(id);
        self.command_ended(now, id, "edit", "refused", &refused.message, out);
        self.edit_settled(id, &MemberOutcome::Refused(refused), out);
    }

    pub(super) fn edit_refused(&mut self, now: Timestamp, id: &OrderId, ticket: &Arc<EditTicket>, refusal: Refusal, out: &mut Vec<Action>) {
        match refusal.kind {
            RefusalKind::AlreadySo => self.edit_ended(now, id, "done", &refusal.message, out),
            RefusalKind::NotFound => {
                self.doubts.edits.insert(id.clone(), (Arc::clone(ticket), now));
                self.look_up(now, id, Duration::ZERO);
            }
            _ => self.edit_failed(now, id, refused_by_venue(refusal), out),
        }
    }

    pub(super) fn edit_in_doubt(
        &mut self,
        now: Timestamp,
        id: &OrderId,
        ticket: &Arc<EditTicket>,
        left_at: Timestamp,
        reason: &str,
        out: &mut Vec<Action>,
    ) {
        self.command_ended(now, id, "edit", "unknown", reason, out);
        self.edit_settled(id, &MemberOutcome::Unknown { reason: reason.to_owned() }, out);
        self.doubts.edits.insert(id.clone(), (Arc::clone(ticket), left_at));
        self.look_up(now, id, Duration::ZERO);
    }
}

fn editing() -> Refused {
    Refused::for_now("edit_in_progress", "another edit of this order is not answered yet")
}
