//! How does a venue begin?

use std::sync::Arc;

use http::HeaderValue;
use tokio::sync::{mpsc, watch};
use twinline_core::session::{Session, SessionConfig};
use twinline_venue::{Codec, Endpoints};

use crate::address::{Address, Scheme};
use crate::drive::{Driver, HandleEnd, Seat};
use crate::egress::Egress;
use crate::error::RuntimeError;
use crate::handle::{MAX_REQUESTS, VenueHandle};
use crate::sink::Sink;

/// What a venue's loop is made of.
#[derive(Debug, Clone)]
pub struct VenueConfig {
    /// Where the venue is. Encrypted, unless on this machine.
    pub endpoints: Endpoints,
    /// How many times the gateway has started; rises with every start.
    pub epoch: u64,
    /// Seed of jitter; take another one for each venue and start, or all of them come back at once.
    pub seed: u64,
    /// What we call ourselves towards the venue.
    pub user_agent: String,
    /// The way out that all venues of this process share.
    pub egress: Egress,
}

/// Begins: spawns the venue's loop on the current tokio runtime. It runs until the last handle is dropped, or one of
/// them stops it.
pub fn start<S: Sink>(config: VenueConfig, codec: Arc<dyn Codec>, sink: S) -> Result<VenueHandle<S::Request>, RuntimeError> {
    let runtime = tokio::runtime::Handle::try_current().map_err(|_| RuntimeError::NoRuntime)?;
    let rest = Address::of(&config.endpoints.rest, Scheme::Http)?;
    let ws = Address::of(&config.endpoints.ws, Scheme::WebSocket)?;
    if rest.secure || ws.secure {
        config.egress.trusted()?;
    }
    let user_agent = HeaderValue::from_str(&config.user_agent).map_err(|_| RuntimeError::UserAgent(config.user_agent.clone()))?;
    let desk = config.egress.desk(codec.spec(), &rest);
    let plan = SessionConfig { endpoints: config.endpoints, epoch: config.epoch, seed: config.seed };
    let session = Session::new(plan, Arc::clone(&codec));
    let (requests, asked) = mpsc::channel(MAX_REQUESTS);
    let (stop, stopping) = watch::channel(false);
    let (running, ended) = watch::channel(());
    let seat = Seat { egress: config.egress, desk, user_agent };
    let driver = Driver::new(session, codec, sink, seat, HandleEnd { requests: asked, stop: stopping });
    let task = runtime.spawn(async move {
        driver.run().await;
        drop(running);
    });
    Ok(VenueHandle::new(requests, stop, ended, task.abort_handle()))
}
