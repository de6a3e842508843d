//! What protects a position, and does it?
//!
//! A bracket is an entry with a stop-loss, a take-profit or both, or these two around a position that is there already. The
//! venue knows its orders only one by one; that they belong together is known here, so it is in the journal, and every
//! decision follows from where everything stands ([`plan`]) and not from how it came to stand there.
//!
//! | file | question it answers |
//! |---|---|
//! | `record` | what is a bracket, and how far has it come? |
//! | `observe` | what do its orders say about it? |
//! | `plan` | what does it want done now? |
//! | `ahead` | which legs may leave without another word to the disk, and what of them after a restart? |
//! | `native` | what is asked of a venue that holds the legs together itself, and which of its orders are they? |
//! | `commands` | what does somebody want of a bracket? |
//! | `shelf` | which are kept, and which order belongs to which? |
//! | this one | when is it looked at, and how is a plan carried out? |

mod ahead;
mod commands;
mod native;
mod observe;
mod plan;
mod record;
mod shelf;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use twinline_model::{Duration, Freshness, OrderId, OrderTicket, OrderType, PositionSide, Qty, Side, Timestamp};

use super::Account;
use super::api::Action;
use super::command::Checks;
use super::event::{AccountEnvelope, AccountEvent};
use super::news::OURS;
use super::order::{No, Order};
use super::state::PositionKey;
use observe::Seen;
use plan::{Plan, Scene};

pub(super) use native::Legs;
pub use record::{Bracket, BracketChange, BracketPhase, BracketWish, Exit, IfUnprotected, Leg, LegTerms, Native, Slice, Standing};
pub(super) use shelf::Shelf;
pub use shelf::bracket_name;

/// The venue tells of a position and of the order that changed it one after the other: so long one waits for the other.
const SETTLED: Duration = Duration::from_millis(50);
/// What is missing from a position for so long has left it in some other way.
const GONE: Duration = Duration::from_secs(2);
/// A position and its orders of which nothing new was heard for so long were compared with the venue meanwhile: then it does
/// not matter which of them is said to be newer.
const COMPARED: Duration = Duration::from_secs(20);
/// A cancel that came to nothing is wanted anew after this, if it is still wanted.
const END_AGAIN: Duration = Duration::from_secs(1);
/// Nothing is looked at again sooner than this: clocks are read in steps.
const SOONEST: Duration = Duration::from_millis(1);
/// So far back the fills of an order are looked for.
const RECENT_FILLS: usize = 1_000;
/// Until the venue has answered anything.
const UNMEASURED: Duration = Duration::from_millis(500);

/// What is remembered of brackets beside their history.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Brackets whose orders have changed since they were looked at.
    stirred: BTreeSet<OrderId>,
    /// As of when a position is known, and since when by our clock.
    positions: BTreeMap<PositionKey, (Timestamp, Qty, Timestamp)>,
    /// When to look at each again, if nothing happens.
    wakes: BTreeMap<OrderId, Timestamp>,
    /// When legs that the venue was asked for were looked for last.
    sought: BTreeMap<OrderId, Timestamp>,
    /// What was known when all of them were looked at last, and when that was.
    looked: (u64, Timestamp),
}

impl Account {
    /// An order has changed: its bracket is to be looked at.
    pub(super) fn stir(&mut self, order: &OrderId) {
        if let Some(bracket) = self.state.brackets.of(order) {
            self.watch.stirred.insert(bracket.clone());
        }
    }

    /// Looks at every bracket that may want something.
    pub(super) fn tend_brackets(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let news = self.watch.looked.0 != self.state.cursor.seq || self.watch.wakes.values().any(|at| *at <= now);
        if !(news || now - self.watch.looked.1 >= super::TICK) {
            return;
        }
        let mut ids: BTreeSet<OrderId> = std::mem::take(&mut self.watch.stirred);
        ids.extend(self.state.brackets.live().map(|bracket| bracket.id.clone()));
        self.note_positions(now);
        // Oldest first: what a position has room for is given to them in this order.
        let mut ids: Vec<(Timestamp, OrderId)> =
            ids.into_iter().filter_map(|id| self.state.brackets.get(&id).map(|bracket| (bracket.created_at, id.clone()))).collect();
        ids.sort();
        for (_, id) in ids {
            self.tend_bracket(now, &id, out);
        }
        // Those that were given something back.
        for id in std::mem::take(&mut self.watch.stirred) {
            self.tend_bracket(now, &id, out);
        }
        self.watch.looked = (self.state.cursor.seq, now);
        if let Some(wake) = self.watch.wakes.values().min().copied() {
            out.push(Action::WakeAt(wake.max(now + SOONEST).min(now + super::TICK)));
        }
    }

    fn tend_bracket(&mut self, now: Timestamp, id: &OrderId, out: &mut Vec<Action>) {
        let Some(before) = self.state.brackets.get(id).cloned() else { return };
        let mut bracket = before.clone();
        self.adopt(&mut bracket);
        let exited = bracket.observe(now, |slice| self.seen(now, slice));
        self.give_back(now, &bracket, exited, out);
        self.forget_lost_cancels(now, &mut bracket);
        let over = bracket.phase.is_over();
        if over && bracket == before {
            self.watch.wakes.remove(id);
            return;
        }
        if over {
            // Late evidence: something was executed that nobody had told of.
            bracket.phase = BracketPhase::Protecting;
            bracket.since = now;
        }
        let scene = self.scene(now, &bracket);
        self.release(now, &mut bracket);
        let mut plan = bracket.plan(&scene);
        self.seek_legs(now, &bracket, &mut plan, out);
        if plan.phase.is_over() && !bracket.unwanted && !bracket.held().is_zero() {
            // What it still held has left the position in some other way.
            bracket.released = (record::more(bracket.released.0, bracket.held()), self.as_of(now, &bracket));
        }
        match plan.wake {
            Some(at) => self.watch.wakes.insert(id.clone(), at),
            None => self.watch.wakes.remove(id),
        };
        self.carry_out(now, &before, bracket, plan, out);
    }

    /// Journals what the bracket has become together with the intents of its new orders; cancels need no disk.
    fn carry_out(&mut self, now: Timestamp, before: &Bracket, mut bracket: Bracket, plan: Plan, out: &mut Vec<Action>) {
        if plan.phase != before.phase {
            bracket.since = now;
        }
        bracket.phase = plan.phase;
        bracket.reason = plan.reason;
        for slice in bracket.slices_mut().filter(|slice| plan.cancel.contains(&slice.order)) {
            slice.ending = Some(now);
        }
        let ahead = bracket.may_go_ahead(&plan.place);
        let mut orders = Vec::new();
        for (exit, qty) in plan.place {
            orders.extend(self.cut(now, &mut bracket, exit, qty));
        }
        bracket.ahead &= orders.is_empty();
        if plan.ask {
            bracket.native = Some(Native { asked_at: Some(now) });
        }
        if bracket != *before {
            bracket.updated_at = now;
            let id = bracket.id.clone();
            let mut envelopes = self.tell_protection(now, before, &bracket);
            envelopes.push(self.enter(now, None, OURS, AccountEvent::BracketUpdated { bracket }));
            match plan.ask {
                true => self.intend_native(id, envelopes, out),
                false if ahead => self.go_ahead(now, orders, envelopes, out),
                false => self.intend(now, orders, envelopes, out),
            }
        }
        if !plan.cancel.is_empty() {
            self.end(now, &plan.cancel, out);
        }
    }

    /// One more order of a leg, if nothing speaks against it.
    fn cut(&self, now: Timestamp, bracket: &mut Bracket, exit: Exit, qty: Option<Qty>) -> Option<Order> {
        let ticket = leg_ticket(bracket, exit, qty)?;
        // Sums and rates guard against risk; this takes risk away.
        if let Err(refused) = self.check_alone(&ticket, &Checks::default()) {
            let no = No { code: Some(refused.code.to_owned()), message: refused.message };
            bracket.leg_mut(exit).held_back(now, no);
            return None;
        }
        let mut order = Order::intended(&ticket, now);
        order.actor = Some(bracket.actor.clone());
        let leg = bracket.leg_mut(exit);
        leg.made += 1;
        leg.slices.push(Slice::sent(order.id.clone(), qty, leg.version));
        Some(order)
    }

    /// Hands over what belongs together: an intent is durable before it leaves, and so is to whom it belongs.
    pub(super) fn intend(&mut self, now: Timestamp, orders: Vec<Order>, mut envelopes: Vec<AccountEnvelope>, out: &mut Vec<Action>) {
        if orders.is_empty() {
            out.push(Action::Append { ticket: None, envelopes });
            return;
        }
        let ids = orders.iter().map(|order| order.id.clone()).collect();
        envelopes.extend(self.placed_envelopes(now, orders));
        let ticket = self.next_append;
        self.next_append += 1;
        self.intents.insert(ticket, ids);
        out.push(Action::Append { ticket: Some(ticket), envelopes });
    }

    /// People are told when protection is lost, and when it is back.
    fn tell_protection(&mut self, now: Timestamp, before: &Bracket, after: &Bracket) -> Vec<AccountEnvelope> {
        let lost = after.phase == BracketPhase::Unprotected;
        let was_lost = before.phase == BracketPhase::Unprotected;
        let mut alerts = Vec::new();
        if lost != was_lost {
            let reason = after.reason.clone().unwrap_or_default();
            let (kind, text) = match lost {
                true => ("unprotected", format!("bracket {}: {} is not protected: {reason}", after.id, after.held())),
                false => ("protected_again", format!("bracket {}: {}", after.id, after.phase.name())),
            };
            alerts.push((kind, text));
        }
        if let (None, Some(no)) = (&before.take_profit.refusal, &after.take_profit.refusal)
            && after.guard() != Exit::TakeProfit
        {
            alerts.push(("take_profit_refused", format!("bracket {}: {}", after.id, no.message)));
        }
        let instrument = Some(after.instrument.clone());
        let event = |(kind, text): (&str, String)| AccountEvent::Alert { kind: kind.to_owned(), instrument: instrument.clone(), text };
        alerts.into_iter().map(|alert| self.enter(now, None, OURS, event(alert))).collect()
    }

    fn seen(&self, now: Timestamp, slice: &Slice) -> Option<Seen<'_>> {
        let order = self.state.order(&slice.order)?;
        if order.executed <= slice.executed {
            return Some(Seen { order, executed_at: slice.executed_at, exited_at: slice.executed_at });
        }
        // Its newest fill says when, if all of its fills are known; if not, it was before now.
        let whole = self.state.filled(&order.id) == order.executed;
        let ours = |(_, fill, of): (u64, &twinline_model::Fill, Option<&OrderId>)| (of == Some(&order.id)).then_some(fill.ts);
        let newest = self.state.fills().rev().take(RECENT_FILLS).filter_map(ours).max().filter(|_| whole);
        let latest = (now + self.view.clock_offset).max(order.updated_at);
        Some(Seen { order, executed_at: newest.unwrap_or(latest), exited_at: newest.unwrap_or(order.updated_at) })
    }

    /// A cancel that was refused, or whose wish a crash has swallowed.
    fn forget_lost_cancels(&self, now: Timestamp, bracket: &mut Bracket) {
        for slice in bracket.slices_mut() {
            let lost = slice.ending.is_some_and(|since| since + END_AGAIN <= now) && !self.unwanted.contains_key(&slice.order);
            if lost && !slice.standing.is_over() {
                slice.ending = None;
            }
        }
    }

    fn scene(&self, now: Timestamp, bracket: &Bracket) -> Scene {
        let status = self.status(now);
        Scene {
            now,
            room: self.room(now, bracket, if self.is_shared(bracket) { GONE } else { SETTLED }),
            round_trip: self.nearness.round_trip().unwrap_or(UNMEASURED),
            can_place: self.clock_samples > 0 && self.stopping.is_none(),
            blind: matches!(status.freshness, Freshness::Stale | Freshness::Down),
            closed: self.is_closed(bracket),
        }
    }

    /// True if a leg of the venue's own has executed all of the position, whether or not the position says so yet.
    fn is_closed(&self, bracket: &Bracket) -> bool {
        let key = (bracket.instrument.clone(), bracket.position_side);
        let (exited, held) = (bracket.exited(), self.watch.positions.get(&key).map(|(_, qty, _)| qty.value().abs()));
        bracket.native.is_some() && !exited.is_zero() && held.is_some_and(|held| exited.value() >= held)
    }

    /// True if others hold a part of the same position: whose exit made it smaller, only that exit can tell.
    fn is_shared(&self, bracket: &Bracket) -> bool {
        let same = |other: &Bracket| other.instrument == bracket.instrument && other.position_side == bracket.position_side;
        self.state.brackets.live().any(|other| other.id != bracket.id && same(other))
    }

    /// What the position has room for, less what older brackets hold of it; `None` while that is not known for certain.
    fn room(&self, now: Timestamp, bracket: &Bracket, settled: Duration) -> Option<Qty> {
        let key = (bracket.instrument.clone(), bracket.position_side);
        let (as_of, qty, since) = *self.watch.positions.get(&key)?;
        let same = |other: &&Bracket| other.instrument == bracket.instrument && other.position_side == bracket.position_side;
        let executed_at = |bracket: &Bracket| bracket.entry.iter().chain(bracket.exits()).map(|slice| slice.executed_at).max();
        let newest = self.state.brackets.live().filter(same).filter_map(executed_at).chain(executed_at(bracket)).max();
        let quiet = newest.is_none_or(|newest| now + self.view.clock_offset - newest >= COMPARED) && now - since >= COMPARED;
        // At the same instant, one may know of one part more than the other.
        let behind = newest.is_some_and(|newest| newest >= as_of) && !(quiet && self.sync.is_live());
        // A leg of the venue's own closes all of it: flat is then no older word than that of the leg.
        let closed = bracket.native.is_some() && qty.is_zero() && bracket.exits().any(|slice| !slice.executed.is_zero());
        if (behind && !closed) || now - since < settled {
            return None;
        }
        let ours = match bracket.side {
            Side::Buy => qty.value(),
            Side::Sell => -qty.value(),
        };
        let older = |other: &&Bracket| other.side == bracket.side && (other.created_at, &other.id) < (bracket.created_at, &bracket.id);
        let taken = self.state.brackets.live().filter(same).filter(older).fold(Qty::ZERO, |sum, other| record::more(sum, other.held()));
        Some(record::less(Qty::new(ours.max(Qty::ZERO.value())), taken))
    }

    /// What has been missing from the position for a while has left it in some other way, and is not this bracket's any more.
    fn release(&self, now: Timestamp, bracket: &mut Bracket) {
        let held = bracket.held();
        if !self.sync.is_live() {
            return;
        }
        let Some(room) = self.room(now, bracket, GONE).filter(|room| *room < held) else { return };
        bracket.released = (record::more(bracket.released.0, record::less(held, room)), self.as_of(now, bracket));
    }

    /// As of when the position is known, by the venue's clock.
    fn as_of(&self, now: Timestamp, bracket: &Bracket) -> Timestamp {
        let key = (bracket.instrument.clone(), bracket.position_side);
        self.watch.positions.get(&key).map_or(now, |(as_of, ..)| *as_of)
    }

    /// An exit of one bracket that is told of late explains what was missing from the position: where another was taken for
    /// smaller because of it, it gets that back, the youngest first, for it lost first. One that was over begins anew.
    fn give_back(&mut self, now: Timestamp, from: &Bracket, exited: Vec<(Timestamp, Qty)>, out: &mut Vec<Action>) {
        if exited.is_empty() {
            return;
        }
        let lacks = |other: &&Bracket| {
            let same = other.instrument == from.instrument && other.position_side == from.position_side && other.side == from.side;
            same && other.id != from.id && !other.released.0.is_zero()
        };
        let mut others: Vec<Bracket> = self.state.brackets.all().filter(lacks).cloned().collect();
        others.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
        for mut exit in exited {
            others.iter_mut().for_each(|other| other.explain(&mut exit));
        }
        for mut other in others {
            if self.state.brackets.get(&other.id).is_none_or(|before| before.released == other.released) {
                continue;
            }
            if other.phase.is_over() {
                (other.phase, other.since, other.reason) = (BracketPhase::Protecting, now, None);
            }
            other.updated_at = now;
            self.watch.stirred.insert(other.id.clone());
            let envelopes = vec![self.enter(now, None, OURS, AccountEvent::BracketUpdated { bracket: other })];
            out.push(Action::Append { ticket: None, envelopes });
        }
    }

    fn note_positions(&mut self, now: Timestamp) {
        let keys: BTreeSet<PositionKey> =
            self.state.brackets.live().map(|bracket| (bracket.instrument.clone(), bracket.position_side)).collect();
        self.watch.positions.retain(|key, _| keys.contains(key));
        for key in keys {
            let told = self.state.position(&key.0, key.1).map(|position| (position.ts, position.qty));
            // What was never told of and is not among the positions that the venue lists is flat.
            let Some((as_of, qty)) = told.or(self.sync.positions_listed_at.map(|at| (at, Qty::ZERO))) else { continue };
            let held = self.watch.positions.entry(key).or_insert((as_of, qty, now));
            if held.1 != qty {
                *held = (as_of, qty, now);
            }
            held.0 = as_of;
        }
    }
}

/// What the next order of a leg is called.
fn leg_name(bracket: &Bracket, exit: Exit) -> Option<OrderId> {
    OrderId::new(&format!("{}-{}{}", bracket.id, exit.letter(), bracket.leg(exit).made + 1)).ok()
}

/// The order that carries a leg, or a part of it.
fn leg_ticket(bracket: &Bracket, exit: Exit, qty: Option<Qty>) -> Option<OrderTicket> {
    let leg = bracket.leg(exit);
    let terms = leg.terms.as_ref();
    let priced = terms.is_some_and(|terms| terms.price.is_some());
    let kind = match exit {
        Exit::StopLoss if priced => OrderType::StopLimit,
        Exit::StopLoss => OrderType::StopMarket,
        Exit::TakeProfit if priced => OrderType::TakeProfitLimit,
        Exit::TakeProfit => OrderType::TakeProfitMarket,
        Exit::Close => OrderType::Market,
    };
    let side = match bracket.side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    };
    Some(OrderTicket {
        position_side: bracket.position_side,
        qty,
        price: terms.and_then(|terms| terms.price),
        trigger_price: terms.map(|terms| terms.trigger_price),
        trigger_by: terms.map(|terms| terms.trigger_by).unwrap_or_default(),
        // In hedge mode the side says it.
        reduce_only: bracket.position_side == PositionSide::Both && qty.is_some(),
        close_position: qty.is_none(),
        ..OrderTicket::new(leg_name(bracket, exit)?, bracket.instrument.clone(), side, kind)
    })
}
