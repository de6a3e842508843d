//! Which numbers are believed?
//!
//! This venue writes decimals as JSON strings or as JSON numbers, the latter with the noise of a float and sometimes with an
//! exponent. They are taken as they are written, digit by digit; no value ever becomes a float.

use std::borrow::Cow;

use rust_decimal::Decimal;
use twinline_model::{DecimalError, Notional, Price, Qty, Rate, Timestamp, parse_decimal};

/// Why a member cannot be taken. The name says which, for example `trades.p`.
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

/// A number without an exponent: `1.347e-05` becomes `0.00001347`. `None` if it is no number of a sane size.
pub(crate) fn plain(text: &str) -> Option<Cow<'_, str>> {
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return Some(Cow::Borrowed(text)) };
    let exponent: i32 = exponent.parse().ok().filter(|exponent| (-28..=18).contains(exponent))?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || whole.len() + fraction.len() > 40 || !(whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let text = match usize::try_from(point) {
        Ok(point) if point >= all.len() => format!("{sign}{all}{}", "0".repeat(point - all.len())),
        Ok(point) if point > 0 => format!("{sign}{}.{}", &all[..point], &all[point..]),
        _ => format!("{sign}0.{}{all}", "0".repeat(point.unsigned_abs() as usize)),
    };
    Some(Cow::Owned(text))
}

/// A decimal of at most 18 digits, trailing zeros not counted.
pub(crate) fn bounded_decimal(name: &'static str, text: &str) -> Result<Decimal, Bad> {
    let plain = plain(text).ok_or(Bad::Malformed(name))?;
    let value = parse_decimal(&plain).map_err(|error| match error {
        DecimalError::Malformed(_) => Bad::Malformed(name),
        DecimalError::TooPrecise(_) => Bad::Refused(name),
    })?;
    let fits = |value: Decimal| value.mantissa().unsigned_abs() < MAX_MANTISSA;
    if fits(value) || fits(value.normalize()) { Ok(value) } else { Err(Bad::Refused(name)) }
}

/// Zero or more.
fn unsigned(name: &'static str, text: &str) -> Result<Decimal, Bad> {
    let value = bounded_decimal(name, text)?;
    if value.is_sign_negative() && !value.is_zero() { Err(Bad::Refused(name)) } else { Ok(value) }
}

/// A price above zero.
pub(crate) fn price(name: &'static str, text: Option<Cow<'_, str>>) -> Result<Price, Bad> {
    let value = unsigned(name, &need(name, text)?)?;
    if value.is_zero() { Err(Bad::Refused(name)) } else { Ok(Price::new(value)) }
}

/// A price that the venue writes as zero or leaves out where it has none.
pub(crate) fn price_if_any(name: &'static str, text: Option<Cow<'_, str>>) -> Result<Option<Price>, Bad> {
    text.map_or(Ok(None), |text| unsigned(name, &text).map(|value| (!value.is_zero()).then(|| Price::new(value))))
}

/// A rate of any sign, as it is written.
pub(crate) fn rate(name: &'static str, text: Option<Cow<'_, str>>) -> Result<Option<Rate>, Bad> {
    text.map(|text| bounded_decimal(name, &text).map(Rate::new)).transpose()
}

/// A rate that is written in percent, as a ratio.
pub(crate) fn percent(name: &'static str, text: Option<Cow<'_, str>>) -> Result<Option<Rate>, Bad> {
    let Some(text) = text else { return Ok(None) };
    let value = bounded_decimal(name, &text)?.normalize();
    let mut ratio = value;
    ratio.set_scale(value.scale() + 2).map_err(|_| Bad::Refused(name))?;
    Ok(Some(Rate::new(ratio.normalize())))
}

/// A value in quote units that may be absent.
pub(crate) fn notional(name: &'static str, text: Option<Cow<'_, str>>) -> Result<Option<Notional>, Bad> {
    text.map(|text| unsigned(name, &text).map(Notional::new)).transpose()
}

/// Contracts as a quantity: times what one is worth.
pub(crate) fn contracts(name: &'static str, text: Option<Cow<'_, str>>, each: Qty) -> Result<Qty, Bad> {
    let count = unsigned(name, &need(name, text)?)?.normalize();
    count.checked_mul(each.value().normalize()).map(|product| Qty::new(product.normalize())).ok_or(Bad::Refused(name))
}

/// Microseconds since the epoch; what is beyond our clock saturates.
pub(crate) fn micros(us: u64) -> Timestamp {
    Timestamp::from_nanos(i64::try_from(us).unwrap_or(i64::MAX).saturating_mul(1_000))
}

/// A time as this venue writes them: RFC 3339, or microseconds as text or number.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    match text.parse::<u64>() {
        Ok(us) => Some(micros(us)),
        Err(_) => Timestamp::parse_clamped(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_written_out() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(plain(text).as_deref(), expected, "{text}");
        check("1.347e-05", Some("0.00001347"));
        check("3.826e-05", Some("0.00003826"));
        check("5e-06", Some("0.000005"));
        check("-1.5E+2", Some("-150"));
        check("12.345e1", Some("123.45"));
        check("1e0", Some("1"));
        check("71748.0", Some("71748.0"));
        for wrong in ["e5", "1e", "1e99", "1e-99", "1.x e2", "1e1e1"] {
            check(wrong, None);
        }
    }

    #[test]
    fn percents_become_ratios_exactly() {
        let check = |text: &'static str, expected: &str| {
            assert_eq!(percent("x", Some(text.into())).unwrap().unwrap().to_string(), expected, "{text}");
        };
        check("0.00602961", "0.0000602961");
        check("0.010000000000000002", "0.00010000000000000002");
        check("-5", "-0.05");
        check("0", "0");
    }

    #[test]
    fn contracts_are_counted_exactly() {
        let each = Qty::parse("0.001000000000000000").unwrap();
        assert_eq!(contracts("x", Some("3313".into()), each).unwrap().to_string(), "3.313");
        assert_eq!(contracts("x", Some("1.0".into()), each).unwrap().to_string(), "0.001");
        assert_eq!(contracts("x", Some("-1".into()), each), Err(Bad::Refused("x")));
        assert_eq!(contracts("x", None, each), Err(Bad::Missing("x")));
    }

    #[test]
    fn times_are_read_in_every_form() {
        assert_eq!(instant("1725865012000000"), instant("2024-09-09T06:56:52Z"));
        assert_eq!(instant("2026-08-02T11:35:26.647578Z").unwrap().as_nanos() % 1_000_000_000, 647_578_000);
        assert_eq!(instant("soon"), None);
        assert_eq!(micros(u64::MAX).as_nanos(), i64::MAX);
    }
}
