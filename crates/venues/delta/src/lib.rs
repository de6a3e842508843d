//! Delta Exchange, India and Global: one codec and one table for its markets. Pure.
//!
//! What this venue is: perpetual and dated futures, options and a few spot pairs, traded in contracts. Every market stream is
//! on a public socket with short names; an older socket speaks of the same things in long names.
//!
//! Oddities worth knowing before reading on:
//! - Two dialects: one name may mean two payloads (`mark_price`, `candlestick_1m`), told apart by their members, never by hope.
//! - Sizes are contracts. Here they become units of `contract_unit_currency`, by `contract_value`, exactly; for vanilla contracts
//!   and spot that is the base asset, for inverse ones the quote asset.
//! - Trades have no ids, and subscriptions are acknowledged without naming the request.
//! - A book comes whole by its stream, is numbered one by one, and carries a CRC-32 of its best ten levels as they are written.
//! - The whole book over REST has no number: it is good for looking, not for joining.
//! - Funding rates are in percent. Times are in microseconds on sockets, in seconds for candles over REST.
//! - Numbers are JSON strings or JSON numbers, as the venue likes; both are read as text, never as floats.
//!
//! Read first: [`Delta`] (the codec) and [`SPEC`] (the table).
//!
//! | file | question it answers |
//! |---|---|
//! | `spec`, `codes` | what of this venue is data; what does each error code mean? |
//! | `names` | what are its channels called? |
//! | `decode` | what did it say? |
//! | `encode` | how is something asked of it? |
//! | `instruments` | how does a product become an instrument? |
//! | `account` | how are orders, fills, balances and positions asked for and told? |
//! | `checksum` | is this the book that the venue has? |
//! | `signing` | what is signed, and how? |
//! | `recognise` | what was a line of a recording? |

mod account;
mod checksum;
mod codec;
mod codes;
mod decode;
mod encode;
mod instruments;
mod names;
mod recognise;
mod signing;
mod spec;

pub use crate::account::{ACCOUNTS, EVENTS};
pub use crate::codec::Delta;
pub use crate::codes::{FAILURES, Meaning};
pub use crate::signing::{Keys, SignedRequest, is_signed, login};
pub use crate::spec::{PUBLIC, SPEC, VENUE};
