//! How does a venue begin?

use std::sync::Arc;

use http::HeaderValue;
use tokio::sync::{mpsc, watch};
use twinline_core::account::{Account, AccountConfig, AccountState};
use twinline_core::session::{Session, SessionConfig};
use twinline_model::AccountId;
use twinline_venue::account::Signer;
use twinline_venue::{Codec, Endpoints, Instruments};

use crate::address::{Address, Scheme};
use crate::drive::{Driver, HandleEnd, Seat};
use crate::egress::Egress;
use crate::error::RuntimeError;
use crate::handle::{MAX_REQUESTS, VenueHandle};
use crate::machine::Machine;
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
pub fn start<S: Sink<Session>>(config: VenueConfig, codec: Arc<dyn Codec>, sink: S) -> Result<VenueHandle<S::Request>, RuntimeError> {
    let seat = seat(&config, &*codec)?;
    let plan = SessionConfig { endpoints: config.endpoints, epoch: config.epoch, seed: config.seed };
    spawn(Session::new(plan, Arc::clone(&codec)), codec, sink, seat)
}

/// What an account's loop is made of.
#[derive(Debug, Clone)]
pub struct AccountStart {
    /// The venue's loop that it belongs to: the same places, the same way out.
    pub venue: VenueConfig,
    /// Its name.
    pub account: AccountId,
    /// What requests are signed with.
    pub signer: Arc<dyn Signer>,
    /// What can be traded, as far as it is known; more comes by command.
    pub instruments: Arc<Instruments>,
    /// Most orders that leave in a second.
    pub max_orders_per_second: u32,
    /// Accounts of the venue that share its budget, this one among them.
    pub sharing: u32,
    /// What the journal says of the time before.
    pub state: AccountState,
}

/// Begins an account: spawns its loop beside the venue's. It shares the venue's budget and way out.
pub fn start_account<S: Sink<Account>>(
    config: AccountStart,
    codec: Arc<dyn Codec>,
    sink: S,
) -> Result<VenueHandle<S::Request>, RuntimeError> {
    let seat = seat(&config.venue, &*codec)?;
    let plan = AccountConfig {
        account: config.account,
        endpoints: config.venue.endpoints,
        epoch: config.venue.epoch,
        seed: config.venue.seed,
        signer: config.signer,
        instruments: config.instruments,
        max_orders_per_second: config.max_orders_per_second,
        sharing: config.sharing,
    };
    let account = Account::new(plan, &*codec, config.state).map_err(|error| RuntimeError::NoAccounts(error.0))?;
    spawn(account, codec, sink, seat)
}

fn seat(config: &VenueConfig, codec: &dyn Codec) -> Result<Seat, RuntimeError> {
    let rest = Address::of(&config.endpoints.rest, Scheme::Http)?;
    let mut secure = rest.secure;
    for url in [Some(&config.endpoints.ws), config.endpoints.commands.as_ref()].into_iter().flatten() {
        secure |= Address::of(url, Scheme::WebSocket)?.secure;
    }
    if secure {
        config.egress.trusted()?;
    }
    let user_agent = HeaderValue::from_str(&config.user_agent).map_err(|_| RuntimeError::UserAgent(config.user_agent.clone()))?;
    let desk = config.egress.desk(codec.spec(), &rest);
    Ok(Seat { egress: config.egress.clone(), desk, user_agent })
}

fn spawn<M: Machine, S: Sink<M>>(machine: M, codec: Arc<dyn Codec>, sink: S, seat: Seat) -> Result<VenueHandle<S::Request>, RuntimeError> {
    let runtime = tokio::runtime::Handle::try_current().map_err(|_| RuntimeError::NoRuntime)?;
    let (requests, asked) = mpsc::channel(MAX_REQUESTS);
    let (stop, stopping) = watch::channel(false);
    let (running, ended) = watch::channel(());
    let driver = Driver::new(machine, codec, sink, seat, HandleEnd { requests: asked, stop: stopping });
    let task = runtime.spawn(async move {
        driver.run().await;
        drop(running);
    });
    Ok(VenueHandle::new(requests, stop, ended, task.abort_handle()))
}
