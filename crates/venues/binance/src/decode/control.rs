//! What is an answer to a request on a stream's socket?

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use twinline_venue::{Fact, OddityKind, RequestId};

use super::context::Context;
use super::members::{Members, Raw, note};
use super::walk::Walk;

/// Most names that a list of subscriptions is believed to have: the cap of a link, twice.
const MAX_NAMES: usize = 2048;

/// Reads `{"result":…,"id":…}` and `{"error":{"code":…,"msg":…},"id":…}`.
///
/// ASSUMED: an error may also stand flat, as `{"code":…,"msg":…,"id":…}`, as older versions of these streams did.
pub(super) struct Answer<'c, 'v>(pub(super) &'c mut Context<'v>);

impl<'de> DeserializeSeed<'de> for Answer<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Answer<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let cx = self.0;
        let mut members = Members::plain_object(map, "answer");
        let (mut id, mut result, mut error, mut code, mut msg) = (None, None, None, None, None);
        while let Some(name) = members.next()? {
            match &*name {
                "id" => members.raw(&mut id)?,
                "result" => members.raw(&mut result)?,
                "error" => members.raw(&mut error)?,
                "code" => members.raw(&mut code)?,
                "msg" => members.raw(&mut msg)?,
                other => members.unknown(other, cx.out)?,
            }
        }
        let id = id.as_ref().and_then(|id| request_id(id, cx));
        let refusal = match &error {
            Some(error) => Some(inner_error(error)),
            None => code.as_ref().map(|code| (bare(code.as_str()), msg.as_ref().map_or_else(String::new, |msg| bare(msg.as_str())))),
        };
        let fact = match (refusal, &result) {
            (Some(refusal), _) => Fact::Answer { id, error: Some(refusal) },
            (None, Some(result)) => confirmed(id, result, cx),
            (None, None) => {
                note(cx.out, OddityKind::Value, format_args!("answer without result"));
                return Ok(());
            }
        };
        cx.out.push(fact);
        Ok(())
    }
}

/// What a result says: nothing (done), a list of streams, or a property.
fn confirmed(id: Option<RequestId>, result: &Raw<'_>, cx: &mut Context<'_>) -> Fact {
    let text = result.as_str().trim();
    if text.starts_with('[')
        && let Ok(names) = sonic_rs::from_str::<Vec<Cow<'_, str>>>(text)
    {
        return Fact::Subscriptions { id, names: names.into_iter().take(MAX_NAMES).map(Cow::into_owned).collect() };
    }
    if !matches!(text, "null" | "true" | "false") {
        note(cx.out, OddityKind::Value, format_args!("answer.result"));
    }
    Fact::Answer { id, error: None }
}

/// Ids are ours, hence unsigned integers; anything else (a recording of another client) is an answer without an id.
fn request_id(raw: &Raw<'_>, cx: &mut Context<'_>) -> Option<RequestId> {
    let id = bare(raw.as_str()).parse().ok().map(RequestId);
    if id.is_none() && raw.as_str().trim() != "null" {
        note(cx.out, OddityKind::Value, format_args!("answer.id"));
    }
    id
}

fn inner_error(raw: &Raw<'_>) -> (String, String) {
    #[derive(Deserialize)]
    struct Inner<'a> {
        #[serde(borrow)]
        code: Option<sonic_rs::LazyValue<'a>>,
        #[serde(borrow)]
        msg: Option<sonic_rs::LazyValue<'a>>,
    }
    match sonic_rs::from_str::<Inner<'_>>(raw.as_str()) {
        Ok(inner) => {
            let text = |value: Option<sonic_rs::LazyValue<'_>>| value.map_or_else(String::new, |value| bare(value.as_raw_str()));
            (text(inner.code), text(inner.msg))
        }
        Err(_) => (String::new(), bounded(raw.as_str())),
    }
}

/// A JSON value as text for people: strings without their quotes, everything else as it stands.
fn bare(json: &str) -> String {
    bounded(&sonic_rs::from_str::<Cow<'_, str>>(json).unwrap_or(Cow::Borrowed(json.trim())))
}

fn bounded(text: &str) -> String {
    text.chars().take(300).collect()
}
