//! How many orders may an account send?

use std::collections::BTreeMap;

use twinline_exchange::accounts::AccountId;

use crate::faces::binance::errors::ApiError;

const TEN_SECONDS_MS: i64 = 10_000;
const MINUTE_MS: i64 = 60_000;

/// The venue's limits, as `exchangeInfo` tells them.
pub(crate) const PER_TEN_SECONDS: u64 = 300;
pub(crate) const PER_MINUTE: u64 = 1_200;

/// Orders counted in the present windows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub ten_seconds: u64,
    pub minute: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Usage {
    ten_seconds: i64,
    minute: i64,
    counts: Counts,
}

/// The counts of all accounts. Windows are whole ones of the venue's clock.
#[derive(Debug, Default)]
pub(crate) struct OrderLimits {
    usage: BTreeMap<AccountId, Usage>,
}

impl OrderLimits {
    /// Counts a call; refused when it is one too many, which is not counted.
    pub fn charge(&mut self, account: AccountId, now_ms: i64, (ten_seconds, minute): (u64, u64)) -> Result<Counts, ApiError> {
        let usage = self.usage_of(account, now_ms);
        if usage.counts.ten_seconds + ten_seconds > PER_TEN_SECONDS {
            return Err(ApiError::too_many_orders(PER_TEN_SECONDS, "10 SECOND"));
        }
        if usage.counts.minute + minute > PER_MINUTE {
            return Err(ApiError::too_many_orders(PER_MINUTE, "1 MINUTE"));
        }
        usage.counts.ten_seconds += ten_seconds;
        usage.counts.minute += minute;
        Ok(usage.counts)
    }

    /// What is counted now.
    pub fn counts(&mut self, account: AccountId, now_ms: i64) -> Counts {
        self.usage_of(account, now_ms).counts
    }

    fn usage_of(&mut self, account: AccountId, now_ms: i64) -> &mut Usage {
        let usage = self.usage.entry(account).or_default();
        let (ten_seconds, minute) = (now_ms.div_euclid(TEN_SECONDS_MS), now_ms.div_euclid(MINUTE_MS));
        if usage.ten_seconds != ten_seconds {
            usage.ten_seconds = ten_seconds;
            usage.counts.ten_seconds = 0;
        }
        if usage.minute != minute {
            usage.minute = minute;
            usage.counts.minute = 0;
        }
        usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_windows_count_and_end_with_the_clock() {
        let mut limits = OrderLimits::default();
        let (account, start) = (AccountId(1), 1_800_000_000_000);
        for at in 1..=300 {
            let counts = limits.charge(account, start, (1, 1)).expect("within");
            assert_eq!((counts.ten_seconds, counts.minute), (at, at));
        }
        assert_eq!(limits.charge(account, start + 9_999, (1, 1)).expect_err("full").code, -1015);
        assert!(limits.charge(AccountId(2), start, (1, 1)).is_ok(), "accounts are apart");
        for window in 1..=3 {
            for _ in 0..300 {
                assert!(limits.charge(account, start + window * 10_000, (1, 1)).is_ok());
            }
        }
        assert_eq!(limits.charge(account, start + 40_000, (1, 1)).expect_err("full").code, -1015, "the minute");
        assert_eq!(limits.charge(account, start + 60_000, (5, 1)), Ok(Counts { ten_seconds: 5, minute: 1 }));
    }
}
