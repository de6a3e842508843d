//! How is an order placed, and what came of it?

use twinline_model::{Duration, OrderId, OrderTicket, OrderType, Phase, Source, TimeInForce, Timestamp};
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::answer::{Answer, MemberOutcome, Placed, Refused};
use super::api::Action;
use super::checks::worth_of;
use super::command::Checks;
use super::commands::{Ask, MAX_ASKS, Slot};
use super::event::AccountEvent;
use super::news::OURS;
use super::order::{AcceptedBy, InDoubt, No, Order, UNKEPT};

/// An order that ends at once by its nature is waited for so long after the first evidence of it.
const FINAL_WITHIN: Duration = Duration::from_millis(1_500);

impl Account {
    pub(super) fn place(&mut self, now: Timestamp, ask: u64, orders: Vec<(OrderTicket, Checks)>, out: &mut Vec<Action>) {
        let busy = self.asks.len() >= MAX_ASKS;
        let mut slots = Vec::with_capacity(orders.len());
        let mut intents = Vec::with_capacity(orders.len());
        let mut envelopes = Vec::with_capacity(orders.len());
        for (ticket, checks) in orders {
            let checked = match busy {
                true => Err(Refused::for_now("busy", "too many commands wait for their outcome")),
                false => self.check(now, &ticket, &checks),
            };
            if let Err(refused) = checked {
                slots.push(Slot::Refused(refused));
                continue;
            }
            let mut order = Order::intended(&ticket, now);
            order.actor = Some(checks.actor.clone());
            order.worth = Some(worth_of(&ticket, &checks)).filter(|_| !ticket.only_reduces());
            slots.push(Slot::Waiting(order.id.clone()));
            intents.push(order.id.clone());
            self.sync.active(now, Some(&order.instrument));
            envelopes.push(self.enter(now, None, OURS, AccountEvent::OrderPlaced { order }));
        }
        self.asks.insert(ask, Ask::Place(slots));
        if !intents.is_empty() {
            let ticket = self.next_append;
            self.next_append += 1;
            self.intents.insert(ticket, intents);
            out.push(Action::Append { ticket: Some(ticket), envelopes });
            // The first order of an instrument has its countdown started while the disk is busy.
            self.tend_dead_man(now, out);
        }
        self.answer_place(ask, out);
    }

    /// The disk has an intent, or has not.
    pub(super) fn appended(&mut self, now: Timestamp, ticket: u64, result: Result<(), &str>, out: &mut Vec<Action>) {
        self.blocked = result.err().map(|reason| format!("the journal failed: {reason}"));
        if let Some(orders) = self.intents.remove(&ticket) {
            match result {
                Ok(()) => self.send_places(now, &orders, out),
                Err(reason) => orders.iter().for_each(|id| self.end_unsent(now, id, UNKEPT, reason, out)),
            }
        }
        if let Some(edits) = self.edits.remove(&ticket) {
            self.edits_appended(now, edits, result, out);
        }
        self.native_appended(now, ticket, result, out);
    }

    /// Sends orders whose intents are durable; one that was canceled meanwhile is ended without leaving.
    pub(super) fn send_places(&mut self, now: Timestamp, ids: &[OrderId], out: &mut Vec<Action>) {
        let mut tickets = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(order) = self.state.order(id) else { continue };
            if order.phase != Phase::Pending || order.doubt.is_some() {
                continue;
            }
            let ticket = ticket_of(order);
            let barred = self.state.killed() && ticket.as_ref().is_some_and(|ticket| !ticket.only_reduces());
            if self.unwanted.remove(id).is_some() {
                self.end_unsent(now, id, "canceled", "canceled before it left", out);
            } else if barred {
                self.end_unsent(now, id, "kill_switch", "the kill switch went on before it left", out);
            } else {
                tickets.extend(ticket);
            }
        }
        self.send_tickets(now, tickets, out);
    }

    /// Nothing of the order left this machine.
    fn end_unsent(&mut self, now: Timestamp, id: &OrderId, code: &str, reason: &str, out: &mut Vec<Action>) {
        self.end_never_placed(now, id, No { code: Some(code.to_owned()), message: reason.to_owned() }, out);
    }

    /// An order that the venue does not have, by its own word or because nothing left.
    pub(super) fn end_never_placed(&mut self, now: Timestamp, id: &OrderId, no: No, out: &mut Vec<Action>) {
        let Some(before) = self.state.order(id).cloned() else { return };
        if before.phase != Phase::Pending {
            return;
        }
        let mut order = before.clone();
        order.phase = Phase::Rejected;
        order.doubt = None;
        order.no = Some(no);
        self.unwanted.remove(id);
        self.record_order(now, None, OURS, &before, order, out);
    }

    pub(super) fn place_done(&mut self, now: Timestamp, id: &OrderId, route: Source, out: &mut Vec<Action>) {
        let Some(before) = self.state.order(id).cloned() else { return };
        let mut order = before.clone();
        order.route = Some(route);
        order.accepted_by = AcceptedBy::Venue;
        if order.phase == Phase::Pending {
            // Accepted, and the answer did not say more: it is there.
            order.phase = if order.conditional { Phase::Untriggered } else { Phase::Live };
            order.doubt = None;
        }
        if order != before {
            self.record_order(now, None, OURS, &before, order, out);
        }
        self.order_settled(now, id, out);
    }

    pub(super) fn place_refused(
        &mut self,
        now: Timestamp,
        id: &OrderId,
        left_at: Option<Timestamp>,
        refusal: Refusal,
        out: &mut Vec<Action>,
    ) {
        let Some(order) = self.state.order(id) else { return };
        if order.phase != Phase::Pending {
            // The stream has shown it meanwhile; this no was for a second copy, or the venue contradicts itself.
            self.lost_joins += 1;
            self.look_up(now, id, Duration::ZERO);
            return;
        }
        match refusal.kind {
            RefusalKind::Clock if self.retried.insert(id.clone()) => self.after_clock.push(id.clone()),
            RefusalKind::AlreadySo => {
                self.place_in_doubt(now, id, left_at.unwrap_or(now), "the venue knows an order of this name", out);
            }
            _ => self.end_never_placed(now, id, No { code: refusal.code, message: refusal.message }, out),
        }
    }

    pub(super) fn place_in_doubt(&mut self, now: Timestamp, id: &OrderId, left_at: Timestamp, reason: &str, out: &mut Vec<Action>) {
        let Some(before) = self.state.order(id).cloned() else { return };
        if before.phase != Phase::Pending {
            // The stream was faster: there is no doubt.
            self.order_settled(now, id, out);
            return;
        }
        let mut order = before.clone();
        order.doubt = Some(InDoubt { since: left_at, reason: reason.to_owned() });
        self.record_order(now, None, OURS, &before, order, out);
        self.begin_doubt(now, id, left_at);
    }

    /// Something about an order is known: whoever waits for it is told.
    pub(super) fn order_settled(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        let Some(order) = self.state.order(id).cloned() else { return };
        if order.phase != Phase::Pending {
            self.doubts.ended(id);
        }
        if order.is_final() {
            self.unwanted.remove(id);
            self.retried.remove(id);
            self.settle_edit(now, id, out);
            self.cancel_settled(id, &MemberOutcome::Done(Box::new(order.clone())), out);
        }
        if order.phase == Phase::Pending && order.doubt.is_none() {
            return;
        }
        if is_worth_waiting_for(&order) && self.is_placing(id) {
            self.settling.entry(id.clone()).or_insert(now + FINAL_WITHIN);
            return;
        }
        self.placed(id, out);
    }

    /// Orders that should have ended by now are answered for as they are.
    pub(super) fn tend_settling(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let due: Vec<OrderId> = self.settling.iter().filter(|(_, until)| **until <= now).map(|(id, _)| id.clone()).collect();
        for id in due {
            self.placed(&id, out);
        }
    }

    fn is_placing(&self, id: &OrderId) -> bool {
        let waits = |slot: &Slot| matches!(slot, Slot::Waiting(of) if of == id);
        self.asks.values().any(|ask| matches!(ask, Ask::Place(slots) if slots.iter().any(waits)))
    }

    /// Enough is known of an order to answer for it.
    fn placed(&mut self, id: &OrderId, out: &mut Vec<Action>) {
        self.settling.remove(id);
        let mut touched = Vec::new();
        for (ask, waiting) in &mut self.asks {
            let Ask::Place(slots) = waiting else { continue };
            for slot in slots.iter_mut().filter(|slot| matches!(slot, Slot::Waiting(of) if of == id)) {
                *slot = Slot::Known(id.clone());
                touched.push(*ask);
            }
        }
        for ask in touched {
            self.answer_place(ask, out);
        }
    }

    fn answer_place(&mut self, ask: u64, out: &mut Vec<Action>) {
        let Some(Ask::Place(slots)) = self.asks.get(&ask) else { return };
        if slots.iter().any(|slot| matches!(slot, Slot::Waiting(_))) {
            return;
        }
        let Some(Ask::Place(slots)) = self.asks.remove(&ask) else { return };
        let placed = slots.into_iter().filter_map(|slot| match slot {
            Slot::Refused(refused) => Some(Placed::Refused(refused)),
            Slot::Known(id) | Slot::Waiting(id) => self.state.order(&id).map(|order| Placed::Order(Box::new(order.clone()))),
        });
        Self::answer(ask, Answer::Orders(placed.collect()), out);
    }
}

/// An order that ends at once by its nature is answered for when it has: filled or expired, with the average price of what
/// was executed. Evidence that it is open is only the first half of that.
fn is_worth_waiting_for(order: &Order) -> bool {
    let at_once = order.shape.as_ref().is_some_and(|shape| {
        shape.kind == OrderType::Market || (!order.conditional && matches!(shape.time_in_force, TimeInForce::Ioc | TimeInForce::Fok))
    });
    let priced = order.executed.is_zero() || order.average.is_some_and(|(qty, _)| qty == order.executed);
    at_once && order.doubt.is_none() && !(order.is_final() && priced)
}

/// The ticket that an order of ours was sent with.
pub(super) fn ticket_of(order: &Order) -> Option<OrderTicket> {
    let (shape, terms) = (order.shape.as_ref()?, order.terms.as_ref()?);
    Some(OrderTicket {
        client_order_id: order.client_order_id.clone()?,
        instrument: order.instrument.clone(),
        side: shape.side,
        position_side: shape.position_side,
        kind: shape.kind,
        qty: terms.qty,
        price: terms.price,
        trigger_price: terms.trigger_price,
        trigger_by: shape.trigger_by,
        trailing_percent: terms.trailing_percent,
        activation_price: shape.activation_price,
        trailing_amount: shape.trailing_amount,
        time_in_force: shape.time_in_force,
        expires_at: shape.expires_at,
        post_only: shape.post_only,
        reduce_only: shape.reduce_only,
        close_position: shape.close_position,
    })
}
