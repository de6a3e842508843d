//! What accounts, orders and positions are called.

/// One account of the venue. Numbers rise from 1 in the order of opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountId(pub u32);

/// One order; unique over all accounts and symbols, rising in the order of acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderId(pub u64);

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
