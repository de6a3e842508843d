//! What each stream's payload looks like. Field order as in the venue's documentation.

use twinline_exchange::{AggTrade, Candle, FundingRecord, Interval, Market, Side, Top, Trade};

use crate::decimal::decimal_e8;
use crate::faces::binance::feed::{Batch, Forced};
use crate::faces::binance::numbers::{candle_prices, day_figures, price, quantity, quote, rows};

/// `st` of this venue's USDT-margined symbols.
const UM: i64 = 1;

pub(crate) fn depth(market: &Market, batch: &Batch, bids: &[(i64, i64)], asks: &[(i64, i64)], e: i64) -> String {
    let spec = &market.spec;
    format!(
        "{{\"e\":\"depthUpdate\",\"E\":{e},\"T\":{},\"s\":\"{name}\",\"U\":{},\"u\":{},\"pu\":{},\"b\":{},\"a\":{},\"ps\":\"{name}\",\"st\":{UM}}}",
        batch.at_ms,
        batch.first_id,
        batch.last_id,
        batch.previous_id,
        rows(spec, bids),
        rows(spec, asks),
        name = spec.name,
    )
}

pub(crate) fn book_ticker(market: &Market, update_id: u64, top: Top, t: i64, e: i64) -> String {
    let spec = &market.spec;
    format!(
        "{{\"e\":\"bookTicker\",\"u\":{update_id},\"E\":{e},\"T\":{t},\"s\":\"{name}\",\"ps\":\"{name}\",\"b\":\"{}\",\"B\":\"{}\",\"a\":\"{}\",\"A\":\"{}\",\"st\":{UM}}}",
        price(spec, top.bid.0),
        quantity(spec, top.bid.1),
        price(spec, top.ask.0),
        quantity(spec, top.ask.1),
        name = spec.name,
    )
}

pub(crate) fn trade(market: &Market, trade: &Trade, e: i64) -> String {
    let spec = &market.spec;
    format!(
        "{{\"e\":\"trade\",\"E\":{e},\"T\":{},\"s\":\"{}\",\"t\":{},\"p\":\"{}\",\"q\":\"{}\",\"X\":\"MARKET\",\"m\":{}}}",
        trade.at_ns / 1_000_000,
        spec.name,
        trade.id,
        price(spec, trade.ticks),
        quantity(spec, trade.lots),
        trade.buyer_is_maker,
    )
}

pub(crate) fn agg_trade(market: &Market, trade: &AggTrade, e: i64) -> String {
    let spec = &market.spec;
    let lots = quantity(spec, trade.lots);
    format!(
        "{{\"e\":\"aggTrade\",\"E\":{e},\"s\":\"{}\",\"a\":{},\"p\":\"{}\",\"q\":\"{lots}\",\"nq\":\"{lots}\",\"f\":{},\"l\":{},\"T\":{},\"m\":{},\"st\":{UM}}}",
        spec.name,
        trade.id,
        price(spec, trade.ticks),
        trade.first,
        trade.last,
        trade.at_ns / 1_000_000,
        trade.buyer_is_maker,
    )
}

pub(crate) fn kline(market: &Market, interval: Interval, candle: &Candle, closed: bool, e: i64) -> String {
    let name = &market.spec.name;
    let body = kline_body(market, interval, candle, closed, Some(name), "0");
    format!("{{\"e\":\"kline\",\"E\":{e},\"s\":\"{name}\",\"k\":{body}}}")
}

pub(crate) fn continuous_kline(market: &Market, interval: Interval, candle: &Candle, closed: bool, e: i64) -> String {
    let body = kline_body(market, interval, candle, closed, None, "0");
    format!("{{\"e\":\"continuous_kline\",\"E\":{e},\"ps\":\"{}\",\"ct\":\"PERPETUAL\",\"k\":{body}}}", market.spec.name)
}

fn kline_body(market: &Market, interval: Interval, candle: &Candle, closed: bool, name: Option<&str>, ignored: &str) -> String {
    let spec = &market.spec;
    let [open, high, low, close] = candle_prices(spec, candle);
    let symbol = name.map_or(String::new(), |name| format!("\"s\":\"{name}\","));
    let (first, last) = candle.ids.map_or(("-1".to_owned(), "-1".to_owned()), |(first, last)| (first.to_string(), last.to_string()));
    format!(
        "{{\"t\":{},\"T\":{},{symbol}\"i\":\"{}\",\"f\":{first},\"L\":{last},\"o\":\"{open}\",\"c\":\"{close}\",\"h\":\"{high}\",\"l\":\"{low}\",\"v\":\"{}\",\"n\":{},\"x\":{closed},\"q\":\"{}\",\"V\":\"{}\",\"Q\":\"{}\",\"B\":\"{ignored}\"}}",
        candle.open_ms,
        interval.next_open(candle.open_ms) - 1,
        interval.name(),
        quantity(spec, candle.lots),
        candle.trades,
        quote(spec, candle.quote),
        quantity(spec, candle.buy_lots),
        quote(spec, candle.buy_quote),
    )
}

pub(crate) fn mark_price(market: &Market, e: i64) -> String {
    let marks = &market.marks;
    format!(
        "{{\"e\":\"markPriceUpdate\",\"E\":{e},\"s\":\"{}\",\"p\":\"{}\",\"i\":\"{}\",\"P\":\"{}\",\"r\":\"{}\",\"ap\":\"{}\",\"T\":{},\"st\":{UM}}}",
        market.spec.name,
        decimal_e8(marks.mark_e8),
        decimal_e8(marks.index_e8),
        decimal_e8(settle_e8(market)),
        decimal_e8(marks.rate_e8),
        decimal_e8(marks.average_e8),
        marks.next_funding_ms,
    )
}

/// Estimated settle price: between index and averaged mark.
pub(crate) fn settle_e8(market: &Market) -> i64 {
    (market.marks.index_e8 + market.marks.average_e8) / 2
}

pub(crate) fn mini_ticker(market: &Market, e: i64) -> String {
    let spec = &market.spec;
    let candle = market.day().candle;
    let [open, high, low, close] = candle_prices(spec, &candle);
    format!(
        "{{\"e\":\"24hrMiniTicker\",\"E\":{e},\"s\":\"{name}\",\"c\":\"{close}\",\"o\":\"{open}\",\"h\":\"{high}\",\"l\":\"{low}\",\"v\":\"{}\",\"q\":\"{}\",\"ps\":\"{name}\",\"st\":{UM}}}",
        quantity(spec, candle.lots),
        quote(spec, candle.quote),
        name = spec.name,
    )
}

pub(crate) fn ticker(market: &Market, e: i64) -> String {
    let spec = &market.spec;
    let day = market.day();
    let candle = &day.candle;
    let figures = day_figures(spec, &day);
    let [open, high, low, close] = candle_prices(spec, candle);
    let (first, last) = candle.ids.unwrap_or((0, 0));
    format!(
        "{{\"e\":\"24hrTicker\",\"E\":{e},\"s\":\"{name}\",\"p\":\"{}\",\"P\":\"{}\",\"w\":\"{}\",\"c\":\"{close}\",\"Q\":\"{}\",\"o\":\"{open}\",\"h\":\"{high}\",\"l\":\"{low}\",\"v\":\"{}\",\"q\":\"{}\",\"O\":{},\"C\":{e},\"F\":{first},\"L\":{last},\"n\":{},\"ps\":\"{name}\",\"st\":{UM}}}",
        figures.change,
        figures.percent,
        figures.average,
        quantity(spec, day.last_lots),
        quantity(spec, candle.lots),
        quote(spec, candle.quote),
        candle.open_ms,
        candle.trades,
        name = spec.name,
    )
}

/// The all-market form has two more fields than the symbol's own.
pub(crate) fn force_order(market: &Market, forced: &Forced, all_market: bool, e: i64) -> String {
    let spec = &market.spec;
    let side = match forced.side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    };
    let filled = quantity(spec, forced.filled_lots);
    let state = if forced.filled_lots == forced.lots { "FILLED" } else { "PARTIALLY_FILLED" };
    let tail = if all_market { format!(",\"ps\":\"{}\",\"st\":{UM}", spec.name) } else { String::new() };
    format!(
        "{{\"e\":\"forceOrder\",\"E\":{e},\"o\":{{\"s\":\"{}\",\"S\":\"{side}\",\"o\":\"LIMIT\",\"f\":\"IOC\",\"q\":\"{}\",\"p\":\"{}\",\"ap\":\"{}\",\"X\":\"{state}\",\"l\":\"{filled}\",\"z\":\"{filled}\",\"T\":{}}}{tail}}}",
        spec.name,
        quantity(spec, forced.lots),
        price(spec, forced.limit_ticks),
        price(spec, forced.average_ticks),
        forced.at_ms,
    )
}

pub(crate) fn contract_info(market: &Market, status: &str, e: i64) -> String {
    format!(
        "{{\"e\":\"contractInfo\",\"E\":{e},\"s\":\"{name}\",\"ct\":\"PERPETUAL\",\"dt\":4133404800000,\"ot\":1569398400000,\"cs\":\"{status}\",\"bks\":[{{\"bs\":1,\"bnf\":0,\"bnc\":5000,\"mmr\":0.01,\"cf\":0,\"mi\":21,\"ma\":50}}],\"st\":{UM}}}",
        name = market.spec.name,
    )
}

/// Index of an asset against USD, with the venue's usual buffers of 5 and 10 %.
pub(crate) struct AssetRates {
    pub index: String,
    pub bid: String,
    pub ask: String,
    pub auto_bid: String,
    pub auto_ask: String,
}

pub(crate) fn asset_rates(index_e8: i64) -> AssetRates {
    let part = |percent: i64| decimal_e8(index_e8 / 100 * percent + index_e8 % 100 * percent / 100);
    AssetRates { index: decimal_e8(index_e8), bid: part(90), ask: part(110), auto_bid: part(95), auto_ask: part(105) }
}

pub(crate) fn asset_index(asset: &str, index_e8: i64, e: i64) -> String {
    let rates = asset_rates(index_e8);
    format!(
        "{{\"e\":\"assetIndexUpdate\",\"E\":{e},\"s\":\"{asset}\",\"i\":\"{}\",\"b\":\"0.10000000\",\"a\":\"0.10000000\",\"B\":\"{}\",\"A\":\"{}\",\"q\":\"0.05000000\",\"g\":\"0.05000000\",\"Q\":\"{}\",\"G\":\"{}\"}}",
        rates.index, rates.bid, rates.ask, rates.auto_bid, rates.auto_ask,
    )
}

pub(crate) fn funding(name: &str, record: &FundingRecord) -> String {
    format!(
        "{{\"symbol\":\"{name}\",\"fundingRate\":\"{}\",\"fundingTime\":{},\"markPrice\":\"{}\",\"rateType\":\"Regular\"}}",
        decimal_e8(record.rate_e8),
        record.at_ms,
        decimal_e8(record.mark_e8),
    )
}
