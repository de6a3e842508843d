//! Which streams exist, how they are named, and on which route they are delivered.

use std::sync::Arc;

use twinline_exchange::Interval;

/// Update speed of book streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Speed {
    Ms100,
    Ms250,
    Ms500,
}

impl Speed {
    pub const ALL: [Speed; 3] = [Speed::Ms100, Speed::Ms250, Speed::Ms500];

    pub fn ms(self) -> i64 {
        match self {
            Speed::Ms100 => 100,
            Speed::Ms250 => 250,
            Speed::Ms500 => 500,
        }
    }

    pub fn index(self) -> usize {
        match self {
            Speed::Ms100 => 0,
            Speed::Ms250 => 1,
            Speed::Ms500 => 2,
        }
    }
}

/// What a stream carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Depth(Speed),
    RpiDepth,
    Partial(usize, Speed),
    BookTicker,
    AllBookTicker,
    Trade,
    AggTrade,
    Kline(Interval),
    ContinuousKline(Interval),
    MarkPrice { fast: bool },
    AllMarkPrice { fast: bool },
    MiniTicker,
    AllMiniTicker,
    Ticker,
    AllTicker,
    ForceOrder,
    AllForceOrder,
    ContractInfo,
    AssetIndex,
    AllAssetIndex,
}

/// The route of a stream connection, from its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Unrouted,
    Public,
    Market,
    Private,
}

/// A stream: what it carries, and the lower-case symbol, pair or asset (empty for all).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stream {
    pub kind: Kind,
    pub of: Arc<str>,
}

impl Stream {
    pub fn new(kind: Kind, of: &Arc<str>) -> Stream {
        Stream { kind, of: of.clone() }
    }

    /// A stream that is about everything listed.
    pub fn all(kind: Kind) -> Stream {
        Stream { kind, of: "".into() }
    }

    /// Reads a stream name; `None` for names that carry nothing here.
    pub fn parse(name: &str) -> Option<Stream> {
        let all = match name {
            "!bookTicker" => Some(Kind::AllBookTicker),
            "!markPrice@arr" => Some(Kind::AllMarkPrice { fast: false }),
            "!markPrice@arr@1s" => Some(Kind::AllMarkPrice { fast: true }),
            "!miniTicker@arr" => Some(Kind::AllMiniTicker),
            "!ticker@arr" => Some(Kind::AllTicker),
            "!forceOrder@arr" => Some(Kind::AllForceOrder),
            "!contractInfo" => Some(Kind::ContractInfo),
            "!assetIndex@arr" => Some(Kind::AllAssetIndex),
            _ => None,
        };
        if let Some(kind) = all {
            return Some(Stream::all(kind));
        }
        let (of, channel) = name.split_once('@')?;
        let kind = kind_of(channel)?;
        let of = match kind {
            Kind::ContinuousKline(_) => of.strip_suffix("_perpetual").or_else(|| of.strip_suffix("_PERPETUAL"))?,
            _ => of,
        };
        Some(Stream { kind, of: of.into() })
    }

    /// Name of the channel, for faults.
    pub fn channel(&self) -> &'static str {
        match self.kind {
            Kind::Depth(_) | Kind::Partial(..) => "depth",
            Kind::RpiDepth => "rpiDepth",
            Kind::BookTicker | Kind::AllBookTicker => "bookTicker",
            Kind::Trade => "trade",
            Kind::AggTrade => "aggTrade",
            Kind::Kline(_) => "kline",
            Kind::ContinuousKline(_) => "continuousKline",
            Kind::MarkPrice { .. } | Kind::AllMarkPrice { .. } => "markPrice",
            Kind::MiniTicker | Kind::AllMiniTicker => "miniTicker",
            Kind::Ticker | Kind::AllTicker => "ticker",
            Kind::ForceOrder | Kind::AllForceOrder => "forceOrder",
            Kind::ContractInfo => "contractInfo",
            Kind::AssetIndex | Kind::AllAssetIndex => "assetIndex",
        }
    }

    /// Whether a connection on this route gets the stream's data. Elsewhere a subscription is acknowledged and silent.
    pub fn is_delivered_on(&self, route: Route) -> bool {
        let public =
            matches!(self.kind, Kind::Depth(_) | Kind::RpiDepth | Kind::Partial(..) | Kind::BookTicker | Kind::AllBookTicker | Kind::Trade);
        match route {
            Route::Unrouted | Route::Public => public,
            Route::Market => !public,
            Route::Private => false,
        }
    }
}

fn kind_of(channel: &str) -> Option<Kind> {
    if let Some(interval) = channel.strip_prefix("kline_") {
        return Interval::from_name(interval).map(Kind::Kline);
    }
    if let Some(interval) = channel.strip_prefix("continuousKline_") {
        return Interval::from_name(interval).map(Kind::ContinuousKline);
    }
    if let Some(rest) = channel.strip_prefix("depth") {
        return depth_kind(rest);
    }
    match channel {
        "rpiDepth@500ms" | "rpiDepth" => Some(Kind::RpiDepth),
        "bookTicker" => Some(Kind::BookTicker),
        "trade" => Some(Kind::Trade),
        "aggTrade" => Some(Kind::AggTrade),
        "markPrice" => Some(Kind::MarkPrice { fast: false }),
        "markPrice@1s" => Some(Kind::MarkPrice { fast: true }),
        "miniTicker" => Some(Kind::MiniTicker),
        "ticker" => Some(Kind::Ticker),
        "forceOrder" => Some(Kind::ForceOrder),
        "assetIndex" => Some(Kind::AssetIndex),
        _ => None,
    }
}

/// What follows `depth`: levels, then a speed, both optional.
fn depth_kind(rest: &str) -> Option<Kind> {
    let (levels, speed) = rest.split_once('@').unwrap_or((rest, "250ms"));
    let speed = match speed {
        "100ms" => Speed::Ms100,
        "250ms" => Speed::Ms250,
        "500ms" => Speed::Ms500,
        _ => return None,
    };
    match levels {
        "" => Some(Kind::Depth(speed)),
        "5" => Some(Kind::Partial(5, speed)),
        "10" => Some(Kind::Partial(10, speed)),
        "20" => Some(Kind::Partial(20, speed)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names() {
        let check = |name: &str, kind: Option<Kind>| assert_eq!(Stream::parse(name).map(|stream| stream.kind), kind, "{name}");
        check("btcusdt@depth", Some(Kind::Depth(Speed::Ms250)));
        check("btcusdt@depth@100ms", Some(Kind::Depth(Speed::Ms100)));
        check("btcusdt@depth20@500ms", Some(Kind::Partial(20, Speed::Ms500)));
        check("btcusdt@depth7", None);
        check("btcusdt@depth@0ms", None);
        check("btcusdt@kline_1M", Some(Kind::Kline(Interval::Month1)));
        check("btcusdt@kline_1s", None);
        check("btcusdt_perpetual@continuousKline_5m", Some(Kind::ContinuousKline(Interval::Minute5)));
        check("btcusdt_next_quarter@continuousKline_5m", None);
        check("!markPrice@arr@1s", Some(Kind::AllMarkPrice { fast: true }));
        check("0", None);
        check("", None);
        check("@", None);
    }

    #[test]
    fn routes_as_documented() {
        let depth = Stream::parse("btcusdt@depth").expect("a stream");
        let kline = Stream::parse("btcusdt@kline_1m").expect("a stream");
        assert!(depth.is_delivered_on(Route::Unrouted) && depth.is_delivered_on(Route::Public));
        assert!(!depth.is_delivered_on(Route::Market) && !depth.is_delivered_on(Route::Private));
        assert!(kline.is_delivered_on(Route::Market) && !kline.is_delivered_on(Route::Unrouted));
    }
}
