//! Conditional orders: when they trigger, what they become, how they end.

use twinline_exchange::Side;
use twinline_exchange::accounts::{
    AccountId, AlgoId, AlgoKind, AlgoRecord, AlgoRef, AlgoStatus, Happening, Life, NewAlgo, NewOrder, OrderRef, OrderStatus, PositionSide,
    PriceMatch, Refusal, WorkingType,
};

use crate::bench::{BTC, BTC_BOTH, Bench, dec, limit, market, stop};

/// An account that is long 0.2, and another one.
fn long() -> (Bench, AccountId, AccountId) {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("100000"), bench.account("100000"));
    bench.trade(id, other, "0.2", "97000");
    bench.told();
    (bench, id, other)
}

fn arm(bench: &mut Bench, id: AccountId, algo: &NewAlgo) -> Result<AlgoRecord, Refusal> {
    bench.exchange.place_algo(bench.now_ns, id, algo, &mut bench.public)
}

fn now(bench: &Bench, id: AccountId, algo: AlgoId) -> AlgoRecord {
    bench.exchange.accounts().algo(id, &AlgoRef::Id(algo)).expect("kept").clone()
}

fn lots(bench: &Bench, id: AccountId) -> i64 {
    bench.exchange.accounts().position(id, BTC_BOTH).lots
}

#[test]
fn a_stop_closes_the_position_and_its_twin_expires() {
    let (mut bench, id, _) = long();
    let loss = arm(&mut bench, id, &stop(AlgoKind::StopMarket, Side::Sell, None, "96000")).expect("waits");
    let gain = arm(&mut bench, id, &stop(AlgoKind::TakeProfitMarket, Side::Sell, None, "99000")).expect("waits beside it");
    let again = arm(&mut bench, id, &stop(AlgoKind::StopMarket, Side::Sell, None, "95000"));
    assert_eq!(again, Err(Refusal::ClosePositionExists));
    bench.told();
    bench.pin(BTC, "96000.01");
    assert_eq!(now(&bench, id, loss.id).status, AlgoStatus::New);
    bench.pin(BTC, "96000");
    assert_eq!(lots(&bench, id), 0);
    let (loss, gain) = (now(&bench, id, loss.id), now(&bench, id, gain.id));
    assert_eq!((loss.status, gain.status), (AlgoStatus::Finished, AlgoStatus::Expired));
    let order = bench.exchange.accounts().order(id, BTC, &OrderRef::Id(loss.order.expect("created"))).expect("kept");
    assert_eq!((order.status, order.close_position, order.reduce_only), (OrderStatus::Filled, true, true));
    assert_eq!((order.client_id.as_str(), order.algo), (loss.client_id.as_str(), Some(loss.id)));
    assert_eq!((loss.executed, loss.average_price), (dec("0.2"), order.average_price(2)));
    let told = bench.told_in_short(id);
    let kinds: Vec<String> = told.iter().map(|line| line.split(" er ").next().unwrap_or_default().to_owned()).collect();
    let fills = kinds.iter().filter(|line| line.starts_with("Trade")).count();
    assert_eq!(&kinds[..3], ["Algo Triggering activated false ", "Algo Triggered activated false ", "New New 0.000 of 0.200"]);
    assert_eq!(&kinds[3 + 2 * fills..], ["Algo Finished activated false ", "Algo Expired activated false "]);
}

#[test]
fn triggers_look_where_they_should() {
    // Kind, side, trigger, a mark price that does not trigger, one that does.
    let check = |kind, side, trigger: &str, before: &str, at: &str| {
        let mut bench = Bench::new();
        let id = bench.account("100000");
        let algo = arm(&mut bench, id, &stop(kind, side, Some("0.1"), trigger)).expect("waits");
        bench.pin(BTC, before);
        assert_eq!(now(&bench, id, algo.id).status, AlgoStatus::New, "{kind:?} {side:?} {trigger} {before}");
        bench.pin(BTC, at);
        assert_eq!(now(&bench, id, algo.id).status, AlgoStatus::Finished, "{kind:?} {side:?} {trigger} {at}");
        let refused = arm(&mut bench, id, &stop(kind, side, Some("0.1"), at));
        assert_eq!(refused, Err(Refusal::WouldTrigger));
    };
    check(AlgoKind::StopMarket, Side::Buy, "98000", "97999.9", "98000");
    check(AlgoKind::StopMarket, Side::Sell, "96000", "96000.1", "96000");
    check(AlgoKind::TakeProfitMarket, Side::Buy, "96000", "96000.1", "95999");
    check(AlgoKind::TakeProfitMarket, Side::Sell, "98000", "97999.9", "98001");
}

#[test]
fn the_last_trade_triggers_where_the_contract_price_counts() {
    let (mut bench, id, other) = long();
    let third = bench.account("100000");
    let by_trade = NewAlgo { working_type: WorkingType::ContractPrice, ..stop(AlgoKind::StopMarket, Side::Sell, Some("0.1"), "96900") };
    let algo = arm(&mut bench, id, &by_trade).expect("waits");
    bench.pin(BTC, "96000");
    assert_eq!(now(&bench, id, algo.id).status, AlgoStatus::New, "the mark price does not count");
    bench.trade(third, other, "0.01", "96900");
    assert_eq!(now(&bench, id, algo.id).status, AlgoStatus::Finished);
    // With price protection nothing triggers while last and mark price are more than 5 % apart.
    let protected = NewAlgo { price_protect: true, ..stop(AlgoKind::StopMarket, Side::Sell, Some("0.1"), "87000") };
    let algo = arm(&mut bench, id, &protected).expect("waits");
    bench.pin(BTC, "86000");
    assert_eq!(now(&bench, id, algo.id).status, AlgoStatus::New);
}

#[test]
fn a_stop_limit_rests_until_it_is_filled() {
    let (mut bench, id, other) = long();
    let new = NewAlgo {
        price: Some(dec("97100")),
        reduce_only: Some(true),
        client_id: Some("take".to_owned()),
        ..stop(AlgoKind::TakeProfit, Side::Sell, Some("0.2"), "97050")
    };
    let algo = arm(&mut bench, id, &new).expect("waits");
    bench.pin(BTC, "97050");
    let triggered = now(&bench, id, algo.id);
    assert_eq!(triggered.status, AlgoStatus::Triggered);
    let open = bench.exchange.accounts().open_orders(id, Some(BTC));
    assert_eq!((open.len(), open[0].price, open[0].client_id.as_str()), (1, dec("97100"), "take"));
    bench.place(other, &limit(Side::Buy, "0.2", "97100")).expect("takes");
    let finished = now(&bench, id, algo.id);
    assert_eq!((finished.status, finished.average_price), (AlgoStatus::Finished, dec("97100")));
    // Cancelling the order ends the conditional order, too.
    bench.trade(id, other, "0.2", "97000");
    let algo = arm(&mut bench, id, &NewAlgo { trigger_price: Some(dec("97060")), ..new }).expect("its id is free again");
    bench.pin(BTC, "97060");
    bench.exchange.cancel_all(bench.now_ns, id, BTC, &mut bench.public).expect("open");
    assert_eq!((now(&bench, id, algo.id).status, lots(&bench, id)), (AlgoStatus::Finished, 200));
}

#[test]
fn what_cannot_be_done_at_the_trigger_is_rejected_with_its_reason() {
    let (mut bench, id, _) = long();
    let reducing = NewAlgo { reduce_only: Some(true), ..stop(AlgoKind::StopMarket, Side::Sell, Some("0.2"), "96000") };
    let orphan = arm(&mut bench, id, &reducing).expect("waits");
    let large = arm(&mut bench, id, &stop(AlgoKind::StopMarket, Side::Buy, Some("100"), "98000")).expect("margin is not asked for");
    bench.place(id, &market(Side::Sell, "0.2")).expect("takes");
    assert_eq!(now(&bench, id, orphan.id).status, AlgoStatus::New, "only closing ones expire with the position");
    bench.pin(BTC, "96000");
    assert_eq!(
        (now(&bench, id, orphan.id).status, now(&bench, id, orphan.id).reason.as_str()),
        (AlgoStatus::Rejected, "Reduce Only reject")
    );
    bench.pin(BTC, "98000");
    let large = now(&bench, id, large.id);
    assert_eq!((large.status, large.order), (AlgoStatus::Rejected, None));
    assert!(large.reason.starts_with("margin is insufficient"), "{}", large.reason);
}

#[test]
fn a_trailing_stop_follows_the_best_price() {
    let (mut bench, id, _) = long();
    let trailing = NewAlgo {
        trigger_price: None,
        activate_price: Some(dec("98000")),
        callback_rate: Some(dec("1")),
        callback_amount: None,
        ..stop(AlgoKind::TrailingStopMarket, Side::Sell, Some("0.2"), "1")
    };
    let with = |activate: Option<&str>, rate: &str| NewAlgo {
        activate_price: activate.map(dec),
        callback_rate: Some(dec(rate)),
        callback_amount: None,
        ..trailing.clone()
    };
    assert_eq!(arm(&mut bench, id, &with(Some("98000"), "0.09")), Err(Refusal::BadCallbackRate));
    assert_eq!(arm(&mut bench, id, &with(Some("98000"), "20.1")), Err(Refusal::BadCallbackRate));
    assert_eq!(arm(&mut bench, id, &with(Some("97000"), "1")), Err(Refusal::WouldTrigger));
    let algo = arm(&mut bench, id, &trailing).expect("waits").id;
    bench.told();
    bench.pin(BTC, "96000");
    assert!(bench.told().is_empty(), "not active yet");
    bench.pin(BTC, "98000");
    assert_eq!(bench.told_in_short(id), ["Algo New activated true "]);
    // 98,000 × 0.99 = 97,020; 99,000 × 0.99 = 98,010.
    assert_eq!(now(&bench, id, algo).trigger_price, dec("97020"));
    bench.pin(BTC, "99000");
    bench.pin(BTC, "98011");
    let record = now(&bench, id, algo);
    assert_eq!((record.trigger_price, record.status), (dec("98010"), AlgoStatus::New), "it does not go back");
    bench.pin(BTC, "98010");
    assert_eq!(now(&bench, id, algo).status, AlgoStatus::Finished);
    assert!(lots(&bench, id) < 200, "as far as there are bids within 5 % of the mark price");
    // Without an activation price it follows at once.
    arm(&mut bench, id, &with(None, "2")).expect("waits");
    let told = bench.told();
    let newest: Vec<_> =
        told.iter().filter_map(|event| if let Happening::Algo(algo) = &event.what { Some(algo.activated) } else { None }).collect();
    assert_eq!(&newest[newest.len() - 2..], [false, true]);
}

#[test]
fn what_is_refused() {
    let (mut bench, id, _) = long();
    let closing = stop(AlgoKind::StopMarket, Side::Sell, None, "96000");
    let plain = stop(AlgoKind::StopMarket, Side::Sell, Some("0.1"), "96000");
    let mut check = |algo: NewAlgo, expected: Refusal| assert_eq!(arm(&mut bench, id, &algo), Err(expected), "{algo:?}");
    check(NewAlgo { quantity: Some(dec("0.1")), ..closing.clone() }, Refusal::ClosePositionWithQuantity);
    check(NewAlgo { reduce_only: Some(true), ..closing.clone() }, Refusal::ClosePositionWithReduceOnly);
    check(NewAlgo { kind: AlgoKind::Stop, price: Some(dec("96000")), ..closing.clone() }, Refusal::ClosePositionNotAllowed);
    check(NewAlgo { quantity: None, ..plain.clone() }, Refusal::Missing("quantity"));
    check(NewAlgo { trigger_price: None, ..plain.clone() }, Refusal::Missing("triggerPrice"));
    check(NewAlgo { trigger_price: Some(dec("0")), ..plain.clone() }, Refusal::TriggerTooLow);
    check(NewAlgo { kind: AlgoKind::Stop, ..plain.clone() }, Refusal::Missing("price"));
    let both = NewAlgo { kind: AlgoKind::Stop, price: Some(dec("96000")), price_match: PriceMatch::Queue(1), ..plain.clone() };
    check(both, Refusal::PriceMatchConflict);
    check(NewAlgo { position_side: Some(PositionSide::Long), ..plain.clone() }, Refusal::PositionSideMismatch);
    let named = NewAlgo { client_id: Some("one".to_owned()), ..plain };
    arm(&mut bench, id, &named).expect("waits");
    assert_eq!(arm(&mut bench, id, &named), Err(Refusal::DuplicateClientId));
    // Order ids and ids of conditional orders are separate name spaces.
    bench.place(id, &NewOrder { client_id: Some("one".to_owned()), ..limit(Side::Buy, "0.01", "96000") }).expect("rests");
    assert_eq!(bench.exchange.cancel_all(bench.now_ns, id, BTC, &mut bench.public), Ok(1));
    assert_eq!(bench.exchange.accounts().open_algos(id, None).len(), 1, "cancelling orders leaves them");
}

#[test]
fn conditional_orders_are_limited_cancelled_and_run_out() {
    let mut bench = Bench::with(|rules| rules.max_algos = 3);
    let id = bench.account("100000");
    let plain = stop(AlgoKind::StopMarket, Side::Sell, Some("0.1"), "96000");
    let date = bench.now_ns / 1_000_000 + 700_000;
    let dated = NewAlgo { life: Some(Life::Gtd), good_till_ms: Some(date), ..plain.clone() };
    let dated = arm(&mut bench, id, &dated).expect("waits").id;
    let one = arm(&mut bench, id, &plain).expect("waits").id;
    arm(&mut bench, id, &plain).expect("waits");
    assert_eq!(arm(&mut bench, id, &plain), Err(Refusal::TooManyAlgos));
    let cancel = |bench: &mut Bench| bench.exchange.cancel_algo(bench.now_ns, id, &AlgoRef::Id(one), &mut bench.public);
    assert_eq!(cancel(&mut bench).map(|record| record.status), Ok(AlgoStatus::Canceled));
    assert_eq!(cancel(&mut bench), Err(Refusal::UnknownOrder));
    bench.wait(701);
    assert_eq!(now(&bench, id, dated).status, AlgoStatus::Expired);
    assert_eq!(bench.exchange.cancel_all_algos(bench.now_ns, id, BTC, &mut bench.public), Ok(1));
    assert!(bench.exchange.accounts().open_algos(id, None).is_empty());
    assert_eq!(bench.exchange.accounts().algos(id, Some(BTC)).len(), 3);
}

#[test]
fn the_date_of_a_conditional_order_becomes_that_of_its_order() {
    let (mut bench, id, _) = long();
    let date = bench.now_ns / 1_000_000 + 700_000;
    let new = NewAlgo {
        price: Some(dec("97200")),
        life: Some(Life::Gtd),
        good_till_ms: Some(date),
        ..stop(AlgoKind::TakeProfit, Side::Sell, Some("0.1"), "97050")
    };
    let algo = arm(&mut bench, id, &new).expect("waits").id;
    bench.wait(600);
    bench.pin(BTC, "97050");
    let record = now(&bench, id, algo);
    assert_eq!(record.status, AlgoStatus::Triggered, "{}", record.reason);
    bench.wait(99);
    assert_eq!(now(&bench, id, algo).status, AlgoStatus::Triggered);
    bench.wait(2);
    let order = bench.exchange.accounts().order(id, BTC, &OrderRef::Id(record.order.expect("created"))).expect("kept");
    assert_eq!((order.status, now(&bench, id, algo).status), (OrderStatus::Expired, AlgoStatus::Finished));
}
