//! What every simulated market must hold, whatever the seed.

use std::collections::BTreeMap;

use twinline_exchange::{Candle, Event, Exchange, Interval, Settings, Side};

const START_NS: i64 = 1_795_250_400_000_000_000 + 17_345_000_000;
const SECOND_NS: i64 = 1_000_000_000;

fn settings(seed: u64) -> Settings {
    Settings { history_minutes: 100, ..Settings::new(seed, START_NS) }
}

#[test]
fn books_are_full_never_crossed_and_told_by_their_events() {
    for seed in 0..6 {
        let mut exchange = Exchange::new(&settings(seed));
        let told = |exchange: &Exchange| -> Vec<[BTreeMap<i64, i64>; 2]> {
            let sides = |at: usize| [Side::Buy, Side::Sell].map(|side| exchange.markets()[at].book.levels(side).collect());
            (0..exchange.markets().len()).map(sides).collect()
        };
        let mut books = told(&exchange);
        let (mut events, mut last_id, mut trades) = (Vec::new(), 0, 0);
        for market in exchange.markets() {
            assert!(market.book.depth(Side::Buy) >= 200 && market.book.depth(Side::Sell) >= 200, "{}", market.spec.name);
        }
        for second in 1..=90 {
            exchange.advance(START_NS + second * SECOND_NS, &mut events);
            for event in events.drain(..) {
                match event {
                    Event::Book { symbol, update_id, changes, .. } => {
                        assert!(update_id > last_id, "ids rise over all symbols");
                        last_id = update_id;
                        for change in changes {
                            let side = &mut books[symbol][usize::from(change.side == Side::Sell)];
                            assert_eq!(side.insert(change.ticks, change.after).unwrap_or(0), change.before);
                            side.retain(|_, lots| *lots > 0);
                        }
                    }
                    Event::Trades { trades: fresh, .. } => trades += fresh.len(),
                    _ => {}
                }
            }
            assert_eq!(books, told(&exchange), "seed {seed}");
            for market in exchange.markets() {
                let top = market.top();
                assert!(0 < top.bid.0 && top.bid.0 < top.ask.0 && top.bid.1 > 0 && top.ask.1 > 0, "{top:?}");
                assert!(market.book.depth(Side::Buy) >= 60 && market.book.depth(Side::Sell) >= 60);
                assert!(market.book.orders() < 2_000, "bounded");
            }
        }
        assert!(trades > 500, "lively: {trades}");
    }
}

#[test]
fn candles_equal_the_trades() {
    let mut exchange = Exchange::new(&settings(3));
    let mut events = Vec::new();
    exchange.advance(START_NS + 400 * SECOND_NS, &mut events);
    for (at, market) in exchange.markets().iter().enumerate() {
        // Open, high, low, close, lots, quote, trades, lots bought.
        type Row = (i64, i64, i64, i64, i64, i128, u64, i64);
        let mut expected: BTreeMap<i64, Row> = BTreeMap::new();
        let first_whole = Interval::Minute1.open_of(START_NS / 1_000_000) + 60_000;
        for event in &events {
            let Event::Trades { symbol, trades, .. } = event else { continue };
            for trade in trades.iter().filter(|_| *symbol == at) {
                let open_ms = Interval::Minute1.open_of(trade.at_ns / 1_000_000);
                let row = expected.entry(open_ms).or_insert((trade.ticks, i64::MIN, i64::MAX, 0, 0, 0, 0, 0));
                row.1 = row.1.max(trade.ticks);
                row.2 = row.2.min(trade.ticks);
                row.3 = trade.ticks;
                row.4 += trade.lots;
                row.5 += i128::from(trade.ticks) * i128::from(trade.lots);
                row.6 += 1;
                row.7 += if trade.buyer_is_maker { 0 } else { trade.lots };
            }
        }
        let told = market.candles.range(Interval::Minute1, Some(first_whole), None, 1_000);
        assert!(told.len() >= 6);
        for candle in told.iter().filter(|candle| candle.trades > 0) {
            let row = expected[&candle.open_ms];
            let same = (candle.open, candle.high, candle.low, candle.close, candle.lots, candle.quote, candle.trades, candle.buy_lots);
            assert_eq!(same, row, "{} {}", market.spec.name, candle.open_ms);
        }
        let trades: u64 = told.iter().map(|candle| candle.trades).sum();
        let counted: u64 = expected.iter().filter(|(open_ms, _)| **open_ms >= first_whole).map(|(_, row)| row.6).sum();
        assert_eq!(trades, counted);
    }
}

#[test]
fn candles_are_contiguous_and_every_interval_sums_the_minutes() {
    let mut exchange = Exchange::new(&Settings::new(11, START_NS));
    let mut events = Vec::new();
    exchange.advance(START_NS + 200 * SECOND_NS, &mut events);
    for market in exchange.markets() {
        let minutes: Vec<Candle> = market.candles.range(Interval::Minute1, None, None, 100_000);
        assert!(minutes.len() > 1_500);
        for pair in minutes.windows(2) {
            assert_eq!(pair[1].open_ms, pair[0].open_ms + 60_000);
        }
        for candle in &minutes {
            assert!(candle.low <= candle.open.min(candle.close) && candle.high >= candle.open.max(candle.close));
            assert!(candle.buy_lots <= candle.lots && candle.low > 0);
        }
        let ids: Vec<(u64, u64)> = minutes.iter().filter_map(|candle| candle.ids).collect();
        assert!(ids.windows(2).all(|pair| pair[1].0 == pair[0].1 + 1), "trade ids have no hole");
        for interval in Interval::ALL {
            let candles = market.candles.range(interval, None, None, 100_000);
            let lots: i64 = candles.iter().map(|candle| candle.lots).sum();
            assert_eq!(lots, minutes.iter().map(|candle| candle.lots).sum::<i64>(), "{interval:?}");
            assert!(candles.windows(2).all(|pair| pair[1].open_ms == interval.next_open(pair[0].open_ms)));
            let running = market.candles.running(interval);
            assert_eq!(
                candles.last().map(|last| (last.lots, last.high, last.close)),
                Some((running.lots, running.high, running.close)),
                "{interval:?}"
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_market() {
    let run = |seed: u64, steps: i64| {
        let mut exchange = Exchange::new(&settings(seed));
        let mut events = Vec::new();
        for step in 1..=steps {
            exchange.advance(START_NS + 20 * SECOND_NS * step / steps, &mut events);
        }
        events
    };
    assert_eq!(run(5, 1), run(5, 777), "however often it is asked");
    assert_ne!(run(5, 1), run(6, 1));
}

#[test]
fn a_restart_lowers_ids_and_keeps_prices() {
    let first = settings(4);
    let mut exchange = Exchange::new(&first);
    let mut events = Vec::new();
    exchange.advance(START_NS + 30 * SECOND_NS, &mut events);
    let before: Vec<_> =
        exchange.markets().iter().map(|market| (market.last_update_id, market.tape.next_trade_id(), market.top())).collect();
    let again = Settings { seed: 9, first_update_id: first.first_update_id / 2, first_trade_id: first.first_trade_id / 2, ..first };
    let mut exchange = exchange.restarted(&again);
    exchange.advance(START_NS + 60 * SECOND_NS, &mut events);
    for (market, (update_id, trade_id, top)) in exchange.markets().iter().zip(before) {
        assert!(market.last_update_id < update_id && market.tape.next_trade_id() < trade_id);
        assert!((market.top().bid.0 - top.bid.0).abs() < top.bid.0 / 50, "no jump");
    }
}

#[test]
fn marks_follow_the_price_and_funding_is_settled_every_eight_hours() {
    let mut exchange = Exchange::new(&settings(8));
    let mut events = Vec::new();
    let market = &exchange.markets()[0];
    let next = market.marks.next_funding_ms;
    assert_eq!(next % 28_800_000, 0);
    let settled = market.marks.settled().len();
    let steps = (next + 60_000) * 1_000_000;
    let mut at_ns = START_NS;
    while at_ns < steps {
        at_ns += 3_600 * SECOND_NS;
        exchange.advance(at_ns.min(steps), &mut events);
        events.clear();
    }
    for market in exchange.markets() {
        assert_eq!(market.marks.next_funding_ms, next + 28_800_000);
        assert_eq!(market.marks.settled().len(), settled + 1);
        let top = market.spec.price_e8(market.top().bid.0);
        assert!((market.marks.mark_e8 - top).abs() < top / 100, "{}", market.spec.name);
        assert!(market.marks.rate_e8.abs() <= 750_000);
    }
}

/// How lively the markets are: `cargo test -p twinline-exchange --release -- --ignored --nocapture census`.
#[test]
#[ignore = "prints figures for tuning"]
fn census() {
    let mut exchange = Exchange::new(&settings(1));
    let mut events = Vec::new();
    let (mut spreads, mut trades, mut books) = (vec![0; 8], vec![0; 8], vec![0; 8]);
    for second in 1..=600 {
        exchange.advance(START_NS + second * SECOND_NS, &mut events);
        for event in events.drain(..) {
            match event {
                Event::Trades { symbol, trades: fresh, .. } => trades[symbol] += fresh.len(),
                Event::Book { symbol, .. } => books[symbol] += 1,
                _ => {}
            }
        }
        for (at, market) in exchange.markets().iter().enumerate() {
            spreads[at] += market.top().ask.0 - market.top().bid.0;
        }
    }
    for (at, market) in exchange.markets().iter().enumerate() {
        let candles = market.candles.range(Interval::Minute1, None, None, 9);
        let range: i64 = candles.iter().map(|candle| candle.high - candle.low).sum::<i64>() / 9;
        let lots: i64 = candles.iter().map(|candle| candle.lots).sum::<i64>() / 9;
        let old = market.candles.range(Interval::Minute1, Some(0), None, 60);
        let old_range: i64 = old.iter().map(|candle| candle.high - candle.low).sum::<i64>() / 60;
        let old_lots: i64 = old.iter().map(|candle| candle.lots).sum::<i64>() / 60;
        let old_trades: u64 = old.iter().map(|candle| candle.trades).sum::<u64>() / 60;
        println!(
            "{}: spread {} ticks, {} trades/min (past {old_trades}), {} commands/s, levels {}/{}, orders {}, range {range} (past {old_range}), lots/min {lots} (past {old_lots})",
            market.spec.name,
            spreads[at] / 600,
            trades[at] / 10,
            books[at] / 600,
            market.book.depth(Side::Buy),
            market.book.depth(Side::Sell),
            market.book.orders(),
        );
    }
}
