//! Shapes of what moves.

use serde::{Serialize, Serializer};
use twinline_model::{
    Bbo, BookChange, BookLevels, Candle, Freshness, Funding, InstrumentId, Level, MarkPrice, MarketEvent, Notional, Price, Qty, Quote,
    Rate, Side, Ticker, Timestamp, Trade, format_scaled,
};
use utoipa::ToSchema;

use super::schema::LevelSchema;

/// Levels of one side as `[price, size]` texts.
#[derive(Debug, Clone, Copy)]
pub struct Levels<'a> {
    levels: &'a [Level],
    price_scale: u8,
    size_scale: u8,
}

impl<'a> Levels<'a> {
    /// The first `depth` levels of a side.
    pub fn new(levels: &'a [Level], of: &BookLevels, depth: usize) -> Self {
        Self { levels: &levels[..levels.len().min(depth)], price_scale: of.price_scale, size_scale: of.size_scale }
    }
}

impl Serialize for Levels<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.levels.iter().map(|level| (Scaled(level.price, self.price_scale), Size(level.size, self.size_scale))))
    }
}

struct Scaled(i64, u8);

impl Serialize for Scaled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(24);
        format_scaled(self.0, self.1, &mut text);
        serializer.serialize_str(&text)
    }
}

/// A size; nothing is `"0"` whatever the scale, because that is what removes a level.
struct Size(i64, u8);

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 == 0 { serializer.serialize_str("0") } else { Scaled(self.0, self.1).serialize(serializer) }
    }
}

/// Levels of a book: up to 1000 a side in a snapshot, changed ones in an event.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct BookData<'a> {
    /// The venue's own number of the last change.
    venue_seq: Text,
    /// Best first. In an event only what changed; size `"0"` takes a level away.
    #[schema(value_type = Vec<LevelSchema>)]
    bids: Levels<'a>,
    /// Best first. In an event only what changed; size `"0"` takes a level away.
    #[schema(value_type = Vec<LevelSchema>)]
    asks: Levels<'a>,
}

impl<'a> BookData<'a> {
    /// A whole book or a change.
    pub fn new(change: &'a BookChange) -> Self {
        let of = &change.levels;
        Self { venue_seq: Text(change.venue_seq), bids: Levels::new(&of.bids, of, usize::MAX), asks: Levels::new(&of.asks, of, usize::MAX) }
    }
}

/// A number that is text on the wire, because programs read numbers as floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text(pub u64);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The best levels of a book.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookAnswer {
    /// Whose.
    pub instrument: InstrumentId,
    /// Which history: rises whenever the book was joined anew.
    pub epoch: u64,
    /// Place in that history, as the topic `book` counts.
    pub seq: u64,
    /// The venue's own number of the last change.
    #[schema(required, value_type = Option<Text>)]
    pub venue_seq: Option<String>,
    /// How current.
    pub freshness: Freshness,
    /// Milliseconds since the last change arrived.
    #[schema(required)]
    pub age_ms: Option<i64>,
    /// Venue time of the last change.
    #[schema(required)]
    pub ts_venue: Option<Timestamp>,
    /// When the last change arrived.
    #[schema(required)]
    pub ts_recv: Option<Timestamp>,
    /// Best first.
    #[schema(value_type = Vec<LevelSchema>)]
    pub bids: Vec<[String; 2]>,
    /// Best first.
    #[schema(value_type = Vec<LevelSchema>)]
    pub asks: Vec<[String; 2]>,
}

/// The first `depth` levels of a side as texts.
pub fn level_texts(levels: &[Level], of: &BookLevels, depth: usize) -> Vec<[String; 2]> {
    let text = |value: i64, scale: u8| {
        let mut text = String::with_capacity(24);
        format_scaled(value, scale, &mut text);
        text
    };
    levels.iter().take(depth).map(|level| [text(level.price, of.price_scale), text(level.size, of.size_scale)]).collect()
}

/// Best bid and offer, as shown by the venue's own stream of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BboRow {
    /// Best bid; `null` if there is none.
    #[schema(required)]
    bid: Option<Quote>,
    /// Best ask; `null` if there is none.
    #[schema(required)]
    ask: Option<Quote>,
    /// The venue's own number, if it has one.
    #[schema(required)]
    venue_seq: Option<Text>,
}

/// Best bid and offer.
pub fn bbo_row(bbo: &Bbo) -> BboRow {
    BboRow { bid: bbo.bid, ask: bbo.ask, venue_seq: bbo.venue_seq.map(Text) }
}

/// Rolling day, best quotes and mark price; what is not known yet is `null`.
#[derive(Debug, Serialize, ToSchema)]
pub struct TickerAnswer {
    /// Whose.
    pub instrument: InstrumentId,
    /// The least current of the three.
    pub freshness: Freshness,
    /// Milliseconds since the oldest of the three arrived.
    #[schema(required)]
    pub age_ms: Option<i64>,
    /// Rolling day.
    #[schema(required)]
    pub ticker: Option<Ticker>,
    /// Best bid and offer.
    #[schema(required)]
    pub bbo: Option<BboRow>,
    /// Mark price.
    #[schema(required)]
    pub mark: Option<MarkPrice>,
}

/// One trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TradeRow {
    /// The venue's id; rises with time within an instrument.
    id: Text,
    /// Price.
    price: Price,
    /// Size, in base units.
    size: Qty,
    /// The taker's side.
    side: Side,
    /// The venue's time of it.
    ts: Timestamp,
}

impl From<&Trade> for TradeRow {
    fn from(trade: &Trade) -> Self {
        Self { id: Text(trade.id), price: trade.price, size: trade.size, side: trade.side, ts: trade.ts }
    }
}

/// At most `limit` trades, newest first; the model keeps them oldest first.
pub fn newest_first(trades: &[Trade], limit: usize) -> Vec<TradeRow> {
    trades.iter().rev().take(limit).map(TradeRow::from).collect()
}

/// Trades as the stream has them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TradesData {
    /// Newest first, at most 100.
    trades: Vec<TradeRow>,
}

/// One candle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CandleRow {
    /// First instant of the interval.
    open_ts: Timestamp,
    /// Last instant of the interval, as the venue names it.
    close_ts: Timestamp,
    /// First price.
    open: Price,
    /// Highest price.
    high: Price,
    /// Lowest price.
    low: Price,
    /// Last price so far.
    close: Price,
    /// Base units traded.
    volume: Qty,
    /// Quote units traded.
    #[schema(required)]
    quote_volume: Option<Notional>,
    /// How many trades.
    #[schema(required)]
    trades: Option<u64>,
    /// True once it changes no more.
    closed: bool,
}

impl From<&Candle> for CandleRow {
    fn from(candle: &Candle) -> Self {
        Self {
            open_ts: candle.open_ts,
            close_ts: candle.close_ts,
            open: candle.open,
            high: candle.high,
            low: candle.low,
            close: candle.close,
            volume: candle.volume,
            quote_volume: candle.quote_volume,
            trades: candle.trades,
            closed: candle.closed,
        }
    }
}

/// Candles, oldest first.
pub fn candle_rows(candles: &[Candle]) -> Vec<CandleRow> {
    candles.iter().map(CandleRow::from).collect()
}

/// Candles as the stream has them.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandlesData {
    /// Oldest first; a candle replaces the one with its `open_ts`.
    candles: Vec<CandleRow>,
}

/// One funding exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FundingRow {
    /// When it was exchanged.
    ts: Timestamp,
    /// A ratio; longs pay when it is positive.
    rate: Rate,
    /// Mark price that it was computed from.
    #[schema(required)]
    mark_price: Option<Price>,
}

impl From<&Funding> for FundingRow {
    fn from(funding: &Funding) -> Self {
        Self { ts: funding.ts, rate: funding.rate, mark_price: funding.mark_price }
    }
}

/// `data` of a market topic.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum MarketData<'a> {
    /// `book`.
    Book(BookData<'a>),
    /// `bbo`.
    Bbo(BboRow),
    /// `trades`.
    Trades(TradesData),
    /// `candles`.
    Candles(CandlesData),
    /// `mark`.
    Mark(&'a MarkPrice),
    /// `ticker`.
    Ticker(&'a Ticker),
}

impl<'a> MarketData<'a> {
    /// What the stream says of an event; `None` for what has no topic.
    pub fn of(event: &'a MarketEvent) -> Option<Self> {
        Some(match event {
            MarketEvent::Book(change) => Self::Book(BookData::new(change)),
            MarketEvent::Bbo(bbo) => Self::Bbo(bbo_row(bbo)),
            MarketEvent::Trades(trades) => Self::Trades(TradesData { trades: newest_first(trades, 100) }),
            MarketEvent::Candles(candles) => Self::Candles(CandlesData { candles: candle_rows(candles) }),
            MarketEvent::Mark(mark) => Self::Mark(mark),
            MarketEvent::Ticker(ticker) => Self::Ticker(ticker),
            MarketEvent::Liquidation(_) => return None,
        })
    }
}
