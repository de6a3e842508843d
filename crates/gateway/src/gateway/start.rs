//! How does it begin and end?

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_runtime::{Egress, VenueConfig};
use twinline_venue::Sub;

use super::{Gateway, Inner, Venue};
use crate::board::Board;
use crate::clock::now;
use crate::config::{Config, Limits, VenueSettings, Watch};
use crate::demo::FaultControl;
use crate::error::StartError;
use crate::hub::{Hub, sub_of};
use crate::registry;
use crate::shelf::Shelf;
use crate::totals::Totals;

/// What a gateway is started with.
#[derive(Debug)]
pub struct Options {
    /// Venues to connect to.
    pub venues: Vec<VenueSettings>,
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
    pub fn new(config: &Config, epoch: u64, version: &'static str) -> Self {
        Self { venues: config.venues.clone(), watch: config.watch.clone(), limits: config.limits, epoch, version, demo: None }
    }
}

impl Gateway {
    /// Starts a loop for each venue and returns at once; what the venues say comes when it comes.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let board = Arc::new(Board::new(options.epoch, &options.venues, now()));
        let totals = Arc::new(Totals::default());
        let mut venues = BTreeMap::new();
        let egress = if options.venues.is_empty() { None } else { Some(Egress::new().map_err(StartError::Egress)?) };
        for (settings, egress) in options.venues.iter().zip(egress.iter().cycle()) {
            let venue = start_venue(settings, &options, egress, &board, &totals)?;
            venues.insert(settings.venue.clone(), venue);
        }
        let Options { epoch, version, limits, demo, .. } = options;
        Ok(Self { inner: Arc::new(Inner { epoch, version, limits, board, totals, venues, demo }) })
    }

    /// Closes everything; takes at most some five seconds.
    pub async fn stop(&self) {
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
fn seed() -> u64 {
    getrandom::u64().unwrap_or_else(|_| u64::from(std::process::id()))
}
