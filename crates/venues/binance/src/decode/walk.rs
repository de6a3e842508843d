//! What does a reader of an event need of the object that it reads?
//!
//! Two can give it: the parser, which takes any JSON, and the scanner, which takes what the venue usually sends and is
//! several times as fast. A reader is written once.

use std::borrow::Cow;

use serde::de;
use twinline_venue::{Facts, Span};

use super::levels::Gauge;
use super::members::Raw;
use super::numbers::Text;

/// An object's members, one after the other. Each value must be taken or passed over before the next name.
pub(super) trait Walk<'de> {
    type Error: de::Error;

    /// The next member's name, `e` left out.
    fn next(&mut self) -> Result<Option<Cow<'de, str>>, Self::Error>;
    /// Takes a value as text.
    fn text(&mut self, slot: &mut Text<'de>) -> Result<(), Self::Error>;
    /// Takes a value as an integer.
    fn integer(&mut self, slot: &mut Option<u64>) -> Result<(), Self::Error>;
    /// Takes a value as true or false.
    fn flag(&mut self, slot: &mut Option<bool>) -> Result<(), Self::Error>;
    /// Takes a value as its JSON text, to be read later.
    fn raw(&mut self, slot: &mut Option<Raw<'de>>) -> Result<(), Self::Error>;
    /// Takes a value as rows of price and size.
    fn rows(&mut self, gauge: &mut Gauge, out: &mut Facts) -> Result<Span, Self::Error>;
    /// Passes over a value that is known and not needed.
    fn skip(&mut self) -> Result<(), Self::Error>;
    /// Passes over a value that is not known, and says so.
    fn unknown(&mut self, name: &str, out: &mut Facts) -> Result<(), Self::Error>;
    /// The error of a member that stands twice: which of the two is meant cannot be known.
    fn twice(&self, name: &str) -> Self::Error;
}
