//! Shapes of what moves.

use serde::{Serialize, Serializer};
use twinline_model::{
    Bbo, BookChange, BookLevels, Candle, Freshness, Funding, InstrumentId, Level, MarkPrice, MarketEvent, Notional, Price, Qty, Quote,
    Rate, Side, Ticker, Timestamp, Trade, format_scaled,
};

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

/// Levels of a book as the stream has them.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct BookData<'a> {
    venue_seq: Text<u64>,
    bids: Levels<'a>,
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
pub struct Text<T>(pub T);

impl<T: std::fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// `GET …/book`.
#[derive(Debug, Serialize)]
pub struct BookAnswer {
    /// Whose.
    pub instrument: InstrumentId,
    /// Place in its history.
    pub epoch: u64,
    /// Place in its history.
    pub seq: u64,
    /// The venue's own number.
    pub venue_seq: Option<String>,
    /// How current.
    pub freshness: Freshness,
    /// Time since the last change.
    pub age_ms: Option<i64>,
    /// Venue time of the last change.
    pub ts_venue: Option<Timestamp>,
    /// When the last change arrived.
    pub ts_recv: Option<Timestamp>,
    /// Best first.
    pub bids: Vec<[String; 2]>,
    /// Best first.
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

/// Best bid and offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BboRow {
    bid: Option<Quote>,
    ask: Option<Quote>,
    venue_seq: Option<Text<u64>>,
}

/// Best bid and offer.
pub fn bbo_row(bbo: &Bbo) -> BboRow {
    BboRow { bid: bbo.bid, ask: bbo.ask, venue_seq: bbo.venue_seq.map(Text) }
}

/// `GET …/ticker`.
#[derive(Debug, Serialize)]
pub struct TickerAnswer {
    /// Whose.
    pub instrument: InstrumentId,
    /// The least current of the three.
    pub freshness: Freshness,
    /// Age of the oldest of the three.
    pub age_ms: Option<i64>,
    /// Rolling day.
    pub ticker: Option<Ticker>,
    /// Best bid and offer.
    pub bbo: Option<BboRow>,
    /// Mark price.
    pub mark: Option<MarkPrice>,
}

/// One trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TradeRow {
    id: Text<u64>,
    price: Price,
    size: Qty,
    side: Side,
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
#[derive(Debug, Serialize)]
pub struct TradesData {
    trades: Vec<TradeRow>,
}

/// One candle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CandleRow {
    open_ts: Timestamp,
    close_ts: Timestamp,
    open: Price,
    high: Price,
    low: Price,
    close: Price,
    volume: Qty,
    quote_volume: Option<Notional>,
    trades: Option<u64>,
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
#[derive(Debug, Serialize)]
pub struct CandlesData {
    candles: Vec<CandleRow>,
}

/// One funding exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FundingRow {
    ts: Timestamp,
    rate: Rate,
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
