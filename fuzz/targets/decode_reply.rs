//! An answer to a step. First byte: which step and status.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use twinline_binance::Binance;
use twinline_fuzz::{Bytes, STEPS, check_facts, view};
use twinline_venue::{Codec, Facts, Outcome, Reply, View};

static VIEW: LazyLock<View> = LazyLock::new(view);
const STATUSES: [u16; 8] = [200, 400, 418, 429, 503, 500, 302, 404];

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let first = usize::from(bytes.byte());
    let (step, status) = (&STEPS[first % STEPS.len()], STATUSES[first / STEPS.len() % STATUSES.len()]);
    let body = bytes.rest();
    let mut out = Facts::new();
    let outcome = Binance.decode_reply(&VIEW, step, Reply::Http { status, body }, &mut out);
    check_facts(&VIEW, &out);
    if !matches!(outcome, Outcome::Done(_)) {
        assert!(out.items().is_empty(), "{step:?} {status}: {outcome:?} left {:?}", out.items());
    }
});
