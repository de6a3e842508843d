//! Brackets under faults: never over-sold, never naked in silence.

use std::sync::Arc;

use twinline_binance::Binance;
use twinline_delta::Delta;
use twinline_venue::Codec;
use twinline_world::Violation;
use twinline_world::trading::{BracketReport, run_brackets, run_native_brackets};

fn env(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// One of two halves, so that two processors share the seeds.
#[test]
fn never_over_sold_and_never_naked_in_silence() {
    run(0, 2, Arc::new(Binance), run_brackets, env("BRACKET_SEEDS", 2_000));
}

/// The other one.
#[test]
fn never_over_sold_and_never_naked_in_silence_either() {
    run(1, 2, Arc::new(Binance), run_brackets, env("BRACKET_SEEDS", 2_000));
}

/// Where the venue holds the legs together itself.
#[test]
fn nor_where_the_legs_are_the_venues_own() {
    run(0, 1, Arc::new(Delta), run_native_brackets, env("NATIVE_SEEDS", 300));
}

/// Seeds that found a fault, and what it was.
#[test]
fn what_once_went_wrong_goes_well() {
    let codec: Arc<dyn Codec> = Arc::new(Binance);
    for (seed, was) in [
        (7_878, "the exit of one bracket, told of late, made the youngest lose its legs and end"),
        (57_296, "the same over a restart"),
        (8_938, "a position and an execution of the same time were never compared"),
        (26_005, "the alarm counted from the answer of our own cancel of a stop"),
        (88_568, "a bracket begun soon after a slow start was given the time that only one from before it needs"),
        (90_688, "the referee took what a stop had just sold for held and bare"),
        (11_530, "after a restart the alarm waited as long as the first answer and its connection had taken"),
        (98_421, "the same, with legs in doubt"),
        (96_117, "a position that was closed before it was ever told of was never taken for flat"),
    ] {
        let (result, _) = run_brackets(seed, &codec, false);
        assert!(result.is_ok(), "seed {seed}, once: {was}: {result:?}");
    }
}

type Seed = fn(u64, &Arc<dyn Codec>, bool) -> (Result<BracketReport, Violation>, Vec<String>);

fn run(part: u64, parts: u64, codec: Arc<dyn Codec>, one: Seed, all: u64) {
    let first = env("BRACKET_FIRST", 0);
    let (first, count) = (first + part * all.div_ceil(parts), if part == 0 { all.div_ceil(parts) } else { all / parts });
    let venue = codec.spec().name;
    let trace = std::env::var_os("BRACKET_TRACE").is_some();
    let (mut sum, mut failed) = (BracketReport::default(), Vec::new());
    for seed in first..first + count {
        let (result, lines) = one(seed, &codec, trace);
        lines.iter().for_each(|line| println!("{line}"));
        match result {
            Ok(report) => {
                sum.brackets += report.brackets;
                sum.kills += report.kills;
                sum.alarms += report.alarms;
                sum.unseen += report.unseen;
                sum.exits += report.exits;
            }
            Err(violation) => {
                println!("{venue} seed {seed}: {violation}");
                println!(
                    "  again: BRACKET_FIRST={seed} BRACKET_SEEDS=1 NATIVE_SEEDS=1 BRACKET_TRACE=1 cargo test --release -p twinline-world --test brackets -- --nocapture"
                );
                failed.push(seed);
            }
        }
        if count > 5_000 && (seed - first + 1).is_multiple_of(1_000) {
            println!("{} of {count} seeds, {} failed", seed - first + 1, failed.len());
        }
    }
    println!("{venue}: {count} seeds: {sum:?}");
    assert!(failed.is_empty(), "{} of {count} seeds failed: {failed:?}", failed.len());
    assert!(count < 100 || (sum.exits > 0 && sum.kills > 0 && sum.alarms > 0), "the worlds are too quiet to show anything: {sum:?}");
}
