//! Tiers of notional: the larger the position, the less leverage and the more maintenance margin.

use rust_decimal::Decimal;

use crate::accounts::money::{add, mul, sub};
use crate::accounts::refusal::Refusal;

/// One tier. It holds notionals above `floor`, up to `cap`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// Highest leverage.
    pub leverage: u32,
    /// Lower bound, excluded (the first tier includes 0).
    pub floor: Decimal,
    /// Upper bound, included.
    pub cap: Decimal,
    /// Maintenance margin as a share of the notional.
    pub rate: Decimal,
    /// What is subtracted so that maintenance margin has no step at the floor.
    pub amount: Decimal,
}

/// All tiers of a symbol, from the smallest notional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brackets {
    tiers: Vec<Bracket>,
}

impl Brackets {
    /// Tiers from rows of (highest leverage, cap, maintenance rate). Floors and amounts follow from them:
    /// `amount = amount before + floor × (rate − rate before)`.
    ///
    /// Refused if there is no row, or if caps do not rise, rates fall or leverages rise.
    pub fn new(rows: &[(u32, Decimal, Decimal)]) -> Result<Brackets, Refusal> {
        let mut tiers: Vec<Bracket> = Vec::with_capacity(rows.len());
        for &(leverage, cap, rate) in rows {
            let tier = match tiers.last() {
                None => Bracket { leverage, floor: Decimal::ZERO, cap, rate, amount: Decimal::ZERO },
                Some(before) => {
                    let step = mul(before.cap, sub(rate, before.rate)?)?;
                    Bracket { leverage, floor: before.cap, cap, rate, amount: add(before.amount, step)? }
                }
            };
            let follows = tiers.last().is_none_or(|before| leverage <= before.leverage && rate >= before.rate);
            if !follows || leverage < 1 || tier.cap <= tier.floor || !(Decimal::ZERO < rate && rate < Decimal::ONE) {
                return Err(Refusal::BadValue("brackets"));
            }
            tiers.push(tier);
        }
        if tiers.is_empty() { Err(Refusal::BadValue("brackets")) } else { Ok(Brackets { tiers }) }
    }

    /// All tiers, from the smallest notional.
    pub fn tiers(&self) -> &[Bracket] {
        &self.tiers
    }

    /// The tier of a notional (its sign does not matter); the last one for what is beyond all.
    pub fn tier(&self, notional: Decimal) -> Option<&Bracket> {
        let size = notional.abs();
        self.tiers.iter().find(|tier| size <= tier.cap).or(self.tiers.last())
    }

    /// Highest leverage of all tiers.
    pub fn highest_leverage(&self) -> u32 {
        self.tiers.first().map_or(1, |tier| tier.leverage)
    }

    /// Largest notional at a leverage; zero if no tier allows it.
    pub fn largest_notional(&self, leverage: u32) -> Decimal {
        self.tiers.iter().rev().find(|tier| tier.leverage >= leverage).map_or(Decimal::ZERO, |tier| tier.cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        Decimal::from_str_exact(text).expect("a decimal")
    }

    #[test]
    fn amounts_follow_from_the_rates() {
        // 50,000 × (0.5 % − 0.4 %) = 50; 50 + 250,000 × (1 % − 0.5 %) = 1,300.
        let rows = [(125, of("50000"), of("0.004")), (100, of("250000"), of("0.005")), (50, of("1000000"), of("0.01"))];
        let brackets = Brackets::new(&rows).expect("in order");
        let amounts: Vec<Decimal> = brackets.tiers().iter().map(|tier| tier.amount).collect();
        assert_eq!(amounts, [of("0"), of("50"), of("1300")]);
        assert_eq!(brackets.tier(of("-50000")).map(|tier| tier.leverage), Some(125));
        assert_eq!(brackets.tier(of("50000.01")).map(|tier| tier.leverage), Some(100));
        assert_eq!(brackets.tier(of("9999999")).map(|tier| tier.leverage), Some(50));
        assert_eq!(brackets.largest_notional(51), of("250000"));
        assert_eq!(brackets.largest_notional(50), of("1000000"));
        assert_eq!(brackets.largest_notional(126), of("0"));
    }

    #[test]
    fn rows_out_of_order_are_refused() {
        for rows in [
            &[][..],
            &[(10, of("0"), of("0.01"))],
            &[(10, of("5"), of("1"))],
            &[(10, of("5"), of("0.01")), (10, of("5"), of("0.02"))],
            &[(10, of("5"), of("0.01")), (11, of("6"), of("0.02"))],
            &[(10, of("5"), of("0.02")), (9, of("6"), of("0.01"))],
        ] {
            assert_eq!(Brackets::new(rows), Err(Refusal::BadValue("brackets")), "{rows:?}");
        }
    }
}
