//! Deterministic simulation: the production deciders, budget and codec against a simulated venue, under a virtual clock and
//! a seeded network with faults. Same seed, same run.
//!
//! Not here: tokio, real sockets, a clock. The referee is the simulator's own matching engine.
//! Read first: [`World`] (one run) and [`Oracle`] (what must hold after every step).
//!
//! | file | question it answers |
//! |---|---|
//! | `world` | what happens next? |
//! | `wire` | what lies between a gateway and a venue? |
//! | `network` | when does a message arrive, if at all? |
//! | `plan` | which faults strike in this run, and when? |
//! | `oracle` | what must hold after every step, and after healing? |
//! | `player` | what does the production code do with it? |
//! | `run` | how is a seed run, and how is it told that it failed? |
//! | `trading` | the same for accounts: does what is known equal the venue's own books, whatever went wrong? |
//! | `short` | a venue's table with a shorter life of sockets, so that rotation is met in minutes |

mod network;
mod oracle;
mod plan;
mod player;
mod run;
mod short;
pub mod trading;
mod wire;
mod world;

pub use crate::oracle::{Oracle, Violation};
pub use crate::plan::{Plan, Strike};
pub use crate::player::LocalClock;
pub use crate::run::{Outcome, Report, Setting, replay_command, run};
pub use crate::short::Shortened;
pub use crate::wire::{Meddler, Said};
pub use crate::world::{Setup, World};
