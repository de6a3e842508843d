//! What does trading cost, item by item?

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::accounts::Refusal as OutOfRange;
use crate::accounts::money::{add, mul};
use crate::order::Side;

/// What an item is a share of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeeOn {
    /// Of what was traded.
    Value {
        /// For what rested and was taken.
        maker: Decimal,
        /// For what took.
        taker: Decimal,
    },
    /// Of items before it, by their places: a tax on fees.
    Items {
        /// Which.
        of: Vec<usize>,
        /// The share.
        rate: Decimal,
    },
}

/// One item of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeItem {
    /// Its name on the bill, such as `brokerage`.
    pub name: String,
    /// Share of what.
    pub on: FeeOn,
    /// Of one side's trades only.
    pub side: Option<Side>,
    /// Most that one order pays of it.
    pub cap: Option<Decimal>,
}

/// What an order has traded so far, in money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Turnover {
    /// What rested and was taken.
    #[serde(with = "crate::accounts::exact::one")]
    pub maker: Decimal,
    /// What took.
    #[serde(with = "crate::accounts::exact::one")]
    pub taker: Decimal,
}

/// All items of a bill. Amounts are of a whole order: what a fill costs is the difference that it makes, so that caps hold
/// for orders and rounding does not add up over fills.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeeSchedule {
    /// In the order of the bill.
    pub items: Vec<FeeItem>,
}

impl FeeSchedule {
    /// One commission.
    pub fn commission(maker: Decimal, taker: Decimal) -> Self {
        let item = FeeItem { name: "commission".to_owned(), on: FeeOn::Value { maker, taker }, side: None, cap: None };
        Self { items: vec![item] }
    }

    /// What an order that has traded so much pays in all, per item, each rounded half up to `scale` decimals.
    pub(crate) fn bill(&self, side: Side, traded: Turnover, scale: u32) -> Result<Vec<Decimal>, OutOfRange> {
        let mut bill: Vec<Decimal> = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let raw = match &item.on {
                _ if item.side.is_some_and(|only| only != side) => Decimal::ZERO,
                FeeOn::Value { maker, taker } => add(mul(traded.maker, *maker)?, mul(traded.taker, *taker)?)?,
                FeeOn::Items { of, rate } => {
                    let base = of.iter().filter_map(|ix| bill.get(*ix)).try_fold(Decimal::ZERO, |sum, amount| add(sum, *amount))?;
                    mul(base, *rate)?
                }
            };
            let capped = item.cap.map_or(raw, |cap| raw.min(cap));
            bill.push(capped.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero));
        }
        Ok(bill)
    }

    /// What an order of this value pays at most: as if all of it took.
    pub(crate) fn estimate(&self, side: Side, value: Decimal, scale: u32) -> Result<Decimal, OutOfRange> {
        let taking = self.bill(side, Turnover { maker: Decimal::ZERO, taker: value }, scale)?;
        let resting = self.bill(side, Turnover { maker: value, taker: Decimal::ZERO }, scale)?;
        let sum = |bill: Vec<Decimal>| bill.into_iter().try_fold(Decimal::ZERO, add);
        Ok(sum(taking)?.max(sum(resting)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::presets;

    fn of(text: &str) -> Decimal {
        Decimal::from_str_exact(text).expect("a decimal")
    }

    fn check(schedule: &FeeSchedule, side: Side, value: &str, items: &[&str], total: &str) {
        let bill = schedule.bill(side, Turnover { maker: Decimal::ZERO, taker: of(value) }, 2).expect("in range");
        assert_eq!(bill, items.iter().map(|item| of(item)).collect::<Vec<_>>(), "{value}");
        assert_eq!(bill.iter().sum::<Decimal>(), of(total), "{value}");
    }

    #[test]
    fn an_intraday_order_pays_brokerage_taxes_and_duties() {
        let fees = presets::indian_intraday_fees();
        // Brokerage, STT (sales), exchange, GST on brokerage and exchange, SEBI, stamp (purchases).
        check(&fees, Side::Sell, "62500", &["18.75", "15.63", "2.16", "3.76", "0.06", "0"], "40.36");
        check(&fees, Side::Buy, "37194", &["11.16", "0", "1.28", "2.24", "0.04", "1.12"], "15.84");
        check(&fees, Side::Buy, "61994", &["18.60", "0", "2.14", "3.73", "0.06", "1.86"], "26.39");
    }

    #[test]
    fn brokerage_is_capped_per_order() {
        let fees = presets::indian_intraday_fees();
        let bill = |value: &str| fees.bill(Side::Buy, Turnover { maker: Decimal::ZERO, taker: of(value) }, 2).expect("in range")[0];
        assert_eq!((bill("60000"), bill("70000"), bill("7000000")), (of("18"), of("20"), of("20")));
    }

    #[test]
    fn an_estimate_is_never_less_than_the_bill() {
        let fees = FeeSchedule::commission(of("0.0002"), of("0.0005"));
        assert_eq!(fees.estimate(Side::Buy, of("10000"), 8), Ok(of("5")));
        let rebate = FeeSchedule::commission(of("0.0010"), of("0.0005"));
        assert_eq!(rebate.estimate(Side::Buy, of("10000"), 8), Ok(of("10")));
    }
}
