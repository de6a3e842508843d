//! What do `aggTrade` and `trade` say?

use twinline_model::{Side, Trade};
use twinline_venue::Fact;

use super::context::Context;
use super::numbers::{Bad, Text, millis, need, price, traded};
use super::walk::Walk;

#[derive(Debug, Default)]
struct Print<'de> {
    symbol: Text<'de>,
    id: Option<u64>,
    price: Text<'de>,
    size: Text<'de>,
    trade_ms: Option<u64>,
    buyer_is_maker: Option<bool>,
    market: Option<u64>,
}

/// Trades of one taker order at one price, joined. Its ids are those of the REST `aggTrades`.
pub(super) fn aggregate<'de, W: Walk<'de>>(mut members: W, cx: &mut Context<'_>) -> Result<(), W::Error> {
    let mut print = Print::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut print.symbol)?,
            "a" => members.integer(&mut print.id)?,
            "p" => members.text(&mut print.price)?,
            "q" => members.text(&mut print.size)?,
            "T" => members.integer(&mut print.trade_ms)?,
            "m" => members.flag(&mut print.buyer_is_maker)?,
            "st" => members.integer(&mut print.market)?,
            // first and last trade id, quantity without RPI orders, event time, pair
            "f" | "l" | "nq" | "E" | "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&print, cx);
    cx.settle(result)
}

/// Single trades: an undocumented stream with ids of its own. We never subscribe to it; a recording may hold it.
pub(super) fn single<'de, W: Walk<'de>>(mut members: W, cx: &mut Context<'_>) -> Result<(), W::Error> {
    let mut print = Print::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut print.symbol)?,
            "t" => members.integer(&mut print.id)?,
            "p" => members.text(&mut print.price)?,
            "q" => members.text(&mut print.size)?,
            "T" => members.integer(&mut print.trade_ms)?,
            "m" => members.flag(&mut print.buyer_is_maker)?,
            "st" => members.integer(&mut print.market)?,
            "X" | "E" | "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&print, cx);
    cx.settle(result)
}

fn fact(print: &Print<'_>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let Some(ix) = cx.whose("trade.s", print.symbol.as_deref(), print.market)? else {
        return Ok(None);
    };
    let trade = Trade {
        id: need("trade id", print.id)?,
        price: price("trade.p", print.price.as_deref())?,
        size: traded("trade.q", print.size.as_deref())?,
        side: taker(need("trade.m", print.buyer_is_maker)?),
        ts: millis(need("trade.T", print.trade_ms)?),
    };
    Ok(Some(Fact::Trade { ix, trade }))
}

/// The taker sells if the buyer was the maker.
pub(super) const fn taker(buyer_is_maker: bool) -> Side {
    if buyer_is_maker { Side::Sell } else { Side::Buy }
}
