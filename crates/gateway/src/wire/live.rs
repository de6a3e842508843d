//! Shapes of the older dashboards' door: whole lists, and numbers where everything else here has texts.
//!
//! The programs that speak it calculate with what they get, so amounts are JSON numbers; their digits are exact all the same,
//! for they are written from the decimal and never pass through a float.

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use twinline_model::{Freshness, InstrumentId, parse_decimal};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Longest number that is read.
const MAX_DIGITS: usize = 64;

/// A decimal as a JSON number, digit by digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure(pub Decimal);

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.normalize().to_string()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Figure {
    /// A number, or a text of one; with an exponent, too, as programs write very small ones.
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(reader)?;
        let text = raw.get().trim_matches('"');
        let read = match text.contains(['e', 'E']) {
            _ if text.len() > MAX_DIGITS => None,
            true => Decimal::from_scientific(text).ok(),
            false => parse_decimal(text).ok(),
        };
        read.map(Self).ok_or_else(|| D::Error::custom("not a decimal number"))
    }
}

impl PartialSchema for Figure {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Number).description(Some("A decimal, exact digit by digit.")).into()
    }
}

impl ToSchema for Figure {
    fn name() -> std::borrow::Cow<'static, str> {
        "Figure".into()
    }
}

/// What is said on the door of older dashboards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LiveMessage {
    /// The door is open; what is known follows.
    Connected {
        /// In words.
        message: String,
        /// Which account.
        account: String,
        /// Milliseconds since 1970.
        timestamp: i64,
    },
    /// Money. Replaces what was said before.
    Balance {
        /// The figures.
        data: LiveBalance,
        /// How current they are.
        #[serde(flatten)]
        currency: Currency,
    },
    /// All open positions. Replaces what was said before.
    Positions {
        /// One each.
        data: Vec<LivePosition>,
        /// How many.
        count: usize,
        /// How current they are.
        #[serde(flatten)]
        currency: Currency,
    },
    /// All open orders, newest first, and those that ended within the last minute. Replaces what was said before.
    Orders {
        /// One each.
        data: Vec<LiveOrder>,
        /// How many.
        count: usize,
        /// How current they are.
        #[serde(flatten)]
        currency: Currency,
    },
    /// What is shown is not current any more, or nothing can be shown.
    Error {
        /// Why, in words.
        message: String,
        /// Milliseconds since 1970.
        timestamp: i64,
    },
    /// The door is open still.
    Ping {
        /// Milliseconds since 1970.
        timestamp: i64,
    },
}

/// How current a message is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Currency {
    /// `live` and `polling` are current; `repairing` fetches what was missed; `stale` and `down` are not.
    pub freshness: Freshness,
    /// Why it is not live.
    pub reason: Option<String>,
    /// When it was written, milliseconds since 1970.
    pub timestamp: i64,
}

/// An account's money in one asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveBalance {
    /// Which asset.
    pub asset: String,
    /// All of it as the venue has booked it: realised profit, fees and funding are in it.
    pub wallet_balance: Figure,
    /// Of all positions that settle in it, at the mark price.
    pub unrealized_pnl: Figure,
    /// `wallet_balance` and `unrealized_pnl`: what would be left if everything were closed at the mark price. Nothing is counted twice.
    pub net_balance: Figure,
    /// What new orders may use, when the venue said so last.
    pub available_balance: Option<Figure>,
    /// What the fills since `since` realised, without fees.
    pub realized_pnl: Figure,
    /// What they cost in fees, in this asset; a rebate counts against it.
    pub total_fees_paid: Figure,
    /// Fees in other assets, which are not converted.
    pub other_fees: Vec<LiveFee>,
    /// `realized_pnl` and fees count from here, milliseconds since 1970: the beginning of the day (UTC), or later if so much
    /// happened that the oldest fills are not at hand.
    pub since: i64,
}

/// Fees in another asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveFee {
    /// Which asset.
    pub asset: String,
    /// How much.
    pub amount: Figure,
}

/// One open position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LivePosition {
    /// The venue's symbol.
    pub symbol: String,
    /// The same with its venue.
    pub instrument: InstrumentId,
    /// `long` or `short`.
    pub side: &'static str,
    /// Symbol and side: with both sides open, two of them.
    pub position_id: String,
    /// Base units, always positive.
    pub size: Figure,
    /// Average price it was entered at.
    pub entry_price: Option<Figure>,
    /// Mark price.
    pub current_price: Option<Figure>,
    /// At that mark.
    pub unrealized_pnl: Option<Figure>,
    /// The same in percent of what the position was worth when it was entered, not of its margin.
    pub unrealized_pnl_pct: Option<Figure>,
    /// Times the margin.
    pub leverage: Option<Figure>,
    /// Where the venue closes it, as it said when it was asked last: its events do not tell.
    pub liquidation_price: Option<Figure>,
    /// Trigger of the stop order that is nearest.
    pub stop_loss: Option<Figure>,
    /// Trigger of the take-profit order that is nearest.
    pub take_profit: Option<Figure>,
}

/// One order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveOrder {
    /// The venue's number; before it is known, the name here.
    pub id: String,
    /// Its name here.
    pub order_id: String,
    /// The venue's symbol.
    pub symbol: String,
    /// In capitals: `LIMIT`, `MARKET`, `STOP`, `STOP_MARKET`, `TAKE_PROFIT`, `TAKE_PROFIT_MARKET`, `TRAILING_STOP_MARKET`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `buy`, `sell`, or nothing for an order of which only a fill was seen.
    pub side: &'static str,
    /// In capitals: `NEW`, `PARTIALLY_FILLED`, `FILLED`, `CANCELED`, `EXPIRED`, `REJECTED`; `PENDING_NEW` until it is known
    /// whether the venue has it, `UNKNOWN` while nobody can say.
    pub status: &'static str,
    /// Limit price, else the trigger, else the average of what was executed.
    pub price: Option<Figure>,
    /// Base units; nothing for one that closes the whole position.
    pub amount: Option<Figure>,
    /// Of it, executed.
    pub filled: Figure,
    /// Of it, not executed.
    pub remaining: Option<Figure>,
    /// True if it can only reduce a position.
    pub reduce_only: bool,
    /// When it changed last, milliseconds since 1970.
    pub timestamp: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_exact_both_ways() {
        for text in ["0.0005154639175257732", "123456789012345678.123456789", "-7", "0.1", "0"] {
            let figure: Figure = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&figure).unwrap(), text);
            assert_eq!(serde_json::from_str::<Figure>(&format!("\"{text}\"")).unwrap(), figure);
        }
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Figure>("1.50e-7").unwrap()).unwrap(), "0.00000015");
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["true", "null", "[]", "\"\"", "\"abc\"", "1e999", "\"1e\"", "\"0x1\"", "\"NaN\"", &"9".repeat(65)] {
            assert!(serde_json::from_str::<Figure>(text).is_err(), "{text}");
        }
    }
}
