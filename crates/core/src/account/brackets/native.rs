//! What is asked of a venue that holds the legs together itself, and which of its orders are they?
//!
//! Such a venue takes both legs in one call, around the whole position, and one that executes ends the other there; or with the
//! order that opens the position, and makes them when that has executed. No answer of it names them: they are known by what they
//! are. It is never asked twice: while nobody knows whether it has made them, its open orders are listed, and only a list that was
//! asked for after the call's signature had died, and shows none, says that it has not.

use std::sync::Arc;

use twinline_model::{Duration, OrderId, OrderTicket, OrderType, Phase, PositionSide, Side, Timestamp};
use twinline_venue::account::{AccountStep, BracketLeg, BracketTicket};

use super::super::Account;
use super::super::answer::Refused;
use super::super::api::Action;
use super::super::calls::Purpose;
use super::super::event::{AccountEnvelope, AccountEvent};
use super::super::news::OURS;
use super::super::order::{No, Order, Origin};
use super::plan::Plan;
use super::record::{Bracket, BracketWish, Exit, Leg, LegTerms, Native, Slice};
use crate::limits::Priority;

/// Clocks are not exact: an order may seem to be older than what made it.
const SKEW: Duration = Duration::from_secs(2);
/// Legs that have not been seen are looked for this often.
const SEEK_EVERY: Duration = Duration::from_secs(1);

const LEGS: [Exit; 2] = [Exit::StopLoss, Exit::TakeProfit];

/// What the venue is told of legs once that is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Legs {
    /// To put them around the position.
    Around,
    /// To put other ones behind an entry that has opened nothing yet.
    Other,
}

impl Account {
    /// How the venue is to hold it together; `None` where it cannot, and it is done here. Around all of a position it can, and so
    /// behind an entry whose position is the whole one: there is none yet, and nothing else could make one.
    pub(super) fn native_of(&self, now: Timestamp, bracket: &Bracket, wish: &BracketWish) -> Option<Native> {
        match &wish.entry {
            _ if !self.spec.brackets => None,
            None => bracket.is_whole().then(Native::default),
            Some(ticket) => self.opens_alone(bracket, ticket).then_some(Native { asked_at: Some(now) }),
        }
    }

    fn opens_alone(&self, bracket: &Bracket, ticket: &OrderTicket) -> bool {
        let (instrument, side) = (&bracket.instrument, bracket.position_side);
        let flat = self.state.position(instrument, side).is_none_or(|position| position.qty.is_zero());
        let same = |other: &Bracket| other.instrument == *instrument;
        let ordered = self.state.orders().any(|order| order.instrument == *instrument && !order.is_final());
        let by = |leg: &Leg| leg.terms.as_ref().map(|terms| terms.trigger_by);
        let together = by(&bracket.stop_loss).zip(by(&bracket.take_profit)).is_none_or(|(one, other)| one == other);
        let plain = matches!(ticket.kind, OrderType::Market | OrderType::Limit) && side == PositionSide::Both;
        plain && together && flat && !ordered && self.sync.is_live() && !self.state.brackets.live().any(same)
    }

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
        let Some(asked_at) = bracket.awaits_since() else { return };
        let since = asked_at + self.view.clock_offset - SKEW;
        let mut seen = true;
        for exit in LEGS {
            let leg = bracket.leg(exit);
            if leg.open().next().is_some() {
                continue;
            }
            let is_it = |order: &&Order| is_leg(order, bracket, exit, since) && !self.state.brackets.has_leg(&order.id);
            let found = self.state.orders().find(is_it);
            seen &= found.is_some() || leg.terms.is_none();
            // One of other terms came from before they were changed.
            let version = leg.version - u32::from(found.is_some_and(|order| !has_terms(order, leg.terms.as_ref())));
            let found = found.map(|order| order.id.clone());
            bracket.leg_mut(exit).slices.extend(found.map(|order| Slice::sent(order, None, version)));
        }
        if seen {
            bracket.native = Some(Native::default());
        }
    }

    /// Of an entry that has opened nothing the venue is told the new terms; should it not take them, its legs are replaced when
    /// they come.
    pub(super) fn intend_other_legs(&mut self, append: u64, id: &OrderId) {
        let Some(bracket) = self.state.brackets.get(id).filter(|bracket| bracket.awaits_entry() && !bracket.unwanted) else { return };
        if LEGS.into_iter().all(|exit| bracket.leg(exit).terms.is_some() || bracket.leg(exit).version == 1) {
            self.native_intents.insert(append, (id.clone(), Legs::Other));
        }
    }

    /// The venue is asked once that is durable.
    pub(super) fn intend_native(&mut self, bracket: OrderId, envelopes: Vec<AccountEnvelope>, out: &mut Vec<Action>) {
        let ticket = self.next_append;
        self.next_append += 1;
        self.native_intents.insert(ticket, (bracket, Legs::Around));
        out.push(Action::Append { ticket: Some(ticket), envelopes });
    }

    /// The disk has the intent, or has not.
    pub(in super::super) fn native_appended(&mut self, now: Timestamp, ticket: u64, result: Result<(), &str>, out: &mut Vec<Action>) {
        let Some((id, legs)) = self.native_intents.remove(&ticket) else { return };
        let Some(bracket) = self.state.brackets.get(&id).filter(|bracket| bracket.is_asked()) else { return };
        if legs == Legs::Other {
            return self.change_legs(now, &id, result.is_ok(), out);
        }
        match result {
            Err(reason) => self.native_failed(now, &id, No { code: None, message: reason.to_owned() }, out),
            Ok(()) if bracket.unwanted => {
                self.native_failed(now, &id, No { code: None, message: "ended before it left".to_owned() }, out);
            }
            Ok(()) => {
                let step = AccountStep::Bracket(Arc::new(bracket.legs_ticket()));
                self.ask(now, step, Priority::Command, Purpose::Bracket(id), out);
            }
        }
    }

    fn change_legs(&mut self, now: Timestamp, id: &OrderId, durable: bool, out: &mut Vec<Action>) {
        let Some(bracket) = self.state.brackets.get(id).filter(|bracket| durable && bracket.awaits_entry()) else { return };
        let Some(entry) = self.state.order(id).filter(|order| !order.is_final() && order.phase != Phase::Pending) else { return };
        let step = AccountStep::EditBracket(entry.reference(), Arc::new(bracket.legs_ticket()));
        self.ask(now, step, Priority::Command, Purpose::OtherLegs(id.clone()), out);
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
        if !bracket.is_asked() || bracket.awaits_entry() {
            self.watch.sought.remove(&bracket.id);
            return;
        }
        let about = |purpose: &Purpose| matches!(purpose, Purpose::Bracket(id) | Purpose::Legs(id) if *id == bracket.id);
        let flies = self.calls.values().any(|asked| about(&asked.purpose)) || self.native_intents.values().any(|(id, _)| *id == bracket.id);
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
        let Some(asked_at) = before.awaits_since().filter(|_| before.is_asked()) else { return };
        // With an entry they come when that has executed.
        let executed_at = before.entry.as_ref().map(|entry| entry.executed_at - self.view.clock_offset);
        let asked_at = executed_at.map_or(asked_at, |at| asked_at.max(at));
        let mut bracket = before.clone();
        self.adopt(&mut bracket);
        let dead = !before.awaits_entry() && listed_at >= asked_at + self.spec.command_life + self.spec.absence_after;
        if bracket.is_asked() && dead {
            let no = "the venue has not made the legs: its open orders did not show them after the call's signature had died";
            return self.native_failed(now, id, No { code: None, message: no.to_owned() }, out);
        }
        if bracket != before {
            self.record_native(now, bracket, out);
        }
    }
}

/// True if an order of the venue's is this leg. An event tells less of it than a list: then its trigger says which it is. Where the
/// legs follow an entry there are no others in this position, and they may be of terms from before a change.
fn is_leg(order: &Order, bracket: &Bracket, exit: Exit, since: Timestamp) -> bool {
    let known = order.origin == Origin::External && order.conditional && order.instrument == bracket.instrument;
    let told = has_terms(order, bracket.leg(exit).terms.as_ref());
    let fits = order.shape.as_ref().map_or(told, |shape| {
        let is_stop = matches!(shape.kind, OrderType::StopMarket | OrderType::StopLimit);
        let shaped =
            shape.close_position && (shape.side == Side::Sell) == (bracket.side == Side::Buy) && is_stop == (exit == Exit::StopLoss);
        shaped && (told || (bracket.entry.is_some() && bracket.is_asked()))
    });
    known && fits && order.updated_at >= since
}

fn has_terms(order: &Order, terms: Option<&LegTerms>) -> bool {
    let trigger = order.terms.as_ref().and_then(|held| held.trigger_price);
    trigger.is_some() && trigger == terms.map(|terms| terms.trigger_price)
}

impl Bracket {
    /// True while its entry has opened nothing, and the venue puts the legs around what it will.
    fn awaits_entry(&self) -> bool {
        self.is_asked() && self.entry.as_ref().is_some_and(|entry| entry.executed.is_zero())
    }

    /// Since when orders of the venue's may be its legs; `None` while none is looked for. What an entry opened once its legs were
    /// over is followed by new ones.
    fn awaits_since(&self) -> Option<Timestamp> {
        let asked_at = self.native.as_ref()?.asked_at;
        let bare = self.entry.is_some() && !self.held().is_zero() && self.exits().all(|slice| slice.standing.is_over());
        asked_at.or_else(|| bare.then_some(self.created_at))
    }

    /// The legs as the venue is told of them.
    pub(in super::super) fn legs_ticket(&self) -> BracketTicket {
        let leg = |leg: &Leg| leg.terms.as_ref().map(|terms| BracketLeg { trigger_price: terms.trigger_price, price: terms.price });
        let by = [&self.stop_loss, &self.take_profit].into_iter().find_map(|leg| leg.terms.as_ref()).map(|terms| terms.trigger_by);
        BracketTicket {
            instrument: self.instrument.clone(),
            stop_loss: leg(&self.stop_loss),
            take_profit: leg(&self.take_profit),
            trigger_by: by.unwrap_or_default(),
        }
    }
}
