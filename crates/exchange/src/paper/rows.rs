//! What is an order, a fill, a holding?

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use twinline_model::{OrderType, Phase, TimeInForce, TriggerBy};

use crate::accounts::{AccountId, OrderId, Position};
use crate::order::Side;
use crate::paper::fees::Turnover;
use crate::paper::listing::Listed;
use crate::paper::refusal::Refusal;

/// What moves an order's trigger, and to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Where it is; of a trailing one that does not follow yet, where it begins to.
    pub ticks: i64,
    /// Which price moves it.
    pub by: TriggerBy,
    /// Distance of a trailing one, in millionths of the price.
    pub trail_ppm: Option<i64>,
    /// True once a trailing one follows.
    pub follows: bool,
}

/// What was asked for, as it can be asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What, in which way.
    pub listed: Listed,
    /// Buy or sell.
    pub side: Side,
    /// Kind.
    pub kind: OrderType,
    /// Quantity; zero of what closes a whole position.
    pub lots: i64,
    /// Limit price.
    pub ticks: Option<i64>,
    /// Trigger.
    pub trigger: Option<Trigger>,
    /// How long it stays.
    pub time_in_force: TimeInForce,
    /// End of good-till-date, nanoseconds since 1970.
    pub expires_ns: Option<i64>,
    /// Ends rather than take.
    pub post_only: bool,
    /// Never opens or enlarges a position.
    pub reduce_only: bool,
    /// Closes the whole position when triggered.
    pub close_position: bool,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its number; rises over all accounts.
    pub id: OrderId,
    /// Whose.
    pub account: AccountId,
    /// The name it was sent under.
    pub client_id: Option<String>,
    /// What was asked for first.
    pub asked: Terms,
    /// What is asked for now.
    pub terms: Terms,
    /// How far it has come.
    pub phase: Phase,
    /// Why it ended, if not by itself.
    pub why: Option<Refusal>,
    /// Filled so far.
    pub executed: i64,
    /// In so many fills.
    pub fills: u32,
    /// Its fills in money.
    pub turnover: Turnover,
    /// What it has paid, per item of the bill.
    #[serde(with = "crate::accounts::exact::many")]
    pub billed: Vec<Decimal>,
    /// Money that backs it; zero once it is over.
    #[serde(with = "crate::accounts::exact::one")]
    pub blocked: Decimal,
    /// Assets that it would sell; zero once it is over.
    pub blocked_lots: i64,
    /// Part of it that was to close what was held when it came.
    pub closing: i64,
    /// Worst price at which it may trade; of a market order, that of its protection.
    pub limit: i64,
    /// True once it has taken what there was and waits in the market's queue.
    pub resting: bool,
    /// It meets what the market shows from then on.
    pub effective_ns: i64,
    /// A market order gives up then.
    pub wait_ns: Option<i64>,
    /// A cancel counts from then on.
    pub cancel_ns: Option<i64>,
    /// When it came.
    pub placed_ns: i64,
    /// When it changed last.
    pub updated_ns: i64,
}

impl Order {
    /// What is not filled.
    pub fn left(&self) -> i64 {
        self.terms.lots - self.executed
    }

    /// True if nothing can happen to it any more.
    pub fn is_over(&self) -> bool {
        self.phase.is_final()
    }

    /// True if it cannot enlarge a position.
    pub fn only_reduces(&self) -> bool {
        self.terms.reduce_only || self.terms.close_position
    }

    /// True if it trades at any price within its protection.
    pub fn is_market(&self) -> bool {
        matches!(self.terms.kind, OrderType::Market | OrderType::StopMarket | OrderType::TakeProfitMarket | OrderType::TrailingStopMarket)
    }
}

/// What an order's event says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OrderChange {
    /// It is there.
    Placed,
    /// Its trigger was reached.
    Triggered,
    /// Its terms, its trigger or its place changed.
    Updated,
    /// It was filled, in part or whole.
    Executed,
    /// It is over without being filled.
    Ended,
}

/// One fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Of which order; `None` if the house closed the position.
    pub order: Option<OrderId>,
    /// The how-manieth of the order or of the closing, from 1.
    pub index: u32,
    /// Of what.
    pub listed: Listed,
    /// Bought or sold.
    pub side: Side,
    /// Quantity.
    pub lots: i64,
    /// Price.
    pub ticks: i64,
    /// True if it rested and was taken.
    pub maker: bool,
    /// The bill, per item.
    #[serde(with = "crate::accounts::exact::many")]
    pub fees: Vec<Decimal>,
    /// Profit of what it closed, before fees.
    #[serde(with = "crate::accounts::exact::one")]
    pub realized: Decimal,
    /// When.
    pub at_ns: i64,
}

/// What is held of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Of what.
    pub listed: Listed,
    /// Quantity, entry, profit.
    pub position: Position,
    /// Money that backs it.
    #[serde(with = "crate::accounts::exact::one")]
    pub margin: Decimal,
    /// True if that alone backs it.
    pub isolated: bool,
    /// Funding received, less paid.
    #[serde(with = "crate::accounts::exact::one")]
    pub funding: Decimal,
}

impl Holding {
    /// Nothing yet.
    pub(crate) fn none(listed: Listed, isolated: bool) -> Self {
        Self { listed, position: Position::default(), margin: Decimal::ZERO, isolated, funding: Decimal::ZERO }
    }
}
