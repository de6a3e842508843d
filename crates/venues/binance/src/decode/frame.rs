//! What kind of frame is this, and who reads it?
//!
//! The frequent events are scanned as the venue usually sends them. Whatever the scanner gives up on is parsed, in one
//! pass as long as it looks as it always does: `stream` before `data`, `e` before everything else. Any other order is
//! legal JSON and takes a second look first.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use sonic_rs::Deserializer as Json;
use twinline_venue::{DecodeError, Facts, Frame, LinkId, OddityKind, View, check_limits};

use super::context::Context;
use super::members::{Members, Name, note};
use super::scan::{self, Head, Unusual};
use super::unusual::unusual;
use super::walk::Walk;
use super::{book_ticker, contracts, depth, klines, liquidations, marks, tickers, trades};

/// Reads one frame. On an error, `out` is as it was.
pub(crate) fn decode(view: &View, link: LinkId, frame: Frame<'_>, out: &mut Facts) -> Result<(), DecodeError> {
    let text = match frame {
        Frame::Text(text) => text,
        Frame::Binary(bytes) => std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8"))?,
    };
    let mark = out.mark();
    if text.len() <= SCANNED && scanned(text, &mut context(view, link, out)).is_ok() {
        return Ok(());
    }
    out.rollback(mark);
    parsed(view, link, text, out)
}

/// Longest frame that the scanner is tried on.
const SCANNED: usize = 1024 * 1024;

/// Reads a frequent event as the venue usually sends it. Gives up on anything else.
fn scanned(text: &str, cx: &mut Context<'_>) -> Result<(), Unusual> {
    let Head { stream, event, members } = scan::head(text)?;
    if let Some(stream) = stream {
        cx.on_stream(stream);
    }
    match event {
        "depthUpdate" => depth::update(members, cx),
        "bookTicker" => book_ticker::ticker(members, cx),
        "aggTrade" => trades::aggregate(members, cx),
        _ => Err(Unusual),
    }
}

/// Reads any frame. On an error, `out` is as it was.
fn parsed(view: &View, link: LinkId, text: &str, out: &mut Facts) -> Result<(), DecodeError> {
    check_limits(text.as_bytes())?;
    let mark = out.mark();
    let mut looks_usual = true;
    let first = read(text, Usual { cx: &mut context(view, link, out), looks_usual: &mut looks_usual, top: true });
    let result = match first {
        Err(_) if !looks_usual => {
            out.rollback(mark);
            unusual(text, &mut context(view, link, out), true)
        }
        result => result,
    };
    result.map_err(|error| {
        out.rollback(mark);
        malformed(&error.to_string())
    })
}

fn context<'c>(view: &'c View, link: LinkId, out: &'c mut Facts) -> Context<'c> {
    Context { view, link, named: false, depth: None, out }
}

/// The first line of what the parser says; further lines would quote the payload.
fn malformed(reason: &str) -> DecodeError {
    DecodeError::Malformed { reason: reason.lines().next().unwrap_or_default().chars().take(200).collect() }
}

/// Reads a whole text with a seed; nothing may follow.
pub(super) fn read<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> Result<S::Value, sonic_rs::Error> {
    let mut json = Json::from_str(text);
    let value = seed.deserialize(&mut json)?;
    json.end()?;
    Ok(value)
}

/// Reads a frame, or the `data` of one, that looks as it always does. If it does not, says so and fails.
struct Usual<'c, 'v> {
    cx: &'c mut Context<'v>,
    looks_usual: &'c mut bool,
    /// True for the frame itself, false for what is within it.
    top: bool,
}

impl<'de> DeserializeSeed<'de> for Usual<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Usual<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event or events")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(Name(name)) = map.next_key()? else {
            return Err(A::Error::custom("an empty object"));
        };
        match &*name {
            "e" => {
                let Name(event) = map.next_value()?;
                dispatch(&event, map, true, self.cx)
            }
            "stream" if self.top => self.combined(map),
            _ => {
                *self.looks_usual = false;
                Err(A::Error::custom("unusual"))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut events: A) -> Result<(), A::Error> {
        let Self { cx, looks_usual, .. } = self;
        while events.next_element_seed(Usual { cx: &mut *cx, looks_usual: &mut *looks_usual, top: false })?.is_some() {}
        Ok(())
    }
}

impl Usual<'_, '_> {
    /// The rest of `{"stream":…,"data":…}` after the first key.
    fn combined<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Name(stream) = map.next_value()?;
        self.cx.on_stream(&stream);
        match map.next_key()? {
            Some(Name(name)) if name == "data" => {
                map.next_value_seed(Usual { cx: &mut *self.cx, looks_usual: &mut *self.looks_usual, top: false })?;
            }
            _ => {
                *self.looks_usual = false;
                return Err(A::Error::custom("unusual"));
            }
        }
        let mut rest = Members::plain_object(map, "frame");
        while let Some(name) = rest.next()? {
            match &*name {
                "stream" | "data" => return Err(rest.twice("stream or data")),
                other => rest.unknown(other, self.cx.out)?,
            }
        }
        Ok(())
    }
}

/// Reads the members of an event. Events that need no reader are passed over; events that nobody knows are noted.
pub(super) fn dispatch<'de, A: MapAccess<'de>>(event: &str, map: A, tag_read: bool, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let members = |name, map| Members::event(map, name, tag_read);
    match event {
        "depthUpdate" => depth::update(members("depthUpdate", map), cx),
        "bookTicker" => book_ticker::ticker(members("bookTicker", map), cx),
        "aggTrade" => trades::aggregate(members("aggTrade", map), cx),
        "trade" => trades::single(members("trade", map), cx),
        "kline" => klines::kline(members("kline", map), cx),
        "continuous_kline" => klines::continuous(members("continuous_kline", map), cx),
        "markPriceUpdate" => marks::update(members("markPriceUpdate", map), cx),
        "24hrTicker" => tickers::full(members("24hrTicker", map), cx),
        "24hrMiniTicker" => tickers::mini(members("24hrMiniTicker", map), cx),
        "forceOrder" => liquidations::force_order(members("forceOrder", map), cx),
        "contractInfo" => contracts::info(members("contractInfo", map), cx),
        // Of no use here: rates of margin assets, make-up of index contracts, hours of equity contracts.
        "assetIndexUpdate" | "compositeIndex" | "EquityUpdate" => members("event", map).skip_rest(),
        other => {
            note(cx.out, OddityKind::Event, format_args!("{other}"));
            members("event", map).skip_rest()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;
    use twinline_model::{Instrument, InstrumentId, InstrumentKind, InstrumentStatus, OrderLimits, Price, Qty};
    use twinline_venue::{Endpoints, Instruments};

    const FRAMES: [&str; 4] = [
        r#"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1760000000092,"T":1760000000091,"s":"BTCUSDT","U":88,"u":92,"pu":85,"b":[["97000.00","9.999"],["96999.5","0"]],"a":[],"ps":"BTCUSDT","st":1}}"#,
        r#"{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":0,"u":4,"pu":2,"b":[],"a":[["1.5","2"],["0.01","0.000"],["999999999999999","1"]]}"#,
        r#"{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":400900217,"s":"BTCUSDT","b":"97000.10","B":"31.210","a":"0.00","A":"0","T":1,"E":2}}"#,
        r#"{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1,"s":"BTCUSDT","a":5933014,"p":"97000.10","q":"0.100","nq":"0.100","f":100,"l":105,"T":1,"m":true,"st":1}}"#,
    ];

    const FRAGMENTS: [&str; 22] = [
        "0",
        "00",
        "1.",
        ".",
        "-",
        "\"",
        "\\u0042",
        " ",
        ",",
        "[",
        "]",
        "{",
        "}",
        "e",
        "\"e\":1,",
        "\"st\":2,",
        "999999999",
        "\u{1}",
        "é",
        "true",
        "\"b\":[],",
        "\"s\":\"BTCUSDT\",",
    ];

    fn view() -> View {
        let instrument = Instrument {
            id: InstrumentId::new(crate::spec::VENUE, "BTCUSDT").unwrap(),
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
        };
        let mut view = View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None });
        view.instruments = Arc::new(Instruments::from_list([instrument]));
        view
    }

    /// Where the scanner does not give up, it and the parser say the same. True if it did not.
    fn agree(text: &str) -> bool {
        let (view, link) = (view(), LinkId { kind: crate::spec::PUBLIC, serial: 1 });
        let (mut fast, mut full) = (Facts::new(), Facts::new());
        let scanned = scanned(text, &mut context(&view, link, &mut fast)).is_ok();
        if scanned {
            assert_eq!(parsed(&view, link, text, &mut full), Ok(()), "{text}");
            assert_eq!(format!("{fast:?}"), format!("{full:?}"), "{text}");
        }
        scanned
    }

    #[test]
    fn frequent_frames_are_scanned() {
        for text in FRAMES {
            assert!(agree(text), "{text}");
        }
    }

    #[test]
    fn anything_else_is_parsed() {
        let depth = FRAMES[1];
        for (from, to) in [("e", "\\u0065"), ("U\":0", "U\":00"), ("U\":0", "U\":-0"), ("\"1.5\"", "\"1.505\""), ("\"1.5\"", "\"-1.5\"")] {
            assert!(!agree(&depth.replacen(from, to, 1)), "{from} {to}");
        }
        for (from, to) in
            [(":", " :"), ("\"1.5\"", "\"1.\""), ("\"1.5\"", "\".5\""), ("\"1.5\"", "\"\""), ("\"1.5\"", "1.5"), ("\"1.5\"", "\"0\"")]
        {
            assert!(!agree(&depth.replacen(from, to, 1)), "{from} {to}");
        }
        for (from, to) in [("\"T\":1", "\"X\":1"), ("\"T\":1", "\"E\":1"), ("]}", "]} "), ("]}", "]}}"), ("]}", "],}"), ("]}", "]")] {
            assert!(!agree(&depth.replacen(from, to, 1)), "{from} {to}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn scanner_and_parser_agree(
            which in 0..FRAMES.len(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..4, prop::sample::select(&FRAGMENTS[..])), 0..4),
        ) {
            let mut text: Vec<char> = FRAMES[which].chars().collect();
            for (at, removed, inserted) in changes {
                let at = at.index(text.len());
                let end = (at + removed).min(text.len());
                text.splice(at..end, inserted.chars());
            }
            agree(&text.into_iter().collect::<String>());
        }
    }
}
