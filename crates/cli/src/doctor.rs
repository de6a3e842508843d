//! What is wrong, and what is to be done?

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;
use twinline_gateway::config::{Config, Sources, VenueSettings, load};
use twinline_gateway::data_dir::{DataDir, DataDirError, read_token, read_url};
use twinline_gateway::{Gateway, InstrumentQuery, Options};

use crate::client::Client;
use crate::failure::Failure;
use crate::output::Output;

/// Longest that a venue may take to load, and then to say something.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest that measuring a venue's clock may take once the venue answers.
const CLOCK_PATIENCE: Duration = Duration::from_secs(5);
/// Beyond this offset some venues refuse what is signed.
const CLOCK_BOUND_MS: i64 = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Ok,
    Warning,
    Wrong,
}

#[derive(Debug, Serialize)]
struct Finding {
    check: String,
    verdict: Verdict,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

/// Tells findings as they are made.
struct Report<'a> {
    output: &'a Output,
    wrong: usize,
}

impl Report<'_> {
    fn tell(&mut self, check: &str, verdict: Verdict, detail: impl Into<String>, todo: Option<&str>) -> Result<(), Failure> {
        self.wrong += usize::from(verdict == Verdict::Wrong);
        let finding = Finding { check: check.to_owned(), verdict, detail: detail.into(), todo: todo.map(str::to_owned) };
        if self.output.is_json() {
            return self.output.line(&finding);
        }
        let mark = match verdict {
            Verdict::Ok => "ok     ",
            Verdict::Warning => "warning",
            Verdict::Wrong => "WRONG  ",
        };
        self.output.text(&format!("{mark}  {}: {}", finding.check, finding.detail))?;
        finding.todo.map_or(Ok(()), |todo| self.output.text(&format!("           {todo}")))
    }
}

pub(crate) async fn run(file: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let mut report = Report { output, wrong: 0 };
    let sources = Sources::of_process(file);
    let config = match load(&sources) {
        Ok(config) => config,
        Err(error) => {
            report.tell("configuration", Verdict::Wrong, error.to_string(), None)?;
            return Err(Failure::usage("the configuration is wrong; nothing else was looked at"));
        }
    };
    let read = sources.file.as_ref().map_or_else(|| "no file; built-in values".to_owned(), |path| path.display().to_string());
    report.tell("configuration", Verdict::Ok, read, None)?;
    data_dir(&mut report, &config)?;
    port(&mut report, &config, file).await?;
    if config.venues.is_empty() {
        let todo = "add [venues.NAME] to twinline.toml, or try `twinline up --demo`";
        report.tell("venues", Verdict::Warning, "none configured", Some(todo))?;
    }
    for venue in &config.venues {
        check_venue(&mut report, &config, venue).await?;
    }
    match report.wrong {
        0 => Ok(()),
        1 => Err(Failure::refused("one thing is wrong")),
        count => Err(Failure::refused(format!("{count} things are wrong"))),
    }
}

fn data_dir(report: &mut Report<'_>, config: &Config) -> Result<(), Failure> {
    let name = "data directory";
    let shown = config.data_dir.display().to_string();
    if !config.data_dir.exists() {
        return report.tell(name, Verdict::Ok, format!("{shown} will be made at the first start"), None);
    }
    match DataDir::open(&config.data_dir) {
        Ok(_) | Err(DataDirError::InUse { .. }) => {}
        Err(error) => return report.tell(name, Verdict::Wrong, error.to_string(), None),
    }
    match read_token(&config.data_dir) {
        Err(error @ (DataDirError::TooOpen { .. } | DataDirError::Damaged { .. })) => {
            report.tell(name, Verdict::Wrong, error.to_string(), None)
        }
        _ => report.tell(name, Verdict::Ok, format!("{shown}, private"), None),
    }
}

async fn port(report: &mut Report<'_>, config: &Config, file: Option<&Path>) -> Result<(), Failure> {
    if let Some(url) = read_url(&config.data_dir) {
        let answers = match Client::find(file) {
            Ok(client) => client.get("/session", &[]).await.is_ok_and(|session| session["authenticated"] == Value::Bool(true)),
            Err(_) => false,
        };
        if answers {
            return report.tell("gateway", Verdict::Ok, format!("running at {url}"), None);
        }
    }
    match TcpListener::bind(config.listen).await {
        Ok(_) => report.tell("port", Verdict::Ok, format!("{} is free", config.listen), None),
        Err(error) => {
            let todo = format!(
                "stop the program that holds it, or choose another port: TWINLINE_LISTEN={}:0 takes a free one",
                config.listen.ip()
            );
            report.tell("port", Verdict::Wrong, format!("{}: {error}", config.listen), Some(&todo))
        }
    }
}

/// Connects to one venue as the gateway would, and looks at what comes.
async fn check_venue(report: &mut Report<'_>, config: &Config, venue: &VenueSettings) -> Result<(), Failure> {
    let name = &venue.venue;
    report.tell(name, Verdict::Ok, format!("{} at {}", venue.environment, venue.endpoints.rest), None)?;
    let mut options = Options::new(config, 0, env!("CARGO_PKG_VERSION"));
    options.venues = vec![venue.clone()];
    options.watch = twinline_gateway::config::Watch::default();
    let gateway = match Gateway::start(options) {
        Ok(gateway) => gateway,
        Err(error) => return report.tell(name, Verdict::Wrong, error.to_string(), None),
    };
    let result = look(report, &gateway, name).await;
    gateway.stop().await;
    result
}

async fn look(report: &mut Report<'_>, gateway: &Gateway, name: &str) -> Result<(), Failure> {
    let loaded = tokio::time::timeout(PATIENCE, async {
        while !gateway.health().iter().all(|venue| venue.ready) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let row = |gateway: &Gateway| gateway.venues().data.into_iter().next();
    if loaded.await.is_err() {
        let reason = row(gateway).and_then(|row| row.state.reason).unwrap_or_else(|| "no answer".to_owned());
        let todo = "check name resolution, the firewall and the proxy of this machine, and that the venue serves this region";
        return report.tell(&format!("{name} over REST"), Verdict::Wrong, reason, Some(todo));
    }
    let query = InstrumentQuery { venue: Some(name.to_owned()), ..InstrumentQuery::default() };
    let all = gateway.instruments(&query, Some(1_000), None).map_err(|error| Failure::refused(error.to_string()))?;
    report.tell(
        &format!("{name} over REST"),
        Verdict::Ok,
        format!("{} instruments{}", all.data.len(), if all.next.is_some() { " and more" } else { "" }),
        None,
    )?;
    let measured = async {
        while row(gateway).is_some_and(|row| row.clock_offset_ms.is_none()) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    // If it is not measured by then, the finding says so.
    drop(tokio::time::timeout(CLOCK_PATIENCE, measured).await);
    clock(report, row(gateway).and_then(|row| row.clock_offset_ms), name)?;
    let rows: Vec<Value> = all.data.iter().filter_map(|row| serde_json::to_value(row).ok()).collect();
    let first = rows.iter().find(|row| row["status"] == "trading").and_then(|row| row["instrument"].as_str());
    match first {
        Some(instrument) => stream(report, gateway, name, instrument).await,
        None => report.tell(&format!("{name} over WebSocket"), Verdict::Warning, "nothing trades there now, so nothing was followed", None),
    }
}

fn clock(report: &mut Report<'_>, offset_ms: Option<String>, name: &str) -> Result<(), Failure> {
    let check = format!("{name}'s clock");
    let Some(offset) = offset_ms else { return report.tell(&check, Verdict::Warning, "not measured", None) };
    let whole: i64 = offset.split('.').next().and_then(|text| text.parse().ok()).unwrap_or(0);
    if whole.abs() < CLOCK_BOUND_MS {
        return report.tell(&check, Verdict::Ok, format!("{offset} ms from ours"), None);
    }
    report.tell(
        &check,
        Verdict::Warning,
        format!("{offset} ms from ours"),
        Some("the gateway corrects for it; better, keep this machine's clock by NTP"),
    )
}

async fn stream(report: &mut Report<'_>, gateway: &Gateway, name: &str, instrument: &str) -> Result<(), Failure> {
    let check = format!("{name} over WebSocket");
    let mut reader = gateway.reader();
    reader.subscribe(None, &[format!("bbo.{instrument}")]).await;
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
        return report.tell(&check, Verdict::Ok, format!("quotes of {instrument} arrive"), None);
    }
    let reason = gateway
        .connections()
        .links
        .into_iter()
        .find_map(|link| link.reason)
        .unwrap_or_else(|| format!("no quote of {instrument} came in time"));
    report.tell(
        &check,
        Verdict::Wrong,
        reason,
        Some("WebSockets may be blocked on the way: try from another network, or ask whoever runs the firewall"),
    )
}
