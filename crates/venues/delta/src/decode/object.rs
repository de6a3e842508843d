//! How are the members of an object picked, and what is left over counted?

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use sonic_rs::LazyValue;
use twinline_venue::{Facts, OddityKind};

use super::numbers::Bad;

/// Most oddities that one frame or answer may leave behind; a frame of nothing but nonsense must not fill the memory.
const MAX_ODDITIES: usize = 1000;
/// Longest name of an oddity.
const MAX_NAME: usize = 96;
/// Most members of an object; the longest documented has some fifty.
const MAX_MEMBERS: usize = 512;

/// Notes an oddity, within bounds.
pub(crate) fn note(out: &mut Facts, kind: OddityKind, name: fmt::Arguments<'_>) {
    if out.oddities().len() < MAX_ODDITIES {
        out.odd(kind, name.to_string().chars().take(MAX_NAME).collect::<String>());
    }
}

/// The members of an object, not yet looked at. What nobody takes is counted as unknown.
#[derive(Debug)]
pub(crate) struct Object<'de> {
    members: Vec<(Cow<'de, str>, LazyValue<'de>, bool)>,
}

impl<'de> Object<'de> {
    /// Reads a whole text as an object. Members that stand twice are an error.
    pub(crate) fn read(text: &'de str) -> Result<Self, String> {
        sonic_rs::from_str(text).map_err(|error| error.to_string().lines().next().unwrap_or_default().chars().take(200).collect())
    }

    /// JSON text of a member; absent and `null` are the same.
    pub(crate) fn raw(&mut self, name: &str) -> Option<&str> {
        let member = self.members.iter_mut().find(|member| member.0 == name)?;
        member.2 = true;
        Some(member.1.as_raw_str().trim()).filter(|raw| *raw != "null")
    }

    /// A member as text, whether it is written as a string or as a bare number or word. Lists and objects are no text.
    pub(crate) fn text(&mut self, name: &str) -> Option<Cow<'_, str>> {
        self.raw(name).and_then(text)
    }

    /// The same, owned.
    pub(crate) fn owned(&mut self, name: &str) -> Option<String> {
        self.text(name).map(Cow::into_owned)
    }

    /// A whole number from zero.
    pub(crate) fn integer(&mut self, name: &'static str) -> Result<Option<u64>, Bad> {
        self.text(name).map(|text| text.parse().map_err(|_| Bad::Malformed(name))).transpose()
    }

    /// An object within.
    pub(crate) fn object(&mut self, name: &'static str) -> Result<Option<Object<'_>>, Bad> {
        self.raw(name).map(|raw| Object::read(raw).map_err(|_| Bad::Malformed(name))).transpose()
    }

    /// A list within.
    pub(crate) fn list(&mut self, name: &'static str) -> Result<Option<Vec<LazyValue<'_>>>, Bad> {
        self.raw(name).map(|raw| list(raw).ok_or(Bad::Malformed(name))).transpose()
    }

    /// Members that are known and not needed.
    pub(crate) fn pass(&mut self, names: &[&str]) {
        for member in self.members.iter_mut().filter(|member| names.contains(&&*member.0)) {
            member.2 = true;
        }
    }

    /// All of them: what they belong to is not known itself.
    pub(crate) fn pass_all(&mut self) {
        self.members.iter_mut().for_each(|member| member.2 = true);
    }

    /// Names of what nobody took.
    pub(crate) fn left(&self) -> impl Iterator<Item = &str> {
        self.members.iter().filter(|member| !member.2).map(|member| &*member.0)
    }

    /// Counts what nobody took.
    pub(crate) fn finish(self, of: &str, out: &mut Facts) {
        for (name, _, _) in self.members.iter().filter(|member| !member.2) {
            note(out, OddityKind::Field, format_args!("{of}.{name}"));
        }
    }
}

/// A JSON value as text; lists, objects and `null` are none.
pub(crate) fn text(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' if !raw.contains('\\') => raw.get(1..raw.len() - 1).map(Cow::Borrowed),
        b'"' => sonic_rs::from_str::<String>(raw).ok().map(Cow::Owned),
        b'{' | b'[' | b'n' => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// The values of a JSON list.
pub(crate) fn list(raw: &str) -> Option<Vec<LazyValue<'_>>> {
    sonic_rs::from_str(raw).ok()
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut members: Vec<(Cow<'de, str>, LazyValue<'de>, bool)> = Vec::with_capacity(12);
        while let Some(Name(name)) = map.next_key()? {
            if members.len() == MAX_MEMBERS || members.iter().any(|member| member.0 == name) {
                return Err(A::Error::custom("a member stands twice, or there are too many"));
            }
            members.push((name, map.next_value()?, false));
        }
        Ok(Object { members })
    }
}

/// A name that borrows from the text unless it was escaped there.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_taken_once_and_the_rest_is_counted() {
        let mut object = Object::read(r#"{"a":"1.50","b":2,"c":null,"d":"x\"y","e":[1,"2"],"\u0066":{}}"#).unwrap();
        assert_eq!(object.text("a").as_deref(), Some("1.50"));
        assert_eq!(object.integer("b"), Ok(Some(2)));
        assert_eq!(object.text("c"), None);
        assert_eq!(object.text("d").as_deref(), Some("x\"y"));
        assert_eq!(object.list("e").unwrap().map(|list| list.len()), Some(2));
        assert_eq!(object.text("f"), None);
        assert_eq!(object.integer("a"), Err(Bad::Malformed("a")));
        let mut out = Facts::new();
        Object::read(r#"{"a":1,"zz":[]}"#).unwrap().finish("it", &mut out);
        let names: Vec<_> = out.oddities().iter().map(|oddity| oddity.name.as_str()).collect();
        assert_eq!(names, ["it.a", "it.zz"]);
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        for text in ["", "[]", "1", "{\"a\":1", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "{\"a\":}"] {
            assert!(Object::read(text).is_err(), "{text}");
        }
    }
}
