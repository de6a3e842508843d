//! Is a text small and flat enough to be read at all?

use crate::DecodeError;

/// Largest frame or answer that is read; lists of everything that a venue has stay far below.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Deepest nesting that is read; nothing documented comes near.
const MAX_DEPTH: usize = 64;

/// Checks size (16 MiB at most) and nesting (64 deep at most) before any parser recurses into a text of a venue.
pub fn check_limits(text: &[u8]) -> Result<(), DecodeError> {
    if text.len() > MAX_BYTES {
        return Err(DecodeError::Limits { reason: format!("{} bytes", text.len()) });
    }
    // Nearly every frame has too few brackets to be deep; counting them is cheaper than following them.
    if openers(text) > MAX_DEPTH && depth(text) > MAX_DEPTH {
        return Err(DecodeError::Limits { reason: format!("nested deeper than {MAX_DEPTH}") });
    }
    Ok(())
}

/// How many brackets open, those within strings among them. Counted in runs of 255 so that bytes can be summed as bytes.
fn openers(text: &[u8]) -> usize {
    let count = |run: &[u8]| run.iter().map(|byte| u8::from(*byte == b'{') + u8::from(*byte == b'[')).fold(0u8, u8::wrapping_add);
    text.chunks(255).map(|run| usize::from(count(run))).sum()
}

/// Deepest nesting, strings left out.
fn depth(text: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_and_large_texts_are_refused() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(check_limits(nested(63).as_bytes()), Ok(()));
        assert!(matches!(check_limits(nested(64).as_bytes()), Err(DecodeError::Limits { .. })));
        assert!(matches!(check_limits(nested(1_000_000).as_bytes()), Err(DecodeError::Limits { .. })));
        assert!(matches!(check_limits(&vec![b' '; MAX_BYTES + 1]), Err(DecodeError::Limits { .. })));
    }

    #[test]
    fn brackets_in_strings_and_side_by_side_are_not_depth() {
        assert_eq!(check_limits(format!("{{\"a\":\"{}\"}}", "[".repeat(500)).as_bytes()), Ok(()));
        assert_eq!(check_limits(format!("{{\"a\":\"\\\"{}\"}}", "[".repeat(500)).as_bytes()), Ok(()));
        assert_eq!(check_limits("[[],[]]".repeat(500).as_bytes()), Ok(()));
        assert_eq!(openers(&[b'['; 1000]), 1000);
    }
}
