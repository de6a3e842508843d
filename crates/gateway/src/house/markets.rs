//! Which markets are shown to the house, and when?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use twinline_core::session::StreamState;
use twinline_model::{Channel, Cursor, Duration, Freshness, Instrument, InstrumentId, MarketEvent, Timestamp};
use twinline_paper::Shown;
use twinline_venue::{Instruments, Sub};

use super::Source;
use crate::hub::{Request, Seen, sub_of};
use crate::shelf::Shelf;

/// What markets show that has not been looked at.
const MAX_SEEN: usize = 4_096;
/// How long a market is shown that nobody holds anything of.
const SHOWN_FOR: Duration = Duration::from_secs(60);
/// What of a market is shown.
const CHANNELS: [Channel; 3] = [Channel::Book, Channel::Trades, Channel::Mark];

/// The venues, and what of them is shown.
#[derive(Debug)]
pub(super) struct Markets {
    sources: BTreeMap<String, (Source, watch::Receiver<Arc<Instruments>>)>,
    shelf: Arc<Shelf>,
    seen: mpsc::Sender<Seen>,
    shown: BTreeMap<InstrumentId, Market>,
    /// Streams that are to be asked for, or given back, and whose venue had no room for that.
    asking: BTreeMap<Sub, bool>,
}

#[derive(Debug, Default)]
struct Market {
    until: Timestamp,
    /// The newest book that was shown, if it is current.
    book: Option<Cursor>,
}

impl Markets {
    pub(super) fn new(sources: BTreeMap<String, Source>, shelf: Arc<Shelf>) -> (Self, mpsc::Receiver<Seen>) {
        let watched = |(name, source): (String, Source)| {
            let mut list = source.shelf.watch();
            list.mark_changed();
            (name, (source, list))
        };
        let (seen, shows) = mpsc::channel(MAX_SEEN);
        let sources = sources.into_iter().map(watched).collect();
        (Self { sources, shelf, seen, shown: BTreeMap::new(), asking: BTreeMap::new() }, shows)
    }

    /// All that can be traded, if any of it is new since it was last asked for.
    pub(super) fn listed(&mut self) -> Option<Vec<Arc<Instrument>>> {
        let changed = self.sources.values().any(|(_, list)| list.has_changed().unwrap_or(false));
        changed.then(|| {
            let all = self.all();
            self.shelf.instruments(&Arc::new(Instruments::from_list(all.iter().map(|instrument| (**instrument).clone()))));
            all
        })
    }

    /// All that can be traded.
    pub(super) fn all(&mut self) -> Vec<Arc<Instrument>> {
        let lists = self.sources.values_mut().map(|(_, list)| list.borrow_and_update().clone());
        lists.flat_map(|list| list.iter().cloned().collect::<Vec<_>>()).collect()
    }

    /// What can be traded under this name.
    pub(super) fn find(&self, instrument: &InstrumentId) -> Option<Arc<Instrument>> {
        let list = self.sources.get(instrument.venue())?.1.borrow();
        list.find_id(instrument).map(|ix| list.get(ix).clone())
    }

    /// Lets a market be shown from now on, and a minute longer than it is needed.
    pub(super) fn show(&mut self, now: Timestamp, instrument: &InstrumentId) {
        let Some((source, _)) = self.sources.get(instrument.venue()) else { return };
        if !self.shown.contains_key(instrument) {
            let offered = CHANNELS.into_iter().filter(|channel| source.spec.channel(*channel).is_some());
            self.asking.extend(offered.map(|channel| (sub_of(instrument.clone(), channel), true)));
        }
        self.shown.entry(instrument.clone()).or_default().until = now + SHOWN_FOR;
        self.ask();
    }

    /// Gives back what nobody has needed for long, and asks again for what found no room.
    pub(super) fn tend(&mut self, now: Timestamp, engaged: BTreeSet<InstrumentId>) {
        for instrument in engaged {
            self.show(now, &instrument);
        }
        let over: Vec<InstrumentId> = self.shown.iter().filter(|(_, market)| market.until < now).map(|(id, _)| id.clone()).collect();
        for instrument in over {
            self.shown.remove(&instrument);
            self.asking.extend(CHANNELS.map(|channel| (sub_of(instrument.clone(), channel), false)));
        }
        self.ask();
    }

    /// Asks for everything anew: nothing that was shown before is known any more.
    pub(super) fn renew(&mut self) {
        for (instrument, market) in &mut self.shown {
            *market = Market { until: market.until, ..Market::default() };
            let Some((source, _)) = self.sources.get(instrument.venue()) else { continue };
            let offered = CHANNELS.into_iter().filter(|channel| source.spec.channel(*channel).is_some());
            self.asking.extend(offered.map(|channel| (sub_of(instrument.clone(), channel), true)));
        }
        self.ask();
    }

    fn ask(&mut self) {
        let (sources, seen) = (&self.sources, &self.seen);
        self.asking.retain(|sub, wanted| {
            let Some((source, _)) = sub.instrument.as_ref().and_then(|id| sources.get(id.venue())) else { return false };
            let request = if *wanted { Request::Tap { sub: sub.clone(), to: seen.clone() } } else { Request::Untap { sub: sub.clone() } };
            source.handle.try_request(request).is_err() && !source.handle.is_gone()
        });
    }

    /// What a stream's state is to the house: at most two things.
    pub(super) fn judge<'a>(&mut self, sub: &Sub, state: Option<&'a StreamState>) -> Vec<Shown<'a>> {
        let Some(market) = sub.instrument.as_ref().and_then(|id| self.shown.get_mut(id)) else { return Vec::new() };
        let current = state.filter(|state| matches!(state.freshness, Freshness::Live | Freshness::Polling));
        match (sub.channel, current.and_then(|state| Some((state, state.event.as_ref()?)))) {
            (Channel::Book, Some((state, MarketEvent::Book(book)))) => {
                let before = market.book.replace(state.cursor);
                // Judged anew and not changed: that says nothing of the market.
                if before == Some(state.cursor) { Vec::new() } else { vec![Shown::Book(&book.levels)] }
            }
            (Channel::Book, _) => {
                market.book = None;
                vec![Shown::Lost]
            }
            (Channel::Mark, Some((_, MarketEvent::Mark(mark)))) => {
                let heard = market.book.map(|_| Shown::Heard);
                [Some(Shown::Mark(mark.mark)), heard].into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    /// True if this market is shown.
    pub(super) fn is_shown(&self, instrument: &InstrumentId) -> bool {
        self.shown.contains_key(instrument)
    }

    /// True if a trade may be shown: it is of a market whose book is.
    pub(super) fn takes_trades(&self, instrument: &InstrumentId) -> bool {
        self.shown.get(instrument).is_some_and(|market| market.book.is_some())
    }
}
