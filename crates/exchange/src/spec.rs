//! What is listed, in which steps, and how lively it is.

/// One symbol of the simulated venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolSpec {
    /// Upper case, such as `BTCUSDT`.
    pub name: String,
    /// Base asset.
    pub base: String,
    /// Quote and margin asset.
    pub quote: String,
    /// Decimals of a price on the wire.
    pub price_precision: u32,
    /// One tick, in units of the last decimal of `price_precision`.
    pub tick: i64,
    /// Decimals of a quantity on the wire; one lot is one unit of the last.
    pub qty_precision: u32,
    /// Where the fair price starts and returns to, in ticks.
    pub home_ticks: i64,
    /// Size of an ordinary order, in lots.
    pub typical_lots: i64,
    /// Mean time between two actions of the symbol's traders, in milliseconds; at least 1.
    pub pace_ms: i64,
    /// Distance between two rungs of the ladder, in ticks.
    pub rung_ticks: i64,
    /// Least notional of an order, in whole units of the quote asset.
    pub min_notional: i64,
}

impl SymbolSpec {
    /// A price in ticks as units of the last wire decimal.
    pub fn price_units(&self, ticks: i64) -> i64 {
        ticks.saturating_mul(self.tick)
    }

    /// A price in ticks as units of 10^-8.
    pub fn price_e8(&self, ticks: i64) -> i64 {
        self.price_units(ticks).saturating_mul(10_i64.pow(8_u32.saturating_sub(self.price_precision)))
    }
}

struct Row(&'static str, &'static str, u32, i64, u32, i64, i64, i64, i64, i64);

/// Columns: symbol, base, price decimals, tick, quantity decimals, home, typical lots, pace, rung, least notional.
/// Ticks, lots and notionals as the venue lists them; prices are plausible, not current.
const LISTED: [Row; 8] = [
    Row("BTCUSDT", "BTC", 2, 10, 3, 970_000, 60, 25, 3, 50),
    Row("ETHUSDT", "ETH", 2, 1, 3, 341_200, 900, 30, 4, 20),
    Row("SOLUSDT", "SOL", 4, 100, 2, 18_640, 4_000, 45, 1, 5),
    Row("BNBUSDT", "BNB", 3, 10, 2, 65_210, 600, 60, 1, 5),
    Row("XRPUSDT", "XRP", 4, 1, 1, 22_470, 18_000, 50, 1, 5),
    Row("DOGEUSDT", "DOGE", 6, 10, 0, 34_150, 9_000, 55, 1, 5),
    Row("ADAUSDT", "ADA", 5, 10, 0, 8_120, 4_000, 80, 1, 5),
    Row("SUSHIUSDT", "SUSHI", 4, 1, 0, 11_840, 900, 120, 1, 5),
];

/// Every symbol that the simulator lists by default.
pub fn default_symbols() -> Vec<SymbolSpec> {
    LISTED.iter().map(spec_of).collect()
}

/// A default symbol by its name.
pub fn symbol(name: &str) -> Option<SymbolSpec> {
    LISTED.iter().find(|row| row.0 == name).map(spec_of)
}

fn spec_of(row: &Row) -> SymbolSpec {
    SymbolSpec {
        name: row.0.to_owned(),
        base: row.1.to_owned(),
        quote: "USDT".to_owned(),
        price_precision: row.2,
        tick: row.3,
        qty_precision: row.4,
        home_ticks: row.5,
        typical_lots: row.6,
        pace_ms: row.7,
        rung_ticks: row.8,
        min_notional: row.9,
    }
}
