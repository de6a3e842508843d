//! Orders that may only reduce never do more.

use twinline_exchange::accounts::{
    AccountId, AlgoKind, AlgoRef, AlgoStatus, ExpireReason, Life, NewOrder, OrderRef, OrderStatus, Refusal, Rules, TransferKind,
};
use twinline_exchange::{Exchange, Settings, Side, symbol};

use crate::bench::{BTC, BTC_BOTH, Bench, SECOND_NS, START_NS, dec, limit, market, stop};

fn reducing(order: NewOrder) -> NewOrder {
    NewOrder { reduce_only: Some(true), ..order }
}

/// An account that is long 0.3, and another one.
fn long() -> (Bench, AccountId, AccountId) {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("100000"), bench.account("100000"));
    bench.trade(id, other, "0.3", "97000");
    bench.told();
    (bench, id, other)
}

fn lots(bench: &Bench, id: AccountId) -> i64 {
    bench.exchange.accounts().position(id, BTC_BOTH).lots
}

#[test]
fn nothing_to_reduce_is_refused() {
    let (mut bench, id, _) = long();
    let fresh = bench.account("100000");
    assert_eq!(bench.place(fresh, &reducing(market(Side::Sell, "0.1"))), Err(Refusal::ReduceOnlyRejected));
    assert_eq!(bench.place(id, &reducing(market(Side::Buy, "0.1"))), Err(Refusal::ReduceOnlyRejected));
    assert_eq!(bench.place(id, &reducing(limit(Side::Sell, "0.301", "97500"))), Err(Refusal::ReduceOnlyRejected));
    bench.place(id, &reducing(limit(Side::Sell, "0.2", "97500"))).expect("rests");
    let refusal = bench.place(id, &reducing(limit(Side::Sell, "0.101", "97500")));
    assert_eq!(refusal, Err(Refusal::ReduceOnlyRejected), "0.2 are reduced already");
    bench.place(id, &reducing(limit(Side::Sell, "0.1", "97500"))).expect("rests");
}

#[test]
fn an_immediate_order_stops_at_zero() {
    let (mut bench, id, _) = long();
    let order = bench.place(id, &reducing(market(Side::Sell, "0.5"))).expect("takes");
    assert_eq!((order.status, order.executed, order.expire_reason), (OrderStatus::Expired, dec("0.3"), ExpireReason::ReduceOnly));
    assert_eq!(lots(&bench, id), 0);
}

#[test]
fn what_is_left_without_a_position_expires() {
    let (mut bench, id, _) = long();
    let near = bench.place(id, &reducing(limit(Side::Sell, "0.1", "97500"))).expect("rests");
    let far = bench.place(id, &reducing(limit(Side::Sell, "0.2", "97600"))).expect("rests");
    bench.place(id, &market(Side::Sell, "0.15")).expect("takes");
    let order = |bench: &Bench, of| bench.exchange.accounts().order(id, BTC, &OrderRef::Id(of)).expect("kept").clone();
    assert_eq!(order(&bench, near.id).status, OrderStatus::New, "0.15 are left for it");
    let far = order(&bench, far.id);
    assert_eq!((far.status, far.expire_reason), (OrderStatus::Expired, ExpireReason::ReduceOnly));
    bench.place(id, &market(Side::Sell, "0.2")).expect("takes");
    assert_eq!(order(&bench, near.id).status, OrderStatus::Expired);
    assert_eq!(lots(&bench, id), -50);
    assert!(bench.exchange.accounts().open_orders(id, None).is_empty());
}

#[test]
fn one_sweep_does_not_reduce_past_zero() {
    let (mut bench, id, other) = long();
    // An ordinary ask of the whole position, and behind it one that may only reduce: the sweep takes the first, and must
    // not find anything left for the second.
    bench.place(id, &limit(Side::Sell, "0.25", "97100")).expect("rests");
    let reduce = bench.place(id, &reducing(limit(Side::Sell, "0.3", "97110"))).expect("rests");
    bench.place(other, &NewOrder { life: Some(Life::Ioc), ..limit(Side::Buy, "0.55", "97110") }).expect("takes");
    assert_eq!(lots(&bench, id), 0);
    let reduce = bench.exchange.accounts().order(id, BTC, &OrderRef::Id(reduce.id)).expect("kept");
    assert_eq!((reduce.executed, reduce.status, reduce.expire_reason), (dec("0.05"), OrderStatus::Expired, ExpireReason::ReduceOnly));
}

#[test]
fn amending_does_not_reserve_more_than_there_is() {
    let (mut bench, id, _) = long();
    let order = bench.place(id, &reducing(limit(Side::Sell, "0.1", "97500"))).expect("rests");
    assert_eq!(bench.amend(id, &order, "97500", "0.301"), Err(Refusal::ReduceOnlyRejected));
    bench.amend(id, &order, "97500", "0.3").expect("amended");
}

#[test]
fn trades_with_anonymous_traders_end_what_depended_on_the_position() {
    let symbols = vec![symbol("BTCUSDT").expect("listed")];
    let rules = Rules::usual(&symbols).expect("rules");
    let settings = Settings { symbols, history_minutes: 0, warm_up_minutes: 0, ..Settings::new(5, START_NS) };
    let mut exchange = Exchange::new(&settings);
    exchange.open_desk(rules).expect("rules fit");
    let (id, mut unseen) = (exchange.open_account().expect("room"), Vec::new());
    exchange.transfer(START_NS, id, "USDT", dec("100000"), TransferKind::Deposit, &mut unseen).expect("in");
    exchange.place(START_NS, id, &market(Side::Buy, "0.02"), &mut unseen).expect("takes");
    let closing = exchange.place_algo(START_NS, id, &stop(AlgoKind::StopMarket, Side::Sell, None, "90000"), &mut unseen).expect("waits");
    // One ask is the best there is, and the market comes by within minutes; the other one is 2 % away.
    let best = exchange.markets()[BTC].spec.price(exchange.markets()[BTC].top().ask.0).to_string();
    exchange.place(START_NS, id, &limit(Side::Sell, "0.02", &best), &mut unseen).expect("rests");
    let far = limit(Side::Sell, "0.02", &(dec(&best) * dec("1.02")).trunc().to_string());
    let far = exchange.place(START_NS, id, &reducing(far), &mut unseen).expect("rests");
    exchange.advance(START_NS + 600 * SECOND_NS, &mut unseen);
    let accounts = exchange.accounts();
    assert_eq!(accounts.position(id, BTC_BOTH).lots, 0, "an anonymous trader took the ask");
    let far = accounts.order(id, BTC, &OrderRef::Id(far.id)).expect("kept");
    assert_eq!((far.status, far.expire_reason), (OrderStatus::Expired, ExpireReason::ReduceOnly));
    assert_eq!(accounts.algo(id, &AlgoRef::Id(closing.id)).map(|algo| algo.status), Some(AlgoStatus::Expired));
}
