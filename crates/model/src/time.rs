//! When, to the nanosecond. A [`Timestamp`] is read from a clock elsewhere; nothing here looks at one.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// A span of time in nanoseconds; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(i64);

impl Duration {
    /// No time.
    pub const ZERO: Self = Self(0);
    /// `ns` nanoseconds.
    pub const fn from_nanos(ns: i64) -> Self {
        Self(ns)
    }
    /// `us` microseconds, saturating.
    pub const fn from_micros(us: i64) -> Self {
        Self(us.saturating_mul(1_000))
    }
    /// `ms` milliseconds, saturating.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms.saturating_mul(1_000_000))
    }
    /// `s` seconds, saturating.
    pub const fn from_secs(s: i64) -> Self {
        Self(s.saturating_mul(1_000_000_000))
    }
    /// Whole nanoseconds.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }
    /// Whole milliseconds, rounded toward zero.
    pub const fn as_millis(self) -> i64 {
        self.0 / 1_000_000
    }
    /// `self * by / of`, saturating; `of` must not be zero.
    pub const fn scale(self, by: i64, of: i64) -> Self {
        let wide = (self.0 as i128) * (by as i128) / (of as i128);
        Self(if wide > i64::MAX as i128 {
            i64::MAX
        } else if wide < i64::MIN as i128 {
            i64::MIN
        } else {
            wide as i64
        })
    }
    /// Size without sign, saturating.
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
    /// As the standard library's duration; negative becomes zero.
    pub const fn to_std(self) -> std::time::Duration {
        std::time::Duration::from_nanos(if self.0 < 0 { 0 } else { self.0 as u64 })
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 UTC with nine decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// Why a text is not a point in time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an RFC 3339 time: {0:?}")]
pub struct TimestampError(String);

impl Timestamp {
    /// `ns` nanoseconds since the epoch.
    pub const fn from_nanos(ns: i64) -> Self {
        Self(ns)
    }
    /// `ms` milliseconds since the epoch, saturating: venues write nonsense at times.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms.saturating_mul(1_000_000))
    }
    /// Nanoseconds since the epoch.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }
    /// Whole milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
    /// Start of the `window` that holds this point, counted from the epoch; `window` must be positive.
    pub const fn floor(self, window: Duration) -> Self {
        Self(self.0 - self.0.rem_euclid(window.0))
    }
    /// Reads RFC 3339, any offset.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let wrong = || TimestampError(text.chars().take(40).collect());
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| wrong())?;
        i64::try_from(at.unix_timestamp_nanos()).map(Self).map_err(|_| wrong())
    }
    /// Reads RFC 3339, any offset; what lies beyond the first or last point that can be kept (1677 and 2262) becomes that point.
    pub fn parse_clamped(text: &str) -> Result<Self, TimestampError> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| TimestampError(text.chars().take(40).collect()))?;
        let nanos = at.unix_timestamp_nanos().clamp(i64::MIN.into(), i64::MAX.into());
        Ok(Self(i64::try_from(nanos).unwrap_or_default()))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by.0))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(by.0))
    }
}

impl Sub for Timestamp {
    type Output = Duration;
    fn sub(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0)).map_err(|_| fmt::Error)?;
        let (date, time) = (at.date(), at.time());
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z",
            date.year(),
            u8::from(date.month()),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
            time.nanosecond()
        )
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .pattern(Some(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z$"))
            .description(Some("A point in time: RFC 3339 in UTC with nine decimal places."))
            .examples(["2026-11-21T09:22:57.097000000Z"])
            .into()
    }
}

impl ToSchema for Timestamp {}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_nine_decimals() {
        let at = Timestamp::from_nanos(1_760_000_000_123_456_789);
        assert_eq!(at.to_string(), "2025-10-09T08:53:20.123456789Z");
        assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
        assert_eq!(Timestamp::from_millis(0).to_string(), "1970-01-01T00:00:00.000000000Z");
        assert!(Timestamp::parse("yesterday").is_err());
        assert_eq!(Timestamp::parse_clamped(&at.to_string()), Ok(at));
        assert_eq!(Timestamp::parse_clamped("0001-01-01T00:00:00Z").map(Timestamp::as_nanos), Ok(i64::MIN));
        assert!(Timestamp::parse_clamped("yesterday").is_err());
    }

    #[test]
    fn nonsense_from_a_venue_saturates() {
        let far = Timestamp::from_millis(i64::MAX);
        assert_eq!(far.as_nanos(), i64::MAX);
        assert!(far.to_string().starts_with("2262-"));
        assert_eq!((far + Duration::from_secs(1)).as_nanos(), i64::MAX);
    }

    #[test]
    fn floors_to_windows() {
        let minute = Duration::from_secs(60);
        assert_eq!(Timestamp::from_millis(119_999).floor(minute), Timestamp::from_millis(60_000));
        assert_eq!(Timestamp::from_millis(-1).floor(minute), Timestamp::from_millis(-60_000));
    }
}
