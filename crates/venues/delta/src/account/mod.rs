//! Accounts of this venue: orders, fills, balances, positions, settings.
//!
//! | file | question it answers |
//! |---|---|
//! | `codec` | who answers which call of the trait? |
//! | `spec` | what of the accounts is data: links, costs, spans, bounds |
//! | `encode`, `orders` | what is asked, of which path; with which members is an order placed or changed? |
//! | `batches` | how are several orders of one product asked for at once, and what became of each? |
//! | `frames` | what kind of frame is this, and what does it say? |
//! | `replies` | what does the answer to a step say? |
//! | `rows`, `fills` | how does what any source tells of orders, money, positions and fills become a fact? |
//! | `words` | which of the venue's words means which of ours? |

mod batches;
mod codec;
mod encode;
mod fills;
mod frames;
mod orders;
mod replies;
mod rows;
mod spec;
mod words;

pub(crate) use self::codec::Accounts;
pub use self::spec::{ACCOUNTS, EVENTS};
