//! How the engine's decimals are written.

use rust_decimal::{Decimal, RoundingStrategy};

/// Decimals of money.
const MONEY: u32 = 8;

/// With exactly `scale` decimals; more are kept where cutting them would hide something.
pub(crate) fn at_least(value: Decimal, scale: u32) -> String {
    let mut value = value.normalize();
    if value.scale() < scale {
        value.rescale(scale);
    }
    value.to_string()
}

/// An amount of money: 8 decimals.
pub(crate) fn money(value: Decimal) -> String {
    at_least(value, MONEY)
}

/// A computed figure, such as a margin: exactly 8 decimals, rounded towards zero.
pub(crate) fn figure(value: Decimal) -> String {
    cut(value, MONEY)
}

/// Exactly `scale` decimals, rounded towards zero.
pub(crate) fn cut(value: Decimal, scale: u32) -> String {
    let mut value = value.round_dp_with_strategy(scale, RoundingStrategy::ToZero);
    value.rescale(scale);
    value.to_string()
}

/// As short as it can be: no zeros at the end.
pub(crate) fn short(value: Decimal) -> String {
    value.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_hidden_and_nothing_is_negative_zero() {
        let of = |text: &str| Decimal::from_str_exact(text).expect("a decimal");
        assert_eq!(at_least(of("1.5"), 3), "1.500");
        assert_eq!(at_least(of("1.12345"), 3), "1.12345");
        assert_eq!(money(of("0")), "0.00000000");
        assert_eq!(figure(of("-1.123456789")), "-1.12345678");
        assert_eq!(short(of("10.500")), "10.5");
        assert_eq!(short(of("0.000")), "0");
        assert_eq!(cut(of("-0.000000001"), 8), "0.00000000");
    }
}
