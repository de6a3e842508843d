//! What is known of one order, and what does another source's word add to it?
//!
//! Sources tell of the same order in any order, late, and more than once. [`Order::join`] folds a word in so that none of
//! that matters: it is commutative, associative and idempotent over the facts of an order.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use twinline_model::{
    ClientOrderId, InstrumentId, Notional, OrderId, OrderRef, OrderStatus, OrderTicket, Phase, Price, Qty, Source, Timestamp, VenueOrderId,
};
use twinline_venue::account::{OrderFact, OrderShape, OrderTerms};

/// Why an order did not leave whose intent could not be kept.
pub(super) const UNKEPT: &str = "journal_failed";

/// Who placed an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// We did.
    Gateway,
    /// Somebody else, or the venue itself. Never touched by a command that does not name it.
    External,
}

/// Who has said yes to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcceptedBy {
    /// Checked and durable here.
    Gateway,
    /// The venue has it.
    Venue,
}

/// Why it is not known whether the venue has an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InDoubt {
    /// Since when, local clock.
    pub since: Timestamp,
    /// What happened.
    pub reason: String,
}

/// A no, ours or the venue's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct No {
    /// The venue's code, if it was the venue.
    pub code: Option<String>,
    /// In words.
    pub message: String,
}

/// One order. What is journaled is this whole; so a history's last word on it is all that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its name here.
    pub id: OrderId,
    /// Who placed it.
    pub origin: Origin,
    /// For what.
    pub instrument: InstrumentId,
    /// True if it waits or waited for a trigger.
    pub conditional: bool,
    /// The name it was sent under.
    pub client_order_id: Option<ClientOrderId>,
    /// The venue's name.
    pub venue_order_id: Option<VenueOrderId>,
    /// The venue's name of the order that its trigger released.
    pub released_order_id: Option<VenueOrderId>,
    /// What does not change; absent for an order of which only a fill was seen.
    pub shape: Option<OrderShape>,
    /// What an edit can change.
    pub terms: Option<OrderTerms>,
    /// How far it has come.
    pub phase: Phase,
    /// The venue's own word for that.
    pub venue_status: String,
    /// Executed so far; never falls.
    pub executed: Qty,
    /// Average price of it, with the quantity that it is the average of.
    pub average: Option<(Qty, Price)>,
    /// Why it ended, in the venue's words.
    pub reason: Option<String>,
    /// Set while nobody knows whether the venue has it.
    pub doubt: Option<InDoubt>,
    /// Why it was refused.
    pub no: Option<No>,
    /// Who has said yes.
    pub accepted_by: AcceptedBy,
    /// Which way it was sent.
    pub route: Option<Source>,
    /// Whose key it was sent with.
    pub actor: Option<String>,
    /// What it was worth when it was wanted, in the quote asset; counted into the daily sum of its key.
    pub worth: Option<Notional>,
    /// When it was wanted, local clock; for orders of others, when they were first seen.
    pub created_at: Timestamp,
    /// When the venue changed it last, by its clock.
    pub updated_at: Timestamp,
}

/// What a join did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Joined {
    /// Something is known that was not.
    pub changed: bool,
    /// Something that the fact said lost against what was known: it was late, or sources disagree.
    pub lost: bool,
}

impl Order {
    /// An order of ours that is about to be sent.
    pub fn intended(ticket: &OrderTicket, now: Timestamp) -> Self {
        Self {
            id: ticket.client_order_id.clone(),
            origin: Origin::Gateway,
            instrument: ticket.instrument.clone(),
            conditional: ticket.kind.is_conditional(),
            client_order_id: Some(ticket.client_order_id.clone()),
            venue_order_id: None,
            released_order_id: None,
            shape: Some(shape_of(ticket)),
            terms: Some(OrderTerms {
                revision: Timestamp::default(),
                qty: ticket.qty,
                price: ticket.price,
                trigger_price: ticket.trigger_price,
                trailing_percent: ticket.trailing_percent,
            }),
            phase: Phase::Pending,
            venue_status: String::new(),
            executed: Qty::ZERO,
            average: None,
            reason: None,
            doubt: None,
            no: None,
            accepted_by: AcceptedBy::Gateway,
            route: None,
            actor: None,
            worth: None,
            created_at: now,
            updated_at: Timestamp::default(),
        }
    }

    /// An order that was seen at the venue and is not one of ours.
    pub fn external(fact: &OrderFact, now: Timestamp) -> Self {
        let mut order = Self {
            id: external_id(fact),
            origin: Origin::External,
            instrument: fact.instrument.clone(),
            conditional: fact.conditional,
            client_order_id: fact.client_id.clone(),
            venue_order_id: None,
            released_order_id: None,
            shape: None,
            terms: None,
            phase: Phase::Pending,
            venue_status: String::new(),
            executed: Qty::ZERO,
            average: None,
            reason: None,
            doubt: None,
            no: None,
            accepted_by: AcceptedBy::Venue,
            route: None,
            actor: None,
            worth: None,
            created_at: now,
            updated_at: Timestamp::default(),
        };
        order.join(fact);
        order
    }

    /// What it is shown as.
    pub fn status(&self) -> OrderStatus {
        match self.phase {
            Phase::Pending if self.doubt.is_some() => OrderStatus::Unknown,
            Phase::Pending => OrderStatus::Pending,
            Phase::Untriggered => OrderStatus::Untriggered,
            Phase::Live if self.executed.is_zero() => OrderStatus::Open,
            Phase::Live => OrderStatus::PartiallyFilled,
            Phase::Rejected => OrderStatus::Rejected,
            Phase::Expired => OrderStatus::Expired,
            Phase::Canceled => OrderStatus::Canceled,
            Phase::Filled => OrderStatus::Filled,
        }
    }

    /// True if nothing can happen to it any more.
    pub fn is_final(&self) -> bool {
        self.phase.is_final()
    }

    /// True if its intent could not be kept: nothing left, and its name is free.
    pub fn is_as_if_never_wanted(&self) -> bool {
        self.phase == Phase::Rejected && self.no.as_ref().is_some_and(|no| no.code.as_deref() == Some(UNKEPT))
    }

    /// How the venue knows it.
    pub fn reference(&self) -> OrderRef {
        OrderRef {
            instrument: self.instrument.clone(),
            conditional: self.conditional,
            client_id: self.client_order_id.clone(),
            venue_id: self.venue_order_id.clone(),
        }
    }

    /// How the venue knows the order that its trigger released.
    pub fn released_reference(&self) -> Option<OrderRef> {
        let venue_id = self.released_order_id.clone()?;
        Some(OrderRef { instrument: self.instrument.clone(), conditional: false, client_id: None, venue_id: Some(venue_id) })
    }

    /// Total quantity, where it has one.
    pub fn qty(&self) -> Option<Qty> {
        self.terms.as_ref().and_then(|terms| terms.qty)
    }

    /// Folds in what a source says about this order.
    ///
    /// Commutative, associative, idempotent: late, swapped and repeated facts are harmless. Evidence of any kind that the
    /// venue has it ends the doubt.
    pub fn join(&mut self, fact: &OrderFact) -> Joined {
        let before = self.clone();
        let released = self.conditional && !fact.conditional;
        let mut lost = match released {
            true => self.join_released(fact),
            false => self.join_own(fact),
        };
        let exists = if self.conditional && !released { Phase::Untriggered } else { Phase::Live };
        let phase = fact.phase.unwrap_or(exists);
        lost |= phase < self.phase && !(released && phase == Phase::Live);
        if phase > self.phase {
            self.phase = phase;
            self.venue_status.clear();
            self.reason = None;
        }
        if phase == self.phase {
            // Any total order makes the choice of words independent of arrival.
            self.venue_status = std::mem::take(&mut self.venue_status).max(fact.word.clone());
            self.reason = self.reason.take().max(fact.reason.clone());
        }
        if let Some(executed) = fact.executed {
            lost |= executed < self.executed;
            self.executed = firmer(self.executed, executed);
            let average = fact.average.filter(|price| !price.is_zero() && !executed.is_zero()).map(|price| (executed, price));
            self.average = [self.average, average].into_iter().flatten().reduce(fuller);
        }
        self.updated_at = self.updated_at.max(fact.ts);
        self.accepted_by = AcceptedBy::Venue;
        self.doubt = None;
        Joined { changed: *self != before, lost }
    }

    /// Counts what its fills add up to: executed as surely as if the order's own facts had said so.
    pub fn join_filled(&mut self, filled: Qty) -> bool {
        let before = (self.executed, self.doubt.is_some());
        self.executed = firmer(self.executed, filled);
        if !filled.is_zero() {
            self.doubt = None;
            self.accepted_by = AcceptedBy::Venue;
            self.phase = self.phase.max(Phase::Live);
        }
        before != (self.executed, self.doubt.is_some())
    }

    fn join_own(&mut self, fact: &OrderFact) -> bool {
        self.venue_order_id = self.venue_order_id.take().max(fact.venue_id.clone());
        self.released_order_id = self.released_order_id.take().max(fact.released_id.clone());
        if self.origin == Origin::External {
            self.client_order_id = self.client_order_id.take().max(fact.client_id.clone());
            self.shape = self.shape.take().max(fact.shape.clone());
        }
        let Some(terms) = &fact.terms else { return false };
        match &self.terms {
            Some(held) if rank(held) >= rank(terms) => held.revision > terms.revision,
            _ => {
                self.terms = Some(terms.clone());
                false
            }
        }
    }

    /// The order that the trigger released has terms of its own; of them only a quantity that was open before counts.
    fn join_released(&mut self, fact: &OrderFact) -> bool {
        self.released_order_id = self.released_order_id.take().max(fact.venue_id.clone());
        if let (Some(terms), Some(theirs)) = (&mut self.terms, &fact.terms)
            && self.shape.as_ref().is_some_and(|shape| shape.close_position)
        {
            terms.qty = [terms.qty, theirs.qty].into_iter().flatten().reduce(firmer);
        }
        false
    }
}

/// Shape of a ticket.
fn shape_of(ticket: &OrderTicket) -> OrderShape {
    OrderShape {
        side: ticket.side,
        position_side: ticket.position_side,
        kind: ticket.kind,
        time_in_force: ticket.time_in_force,
        expires_at: ticket.expires_at,
        post_only: ticket.post_only,
        reduce_only: ticket.reduce_only,
        close_position: ticket.close_position,
        trigger_by: ticket.trigger_by,
        activation_price: ticket.activation_price,
        trailing_amount: ticket.trailing_amount,
    }
}

/// The name here of an order that is not ours: its book, its symbol and the venue's number, since numbers are per symbol.
pub fn external_id(fact: &OrderFact) -> OrderId {
    let book = if fact.conditional { "xc" } else { "x" };
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c.to_string() } else { format!("_{:x}", u32::from(c)) }).collect()
    };
    let number = fact.venue_id.as_ref().map_or_else(|| "none".to_owned(), |id| plain(id.as_str()));
    let mut text = format!("{book}.{}.{number}", plain(fact.instrument.symbol()));
    text.truncate(64);
    OrderId::new(&text).unwrap_or_else(|_| unreachable_name(book))
}

/// Plain characters, at most 64: always a name. The branch exists so that a bug shows instead of ending the program.
fn unreachable_name(book: &str) -> OrderId {
    OrderId::new(book).unwrap_or_else(|_| panic!("{book} is a name"))
}

/// The greater one; of equal ones that with more places, so that text does not depend on arrival either.
fn firmer(one: Qty, other: Qty) -> Qty {
    let rank = |qty: Qty| (qty, qty.value().scale());
    if rank(other) > rank(one) { other } else { one }
}

/// The average over more; of equal ones any, but always the same.
fn fuller(one: (Qty, Price), other: (Qty, Price)) -> (Qty, Price) {
    let rank = |(qty, price): (Qty, Price)| (qty, price, price.value().scale(), qty.value().scale());
    if rank(other) > rank(one) { other } else { one }
}

/// Newest first; of equally new ones any, but always the same.
fn rank(terms: &OrderTerms) -> (Timestamp, [Option<(Decimal, u32)>; 4]) {
    let exact = |value: Option<Decimal>| value.map(|value| (value, value.scale()));
    let values = [
        terms.qty.map(Qty::value),
        terms.price.map(Price::value),
        terms.trigger_price.map(Price::value),
        terms.trailing_percent.map(twinline_model::Rate::value),
    ];
    (terms.revision, values.map(exact))
}
