//! What was a line of a recording?

use serde::Deserialize;
use twinline_model::{InstrumentId, Interval, Timestamp};
use twinline_venue::{Recognised, Recorded, Step};

use crate::spec::{PUBLIC, VENUE};

/// A step by its URL, a link by its host, or changed subscriptions by their frame.
pub fn line(line: Recorded<'_>) -> Option<Recognised> {
    match line {
        Recorded::Response { url } => step(url).map(Recognised::Step),
        Recorded::Open { url } => link(url),
        Recorded::Sent { body } => sent(body),
    }
}

fn step(url: &str) -> Option<Step> {
    let (_, rest) = url.split_once("://")?;
    let (path, query) = rest[rest.find('/')?..].split_once('?').unwrap_or((&rest[rest.find('/')?..], ""));
    let pairs: Vec<(&str, String)> =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name, decoded(value))).collect();
    let find = |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str());
    let path = path.trim_end_matches('/').strip_prefix("/v2/")?;
    let (call, symbol) = path.split_once('/').map_or((path, None), |(call, symbol)| (call, Some(decoded(symbol))));
    let instrument = |symbol: Option<&str>| InstrumentId::new(VENUE, symbol?).ok();
    let of = || instrument(symbol.as_deref());
    Some(match (call, &symbol) {
        ("settings", None) => Step::ServerTime,
        ("products", None) => match find("after") {
            Some(after) => Step::MoreInstruments { after: after.to_owned() },
            None => Step::Instruments,
        },
        ("l2orderbook", Some(_)) => {
            Step::Book { instrument: of()?, depth: find("depth").map_or(Some(u32::MAX), |text| text.parse().ok())? }
        }
        ("trades", Some(_)) => Step::Trades { instrument: of()?, from_id: None, limit: 100 },
        ("tickers", Some(symbol)) if !symbol.contains(',') => Step::Ticker { instrument: of()? },
        ("history", Some(what)) if what == "candles" => {
            let interval: Interval = find("resolution")?.parse().ok()?;
            let at = |name| find(name).and_then(|text| text.parse::<i64>().ok()).map(|at| Timestamp::from_millis(at.saturating_mul(1000)));
            let symbol = find("symbol")?;
            let (from, to, limit) = (at("start"), at("end"), 2000);
            match symbol.strip_prefix("FUNDING:") {
                Some(symbol) => Step::Funding { instrument: instrument(Some(symbol))?, from, to, limit },
                None => Step::Candles { instrument: instrument(Some(symbol))?, interval, from, to, limit },
            }
        }
        _ => return None,
    })
}

/// Undoes percent-encoding; what is not valid stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Sockets of this venue have no path: the host tells. Both kinds speak of the market, each in its dialect.
fn link(url: &str) -> Option<Recognised> {
    let (_, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_ours = host.ends_with(".delta.exchange") || host.ends_with(".deltaex.org") || path == "public" || path == "private";
    is_ours.then(|| Recognised::Link { kind: PUBLIC, names: Vec::new() })
}

fn sent(body: &str) -> Option<Recognised> {
    #[derive(Deserialize)]
    struct Frame {
        r#type: String,
        payload: Option<Payload>,
    }
    #[derive(Deserialize)]
    struct Payload {
        #[serde(default)]
        channels: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        name: String,
        #[serde(default)]
        symbols: Vec<String>,
    }
    let frame: Frame = serde_json::from_str(body).ok()?;
    let entries = frame.payload.map(|payload| payload.channels).unwrap_or_default();
    let names = || {
        let of = |entry: &Entry| match entry.symbols.is_empty() {
            true => vec![entry.name.clone()],
            false => entry.symbols.iter().map(|symbol| format!("{}.{symbol}", entry.name)).collect(),
        };
        entries.iter().flat_map(of).collect::<Vec<_>>()
    };
    match frame.r#type.as_str() {
        "subscribe" => Some(Recognised::Names { added: names(), removed: Vec::new() }),
        "unsubscribe" => Some(Recognised::Names { added: Vec::new(), removed: names() }),
        "enable_heartbeat" | "disable_heartbeat" | "ping" | "key-auth" | "auth" | "unauth" => {
            Some(Recognised::Names { added: Vec::new(), removed: Vec::new() })
        }
        _ => None,
    }
}
