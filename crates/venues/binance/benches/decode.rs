//! How long does one frame take? Prints nanoseconds per frame; under callgrind, `--once` decodes a
//! thousand of each, or of one with `--only=depth`, so that instructions can be counted.
//!
//! `cargo bench -p twinline-binance`
#![allow(clippy::disallowed_methods, reason = "a bench has a clock")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use twinline_binance::{Binance, PUBLIC, VENUE};
use twinline_model::{Instrument, InstrumentId, InstrumentKind, InstrumentStatus, OrderLimits, Price, Qty};
use twinline_venue::{Codec, Endpoints, Facts, Frame, Instruments, LinkId, View};

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let once = words.iter().any(|word| word == "--once");
    let only = words.iter().find_map(|word| word.strip_prefix("--only="));
    let view = view();
    let link = LinkId { kind: PUBLIC, serial: 1 };
    for (name, text) in [("depth", depth()), ("bookTicker", ticker()), ("aggTrade", trade())] {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        let mut out = Facts::new();
        let mut decode = |times: u32| {
            for _ in 0..times {
                out.clear();
                Binance.decode_frame(&view, link, Frame::Text(black_box(&text)), &mut out).expect("a frame");
                black_box(out.items());
            }
        };
        decode(if once { 1000 } else { 100_000 });
        if once {
            continue;
        }
        let start = Instant::now();
        decode(1_000_000);
        println!("{name}: {} bytes, {} ns", text.len(), start.elapsed().as_nanos() / 1_000_000);
    }
}

/// A change of 600 bytes.
fn depth() -> String {
    let rows = |base: u32| (0..9).map(|at| format!("[\"{}.{at}0\",\"{at}.125\"]", base + at)).collect::<Vec<_>>().join(",");
    format!(
        "{{\"stream\":\"btcusdt@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1760000000092,\"T\":1760000000091,\"s\":\"BTCUSDT\",\
         \"U\":600859599090,\"u\":600859600917,\"pu\":600859598061,\"b\":[{}],\"a\":[{}],\"ps\":\"BTCUSDT\",\"st\":1}}}}",
        rows(97000),
        rows(97010)
    )
}

fn ticker() -> String {
    r#"{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":400900217,"E":1568014460893,"T":1568014460891,"s":"BTCUSDT","ps":"BTCUSDT","b":"97000.10","B":"31.210","a":"97000.20","A":"40.660","st":1}}"#.to_owned()
}

fn trade() -> String {
    r#"{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1760000000001,"s":"BTCUSDT","a":5933014,"p":"97000.10","q":"0.100","nq":"0.100","f":100,"l":105,"T":1760000000000,"m":true,"st":1}}"#.to_owned()
}

/// As many instruments as the venue has.
fn view() -> View {
    let mut view = View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None });
    let names = (0..700).map(|at| format!("A{at}USDT")).chain(["BTCUSDT".to_owned()]);
    view.instruments = Arc::new(Instruments::from_list(names.map(|name| instrument(&name))));
    view
}

fn instrument(symbol: &str) -> Instrument {
    Instrument {
        id: InstrumentId::new(VENUE, symbol).expect("a symbol"),
        alias: String::new(),
        kind: InstrumentKind::Perpetual,
        base: String::new(),
        quote: String::new(),
        settle: String::new(),
        underlying: String::new(),
        status: InstrumentStatus::Trading,
        price_scale: 2,
        size_scale: 3,
        tick_size: Price::ZERO,
        lot_size: Qty::ZERO,
        limits: OrderLimits::default(),
        contract_size: Qty::ZERO,
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}
