//! What kind of frame is this, and who reads it?
//!
//! A frame is one object whose `type` names it. Two dialects share some of these names; each reader knows by the members
//! which one it has before it.

use twinline_model::InstrumentId;
use twinline_venue::{DecodeError, Fact, Facts, Frame, InstrumentIx, OddityKind, View, check_limits};

use super::numbers::{Bad, need};
use super::object::{Object, note};
use super::{books, candles, control, marks, quotes, tickers, trades};
use crate::spec::VENUE;

/// Lent to every reader of one frame or answer.
#[derive(Debug)]
pub(super) struct Context<'c> {
    pub(super) view: &'c View,
    pub(super) out: &'c mut Facts,
}

impl Context<'_> {
    /// The instrument of a symbol. `None` if it is not loaded, which is a fact of its own.
    pub(super) fn whose(&mut self, name: &'static str, symbol: Option<&str>) -> Result<Option<InstrumentIx>, Bad> {
        let symbol = need(name, symbol)?;
        let found = self.view.instruments.find(symbol);
        if found.is_none() {
            if InstrumentId::new(VENUE, symbol).is_err() {
                return Err(Bad::Refused(name));
            }
            self.out.push(Fact::UnknownInstrument { symbol: symbol.to_owned() });
        }
        Ok(found)
    }

    /// Appends what a reader made, or notes what it refused.
    pub(super) fn settle(&mut self, result: Result<(), Bad>) -> Result<(), Bad> {
        if let Err(Bad::Refused(name)) = result {
            note(self.out, OddityKind::Refused, format_args!("{name}"));
            return Ok(());
        }
        result
    }
}

/// Reads one frame. On an error, `out` is as it was.
pub(crate) fn decode(view: &View, frame: Frame<'_>, out: &mut Facts) -> Result<(), DecodeError> {
    let text = match frame {
        Frame::Text(text) => text,
        Frame::Binary(bytes) => std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8".to_owned()))?,
    };
    check_limits(text.as_bytes())?;
    let mut object = Object::read(text).map_err(malformed)?;
    let mark = out.mark();
    let kind = object.owned("type").unwrap_or_default();
    let mut cx = Context { view, out };
    let result = read(&kind, &mut object, &mut cx);
    // Of what is refused nothing is read further: what is left over says nothing.
    if matches!(result, Err(Bad::Refused(_))) {
        object.pass_all();
    }
    match cx.settle(result) {
        Ok(()) => {
            object.finish(&kind, out);
            Ok(())
        }
        Err(bad) => {
            out.rollback(mark);
            Err(malformed(format!("{kind}: {bad}").chars().take(200).collect()))
        }
    }
}

fn malformed(reason: String) -> DecodeError {
    DecodeError::Malformed { reason }
}

fn read(kind: &str, object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    match kind {
        "ob_updates" => books::updates(object, cx, &books::SHORT),
        "l2_updates" => books::updates(object, cx, &books::LONG),
        "ob_l2" => books::top(object, cx),
        "l2_orderbook" => books::whole(object, cx),
        "ob_l1" => quotes::short(object, cx),
        "l1_orderbook" => quotes::long(object, cx),
        "l1ob" => quotes::list(object, cx),
        "trades" => trades::short(object, cx),
        "all_trades" => trades::long(object, cx),
        "all_trades_snapshot" => trades::snapshot(object, cx),
        "agg_trades" => trades::together(object, cx),
        "ticker" => tickers::short(object, cx),
        "v2/ticker" => tickers::long(object, cx),
        "mark_price" => marks::mark(object, cx),
        "funding_rate" => marks::funding(object, cx),
        "spot_price" | "v2/spot_price" => marks::spot(object, cx),
        "product_updates" => control::product(object, cx),
        "system_status" | "announcements" => control::status(object, cx),
        "subscriptions" => control::subscriptions(object, cx),
        _ if kind.starts_with("candlestick_") => candles::candle(object, cx),
        // Said in answer to what is sent, or of no use here: an average of the index that options are settled by.
        "heartbeat" | "pong" | "spot_30mtwap_price" => {
            object.pass(&["symbol", "price", "timestamp", "ts"]);
            Ok(())
        }
        other => {
            note(cx.out, OddityKind::Event, format_args!("{}", if other.is_empty() { "frame without a type" } else { other }));
            object.pass_all();
            Ok(())
        }
    }
}
