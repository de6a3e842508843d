//! How chance is drawn, reproducibly: ChaCha with integer helpers.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// A seeded source of chance. One purpose, one `Dice`: then a draw more in one place changes nothing elsewhere.
#[derive(Debug, Clone)]
pub struct Dice {
    rng: ChaCha8Rng,
}

impl Dice {
    /// A source for one purpose (`lane`) of one seed.
    pub fn new(seed: u64, lane: u64) -> Dice {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(lane);
        Dice { rng }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.rng.next_u64()
    }

    /// Uniform in `0..n`; 0 when `n` is not positive.
    pub fn below(&mut self, n: i64) -> i64 {
        let Ok(n) = u64::try_from(n) else { return 0 };
        let wide = u128::from(self.rng.next_u64()) * u128::from(n);
        i64::try_from(wide >> 64).unwrap_or(0)
    }

    /// Uniform in `-spread..=spread`.
    pub fn around(&mut self, spread: i64) -> i64 {
        self.below(spread.saturating_mul(2).saturating_add(1)) - spread
    }

    /// True with a probability of `ppm` in a million.
    pub fn chance_ppm(&mut self, ppm: i64) -> bool {
        self.below(1_000_000) < ppm
    }

    /// True in half of the cases.
    pub fn coin(&mut self) -> bool {
        self.bits() & 1 == 1
    }

    /// Mostly small, rarely up to 12 times `typical`, on average a little above it; at least 1.
    pub fn size(&mut self, typical: i64) -> i64 {
        let draw = self.below(1024);
        let tail = if self.below(16) == 0 { 4 } else { 1 };
        1 + typical.saturating_mul(3 * draw * draw) / (1024 * 1024) * tail
    }
}
