//! A message of a stream. First byte: which link, and text or bytes.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use twinline_binance::Binance;
use twinline_fuzz::{Bytes, LINKS, check_facts, view};
use twinline_venue::{Codec, Facts, Frame, View};

static VIEW: LazyLock<View> = LazyLock::new(view);

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let first = bytes.byte();
    let link = LINKS[usize::from(first % 4)];
    let rest = bytes.rest();
    let frame = match std::str::from_utf8(rest) {
        Ok(text) if first & 0x80 == 0 => Frame::Text(text),
        _ => Frame::Binary(rest),
    };
    let mut out = Facts::new();
    match Binance.decode_frame(&VIEW, link, frame, &mut out) {
        Ok(()) => check_facts(&VIEW, &out),
        Err(_) => assert!(out.items().is_empty() && out.next_level() == 0 && out.oddities().is_empty(), "an error left {out:?}"),
    }
    let mut again = Facts::new();
    let _same = Binance.decode_frame(&VIEW, link, frame, &mut again);
    assert_eq!((out.items(), out.oddities()), (again.items(), again.oddities()));
});
