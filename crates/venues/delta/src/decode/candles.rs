//! What does a candle say?

use twinline_model::{Candle, Duration, Interval, Qty, Timestamp};
use twinline_venue::{Fact, InstrumentIx, OddityKind};

use super::frame::Context;
use super::numbers::{Bad, contracts, micros, need, price};
use super::object::{Object, note};
use crate::names::MARK;

/// `candlestick_…` in either dialect. Candles of mark prices are not kept; a candle without a trade has no prices (as observed
/// in the recording) and is none.
pub(super) fn candle(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["last_updated", "product_id"]);
    let is_short = object.raw("sy").is_some();
    let [symbol, resolution, time] = if is_short { ["sy", "res", "ts"] } else { ["symbol", "resolution", "timestamp"] };
    let names = if is_short { ["o", "h", "l", "c", "v"] } else { ["open", "high", "low", "close", "volume"] };
    let symbol = object.owned(symbol);
    let resolution = need("candlestick.resolution", object.owned(resolution))?;
    let ts = need("candlestick.timestamp", object.integer(time)?)?;
    let start = object.integer("candle_start_time")?;
    let is_empty = object.raw(names[0]).is_none();
    let of_mark = symbol.as_deref().is_some_and(|symbol| symbol.starts_with(MARK));
    if of_mark || is_empty {
        object.pass(&names);
        return Ok(());
    }
    let ix = cx.whose("candlestick.symbol", symbol.as_deref())?;
    let (Some(ix), Ok(interval)) = (ix, resolution.parse::<Interval>()) else {
        if ix.is_some() {
            note(cx.out, OddityKind::Value, format_args!("candlestick.resolution {resolution}"));
        }
        object.pass(&names);
        return Ok(());
    };
    // The short form has no start. ASSUMED: weeks are counted from 1970, too.
    let length = u64::try_from(interval.duration().as_millis()).unwrap_or(1).saturating_mul(1_000);
    let open_ts = micros(start.unwrap_or(ts / length * length));
    let each = cx.view.instruments.get(ix).contract_size;
    let candle = read(object, names, interval, open_ts, each)?;
    cx.out.push(Fact::Candle { ix, candle, ts: Some(micros(ts)) });
    Ok(())
}

/// Prices and volume. ASSUMED: volume is in contracts, as it is over REST.
fn read(object: &mut Object<'_>, [o, h, l, c, v]: [&str; 5], interval: Interval, open_ts: Timestamp, each: Qty) -> Result<Candle, Bad> {
    let volume = match object.text(v) {
        Some(text) => contracts("candlestick.volume", Some(text), each)?,
        None => Qty::ZERO,
    };
    Ok(Candle {
        interval,
        open_ts,
        close_ts: open_ts + interval.duration() - Duration::from_nanos(1_000),
        open: price("candlestick.open", object.text(o))?,
        high: price("candlestick.high", object.text(h))?,
        low: price("candlestick.low", object.text(l))?,
        close: price("candlestick.close", object.text(c))?,
        volume,
        quote_volume: None,
        trades: None,
        closed: false,
    })
}

/// The rows of an answer, oldest first; the order in which the venue gives them is not documented.
pub(super) fn rows(cx: &mut Context<'_>, ix: InstrumentIx, interval: Interval, rows: &[sonic_rs::LazyValue<'_>]) -> Result<(), Bad> {
    let each = cx.view.instruments.get(ix).contract_size;
    let mut candles = Vec::with_capacity(rows.len());
    for row in rows {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("candles"))?;
        let start = need("candles.time", row.integer("time")?)?;
        match read(&mut row, ["open", "high", "low", "close", "volume"], interval, micros(start.saturating_mul(1_000_000)), each) {
            Ok(candle) => candles.push(candle),
            Err(Bad::Refused(name)) => {
                note(cx.out, OddityKind::Refused, format_args!("{name}"));
                row.pass_all();
            }
            Err(bad) => return Err(bad),
        }
        row.finish("candles", cx.out);
    }
    candles.sort_by_key(|candle| candle.open_ts);
    candles.into_iter().for_each(|candle| cx.out.push(Fact::Candle { ix, candle, ts: None }));
    Ok(())
}
