//! All venue IO, written once for all venues: the driver loop, WebSocket and HTTP clients, timers, the clock.
//!
//! Not here: decisions and venue names. What to open, ask, send and close is decided by
//! [`twinline_core::session::Session`] and [`twinline_core::account::Account`]; what a message means, by a [`twinline_venue::Codec`]; what becomes of the
//! results, by a [`Sink`]. Read first: [`start()`] (one venue begins) and [`Sink`] (who listens).
//!
//! | file | question it answers |
//! |---|---|
//! | `start` | how does a venue begin, and how an account? |
//! | `machine` | what can a loop drive? |
//! | `handle` | how is a running venue asked and stopped? |
//! | `sink` | who is told, and when? |
//! | `drive` | what happens next, and what is done about it? |
//! | `links` | which sockets does the loop hold, and what came from them? |
//! | `socket` | what is read from and written to one WebSocket? |
//! | `local` | what if the venue is in this process? |
//! | `dial` | how is a host reached? |
//! | `address` | where does a URL lead, and may it be gone to in plain text? |
//! | `calls` | which calls wait, fly, or are answered? |
//! | `http` | what came of one HTTP request? |
//! | `desk` | who may ask the venue now, of all who share its budget? |
//! | `reason` | why did it fail, in words for people? |
//! | `egress` | what do all venues of this process share on their way out? |
//! | `clock` | what time is it, without ever going back? |
//! | `probe` | where does the way to a host end: at the name, the connection, or the certificate? |
//! | `certificate` | from when to when is a certificate valid? |
//!
//! | queue | bound | when full |
//! |---|---|---|
//! | messages read from sockets, per venue | 1,024 messages, 16 MiB | the sockets are not read; TCP pushes back |
//! | frames of a venue in this process, per link | 1,024 | the link ends; whoever listened asks anew |
//! | messages to be written, per socket | 64 | the socket is closed, with the reason |
//! | calls that wait or fly, per venue | 512 | not admitted, ask again in a second |
//! | calls that fly, per venue | 24 | others wait after their grant; cancels and commands do not |
//! | appends that are not durable yet, per account | what the account has open | the account refuses commands |
//! | requests through the handle | 1,024 | `request` waits, `try_request` says so |

pub mod probe;

mod address;
mod calls;
mod certificate;
mod clock;
mod desk;
mod dial;
mod drive;
mod egress;
mod error;
mod handle;
mod http;
mod links;
mod local;
mod machine;
mod reason;
mod sink;
mod socket;
mod start;

#[cfg(test)]
mod tests;

pub use crate::clock::Clock;
pub use crate::egress::Egress;
pub use crate::error::RuntimeError;
pub use crate::handle::{Gone, TryError, VenueHandle};
pub use crate::local::{Asker, Ear, Local};
pub use crate::machine::{Machine, Want};
pub use crate::sink::{Appender, Sink};
pub use crate::start::{AccountStart, VenueConfig, start, start_account};
