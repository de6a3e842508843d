//! What are this venue's channels called?

use twinline_model::{Channel, Instrument, InstrumentKind};

/// Prefix of the symbol of a mark price.
pub const MARK: &str = "MARK:";

/// A channel of the wire with what is subscribed on it; `None` where the channel takes no symbols.
pub type Name = (String, Option<String>);

/// Channels of the public socket that together carry one of ours.
pub fn names(instrument: Option<&Instrument>, channel: Channel) -> Vec<Name> {
    let Some(instrument) = instrument else {
        return match channel {
            Channel::Contracts => vec![("product_updates".to_owned(), None), ("system_status".to_owned(), None)],
            _ => Vec::new(),
        };
    };
    let symbol = instrument.id.symbol();
    let one = |name: &str| vec![(name.to_owned(), Some(symbol.to_owned()))];
    match channel {
        Channel::Book => one("ob_updates"),
        Channel::Bbo => one("ob_l1"),
        Channel::Trades => one("trades"),
        Channel::Ticker => one("ticker"),
        Channel::Candles(interval) => one(&format!("candlestick_{interval}")),
        Channel::Mark => {
            let mut all = vec![("mark_price".to_owned(), Some(format!("{MARK}{symbol}")))];
            if instrument.kind == InstrumentKind::Perpetual {
                all.extend(one("funding_rate"));
            }
            all.push((SPOT.to_owned(), Some(index(instrument))));
            all
        }
        Channel::Liquidations | Channel::Contracts => Vec::new(),
    }
}

/// The channel of index prices. Its symbols are shared by instruments.
pub const SPOT: &str = "spot_price";

/// The index that an instrument follows: `.DE`, asset, quote, with BTC written `XBT` (as observed in the recording for every
/// product but an interest rate swap).
pub fn index(instrument: &Instrument) -> String {
    let of = |asset: &str| if asset == "BTC" { "XBT".to_owned() } else { asset.to_owned() };
    format!(".DE{}{}", of(&instrument.underlying), of(&instrument.quote))
}

/// The channel of ours that a channel of the wire, in either dialect, belongs to; `None` if it is no channel of the market.
pub fn kind(name: &str) -> Option<&'static str> {
    Some(match name {
        "ob_updates" | "ob_l2" | "l2_updates" | "l2_orderbook" => Channel::Book.kind(),
        "ob_l1" | "l1_orderbook" | "l1ob" => Channel::Bbo.kind(),
        "trades" | "all_trades" => Channel::Trades.kind(),
        "ticker" | "v2/ticker" => Channel::Ticker.kind(),
        "mark_price" => Channel::Mark.kind(),
        "product_updates" | "system_status" | "announcements" => Channel::Contracts.kind(),
        name if name.starts_with("candlestick_") => "candles",
        _ => return None,
    })
}

/// True if an instrument follows this index: the same rule as [`index`], without writing it.
pub fn follows(instrument: &Instrument, index: &str) -> bool {
    let [base, quote] = [&instrument.underlying, &instrument.quote].map(|asset| if asset == "BTC" { "XBT" } else { asset.as_str() });
    index.strip_prefix(".DE").and_then(|pair| pair.strip_prefix(base)) == Some(quote)
}
