//! Was this known before it left memory?
//!
//! Memory is bounded, the journal is not. A fact about something that is not in memory, and is not newer than what has left it, may
//! be news or an old story: it waits until the journal says which.

use twinline_model::{Fill, Timestamp};
use twinline_venue::account::{AccountFact, OrderFact};

use super::Account;
use super::api::{Action, Output};
use super::event::{AccountEnvelope, AccountEvent, Origination};
use super::names::Kept;
use super::news::{From, merge_fill};
use super::order::{Joined, Order, external_id};
use super::rounds::MARGIN;

/// Most things that are looked up at once; what comes beyond that is told again by the next round that asks for it.
const MAX_PARKED: usize = 4_096;
/// Most words on one of them.
const MAX_WORDS: usize = 16;

/// A fact that waits.
#[derive(Debug)]
pub(super) struct Parked {
    fact: AccountFact,
    source: Origination,
    via: String,
}

impl Account {
    /// The name under which the journal would have an order.
    pub(super) fn kept_order(fact: &OrderFact) -> Kept {
        match &fact.client_id {
            Some(id) => Kept::Order(id.clone(), fact.venue_id.is_some().then(|| external_id(fact))),
            None => Kept::Order(external_id(fact), None),
        }
    }

    /// Keeps a fact back until the journal has been looked at.
    pub(super) fn park(&mut self, kept: Kept, fact: AccountFact, from: From<'_>, out: &mut Vec<Action>) {
        let parked = Parked { fact, source: from.source, via: from.via.to_owned() };
        if let Some(words) = self.parked.get_mut(&kept) {
            if words.len() < MAX_WORDS && words.iter().all(|held| held.fact != parked.fact) {
                words.push(parked);
            }
            return;
        }
        if self.parked.len() >= MAX_PARKED {
            self.oddities += 1;
            return;
        }
        self.parked.insert(kept.clone(), vec![parked]);
        out.push(Action::Emit(Output::Recall(kept)));
    }

    /// The journal was looked at: what waited is either an old story, or news.
    pub(super) fn recalled(&mut self, now: Timestamp, kept: &Kept, found: Option<&AccountEnvelope>, out: &mut Vec<Action>) {
        for Parked { fact, source, via } in self.parked.remove(kept).unwrap_or_default() {
            let from = From { source, via: &via };
            match (&fact, found.map(|found| &found.event)) {
                (AccountFact::Order(fact), Some(event)) => {
                    if let Some(held) = event.order() {
                        self.join_recalled(now, held, fact, from, out);
                    }
                }
                (
                    AccountFact::Fill(fill),
                    Some(AccountEvent::Fill { fill: held, order_id } | AccountEvent::FillUpdated { fill: held, order_id }),
                ) => {
                    let merged = merge_fill(held, fill);
                    if merged != *held {
                        let event = AccountEvent::FillUpdated { fill: merged, order_id: order_id.clone() };
                        self.record(now, Some(fill.ts), from, event, out);
                    }
                }
                (AccountFact::Order(fact), None) => self.take_known_order(now, fact, from, out),
                (AccountFact::Fill(fill), None) => self.take_new_fill(now, fill, from, out),
                (AccountFact::Transaction(transaction), None) if !self.state.has_transaction(transaction) => {
                    let event = AccountEvent::Transaction { transaction: transaction.clone() };
                    self.record(now, Some(transaction.ts), from, event, out);
                    self.tell_strange(now, transaction, out);
                }
                _ => {}
            }
        }
    }

    /// A late word on an order that is over: it changes the history if it says more, and memory not at all.
    fn join_recalled(&mut self, now: Timestamp, held: &Order, fact: &OrderFact, from: From<'_>, out: &mut Vec<Action>) {
        let mut order = held.clone();
        let Joined { changed, lost } = order.join(fact);
        self.lost_joins += u64::from(lost);
        if changed {
            self.record_order(now, Some(fact.ts), from, held, order.clone(), out);
        }
        self.adopt_fills(now, &order, from, out);
    }

    /// A fill of which nothing was known.
    pub(super) fn take_new_fill(&mut self, now: Timestamp, fill: &Fill, from: From<'_>, out: &mut Vec<Action>) {
        if self.state.fill(&(fill.instrument.clone(), fill.trade_id.clone())).is_some() {
            return self.take_fill(now, fill, from, out);
        }
        self.sync.money_moved = true;
        if fill.fee.is_none() {
            self.sync.half_told(now, &fill.instrument, fill.ts - self.view.clock_offset - MARGIN);
        }
        let order_id = self.order_of_fill(fill).map(|order| order.id.clone());
        self.record(now, Some(fill.ts), from, AccountEvent::Fill { fill: fill.clone(), order_id: order_id.clone() }, out);
        match order_id {
            Some(id) => self.count_filled(now, Some(&id), from, out),
            None => self.sync.want_order(&fill.instrument, &fill.venue_order_id),
        }
    }
}
