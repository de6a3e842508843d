//! The orders of one account, open and ended, by both of their ids.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::accounts::ids::{OrderId, OrderRef, Slot};
use crate::accounts::order::{OrderRecord, OrderStatus};
use crate::order::Side;

/// An order with its figures as the book counts them.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub record: OrderRecord,
    /// Limit; 0 for a market order.
    pub ticks: i64,
    /// In all.
    pub lots: i64,
    /// Traded.
    pub executed: i64,
    /// Rises with every entry into the book: orders of one price trade in this order.
    pub entered: u64,
}

impl Held {
    pub fn left(&self) -> i64 {
        self.lots - self.executed
    }

    pub fn slot(&self) -> Slot {
        Slot { symbol: self.record.symbol, side: self.record.position_side }
    }

    /// True if it may open or enlarge a position, so that it needs margin.
    pub fn may_open(&self) -> bool {
        !self.record.reduce_only && !crate::accounts::account::Account::closes(self.record.position_side, self.record.side)
    }
}

/// Orders of one account. Ended ones beyond the bound are forgotten, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orders {
    all: BTreeMap<OrderId, Held>,
    open: BTreeSet<OrderId>,
    /// Per client id: the newest order that had it.
    newest: BTreeMap<String, OrderId>,
    /// Per client id: the open order that has it.
    named: BTreeMap<String, OrderId>,
}

impl Orders {
    pub fn insert(&mut self, held: Held, most: usize) {
        let (id, client_id) = (held.record.id, held.record.client_id.clone());
        self.newest.insert(client_id.clone(), id);
        // A market order may have the id of an open order, which stays the one that is found by it.
        self.named.entry(client_id).or_insert(id);
        self.open.insert(id);
        self.all.insert(id, held);
        self.forget(most);
    }

    pub fn get(&self, id: OrderId) -> Option<&Held> {
        self.all.get(&id)
    }

    /// To change anything but the status: that is for `end`.
    pub fn get_mut(&mut self, id: OrderId) -> Option<&mut Held> {
        self.all.get_mut(&id)
    }

    /// Puts an order into a terminal state.
    pub fn end(&mut self, id: OrderId, status: OrderStatus) {
        let Some(held) = self.all.get_mut(&id) else { return };
        held.record.status = status;
        self.open.remove(&id);
        if self.named.get(&held.record.client_id) == Some(&id) {
            self.named.remove(&held.record.client_id);
        }
    }

    pub fn find(&self, symbol: usize, order: &OrderRef) -> Option<&Held> {
        let id = match order {
            OrderRef::Id(id) => *id,
            OrderRef::Client(client_id) => *self.named.get(client_id).or(self.newest.get(client_id))?,
        };
        self.get(id).filter(|held| held.record.symbol == symbol)
    }

    /// True if an open order has this client id.
    pub fn is_named(&self, client_id: &str) -> bool {
        self.named.contains_key(client_id)
    }

    /// Open orders, by id.
    pub fn open(&self) -> impl DoubleEndedIterator<Item = &Held> {
        self.open.iter().filter_map(|id| self.all.get(id))
    }

    /// All orders held, by id.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Held> {
        self.all.values()
    }

    pub fn open_of(&self, symbol: usize) -> impl DoubleEndedIterator<Item = &Held> {
        self.open().filter(move |held| held.record.symbol == symbol)
    }

    /// Notional of open bids and asks of a slot that may open: (bids, asks). Price times what is left; `lots` and
    /// `price` turn the book's counts into decimals.
    pub fn opening_notional(&self, slot: Slot, value: impl Fn(i64, i64) -> Option<Decimal>) -> Option<(Decimal, Decimal)> {
        let (mut bids, mut asks) = (Decimal::ZERO, Decimal::ZERO);
        for held in self.open_of(slot.symbol).filter(|held| held.record.position_side == slot.side && held.may_open()) {
            let notional = value(held.ticks, held.left())?;
            match held.record.side {
                Side::Buy => bids = bids.checked_add(notional)?,
                Side::Sell => asks = asks.checked_add(notional)?,
            }
        }
        Some((bids, asks))
    }

    fn forget(&mut self, most: usize) {
        while self.all.len() > most.max(1) {
            let Some(id) = self.all.keys().find(|id| !self.open.contains(id)).copied() else { break };
            let Some(held) = self.all.remove(&id) else { break };
            if self.newest.get(&held.record.client_id) == Some(&id) {
                self.newest.remove(&held.record.client_id);
            }
        }
    }
}
