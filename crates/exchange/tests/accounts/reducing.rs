//! Orders that may only reduce never do more.

use twinline_exchange::Side;
use twinline_exchange::accounts::{AccountId, ExpireReason, Life, NewOrder, OrderRef, OrderStatus, Refusal};

use crate::bench::{BTC, BTC_BOTH, Bench, dec, limit, market};

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
