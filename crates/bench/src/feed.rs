//! Which frames does everything here read?
//!
//! Changes of books as the venue writes them, some 600 bytes each, made before anything is measured. Each follows the one
//! before of its symbol, so a reader that loses one notices. Same number of symbols and frames, same bytes.

use std::fmt::Write;

use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Numbers of changes begin here; every book's snapshot has the number before.
pub const FIRST: u64 = 600_000_000_000;
/// Numbers that one change takes.
const NUMBERS: u64 = 10;
/// Levels of a side of a snapshot.
const DEPTH: i64 = 1_000;
/// Levels of a side of a change.
const CHANGED: usize = 9;
/// Decimal places of prices and of sizes.
pub const SCALES: (u8, u8) = (2, 3);
/// Steps of a price between two neighbouring levels.
const TICK: i64 = 10;

/// One prepared frame.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Place of its symbol.
    pub symbol: usize,
    /// The frame.
    pub text: Utf8Bytes,
}

/// Symbols and their frames, in the order in which they are sent. The first frames are one of each symbol.
#[derive(Debug)]
pub struct Feed {
    /// Names.
    pub symbols: Vec<String>,
    /// Frames.
    pub frames: Vec<Prepared>,
}

impl Feed {
    /// Makes `frames` frames of `symbols` symbols, after one of each to begin with.
    pub fn new(symbols: usize, frames: usize) -> Self {
        let names: Vec<String> = (0..symbols).map(|at| format!("S{at:03}USDT")).collect();
        let mut dice = Dice(7);
        let mut last = vec![FIRST - 1; symbols];
        let prepared = (0..symbols + frames).map(|nth| {
            let symbol = if nth < symbols { nth } else { dice.below(symbols as u64) as usize };
            let first = FIRST + nth as u64 * NUMBERS;
            let prev = std::mem::replace(&mut last[symbol], first + NUMBERS - 1);
            Prepared { symbol, text: change(&names[symbol], symbol, first, prev, &mut dice).into() }
        });
        Self { frames: prepared.collect(), symbols: names }
    }

    /// Place of the frame that ends with the venue's number `last`.
    pub fn index(last: u64) -> usize {
        ((last - FIRST) / NUMBERS) as usize
    }

    /// The mean length of a frame.
    pub fn mean_bytes(&self) -> usize {
        self.frames.iter().map(|frame| frame.text.len()).sum::<usize>() / self.frames.len().max(1)
    }

    /// The answer that lists what can be traded.
    pub fn rules(&self) -> String {
        let rows: Vec<String> = self.symbols.iter().map(|symbol| rules_of(symbol)).collect();
        format!(
            "{{\"timezone\":\"UTC\",\"serverTime\":1760000000000,\"futuresType\":\"U_MARGINED\",\"rateLimits\":[{{\"rateLimitType\":\"REQUEST_WEIGHT\",\
             \"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":1000000}}],\"exchangeFilters\":[],\"assets\":[],\"symbols\":[{}]}}",
            rows.join(",")
        )
    }

    /// The answer that is the whole book of a symbol before its first change.
    pub fn snapshot(&self, symbol: &str) -> Option<String> {
        let at = self.symbols.iter().position(|name| name == symbol)?;
        let mut dice = Dice(at as u64 + 99);
        let mut side = |sign: i64| rows((1..=DEPTH).map(|distance| (middle(at) + sign * distance * TICK, 1 + dice.below(90_000) as i64)));
        let (bids, asks) = (side(-1), side(1));
        Some(format!("{{\"lastUpdateId\":{},\"E\":1760000000000,\"T\":1760000000000,\"bids\":[{bids}],\"asks\":[{asks}]}}", FIRST - 1))
    }
}

/// Between the sides of a symbol's book; a multiple of the tick that no level has.
fn middle(symbol: usize) -> i64 {
    2_000_000 + symbol as i64 * 50_000
}

fn rows(levels: impl Iterator<Item = (i64, i64)>) -> String {
    let mut text = String::new();
    for (price, size) in levels {
        let comma = if text.is_empty() { "" } else { "," };
        write!(text, "{comma}[\"{}.{:02}\",\"{}.{:03}\"]", price / 100, price % 100, size / 1000, size % 1000).expect("room");
    }
    text
}

fn change(name: &str, symbol: usize, first: u64, prev: u64, dice: &mut Dice) -> String {
    let ms = 1_760_000_000_000 + (first - FIRST) / 100;
    let mut side = |sign: i64| {
        let mut distances: Vec<i64> = Vec::with_capacity(CHANGED);
        while distances.len() < CHANGED {
            let within = [20, 20, 20, 100, 100, DEPTH as u64][dice.below(6) as usize];
            let distance = 1 + dice.below(within) as i64;
            if !distances.contains(&distance) {
                distances.push(distance);
            }
        }
        distances.sort_unstable();
        rows(distances.into_iter().map(|distance| {
            let size = if dice.below(4) == 0 { 0 } else { 1 + dice.below(90_000) as i64 };
            (middle(symbol) + sign * distance * TICK, size)
        }))
    };
    let (bids, asks) = (side(-1), side(1));
    format!(
        "{{\"stream\":\"{}@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":{},\"T\":{ms},\"s\":\"{name}\",\"U\":{first},\"u\":{},\"pu\":{prev},\
         \"b\":[{bids}],\"a\":[{asks}]}}}}",
        name.to_lowercase(),
        ms + 1,
        first + NUMBERS - 1
    )
}

fn rules_of(symbol: &str) -> String {
    let base = symbol.trim_end_matches("USDT");
    format!(
        "{{\"symbol\":\"{symbol}\",\"pair\":\"{symbol}\",\"contractType\":\"PERPETUAL\",\"deliveryDate\":4133404800000,\"onboardDate\":1569398400000,\
         \"status\":\"TRADING\",\"maintMarginPercent\":\"2.5\",\"requiredMarginPercent\":\"5.0\",\"baseAsset\":\"{base}\",\"quoteAsset\":\"USDT\",\
         \"marginAsset\":\"USDT\",\"pricePrecision\":2,\"quantityPrecision\":3,\"baseAssetPrecision\":8,\"quotePrecision\":8,\"underlyingType\":\"COIN\",\
         \"underlyingSubType\":[],\"settlePlan\":0,\"triggerProtect\":\"0.05\",\"liquidationFee\":\"0.01\",\"marketTakeBound\":\"0.05\",\
         \"filters\":[{{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"0.10\",\"maxPrice\":\"4529764\",\"tickSize\":\"0.10\"}},\
         {{\"filterType\":\"LOT_SIZE\",\"minQty\":\"0.001\",\"maxQty\":\"1000\",\"stepSize\":\"0.001\"}}],\
         \"orderTypes\":[\"LIMIT\"],\"timeInForce\":[\"GTC\"]}}"
    )
}

/// Numbers that look random and are always the same (splitmix64).
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// One of the first so many.
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }
}
