//! What is counted? Prometheus text.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::State;
use http::{HeaderName, header};
use twinline_gateway::Gateway;

use crate::app::App;

pub(crate) async fn text(State(app): State<Arc<App>>) -> ([(HeaderName, &'static str); 1], String) {
    let mut out = Exposition::default();
    gateway(&mut out, &app.gateway);
    out.one("twinline_streams_open", "gauge", "open client streams", app.streams.count() as u64);
    venues(&mut out, &app.gateway);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out.text)
}

fn gateway(out: &mut Exposition, gateway: &Gateway) {
    out.head("twinline_build_info", "gauge", "the program");
    out.row("twinline_build_info", &[("version", gateway.version())], 1);
    let counted = gateway.totals().counted();
    out.one("twinline_epoch", "gauge", "starts of this data directory", gateway.epoch());
    out.one("twinline_readers", "gauge", "clients that may subscribe", counted.readers);
    out.one("twinline_events_total", "counter", "changes published by venues", counted.events);
    out.one("twinline_delivered_total", "counter", "changes handed to clients", counted.delivered);
    out.one("twinline_conflated_total", "counter", "changes merged for slow clients", counted.merged);
    out.one("twinline_repairs_total", "counter", "gaps closed", counted.repairs);
}

fn venues(out: &mut Exposition, gateway: &Gateway) {
    let all = gateway.board().counters();
    let mut family = |name: &str, help: &str, pick: fn(&twinline_gateway::Counters) -> u64| {
        out.head(name, "counter", help);
        for (venue, counters) in &all {
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
    out.head("twinline_venue_up", "gauge", "1 while data is live");
    for venue in gateway.connections().venues {
        out.row("twinline_venue_up", &[("venue", &venue.venue)], u64::from(venue.freshness == twinline_model::Freshness::Live));
    }
    out.head("twinline_limit_used", "gauge", "units of a venue's rate limit used in this window");
    for limit in gateway.limits().data {
        out.row("twinline_limit_used", &[("venue", &limit.venue), ("bucket", &limit.bucket)], u64::from(limit.used));
    }
}

#[derive(Default)]
struct Exposition {
    text: String,
}

impl Exposition {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn row(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escape(value))).collect();
        let braced = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "{name}{braced} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.head(name, kind, help);
        self.row(name, &[], value);
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
