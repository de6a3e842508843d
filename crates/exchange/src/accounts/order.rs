//! What an account may order, and what is remembered of it.

use rust_decimal::Decimal;

use crate::accounts::ids::{AccountId, AlgoId, OrderId, PositionSide};
use crate::order::Side;

/// Kind of an order in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKind {
    /// At a price or better.
    Limit,
    /// At once, within the venue's bound around the mark price.
    Market,
    /// Written by the venue to close what an account can no longer hold. Clients cannot send it.
    Liquidation,
}

/// How long an order lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Until cancelled.
    Gtc,
    /// Takes at once; the rest expires.
    Ioc,
    /// All at once or refused.
    Fok,
    /// Post only: refused if it would take.
    Gtx,
    /// Until a moment.
    Gtd,
    /// Until the position is closed. Only the venue writes it, on conditional orders that close a position.
    GteGtc,
}

/// What happens when an account would trade with itself. Fill-or-kill orders trade with themselves whatever they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SelfTrade {
    /// It trades.
    #[default]
    None,
    /// What is left of the incoming order expires.
    ExpireTaker,
    /// The resting order expires.
    ExpireMaker,
    /// Both expire.
    ExpireBoth,
}

/// A price taken from the book instead of one that is sent. The number is the level, 1 being the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceMatch {
    /// The price is sent.
    None,
    /// Price of the n-th level of the other side: 1, 5, 10 or 20.
    Opponent(u8),
    /// Price of the n-th level of the own side: 1, 5, 10 or 20.
    Queue(u8),
}

/// An order as a client sends it. Absent values are `None`, so that the venue can tell "not sent" from "false".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// Index of the market.
    pub symbol: usize,
    /// Buy or sell.
    pub side: Side,
    /// `Limit` or `Market`.
    pub kind: OrderKind,
    /// Needed in hedge mode.
    pub position_side: Option<PositionSide>,
    /// Needed for `Limit`.
    pub life: Option<Life>,
    /// In the base asset.
    pub quantity: Option<Decimal>,
    /// In the quote asset; not with a price match.
    pub price: Option<Decimal>,
    /// Where the price is taken from if none is sent.
    pub price_match: PriceMatch,
    /// Only in one-way mode.
    pub reduce_only: Option<bool>,
    /// 1 to 36 characters; the venue makes one up if absent.
    pub client_id: Option<String>,
    /// The venue's default if absent.
    pub self_trade: Option<SelfTrade>,
    /// For `Gtd`: milliseconds since 1970, counted to the second.
    pub good_till_ms: Option<i64>,
}

/// A change of a resting limit order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Must be the order's own.
    pub side: Side,
    /// The new total quantity, what is filled included.
    pub quantity: Decimal,
    /// The new price; `None` with a price match.
    pub price: Option<Decimal>,
    /// Where the price is taken from if none is sent.
    pub price_match: PriceMatch,
    /// Told back with the change.
    pub modify_id: Option<i64>,
    /// `Some(true)` requires that the order is reduce-only.
    pub reduce_only: Option<bool>,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStatus {
    /// Accepted, nothing traded.
    New,
    /// Something traded, the rest is in the book.
    PartiallyFilled,
    /// All traded.
    Filled,
    /// Taken back by its owner, by an amendment that ended it, or by the countdown.
    Canceled,
    /// Ended by the venue: see `ExpireReason`.
    Expired,
    /// Ended by self-trade prevention.
    ExpiredInMatch,
}

impl OrderStatus {
    /// True while the order can still trade.
    pub fn is_open(self) -> bool {
        matches!(self, OrderStatus::New | OrderStatus::PartiallyFilled)
    }
}

/// Why the venue ended an order. The venue numbers them 0 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpireReason {
    /// 0: not ended by the venue, or its time had come.
    None,
    /// 1: self-trade prevention.
    SelfTrade,
    /// 2: the rest of an immediate order.
    IocRemainder,
    /// 3: the rest of an immediate order, because of self-trade prevention.
    IocSelfTrade,
    /// 4: nothing left to reduce, or it would have reversed the position.
    ReduceOnly,
    /// 5: the account was liquidated.
    Liquidation,
    /// 6: the position that it depended on is gone.
    GteUnsatisfied,
    /// 7: its symbol is not traded any more.
    Delisted,
    /// 9: a market order found no more.
    MarketRemainder,
}

/// What kind of change an order event tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecutionType {
    /// Accepted.
    New,
    /// Cancelled.
    Canceled,
    /// Traded by the venue to liquidate or deleverage.
    Calculated,
    /// Ended by the venue.
    Expired,
    /// Traded.
    Trade,
    /// Price or quantity changed by its owner.
    Amendment,
}

/// An order as the venue knows it. Terminal states are final; `executed` never falls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    /// The venue's id.
    pub id: OrderId,
    /// Whose.
    pub account: AccountId,
    /// The client's id, or the one made up for it.
    pub client_id: String,
    /// Index of the market.
    pub symbol: usize,
    /// Buy or sell.
    pub side: Side,
    /// Which position it opens or reduces.
    pub position_side: PositionSide,
    /// Kind in the book.
    pub kind: OrderKind,
    /// How long it lives.
    pub life: Life,
    /// Limit price; zero for a market order.
    pub price: Decimal,
    /// Total quantity asked for, in the base asset.
    pub quantity: Decimal,
    /// Traded so far.
    pub executed: Decimal,
    /// Sum of price times quantity of its trades.
    pub quote: Decimal,
    /// Where it stands.
    pub status: OrderStatus,
    /// Why the venue ended it.
    pub expire_reason: ExpireReason,
    /// True if it may only reduce.
    pub reduce_only: bool,
    /// True if it closes the whole position.
    pub close_position: bool,
    /// What if it meets its own account.
    pub self_trade: SelfTrade,
    /// How its price was chosen.
    pub price_match: PriceMatch,
    /// For `Gtd`: milliseconds since 1970; 0 otherwise.
    pub good_till_ms: i64,
    /// The conditional order that created it.
    pub algo: Option<AlgoId>,
    /// Id of the newest amendment, if its client gave one.
    pub modify_id: Option<i64>,
    /// How often it was amended.
    pub amendments: u32,
    /// Acceptance, nanoseconds since 1970.
    pub created_ns: i64,
    /// Newest change, nanoseconds since 1970.
    pub updated_ns: i64,
}

impl OrderRecord {
    /// What has not traded.
    pub fn remaining(&self) -> Decimal {
        self.quantity.checked_sub(self.executed).unwrap_or_default()
    }

    /// Average price of its trades, rounded half up to `scale` decimals; zero before the first.
    pub fn average_price(&self, scale: u32) -> Decimal {
        let average = self.quote.checked_div(self.executed).unwrap_or_default();
        average.round_dp_with_strategy(scale, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    }
}

/// One trade of an account. Identified by (symbol, id, order); an account that trades with itself has two with one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillRecord {
    /// Id on the public tape.
    pub id: u64,
    /// Which order.
    pub order: OrderId,
    /// Index of the market.
    pub symbol: usize,
    /// Buy or sell.
    pub side: Side,
    /// Which position it changed.
    pub position_side: PositionSide,
    /// In the quote asset.
    pub price: Decimal,
    /// In the base asset.
    pub quantity: Decimal,
    /// Price times quantity.
    pub quote: Decimal,
    /// Paid (positive) or received (negative), in `commission_asset`.
    pub commission: Decimal,
    /// Asset of the commission.
    pub commission_asset: String,
    /// Profit realised by what it closed, before commission.
    pub realized: Decimal,
    /// True if its order rested.
    pub maker: bool,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
}

/// One change of price or quantity by the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendmentRecord {
    /// Rises by one per amendment of the venue.
    pub id: u64,
    /// Which order.
    pub order: OrderId,
    /// Its client id.
    pub client_id: String,
    /// Index of the market.
    pub symbol: usize,
    /// Price before and after.
    pub price: (Decimal, Decimal),
    /// Quantity before and after.
    pub quantity: (Decimal, Decimal),
    /// How many amendments this order has had, this one included.
    pub count: u32,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
}
