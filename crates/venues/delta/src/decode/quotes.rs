//! What does a message about the best bid and offer say?

use std::borrow::Cow;

use twinline_model::{Bbo, Qty, Quote};
use twinline_venue::{Fact, InstrumentIx};

use super::frame::Context;
use super::numbers::{Bad, contracts, micros, price_if_any};
use super::object::{Object, text};

/// One side: a price without a size, or none at all, is an empty side.
pub(super) fn side(name: &'static str, price: Option<Cow<'_, str>>, size: Option<Cow<'_, str>>, each: Qty) -> Result<Option<Quote>, Bad> {
    let (Some(price), Some(size)) = (price_if_any(name, price)?, size) else { return Ok(None) };
    let size = contracts(name, Some(size), each)?;
    Ok((!size.is_zero()).then_some(Quote { price, size }))
}

/// `ob_l1`: `lts` is when the book changed, `ts` when it was told, which goes on while nothing changes.
pub(super) fn short(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["lts"]);
    let ix = cx.whose("ob_l1.sy", object.text("sy").as_deref())?;
    quote(object, ["bp", "bs", "ap", "as"], "ts", ix, cx)
}

/// `l1_orderbook`.
pub(super) fn long(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["product_id", "last_sequence_no", "last_updated_at"]);
    let ix = cx.whose("l1_orderbook.symbol", object.text("symbol").as_deref())?;
    quote(object, ["best_bid", "bid_qty", "best_ask", "ask_qty"], "timestamp", ix, cx)
}

/// `l1ob`: ask, its size, bid, its size. Not in the documents any more.
pub(super) fn list(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["T"]);
    let ix = cx.whose("l1ob.s", object.text("s").as_deref())?;
    let ts = object.integer("t")?.map(micros);
    let values = object.list("d")?.unwrap_or_default();
    let [ask, ask_size, bid, bid_size] = &values[..] else { return Err(Bad::Malformed("l1ob.d")) };
    let Some(ix) = ix else { return Ok(()) };
    let each = cx.view.instruments.get(ix).contract_size;
    let value = |raw: &'_ sonic_rs::LazyValue<'_>| text(raw.as_raw_str()).map(|text| Cow::Owned(text.into_owned()));
    let bbo = Bbo {
        bid: side("l1ob.bid", value(bid), value(bid_size), each)?,
        ask: side("l1ob.ask", value(ask), value(ask_size), each)?,
        venue_seq: None,
    };
    cx.out.push(Fact::Bbo { ix, bbo, ts });
    Ok(())
}

fn quote(object: &mut Object<'_>, names: [&str; 4], time: &'static str, ix: Option<InstrumentIx>, cx: &mut Context<'_>) -> Result<(), Bad> {
    let ts = object.integer(time)?.map(micros);
    let [bid, bid_size, ask, ask_size] = names.map(|name| object.owned(name).map(Cow::Owned));
    let Some(ix) = ix else { return Ok(()) };
    let each = cx.view.instruments.get(ix).contract_size;
    let bbo = Bbo { bid: side("l1.bid", bid, bid_size, each)?, ask: side("l1.ask", ask, ask_size, each)?, venue_seq: None };
    cx.out.push(Fact::Bbo { ix, bbo, ts });
    Ok(())
}
