//! What would a program do that wants the books and nothing else?
//!
//! The loop that every figure stands beside: a typed parse into plain structs that borrow from the frame, and a sorted
//! vector of integers a side. It checks the chain and nothing more: no gaps closed, no freshness, nothing published.

use std::collections::HashMap;

use serde::Deserialize;

use crate::feed::{Feed, SCALES};

/// A frame of a combined stream.
#[derive(Debug, Deserialize)]
pub struct Combined<'a> {
    /// Which stream.
    pub stream: &'a str,
    /// The event.
    #[serde(borrow)]
    pub data: Update<'a>,
}

/// A change of a book.
#[derive(Debug, Deserialize)]
pub struct Update<'a> {
    /// Kind of event.
    pub e: &'a str,
    /// Milliseconds.
    #[serde(rename = "T")]
    pub time: u64,
    /// Symbol.
    pub s: &'a str,
    /// First number.
    #[serde(rename = "U")]
    pub first: u64,
    /// Last number.
    #[serde(rename = "u")]
    pub last: u64,
    /// Last number of the change before.
    #[serde(rename = "pu")]
    pub prev: u64,
    /// Bids.
    #[serde(borrow, rename = "b")]
    pub bids: Vec<[&'a str; 2]>,
    /// Asks.
    #[serde(borrow, rename = "a")]
    pub asks: Vec<[&'a str; 2]>,
}

/// The whole book.
#[derive(Debug, Deserialize)]
struct Snapshot<'a> {
    #[serde(rename = "lastUpdateId")]
    last: u64,
    #[serde(borrow)]
    bids: Vec<[&'a str; 2]>,
    #[serde(borrow)]
    asks: Vec<[&'a str; 2]>,
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
        let found = self.bids.binary_search_by(|held| held.0.cmp(&price));
        set(&mut self.bids, found, price, size);
    }

    /// Sets the size at a price; 0 removes it.
    pub fn ask(&mut self, price: i64, size: i64) {
        let found = self.asks.binary_search_by(|held| price.cmp(&held.0));
        set(&mut self.asks, found, price, size);
    }

    /// Best bid and ask.
    pub fn best(&self) -> Option<((i64, i64), (i64, i64))> {
        Some((*self.bids.last()?, *self.asks.last()?))
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
            let snapshot: Snapshot<'_> = sonic_rs::from_str(&text).expect("a snapshot");
            let mut sides = Sides { last: snapshot.last, ..Sides::default() };
            rows(&snapshot.bids, |price, size| sides.bid(price, size));
            rows(&snapshot.asks, |price, size| sides.ask(price, size));
            (symbol.clone(), sides)
        };
        Self(feed.symbols.iter().map(of).collect())
    }

    /// Takes one frame.
    pub fn take(&mut self, text: &str) -> u64 {
        let frame: Combined<'_> = sonic_rs::from_str(text).expect("a frame");
        let sides = self.0.get_mut(frame.data.s).expect("a symbol of the feed");
        assert_eq!(sides.last, frame.data.prev, "a gap");
        rows(&frame.data.bids, |price, size| sides.bid(price, size));
        rows(&frame.data.asks, |price, size| sides.ask(price, size));
        sides.last = frame.data.last;
        sides.last
    }

    /// The book of a symbol.
    pub fn of(&self, symbol: &str) -> &Sides {
        &self.0[symbol]
    }
}

/// Reads rows as integers.
pub fn rows(rows: &[[&str; 2]], mut each: impl FnMut(i64, i64)) {
    for [price, size] in rows {
        each(integer(price, SCALES.0), integer(size, SCALES.1));
    }
}

/// A decimal as a count of `10^-scale`.
fn integer(text: &str, scale: u8) -> i64 {
    let (mut value, mut places) = (0i64, None);
    for byte in text.bytes() {
        match byte {
            b'.' => places = Some(0u8),
            _ => {
                value = value * 10 + i64::from(byte - b'0');
                places = places.map(|places| places + 1);
            }
        }
    }
    value * 10i64.pow(u32::from(scale - places.unwrap_or(0)))
}
