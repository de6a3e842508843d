//! What a trade does to a position.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::accounts::money::{ENTRY_SCALE, add, div, money, mul, sub};
use crate::accounts::refusal::Refusal;
use crate::order::Side;

/// A position: what is held, since when at what price, and what it has earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    /// Signed lots: long above zero.
    pub lots: i64,
    /// Average price of entry, to 12 decimals; zero when flat.
    #[serde(with = "crate::accounts::exact::one")]
    pub entry: Decimal,
    /// Profit realised since the account was opened, before commissions.
    #[serde(with = "crate::accounts::exact::one")]
    pub realized: Decimal,
    /// Commissions minus realised profit since it was last flat: what closing must still earn to break even.
    #[serde(with = "crate::accounts::exact::one")]
    pub owed: Decimal,
    /// Newest change, nanoseconds since 1970.
    pub updated_ns: i64,
}

/// What one trade did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// Lots that closed what was held.
    pub closed: i64,
    /// Lots that opened or enlarged.
    pub opened: i64,
    /// Lots held before.
    pub before: i64,
    /// Profit of what was closed, before commission.
    pub realized: Decimal,
}

impl Position {
    /// Takes a trade of `lots` of `lot_size` each at `price`. A trade past zero closes, then opens at its price.
    ///
    /// Realised profit is (price − entry) × quantity closed, negated for a short; the entry price is the weighted average
    /// while the position grows, stays while it shrinks, and is the trade's price after a flip.
    pub fn trade(&mut self, side: Side, lots: i64, price: Decimal, lot_size: Decimal) -> Result<Effect, Refusal> {
        let signed = match side {
            Side::Buy => lots,
            Side::Sell => lots.checked_neg().ok_or(Refusal::OutOfRange)?,
        };
        let before = self.lots;
        let after = before.checked_add(signed).ok_or(Refusal::OutOfRange)?;
        let closed = if before.signum() == -signed.signum() { lots.min(before.abs()) } else { 0 };
        let opened = lots - closed;
        let mut realized = Decimal::ZERO;
        if closed > 0 {
            let gain = mul(sub(price, self.entry)?, mul(Decimal::from(closed), lot_size)?)?;
            realized = money(if before > 0 { gain } else { -gain });
            self.realized = add(self.realized, realized)?;
        }
        self.entry = match (after, closed > 0, opened > 0) {
            (0, ..) => Decimal::ZERO,
            (_, true, true) => price,
            (_, false, true) => average(self.entry, before.abs(), price, opened)?,
            _ => self.entry,
        };
        self.owed = if after == 0 || (closed > 0 && opened > 0) { Decimal::ZERO } else { sub(self.owed, realized)? };
        self.lots = after;
        Ok(Effect { closed, opened, before, realized })
    }

    /// Price at which closing would pay for commissions and losses since it was last flat; zero when flat.
    pub fn break_even(&self, lot_size: Decimal) -> Result<Decimal, Refusal> {
        if self.lots == 0 {
            return Ok(Decimal::ZERO);
        }
        let share = div(self.owed, mul(Decimal::from(self.lots), lot_size)?)?;
        Ok(rounded(add(self.entry, share)?))
    }

    /// Profit if it were closed at `mark`.
    pub fn unrealized(&self, mark: Decimal, lot_size: Decimal) -> Result<Decimal, Refusal> {
        if self.lots == 0 {
            return Ok(Decimal::ZERO);
        }
        Ok(money(mul(sub(mark, self.entry)?, mul(Decimal::from(self.lots), lot_size)?)?))
    }
}

fn average(entry: Decimal, held: i64, price: Decimal, added: i64) -> Result<Decimal, Refusal> {
    let (held, added) = (Decimal::from(held), Decimal::from(added));
    let cost = add(mul(entry, held)?, mul(price, added)?)?;
    Ok(rounded(div(cost, add(held, added)?)?))
}

fn rounded(price: Decimal) -> Decimal {
    price.round_dp_with_strategy(ENTRY_SCALE, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        Decimal::from_str_exact(text).expect("a decimal")
    }

    /// Trades of 0.001 each lot as (side, lots, price), then the lots, entry and realised profit that must result.
    fn check(trades: &[(Side, i64, &str)], lots: i64, entry: &str, realized: &str) {
        let mut position = Position::default();
        for (side, lots, price) in trades {
            position.trade(*side, *lots, of(price), of("0.001")).expect("in range");
        }
        assert_eq!((position.lots, position.entry, position.realized), (lots, of(entry), of(realized)), "{trades:?}");
    }

    #[test]
    fn grows_shrinks_closes_and_flips() {
        use Side::{Buy, Sell};
        check(&[(Buy, 500, "60000")], 500, "60000", "0");
        // (500 × 60,000 + 250 × 63,000) / 750 = 61,000.
        check(&[(Buy, 500, "60000"), (Buy, 250, "63000")], 750, "61000", "0");
        // (62,000 − 61,000) × 0.3 = 300; the entry stays.
        check(&[(Buy, 500, "60000"), (Buy, 250, "63000"), (Sell, 300, "62000")], 450, "61000", "300");
        // Short 0.2 from 100, closed at 90: (90 − 100) × 0.2 × −1 = 2.
        check(&[(Sell, 200, "100"), (Buy, 200, "90")], 0, "0", "2");
        // Closes 0.1 at +5 (0.5), opens a short of 0.05 at 625.
        check(&[(Buy, 100, "620"), (Sell, 150, "625")], -50, "625", "0.5");
        // A third: (1 × 1 + 2 × 2) / 3 = 1.666…, to 12 decimals.
        check(&[(Buy, 1, "1"), (Buy, 2, "2")], 3, "1.666666666667", "0");
    }

    #[test]
    fn breaks_even_where_commissions_are_paid() {
        let mut position = Position::default();
        position.trade(Side::Buy, 30, of("0.385"), of("1")).expect("in range");
        // 30 × 0.385 × 0.02 % = 0.00231 of commission; 0.385 + 0.00231 / 30 = 0.385077.
        position.owed += of("0.00231");
        assert_eq!(position.break_even(of("1")), Ok(of("0.385077")));
        assert_eq!(position.unrealized(of("0.41047590"), of("1")), Ok(of("0.764277")));
        // Selling 10 at 0.395 earns 0.1: 20 remain and may fall by 0.1 / 20 less the commission's share.
        position.trade(Side::Sell, 10, of("0.395"), of("1")).expect("in range");
        assert_eq!(position.break_even(of("1")), Ok(of("0.3801155")));
    }
}
