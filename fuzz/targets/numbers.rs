//! A decimal. First byte: the scale.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twinline_fuzz::Bytes;
use twinline_model::{Price, ScaledError, format_scaled, parse_decimal, parse_scaled};

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let scale = bytes.byte() % 20;
    let Ok(text) = std::str::from_utf8(bytes.rest()) else { return };
    let exact = parse_decimal(text);
    if let Ok(value) = exact {
        let written = value.to_string();
        assert_eq!(parse_decimal(&written), Ok(value), "{text}");
        assert_eq!(Price::parse(text).map(|price| price.to_string()), Ok(written));
    }
    match (parse_scaled(text, scale), exact) {
        (Ok(count), exact) => {
            let mut written = String::new();
            format_scaled(count, scale, &mut written);
            assert_eq!(parse_scaled(&written, scale), Ok(count), "{text} at {scale}");
            if let (Ok(exact), Ok(same)) = (exact, parse_decimal(&written)) {
                assert_eq!(exact, same, "{text} at {scale}");
            }
        }
        (Err(ScaledError::TooPrecise { needed }), Ok(exact)) => {
            assert!(needed > scale && u32::from(needed) == exact.normalize().scale(), "{text} at {scale}: {needed}");
        }
        (Err(ScaledError::Malformed), Ok(_)) => panic!("{text}: a decimal for one parser and none for the other"),
        _ => {}
    }
});
