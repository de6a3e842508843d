//! How is a seed run?

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use twinline_model::{Duration, Timestamp};
use twinline_sim::{FaultName, FaultSpec, Venue, symbols_of};
use twinline_venue::Codec;

use super::judge::{Verdict, judge};
use super::orders::Appetite;
use super::scene::{Incident, Trading};
use super::setup::TradingSetup;
use crate::oracle::Violation;

/// When every world begins.
const START: Timestamp = Timestamp::from_millis(1_767_607_217_000);
/// After healing everything is known and equal within this and ten round trips: a socket's longest wait, the longest
/// silence until a half-open one is given up, the longest proof of absence, one full audit.
const SETTLED_WITHIN: Duration = Duration::from_secs(15 + 9 + 12 + 60);
/// How often that is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What was seen in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TradingReport {
    /// Events handled.
    pub events: u64,
    /// Orders that were asked for.
    pub asked: u64,
    /// Orders of ours that the venue has.
    pub orders: u64,
    /// Fills compared.
    pub fills: u64,
    /// Orders that were in doubt at some time.
    pub doubts: u64,
    /// Times that the gateway was killed.
    pub kills: u64,
    /// From healing until everything was known and equal, in milliseconds.
    pub settled_after_ms: i64,
}

/// Faults of which some strike in a run: name, and the longest time that they last.
const FAULTS: [(FaultName, u32); 19] = [
    (FaultName::ReplyLost, 20_000),
    (FaultName::TimeoutDone, 10_000),
    (FaultName::TimeoutLate, 10_000),
    (FaultName::TimeoutLost, 10_000),
    (FaultName::UnknownDone, 10_000),
    (FaultName::UnknownLost, 10_000),
    (FaultName::Unavailable, 10_000),
    (FaultName::Internal, 10_000),
    (FaultName::Throttled, 10_000),
    (FaultName::QueryLate, 20_000),
    (FaultName::EventBeforeReply, 20_000),
    (FaultName::EventDrop, 20_000),
    (FaultName::EventDup, 20_000),
    (FaultName::EventLate, 20_000),
    (FaultName::WsCut, 0),
    (FaultName::WsHalfOpen, 15_000),
    (FaultName::TokenExpire, 0),
    (FaultName::RestSlow, 8_000),
    (FaultName::Rest5xx, 5_000),
];

/// Runs one seed: a trader trades while things go wrong, then healing; then everything must equal the venue's books.
/// `kills`: whether the gateway is killed and begins again now and then.
pub fn run_trading(
    seed: u64,
    codec: &Arc<dyn Codec>,
    length: Duration,
    kills: bool,
    trace: bool,
) -> (Result<TradingReport, Violation>, Vec<String>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x7472_6164_6572);
    let listed = Venue::of(codec.spec().name).map(symbols_of).unwrap_or_default();
    let find = |base: &&str| listed.iter().find(|spec| spec.base == **base).cloned();
    let symbols = ["XRP", "ADA", "SOL", "ETH"].iter().filter_map(find).take(3).collect();
    let appetite = Appetite { pace_ms: 150 + rng.next_u32() % 500, market_pct: 20 + rng.next_u32() % 40 };
    let setup = TradingSetup { appetite: Some(appetite), trace, ..TradingSetup::new(seed, symbols, START) };
    let mut world = match Trading::new(&setup, Arc::clone(codec)) {
        Ok(world) => world,
        Err(violation) => return (Err(violation), Vec::new()),
    };
    world.begin();
    let count = plan(&mut world, &mut rng, length, kills);
    let result = play(&mut world, length, count);
    (result, world.trace().to_vec())
}

fn plan(world: &mut Trading, rng: &mut ChaCha8Rng, length: Duration, kills: bool) -> u64 {
    let span = u32::try_from(length.as_millis()).unwrap_or(u32::MAX).max(1);
    // Some kinds never strike in a run: a fault that is always there hides what another does.
    let kinds: Vec<(FaultName, u32)> = FAULTS.into_iter().filter(|_| rng.next_u32().is_multiple_of(3)).collect();
    for (name, most) in kinds {
        for _ in 0..1 + rng.next_u32() % 3 {
            let mut spec = FaultSpec::new(name);
            spec.seed = u64::from(rng.next_u32());
            if most > 0 {
                spec.for_ms = Some(i64::from(500 + rng.next_u32() % most));
            }
            if !matches!(name, FaultName::WsCut | FaultName::TokenExpire | FaultName::WsHalfOpen) {
                spec.rate_ppm = Some(100_000 * i64::from(1 + rng.next_u32() % 6));
            }
            let at = START + Duration::from_millis(i64::from(rng.next_u32() % span));
            world.schedule(at, Incident::Venue(spec));
        }
    }
    for _ in 0..rng.next_u32() % 3 {
        let at = START + Duration::from_millis(i64::from(rng.next_u32() % span));
        world.schedule(at, Incident::Cable(Duration::from_millis(i64::from(200 + rng.next_u32() % 20_000))));
    }
    let kills = if kills { u64::from(1 + rng.next_u32() % 4) } else { 0 };
    for _ in 0..kills {
        let at = START + Duration::from_millis(i64::from(rng.next_u32() % span));
        world.schedule(at, Incident::Kill);
    }
    kills
}

fn play(world: &mut Trading, length: Duration, kills: u64) -> Result<TradingReport, Violation> {
    world.run_for(length)?;
    world.heal();
    let (settled, verdict) = agree(world)?;
    let doubted: std::collections::BTreeSet<_> = world
        .gateway()
        .journal()
        .iter()
        .filter_map(|envelope| match &envelope.event {
            twinline_core::account::AccountEvent::OrderUpdated { order } if order.doubt.is_some() => Some(order.id.clone()),
            _ => None,
        })
        .collect();
    Ok(TradingReport {
        events: world.events(),
        asked: world.trader().sent.len() as u64,
        orders: verdict.orders,
        fills: verdict.fills,
        doubts: doubted.len() as u64,
        kills,
        settled_after_ms: settled.as_millis(),
    })
}

/// Runs until the account is live, has no open question, and equals the venue's books; how long that took.
fn agree(world: &mut Trading) -> Result<(Duration, Verdict), Violation> {
    let begin = world.now();
    let limit = SETTLED_WITHIN + world.round_trip().scale(10, 1);
    loop {
        let late = world.now() - begin > limit;
        let verdict = if world.is_settled() { Some(judge(world)) } else { None };
        match verdict {
            Some(Ok(verdict)) => return Ok((world.now() - begin, verdict)),
            Some(Err(wrong)) if late => return Err(wrong),
            None if late => {
                let (asking, status) = (world.gateway().account().asking(), world.status());
                let message = format!("not settled {} ms after healing: {asking:?} {status:?}", (world.now() - begin).as_millis());
                return Err(Violation::new(message));
            }
            // The venue's market goes on: what it has just done may still be on its way.
            _ => world.run_for(LOOK_EVERY)?,
        }
    }
}
