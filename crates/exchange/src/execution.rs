//! What one order did to a book.

use crate::meeting::{End, Knock};
use crate::order::{Reject, Side};

/// One resting order that traded with the incoming one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// Id of the resting order.
    pub maker_id: u64,
    /// Price of the resting order, in ticks.
    pub ticks: i64,
    /// Quantity traded, in lots.
    pub lots: i64,
    /// What is left of the resting order, in lots; 0 when it is gone.
    pub maker_left: i64,
}

/// One price level before and after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelChange {
    /// Side of the level.
    pub side: Side,
    /// Price of the level.
    pub ticks: i64,
    /// Total lots before.
    pub before: i64,
    /// Total lots after; 0 when the level is gone.
    pub after: i64,
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// This many lots rest in the book.
    Rests(i64),
    /// Everything traded.
    Filled,
    /// This many lots expired untraded.
    Expired(i64),
    /// Refused; the book is unchanged.
    Rejected(Reject),
}

/// Everything that one order did to a book, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Execution {
    /// Trades, best price and oldest first.
    pub fills: Vec<Fill>,
    /// Levels touched, each once.
    pub changes: Vec<LevelChange>,
    /// Resting orders of accounts that ended without trading all of themselves.
    pub knocks: Vec<Knock>,
    /// Why the incoming order ended before its time, if it did.
    pub ended: Option<End>,
}

impl Execution {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.fills.clear();
        self.changes.clear();
        self.knocks.clear();
        self.ended = None;
    }
}
