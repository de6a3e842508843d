//! From when on does a command count?

use crate::dice::Dice;

/// How long commands travel, milliseconds. A command meets only what the market shows after its travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// Of every command.
    pub base_ms: i64,
    /// Of a new order, beyond the base.
    pub insert_ms: i64,
    /// Of a change, beyond the base.
    pub update_ms: i64,
    /// Of a cancel, beyond the base.
    pub cancel_ms: i64,
    /// Drawn uniformly from zero up to this, and added.
    pub jitter_ms: i64,
}

impl Default for Latency {
    /// 50 ms for everything, without jitter.
    fn default() -> Self {
        Self { base_ms: 50, ..Self::NONE }
    }
}

impl Latency {
    /// Commands count at once.
    pub const NONE: Latency = Latency { base_ms: 0, insert_ms: 0, update_ms: 0, cancel_ms: 0, jitter_ms: 0 };

    /// When a new order counts that came at `at_ns`. The jitter follows from seed and order alone.
    pub fn insert_ns(&self, at_ns: i64, seed: u64, order: u64) -> i64 {
        self.after(at_ns, self.insert_ms, seed, order.wrapping_mul(4))
    }

    /// When a change counts.
    pub fn update_ns(&self, at_ns: i64, seed: u64, order: u64) -> i64 {
        self.after(at_ns, self.update_ms, seed, order.wrapping_mul(4).wrapping_add(1))
    }

    /// When a cancel counts.
    pub fn cancel_ns(&self, at_ns: i64, seed: u64, order: u64) -> i64 {
        self.after(at_ns, self.cancel_ms, seed, order.wrapping_mul(4).wrapping_add(2))
    }

    fn after(&self, at_ns: i64, own_ms: i64, seed: u64, lane: u64) -> i64 {
        let jitter_ns = match self.jitter_ms {
            ..=0 => 0,
            most => Dice::new(seed, lane).below(most.saturating_mul(1_000_000)),
        };
        let fixed_ns = self.base_ms.saturating_add(own_ms).max(0).saturating_mul(1_000_000);
        at_ns.saturating_add(fixed_ns).saturating_add(jitter_ns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_follows_from_the_seed() {
        let latency = Latency { base_ms: 50, insert_ms: 10, update_ms: 0, cancel_ms: 5, jitter_ms: 20 };
        let at = latency.insert_ns(1_000, 7, 3);
        assert_eq!(at, latency.insert_ns(1_000, 7, 3));
        assert!((60_001_000..80_001_000).contains(&at), "{at}");
        assert_ne!(at, latency.insert_ns(1_000, 7, 4));
        assert_eq!(Latency::NONE.cancel_ns(5, 7, 3), 5);
        assert_eq!(Latency::default().cancel_ns(0, 7, 3), 50_000_000);
    }
}
