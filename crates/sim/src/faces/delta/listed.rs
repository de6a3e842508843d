//! What is listed, under which names and in which contracts?

use serde_json::{Value, json};
use twinline_exchange::{Interval, SymbolSpec};

use crate::decimal::decimal;

const DAY_MS: i64 = 86_400_000;

/// What kind of contract a product is, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Perpetual,
    Future,
    Call,
    Put,
    Spot,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Perpetual => "perpetual_futures",
            Kind::Future => "futures",
            Kind::Call => "call_options",
            Kind::Put => "put_options",
            Kind::Spot => "spot",
        }
    }
}

/// One product.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    pub id: u64,
    pub symbol: String,
    pub kind: Kind,
    pub asset: String,
    pub quote: String,
    /// Strike in whole units.
    pub strike: Option<i64>,
    /// When it settles, milliseconds since 1970.
    pub expiry_ms: Option<i64>,
    /// Chain of options on sockets: asset and day.
    pub chain: Option<String>,
    /// `operational`, or how its trading is disturbed.
    pub trading: &'static str,
}

impl Product {
    /// Index that it follows.
    pub fn index(&self) -> String {
        let asset = if self.asset == "BTC" { "XBT" } else { &self.asset };
        format!(".DE{asset}{}", self.quote)
    }

    /// What one contract is worth, as text; a spot pair trades in units.
    pub fn contract_value(&self, spec: &SymbolSpec) -> String {
        if self.kind == Kind::Spot { "1".to_owned() } else { decimal(1, spec.qty_precision) }
    }

    /// True for itself, its category, all, or its chain.
    pub fn is_meant_by(&self, name: &str) -> bool {
        name == self.symbol || name == "all" || name == self.kind.word() || self.chain.as_deref() == Some(name)
    }

    /// A size as the wire has it in lists of levels: whole contracts, or parts of a unit for a spot pair.
    pub fn size(&self, spec: &SymbolSpec, lots: i64) -> String {
        if self.kind == Kind::Spot { decimal(i128::from(lots), spec.qty_precision) } else { lots.to_string() }
    }

    /// The same as a JSON number.
    pub fn size_number(&self, spec: &SymbolSpec, lots: i64) -> Value {
        number(&self.size(spec, lots))
    }
}

/// A decimal as a JSON number, as this venue likes to write some of them.
pub(crate) fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(json!(null))
}

/// A price as text, with the places of its tick.
pub(crate) fn price(spec: &SymbolSpec, ticks: i64) -> String {
    decimal(i128::from(spec.price_units(ticks)), spec.price_precision)
}

struct Row(&'static str, u32, i64, u32, i64, i64, i64, i64);

/// Columns: asset, price decimals, tick, decimals of a contract's worth, home, typical lots, pace, rung. Ticks and contract
/// values as the venue lists them; prices are plausible, not current.
const PERPETUALS: [Row; 4] = [
    Row("BTC", 1, 5, 3, 194_000, 60, 40, 3),
    Row("ETH", 2, 5, 2, 68_240, 90, 50, 4),
    Row("SOL", 2, 1, 0, 18_640, 40, 80, 1),
    Row("XRP", 4, 1, 0, 22_470, 1_800, 90, 1),
];
/// Strikes of the chain, and what a call and a put cost there, in ticks of a tenth.
const STRIKES: [(i64, i64, i64); 5] =
    [(93_000, 46_000, 7_000), (95_000, 32_000, 12_500), (97_000, 21_000, 21_500), (99_000, 12_800, 33_000), (101_000, 7_200, 47_500)];

/// What is listed by a venue that opens at this time: perpetuals, a dated future, a chain of options, a spot pair.
pub(crate) fn listing(start_ms: i64) -> (Vec<Product>, Vec<SymbolSpec>) {
    let mut listing = Listing { products: Vec::new(), specs: Vec::new() };
    let usd = |asset: &str, kind, symbol: String| Product {
        id: 0,
        symbol,
        kind,
        asset: asset.to_owned(),
        quote: "USD".to_owned(),
        strike: None,
        expiry_ms: None,
        chain: None,
        trading: "operational",
    };
    for row in &PERPETUALS {
        listing.add(usd(row.0, Kind::Perpetual, format!("{}USD", row.0)), row);
    }
    let expiry_ms = chain_expiry(start_ms);
    let (year, month, day) = civil(expiry_ms.div_euclid(DAY_MS));
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = months[usize::try_from(month - 1).unwrap_or(0).min(11)];
    let future = Product { expiry_ms: Some(expiry_ms), ..usd("BTC", Kind::Future, format!("BTCUSD_{day:02}{name}")) };
    listing.add(future, &Row("BTC", 1, 5, 3, 194_700, 40, 150, 4));
    let date = format!("{day:02}{month:02}{:02}", year.rem_euclid(100));
    for (strike, call, put) in STRIKES {
        for (kind, letter, home) in [(Kind::Call, 'C', call), (Kind::Put, 'P', put)] {
            let product = Product {
                strike: Some(strike),
                expiry_ms: Some(expiry_ms),
                chain: Some(format!("BTC-{date}")),
                ..usd("BTC", kind, format!("{letter}-BTC-{strike}-{date}"))
            };
            listing.add(product, &Row("BTC", 1, 1, 3, home, 900, 400, 15));
        }
    }
    let spot = Product { quote: "USDT".to_owned(), ..usd("BTC", Kind::Spot, "BTC_USDT".to_owned()) };
    listing.add(spot, &Row("BTC", 1, 1, 6, 970_000, 40_000, 200, 4));
    (listing.products, listing.specs)
}

struct Listing {
    products: Vec<Product>,
    specs: Vec<SymbolSpec>,
}

impl Listing {
    fn add(&mut self, product: Product, row: &Row) {
        self.specs.push(SymbolSpec {
            name: product.symbol.clone(),
            base: product.asset.clone(),
            quote: product.quote.clone(),
            price_precision: row.1,
            tick: row.2,
            qty_precision: row.3,
            home_ticks: row.4,
            typical_lots: row.5,
            pace_ms: row.6,
            rung_ticks: row.7,
            min_notional: 0,
        });
        let id = 27 + 1_009 * self.products.len() as u64;
        self.products.push(Product { id, ..product });
    }
}

/// Noon of the second Friday from now: far enough that nothing settles while a simulator runs.
fn chain_expiry(start_ms: i64) -> i64 {
    let week = Interval::Week1.open_of(start_ms);
    week + 18 * DAY_MS + DAY_MS / 2
}

/// Year, month and day of a count of days since 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A time as this venue writes it over REST.
pub(crate) fn iso(ms: i64) -> String {
    let (year, month, day) = civil(ms.div_euclid(DAY_MS));
    let seconds = ms.rem_euclid(DAY_MS) / 1_000;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!(iso(1_700_000_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00Z");
        let (products, specs) = listing(1_700_000_000_000);
        assert_eq!(products.len(), specs.len());
        let names: Vec<&str> = products.iter().map(|product| product.symbol.as_str()).collect();
        assert!(names.contains(&"C-BTC-97000-011223") && names.contains(&"BTCUSD_01Dec"), "{names:?}");
        assert!(products[5].is_meant_by("BTC-011223") && products[5].is_meant_by("call_options") && !products[5].is_meant_by("futures"));
    }
}
