//! What the operator wants: read from a file and the environment, checked before anything starts.
//!
//! | file | question it answers |
//! |---|---|
//! | `tree` | what was written, and where? |
//! | `file` | what does a file (TOML or YAML) say? |
//! | `environ` | what does the environment override? |
//! | `reader` | is this key known, and is its value what it should be? |
//! | `accounts` | which accounts are to be traded, and within which bounds? |
//! | `house` | how does the house of play money work? |
//! | `load` | which configuration comes of it? |

mod accounts;
mod environ;
mod file;
mod house;
mod load;
mod reader;
#[cfg(test)]
mod tests;
mod tree;

use std::net::SocketAddr;
use std::path::PathBuf;

use twinline_model::{AccountId, InstrumentId, Notional, Rate};
use twinline_venue::Endpoints;

use crate::topic::ChannelName;

pub use house::HouseSettings;
pub use load::{Sources, load};
pub use reader::nearest;

/// Everything that can be configured, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the doors open.
    pub listen: SocketAddr,
    /// Where the token, the lock and the epoch live.
    pub data_dir: PathBuf,
    /// `Host` headers that are answered, beside the loopback names at the port that is listened on.
    pub allowed_hosts: Vec<String>,
    /// `Origin` headers that are answered, beside those of the allowed hosts.
    pub allowed_origins: Vec<String>,
    /// Venues to connect to, by name.
    pub venues: Vec<VenueSettings>,
    /// Accounts to be traded, by name.
    pub accounts: Vec<AccountSettings>,
    /// How play money works.
    pub house: HouseSettings,
    /// Streams that are held whether someone reads them or not.
    pub watch: Watch,
    /// Bounds on clients.
    pub limits: Limits,
}

/// One venue to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueSettings {
    /// The venue's name.
    pub venue: String,
    /// `prod`, `testnet`, … or `url`.
    pub environment: String,
    /// Its hosts.
    pub endpoints: Endpoints,
    /// What kind of money is moved there.
    pub money: Money,
    /// True for a simulator that the demo started.
    pub demo: bool,
}

/// One account to be traded, and the bounds of its orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// Its name.
    pub account: AccountId,
    /// At which venue.
    pub venue: String,
    /// Most that one order may be worth, in quote units; not bounded if absent.
    pub max_order_notional: Option<Notional>,
    /// Most orders that leave in a second.
    pub max_orders_per_second: u32,
    /// Farthest that a limit may be beyond the mark price, as a share of it.
    pub price_collar: Rate,
}

impl AccountSettings {
    /// As if nothing but the venue had been configured.
    pub fn usual(account: AccountId, venue: &str) -> Self {
        Self {
            account,
            venue: venue.to_owned(),
            max_order_notional: None,
            max_orders_per_second: u32::try_from(accounts::ORDERS_PER_SECOND).unwrap_or(u32::MAX),
            price_collar: Self::usual_collar(),
        }
    }

    /// Five percent.
    fn usual_collar() -> Rate {
        Rate::new(rust_decimal::Decimal::new(5, 2))
    }
}

/// What kind of money is moved: `REAL` only on a venue's production hosts, `SIM` in a simulator of ours, `PAPER` where this gateway keeps
/// the accounts itself, else `TEST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Money {
    /// Only on a venue's production hosts.
    Real,
    /// Anything else that was configured.
    Test,
    /// A simulator of ours.
    Sim,
    /// Accounts of this gateway.
    Paper,
}

/// Streams that are always held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// Of these instruments.
    pub instruments: Vec<InstrumentId>,
    /// These channels.
    pub channels: Vec<ChannelName>,
}

/// Bounds on clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open streams, all clients together.
    pub connections: usize,
    /// Open streams of one address.
    pub connections_per_address: usize,
    /// Topics of one stream.
    pub topics_per_connection: usize,
    /// Largest message that a client may send, in bytes.
    pub frame_bytes: usize,
    /// Largest body that a client may send, in bytes.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_024,
            connections_per_address: 256,
            topics_per_connection: 1_000,
            frame_bytes: 1024 * 1024,
            body_bytes: 1024 * 1024,
        }
    }
}

/// Why a configuration is refused. The text says where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read configuration {file}: {reason}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        reason: String,
    },
    /// The file is not TOML or YAML.
    #[error("{place}: {reason}")]
    Syntax {
        /// File and line.
        place: String,
        /// What the parser says.
        reason: String,
    },
    /// No such key.
    #[error("{place}: unknown key `{key}`{hint}")]
    UnknownKey {
        /// File and line, or variable.
        place: String,
        /// As written.
        key: String,
        /// The nearest known key, or the known ones.
        hint: String,
    },
    /// A key with a value that is not possible.
    #[error("{place}: `{key}` {reason}")]
    Value {
        /// File and line, or variable.
        place: String,
        /// Which key.
        key: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// Promised for later.
    #[error("{place}: `{key}` is not in this version: {reason}")]
    NotInThisVersion {
        /// File and line, or variable.
        place: String,
        /// Which key.
        key: String,
        /// What to do instead.
        reason: String,
    },
}
