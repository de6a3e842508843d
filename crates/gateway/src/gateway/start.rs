//! How does it begin and end?

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_runtime::{Egress, VenueConfig};
use twinline_store::Journal;
use twinline_venue::Sub;

use super::accounts::Held;
use super::{Gateway, Inner, Venue};
use crate::accounts::Credentials;
use crate::board::Board;
use crate::clock::now;
use crate::config::{AccountSettings, Config, Limits, VenueSettings, Watch};
use crate::demo::FaultControl;
use crate::error::StartError;
use crate::hub::{Hub, sub_of};
use crate::registry;
use crate::shelf::Shelf;
use crate::system::System;
use crate::tokens::Tokens;
use crate::totals::Totals;
use crate::wire::AnnouncementKind;

/// What a gateway is started with.
#[derive(Debug)]
pub struct Options {
    /// Venues to connect to.
    pub venues: Vec<VenueSettings>,
    /// Accounts to be traded, each of one of these venues.
    pub accounts: Vec<AccountSettings>,
    /// Their keys.
    pub credentials: Arc<Credentials>,
    /// Where their histories are kept.
    pub journal: Arc<dyn Journal>,
    /// Streams that are always held.
    pub watch: Watch,
    /// Bounds on clients.
    pub limits: Limits,
    /// Counts the starts; higher than at every start before.
    pub epoch: u64,
    /// The program's version.
    pub version: &'static str,
    /// Reaches the demo's simulators, if this is one.
    pub demo: Option<Arc<dyn FaultControl>>,
}

impl Options {
    /// As configured.
    pub fn new(config: &Config, journal: Arc<dyn Journal>, credentials: Arc<Credentials>, version: &'static str) -> Self {
        Self {
            venues: config.venues.clone(),
            accounts: config.accounts.clone(),
            credentials,
            epoch: journal.epoch(),
            journal,
            watch: config.watch.clone(),
            limits: config.limits,
            version,
            demo: None,
        }
    }

    /// Without venues and accounts, and with a journal that ends with the process.
    pub fn bare(epoch: u64, version: &'static str) -> Self {
        Self {
            venues: Vec::new(),
            accounts: Vec::new(),
            credentials: Arc::default(),
            journal: Arc::new(twinline_store::MemoryJournal::new(epoch)),
            watch: Watch::default(),
            limits: Limits::default(),
            epoch,
            version,
            demo: None,
        }
    }
}

impl Gateway {
    /// Starts a loop for each venue and returns at once; what the venues say comes when it comes.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let totals = Arc::new(Totals::default());
        let system = Arc::new(System::new(options.epoch, options.version, now()));
        let board = Arc::new(Board::new(options.epoch, &options.venues, now(), system.clone()));
        let mut venues = BTreeMap::new();
        let egress = if options.venues.is_empty() { None } else { Some(Egress::new().map_err(StartError::Egress)?) };
        for (settings, egress) in options.venues.iter().zip(egress.iter().cycle()) {
            let venue = start_venue(settings, &options, egress, &board, &totals)?;
            venues.insert(settings.venue.clone(), venue);
        }
        let mut accounts = BTreeMap::new();
        for (settings, egress) in options.accounts.iter().zip(egress.iter().cycle()) {
            let venue = venues.get(&settings.venue).ok_or_else(|| StartError::UnknownVenue(settings.venue.clone()))?;
            accounts.insert(settings.account.to_string(), Held::start(settings, venue, &options, egress, (&board, &system))?);
        }
        let tokens = Arc::new(Tokens::read(options.journal.clone()).map_err(|error| StartError::Tokens(error.to_string()))?);
        let Options { epoch, version, limits, demo, journal, credentials, .. } = options;
        let inner = Inner { epoch, version, limits, board, system, totals, venues, accounts, journal, credentials, tokens, demo };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Closes everything; takes at most some five seconds.
    pub async fn stop(&self) {
        self.inner.system.announce(AnnouncementKind::Stopping, None, "the gateway stops".to_owned());
        // Accounts first: what is in the air for them still needs the venue's budget.
        let accounts: Vec<_> = self.inner.accounts.values().filter_map(Held::handle).map(|handle| tokio::spawn(handle.stop())).collect();
        for task in accounts {
            if let Err(error) = task.await {
                tracing::error!(%error, "an account did not stop in order");
            }
        }
        let gateway = self.clone();
        let written = tokio::task::spawn_blocking(move || gateway.inner.accounts.values().for_each(Held::checkpoint));
        if let Err(error) = written.await {
            tracing::error!(%error, "checkpoints could not be written");
        }
        let mut stopping = Vec::new();
        for venue in self.inner.venues.values() {
            stopping.push(tokio::spawn(venue.handle.clone().stop()));
        }
        for task in stopping {
            if let Err(error) = task.await {
                tracing::error!(%error, "a venue did not stop in order");
            }
        }
    }
}

fn start_venue(
    settings: &VenueSettings,
    options: &Options,
    egress: &Egress,
    board: &Arc<Board>,
    totals: &Arc<Totals>,
) -> Result<Venue, StartError> {
    let codec = registry::codec(&settings.venue).ok_or_else(|| StartError::UnknownVenue(settings.venue.clone()))?;
    let spec = codec.spec();
    let shelf = Arc::new(Shelf::default());
    let watched = watched(&options.watch, &settings.venue);
    let hub = Hub::new(&settings.venue, options.epoch, board.clone(), shelf.clone(), totals.clone(), watched);
    let config = VenueConfig {
        endpoints: settings.endpoints.clone(),
        epoch: options.epoch,
        seed: seed(),
        user_agent: format!("twinline/{}", options.version),
        egress: egress.clone(),
    };
    let refused = |error: twinline_runtime::RuntimeError| StartError::Venue { venue: settings.venue.clone(), reason: error.to_string() };
    let handle = twinline_runtime::start(config, codec, hub).map_err(refused)?;
    Ok(Venue { settings: settings.clone(), spec, shelf, handle })
}

fn watched(watch: &Watch, venue: &str) -> Vec<Sub> {
    let of_venue = watch.instruments.iter().filter(|id| id.venue() == venue);
    of_venue.flat_map(|id| watch.channels.iter().map(|channel| sub_of(id.clone(), channel.0))).collect()
}

/// Spreads reconnects of many gateways; nothing secret hangs on it.
pub(super) fn seed() -> u64 {
    getrandom::u64().unwrap_or_else(|_| u64::from(std::process::id()))
}
