//! Domain types of Twinline: what a market is made of, whatever venue it is on.
//!
//! Pure: no clock, socket, randomness or hash-order iteration. Nothing here knows a venue, a wire format or a file.
//! Read first: [`Instrument`] (what can be traded and in which steps) and [`Envelope`] (one entry of an ordered history).
//!
//! | file | question it answers |
//! |---|---|
//! | `decimal` | how does text become an exact number, and back? |
//! | `scaled` | how is a level of a book counted in integers? |
//! | `time` | when, to the nanosecond? |
//! | `instrument` | what can be traded, in which steps? |
//! | `market` | what moves: books, quotes, trades, candles, marks, funding |
//! | `envelope` | where in the history does a change stand? |
//! | `freshness` | how current is what is shown? |
//! | `repair` | what was missed, and how was it brought back? |
//! | `order` | what was ordered, and how far has it come? |
//! | `holding` | what does an account hold, and what moved it? |
//! | `dead_man` | are orders ended when the gateway is gone? |

mod contract;
mod dead_man;
mod decimal;
mod envelope;
mod freshness;
mod holding;
mod instrument;
mod market;
mod order;
mod repair;
mod scaled;
mod time;

pub use crate::contract::Isolated;
pub use crate::dead_man::DeadManState;
pub use crate::decimal::{DecimalError, Notional, Price, Qty, Rate, parse_decimal};
pub use crate::envelope::{Cursor, Envelope, Source};
pub use crate::freshness::{Freshness, Transport};
pub use crate::holding::{
    AccountMargin, Amount, Balance, Fill, FillKind, MakerProtection, MarginMode, PortfolioMargin, Position, Setting, Transaction,
    TransactionKind,
};
pub use crate::instrument::{
    Instrument, InstrumentId, InstrumentIdError, InstrumentKind, InstrumentStatus, OptionRight, OptionTerms, OrderLimits,
};
pub use crate::market::{
    Bbo, BookChange, BookLevels, Candle, Channel, Funding, Interval, IntervalError, Level, Liquidation, MarkPrice, MarketEvent, Quote,
    Side, Ticker, Trade,
};
pub use crate::order::{
    AccountId, ClientOrderId, NameError, OrderId, OrderRef, OrderStatus, OrderTicket, OrderType, Phase, PositionSide, TimeInForce, TradeId,
    TriggerBy, VenueOrderId,
};
pub use crate::repair::{MissedRange, RepairCause, RepairReceipt};
pub use crate::scaled::{ScaledError, format_scaled, parse_scaled};
pub use crate::time::{Duration, Timestamp, TimestampError};
