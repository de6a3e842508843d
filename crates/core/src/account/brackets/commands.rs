//! What does somebody want of a bracket?

use twinline_model::{OrderId, Price, Qty, Side, Timestamp};

use super::super::Account;
use super::super::answer::{Answer, Refused};
use super::super::api::Action;
use super::super::checks::worth_of;
use super::super::command::Checks;
use super::super::commands::{Ask, MAX_ASKS, Slot};
use super::super::event::AccountEvent;
use super::super::news::OURS;
use super::super::order::Order;
use super::leg_ticket;
use super::record::{Bracket, BracketChange, BracketWish, Exit};

/// Room in a name for what the legs add to it.
const NAME_ROOM: usize = 7;
/// Brackets that can be open at once; one more is refused.
const MOST_LIVE: usize = 500;

impl Account {
    /// Begins a bracket. Its entry leaves when both are durable; its legs leave when there is something to protect.
    pub(in super::super) fn bracket(&mut self, now: Timestamp, ask: u64, wish: &BracketWish, checks: &Checks, out: &mut Vec<Action>) {
        let mut bracket = Bracket::wanted(wish, &checks.actor, now);
        bracket.native = self.native_of(now, &bracket, wish);
        if let Err(refused) = self.check_bracket(now, &bracket, wish, checks) {
            return Self::answer(ask, Answer::Refused(refused), out);
        }
        let event = AccountEvent::BracketUpdated { bracket: bracket.clone() };
        let envelopes = vec![self.enter(now, None, OURS, event)];
        let Some(ticket) = &wish.entry else {
            let append = self.next_append;
            self.next_append += 1;
            out.push(Action::Append { ticket: Some(append), envelopes });
            return Self::answer(ask, Answer::Bracket(Box::new(bracket)), out);
        };
        let mut order = Order::intended(ticket, now);
        order.actor = Some(checks.actor.clone());
        order.worth = Some(worth_of(ticket, checks)).filter(|_| !ticket.only_reduces());
        self.asks.insert(ask, Ask::Place(vec![Slot::Waiting(order.id.clone())]));
        self.intend(now, vec![order], envelopes, out);
    }

    fn check_bracket(&mut self, now: Timestamp, bracket: &Bracket, wish: &BracketWish, checks: &Checks) -> Result<(), Refused> {
        if self.asks.len() >= MAX_ASKS || self.state.brackets.live().count() >= MOST_LIVE {
            return Err(Refused::for_now("busy", "too many commands or brackets are open"));
        }
        let room = self.spec.client_id_max.saturating_sub(NAME_ROOM);
        if bracket.id.as_str().len() > room {
            let message = format!("at most {room} characters, for the orders of the legs are named after it");
            return Err(Refused::here("bad_client_order_id", Some("client_order_id"), message));
        }
        if self.state.brackets.get(&bracket.id).is_some_and(|held| !held.phase.is_over()) {
            return Err(Refused::here("duplicate_client_order_id", Some("client_order_id"), format!("{} was used before", bracket.id)));
        }
        if wish.stop_loss.is_none() && wish.take_profit.is_none() {
            return Err(Refused::here("bad_bracket", Some("stop_loss"), "a bracket needs a stop-loss, a take-profit or both"));
        }
        self.check_native(bracket)?;
        let market = checks.collar.map(|(price, _)| price);
        let from = wish.entry.as_ref().and_then(|entry| entry.price.or(entry.trigger_price)).or(market);
        self.check_legs(bracket, wish.entry.as_ref().map_or(wish.qty, |entry| entry.qty), from, checks)?;
        match &wish.entry {
            None => Ok(()),
            Some(ticket) if ticket.only_reduces() => {
                Err(Refused::here("bad_bracket", Some("reduce_only"), "an order that only reduces opens nothing that could be protected"))
            }
            Some(ticket) => self.check(now, ticket, checks),
        }
    }

    /// Each leg's order could leave as far as that is decided here, and each is on its side of the price.
    fn check_legs(&self, bracket: &Bracket, qty: Option<Qty>, from: Option<Price>, checks: &Checks) -> Result<(), Refused> {
        // Whose key it is counts for the legs as for the entry; sums and collars do not.
        let permitted = Checks { venues: checks.venues.clone(), instruments: checks.instruments.clone(), ..Checks::default() };
        for exit in [Exit::StopLoss, Exit::TakeProfit] {
            let Some(terms) = &bracket.leg(exit).terms else { continue };
            if let Some(ticket) = leg_ticket(bracket, exit, qty) {
                self.check_alone(&ticket, &permitted).map_err(|refused| of_leg(exit, refused))?;
            }
            let below = (bracket.side == Side::Buy) == (exit == Exit::StopLoss);
            if let Some(from) = from
                && (if below { terms.trigger_price >= from } else { terms.trigger_price <= from })
            {
                let side = if below { "below" } else { "above" };
                let message = format!("{} must be {side} {from}, or it would be set off at once", terms.trigger_price);
                return Err(Refused::here("bad_leg", Some(field(exit)), message));
            }
        }
        Ok(())
    }

    /// Changes legs or the rule. An order of old terms is canceled first; its successor leaves when that is sure.
    pub(in super::super) fn change_bracket(
        &mut self,
        now: Timestamp,
        ask: u64,
        id: &OrderId,
        change: BracketChange,
        checks: &Checks,
        out: &mut Vec<Action>,
    ) {
        let changed = self.changed(id, change, checks);
        match changed {
            Err(refused) => Self::answer(ask, Answer::Refused(refused), out),
            Ok(bracket) => self.keep_bracket(now, ask, bracket, out),
        }
    }

    fn changed(&self, id: &OrderId, change: BracketChange, checks: &Checks) -> Result<Bracket, Refused> {
        let mut bracket = self.live_bracket(id)?;
        for (exit, terms) in [(Exit::StopLoss, change.stop_loss), (Exit::TakeProfit, change.take_profit)] {
            let Some(terms) = terms else { continue };
            let leg = bracket.leg_mut(exit);
            if leg.terms != terms || leg.taken_away {
                leg.version += 1;
            }
            (leg.terms, leg.taken_away, leg.attempts, leg.refusal, leg.next_try_at) = (terms, false, 0, None, None);
        }
        if bracket.stop_loss.terms.is_none() && bracket.take_profit.terms.is_none() {
            return Err(Refused::here("bad_bracket", Some("stop_loss"), "a bracket needs a leg; end it to take away both"));
        }
        bracket.if_unprotected = change.if_unprotected.unwrap_or(bracket.if_unprotected);
        self.check_native(&bracket)?;
        let market = checks.collar.map(|(price, _)| price);
        let qty = bracket.entry.as_ref().map_or(bracket.qty, |entry| entry.qty);
        self.check_legs(&bracket, qty, market, checks)?;
        Ok(bracket)
    }

    /// Ends a bracket: what is left of the entry, and its legs. What is held stays, without protection by it.
    pub(in super::super) fn end_bracket(&mut self, now: Timestamp, ask: u64, id: &OrderId, out: &mut Vec<Action>) {
        match self.live_bracket(id) {
            Err(refused) => Self::answer(ask, Answer::Refused(refused), out),
            Ok(mut bracket) => {
                bracket.unwanted = true;
                self.keep_bracket(now, ask, bracket, out);
            }
        }
    }

    fn live_bracket(&self, id: &OrderId) -> Result<Bracket, Refused> {
        let held = self.state.brackets.get(id);
        let held = held.ok_or_else(|| Refused::here("unknown_bracket", None, format!("no bracket {id}")))?;
        if held.phase.is_over() {
            let why = held.reason.as_deref().map_or_else(String::new, |reason| format!(": {reason}"));
            return Err(Refused::here("bracket_ended", None, format!("the bracket has ended{why}")));
        }
        Ok(held.clone())
    }

    fn keep_bracket(&mut self, now: Timestamp, ask: u64, mut bracket: Bracket, out: &mut Vec<Action>) {
        bracket.updated_at = now;
        let id = bracket.id.clone();
        let envelope = self.enter(now, None, OURS, AccountEvent::BracketUpdated { bracket });
        let append = self.next_append;
        self.next_append += 1;
        self.intend_other_legs(append, &id);
        out.push(Action::Append { ticket: Some(append), envelopes: vec![envelope] });
        self.tend_brackets(now, out);
        if let Some(bracket) = self.state.brackets.get(&id).cloned() {
            Self::answer(ask, Answer::Bracket(Box::new(bracket)), out);
        }
    }
}

const fn field(exit: Exit) -> &'static str {
    match exit {
        Exit::StopLoss => "stop_loss.trigger_price",
        Exit::TakeProfit => "take_profit.trigger_price",
        Exit::Close => "close",
    }
}

/// The same refusal, of a field that the asker knows.
fn of_leg(exit: Exit, refused: Refused) -> Refused {
    let field = match (exit, refused.field) {
        (Exit::StopLoss, Some("price")) => Some("stop_loss.price"),
        (Exit::TakeProfit, Some("price")) => Some("take_profit.price"),
        (exit, Some("trigger_price")) => Some(field(exit)),
        (_, other) => other,
    };
    Refused { field, ..refused }
}
