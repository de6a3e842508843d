//! Which faults strike in this run, and when?

use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use twinline_model::{Duration, Timestamp};
use twinline_sim::{FaultName, FaultSpec};

/// One fault at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strike {
    /// The simulator misbehaves.
    Venue(FaultSpec),
    /// The cable is out for so long: nothing arrives, nothing says so.
    Cable(Duration),
    /// Readers of one more instrument come (true) or go (false).
    Readers(usize, bool),
}

/// Strikes in order of time.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// When, what.
    pub strikes: Vec<(Timestamp, Strike)>,
}

impl Plan {
    /// Draws a plan: each kind of fault is switched off entirely in some runs, so that combinations differ and rare ones meet.
    pub fn swarm(rng: &mut ChaCha8Rng, start: Timestamp, length: Duration, symbols: usize) -> Self {
        let kinds: Vec<FaultName> = FaultName::ALL.iter().copied().filter(|_| rng.next_u32() % 100 < 40).collect();
        let mut strikes = Vec::new();
        for kind in kinds {
            for _ in 0..=rng.next_u32() % 3 {
                strikes.push((moment(rng, start, length), Strike::Venue(fault(rng, kind))));
            }
        }
        if rng.next_u32() % 100 < 30 {
            let out = Duration::from_millis(1_000 + i64::from(rng.next_u32() % 25_000));
            strikes.push((moment(rng, start, length), Strike::Cable(out)));
        }
        for symbol in 0..symbols {
            if rng.next_u32() % 100 < 25 {
                strikes.push((moment(rng, start, length), Strike::Readers(symbol, rng.next_u32().is_multiple_of(2))));
            }
        }
        strikes.sort_by_key(|(at, _)| *at);
        Self { strikes }
    }
}

fn moment(rng: &mut ChaCha8Rng, start: Timestamp, length: Duration) -> Timestamp {
    start + length.scale(i64::from(rng.next_u32() % 900), 1_000) + Duration::from_millis(500)
}

fn fault(rng: &mut ChaCha8Rng, name: FaultName) -> FaultSpec {
    let mut spec = FaultSpec { seed: rng.next_u64(), ..FaultSpec::new(name) };
    let momentary =
        matches!(name, FaultName::Restart | FaultName::WsHalfOpen) || (name == FaultName::WsCut && rng.next_u32().is_multiple_of(2));
    if momentary {
        return spec;
    }
    spec.for_ms = Some(500 + i64::from(rng.next_u32() % 20_000));
    let ppm = match name {
        FaultName::WsCut => 200,
        _ => 20_000 + i64::from(rng.next_u32() % 980_000),
    };
    spec.rate_ppm = Some(ppm);
    if name == FaultName::WsSilent && rng.next_u32().is_multiple_of(2) {
        let channels = ["depth", "bookTicker", "aggTrade", "kline_1m", "markPrice", "ticker"];
        spec.channel = Some(channels[(rng.next_u32() as usize) % channels.len()].to_owned());
        spec.rate_ppm = None;
    }
    spec
}
