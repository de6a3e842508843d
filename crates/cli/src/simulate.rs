//! Does the production code keep its promises in a simulated world? A line per failing seed.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use twinline_gateway::registry;
use twinline_model::Duration;
use twinline_sim::Venue;
use twinline_world::{Outcome, Report, Setting, Shortened, replay_command, run as run_seed};

use crate::args;
use crate::failure::Failure;
use crate::output::Output;

/// In the worlds where sockets are short-lived, the venue cuts them after this.
const SHORT_LIFE: Duration = Duration::from_secs(120);

#[derive(Default)]
struct Totals {
    seeds: u64,
    failed: u64,
    sum: Report,
    slowest_ms: i64,
}

impl Totals {
    fn add(&mut self, report: &Report) {
        self.sum.events += report.events;
        self.sum.receipts += report.receipts;
        self.sum.outages += report.outages;
        self.sum.books_compared += report.books_compared;
        self.sum.requests += report.requests;
        self.slowest_ms = self.slowest_ms.max(report.live_after_ms);
    }
}

/// Runs the seeds; refused if one of them failed.
pub(crate) fn run(simulate: &args::Simulate, output: &Output) -> Result<(), Failure> {
    let seeds = seeds(&simulate.seeds)?;
    let venue = simulate.venue.as_str();
    let codec = registry::codec(venue).ok_or_else(|| Failure::usage(format!("unknown venue {venue}")))?;
    if Venue::of(venue) != Some(Venue::Binance) {
        return Err(Failure::usage(format!("worlds with {venue} are not simulated yet")));
    }
    let length = match (simulate.minutes, simulate.seconds) {
        (Some(minutes), _) => Duration::from_secs(i64::from(minutes) * 60),
        (None, Some(seconds)) => Duration::from_secs(i64::from(seconds)),
        (None, None) => Setting::default().length,
    };
    let setting = Setting { length, trace: simulate.trace };
    let short = Arc::new(Shortened::new(codec.clone(), SHORT_LIFE));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (next, (results, outcomes)) = (AtomicU64::new(seeds.start), mpsc::sync_channel(threads * 2));
    let bar = bar(&seeds, output);
    let mut totals = Totals::default();
    std::thread::scope(|scope| -> Result<(), Failure> {
        for _ in 0..threads {
            let (next, codec, short, setting, seeds, results) = (&next, &codec, &short, &setting, &seeds, results.clone());
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    // Nobody listens any more, or nothing is left.
                    if !seeds.contains(&seed) || results.send(run_seed(seed, codec, short, setting)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results);
        let outcomes = outcomes;
        for outcome in outcomes {
            bar.inc(1);
            tell(&outcome, &setting, &mut totals, &bar, output)?;
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    summary(&totals, &seeds, output)
}

fn tell(outcome: &Outcome, setting: &Setting, totals: &mut Totals, bar: &ProgressBar, output: &Output) -> Result<(), Failure> {
    totals.seeds += 1;
    if setting.trace {
        let mut err = std::io::stderr().lock();
        for line in &outcome.trace {
            writeln!(err, "{line}")?;
        }
    }
    match &outcome.result {
        Ok(report) => totals.add(report),
        Err(violation) => {
            totals.failed += 1;
            let command = replay_command(outcome.seed, setting);
            bar.suspend(|| match output.is_json() {
                true => {
                    output.line(&json!({"type": "violation", "seed": outcome.seed, "detail": violation.to_string(), "command": command}))
                }
                false => output.text(&format!("seed {}: {violation}\n  {command}", outcome.seed)),
            })?;
        }
    }
    Ok(())
}

fn summary(totals: &Totals, seeds: &Range<u64>, output: &Output) -> Result<(), Failure> {
    let sum = &totals.sum;
    match output.is_json() {
        true => output.line(&json!({
            "type": "summary", "from": seeds.start, "to": seeds.end, "seeds": totals.seeds, "failed": totals.failed,
            "events": sum.events, "outages": sum.outages, "receipts": sum.receipts, "books_compared": sum.books_compared,
            "requests": sum.requests, "slowest_live_after_ms": totals.slowest_ms,
        }))?,
        false => output.text(&format!(
            "{} seeds, {} failed; {} events, {} outages, {} receipts, {} books compared, {} requests; slowest return to live {} ms",
            totals.seeds, totals.failed, sum.events, sum.outages, sum.receipts, sum.books_compared, sum.requests, totals.slowest_ms
        ))?,
    }
    match totals.failed {
        0 => Ok(()),
        failed => Err(Failure::refused(format!("{failed} of {} seeds failed", totals.seeds))),
    }
}

fn seeds(text: &str) -> Result<Range<u64>, Failure> {
    let wrong = || Failure::usage(format!("not a range of seeds: {text}")).hint("write --seeds 0..500, or one number");
    match text.split_once("..") {
        Some((from, to)) => {
            let range = from.parse().map_err(|_| wrong())?..to.parse().map_err(|_| wrong())?;
            if range.is_empty() { Err(wrong()) } else { Ok(range) }
        }
        None => text.parse().map(|seed: u64| seed..seed.saturating_add(1)).map_err(|_| wrong()),
    }
}

fn bar(seeds: &Range<u64>, output: &Output) -> ProgressBar {
    if !output.is_live() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} seeds, {elapsed} gone, {eta} to go");
    ProgressBar::new(seeds.end - seeds.start).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
