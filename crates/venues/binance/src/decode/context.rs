//! What does a reader of one frame or answer need at hand?

use serde::de;
use twinline_venue::{Fact, Facts, InstrumentIx, LinkId, OddityKind, View};

use super::members::note;
use super::numbers::{Bad, need};
use crate::names::DepthStream;
use twinline_model::InstrumentId;

/// Lent to every reader of one frame.
#[derive(Debug)]
pub(super) struct Context<'c> {
    pub(super) view: &'c View,
    pub(super) link: LinkId,
    /// True once the frame's stream is known by name; then `depth` is that stream's.
    pub(super) named: bool,
    /// What the stream's name says a `depthUpdate` is.
    pub(super) depth: Option<DepthStream>,
    pub(super) out: &'c mut Facts,
}

impl Context<'_> {
    /// Notes the stream that a frame names.
    pub(super) fn on_stream(&mut self, name: &str) {
        self.named = true;
        self.depth = DepthStream::of(name);
    }

    /// The instrument of a fact. `None` if there is nothing to say about it: it is of the COIN-M market (`st` is 2), which
    /// shares streams with this one since 2026-06 (as documented), or it is not loaded, which is a fact of its own.
    pub(super) fn whose(&mut self, event: &'static str, symbol: Option<&str>, market: Option<u64>) -> Result<Option<InstrumentIx>, Bad> {
        let found = symbol.and_then(|symbol| self.view.instruments.find(symbol));
        self.ours(event, symbol, found, market)
    }

    /// The same where the instrument has been looked for already.
    pub(super) fn ours(
        &mut self,
        event: &'static str,
        symbol: Option<&str>,
        found: Option<InstrumentIx>,
        market: Option<u64>,
    ) -> Result<Option<InstrumentIx>, Bad> {
        let symbol = need(event, symbol)?;
        if market.is_some_and(|market| market != 1) {
            note(self.out, OddityKind::Foreign, format_args!("{event}"));
            return Ok(None);
        }
        if found.is_none() {
            if InstrumentId::new(crate::spec::VENUE, symbol).is_err() {
                return Err(Bad::Refused(event));
            }
            self.out.push(Fact::UnknownInstrument { symbol: symbol.to_owned() });
        }
        Ok(found)
    }

    /// Appends what a reader made, or notes what it refused; what is malformed fails the whole frame.
    pub(super) fn settle<E: de::Error>(&mut self, result: Result<Option<Fact>, Bad>) -> Result<(), E> {
        match result {
            Ok(Some(fact)) => self.out.push(fact),
            Ok(None) => {}
            Err(Bad::Refused(name)) => note(self.out, OddityKind::Refused, format_args!("{name}")),
            Err(bad) => return Err(E::custom(bad)),
        }
        Ok(())
    }
}
