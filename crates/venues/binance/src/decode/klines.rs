//! What do `kline` and `continuous_kline` say?

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use std::fmt;
use twinline_model::{Candle, Interval};
use twinline_venue::{Fact, Facts, InstrumentIx, OddityKind};

use super::context::Context;
use super::members::{Members, note};
use super::numbers::{Bad, Text, millis, need, notional, price, quantity};
use super::walk::Walk;

#[derive(Debug, Default)]
struct Kline<'de> {
    symbol: Text<'de>,
    event_ms: Option<u64>,
    market: Option<u64>,
    contract: Text<'de>,
    bar: Option<Bar<'de>>,
}

/// The inner object.
#[derive(Debug, Default)]
struct Bar<'de> {
    interval: Text<'de>,
    open_ms: Option<u64>,
    close_ms: Option<u64>,
    open: Text<'de>,
    high: Text<'de>,
    low: Text<'de>,
    close: Text<'de>,
    volume: Text<'de>,
    quote_volume: Text<'de>,
    trades: Option<u64>,
    closed: Option<bool>,
}

/// A candle of an instrument.
pub(super) fn kline<'de, A: MapAccess<'de>>(mut members: Members<A>, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let mut kline = Kline::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut kline.symbol)?,
            "k" => inner(&mut members, &mut kline.bar, "kline.k", cx.out)?,
            "E" => members.integer(&mut kline.event_ms)?,
            "st" => members.integer(&mut kline.market)?,
            "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&kline, cx);
    cx.settle(result)
}

/// A candle of a pair and a kind of contract. A perpetual bears the name of its pair; which contract a quarter is
/// changes with time and is not said, so nothing is made of those.
pub(super) fn continuous<'de, A: MapAccess<'de>>(mut members: Members<A>, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let mut kline = Kline::default();
    while let Some(name) = members.next()? {
        match &*name {
            "ps" => members.text(&mut kline.symbol)?,
            "ct" => members.text(&mut kline.contract)?,
            "k" => inner(&mut members, &mut kline.bar, "continuous_kline.k", cx.out)?,
            "E" => members.integer(&mut kline.event_ms)?,
            "st" => members.integer(&mut kline.market)?,
            other => members.unknown(other, cx.out)?,
        }
    }
    if !matches!(kline.contract.as_deref(), Some("PERPETUAL" | "TRADIFI_PERPETUAL")) {
        return Ok(());
    }
    let result = fact(&kline, cx);
    cx.settle(result)
}

fn inner<'de, A: MapAccess<'de>>(
    members: &mut Members<A>,
    slot: &mut Option<Bar<'de>>,
    event: &'static str,
    out: &mut Facts,
) -> Result<(), A::Error> {
    let bar = members.seed(BarSeed { event, out })?;
    match slot.replace(bar) {
        None => Ok(()),
        Some(_) => Err(members.twice("k")),
    }
}

fn fact(kline: &Kline<'_>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let Some(ix) = cx.whose("kline.s", kline.symbol.as_deref(), kline.market)? else {
        return Ok(None);
    };
    let bar = need("kline.k", kline.bar.as_ref())?;
    let word = need("kline.k.i", bar.interval.as_deref())?;
    let Ok(interval) = word.parse::<Interval>() else {
        note(cx.out, OddityKind::Value, format_args!("kline.k.i {word}"));
        return Ok(None);
    };
    candle(bar, interval).map(|candle| Some(of(ix, candle, kline.event_ms)))
}

fn of(ix: InstrumentIx, candle: Candle, event_ms: Option<u64>) -> Fact {
    Fact::Candle { ix, candle, ts: event_ms.map(millis) }
}

fn candle(bar: &Bar<'_>, interval: Interval) -> Result<Candle, Bad> {
    Ok(Candle {
        interval,
        open_ts: millis(need("kline.k.t", bar.open_ms)?),
        close_ts: millis(need("kline.k.T", bar.close_ms)?),
        open: price("kline.k.o", bar.open.as_deref())?,
        high: price("kline.k.h", bar.high.as_deref())?,
        low: price("kline.k.l", bar.low.as_deref())?,
        close: price("kline.k.c", bar.close.as_deref())?,
        volume: quantity("kline.k.v", bar.volume.as_deref())?,
        quote_volume: notional("kline.k.q", bar.quote_volume.as_deref())?,
        trades: bar.trades,
        closed: need("kline.k.x", bar.closed)?,
    })
}

/// Reads the inner object.
struct BarSeed<'c> {
    event: &'static str,
    out: &'c mut Facts,
}

impl<'de> DeserializeSeed<'de> for BarSeed<'_> {
    type Value = Bar<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for BarSeed<'_> {
    type Value = Bar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a candle")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::plain_object(map, self.event);
        let mut bar = Bar::default();
        while let Some(name) = members.next()? {
            match &*name {
                "i" => members.text(&mut bar.interval)?,
                "t" => members.integer(&mut bar.open_ms)?,
                "T" => members.integer(&mut bar.close_ms)?,
                "o" => members.text(&mut bar.open)?,
                "h" => members.text(&mut bar.high)?,
                "l" => members.text(&mut bar.low)?,
                "c" => members.text(&mut bar.close)?,
                "v" => members.text(&mut bar.volume)?,
                "q" => members.text(&mut bar.quote_volume)?,
                "n" => members.integer(&mut bar.trades)?,
                "x" => members.flag(&mut bar.closed)?,
                // symbol, first and last trade id (-1 without trades), taker volumes, ignore
                "s" | "f" | "L" | "V" | "Q" | "B" => members.skip()?,
                other => members.unknown(other, self.out)?,
            }
        }
        Ok(bar)
    }
}
