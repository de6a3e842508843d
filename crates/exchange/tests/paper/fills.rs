//! What the market gives: displayed sizes, queues, triggers, times in force, latency, old data.

use twinline_exchange::Side::{Buy, Sell};
use twinline_exchange::accounts::{AccountId, OrderId};
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Input, Listed, Product, Refusal, Terms, Trigger};
use twinline_model::{OrderType, Phase, TimeInForce, TriggerBy};

use crate::bench::{Bench, SECOND, id, limit, market, settings, terms};

const PERP: &str = "binance:BTCUSDT";
const ASKS: [(i64, i64); 3] = [(1_000_000, 10), (1_000_005, 25), (1_000_010, 40)];
const BIDS: [(i64, i64); 2] = [(999_990, 100), (999_980, 50)];

fn perp() -> Listed {
    Listed { instrument: id(PERP), product: Product::Perpetual }
}

fn bench(latency: Latency) -> (Bench, AccountId) {
    let mut bench = Bench::new(settings(1, latency));
    let account = bench.account("one", &[("USDT", "1000000")]);
    bench.show(PERP, &BIDS, &ASKS);
    (bench, account)
}

fn fills(bench: &Bench, account: AccountId, order: OrderId) -> Vec<(i64, i64, bool)> {
    let held = bench.paper.state().account(account).expect("there");
    let own = held.fills.iter().filter(|fill| fill.order == Some(order));
    own.map(|fill| (fill.ticks, fill.lots, fill.maker)).collect()
}

fn fate(bench: &Bench, account: AccountId, order: OrderId) -> (Phase, i64, Option<Refusal>) {
    let order = bench.order(account, order);
    (order.phase, order.executed, order.why.clone())
}

#[test]
fn a_market_order_walks_the_book_and_the_next_one_finds_less() {
    let (mut bench, account) = bench(Latency::NONE);
    let first = bench.place(account, market(&perp(), Buy, 60)).expect("taken");
    assert_eq!(fills(&bench, account, first), [(1_000_000, 10, false), (1_000_005, 25, false), (1_000_010, 25, false)]);
    let two = bench.account("two", &[("USDT", "1000000")]);
    let second = bench.place(two, market(&perp(), Buy, 20)).expect("taken");
    assert_eq!(fills(&bench, two, second), [(1_000_010, 15, false)]);
    assert_eq!(fate(&bench, two, second), (Phase::Live, 15, None), "it waits for more");
    bench.now_ns += 6 * SECOND;
    bench.show(PERP, &BIDS, &[]);
    assert_eq!(fate(&bench, two, second), (Phase::Expired, 15, Some(Refusal::NoLiquidity)));
}

#[test]
fn a_resting_order_waits_behind_what_was_displayed() {
    let (mut bench, account) = bench(Latency::NONE);
    let order = bench.place(account, limit(&perp(), Buy, 50, 999_990)).expect("taken");
    bench.trade(PERP, 1, 999_990, 80, Some(Sell));
    assert!(fills(&bench, account, order).is_empty());
    bench.trade(PERP, 2, 999_990, 30, Some(Sell));
    bench.trade(PERP, 2, 999_990, 30, Some(Sell));
    bench.trade(PERP, 3, 999_990, 500, Some(Buy));
    assert_eq!(fills(&bench, account, order), [(999_990, 10, true)], "a trade counts once, and only if it came to this side");
    bench.trade(PERP, 4, 999_990, 50, Some(Sell));
    assert_eq!(fills(&bench, account, order), [(999_990, 10, true), (999_990, 40, true)]);
    assert_eq!(fate(&bench, account, order), (Phase::Filled, 50, None));
}

#[test]
fn a_trade_beyond_the_price_has_passed_all_who_were_ahead() {
    let (mut bench, account) = bench(Latency::NONE);
    let first = bench.place(account, limit(&perp(), Buy, 50, 999_990)).expect("taken");
    let second = bench.place(account, limit(&perp(), Buy, 50, 999_990)).expect("taken");
    bench.trade(PERP, 1, 999_985, 70, Some(Sell));
    assert_eq!(fills(&bench, account, first), [(999_990, 50, true)]);
    assert_eq!(fills(&bench, account, second), [(999_990, 20, true)], "what one has is not there for the other");
}

#[test]
fn a_book_that_comes_to_a_resting_order_fills_it_at_its_own_price() {
    let (mut bench, account) = bench(Latency::NONE);
    let order = bench.place(account, limit(&perp(), Buy, 50, 999_990)).expect("taken");
    bench.show(PERP, &[(999_970, 5)], &[(999_980, 30), (999_995, 30)]);
    assert_eq!(fills(&bench, account, order), [(999_990, 30, true)]);
    bench.show(PERP, &[(999_970, 5)], &[(999_980, 30), (999_995, 30)]);
    assert_eq!(fills(&bench, account, order).len(), 1, "what was displayed is used up");
}

#[test]
fn less_keeps_its_place_and_another_price_does_not() {
    let (mut bench, account) = bench(Latency::NONE);
    let order = bench.place(account, limit(&perp(), Buy, 50, 999_990)).expect("taken");
    bench.trade(PERP, 1, 999_990, 90, Some(Sell));
    bench.input(Input::Replace { account, order, ticks: 999_990, lots: 20 }).expect("less");
    bench.trade(PERP, 2, 999_990, 15, Some(Sell));
    assert_eq!(fills(&bench, account, order), [(999_990, 5, true)]);
    bench.input(Input::Replace { account, order, ticks: 999_980, lots: 20 }).expect("deeper");
    bench.trade(PERP, 3, 999_980, 50, Some(Sell));
    assert_eq!(fills(&bench, account, order).len(), 1, "50 were displayed there");
    bench.trade(PERP, 4, 999_980, 50, Some(Sell));
    assert_eq!(fate(&bench, account, order), (Phase::Filled, 20, None));
}

#[test]
fn times_in_force_and_post_only() {
    let (mut bench, account) = bench(Latency::NONE);
    let with = |time_in_force: TimeInForce, lots: i64| Terms { time_in_force, ..limit(&perp(), Buy, lots, 1_000_005) };
    let fok = bench.place(account, with(TimeInForce::Fok, 36)).expect("taken");
    assert_eq!(fate(&bench, account, fok), (Phase::Expired, 0, Some(Refusal::FokNotFillable)));
    let ioc = bench.place(account, with(TimeInForce::Ioc, 36)).expect("taken");
    assert_eq!(fate(&bench, account, ioc), (Phase::Expired, 35, Some(Refusal::NoLiquidity)));
    let post = Terms { post_only: true, ..limit(&perp(), Buy, 5, 1_000_000) };
    assert_eq!(bench.place(account, post), Err(Refusal::PostOnlyWouldTake));
    let until = Some(bench.now_ns + SECOND);
    let gtd = Terms { time_in_force: TimeInForce::Gtd, expires_ns: until, ..limit(&perp(), Buy, 5, 999_980) };
    let gtd = bench.place(account, gtd).expect("taken");
    assert_eq!(bench.paper.next_ns(), until);
    bench.now_ns += SECOND;
    bench.input(Input::Time).expect("passes");
    assert_eq!(fate(&bench, account, gtd), (Phase::Expired, 0, None));
}

#[test]
fn a_command_counts_after_its_travel_and_a_fill_before_that_counts() {
    let (mut bench, account) = bench(Latency::default());
    let order = bench.place(account, limit(&perp(), Buy, 10, 1_000_000)).expect("taken");
    assert!(fills(&bench, account, order).is_empty(), "it travels");
    bench.now_ns += 50_000_000;
    bench.input(Input::Time).expect("passes");
    assert_eq!(fills(&bench, account, order), [(1_000_000, 10, false)]);
    let rests = bench.place(account, limit(&perp(), Buy, 10, 999_995)).expect("taken");
    bench.now_ns += 50_000_000;
    bench.input(Input::Time).expect("passes");
    bench.input(Input::Cancel { account, order: rests }).expect("on its way");
    bench.now_ns += 49_000_000;
    bench.trade(PERP, 1, 999_995, 4, Some(Sell));
    bench.now_ns += 1_000_000;
    bench.trade(PERP, 2, 999_995, 4, Some(Sell));
    assert_eq!(fate(&bench, account, rests), (Phase::Canceled, 4, None));
    assert_eq!(bench.input(Input::Cancel { account, order: rests }), Err(Refusal::UnknownOrder));
}

#[test]
fn old_data_fills_nobody() {
    let (mut bench, account) = bench(Latency::NONE);
    let rests = bench.place(account, limit(&perp(), Buy, 10, 999_990)).expect("taken");
    bench.now_ns += 4 * SECOND;
    let order = bench.place(account, market(&perp(), Buy, 10)).expect("taken");
    assert_eq!(fate(&bench, account, order), (Phase::Live, 0, None), "it waits for data");
    bench.now_ns += 5 * SECOND;
    bench.input(Input::Time).expect("passes");
    assert_eq!(fate(&bench, account, order), (Phase::Rejected, 0, Some(Refusal::StaleMarketData)));
    assert_eq!(fate(&bench, account, rests).0, Phase::Live, "a resting order simply waits");
    bench.show(PERP, &BIDS, &ASKS);
    bench.input(Input::Lost { instrument: id(PERP) }).expect("noted");
    let order = bench.place(account, market(&perp(), Buy, 10)).expect("taken");
    assert_eq!(fate(&bench, account, order).1, 0);
    bench.show(PERP, &BIDS, &ASKS);
    assert_eq!(fate(&bench, account, order), (Phase::Filled, 10, None));
}

fn stop(kind: OrderType, side: twinline_exchange::Side, lots: i64, ticks: i64, by: TriggerBy) -> Terms {
    let trigger = Some(Trigger { ticks, by, trail_ppm: None, follows: false });
    Terms { trigger, ..terms(&perp(), side, kind, lots, None) }
}

#[test]
fn the_trade_that_triggers_a_stop_has_taken_its_share_before() {
    let (mut bench, account) = bench(Latency::NONE);
    bench.trade(PERP, 1, 999_995, 1, Some(Buy));
    let order = bench.place(account, stop(OrderType::StopMarket, Buy, 5, 1_000_000, TriggerBy::Last)).expect("waits");
    assert_eq!(fate(&bench, account, order), (Phase::Untriggered, 0, None));
    bench.trade(PERP, 2, 1_000_000, 8, Some(Buy));
    assert_eq!(fills(&bench, account, order), [(1_000_000, 2, false), (1_000_005, 3, false)]);
}

#[test]
fn a_trailing_stop_follows_and_never_goes_back() {
    let (mut bench, account) = bench(Latency::NONE);
    bench.place(account, market(&perp(), Buy, 10)).expect("long");
    let trigger = Some(Trigger { ticks: 0, by: TriggerBy::Mark, trail_ppm: Some(10_000), follows: false });
    let trails = Terms { trigger, reduce_only: true, ..terms(&perp(), Sell, OrderType::TrailingStopMarket, 10, None) };
    let order = bench.place(account, trails).expect("waits");
    let place = |bench: &Bench| bench.order(account, order).terms.trigger.map(|trigger| trigger.ticks);
    bench.mark(PERP, 1_000_000);
    assert_eq!(place(&bench), Some(990_000));
    bench.mark(PERP, 1_010_000);
    assert_eq!(place(&bench), Some(999_900));
    bench.mark(PERP, 1_000_000);
    assert_eq!(place(&bench), Some(999_900));
    bench.mark(PERP, 999_900);
    assert_eq!(fills(&bench, account, order), [(999_990, 10, false)]);
}

#[test]
fn what_may_only_reduce_ends_with_the_position() {
    let (mut bench, account) = bench(Latency::NONE);
    bench.place(account, market(&perp(), Buy, 10)).expect("long");
    let whole = Terms { close_position: true, ..stop(OrderType::StopMarket, Sell, 0, 990_000, TriggerBy::Mark) };
    let stop = bench.place(account, whole).expect("waits");
    let target = Terms { reduce_only: true, ..limit(&perp(), Sell, 30, 1_000_020) };
    let target = bench.place(account, target).expect("rests");
    bench.trade(PERP, 1, 1_000_030, 30, Some(Buy));
    assert_eq!(fate(&bench, account, target), (Phase::Expired, 10, Some(Refusal::ReduceOnly)));
    bench.mark(PERP, 989_000);
    assert_eq!(fate(&bench, account, stop), (Phase::Expired, 0, Some(Refusal::ReduceOnly)), "nothing is left to be closed");
}
