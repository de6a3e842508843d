//! What was before: trades, candles, funding.

use tokio::sync::oneshot;
use twinline_core::session::{Fetched, StreamState};
use twinline_model::{Candle, Channel, Duration, Freshness, Funding, Instrument, Interval, MarketEvent, Timestamp, Trade};
use twinline_venue::Step;

use super::find::bad_cursor;
use super::{Gateway, Venue};
use crate::error::GatewayError;
use crate::hub::{Request, sub_of};
use crate::wire::{CandleRow, FundingRow, Page, TradeRow, candle_rows, newest_first};

/// Beyond the venue's own time for an answer: waiting for the budget, and for our own queue.
const SLACK: std::time::Duration = std::time::Duration::from_secs(5);
/// Rows of a page, unless asked otherwise.
const DEFAULT_TRADES: usize = 100;
const DEFAULT_CANDLES: usize = 500;
const DEFAULT_FUNDING: usize = 100;
const MAX_FUNDING: usize = 1_000;
/// Before it there are no candles.
const EPOCH: Timestamp = Timestamp::from_nanos(0);

/// Which candles are asked for.
#[derive(Debug, Clone)]
pub struct CandleQuery {
    /// Their length.
    pub interval: Interval,
    /// First open time wanted.
    pub from: Option<Timestamp>,
    /// Last open time wanted.
    pub to: Option<Timestamp>,
    /// Rows of a page.
    pub limit: Option<usize>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

impl Gateway {
    /// Trades, newest first; the next page is older.
    pub async fn trades(
        &self,
        instrument: &Instrument,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<TradeRow>, GatewayError> {
        let venue = self.venue(instrument.id.venue())?;
        self.offered(venue, Channel::Trades)?;
        let limit = limit.unwrap_or(DEFAULT_TRADES).clamp(1, venue.spec.trades_page as usize);
        let before = cursor.map(|text| trade_id(text).ok_or_else(bad_cursor)).transpose()?;
        let trades = match (before, self.held_trades(instrument, limit).await?) {
            (None, Some(held)) => held,
            _ => self.fetch_trades(instrument, before, limit).await?,
        };
        let first = trades.len().saturating_sub(limit);
        let trades = &trades[first..];
        let next = trades.first().filter(|oldest| trades.len() == limit && oldest.id > 0).map(|oldest| oldest.id.to_string());
        Ok(Page { data: newest_first(trades, limit), next })
    }

    /// Trades that the session holds anyway, if they are current and enough.
    async fn held_trades(&self, instrument: &Instrument, limit: usize) -> Result<Option<Vec<Trade>>, GatewayError> {
        let (reply, answer) = oneshot::channel();
        let sub = sub_of(instrument.id.clone(), Channel::Trades);
        self.ask(instrument.id.venue(), Request::Peek { sub, reply }).await?;
        let state = answer.await.map_err(|_| GatewayError::Stopping)?;
        Ok(match state {
            Some(StreamState { freshness: Freshness::Live, event: Some(MarketEvent::Trades(held)), .. }) if held.len() >= limit => {
                Some(held)
            }
            _ => None,
        })
    }

    async fn fetch_trades(&self, instrument: &Instrument, before: Option<u64>, limit: usize) -> Result<Vec<Trade>, GatewayError> {
        let step = Step::Trades {
            instrument: instrument.id.clone(),
            from_id: before.map(|before| before.saturating_sub(limit as u64)),
            limit: rows(limit),
        };
        match self.fetch(instrument.id.venue(), step).await? {
            Fetched::Trades(mut trades) => {
                trades.retain(|trade| before.is_none_or(|before| trade.id < before));
                Ok(trades)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Candles, oldest first. From `from` on the next page is newer; without it, it is older.
    pub async fn candles(&self, instrument: &Instrument, query: &CandleQuery) -> Result<Page<CandleRow>, GatewayError> {
        let venue = self.venue(instrument.id.venue())?;
        self.offered(venue, Channel::Candles(query.interval))?;
        let limit = query.limit.unwrap_or(DEFAULT_CANDLES).clamp(1, venue.spec.candles_page as usize);
        let span = Span::of(query)?;
        if span.is_empty() {
            return Ok(Page::whole(Vec::new()));
        }
        let step =
            Step::Candles { instrument: instrument.id.clone(), interval: query.interval, from: span.from, to: span.to, limit: rows(limit) };
        let Fetched::Candles(mut candles) = self.fetch(instrument.id.venue(), step).await? else { return Ok(Page::whole(Vec::new())) };
        candles.retain(|candle| span.holds(candle.open_ts));
        let next = (candles.len() >= limit).then(|| span.next(&candles, query.interval)).flatten();
        Ok(Page { data: candle_rows(&candles), next })
    }

    /// Past funding, oldest first.
    pub async fn funding(&self, instrument: &Instrument, limit: Option<usize>) -> Result<Page<FundingRow>, GatewayError> {
        let limit = limit.unwrap_or(DEFAULT_FUNDING).clamp(1, MAX_FUNDING);
        let step = Step::Funding { instrument: instrument.id.clone(), from: None, to: None, limit: rows(limit) };
        let rows: Vec<Funding> = match self.fetch(instrument.id.venue(), step).await? {
            Fetched::Funding(rows) => rows,
            _ => Vec::new(),
        };
        Ok(Page::whole(rows.iter().map(FundingRow::from).collect()))
    }

    async fn fetch(&self, name: &str, step: Step) -> Result<Fetched, GatewayError> {
        let venue: &Venue = self.venue(name)?;
        let (reply, answer) = oneshot::channel();
        self.ask(name, Request::Fetch { step, reply }).await?;
        let patience = venue.spec.reply_timeout.to_std() + SLACK;
        let answered = tokio::time::timeout(patience, answer).await.map_err(|_| GatewayError::Timeout { venue: name.to_owned() })?;
        answered.map_err(|_| GatewayError::Stopping)?.map_err(|error| GatewayError::Venue { venue: name.to_owned(), error })
    }
}

/// Ids of trades have fewer than 19 digits; anything else is no cursor of ours.
fn trade_id(text: &str) -> Option<u64> {
    let plain = text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn rows(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

/// A stretch of open times and the way in which its pages go.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    forward: bool,
}

impl Span {
    fn of(query: &CandleQuery) -> Result<Self, GatewayError> {
        if query.from.zip(query.to).is_some_and(|(from, to)| from > to) {
            return Err(GatewayError::BadField { field: "from", reason: "must not be after `to`".to_owned() });
        }
        let mut span = Self { from: query.from, to: query.to, forward: query.from.is_some() };
        if let Some(cursor) = &query.cursor {
            let (way, ms) = cursor.split_at_checked(1).ok_or_else(bad_cursor)?;
            let digits = ms.strip_prefix('-').unwrap_or(ms);
            let plain = (1..=13).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            let at = ms.parse().ok().filter(|_| plain).map(Timestamp::from_millis).ok_or_else(bad_cursor)?;
            match way {
                "f" => span.from = Some(at),
                "b" => span.to = Some(at),
                _ => return Err(bad_cursor()),
            }
        }
        // No venue was there before 1970, and some refuse such times.
        span.from = span.from.map(|from| from.max(EPOCH));
        Ok(span)
    }

    /// True if no candle can be in it.
    fn is_empty(&self) -> bool {
        self.to.is_some_and(|to| to < self.from.unwrap_or(EPOCH))
    }

    fn holds(&self, open: Timestamp) -> bool {
        self.from.is_none_or(|from| open >= from) && self.to.is_none_or(|to| open <= to)
    }

    /// Where the next page begins: `f` and the first open time wanted, or `b` and the last.
    fn next(&self, page: &[Candle], interval: Interval) -> Option<String> {
        if !self.forward {
            let before = page.first()?.open_ts - Duration::from_millis(1);
            return Some(format!("b{}", before.as_millis()));
        }
        let last = page.last()?;
        let after = last.open_ts + interval.duration();
        // A month is as long as it is: what follows a candle begins where the venue says that it ends.
        let after = if interval == Interval::Month1 { last.close_ts + Duration::from_millis(1) } else { after };
        self.to.is_none_or(|to| after <= to).then(|| format!("f{}", after.as_millis()))
    }
}
