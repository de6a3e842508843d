//! Contracts that end.

use twinline_exchange::Side::{Buy, Sell};
use twinline_exchange::accounts::AccountId;
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Input, Listed, Place, Product, Refusal};
use twinline_model::Phase;

use crate::bench::{Bench, dec, id, limit, market, perpetual, settings};
use crate::ledger;

const DATED: &str = "delta:BTCUSDT-250101";

fn dated() -> Listed {
    Listed { instrument: id(DATED), product: Product::Carried }
}

/// One is long 0.5 at 60,000 and rests an order, the other is short as much.
fn held(isolated: bool, money: &str) -> (Bench, AccountId, AccountId) {
    let mut bench = Bench::new(settings(1, Latency::NONE));
    let mut listing = perpetual(DATED);
    listing.listed = dated();
    bench.paper.list(listing);
    let accounts = ["one", "two"].map(|name| bench.account(name, &[("USDT", money)]));
    for account in accounts {
        bench.input(Input::Leverage { account, listed: dated(), leverage: 10, isolated }).expect("set");
    }
    bench.show(DATED, &[(600_000, 1_000)], &[(600_000 + 1, 1_000)]);
    bench.show(DATED, &[(599_999, 1_000)], &[(600_000, 1_000)]);
    bench.mark(DATED, 600_000);
    let [one, two] = accounts;
    bench.place(one, market(&dated(), Buy, 500)).expect("opens");
    bench.place(two, market(&dated(), Sell, 500)).expect("opens");
    bench.place(one, limit(&dated(), Buy, 10, 590_000)).expect("rests");
    (bench, one, two)
}

fn lots(bench: &Bench, account: AccountId) -> i64 {
    bench.paper.state().account(account).expect("there").holdings[&dated()].position.lots
}

#[test]
fn orders_end_and_positions_are_closed_at_the_settlement_price_and_at_no_cost() {
    let (mut bench, one, two) = held(false, "10000");
    let before = [one, two].map(|id| bench.balance(Place::Available(id), "USDT"));
    bench.input(Input::Expire { instrument: id(DATED), ticks: Some(610_000) }).expect("ends");
    assert_eq!([lots(&bench, one), lots(&bench, two)], [0, 0]);
    let after = [one, two].map(|id| bench.balance(Place::Available(id), "USDT"));
    // 0.5 × 1,000 is won; the margins of positions (3,000 and a tick less) and of the order (59) are free again.
    assert_eq!(after[0] - before[0], dec("3559"));
    assert_eq!(after[1] - before[1], dec("2499.945"));
    let state = bench.paper.state().account(one).expect("there");
    let order = state.orders.values().next_back().expect("kept");
    assert_eq!((order.phase, order.why.clone()), (Phase::Canceled, Some(Refusal::Expired)));
    assert_eq!(bench.place(one, market(&dated(), Buy, 1)), Err(Refusal::MarketClosed));
    assert!(bench.input(Input::Expire { instrument: id(DATED), ticks: Some(1) }).is_ok(), "once more is nothing");
    assert_eq!(bench.balance(Place::Available(one), "USDT"), after[0]);
    ledger::check(&bench);
}

#[test]
fn an_option_may_end_at_nothing_and_more_than_there_is_the_fund_pays() {
    for isolated in [false, true] {
        let (mut bench, one, two) = held(isolated, "4000");
        let before = bench.balance(Place::Available(one), "USDT");
        bench.input(Input::Expire { instrument: id(DATED), ticks: Some(0) }).expect("ends");
        assert_eq!([lots(&bench, one), lots(&bench, two)], [0, 0]);
        let (left, paid) = (bench.balance(Place::Available(one), "USDT"), bench.balance(Place::Insurance, "USDT"));
        // The order's 59 are free again in either case.
        assert_eq!(left, if isolated { before + dec("59") } else { dec("0") }, "isolated {isolated}");
        assert!(paid < dec("0"));
        ledger::check(&bench);
    }
}

#[test]
fn without_any_price_it_waits() {
    let (mut bench, one, _) = held(false, "10000");
    let mut again = Bench { paper: twinline_exchange::paper::Paper::resumed(bench.paper.settings().clone(), bench.folded()), ..bench };
    let told = again.events.len();
    assert_eq!(again.input(Input::Expire { instrument: id(DATED), ticks: None }), Err(Refusal::StaleMarketData));
    assert_eq!((again.events.len(), lots(&again, one)), (told, 500));
    again.mark(DATED, 605_000);
    again.input(Input::Expire { instrument: id(DATED), ticks: None }).expect("at the mark");
    assert_eq!(lots(&again, one), 0);
    bench = again;
    ledger::check(&bench);
}
