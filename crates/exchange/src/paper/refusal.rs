//! Why does the house say no?

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why an input was refused, or an order ended. Nothing of a refused input has happened.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Refusal {
    #[error("no such account")]
    UnknownAccount,
    #[error("an account of that name exists")]
    DuplicateAccount,
    #[error("the account is frozen")]
    AccountFrozen,
    #[error("the instrument is not traded here")]
    UnknownInstrument,
    #[error("the market takes no orders now")]
    MarketClosed,
    #[error("the quantity is outside its bounds or no multiple of its step")]
    BadQuantity,
    #[error("the price is not positive or no multiple of its tick")]
    BadTick,
    #[error("the price is too far from the last one")]
    PriceBand,
    #[error("the value is below the least one, {least}")]
    MinNotional {
        #[serde(with = "crate::accounts::exact::one")]
        least: Decimal,
    },
    #[error("{0} is missing or does not fit the kind of order")]
    BadTerms(String),
    #[error("the trigger has been passed already")]
    TriggerImmediate,
    #[error("a post-only order would take")]
    PostOnlyWouldTake,
    #[error("nothing is left that a reduce-only order could reduce")]
    ReduceOnly,
    #[error("the client's id names another order")]
    DuplicateId,
    #[error("would meet an order of the same account")]
    SelfTrade,
    #[error("{0} orders are open")]
    TooManyOrders(usize),
    #[error("selling needs {required}, and {available} is held")]
    InsufficientHoldings {
        #[serde(with = "crate::accounts::exact::one")]
        required: Decimal,
        #[serde(with = "crate::accounts::exact::one")]
        available: Decimal,
    },
    #[error("margin and fees need {required}, and {available} is free")]
    InsufficientMargin {
        #[serde(with = "crate::accounts::exact::one")]
        required: Decimal,
        #[serde(with = "crate::accounts::exact::one")]
        available: Decimal,
    },
    #[error("there was nothing more to trade with")]
    NoLiquidity,
    #[error("not all of it could be filled at once")]
    FokNotFillable,
    #[error("the market's data is too old, broken or crossed")]
    StaleMarketData,
    #[error("no such order, or it is over")]
    UnknownOrder,
    #[error("the leverage is not between 1 and {0}")]
    BadLeverage(u32),
    #[error("there is an open order or position")]
    NotFlat,
    #[error("the amount must be positive and no larger than a million billions")]
    BadAmount,
    #[error("the account was liquidated")]
    Liquidated,
    #[error("the contract has ended")]
    Expired,
    #[error("the product's day is over")]
    SquaredOff,
    #[error("a number is beyond what can be counted")]
    OutOfRange,
}

impl Refusal {
    /// A stable word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownAccount => "UNKNOWN_ACCOUNT",
            Self::DuplicateAccount => "DUPLICATE_ACCOUNT",
            Self::AccountFrozen => "ACCOUNT_FROZEN",
            Self::UnknownInstrument => "UNKNOWN_INSTRUMENT",
            Self::MarketClosed => "MARKET_CLOSED",
            Self::BadQuantity => "BAD_QTY",
            Self::BadTick => "BAD_TICK",
            Self::PriceBand => "PRICE_BAND",
            Self::MinNotional { .. } => "MIN_NOTIONAL",
            Self::BadTerms(_) => "BAD_TERMS",
            Self::TriggerImmediate => "TRIGGER_IMMEDIATE",
            Self::PostOnlyWouldTake => "POST_ONLY_WOULD_TAKE",
            Self::ReduceOnly => "REDUCE_ONLY_INCREASE",
            Self::DuplicateId => "DUPLICATE_ID",
            Self::SelfTrade => "SELF_TRADE",
            Self::TooManyOrders(_) => "MAX_ORDERS",
            Self::InsufficientHoldings { .. } => "INSUFFICIENT_HOLDINGS",
            Self::InsufficientMargin { .. } => "INSUFFICIENT_MARGIN",
            Self::NoLiquidity => "NO_LIQUIDITY",
            Self::FokNotFillable => "FOK_NOT_FILLABLE",
            Self::StaleMarketData => "STALE_MARKET_DATA",
            Self::UnknownOrder => "UNKNOWN_ORDER",
            Self::BadLeverage(_) => "BAD_LEVERAGE",
            Self::NotFlat => "NOT_FLAT",
            Self::BadAmount => "BAD_AMOUNT",
            Self::Liquidated => "LIQUIDATED",
            Self::Expired => "EXPIRED",
            Self::SquaredOff => "SQUARED_OFF",
            Self::OutOfRange => "OUT_OF_RANGE",
        }
    }
}

impl From<crate::accounts::Refusal> for Refusal {
    /// Shared arithmetic refuses for one reason alone.
    fn from(_: crate::accounts::Refusal) -> Self {
        Self::OutOfRange
    }
}
