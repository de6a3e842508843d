//! How text becomes an exact number, and back.
//!
//! One parser for every number that a venue or a user writes. It never rounds: what does not fit is an error.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Longest text that is looked at. Venues pad to some 30 digits; anything longer is nonsense or an attack.
const MAX_TEXT: usize = 64;

/// How a decimal looks on every wire of ours: exact, without an exponent.
const PATTERN: &str = r"^-?[0-9]+(\.[0-9]+)?$";

/// Why a text is not a number that can be kept exactly.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// Not a plain decimal: empty, other characters, an exponent, too long.
    #[error("not a decimal number: {0:?}")]
    Malformed(String),
    /// A decimal that needs more than 28 significant digits or exceeds 96 bits.
    #[error("too many digits to keep exactly: {0:?}")]
    TooPrecise(String),
}

/// Reads a plain decimal (`-12.3400`) exactly, keeping its trailing zeros.
///
/// Beyond 28 digits the fraction's trailing zeros are dropped first (some venues pad to 27 decimals); digits that still do
/// not fit are [`DecimalError::TooPrecise`], never rounded. Exponents are refused: no wire of ours has them.
pub fn parse_decimal(text: &str) -> Result<Decimal, DecimalError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let lacks_digits = whole.is_empty() || (digits.contains('.') && fraction.is_empty());
    if text.len() > MAX_TEXT || lacks_digits || !plain(whole) || !plain(fraction) {
        return Err(DecimalError::Malformed(text.chars().take(MAX_TEXT).collect()));
    }
    match Decimal::from_str_exact(text) {
        Ok(value) => Ok(value),
        Err(_) if fraction.ends_with('0') => {
            let trimmed = text.trim_end_matches('0');
            Decimal::from_str_exact(trimmed.strip_suffix('.').unwrap_or(trimmed)).map_err(|_| DecimalError::TooPrecise(text.to_owned()))
        }
        Err(_) => Err(DecimalError::TooPrecise(text.to_owned())),
    }
}

macro_rules! decimal_newtype {
    ($(#[doc = $doc:literal])* $name:ident) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(Decimal);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(Decimal::ZERO);

            /// Wraps an exact decimal.
            pub const fn new(value: Decimal) -> Self {
                Self(value)
            }

            /// The exact decimal within.
            pub const fn value(self) -> Decimal {
                self.0
            }

            /// Reads a plain decimal; see [`parse_decimal`].
            pub fn parse(text: &str) -> Result<Self, DecimalError> {
                parse_decimal(text).map(Self)
            }

            /// Digits after the decimal point, trailing zeros included.
            pub const fn decimals(self) -> u32 {
                self.0.scale()
            }

            /// True for zero of any scale.
            pub const fn is_zero(self) -> bool {
                self.0.is_zero()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = DecimalError;
            fn from_str(text: &str) -> Result<Self, DecimalError> {
                Self::parse(text)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let about = [$($doc.trim()),*].join(" ");
                ObjectBuilder::new().schema_type(Type::String).pattern(Some(PATTERN)).description(Some(about)).into()
            }
        }

        impl ToSchema for $name {}

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

decimal_newtype! {
    /// A price, in units of the quote asset per unit of the base asset.
    Price
}
decimal_newtype! {
    /// A quantity, in units of the base asset (contracts are converted where a venue's wire is decoded).
    Qty
}
decimal_newtype! {
    /// A value, in units of the quote asset.
    Notional
}
decimal_newtype! {
    /// A ratio: a funding rate of `0.0001` is one basis point; a change of `1.5` percent is `1.5` where a field says percent.
    Rate
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let got = parse_decimal(text).map(|value| value.to_string());
        match (got, expected) {
            (Ok(got), Ok(expected)) => assert_eq!(got, expected, "{text}"),
            (Err(DecimalError::Malformed(_)), Err("malformed")) | (Err(DecimalError::TooPrecise(_)), Err("too precise")) => {}
            (got, expected) => panic!("{text}: expected {expected:?}, got {got:?}"),
        }
    }

    #[test]
    fn text_to_text_is_exact() {
        check("7.6110", Ok("7.6110"));
        check("0.000", Ok("0.000"));
        check("-0.00012", Ok("-0.00012"));
        check("4133404800000", Ok("4133404800000"));
        check("79228162514264337593543950335", Ok("79228162514264337593543950335"));
        check("0.0000000000000000000000000001", Ok("0.0000000000000000000000000001"));
    }

    #[test]
    fn padding_beyond_28_digits_is_dropped_and_digits_are_not() {
        check("97000.500000000000000000000000000", Ok("97000.5"));
        check("1.000000000000000000000000000000", Ok("1"));
        check("97000.500000000000000000000000001", Err("too precise"));
        check("79228162514264337593543950336", Err("too precise"));
        check("100000000000000000000000000000000000000000", Err("too precise"));
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for text in ["", "-", ".", "1.", ".5", "1e-8", "1E5", "+1", " 1", "1 ", "0x1", "NaN", "inf", "1,5", "1_000", "--1", "1.2.3", "١"] {
            check(text, Err("malformed"));
        }
        check(&"9".repeat(65), Err("malformed"));
    }

    proptest::proptest! {
        #[test]
        fn any_decimal_round_trips(mantissa in proptest::num::i64::ANY, scale in 0u32..=18) {
            let text = Decimal::new(mantissa, scale).to_string();
            proptest::prop_assert!(!text.contains(['e', 'E']));
            proptest::prop_assert_eq!(parse_decimal(&text).unwrap().to_string(), text);
        }
    }
}
