//! Which venue, which instrument is meant?

use std::sync::Arc;

use twinline_model::{Channel, Instrument};

use super::{Gateway, Venue};
use crate::catalogue::InstrumentQuery;
use crate::config::nearest;
use crate::error::GatewayError;
use crate::registry;
use crate::topic::Topic;
use crate::wire::{InstrumentRow, Page};

/// Rows of a page of instruments, unless asked otherwise.
pub(super) const DEFAULT_PAGE: usize = 500;
/// Most rows of a page.
pub(super) const MAX_PAGE: usize = 1_000;

impl Gateway {
    pub(super) fn venue(&self, name: &str) -> Result<&Venue, GatewayError> {
        self.inner.venues.get(name).ok_or_else(|| self.unknown_venue(name))
    }

    /// The name of a venue at which accounts can be.
    pub(super) fn venue_name(&self, name: &str) -> Result<String, GatewayError> {
        match registry::is_house(name) {
            true => Ok(name.to_owned()),
            false => self.venue(name).map(|venue| venue.settings.venue.clone()),
        }
    }

    fn unknown_venue(&self, name: &str) -> GatewayError {
        let here = || self.inner.venues.keys().map(String::as_str);
        let hint = match nearest(name, here()) {
            Some(near) => format!("; did you mean {near:?}?"),
            None if self.inner.venues.is_empty() => "; no venue is configured".to_owned(),
            None => format!("; configured: {}", here().collect::<Vec<_>>().join(", ")),
        };
        GatewayError::UnknownVenue { name: shorten(name), hint }
    }

    /// The instrument of a name: `venue:symbol`, `venue:alias`, or an alias or symbol with (or without, if only one venue has
    /// it) a venue.
    pub fn instrument(&self, name: &str, venue: Option<&str>) -> Result<Arc<Instrument>, GatewayError> {
        // Play money trades whatever others list: the name alone says at which of them.
        if let Some(venue) = venue.filter(|venue| !registry::is_house(venue)) {
            let own = name.strip_prefix(venue).and_then(|rest| rest.strip_prefix(':')).unwrap_or(name);
            return self.instrument_of(venue, own);
        }
        if let Some((venue, symbol)) = name.split_once(':') {
            if self.inner.venues.contains_key(venue) {
                return self.instrument_of(venue, symbol);
            }
            if !self.anywhere(name) && !name.contains('/') {
                return Err(self.unknown_venue(venue));
            }
        }
        let mut found = self.inner.venues.values().filter_map(|venue| venue.shelf.catalogue().find(name).cloned());
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (Some(one), Some(other)) => Err(GatewayError::BadField {
                field: "venue",
                reason: format!("several venues have {:?}: {} and {}; say which", shorten(name), one.id, other.id),
            }),
            (None, _) => Err(self.not_found(name, None)),
        }
    }

    fn anywhere(&self, name: &str) -> bool {
        self.inner.venues.values().any(|venue| venue.shelf.catalogue().find(name).is_some())
    }

    fn instrument_of(&self, venue: &str, symbol: &str) -> Result<Arc<Instrument>, GatewayError> {
        let held = self.venue(venue)?;
        match held.shelf.catalogue().find(symbol) {
            Some(found) => Ok(found.clone()),
            None if !held.shelf.is_ready() => Err(self.not_ready(venue)),
            None => Err(self.not_found(symbol, Some(held))),
        }
    }

    fn not_ready(&self, venue: &str) -> GatewayError {
        let reason = self.inner.board.status(venue).and_then(|status| status.reason);
        GatewayError::NotReady { venue: venue.to_owned(), reason: reason.unwrap_or_else(|| "its instruments are being loaded".to_owned()) }
    }

    fn not_found(&self, name: &str, venue: Option<&Venue>) -> GatewayError {
        let venues = || self.inner.venues.values().filter(|held| venue.is_none_or(|venue| venue.settings.venue == held.settings.venue));
        if let Some(unready) = venues().find(|held| !held.shelf.is_ready()) {
            return self.not_ready(&unready.settings.venue);
        }
        let near = venues().find_map(|held| held.shelf.catalogue().nearest(name).cloned());
        let hint = near.map_or_else(|| "; search with GET /api/v1/instruments?q=".to_owned(), |id| format!("; did you mean {id}?"));
        GatewayError::UnknownInstrument { name: shorten(name), hint }
    }

    /// A topic with its instrument's own name, if there is such an instrument and its venue has such a channel. An
    /// instrument of a venue that is not ready is taken on trust: the topic begins when the venue does.
    pub fn resolve_topic(&self, topic: Topic) -> Result<Topic, GatewayError> {
        let (instrument, channel) = match topic {
            Topic::Connections | Topic::System => return Ok(topic),
            Topic::Account(account) => return self.account(account.as_str()).map(|_| Topic::Account(account)),
            Topic::Market { instrument, channel } => (instrument, channel),
        };
        let venue = self.venue(instrument.venue())?;
        self.offered(venue, channel)?;
        match self.instrument_of(instrument.venue(), instrument.symbol()) {
            Ok(found) => Ok(Topic::Market { instrument: found.id.clone(), channel }),
            Err(GatewayError::NotReady { .. }) => Ok(Topic::Market { instrument, channel }),
            Err(error) => Err(error),
        }
    }

    pub(super) fn offered(&self, venue: &Venue, channel: Channel) -> Result<(), GatewayError> {
        let interval = match channel {
            Channel::Candles(interval) => venue.spec.intervals.contains(&interval),
            _ => true,
        };
        if interval && venue.spec.channel(channel).is_some() {
            return Ok(());
        }
        Err(GatewayError::Unsupported { venue: venue.settings.venue.clone(), what: channel.to_string() })
    }

    /// A page of instruments, best answers first.
    pub fn instruments(
        &self,
        query: &InstrumentQuery,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<InstrumentRow>, GatewayError> {
        if let Some(venue) = &query.venue {
            self.venue(venue)?;
        }
        let asked = || self.inner.venues.values().filter(|venue| query.venue.as_ref().is_none_or(|name| *name == venue.settings.venue));
        if let Some(first) = asked().next().filter(|_| asked().all(|venue| !venue.shelf.is_ready())) {
            // An empty list would say that there is nothing, and that is not known.
            return Err(self.not_ready(&first.settings.venue));
        }
        let limit = limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE);
        let after = cursor.map(parse_cursor).transpose()?;
        let mut found: Vec<(u8, Arc<Instrument>)> = Vec::new();
        for venue in self.inner.venues.values() {
            let catalogue = venue.shelf.catalogue();
            found.extend(catalogue.iter().filter_map(|held| query.rank(held).map(|rank| (rank, held.clone()))));
        }
        found.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
        let mut rest =
            found.iter().filter(|(rank, held)| after.as_ref().is_none_or(|after| (*rank, held.id.as_str()) > (after.0, after.1.as_str())));
        let page: Vec<_> = rest.by_ref().take(limit).collect();
        let next = page.last().filter(|_| rest.next().is_some()).map(|(rank, held)| format!("{rank}.{}", held.id));
        Ok(Page { data: page.into_iter().map(|(_, held)| InstrumentRow::from(held.as_ref())).collect(), next })
    }
}

/// A rank, and the name after which the page begins; there need not be an instrument of that name any more.
fn parse_cursor(text: &str) -> Result<(u8, String), GatewayError> {
    let (rank, id) = text.split_once('.').ok_or_else(bad_cursor)?;
    match rank.as_bytes() {
        [digit @ b'0'..=b'9'] => Ok((digit - b'0', id.to_owned())),
        _ => Err(bad_cursor()),
    }
}

pub(super) fn bad_cursor() -> GatewayError {
    GatewayError::BadField { field: "cursor", reason: "give back what `next` was, unchanged".to_owned() }
}

fn shorten(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(96).collect()
}
