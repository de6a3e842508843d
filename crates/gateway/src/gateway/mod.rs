//! What can be asked of a running gateway.
//!
//! | file | question it answers |
//! |---|---|
//! | `start` | how does it begin and end? |
//! | `find` | which venue, which instrument is meant? |
//! | `accounts` | which accounts are there, and what is known of them? |
//! | `held` | what is an account here, how does it begin, and what does it sign with? |
//! | `permit` | who commands, and what may they see and command? |
//! | `trade`, `tickets` | how are orders placed; what is an order in full, and what is it checked against? |
//! | `closing` | how are positions closed? |
//! | `venue_word` | what does the venue say when it is asked now: of the key, of terms, of the past? |
//! | `estimate` | what would an order come to? |
//! | `changes` | how are orders and settings changed, and what came of it? |
//! | `dead_man` | are orders ended when the gateway is gone? |
//! | `asking` | how is an account's loop asked, perhaps under a key? |
//! | `manual` | how does one call of an older dashboard become a bracket? |
//! | `live`, `dashboard` | what do older dashboards show, in their words? |
//! | `past` | what of an account was before, in memory and beyond? |
//! | `performance` | what came of an account's trading? |
//! | `play` | how do accounts with play money begin, and where does their money come from? |
//! | `tokens`, `keys` | who may come in, and what are orders signed with? |
//! | `quotes` | what is known now: books, quotes |
//! | `rows` | what was before: trades, candles, funding |
//! | `state` | how is it: venues, connections, repairs, health |

mod accounts;
mod asking;
mod brackets;
mod changes;
mod closing;
mod dashboard;
mod dead_man;
mod estimate;
mod find;
mod held;
mod keys;
mod liquidation;
mod live;
mod manual;
mod past;
mod performance;
mod permit;
mod play;
mod quotes;
mod rows;
mod start;
mod state;
mod tickets;
mod tokens;
mod trade;
mod venue_word;

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use twinline_runtime::{Egress, VenueHandle};
use twinline_store::Journal;
use twinline_venue::VenueSpec;

use crate::accounts::Credentials;
use crate::board::Board;
use crate::config::{Limits, VenueSettings};
use crate::demo::{FaultControl, FaultRequest};
use crate::error::GatewayError;
use crate::house::House;
use crate::hub::Request;
use crate::reader::Reader;
use crate::shelf::Shelf;
use crate::system::System;
use crate::tokens::{Grant, Tokens};
use crate::totals::Totals;

pub use accounts::{AccountGauges, OrderFilter};
pub use brackets::BracketFilter;
pub use live::{LiveView, Picture};
pub use past::TransactionQuery;
pub use permit::Caller;
pub use rows::CandleQuery;
pub use start::Options;
pub use state::VenueHealth;

/// A running gateway. Cheap to clone; all clones are the same one.
#[derive(Debug, Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    epoch: u64,
    version: &'static str,
    limits: Limits,
    board: Arc<Board>,
    system: Arc<System>,
    totals: Arc<Totals>,
    venues: BTreeMap<String, Venue>,
    accounts: RwLock<BTreeMap<String, Arc<held::Held>>>,
    house: Option<Arc<House>>,
    egress: Option<Egress>,
    journal: Arc<dyn Journal>,
    credentials: Arc<Credentials>,
    tokens: Arc<Tokens>,
    demo: Option<Arc<dyn FaultControl>>,
}

#[derive(Debug)]
struct Venue {
    settings: VenueSettings,
    spec: &'static VenueSpec,
    shelf: Arc<Shelf>,
    handle: VenueHandle<Request>,
}

impl Gateway {
    /// Counts the starts of this data directory.
    pub fn epoch(&self) -> u64 {
        self.inner.epoch
    }

    /// The program's version.
    pub fn version(&self) -> &'static str {
        self.inner.version
    }

    /// True for a demo on simulators.
    pub fn is_demo(&self) -> bool {
        self.inner.demo.is_some()
    }

    /// Bounds on clients.
    pub fn limits_on_clients(&self) -> &Limits {
        &self.inner.limits
    }

    /// A new client of the stream, who sees what a token lets them see; without one, everything.
    pub fn reader(&self, grant: Option<Arc<Grant>>) -> Reader {
        Reader::new(self.clone(), grant)
    }

    /// The tokens by which others come in.
    pub fn token_book(&self) -> &Arc<Tokens> {
        &self.inner.tokens
    }

    /// What was counted.
    pub fn totals(&self) -> &Totals {
        &self.inner.totals
    }

    /// The state of venues, sockets, channels and budgets.
    pub fn board(&self) -> &Board {
        &self.inner.board
    }

    /// What happened to the gateway itself.
    pub(crate) fn system(&self) -> &System {
        &self.inner.system
    }

    /// Begins a fault at the demo's simulator.
    pub async fn inject(&self, fault: FaultRequest) -> Result<(), GatewayError> {
        let demo = self.inner.demo.as_ref().ok_or(GatewayError::NoDemo)?;
        self.venue(&fault.venue)?;
        fault.check()?;
        demo.inject(fault).await
    }

    /// Ends all faults of the demo's simulator of a venue.
    pub async fn heal(&self, venue: &str) -> Result<(), GatewayError> {
        let demo = self.inner.demo.as_ref().ok_or(GatewayError::NoDemo)?;
        self.venue(venue)?;
        demo.heal(venue).await
    }

    pub(crate) async fn ask(&self, venue: &str, request: Request) -> Result<(), GatewayError> {
        self.venue(venue)?.handle.request(request).await.map_err(|_| GatewayError::Stopping)
    }
}
