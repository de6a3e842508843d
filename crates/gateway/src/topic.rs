//! What can be subscribed to, by name.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use twinline_model::{AccountId, Channel, InstrumentId, Interval};

use crate::config::nearest;

/// Kinds of channels that have topics, in the order in which they are shown.
const KINDS: [&str; 6] = ["bbo", "book", "candles", "mark", "ticker", "trades"];

/// A topic of the stream, for example `bbo.binance:BTCUSDT`, `candles.binance:BTCUSDT.1m` or `connections`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// One channel of one instrument.
    Market {
        /// Whose.
        instrument: InstrumentId,
        /// Which.
        channel: Channel,
    },
    /// The state of every connection, channel, budget and account.
    Connections,
    /// What happens to the gateway itself.
    System,
    /// Everything that happens to an account; nothing of it is ever left out.
    Account(AccountId),
}

/// Why a text is not a topic.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct TopicError(String);

impl FromStr for Topic {
    type Err = TopicError;
    fn from_str(text: &str) -> Result<Self, TopicError> {
        if text == "connections" {
            return Ok(Self::Connections);
        }
        if text == "system" {
            return Ok(Self::System);
        }
        let Some((kind, rest)) = text.split_once('.') else {
            return Err(unknown(text));
        };
        if kind == "account" {
            let account = AccountId::new(rest).map_err(|error| TopicError(format!("{error}")))?;
            return Ok(Self::Account(account));
        }
        let (instrument, channel) = match kind {
            "candles" => {
                let (instrument, interval) = rest
                    .rsplit_once('.')
                    .ok_or_else(|| TopicError(format!("candles need an interval, for example {}.1m", shorten(text))))?;
                (instrument, format!("candles.{interval}"))
            }
            other => (rest, other.to_owned()),
        };
        let channel: ChannelName = channel.parse().map_err(|_| if kind == "candles" { interval_error(text) } else { unknown(text) })?;
        let instrument = instrument.parse().map_err(|error| TopicError(format!("{error}")))?;
        Ok(Self::Market { instrument, channel: channel.0 })
    }
}

fn interval_error(text: &str) -> TopicError {
    let known: Vec<&str> = Interval::ALL.iter().map(|interval| interval.name()).collect();
    TopicError(format!("unknown interval in {}; known: {}", shorten(text), known.join(" ")))
}

fn unknown(text: &str) -> TopicError {
    let kind = text.split('.').next().unwrap_or_default();
    let known = KINDS.into_iter().chain(["account", "connections", "system"]);
    let hint = match nearest(kind, known) {
        Some("account") => "; for example account.main".to_owned(),
        Some(near) if near == kind => format!("; for example {kind}.venue:symbol"),
        Some(near) => format!("; did you mean {near}?"),
        None => format!("; known: {}, account, connections, system", KINDS.join(", ")),
    };
    TopicError(format!("unknown topic {}{hint}", shorten(text)))
}

fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(96).collect()
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connections => f.write_str("connections"),
            Self::System => f.write_str("system"),
            Self::Account(account) => write!(f, "account.{account}"),
            Self::Market { instrument, channel: Channel::Candles(interval) } => write!(f, "candles.{instrument}.{interval}"),
            Self::Market { instrument, channel } => write!(f, "{channel}.{instrument}"),
        }
    }
}

/// A channel by its name, for example `book` or `candles.1m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelName(pub Channel);

impl ChannelName {
    /// Best bid and offer.
    pub const BBO: Self = Self(Channel::Bbo);
    /// Rolling day.
    pub const TICKER: Self = Self(Channel::Ticker);
}

impl FromStr for ChannelName {
    type Err = TopicError;
    fn from_str(text: &str) -> Result<Self, TopicError> {
        let channel = match text.split_once('.') {
            Some(("candles", interval)) => Channel::Candles(interval.parse().map_err(|error| TopicError(format!("{error}")))?),
            None if text == "book" => Channel::Book,
            None if text == "bbo" => Channel::Bbo,
            None if text == "trades" => Channel::Trades,
            None if text == "mark" => Channel::Mark,
            None if text == "ticker" => Channel::Ticker,
            None if text == "candles" => return Err(TopicError("candles need an interval, for example candles.1m".to_owned())),
            _ => {
                let near = nearest(text, KINDS.into_iter())
                    .map_or_else(|| format!("known: {}", KINDS.join(", ")), |near| format!("did you mean {near}?"));
                return Err(TopicError(format!("unknown channel {}; {near}", shorten(text))));
            }
        };
        Ok(Self(channel))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for text in [
            "bbo.binance:BTCUSDT",
            "book.binance:BTCUSDT",
            "trades.delta:C-BTC-90000-310125",
            "candles.binance:BTCUSDT.1m",
            "candles.binance:BTCUSDT.1M",
            "mark.binance:BTC/USDT:USDT",
            "ticker.binance:1000SHIBUSDT",
            "connections",
            "system",
            "account.main",
        ] {
            assert_eq!(text.parse::<Topic>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn nonsense_is_refused_with_a_hint() {
        let check = |text: &str, part: &str| {
            let error = text.parse::<Topic>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        };
        check("", "unknown topic");
        check("bob.binance:BTCUSDT", "did you mean bbo?");
        check("conections", "did you mean connections?");
        check("bbo", "for example bbo.venue:symbol");
        check("bbo.BTCUSDT", "not an instrument");
        check("candles.binance:BTCUSDT", "candles need an interval");
        check("candles.binance:BTCUSDT.7m", "unknown interval");
        check("acount.main", "for example account.main");
        check("account.a b", "not a usable name");
    }
}
