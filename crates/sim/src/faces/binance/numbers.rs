//! How a symbol's ticks and lots are written on this venue's wire.

use std::fmt::Write as _;

use twinline_exchange::{Candle, DayStats, SymbolSpec};

use crate::decimal::{decimal, decimal_e8};

/// A price with the symbol's decimals.
pub(crate) fn price(spec: &SymbolSpec, ticks: i64) -> String {
    decimal(i128::from(spec.price_units(ticks)), spec.price_precision)
}

/// A quantity with the symbol's decimals.
pub(crate) fn quantity(spec: &SymbolSpec, lots: i64) -> String {
    decimal(i128::from(lots), spec.qty_precision)
}

/// A quote volume, given in ticks times lots.
pub(crate) fn quote(spec: &SymbolSpec, ticks_lots: i128) -> String {
    decimal(ticks_lots * i128::from(spec.tick), spec.price_precision + spec.qty_precision)
}

/// Rows of a book: `[["price","quantity"],…]`.
pub(crate) fn rows(spec: &SymbolSpec, levels: &[(i64, i64)]) -> String {
    let mut text = String::with_capacity(2 + levels.len() * 24);
    text.push('[');
    for (at, (ticks, lots)) in levels.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(text, "{comma}[\"{}\",\"{}\"]", price(spec, *ticks), quantity(spec, *lots));
    }
    text.push(']');
    text
}

/// Prices of a candle: open, high, low, close.
pub(crate) fn candle_prices(spec: &SymbolSpec, candle: &Candle) -> [String; 4] {
    [candle.open, candle.high, candle.low, candle.close].map(|ticks| price(spec, ticks))
}

/// The same for a series in 10^-8.
pub(crate) fn candle_prices_e8(candle: &Candle) -> [String; 4] {
    [candle.open, candle.high, candle.low, candle.close].map(decimal_e8)
}

/// The figures of 24 hours that need arithmetic.
pub(crate) struct DayFigures {
    pub change: String,
    pub percent: String,
    pub average: String,
}

/// Change, change in percent (3 decimals) and volume-weighted average price of a day.
pub(crate) fn day_figures(spec: &SymbolSpec, day: &DayStats) -> DayFigures {
    let candle = &day.candle;
    let change = candle.close - candle.open;
    let percent = i128::from(change) * 100_000 / i128::from(candle.open.max(1));
    let average = candle.quote * i128::from(spec.tick) / i128::from(candle.lots.max(1));
    DayFigures { change: price(spec, change), percent: decimal(percent, 3), average: decimal(average, spec.price_precision) }
}
