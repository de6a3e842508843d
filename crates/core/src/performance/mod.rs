//! What did an account earn, lose and pay?
//!
//! Computed from what is known of its fills and of the movements of its money, exactly, one sum for each asset: different assets are
//! never added. A venue books the profit and the fee of a fill a second time among the movements of money; those are counted once, by
//! the fill. Transfers and conversions are no profit.
//!
//! | file | question it answers |
//! |---|---|
//! | `trips` | which trades were closed, and what came of each? |
//! | `curve` | how did the sum move, and how deep did it fall? |

mod curve;
#[cfg(test)]
mod tests;
mod trips;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use twinline_model::{Fill, Instrument, InstrumentId, Timestamp, Transaction, TransactionKind};

use curve::Sum;
pub use curve::{Drawdown, Point};
pub use trips::Trades;
use trips::Trips;

/// Of which time it is told; both ends belong to it, and an absent one is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
}

impl Period {
    fn holds(&self, ts: Timestamp) -> bool {
        self.from.is_none_or(|from| ts >= from) && self.to.is_none_or(|to| ts <= to)
    }
}

/// What came of trading that is settled in one asset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Performance {
    /// Profit of what was closed, without fees.
    pub realized: Decimal,
    /// Fees of fills; above zero is paid.
    pub fees: Decimal,
    /// Funding; below zero is paid.
    pub funding: Decimal,
    /// Rebates, settlements, the insurance fund and what the venue alone has a word for.
    pub other: Decimal,
    /// Price times quantity of all fills.
    pub volume: Decimal,
    /// Fills that settle in this asset.
    pub fills: u64,
    /// Of these, fills of which a fee or a profit is not known: they are missing in the sums.
    pub pending: u64,
    /// Trades that were closed.
    pub trades: Trades,
    /// The deepest fall of the net result below what it had been.
    pub drawdown: Option<Drawdown>,
    /// The net result after each change, thinned to at most [`Point::MOST`] points that keep the highest and the lowest.
    pub curve: Vec<Point>,
}

impl Performance {
    /// Profit, fees, funding and the rest together.
    pub fn net(&self) -> Decimal {
        self.realized.saturating_sub(self.fees).saturating_add(self.funding).saturating_add(self.other)
    }
}

/// What came of trading, by the asset that it was settled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whole {
    /// For each asset its own sums.
    pub assets: BTreeMap<String, Performance>,
    /// Fills of instruments that are not known any more and of which no fee was told: nobody knows in which asset they settled.
    pub unplaced: u64,
}

/// What is being summed up of one asset.
#[derive(Default)]
struct Account {
    so_far: Performance,
    sum: Sum,
}

/// What came of these fills and movements of money within a period, by asset. Fills that were taken back must not be among them; both
/// may come in any order. What was before the period counts for what a position cost, and for nothing else.
pub fn performance(
    fills: &[Fill],
    money: &[Transaction],
    instruments: &dyn Fn(&InstrumentId) -> Option<Arc<Instrument>>,
    period: Period,
) -> Whole {
    let mut steps: Vec<Step<'_>> = fills.iter().map(Step::Fill).chain(money.iter().map(Step::Money)).collect();
    steps.sort_by_key(Step::order);
    let (mut accounts, mut trips, mut unplaced) = (BTreeMap::<String, Account>::new(), Trips::default(), 0);
    for step in steps {
        match step {
            Step::Fill(fill) => {
                let placed = take_fill(fill, instruments(&fill.instrument).as_deref(), period, &mut trips, &mut accounts);
                unplaced += u64::from(!placed);
            }
            Step::Money(row) => take_money(row, period, &mut accounts),
        }
    }
    let finished = |(asset, Account { so_far, sum }): (String, Account)| {
        let (drawdown, curve) = sum.finish();
        (asset, Performance { drawdown, curve, ..so_far })
    };
    Whole { assets: accounts.into_iter().map(finished).collect(), unplaced }
}

enum Step<'a> {
    Fill(&'a Fill),
    Money(&'a Transaction),
}

impl Step<'_> {
    /// By the venue's clock; of one moment, what was filled comes first, and trades in the order of their numbers.
    fn order(&self) -> (Timestamp, u8, usize, String) {
        match self {
            Self::Fill(fill) => (fill.ts, 0, fill.trade_id.to_string().len(), fill.trade_id.to_string()),
            Self::Money(row) => (row.ts, 1, row.id.len(), row.id.clone()),
        }
    }
}

/// False if nobody knows in which asset it settled.
fn take_fill(
    fill: &Fill,
    instrument: Option<&Instrument>,
    period: Period,
    trips: &mut Trips,
    accounts: &mut BTreeMap<String, Account>,
) -> bool {
    // Of an instrument that is not listed any more the fee at least has a name.
    let Some(settle) = instrument.map(|known| known.settle.clone()).or_else(|| fill.fee_asset.clone()) else { return false };
    let linear = instrument.is_some_and(|known| known.settle == known.quote);
    let fee = fill.fee.map_or(Decimal::ZERO, |fee| fee.value());
    let elsewhere = fill.fee_asset.clone().filter(|asset| *asset != settle);
    let own_fee = if elsewhere.is_some() { Decimal::ZERO } else { fee };
    let outcome = trips.take(fill, linear, own_fee);
    if !period.holds(fill.ts) {
        return true;
    }
    if let Some(asset) = elsewhere {
        let paid = accounts.entry(asset).or_default();
        paid.so_far.fees = paid.so_far.fees.saturating_add(fee);
        paid.sum.add(fill.ts, -fee);
    }
    let account = accounts.entry(settle).or_default();
    let so_far = &mut account.so_far;
    let profit = outcome.profit.unwrap_or(Decimal::ZERO);
    so_far.fills += 1;
    so_far.pending += u64::from(fill.fee.is_none() || outcome.profit.is_none());
    so_far.volume = so_far.volume.saturating_add(fill.price.value().saturating_mul(fill.qty.value()));
    so_far.realized = so_far.realized.saturating_add(profit);
    so_far.fees = so_far.fees.saturating_add(own_fee);
    if let Some(closed) = outcome.closed {
        so_far.trades.count(closed);
    }
    account.sum.add(fill.ts, profit.saturating_sub(own_fee));
    true
}

fn take_money(row: &Transaction, period: Period, accounts: &mut BTreeMap<String, Account>) {
    let booked_with_a_fill = matches!(row.kind, TransactionKind::RealizedPnl | TransactionKind::Fee);
    let no_profit = matches!(row.kind, TransactionKind::Transfer | TransactionKind::Conversion);
    if booked_with_a_fill || no_profit || !period.holds(row.ts) {
        return;
    }
    let account = accounts.entry(row.asset.clone()).or_default();
    let sum = if row.kind == TransactionKind::Funding { &mut account.so_far.funding } else { &mut account.so_far.other };
    *sum = sum.saturating_add(row.amount.value());
    account.sum.add(row.ts, row.amount.value());
}
