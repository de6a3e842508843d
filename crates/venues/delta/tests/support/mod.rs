//! What the tests of this crate share: the files, a view, and facts as readable JSON.
#![allow(dead_code, reason = "not every test needs all of it")]

#[path = "../../../binance/tests/support/changes.rs"]
pub mod changes;
#[path = "../../../binance/tests/support/facts_json.rs"]
pub mod facts_json;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;
use twinline_delta::{PUBLIC, VENUE};
use twinline_model::{Instrument, InstrumentId, InstrumentKind, InstrumentStatus, OrderLimits, Price, Qty};
use twinline_venue::{Endpoints, Instruments, LinkId, View};

/// The folder of this venue's vectors.
pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../vectors/delta")
}

/// The recording.
pub fn capture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../captures/delta.jsonl.gz")
}

/// A payload as text.
pub fn text(file: &str) -> String {
    fs::read_to_string(vectors().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A payload.
pub fn json(file: &str) -> Value {
    serde_json::from_str(&text(file)).unwrap()
}

/// The messages of a payload, byte for byte: a number that was read and written again is another one.
pub fn messages(file: &str) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Payload {
        #[serde(alias = "server")]
        messages: Vec<Box<RawValue>>,
    }
    let text = text(file);
    let named = serde_json::from_str::<Payload>(&text).map(|payload| payload.messages);
    match named.or_else(|_| serde_json::from_str::<Vec<Box<RawValue>>>(&text)) {
        Ok(all) => all.iter().map(|message| message.get().to_owned()).collect(),
        Err(_) => vec![text],
    }
}

/// The payloads of a folder by their paths within the vectors, sorted.
pub fn payloads(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(vectors().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut all: Vec<String> = names.filter(|name| !name.ends_with(".facts.json")).map(|name| format!("{folder}/{name}")).collect();
    all.sort();
    all
}

/// An instrument of which only places and contract value matter.
pub fn instrument(symbol: &str, price_scale: u8, each: &str) -> Instrument {
    let each = Qty::parse(each).unwrap();
    let [underlying, kind] = match symbol.split('-').collect::<Vec<_>>()[..] {
        [_, asset, _, _] => [asset, "option"],
        _ => [symbol.split("USD").next().unwrap_or("BTC"), "perpetual"],
    };
    Instrument {
        id: InstrumentId::new(VENUE, symbol).unwrap(),
        alias: symbol.to_owned(),
        kind: if kind == "option" { InstrumentKind::Option } else { InstrumentKind::Perpetual },
        base: underlying.to_owned(),
        quote: "USD".to_owned(),
        settle: "USD".to_owned(),
        underlying: underlying.to_owned(),
        status: InstrumentStatus::Trading,
        price_scale,
        size_scale: u8::try_from(each.value().scale()).unwrap(),
        tick_size: Price::parse("0.5").unwrap(),
        lot_size: each,
        limits: OrderLimits::default(),
        contract_size: each,
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}

/// What the documents speak of.
pub fn documented() -> Vec<Instrument> {
    let all = [
        ("BTCUSD", 1, "0.001"),
        ("ETHUSD", 2, "0.01"),
        ("BTCUSDT", 1, "0.001"),
        ("NEOUSDQ", 3, "0.1"),
        ("C-BTC-69500-100426", 1, "0.001"),
        ("C-BTC-13000-301222", 1, "0.001"),
        ("P-BTC-80000-250926", 1, "0.001"),
    ];
    all.map(|(symbol, scale, each)| instrument(symbol, scale, each)).into()
}

/// A view that knows these instruments.
pub fn view(instruments: impl IntoIterator<Item = Instrument>) -> View {
    let mut view = View::new(Endpoints {
        rest: "https://api.india.delta.exchange".to_owned(),
        ws: "wss://public-socket.india.delta.exchange".to_owned(),
        commands: Some("wss://socket.india.delta.exchange".to_owned()),
    });
    view.instruments = Arc::new(Instruments::from_list(instruments));
    view
}

/// The public link.
pub fn link() -> LinkId {
    LinkId { kind: PUBLIC, serial: 1 }
}
