//! How integers become the wire's decimals.

/// `units` of 10^-`scale` as text with exactly `scale` decimals.
pub fn decimal(units: i128, scale: u32) -> String {
    if scale == 0 {
        return units.to_string();
    }
    let sign = if units < 0 { "-" } else { "" };
    let magnitude = units.unsigned_abs();
    let one = 10_u128.pow(scale.min(30));
    let width = usize::try_from(scale.min(30)).unwrap_or(0);
    format!("{sign}{}.{:0width$}", magnitude / one, magnitude % one)
}

/// The same with 8 decimals, for prices and rates kept in 10^-8.
pub fn decimal_e8(units: i64) -> String {
    decimal(i128::from(units), 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_decimal() {
        let check = |units, scale, expected: &str| assert_eq!(decimal(units, scale), expected);
        check(9_700_010, 2, "97000.10");
        check(-5, 3, "-0.005");
        check(0, 3, "0.000");
        check(17, 0, "17");
        check(-1_250_000, 6, "-1.250000");
        assert_eq!(decimal_e8(-1), "-0.00000001");
    }
}
