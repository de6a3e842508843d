//! What kind of frame is this, and who reads it?
//!
//! Frames are read in one pass as long as they look as they always do: `stream` before `data`, `e` before everything
//! else. Any other order is legal JSON and takes a second look first.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use sonic_rs::Deserializer as Json;
use twinline_venue::{DecodeError, Facts, Frame, LinkId, OddityKind, View};

use super::context::Context;
use super::control::Answer;
use super::members::{Members, Name, Raw, note};
use super::{book_ticker, contracts, depth, klines, limits, liquidations, marks, tickers, trades};
use crate::names::DepthStream;

/// Reads one frame. On an error, `out` is as it was.
pub(crate) fn decode(view: &View, link: LinkId, frame: Frame<'_>, out: &mut Facts) -> Result<(), DecodeError> {
    let text = match frame {
        Frame::Text(text) => text,
        Frame::Binary(bytes) => std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8"))?,
    };
    limits::check(text.as_bytes())?;
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
fn read<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> Result<S::Value, sonic_rs::Error> {
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
        self.cx.named = true;
        self.cx.depth = DepthStream::of(&stream);
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
fn dispatch<'de, A: MapAccess<'de>>(event: &str, map: A, tag_read: bool, cx: &mut Context<'_>) -> Result<(), A::Error> {
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

/// Reads a frame, or the `data` of one, whose members stand in another order.
fn unusual(text: &str, cx: &mut Context<'_>, top: bool) -> Result<(), sonic_rs::Error> {
    match read(text, SurveySeed)? {
        Shape::Events(events) => events.iter().try_for_each(|event| unusual(event.as_str(), cx, false)),
        Shape::Object(Survey { event: Some(Name(event)), .. }) => read(text, Event { event: &event, cx }),
        Shape::Object(Survey { stream: Some(Name(stream)), data: Some(data), .. }) if top => {
            cx.named = true;
            cx.depth = DepthStream::of(&stream);
            unusual(data.as_str(), cx, false)
        }
        Shape::Object(Survey { answer: true, .. }) if top => read(text, Answer(cx)),
        Shape::Object(Survey { first, .. }) => {
            note(cx.out, OddityKind::Event, format_args!("object that begins with {first}"));
            Ok(())
        }
    }
}

/// Reads an event whose name is known already.
struct Event<'c, 'v> {
    event: &'c str,
    cx: &'c mut Context<'v>,
}

impl<'de> DeserializeSeed<'de> for Event<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Event<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        dispatch(self.event, map, false, self.cx)
    }
}

/// What a look over a text found.
enum Shape<'de> {
    Events(Vec<Raw<'de>>),
    Object(Survey<'de>),
}

/// The members that tell what an object is.
struct Survey<'de> {
    first: String,
    event: Option<Name<'de>>,
    stream: Option<Name<'de>>,
    data: Option<Raw<'de>>,
    answer: bool,
}

struct SurveySeed;

impl<'de> DeserializeSeed<'de> for SurveySeed {
    type Value = Shape<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for SurveySeed {
    type Value = Shape<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event or events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut events: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(event) = events.next_element()? {
            all.push(Raw::new(event));
        }
        Ok(Shape::Events(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut survey = Survey { first: String::new(), event: None, stream: None, data: None, answer: false };
        while let Some(Name(name)) = map.next_key()? {
            if survey.first.is_empty() {
                survey.first = name.chars().take(32).collect();
            }
            let twice = match &*name {
                "e" => survey.event.replace(map.next_value()?).is_some(),
                "stream" => survey.stream.replace(map.next_value()?).is_some(),
                "data" => survey.data.replace(Raw::new(map.next_value()?)).is_some(),
                _ => {
                    survey.answer |= matches!(&*name, "result" | "error" | "id" | "code");
                    map.next_value::<IgnoredAny>()?;
                    false
                }
            };
            if twice {
                return Err(A::Error::custom(format_args!("{name} stands twice")));
            }
        }
        Ok(Shape::Object(survey))
    }
}
