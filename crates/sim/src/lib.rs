//! Venue simulators that speak real wire protocols.
//!
//! The simulator is a pure machine: [`Simulator::handle`] takes a time and an input, and pushes outputs. Real sockets
//! ([`serve`]) and simulated networks drive the same machine. It builds its own JSON and knows no connector, so that a
//! wrong field name in a connector cannot cancel out here.
//! Read first: [`Simulator`] and [`Input`]/[`Output`]; then one face, such as `faces/binance`.
//!
//! | file | question it answers |
//! |---|---|
//! | `keys` | who has an account at the venue, and with which keys? |
//! | `machine` | what goes in, what comes out? |
//! | `config` | how is a simulator set up? |
//! | `face` | what must a venue's protocol provide? |
//! | `outbox` | how does a frame reach a connection, and which fault hits it on the way? |
//! | `faults` | which faults exist, which are active, whom do they hit? |
//! | `control` | what can be asked and changed from outside? |
//! | `requests` | what was asked of the venue? |
//! | `target` | what do a request's path and query say? |
//! | `decimal` | how do integers become the wire's decimals? |
//! | `capture` | how is recorded traffic read? |
//! | `exposure` | how much does an account hold, and what would end it? |
//! | `faces/*` | one venue's protocol each |
//! | `serve` | how does all this meet real sockets? |

mod capture;
mod config;
mod control;
mod decimal;
mod exposure;
mod face;
mod faces;
mod faults;
mod keys;
mod machine;
mod outbox;
mod requests;
pub mod serve;
mod target;

pub use crate::capture::{Capture, CaptureError};
pub use crate::config::{Config, Venue, symbols_of};
pub use crate::exposure::Exposure;
pub use crate::faults::{FaultError, FaultName, FaultSpec};
pub use crate::keys::{AccountSetup, ApiKey, KeysError, Proof, accounts_of};
pub use crate::machine::{ConnId, Input, Output, RequestId, Simulator};
pub use twinline_exchange::{SymbolSpec, default_symbols, symbol};
