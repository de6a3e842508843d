//! What is refused, why, and that nothing has moved then.

use twinline_exchange::Side::{Buy, Sell};
use twinline_exchange::accounts::AccountId;
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Answer, Input, Listed, NewOrder, Product, Refusal, SelfTrade, Terms, Trigger};
use twinline_model::{OrderType, Phase, TriggerBy};

use crate::bench::{Bench, SECOND, dec, id, limit, market, settings, terms};
use crate::ledger;

fn listed(name: &str, product: Product) -> Listed {
    Listed { instrument: id(name), product }
}

fn bench() -> (Bench, AccountId) {
    let mut bench = Bench::new(settings(1, Latency::NONE));
    let account = bench.account("one", &[("USDT", "1000"), ("INR", "1000")]);
    bench.show("binance:BTCUSDT", &[(999_990, 100)], &[(1_000_000, 100)]);
    bench.show("nse:SBIN", &[(61_990, 100)], &[(62_000, 100)]);
    bench.trade("binance:BTCUSDT", 1, 1_000_000, 1, None);
    bench.trade("nse:SBIN", 1, 62_000, 1, None);
    (bench, account)
}

fn check(bench: &mut Bench, account: AccountId, terms: Terms, code: &str) {
    let before = (ledger::text(bench.paper.state()), bench.events.len());
    let refusal = bench.place(account, terms.clone()).expect_err(code);
    assert_eq!(refusal.code(), code, "{terms:?}");
    assert_eq!((ledger::text(bench.paper.state()), bench.events.len()), before, "{terms:?}");
}

#[test]
fn each_has_its_code_and_moves_nothing() {
    let (mut bench, account) = bench();
    let perp = listed("binance:BTCUSDT", Product::Perpetual);
    let keep = listed("nse:SBIN", Product::Delivery);
    let stop = |ticks: i64| Terms {
        trigger: Some(Trigger { ticks, by: TriggerBy::Last, trail_ppm: None, follows: false }),
        ..terms(&perp, Buy, OrderType::StopMarket, 10, None)
    };
    let cases = [
        (limit(&listed("binance:NONE", Product::Perpetual), Buy, 1, 1), "UNKNOWN_INSTRUMENT"),
        (limit(&perp, Buy, 0, 999_000), "BAD_QTY"),
        (limit(&perp, Buy, -5, 999_000), "BAD_QTY"),
        (limit(&perp, Buy, i64::MAX, 999_000), "BAD_QTY"),
        (limit(&perp, Buy, 1, 0), "BAD_TICK"),
        (limit(&perp, Buy, 1, 1), "MIN_NOTIONAL"),
        (limit(&keep, Buy, 1, 75_000), "PRICE_BAND"),
        (terms(&perp, Buy, OrderType::Limit, 1, None), "BAD_TERMS"),
        (Terms { post_only: true, ..market(&perp, Buy, 1) }, "BAD_TERMS"),
        (stop(999_999), "TRIGGER_IMMEDIATE"),
        (Terms { post_only: true, ..limit(&perp, Buy, 1, 1_000_000) }, "POST_ONLY_WOULD_TAKE"),
        (Terms { reduce_only: true, ..market(&perp, Sell, 1) }, "REDUCE_ONLY_INCREASE"),
        (limit(&perp, Buy, 200, 999_000), "INSUFFICIENT_MARGIN"),
        (market(&perp, Sell, 200), "INSUFFICIENT_MARGIN"),
        (limit(&keep, Buy, 2, 62_000), "INSUFFICIENT_MARGIN"),
        (limit(&keep, Sell, 1, 62_000), "INSUFFICIENT_HOLDINGS"),
        (market(&listed("binance:ADAUSDT", Product::Spot), Buy, 100), "STALE_MARKET_DATA"),
    ];
    for (terms, code) in cases {
        check(&mut bench, account, terms, code);
    }
    bench.input(Input::Freeze { account, frozen: true }).expect("frozen");
    check(&mut bench, account, limit(&perp, Buy, 1, 999_000), "ACCOUNT_FROZEN");
}

#[test]
fn no_more_orders_are_open_than_there_may_be() {
    let mut settings = settings(1, Latency::NONE);
    settings.max_open = 3;
    let mut bench = Bench::new(settings);
    let account = bench.account("one", &[("USDT", "100000")]);
    bench.show("binance:BTCUSDT", &[(999_990, 100)], &[(1_000_000, 100)]);
    let perp = listed("binance:BTCUSDT", Product::Perpetual);
    let order = (0..3).map(|step| bench.place(account, limit(&perp, Buy, 5, 999_000 - step)).expect("rests")).last().expect("three");
    check(&mut bench, account, limit(&perp, Buy, 5, 998_000), "MAX_ORDERS");
    check(&mut bench, account, market(&perp, Buy, 5), "MAX_ORDERS");
    bench.input(Input::Cancel { account, order }).expect("ended");
    bench.place(account, limit(&perp, Buy, 5, 998_000)).expect("room again");
}

#[test]
fn a_market_that_is_closed_takes_nothing_and_an_old_one_gives_all_back() {
    let (mut bench, account) = bench();
    let perp = listed("binance:BTCUSDT", Product::Perpetual);
    let money = |bench: &Bench| {
        let balances = bench.paper.state().ledger().balances();
        balances.filter(|row| !row.2.is_zero()).map(|(place, unit, amount)| (place, unit.to_owned(), amount)).collect::<Vec<_>>()
    };
    let before = money(&bench);
    bench.now_ns += 10 * SECOND;
    for spoil in [None, Some(vec![(1_000_010, 100)]), Some(Vec::new())] {
        match spoil {
            None => {}
            Some(bids) if bids.is_empty() => drop(bench.input(Input::Lost { instrument: id("binance:BTCUSDT") }).expect("lost")),
            Some(bids) => bench.show("binance:BTCUSDT", &bids, &[(1_000_000, 100)]),
        }
        let order = bench.place(account, market(&perp, Buy, 1)).expect("waits for the market");
        assert_ne!(money(&bench), before, "it is backed meanwhile");
        bench.now_ns = bench.paper.next_ns().expect("it does not wait for ever");
        bench.input(Input::Time).expect("passes");
        let held = bench.order(account, order);
        assert_eq!((held.phase, held.executed, held.why.clone()), (Phase::Rejected, 0, Some(Refusal::StaleMarketData)));
        assert_eq!(money(&bench), before);
    }
    let mut closed = bench.paper.settings().listings[&perp].clone();
    closed.open = false;
    bench.paper.list(closed);
    check(&mut bench, account, limit(&perp, Buy, 1, 999_000), "MARKET_CLOSED");
}

#[test]
fn a_name_is_one_order_however_often_it_is_sent() {
    let (mut bench, account) = bench();
    let perp = listed("binance:BTCUSDT", Product::Perpetual);
    let mut send = |lots: i64| {
        let order = NewOrder { client_id: Some("mine".to_owned()), terms: limit(&perp, Buy, lots, 999_000) };
        bench.input(Input::Place { account, order: Box::new(order) })
    };
    let first = send(5).expect("taken");
    assert!(matches!(first, Answer::Order(_)));
    assert_eq!(send(5), Ok(first));
    assert_eq!(send(6), Err(Refusal::DuplicateId));
    assert_eq!(bench.paper.state().account(account).expect("there").open.len(), 1);
}

#[test]
fn own_orders_meet_only_where_they_may() {
    let mut settings = settings(1, Latency::NONE);
    settings.self_trade = SelfTrade::Refuse;
    let mut bench = Bench::new(settings);
    let account = bench.account("one", &[("USDT", "100000")]);
    bench.show("binance:BTCUSDT", &[(999_990, 100)], &[(1_000_000, 100)]);
    let perp = listed("binance:BTCUSDT", Product::Perpetual);
    bench.place(account, limit(&perp, Buy, 5, 999_995)).expect("rests");
    check(&mut bench, account, limit(&perp, Sell, 5, 999_995), "SELF_TRADE");
    check(&mut bench, account, market(&perp, Sell, 5), "SELF_TRADE");
    bench.place(account, limit(&perp, Sell, 5, 999_996)).expect("beside it");
}

#[test]
fn money_leverage_and_changes_are_checked_too() {
    let (mut bench, account) = bench();
    let perp = listed("binance:BTCUSDT", Product::Perpetual);
    let deposit = |amount: &str| Input::Deposit { account, unit: "INR".to_owned(), amount: dec(amount) };
    for amount in ["0", "-1", "0.001", "1000000000000001"] {
        assert_eq!(bench.input(deposit(amount)), Err(Refusal::BadAmount), "{amount}");
    }
    assert_eq!(bench.input(Input::Open { name: "one".to_owned(), deposits: Vec::new() }), Err(Refusal::DuplicateAccount));
    let set = |leverage: u32| Input::Leverage { account, listed: perp.clone(), leverage, isolated: false };
    assert_eq!(bench.input(set(126)), Err(Refusal::BadLeverage(125)));
    let order = bench.place(account, limit(&perp, Buy, 5, 999_000)).expect("rests");
    assert_eq!(bench.input(set(20)), Err(Refusal::NotFlat));
    let before = ledger::text(bench.paper.state());
    let larger = Input::Replace { account, order, ticks: 999_000, lots: 500 };
    assert!(matches!(bench.input(larger), Err(Refusal::InsufficientMargin { .. })));
    assert_eq!(ledger::text(bench.paper.state()), before, "a refused change leaves all as it was");
    bench.input(Input::Cancel { account, order }).expect("ended");
    bench.input(set(20)).expect("flat");
}
