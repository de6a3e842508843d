//! What is asked of a venue that holds the legs together itself, and which of its orders are they?
//!
//! Such a venue takes both legs in one call, around the whole position, and one that executes ends the other there. Its answer
//! names no order: the legs are known by what they are. It is never asked twice: while nobody knows whether it has made them, its
//! open orders are listed, and only a list that was asked for after the call's signature had died, and shows none, says that it has not.

use std::sync::Arc;

use twinline_model::{Duration, OrderId, OrderType, Side, Timestamp};
use twinline_venue::account::{AccountStep, BracketLeg, BracketTicket};

use super::super::Account;
use super::super::answer::Refused;
use super::super::api::Action;
use super::super::calls::Purpose;
use super::super::event::{AccountEnvelope, AccountEvent};
use super::super::news::OURS;
use super::super::order::{No, Order, Origin};
use super::plan::Plan;
use super::record::{Bracket, Exit, Leg, LegTerms, Native, Slice};
use crate::limits::Priority;

/// Clocks are not exact: an order may seem to be older than what made it.
const SKEW: Duration = Duration::from_secs(2);
/// Legs that have not been seen are looked for this often.
const SEEK_EVERY: Duration = Duration::from_secs(1);

const LEGS: [Exit; 2] = [Exit::StopLoss, Exit::TakeProfit];

impl Account {
    /// What such a venue cannot hold together.
    pub(super) fn check_native(&self, bracket: &Bracket) -> Result<(), Refused> {
        if bracket.native.is_none() {
            return Ok(());
        }
        let same = |other: &Bracket| other.native.is_some() && other.instrument == bracket.instrument && other.id != bracket.id;
        if self.state.brackets.live().any(same) {
            let message = "the venue holds one bracket around a whole position: change that one, or end it first";
            return Err(Refused::here("bad_bracket", Some("protect"), message));
        }
        let by = |leg: &Leg| leg.terms.as_ref().map(|terms| terms.trigger_by);
        match (by(&bracket.stop_loss), by(&bracket.take_profit)) {
            (Some(one), Some(other)) if one != other => {
                let message = "the venue sets off both legs by the same price";
                Err(Refused::here("bad_leg", Some("take_profit.trigger_by"), message))
            }
            _ => Ok(()),
        }
    }

    /// Takes the venue's orders for the legs that they are.
    pub(super) fn adopt(&self, bracket: &mut Bracket) {
        let Some(asked_at) = bracket.native.as_ref().and_then(|native| native.asked_at) else { return };
        let since = asked_at + self.view.clock_offset - SKEW;
        let mut seen = true;
        for exit in LEGS {
            let leg = bracket.leg(exit);
            let Some(terms) = leg.terms.clone().filter(|_| leg.open().next().is_none()) else { continue };
            let is_it = |order: &&Order| is_leg(order, bracket, exit, &terms, since) && self.state.brackets.of(&order.id).is_none();
            let found = self.state.orders().find(is_it).map(|order| order.id.clone());
            seen &= found.is_some();
            let version = leg.version;
            bracket.leg_mut(exit).slices.extend(found.map(|order| Slice::sent(order, None, version)));
        }
        if seen {
            bracket.native = Some(Native::default());
        }
    }

    /// The venue is asked once that is durable.
    pub(super) fn intend_native(&mut self, bracket: OrderId, envelopes: Vec<AccountEnvelope>, out: &mut Vec<Action>) {
        let ticket = self.next_append;
        self.next_append += 1;
        self.native_intents.insert(ticket, bracket);
        out.push(Action::Append { ticket: Some(ticket), envelopes });
    }

    /// The disk has the intent, or has not.
    pub(in super::super) fn native_appended(&mut self, now: Timestamp, ticket: u64, result: Result<(), &str>, out: &mut Vec<Action>) {
        let Some(id) = self.native_intents.remove(&ticket) else { return };
        let Some(bracket) = self.state.brackets.get(&id).filter(|bracket| bracket.is_asked()) else { return };
        match result {
            Err(reason) => self.native_failed(now, &id, No { code: None, message: reason.to_owned() }, out),
            Ok(()) if bracket.unwanted => {
                self.native_failed(now, &id, No { code: None, message: "ended before it left".to_owned() }, out);
            }
            Ok(()) => {
                let step = AccountStep::Bracket(Arc::new(ticket_of(bracket)));
                self.ask(now, step, Priority::Command, Purpose::Bracket(id), out);
            }
        }
    }

    /// The venue has made the legs: which they are, its events tell, or its list.
    pub(in super::super) fn native_done(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        let asked = self.state.brackets.get(id).filter(|bracket| bracket.is_asked()).cloned();
        if let Some(bracket) = asked {
            self.list_legs(now, &bracket, out);
        }
    }

    /// Nothing was made: by the venue's word, or because nothing left.
    pub(in super::super) fn native_failed(&mut self, now: Timestamp, id: &OrderId, no: No, out: &mut Vec<Action>) {
        let Some(mut bracket) = self.state.brackets.get(id).filter(|bracket| bracket.is_asked()).cloned() else { return };
        bracket.native = Some(Native::default());
        for exit in LEGS.into_iter().filter(|exit| bracket.leg(*exit).terms.is_some()).collect::<Vec<_>>() {
            bracket.leg_mut(exit).held_back(now, no.clone());
        }
        self.record_native(now, bracket, out);
    }

    fn record_native(&mut self, now: Timestamp, mut bracket: Bracket, out: &mut Vec<Action>) {
        bracket.updated_at = now;
        self.watch.stirred.insert(bracket.id.clone());
        self.record(now, None, OURS, AccountEvent::BracketUpdated { bracket }, out);
    }

    /// Legs that have not been seen are looked for, unless something about them is in the air.
    pub(super) fn seek_legs(&mut self, now: Timestamp, bracket: &Bracket, plan: &mut Plan, out: &mut Vec<Action>) {
        if !bracket.is_asked() {
            self.watch.sought.remove(&bracket.id);
            return;
        }
        let about = |purpose: &Purpose| matches!(purpose, Purpose::Bracket(id) | Purpose::Legs(id) if *id == bracket.id);
        let flies = self.calls.values().any(|asked| about(&asked.purpose)) || self.native_intents.values().any(|id| *id == bracket.id);
        let due = self.watch.sought.get(&bracket.id).map_or(now, |at| *at + SEEK_EVERY);
        if !flies && due <= now && self.clock_samples > 0 && self.stopping.is_none() {
            self.list_legs(now, bracket, out);
        }
        plan.look_at(due.max(now + SEEK_EVERY));
    }

    fn list_legs(&mut self, now: Timestamp, bracket: &Bracket, out: &mut Vec<Action>) {
        self.watch.sought.insert(bracket.id.clone(), now);
        let step = AccountStep::OpenOrders { instrument: Some(bracket.instrument.clone()), conditional: true };
        self.ask(now, step, Priority::Repair, Purpose::Legs(bracket.id.clone()), out);
    }

    /// Open orders were listed, as they were after `asked_at`, and have been taken over.
    pub(in super::super) fn legs_listed(&mut self, now: Timestamp, id: &OrderId, listed_at: Timestamp, out: &mut Vec<Action>) {
        let Some(before) = self.state.brackets.get(id).cloned() else { return };
        let Some(asked_at) = before.native.as_ref().and_then(|native| native.asked_at) else { return };
        let mut bracket = before.clone();
        self.adopt(&mut bracket);
        let dead = listed_at >= asked_at + self.spec.command_life + self.spec.absence_after;
        if bracket.is_asked() && dead {
            let no = "the venue has not made the legs: its open orders did not show them after the call's signature had died";
            return self.native_failed(now, id, No { code: None, message: no.to_owned() }, out);
        }
        if bracket != before {
            self.record_native(now, bracket, out);
        }
    }
}

/// True if an order of the venue's is this leg. An event tells less of it than a list.
fn is_leg(order: &Order, bracket: &Bracket, exit: Exit, terms: &LegTerms, since: Timestamp) -> bool {
    let trigger = order.terms.as_ref().and_then(|held| held.trigger_price);
    let known = order.origin == Origin::External && order.conditional && order.instrument == bracket.instrument;
    let shaped = order.shape.as_ref().is_none_or(|shape| {
        let is_stop = matches!(shape.kind, OrderType::StopMarket | OrderType::StopLimit);
        shape.close_position && (shape.side == Side::Sell) == (bracket.side == Side::Buy) && is_stop == (exit == Exit::StopLoss)
    });
    known && shaped && order.updated_at >= since && trigger == Some(terms.trigger_price)
}

fn ticket_of(bracket: &Bracket) -> BracketTicket {
    let leg = |leg: &Leg| leg.terms.as_ref().map(|terms| BracketLeg { trigger_price: terms.trigger_price, price: terms.price });
    let by = [&bracket.stop_loss, &bracket.take_profit].into_iter().find_map(|leg| leg.terms.as_ref()).map(|terms| terms.trigger_by);
    BracketTicket {
        instrument: bracket.instrument.clone(),
        stop_loss: leg(&bracket.stop_loss),
        take_profit: leg(&bracket.take_profit),
        trigger_by: by.unwrap_or_default(),
    }
}
