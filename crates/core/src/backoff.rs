//! When is the next try?
//!
//! Exponential with full jitter, never gives up, and starts over only after the connection has proven stable: a venue that
//! accepts and cuts at once must not be hammered.

use rand_core::Rng;
use twinline_model::{Duration, Timestamp};

/// Upper bound of the first wait.
const BASE: Duration = Duration::from_millis(500);
/// Upper bound of any wait. Polling goes on meanwhile, but people wait for the stream.
const CAP: Duration = Duration::from_secs(15);
/// A connection that lived this long was stable.
const STABLE_AFTER: Duration = Duration::from_secs(60);

/// Tries of one connection.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    attempt: u32,
    up_since: Option<Timestamp>,
}

impl Backoff {
    /// The connection is up; whether that is worth anything shows later.
    pub fn up(&mut self, now: Timestamp) {
        self.up_since = Some(now);
    }

    /// The connection is lost or could not be made: when to try again.
    pub fn down(&mut self, now: Timestamp, rng: &mut impl Rng) -> Timestamp {
        if self.up_since.take().is_some_and(|since| now - since >= STABLE_AFTER) {
            self.attempt = 0;
        }
        let doubled = BASE.as_nanos().saturating_mul(1i64 << self.attempt.min(20));
        let bound = doubled.min(CAP.as_nanos());
        self.attempt = self.attempt.saturating_add(1);
        now + Duration::from_nanos(i64::try_from(rng.next_u64() % bound.unsigned_abs()).unwrap_or(bound))
    }

    /// Tries since the connection was last stable.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn waits_grow_to_the_cap_and_never_end() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut backoff = Backoff::default();
        let now = Timestamp::from_millis(0);
        for attempt in 0..100u32 {
            let wait = backoff.down(now, &mut rng) - now;
            let bound = Duration::from_millis(500 * (1 << attempt.min(6))).min(CAP);
            assert!(wait >= Duration::ZERO && wait < bound, "attempt {attempt}: {wait:?}");
        }
    }

    #[test]
    fn only_a_stable_connection_starts_over() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut backoff = Backoff::default();
        let mut now = Timestamp::from_millis(0);
        for _ in 0..5 {
            backoff.up(now);
            now = now + Duration::from_secs(59);
            backoff.down(now, &mut rng);
        }
        assert_eq!(backoff.attempt(), 5);
        backoff.up(now);
        backoff.down(now + Duration::from_secs(60), &mut rng);
        assert_eq!(backoff.attempt(), 1);
    }

    #[test]
    fn many_clients_spread_over_the_whole_wait() {
        let now = Timestamp::from_millis(0);
        let mut tenths = [0u32; 10];
        for seed in 0..1_000 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let wait = Backoff::default().down(now, &mut rng) - now;
            tenths[(wait.as_nanos() * 10 / BASE.as_nanos()) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (50..=150).contains(count)), "{tenths:?}");
    }
}
