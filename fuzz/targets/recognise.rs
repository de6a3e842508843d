//! A line of a recording. First byte: which kind of line.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use twinline_binance::Binance;
use twinline_fuzz::{Bytes, view};
use twinline_model::Timestamp;
use twinline_venue::{Codec, Recognised, Recorded, View};

static VIEW: LazyLock<View> = LazyLock::new(view);

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let kind = bytes.byte();
    let Ok(text) = std::str::from_utf8(bytes.rest()) else { return };
    let line = match kind % 3 {
        0 => Recorded::Open { url: text },
        1 => Recorded::Sent { body: text },
        _ => Recorded::Response { url: text },
    };
    if let Some(Recognised::Step(step)) = Binance.recognise(&VIEW, line) {
        let Ok(request) = Binance.encode_step(&VIEW, Timestamp::default(), &step) else { return };
        // What is asked for beyond a limit is asked for at the limit; from then on the words stay the same.
        let Some(Recognised::Step(again)) = Binance.recognise(&VIEW, Recorded::Response { url: &request.url }) else {
            panic!("{} is not recognised", request.url);
        };
        assert_eq!((again.name(), again.instrument()), (step.name(), step.instrument()));
        assert_eq!(Binance.encode_step(&VIEW, Timestamp::default(), &again).map(|again| again.url), Ok(request.url));
    }
});
