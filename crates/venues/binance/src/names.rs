//! What are this venue's streams called?

use twinline_model::Channel;

/// The stream of a channel. Symbols in stream names are lower case, in payloads upper case (as documented).
pub fn stream_name(symbol: Option<&str>, channel: Channel) -> Option<String> {
    if channel == Channel::Contracts {
        return Some("!contractInfo".to_owned());
    }
    let symbol = symbol?.to_lowercase();
    Some(match channel {
        Channel::Book => format!("{symbol}@depth@100ms"),
        Channel::Bbo => format!("{symbol}@bookTicker"),
        Channel::Trades => format!("{symbol}@aggTrade"),
        Channel::Candles(interval) => format!("{symbol}@kline_{interval}"),
        Channel::Mark => format!("{symbol}@markPrice@1s"),
        Channel::Ticker => format!("{symbol}@ticker"),
        Channel::Liquidations => format!("{symbol}@forceOrder"),
        Channel::Contracts => return None,
    })
}

/// What a `depthUpdate` is depends on the stream that it came on: the three look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepthStream {
    /// Changes of the book.
    Diff,
    /// The best 5, 10 or 20 levels, complete in themselves.
    Partial,
    /// Changes of the book with retail price improvement orders: another book.
    Rpi,
}

impl DepthStream {
    /// By the stream's name; `None` if that is not a depth stream.
    pub fn of(name: &str) -> Option<Self> {
        let (_, kind) = name.split_once('@')?;
        match kind.split('@').next()? {
            "depth" => Some(Self::Diff),
            "depth5" | "depth10" | "depth20" => Some(Self::Partial),
            "rpiDepth" => Some(Self::Rpi),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{MARKET, PUBLIC, SPEC};
    use twinline_model::Interval;

    #[test]
    fn names_are_lower_case_and_on_their_link() {
        let check = |channel, expected: &str, link| {
            assert_eq!(stream_name(Some("BTCUSDT"), channel).as_deref(), Some(expected));
            assert_eq!(SPEC.channel(channel).map(|row| row.link), Some(link), "{expected}");
        };
        check(Channel::Book, "btcusdt@depth@100ms", PUBLIC);
        check(Channel::Bbo, "btcusdt@bookTicker", PUBLIC);
        check(Channel::Trades, "btcusdt@aggTrade", MARKET);
        check(Channel::Candles(Interval::M1), "btcusdt@kline_1m", MARKET);
        check(Channel::Candles(Interval::Month1), "btcusdt@kline_1M", MARKET);
        check(Channel::Mark, "btcusdt@markPrice@1s", MARKET);
        check(Channel::Ticker, "btcusdt@ticker", MARKET);
        check(Channel::Liquidations, "btcusdt@forceOrder", MARKET);
        check(Channel::Contracts, "!contractInfo", MARKET);
        assert_eq!(stream_name(None, Channel::Book), None);
    }

    #[test]
    fn depth_streams_are_told_apart() {
        let check = |name, expected| assert_eq!(DepthStream::of(name), expected, "{name}");
        check("btcusdt@depth", Some(DepthStream::Diff));
        check("btcusdt@depth@100ms", Some(DepthStream::Diff));
        check("btcusdt@depth5", Some(DepthStream::Partial));
        check("btcusdt@depth20@500ms", Some(DepthStream::Partial));
        check("btcusdt@rpiDepth@500ms", Some(DepthStream::Rpi));
        check("btcusdt@bookTicker", None);
        check("", None);
    }
}
