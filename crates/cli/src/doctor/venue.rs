//! Does a venue answer, is its clock ours, and do its streams move?

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use twinline_gateway::config::{Config, VenueSettings};
use twinline_gateway::{Credentials, Gateway, InstrumentQuery, Options};

use super::report::{Finding, Report};
use crate::failure::Failure;

/// Longest that a venue may take to load, and then to say something.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest that measuring a venue's clock may take once the venue answers.
const CLOCK_PATIENCE: Duration = Duration::from_secs(5);
/// Beyond this offset some venues refuse what is signed.
const CLOCK_BOUND_MS: i64 = 1_000;

/// Connects to one venue as the gateway would, and looks at what comes.
pub(super) async fn look(
    report: &mut Report<'_>,
    config: &Config,
    venue: &VenueSettings,
    credentials: &Arc<Credentials>,
) -> Result<(), Failure> {
    let name = &venue.venue;
    let accounts = config.accounts.iter().filter(|account| account.venue == *name).cloned().collect();
    let options = Options {
        venues: vec![venue.clone()],
        accounts,
        credentials: Arc::clone(credentials),
        limits: config.limits,
        ..Options::bare(1, env!("CARGO_PKG_VERSION"))
    };
    // Its history ends with it; nothing is in it that could send anything.
    let gateway = match tokio::task::block_in_place(|| Gateway::start(options)) {
        Ok(gateway) => gateway,
        Err(error) => return report.tell(&Finding::wrong(name, error.to_string(), "correct the configuration of this venue")),
    };
    let mut result = ask(report, &gateway, name).await;
    if matches!(result, Ok(true)) {
        result = super::account::look(report, &gateway).await.map(|()| true);
    }
    gateway.stop().await;
    result.map(|_| ())
}

/// True if it answers at all.
async fn ask(report: &mut Report<'_>, gateway: &Gateway, name: &str) -> Result<bool, Failure> {
    let loaded = tokio::time::timeout(PATIENCE, async {
        while !gateway.health().iter().all(|venue| venue.ready) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let row = |gateway: &Gateway| gateway.venues().data.into_iter().next();
    let check = format!("{name} over REST");
    if loaded.await.is_err() {
        let reason = row(gateway).and_then(|row| row.state.reason).unwrap_or_else(|| "no answer".to_owned());
        let todo = "the host is reached and does not answer as the venue does: look at the venue's status page, and whether it serves \
                    this region";
        return report.tell(&Finding::wrong(check, reason, todo)).map(|()| false);
    }
    let query = InstrumentQuery { venue: Some(name.to_owned()), ..InstrumentQuery::default() };
    let all = gateway.instruments(&query, Some(1_000), None).map_err(|error| Failure::refused(error.to_string()))?;
    let more = if all.next.is_some() { " and more" } else { "" };
    report.tell(&Finding::ok(check, format!("{} instruments{more}", all.data.len())))?;
    let measured = async {
        while row(gateway).is_some_and(|row| row.clock_offset_ms.is_none()) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    // If it is not measured by then, the finding says so.
    drop(tokio::time::timeout(CLOCK_PATIENCE, measured).await);
    let measured = row(gateway).and_then(|row| Some((row.clock_offset_ms?, row.clock_error_ms?)));
    report.tell(&clock(name, measured.as_ref().map(|(offset, error)| (offset.as_str(), error.as_str()))))?;
    let rows: Vec<Value> = all.data.iter().filter_map(|row| serde_json::to_value(row).ok()).collect();
    let first = rows.iter().find(|row| row["status"] == "trading").and_then(|row| row["instrument"].as_str());
    report.tell(&match first {
        Some(instrument) => stream(gateway, name, instrument).await,
        None => Finding::warning(
            format!("{name} over WebSocket"),
            "nothing trades there now, so nothing was followed",
            "run the doctor again when the market is open",
        ),
    })?;
    Ok(true)
}

/// `measured` is the venue's clock minus ours and by how much that may be wrong, in milliseconds.
fn clock(name: &str, measured: Option<(&str, &str)>) -> Finding {
    let check = format!("{name}'s clock");
    let Some((offset, error)) = measured else {
        return Finding::warning(check, "not measured", "run the doctor again; the venue did not say its time soon enough");
    };
    let short = |text: &str| text.split_once('.').map_or_else(|| text.to_owned(), |(whole, part)| format!("{whole}.{part:.1}"));
    let whole = |text: &str| text.split('.').next().and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let detail = format!("{} ms from ours, give or take {} ms", short(offset), short(error));
    if whole(offset).abs() >= CLOCK_BOUND_MS {
        let todo = "the gateway corrects for it; better, keep this machine's clock by NTP: `timedatectl` shows whether it is";
        return Finding::warning(check, detail, todo);
    }
    if whole(error) >= CLOCK_BOUND_MS {
        let todo = "the way there is too slow to measure by: try from a network that is nearer to the venue";
        return Finding::warning(check, detail, todo);
    }
    Finding::ok(check, detail)
}

async fn stream(gateway: &Gateway, name: &str, instrument: &str) -> Finding {
    let check = format!("{name} over WebSocket");
    let mut reader = gateway.reader(None);
    reader.subscribe(None, &[format!("bbo.{instrument}")], &BTreeMap::new()).await;
    let outbox = reader.outbox().clone();
    let live = tokio::time::timeout(PATIENCE, async {
        let mut batch: Vec<Bytes> = Vec::new();
        while outbox.take(&mut batch, 64 * 1024).await.is_ok() {
            let from_stream = |message: Bytes| {
                serde_json::from_slice::<Value>(&message).is_ok_and(|value| value["source"] == "ws" && !value["data"].is_null())
            };
            if batch.drain(..).any(from_stream) {
                return true;
            }
        }
        false
    });
    if live.await.unwrap_or(false) {
        return Finding::ok(check, format!("quotes of {instrument} arrive"));
    }
    let links = gateway.connections(None).links;
    let reason = links.into_iter().find_map(|link| link.reason).unwrap_or_else(|| format!("no quote of {instrument} came in time"));
    let todo = "WebSockets may be blocked on the way: try from another network, or ask whoever runs the firewall";
    Finding::wrong(check, reason, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::report::Verdict;

    #[test]
    fn a_clock_is_told_with_its_error() {
        let check = |measured, verdict, part: &str| {
            let finding = clock("toy", measured);
            assert_eq!(finding.parts().0, verdict, "{finding:?}");
            assert!(finding.parts().1.contains(part), "{finding:?}");
        };
        check(Some(("-12.345678", "3.999999")), Verdict::Ok, "-12.3 ms from ours, give or take 3.9 ms");
        check(Some(("-0.500000", "1.000000")), Verdict::Ok, "-0.5 ms");
        check(Some(("-1000.000000", "3.000000")), Verdict::Warning, "-1000.0 ms");
        check(Some(("5.000000", "1500.000000")), Verdict::Warning, "1500.0 ms");
        check(None, Verdict::Warning, "not measured");
    }
}
