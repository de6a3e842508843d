//! What the venue itself knows, for referees.

use serde_json::{Value, json};
use twinline_exchange::Interval;

use super::books::{Feed, Whole};
use super::frames::Of;
use super::listed::price;
use super::live::Live;

impl Live {
    /// The venue's own state, for referees.
    pub fn truth(&self, now_ms: i64) -> Value {
        let of_market = |of: Of<'_>, feed: &Feed| {
            let whole = feed.whole(of.market, of.product, 0);
            let tape = of.market.tape.trades();
            let trades: Vec<Value> = tape.iter().skip(tape.len().saturating_sub(100)).map(|trade| of.trade_row(trade)).collect();
            let running = of.market.candles.running(Interval::Minute1);
            let mut truth = rows(of, &whole);
            truth["trades"] = trades.into();
            truth["candle_1m"] = of.candle(&running, Interval::Minute1, 0, true);
            truth["mark"] = of.mark(0, false)["p"].clone();
            truth
        };
        let symbols: serde_json::Map<String, Value> =
            self.each().zip(&self.feeds).map(|(of, feed)| (of.product.symbol.clone(), of_market(of, feed))).collect();
        json!({"time": now_ms, "symbols": symbols})
    }

    /// One book, as it is or as it was under a number.
    pub fn book_at(&self, symbol: &str, seq: Option<u64>) -> Option<Value> {
        let (product, market, feed) = self.find(symbol)?;
        let whole = match seq {
            Some(seq) => feed.past(seq)?.clone(),
            None => feed.whole(market, product, 0),
        };
        Some(rows(Of { product, market }, &whole))
    }
}

fn rows(of: Of<'_>, whole: &Whole) -> Value {
    let side = |levels: &[(i64, i64)]| -> Value {
        levels.iter().map(|(ticks, lots)| json!([price(&of.market.spec, *ticks), of.product.size(&of.market.spec, *lots)])).collect()
    };
    json!({"symbol": of.product.symbol, "seq": whole.seq, "checksum": whole.sum, "bids": side(&whole.bids), "asks": side(&whole.asks)})
}
