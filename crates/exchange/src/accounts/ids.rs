//! What accounts, orders and positions are called.

use serde::{Deserialize, Serialize};

/// One account of the venue. Numbers rise from 1 in the order of opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccountId(pub u32);

/// One order; unique over all accounts and symbols, rising in the order of acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderId(pub u64);

/// Set in the book's id of every order of an account; anonymous traders count from 1.
const OF_ACCOUNTS: u64 = 1 << 63;

impl OrderId {
    /// The id that this order has in its book.
    pub fn in_book(self) -> u64 {
        self.0 | OF_ACCOUNTS
    }

    /// Which order of an account has this id in a book; `None` for one of an anonymous trader.
    pub fn from_book(id: u64) -> Option<OrderId> {
        (id & OF_ACCOUNTS != 0).then_some(OrderId(id & !OF_ACCOUNTS))
    }
}

/// One conditional order; its own name space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlgoId(pub u64);

/// How a command names an order: by the venue's id or by the client's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderRef {
    /// The venue's id. Counts if both are given.
    Id(OrderId),
    /// The client's id: the open order with it, else the newest that had it.
    Client(String),
}

/// How a command names a conditional order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlgoRef {
    /// The venue's id. Counts if both are given.
    Id(AlgoId),
    /// The client's id: the open one with it, else the newest that had it.
    Client(String),
}

/// Which position of a symbol is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PositionSide {
    /// The only one, in one-way mode.
    Both,
    /// The long one, in hedge mode.
    Long,
    /// The short one, in hedge mode.
    Short,
}

/// A position's key within an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Index of the market.
    pub symbol: usize,
    /// Which of its positions.
    pub side: PositionSide,
}
