//! A recording: pieces that end with a zero byte, the first byte of each says what it is; an answer is two pieces.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use twinline_binance::Binance;
use twinline_core::replay::{Line, Replay, Replayed};
use twinline_fuzz::Bytes;
use twinline_model::{BookLevels, MarketEvent, Timestamp};
use twinline_venue::Frame;

const RULES_URL: &str = "https://fapi.binance.com/fapi/v1/exchangeInfo";
static RULES: LazyLock<Vec<u8>> =
    LazyLock::new(|| include_str!("../../vectors/binance_usdm/samples/rest/GET_fapi_v1_exchangeInfo.json").as_bytes().to_vec());

fuzz_target!(|data: &[u8]| {
    let mut replay = Replay::new(Arc::new(Binance));
    let mut out = Vec::new();
    replay.line(Timestamp::default(), Line::Response { url: RULES_URL, body: &RULES }, &mut out).expect("the vectors' rules");
    let mut bytes = Bytes::new(data);
    let mut at = 0;
    while !bytes.is_empty() {
        at += 1;
        let piece = bytes.piece();
        let (kind, rest) = piece.split_first().unwrap_or((&b'R', &[]));
        let Ok(text) = std::str::from_utf8(rest) else { continue };
        let line = match kind {
            b'O' => Line::Open { url: text },
            b'S' => Line::Sent { body: text },
            b'A' => Line::Response { url: text, body: bytes.piece() },
            _ => Line::Received(Frame::Text(text)),
        };
        let _refused = replay.line(Timestamp::from_millis(at), line, &mut out);
        for told in out.drain(..) {
            if let Replayed::Market { event: MarketEvent::Book(change), .. } = told
                && change.whole
            {
                check(&change.levels);
            }
        }
    }
});

/// Best first, and no price twice.
fn check(levels: &BookLevels) {
    assert!(levels.bids.windows(2).all(|pair| pair[0].price > pair[1].price), "{:?}", levels.bids);
    assert!(levels.asks.windows(2).all(|pair| pair[0].price < pair[1].price), "{:?}", levels.asks);
    assert!(levels.bids.iter().chain(&levels.asks).all(|level| level.size > 0));
}
