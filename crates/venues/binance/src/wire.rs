//! REST answers exactly as on the wire, nothing else. Events of the streams have no structs: they are read member by member.
//!
//! Members that are known and not needed are listed too, so that what is left over is really unknown and can be shown.
#![allow(dead_code, reason = "members that are not needed are listed so that unknown ones stand out")]

use std::fmt;

use serde::Deserialize as Derive;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

/// A member that is known and not needed.
pub type Unused = Option<IgnoredAny>;

/// `GET /fapi/v1/time`
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct Time {
    pub server_time: u64,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `GET /fapi/v1/ticker/bookTicker`
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct BookTicker {
    pub symbol: String,
    pub bid_price: Option<String>,
    pub bid_qty: Option<String>,
    pub ask_price: Option<String>,
    pub ask_qty: Option<String>,
    pub time: Option<u64>,
    pub last_update_id: Option<u64>,
    pub pair: Unused,
    pub ps: Unused,
    pub st: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A row of `GET /fapi/v1/aggTrades`
#[derive(Debug, Derive)]
pub struct AggTrade {
    pub a: u64,
    pub p: Option<String>,
    pub q: Option<String>,
    #[serde(rename = "T")]
    pub time: u64,
    pub m: bool,
    pub nq: Unused,
    pub f: Unused,
    pub l: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A row of `GET /fapi/v1/klines`: open time, open, high, low, close, volume, close time, quote volume, trades,
/// taker buy volume, taker buy quote volume, ignore.
#[derive(Debug, Derive)]
pub struct Kline(
    pub u64,
    pub String,
    pub String,
    pub String,
    pub String,
    pub String,
    pub u64,
    pub String,
    pub u64,
    pub IgnoredAny,
    pub IgnoredAny,
    pub IgnoredAny,
);

/// `GET /fapi/v1/premiumIndex`
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct PremiumIndex {
    pub symbol: String,
    pub mark_price: Option<String>,
    pub index_price: Option<String>,
    pub estimated_settle_price: Option<String>,
    pub last_funding_rate: Option<String>,
    pub next_funding_time: Option<u64>,
    pub time: Option<u64>,
    pub interest_rate: Unused,
    pub pair: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `GET /fapi/v1/ticker/24hr`
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct DayTicker {
    pub symbol: String,
    pub price_change: Option<String>,
    pub price_change_percent: Option<String>,
    pub weighted_avg_price: Option<String>,
    pub last_price: Option<String>,
    pub open_price: Option<String>,
    pub high_price: Option<String>,
    pub low_price: Option<String>,
    pub volume: Option<String>,
    pub quote_volume: Option<String>,
    pub open_time: Option<u64>,
    pub close_time: Option<u64>,
    pub last_qty: Unused,
    pub first_id: Unused,
    pub last_id: Unused,
    pub count: Unused,
    pub pair: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A row of `GET /fapi/v1/fundingRate`
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct FundingRate {
    pub symbol: String,
    pub funding_rate: Option<String>,
    pub funding_time: u64,
    pub mark_price: Option<String>,
    pub rate_type: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `GET /fapi/v1/exchangeInfo`
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeInfo {
    #[serde(default)]
    pub rate_limits: Vec<RateLimit>,
    pub symbols: Vec<Symbol>,
    /// Not the time of the answer: as observed in the capture, 37 hours old.
    pub server_time: Unused,
    pub timezone: Unused,
    pub futures_type: Unused,
    pub exchange_filters: Unused,
    pub assets: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct RateLimit {
    pub rate_limit_type: String,
    pub interval: String,
    pub interval_num: u64,
    pub limit: u64,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct Symbol {
    pub symbol: String,
    pub contract_type: Option<String>,
    pub delivery_date: Option<u64>,
    pub onboard_date: Option<u64>,
    pub status: String,
    pub base_asset: String,
    pub quote_asset: String,
    pub margin_asset: String,
    pub price_precision: Option<u64>,
    pub quantity_precision: Option<u64>,
    pub filters: Vec<Filter>,
    /// 1 for USD-M, 2 for COIN-M.
    pub st: Option<u64>,
    pub pair: Unused,
    pub ps: Unused,
    pub maint_margin_percent: Unused,
    pub required_margin_percent: Unused,
    pub base_asset_precision: Unused,
    pub quote_precision: Unused,
    pub underlying_type: Unused,
    pub underlying_sub_type: Unused,
    pub settle_plan: Unused,
    pub trigger_protect: Unused,
    pub liquidation_fee: Unused,
    pub market_take_bound: Unused,
    pub max_move_order_limit: Unused,
    pub order_types: Unused,
    pub time_in_force: Unused,
    pub permission_sets: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    pub filter_type: String,
    pub min_price: Option<String>,
    pub max_price: Option<String>,
    pub tick_size: Option<String>,
    pub min_qty: Option<String>,
    pub max_qty: Option<String>,
    pub step_size: Option<String>,
    pub notional: Option<String>,
    pub limit: Unused,
    pub multiplier_up: Unused,
    pub multiplier_down: Unused,
    pub multiplier_decimal: Unused,
    pub position_control_side: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The body of a refusal. `code` is an integer, on some endpoints text.
#[derive(Debug, Derive)]
pub struct Error<'a> {
    #[serde(borrow)]
    pub code: sonic_rs::LazyValue<'a>,
    pub msg: Option<String>,
}

/// Names of members that no struct lists.
#[derive(Debug, Default)]
pub struct Unknown(pub Vec<String>);

impl<'de> Deserialize<'de> for Unknown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Names)
    }
}

struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Unknown;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("members")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unknown, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = map.next_key()? {
            map.next_value::<IgnoredAny>()?;
            names.push(name);
        }
        Ok(Unknown(names))
    }
}
