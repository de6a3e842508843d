//! Accounts of this venue: orders, fills, balances, positions, settings.
//!
//! | file | question it answers |
//! |---|---|
//! | `codec` | who answers which call of the trait? |
//! | `spec` | what of the accounts is data: links, costs, spans, bounds |
//! | `keys`, `pem` | what are requests signed with; what is in a key file? |
//! | `encode`, `orders`, `names` | what is asked, of which path or method; with which members of an order; how is one named? |
//! | `params`, `send` | how are parameters written; how does a call become a request or a frame? |
//! | `words` | which of the venue's words means which of ours? |
//! | `frames` | what kind of frame is this, and who reads it? |
//! | `order_events`, `account_events` | what does that event say? |
//! | `told` | how does what any source tells of an order become one fact? |
//! | `replies`, `batches`, `rows` | what does the answer to a step say, of several orders at once, row by row? |
//! | `tiers` | what does a position need to be kept? |
//! | `wire`, `numbers` | what do events and answers look like; which numbers are believed? |

mod account_events;
mod batches;
mod codec;
mod encode;
mod frames;
mod keys;
mod names;
mod numbers;
mod order_events;
mod orders;
mod params;
mod pem;
mod replies;
mod rows;
mod send;
mod spec;
mod tiers;
mod told;
mod wire;
mod words;

pub(crate) use self::codec::Accounts;
pub use self::spec::{ACCOUNTS, COMMANDS, EVENTS};
