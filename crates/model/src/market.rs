//! What moves: books, quotes, trades, candles, marks, funding.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::{Duration, Notional, Price, Qty, Rate, Timestamp};

/// `buy` or `sell`. For a public trade it is the taker's side: a buyer takes from the asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Takes from the asks.
    Buy,
    /// Takes from the bids.
    Sell,
}

/// One price of a book: counts of `10^-price_scale` and `10^-size_scale` of its instrument. Size 0 removes the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Level {
    /// Price, counted.
    pub price: i64,
    /// Size, counted.
    pub size: i64,
}

/// Levels of both sides with the scales that give them a meaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookLevels {
    /// Decimal places of prices.
    pub price_scale: u8,
    /// Decimal places of sizes.
    pub size_scale: u8,
    /// Bids; best first in a whole book, any order in a change.
    pub bids: Vec<Level>,
    /// Asks; best first in a whole book, any order in a change.
    pub asks: Vec<Level>,
}

/// A new whole book, or what changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookChange {
    /// True if `levels` replaces everything known before.
    pub whole: bool,
    /// The venue's own sequence number after this change.
    pub venue_seq: u64,
    /// The levels.
    pub levels: BookLevels,
}

/// Best price and size of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Quote {
    /// Price.
    pub price: Price,
    /// Size in base units.
    pub size: Qty,
}

/// Best bid and offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bbo {
    /// Best bid; absent if there is none.
    pub bid: Option<Quote>,
    /// Best ask; absent if there is none.
    pub ask: Option<Quote>,
    /// The venue's own sequence number, if it has one.
    pub venue_seq: Option<u64>,
}

/// One public trade (or one aggregate of trades where a venue publishes those).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trade {
    /// The venue's id; rises with time within an instrument.
    pub id: u64,
    /// Price.
    pub price: Price,
    /// Size in base units.
    pub size: Qty,
    /// Side of the taker.
    pub side: Side,
    /// When it happened, by the venue's clock.
    pub ts: Timestamp,
}

/// Open, high, low, close of one interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candle {
    /// Interval.
    pub interval: Interval,
    /// First instant of the interval.
    pub open_ts: Timestamp,
    /// Last instant of the interval as the venue names it.
    pub close_ts: Timestamp,
    /// First price.
    pub open: Price,
    /// Highest price.
    pub high: Price,
    /// Lowest price.
    pub low: Price,
    /// Last price so far.
    pub close: Price,
    /// Base units traded.
    pub volume: Qty,
    /// Quote units traded.
    pub quote_volume: Option<Notional>,
    /// Number of trades.
    pub trades: Option<u64>,
    /// True if nothing will change any more.
    pub closed: bool,
}

/// Mark price with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MarkPrice {
    /// Price that margin is computed from.
    pub mark: Price,
    /// Index price.
    #[schema(required)]
    pub index: Option<Price>,
    /// Estimated settlement price.
    #[schema(required)]
    pub settle_estimate: Option<Price>,
    /// Funding rate of the running interval, as a ratio.
    #[schema(required)]
    pub funding_rate: Option<Rate>,
    /// When funding is next exchanged.
    #[schema(required)]
    pub next_funding_ts: Option<Timestamp>,
}

/// One funding exchange of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funding {
    /// When.
    pub ts: Timestamp,
    /// Rate as a ratio; longs pay when it is positive.
    pub rate: Rate,
    /// Mark price it was computed from.
    pub mark_price: Option<Price>,
}

/// A rolling day of one instrument.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Ticker {
    /// Last traded price.
    #[schema(required)]
    pub last: Option<Price>,
    /// Change over the window, in quote units.
    #[schema(required)]
    pub change: Option<Price>,
    /// Change over the window, in percent.
    #[schema(required)]
    pub change_pct: Option<Rate>,
    /// Price at the window's start.
    #[schema(required)]
    pub open: Option<Price>,
    /// Highest price.
    #[schema(required)]
    pub high: Option<Price>,
    /// Lowest price.
    #[schema(required)]
    pub low: Option<Price>,
    /// Base units traded.
    #[schema(required)]
    pub volume: Option<Qty>,
    /// Quote units traded.
    #[schema(required)]
    pub quote_volume: Option<Notional>,
    /// Average price weighted by volume.
    #[schema(required)]
    pub weighted_avg: Option<Price>,
    /// Start of the window.
    #[schema(required)]
    pub open_ts: Option<Timestamp>,
    /// End of the window.
    #[schema(required)]
    pub close_ts: Option<Timestamp>,
}

/// A forced close of somebody's position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liquidation {
    /// Side of the forced order.
    pub side: Side,
    /// Limit price of the forced order.
    pub price: Price,
    /// Average price filled.
    pub avg_price: Price,
    /// Quantity filled.
    pub filled: Qty,
    /// When.
    pub ts: Timestamp,
}

/// What a market stream carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketEvent {
    /// A whole book or a change of it.
    Book(BookChange),
    /// Best bid and offer.
    Bbo(Bbo),
    /// New trades, oldest first.
    Trades(Vec<Trade>),
    /// New or changed candles, oldest first.
    Candles(Vec<Candle>),
    /// Mark price.
    Mark(MarkPrice),
    /// Rolling day.
    Ticker(Ticker),
    /// Forced closes.
    Liquidation(Liquidation),
}

/// A kind of data that can be wanted of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Order book with all its levels.
    Book,
    /// Best bid and offer.
    Bbo,
    /// Public trades.
    Trades,
    /// Candles of one interval.
    Candles(Interval),
    /// Mark price and funding.
    Mark,
    /// Rolling day.
    Ticker,
    /// Forced closes.
    Liquidations,
    /// Changes of the contracts themselves, for the whole venue.
    Contracts,
}

impl Channel {
    /// The channel's name without its interval.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Bbo => "bbo",
            Self::Trades => "trades",
            Self::Candles(_) => "candles",
            Self::Mark => "mark",
            Self::Ticker => "ticker",
            Self::Liquidations => "liquidations",
            Self::Contracts => "contracts",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Candles(interval) => write!(f, "candles.{interval}"),
            other => f.write_str(other.kind()),
        }
    }
}

impl Serialize for Channel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Length of a candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Interval {
    M1,
    M3,
    M5,
    M15,
    M30,
    H1,
    H2,
    H4,
    H6,
    H8,
    H12,
    D1,
    D3,
    W1,
    Month1,
}

/// Why a text is not an interval.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown interval {0:?}; known: 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M")]
pub struct IntervalError(String);

impl Interval {
    /// All intervals, shortest first.
    pub const ALL: [Self; 15] = [
        Self::M1,
        Self::M3,
        Self::M5,
        Self::M15,
        Self::M30,
        Self::H1,
        Self::H2,
        Self::H4,
        Self::H6,
        Self::H8,
        Self::H12,
        Self::D1,
        Self::D3,
        Self::W1,
        Self::Month1,
    ];

    /// The interval's usual name; a month has a capital M.
    pub const fn name(self) -> &'static str {
        match self {
            Self::M1 => "1m",
            Self::M3 => "3m",
            Self::M5 => "5m",
            Self::M15 => "15m",
            Self::M30 => "30m",
            Self::H1 => "1h",
            Self::H2 => "2h",
            Self::H4 => "4h",
            Self::H6 => "6h",
            Self::H8 => "8h",
            Self::H12 => "12h",
            Self::D1 => "1d",
            Self::D3 => "3d",
            Self::W1 => "1w",
            Self::Month1 => "1M",
        }
    }

    /// Its length; a month counts as 30 days and is only good for paging.
    pub const fn duration(self) -> Duration {
        let minutes = match self {
            Self::M1 => 1,
            Self::M3 => 3,
            Self::M5 => 5,
            Self::M15 => 15,
            Self::M30 => 30,
            Self::H1 => 60,
            Self::H2 => 120,
            Self::H4 => 240,
            Self::H6 => 360,
            Self::H8 => 480,
            Self::H12 => 720,
            Self::D1 => 1_440,
            Self::D3 => 4_320,
            Self::W1 => 10_080,
            Self::Month1 => 43_200,
        };
        Duration::from_secs(minutes * 60)
    }
}

impl FromStr for Interval {
    type Err = IntervalError;
    fn from_str(text: &str) -> Result<Self, IntervalError> {
        Self::ALL.into_iter().find(|interval| interval.name() == text).ok_or_else(|| IntervalError(text.chars().take(16).collect()))
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialSchema for Interval {
    fn schema() -> RefOr<Schema> {
        let about = "Length of a candle; `1M` is a calendar month. Which ones a venue has stands in its capabilities.";
        let names = Self::ALL.map(Self::name);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).description(Some(about)).into()
    }
}

impl ToSchema for Interval {}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Interval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
