//! Trading under faults: what is known here must equal the venue's own books.

use std::sync::Arc;

use twinline_binance::Binance;
use twinline_delta::Delta;
use twinline_model::Duration;
use twinline_venue::Codec;
use twinline_world::trading::{TradingReport, run_trading};

fn seeds(usual: u64) -> std::ops::Range<u64> {
    let count = std::env::var("TRADING_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let first = std::env::var("TRADING_FIRST").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    first..first + count
}

fn run(codec: Arc<dyn Codec>, kills: bool, usual: u64) {
    let venue = codec.spec().name;
    let mut sum = TradingReport::default();
    let (mut failed, mut settled) = (Vec::new(), Vec::new());
    let trace = std::env::var_os("TRADING_TRACE").is_some();
    let all = seeds(usual);
    let count = all.end - all.start;
    for seed in all {
        let (result, lines) = run_trading(seed, &codec, Duration::from_secs(60), kills, trace);
        for line in lines {
            println!("{line}");
        }
        match result {
            Ok(report) => {
                sum.events += report.events;
                sum.asked += report.asked;
                sum.orders += report.orders;
                sum.fills += report.fills;
                sum.doubts += report.doubts;
                sum.kills += report.kills;
                settled.push(report.settled_after_ms);
            }
            Err(violation) => {
                println!("{venue} seed {seed} (kills: {kills}): {violation}");
                println!(
                    "  again: TRADING_FIRST={seed} TRADING_SEEDS=1 TRADING_TRACE=1 cargo test --release -p twinline-world --test trading -- --nocapture"
                );
                failed.push(seed);
            }
        }
    }
    println!("{venue}: {count} seeds, kills: {kills}: {sum:?}");
    settled.sort_unstable();
    let at =
        |percent: usize| settled.get((settled.len() * percent / 100).min(settled.len().saturating_sub(1))).copied().unwrap_or_default();
    println!("  equal after healing: p50 {} ms, p90 {} ms, all {} ms", at(50), at(90), at(100));
    assert!(failed.is_empty(), "{} of {count} seeds failed: {failed:?}", failed.len());
}

#[test]
fn nothing_is_lost_or_doubled_whatever_fails() {
    run(Arc::new(Binance), false, 40);
}

#[test]
fn nothing_is_lost_or_doubled_over_crashes() {
    run(Arc::new(Binance), true, 40);
}

#[test]
fn at_a_second_venue_nothing_is_lost_or_doubled_whatever_fails() {
    run(Arc::new(Delta), false, 20);
}

#[test]
fn at_a_second_venue_nothing_is_lost_or_doubled_over_crashes() {
    run(Arc::new(Delta), true, 20);
}

/// After half a minute of lost answers a hundred orders are in doubt and a minute's budget is used up: what the last answers
/// of that minute say of it must not fill the next, and the proofs that the orders were never placed must fit into it.
#[test]
fn a_hundred_orders_in_doubt_are_proven_within_the_budget() {
    for (codec, seeds) in [(Arc::new(Binance) as Arc<dyn Codec>, [573, 671, 777]), (Arc::new(Delta), [573, 671, 777])] {
        for (seed, kills) in seeds.into_iter().flat_map(|seed| [(seed, false), (seed, true)]) {
            let (result, _) = run_trading(seed, &codec, Duration::from_secs(60), kills, false);
            assert!(result.is_ok(), "{} seed {seed} (kills: {kills}): {result:?}", codec.spec().name);
        }
    }
}
