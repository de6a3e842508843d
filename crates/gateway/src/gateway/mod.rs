//! What can be asked of a running gateway.
//!
//! | file | question it answers |
//! |---|---|
//! | `start` | how does it begin and end? |
//! | `find` | which venue, which instrument is meant? |
//! | `accounts` | which accounts are there, how do they begin, and what is known of them? |
//! | `trade` | what can be commanded, and what came of it? |
//! | `quotes` | what is known now: books, quotes |
//! | `rows` | what was before: trades, candles, funding |
//! | `state` | how is it: venues, connections, repairs, health |

mod accounts;
mod find;
mod quotes;
mod rows;
mod start;
mod state;
mod trade;

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_runtime::VenueHandle;
use twinline_store::Journal;
use twinline_venue::VenueSpec;

use crate::board::Board;
use crate::config::{Limits, VenueSettings};
use crate::demo::{FaultControl, FaultRequest};
use crate::error::GatewayError;
use crate::hub::Request;
use crate::reader::Reader;
use crate::shelf::Shelf;
use crate::totals::Totals;

pub use accounts::OrderFilter;
pub use rows::CandleQuery;
pub use start::Options;
pub use state::VenueHealth;
pub use trade::Caller;

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
    totals: Arc<Totals>,
    venues: BTreeMap<String, Venue>,
    accounts: BTreeMap<String, accounts::Held>,
    journal: Arc<dyn Journal>,
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

    /// A new client of the stream.
    pub fn reader(&self) -> Reader {
        Reader::new(self.clone())
    }

    /// What was counted.
    pub fn totals(&self) -> &Totals {
        &self.inner.totals
    }

    /// The state of venues, sockets, channels and budgets.
    pub fn board(&self) -> &Board {
        &self.inner.board
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
