//! Margin that is not there any more.

use twinline_exchange::Side::{Buy, Sell};
use twinline_exchange::accounts::AccountId;
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Input, Listed, Place, Product, Refusal, What};
use twinline_model::Phase;

use crate::bench::{Bench, dec, id, limit, market, settings};
use crate::ledger;

const PERP: &str = "binance:BTCUSDT";

fn perp() -> Listed {
    Listed { instrument: id(PERP), product: Product::Perpetual }
}

/// Long 0.5 at 60,000 with leverage 10: 3,000 of margin, 15 of fees.
fn long(money: &str, isolated: bool) -> (Bench, AccountId) {
    let mut bench = Bench::new(settings(1, Latency::NONE));
    let account = bench.account("one", &[("USDT", money)]);
    bench.input(Input::Leverage { account, listed: perp(), leverage: 10, isolated }).expect("set");
    bench.show(PERP, &[(599_990, 1_000)], &[(600_000, 1_000)]);
    bench.mark(PERP, 600_000);
    bench.place(account, market(&perp(), Buy, 500)).expect("opens");
    (bench, account)
}

fn lots(bench: &Bench, account: AccountId) -> i64 {
    bench.paper.state().account(account).expect("there").holdings[&perp()].position.lots
}

#[test]
fn an_isolated_position_ends_where_its_own_margin_does() {
    let (mut bench, account) = long("10000", true);
    // 3,000 − 0.5 × (60,000 − p) is down to 0.4 % of 0.5 × p at 54,216.87.
    bench.show(PERP, &[(542_100, 1_000)], &[(542_200, 1_000)]);
    bench.mark(PERP, 542_169);
    assert_eq!(lots(&bench, account), 500);
    bench.mark(PERP, 542_168);
    assert_eq!(lots(&bench, account), 0);
    // The loss was 2,895 and the liquidation's fee 338.8125: together more than 3,000, of which the fund keeps the rest.
    assert_eq!(bench.balance(Place::Available(account), "USDT"), dec("6985"));
    assert_eq!(bench.balance(Place::Insurance, "USDT"), dec("105"));
    ledger::check(&bench);
}

#[test]
fn no_more_than_the_isolated_margin_is_lost() {
    let (mut bench, account) = long("10000", true);
    bench.show(PERP, &[(500_000, 1_000)], &[(500_100, 1_000)]);
    bench.mark(PERP, 500_000);
    assert_eq!(bench.balance(Place::Available(account), "USDT"), dec("6985"), "10,000 less 15 and 3,000");
    // The loss was 5,000 and the liquidation's fee 312.50: the fund paid 2,312.50 and took 312.50.
    assert_eq!(bench.balance(Place::Insurance, "USDT"), dec("-2000"));
    ledger::check(&bench);
}

#[test]
fn a_shared_account_is_warned_then_loses_its_orders_then_its_position() {
    let (mut bench, account) = long("4000", false);
    let order = bench.place(account, limit(&perp(), Buy, 10, 510_000)).expect("rests");
    bench.show(PERP, &[(522_000, 1_000)], &[(522_100, 1_000)]);
    // Equity 3,985 − 0.5 × (60,000 − p); maintenance 0.2 % of p.
    bench.mark(PERP, 523_000);
    let warned = |bench: &Bench| bench.events.iter().filter(|event| matches!(event.what, What::Warned { .. })).count();
    assert_eq!(warned(&bench), 0);
    bench.mark(PERP, 522_700);
    bench.mark(PERP, 522_600);
    assert_eq!((warned(&bench), lots(&bench, account)), (1, 500), "once");
    bench.mark(PERP, 522_300);
    assert_eq!((lots(&bench, account), bench.order(account, order).phase), (0, Phase::Canceled));
    assert_eq!(bench.order(account, order).why, Some(Refusal::Liquidated));
    assert!(bench.balance(Place::Available(account), "USDT") >= dec("0"));
    assert_eq!(bench.balance(Place::OrderMargin(account), "USDT"), dec("0"));
    ledger::check(&bench);
}

#[test]
fn what_an_account_cannot_pay_the_fund_pays() {
    let (mut bench, account) = long("4000", false);
    bench.show(PERP, &[(400_000, 1_000)], &[(400_100, 1_000)]);
    bench.mark(PERP, 400_000);
    assert_eq!((lots(&bench, account), bench.balance(Place::Available(account), "USDT")), (0, dec("0")));
    assert!(bench.balance(Place::Insurance, "USDT") < dec("0"));
    ledger::check(&bench);
}

#[test]
fn what_is_not_displayed_is_closed_at_the_worse_price() {
    let (mut bench, account) = long("4000", false);
    bench.show(PERP, &[(523_000, 100)], &[(523_100, 1_000)]);
    bench.mark(PERP, 520_000);
    let state = bench.paper.state().account(account).expect("there");
    let closed: Vec<_> = state.fills.iter().filter(|fill| fill.order.is_none()).map(|fill| (fill.ticks, fill.lots)).collect();
    assert_eq!(closed, [(523_000, 100), (520_000, 400)]);
}

#[test]
fn funding_goes_from_longs_to_shorts() {
    let (mut bench, account) = long("10000", false);
    let two = bench.account("two", &[("USDT", "10000")]);
    bench.place(two, market(&perp(), Sell, 500)).expect("short");
    let before = [account, two].map(|id| bench.balance(Place::Available(id), "USDT"));
    bench.input(Input::Funding { instrument: id(PERP), rate: dec("0.0001"), mark: None }).expect("paid");
    let after = [account, two].map(|id| bench.balance(Place::Available(id), "USDT"));
    assert_eq!([after[0] - before[0], after[1] - before[1]], [dec("-3"), dec("3")]);
    assert_eq!(bench.balance(Place::Funding, "USDT"), dec("0"));
    ledger::check(&bench);
}
