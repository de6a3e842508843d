//! Who in this process takes a stream's data as values?
//!
//! What has only a latest value is handed over whole and conflated to the pace of whoever takes it. Trades are handed over one by
//! one; those that find no room are counted and gone: whoever fills orders by them fills less, never more.

use std::collections::BTreeMap;

use tokio::sync::mpsc;
use twinline_core::session::StreamState;
use twinline_model::{Envelope, InstrumentId, MarketEvent, Trade};
use twinline_venue::Sub;

/// What is handed over.
#[derive(Debug)]
pub(crate) enum Seen {
    /// How a stream stands now; `None` if it is not held any more.
    State(Sub, Option<Box<StreamState>>),
    /// Trades that happened, oldest first.
    Trades(InstrumentId, Vec<Trade>),
}

/// Those who take.
#[derive(Debug, Default)]
pub(super) struct Taps(BTreeMap<Sub, Tap>);

#[derive(Debug)]
struct Tap {
    to: mpsc::Sender<Seen>,
    /// Something changed since the last handing over.
    owed: bool,
    lost: u64,
}

impl Taps {
    pub(super) fn add(&mut self, sub: Sub, to: mpsc::Sender<Seen>) {
        self.0.insert(sub, Tap { to, owed: true, lost: 0 });
    }

    pub(super) fn remove(&mut self, sub: &Sub) {
        self.0.remove(sub);
    }

    /// A change, which is not followed by its followers' messages alone.
    pub(super) fn change(&mut self, sub: &Sub, envelope: &Envelope<MarketEvent>) {
        let Some(tap) = self.0.get_mut(sub) else { return };
        let MarketEvent::Trades(trades) = &envelope.event else {
            tap.owed = true;
            return;
        };
        if tap.to.try_send(Seen::Trades(envelope.instrument.clone(), trades.clone())).is_err() {
            if tap.lost == 0 {
                tracing::warn!(instrument = %envelope.instrument, "trades find no room where orders are filled by them");
            }
            tap.lost = tap.lost.saturating_add(1);
        }
    }

    /// The stream is judged anew.
    pub(super) fn judged(&mut self, sub: &Sub) {
        if let Some(tap) = self.0.get_mut(sub) {
            tap.owed = true;
        }
    }

    /// Hands over what is owed and finds room.
    pub(super) fn serve(&mut self, state: impl Fn(&Sub) -> Option<StreamState>) {
        for (sub, tap) in self.0.iter_mut().filter(|(_, tap)| tap.owed) {
            if let Ok(room) = tap.to.try_reserve() {
                room.send(Seen::State(sub.clone(), state(sub).map(Box::new)));
                tap.owed = false;
            }
        }
    }
}
