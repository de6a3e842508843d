//! Warning, liquidation, deleveraging, and what the insurance fund gives and takes.

use rust_decimal::Decimal;
use twinline_exchange::accounts::{
    AccountId, ExecutionType, ExpireReason, Happening, IncomeKind, MarginType, OrderKind, OrderRef, OrderStatus, Place,
};
use twinline_exchange::{Event, Side};

use crate::bench::{BTC, BTC_BOTH, Bench, dec, limit};

fn income(bench: &Bench, id: AccountId, kind: IncomeKind) -> Decimal {
    let records = bench.exchange.accounts().income(id).expect("kept");
    records.iter().filter(|record| record.kind == kind).map(|record| record.amount).sum()
}

fn lots(bench: &Bench, id: AccountId) -> i64 {
    bench.exchange.accounts().position(id, BTC_BOTH).lots
}

#[test]
fn a_cross_account_is_warned_then_liquidated() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("1000"), bench.account("100000"));
    bench.trade(id, other, "0.2", "97000");
    // Wallet 1,000 − 3.88 = 996.12; liquidation at (996.12 − 19,400) / (0.0008 − 0.2) = 92,388.95…
    let figures = bench.exchange.statement(id).expect("there").positions.remove(0);
    assert_eq!(figures.liquidation_price, Some(dec("92388.95582329")));
    let far = bench.place(id, &limit(Side::Buy, "0.001", "92500")).expect("rests");
    bench.told();
    // To keep at 92,500: 18,500 × 0.4 % = 74; balance 996.12 − 900 = 96.12: 77 %.
    bench.pin(BTC, "92500");
    assert!(bench.told().is_empty());
    // At 92,480: 73.984 of 92.12: 80.3 %.
    bench.pin(BTC, "92480");
    assert_eq!(bench.told_in_short(id), ["MarginCall 1"]);
    bench.pin(BTC, "92479");
    assert!(bench.told().is_empty(), "warned once");
    bench.public.clear();
    bench.pin(BTC, "92388.9");
    assert_eq!(lots(&bench, id), 0);
    let order = |of| bench.exchange.accounts().order(id, BTC, &OrderRef::Id(of)).expect("kept").clone();
    assert_eq!((order(far.id).status, order(far.id).expire_reason), (OrderStatus::Expired, ExpireReason::Liquidation));
    let forced = bench
        .exchange
        .accounts()
        .orders(id, Some(BTC))
        .into_iter()
        .find(|order| order.kind == OrderKind::Liquidation)
        .expect("written")
        .clone();
    assert!(forced.client_id.starts_with("autoclose-"), "{}", forced.client_id);
    assert!(bench.public.iter().any(|event| matches!(event, Event::Liquidation { side: Side::Sell, lots: 200, .. })), "told to the public");
    let told = bench.told();
    let calculated =
        told.iter().filter(|event| matches!(&event.what, Happening::Order(change) if change.execution == ExecutionType::Calculated));
    assert_eq!(
        calculated.count(),
        bench.exchange.accounts().fills(id).expect("kept").iter().filter(|fill| fill.order == forced.id).count()
    );
    // It may keep what the fund does not take: 18,477.78 × 1.25 % = 230.97, as far as there is money.
    assert!(bench.wallet(id) >= Decimal::ZERO);
    assert_eq!(bench.exchange.accounts().ledger().balance(Place::Insurance, "USDT"), -income(&bench, id, IncomeKind::InsuranceClear));
}

#[test]
fn a_loss_beyond_the_collateral_is_covered() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("1000"), bench.account("1000000"));
    bench.trade(id, other, "0.2", "97000");
    // Someone takes every bid down to 5 % below, and the mark price falls to 90,000 at once.
    bench.exchange.cancel_all(bench.now_ns, other, BTC, &mut bench.public).expect("known");
    let bids: i64 =
        bench.exchange.markets()[BTC].book.levels(Side::Buy).take_while(|(ticks, _)| *ticks >= 860_000).map(|(_, lots)| lots).sum();
    if bids > 0 {
        let all = bench.exchange.markets()[BTC].spec.quantity(bids);
        let sweep = twinline_exchange::accounts::NewOrder { price: Some(dec("92150")), ..limit(Side::Sell, &all.to_string(), "92150") };
        bench.place(other, &sweep).expect("takes");
        bench.exchange.cancel_all(bench.now_ns, other, BTC, &mut bench.public).expect("known");
    }
    bench.told();
    bench.pin(BTC, "90000");
    assert_eq!(lots(&bench, id), 0);
    let covered = income(&bench, id, IncomeKind::InsuranceClear);
    assert!(covered > Decimal::ZERO, "{covered}");
    assert_eq!(bench.wallet(id), Decimal::ZERO, "nothing is left, nothing is owed");
    assert_eq!(bench.exchange.accounts().ledger().balance(Place::Insurance, "USDT"), -covered);
    let realized = income(&bench, id, IncomeKind::RealizedPnl);
    let commission = income(&bench, id, IncomeKind::Commission);
    assert_eq!(dec("1000") + realized + commission + covered, Decimal::ZERO);
}

#[test]
fn an_isolated_position_takes_only_its_own_margin_with_it() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("10000"), bench.account("100000"));
    bench.exchange.set_margin_type(bench.now_ns, id, BTC, MarginType::Isolated, &mut bench.public).expect("set");
    bench.trade(id, other, "0.1", "97000");
    // 9,700 / 20 = 485 set aside; 1.94 paid. (485 − 9,700) / (0.0004 − 0.1) = 92,520.08…
    let figures = bench.exchange.statement(id).expect("there").positions.remove(0);
    assert_eq!(figures.liquidation_price, Some(dec("92520.08032129")));
    bench.pin(BTC, "92520.1");
    assert_eq!(lots(&bench, id), 100);
    bench.pin(BTC, "92520");
    assert_eq!(lots(&bench, id), 0);
    // 10,000 − 1.94 − 485 stay whatever happened, and no more than the rest of the margin comes back.
    let left = bench.wallet(id);
    assert!((dec("9513.06")..=dec("9998.06")).contains(&left), "{left}");
    assert_eq!(bench.exchange.accounts().ledger().balance(Place::Isolated(id, BTC_BOTH), "USDT"), Decimal::ZERO);
}

#[test]
fn deleveraging_closes_at_the_mark_price_without_commission() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("10000"), bench.account("100000"));
    bench.trade(id, other, "0.1", "97000");
    let before = bench.wallet(id);
    bench.pin(BTC, "97100");
    bench.told();
    bench.exchange.deleverage(bench.now_ns, id, BTC_BOTH, Some(dec("0.04")), &mut bench.public).expect("held");
    // (97,100 − 97,000) × 0.04 = 4.
    assert_eq!((lots(&bench, id), bench.wallet(id) - before), (60, dec("4")));
    let fill = bench.exchange.accounts().fills(id).and_then(|fills| fills.back()).expect("kept").clone();
    assert_eq!((fill.commission, fill.realized, fill.price), (Decimal::ZERO, dec("4"), dec("97100")));
    let order = bench.exchange.accounts().order(id, BTC, &OrderRef::Id(fill.order)).expect("kept");
    assert_eq!((order.client_id.as_str(), order.status), ("adl_autoclose", OrderStatus::Filled));
    assert_eq!(bench.exchange.markets()[BTC].tape.trades().back().map(|trade| trade.id), Some(fill.id), "printed");
    bench.exchange.deleverage(bench.now_ns, id, BTC_BOTH, None, &mut bench.public).expect("held");
    assert_eq!(lots(&bench, id), 0);
    assert!(bench.exchange.deleverage(bench.now_ns, id, BTC_BOTH, None, &mut bench.public).is_err());
}

#[test]
fn liquidation_on_command() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("10000"), bench.account("100000"));
    bench.trade(other, id, "0.1", "97000");
    bench.exchange.liquidate(bench.now_ns, id, BTC_BOTH, &mut bench.public).expect("held");
    assert_eq!(lots(&bench, id), 0);
    // 9,700 × 1.25 % = 121.25 to the fund.
    assert_eq!(income(&bench, id, IncomeKind::InsuranceClear), dec("-121.25"));
    assert!(bench.exchange.liquidate(bench.now_ns, id, BTC_BOTH, &mut bench.public).is_err());
}
