//! The venue's rules of orders: what is accepted, how it trades, how it changes and ends.

use twinline_exchange::accounts::{
    ExecutionType, ExpireReason, Happening, Life, NewOrder, OrderRef, OrderStatus, PositionSide, PriceMatch, Refusal, SelfTrade,
};
use twinline_exchange::{Event, Side};

use crate::bench::{BTC, Bench, SECOND_NS, dec, limit, market};

#[test]
fn what_the_filters_refuse() {
    let mut bench = Bench::new();
    let id = bench.account("100000");
    let mut check = |order: NewOrder, expected: Refusal| {
        assert_eq!(bench.exchange.check(id, &order), Err(expected.clone()), "{order:?}");
        assert_eq!(bench.exchange.place(bench.now_ns, id, &order, &mut bench.public).expect_err("refused"), expected);
    };
    let buy = |quantity, price| limit(Side::Buy, quantity, price);
    check(buy("0.1", "97000.05"), Refusal::OffTick(dec("0.1")));
    check(buy("0.1", "97000.055"), Refusal::TooManyDecimals("price"));
    check(buy("0.1", "969.9"), Refusal::PriceTooLow(dec("970")));
    check(buy("0.1", "3880000.1"), Refusal::PriceTooHigh(dec("3880000")));
    check(buy("0.1005", "97000"), Refusal::TooManyDecimals("quantity"));
    check(buy("0", "97000"), Refusal::QuantityZero);
    check(buy("-1", "97000"), Refusal::QuantityZero);
    check(buy("1200.001", "97000"), Refusal::QuantityTooLarge(dec("1200")));
    check(market(Side::Buy, "150.001"), Refusal::QuantityTooLarge(dec("150")));
    // 0.001 × 49,999.9 = 49.9999.
    check(buy("0.001", "49999.9"), Refusal::NotionalTooSmall(dec("50")));
    // 97,000 × 1.05 = 101,850; × 0.95 = 92,150.
    check(buy("0.1", "101850.1"), Refusal::AbovePercentPrice(dec("101850")));
    check(limit(Side::Sell, "0.1", "92149.9"), Refusal::BelowPercentPrice(dec("92150")));
    check(NewOrder { price: None, ..buy("0.1", "1") }, Refusal::Missing("price"));
    check(NewOrder { life: None, ..buy("0.1", "97000") }, Refusal::Missing("timeInForce"));
    check(NewOrder { quantity: None, ..buy("0.1", "97000") }, Refusal::Missing("quantity"));
    check(NewOrder { client_id: Some("a".repeat(37)), ..buy("0.1", "97000") }, Refusal::BadClientId);
    check(NewOrder { client_id: Some("no spaces".to_owned()), ..buy("0.1", "97000") }, Refusal::BadClientId);
    check(NewOrder { position_side: Some(PositionSide::Long), ..buy("0.1", "97000") }, Refusal::PositionSideMismatch);
    check(NewOrder { price_match: PriceMatch::Queue(1), ..buy("0.1", "97000") }, Refusal::PriceMatchConflict);
    check(NewOrder { symbol: 9, ..buy("0.1", "97000") }, Refusal::UnknownSymbol);
    check(NewOrder { life: Some(Life::Gtd), ..buy("0.1", "97000") }, Refusal::Missing("goodTillDate"));
    let soon = Some(bench.now_ns / 1_000_000 + 600_000);
    let gtd = NewOrder { life: Some(Life::Gtd), good_till_ms: soon, ..buy("0.1", "97000") };
    assert_eq!(bench.exchange.check(id, &gtd), Err(Refusal::BadGoodTill));
    // With leverage 20 a position may reach 10,000,000.
    let large = bench.account("100000000");
    let refusal = bench.place(large, &buy("103.1", "97000")).expect_err("above 10,000,000");
    assert_eq!(refusal, Refusal::MaxPosition { cap: dec("10000000") });
    assert!(bench.told().is_empty(), "nothing is told of what never was");
    assert!(bench.exchange.accounts().orders(id, None).is_empty());
}

#[test]
fn a_client_id_is_unique_among_open_orders_but_not_for_market_orders() {
    let mut bench = Bench::new();
    let id = bench.account("100000");
    let named = |order| NewOrder { client_id: Some("same".to_owned()), ..order };
    let first = bench.place(id, &named(limit(Side::Buy, "0.01", "96000"))).expect("rests");
    assert_eq!(bench.place(id, &named(limit(Side::Buy, "0.01", "96000"))), Err(Refusal::DuplicateClientId));
    let taken = [(); 2].map(|()| bench.place(id, &named(market(Side::Buy, "0.01"))).expect("accepted and filled"));
    assert!(taken.iter().all(|order| order.status == OrderStatus::Filled));
    let by_id = |bench: &Bench| bench.exchange.accounts().order(id, BTC, &OrderRef::Client("same".to_owned())).map(|order| order.id);
    assert_eq!(by_id(&bench), Some(first.id), "the open one is found");
    bench.exchange.cancel(bench.now_ns, id, BTC, &OrderRef::Client("same".to_owned()), &mut bench.public).expect("open");
    assert_eq!(by_id(&bench), Some(taken[1].id), "then the newest");
    bench.place(id, &named(limit(Side::Buy, "0.01", "96000"))).expect("free again");
}

#[test]
fn lives_of_orders() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("100000"), bench.account("100000"));
    let of_life = |life, order| NewOrder { life: Some(life), ..order };
    bench.place(other, &limit(Side::Sell, "0.1", "97000")).expect("rests");
    assert_eq!(bench.place(id, &of_life(Life::Gtx, limit(Side::Buy, "0.1", "97000"))), Err(Refusal::WouldTake));
    assert_eq!(bench.place(id, &of_life(Life::Fok, limit(Side::Buy, "0.101", "97000"))), Err(Refusal::CannotFill));
    assert_eq!(bench.exchange.accounts().orders(id, None).len(), 0, "neither was ever an order");
    bench.told();
    let ioc = bench.place(id, &of_life(Life::Ioc, limit(Side::Buy, "0.15", "97000"))).expect("takes");
    assert_eq!((ioc.status, ioc.executed, ioc.expire_reason), (OrderStatus::Expired, dec("0.1"), ExpireReason::IocRemainder));
    let told = bench.told_in_short(id);
    let expected = [
        "New New 0.000 of 0.150 er None",
        "Order 1 balances 1 positions",
        "Trade PartiallyFilled 0.100 of 0.150 er None",
        "Expired Expired 0.100 of 0.150 er IocRemainder",
    ];
    assert_eq!(told, expected);
    let date = bench.now_ns / 1_000_000 + 700_500;
    let gtd = NewOrder { good_till_ms: Some(date), ..of_life(Life::Gtd, limit(Side::Buy, "0.1", "96000")) };
    let gtd = bench.place(id, &gtd).expect("rests");
    assert_eq!(gtd.good_till_ms, date / 1_000 * 1_000, "whole seconds");
    bench.wait(699);
    let status = |bench: &Bench| bench.exchange.accounts().order(id, BTC, &OrderRef::Id(gtd.id)).map(|order| order.status);
    assert_eq!(status(&bench), Some(OrderStatus::New));
    bench.wait(2);
    assert_eq!(status(&bench), Some(OrderStatus::Expired));
    assert!(!bench.exchange.markets()[BTC].book.holds(gtd.id.in_book()));
}

#[test]
fn a_market_order_trades_within_the_bound_and_its_rest_expires() {
    let mut bench = Bench::new();
    let id = bench.account("100000000");
    let asks: i64 =
        bench.exchange.markets()[BTC].book.levels(Side::Sell).take_while(|(ticks, _)| *ticks <= 1_018_500).map(|(_, lots)| lots).sum();
    let quantity = bench.exchange.markets()[BTC].spec.quantity(asks + 5);
    let order = bench.place(id, &market(Side::Buy, &quantity.to_string())).expect("takes");
    assert_eq!((order.status, order.expire_reason), (OrderStatus::Expired, ExpireReason::MarketRemainder));
    assert_eq!(order.executed, bench.exchange.markets()[BTC].spec.quantity(asks));
    // The best ask is above 101,850 now: further than 5 % from the mark price.
    assert_eq!(bench.place(id, &market(Side::Buy, "0.1")), Err(Refusal::CounterpartyPercentPrice));
    let trades: i64 = bench
        .public
        .iter()
        .map(|event| if let Event::Trades { trades, .. } = event { trades.iter().map(|trade| trade.lots).sum() } else { 0 })
        .sum();
    assert_eq!(trades, asks, "the public tape shows them");
}

#[test]
fn amended_orders_keep_their_ids_and_lose_their_place() {
    let mut bench = Bench::new();
    let (first, second, taker) = (bench.account("100000"), bench.account("100000"), bench.account("100000"));
    let one = bench.place(first, &limit(Side::Buy, "0.2", "96990")).expect("rests");
    let two = bench.place(second, &limit(Side::Buy, "0.2", "97000")).expect("rests");
    let amended = bench.amend(first, &one, "97000", "0.3").expect("amended");
    assert_eq!((amended.id, amended.client_id.clone(), amended.modify_id, amended.amendments), (one.id, one.client_id.clone(), Some(5), 1));
    assert_eq!(bench.amend(first, &one, "97000", "0.3"), Err(Refusal::NothingChanged));
    bench.told();
    let sold = bench.place(taker, &market(Side::Sell, "0.25")).expect("takes");
    assert_eq!(sold.executed, dec("0.25"));
    let executed = |bench: &Bench, id, order| bench.exchange.accounts().order(id, BTC, &OrderRef::Id(order)).expect("kept").executed;
    assert_eq!((executed(&bench, second, two.id), executed(&bench, first, one.id)), (dec("0.2"), dec("0.05")), "the other one was first");
    // Down to what has traded already: cancelled.
    let ended = bench.amend(first, &one, "97000", "0.05").expect("taken");
    assert_eq!((ended.status, ended.executed), (OrderStatus::Canceled, dec("0.05")));
    assert_eq!(bench.amend(first, &one, "96000", "0.1"), Err(Refusal::NotOpen));
    let amendments = bench.exchange.accounts().amendments(first, BTC, &OrderRef::Id(one.id));
    assert_eq!(amendments.len(), 1);
    assert_eq!((amendments[0].price, amendments[0].count), ((dec("96990"), dec("97000")), 1));
    // A post-only order that would take after the change: cancelled, too.
    bench.place(second, &limit(Side::Sell, "0.1", "97100")).expect("rests");
    let gtx = NewOrder { life: Some(Life::Gtx), ..limit(Side::Buy, "0.1", "96000") };
    let gtx = bench.place(first, &gtx).expect("rests");
    assert_eq!(bench.amend(first, &gtx, "97100", "0.1").expect("taken").status, OrderStatus::Canceled);
    // An amended order may take.
    let bid = bench.place(first, &limit(Side::Buy, "0.2", "96000")).expect("rests");
    let taken = bench.amend(first, &bid, "97100", "0.2").expect("takes");
    assert_eq!((taken.status, taken.executed), (OrderStatus::PartiallyFilled, dec("0.1")));
}

#[test]
fn amendments_are_counted() {
    let mut bench = Bench::with(|rules| rules.max_amendments = 3);
    let id = bench.account("100000");
    let order = bench.place(id, &limit(Side::Buy, "0.1", "96000")).expect("rests");
    for price in ["96001", "96002", "96003"] {
        bench.amend(id, &order, price, "0.1").expect("amended");
    }
    assert_eq!(bench.amend(id, &order, "96004", "0.1"), Err(Refusal::TooManyAmendments));
    assert!(bench.exchange.markets()[BTC].book.holds(order.id.in_book()));
}

#[test]
fn self_trades_end_as_the_order_wishes() {
    let check = |mode, life, taker: (OrderStatus, ExpireReason, &str), maker: (OrderStatus, ExpireReason, &str)| {
        let mut bench = Bench::new();
        let id = bench.account("100000");
        let ask = bench.place(id, &limit(Side::Sell, "0.1", "97000")).expect("rests");
        let bid = NewOrder { self_trade: Some(mode), life: Some(life), ..limit(Side::Buy, "0.15", "97000") };
        let bid = bench.place(id, &bid).expect("accepted");
        let ask = bench.exchange.accounts().order(id, BTC, &OrderRef::Id(ask.id)).expect("kept");
        assert_eq!((bid.status, bid.expire_reason, bid.executed), (taker.0, taker.1, dec(taker.2)), "{mode:?} {life:?} taker");
        assert_eq!((ask.status, ask.expire_reason, ask.executed), (maker.0, maker.1, dec(maker.2)), "{mode:?} {life:?} maker");
    };
    use ExpireReason as E;
    use OrderStatus as S;
    check(SelfTrade::None, Life::Gtc, (S::PartiallyFilled, E::None, "0.1"), (S::Filled, E::None, "0.1"));
    check(SelfTrade::ExpireTaker, Life::Gtc, (S::ExpiredInMatch, E::SelfTrade, "0"), (S::New, E::None, "0"));
    check(SelfTrade::ExpireTaker, Life::Ioc, (S::ExpiredInMatch, E::IocSelfTrade, "0"), (S::New, E::None, "0"));
    check(SelfTrade::ExpireMaker, Life::Gtc, (S::New, E::None, "0"), (S::ExpiredInMatch, E::SelfTrade, "0"));
    check(SelfTrade::ExpireMaker, Life::Ioc, (S::Expired, E::IocRemainder, "0"), (S::ExpiredInMatch, E::SelfTrade, "0"));
    check(SelfTrade::ExpireBoth, Life::Gtc, (S::ExpiredInMatch, E::SelfTrade, "0"), (S::ExpiredInMatch, E::SelfTrade, "0"));
}

#[test]
fn prices_can_be_taken_from_the_book() {
    let mut bench = Bench::new();
    let id = bench.account("100000");
    let level = |bench: &Bench, side, n: usize| {
        let market = &bench.exchange.markets()[BTC];
        market.spec.price(market.book.levels(side).nth(n - 1).expect("deep").0)
    };
    let matched = |price_match| NewOrder { price: None, price_match, ..limit(Side::Buy, "0.01", "1") };
    let queue = level(&bench, Side::Buy, 5);
    let order = bench.place(id, &matched(PriceMatch::Queue(5))).expect("rests");
    assert_eq!((order.price, order.price_match), (queue, PriceMatch::Queue(5)));
    let opponent = level(&bench, Side::Sell, 1);
    let order = bench.place(id, &matched(PriceMatch::Opponent(1))).expect("takes");
    assert_eq!((order.price, order.status), (opponent, OrderStatus::Filled));
    assert_eq!(bench.place(id, &matched(PriceMatch::Queue(7))), Err(Refusal::BadValue("priceMatch")));
}

#[test]
fn open_orders_are_limited() {
    let mut bench = Bench::with(|rules| rules.symbols[BTC].max_orders = 3);
    let id = bench.account("100000");
    for _ in 0..3 {
        bench.place(id, &limit(Side::Buy, "0.01", "96000")).expect("rests");
    }
    assert_eq!(bench.place(id, &limit(Side::Buy, "0.01", "96000")), Err(Refusal::TooManyOrders));
    assert_eq!(bench.exchange.cancel_all(bench.now_ns, id, BTC, &mut bench.public), Ok(3));
    bench.place(id, &limit(Side::Buy, "0.01", "96000")).expect("rests");
}

#[test]
fn cancelled_means_out_of_the_book() {
    let mut bench = Bench::new();
    let id = bench.account("100000");
    let order = bench.place(id, &limit(Side::Buy, "0.01", "96500")).expect("rests");
    assert_eq!(bench.exchange.markets()[BTC].book.resting_lots(order.id.in_book()), 10);
    bench.public.clear();
    let cancel = |bench: &mut Bench| bench.exchange.cancel(bench.now_ns, id, BTC, &OrderRef::Id(order.id), &mut bench.public);
    assert_eq!(cancel(&mut bench).expect("open").status, OrderStatus::Canceled);
    let [Event::Book { changes, .. }] = &bench.public[..] else { panic!("{:?}", bench.public) };
    assert_eq!((changes.len(), changes[0].ticks), (1, 965_000));
    assert_eq!(cancel(&mut bench), Err(Refusal::UnknownOrder));
    assert_eq!(bench.told_in_short(id), ["New New 0.000 of 0.010 er None", "Canceled Canceled 0.000 of 0.010 er None"]);
}

#[test]
fn the_countdown_cancels_what_rests_when_nobody_winds_it() {
    let mut bench = Bench::new();
    let id = bench.account("100000");
    bench.place(id, &limit(Side::Buy, "0.01", "96000")).expect("rests");
    let wind = |bench: &mut Bench, after_ms| bench.exchange.countdown(bench.now_ns, id, BTC, after_ms, &mut bench.public);
    wind(&mut bench, 5_000).expect("wound");
    bench.wait(4);
    wind(&mut bench, 5_000).expect("wound again");
    bench.wait(4);
    assert_eq!(bench.exchange.accounts().open_orders(id, None).len(), 1);
    bench.told();
    bench.now_ns += 2 * SECOND_NS;
    bench.exchange.advance(bench.now_ns, &mut bench.public);
    let told = bench.told();
    let [event] = &told[..] else { panic!("{told:?}") };
    assert_eq!(event.at_ns, bench.now_ns - SECOND_NS, "5 seconds after it was wound, to the millisecond");
    let Happening::Order(change) = &event.what else { panic!("{event:?}") };
    assert_eq!((change.execution, change.order.status), (ExecutionType::Canceled, OrderStatus::Canceled));
    // Stopped, it does nothing.
    bench.place(id, &limit(Side::Buy, "0.01", "96000")).expect("rests");
    wind(&mut bench, 1_000).expect("wound");
    wind(&mut bench, 0).expect("stopped");
    bench.wait(5);
    assert_eq!(bench.exchange.accounts().open_orders(id, None).len(), 1);
    assert_eq!(wind(&mut bench, -1), Err(Refusal::BadValue("countdownTime")));
}

#[test]
fn old_records_go_first() {
    let mut bench = Bench::with(|rules| rules.records_held = 10);
    let id = bench.account("100000");
    let kept = bench.place(id, &limit(Side::Buy, "0.01", "96000")).expect("rests");
    let mut newest = kept.id;
    for _ in 0..30 {
        newest = bench.place(id, &market(Side::Buy, "0.001")).expect("takes").id;
    }
    let accounts = bench.exchange.accounts();
    let orders = accounts.orders(id, None);
    assert_eq!((orders.len(), orders[0].id, orders[9].id), (10, kept.id, newest), "open orders stay");
    assert_eq!((accounts.fills(id).map(|fills| fills.len()), accounts.income(id).map(|income| income.len())), (Some(10), Some(10)));
}
