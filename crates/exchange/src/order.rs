//! What can be sent to a book.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The side of an order or of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// Wants to buy; the bid side.
    Buy,
    /// Wants to sell; the ask side.
    Sell,
}

impl Side {
    /// The side that an order of this side trades against.
    pub fn opposite(self) -> Side {
        match self {
            Side::Buy => Side::Sell,
            Side::Sell => Side::Buy,
        }
    }
}

/// How long a limit order stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeInForce {
    /// Rests until it is filled or cancelled.
    Gtc,
    /// Takes what it can at once; the rest expires.
    Ioc,
    /// Takes everything at once or nothing.
    Fok,
    /// Rests without taking; refused if it would take.
    PostOnly,
}

/// At what price an order may trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// At `ticks` or better.
    Limit {
        /// The limit, in ticks of the symbol.
        ticks: i64,
        /// What happens to the part that cannot trade at once.
        time_in_force: TimeInForce,
    },
    /// At any price; what finds no counterpart expires.
    Market,
}

/// One order. Ids are chosen by the sender and must be unique per book among resting orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Sender's id.
    pub id: u64,
    /// Buy or sell.
    pub side: Side,
    /// Quantity in lots of the symbol; at least 1.
    pub lots: i64,
    /// Price and time in force.
    pub terms: Terms,
}

/// Why a book refused an order. The book is then unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Reject {
    /// Lots or ticks below 1, or a level that would overflow.
    #[error("order quantity and price must be positive and in range")]
    BadNumber,
    /// An order with this id rests already.
    #[error("an order with this id rests already")]
    DuplicateId,
    /// A post-only order would have traded.
    #[error("post-only order would take")]
    WouldTake,
    /// A fill-or-kill order found too little.
    #[error("fill-or-kill order cannot be filled at once")]
    CannotFill,
}
