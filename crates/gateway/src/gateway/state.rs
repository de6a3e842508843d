//! How is it: venues, connections, repairs, health.

use serde::Serialize;
use twinline_core::session::VenueStatus;

use super::find::{DEFAULT_PAGE, MAX_PAGE};
use super::{Gateway, Venue};
use crate::clock::now;
use crate::error::GatewayError;
use crate::tokens::Grant;
use crate::wire::{Capabilities, Connections, LimitRow, Page, RepairRow, VenueRow, VenueState, millis_text};

/// Whether a venue can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct VenueHealth {
    /// Which.
    pub venue: String,
    /// True once its instruments are loaded.
    pub ready: bool,
    /// Why not, in words; absent while it is being tried for the first time.
    #[schema(required)]
    pub reason: Option<String>,
}

impl Gateway {
    /// Every configured venue, by name.
    pub fn venues(&self) -> Page<VenueRow> {
        let row = |venue: &Venue| self.inner.board.status(&venue.settings.venue).map(|status| venue_row(venue, status));
        Page::whole(self.inner.venues.values().filter_map(row).collect())
    }

    /// Venues, sockets, channels and counters.
    pub fn connections(&self, grant: Option<&Grant>) -> Connections {
        self.inner.board.connections(now(), grant)
    }

    /// Every bucket of every venue's rate limits.
    pub fn limits(&self) -> Page<LimitRow> {
        Page::whole(self.inner.board.limits())
    }

    /// Receipts of closed gaps, newest first.
    pub fn repairs(&self, venue: Option<&str>, limit: Option<usize>, cursor: Option<&str>) -> Result<Page<RepairRow>, GatewayError> {
        if let Some(name) = venue {
            self.venue(name)?;
        }
        let (data, more) = self.inner.board.repairs(venue, cursor, limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE));
        let next = data.last().filter(|_| more).map(|row| row.id.clone());
        Ok(Page { data, next })
    }

    /// Whether each venue can be asked.
    pub fn health(&self) -> Vec<VenueHealth> {
        let health = |(name, venue): (&String, &Venue)| VenueHealth {
            venue: name.clone(),
            ready: venue.shelf.is_ready(),
            reason: self.inner.board.status(name).filter(|_| !venue.shelf.is_ready()).and_then(|status| status.reason),
        };
        self.inner.venues.iter().map(health).collect()
    }

    /// True once every venue is either loaded or known to be out of reach: from then on every answer is honest.
    pub fn is_ready(&self) -> bool {
        self.health().iter().all(|venue| venue.ready || venue.reason.is_some())
    }
}

fn venue_row(venue: &Venue, status: VenueStatus) -> VenueRow {
    let spec = venue.spec;
    let has = |kind: &str| spec.channels.iter().any(|row| row.kind == kind);
    let history = [("candles", has("candles")), ("trades", has("trades")), ("funding", has("mark"))];
    VenueRow {
        state: VenueState {
            venue: venue.settings.venue.clone(),
            freshness: status.freshness,
            transport: status.transport,
            reason: status.reason,
            since: status.since,
            next_try_at: status.next_try_at,
            money: venue.settings.money,
        },
        name: spec.title.to_owned(),
        environment: venue.settings.environment.clone(),
        demo: venue.settings.demo,
        clock_offset_ms: status.clock.map(|(offset, _)| millis_text(offset)),
        clock_error_ms: status.clock.map(|(_, error)| millis_text(error)),
        capabilities: Capabilities {
            channels: spec.channels.iter().filter(|row| !row.venue_wide).map(|row| row.kind).collect(),
            candle_intervals: spec.intervals.iter().map(|interval| interval.name()).collect(),
            history: history.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect(),
        },
    }
}
