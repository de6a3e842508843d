//! What the tests of this crate share: the files, a view, and facts as readable JSON.
#![allow(dead_code, reason = "not every test needs all of it")]

pub mod account_json;
pub mod changes;
pub mod facts_json;
pub mod files;
pub mod private;

use std::sync::Arc;

use serde_json::Value;
use twinline_binance::{MARKET, PUBLIC, VENUE};
use twinline_model::{Instrument, InstrumentId, InstrumentKind, InstrumentStatus, OrderLimits, Price, Qty};
use twinline_venue::{Endpoints, Instruments, LinkId, LinkView, View};

/// An instrument of which only the scales matter.
pub fn instrument(symbol: &str, price_scale: u8, size_scale: u8) -> Instrument {
    Instrument {
        id: InstrumentId::new(VENUE, symbol).unwrap(),
        alias: symbol.to_owned(),
        kind: InstrumentKind::Perpetual,
        base: "BASE".to_owned(),
        quote: "USDT".to_owned(),
        settle: "USDT".to_owned(),
        underlying: "BASE".to_owned(),
        status: InstrumentStatus::Trading,
        price_scale,
        size_scale,
        tick_size: Price::parse("1").unwrap(),
        lot_size: Qty::parse("1").unwrap(),
        limits: OrderLimits::default(),
        contract_size: Qty::parse("1").unwrap(),
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}

/// A view that knows these instruments.
pub fn view(instruments: impl IntoIterator<Item = Instrument>) -> View {
    let mut view =
        View::new(Endpoints { rest: "https://fapi.binance.com".to_owned(), ws: "wss://fstream.binance.com".to_owned(), commands: None });
    view.instruments = Arc::new(Instruments::from_list(instruments));
    view
}

/// The view that a facts file assumes: its instruments and, if it names a stream, a link of one stream.
pub fn assumed(facts: &Value) -> (View, LinkId) {
    let scale = |row: &Value, name: &str| u8::try_from(row[name].as_u64().unwrap()).unwrap();
    let rows = facts["instruments"].as_array().unwrap();
    let all = rows.iter().map(|row| instrument(row["symbol"].as_str().unwrap(), scale(row, "price_scale"), scale(row, "size_scale")));
    let mut view = view(all.collect::<Vec<_>>());
    let kind = if facts["link"] == "market" { MARKET } else { PUBLIC };
    let link = LinkId { kind, serial: 1 };
    if let Some(name) = facts["stream"].as_str() {
        view.links.insert(link, LinkView { names: vec![name.to_owned()] });
    }
    (view, link)
}

/// The public link.
pub fn public_link() -> LinkId {
    LinkId { kind: PUBLIC, serial: 1 }
}
