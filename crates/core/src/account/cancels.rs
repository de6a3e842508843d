//! How is an order ended?

use twinline_model::{Duration, InstrumentId, OrderId, Phase, Timestamp};
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::answer::{Answer, MemberOutcome, Refused};
use super::api::Action;
use super::commands::{Ask, refused_by_venue};
use super::event::AccountEvent;
use super::members::Members;
use super::news::OURS;
use super::order::Origin;

/// A cancel that was not answered is sent again after this; it can do no harm.
const CANCEL_AGAIN: Duration = Duration::from_millis(500);
/// And at the latest every so often.
const CANCEL_AGAIN_MOST: Duration = Duration::from_secs(8);

/// An order that is to be ended.
#[derive(Debug)]
pub(super) struct Ending {
    /// When the cancel is sent again; `None` while one is in the air.
    again_at: Option<Timestamp>,
    wait: Duration,
}

impl Account {
    pub(super) fn cancel(&mut self, now: Timestamp, ask: u64, ids: Vec<OrderId>, alone: bool, out: &mut Vec<Action>) {
        let mut members = Members::new(alone);
        let mut open = Vec::new();
        for id in ids {
            let refused = match self.state.order(&id) {
                None => Some(Refused::here("unknown_order", None, format!("no order {id}"))),
                Some(order) if order.is_final() => {
                    Some(Refused::here("order_ended", None, format!("the order has ended: it is {}", order.status().name())))
                }
                Some(_) => None,
            };
            if refused.is_none() {
                open.push(id.clone());
            }
            members.push(id, refused.map(MemberOutcome::Refused));
        }
        self.wait_for(ask, Ask::Cancel(members), out);
        self.end(now, &open, out);
    }

    pub(super) fn cancel_all(
        &mut self,
        now: Timestamp,
        ask: u64,
        instrument: Option<&InstrumentId>,
        external: bool,
        out: &mut Vec<Action>,
    ) {
        let orders: Vec<OrderId> = self
            .state
            .open_orders()
            .filter(|order| external || order.origin == Origin::Gateway)
            .filter(|order| instrument.is_none_or(|instrument| order.instrument == *instrument))
            .map(|order| order.id.clone())
            .collect();
        self.end(now, &orders, out);
        Self::answer(ask, Answer::Cancelling { orders }, out);
    }

    /// Wants orders ended, and goes on wanting it until the venue shows that they have ended.
    pub(super) fn end(&mut self, now: Timestamp, ids: &[OrderId], out: &mut Vec<Action>) {
        self.end_because(now, ids, "", out);
    }

    /// The same, with why it is wanted for the history.
    pub(super) fn end_because(&mut self, now: Timestamp, ids: &[OrderId], why: &str, out: &mut Vec<Action>) {
        let mut envelopes = Vec::new();
        for id in ids {
            if self.unwanted.contains_key(id) {
                continue;
            }
            self.unwanted.insert(id.clone(), Ending { again_at: Some(now), wait: CANCEL_AGAIN });
            let event = AccountEvent::CommandSent { order_id: id.clone(), command: "cancel".to_owned(), detail: why.to_owned() };
            envelopes.push(self.enter(now, None, OURS, event));
        }
        if !envelopes.is_empty() {
            // Nobody waits for the disk: a cancel that leaves and is forgotten does no harm.
            out.push(Action::Append { ticket: None, envelopes });
        }
        self.tend_unwanted(now, out);
    }

    pub(super) fn tend_unwanted(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let due: Vec<OrderId> =
            self.unwanted.iter().filter(|(_, ending)| ending.again_at.is_some_and(|at| at <= now)).map(|(id, _)| id.clone()).collect();
        let mut cancels = Vec::new();
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
            if let Some(ending) = self.unwanted.get_mut(&id) {
                ending.again_at = leaving.then_some(now + CANCEL_AGAIN);
            }
            if !leaving {
                cancels.push((id, reference));
            }
        }
        if !cancels.is_empty() {
            self.send_cancels(now, cancels, out);
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
            RefusalKind::Credentials | RefusalKind::Rejected | RefusalKind::Unsupported => {
                self.unwanted.remove(id);
                self.command_ended(now, id, "cancel", "refused", &refusal.message, out);
                self.cancel_settled(id, &MemberOutcome::Refused(refused_by_venue(refusal.clone())), out);
            }
        }
    }

    pub(super) fn cancel_in_doubt(&mut self, now: Timestamp, id: &OrderId, reason: &str, out: &mut Vec<Action>) {
        self.command_ended(now, id, "cancel", "unknown", reason, out);
        self.cancel_settled(id, &MemberOutcome::Unknown { reason: reason.to_owned() }, out);
        self.again(now, id);
        self.look_up(now, id, Duration::ZERO);
    }

    fn again(&mut self, now: Timestamp, id: &OrderId) {
        if let Some(ending) = self.unwanted.get_mut(id) {
            ending.again_at = Some(now + ending.wait);
            ending.wait = (ending.wait + ending.wait).min(CANCEL_AGAIN_MOST);
        }
    }
}
