//! Composition: configuration to venues and feeds; the API as plain Rust.
//!
//! Not here: sockets to clients, HTTP, tokens (those are the server's); sockets to venues (the runtime's); what to decide
//! (the core's). Read first: [`Gateway`] (what can be asked) and [`Reader`] (one client of the stream).
//!
//! | file | question it answers |
//! |---|---|
//! | `config` | what does the operator want? |
//! | `registry` | which venues are there? |
//! | `data_dir` | what must outlive the process, and who owns it? |
//! | `gateway` | what can be asked, and what is the answer? |
//! | `accounts` | what is known of an account, how is it kept, and who is told? |
//! | `tokens` | what may others do, within which bounds, and until when? |
//! | `house` | how is the venue of play money run, and what must be on disk before who is told? |
//! | `hub` | who reads what of one venue, and what must be held for them? |
//! | `board` | how are the ways to the venues, and the accounts? |
//! | `system` | what happened to the gateway itself? |
//! | `audience` | who follows a topic that tells of accounts, and what may they see? |
//! | `outbox` | what waits for one reader? |
//! | `topic`, `wire` | what is it called, and how is it written? |

mod accounts;
mod audience;
mod board;
mod catalogue;
mod clock;
pub mod config;
pub mod data_dir;
mod demo;
mod error;
mod gateway;
mod house;
mod hub;
mod outbox;
mod reader;
pub mod registry;
mod shelf;
mod system;
mod tokens;
mod topic;
mod totals;
pub mod wire;

pub use crate::accounts::{CredentialError, Credentials, read_fields};
pub use crate::board::Board;
pub use crate::catalogue::{Catalogue, InstrumentQuery};
pub use crate::clock::now;
pub use crate::demo::{Answer, FAULTS, FaultControl, FaultRequest};
pub use crate::error::{GatewayError, Outcome, Refusal, StartError};
pub use crate::gateway::{
    AccountGauges, BracketFilter, Caller, CandleQuery, Gateway, LiveView, Options, OrderFilter, Picture, TransactionQuery, VenueHealth,
};
pub use crate::house::orders_a_second;
pub use crate::outbox::{Closed, Outbox};
pub use crate::reader::Reader;
pub use crate::tokens::{Ended, Found, Grant, TokenScope, Tokens};
pub use crate::topic::{ChannelName, Topic, TopicError};
pub use crate::totals::{Counted, Totals};
pub use twinline_core::account::{Past, SettingChange};
pub use twinline_core::performance::Period;
pub use twinline_core::session::{Counters, FetchError};
pub use twinline_store::{Journal, MemoryJournal, SqliteJournal};
pub use twinline_vault::{Fields, Listed, Secret as VaultSecret, forbid_core_dumps};
pub use twinline_venue::RefusalKind;
pub use twinline_venue::account::{Secret, SecretFields};
