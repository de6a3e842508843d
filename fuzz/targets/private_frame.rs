//! A message about an account. First byte: which link, and text or bytes.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use twinline_fuzz::{ACCOUNT_LINKS, Bytes, account_view, accounts, check_account_facts};
use twinline_venue::Frame;
use twinline_venue::account::{AccountFacts, AccountView};

static VIEW: LazyLock<AccountView> = LazyLock::new(account_view);

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let first = bytes.byte();
    let link = ACCOUNT_LINKS[usize::from(first % 2)];
    let rest = bytes.rest();
    let frame = match std::str::from_utf8(rest) {
        Ok(text) if first & 0x80 == 0 => Frame::Text(text),
        _ => Frame::Binary(rest),
    };
    let mut out = AccountFacts::new();
    match accounts().decode_frame(&VIEW, link, frame, &mut out) {
        Ok(()) => check_account_facts(&out, rest),
        Err(_) => assert!(out.items.is_empty() && out.oddities.is_empty(), "an error left {out:?}"),
    }
    let mut again = AccountFacts::new();
    let _same = accounts().decode_frame(&VIEW, link, frame, &mut again);
    assert_eq!((&out.items, &out.oddities), (&again.items, &again.oddities));
});
