//! Which legs may leave without another word to the disk, and what of them after a restart?
//!
//! An intent is durable before it leaves. Those of the first orders of both legs are durable with the entry's: their names,
//! their terms, and their size, which is all of the entry. So they leave with the word of its execution, and a market order is
//! protected after two round trips and one sync. Whatever is of another size or of other terms is appended and synced first.
//! What was not is not known after a restart: then both may have left, and the venue says whether they have.

use twinline_model::{OrderId, Qty, Timestamp};

use super::super::Account;
use super::super::api::Action;
use super::super::event::{AccountEnvelope, AccountEvent};
use super::super::news::OURS;
use super::super::order::Order;
use super::record::{Bracket, Exit, Slice};
use super::{leg_name, leg_ticket};

const LEGS: [Exit; 2] = [Exit::StopLoss, Exit::TakeProfit];

impl Bracket {
    /// True if all of these orders are what the history said they would be before the entry left.
    pub(super) fn may_go_ahead(&self, orders: &[(Exit, Option<Qty>)]) -> bool {
        let all = self.entry.as_ref().and_then(|entry| entry.qty);
        let as_said = |(exit, qty): &(Exit, Option<Qty>)| self.is_ahead(*exit) && *qty == all;
        all.is_some() && !orders.is_empty() && orders.iter().all(as_said)
    }

    /// True while the first order of a leg may leave, or may have left, ahead of the disk. None does once the entry has ended
    /// short of its size.
    fn is_ahead(&self, exit: Exit) -> bool {
        let leg = self.leg(exit);
        let short = self.entry.as_ref().is_none_or(|entry| entry.standing.is_over() && entry.qty.is_some_and(|qty| entry.executed < qty));
        let first = exit != Exit::Close && leg.terms.is_some() && leg.made == 0 && leg.version == 1;
        self.ahead && first && !short && !self.unwanted && self.native.is_none()
    }
}

impl Account {
    /// Sends orders whose intents are durable by what their bracket said before; that they have left is told to the disk
    /// without waiting for it.
    pub(super) fn go_ahead(&mut self, now: Timestamp, orders: Vec<Order>, mut envelopes: Vec<AccountEnvelope>, out: &mut Vec<Action>) {
        let ids: Vec<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
        envelopes.extend(self.placed_envelopes(now, orders));
        out.push(Action::Append { ticket: None, envelopes });
        self.send_places(now, &ids, out);
    }

    /// After a start: orders of legs that may have left although the history does not tell of them. What has become of them is
    /// asked as of every order whose outcome the time before left open.
    pub(in super::super) fn recall_legs(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let brackets: Vec<Bracket> = self.state.brackets.live().filter(|bracket| bracket.native.is_none()).cloned().collect();
        for before in brackets {
            let mut bracket = before.clone();
            let all = bracket.entry.as_ref().and_then(|entry| entry.qty);
            for exit in LEGS.into_iter().filter(|exit| before.is_ahead(*exit)) {
                let (Some(name), version) = (leg_name(&bracket, exit), bracket.leg(exit).version) else { continue };
                let leg = bracket.leg_mut(exit);
                leg.made += 1;
                leg.slices.push(Slice::sent(name, all, version));
            }
            bracket.ahead = false;
            let orders = self.untold(now, &bracket);
            if bracket == before && orders.is_empty() {
                continue;
            }
            bracket.updated_at = now;
            let mut envelopes = vec![self.enter(now, None, OURS, AccountEvent::BracketUpdated { bracket })];
            envelopes.extend(self.placed_envelopes(now, orders));
            out.push(Action::Append { ticket: None, envelopes });
        }
    }

    /// Orders of legs that are on their way by the bracket's word, and of which there is no other.
    fn untold(&self, now: Timestamp, bracket: &Bracket) -> Vec<Order> {
        let mut orders = Vec::new();
        for exit in LEGS {
            let untold = bracket.leg(exit).open().filter(|slice| self.state.order(&slice.order).is_none());
            for slice in untold {
                let Some(mut ticket) = leg_ticket(bracket, exit, slice.qty) else { continue };
                ticket.client_order_id = slice.order.clone();
                let mut order = Order::intended(&ticket, now);
                order.actor = Some(bracket.actor.clone());
                orders.push(order);
            }
        }
        orders
    }

    /// What the history says of orders that are about to be sent.
    pub(super) fn placed_envelopes(&mut self, now: Timestamp, orders: Vec<Order>) -> Vec<AccountEnvelope> {
        let placed = orders.into_iter().map(|order| {
            self.sync.active(now, Some(&order.instrument));
            self.enter(now, None, OURS, AccountEvent::OrderPlaced { order })
        });
        placed.collect()
    }
}
