//! What does a `depthUpdate` say?
//!
//! Three streams look alike: changes of the book, its best levels, and changes of the book with RPI orders, which is not
//! ours. The stream's name tells them apart; a frame without one is told by what its link carries.

use serde::de::{DeserializeSeed, Error};
use twinline_venue::{BookFact, Fact, Facts, InstrumentIx, OddityKind, Span};

use super::context::Context;
use super::levels::{Gauge, Rows, Verdict};
use super::members::{Raw, note};
use super::numbers::{Bad, Text, millis, need};
use super::walk::Walk;
use crate::names::DepthStream;

/// Members of a `depthUpdate` as they come. Sides that stand before the symbol wait as text.
#[derive(Debug, Default)]
struct Update<'de> {
    symbol: Text<'de>,
    gauge: Option<(InstrumentIx, Gauge)>,
    bids: Option<Span>,
    asks: Option<Span>,
    early_bids: Option<Raw<'de>>,
    early_asks: Option<Raw<'de>>,
    first: Option<u64>,
    last: Option<u64>,
    prev: Option<u64>,
    event_ms: Option<u64>,
    trade_ms: Option<u64>,
    market: Option<u64>,
}

pub(super) fn update<'de, W: Walk<'de>>(mut members: W, cx: &mut Context<'_>) -> Result<(), W::Error> {
    let mut update = Update::default();
    let start = cx.out.next_level();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => {
                members.text(&mut update.symbol)?;
                let ix = update.symbol.as_deref().and_then(|symbol| cx.view.instruments.find(symbol));
                update.gauge = ix.map(|ix| (ix, Gauge::new(cx.view, ix)));
            }
            "b" => side(&mut members, cx.out, &update.symbol, &mut update.gauge, &mut update.bids, &mut update.early_bids)?,
            "a" => side(&mut members, cx.out, &update.symbol, &mut update.gauge, &mut update.asks, &mut update.early_asks)?,
            "U" => members.integer(&mut update.first)?,
            "u" => members.integer(&mut update.last)?,
            "pu" => members.integer(&mut update.prev)?,
            "E" => members.integer(&mut update.event_ms)?,
            "T" => members.integer(&mut update.trade_ms)?,
            "st" => members.integer(&mut update.market)?,
            "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    read_early(&mut update, cx.out).map_err(W::Error::custom)?;
    let result = fact(&update, cx);
    if !matches!(result, Ok(Some(_))) || matches!(result, Ok(Some(Fact::Precision { .. }))) {
        cx.out.drop_levels(start);
    }
    cx.settle(result)
}

/// Reads one side straight into `out`, if it is known already whose it is.
fn side<'de, W: Walk<'de>>(
    members: &mut W,
    out: &mut Facts,
    symbol: &Text<'de>,
    gauge: &mut Option<(InstrumentIx, Gauge)>,
    span: &mut Option<Span>,
    early: &mut Option<Raw<'de>>,
) -> Result<(), W::Error> {
    if span.is_some() {
        return Err(members.twice("a side"));
    }
    match gauge {
        Some((_, gauge)) => {
            *span = Some(members.rows(gauge, out)?);
            Ok(())
        }
        None if symbol.is_some() => {
            *span = Some(Span::default());
            members.skip()
        }
        None => members.raw(early),
    }
}

/// Reads the sides that stood before the symbol.
fn read_early(update: &mut Update<'_>, out: &mut Facts) -> Result<(), sonic_rs::Error> {
    let Some((_, gauge)) = &mut update.gauge else {
        return Ok(());
    };
    for (early, span) in [(&update.early_bids, &mut update.bids), (&update.early_asks, &mut update.asks)] {
        if let Some(raw) = early {
            if span.is_some() {
                return Err(sonic_rs::Error::custom("depthUpdate: a side stands twice"));
            }
            let mut text = sonic_rs::Deserializer::from_str(raw.as_str());
            *span = Some(Rows { gauge, out }.deserialize(&mut text)?);
        }
    }
    Ok(())
}

fn fact(update: &Update<'_>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let stream = stream(update, cx);
    let Some(ix) = cx.ours("depthUpdate.s", update.symbol.as_deref(), update.gauge.map(|gauge| gauge.0), update.market)? else {
        return Ok(None);
    };
    let Some(stream) = stream else {
        note(cx.out, OddityKind::Value, format_args!("depthUpdate of a stream that cannot be told"));
        return Ok(None);
    };
    let (first, last) = (need("depthUpdate.U", update.first)?, need("depthUpdate.u", update.last)?);
    let (bids, asks) = (need("depthUpdate.b", update.bids)?, need("depthUpdate.a", update.asks)?);
    if first > last {
        return Err(Bad::Refused("depthUpdate.U"));
    }
    let (_, gauge) = need("depthUpdate.s", update.gauge)?;
    match gauge.verdict() {
        Verdict::Fit => {}
        Verdict::Precision { .. } if stream == DepthStream::Rpi => return Ok(None),
        Verdict::Precision { price_scale, size_scale } => return Ok(Some(Fact::Precision { ix, price_scale, size_scale })),
        Verdict::Refused => return Err(Bad::Refused("depthUpdate levels")),
    }
    let ts = update.trade_ms.or(update.event_ms).map(millis);
    Ok(match stream {
        DepthStream::Diff => Some(Fact::BookDelta(BookFact { ix, first, last, prev: update.prev, bids, asks, sum: None, ts })),
        DepthStream::Partial => Some(Fact::BookTop(BookFact { ix, first: last, last, prev: None, bids, asks, sum: None, ts })),
        DepthStream::Rpi => None,
    })
}

/// Which of the three streams this is. On a link without names in its frames: the one depth stream that the link has for
/// this symbol; changes of the book if the link's names are not known; `None` if there are several.
fn stream(update: &Update<'_>, cx: &Context<'_>) -> Option<DepthStream> {
    if cx.named {
        return cx.depth;
    }
    let names = cx.view.links.get(&cx.link).map(|link| link.names.as_slice()).unwrap_or_default();
    let symbol = update.symbol.as_deref().unwrap_or_default();
    let mut found = names.iter().filter(|name| is_of(name, symbol)).filter_map(|name| DepthStream::of(name));
    let Some(first) = found.next() else {
        return Some(DepthStream::Diff);
    };
    found.all(|other| other == first).then_some(first)
}

/// True if a stream's name is about a symbol.
fn is_of(name: &str, symbol: &str) -> bool {
    name.split_once('@').is_some_and(|(of, _)| of == symbol.to_lowercase())
}
