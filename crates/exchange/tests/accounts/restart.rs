//! A restart of the venue: books and ids anew, accounts as they were.

use twinline_exchange::accounts::{Life, NewOrder, OrderRef, OrderStatus};
use twinline_exchange::{Settings, Side};

use crate::bench::{BTC, BTC_BOTH, Bench, START_NS, dec, limit};

#[test]
fn resting_orders_are_put_back_in_their_order() {
    let mut bench = Bench::new();
    // The account that comes first in the queue is not the one that was opened first.
    let (second, first, taker) = (bench.account("100000"), bench.account("100000"), bench.account("100000"));
    let one = bench.place(first, &limit(Side::Buy, "0.2", "96800")).expect("rests");
    let two = bench.place(second, &limit(Side::Buy, "0.2", "96800")).expect("rests");
    bench.place(taker, &limit(Side::Sell, "0.05", "96800")).expect("takes");
    let post_only = NewOrder { life: Some(Life::Gtx), ..limit(Side::Sell, "0.1", "97300") };
    let three = bench.place(first, &post_only).expect("rests");
    bench.told();
    let (wallet, id_before) = (bench.wallet(first), bench.exchange.markets()[BTC].last_update_id);
    let lower = Settings { first_update_id: 1_000, first_trade_id: 1_000, ..Settings::new(8, START_NS) };
    bench.exchange = bench.exchange.clone().restarted(&lower);

    let market = &bench.exchange.markets()[BTC];
    assert!(market.last_update_id < id_before);
    let resting = [&one, &two, &three].map(|order| market.book.resting_lots(order.id.in_book()));
    assert_eq!(resting, [150, 200, 100]);
    assert_eq!(market.book.holding((first.0, BTC_BOTH.side as u8)), 50);
    assert_eq!(bench.wallet(first), wallet);
    assert!(bench.told().is_empty(), "nothing has happened to them");

    bench.pin(BTC, "97000");
    bench.place(taker, &limit(Side::Sell, "0.2", "96800")).expect("takes");
    let executed = |account, order| bench.exchange.accounts().order(account, BTC, &OrderRef::Id(order)).expect("kept").executed;
    assert_eq!((executed(first, one.id), executed(second, two.id)), (dec("0.2"), dec("0.05")), "who came first trades first");
    let newest = bench.exchange.accounts().fills(first).and_then(|fills| fills.back()).expect("kept");
    assert!(newest.id < 4_000_000_000, "trade ids are lower, too: {}", newest.id);
}

#[test]
fn orders_that_the_new_books_cross_take() {
    let mut bench = Bench::new();
    let id = bench.account("1000000");
    bench.pin(BTC, "99000");
    // Above the fair price, where no ask happens to lie; the reopened book is filled around the fair price again.
    let asks: Vec<(i64, i64)> = bench.exchange.markets()[BTC].book.levels(Side::Sell).take(1).collect();
    let price = bench.exchange.markets()[BTC].spec.price(asks[0].0 - 1);
    let bid = bench.place(id, &limit(Side::Buy, "0.5", &price.to_string())).expect("rests");
    let post_only = NewOrder { life: Some(Life::Gtx), ..limit(Side::Buy, "0.5", &price.to_string()) };
    let post_only = bench.place(id, &post_only).expect("rests");
    for seed in 9..30 {
        let lower = Settings { first_update_id: 1_000, first_trade_id: 1_000, ..Settings::new(seed, START_NS) };
        bench.exchange = bench.exchange.clone().restarted(&lower);
    }
    let order = |of| bench.exchange.accounts().order(id, BTC, &OrderRef::Id(of)).expect("kept");
    let (bid, post_only) = (order(bid.id), order(post_only.id));
    assert!(bid.executed > dec("0"), "some seed puts an ask below {price}");
    assert_eq!(post_only.executed, dec("0"));
    assert_eq!(post_only.status, OrderStatus::Expired);
    let held = bench.exchange.accounts().position(id, BTC_BOTH).lots;
    assert_eq!(bench.exchange.markets()[BTC].spec.quantity(held), bid.executed);
    assert_eq!(bench.exchange.markets()[BTC].book.resting_lots(bid.id.in_book()), 500 - held);
}
