//! How are the frequent events read fast?
//!
//! This is no parser: it follows the bytes that the venue usually sends (no spaces, no escapes, `stream`, `data` and `e`
//! in their places, plain numbers within bounds) and gives up at the first that is different. Whoever calls then starts
//! again with the parser, which alone decides what a frame means and what is wrong with it. What is read here must be
//! what the parser reads; a test compares the two.

use std::borrow::Cow;
use std::fmt;

use serde::de;
use twinline_model::Level;
use twinline_venue::{Facts, Span};

use super::levels::Gauge;
use super::members::Raw;
use super::numbers::Text;
use super::walk::Walk;

/// Most digits that are read here; any number of them fits an `i64`.
const MAX_DIGITS: usize = 18;

/// Something else than usual. Not an error: the parser is asked.
#[derive(Debug)]
pub(super) struct Unusual;

impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unusual")
    }
}

impl std::error::Error for Unusual {}

impl de::Error for Unusual {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// The members of an event after its `e`.
#[derive(Debug)]
pub(super) struct Scan<'de> {
    text: &'de str,
    at: usize,
    /// What must follow the event's last brace.
    end: &'static str,
}

/// The beginning of a frame.
#[derive(Debug)]
pub(super) struct Head<'de> {
    /// Name of the stream, if the frame has one.
    pub(super) stream: Option<&'de str>,
    /// The event's `e`.
    pub(super) event: &'de str,
    /// The event's other members.
    pub(super) members: Scan<'de>,
}

/// Reads `{"stream":"…","data":{"e":"…"` or `{"e":"…"`.
pub(super) fn head(text: &str) -> Result<Head<'_>, Unusual> {
    let mut members = Scan { text, at: 0, end: "" };
    let mut stream = None;
    if members.take("{\"stream\":").is_ok() {
        stream = Some(members.quoted()?);
        members.take(",\"data\":")?;
        members.end = "}";
    }
    members.take("{\"e\":")?;
    let event = members.quoted()?;
    Ok(Head { stream, event, members })
}

impl<'de> Scan<'de> {
    /// What has not been read yet.
    fn rest(&self) -> &'de [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn byte(&mut self, expected: u8) -> Result<(), Unusual> {
        if self.rest().first() != Some(&expected) {
            return Err(Unusual);
        }
        self.at += 1;
        Ok(())
    }

    fn take(&mut self, expected: &str) -> Result<(), Unusual> {
        if !self.rest().starts_with(expected.as_bytes()) {
            return Err(Unusual);
        }
        self.at += expected.len();
        Ok(())
    }

    /// Text in quotes, without escapes.
    fn quoted(&mut self) -> Result<&'de str, Unusual> {
        self.byte(b'"')?;
        let rest = self.rest();
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).ok_or(Unusual)?;
        if rest.get(end) != Some(&b'"') {
            return Err(Unusual);
        }
        let text = self.text.get(self.at..self.at + end).ok_or(Unusual)?;
        self.at += end + 1;
        Ok(text)
    }

    /// Digits without a sign, not beginning with a needless zero.
    fn digits(&mut self) -> Result<u64, Unusual> {
        let rest = self.rest();
        let (value, count) = run(rest, 0);
        let needless = count > 1 && rest.first() == Some(&b'0');
        if count == 0 || count > MAX_DIGITS || needless {
            return Err(Unusual);
        }
        self.at += count;
        Ok(value)
    }

    /// A decimal in quotes as a count of `10^-scale`.
    fn scaled(&mut self, scale: u8) -> Result<i64, Unusual> {
        self.byte(b'"')?;
        let rest = self.rest();
        let (whole, before) = run(rest, 0);
        let (value, places, end) = match rest.get(before) {
            Some(b'.') if before > 0 => {
                let (value, places) = run(rest.get(before + 1..).unwrap_or_default(), whole);
                if places == 0 {
                    return Err(Unusual);
                }
                (value, places, before + 1 + places)
            }
            _ => (whole, 0, before),
        };
        let missing = usize::from(scale).checked_sub(places).ok_or(Unusual)?;
        if before == 0 || before + places + missing > MAX_DIGITS || rest.get(end) != Some(&b'"') {
            return Err(Unusual);
        }
        self.at += end + 1;
        let power = POWERS.get(missing).ok_or(Unusual)?;
        i64::try_from(value * power).map_err(|_| Unusual)
    }

    /// One row of price and size. A price of zero is for the parser to refuse.
    fn row(&mut self, price_scale: u8, size_scale: u8) -> Result<Level, Unusual> {
        self.byte(b'[')?;
        let price = self.scaled(price_scale)?;
        self.byte(b',')?;
        let size = self.scaled(size_scale)?;
        self.byte(b']')?;
        if price == 0 { Err(Unusual) } else { Ok(Level { price, size }) }
    }
}

/// Powers of ten that a count of at most [`MAX_DIGITS`] digits can be multiplied by.
const POWERS: [u64; MAX_DIGITS] = {
    let mut powers = [1; MAX_DIGITS];
    let mut at = 1;
    while at < MAX_DIGITS {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Reads digits on to `value`: that, and how many there are. Beyond [`MAX_DIGITS`] the value means nothing.
fn run(bytes: &[u8], mut value: u64) -> (u64, usize) {
    for (at, byte) in bytes.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return (value, at);
        }
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    (value, bytes.len())
}

fn fill<T>(slot: &mut Option<T>, value: T) -> Result<(), Unusual> {
    if slot.replace(value).is_some() { Err(Unusual) } else { Ok(()) }
}

impl<'de> Walk<'de> for Scan<'de> {
    type Error = Unusual;

    fn next(&mut self) -> Result<Option<Cow<'de, str>>, Unusual> {
        if self.byte(b',').is_ok() {
            let name = self.quoted()?;
            self.byte(b':')?;
            return if name == "e" { Err(Unusual) } else { Ok(Some(Cow::Borrowed(name))) };
        }
        self.byte(b'}')?;
        self.take(self.end)?;
        if self.at == self.text.len() { Ok(None) } else { Err(Unusual) }
    }

    fn text(&mut self, slot: &mut Text<'de>) -> Result<(), Unusual> {
        let text = self.quoted()?;
        fill(slot, Cow::Borrowed(text))
    }

    fn integer(&mut self, slot: &mut Option<u64>) -> Result<(), Unusual> {
        let value = self.digits()?;
        fill(slot, value)
    }

    fn flag(&mut self, slot: &mut Option<bool>) -> Result<(), Unusual> {
        let value = self.take("true").is_ok();
        if !value {
            self.take("false")?;
        }
        fill(slot, value)
    }

    fn raw(&mut self, _: &mut Option<Raw<'de>>) -> Result<(), Unusual> {
        Err(Unusual)
    }

    fn rows(&mut self, gauge: &mut Gauge, out: &mut Facts) -> Result<Span, Unusual> {
        let (price_scale, size_scale) = gauge.scales();
        let start = out.next_level();
        self.byte(b'[')?;
        if self.byte(b']').is_err() {
            loop {
                out.push_level(self.row(price_scale, size_scale)?);
                if self.byte(b',').is_err() {
                    break;
                }
            }
            self.byte(b']')?;
        }
        Ok(Span { start, end: out.next_level() })
    }

    /// Passes over text or an integer.
    fn skip(&mut self) -> Result<(), Unusual> {
        if self.rest().first() == Some(&b'"') { self.quoted().map(|_| ()) } else { self.digits().map(|_| ()) }
    }

    fn unknown(&mut self, _: &str, _: &mut Facts) -> Result<(), Unusual> {
        Err(Unusual)
    }

    fn twice(&self, _: &str) -> Unusual {
        Unusual
    }
}
