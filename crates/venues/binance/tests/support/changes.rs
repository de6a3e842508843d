//! Changes of texts, for tests with bytes that no venue sends.

use proptest::prelude::*;

/// One change of a text.
#[derive(Debug, Clone)]
pub enum Change {
    /// Another byte.
    Byte(prop::sample::Index, u8),
    /// Some bytes less.
    Remove(prop::sample::Index, usize),
    /// Some bytes twice.
    Repeat(prop::sample::Index, usize),
    /// A fragment more.
    Insert(prop::sample::Index, &'static str),
}

const FRAGMENTS: &[&str] = &[
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-",
    "0",
    "1e999",
    "99999999999999999999999",
    "\"e\":\"trade\",",
    "\"s\":1,",
    "\u{0}",
    "\\u0000",
    "\\ud800",
    "😀",
    "[[[[[[[[",
    "\"a\":{},",
    "\"st\":2,",
    "-1",
    ".",
    "\"b\":[[\"0\",\"0\"]],",
    "\"\"",
    " ",
];

impl Change {
    fn apply(&self, text: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        match self {
            Self::Byte(at, byte) => {
                let at = at.index(text.len());
                text[at] = *byte;
            }
            Self::Remove(at, count) => {
                let at = at.index(text.len());
                let end = (at + count).min(text.len());
                text.drain(at..end);
            }
            Self::Repeat(at, count) => {
                let at = at.index(text.len());
                let again = text[at..(at + count).min(text.len())].to_vec();
                text.splice(at..at, again);
            }
            Self::Insert(at, fragment) => {
                let at = at.index(text.len());
                text.splice(at..at, fragment.bytes());
            }
        }
    }
}

/// Any change.
pub fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (at(), 1usize..20).prop_map(|(at, count)| Change::Remove(at, count)),
        (at(), 1usize..40).prop_map(|(at, count)| Change::Repeat(at, count)),
        (at(), prop::sample::select(FRAGMENTS)).prop_map(|(at, fragment)| Change::Insert(at, fragment)),
    ]
}

/// A text with changes, one after another.
pub fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut text = text.as_bytes().to_vec();
    changes.iter().for_each(|change| change.apply(&mut text));
    text
}
