//! How a level of a book is counted in integers.
//!
//! A book keeps prices and sizes as `i64` counts of the last decimal place of its instrument, never of the tick: venues
//! list levels off it. A value with more places is reported, never rounded.

use thiserror::Error;

/// Why a text is not a count at the asked scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ScaledError {
    /// Not a plain decimal.
    #[error("not a decimal number")]
    Malformed,
    /// Digits other than zero beyond the scale: the instrument must be reloaded with `needed` places.
    #[error("needs {needed} decimal places")]
    TooPrecise {
        /// Places that the value has.
        needed: u8,
    },
    /// Does not fit 63 bits.
    #[error("too large")]
    Overflow,
}

/// Reads `text` as a count of `10^-scale`. `"7.6110"` at scale 4 is `76110`; at scale 2 it is [`ScaledError::TooPrecise`].
pub fn parse_scaled(text: &str, scale: u8) -> Result<i64, ScaledError> {
    let bytes = text.as_bytes();
    let (negative, bytes) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let mut value: i64 = 0;
    let mut digits = 0usize;
    let mut places: Option<u8> = None;
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                match places {
                    Some(count) if count >= scale => {
                        if byte != b'0' {
                            return Err(too_precise(bytes, index, scale));
                        }
                        continue;
                    }
                    Some(count) => places = Some(count + 1),
                    None => {}
                }
                let digit = i64::from(byte - b'0');
                value = value.checked_mul(10).and_then(|v| v.checked_add(digit)).ok_or(ScaledError::Overflow)?;
            }
            b'.' if places.is_none() && index > 0 && index + 1 < bytes.len() => places = Some(0),
            _ => return Err(ScaledError::Malformed),
        }
    }
    if digits == 0 {
        return Err(ScaledError::Malformed);
    }
    let missing = u32::from(scale - places.unwrap_or(0).min(scale));
    let value = 10i64.checked_pow(missing).and_then(|power| value.checked_mul(power)).ok_or(ScaledError::Overflow)?;
    Ok(if negative { -value } else { value })
}

/// Counts the places a too precise value really needs; the rest of the text is checked on the way.
fn too_precise(bytes: &[u8], index: usize, scale: u8) -> ScaledError {
    let mut needed = usize::from(scale);
    let mut place = usize::from(scale);
    for &byte in bytes.iter().skip(index - zeros_before(bytes, index, scale)) {
        if !byte.is_ascii_digit() {
            return ScaledError::Malformed;
        }
        place += 1;
        if byte != b'0' {
            needed = place;
        }
    }
    u8::try_from(needed).map_or(ScaledError::Overflow, |needed| ScaledError::TooPrecise { needed })
}

/// How many digits beyond the scale stand before `index`.
fn zeros_before(bytes: &[u8], index: usize, scale: u8) -> usize {
    let point = bytes.iter().position(|&byte| byte == b'.').unwrap_or(index);
    index - (point + 1 + usize::from(scale))
}

/// Writes a count of `10^-scale` as a plain decimal with exactly `scale` places.
pub fn format_scaled(value: i64, scale: u8, out: &mut String) {
    let mut digits = [0u8; 20];
    let mut rest = value.unsigned_abs();
    let mut at = digits.len();
    let scale = usize::from(scale);
    if value < 0 {
        out.push('-');
    }
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let text = std::str::from_utf8(&digits[at..]).unwrap_or("0");
    if text.len() > scale {
        let (whole, fraction) = text.split_at(text.len() - scale);
        out.push_str(whole);
        if scale > 0 {
            out.push('.');
            out.push_str(fraction);
        }
    } else {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', scale - text.len()));
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, scale: u8, expected: Result<i64, ScaledError>) {
        assert_eq!(parse_scaled(text, scale), expected, "{text} at {scale}");
    }

    #[test]
    fn reads_counts_of_the_last_place() {
        check("7.6110", 4, Ok(76110));
        check("7.61", 4, Ok(76100));
        check("7", 4, Ok(70000));
        check("0.01731", 5, Ok(1731));
        check("0", 0, Ok(0));
        check("0.00000000", 3, Ok(0));
        check("-1.5", 1, Ok(-15));
        check("97000.1000000000000000000000000", 1, Ok(970_001));
    }

    #[test]
    fn more_places_are_reported_and_never_rounded() {
        check("7.6115", 3, Err(ScaledError::TooPrecise { needed: 4 }));
        check("7.611005", 3, Err(ScaledError::TooPrecise { needed: 6 }));
        check("7.61100500", 3, Err(ScaledError::TooPrecise { needed: 6 }));
        check("0.5", 0, Err(ScaledError::TooPrecise { needed: 1 }));
        check("0.5x", 0, Err(ScaledError::Malformed));
    }

    #[test]
    fn nonsense_and_giants_are_errors() {
        for text in ["", "-", ".", "1.", ".1", "1e3", "abc", "1..2", "1.2.3", " 1"] {
            check(text, 4, Err(ScaledError::Malformed));
        }
        check("9223372036854775807", 0, Ok(i64::MAX));
        check("9223372036854775808", 0, Err(ScaledError::Overflow));
        check("9223372036854775807", 1, Err(ScaledError::Overflow));
        check("1", 19, Err(ScaledError::Overflow));
    }

    proptest::proptest! {
        #[test]
        fn round_trips(value in proptest::num::i64::ANY, scale in 0u8..=18) {
            proptest::prop_assume!(value != i64::MIN);
            let mut text = String::new();
            format_scaled(value, scale, &mut text);
            proptest::prop_assert_eq!(parse_scaled(&text, scale), Ok(value));
        }

        #[test]
        fn agrees_with_the_exact_parser(text in "-?[0-9]{1,8}(\\.[0-9]{1,8})?", scale in 0u8..=8) {
            let exact = crate::parse_decimal(&text).unwrap();
            match parse_scaled(&text, scale) {
                Ok(value) => proptest::prop_assert_eq!(rust_decimal::Decimal::new(value, u32::from(scale)), exact),
                Err(ScaledError::TooPrecise { needed }) => {
                    proptest::prop_assert_eq!(u32::from(needed), exact.normalize().scale());
                    proptest::prop_assert!(needed > scale);
                }
                Err(other) => proptest::prop_assert!(false, "{:?}", other),
            }
        }
    }
}
