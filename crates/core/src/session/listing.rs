//! What can be traded here, and what if that changes under a running stream?

use std::sync::Arc;

use twinline_model::{Channel, Instrument, Timestamp};
use twinline_venue::{InstrumentIx, Instruments};

use super::Session;
use super::api::{Action, Output};
use super::streams::Key;
use crate::book::SyncReason;
use crate::market::Projection;

impl Session {
    /// Takes what the venue lists; what is new is told, and streams that waited for their instrument begin.
    pub(super) fn load_instruments(&mut self, now: Timestamp, list: Vec<Instrument>, out: &mut Vec<Action>) {
        let mut instruments: Instruments = (*self.view.instruments).clone();
        let mut changed = Vec::new();
        for instrument in list {
            let id = instrument.id.clone();
            let before = instruments.find_id(&id).map(|ix| (instruments.get(ix).price_scale, instruments.get(ix).size_scale));
            if instruments.upsert(instrument) {
                changed.push((id, before));
            }
        }
        if changed.is_empty() && self.ready {
            return;
        }
        self.ready = true;
        self.view.instruments = Arc::new(instruments);
        for (id, before) in changed {
            if let (Some(ix), Some(before)) = (self.view.instruments.find_id(&id), before) {
                self.rescale(now, ix, before, out);
            }
        }
        out.push(Action::Emit(Output::Instruments(self.view.instruments.clone())));
        for (sub, readers) in std::mem::take(&mut self.waiting) {
            match self.key_of(&sub) {
                Some(key) => self.hold(now, key, sub, readers),
                None => {
                    self.waiting.insert(sub, readers);
                }
            }
        }
    }

    /// A value needs more decimal places than the instrument has.
    pub(super) fn refine(&mut self, now: Timestamp, ix: InstrumentIx, price_scale: u8, size_scale: u8, out: &mut Vec<Action>) {
        let held = self.view.instruments.get(ix);
        let finer =
            Instrument { price_scale: held.price_scale.max(price_scale), size_scale: held.size_scale.max(size_scale), ..(**held).clone() };
        self.load_instruments(now, vec![finer], out);
        self.errands.instruments.hurry(now);
    }

    /// An instrument's scales have grown: its book is counted anew, and what was dropped meanwhile is fetched.
    fn rescale(&mut self, now: Timestamp, ix: InstrumentIx, before: (u8, u8), out: &mut Vec<Action>) {
        let instrument = self.view.instruments.get(ix).clone();
        let (price_by, size_by) = (instrument.price_scale - before.0, instrument.size_scale - before.1);
        let key = Key { ix, channel: Channel::Book };
        if (price_by, size_by) == (0, 0) || !self.streams.contains_key(&key) {
            return;
        }
        self.missed(now, key, &SyncReason::Precision);
        if let Some(Projection::Book(book)) = self.streams.get_mut(&key).map(|stream| &mut stream.projection) {
            let fits = matches!((10i64.checked_pow(u32::from(price_by)), 10i64.checked_pow(u32::from(size_by))), (Some(p), Some(s)) if book.rescale(p, s));
            if !fits {
                *book = crate::book::BookSync::new(self.spec.book);
            }
            book.unsync(SyncReason::Precision);
        }
        self.refresh(now, key, out);
    }
}
