//! Candles equal the trades, over streams and over REST.

mod bench;

use std::collections::BTreeMap;

use bench::{Bench, number, small, text};
use serde_json::Value;
use twinline_sim::Config;

fn units(text: &str) -> i128 {
    text.replace('.', "").parse().expect("a decimal")
}

#[test]
fn the_candle_stream_sums_the_trade_stream_and_rest_agrees() {
    let mut bench = Bench::new(small(21));
    let candles = bench.connect("/market/ws/btcusdt@kline_1m");
    let trades = bench.connect("/public/ws/btcusdt@trade");
    bench.run_ms(5 * 60_000);
    let mut sums: BTreeMap<i64, (i128, i128, i128, i64, i64, i64)> = BTreeMap::new();
    let mut next_id = None;
    for trade in bench.seen[&trades].values() {
        let (id, at_ms, price) = (number(&trade, "t"), number(&trade, "T"), units(text(&trade, "p")));
        assert_eq!(next_id.unwrap_or(id), id, "no trade is missing");
        next_id = Some(id + 1);
        let sum = sums.entry(at_ms - at_ms % 60_000).or_insert((0, i128::MIN, i128::MAX, 0, id, id));
        sum.0 += units(text(&trade, "q"));
        sum.1 = sum.1.max(price);
        sum.2 = sum.2.min(price);
        sum.3 += 1;
        sum.5 = id;
    }
    let frames = bench.seen[&candles].values();
    let closed: Vec<&Value> = frames.iter().map(|frame| &frame["k"]).filter(|candle| candle["x"] == true).collect();
    assert_eq!(closed.len(), 5, "each minute closes once");
    let rows = bench.get("/fapi/v1/klines?symbol=BTCUSDT&interval=1m").json();
    for candle in &closed[1..] {
        let sum = sums[&number(candle, "t")];
        assert_eq!((units(text(candle, "v")), units(text(candle, "h")), units(text(candle, "l"))), (sum.0, sum.1, sum.2));
        assert_eq!((number(candle, "n"), number(candle, "f"), number(candle, "L")), (sum.3, sum.4, sum.5));
        let row = rows.as_array().expect("rows").iter().find(|row| row[0] == candle["t"]).expect("the same candle");
        for (at, field) in [(1, "o"), (2, "h"), (3, "l"), (4, "c"), (5, "v"), (6, "T"), (7, "q"), (8, "n"), (9, "V"), (10, "Q")] {
            assert_eq!(row[at], candle[field], "{field}");
        }
    }
    let running: Vec<i64> = frames.iter().map(|frame| number(&frame["k"], "t")).collect();
    assert!(running.windows(2).all(|pair| pair[0] <= pair[1]), "a candle that is closed is not sent again");
}

#[test]
fn aggregates_cover_every_trade_once() {
    let mut bench = Bench::new(small(22));
    let conn = bench.connect("/market/ws/btcusdt@aggTrade");
    bench.run_ms(60_000);
    let frames = bench.seen[&conn].values();
    assert!(frames.len() > 50);
    for pair in frames.windows(2) {
        assert_eq!(number(&pair[1], "a"), number(&pair[0], "a") + 1);
        assert_eq!(number(&pair[1], "f"), number(&pair[0], "l") + 1);
        assert!(number(&pair[1], "T") >= number(&pair[0], "T"));
    }
    let rows = bench.get(&format!("/fapi/v1/aggTrades?symbol=BTCUSDT&limit=40&fromId={}", frames[0]["a"])).json();
    for (row, frame) in rows.as_array().expect("rows").iter().zip(&frames) {
        for field in ["a", "p", "q", "nq", "f", "l", "T", "m"] {
            assert_eq!(row[field], frame[field], "{field}");
        }
    }
}

#[test]
fn a_day_of_minutes_is_there_before_the_first() {
    let mut bench = Bench::new(Config { history_minutes: 1_500, ..small(23) });
    for (call, name) in
        [("klines", "symbol"), ("markPriceKlines", "symbol"), ("indexPriceKlines", "pair"), ("premiumIndexKlines", "symbol")]
    {
        let rows = bench.get(&format!("/fapi/v1/{call}?{name}=SUSHIUSDT&interval=1m&limit=1500")).json();
        let rows = rows.as_array().expect("rows");
        assert_eq!(rows.len(), 1_500, "{call}");
        let times: Vec<i64> = rows.iter().map(|row| row[0].as_i64().expect("a time")).collect();
        assert!(times.windows(2).all(|pair| pair[1] == pair[0] + 60_000), "{call}");
        assert_eq!(times[1_499], bench.now_ns / 60_000_000_000 * 60_000);
    }
}

#[test]
fn candles_can_be_paged() {
    let mut bench = Bench::new(Config { history_minutes: 1_500, ..small(24) });
    let all = bench.get("/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1500").json();
    let all = all.as_array().expect("rows");
    let (mut found, mut from): (Vec<Value>, i64) = (Vec::new(), all[0][0].as_i64().expect("a time"));
    loop {
        let page = bench.get(&format!("/fapi/v1/klines?symbol=BTCUSDT&interval=5m&startTime={from}&limit=37")).json();
        let page = page.as_array().expect("rows");
        let Some(last) = page.last() else { break };
        from = last[0].as_i64().expect("a time") + 1;
        found.extend(page.iter().cloned());
    }
    assert_eq!(&found, all);
    let end = all[10][0].as_i64().expect("a time");
    let before = bench.get(&format!("/fapi/v1/klines?symbol=BTCUSDT&interval=5m&endTime={end}&limit=4")).json();
    assert_eq!(before.as_array().expect("rows")[..], all[7..11]);
}
