//! Which terms are usual? Rates change: these are starting points, read in autumn 2026, and every figure is configuration.

use rust_decimal::Decimal;
use twinline_model::InstrumentId;

use crate::accounts::{Brackets, Refusal as OutOfRange};
use crate::order::Side;
use crate::paper::fees::{FeeItem, FeeOn, FeeSchedule};
use crate::paper::listing::{Listed, Listing, Product};

/// What differs from instrument to instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// What is held.
    pub asset: String,
    /// Money that it is paid in.
    pub unit: String,
    /// Worth of one price count.
    pub price_unit: Decimal,
    /// One size count, in base units.
    pub size_unit: Decimal,
    /// Orders' prices are multiples of so many counts.
    pub tick: i64,
    /// Orders' quantities are multiples of so many counts.
    pub step: i64,
}

const LARGEST: i64 = 1_000_000_000_000;

/// Leverage 10 unless set, up to 125; 0.02 % for makers, 0.05 % for takers; tiers from 0.4 % upwards.
pub fn crypto_perpetual(instrument: InstrumentId, steps: Steps) -> Result<Listing, OutOfRange> {
    let rows = [
        (125, Decimal::from(50_000), of(4, 3)),
        (100, Decimal::from(250_000), of(5, 3)),
        (50, Decimal::from(1_000_000), of(1, 2)),
        (20, Decimal::from(10_000_000), of(25, 3)),
        (5, Decimal::from(1_000_000_000), of(1, 1)),
    ];
    let fees = FeeSchedule::commission(of(2, 4), of(5, 4));
    Ok(Listing {
        min_notional: Decimal::from(5),
        leverage: 10,
        liquidation_fee: of(125, 4),
        ..plain(instrument, Product::Perpetual, steps, &rows, fees)?
    })
}

/// The whole price, 0.1 % both ways.
pub fn crypto_spot(instrument: InstrumentId, steps: Steps) -> Result<Listing, OutOfRange> {
    plain(instrument, Product::Spot, steps, &whole(), FeeSchedule::commission(of(1, 3), of(1, 3)))
}

/// Shares to keep: the whole price; a sale's proceeds come on the next trading day.
pub fn indian_delivery(instrument: InstrumentId, steps: Steps) -> Result<Listing, OutOfRange> {
    let fees = indian_fees((of(3, 4), Decimal::from(20)), (of(1, 3), None), of(15, 5));
    Ok(Listing { band: Some(of(2, 1)), ..plain(instrument, Product::Delivery, steps, &whole(), fees)? })
}

/// Shares for the day, at five times the margin.
pub fn indian_intraday(instrument: InstrumentId, steps: Steps) -> Result<Listing, OutOfRange> {
    let rows = [(5, Decimal::from(LARGEST), of(15, 2))];
    let listing = plain(instrument, Product::Intraday, steps, &rows, indian_intraday_fees())?;
    Ok(Listing { band: Some(of(2, 1)), leverage: 5, ..listing })
}

/// Futures: a tenth of the value, three quarters of that to keep it.
pub fn indian_future(instrument: InstrumentId, steps: Steps) -> Result<Listing, OutOfRange> {
    let rows = [(10, Decimal::from(LARGEST), of(75, 3))];
    let fees = indian_fees((of(3, 4), Decimal::from(20)), (of(2, 4), Some(Side::Sell)), of(2, 5));
    Ok(Listing { leverage: 10, ..plain(instrument, Product::Carried, steps, &rows, fees)? })
}

/// Options: the whole premium, bought or sold. ASSUMED for sales: real houses ask for a share of the underlying's value.
pub fn indian_option(instrument: InstrumentId, steps: Steps) -> Result<Listing, OutOfRange> {
    let rows = [(1, Decimal::from(LARGEST), of(5, 1))];
    let fees = indian_fees((of(3, 4), Decimal::from(20)), (of(1, 3), Some(Side::Sell)), of(3, 5));
    plain(instrument, Product::Carried, steps, &rows, fees)
}

/// Brokerage, STT on sales, exchange, GST, SEBI, stamp on purchases.
pub fn indian_intraday_fees() -> FeeSchedule {
    indian_fees((of(3, 4), Decimal::from(20)), (of(25, 5), Some(Side::Sell)), of(3, 5))
}

fn indian_fees(brokerage: (Decimal, Decimal), stt: (Decimal, Option<Side>), stamp: Decimal) -> FeeSchedule {
    let item = |name: &str, rate: Decimal, side: Option<Side>, cap: Option<Decimal>| FeeItem {
        name: name.to_owned(),
        on: FeeOn::Value { maker: rate, taker: rate },
        side,
        cap,
    };
    let gst = FeeItem { name: "gst".to_owned(), on: FeeOn::Items { of: vec![0, 2], rate: of(18, 2) }, side: None, cap: None };
    FeeSchedule {
        items: vec![
            item("brokerage", brokerage.0, None, Some(brokerage.1)),
            item("stt", stt.0, stt.1, None),
            item("exchange", of(345, 7), None, None),
            gst,
            item("sebi", of(1, 6), None, None),
            item("stamp", stamp, Some(Side::Buy), None),
        ],
    }
}

fn plain(
    instrument: InstrumentId,
    product: Product,
    steps: Steps,
    rows: &[(u32, Decimal, Decimal)],
    fees: FeeSchedule,
) -> Result<Listing, OutOfRange> {
    let Steps { asset, unit, price_unit, size_unit, tick, step } = steps;
    Ok(Listing {
        listed: Listed { instrument, product },
        asset,
        unit,
        price_unit,
        size_unit,
        tick,
        step,
        min_lots: step,
        max_lots: LARGEST,
        min_notional: Decimal::ZERO,
        band: None,
        leverage: 1,
        tiers: Brackets::new(rows)?,
        fees,
        liquidation_fee: Decimal::ZERO,
        open: true,
    })
}

fn whole() -> [(u32, Decimal, Decimal); 1] {
    [(1, Decimal::from(LARGEST), of(5, 1))]
}

fn of(digits: i64, scale: u32) -> Decimal {
    Decimal::new(digits, scale)
}
