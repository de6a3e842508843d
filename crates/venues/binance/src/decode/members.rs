//! How does the parser walk through an object, member by member, without a copy of it?

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use sonic_rs::LazyValue;
use twinline_venue::{Facts, OddityKind, Span};

use super::levels::{Gauge, Rows};
use super::numbers::Text;
use super::walk::Walk;

/// The members of an object called `event`. Known members that stand twice are an error, unknown ones are noted.
#[derive(Debug)]
pub(super) struct Members<A> {
    map: A,
    event: &'static str,
    tag: Tag,
}

/// Where the member `e` of an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    /// The object is no event: its `e` would be a member like others.
    None,
    /// Somewhere ahead.
    Ahead,
    /// Read already.
    Read,
}

impl<'de, A: MapAccess<'de>> Members<A> {
    /// The members of an object that is no event.
    pub(super) fn plain_object(map: A, event: &'static str) -> Self {
        Self { map, event, tag: Tag::None }
    }

    /// The members of an event; `tag_read` if its `e` has been read already.
    pub(super) fn event(map: A, event: &'static str, tag_read: bool) -> Self {
        Self { map, event, tag: if tag_read { Tag::Read } else { Tag::Ahead } }
    }

    /// Takes a value in its own way.
    pub(super) fn seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }

    /// Passes over everything that is left.
    pub(super) fn skip_rest(&mut self) -> Result<(), A::Error> {
        while self.next()?.is_some() {
            self.skip()?;
        }
        Ok(())
    }

    fn fill<T>(&self, slot: &mut Option<T>, value: T) -> Result<(), A::Error> {
        match slot.replace(value) {
            None => Ok(()),
            Some(_) => Err(self.twice("a member")),
        }
    }
}

impl<'de, A: MapAccess<'de>> Walk<'de> for Members<A> {
    type Error = A::Error;

    fn next(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        while let Some(Name(name)) = self.map.next_key()? {
            match self.tag {
                Tag::Ahead if name == "e" => {
                    self.tag = Tag::Read;
                    self.skip()?;
                }
                Tag::Read if name == "e" => return Err(self.twice("e")),
                _ => return Ok(Some(name)),
            }
        }
        Ok(None)
    }

    fn text(&mut self, slot: &mut Text<'de>) -> Result<(), A::Error> {
        let Name(text) = self.map.next_value()?;
        self.fill(slot, text)
    }

    fn integer(&mut self, slot: &mut Option<u64>) -> Result<(), A::Error> {
        let value = self.map.next_value()?;
        self.fill(slot, value)
    }

    fn flag(&mut self, slot: &mut Option<bool>) -> Result<(), A::Error> {
        let value = self.map.next_value()?;
        self.fill(slot, value)
    }

    fn raw(&mut self, slot: &mut Option<Raw<'de>>) -> Result<(), A::Error> {
        let value = self.map.next_value()?;
        self.fill(slot, Raw::new(value))
    }

    fn rows(&mut self, gauge: &mut Gauge, out: &mut Facts) -> Result<Span, A::Error> {
        self.seed(Rows { gauge, out })
    }

    fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(|_| ())
    }

    fn unknown(&mut self, name: &str, out: &mut Facts) -> Result<(), A::Error> {
        note(out, OddityKind::Field, format_args!("{}.{name}", self.event));
        self.skip()
    }

    fn twice(&self, name: &str) -> A::Error {
        A::Error::custom(format_args!("{}: {name} stands twice", self.event))
    }
}

/// JSON text of a value.
#[derive(Debug)]
pub(super) struct Raw<'de>(LazyValue<'de>);

impl<'de> Raw<'de> {
    pub(super) fn new(value: LazyValue<'de>) -> Self {
        Self(value)
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.as_raw_str()
    }
}

/// Most oddities that one frame or answer may leave behind; a frame of nothing but nonsense must not fill the memory.
const MAX_ODDITIES: usize = 1000;
/// Longest name of an oddity.
const MAX_NAME: usize = 96;

/// Notes an oddity, within bounds.
pub(crate) fn note(out: &mut Facts, kind: OddityKind, name: fmt::Arguments<'_>) {
    if out.oddities().len() < MAX_ODDITIES {
        out.odd(kind, name.to_string().chars().take(MAX_NAME).collect::<String>());
    }
}

/// Text that borrows from the frame unless it was escaped there.
#[derive(Debug)]
pub(super) struct Name<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(text.to_owned())))
    }
}
