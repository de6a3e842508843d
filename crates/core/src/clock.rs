//! How far is the venue's clock from ours?
//!
//! Each answer to "what time is it" bounds the offset: the venue read its clock somewhere between our sending and our
//! receiving. The sample with the shortest round trip bounds it best, so it is the one that counts; one slow or lopsided
//! answer never moves the offset.

use std::collections::VecDeque;

use twinline_model::{Duration, Timestamp};

/// Samples that are kept.
const KEPT: usize = 8;
/// A sample older than this says nothing any more: clocks drift.
const TOO_OLD: Duration = Duration::from_secs(45 * 60);
/// What drift can add to the error of an old sample: 200 parts per million.
const DRIFT_PPM: i64 = 200;

#[derive(Debug, Clone, Copy)]
struct Sample {
    at: Timestamp,
    offset: Duration,
    error: Duration,
}

/// Offset of one venue's clock.
#[derive(Debug, Clone, Default)]
pub struct VenueClock {
    samples: VecDeque<Sample>,
}

impl VenueClock {
    /// Takes an answer: asked at `sent`, answered at `received` (both ours), `venue` as the venue wrote it (whole milliseconds).
    pub fn sample(&mut self, sent: Timestamp, received: Timestamp, venue: Timestamp) {
        let round_trip = received - sent;
        if round_trip < Duration::ZERO {
            return;
        }
        let half = round_trip.scale(1, 2);
        // The venue cuts its reading to whole milliseconds: on average half a millisecond is missing.
        let offset = venue + Duration::from_micros(500) - (sent + half);
        let error = half + Duration::from_micros(500);
        self.forget_contradicted(offset, error, received);
        if self.samples.len() == KEPT {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample { at: received, offset, error });
    }

    /// Offset (venue minus local) and its error bound at `now`; `None` until measured.
    pub fn offset(&self, now: Timestamp) -> Option<(Duration, Duration)> {
        self.samples
            .iter()
            .filter(|sample| now - sample.at <= TOO_OLD)
            .map(|sample| (sample.offset, sample.error + (now - sample.at).scale(DRIFT_PPM, 1_000_000)))
            .min_by_key(|(_, error)| *error)
    }

    /// A sample that cannot be true together with the newest one was taken before a clock was stepped.
    fn forget_contradicted(&mut self, offset: Duration, error: Duration, now: Timestamp) {
        self.samples.retain(|held| {
            let drift = (now - held.at).scale(DRIFT_PPM, 1_000_000);
            (held.offset - offset).abs() <= held.error + error + drift
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn the_shortest_round_trip_counts() {
        let mut clock = VenueClock::default();
        // True offset +3000 ms. A slow, lopsided answer first, a quick one after it.
        clock.sample(ms(0), ms(400), ms(3_390));
        clock.sample(ms(1_000), ms(1_010), ms(4_005));
        let (offset, error) = clock.offset(ms(1_010)).unwrap();
        assert!((offset - Duration::from_millis(3_000)).abs() <= error);
        assert!(error <= Duration::from_millis(6));
        // Another slow one moves nothing.
        clock.sample(ms(2_000), ms(2_400), ms(5_010));
        assert!((clock.offset(ms(2_400)).unwrap().0 - offset).abs() < Duration::from_millis(1));
    }

    #[test]
    fn a_step_is_believed_at_once_and_forgets_what_it_contradicts() {
        let mut clock = VenueClock::default();
        clock.sample(ms(0), ms(10), ms(5));
        clock.sample(ms(1_000), ms(1_100), ms(6_050));
        let (offset, error) = clock.offset(ms(1_100)).unwrap();
        assert!((offset - Duration::from_millis(5_000)).abs() <= error, "{offset:?} {error:?}");
    }

    #[test]
    fn old_samples_lose_their_worth() {
        let mut clock = VenueClock::default();
        clock.sample(ms(0), ms(10), ms(5));
        let late = ms(10) + Duration::from_secs(30 * 60);
        assert!(clock.offset(late).unwrap().1 >= Duration::from_millis(360));
        assert_eq!(clock.offset(late + Duration::from_secs(16 * 60)), None);
    }
}
