//! How fast is it? Run with `--ignored --nocapture`.

use std::time::Instant;

use twinline_exchange::Side;
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Input, Listed, Product};

use crate::bench::{Bench, id, limit, settings};

#[test]
#[ignore = "measures"]
#[allow(clippy::disallowed_methods, reason = "a measurement needs a clock")]
fn orders_a_second() {
    let mut bench = Bench::new(settings(1, Latency::NONE));
    let account = bench.account("one", &[("USDT", "1000000")]);
    bench.show("binance:BTCUSDT", &[(999_990, 100)], &[(1_000_000, 100)]);
    let perp = Listed { instrument: id("binance:BTCUSDT"), product: Product::Perpetual };
    let (count, began) = (50_000, Instant::now());
    for _ in 0..count {
        let order = bench.place(account, limit(&perp, Side::Buy, 10, 999_000)).expect("rests");
        bench.input(Input::Cancel { account, order }).expect("ends");
    }
    let rate = f64::from(count) / began.elapsed().as_secs_f64();
    println!("{rate:.0} orders placed and cancelled a second, {} events", bench.events.len());
}
