//! Binance USD-M futures: one codec and one table for its markets, one of each for its accounts. Pure.
//!
//! What this venue is: linear perpetual and dated futures, margined in stablecoins. Books come as a REST snapshot that is
//! joined to a stream of changes; everything else is a stream with a REST call that says the same.
//!
//! Its manuals, by title: "USDⓈ-M Futures: General Info", "Error Codes", "Market Data Endpoints", "Websocket Market Streams",
//! "How to manage a local order book correctly", "Change Log".
//!
//! Oddities worth knowing before reading on:
//! - A stream on the wrong route is acknowledged and stays silent: books and quotes on `/public`, all else on `/market`.
//! - `pu` of a change is `u` of the one before; `U` is *not* `u + 1` of the one before, unlike on the venue's spot market.
//! - Changes, best levels and RPI changes of a book are all called `depthUpdate`; only the stream's name tells them apart.
//! - COIN-M shares the engine: its rows carry `st` 2 and are counted as foreign, never taken.
//! - `pricePrecision` is not the tick; levels are written with the places of the tick, its trailing zeros among them.
//! - `exchangeInfo.serverTime` is not the time (as observed in the capture, 37 hours old).
//! - ASSUMED: dated contracts have an empty funding rate and a next funding time of zero.
//! - Orders that wait for a trigger are kept apart, under other numbers, and release an order of the usual kind.
//! - A client order id is unique among open orders only: it finds an order, it does not protect from a second one.
//! - A 503 may or may not have been carried out; its text decides.
//!
//! Signing is done by `ring`, which the gateway links for TLS anyway: its RSA takes the same time whatever the key is, which
//! the usual alternative does not promise. It could draw randomness from the system; none of the three kinds of signature
//! that are made here takes any, so that equal keys, parameters and times give equal requests.
//!
//! Read first: [`Binance`] (the codec) and [`SPEC`] (the table); for accounts [`ACCOUNTS`] and the folder `account`.
//!
//! | file | question it answers |
//! |---|---|
//! | `spec`, `codes` | what of this venue is data; what does each error code mean? |
//! | `names` | what are its streams called? |
//! | `wire` | what do REST answers look like? |
//! | `decode` | what did it say? |
//! | `encode` | how is something asked of it? |
//! | `instruments` | how does a row of `exchangeInfo` become an instrument? |
//! | `recognise` | what was a line of a recording? |
//! | `account` | all of the above for accounts: orders, fills, balances, positions |

mod account;
mod codec;
mod codes;
mod decode;
mod encode;
mod instruments;
mod names;
mod recognise;
mod spec;
mod wire;

pub use crate::account::{ACCOUNTS, COMMANDS, EVENTS};
pub use crate::codec::Binance;
pub use crate::encode::list_subscriptions;
pub use crate::spec::{MARKET, PUBLIC, SPEC, VENUE};
