//! An answer to a step of an account. First byte: which step; second byte: which status.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use twinline_fuzz::{ACCOUNT_STEPS, Bytes, account_view, accounts, check_account_facts};
use twinline_venue::account::{AccountFacts, AccountView};
use twinline_venue::{Outcome, Reply};

static VIEW: LazyLock<AccountView> = LazyLock::new(account_view);
const STATUSES: [u16; 8] = [200, 400, 418, 429, 503, 500, 302, 404];

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let step = &ACCOUNT_STEPS[bytes.below(ACCOUNT_STEPS.len())];
    let status = STATUSES[bytes.below(STATUSES.len())];
    let body = bytes.rest();
    let mut out = AccountFacts::new();
    let outcome = accounts().decode_reply(&VIEW, step, Reply::Http { status, body }, &mut out);
    check_account_facts(&out, body);
    match outcome {
        Outcome::Done(()) => assert_eq!(status, 200, "{step:?}: a failure is done"),
        _ => assert!(out.items.is_empty(), "{step:?} {status}: {outcome:?} left {:?}", out.items),
    }
});
