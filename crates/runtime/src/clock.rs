//! What time is it, without ever going back?

use tokio::time::Instant;
use twinline_model::{Duration, Timestamp};

/// The wall clock as it was when this was made, plus the time that has passed since by the monotonic clock.
///
/// So it never goes back and never leaps: a system clock that is stepped later confuses nobody. A wall clock that was
/// wrong at the start stays wrong by as much; venues' clocks are measured against this one, so signatures are right all
/// the same. The operating system slews the monotonic clock along with the wall clock, so drift does not add up; time
/// that a machine spends suspended is not counted. Copies tell the same time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    anchor: Timestamp,
    from: Instant,
}

/// Timers are never set further ahead than this; whoever wakes early looks at the time again.
const FURTHEST: Duration = Duration::from_secs(86_400);

impl Clock {
    /// Reads the wall clock, once.
    pub fn anchored() -> Self {
        let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self { anchor: Timestamp::from_nanos(i64::try_from(wall.as_nanos()).unwrap_or(i64::MAX)), from: Instant::now() }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.anchor + Duration::from_nanos(i64::try_from(self.from.elapsed().as_nanos()).unwrap_or(i64::MAX))
    }

    /// When a timer for `at` must end, at most a day ahead.
    pub(crate) fn instant(&self, at: Timestamp) -> Instant {
        self.from + (at.min(self.now() + FURTHEST) - self.anchor).to_std()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_goes_back() {
        let clock = Clock::anchored();
        let mut last = clock.now();
        for _ in 0..10_000 {
            let now = clock.now();
            assert!(now >= last);
            last = now;
        }
    }

    #[test]
    fn timers_follow_its_time() {
        let clock = Clock::anchored();
        let at = clock.now() + Duration::from_secs(5);
        let ahead = clock.instant(at) - Instant::now();
        assert!(ahead > std::time::Duration::from_millis(4_900) && ahead <= std::time::Duration::from_secs(5));
        assert!(clock.instant(Timestamp::default()) <= Instant::now(), "the past is due at once");
        assert!(clock.instant(Timestamp::from_nanos(i64::MAX)) <= Instant::now() + FURTHEST.to_std());
    }
}
