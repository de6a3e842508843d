//! Which changes of state are logged, and with which fields?
//!
//! The same field always means the same: `venue`, `link` (a socket's name), `instrument`, `channel`, and `epoch` with `seq`,
//! the place in that stream's history as its readers see it. What is not known is left out. Messages are never logged one
//! by one; counters cover them.

use twinline_core::session::{ChannelStatus, LinkStatus, VenueStatus};
use twinline_model::{Cursor, RepairReceipt, Timestamp};
use twinline_venue::Sub;

/// A venue is judged anew.
pub(super) fn venue(venue: &str, status: &VenueStatus) {
    tracing::info!(venue, freshness = status.freshness.name(), transport = ?status.transport, reason = status.reason, "venue");
}

/// A socket changed.
pub(super) fn link(venue: &str, status: &LinkStatus) {
    tracing::debug!(venue, link = status.name, phase = ?status.phase, attempt = status.attempt, reason = status.reason, "link");
}

/// A stream's freshness changed; silent if only its reason or its pace of polling did. `at` is where its readers are.
pub(super) fn channel(venue: &str, now: Timestamp, status: &ChannelStatus, at: Option<Cursor>) {
    if status.since != now {
        return;
    }
    tracing::info!(
        venue,
        instrument = status.sub.instrument.as_ref().map(tracing::field::display),
        channel = %status.sub.channel,
        epoch = at.map(|at| at.epoch),
        seq = at.map(|at| at.seq),
        freshness = status.freshness.name(),
        reason = status.reason,
        expected = status.gap.as_ref().map(|gap| gap.0.as_str()),
        got = status.gap.as_ref().map(|gap| gap.1.as_str()),
        "channel"
    );
}

/// A gap was closed.
pub(super) fn repaired(receipt: &RepairReceipt, at: Option<Cursor>) {
    tracing::info!(
        venue = receipt.venue,
        instrument = receipt.instrument.as_ref().map(tracing::field::display),
        channel = %receipt.channel,
        epoch = at.map(|at| at.epoch),
        seq = at.map(|at| at.seq),
        incident = receipt.incident,
        reason = receipt.reason,
        found = receipt.found,
        took_ms = receipt.took().as_millis(),
        "repaired"
    );
}

/// A stream was wanted of something that the venue does not have.
pub(super) fn refused(venue: &str, sub: &Sub) {
    tracing::warn!(venue, instrument = sub.instrument.as_ref().map(tracing::field::display), channel = %sub.channel, "no such instrument");
}
