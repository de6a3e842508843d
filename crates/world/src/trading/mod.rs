//! Deterministic simulation of trading: the production account, budget and codec against a simulated venue that keeps
//! books of account of its own. The venue's ledger is the referee.
//!
//! Read first: [`Trading`] (one run) and [`judge`] (what must be equal in the end).
//!
//! | file | question it answers |
//! |---|---|
//! | `scene` | what happens next? |
//! | `perform` | what does the gateway want done, and what comes of it? |
//! | `setup` | how is a run set up? |
//! | `crash` | at which points can the gateway be killed? |
//! | `gateway` | what does the production code do with it, over crashes and restarts? |
//! | `orders` | what does a trader want, and when? |
//! | `brackets` | is what is held protected, at every moment? |
//! | `native` | and where the venue holds the legs together itself? |
//! | `judge` | is what is known here what the venue's own books say? |
//! | `seeds` | how is a seed run? |

mod brackets;
mod crash;
mod gateway;
mod judge;
mod native;
mod orders;
mod perform;
mod scene;
mod seeds;
mod setup;

pub use brackets::{BracketReport, run_brackets};
pub use crash::Points;
pub use gateway::{Departure, Gateway};
pub use judge::{Verdict, judge};
pub use native::run_native_brackets;
pub use orders::{Appetite, Trader};
pub use scene::{Incident, Trading};
pub use seeds::{TradingReport, run_trading};
pub use setup::{Key, TradingSetup};
