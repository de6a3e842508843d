//! The world over many seeds: faults, then healing; safety after every step, liveness after healing.
//!
//! `SEEDS=500` (or `A..B`) runs so many, 20 by default. A failure prints the seed and the command that replays it.

use std::sync::Arc;

use twinline_binance::Binance;
use twinline_model::Duration;
use twinline_venue::Codec;
use twinline_world::{Setting, Shortened, replay_command, run};

fn seeds() -> std::ops::Range<u64> {
    let text = std::env::var("SEEDS").unwrap_or_else(|_| "20".to_owned());
    match text.split_once("..") {
        Some((from, to)) => from.parse().unwrap()..to.parse().unwrap(),
        None => 0..text.parse().unwrap(),
    }
}

#[test]
fn converges_after_any_outage() {
    let codec: Arc<dyn Codec> = Arc::new(Binance);
    let short = Arc::new(Shortened::new(codec.clone(), Duration::from_secs(120)));
    let setting = Setting::default();
    let seeds = seeds();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let failures: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|nth| {
                let (codec, short, setting, seeds) = (&codec, &short, &setting, seeds.clone());
                scope.spawn(move || {
                    let mut failures = Vec::new();
                    for seed in seeds.filter(|seed| seed % threads == nth) {
                        if let Err(violation) = run(seed, codec, short, setting).result {
                            failures.push(format!("seed {seed}: {violation}\n  {}", replay_command(seed, setting)));
                        }
                    }
                    failures
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a panic is a violation, too")).collect()
    });
    assert!(failures.is_empty(), "{} of {:?} failed:\n{}", failures.len(), seeds, failures.join("\n"));
}

#[test]
fn same_seed_same_run() {
    let codec: Arc<dyn Codec> = Arc::new(Binance);
    let short = Arc::new(Shortened::new(codec.clone(), Duration::from_secs(120)));
    let setting = Setting { length: Duration::from_secs(20), trace: true };
    let (first, second) = (run(7, &codec, &short, &setting), run(7, &codec, &short, &setting));
    assert_eq!(first.trace, second.trace);
    assert!(first.trace.len() > 500, "{} lines", first.trace.len());
}
