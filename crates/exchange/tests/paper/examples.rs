//! Worked examples, to the last digit.

use twinline_exchange::Side::{Buy, Sell};
use twinline_exchange::accounts::AccountId;
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Input, Listed, Place, Product};

use crate::bench::{Bench, dec, id, limit, market, settings};
use crate::ledger;

const SHARE: &str = "nse:SBIN";

fn bench() -> (Bench, AccountId) {
    let mut bench = Bench::new(settings(1, Latency::NONE));
    let account = bench.account("one", &[("INR", "10000000")]);
    (bench, account)
}

fn listed(product: Product) -> Listed {
    Listed { instrument: id(SHARE), product }
}

/// Order margin, position margin, available.
fn check(bench: &Bench, account: AccountId, order: &str, position: &str, available: &str) {
    let found =
        [Place::OrderMargin(account), Place::PositionMargin(account), Place::Available(account)].map(|place| bench.balance(place, "INR"));
    assert_eq!(found, [dec(order), dec(position), dec(available)]);
    ledger::check(bench);
}

#[test]
fn shares_for_the_day() {
    let (mut bench, account) = bench();
    let day = listed(Product::Intraday);
    bench.show(SHARE, &[(61_980, 10)], &[(62_010, 500)]);
    bench.place(account, limit(&day, Buy, 100, 62_000)).expect("rests");
    check(&bench, account, "12400", "0", "9987600");
    // The rest of an order that takes what is offered at a better price.
    bench.show(SHARE, &[(61_980, 10)], &[(62_010, 500)]);
    let state = bench.paper.state();
    let order = *state.account(account).expect("there").open.first().expect("open");
    bench.input(Input::Cancel { account, order }).expect("ended");
    check(&bench, account, "0", "0", "10000000");
    bench.show(SHARE, &[(61_980, 10)], &[(61_990, 60)]);
    bench.place(account, limit(&day, Buy, 100, 62_000)).expect("takes");
    check(&bench, account, "4960", "7438.80", "9987585.36");
    bench.trade(SHARE, 1, 61_995, 500, Some(Sell));
    check(&bench, account, "0", "12398.80", "9987574.81");
    bench.show(SHARE, &[(62_500, 100)], &[(62_510, 60)]);
    bench.place(account, market(&day, Sell, 100)).expect("closes");
    check(&bench, account, "0", "0", "10000439.25");
}

#[test]
fn shares_to_keep() {
    let (mut bench, account) = bench();
    let keep = listed(Product::Delivery);
    bench.show(SHARE, &[(250_000, 10)], &[(250_140, 10)]);
    let order = bench.place(account, limit(&keep, Buy, 10, 250_135)).expect("rests");
    // 25,013.50, and fees: brokerage 7.50, STT 25.01, exchange 0.86, GST 1.50, SEBI 0.03, stamp 3.75.
    check(&bench, account, "25052.15", "0", "9974947.85");
    bench.input(Input::Cancel { account, order }).expect("ended");
    bench.show(SHARE, &[(250_000, 10)], &[(250_090, 10)]);
    bench.place(account, limit(&keep, Buy, 10, 250_135)).expect("takes");
    // 25,009.00, and fees: 7.50, 25.01, 0.86, 1.50, 0.03, 3.75.
    check(&bench, account, "0", "0", "9974952.35");
    assert_eq!(bench.balance(Place::Asset(account), "SBIN"), dec("10"));
    bench.show(SHARE, &[(251_000, 10)], &[(251_090, 10)]);
    bench.place(account, market(&keep, Sell, 10)).expect("sells");
    // 25,100.00 less 7.53, 25.10, 0.87, 1.51 and 0.03 is there, and not yet free.
    assert_eq!(bench.balance(Place::Unsettled(account), "INR"), dec("25064.96"));
    check(&bench, account, "0", "0", "9974952.35");
    bench.input(Input::Settle).expect("settles");
    check(&bench, account, "0", "0", "10000017.31");
}

#[test]
fn a_fill_beyond_the_position_closes_and_opens() {
    let (mut bench, account) = bench();
    let day = listed(Product::Intraday);
    bench.show(SHARE, &[(61_990, 10)], &[(62_000, 100)]);
    bench.place(account, market(&day, Buy, 100)).expect("opens");
    bench.show(SHARE, &[(62_500, 150)], &[(62_510, 100)]);
    bench.place(account, market(&day, Sell, 150)).expect("turns");
    let held = &bench.paper.state().account(account).expect("there").holdings[&day];
    assert_eq!((held.position.lots, held.position.entry, held.margin), (-50, dec("625"), dec("6250")));
    assert_eq!(held.position.realized, dec("500"));
    ledger::check(&bench);
}

#[test]
fn a_reset_takes_all_and_begins_anew() {
    let (mut bench, account) = bench();
    bench.show(SHARE, &[(61_990, 10)], &[(62_000, 100)]);
    bench.place(account, market(&listed(Product::Intraday), Buy, 100)).expect("opens");
    bench.place(account, market(&listed(Product::Delivery), Buy, 5)).expect("waits for more");
    bench.input(Input::Reset { account, deposits: vec![("INR".to_owned(), dec("500"))] }).expect("begins anew");
    check(&bench, account, "0", "0", "500");
    let held = bench.paper.state().account(account).expect("there");
    assert!(held.open.is_empty() && held.resets == 1);
    assert!(held.holdings.values().all(|held| held.position.lots == 0));
    assert_eq!(bench.balance(Place::Asset(account), "SBIN"), dec("0"));
}
