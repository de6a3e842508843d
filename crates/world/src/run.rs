//! How is a seed run, and how is it told that it failed?

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use twinline_model::{Duration, Timestamp};
use twinline_sim::{SymbolSpec, symbol};
use twinline_venue::Codec;

use crate::oracle::Violation;
use crate::plan::Plan;
use crate::short::Shortened;
use crate::world::{Setup, World};

/// When every world begins: a fixed moment, 17 seconds into a minute and some hours into a day.
const START: Timestamp = Timestamp::from_millis(1_767_607_217_000);
/// After healing everything must be live within this: the venue's longest wait between attempts, and room for the way.
const LIVE_WITHIN: Duration = Duration::from_secs(60);

/// What a seed is run with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// How long faults strike.
    pub length: Duration,
    /// Keep a line for each event.
    pub trace: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self { length: Duration::from_secs(60), trace: false }
    }
}

/// What was seen in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Events handled.
    pub events: u64,
    /// Repair receipts.
    pub receipts: u64,
    /// Times that a live stream was not.
    pub outages: u64,
    /// Books compared with the venue's, level by level.
    pub books_compared: u64,
    /// Requests that left.
    pub requests: u64,
    /// From healing until everything was live, in milliseconds.
    pub live_after_ms: i64,
}

/// How a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// What was seen, or what must never have happened.
    pub result: Result<Report, Violation>,
    /// Lines of what happened, if they were kept.
    pub trace: Vec<String>,
}

/// The command that runs one seed again.
pub fn replay_command(seed: u64, setting: &Setting) -> String {
    format!("twinline simulate --seeds {seed}..{} --seconds {} --trace", seed + 1, setting.length.as_millis() / 1_000)
}

/// Runs one seed: faults for a while, then healing, then everything must be live and equal to the venue.
pub fn run(seed: u64, codec: &Arc<dyn Codec>, short: &Arc<Shortened>, setting: &Setting) -> Outcome {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x7477_696e_6c69_6e65);
    // In some runs the venue cuts sockets after two minutes instead of a day, so that rotation meets every other fault.
    let rotating = rng.next_u32() % 4 == 0;
    let (codec, life): (Arc<dyn Codec>, Duration) = match rotating {
        true => (short.clone(), short.spec_lifetime()),
        false => (codec.clone(), Duration::from_secs(86_400)),
    };
    let symbols = pick(&mut rng);
    let count = symbols.len();
    let mut world = World::new(Setup { seed, symbols, life, start: START, trace: setting.trace }, codec);
    let plan = Plan::swarm(&mut rng, START, setting.length, count);
    world.schedule(&plan);
    let result = play(&mut world, setting);
    let trace = world.trace().to_vec();
    Outcome { seed, result, trace }
}

fn play(world: &mut World, setting: &Setting) -> Result<Report, Violation> {
    world.run_for(setting.length)?;
    world.heal();
    let live_after = world.run_until_live(LIVE_WITHIN)?;
    world.assert_same_as_venue()?;
    let (receipts, outages, books_compared, requests) = world.oracle().counts();
    Ok(Report { events: world.events(), receipts, outages, books_compared, requests, live_after_ms: live_after.as_millis() })
}

/// One to three symbols, from lively to sleepy.
fn pick(rng: &mut ChaCha8Rng) -> Vec<SymbolSpec> {
    let names = ["BTCUSDT", "SUSHIUSDT", "ADAUSDT", "XRPUSDT"];
    let count = 1 + (rng.next_u32() % 3) as usize;
    let first = rng.next_u32() as usize;
    (0..count)
        .filter_map(|nth| symbol(names[(first + nth) % names.len()]))
        .map(|mut spec| {
            spec.pace_ms = [60, 200, 1_500, 20_000][(rng.next_u32() % 4) as usize];
            spec
        })
        .collect()
}
