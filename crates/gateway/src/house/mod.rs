//! The venue of play money, which is in this process.
//!
//! One task owns it. What it is asked, what the markets show and the time are its inputs, one after the other; what an input
//! changed is one record of the journal, synced before the answer and the frames leave. Several such records share a sync.
//!
//! | file | question it answers |
//! |---|---|
//! | `desk` | what comes in, in which order, and what is done about it? |
//! | `desk/jobs` | what is done because its time has come? |
//! | `calendar` | what of the day's business is due, whenever the house was not there? |
//! | `funding` | which funding is due, when, and at which rate? |
//! | `expiry` | which contracts end while something of them is held, and at which price? |
//! | `keep` | what must be on disk before who is told? |
//! | `markets` | which markets are shown to it, and when? |
//! | `pace` | how many orders does it take a second? |
//! | `rule` | what does whoever looks after it ask for? |
//!
//! | queue | bound | when full |
//! |---|---|---|
//! | requests and links of accounts | 1,024 | a request is refused as `BUSY`, a link ends and is opened anew |
//! | what markets show | 4,096 | books and marks are conflated; trades are gone, so that less is filled |
//! | orders that wait for their market to be shown | 256, for 1.5 s | refused as `BUSY` |

mod calendar;
mod desk;
mod expiry;
mod funding;
mod keep;
mod markets;
mod pace;
mod rule;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use twinline_paper::Reply;
use twinline_runtime::{Asker, Ear, Local, VenueHandle};
use twinline_store::Journal;
use twinline_venue::{Endpoints, Request, VenueSpec};

use crate::config::HouseSettings;
use crate::hub;
use crate::shelf::Shelf;
use crate::totals::Totals;

pub use pace::orders_a_second;
pub(crate) use rule::Rule;

use desk::Desk;
use expiry::Expiries;
use funding::Fundings;
use keep::{Keep, load};
use markets::Markets;
use rule::Rules;

/// Requests and links that wait.
const MAX_INPUTS: usize = 1_024;

/// A market's venue: its loop, what can be traded there, and what its streams are.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) spec: &'static VenueSpec,
    pub(crate) handle: VenueHandle<hub::Request>,
    pub(crate) shelf: Arc<Shelf>,
}

/// What comes to the house.
#[derive(Debug)]
enum In {
    Link { account: String, ear: Ear },
    Ask { body: Vec<u8>, asker: Asker },
    Rule(Box<Rules>),
}

/// The way to it. Nobody waits on it but for the answer to a rule.
#[derive(Debug)]
pub(crate) struct House {
    inputs: mpsc::Sender<In>,
    shelf: Arc<Shelf>,
    stop: watch::Sender<bool>,
}

impl House {
    /// Reads what was, opens accounts that are to be there, and begins. Waits for the disk: before anything else runs.
    pub(crate) fn start(
        settings: &HouseSettings,
        journal: &Arc<dyn Journal>,
        sources: BTreeMap<String, Source>,
        wanted: impl Iterator<Item = String>,
        totals: Arc<Totals>,
    ) -> Result<(Arc<Self>, Vec<String>), String> {
        let mut house = load(&**journal, settings)?;
        let due = Due::load(&**journal)?;
        let mut keep = Keep::new(journal.clone());
        for name in wanted {
            if house.account(&name).is_err() {
                let events = house.open(crate::clock::now(), &name, &settings.deposits).map_err(|no| no.to_string())?;
                keep.write_wait(&events)?;
            }
        }
        let names = house.names().map(str::to_owned).collect();
        let (inputs, asked) = mpsc::channel(MAX_INPUTS);
        let (stop, stopping) = watch::channel(false);
        let shelf = Arc::new(Shelf::default());
        let (markets, seen) = Markets::new(sources, shelf.clone());
        tokio::spawn(Desk::new(house, settings.clone(), keep, markets, totals, due).run(asked, seen, stopping));
        Ok((Arc::new(Self { inputs, shelf, stop }), names))
    }

    /// What can be traded: all that other venues list.
    pub(crate) const fn shelf(&self) -> &Arc<Shelf> {
        &self.shelf
    }

    /// Addresses that nobody dials.
    pub(crate) fn endpoints() -> Endpoints {
        Endpoints { rest: "http://127.0.0.1/house".to_owned(), ws: "ws://127.0.0.1/house".to_owned(), commands: None }
    }

    /// Takes nothing more.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }
}

/// What is to be done at its time, beside the day's business.
#[derive(Debug, Default)]
struct Due {
    fundings: Fundings,
    expiries: Expiries,
}

impl Due {
    /// As it was kept. Waits for a disk.
    fn load(journal: &dyn Journal) -> Result<Self, String> {
        let fundings = Fundings::load(journal, crate::clock::now()).map_err(|error| error.to_string())?;
        Ok(Self { fundings, expiries: Expiries::load(journal).map_err(|error| error.to_string())? })
    }
}

impl Local for House {
    fn open(&self, url: &str, ear: Ear) {
        let account = url.rsplit('/').next().unwrap_or_default().to_owned();
        // An ear without room is dropped: the link ends and is opened anew.
        drop(self.inputs.try_send(In::Link { account, ear }));
    }

    fn ask(&self, request: Request, asker: Asker) {
        match self.inputs.try_send(In::Ask { body: request.body, asker }) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(In::Ask { asker, .. })) => busy(asker, "too much is waiting"),
            // The asker is dropped: the answer is lost.
            Err(_) => {}
        }
    }
}

fn busy(asker: Asker, reason: &str) {
    let Reply { status, body, .. } = Reply::busy(reason);
    asker.answer(status, body);
}
