//! How a symbol's decimals become ticks and lots, and back.

use rust_decimal::Decimal;

use crate::accounts::refusal::Refusal;
use crate::spec::SymbolSpec;

/// Ticks and lots beyond this are not taken by any book.
const LARGEST: i64 = 1 << 52;

impl SymbolSpec {
    /// A price in ticks, in the quote asset.
    pub fn price(&self, ticks: i64) -> Decimal {
        Decimal::new(self.price_units(ticks), self.price_precision)
    }

    /// One tick, in the quote asset.
    pub fn tick_size(&self) -> Decimal {
        self.price(1)
    }

    /// A quantity in lots, in the base asset.
    pub fn quantity(&self, lots: i64) -> Decimal {
        Decimal::new(lots, self.qty_precision)
    }

    /// One lot, in the base asset.
    pub fn lot_size(&self) -> Decimal {
        self.quantity(1)
    }

    /// A price as ticks; refused if it lies between two.
    pub(crate) fn ticks(&self, price: Decimal) -> Result<i64, Refusal> {
        steps(price, self.tick_size()).ok_or(Refusal::OffTick(self.tick_size()))
    }

    /// A quantity as lots; refused if it lies between two.
    pub(crate) fn lots(&self, quantity: Decimal) -> Result<i64, Refusal> {
        steps(quantity, self.lot_size()).ok_or(Refusal::OffStep(self.lot_size()))
    }

    /// The highest tick that is not above a price; at least 1.
    pub(crate) fn ticks_below(&self, price: Decimal) -> i64 {
        whole(price.checked_div(self.tick_size()).unwrap_or_default().floor()).max(1)
    }

    /// The lowest tick that is not below a price; at least 1.
    pub(crate) fn ticks_above(&self, price: Decimal) -> i64 {
        whole(price.checked_div(self.tick_size()).unwrap_or_default().ceil()).max(1)
    }
}

fn steps(value: Decimal, step: Decimal) -> Option<i64> {
    let count = value.checked_div(step)?;
    let whole: i64 = count.is_integer().then(|| i64::try_from(count).ok()).flatten()?;
    (whole.checked_abs()? <= LARGEST).then_some(whole)
}

fn whole(value: Decimal) -> i64 {
    i64::try_from(value).unwrap_or(LARGEST).clamp(-LARGEST, LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::symbol;

    #[test]
    fn goes_there_and_back() {
        let spec = symbol("BTCUSDT").expect("listed");
        let of = |text: &str| Decimal::from_str_exact(text).expect("a decimal");
        assert_eq!(spec.ticks(of("97000.10")), Ok(970_001));
        assert_eq!(spec.price(970_001), of("97000.10"));
        assert_eq!(spec.ticks(of("97000.15")), Err(Refusal::OffTick(of("0.10"))));
        assert_eq!(spec.lots(of("0.0605")), Err(Refusal::OffStep(of("0.001"))));
        assert_eq!(spec.lots(of("0.060")), Ok(60));
        assert_eq!((spec.ticks_below(of("97000.15")), spec.ticks_above(of("97000.15"))), (970_001, 970_002));
        assert_eq!(spec.ticks(of("99999999999999999999")), Err(Refusal::OffTick(of("0.10"))));
    }
}
