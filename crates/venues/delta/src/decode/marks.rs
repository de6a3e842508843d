//! What do messages about mark prices, funding and indices say?

use twinline_model::MarkPrice;
use twinline_venue::{Fact, InstrumentIx, MarkParts};

use super::frame::Context;
use super::numbers::{Bad, micros, need, percent, price};
use super::object::Object;
use crate::names::{MARK, follows};

/// `mark_price`: its symbol is `MARK:` and the instrument's, in either dialect. What else the long form tells is told by others.
pub(super) fn mark(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["ask_iv", "ask_qty", "best_ask", "best_bid", "bid_iv", "bid_qty", "delta", "gamma", "implied_volatility"]);
    object.pass(&["price_band", "product_id", "rho", "theta", "vega"]);
    let symbol = object.owned("sy").or_else(|| object.owned("symbol"));
    let symbol = symbol.as_deref().map(|symbol| symbol.strip_prefix(MARK).unwrap_or(symbol));
    let ix = cx.whose("mark_price.symbol", symbol)?;
    let value = object.owned("p").or_else(|| object.owned("price"));
    let mark = price("mark_price.price", value.map(Into::into))?;
    let at = object.integer("ts")?.or(object.integer("timestamp")?);
    if let Some(ix) = ix {
        let mark = MarkPrice { mark, index: None, settle_estimate: None, funding_rate: None, next_funding_ts: None };
        cx.out.push(Fact::Mark { ix, mark, ts: at.map(micros) });
    }
    Ok(())
}

/// `funding_rate`: in percent, of the running interval.
pub(super) fn funding(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["fi", "product_id", "funding_rate_8h", "predicted_funding_rate"]);
    let symbol = object.owned("sy").or_else(|| object.owned("symbol"));
    let ix = cx.whose("funding_rate.symbol", symbol.as_deref())?;
    let value = object.owned("fr").or_else(|| object.owned("funding_rate"));
    let funding_rate = percent("funding_rate.rate", Some(need("funding_rate.rate", value)?.into()))?;
    let next = object.integer("nfr")?.or(object.integer("next_funding_realization")?);
    let at = object.integer("ts")?.or(object.integer("timestamp")?);
    if let Some(ix) = ix {
        let parts = MarkParts { index: None, funding_rate, next_funding_ts: next.map(micros) };
        cx.out.push(Fact::MarkParts { ix, parts, ts: at.map(micros) });
    }
    Ok(())
}

/// `spot_price`, and `v2/spot_price` with its own letters: an index, told to every instrument that follows it.
pub(super) fn spot(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    let symbol = object.owned("sy").or_else(|| object.owned("symbol")).or_else(|| object.owned("s"));
    let symbol = need("spot_price.symbol", symbol)?;
    let value = object.owned("p").or_else(|| object.owned("price"));
    let index = price("spot_price.price", value.map(Into::into))?;
    let ts = object.integer("ts")?.or(object.integer("timestamp")?).map(micros);
    let parts = MarkParts { index: Some(index), funding_rate: None, next_funding_ts: None };
    for (at, instrument) in (0u32..).zip(cx.view.instruments.iter()) {
        if follows(instrument, &symbol) {
            cx.out.push(Fact::MarkParts { ix: InstrumentIx(at), parts: parts.clone(), ts });
        }
    }
    Ok(())
}
