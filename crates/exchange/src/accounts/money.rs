//! Exact sums: every operation is checked, and rounds only where it says so.
//!
//! What comes in is bounded (`LARGEST_AMOUNT`, the rules' largest price and quantity), so that nothing later can
//! overflow; if something did, the command would fail as out of range instead of giving a wrong figure.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::accounts::refusal::Refusal;

/// Decimals of every amount of money.
pub const MONEY_SCALE: u32 = 8;
/// Decimals of an average price of entry.
pub const ENTRY_SCALE: u32 = 12;
/// Largest amount of one transfer, in any asset.
pub const LARGEST_AMOUNT: Decimal = Decimal::from_parts(0xA4C6_8000, 0x0003_8D7E, 0, false, 0);

pub fn add(a: Decimal, b: Decimal) -> Result<Decimal, Refusal> {
    a.checked_add(b).ok_or(Refusal::OutOfRange)
}

pub fn sub(a: Decimal, b: Decimal) -> Result<Decimal, Refusal> {
    a.checked_sub(b).ok_or(Refusal::OutOfRange)
}

pub fn mul(a: Decimal, b: Decimal) -> Result<Decimal, Refusal> {
    a.checked_mul(b).ok_or(Refusal::OutOfRange)
}

/// To 28 digits; refused if `b` is zero.
pub fn div(a: Decimal, b: Decimal) -> Result<Decimal, Refusal> {
    a.checked_div(b).ok_or(Refusal::OutOfRange)
}

pub fn sum(values: impl IntoIterator<Item = Decimal>) -> Result<Decimal, Refusal> {
    values.into_iter().try_fold(Decimal::ZERO, add)
}

/// Half away from zero.
pub fn money(value: Decimal) -> Decimal {
    signless(value.round_dp_with_strategy(MONEY_SCALE, RoundingStrategy::MidpointAwayFromZero))
}

/// A loss of nothing is no loss: what is written as `-0` would be read as `0`.
pub fn signless(value: Decimal) -> Decimal {
    if value.is_zero() { value.abs() } else { value }
}

/// Away from zero: what an account must have.
pub fn money_up(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(MONEY_SCALE, RoundingStrategy::AwayFromZero)
}

/// Towards zero: what an account may take.
pub fn money_down(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(MONEY_SCALE, RoundingStrategy::ToZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_it_says_and_never_wraps() {
        let of = |text: &str| Decimal::from_str_exact(text).expect("a decimal");
        assert_eq!(LARGEST_AMOUNT, of("1000000000000000"));
        assert_eq!(money(of("0.000000005")), of("0.00000001"));
        assert_eq!(money(of("-0.000000005")), of("-0.00000001"));
        assert_eq!(money_up(of("1.000000001")), of("1.00000001"));
        assert_eq!(money_down(of("-1.000000009")), of("-1"));
        assert_eq!(mul(Decimal::MAX, of("2")), Err(Refusal::OutOfRange));
        assert_eq!(add(Decimal::MAX, of("1")), Err(Refusal::OutOfRange));
        assert_eq!(div(of("1"), Decimal::ZERO), Err(Refusal::OutOfRange));
    }
}
