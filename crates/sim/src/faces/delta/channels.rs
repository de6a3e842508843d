//! Which channels are there, and whom may they be about?

use twinline_exchange::Interval;

use super::sessions::Dialect;

/// Whom a channel may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// Products by symbol; `wide` if categories and `all` are taken, `most` symbols on one connection.
    Products { wide: bool, most: usize },
    /// Indices by their symbols.
    Indices,
    /// The venue: no symbols.
    Venue,
}

/// What is known of a channel by its name, if the dialect has it, and for accounts' own if somebody has logged on.
pub(crate) fn about(name: &str, dialect: Dialect, logged_on: bool) -> Option<About> {
    let products = |wide, most| Some(About::Products { wide, most });
    if is_private(name) {
        return match name {
            _ if !logged_on || dialect == Dialect::Short => None,
            "margins" | "mmp_trigger" => Some(About::Venue),
            "portfolio_margins" => Some(About::Indices),
            _ => products(true, usize::MAX),
        };
    }
    if let Some(interval) = name.strip_prefix("candlestick_") {
        return interval_of(interval).and_then(|_| products(true, usize::MAX));
    }
    match (name, dialect) {
        ("mark_price" | "funding_rate", _) => products(true, usize::MAX),
        ("spot_price", _) => Some(About::Indices),
        ("product_updates" | "system_status", _) => Some(About::Venue),
        ("ticker" | "ob_l1", Dialect::Short | Dialect::Both) => products(false, usize::MAX),
        ("trades", Dialect::Short | Dialect::Both) => products(true, usize::MAX),
        ("ob_l2" | "ob_updates", Dialect::Short | Dialect::Both) => products(false, 100),
        ("v2/ticker" | "l1_orderbook" | "all_trades" | "agg_trades", Dialect::Long | Dialect::Both) => products(true, usize::MAX),
        ("l2_orderbook", Dialect::Long | Dialect::Both) => products(false, 20),
        ("l2_updates", Dialect::Long | Dialect::Both) => products(false, 100),
        ("v2/spot_price", Dialect::Long | Dialect::Both) => Some(About::Indices),
        ("announcements", Dialect::Long | Dialect::Both) => Some(About::Venue),
        _ => None,
    }
}

/// True for what the private socket gives to those alone who have logged on.
pub(crate) fn is_private(name: &str) -> bool {
    ["orders", "positions", "margins", "user_trades", "v2/user_trades", "portfolio_margins", "mmp_trigger"].contains(&name)
}

/// The lengths of candles that the sockets have.
pub(crate) fn interval_of(name: &str) -> Option<Interval> {
    const NONE: [Interval; 3] = [Interval::Hour8, Interval::Day3, Interval::Month1];
    Interval::ALL.into_iter().find(|interval| interval.name() == name && !NONE.contains(interval))
}
