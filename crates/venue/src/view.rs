//! What does a codec need to know that varies?

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_model::{Duration, Instrument, InstrumentId};

use crate::LinkKind;

/// One connection: which kind, and the how-manieth of this session. Never used again after it closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId {
    /// Which kind.
    pub kind: LinkKind,
    /// Counts every connection of the session.
    pub serial: u32,
}

/// What varies: lent to the codec for every frame and step, behind `Arc`s so that a copy costs nothing.
#[derive(Debug, Clone)]
pub struct View {
    /// Where the venue is.
    pub endpoints: Arc<Endpoints>,
    /// What can be traded.
    pub instruments: Arc<Instruments>,
    /// Venue clock minus local clock.
    pub clock_offset: Duration,
    /// What each open link carries, in the venue's own names; some venues' frames do not say it.
    pub links: BTreeMap<LinkId, LinkView>,
}

impl View {
    /// A view of a venue of which nothing is known yet.
    pub fn new(endpoints: Endpoints) -> Self {
        Self {
            endpoints: Arc::new(endpoints),
            instruments: Arc::new(Instruments::default()),
            clock_offset: Duration::ZERO,
            links: BTreeMap::new(),
        }
    }
}

/// Roots of a venue's hosts, without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// For example `https://fapi.binance.com`.
    pub rest: String,
    /// For example `wss://fstream.binance.com`.
    pub ws: String,
    /// Where commands are taken over a socket, for example `wss://ws-fapi.binance.com`; `None` where there is no such place.
    pub commands: Option<String>,
}

/// What a link carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkView {
    /// The venue's own names of its streams.
    pub names: Vec<String>,
}

/// Place of an instrument in [`Instruments`]; stays the same for the life of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstrumentIx(pub u32);

/// A venue's instruments. Places never change: what is delisted stays, what is new is appended.
#[derive(Debug, Clone, Default)]
pub struct Instruments {
    list: Vec<Arc<Instrument>>,
    by_symbol: BTreeMap<Box<str>, InstrumentIx>,
    /// Those whose symbol another venue's instrument bears as well; only of lists of several venues.
    by_id: BTreeMap<InstrumentId, InstrumentIx>,
}

/// Most instruments that are taken from one venue.
const MAX_INSTRUMENTS: usize = 100_000;

impl Instruments {
    /// From a list; an instrument that stands twice is taken once, the last one counts.
    pub fn from_list(list: impl IntoIterator<Item = Instrument>) -> Self {
        let mut all = Self::default();
        for instrument in list {
            all.upsert(instrument);
        }
        all
    }

    /// Adds or replaces one. Returns true if anything about it is new.
    ///
    /// Scales never shrink: a book that once needed more places keeps them.
    pub fn upsert(&mut self, mut instrument: Instrument) -> bool {
        match self.find_id(&instrument.id) {
            Some(ix) => {
                let held = &mut self.list[ix.0 as usize];
                instrument.price_scale = instrument.price_scale.max(held.price_scale);
                instrument.size_scale = instrument.size_scale.max(held.size_scale);
                let changed = **held != instrument;
                if changed {
                    *held = Arc::new(instrument);
                }
                changed
            }
            None if self.list.len() < MAX_INSTRUMENTS => {
                let ix = InstrumentIx(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
                match self.find(instrument.id.symbol()) {
                    Some(_) => drop(self.by_id.insert(instrument.id.clone(), ix)),
                    None => drop(self.by_symbol.insert(instrument.id.symbol().into(), ix)),
                }
                self.list.push(Arc::new(instrument));
                true
            }
            None => false,
        }
    }

    /// Place of a venue's symbol; of several venues' instruments that bear it, the first one's.
    pub fn find(&self, symbol: &str) -> Option<InstrumentIx> {
        self.by_symbol.get(symbol).copied()
    }

    /// Place of an instrument.
    pub fn find_id(&self, id: &InstrumentId) -> Option<InstrumentIx> {
        self.find(id.symbol()).filter(|ix| self.get(*ix).id == *id).or_else(|| self.by_id.get(id).copied())
    }

    /// The instrument at a place that this or an older list gave out.
    pub fn get(&self, ix: InstrumentIx) -> &Arc<Instrument> {
        &self.list[ix.0 as usize]
    }

    /// All, by place.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Instrument>> {
        self.list.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
