//! How does it begin and end?

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use twinline_model::AccountId;
use twinline_runtime::{Egress, VenueConfig};
use twinline_store::Journal;
use twinline_venue::Sub;

use super::held::{Ground, Held};
use super::{Gateway, Inner, Venue};
use crate::accounts::Credentials;
use crate::board::Board;
use crate::clock::now;
use crate::config::{AccountSettings, Config, HouseSettings, Limits, Money, VenueSettings, Watch};
use crate::demo::FaultControl;
use crate::error::StartError;
use crate::house::{House, Source};
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
    /// How play money works.
    pub house: HouseSettings,
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
            house: config.house.clone(),
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
            house: HouseSettings::default(),
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
        let idle = options.venues.is_empty() && options.accounts.is_empty();
        let egress = if idle { None } else { Some(Egress::new().map_err(StartError::Egress)?) };
        for (settings, egress) in options.venues.iter().zip(egress.iter().cycle()) {
            let venue = start_venue(settings, &options, egress, &board, &totals)?;
            venues.insert(settings.venue.clone(), venue);
        }
        let (house, mut settings) = start_house(&options, &venues, &totals)?;
        settings.splice(0..0, options.accounts.iter().filter(|held| !registry::is_house(&held.venue)).cloned());
        let (epoch, version, limits) = (options.epoch, options.version, options.limits);
        let tokens = Arc::new(Tokens::read(options.journal.clone()).map_err(|error| StartError::Tokens(error.to_string()))?);
        let Options { demo, journal, credentials, .. } = options;
        let accounts = RwLock::default();
        let inner =
            Inner { epoch, version, limits, board, system, totals, venues, accounts, house, egress, journal, credentials, tokens, demo };
        let gateway = Self { inner: Arc::new(inner) };
        for held in &settings {
            let sharing = settings.iter().filter(|other| other.venue == held.venue).count();
            gateway.begin_account(held, sharing)?;
        }
        Ok(gateway)
    }

    /// Closes everything; takes at most some five seconds.
    pub async fn stop(&self) {
        self.inner.system.announce(AnnouncementKind::Stopping, None, "the gateway stops".to_owned());
        // Accounts first: what is in the air for them still needs the venue's budget.
        let held: Vec<_> = self.held().values().cloned().collect();
        let accounts: Vec<_> = held.iter().filter_map(|held| held.handle()).map(|handle| tokio::spawn(handle.stop())).collect();
        for task in accounts {
            if let Err(error) = task.await {
                tracing::error!(%error, "an account did not stop in order");
            }
        }
        if let Some(house) = &self.inner.house {
            house.stop();
        }
        let gateway = self.clone();
        let written = tokio::task::spawn_blocking(move || gateway.held().values().for_each(|held| held.checkpoint()));
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

/// The house of play money, and its accounts: those that are configured, and those that were opened since.
fn start_house(
    options: &Options,
    venues: &BTreeMap<String, Venue>,
    totals: &Arc<Totals>,
) -> Result<(Option<Arc<House>>, Vec<AccountSettings>), StartError> {
    if venues.is_empty() {
        // Nothing could be traded.
        return Ok((None, Vec::new()));
    }
    let source = |venue: &Venue| Source { spec: venue.spec, handle: venue.handle.clone(), shelf: venue.shelf.clone() };
    let sources = venues.iter().map(|(name, venue)| (name.clone(), source(venue))).collect();
    let configured: Vec<&AccountSettings> = options.accounts.iter().filter(|held| registry::is_house(&held.venue)).collect();
    let refused = |reason: String| StartError::Venue { venue: registry::HOUSE.to_owned(), reason };
    let wanted = configured.iter().map(|held| held.account.to_string());
    let (house, names) = House::start(&options.house, &options.journal, sources, wanted, totals.clone()).map_err(refused)?;
    let mut accounts = Vec::with_capacity(names.len());
    for name in names {
        match configured.iter().find(|held| held.account.as_str() == name) {
            Some(held) => accounts.push((*held).clone()),
            None => {
                let account = AccountId::new(&name).map_err(|error| refused(error.to_string()))?;
                accounts.push(AccountSettings::usual(account, registry::HOUSE));
            }
        }
    }
    // A name that another venue's account has been given since is that account's.
    accounts.retain(|play| !options.accounts.iter().any(|held| held.account == play.account && held.venue != play.venue));
    Ok((Some(house), accounts))
}

impl Gateway {
    /// Begins an account at the venue that it names. Waits for the disk.
    pub(super) fn begin_account(&self, settings: &AccountSettings, sharing: usize) -> Result<(), StartError> {
        let inner = &self.inner;
        let unknown = || StartError::UnknownVenue(settings.venue.clone());
        let egress = inner.egress.as_ref().ok_or_else(unknown)?;
        let (money, endpoints, shelf, egress) = match (&inner.house, inner.venues.get(&settings.venue)) {
            (_, Some(venue)) => (venue.settings.money, venue.settings.endpoints.clone(), venue.shelf.clone(), egress.clone()),
            (Some(house), None) if registry::is_house(&settings.venue) => {
                (Money::Paper, House::endpoints(), house.shelf().clone(), egress.inside(house.clone()))
            }
            _ => return Err(unknown()),
        };
        let ground = Ground { money, endpoints, shelf, egress, journal: inner.journal.clone(), version: inner.version, sharing };
        let held = Held::start(settings, ground, &inner.credentials, (&inner.board, &inner.system))?;
        let mut accounts = inner.accounts.write().unwrap_or_else(PoisonError::into_inner);
        accounts.insert(settings.account.to_string(), Arc::new(held));
        Ok(())
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
