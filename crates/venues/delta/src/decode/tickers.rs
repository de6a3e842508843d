//! What does a rolling day say?

use std::borrow::Cow;

use rust_decimal::Decimal;
use twinline_model::{Bbo, Instrument, InstrumentKind, MarkPrice, Price, Rate, Ticker, Timestamp};
use twinline_venue::{Fact, InstrumentIx, MarkParts};

use super::frame::Context;
use super::numbers::{Bad, contracts, instant, micros, notional, percent, price, price_if_any, rate};
use super::object::{Object, list, text};
use super::quotes::side;

/// Members of a ticker that are known and not kept: open interest, greeks, volatilities, bands, and what the product says anyway.
const NOT_KEPT: &[&str] = &[
    "ask_iv",
    "bid_iv",
    "contract_type",
    "contract_value",
    "description",
    "greeks",
    "initial_margin",
    "leverage",
    "mark_basis",
    "mark_change_24h",
    "mark_high_24h",
    "mark_low_24h",
    "mark_vol",
    "oi",
    "oi_change_usd_6h",
    "oi_contracts",
    "oi_reduce_only_mode",
    "oi_value",
    "oi_value_symbol",
    "oi_value_usd",
    "price_band",
    "product_id",
    "product_trading_status",
    "sort_priority",
    "strike_price",
    "tags",
    "tick_size",
    "top_tag",
    "turnover_usd",
    "underlying_asset_symbol",
    "volume",
];

/// `ticker`: a row for each instrument of what was subscribed, with the index of all of them.
pub(super) fn short(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["sy"]);
    let ts = object.integer("ts")?.map(micros);
    let index = price_if_any("ticker.sp", object.text("sp"))?;
    for row in object.list("d")?.ok_or(Bad::Missing("ticker.d"))? {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("ticker.d"))?;
        let result = entry(&mut row, index, ts, cx);
        if result.is_err() {
            row.pass_all();
        }
        cx.settle(result)?;
        row.finish("ticker.d", cx.out);
    }
    Ok(())
}

fn entry(row: &mut Object<'_>, index: Option<Price>, ts: Option<Timestamp>, cx: &mut Context<'_>) -> Result<(), Bad> {
    // Greeks, product, mark and its change, open interest, band, quotes and their volatilities.
    row.pass(&["g", "i", "m", "m24hc", "oi", "pb", "q", "qiv"]);
    let ix = cx.whose("ticker.s", row.text("s").as_deref())?;
    let [open, high, low, last] = values(row.raw("ohlc"));
    let [turnover, _, _, _] = values(row.raw("to"));
    let Some(ix) = ix else { return Ok(()) };
    let mut ticker = Ticker {
        last: price_if_any("ticker.ohlc", last)?,
        open: price_if_any("ticker.ohlc", open)?,
        high: price_if_any("ticker.ohlc", high)?,
        low: price_if_any("ticker.ohlc", low)?,
        close_ts: ts,
        ..Ticker::default()
    };
    // Turnover is in the quote asset, but of a spot pair in the base asset (as observed).
    if cx.view.instruments.get(ix).kind != InstrumentKind::Spot {
        ticker.quote_volume = notional("ticker.to", turnover)?;
    }
    compare(&mut ticker);
    cx.out.push(Fact::Ticker { ix, ticker, ts });
    if index.is_some() {
        cx.out.push(Fact::MarkParts { ix, parts: MarkParts { index, funding_rate: None, next_funding_ts: None }, ts });
    }
    Ok(())
}

/// Up to four values of a list, as they are written.
fn values(raw: Option<&str>) -> [Option<Cow<'static, str>>; 4] {
    let mut all = [None, None, None, None];
    for (slot, value) in all.iter_mut().zip(raw.and_then(list).unwrap_or_default()) {
        *slot = text(value.as_raw_str()).map(|text| Cow::Owned(text.into_owned()));
    }
    all
}

/// What changed since the window began, as the venue itself computes it: in percent, to four places.
fn compare(ticker: &mut Ticker) {
    let (Some(last), Some(open)) = (ticker.last, ticker.open) else { return };
    let Some(change) = last.value().checked_sub(open.value()) else { return };
    ticker.change = Some(Price::new(change));
    let pct = change.checked_mul(Decimal::ONE_HUNDRED).and_then(|hundredfold| hundredfold.checked_div(open.value()));
    ticker.change_pct = ticker.change_pct.or(pct.map(|pct| Rate::new(pct.round_dp(4))));
}

/// `v2/ticker`.
pub(super) fn long(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    let ix = cx.whose("v2/ticker.symbol", object.text("symbol").as_deref())?;
    let Some(ix) = ix else {
        object.pass_all();
        return Ok(());
    };
    let full = Full::read(object, cx.view.instruments.get(ix))?;
    full.push_ticker(ix, cx);
    let parts = MarkParts { index: full.index, funding_rate: full.funding_rate, next_funding_ts: None };
    if parts != MarkParts::default() {
        cx.out.push(Fact::MarkParts { ix, parts, ts: full.ts });
    }
    Ok(())
}

/// All that a ticker in long names says, by socket or over REST.
#[derive(Debug)]
pub(super) struct Full {
    ticker: Ticker,
    mark: Option<Price>,
    index: Option<Price>,
    funding_rate: Option<Rate>,
    bbo: Bbo,
    ts: Option<Timestamp>,
}

impl Full {
    /// `close` is the last trade; `size` counts contracts exactly, where `volume` has the noise of a float.
    pub(super) fn read(object: &mut Object<'_>, instrument: &Instrument) -> Result<Self, Bad> {
        object.pass(NOT_KEPT);
        let each = instrument.contract_size;
        let ts = object.integer("timestamp")?.map(micros);
        let mut ticker = Ticker {
            last: price_if_any("ticker.close", object.text("close"))?,
            change_pct: rate("ticker.ltp_change_24h", object.text("ltp_change_24h"))?,
            open: price_if_any("ticker.open", object.text("open"))?,
            high: price_if_any("ticker.high", object.text("high"))?,
            low: price_if_any("ticker.low", object.text("low"))?,
            volume: object.text("size").map(|size| contracts("ticker.size", Some(size), each)).transpose()?,
            open_ts: object.text("time").and_then(|text| instant(&text)),
            close_ts: ts,
            ..Ticker::default()
        };
        let in_quote = object.text("turnover_symbol").is_none_or(|asset| asset == instrument.quote);
        let turnover = notional("ticker.turnover", object.text("turnover"))?;
        ticker.quote_volume = turnover.filter(|_| in_quote);
        compare(&mut ticker);
        let mut bbo = Bbo::default();
        if let Some(mut quotes) = object.object("quotes")? {
            let [bid, bid_size, ask, ask_size] =
                ["best_bid", "bid_size", "best_ask", "ask_size"].map(|name| quotes.owned(name).map(Cow::Owned));
            bbo = Bbo { bid: side("quotes.bid", bid, bid_size, each)?, ask: side("quotes.ask", ask, ask_size, each)?, venue_seq: None };
        }
        Ok(Self {
            ticker,
            mark: price_if_any("ticker.mark_price", object.text("mark_price"))?,
            index: price_if_any("ticker.spot_price", object.text("spot_price"))?,
            funding_rate: percent("ticker.funding_rate", object.text("funding_rate"))?,
            bbo,
            ts,
        })
    }

    pub(super) fn push_ticker(&self, ix: InstrumentIx, cx: &mut Context<'_>) {
        cx.out.push(Fact::Ticker { ix, ticker: self.ticker.clone(), ts: self.ts });
    }

    pub(super) fn push_bbo(&self, ix: InstrumentIx, cx: &mut Context<'_>) {
        cx.out.push(Fact::Bbo { ix, bbo: self.bbo, ts: self.ts });
    }

    /// An answer about the mark price without one is no answer.
    pub(super) fn push_mark(&self, ix: InstrumentIx, cx: &mut Context<'_>) -> Result<(), Bad> {
        let mark = match self.mark {
            Some(mark) => mark,
            None => price("ticker.mark_price", None)?,
        };
        let mark = MarkPrice { mark, index: self.index, settle_estimate: None, funding_rate: self.funding_rate, next_funding_ts: None };
        cx.out.push(Fact::Mark { ix, mark, ts: self.ts });
        Ok(())
    }
}
