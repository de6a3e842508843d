//! How fast is it? Run with `--ignored --nocapture`.

use std::time::Instant;

use twinline_exchange::Side;
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Input, Listed, Product};

use crate::bench::{Bench, id, limit, perpetual, settings};

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

/// `PAPER_TICKS` of them (20,000): ten orders rest on each of a thousand instruments, none at the market; every tick is followed by
/// the question when time alone would change something, as the house asks it.
#[test]
#[ignore = "measures"]
#[allow(clippy::disallowed_methods, reason = "a measurement needs a clock")]
fn ticks_a_second_beside_ten_thousand_resting_orders() {
    let ticks = std::env::var("PAPER_TICKS").map_or(20_000, |text| text.parse().expect("a count"));
    let mut bench = Bench::new(settings(1, Latency::NONE));
    let names: Vec<String> = (0..1_000).map(|nth| format!("binance:C{nth}USDT")).collect();
    names.iter().for_each(|name| bench.paper.list(perpetual(name)));
    let accounts: Vec<_> = (0..100).map(|nth| bench.account(&format!("a{nth}"), &[("USDT", "1000000")])).collect();
    for (nth, name) in names.iter().enumerate() {
        let listed = Listed { instrument: id(name), product: Product::Perpetual };
        bench.show(name, &[(999_990, 100)], &[(1_000_000, 100)]);
        for step in 0..10 {
            bench.place(accounts[(nth + step) % 100], limit(&listed, Side::Buy, 1, 900_000 + step as i64)).expect("rests");
        }
    }
    let (began, before) = (Instant::now(), bench.events.len());
    for nth in 0..ticks {
        let name = &names[nth * 7 % names.len()];
        bench.now_ns += 50_000;
        match nth % 4 {
            0 => bench.show(name, &[(999_990, 100 + nth as i64 % 9)], &[(1_000_000, 100)]),
            1 => bench.trade(name, nth as u64, 1_000_000, 3, Some(Side::Buy)),
            2 => bench.mark(name, 999_995),
            _ => drop(bench.input(Input::Time).expect("passes")),
        }
        assert_eq!(bench.paper.next_ns(), None);
    }
    assert_eq!(bench.events.len(), before, "nobody was at the market");
    println!("{:.0} ticks a second, a quarter of them time alone", ticks as f64 / began.elapsed().as_secs_f64());
}
