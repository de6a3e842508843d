//! What do `24hrTicker` and `24hrMiniTicker` say?

use serde::de::MapAccess;
use twinline_venue::Fact;

use super::context::Context;
use super::members::Members;
use super::numbers::{Bad, Text, change, millis, notional, price_if_any, quantity_if_any, rate};
use super::walk::Walk;

#[derive(Debug, Default)]
struct Ticker<'de> {
    symbol: Text<'de>,
    change: Text<'de>,
    change_pct: Text<'de>,
    weighted: Text<'de>,
    last: Text<'de>,
    open: Text<'de>,
    high: Text<'de>,
    low: Text<'de>,
    volume: Text<'de>,
    quote_volume: Text<'de>,
    open_ms: Option<u64>,
    close_ms: Option<u64>,
    event_ms: Option<u64>,
    market: Option<u64>,
}

pub(super) fn full<'de, A: MapAccess<'de>>(mut members: Members<A>, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let mut ticker = Ticker::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut ticker.symbol)?,
            "p" => members.text(&mut ticker.change)?,
            "P" => members.text(&mut ticker.change_pct)?,
            "w" => members.text(&mut ticker.weighted)?,
            "c" => members.text(&mut ticker.last)?,
            "o" => members.text(&mut ticker.open)?,
            "h" => members.text(&mut ticker.high)?,
            "l" => members.text(&mut ticker.low)?,
            "v" => members.text(&mut ticker.volume)?,
            "q" => members.text(&mut ticker.quote_volume)?,
            "O" => members.integer(&mut ticker.open_ms)?,
            "C" => members.integer(&mut ticker.close_ms)?,
            "E" => members.integer(&mut ticker.event_ms)?,
            "st" => members.integer(&mut ticker.market)?,
            // last quantity, first and last trade id, number of trades, pair
            "Q" | "F" | "L" | "n" | "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&ticker, cx);
    cx.settle(result)
}

/// The same with fewer members; what it does not say stays absent.
pub(super) fn mini<'de, A: MapAccess<'de>>(mut members: Members<A>, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let mut ticker = Ticker::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut ticker.symbol)?,
            "c" => members.text(&mut ticker.last)?,
            "o" => members.text(&mut ticker.open)?,
            "h" => members.text(&mut ticker.high)?,
            "l" => members.text(&mut ticker.low)?,
            "v" => members.text(&mut ticker.volume)?,
            "q" => members.text(&mut ticker.quote_volume)?,
            "E" => members.integer(&mut ticker.event_ms)?,
            "st" => members.integer(&mut ticker.market)?,
            "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&ticker, cx);
    cx.settle(result)
}

/// ASSUMED: prices are zero for what has not traded within the window; those are absent here.
fn fact(ticker: &Ticker<'_>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let Some(ix) = cx.whose("ticker.s", ticker.symbol.as_deref(), ticker.market)? else {
        return Ok(None);
    };
    let read = twinline_model::Ticker {
        last: price_if_any("ticker.c", ticker.last.as_deref())?,
        change: change("ticker.p", ticker.change.as_deref())?,
        change_pct: rate("ticker.P", ticker.change_pct.as_deref())?,
        open: price_if_any("ticker.o", ticker.open.as_deref())?,
        high: price_if_any("ticker.h", ticker.high.as_deref())?,
        low: price_if_any("ticker.l", ticker.low.as_deref())?,
        volume: quantity_if_any("ticker.v", ticker.volume.as_deref())?,
        quote_volume: notional("ticker.q", ticker.quote_volume.as_deref())?,
        weighted_avg: price_if_any("ticker.w", ticker.weighted.as_deref())?,
        open_ts: ticker.open_ms.map(millis),
        close_ts: ticker.close_ms.map(millis),
    };
    Ok(Some(Fact::Ticker { ix, ticker: read, ts: ticker.event_ms.map(millis) }))
}
