//! How does a simulator start?

use serde_json::Value;
use twinline_gateway::{now, registry};
use twinline_model::Timestamp;
use twinline_sim::serve::{Handle, ServeOptions, serve};
use twinline_sim::{AccountSetup, Capture, Config, FaultSpec, Venue};

use crate::args::Sim;
use crate::failure::Failure;
use crate::output::Output;
use crate::up;

/// Prints what a client needs as one line of JSON, then serves until it is told to stop.
pub(crate) async fn run(args: &Sim, output: &Output) -> Result<(), Failure> {
    // Before the first line: whoever has read it may tell the simulator to stop at once.
    let stop = up::told_to_stop();
    let handle = serve(options(args)?)
        .await
        .map_err(|error| Failure::refused(error.to_string()).hint("choose another --port, or 0 for a free one"))?;
    output.line(&handle.first_line)?;
    stop.await;
    handle.shutdown();
    Ok(())
}

/// Whose protocol a venue's name stands for.
fn protocol(venue: &str) -> Result<Venue, Failure> {
    if let Some(protocol) = Venue::of(venue).filter(|_| registry::names().any(|name| name == venue)) {
        return Ok(protocol);
    }
    let known: Vec<&str> = registry::names().collect();
    let failure = Failure::usage(format!("unknown venue {venue:?}; known: {}", known.join(", ")));
    Err(match registry::nearest(venue) {
        Some(near) => failure.hint(format!("did you mean {near}?")),
        None => failure,
    })
}

fn options(args: &Sim) -> Result<ServeOptions, Failure> {
    let start = args.now.as_deref().map(Timestamp::parse).transpose().map_err(|error| Failure::usage(format!("--now: {error}")))?;
    let mut config = Config { venue: protocol(&args.venue)?, ..Config::new(args.seed, start.unwrap_or_else(now).as_nanos()) };
    if let Some(list) = &args.faults {
        config.faults = FaultSpec::from_list(list).map_err(|error| Failure::usage(format!("--faults: {error}")))?;
    }
    if let Some(path) = &args.keys {
        let unusable = |reason: String| Failure::usage(format!("--keys {}: {reason}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        config.accounts = AccountSetup::read(&bytes).map_err(|error| unusable(error.to_string()))?;
    }
    if let Some(path) = &args.capture {
        let unreadable = |reason: String| Failure::refused(format!("{}: {reason}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let capture = Capture::read(&bytes).map_err(|error| unreadable(error.to_string()))?;
        config.shift_times = start.is_some();
        if start.is_none() {
            config.start_ns = capture.start_ns();
        }
        config.capture = Some(capture);
    }
    Ok(ServeOptions { config, port: args.port, latency_ms: args.latency_ms })
}

/// Where a simulator's doors are: its REST root, its streams, and its control.
#[derive(Debug)]
pub(crate) struct SimUrls {
    pub(crate) rest: String,
    pub(crate) ws: String,
    /// Where accounts are told what happens, if they have a socket of their own.
    pub(crate) private: String,
    pub(crate) control: String,
}

/// Reads a simulator's first line.
pub(crate) fn urls(handle: &Handle) -> Result<SimUrls, Failure> {
    let line = &handle.first_line;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let found = text(&line["rest"]).zip(text(&line["ws"]["streams"])).zip(text(&line["control"]));
    let ((rest, ws), control) = found.ok_or_else(|| Failure::refused(format!("the simulator names no address: {line}")))?;
    let private = text(&line["ws"]["private"]).unwrap_or_else(|| ws.clone());
    Ok(SimUrls { rest, ws, private, control })
}

/// A simulator of a venue for the demo.
pub(crate) async fn start(venue: &str, seed: u64) -> Result<Handle, Failure> {
    let config = Config { venue: protocol(venue)?, ..Config::new(seed, now().as_nanos()) };
    let options = ServeOptions { config, port: 0, latency_ms: 0 };
    serve(options).await.map_err(|error| Failure::refused(error.to_string()))
}
