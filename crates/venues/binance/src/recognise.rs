//! What was a line of a recording?

use serde::Deserialize;
use twinline_model::{InstrumentId, Timestamp};
use twinline_venue::{LinkKind, Recognised, Recorded, Step};

use crate::spec::{MARKET, PUBLIC, VENUE};

/// A step by its URL, a link by its URL, or changed subscriptions by their frame. The host does not matter.
pub fn line(line: Recorded<'_>) -> Option<Recognised> {
    match line {
        Recorded::Response { url } => step(url).map(Recognised::Step),
        Recorded::Open { url } => link(url),
        Recorded::Sent { body } => sent(body),
    }
}

/// Path and query of a URL; the query's values are decoded.
fn split(url: &str) -> Option<(&str, Vec<(&str, String)>)> {
    let (_, rest) = url.split_once("://")?;
    let (path, query) = rest[rest.find('/')?..].split_once('?').unwrap_or((&rest[rest.find('/')?..], ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name, decoded(value)));
    Some((path.trim_end_matches('/'), pairs.collect()))
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

fn step(url: &str) -> Option<Step> {
    let (path, query) = split(url)?;
    let find = |name: &str| query.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str());
    let instrument = || InstrumentId::new(VENUE, find("symbol")?).ok();
    let limit = |default: u32| find("limit").map_or(Some(default), |text| text.parse().ok());
    let at = |name: &str| find(name).and_then(|text| text.parse().ok()).map(Timestamp::from_millis);
    let (from, to) = (at("startTime"), at("endTime"));
    Some(match path.strip_prefix("/fapi/v1/")? {
        "time" => Step::ServerTime,
        "exchangeInfo" => Step::Instruments,
        "depth" => Step::Book { instrument: instrument()?, depth: limit(500)? },
        "ticker/bookTicker" => Step::Bbo { instrument: instrument()? },
        "aggTrades" => {
            let from_id = find("fromId").and_then(|text| text.parse().ok());
            Step::Trades { instrument: instrument()?, from_id, limit: limit(500)? }
        }
        "klines" => {
            let interval = find("interval")?.parse().ok()?;
            Step::Candles { instrument: instrument()?, interval, from, to, limit: limit(500)? }
        }
        "premiumIndex" => Step::Mark { instrument: instrument()? },
        "ticker/24hr" => Step::Ticker { instrument: instrument()? },
        "fundingRate" => Step::Funding { instrument: instrument()?, from, to, limit: limit(100)? },
        _ => return None,
    })
}

/// Links with a route, and links without one as they were until 2026-04 (as documented): those carried everything, and
/// what is left of them carries what is public.
fn link(url: &str) -> Option<Recognised> {
    let (path, query) = split(url)?;
    let (kind, rest) = route(path)?;
    let names = match rest {
        "/stream" => {
            if query.iter().any(|pair| pair.0 == "listenKey") {
                return None;
            }
            let streams = query.iter().filter(|pair| pair.0 == "streams");
            streams.flat_map(|pair| pair.1.split('/')).filter(|name| is_stream(name)).map(str::to_owned).collect()
        }
        _ => rest.strip_prefix("/ws")?.split('/').map(decoded).filter(|name| is_stream(name)).collect(),
    };
    Some(Recognised::Link { kind, names })
}

fn route(path: &str) -> Option<(LinkKind, &str)> {
    let (kind, rest) = match (path.strip_prefix("/public"), path.strip_prefix("/market")) {
        (Some(rest), _) => (PUBLIC, rest),
        (_, Some(rest)) => (MARKET, rest),
        _ => (PUBLIC, path),
    };
    (rest == "/stream" || rest == "/ws" || rest.starts_with("/ws/")).then_some((kind, rest))
}

/// Some clients put a number where a stream stands, some a listen key (as observed): neither is a public stream.
fn is_stream(name: &str) -> bool {
    name.contains('@') || name.starts_with('!') || name == "tradingSession"
}

fn sent(body: &str) -> Option<Recognised> {
    #[derive(Deserialize)]
    struct Frame {
        method: String,
        #[serde(default)]
        params: Vec<serde_json::Value>,
    }
    let frame: Frame = serde_json::from_str(body).ok()?;
    let names = || frame.params.iter().filter_map(|name| name.as_str()).filter(|name| is_stream(name)).map(str::to_owned).collect();
    match frame.method.as_str() {
        "SUBSCRIBE" => Some(Recognised::Names { added: names(), removed: Vec::new() }),
        "UNSUBSCRIBE" => Some(Recognised::Names { added: Vec::new(), removed: names() }),
        "LIST_SUBSCRIPTIONS" | "SET_PROPERTY" | "GET_PROPERTY" => Some(Recognised::Names { added: Vec::new(), removed: Vec::new() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twinline_model::Interval;

    fn btc() -> InstrumentId {
        InstrumentId::new(VENUE, "BTCUSDT").unwrap()
    }

    fn check_step(url: &str, expected: Option<Step>) {
        let got = line(Recorded::Response { url: &format!("https://any.host{url}") });
        assert_eq!(got, expected.map(Recognised::Step), "{url}");
    }

    #[test]
    fn urls_become_steps() {
        let (instrument, none) = (btc(), None);
        check_step("/fapi/v1/time", Some(Step::ServerTime));
        check_step("/fapi/v1/exchangeInfo", Some(Step::Instruments));
        check_step("/fapi/v1/depth?symbol=BTCUSDT&limit=1000", Some(Step::Book { instrument: btc(), depth: 1000 }));
        check_step("/fapi/v1/depth?limit=5&symbol=BTCUSDT", Some(Step::Book { instrument: btc(), depth: 5 }));
        check_step("/fapi/v1/depth?symbol=BTCUSDT", Some(Step::Book { instrument: btc(), depth: 500 }));
        check_step("/fapi/v1/ticker/bookTicker?symbol=BTCUSDT", Some(Step::Bbo { instrument: btc() }));
        check_step(
            "/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=9&limit=7",
            Some(Step::Trades { instrument: btc(), from_id: Some(9), limit: 7 }),
        );
        let candles =
            Step::Candles { instrument: btc(), interval: Interval::H1, from: Some(Timestamp::from_millis(5)), to: None, limit: 2 };
        check_step("/fapi/v1/klines?symbol=BTCUSDT&interval=1h&startTime=5&limit=2", Some(candles));
        check_step("/fapi/v1/premiumIndex?symbol=BTCUSDT", Some(Step::Mark { instrument: btc() }));
        check_step("/fapi/v1/ticker/24hr?symbol=BTCUSDT", Some(Step::Ticker { instrument: btc() }));
        check_step("/fapi/v1/fundingRate?symbol=BTCUSDT", Some(Step::Funding { instrument, from: none, to: none, limit: 100 }));
        let encoded = Step::Mark { instrument: InstrumentId::new(VENUE, "币USDT").unwrap() };
        check_step("/fapi/v1/premiumIndex?symbol=%E5%B8%81USDT", Some(encoded));
    }

    #[test]
    fn other_urls_are_nothing() {
        let urls = ["", "/", "/fapi/v1/depth", "/fapi/v1/klines?symbol=BTCUSDT", "/fapi/v1/klines?symbol=BTCUSDT&interval=7m"];
        for url in urls.into_iter().chain(["/fapi/v1/order?symbol=BTCUSDT", "/v2/products", "/fapi/v1/depth?symbol=BTCUSDT&limit=x"]) {
            check_step(url, None);
        }
        assert_eq!(line(Recorded::Response { url: "nonsense" }), None);
    }

    fn check_link(path: &str, expected: Option<(LinkKind, &[&str])>) {
        let got = line(Recorded::Open { url: &format!("wss://any.host{path}") });
        let link =
            |(kind, names): (LinkKind, &[&str])| Recognised::Link { kind, names: names.iter().map(|name| (*name).to_owned()).collect() };
        assert_eq!(got, expected.map(link), "{path}");
    }

    #[test]
    fn urls_become_links() {
        check_link(
            "/public/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker",
            Some((PUBLIC, &["btcusdt@depth@100ms", "btcusdt@bookTicker"])),
        );
        check_link("/market/stream?streams=btcusdt@aggTrade", Some((MARKET, &["btcusdt@aggTrade"])));
        check_link("/market/ws/btcusdt@kline_1m/!contractInfo", Some((MARKET, &["btcusdt@kline_1m", "!contractInfo"])));
        check_link("/public/ws/btcusdt%40depth", Some((PUBLIC, &["btcusdt@depth"])));
        check_link("/stream?streams=a@aggTrade/a@depth", Some((PUBLIC, &["a@aggTrade", "a@depth"])));
        check_link("/ws/a@depth5", Some((PUBLIC, &["a@depth5"])));
        check_link("/public/stream", Some((PUBLIC, &[])));
        check_link("/market/ws", Some((MARKET, &[])));
        check_link("/public/ws/0", Some((PUBLIC, &[])));
    }

    #[test]
    fn other_links_are_nothing() {
        for path in ["/private/ws?listenKey=x", "/private/stream?listenKey=x", "/stream?listenKey=x", "/ws-fapi/v1", "/", ""] {
            check_link(path, None);
        }
    }

    fn check_sent(body: &str, expected: Option<(&[&str], &[&str])>) {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let names = |(added, removed): (&[&str], &[&str])| Recognised::Names { added: owned(added), removed: owned(removed) };
        assert_eq!(line(Recorded::Sent { body }), expected.map(names), "{body}");
    }

    #[test]
    fn frames_become_names() {
        check_sent(r#"{"method":"SUBSCRIBE","params":["a@depth","!contractInfo"],"id":1}"#, Some((&["a@depth", "!contractInfo"], &[])));
        check_sent(r#"{"method":"UNSUBSCRIBE","params":["a@depth"],"id":"uuid"}"#, Some((&[], &["a@depth"])));
        check_sent(r#"{"method":"LIST_SUBSCRIPTIONS","id":3}"#, Some((&[], &[])));
        check_sent(r#"{"method":"SET_PROPERTY","params":["combined",true],"id":5}"#, Some((&[], &[])));
        check_sent(r#"{"method":"order.place","params":[],"id":5}"#, None);
        check_sent("not json", None);
    }
}
