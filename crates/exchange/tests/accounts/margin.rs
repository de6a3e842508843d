//! Margin, profit, commission and funding, worked out by hand.

use rust_decimal::Decimal;
use twinline_exchange::Side;
use twinline_exchange::accounts::{
    AccountId, ChangeReason, Happening, IncomeKind, MarginType, PositionFigures, PositionSide, Refusal, Slot, Statement, TransferKind,
};

use crate::bench::{BTC, BTC_BOTH, Bench, ETH, ETH_BOTH, dec, limit, market};

fn statement(bench: &Bench, id: AccountId) -> Statement {
    bench.exchange.statement(id).expect("there is one")
}

fn position(bench: &Bench, id: AccountId, slot: Slot) -> PositionFigures {
    statement(bench, id).positions.into_iter().find(|figures| figures.row.slot == slot).expect("held")
}

fn usdt(bench: &Bench, id: AccountId) -> [Decimal; 5] {
    let figures = statement(bench, id).assets.remove(0);
    [figures.wallet, figures.unrealized, figures.initial, figures.maintenance, figures.available]
}

#[test]
fn a_cross_position_from_order_to_close() {
    let mut bench = Bench::new();
    let (long, short) = (bench.account("10000"), bench.account("10000"));
    bench.place(long, &limit(Side::Buy, "0.5", "97000")).expect("rests");
    // 0.5 × 97,000 = 48,500; / 20 = 2,425 are held for the order.
    assert_eq!(usdt(&bench, long), ["10000", "0", "2425", "0", "7575"].map(dec));
    let sold = bench.place(short, &market(Side::Sell, "0.5")).expect("takes");
    assert_eq!((sold.executed, sold.quote), (dec("0.5"), dec("48500")));
    // The maker pays 48,500 × 0.02 % = 9.70, the taker 48,500 × 0.04 % = 19.40. To keep: 48,500 × 0.4 % = 194.
    assert_eq!(usdt(&bench, long), ["9990.3", "0", "2425", "194", "7565.3"].map(dec));
    assert_eq!(usdt(&bench, short), ["9980.6", "0", "2425", "194", "7555.6"].map(dec));
    let figures = position(&bench, long, BTC_BOTH);
    assert_eq!((figures.row.amount, figures.row.entry_price), (dec("0.5"), dec("97000")));
    // 97,000 + 9.70 / 0.5 = 97,019.40.
    assert_eq!(figures.row.break_even_price, dec("97019.4"));
    // (9,990.30 + 0 − 48,500) / (0.5 × 0.004 − 0.5) = 38,509.70 / 0.498.
    assert_eq!(figures.liquidation_price, Some(dec("77328.71485944")));
    // Short: (9,980.60 + 48,500) / (0.5 × 0.005 + 0.5), with the second tier's 50 added: its notional is above 50,000.
    assert_eq!(position(&bench, short, BTC_BOTH).liquidation_price, Some(dec("116478.80597015")));

    bench.pin(BTC, "98000");
    // Notional 49,000: unrealised +500, initial 2,450, maintenance 196, available 9,990.30 + 500 − 2,450.
    assert_eq!(usdt(&bench, long), ["9990.3", "500", "2450", "196", "8040.3"].map(dec));
    assert_eq!(usdt(&bench, short), ["9980.6", "-500", "2450", "196", "7030.6"].map(dec));

    bench.trade(short, long, "0.2", "97500");
    // The long sells 0.2 as taker: +(97,500 − 97,000) × 0.2 = 100, − 19,500 × 0.04 % = 7.80.
    assert_eq!(bench.wallet(long), dec("10082.5"));
    // The short buys 0.2 as maker: −100 and − 3.90.
    assert_eq!(bench.wallet(short), dec("9876.7"));
    let figures = position(&bench, long, BTC_BOTH);
    assert_eq!((figures.row.amount, figures.row.entry_price, figures.row.realized), (dec("0.3"), dec("97000"), dec("100")));
    // 97,000 + (9.70 + 7.80 − 100) / 0.3 = 96,725.
    assert_eq!(figures.row.break_even_price, dec("96725"));

    bench.trade(short, long, "0.3", "97500");
    // Another 150 − 11.70; nothing is held, everything is free.
    assert_eq!(usdt(&bench, long), ["10220.8", "0", "0", "0", "10220.8"].map(dec));
    assert!(statement(&bench, long).positions.is_empty());
}

#[test]
fn orders_on_both_sides_hold_the_larger_one() {
    let mut bench = Bench::new();
    let id = bench.account("10000");
    bench.place(id, &limit(Side::Buy, "0.1", "96900")).expect("rests");
    bench.place(id, &limit(Side::Sell, "0.2", "97100")).expect("rests");
    let figures = position(&bench, id, BTC_BOTH);
    assert_eq!((figures.bid_notional, figures.ask_notional), (dec("9690"), dec("19420")));
    // The larger, 19,420 / 20 = 971.
    assert_eq!((figures.order_initial, figures.position_initial), (dec("971"), Decimal::ZERO));
}

#[test]
fn what_cannot_be_afforded_is_refused() {
    let mut bench = Bench::new();
    let id = bench.account("1000");
    // 0.3 × 97,000 / 20 = 1,455; 0.2 × 97,000 / 20 = 970.
    let refusal = bench.place(id, &limit(Side::Buy, "0.3", "97000")).expect_err("too much");
    assert_eq!(refusal, Refusal::MarginInsufficient { required: dec("1455"), available: dec("1000") });
    bench.place(id, &limit(Side::Buy, "0.2", "97000")).expect("fits");
    // An ask beside it costs only what its notional is larger by: (19,420 − 19,400) / 20 = 1. 29 are left.
    bench.place(id, &limit(Side::Sell, "0.2", "97100")).expect("the larger side counts");
    // 0.007 × 97,050 = 679.35 more bids: (19,400 + 679.35 − 19,420) / 20 = 32.9675, and a loss of 50 × 0.007 = 0.35.
    let refusal = bench.place(id, &limit(Side::Buy, "0.007", "97050")).expect_err("too much");
    assert_eq!(refusal, Refusal::MarginInsufficient { required: dec("33.3175"), available: dec("29") });
}

#[test]
fn an_isolated_position_has_its_own_wallet() {
    let mut bench = Bench::new();
    let (long, short) = (bench.account("10000"), bench.account("10000"));
    bench.exchange.set_margin_type(bench.now_ns, long, BTC, MarginType::Isolated, &mut bench.public).expect("set");
    bench.exchange.set_leverage(bench.now_ns, long, BTC, 10, &mut bench.public).expect("set");
    bench.trade(long, short, "0.5", "97000");
    // 48,500 / 10 = 4,850 are set aside; commission 9.70 is paid from the wallet.
    let figures = position(&bench, long, BTC_BOTH);
    assert_eq!((figures.row.isolated_wallet, figures.isolated_margin), (dec("4850"), dec("4850")));
    // (4,850 − 48,500) / (0.002 − 0.5) = 43,650 / 0.498.
    assert_eq!(figures.liquidation_price, Some(dec("87650.60240964")));
    assert_eq!(usdt(&bench, long), ["9990.3", "0", "4850", "194", "5140.3"].map(dec));

    let mut move_margin = |amount: &str| bench.exchange.move_margin(bench.now_ns, long, BTC, None, dec(amount), &mut bench.public);
    assert_eq!(move_margin("-1"), Err(Refusal::PositionMarginTooLow));
    assert_eq!(move_margin("5140.4"), Err(Refusal::BalanceInsufficient));
    move_margin("150").expect("added");
    move_margin("-50").expect("taken");
    // (4,950 − 48,500) / −0.498 = 43,550 / 0.498.
    assert_eq!(position(&bench, long, BTC_BOTH).liquidation_price, Some(dec("87449.79919679")));

    // Funding of 0.01 %: 0.5 × 97,000 × 0.0001 = 4.85, from the position's wallet. The short receives it into its wallet.
    bench.told();
    bench.exchange.settle_funding(bench.now_ns, BTC, dec("0.0001"), &mut bench.public).expect("settled");
    assert_eq!(position(&bench, long, BTC_BOTH).row.isolated_wallet, dec("4945.15"));
    let told: Vec<_> = bench.told().into_iter().map(|event| (event.account, event.what)).collect();
    let [(of_long, Happening::Account(paid)), (of_short, Happening::Account(received))] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*of_long, paid.reason, paid.positions.len(), paid.symbol), (long, ChangeReason::FundingFee, 1, Some(BTC)));
    assert_eq!((*of_short, received.positions.len(), received.balances[0].change), (short, 0, dec("4.85")));

    // Half is closed at 97,200: half of the wallet comes back, (97,200 − 97,000) × 0.25 = 50 are earned, 9.72 paid.
    bench.trade(short, long, "0.25", "97200");
    assert_eq!(position(&bench, long, BTC_BOTH).row.isolated_wallet, dec("2472.575"));
    assert_eq!(bench.wallet(long), dec("10000") - dec("9.7") - dec("4.85") + dec("50") - dec("9.72"));
}

#[test]
fn funding_is_settled_on_schedule() {
    let mut bench = Bench::new();
    let (long, short) = (bench.account("10000"), bench.account("10000"));
    bench.trade(long, short, "0.1", "97000");
    let next_ms = bench.exchange.markets()[BTC].marks.next_funding_ms;
    bench.now_ns = next_ms * 1_000_000 + 1_000_000_000;
    bench.exchange.advance(bench.now_ns, &mut bench.public);
    let settled = *bench.exchange.markets()[BTC].marks.settled().back().expect("settled");
    assert_eq!(settled.at_ms, next_ms);
    let income = bench.exchange.accounts().income(long).expect("kept");
    let paid = income.iter().find(|record| record.kind == IncomeKind::FundingFee).expect("paid");
    // −0.1 × mark × rate, to 8 decimals.
    let expected = -dec("0.1") * Decimal::new(settled.mark_e8, 8) * Decimal::new(settled.rate_e8, 8);
    let expected = expected.round_dp_with_strategy(8, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    assert_eq!((paid.amount, paid.at_ns / 1_000_000, paid.symbol), (expected, next_ms, Some(BTC)));
    assert_eq!(bench.exchange.accounts().ledger().balance(twinline_exchange::accounts::Place::Funding, "USDT"), Decimal::ZERO);
}

#[test]
fn in_hedge_mode_both_sides_are_held_at_once() {
    let mut bench = Bench::new();
    let (hedged, other) = (bench.account("20000"), bench.account("20000"));
    bench.exchange.set_hedge_mode(bench.now_ns, hedged, true, &mut bench.public).expect("set");
    let side = |side, order| twinline_exchange::accounts::NewOrder { position_side: Some(side), ..order };
    bench.place(other, &limit(Side::Sell, "0.3", "97000")).expect("rests");
    bench.place(hedged, &side(PositionSide::Long, limit(Side::Buy, "0.3", "97000"))).expect("takes");
    bench.place(other, &limit(Side::Buy, "0.1", "97010")).expect("rests");
    bench.place(hedged, &side(PositionSide::Short, limit(Side::Sell, "0.1", "97010"))).expect("takes");
    let slot = |side| Slot { symbol: BTC, side };
    let (long, short) = (position(&bench, hedged, slot(PositionSide::Long)), position(&bench, hedged, slot(PositionSide::Short)));
    assert_eq!((long.row.amount, short.row.amount), (dec("0.3"), dec("-0.1")));
    // Both have the same price: (W − 0.3 × 97,000 + 0.1 × 97,010) / (0.4 × 0.004 − 0.2), W = 20,000 − 11.64 − 3.8804:
    // (19,984.4796 − 29,100 + 9,701) / −0.1984 is below zero: there is none.
    assert_eq!(bench.wallet(hedged), dec("19984.4796"));
    assert_eq!((long.liquidation_price, short.liquidation_price), (None, None));
    let refusal = bench.place(hedged, &side(PositionSide::Short, limit(Side::Buy, "0.2", "96900"))).expect_err("only 0.1 is short");
    assert_eq!(refusal, Refusal::ReduceOnlyRejected);
    // Closing the long at a loss of 10 × 0.3: the short is not touched.
    bench.place(other, &limit(Side::Buy, "0.3", "96990")).expect("rests");
    bench.place(hedged, &side(PositionSide::Long, market(Side::Sell, "0.3"))).expect("takes");
    let held = bench.exchange.accounts().position(hedged, slot(PositionSide::Long));
    assert_eq!((held.lots, held.realized), (0, dec("-3")));
    assert_eq!(bench.exchange.accounts().position(hedged, slot(PositionSide::Short)).lots, -100);
}

#[test]
fn other_assets_back_positions_in_multi_assets_mode() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("0"), bench.account("10000"));
    bench.deposit(id, "BTC", "0.1").expect("deposited");
    let refusal = bench.place(id, &limit(Side::Buy, "0.01", "97000")).expect_err("no USDT");
    assert_eq!(refusal, Refusal::MarginInsufficient { required: dec("48.5"), available: Decimal::ZERO });
    bench.exchange.set_multi_assets(bench.now_ns, id, true, &mut bench.public).expect("set");
    // 0.1 × 97,000 × 95 % = 9,215 dollars.
    assert_eq!(statement(&bench, id).totals.available, dec("9215"));
    bench.trade(id, other, "0.1", "97000");
    // The commission of 9,700 × 0.02 % = 1.94 is owed in USDT; 9,215 − 1.94 − 485 stay free.
    let told = statement(&bench, id);
    assert_eq!(bench.wallet(id), dec("-1.94"));
    assert_eq!((told.totals.available, told.totals.wallet), (dec("8728.06"), dec("9698.06")));
    let refusal = bench.exchange.set_multi_assets(bench.now_ns, id, false, &mut bench.public);
    assert_eq!(refusal, Err(Refusal::MultiAssetsMargin));
    // A bitcoin at half the price: 4,607.50 − 1.94 − 485.
    bench.exchange.set_index(bench.now_ns, "BTC", dec("48500"), &mut bench.public).expect("set");
    assert_eq!(statement(&bench, id).totals.available, dec("4120.56"));
    // Out may go as much as its counted worth is free: 4,120.56 / (48,500 × 95 %) = 0.0894315789…
    let out = |amount: &str, bench: &mut Bench| {
        bench.exchange.transfer(bench.now_ns, id, "BTC", dec(amount), TransferKind::Deposit, &mut bench.public)
    };
    assert_eq!(out("-0.08943158", &mut bench), Err(Refusal::BalanceInsufficient));
    out("-0.08943157", &mut bench).expect("free");
}

#[test]
fn commissions_may_be_paid_in_another_asset() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("10000"), bench.account("10000"));
    bench.exchange.set_fee_burn(bench.now_ns, id, true, &mut bench.public).expect("set");
    bench.trade(other, id, "0.1", "97000");
    // Without BNB: 9,700 × 0.04 % = 3.88 in USDT.
    assert_eq!(bench.wallet(id), dec("9996.12"));
    bench.deposit(id, "BNB", "1").expect("deposited");
    bench.trade(id, other, "0.1", "97000");
    // 9,700 × 0.02 % = 1.94; less 10 % = 1.746; / 650 = 0.002686153…
    let fills = bench.exchange.accounts().fills(id).expect("kept");
    let fill = fills.back().expect("traded");
    assert_eq!((fill.commission, fill.commission_asset.as_str()), (dec("0.00268615"), "BNB"));
    assert_eq!(bench.exchange.accounts().wallet(id, "BNB"), dec("0.99731385"));
    assert_eq!(bench.wallet(id), dec("9996.12"));
}

#[test]
fn positions_of_two_symbols_back_each_other() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("1000"), bench.account("10000"));
    bench.trade(id, other, "0.1", "97000");
    bench.place(other, &twinline_exchange::accounts::NewOrder { symbol: ETH, ..limit(Side::Buy, "1", "3412") }).expect("rests");
    bench.place(id, &twinline_exchange::accounts::NewOrder { symbol: ETH, ..limit(Side::Sell, "1", "3412") }).expect("takes");
    bench.pin(ETH, "3400");
    // Wallet: 1,000 − 1.94 − 3,412 × 0.04 % = 1.3648 → 996.6952. ETH: +12, to keep 3,400 × 0.4 % = 13.60.
    assert_eq!(bench.wallet(id), dec("996.6952"));
    // BTC: (996.6952 − 13.6 + 12 − 9,700) / (0.1 × 0.004 − 0.1) = 8,704.9048 / 0.0996.
    assert_eq!(position(&bench, id, BTC_BOTH).liquidation_price, Some(dec("87398.64257028")));
    // ETH: (996.6952 − 38.8 + 0 + 3,412) / (0.004 + 1) = 4,369.8952 / 1.004.
    assert_eq!(position(&bench, id, ETH_BOTH).liquidation_price, Some(dec("4352.48525896")));
}
