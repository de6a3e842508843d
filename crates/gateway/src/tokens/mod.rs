//! Tokens of the API: what others may do, within which bounds, and until when.
//!
//! Of a token only a digest is kept, in the journal beside the audit row of its making, so that neither is there alone.
//!
//! | file | question it answers |
//! |---|---|
//! | `grant` | what may the holder of a token do? |
//! | `book` | which tokens are there, how are they made, and how do they end? |

mod book;
mod grant;

pub use book::{Ended, Found, Tokens};
pub(crate) use book::{NotDone, TokenRequest};
pub use grant::{Grant, TokenScope};
