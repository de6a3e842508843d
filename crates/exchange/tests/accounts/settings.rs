//! What an account may set, and when it may not.

use twinline_exchange::Side;
use twinline_exchange::accounts::{ChangeReason, Happening, IncomeKind, MarginType, Refusal, TransferKind};

use crate::bench::{BTC, Bench, dec, limit};

#[test]
fn leverage_follows_the_brackets_and_the_margin() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("10000"), bench.account("1000000"));
    let set = |bench: &mut Bench, leverage| bench.exchange.set_leverage(bench.now_ns, id, BTC, leverage, &mut bench.public);
    assert_eq!(set(&mut bench, 0), Err(Refusal::BadLeverage(125)));
    assert_eq!(set(&mut bench, 126), Err(Refusal::BadLeverage(125)));
    assert_eq!(set(&mut bench, 125), Ok(dec("50000")));
    assert_eq!(set(&mut bench, 21), Ok(dec("1000000")));
    assert_eq!(bench.told_in_short(id), ["Leverage 125", "Leverage 21"]);
    bench.trade(id, other, "1", "97000");
    // 97,000 is above the 50,000 that leverage 125 allows.
    assert_eq!(set(&mut bench, 125), Err(Refusal::MaxPosition { cap: dec("50000") }));
    // 97,000 / 9 − 97,000 / 21 = 6,158.73; free are 10,000 − 19.40 − 4,619.05 = 5,361.55.
    assert_eq!(set(&mut bench, 9), Err(Refusal::LeverageMargin));
    // 97,000 / 10 − 4,619.05 = 5,080.95.
    assert_eq!(set(&mut bench, 10), Ok(dec("20000000")));
}

#[test]
fn leverage_of_an_isolated_position_cannot_fall() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("10000"), bench.account("1000000"));
    bench.exchange.set_margin_type(bench.now_ns, id, BTC, MarginType::Isolated, &mut bench.public).expect("set");
    bench.trade(id, other, "0.1", "97000");
    let set = |bench: &mut Bench, leverage| bench.exchange.set_leverage(bench.now_ns, id, BTC, leverage, &mut bench.public);
    assert_eq!(set(&mut bench, 10), Err(Refusal::LeverageIsolated));
    assert_eq!(set(&mut bench, 40), Ok(dec("1000000")));
}

#[test]
fn modes_change_only_where_nothing_depends_on_them() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("10000"), bench.account("1000000"));
    let margin_type = |bench: &mut Bench, to| bench.exchange.set_margin_type(bench.now_ns, id, BTC, to, &mut bench.public);
    let hedge = |bench: &mut Bench, on| bench.exchange.set_hedge_mode(bench.now_ns, id, on, &mut bench.public);
    let multi = |bench: &mut Bench, on| bench.exchange.set_multi_assets(bench.now_ns, id, on, &mut bench.public);
    assert_eq!(margin_type(&mut bench, MarginType::Cross), Err(Refusal::SameMarginType));
    assert_eq!(hedge(&mut bench, false), Err(Refusal::SamePositionMode));
    assert_eq!(multi(&mut bench, false), Err(Refusal::SameMultiAssets));
    bench.place(id, &limit(Side::Buy, "0.01", "96000")).expect("rests");
    assert_eq!(margin_type(&mut bench, MarginType::Isolated), Err(Refusal::MarginTypeOpenOrders));
    assert_eq!(hedge(&mut bench, true), Err(Refusal::PositionModeOpenOrders));
    assert_eq!(multi(&mut bench, true), Err(Refusal::MultiAssetsOpenOrders));
    bench.exchange.cancel_all(bench.now_ns, id, BTC, &mut bench.public).expect("open");
    bench.trade(id, other, "0.01", "97000");
    assert_eq!(margin_type(&mut bench, MarginType::Isolated), Err(Refusal::MarginTypePosition));
    assert_eq!(hedge(&mut bench, true), Err(Refusal::PositionModePositions));
    bench.trade(other, id, "0.01", "97000");
    bench.told();
    assert_eq!(margin_type(&mut bench, MarginType::Isolated), Ok(()));
    assert_eq!(multi(&mut bench, true), Err(Refusal::MultiAssetsIsolated));
    assert_eq!(margin_type(&mut bench, MarginType::Cross), Ok(()));
    assert_eq!(multi(&mut bench, true), Ok(()));
    assert_eq!(margin_type(&mut bench, MarginType::Isolated), Err(Refusal::IsolatedInMultiAssets));
    assert_eq!(hedge(&mut bench, true), Ok(()));
    let told = bench.told_in_short(id);
    assert_eq!(told, ["MarginTypeChange 0 balances 1 positions", "MarginTypeChange 0 balances 1 positions", "MultiAssets true"]);
}

#[test]
fn money_moves_in_and_out_as_far_as_it_is_free() {
    let mut bench = Bench::new();
    let (id, other) = (bench.account("1000"), bench.account("1000000"));
    bench.trade(id, other, "0.1", "97000");
    bench.pin(BTC, "98000");
    bench.told();
    let transfer =
        |bench: &mut Bench, amount: &str, kind| bench.exchange.transfer(bench.now_ns, id, "USDT", dec(amount), kind, &mut bench.public);
    // 1,000 − 1.94 − 9,800 / 20 = 508.06; the unrealised 100 stay where they are.
    assert_eq!(transfer(&mut bench, "-508.07", TransferKind::Deposit), Err(Refusal::BalanceInsufficient));
    transfer(&mut bench, "-508.06", TransferKind::Deposit).expect("free");
    transfer(&mut bench, "20", TransferKind::Wallets).expect("in");
    assert_eq!(bench.wallet(id), dec("510"));
    for amount in ["0", "1000000000000001", "0.000000001"] {
        assert_eq!(transfer(&mut bench, amount, TransferKind::Deposit), Err(Refusal::BadAmount), "{amount}");
    }
    let unknown = bench.exchange.transfer(bench.now_ns, id, "XYZ", dec("1"), TransferKind::Deposit, &mut bench.public);
    assert_eq!(unknown, Err(Refusal::UnknownAsset));
    let told: Vec<_> = bench.told().into_iter().map(|event| event.what).collect();
    let [Happening::Account(out), Happening::Account(back)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((out.reason, out.balances[0].change, out.balances[0].wallet), (ChangeReason::Withdraw, dec("-508.06"), dec("490")));
    assert_eq!((back.reason, back.balances[0].change), (ChangeReason::AssetTransfer, dec("20")));
    let income = bench.exchange.accounts().income(id).expect("kept");
    let transfers: Vec<_> = income.iter().filter(|record| record.kind == IncomeKind::Transfer).map(|record| record.amount).collect();
    assert_eq!(transfers, [dec("1000"), dec("-508.06"), dec("20")]);
    assert!(income.iter().zip(income.iter().skip(1)).all(|(one, next)| one.tran_id < next.tran_id));
}
