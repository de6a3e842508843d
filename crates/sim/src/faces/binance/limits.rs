//! What a client may ask how often: request weight per address, and bans.

use std::collections::BTreeMap;

use crate::face::Reply;

const MINUTE_MS: i64 = 60_000;
const FIVE_MINUTES_MS: i64 = 300_000;
/// Requests of the funding group in five minutes.
const FUNDING_REQUESTS: u64 = 500;
/// Refused requests in one minute before the address is banned. ASSUMED: the venue names no number.
const PATIENCE: u64 = 20;
/// Addresses that are watched; the one seen longest ago is forgotten.
const ADDRESSES: usize = 1_024;
const FIRST_BAN_MS: i64 = 120_000;
const LONGEST_BAN_MS: i64 = 3 * 86_400_000;

#[derive(Debug, Clone, Default)]
struct Usage {
    minute: i64,
    weight: u64,
    refused: u64,
    five_minutes: i64,
    funding: u64,
    banned_until_ms: i64,
    bans: u32,
    seen_ms: i64,
}

/// What a request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    Weight(u64),
    /// `fundingRate` and `fundingInfo` share a limit of their own.
    Funding,
}

/// Whether a request may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Weight used in this minute, with this request.
    Pass {
        used: u64,
    },
    TooMany {
        used: u64,
        retry_after_s: i64,
    },
    Banned {
        until_ms: i64,
        retry_after_s: i64,
    },
}

/// The accounts of all addresses.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    per_minute: u64,
    usage: BTreeMap<String, Usage>,
}

impl Limits {
    pub fn new(per_minute: u64) -> Limits {
        Limits { per_minute, usage: BTreeMap::new() }
    }

    /// Charges a request of an address. Windows are whole minutes of the venue's clock.
    pub fn charge(&mut self, peer: &str, now_ms: i64, cost: Cost) -> Verdict {
        let per_minute = self.per_minute;
        let usage = self.usage_of(peer, now_ms);
        if now_ms < usage.banned_until_ms {
            return banned(usage.banned_until_ms, now_ms);
        }
        let within = match cost {
            Cost::Weight(weight) => {
                usage.weight = usage.weight.saturating_add(weight);
                usage.weight <= per_minute
            }
            Cost::Funding => {
                usage.funding += 1;
                usage.funding <= FUNDING_REQUESTS
            }
        };
        if within {
            return Verdict::Pass { used: usage.weight };
        }
        usage.refused += 1;
        if usage.refused > PATIENCE {
            let length = FIRST_BAN_MS.saturating_mul(1 << usage.bans.min(16)).min(LONGEST_BAN_MS);
            usage.bans += 1;
            usage.refused = 0;
            usage.banned_until_ms = now_ms + length;
            return banned(usage.banned_until_ms, now_ms);
        }
        let left_ms = (usage.minute + 1) * MINUTE_MS - now_ms;
        Verdict::TooMany { used: usage.weight, retry_after_s: (left_ms + 999) / 1_000 }
    }

    fn usage_of(&mut self, peer: &str, now_ms: i64) -> &mut Usage {
        if !self.usage.contains_key(peer) && self.usage.len() >= ADDRESSES {
            let oldest = self.usage.iter().min_by_key(|(_, usage)| usage.seen_ms).map(|(held, _)| held.clone());
            oldest.map(|held| self.usage.remove(&held));
        }
        let usage = self.usage.entry(peer.to_owned()).or_default();
        usage.seen_ms = now_ms;
        if usage.minute != now_ms.div_euclid(MINUTE_MS) {
            usage.minute = now_ms.div_euclid(MINUTE_MS);
            usage.weight = 0;
            usage.refused = 0;
        }
        if usage.five_minutes != now_ms.div_euclid(FIVE_MINUTES_MS) {
            usage.five_minutes = now_ms.div_euclid(FIVE_MINUTES_MS);
            usage.funding = 0;
        }
        usage
    }
}

fn banned(until_ms: i64, now_ms: i64) -> Verdict {
    Verdict::Banned { until_ms, retry_after_s: (until_ms - now_ms + 999) / 1_000 }
}

/// The 429 of the venue.
pub(crate) fn too_many(retry_after_s: i64, per_minute: u64) -> Reply {
    let body = format!(
        "{{\"code\":-1003,\"msg\":\"Too many requests; current limit of IP is {per_minute} requests per minute. \
         Please use the websocket for live updates to avoid polling the API.\"}}"
    );
    Reply { status: 429, headers: vec![("retry-after", retry_after_s.to_string())], body, weight: 0 }
}

/// The 418 of the venue.
pub(crate) fn ban(until_ms: i64, retry_after_s: i64) -> Reply {
    let body = format!(
        "{{\"code\":-1003,\"msg\":\"Way too many requests; IP banned until {until_ms}. \
         Please use the websocket for live updates to avoid bans.\"}}"
    );
    Reply { status: 418, headers: vec![("retry-after", retry_after_s.to_string())], body, weight: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_then_bans_then_forgives() {
        let mut limits = Limits::new(100);
        let start = 1_800_000_000_000;
        assert_eq!(limits.charge("a", start, Cost::Weight(100)), Verdict::Pass { used: 100 });
        assert_eq!(limits.charge("b", start, Cost::Weight(1)), Verdict::Pass { used: 1 }, "addresses are apart");
        assert_eq!(limits.charge("a", start + 500, Cost::Weight(1)), Verdict::TooMany { used: 101, retry_after_s: 60 });
        for _ in 1..PATIENCE {
            assert!(matches!(limits.charge("a", start + 500, Cost::Weight(1)), Verdict::TooMany { .. }));
        }
        let banned = limits.charge("a", start + 500, Cost::Weight(1));
        assert_eq!(banned, Verdict::Banned { until_ms: start + 120_500, retry_after_s: 120 });
        assert!(matches!(limits.charge("a", start + 120_499, Cost::Weight(1)), Verdict::Banned { retry_after_s: 1, .. }));
        assert_eq!(limits.charge("a", start + 120_500, Cost::Weight(1)), Verdict::Pass { used: 1 });
    }

    #[test]
    fn the_minute_is_the_clocks() {
        let mut limits = Limits::new(10);
        let start = 1_800_000_000_000 + 59_000;
        assert_eq!(limits.charge("a", start, Cost::Weight(10)), Verdict::Pass { used: 10 });
        assert_eq!(limits.charge("a", start + 1_000, Cost::Weight(10)), Verdict::Pass { used: 10 });
    }
}
