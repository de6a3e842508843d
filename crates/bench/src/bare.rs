//! What would a program do that wants the books and nothing else?
//!
//! The loop that every figure stands beside: a typed parse into plain structs with integers, and a sorted vector of
//! integers a side. It checks the chain and nothing more: no gaps closed, no freshness, nothing published.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use crate::feed::{Feed, SCALES};

/// Levels near the best price, which are looked through first.
const NEAR: usize = 32;

/// A frame of a combined stream.
#[derive(Debug, Deserialize)]
pub struct Combined<'a> {
    /// The event.
    #[serde(borrow)]
    pub data: Update<'a>,
}

/// A change of a book; other members are passed over.
#[derive(Debug, Deserialize)]
pub struct Update<'a> {
    /// Symbol.
    #[serde(rename = "s")]
    pub symbol: &'a str,
    /// Last number.
    #[serde(rename = "u")]
    pub last: u64,
    /// Last number of the change before.
    #[serde(rename = "pu")]
    pub prev: u64,
    /// Bids.
    #[serde(rename = "b")]
    pub bids: Rows,
    /// Asks.
    #[serde(rename = "a")]
    pub asks: Rows,
}

/// Price and size.
pub type Row = (Count<{ SCALES.0 }>, Count<{ SCALES.1 }>);

/// Rows of a side, with room for as many as a change usually has: one allocation.
#[derive(Debug)]
pub struct Rows(pub Vec<Row>);

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Rows;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("rows of price and size")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Rows, A::Error> {
                let mut rows = Vec::with_capacity(16);
                while let Some(row) = seq.next_element()? {
                    rows.push(row);
                }
                Ok(Rows(rows))
            }
        }
        deserializer.deserialize_seq(Pairs)
    }
}

/// The whole book.
#[derive(Debug, Deserialize)]
struct Snapshot {
    #[serde(rename = "lastUpdateId")]
    last: u64,
    bids: Rows,
    asks: Rows,
}

/// A decimal in quotes as a count of `10^-SCALE`.
#[derive(Debug, Clone, Copy)]
pub struct Count<const SCALE: u8>(pub i64);

impl<'de, const SCALE: u8> Deserialize<'de> for Count<SCALE> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<const SCALE: u8>;
        impl<const SCALE: u8> Visitor<'_> for Text<SCALE> {
            type Value = Count<SCALE>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal as text")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Count(integer::<SCALE>(text.as_bytes())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Digits before and after the point, filled up with zeros; what is not a digit is not looked for.
fn integer<const SCALE: u8>(text: &[u8]) -> i64 {
    let read = |text: &[u8]| {
        let mut value = 0i64;
        for byte in text {
            value = value.wrapping_mul(10).wrapping_add(i64::from(*byte) - i64::from(b'0'));
        }
        value
    };
    let one = 10i64.pow(u32::from(SCALE));
    // As the venue writes them, usually all places are there. The point is read as a digit of -2, and taken out afterwards.
    if text.len() > usize::from(SCALE) && text[text.len() - 1 - usize::from(SCALE)] == b'.' {
        let with_gap = read(text).wrapping_add(2 * one);
        return with_gap / (10 * one) * one + with_gap % (10 * one);
    }
    let (whole, places) = match text.iter().position(|byte| *byte == b'.') {
        Some(point) => (&text[..point], &text[point + 1..]),
        None => (text, &text[..0]),
    };
    let missing = u32::from(SCALE).saturating_sub(places.len() as u32);
    read(whole) * one + read(places) * 10i64.pow(missing)
}

/// Two sorted sides, best price last, and the number of the last change.
#[derive(Debug, Default, Clone)]
pub struct Sides {
    bids: Vec<(i64, i64)>,
    asks: Vec<(i64, i64)>,
    /// The venue's number of the last change.
    pub last: u64,
}

impl Sides {
    /// Sets the size at a price; 0 removes it.
    pub fn bid(&mut self, price: i64, size: i64) {
        let found = find(&self.bids, |held| held.cmp(&price));
        set(&mut self.bids, found, price, size);
    }

    /// Sets the size at a price; 0 removes it.
    pub fn ask(&mut self, price: i64, size: i64) {
        let found = find(&self.asks, |held| price.cmp(&held));
        set(&mut self.asks, found, price, size);
    }

    /// Sets all sizes of a change.
    pub fn apply(&mut self, bids: &[Row], asks: &[Row]) {
        for (Count(price), Count(size)) in bids {
            self.bid(*price, *size);
        }
        for (Count(price), Count(size)) in asks {
            self.ask(*price, *size);
        }
    }

    /// Best bid and ask.
    pub fn best(&self) -> Option<((i64, i64), (i64, i64))> {
        Some((*self.bids.last()?, *self.asks.last()?))
    }
}

/// Most changes are near the best price, which stands last.
fn find(side: &[(i64, i64)], compare: impl Fn(i64) -> std::cmp::Ordering) -> Result<usize, usize> {
    let near = side.len().saturating_sub(NEAR);
    match side.get(near) {
        Some(held) if compare(held.0).is_le() => match side[near..].binary_search_by(|held| compare(held.0)) {
            Ok(at) => Ok(near + at),
            Err(at) => Err(near + at),
        },
        _ => side[..near].binary_search_by(|held| compare(held.0)),
    }
}

fn set(side: &mut Vec<(i64, i64)>, found: Result<usize, usize>, price: i64, size: i64) {
    match found {
        Ok(at) if size == 0 => drop(side.remove(at)),
        Ok(at) => side[at].1 = size,
        Err(_) if size == 0 => {}
        Err(at) => side.insert(at, (price, size)),
    }
}

/// Books by symbol.
#[derive(Debug, Clone)]
pub struct Books(HashMap<String, Sides>);

impl Books {
    /// Every symbol's book before its first change.
    pub fn before(feed: &Feed) -> Self {
        let of = |symbol: &String| {
            let text = feed.snapshot(symbol).expect("a symbol of the feed");
            let snapshot: Snapshot = sonic_rs::from_str(&text).expect("a snapshot");
            let mut sides = Sides { last: snapshot.last, ..Sides::default() };
            sides.apply(&snapshot.bids.0, &snapshot.asks.0);
            (symbol.clone(), sides)
        };
        Self(feed.symbols.iter().map(of).collect())
    }

    /// Takes one frame.
    pub fn take(&mut self, text: &str) -> u64 {
        let frame: Combined<'_> = sonic_rs::from_str(text).expect("a frame");
        let sides = self.0.get_mut(frame.data.symbol).expect("a symbol of the feed");
        assert_eq!(sides.last, frame.data.prev, "a gap");
        sides.apply(&frame.data.bids.0, &frame.data.asks.0);
        sides.last = frame.data.last;
        sides.last
    }

    /// The book of a symbol.
    pub fn of(&self, symbol: &str) -> &Sides {
        &self.0[symbol]
    }
}
