//! What is a bracket, and how far has it come? What is journaled is this whole; its last word is all that is known.

use serde::{Deserialize, Serialize};
use twinline_model::{InstrumentId, OrderId, OrderTicket, PositionSide, Price, Qty, Side, Timestamp, TriggerBy};

use super::super::order::No;

/// Which part of a bracket an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// Ends a loss.
    StopLoss,
    /// Takes a profit.
    TakeProfit,
    /// Closes at the market because no stop-loss could be placed.
    Close,
}

impl Exit {
    /// What the names of its orders end with, before their number.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::StopLoss => 's',
            Self::TakeProfit => 't',
            Self::Close => 'x',
        }
    }
}

/// What is done when a position stays unprotected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfUnprotected {
    /// People are told; nothing else.
    #[default]
    Alert,
    /// People are told, and after a moment what is held is closed at the market.
    Close,
}

/// How far a bracket has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BracketPhase {
    /// The entry works; there is nothing to protect yet.
    Entering,
    /// There is something to protect, and the legs are on their way.
    Protecting,
    /// The venue has every quantity that the stop-loss must have (the take-profit, where there is no stop-loss).
    Protected,
    /// It does not, and should have by now: people were told.
    Unprotected,
    /// Over: nothing is held, and nothing of it is open.
    Done,
    /// The entry was refused: nothing was done.
    Refused,
}

impl BracketPhase {
    /// Its word on every wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entering => "entering",
            Self::Protecting => "protecting",
            Self::Protected => "protected",
            Self::Unprotected => "unprotected",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// True if nothing can happen to it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Refused)
    }
}

/// Where one order of a bracket stands, as far as its own record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Wanted; the venue has not said yes.
    Sent,
    /// Nobody knows whether the venue has it.
    Doubtful,
    /// The venue has it.
    Stands,
    /// Its trigger was reached, or some of it was executed.
    Triggered,
    /// The venue, or a check here, said no.
    Refused,
    /// Somebody canceled it.
    Canceled,
    /// The venue ended it, or it was filled.
    Ended,
}

impl Standing {
    /// True if nothing can happen to it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Refused | Self::Canceled | Self::Ended)
    }

    /// True if the venue is known to have it.
    pub const fn is_sure(self) -> bool {
        matches!(self, Self::Stands | Self::Triggered)
    }
}

/// One order of a bracket, with what is remembered of it when the order itself has left memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// Its name.
    pub order: OrderId,
    /// How much it can execute; `None` for whatever the position is.
    pub qty: Option<Qty>,
    /// Which version of the leg's terms it was placed with.
    pub version: u32,
    /// Where it stands.
    pub standing: Standing,
    /// Executed so far; never falls.
    pub executed: Qty,
    /// When that grew last, by the venue's clock.
    pub executed_at: Timestamp,
    /// Since when the bracket itself wants it ended.
    pub ending: Option<Timestamp>,
}

impl Slice {
    /// A slice that is about to be sent.
    pub(super) fn sent(order: OrderId, qty: Option<Qty>, version: u32) -> Self {
        let (standing, executed, executed_at) = (Standing::Sent, Qty::ZERO, Timestamp::default());
        Self { order, qty, version, standing, executed, executed_at, ending: None }
    }

    /// What it can still execute; `None` for everything.
    pub fn rest(&self) -> Option<Qty> {
        if self.standing.is_over() {
            return Some(Qty::ZERO);
        }
        self.qty.map(|qty| less(qty, self.executed))
    }
}

/// What a leg is wanted to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegTerms {
    /// Price that sets it off.
    pub trigger_price: Price,
    /// Its limit once it is set off; at any price if absent.
    pub price: Option<Price>,
    /// Which price moves the trigger.
    pub trigger_by: TriggerBy,
}

/// One leg: its terms, and the orders that carry it. Several, because what is held can grow by parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// What is wanted; `None` once it was taken away.
    pub terms: Option<LegTerms>,
    /// Counts changes of the terms.
    pub version: u32,
    /// Its orders, oldest first. Those that never came to anything leave the list.
    pub slices: Vec<Slice>,
    /// How many orders it has had.
    pub made: u32,
    /// Orders in a row that were refused or ended by the venue.
    pub attempts: u32,
    /// Why the last one was.
    pub refusal: Option<No>,
    /// When the next one is placed, if it waits.
    pub next_try_at: Option<Timestamp>,
    /// True once somebody else canceled one of its orders: it is not placed anew until its terms are changed.
    pub taken_away: bool,
}

impl Leg {
    /// A leg that has no orders yet.
    pub fn new(terms: Option<LegTerms>) -> Self {
        Self { terms, version: 1, slices: Vec::new(), made: 0, attempts: 0, refusal: None, next_try_at: None, taken_away: false }
    }

    /// How much of what is held its open orders can end; `None` for all of it.
    pub fn cover(&self) -> Option<Qty> {
        sum(self.open().map(Slice::rest))
    }

    /// The same, of those that the venue is known to have with today's terms.
    pub fn sure(&self) -> Option<Qty> {
        sum(self.open().filter(|slice| slice.standing.is_sure() && slice.version == self.version).map(Slice::rest))
    }

    /// The same, less those that were ended by then: the venue has had the time to cancel them.
    pub(super) fn lasting(&self, ended_by: Timestamp) -> Option<Qty> {
        let gone = |slice: &Slice| slice.standing == Standing::Stands && slice.ending.is_some_and(|at| at <= ended_by);
        let sure = |slice: &&Slice| slice.standing.is_sure() && slice.version == self.version && !gone(slice);
        sum(self.open().filter(sure).map(Slice::rest))
    }

    /// What its orders have executed.
    pub fn executed(&self) -> Qty {
        self.slices.iter().fold(Qty::ZERO, |sum, slice| more(sum, slice.executed))
    }

    /// Orders that are not over.
    pub fn open(&self) -> impl Iterator<Item = &Slice> {
        self.slices.iter().filter(|slice| !slice.standing.is_over())
    }
}

/// How a bracket stands that the venue holds together itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Native {
    /// When the venue was asked for the legs; `None` once they have been seen, or are known not to have come.
    pub asked_at: Option<Timestamp>,
}

/// An entry with a stop-loss, a take-profit or both; or these two around a position that is there already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bracket {
    /// Its name: that of its entry, where it has one. The orders of its legs are named after it.
    pub id: OrderId,
    /// Of what.
    pub instrument: InstrumentId,
    /// Side of the entry: a buy makes a long position, which sales protect.
    pub side: Side,
    /// Which position.
    pub position_side: PositionSide,
    /// The order that opens, if it has one.
    pub entry: Option<Slice>,
    /// True if that order ends at once by its nature.
    pub at_once: bool,
    /// How much of a position that is there already it protects; `None` with an entry, or for the whole position.
    pub qty: Option<Qty>,
    /// True while the first order of each leg may leave without another word to the disk: what it would be is said by the rest
    /// of this, which is there before the entry leaves. After a restart nobody knows whether they have.
    #[serde(default)]
    pub ahead: bool,
    /// Present where the venue holds the legs together; they are its orders, then, and not ours.
    #[serde(default)]
    pub native: Option<Native>,
    /// Ends a loss.
    pub stop_loss: Leg,
    /// Takes a profit.
    pub take_profit: Leg,
    /// Market orders that closed what could not be protected.
    pub closes: Leg,
    /// What is done when it stays unprotected.
    pub if_unprotected: IfUnprotected,
    /// What left the position in other ways, and as of when that was seen.
    pub released: (Qty, Timestamp),
    /// True once somebody wants it ended.
    pub unwanted: bool,
    /// How far it has come.
    pub phase: BracketPhase,
    /// Since when that is so.
    pub since: Timestamp,
    /// Why it is unprotected, or how it ended.
    pub reason: Option<String>,
    /// Whose key it was made with.
    pub actor: String,
    /// When it was wanted.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// What somebody wants to be protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BracketWish {
    /// Its name; with an entry, the entry's.
    pub id: OrderId,
    /// The order that opens; `None` for a position that is there already.
    pub entry: Option<OrderTicket>,
    /// Of what.
    pub instrument: InstrumentId,
    /// Side of the entry, or that which the position was opened with.
    pub side: Side,
    /// Which position.
    pub position_side: PositionSide,
    /// How much of the position; `None` with an entry, or for all of it.
    pub qty: Option<Qty>,
    /// Ends a loss.
    pub stop_loss: Option<LegTerms>,
    /// Takes a profit.
    pub take_profit: Option<LegTerms>,
    /// What is done when it stays unprotected.
    pub if_unprotected: IfUnprotected,
}

/// What is to change about a bracket; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BracketChange {
    /// New terms, or none any more.
    pub stop_loss: Option<Option<LegTerms>>,
    /// New terms, or none any more.
    pub take_profit: Option<Option<LegTerms>>,
    /// A new rule.
    pub if_unprotected: Option<IfUnprotected>,
}

impl Bracket {
    /// As it is wanted; nothing was sent.
    pub fn wanted(wish: &BracketWish, actor: &str, now: Timestamp) -> Self {
        let entry = wish.entry.as_ref();
        let at_once = entry.is_some_and(|ticket| {
            use twinline_model::{OrderType, TimeInForce};
            ticket.kind == OrderType::Market
                || (ticket.kind == OrderType::Limit && matches!(ticket.time_in_force, TimeInForce::Ioc | TimeInForce::Fok))
        });
        Self {
            id: wish.id.clone(),
            instrument: wish.instrument.clone(),
            side: wish.side,
            position_side: wish.position_side,
            entry: entry.map(|ticket| Slice::sent(ticket.client_order_id.clone(), ticket.qty, 1)),
            at_once,
            qty: wish.qty.filter(|_| entry.is_none()),
            ahead: at_once,
            native: None,
            stop_loss: Leg::new(wish.stop_loss.clone()),
            take_profit: Leg::new(wish.take_profit.clone()),
            closes: Leg::new(None),
            if_unprotected: wish.if_unprotected,
            released: (Qty::ZERO, Timestamp::default()),
            unwanted: false,
            phase: if entry.is_some() { BracketPhase::Entering } else { BracketPhase::Protecting },
            since: now,
            reason: None,
            actor: actor.to_owned(),
            created_at: now,
            updated_at: now,
        }
    }

    /// One of its legs.
    pub const fn leg(&self, exit: Exit) -> &Leg {
        match exit {
            Exit::StopLoss => &self.stop_loss,
            Exit::TakeProfit => &self.take_profit,
            Exit::Close => &self.closes,
        }
    }

    pub(super) const fn leg_mut(&mut self, exit: Exit) -> &mut Leg {
        match exit {
            Exit::StopLoss => &mut self.stop_loss,
            Exit::TakeProfit => &mut self.take_profit,
            Exit::Close => &mut self.closes,
        }
    }

    /// All orders of its legs.
    pub fn exits(&self) -> impl Iterator<Item = &Slice> {
        [&self.stop_loss, &self.take_profit, &self.closes].into_iter().flat_map(|leg| &leg.slices)
    }

    /// Every order of it.
    pub(super) fn slices_mut(&mut self) -> impl Iterator<Item = &mut Slice> {
        let legs = [&mut self.stop_loss, &mut self.take_profit, &mut self.closes];
        legs.into_iter().flat_map(|leg| &mut leg.slices).chain(&mut self.entry)
    }

    /// What its legs have executed.
    pub fn exited(&self) -> Qty {
        self.exits().fold(Qty::ZERO, |sum, slice| more(sum, slice.executed))
    }

    /// True if it protects whatever the position is.
    pub const fn is_whole(&self) -> bool {
        self.entry.is_none() && self.qty.is_none()
    }

    /// True while it is not known whether the venue has made the legs that it was asked for.
    pub fn is_asked(&self) -> bool {
        self.native.as_ref().is_some_and(|native| native.asked_at.is_some())
    }

    /// What came in by it (or was there, and is its to protect), less what went out. For a whole position, nothing is known here.
    pub fn held(&self) -> Qty {
        let came = self.entry.as_ref().map_or_else(|| self.qty.unwrap_or(Qty::ZERO), |entry| entry.executed);
        less(less(came, self.exited()), self.released.0)
    }

    /// The leg that people mean when they ask whether the position is protected.
    pub const fn guard(&self) -> Exit {
        if self.stop_loss.terms.is_some() { Exit::StopLoss } else { Exit::TakeProfit }
    }
}

/// `one` less `other`, not below zero.
pub(super) fn less(one: Qty, other: Qty) -> Qty {
    Qty::new(one.value().saturating_sub(other.value()).max(Qty::ZERO.value()))
}

/// Both together.
pub(super) fn more(one: Qty, other: Qty) -> Qty {
    Qty::new(one.value().saturating_add(other.value()))
}

/// `None` if one of them is everything.
fn sum(parts: impl Iterator<Item = Option<Qty>>) -> Option<Qty> {
    let mut sum = Qty::ZERO;
    for part in parts {
        sum = more(sum, part?);
    }
    Some(sum)
}
