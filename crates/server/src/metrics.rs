//! What is counted? Prometheus text at `/metrics`.
//!
//! Labels are venues, accounts, buckets of their limits, and words of closed sets: never an instrument, a client or an address, so
//! the number of rows is bounded by the configuration. Times are in seconds, sizes in bytes, counters end in `_total`.
//!
//! | file | question it answers |
//! |---|---|
//! | `venues` | how is each venue, and what came from it? |
//! | `accounts` | how is each account? |
//! | `process` | how much of the machine does this process use? |
//! | `exposition` | how is a metric written? |

mod accounts;
mod exposition;
mod process;
mod venues;

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderName, header};
use twinline_gateway::Gateway;

use self::exposition::{Exposition, Kind};
use crate::app::App;
use crate::guard::Asker;

/// Counters for Prometheus
///
/// Text in Prometheus' exposition format 0.0.4; of accounts those that the credential reaches.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "health",
    operation_id = "read_metrics",
    responses((status = 200, description = "Every counter and gauge.", body = String, content_type = "text/plain"))
)]
pub(crate) async fn text(State(app): State<Arc<App>>, asker: Asker) -> ([(HeaderName, &'static str); 1], String) {
    let mut out = Exposition::default();
    gateway(&mut out, &app.gateway);
    out.one("twinline_streams_open", Kind::Gauge, "open client streams", app.streams.count());
    venues::write(&mut out, &app.gateway);
    accounts::write(&mut out, &app.gateway.account_gauges(asker.grant()));
    process::write(&mut out);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out.text)
}

fn gateway(out: &mut Exposition, gateway: &Gateway) {
    out.family("twinline_build_info", Kind::Gauge, "always 1; the version is its label");
    out.row("twinline_build_info", &[("version", gateway.version())], 1);
    let counted = gateway.totals().counted();
    out.one("twinline_epoch", Kind::Gauge, "starts of this data directory; rises when the gateway starts", gateway.epoch());
    out.one("twinline_readers", Kind::Gauge, "clients that may subscribe", counted.readers);
    out.one("twinline_events_total", Kind::Counter, "changes published by venues", counted.events);
    out.one("twinline_delivered_total", Kind::Counter, "messages handed to clients", counted.delivered);
    out.one("twinline_conflated_total", Kind::Counter, "changes merged for slow clients", counted.merged);
    out.one("twinline_repairs_total", Kind::Counter, "gaps closed", counted.repairs);
    let unfollowed = "what markets showed, or time brought, that the house of play money could not follow";
    out.one("twinline_house_unfollowed_total", Kind::Counter, unfollowed, counted.unfollowed);
}
