//! What is a quantity of a contract worth, and what does it gain?
//!
//! A linear contract (spot, vanilla futures, options at their premium) is worth its price times its quantity, in the quote asset.
//! An inverse one has quantities in quote units and is worth quantity over price, in the base asset. Every figure is the exact
//! quotient, rounded once, half away from zero: so are published fees. `None` is a number too large to be reckoned with, or a division by nothing.

use rust_decimal::Decimal;

use crate::{Amount, Instrument, Notional, Price, Qty, Rate};

/// What an isolated position needs and where the venue ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isolated {
    /// What is set aside for it.
    pub margin: Amount,
    /// Price at which that is used up.
    pub bankruptcy: Price,
    /// Price at which the venue closes it.
    pub liquidation: Price,
}

impl Instrument {
    /// What a quantity is worth at a price in the quote asset, exactly: what caps and smallest orders are measured in.
    pub fn notional(&self, qty: Qty, price: Price) -> Option<Notional> {
        if self.inverse { Some(qty.value()) } else { qty.value().checked_mul(price.value()) }.map(Notional::new)
    }

    /// What a quantity is worth at a price in the asset that the contract is settled in.
    pub fn value(&self, qty: Qty, price: Price, places: u32) -> Option<Amount> {
        self.share(qty, price, Rate::new(Decimal::ONE), places)
    }

    /// A share of that: a fee, by its rate.
    pub fn share(&self, qty: Qty, price: Price, rate: Rate, places: u32) -> Option<Amount> {
        let (qty, price, rate) = (qty.value(), price.value(), rate.value());
        if self.inverse { quotient(&[qty, rate], &[price], places) } else { quotient(&[qty, price, rate], &[], places) }.map(Amount::new)
    }

    /// What is set aside to open it at a leverage.
    pub fn margin(&self, qty: Qty, price: Price, leverage: Rate, places: u32) -> Option<Amount> {
        let (qty, price, leverage) = (qty.value().abs(), price.value(), leverage.value());
        if self.inverse { quotient(&[qty], &[price, leverage], places) } else { quotient(&[qty, price], &[leverage], places) }
            .map(Amount::new)
    }

    /// What a signed quantity (negative is short) has gained from one price to another, in the settlement asset.
    pub fn gain(&self, qty: Qty, entry: Price, exit: Price, places: u32) -> Option<Amount> {
        let moved = difference(exit.value(), entry.value())?;
        let (qty, entry, exit) = (qty.value(), entry.value(), exit.value());
        if self.inverse { quotient(&[qty, moved], &[entry, exit], places) } else { quotient(&[qty, moved], &[], places) }.map(Amount::new)
    }

    /// An isolated position of a linear contract: its margin at a leverage, and where that leads. `maintenance` is the share of the
    /// value at entry that must be left. `None` for an inverse contract as well: no venue that is known publishes such a position.
    pub fn isolated(&self, qty: Qty, entry: Price, leverage: Rate, maintenance: Rate, places: u32) -> Option<Isolated> {
        if self.inverse {
            return None;
        }
        let margin = self.margin(qty, entry, leverage, places)?;
        let each = quotient(&[margin.value()], &[qty.value().abs()], places)?;
        let kept = quotient(&[entry.value(), maintenance.value()], &[], places)?;
        let (each, kept) = if qty.value().is_sign_negative() { (each, -kept) } else { (-each, kept) };
        let bankruptcy = entry.value().checked_add(each)?;
        let liquidation = bankruptcy.checked_add(kept)?;
        Some(Isolated { margin, bankruptcy: Price::new(bankruptcy), liquidation: Price::new(liquidation) })
    }
}

/// The difference, or nothing if it cannot be told exactly.
fn difference(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().max(b.scale());
    let units = |value: Decimal| value.mantissa().checked_mul(10i128.checked_pow(scale - value.scale())?);
    Decimal::try_from_i128_with_scale(units(a)?.checked_sub(units(b)?)?, scale).ok()
}

/// The product of some numbers over the product of others, exactly, and then rounded once, half away from zero.
fn quotient(over: &[Decimal], under: &[Decimal], places: u32) -> Option<Decimal> {
    let product = |factors: &[Decimal]| {
        let factors = factors.iter().map(Decimal::normalize);
        factors
            .into_iter()
            .try_fold((1i128, 0u32), |(units, scale), next| Some((units.checked_mul(next.mantissa())?, scale + next.scale())))
    };
    let ((over, over_scale), (under, under_scale)) = (product(over)?, product(under)?);
    let negative = over.is_negative() != under.is_negative();
    let (over, mut under) = (over.unsigned_abs(), under.unsigned_abs());
    // So many digits follow the whole part; fewer than none means that the last of it are cut.
    let mut digits = places + under_scale;
    if let Some(excess) = over_scale.checked_sub(digits) {
        under = under.checked_mul(10u128.checked_pow(excess)?)?;
        digits = 0;
    } else {
        digits -= over_scale;
    }
    let (mut whole, mut rest) = (over.checked_div(under)?, over.checked_rem(under)?);
    for _ in 0..digits {
        rest = rest.checked_mul(10)?;
        whole = whole.checked_mul(10)?.checked_add(rest / under)?;
        rest %= under;
    }
    let up = u128::from(rest.checked_mul(2)? >= under);
    let units = i128::try_from(whole.checked_add(up)?).ok()?;
    Decimal::try_from_i128_with_scale(if negative { -units } else { units }, places).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_quotient_is_rounded_once_half_away_from_zero() {
        let check = |over: &[&str], under: &[&str], places, expected: &str| {
            let numbers = |texts: &[&str]| texts.iter().map(|text| number(text)).collect::<Vec<_>>();
            let found = quotient(&numbers(over), &numbers(under), places).map(|value| value.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{over:?} over {under:?}");
        };
        check(&["94948.1", "0.001"], &["15"], 8, "6.32987333");
        check(&["1"], &["8"], 2, "0.13");
        check(&["3"], &["8"], 2, "0.38");
        check(&["-1"], &["3"], 4, "-0.3333");
        check(&["0.00000000125", "2"], &[], 9, "0.000000003");
        check(&["1000"], &["0.03125", "2"], 0, "16000");
        check(&["2"], &["0.3"], 3, "6.667");
        assert_eq!(quotient(&[Decimal::ONE], &[Decimal::ZERO], 2), None);
        assert_eq!(quotient(&[Decimal::MAX, Decimal::MAX], &[], 2), None, "too large");
    }
}
