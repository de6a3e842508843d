use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;
use twinline_model::{
    Fill, FillKind, Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Notional, OrderLimits, PositionSide, Price, Qty, Side,
    Timestamp, TradeId, Transaction, TransactionKind, VenueOrderId,
};

use super::{Drawdown, Performance, Period, Point, Whole, performance};

fn dec(text: &str) -> Decimal {
    Notional::parse(text).unwrap().value()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_767_614_400_000 + second * 1_000)
}

fn name() -> InstrumentId {
    InstrumentId::new("somewhere", "XRPUSDT").unwrap()
}

/// What only `name` is known as.
fn known(id: &InstrumentId) -> Option<Arc<Instrument>> {
    (*id == name()).then(|| {
        Arc::new(Instrument {
            id: id.clone(),
            alias: "XRP/USDT:USDT".to_owned(),
            kind: InstrumentKind::Perpetual,
            base: "XRP".to_owned(),
            quote: "USDT".to_owned(),
            settle: "USDT".to_owned(),
            underlying: "XRP".to_owned(),
            status: InstrumentStatus::Trading,
            price_scale: 4,
            size_scale: 1,
            tick_size: "0.0001".parse().unwrap(),
            lot_size: "0.1".parse().unwrap(),
            limits: OrderLimits::default(),
            contract_size: "1".parse().unwrap(),
            number: None,
            listed_at: None,
            expiry: None,
        })
    })
}

/// The fill of a second: above zero is bought.
fn fill(second: i64, qty: &str, price: &str, fee: &str) -> Fill {
    Fill {
        instrument: name(),
        trade_id: TradeId::new(&second.to_string()),
        venue_order_id: VenueOrderId::new("1"),
        client_order_id: None,
        side: if qty.starts_with('-') { Side::Sell } else { Side::Buy },
        position_side: PositionSide::Both,
        price: price.parse().unwrap(),
        qty: qty.trim_start_matches('-').parse().unwrap(),
        fee: Some(Notional::parse(fee).unwrap()),
        fee_asset: Some("USDT".to_owned()),
        realized_pnl: None,
        maker: None,
        kind: FillKind::Trade,
        ts: at(second),
    }
}

fn money(second: i64, kind: TransactionKind, amount: &str) -> Transaction {
    let id = second.to_string();
    Transaction {
        id,
        kind,
        asset: "USDT".to_owned(),
        amount: Notional::parse(amount).unwrap(),
        instrument: None,
        trade_id: None,
        ts: at(second),
    }
}

fn usdt(whole: &Whole) -> &Performance {
    &whole.assets["USDT"]
}

fn of(fills: &[Fill], rows: &[Transaction]) -> Whole {
    performance(fills, rows, &known, Period::default())
}

#[test]
fn a_trade_goes_from_flat_to_flat() {
    // Bought 3 at an average of 2.1, sold in two parts; then short and lost.
    let fills = [
        fill(1, "1.0", "2.0", "0.01"),
        fill(2, "2.0", "2.15", "0.02"),
        fill(3, "-1.0", "2.4", "0.01"),
        fill(4, "-2.0", "2.3", "0.02"),
        fill(5, "-1.0", "2.0", "0"),
        fill(6, "1.0", "2.2", "0.01"),
    ];
    let whole = of(&fills, &[]);
    let told = usdt(&whole);
    // 2.4 + 4.6 - 6.3 = 0.7 of the first, -0.2 of the second.
    assert_eq!((told.realized, told.fees, told.net()), (dec("0.50"), dec("0.07"), dec("0.43")));
    assert_eq!((told.trades.closed, told.trades.won, told.trades.lost), (2, 1, 1));
    assert_eq!((told.trades.best, told.trades.worst), (Some(dec("0.64")), Some(dec("-0.21"))));
    assert_eq!((told.fills, told.pending, told.volume), (6, 0, dec("17.5")));
}

#[test]
fn a_fill_beyond_flat_ends_one_trade_and_begins_another() {
    let told = of(&[fill(1, "1.0", "2.0", "0"), fill(2, "-3.0", "2.5", "0.03"), fill(3, "2.0", "2.4", "0")], &[]);
    assert_eq!((usdt(&told).trades.best, usdt(&told).trades.worst), (Some(dec("0.47")), Some(dec("0.20"))));
}

#[test]
fn what_the_venue_tells_goes_before_what_is_computed() {
    let told = Fill { realized_pnl: Some(Notional::parse("0.3").unwrap()), ..fill(2, "-1.0", "2.5", "0") };
    assert_eq!(usdt(&of(&[fill(1, "1.0", "2.0", "0"), told], &[])).realized, dec("0.3"));
}

#[test]
fn the_end_of_a_position_that_was_opened_before_is_a_trade() {
    let end = Fill { realized_pnl: Some(Notional::parse("-4").unwrap()), ..fill(2, "-1.0", "2.5", "0.5") };
    let whole = of(&[end, fill(3, "1.0", "2.5", "0")], &[]);
    assert_eq!((usdt(&whole).trades.closed, usdt(&whole).trades.worst), (1, Some(dec("-4.5"))));
}

#[test]
fn money_counts_once_and_transfers_are_no_profit() {
    let rows = [
        money(2, TransactionKind::Transfer, "1000"),
        money(3, TransactionKind::RealizedPnl, "7"),
        money(4, TransactionKind::Fee, "-1"),
        money(5, TransactionKind::Funding, "-0.25"),
        money(6, TransactionKind::Insurance, "-0.5"),
        money(7, TransactionKind::Conversion, "3"),
    ];
    let whole = of(&[], &rows);
    assert_eq!((usdt(&whole).funding, usdt(&whole).other, usdt(&whole).net()), (dec("-0.25"), dec("-0.5"), dec("-0.75")));
    assert_eq!(usdt(&whole).curve, [Point { ts: at(5), sum: dec("-0.25") }, Point { ts: at(6), sum: dec("-0.75") }]);
}

#[test]
fn a_fee_in_another_asset_is_that_asset_s() {
    let bnb = Fill { fee_asset: Some("BNB".to_owned()), ..fill(1, "1.0", "2.0", "0.004") };
    let whole = of(&[bnb], &[]);
    assert_eq!((whole.assets["BNB"].fees, whole.assets["BNB"].fills, usdt(&whole).fees), (dec("0.004"), 0, Decimal::ZERO));
}

#[test]
fn what_is_not_known_is_counted() {
    let silent = Fill { fee: None, fee_asset: None, ..fill(1, "1.0", "2.0", "0") };
    assert_eq!(usdt(&of(std::slice::from_ref(&silent), &[])).pending, 1);
    let gone = Fill { instrument: InstrumentId::new("somewhere", "GONE").unwrap(), ..silent };
    let whole = of(&[gone], &[]);
    assert_eq!((whole.unplaced, whole.assets.len()), (1, 0));
}

#[test]
fn a_period_counts_what_is_in_it_at_what_it_had_cost() {
    let fills = [fill(1, "1.0", "2.0", "0.1"), fill(5, "-1.0", "2.5", "0.1"), fill(9, "1.0", "2.0", "0.1")];
    let whole = performance(&fills, &[], &known, Period { from: Some(at(2)), to: Some(at(8)) });
    assert_eq!((usdt(&whole).realized, usdt(&whole).fees, usdt(&whole).fills), (dec("0.5"), dec("0.1"), 1));
    assert_eq!(usdt(&whole).trades.best, Some(dec("0.3")));
}

#[test]
fn the_deepest_fall_is_found_and_dated() {
    let steps = ["5", "-2", "4", "-6", "1", "-0.5", "9"];
    let rows: Vec<Transaction> = (1..).zip(steps).map(|(second, amount)| money(second, TransactionKind::Funding, amount)).collect();
    assert_eq!(usdt(&of(&[], &rows)).drawdown, Some(Drawdown { amount: dec("6"), from: at(3), to: at(4) }));
    assert_eq!(usdt(&of(&[], &rows[..1])).drawdown, None);
    let below = [money(1, TransactionKind::Funding, "-3")];
    assert_eq!(usdt(&of(&[], &below)).drawdown, Some(Drawdown { amount: dec("3"), from: at(1), to: at(1) }));
}

#[test]
fn a_long_curve_keeps_its_ends_and_its_extremes() {
    let step = |at: i64| {
        if at == 7_000 {
            "900"
        } else if at == 7_001 {
            "-1800"
        } else if at % 2 == 0 {
            "1"
        } else {
            "-1"
        }
    };
    let rows: Vec<Transaction> = (1..10_000).map(|at| money(at, TransactionKind::Funding, step(at))).collect();
    let whole = of(&[], &rows);
    let curve = &usdt(&whole).curve;
    assert!(curve.len() <= Point::MOST && curve.is_sorted_by_key(|point| point.ts), "{}", curve.len());
    assert_eq!(curve.last().map(|point| (point.ts, point.sum)), Some((at(9_999), usdt(&whole).net())));
    assert!(curve.iter().any(|point| point.sum > dec("890")) && curve.iter().any(|point| point.sum < dec("-890")));
}

proptest! {
    /// Whatever is traded, once it is flat its trades add up to its profit less its fees, to the last digit; and its profit is what
    /// was got less what was paid.
    #[test]
    fn trades_add_up(steps in proptest::collection::vec((-40i64..=40, 1i64..50_000, 0i64..100), 1..60)) {
        let steps: Vec<_> = steps.into_iter().filter(|(qty, ..)| *qty != 0).collect();
        let held: i64 = steps.iter().map(|(qty, ..)| qty).sum();
        let end = (held != 0).then_some((-held, 20_000, 3));
        let (mut fills, mut cash) = (Vec::new(), Decimal::ZERO);
        for (second, (qty, price, fee)) in (1..).zip(steps.into_iter().chain(end)) {
            let (qty, price, fee) = (Decimal::new(qty, 1), Decimal::new(price, 4), Decimal::new(fee, 4));
            cash -= qty * price;
            let one = fill(second, if qty.is_sign_negative() { "-1" } else { "1" }, "1", "0");
            fills.push(Fill { qty: Qty::new(qty.abs()), price: Price::new(price), fee: Some(Notional::new(fee)), ..one });
        }
        let whole = of(&fills, &[]);
        prop_assume!(!fills.is_empty());
        let told = usdt(&whole);
        prop_assert_eq!(told.realized, cash);
        prop_assert_eq!(told.trades.gain - told.trades.loss, told.realized - told.fees);
        prop_assert_eq!(told.curve.last().map_or(Decimal::ZERO, |point| point.sum), told.net());
    }
}
