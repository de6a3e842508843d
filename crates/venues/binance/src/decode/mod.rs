//! The venue's words into ours.
//!
//! | file | question it answers |
//! |---|---|
//! | `frame`, `unusual` | what kind of frame is this, and who reads it? |
//! | `depth`, `levels` | what does a `depthUpdate` say; how do rows become levels? |
//! | `book_ticker`, `trades`, `klines`, `marks`, `tickers`, `liquidations`, `contracts` | what does that event say? |
//! | `control` | what is an answer to a request on a stream's socket? |
//! | `rest`, `refusal` | what does the answer to a step say; what became of one that failed? |
//! | `walk`, `members`, `scan` | what does a reader need of an object; how does the parser give it, and how the scanner? |
//! | `numbers`, `context` | which numbers are believed, what is at hand? |

mod book_ticker;
mod context;
mod contracts;
mod control;
mod depth;
mod frame;
mod klines;
mod levels;
mod liquidations;
mod marks;
mod members;
mod numbers;
mod refusal;
mod rest;
mod scan;
mod tickers;
mod trades;
mod unusual;
mod walk;

use twinline_venue::{Facts, OddityKind};

use crate::wire::Unknown;

pub(crate) use self::frame::decode as frame;
pub(crate) use self::levels::MAX_SCALE;
pub(crate) use self::members::note;
pub(crate) use self::numbers::{Bad, millis, need, price, price_if_any, quantity_if_any, traded};
pub(crate) use self::refusal::{code, failure};
pub(crate) use self::rest::decode as reply;
pub(crate) use twinline_venue::check_limits;

/// Notes the members of an answer that no struct lists.
pub(crate) fn note_unknown(out: &mut Facts, of: &str, unknown: &Unknown) {
    for name in &unknown.0 {
        note(out, OddityKind::Field, format_args!("{of}.{name}"));
    }
}
