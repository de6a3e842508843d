//! What the venue itself knows, for referees.

use serde_json::{Map, Value, json};
use twinline_exchange::{Candle, Interval, Market, Side};

use crate::decimal::decimal_e8;
use crate::faces::account_truth;
use crate::faces::binance::live::Live;
use crate::faces::binance::numbers::{candle_prices, price, quantity, quote};
use crate::faces::binance::private::Private;

/// Closed one-minute candles told per symbol.
const CANDLES: usize = 60;
/// Trades told per symbol.
const TRADES: usize = 100;

/// The state of all markets and of all accounts.
pub(crate) fn of(live: &Live, private: &Private, now_ms: i64) -> Value {
    let symbols: Map<String, Value> = live.markets().iter().map(|market| (market.spec.name.clone(), market_truth(market))).collect();
    json!({ "time": now_ms, "symbols": symbols, "accounts": account_truth::accounts(live.exchange(), private.names()) })
}

/// One book, as it is or as it was.
pub(crate) fn book_at(live: &Live, symbol: &str, update_id: Option<u64>) -> Option<Value> {
    let (market, feed) = live.find(symbol)?;
    let update_id = update_id.unwrap_or(market.last_update_id);
    let (bids, asks) = feed.book_at(market, update_id)?;
    Some(json!({
        "symbol": symbol,
        "lastUpdateId": update_id,
        "bids": rows(market, bids.into_iter()),
        "asks": rows(market, asks.into_iter()),
    }))
}

fn market_truth(market: &Market) -> Value {
    let spec = &market.spec;
    let held = market.candles.minutes();
    let mut candles: Vec<Value> = held.iter().skip(held.len().saturating_sub(CANDLES)).map(|candle| row(market, candle)).collect();
    candles.push(row(market, &market.candles.running(Interval::Minute1)));
    let tape = market.tape.trades();
    let trades: Vec<Value> = tape
        .iter()
        .skip(tape.len().saturating_sub(TRADES))
        .map(|trade| {
            json!({
                "id": trade.id, "price": price(spec, trade.ticks), "qty": quantity(spec, trade.lots),
                "time": trade.at_ns / 1_000_000, "isBuyerMaker": trade.buyer_is_maker,
            })
        })
        .collect();
    let marks = &market.marks;
    json!({
        "lastUpdateId": market.last_update_id,
        "lastUpdateTime": market.last_update_ns / 1_000_000,
        "bids": rows(market, market.book.levels(Side::Buy)),
        "asks": rows(market, market.book.levels(Side::Sell)),
        "lastTradeId": tape.back().map(|trade| trade.id),
        "lastAggTradeId": market.tape.aggregates().back().map(|trade| trade.id),
        "trades": trades,
        "candles_1m": candles,
        "markPrice": decimal_e8(marks.mark_e8),
        "indexPrice": decimal_e8(marks.index_e8),
        "fundingRate": decimal_e8(marks.rate_e8),
        "nextFundingTime": marks.next_funding_ms,
        "openInterest": quantity(spec, market.open_interest_lots),
    })
}

/// A candle as the venue's kline row, without the last, ignored field.
fn row(market: &Market, candle: &Candle) -> Value {
    let spec = &market.spec;
    let [open, high, low, close] = candle_prices(spec, candle);
    json!([
        candle.open_ms,
        open,
        high,
        low,
        close,
        quantity(spec, candle.lots),
        Interval::Minute1.next_open(candle.open_ms) - 1,
        quote(spec, candle.quote),
        candle.trades,
        quantity(spec, candle.buy_lots),
        quote(spec, candle.buy_quote),
    ])
}

fn rows(market: &Market, levels: impl Iterator<Item = (i64, i64)>) -> Value {
    levels.map(|(ticks, lots)| json!([price(&market.spec, ticks), quantity(&market.spec, lots)])).collect()
}
