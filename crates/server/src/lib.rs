//! HTTP and WebSocket doors of the gateway, and the built dashboard.
//!
//! Thin: one handler, one call into the gateway. Not here: what is answered (the gateway's), who is connected to what
//! venue (the runtime's). Read first: `routes` (every door and the scope that opens it) and [`Access`] (who may come in).
//!
//! | file | question it answers |
//! |---|---|
//! | `routes` | which doors are there, and which scope opens each? |
//! | `access` | who is asking, and may they? |
//! | `guard` | is this request fit to be looked at: host, origin, address, answer headers? |
//! | `listen` | who may connect, how large is a header, and how does it end? |
//! | `stream` | what is said on a WebSocket? |
//! | `problem`, `code` | how is a refusal written, and which are there? |
//! | `contract` | how is the API described to programs and people? |
//! | `input` | what may a body or a query hold? |
//! | `page` | where are the dashboard's files? |
//! | `csv` | how are rows written as CSV? |
//! | `metrics` | what is counted? |

mod access;
mod app;
mod code;
mod contract;
mod csv;
mod doors;
mod guard;
mod input;
mod listen;
mod metrics;
mod page;
mod problem;
mod routes;
mod stream;

pub use crate::access::{Access, LOGIN_TICKET_LIFE, new_token};
pub use crate::app::{App, Doors};
pub use crate::listen::serve;
