//! Which numbers are believed?
//!
//! What an account holds may have more digits than a market's levels do: everything that a decimal holds exactly is taken.

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use twinline_model::{Amount, DecimalError, Price, Qty, Rate, Timestamp, parse_decimal};

use crate::decode::{Bad, need};

fn decimal(name: &'static str, text: &str) -> Result<Decimal, Bad> {
    parse_decimal(text).map_err(|error| match error {
        DecimalError::Malformed(_) => Bad::Malformed(name),
        DecimalError::TooPrecise(_) => Bad::Refused(name),
    })
}

/// Absent, or empty as the venue writes it where there is nothing.
fn present(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// An amount of any sign that must be there.
pub(super) fn amount(name: &'static str, text: Option<&str>) -> Result<Amount, Bad> {
    decimal(name, need(name, text)?).map(Amount::new)
}

/// An amount of any sign.
pub(super) fn amount_if(name: &'static str, text: Option<&str>) -> Result<Option<Amount>, Bad> {
    present(text).map(|text| decimal(name, text).map(Amount::new)).transpose()
}

/// A price that the venue writes as zero or not at all where there is none. Of any sign: break-even prices fall below
/// zero when a position has earned more than it cost.
pub(super) fn price_if(name: &'static str, text: Option<&str>) -> Result<Option<Price>, Bad> {
    Ok(present(text).map(|text| decimal(name, text)).transpose()?.filter(|value| !value.is_zero()).map(Price::new))
}

/// A price above zero that must be there.
pub(super) fn price(name: &'static str, text: Option<&str>) -> Result<Price, Bad> {
    need(name, price_if(name, text)?.filter(|price| price.value() > Decimal::ZERO))
}

/// A quantity of any sign that must be there.
pub(super) fn signed_qty(name: &'static str, text: Option<&str>) -> Result<Qty, Bad> {
    decimal(name, need(name, text)?).map(Qty::new)
}

/// A quantity, zero among them.
pub(super) fn qty_if(name: &'static str, text: Option<&str>) -> Result<Option<Qty>, Bad> {
    let value = present(text).map(|text| decimal(name, text)).transpose()?;
    if value.is_some_and(|value| value < Decimal::ZERO) { Err(Bad::Refused(name)) } else { Ok(value.map(Qty::new)) }
}

/// A ratio that the venue writes as zero or not at all where there is none.
pub(super) fn rate_if(name: &'static str, text: Option<&str>) -> Result<Option<Rate>, Bad> {
    Ok(present(text).map(|text| decimal(name, text)).transpose()?.filter(|value| !value.is_zero()).map(Rate::new))
}

/// A ratio that must be there; zero is one.
pub(super) fn rate(name: &'static str, text: Option<&str>) -> Result<Rate, Bad> {
    decimal(name, need(name, text)?).map(Rate::new)
}

/// A point in time that must be there.
pub(super) fn millis(name: &'static str, ms: Option<u64>) -> Result<Timestamp, Bad> {
    need(name, ms).map(crate::decode::millis)
}

/// An id or a small number that is text in some places and an integer in others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loose(pub(super) String);

impl Loose {
    /// The text; `None` if it is empty or zero, as the venue writes it where there is none.
    pub(super) fn some(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.is_empty() && *text != "0")
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

/// Longest that is kept: more than any id or word of the venue has.
const MAX_LOOSE: usize = 128;

impl Visitor<'_> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or an integer")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Loose, E> {
        if text.len() > MAX_LOOSE { Err(E::custom("an id beyond its bounds")) } else { Ok(Loose(text.to_owned())) }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }
}
