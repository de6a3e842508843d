//! How often may somebody guess?

use std::collections::BTreeMap;
use std::net::IpAddr;

use twinline_model::{Duration, Timestamp};

use super::Denied;

/// Wrong guesses before the first pause.
const FREE_TRIES: u32 = 5;
/// The first pause; each later one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
/// Addresses that are remembered; the one that was quiet longest makes room.
const MAX_ADDRESSES: usize = 4_096;

/// Wrong guesses by address. While an address pauses, nothing it says is looked at, right or wrong.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    wrong: BTreeMap<IpAddr, Tries>,
}

#[derive(Debug)]
struct Tries {
    count: u32,
    last: Timestamp,
    until: Option<Timestamp>,
}

impl Throttle {
    pub(super) fn may_try(&mut self, now: Timestamp, from: IpAddr) -> Result<(), Denied> {
        match self.wrong.get(&from).and_then(|tries| tries.until).filter(|until| *until > now) {
            Some(until) => Err(Denied::Locked { until }),
            None => Ok(()),
        }
    }

    pub(super) fn was_right(&mut self, from: IpAddr) {
        self.wrong.remove(&from);
    }

    pub(super) fn was_wrong(&mut self, now: Timestamp, from: IpAddr) {
        if self.wrong.len() >= MAX_ADDRESSES && !self.wrong.contains_key(&from) {
            let quiet = self.wrong.iter().min_by_key(|(_, tries)| tries.until.unwrap_or(tries.last)).map(|(address, _)| *address);
            quiet.map(|address| self.wrong.remove(&address));
        }
        let tries = self.wrong.entry(from).or_insert(Tries { count: 0, last: now, until: None });
        // A day of silence is forgiven.
        if now - tries.last > Duration::from_secs(86_400) {
            tries.count = 0;
        }
        tries.last = now;
        tries.count = tries.count.saturating_add(1);
        if let Some(pauses) = tries.count.checked_sub(FREE_TRIES) {
            let pause = FIRST_PAUSE.scale(1 << pauses.min(10), 1).min(LONGEST_PAUSE);
            tries.until = Some(now + pause);
        }
    }
}
