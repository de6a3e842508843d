//! What can be traded, and in which steps.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::{Notional, Price, Qty, Timestamp};

/// `venue:venue-symbol`, for example `binance:BTCUSDT`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstrumentId {
    text: Arc<str>,
    colon: u8,
}

/// Why a text is not an instrument's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an instrument (venue:symbol): {0:?}")]
pub struct InstrumentIdError(String);

impl InstrumentId {
    /// Longest symbol that is taken from a venue or a user.
    pub const MAX_SYMBOL: usize = 64;

    /// Joins a venue's name and its own symbol. A symbol may hold any visible character but a control character.
    pub fn new(venue: &str, symbol: &str) -> Result<Self, InstrumentIdError> {
        let wrong = || InstrumentIdError(format!("{venue}:{symbol}").chars().take(96).collect());
        let venue_ok = (1..=16).contains(&venue.len()) && venue.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let symbol_ok = (1..=Self::MAX_SYMBOL).contains(&symbol.len()) && !symbol.chars().any(|c| c.is_control() || c.is_whitespace());
        if !venue_ok || !symbol_ok {
            return Err(wrong());
        }
        Ok(Self { colon: u8::try_from(venue.len()).map_err(|_| wrong())?, text: format!("{venue}:{symbol}").into() })
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// The venue's name.
    pub fn venue(&self) -> &str {
        &self.text[..usize::from(self.colon)]
    }
    /// The venue's own symbol.
    pub fn symbol(&self) -> &str {
        &self.text[usize::from(self.colon) + 1..]
    }
}

impl FromStr for InstrumentId {
    type Err = InstrumentIdError;
    fn from_str(text: &str) -> Result<Self, InstrumentIdError> {
        let (venue, symbol) = text.split_once(':').ok_or_else(|| InstrumentIdError(text.chars().take(96).collect()))?;
        Self::new(venue, symbol)
    }
}

impl fmt::Display for InstrumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for InstrumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialSchema for InstrumentId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[a-z0-9]{1,16}:[^\\s]{1,64}$"))
            .description(Some("The venue's name and its own symbol."))
            .examples(["venue:SYMBOL"])
            .into()
    }
}

impl ToSchema for InstrumentId {}

impl Serialize for InstrumentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for InstrumentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What kind of contract an instrument is: `spot` (the asset itself), `perpetual` (a future without expiry, kept at its index by
/// funding), `future` (expires) or `option` (a call or a put).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// The asset itself.
    Spot,
    /// A future without expiry, kept at its index by funding.
    Perpetual,
    /// A future that expires.
    Future,
    /// A call or a put.
    Option,
}

/// Whether an option gives the right to buy or to sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OptionRight {
    /// To buy.
    Call,
    /// To sell.
    Put,
}

/// What an option gives the right to, at its expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OptionTerms {
    /// To buy or to sell.
    pub right: OptionRight,
    /// At this price.
    pub strike: Price,
}

/// Whether an instrument can be traded now. A venue's word that is not known is [`InstrumentStatus::Other`], never dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentStatus {
    /// Listed, not yet open.
    Pending,
    /// Open.
    Trading,
    /// Closed for now.
    Halted,
    /// Being settled or delivered.
    Settling,
    /// Gone.
    Delisted,
    /// The venue's own word.
    Other(String),
}

impl InstrumentStatus {
    /// In a word; the venue's own where it is none of ours.
    pub fn name(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Trading => "trading",
            Self::Halted => "halted",
            Self::Settling => "settling",
            Self::Delisted => "delisted",
            Self::Other(word) => word,
        }
    }
}

/// Bounds of one order, from the venue's filters; an absent bound is not checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLimits {
    /// Smallest quantity.
    pub min_qty: Option<Qty>,
    /// Largest quantity of a limit order.
    pub max_qty: Option<Qty>,
    /// Largest quantity of a market order.
    pub max_market_qty: Option<Qty>,
    /// Smallest price.
    pub min_price: Option<Price>,
    /// Largest price.
    pub max_price: Option<Price>,
    /// Smallest price times quantity, unless the order only reduces.
    pub min_notional: Option<Notional>,
}

/// One thing that can be traded, with the steps in which it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// `venue:venue-symbol`.
    pub id: InstrumentId,
    /// The unified symbol that traders' libraries use, for example `BTC/USDT:USDT`.
    pub alias: String,
    /// Contract kind.
    pub kind: InstrumentKind,
    /// Asset that is bought or sold.
    pub base: String,
    /// Asset that prices are in.
    pub quote: String,
    /// Asset that profit is paid in.
    pub settle: String,
    /// Asset whose price the contract follows.
    pub underlying: String,
    /// Whether it can be traded now.
    pub status: InstrumentStatus,
    /// Decimal places of prices in the book.
    pub price_scale: u8,
    /// Decimal places of sizes in the book.
    pub size_scale: u8,
    /// Smallest step of an order's price.
    pub tick_size: Price,
    /// Smallest step of an order's quantity.
    pub lot_size: Qty,
    /// Bounds of an order.
    pub limits: OrderLimits,
    /// What one contract counts for in a quantity: base units, or, of an inverse contract, quote units; 1 where the venue trades
    /// units.
    pub contract_size: Qty,
    /// True where a contract is worth so much of the quote asset and is settled in the base asset. Its quantities are quote units,
    /// exactly: as base units they would depend on the price.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inverse: bool,
    /// What an option gives the right to; absent for all else, and for options of another form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<OptionTerms>,
    /// The venue's own number of it, where requests name it by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// When it began to trade, if the venue says.
    pub listed_at: Option<Timestamp>,
    /// When it expires; absent for what does not.
    pub expiry: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_two_parts() {
        let id: InstrumentId = "binance:BTCUSDT".parse().unwrap();
        assert_eq!((id.venue(), id.symbol(), id.as_str()), ("binance", "BTCUSDT", "binance:BTCUSDT"));
        let odd: InstrumentId = "delta:C-BTC-90000-310125:x".parse().unwrap();
        assert_eq!(odd.symbol(), "C-BTC-90000-310125:x");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "BTCUSDT", ":BTC", "binance:", "Bin:BTC", "binance:BT C", "binance:\u{7}", "seventeen-letters:BTC"] {
            assert!(text.parse::<InstrumentId>().is_err(), "{text}");
        }
        assert!(InstrumentId::new("binance", &"X".repeat(65)).is_err());
    }
}
