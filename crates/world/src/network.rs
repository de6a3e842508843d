//! When does a message arrive?

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use twinline_model::{Duration, Timestamp};

/// Direction of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// From us to the venue.
    Out,
    /// From the venue to us.
    In,
}

/// A network with seeded delays. One connection never loses or reorders its own messages: TCP does not. While the cable is
/// out nothing arrives; what was sent meanwhile arrives after it is back, on the connections that still live then.
#[derive(Debug)]
pub struct Network {
    rng: ChaCha8Rng,
    /// Half of the usual round trip.
    base: Duration,
    dead_until: Timestamp,
    last: BTreeMap<(u64, Way), Timestamp>,
}

impl Network {
    /// A network with a usual round trip of 5 to 400 ms, drawn once.
    pub fn new(mut rng: ChaCha8Rng) -> Self {
        // Most runs are near, a few are far: the cube of a uniform draw.
        let draw = i64::from(rng.next_u32() % 1_000);
        let round_trip_us = 5_000 + draw * draw * draw * 395 / 1_000_000;
        Self { rng, base: Duration::from_micros(round_trip_us / 2), dead_until: Timestamp::default(), last: BTreeMap::new() }
    }

    /// The usual round trip.
    pub fn round_trip(&self) -> Duration {
        self.base.scale(2, 1)
    }

    /// Pulls the cable until then.
    pub fn pull(&mut self, until: Timestamp) {
        self.dead_until = self.dead_until.max(until);
    }

    /// Puts the cable back.
    pub fn heal(&mut self) {
        self.dead_until = Timestamp::default();
    }

    /// When a message of a connection arrives.
    pub fn deliver(&mut self, now: Timestamp, conn: u64, way: Way) -> Timestamp {
        let at = now.max(self.dead_until) + self.delay();
        let slot = self.last.entry((conn, way)).or_insert(at);
        *slot = (*slot).max(at);
        *slot
    }

    /// A connection is gone.
    pub fn forget(&mut self, conn: u64) {
        self.last.remove(&(conn, Way::Out));
        self.last.remove(&(conn, Way::In));
    }

    /// Half a round trip: usually the base and a little more, one in a hundred several times as long.
    fn delay(&mut self) -> Duration {
        let draw = self.rng.next_u32() % 1_000;
        let factor = match draw {
            0..10 => 300 + i64::from(self.rng.next_u32() % 500),
            _ => 100 + i64::from(draw % 40),
        };
        self.base.scale(factor, 100)
    }
}
