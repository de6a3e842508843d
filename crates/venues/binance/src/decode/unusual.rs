//! What is a frame whose members stand in another order than usual?
//!
//! It is looked over once, then read with what was found.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use twinline_venue::OddityKind;

use super::context::Context;
use super::control::Answer;
use super::frame::{dispatch, read};
use super::members::{Name, Raw, note};

/// Reads a frame, or the `data` of one, whose members stand in another order.
pub(super) fn unusual(text: &str, cx: &mut Context<'_>, top: bool) -> Result<(), sonic_rs::Error> {
    match read(text, SurveySeed)? {
        Shape::Events(events) => events.iter().try_for_each(|event| unusual(event.as_str(), cx, false)),
        Shape::Object(Survey { event: Some(Name(event)), .. }) => read(text, Event { event: &event, cx }),
        Shape::Object(Survey { stream: Some(Name(stream)), data: Some(data), .. }) if top => {
            cx.on_stream(&stream);
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
