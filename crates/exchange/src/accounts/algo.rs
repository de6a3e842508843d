//! What conditional orders are, and what is remembered of them.

use rust_decimal::Decimal;

use crate::accounts::ids::{AccountId, AlgoId, OrderId, PositionSide};
use crate::accounts::order::{Life, PriceMatch, SelfTrade};
use crate::order::Side;

/// Kind of a conditional order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlgoKind {
    /// A limit order once the price has moved against the position.
    Stop,
    /// A market order once the price has moved against the position.
    StopMarket,
    /// A limit order once the price has moved with the position.
    TakeProfit,
    /// A market order once the price has moved with the position.
    TakeProfitMarket,
    /// A market order once the price has turned back by a rate from its best since activation.
    TrailingStopMarket,
}

impl AlgoKind {
    /// True for kinds that become a limit order.
    pub fn is_limit(self) -> bool {
        matches!(self, AlgoKind::Stop | AlgoKind::TakeProfit)
    }

    /// True for the kinds that may close a whole position.
    pub fn may_close_position(self) -> bool {
        matches!(self, AlgoKind::StopMarket | AlgoKind::TakeProfitMarket)
    }
}

/// Which price triggers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkingType {
    /// The last trade.
    ContractPrice,
    /// The mark price.
    MarkPrice,
}

/// A conditional order as a client sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlgo {
    /// Index of the market.
    pub symbol: usize,
    /// Buy or sell.
    pub side: Side,
    /// Kind.
    pub kind: AlgoKind,
    /// Needed in hedge mode.
    pub position_side: Option<PositionSide>,
    /// `Gtc` if absent.
    pub life: Option<Life>,
    /// In the base asset; not with `close_position`.
    pub quantity: Option<Decimal>,
    /// For `Stop` and `TakeProfit`.
    pub price: Option<Decimal>,
    /// Where the price is taken from at the trigger if none is sent.
    pub price_match: PriceMatch,
    /// For all but trailing ones.
    pub trigger_price: Option<Decimal>,
    /// For trailing ones; the present price if absent.
    pub activate_price: Option<Decimal>,
    /// For trailing ones, in percent: 0.1 to 20.
    pub callback_rate: Option<Decimal>,
    /// In its place, in quote units.
    pub callback_amount: Option<Decimal>,
    /// Which price triggers.
    pub working_type: WorkingType,
    /// True: does not trigger while mark and last price are too far apart.
    pub price_protect: bool,
    /// Only in one-way mode, not with `close_position`.
    pub reduce_only: Option<bool>,
    /// Closes the whole position.
    pub close_position: bool,
    /// 1 to 36 characters; the venue makes one up if absent.
    pub client_id: Option<String>,
    /// The venue's default if absent.
    pub self_trade: Option<SelfTrade>,
    /// For `Gtd`: milliseconds since 1970.
    pub good_till_ms: Option<i64>,
}

/// Where a conditional order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlgoStatus {
    /// Waits for its price.
    New,
    /// Its price has come; the order is being written. Seen in events only.
    Triggering,
    /// Its order is in the book.
    Triggered,
    /// Its order has ended.
    Finished,
    /// Cancelled by its owner.
    Canceled,
    /// Its order was refused; `reason` says why.
    Rejected,
    /// Ended by the venue: its time had come or its position was closed.
    Expired,
}

impl AlgoStatus {
    /// True while it waits for its price.
    pub fn is_waiting(self) -> bool {
        matches!(self, AlgoStatus::New)
    }
}

/// A conditional order as the venue knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgoRecord {
    /// The venue's id.
    pub id: AlgoId,
    /// Whose.
    pub account: AccountId,
    /// The client's id, or the one made up for it. The order that it creates has the same.
    pub client_id: String,
    /// Index of the market.
    pub symbol: usize,
    /// Buy or sell.
    pub side: Side,
    /// Which position it reduces or opens.
    pub position_side: PositionSide,
    /// Kind.
    pub kind: AlgoKind,
    /// How long it, and then its order, lives.
    pub life: Life,
    /// In the base asset; zero if it closes the whole position.
    pub quantity: Decimal,
    /// Limit price of its order; zero if none.
    pub price: Decimal,
    /// How the price will be chosen.
    pub price_match: PriceMatch,
    /// Price that triggers. Of a trailing one: where it stands now, zero before activation.
    pub trigger_price: Decimal,
    /// Of a trailing one.
    pub activate_price: Option<Decimal>,
    /// Of a trailing one, in percent.
    pub callback_rate: Option<Decimal>,
    /// In its place, in quote units.
    pub callback_amount: Option<Decimal>,
    /// Of a trailing one: whether it follows the price already.
    pub activated: bool,
    /// Which price triggers.
    pub working_type: WorkingType,
    /// Whether it waits while mark and last price are too far apart.
    pub price_protect: bool,
    /// True if it may only reduce.
    pub reduce_only: bool,
    /// True if it closes the whole position.
    pub close_position: bool,
    /// What if its order meets its own account.
    pub self_trade: SelfTrade,
    /// For `Gtd`: milliseconds since 1970; 0 otherwise.
    pub good_till_ms: i64,
    /// Where it stands.
    pub status: AlgoStatus,
    /// The order it created.
    pub order: Option<OrderId>,
    /// Executed quantity and average price of that order.
    pub executed: Decimal,
    /// Average price of that order; zero before the first trade.
    pub average_price: Decimal,
    /// Why it was rejected or expired, in the venue's words; empty otherwise.
    pub reason: String,
    /// Acceptance, nanoseconds since 1970.
    pub created_ns: i64,
    /// Newest change, nanoseconds since 1970.
    pub updated_ns: i64,
    /// Trigger, nanoseconds since 1970; 0 before.
    pub triggered_ns: i64,
}
