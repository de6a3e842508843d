//! What does a `bookTicker` say?

use twinline_model::{Bbo, Quote};
use twinline_venue::Fact;

use super::context::Context;
use super::numbers::{Bad, Text, millis, price_if_any, quantity};
use super::walk::Walk;

#[derive(Debug, Default)]
struct Ticker<'de> {
    symbol: Text<'de>,
    update: Option<u64>,
    bid: Text<'de>,
    bid_size: Text<'de>,
    ask: Text<'de>,
    ask_size: Text<'de>,
    event_ms: Option<u64>,
    trade_ms: Option<u64>,
    market: Option<u64>,
}

pub(super) fn ticker<'de, W: Walk<'de>>(mut members: W, cx: &mut Context<'_>) -> Result<(), W::Error> {
    let mut ticker = Ticker::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut ticker.symbol)?,
            "u" => members.integer(&mut ticker.update)?,
            "b" => members.text(&mut ticker.bid)?,
            "B" => members.text(&mut ticker.bid_size)?,
            "a" => members.text(&mut ticker.ask)?,
            "A" => members.text(&mut ticker.ask_size)?,
            "E" => members.integer(&mut ticker.event_ms)?,
            "T" => members.integer(&mut ticker.trade_ms)?,
            "st" => members.integer(&mut ticker.market)?,
            "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&ticker, cx);
    cx.settle(result)
}

fn fact(ticker: &Ticker<'_>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let Some(ix) = cx.whose("bookTicker.s", ticker.symbol.as_deref(), ticker.market)? else {
        return Ok(None);
    };
    let bid = quote(("bookTicker.b", ticker.bid.as_deref()), ("bookTicker.B", ticker.bid_size.as_deref()))?;
    let ask = quote(("bookTicker.a", ticker.ask.as_deref()), ("bookTicker.A", ticker.ask_size.as_deref()))?;
    let ts = ticker.trade_ms.or(ticker.event_ms).map(millis);
    Ok(Some(Fact::Bbo { ix, bbo: Bbo { bid, ask, venue_seq: ticker.update }, ts }))
}

/// One side of a quote. ASSUMED: a side without orders is written as price zero and size zero.
pub(super) fn quote(price: (&'static str, Option<&str>), size: (&'static str, Option<&str>)) -> Result<Option<Quote>, Bad> {
    if price.1.is_none() {
        return Err(Bad::Missing(price.0));
    }
    let amount = quantity(size.0, size.1)?;
    match price_if_any(price.0, price.1)? {
        Some(price) => Ok(Some(Quote { price, size: amount })),
        None if amount.is_zero() => Ok(None),
        None => Err(Bad::Refused(price.0)),
    }
}
