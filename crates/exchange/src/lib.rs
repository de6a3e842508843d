//! A matching engine and seeded traders, for simulators.
//!
//! Pure: no clock, socket, unseeded randomness or hash-order iteration; no floating point. The same seed and the same
//! calls give the same events. It knows no venue and no wire format. Orders belong to anonymous traders, and to accounts
//! where `accounts` opens a desk.
//! Read first: [`Exchange`] (advance it to a time, get events) and [`Book`] (price-time priority in integers).
//!
//! | file | question it answers |
//! |---|---|
//! | `spec` | what is listed, in which steps, how lively? |
//! | `order` | what can be sent to a book? |
//! | `book` | who trades with whom, at what price? |
//! | `execution` | what did one order do to a book? |
//! | `meeting` | may these two orders trade? |
//! | `tape` | which trades happened, and how do they aggregate? |
//! | `interval` | which candle does a moment belong to? |
//! | `candles` | what did the price do per minute, hour, month? |
//! | `history` | what happened in the day before the first minute? |
//! | `marks` | what are index, mark price and funding? |
//! | `dice` | how is chance drawn, reproducibly? |
//! | `traders` | who quotes, takes and cancels? |
//! | `market` | how do all of these make one symbol's market? |
//! | `exchange` | how do all markets advance in one order of time? |
//! | `accounts` | what do accounts order, hold, owe, and what are they told? |
//! | `fills` | what would an outside market have given an order of ours? |
//! | `paper` | what do accounts with play money do at the prices of outside markets? |

pub mod accounts;
mod book;
mod candles;
mod dice;
mod exchange;
mod execution;
pub mod fills;
mod history;
mod interval;
mod market;
mod marks;
mod meeting;
mod order;
pub mod paper;
mod spec;
mod tape;
mod traders;

pub use crate::book::Book;
pub use crate::candles::{Candle, Series};
pub use crate::dice::Dice;
pub use crate::exchange::{Event, Exchange, Settings, Top};
pub use crate::execution::{Execution, Fate, Fill, LevelChange};
pub use crate::interval::Interval;
pub use crate::market::{DayStats, Market};
pub use crate::marks::{FundingRecord, Marks};
pub use crate::meeting::{End, Holding, Knock, OwnMeeting, Owner, Taker};
pub use crate::order::{Order, Reject, Side, Terms, TimeInForce};
pub use crate::spec::{SymbolSpec, default_symbols, symbol};
pub use crate::tape::{AggTrade, Tape, Trade};
