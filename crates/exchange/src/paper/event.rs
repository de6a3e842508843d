//! What is told?

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::accounts::{AccountId, Posting};
use crate::paper::listing::Listed;
use crate::paper::places::{Kind, Place};
use crate::paper::rows::{Fill, Holding, Order, OrderChange};

/// One change of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Whose.
    pub account: AccountId,
    /// Counts the account's events from 1, without a gap.
    pub seq: u64,
    /// Same for all events of one input.
    pub input: u64,
    /// When, nanoseconds since 1970.
    pub at_ns: i64,
    /// What.
    pub what: What,
}

/// What changed. Rows are whole and as they are afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The account is there.
    Opened {
        /// Its name.
        name: String,
    },
    /// It takes orders, or does not.
    Frozen(bool),
    /// It begins anew; what it had goes in the events that follow.
    Reset,
    /// Leverage and margin mode of something.
    Leverage {
        /// Of what.
        listed: Listed,
        /// Times the margin.
        leverage: u32,
        /// True if each position is backed by its own margin alone.
        isolated: bool,
    },
    /// An order.
    Order(OrderChange, Box<Order>),
    /// A fill.
    Fill(Box<Fill>),
    /// What is held of something; quantity zero if it was closed.
    Holding(Box<Holding>),
    /// Money moved.
    Posted {
        /// What for.
        kind: Kind,
        /// From where to where; sums to zero per unit.
        postings: Vec<Posting<Place>>,
    },
    /// What backs the account hardly covers what it must hold.
    Warned {
        /// In which money.
        unit: String,
        /// What backs it.
        #[serde(with = "crate::accounts::exact::one")]
        equity: Decimal,
        /// What it must hold.
        #[serde(with = "crate::accounts::exact::one")]
        maintenance: Decimal,
    },
    /// It can be warned again.
    Calm,
}
