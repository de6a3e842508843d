//! What does somebody want, and what became of it?

use std::sync::Arc;

use twinline_model::{Duration, InstrumentId, OrderId, OrderTicket, Phase, Price, Qty, Source, Timestamp};
use twinline_venue::account::{AccountStep, EditTicket, History};
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::api::{Action, Answer, Checks, Command, Output, Placed, Refused, SettingChange};
use super::calls::Purpose;
use super::checks::{check_terms, worth_of};
use super::event::AccountEvent;
use super::news::OURS;
use super::order::{AcceptedBy, InDoubt, No, Order, Origin};
use crate::limits::Priority;

/// Commands that wait for their outcome; one more is refused.
const MAX_ASKS: usize = 4_096;
/// A cancel that was not answered is sent again after this; it can do no harm.
const CANCEL_AGAIN: Duration = Duration::from_millis(500);
/// And at the latest every so often.
const CANCEL_AGAIN_MOST: Duration = Duration::from_secs(8);
/// A setting whose outcome is not known is set so often; it can do no harm.
const SET_TRIES: u32 = 3;
/// What is in the air at a stop is waited for so long.
const STOP_WITHIN: Duration = Duration::from_secs(3);

/// Somebody who waits.
#[derive(Debug)]
pub(super) enum Ask {
    /// For orders.
    Place(Vec<Slot>),
    /// For an edit of an order.
    Edit(OrderId),
    /// For the end of an order.
    Cancel(OrderId),
    /// For rows of the past.
    Fetch,
    /// For a comparison.
    Reconcile,
}

/// One order of a command that places.
#[derive(Debug)]
pub(super) enum Slot {
    Refused(Refused),
    /// Not known yet.
    Waiting(OrderId),
    /// Known.
    Known(OrderId),
}

/// An edit that waits for the disk.
#[derive(Debug)]
pub(super) struct EditIntent {
    order: OrderId,
    ticket: Arc<EditTicket>,
}

/// An order that is to be ended.
#[derive(Debug)]
pub(super) struct Ending {
    /// When the cancel is sent again; `None` while one is in the air.
    again_at: Option<Timestamp>,
    wait: Duration,
}

impl Account {
    pub(super) fn command(&mut self, now: Timestamp, command: Command, out: &mut Vec<Action>) {
        match command {
            Command::Place { ask, tickets, checks } => self.place(now, ask, tickets, &checks, out),
            Command::Preview { ask, ticket, checks } => {
                let result = self.check_alone(&ticket, &checks).map_or_else(Answer::Refused, |()| Answer::Sound);
                Self::answer(ask, result, out);
            }
            Command::Edit { ask, order, price, qty, checks } => self.edit(now, ask, &order, price, qty, &checks, out),
            Command::Cancel { ask, order } => self.cancel(now, ask, &order, out),
            Command::CancelAll { ask, instrument, external } => self.cancel_all(now, ask, instrument.as_ref(), external, out),
            Command::Set { ask, change } => self.set(now, ask, change, 1, out),
            Command::Fetch { ask, instrument, fills, history } => self.fetch(now, ask, instrument, fills, history, out),
            Command::Reconcile { ask } => {
                self.asks.insert(ask, Ask::Reconcile);
                self.sync.reconcile(now, ask);
                self.tend_sync(now, out);
            }
            Command::Instruments(instruments) => self.view.instruments = instruments,
            Command::KillSwitch(on) => self.killed = on,
            Command::Signer(signer) => {
                self.view.signer = signer;
                self.begin_anew(now, out);
            }
            Command::TryNow => self.try_now(now),
            Command::Stop => self.stopping = Some(now + STOP_WITHIN),
        }
    }

    fn answer(ask: u64, result: Answer, out: &mut Vec<Action>) {
        out.push(Action::Emit(Output::Answer { ask, result }));
    }

    fn place(&mut self, now: Timestamp, ask: u64, tickets: Vec<OrderTicket>, checks: &Checks, out: &mut Vec<Action>) {
        let busy = self.asks.len() >= MAX_ASKS;
        let mut slots = Vec::with_capacity(tickets.len());
        let mut intents = Vec::new();
        let mut envelopes = Vec::new();
        for ticket in tickets {
            let checked = match busy {
                true => Err(Refused::for_now("busy", "too many commands wait for their outcome")),
                false => self.check(now, &ticket, checks),
            };
            if let Err(refused) = checked {
                slots.push(Slot::Refused(refused));
                continue;
            }
            let mut order = Order::intended(&ticket, now);
            order.actor = Some(checks.actor.clone());
            order.worth = Some(worth_of(&ticket, checks)).filter(|_| !ticket.only_reduces());
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
        }
        self.answer_place(ask, out);
    }

    /// The disk has an intent, or has not.
    pub(super) fn appended(&mut self, now: Timestamp, ticket: u64, result: Result<(), &str>, out: &mut Vec<Action>) {
        self.blocked = result.err().map(|reason| format!("the journal failed: {reason}"));
        if let Some(orders) = self.intents.remove(&ticket) {
            for id in orders {
                match result {
                    Ok(()) => self.send_place(now, &id, out),
                    Err(reason) => self.end_unsent(now, &id, "journal_failed", reason, out),
                }
            }
        }
        if let Some(EditIntent { order, ticket }) = self.edits.remove(&ticket) {
            match result {
                Ok(()) => {
                    let step = AccountStep::Edit(Arc::clone(&ticket));
                    self.ask(now, step, Priority::Command, Purpose::Edit(order, ticket), out);
                }
                Err(reason) => {
                    let refused = Refused::for_now("journal_failed", reason);
                    self.edit_ended(now, &order, "refused", reason, out);
                    self.answer_edit(&order, &Answer::Refused(refused), out);
                }
            }
        }
    }

    /// Sends an order whose intent is durable; one that was canceled meanwhile is ended without leaving.
    pub(super) fn send_place(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        let Some(order) = self.state.order(id) else { return };
        if order.phase != Phase::Pending || order.doubt.is_some() {
            return;
        }
        if self.unwanted.remove(id).is_some() {
            return self.end_unsent(now, id, "canceled", "canceled before it left", out);
        }
        let Some(ticket) = ticket_of(order) else { return };
        let step = AccountStep::Place(Arc::new(ticket));
        self.ask(now, step, Priority::Command, Purpose::Place(id.clone()), out);
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
        let Some(order) = self.state.order(id) else { return };
        let known = order.phase != Phase::Pending || order.doubt.is_some();
        let (is_final, boxed) = (order.is_final(), Box::new(order.clone()));
        if order.phase != Phase::Pending {
            self.doubts.ended(id);
        }
        if is_final {
            self.unwanted.remove(id);
            self.retried.remove(id);
            self.settle_edit(now, id, out);
        }
        if !known {
            return;
        }
        let mut placed = Vec::new();
        let mut canceled = Vec::new();
        for (ask, waiting) in &mut self.asks {
            match waiting {
                Ask::Place(slots) => {
                    for slot in slots.iter_mut() {
                        if matches!(slot, Slot::Waiting(of) if of == id) {
                            *slot = Slot::Known(id.clone());
                            placed.push(*ask);
                        }
                    }
                }
                Ask::Cancel(of) if of == id && is_final => canceled.push(*ask),
                Ask::Cancel(_) | Ask::Edit(_) | Ask::Fetch | Ask::Reconcile => {}
            }
        }
        for ask in placed {
            self.answer_place(ask, out);
        }
        for ask in canceled {
            self.asks.remove(&ask);
            Self::answer(ask, Answer::Done(boxed.clone()), out);
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

    #[allow(clippy::too_many_arguments, reason = "the command, spelled out")]
    fn edit(
        &mut self,
        now: Timestamp,
        ask: u64,
        id: &OrderId,
        price: Option<Price>,
        qty: Option<Qty>,
        checks: &Checks,
        out: &mut Vec<Action>,
    ) {
        let ticket = match self.edit_ticket(id, price, qty, checks) {
            Ok(ticket) => Arc::new(ticket),
            Err(refused) => return Self::answer(ask, Answer::Refused(refused), out),
        };
        let detail = format!("price {}, qty {}", ticket.price, ticket.qty);
        let event = AccountEvent::CommandSent { order_id: id.clone(), command: "edit".to_owned(), detail };
        let envelope = self.enter(now, None, OURS, event);
        let append = self.next_append;
        self.next_append += 1;
        self.asks.insert(ask, Ask::Edit(id.clone()));
        self.edits.insert(append, EditIntent { order: id.clone(), ticket });
        out.push(Action::Append { ticket: Some(append), envelopes: vec![envelope] });
    }

    fn edit_ticket(&mut self, id: &OrderId, price: Option<Price>, qty: Option<Qty>, checks: &Checks) -> Result<EditTicket, Refused> {
        let no = |code, message: &str| Err(Refused::here(code, None, message));
        let Some(order) = self.state.order(id) else { return no("unknown_order", "no such order") };
        if order.is_final() {
            return no("order_ended", "the order has ended");
        }
        if order.phase != Phase::Live || order.conditional {
            return no("not_editable", "only an order in the book can be edited");
        }
        let busy = self.edits.values().any(|intent| intent.order == *id)
            || self.calls.values().any(|asked| matches!(&asked.purpose, Purpose::Edit(of, _) if of == id))
            || self.doubts.edits.contains_key(id);
        if busy {
            return Err(Refused::for_now("edit_in_progress", "another edit of this order is not answered yet"));
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
        let order_ref = order.reference();
        let instrument = self.view.instruments.find_id(&ticket.instrument).map(|ix| self.view.instruments.get(ix).clone());
        match instrument {
            Some(instrument) => check_terms(&instrument, &ticket, checks)?,
            None => return no("unknown_instrument", "its instrument is not known"),
        }
        if !ticket.only_reduces() && (self.killed || self.blocked.is_some()) {
            return Err(Refused::for_now("account_blocked", "only what reduces may leave now"));
        }
        Ok(EditTicket { order: order_ref, side, price, qty })
    }

    /// An edit's outcome is in the history.
    pub(super) fn edit_ended(&mut self, now: Timestamp, id: &OrderId, outcome: &str, detail: &str, out: &mut Vec<Action>) {
        self.doubts.edits.remove(id);
        self.command_ended(now, id, "edit", outcome, detail, out);
        if outcome == "done"
            && let Some(order) = self.state.order(id)
        {
            let answer = Answer::Done(Box::new(order.clone()));
            self.answer_edit(id, &answer, out);
        }
    }

    fn command_ended(&mut self, now: Timestamp, id: &OrderId, command: &str, outcome: &str, detail: &str, out: &mut Vec<Action>) {
        let event = AccountEvent::CommandEnded {
            order_id: id.clone(),
            command: command.to_owned(),
            outcome: outcome.to_owned(),
            detail: detail.to_owned(),
        };
        self.record(now, None, OURS, event, out);
    }

    fn answer_edit(&mut self, id: &OrderId, answer: &Answer, out: &mut Vec<Action>) {
        let asks: Vec<u64> = self.asks.iter().filter(|(_, ask)| matches!(ask, Ask::Edit(of) if of == id)).map(|(ask, _)| *ask).collect();
        for ask in asks {
            self.asks.remove(&ask);
            Self::answer(ask, answer.clone(), out);
        }
    }

    pub(super) fn edit_refused(&mut self, now: Timestamp, id: &OrderId, ticket: &Arc<EditTicket>, refusal: Refusal, out: &mut Vec<Action>) {
        match refusal.kind {
            RefusalKind::AlreadySo => self.edit_ended(now, id, "done", &refusal.message, out),
            RefusalKind::NotFound => {
                self.doubts.edits.insert(id.clone(), (Arc::clone(ticket), now));
                self.look_up(now, id, Duration::ZERO);
            }
            _ => {
                self.edit_ended(now, id, "refused", &refusal.message, out);
                self.answer_edit(id, &Answer::Refused(refused_by_venue(refusal)), out);
            }
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
        self.answer_edit(id, &Answer::Unknown { reason: reason.to_owned() }, out);
        self.doubts.edits.insert(id.clone(), (Arc::clone(ticket), left_at));
        self.look_up(now, id, Duration::ZERO);
    }

    fn cancel(&mut self, now: Timestamp, ask: u64, id: &OrderId, out: &mut Vec<Action>) {
        let Some(order) = self.state.order(id) else {
            return Self::answer(ask, Answer::Refused(Refused::here("unknown_order", None, format!("no order {id}"))), out);
        };
        if order.is_final() {
            let message = format!("the order has ended ({:?})", order.phase).to_lowercase();
            return Self::answer(ask, Answer::Refused(Refused::here("order_ended", None, message)), out);
        }
        self.asks.insert(ask, Ask::Cancel(id.clone()));
        self.end(now, id, out);
    }

    fn cancel_all(&mut self, now: Timestamp, ask: u64, instrument: Option<&InstrumentId>, external: bool, out: &mut Vec<Action>) {
        let orders: Vec<OrderId> = self
            .state
            .open_orders()
            .filter(|order| external || order.origin == Origin::Gateway)
            .filter(|order| instrument.is_none_or(|instrument| order.instrument == *instrument))
            .map(|order| order.id.clone())
            .collect();
        for id in &orders {
            self.end(now, id, out);
        }
        Self::answer(ask, Answer::Cancelling { orders }, out);
    }

    /// Wants an order ended, and goes on wanting it until the venue shows that it has ended.
    pub(super) fn end(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        if self.unwanted.contains_key(id) {
            return;
        }
        self.unwanted.insert(id.clone(), Ending { again_at: Some(now), wait: CANCEL_AGAIN });
        let event = AccountEvent::CommandSent { order_id: id.clone(), command: "cancel".to_owned(), detail: String::new() };
        self.record(now, None, OURS, event, out);
        self.tend_unwanted(now, out);
    }

    pub(super) fn tend_unwanted(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let due: Vec<OrderId> =
            self.unwanted.iter().filter(|(_, ending)| ending.again_at.is_some_and(|at| at <= now)).map(|(id, _)| id.clone()).collect();
        for id in due {
            let Some(order) = self.state.order(&id) else {
                self.unwanted.remove(&id);
                continue;
            };
            // One that waits for the disk is caught before it leaves; one that is leaving must have arrived first.
            let leaving = order.phase == Phase::Pending && order.doubt.is_none();
            let reference = match order.released_reference() {
                Some(released) if order.phase == Phase::Live => released,
                _ => order.reference(),
            };
            if leaving {
                if let Some(ending) = self.unwanted.get_mut(&id) {
                    ending.again_at = Some(now + CANCEL_AGAIN);
                }
                continue;
            }
            if let Some(ending) = self.unwanted.get_mut(&id) {
                ending.again_at = None;
            }
            self.ask(now, AccountStep::Cancel(reference), Priority::Cancel, Purpose::Cancel(id), out);
        }
    }

    pub(super) fn cancel_done(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        self.command_ended(now, id, "cancel", "done", "", out);
        match self.state.order(id) {
            Some(order) if !order.is_final() => {
                // The venue said yes without showing the order: ask what has become of it.
                self.again(now, id);
                self.look_up(now, id, Duration::ZERO);
            }
            _ => {
                self.unwanted.remove(id);
            }
        }
    }

    /// "No such order" may mean that it was filled, has ended, or has not arrived yet: the order itself is asked for.
    pub(super) fn cancel_refused(&mut self, now: Timestamp, id: &OrderId, refusal: &Refusal, out: &mut Vec<Action>) {
        match refusal.kind {
            RefusalKind::NotFound | RefusalKind::AlreadySo => {
                self.again(now, id);
                self.look_up(now, id, Duration::ZERO);
            }
            RefusalKind::Retry | RefusalKind::Clock | RefusalKind::Limited { .. } => self.again(now, id),
            RefusalKind::Credentials | RefusalKind::Rejected => {
                self.unwanted.remove(id);
                self.command_ended(now, id, "cancel", "refused", &refusal.message, out);
                let answer = Answer::Refused(refused_by_venue(refusal.clone()));
                self.answer_cancel(id, &answer, out);
            }
        }
    }

    pub(super) fn cancel_in_doubt(&mut self, now: Timestamp, id: &OrderId, reason: &str, out: &mut Vec<Action>) {
        self.command_ended(now, id, "cancel", "unknown", reason, out);
        self.answer_cancel(id, &Answer::Unknown { reason: reason.to_owned() }, out);
        self.again(now, id);
        self.look_up(now, id, Duration::ZERO);
    }

    fn answer_cancel(&mut self, id: &OrderId, answer: &Answer, out: &mut Vec<Action>) {
        let asks: Vec<u64> = self.asks.iter().filter(|(_, ask)| matches!(ask, Ask::Cancel(of) if of == id)).map(|(ask, _)| *ask).collect();
        for ask in asks {
            self.asks.remove(&ask);
            Self::answer(ask, answer.clone(), out);
        }
    }

    fn again(&mut self, now: Timestamp, id: &OrderId) {
        if let Some(ending) = self.unwanted.get_mut(id) {
            ending.again_at = Some(now + ending.wait);
            ending.wait = (ending.wait + ending.wait).min(CANCEL_AGAIN_MOST);
        }
    }

    fn set(&mut self, now: Timestamp, ask: u64, change: SettingChange, tries: u32, out: &mut Vec<Action>) {
        let step = match change.clone() {
            SettingChange::Leverage(instrument, leverage) => AccountStep::SetLeverage { instrument, leverage },
            SettingChange::MarginMode(instrument, mode) => AccountStep::SetMarginMode { instrument, mode },
            SettingChange::HedgeMode(on) => AccountStep::SetHedgeMode(on),
            SettingChange::MultiAsset(on) => AccountStep::SetMultiAsset(on),
            SettingChange::Margin(instrument, side, amount) => AccountStep::ChangeMargin { instrument, side, amount },
        };
        self.ask(now, step, Priority::Command, Purpose::Set(ask, change, tries), out);
    }

    pub(super) fn set_done(&mut self, now: Timestamp, ask: u64, change: &SettingChange, out: &mut Vec<Action>) {
        if let Some(setting) = setting_of(change)
            && !self.state.has_setting(&setting)
        {
            self.record(now, None, OURS, AccountEvent::SettingChanged { setting }, out);
        }
        self.sync.audit_soon(now);
        Self::answer(ask, Answer::Set, out);
    }

    pub(super) fn set_refused(
        &mut self,
        now: Timestamp,
        ask: u64,
        change: &SettingChange,
        tries: u32,
        refusal: Refusal,
        out: &mut Vec<Action>,
    ) {
        match refusal.kind {
            RefusalKind::AlreadySo => self.set_done(now, ask, change, out),
            RefusalKind::Clock if tries < SET_TRIES => self.set(now, ask, change.clone(), tries + 1, out),
            _ => Self::answer(ask, Answer::Refused(refused_by_venue(refusal)), out),
        }
    }

    /// Setting it again can do no harm, but for margin, which would be moved twice.
    pub(super) fn set_in_doubt(
        &mut self,
        now: Timestamp,
        ask: u64,
        change: &SettingChange,
        tries: u32,
        reason: &str,
        out: &mut Vec<Action>,
    ) {
        let repeatable = !matches!(change, SettingChange::Margin(..));
        if repeatable && tries < SET_TRIES {
            return self.set(now, ask, change.clone(), tries + 1, out);
        }
        self.sync.audit_soon(now);
        Self::answer(ask, Answer::Unknown { reason: reason.to_owned() }, out);
    }

    fn fetch(&mut self, now: Timestamp, ask: u64, instrument: InstrumentId, fills: bool, history: History, out: &mut Vec<Action>) {
        self.asks.insert(ask, Ask::Fetch);
        let step = match fills {
            true => AccountStep::Fills { instrument, history },
            false => AccountStep::Orders { instrument, conditional: false, history },
        };
        self.ask(now, step, Priority::Query, Purpose::Fetch(ask), out);
    }

    pub(super) fn fetch_ended(&mut self, ask: u64, result: Result<(), Refusal>, out: &mut Vec<Action>) {
        self.asks.remove(&ask);
        let answer = match result {
            Ok(()) => Answer::Fetched,
            Err(refusal) => Answer::Refused(refused_by_venue(refusal)),
        };
        Self::answer(ask, answer, out);
    }

    /// A comparison is done.
    pub(super) fn reconciled(&mut self, ask: u64, answer: Answer, out: &mut Vec<Action>) {
        if self.asks.remove(&ask).is_some() {
            Self::answer(ask, answer, out);
        }
    }
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
        time_in_force: shape.time_in_force,
        expires_at: shape.expires_at,
        post_only: shape.post_only,
        reduce_only: shape.reduce_only,
        close_position: shape.close_position,
    })
}

fn setting_of(change: &SettingChange) -> Option<twinline_model::Setting> {
    use twinline_model::Setting;
    Some(match change {
        SettingChange::Leverage(instrument, leverage) => Setting::Leverage(instrument.clone(), *leverage),
        SettingChange::MarginMode(instrument, mode) => Setting::MarginMode(instrument.clone(), *mode),
        SettingChange::HedgeMode(on) => Setting::HedgeMode(*on),
        SettingChange::MultiAsset(on) => Setting::MultiAsset(*on),
        SettingChange::Margin(..) => return None,
    })
}

fn refused_by_venue(refusal: Refusal) -> Refused {
    let (code, retryable) = match refusal.kind {
        RefusalKind::Limited { .. } => ("rate_limited", true),
        RefusalKind::Retry => ("venue_busy", true),
        RefusalKind::Clock => ("clock_off", true),
        RefusalKind::Credentials => ("venue_credentials", false),
        RefusalKind::NotFound => ("venue_not_found", false),
        RefusalKind::AlreadySo => ("already_so", false),
        RefusalKind::Rejected => ("venue_refused", false),
    };
    let venue = Some(No { code: refusal.code, message: refusal.message.clone() });
    Refused { code, field: None, message: refusal.message, venue, retryable }
}
