//! Which candle a moment belongs to.

/// The candle intervals of the simulated venues, all in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Interval {
    Minute1,
    Minute3,
    Minute5,
    Minute15,
    Minute30,
    Hour1,
    Hour2,
    Hour4,
    Hour6,
    Hour8,
    Hour12,
    Day1,
    Day3,
    Week1,
    Month1,
}

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

impl Interval {
    /// All intervals, shortest first.
    pub const ALL: [Interval; 15] = [
        Interval::Minute1,
        Interval::Minute3,
        Interval::Minute5,
        Interval::Minute15,
        Interval::Minute30,
        Interval::Hour1,
        Interval::Hour2,
        Interval::Hour4,
        Interval::Hour6,
        Interval::Hour8,
        Interval::Hour12,
        Interval::Day1,
        Interval::Day3,
        Interval::Week1,
        Interval::Month1,
    ];

    /// The short name: `1m` is a minute, `1M` a month.
    pub fn name(self) -> &'static str {
        match self {
            Interval::Minute1 => "1m",
            Interval::Minute3 => "3m",
            Interval::Minute5 => "5m",
            Interval::Minute15 => "15m",
            Interval::Minute30 => "30m",
            Interval::Hour1 => "1h",
            Interval::Hour2 => "2h",
            Interval::Hour4 => "4h",
            Interval::Hour6 => "6h",
            Interval::Hour8 => "8h",
            Interval::Hour12 => "12h",
            Interval::Day1 => "1d",
            Interval::Day3 => "3d",
            Interval::Week1 => "1w",
            Interval::Month1 => "1M",
        }
    }

    /// The interval with this short name.
    pub fn from_name(name: &str) -> Option<Interval> {
        Interval::ALL.into_iter().find(|interval| interval.name() == name)
    }

    /// Start of the candle that holds `at_ms`, in milliseconds since 1970. Weeks start on Monday.
    pub fn open_of(self, at_ms: i64) -> i64 {
        match self.fixed_ms() {
            Some(length) => {
                let origin = if self == Interval::Week1 { 4 * DAY_MS } else { 0 };
                at_ms - (at_ms - origin).rem_euclid(length)
            }
            None => {
                let day = at_ms.div_euclid(DAY_MS);
                (day - day_of_month(day) + 1) * DAY_MS
            }
        }
    }

    /// Start of the candle after the one that starts at `open_ms`.
    pub fn next_open(self, open_ms: i64) -> i64 {
        match self.fixed_ms() {
            Some(length) => open_ms + length,
            None => self.open_of(open_ms + 32 * DAY_MS),
        }
    }

    fn fixed_ms(self) -> Option<i64> {
        let minutes = match self {
            Interval::Minute1 => 1,
            Interval::Minute3 => 3,
            Interval::Minute5 => 5,
            Interval::Minute15 => 15,
            Interval::Minute30 => 30,
            Interval::Hour1 => 60,
            Interval::Hour2 => 120,
            Interval::Hour4 => 240,
            Interval::Hour6 => 360,
            Interval::Hour8 => 480,
            Interval::Hour12 => 720,
            Interval::Day1 => 1_440,
            Interval::Day3 => 4_320,
            Interval::Week1 => 10_080,
            Interval::Month1 => return None,
        };
        Some(minutes * MINUTE_MS)
    }
}

/// Day of the month (1..=31) of a day counted from 1970-01-01, by the proleptic Gregorian calendar.
fn day_of_month(day: i64) -> i64 {
    let shifted = day + 719_468;
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    day_of_year - (153 * month + 2) / 5 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_where_the_calendar_says() {
        let at = 1_792_545_630_123; // 2026-10-21T00:00:30.123Z was a Wednesday
        let check = |interval: Interval, open: i64, next: i64| {
            assert_eq!(interval.open_of(at), open, "{interval:?}");
            assert_eq!(interval.next_open(open), next, "{interval:?}");
            assert_eq!(interval.open_of(next - 1), open, "{interval:?}");
        };
        let midnight = at - at.rem_euclid(DAY_MS);
        check(Interval::Minute1, at - at.rem_euclid(60_000), at - at.rem_euclid(60_000) + 60_000);
        check(Interval::Day1, midnight, midnight + DAY_MS);
        let monday = Interval::Week1.open_of(at);
        assert_eq!((monday / DAY_MS + 3) % 7, 0, "weeks start on Monday");
        let month = Interval::Month1.open_of(at);
        assert_eq!(day_of_month(month / DAY_MS), 1);
        assert_eq!(day_of_month(Interval::Month1.next_open(month) / DAY_MS), 1);
        assert_eq!(Interval::Month1.open_of(951_782_400_000), 949_363_200_000, "2000-02-29 belongs to 2000-02-01");
    }

    #[test]
    fn names_are_unique_and_found_again() {
        for interval in Interval::ALL {
            assert_eq!(Interval::from_name(interval.name()), Some(interval));
        }
        assert_eq!(Interval::from_name("1s"), None);
    }
}
