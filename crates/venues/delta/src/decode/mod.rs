//! The venue's words into ours.
//!
//! | file | question it answers |
//! |---|---|
//! | `frame` | what kind of frame is this, and who reads it? |
//! | `books`, `levels` | what does a message about a book say; how do its rows become levels? |
//! | `quotes`, `trades`, `candles`, `marks`, `tickers` | what does that message say? |
//! | `control` | what does the socket say about itself, the venue and its products? |
//! | `rest`, `failure` | what does the answer to a step say; what became of one that failed? |
//! | `object`, `numbers` | how are members picked, which numbers are believed? |

mod books;
mod candles;
mod control;
mod failure;
mod frame;
mod levels;
mod marks;
mod numbers;
mod object;
mod quotes;
mod rest;
mod tickers;
mod trades;

pub(crate) use self::failure::failure;
pub(crate) use self::frame::decode as frame;
pub(crate) use self::levels::MAX_SCALE;
pub(crate) use self::numbers::{Bad, bounded_decimal, instant, micros, plain};
pub(crate) use self::object::{Object, note};
pub(crate) use self::rest::decode as reply;
pub(crate) use twinline_venue::check_limits;
