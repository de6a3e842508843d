//! How is it worded on a socket? Each message in the short form and, where there is one, in the long form.

use serde_json::{Value, json};
use twinline_exchange::{Candle, DayStats, Interval, Market, Side, Trade};

use super::books::{Change, Levels, Whole};
use super::listed::{Product, number, price};
use crate::decimal::{decimal, decimal_e8};

/// One market with its product.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'m> {
    pub product: &'m Product,
    pub market: &'m Market,
}

impl Of<'_> {
    fn price(&self, ticks: i64) -> String {
        price(&self.market.spec, ticks)
    }

    fn size(&self, lots: i64) -> String {
        self.product.size(&self.market.spec, lots)
    }

    fn number(&self, ticks: i64) -> Value {
        number(&self.price(ticks))
    }

    /// A size as a number that looks like a float, as this venue writes those of trades and candles on sockets.
    fn float(&self, lots: i64) -> Value {
        let text = self.size(lots);
        number(&if text.contains('.') { text } else { format!("{text}.0") })
    }

    fn rows(&self, levels: &[(i64, i64)]) -> Value {
        levels.iter().map(|(ticks, lots)| json!([self.price(*ticks), self.size(*lots)])).collect()
    }

    /// Rows with names: what one costs, how many, how many up to here.
    pub(crate) fn named(&self, levels: &[(i64, i64)], price: &str) -> Value {
        let mut depth = 0;
        let row = |(ticks, lots): &(i64, i64)| {
            depth += lots;
            json!({price: self.price(*ticks), "size": self.product.size_number(&self.market.spec, *lots), "depth": self.size(depth)})
        };
        levels.iter().map(row).collect()
    }

    /// `ob_updates` and `l2_updates`: a whole book.
    pub fn whole(&self, whole: &Whole, long: bool) -> Value {
        let (asks, bids, symbol) = (self.rows(&whole.asks), self.rows(&whole.bids), &self.product.symbol);
        match long {
            false => {
                json!({"type": "ob_updates", "action": "snapshot", "a": asks, "b": bids, "seq": whole.seq, "cs": whole.sum, "sy": symbol, "ts": whole.at_us})
            }
            true => {
                json!({"type": "l2_updates", "action": "snapshot", "asks": asks, "bids": bids, "sequence_no": whole.seq, "cs": whole.sum, "symbol": symbol, "timestamp": whole.at_us})
            }
        }
    }

    /// `ob_updates` and `l2_updates`: what changed.
    pub fn change(&self, change: &Change, seq: u64, sum: u32, at_us: i64, long: bool) -> Value {
        let (asks, bids, symbol) = (self.rows(&change.asks), self.rows(&change.bids), &self.product.symbol);
        match long {
            false => {
                json!({"type": "ob_updates", "action": "update", "a": asks, "b": bids, "seq": seq, "cs": sum, "sy": symbol, "ts": at_us})
            }
            true => {
                json!({"type": "l2_updates", "action": "update", "asks": asks, "bids": bids, "sequence_no": seq, "cs": sum, "symbol": symbol, "timestamp": at_us})
            }
        }
    }

    /// `ob_l1` and `l1_orderbook`.
    pub fn l1(&self, at_us: i64, long: bool) -> Value {
        let (bid, ask) = (self.market.book.best(Side::Buy), self.market.book.best(Side::Sell));
        let price = |level: Option<(i64, i64)>| level.map(|(ticks, _)| self.price(ticks));
        let size = |level: Option<(i64, i64)>| level.map(|(_, lots)| self.size(lots));
        let changed = self.market.last_update_ns / 1_000;
        match long {
            false => {
                json!({"type": "ob_l1", "ap": price(ask), "as": size(ask), "bp": price(bid), "bs": size(bid), "lts": changed, "sy": self.product.symbol, "ts": at_us})
            }
            true => json!({
                "type": "l1_orderbook", "best_ask": price(ask), "ask_qty": size(ask), "best_bid": price(bid), "bid_qty": size(bid),
                "last_sequence_no": at_us, "last_updated_at": changed, "product_id": self.product.id, "symbol": self.product.symbol,
                "timestamp": at_us,
            }),
        }
    }

    /// `ob_l2` with the best fifteen, `l2_orderbook` with all.
    pub fn l2(&self, bids: &Levels, asks: &Levels, at_us: i64, long: bool) -> Value {
        let changed = self.market.last_update_ns / 1_000;
        match long {
            false => {
                json!({"type": "ob_l2", "a": self.rows(asks), "b": self.rows(bids), "lts": changed, "sy": self.product.symbol, "ts": at_us})
            }
            true => json!({
                "type": "l2_orderbook", "buy": self.named(bids, "limit_price"), "sell": self.named(asks, "limit_price"),
                "last_sequence_no": changed, "last_updated_at": changed, "product_id": self.product.id, "symbol": self.product.symbol,
                "timestamp": at_us,
            }),
        }
    }

    /// `trades` and `all_trades`.
    pub fn trade(&self, trade: &Trade, at_us: i64, long: bool) -> Value {
        let size = self.float(trade.lots);
        match long {
            false => {
                let role = if trade.buyer_is_maker { "m" } else { "t" };
                json!({"type": "trades", "p": self.price(trade.ticks), "r": role, "s": size, "sy": self.product.symbol, "t": trade.at_ns / 1_000, "ts": at_us})
            }
            true => {
                let mut row = self.trade_row(trade);
                row["type"] = "all_trades".into();
                row
            }
        }
    }

    /// `agg_trades`, not documented: what one order met, in one frame of short names.
    pub fn trades_at_once(&self, trades: &[Trade]) -> Value {
        let row = |trade: &Trade| {
            let role = if trade.buyer_is_maker { "m" } else { "t" };
            json!({"p": self.price(trade.ticks), "r": role, "s": self.float(trade.lots).to_string(), "t": trade.at_ns / 1_000})
        };
        json!({"type": "agg_trades", "sy": self.product.symbol, "f": trades.iter().map(row).collect::<Vec<_>>()})
    }

    /// A trade as a row of a list.
    pub fn trade_row(&self, trade: &Trade) -> Value {
        let (buyer, seller) = if trade.buyer_is_maker { ("maker", "taker") } else { ("taker", "maker") };
        json!({
            "buyer_role": buyer, "seller_role": seller, "price": self.price(trade.ticks),
            "size": self.product.size_number(&self.market.spec, trade.lots), "symbol": self.product.symbol, "timestamp": trade.at_ns / 1_000,
        })
    }

    /// `all_trades_snapshot`: the last fifty, newest first.
    pub fn trades(&self) -> Value {
        let rows: Vec<Value> = self
            .market
            .tape
            .trades()
            .iter()
            .rev()
            .take(50)
            .map(|trade| {
                let mut row = self.trade_row(trade);
                row.as_object_mut().map(|row| row.remove("symbol"));
                row
            })
            .collect();
        json!({"type": "all_trades_snapshot", "symbol": self.product.symbol, "trades": rows})
    }

    /// `candlestick_…`: the short form has no start.
    pub fn candle(&self, candle: &Candle, interval: Interval, at_us: i64, long: bool) -> Value {
        let kind = format!("candlestick_{}", interval.name());
        let volume = self.float(candle.lots);
        let [o, h, l, c] = [candle.open, candle.high, candle.low, candle.close].map(|ticks| self.number(ticks));
        match long {
            false => {
                json!({"type": kind, "o": o, "h": h, "l": l, "c": c, "res": interval.name(), "sy": self.product.symbol, "ts": at_us, "v": volume})
            }
            true => json!({
                "type": kind, "candle_start_time": candle.open_ms * 1_000, "open": o, "high": h, "low": l, "close": c,
                "resolution": interval.name(), "symbol": self.product.symbol, "timestamp": at_us, "volume": volume,
            }),
        }
    }

    /// `mark_price`.
    pub fn mark(&self, at_us: i64, long: bool) -> Value {
        let (mark, symbol) = (decimal_e8(self.market.marks.mark_e8), format!("MARK:{}", self.product.symbol));
        match long {
            false => json!({"type": "mark_price", "p": mark, "sy": symbol, "ts": at_us}),
            true => json!({
                "type": "mark_price", "price": mark, "symbol": symbol, "product_id": self.product.id, "timestamp": at_us,
                "ask_iv": null, "ask_qty": null, "best_ask": null, "best_bid": null, "bid_iv": null, "bid_qty": null, "delta": "0",
                "gamma": "0", "implied_volatility": "0", "rho": "0", "vega": "0", "price_band": self.band(),
            }),
        }
    }

    /// `funding_rate`, in percent.
    pub fn funding(&self, at_us: i64, long: bool) -> Value {
        let rate = number(&decimal(i128::from(self.market.marks.rate_e8), 6));
        let next = self.market.marks.next_funding_ms * 1_000;
        match long {
            false => json!({"type": "funding_rate", "fi": 28_800, "fr": rate, "nfr": next, "sy": self.product.symbol, "ts": at_us}),
            true => json!({
                "type": "funding_rate", "funding_rate": rate, "funding_rate_8h": rate, "predicted_funding_rate": rate,
                "next_funding_realization": next, "product_id": self.product.id, "symbol": self.product.symbol, "timestamp": at_us,
            }),
        }
    }

    /// A row of `ticker`.
    pub fn entry(&self) -> Value {
        let day = self.market.day();
        let [o, h, l, c] = [day.candle.open, day.candle.high, day.candle.low, day.candle.close].map(|ticks| self.number(ticks));
        let (bid, ask) = (self.market.book.best(Side::Buy), self.market.book.best(Side::Sell));
        let price = |level: Option<(i64, i64)>| level.map(|(ticks, _)| self.price(ticks));
        let size = |level: Option<(i64, i64)>| level.map(|(_, lots)| self.size(lots));
        let turnover = self.turnover(&day);
        let band = self.band();
        json!({
            "g": [null, null, null, null, null], "i": self.product.id, "m": decimal_e8(self.market.marks.mark_e8),
            "m24hc": self.moved(&day), "ohlc": [o, h, l, c], "oi": [self.size(self.market.open_interest_lots), "0.0000"],
            "pb": [band["lower_limit"], band["upper_limit"]], "q": [price(ask), size(ask), price(bid), size(bid), null],
            "qiv": [null, null, null], "s": self.product.symbol, "to": [turnover, turnover],
        })
    }

    /// Quote volume of a day, exactly.
    fn turnover(&self, day: &DayStats) -> Value {
        let spec = &self.market.spec;
        number(&decimal(day.candle.quote * i128::from(spec.tick), spec.price_precision + spec.qty_precision))
    }

    /// Change of a day in percent, to four places.
    fn moved(&self, day: &DayStats) -> String {
        decimal(i128::from(day.candle.close - day.candle.open) * 1_000_000 / i128::from(day.candle.open.max(1)), 4)
    }

    /// Five percent around the mark.
    fn band(&self) -> Value {
        let mark = self.market.marks.mark_e8;
        json!({"lower_limit": decimal_e8(mark - mark / 20), "upper_limit": decimal_e8(mark + mark / 20)})
    }

    /// `v2/ticker`, and a row of tickers over REST.
    pub fn ticker(&self, spot_e8: i64, at_us: i64) -> Value {
        let (day, spec) = (self.market.day(), &self.market.spec);
        let (bid, ask) = (self.market.book.best(Side::Buy), self.market.book.best(Side::Sell));
        let price = |level: Option<(i64, i64)>| level.map(|(ticks, _)| self.price(ticks));
        let size = |level: Option<(i64, i64)>| level.map(|(_, lots)| self.size(lots));
        let turnover = self.turnover(&day);
        let mut row = json!({
            "close": self.number(day.candle.close), "contract_type": self.product.kind.word(),
            "contract_value": self.product.contract_value(spec), "description": self.product.symbol, "greeks": null,
            "high": self.number(day.candle.high), "low": self.number(day.candle.low), "ltp_change_24h": self.moved(&day),
            "mark_change_24h": self.moved(&day), "mark_price": decimal_e8(self.market.marks.mark_e8),
            "oi": decimal(i128::from(self.market.open_interest_lots), spec.qty_precision), "oi_contracts": self.size(self.market.open_interest_lots),
            "oi_change_usd_6h": "0.0000", "oi_value_symbol": self.product.asset, "open": self.number(day.candle.open),
            "price_band": self.band(), "product_id": self.product.id, "product_trading_status": self.product.trading,
            "quotes": {
                "ask_iv": null, "ask_size": size(ask), "best_ask": price(ask), "best_bid": price(bid), "bid_iv": null, "bid_size": size(bid),
                "impact_mid_price": null, "mark_iv": null,
            },
            "size": self.product.size_number(spec, day.candle.lots), "spot_price": decimal_e8(spot_e8),
            "strike_price": self.product.strike.map(|strike| strike.to_string()), "symbol": self.product.symbol, "tags": [],
            "tick_size": decimal(i128::from(spec.tick), spec.price_precision), "timestamp": at_us, "turnover": turnover,
            "turnover_symbol": self.product.quote, "turnover_usd": turnover, "underlying_asset_symbol": self.product.asset,
            "volume": number(&decimal(i128::from(day.candle.lots), spec.qty_precision)),
        });
        if self.product.kind == super::listed::Kind::Perpetual {
            row["funding_rate"] = decimal(i128::from(self.market.marks.rate_e8), 6).into();
        }
        row
    }
}

/// `spot_price`; the old socket has a name of its own for it, too.
pub(crate) fn spot(name: &str, index: &str, index_e8: i64, at_us: i64, long: bool) -> Value {
    let text = decimal_e8(index_e8);
    match (name, long) {
        ("v2/spot_price", _) => json!({"type": "v2/spot_price", "s": index, "p": number(&text)}),
        (_, false) => json!({"type": "spot_price", "p": text, "sy": index, "ts": at_us}),
        (_, true) => json!({"type": "spot_price", "symbol": index, "price": text}),
    }
}
