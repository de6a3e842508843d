//! What does a `markPriceUpdate` say?

use serde::de::MapAccess;
use twinline_model::MarkPrice;
use twinline_venue::Fact;

use super::context::Context;
use super::members::Members;
use super::numbers::{Bad, Text, millis, millis_if_any, price, price_if_any, rate};
use super::walk::Walk;

#[derive(Debug, Default)]
struct Update<'de> {
    symbol: Text<'de>,
    mark: Text<'de>,
    index: Text<'de>,
    settle: Text<'de>,
    rate: Text<'de>,
    next_funding_ms: Option<u64>,
    event_ms: Option<u64>,
    market: Option<u64>,
}

pub(super) fn update<'de, A: MapAccess<'de>>(mut members: Members<A>, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let mut update = Update::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut update.symbol)?,
            "p" => members.text(&mut update.mark)?,
            "i" => members.text(&mut update.index)?,
            "P" => members.text(&mut update.settle)?,
            "r" => members.text(&mut update.rate)?,
            "T" => members.integer(&mut update.next_funding_ms)?,
            "E" => members.integer(&mut update.event_ms)?,
            "st" => members.integer(&mut update.market)?,
            // moving average of the mark, pair
            "ap" | "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&update, cx);
    cx.settle(result)
}

/// ASSUMED: dated contracts have no funding, written as an empty rate and a next time of zero.
fn fact(update: &Update<'_>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let Some(ix) = cx.whose("markPriceUpdate.s", update.symbol.as_deref(), update.market)? else {
        return Ok(None);
    };
    let mark = MarkPrice {
        mark: price("markPriceUpdate.p", update.mark.as_deref())?,
        index: price_if_any("markPriceUpdate.i", update.index.as_deref())?,
        settle_estimate: price_if_any("markPriceUpdate.P", update.settle.as_deref())?,
        funding_rate: rate("markPriceUpdate.r", update.rate.as_deref())?,
        next_funding_ts: millis_if_any(update.next_funding_ms),
    };
    Ok(Some(Fact::Mark { ix, mark, ts: update.event_ms.map(millis) }))
}
