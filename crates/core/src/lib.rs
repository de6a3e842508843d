//! The deciders of Twinline: synchronous state machines fed with `(now, input)` that return what they want done.
//!
//! Not here: sockets, timers, clocks, randomness that is not seeded, any venue's name. A wrong decision can be replayed
//! from a file. Read first: [`session::Session`] (one venue's public side) and [`book::BookSync`] (a book to be trusted).
//!
//! | room | question it answers |
//! |---|---|
//! | `book` | is this book whole, and what is in it? |
//! | `link` | is this one socket alive, and what may be sent on it now? |
//! | `session` | which sockets, subscriptions, polls and repairs does one venue need now? |
//! | `market` | what is known of each instrument, and is this fact news? |
//! | `watch` | how fresh is each channel, and what does its silence mean? |
//! | `limits` | may this request leave now? |
//! | `clock` | how far is the venue's clock from ours? |
//! | `backoff` | when is the next try? |
//! | `feed` | what does a slow reader get? |
//! | `account` | what does one account hold, and what became of everything that was sent for it? |
//! | `performance` | what did an account earn, lose and pay? |
//! | `replay` | what would have been published for a recording? |

pub mod account;
pub mod backoff;
pub mod book;
pub mod clock;
pub mod feed;
pub mod limits;
pub mod link;
pub mod market;
pub mod performance;
pub mod replay;
pub mod session;
pub mod watch;
