//! How is each venue, and what came from it?

use twinline_gateway::{Counters, Gateway};
use twinline_model::{Duration, Freshness, format_scaled};

use super::exposition::{Exposition, Kind};

const FRESHNESS: [Freshness; 5] = [Freshness::Live, Freshness::Polling, Freshness::Repairing, Freshness::Stale, Freshness::Down];
/// As `/connections` calls them.
const SOCKET_STATES: [&str; 4] = ["connecting", "open", "backoff", "closed"];

pub(super) fn write(out: &mut Exposition, gateway: &Gateway) {
    counters(out, &gateway.board().counters());
    states(out, gateway);
    clocks(out, gateway);
    limits(out, gateway);
}

fn counters(out: &mut Exposition, all: &[(String, Counters)]) {
    let mut family = |name: &str, help: &str, pick: fn(&Counters) -> u64| {
        out.family(name, Kind::Counter, help);
        for (venue, counters) in all {
            out.row(name, &[("venue", venue)], pick(counters));
        }
    };
    family("twinline_venue_frames_total", "frames received", |c| c.frames);
    family("twinline_venue_frame_bytes_total", "bytes received in frames", |c| c.frame_bytes);
    family("twinline_venue_unknown_fields_total", "members not known", |c| c.unknown_fields);
    family("twinline_venue_unknown_events_total", "events, channels or words not known", |c| c.unknown_events);
    family("twinline_venue_malformed_frames_total", "frames that could not be read", |c| c.malformed_frames);
    family("twinline_venue_refused_values_total", "known values that were refused", |c| c.refused_values);
    family("twinline_venue_duplicates_total", "facts seen before", |c| c.duplicates);
    family("twinline_venue_gaps_total", "gaps found", |c| c.gaps);
    family("twinline_venue_connects_total", "sockets opened", |c| c.connects);
    family("twinline_venue_disconnects_total", "sockets lost", |c| c.disconnects);
    family("twinline_venue_resubscribes_total", "channels subscribed anew", |c| c.resubscribes);
    family("twinline_venue_polls_total", "polls sent", |c| c.polls);
}

/// States are one row a word: 1 for the one that holds, or how many are in it.
fn states(out: &mut Exposition, gateway: &Gateway) {
    let all = gateway.connections(None);
    out.family("twinline_venue_up", Kind::Gauge, "1 while all data of the venue is live");
    for venue in &all.venues {
        out.row("twinline_venue_up", &[("venue", &venue.venue)], u8::from(venue.freshness == Freshness::Live));
    }
    out.family("twinline_venue_ready", Kind::Gauge, "1 once the venue's instruments are loaded");
    for venue in gateway.health() {
        out.row("twinline_venue_ready", &[("venue", &venue.venue)], u8::from(venue.ready));
    }
    out.family("twinline_venue_freshness", Kind::Gauge, "1 for the freshness that holds, 0 for the others");
    for venue in &all.venues {
        for freshness in FRESHNESS {
            let labels = [("venue", venue.venue.as_str()), ("freshness", freshness.name())];
            out.row("twinline_venue_freshness", &labels, u8::from(venue.freshness == freshness));
        }
    }
    out.family("twinline_venue_channels", Kind::Gauge, "held channels, by freshness");
    for venue in &all.venues {
        let of_venue = || all.channels.iter().filter(|row| row.key.venue == venue.venue);
        for freshness in FRESHNESS {
            let labels = [("venue", venue.venue.as_str()), ("freshness", freshness.name())];
            out.row("twinline_venue_channels", &labels, of_venue().filter(|row| row.freshness == freshness).count());
        }
    }
    out.family("twinline_venue_sockets", Kind::Gauge, "sockets, by state");
    for venue in &all.venues {
        let of_venue = || all.links.iter().filter(|row| row.venue == venue.venue);
        for state in SOCKET_STATES {
            let labels = [("venue", venue.venue.as_str()), ("state", state)];
            out.row("twinline_venue_sockets", &labels, of_venue().filter(|row| row.state.name() == state).count());
        }
    }
}

/// Rows appear once a clock has been measured.
fn clocks(out: &mut Exposition, gateway: &Gateway) {
    let venues = gateway.board().counters();
    let measured: Vec<_> = venues.iter().filter_map(|(name, _)| Some((name.as_str(), gateway.board().status(name)?.clock?))).collect();
    out.family("twinline_venue_clock_offset_seconds", Kind::Gauge, "the venue's clock minus ours");
    for (venue, (offset, _)) in &measured {
        out.row("twinline_venue_clock_offset_seconds", &[("venue", venue)], seconds(*offset));
    }
    out.family("twinline_venue_clock_error_seconds", Kind::Gauge, "by how much the offset may be wrong");
    for (venue, (_, error)) in &measured {
        out.row("twinline_venue_clock_error_seconds", &[("venue", venue)], seconds(*error));
    }
}

fn limits(out: &mut Exposition, gateway: &Gateway) {
    let rows = gateway.limits().data;
    let mut family = |name: &str, help: &str, pick: fn(&twinline_gateway::wire::LimitRow) -> u64| {
        out.family(name, Kind::Gauge, help);
        for row in &rows {
            // A venue may call buckets of several windows by one name.
            let window = format!("{}s", row.window_ms / 1_000);
            out.row(name, &[("venue", &row.venue), ("bucket", &row.bucket), ("window", &window)], pick(row));
        }
    };
    family("twinline_limit_used", "units of a rate limit used in this window", |row| u64::from(row.used));
    family("twinline_limit_cap", "units of a rate limit in each window", |row| u64::from(row.cap));
    family("twinline_limit_penalty", "1 while the venue asks us to wait", |row| u64::from(row.banned_until.is_some()));
}

/// Exact, with nine decimals.
fn seconds(span: Duration) -> String {
    let mut text = String::new();
    format_scaled(span.as_nanos(), 9, &mut text);
    text
}
