//! Which numbers are believed?
//!
//! Decimals arrive as JSON strings, ids and times as JSON integers (as documented); a decimal that is a JSON number is
//! malformed. No value ever becomes a float.

use std::borrow::Cow;

use rust_decimal::Decimal;
use twinline_model::{DecimalError, Notional, Price, Qty, Rate, Timestamp, parse_decimal};

/// Text of a member as it came; `None` if the member was absent.
pub(crate) type Text<'a> = Option<Cow<'a, str>>;

/// Why a member cannot be taken. The name says which, for example `aggTrade.p`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    /// Needed and not there.
    Missing(&'static str),
    /// Not of the documented form.
    Malformed(&'static str),
    /// Of the right form and absurd: what it belongs to is left out, the rest stands.
    Refused(&'static str),
}

impl std::fmt::Display for Bad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Malformed(name) => write!(f, "{name} is malformed"),
            Self::Refused(name) => write!(f, "{name} is absurd"),
        }
    }
}

/// More significant digits than any market needs; also what a book's integers hold.
const MAX_MANTISSA: u128 = 1_000_000_000_000_000_000;

/// What must be there.
pub(crate) fn need<T>(name: &'static str, value: Option<T>) -> Result<T, Bad> {
    value.ok_or(Bad::Missing(name))
}

/// A decimal of at most 18 digits, trailing zeros not counted.
fn decimal(name: &'static str, text: &str) -> Result<Decimal, Bad> {
    let value = parse_decimal(text).map_err(|error| match error {
        DecimalError::Malformed(_) => Bad::Malformed(name),
        DecimalError::TooPrecise(_) => Bad::Refused(name),
    })?;
    let fits = |value: Decimal| value.mantissa().unsigned_abs() < MAX_MANTISSA;
    if fits(value) || fits(value.normalize()) { Ok(value) } else { Err(Bad::Refused(name)) }
}

/// Zero or more.
fn unsigned(name: &'static str, text: &str) -> Result<Decimal, Bad> {
    let value = decimal(name, text)?;
    if value.is_sign_negative() && !value.is_zero() { Err(Bad::Refused(name)) } else { Ok(value) }
}

/// A price above zero.
pub(crate) fn price(name: &'static str, text: Option<&str>) -> Result<Price, Bad> {
    let value = unsigned(name, need(name, text)?)?;
    if value.is_zero() { Err(Bad::Refused(name)) } else { Ok(Price::new(value)) }
}

/// A price that the venue writes as zero, as empty text or not at all where it has none.
pub(crate) fn price_if_any(name: &'static str, text: Option<&str>) -> Result<Option<Price>, Bad> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => unsigned(name, text).map(|value| (!value.is_zero()).then(|| Price::new(value))),
    }
}

/// A difference of prices: any sign.
pub(crate) fn change(name: &'static str, text: Option<&str>) -> Result<Option<Price>, Bad> {
    text.map(|text| decimal(name, text).map(Price::new)).transpose()
}

/// A ratio of any sign. ASSUMED: empty where there is none, as for the funding of dated contracts.
pub(crate) fn rate(name: &'static str, text: Option<&str>) -> Result<Option<Rate>, Bad> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => decimal(name, text).map(|value| Some(Rate::new(value))),
    }
}

/// A quantity, zero allowed.
pub(crate) fn quantity(name: &'static str, text: Option<&str>) -> Result<Qty, Bad> {
    unsigned(name, need(name, text)?).map(Qty::new)
}

/// A quantity above zero.
pub(crate) fn traded(name: &'static str, text: Option<&str>) -> Result<Qty, Bad> {
    let value = quantity(name, text)?;
    if value.is_zero() { Err(Bad::Refused(name)) } else { Ok(value) }
}

/// A quantity that may be absent.
pub(crate) fn quantity_if_any(name: &'static str, text: Option<&str>) -> Result<Option<Qty>, Bad> {
    text.map(|text| unsigned(name, text).map(Qty::new)).transpose()
}

/// A value in quote units that may be absent.
pub(crate) fn notional(name: &'static str, text: Option<&str>) -> Result<Option<Notional>, Bad> {
    text.map(|text| unsigned(name, text).map(Notional::new)).transpose()
}

/// Milliseconds since the epoch; what is beyond our clock saturates.
pub(crate) fn millis(ms: u64) -> Timestamp {
    Timestamp::from_millis(i64::try_from(ms).unwrap_or(i64::MAX))
}

/// Milliseconds that the venue writes as zero where there is no such time.
pub(crate) fn millis_if_any(ms: Option<u64>) -> Option<Timestamp> {
    ms.filter(|ms| *ms != 0).map(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, Bad>) {
        let got = price("x", Some(text)).map(|price| price.to_string());
        assert_eq!(got.as_deref().map_err(|bad| *bad), expected, "{text}");
    }

    #[test]
    fn prices_are_believed_within_reason() {
        check("7.6110", Ok("7.6110"));
        check("0.00000001", Ok("0.00000001"));
        check("999999999999999999", Ok("999999999999999999"));
        check("100.000000000000000000", Ok("100.000000000000000000"));
        for absurd in ["0", "0.000", "-1", "-0.1", "1000000000000000001", "0.1234567890123456789", "99999999999999999999999999999999"] {
            check(absurd, Err(Bad::Refused("x")));
        }
        for malformed in ["", "abc", "1e5", "NaN", "1,5", " 1"] {
            check(malformed, Err(Bad::Malformed("x")));
        }
        assert_eq!(price("x", None), Err(Bad::Missing("x")));
    }

    #[test]
    fn what_may_be_absent_is_absent_not_zero() {
        assert_eq!(price_if_any("x", Some("0.000")), Ok(None));
        assert_eq!(price_if_any("x", Some("")), Ok(None));
        assert_eq!(price_if_any("x", Some("-1")), Err(Bad::Refused("x")));
        assert_eq!(rate("x", Some("")), Ok(None));
        assert_eq!(millis_if_any(Some(0)), None);
        assert_eq!(millis(u64::MAX).as_nanos(), i64::MAX);
    }
}
