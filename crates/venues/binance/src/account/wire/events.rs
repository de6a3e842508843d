//! What do frames look like: events, and the frames that answers come in?

use std::borrow::Cow;

use serde::Deserialize as Derive;
use serde_json::value::RawValue;

use super::Text;
use crate::account::numbers::Loose;
use crate::wire::{Unknown, Unused};

/// A frame of the link of events: an event, or one within `data` beside the name of its stream, which is the stream's key
/// and never shown.
#[derive(Debug, Derive)]
pub struct Framed<'a> {
    #[serde(borrow)]
    pub e: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub data: Option<&'a RawValue>,
}

/// A frame of the commands link.
#[derive(Debug, Derive)]
pub struct Answered<'a> {
    pub id: Option<Loose>,
    pub status: Option<u16>,
    #[serde(borrow)]
    pub result: Option<&'a RawValue>,
    #[serde(borrow)]
    pub error: Option<&'a RawValue>,
    #[serde(borrow, rename = "rateLimits")]
    pub rate_limits: Option<&'a RawValue>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// How much of a limit is used.
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct LimitUse {
    pub rate_limit_type: String,
    pub interval: String,
    pub interval_num: u32,
    pub count: Option<u32>,
}

#[derive(Debug, Derive)]
pub struct OrderTradeUpdate {
    pub o: OrderEvent,
    #[serde(rename = "T")]
    pub at: Option<u64>,
    /// 1 for USD-M, 2 for COIN-M, if there.
    pub st: Option<u64>,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct OrderEvent {
    pub s: String,
    pub c: Text,
    #[serde(rename = "S")]
    pub side: Text,
    #[serde(rename = "o")]
    pub kind: Text,
    pub f: Text,
    pub q: Text,
    pub p: Text,
    pub ap: Text,
    pub sp: Text,
    #[serde(rename = "x")]
    pub execution: Text,
    #[serde(rename = "X")]
    pub status: Text,
    pub i: Loose,
    pub l: Text,
    pub z: Text,
    #[serde(rename = "L")]
    pub last_price: Text,
    #[serde(rename = "N")]
    pub fee_asset: Text,
    pub n: Text,
    #[serde(rename = "T")]
    pub at: Option<u64>,
    #[serde(rename = "t")]
    pub trade: Option<Loose>,
    pub m: Option<bool>,
    #[serde(rename = "R")]
    pub reduce_only: Option<bool>,
    pub wt: Text,
    pub ot: Text,
    pub ps: Text,
    pub cp: Option<bool>,
    pub cr: Text,
    pub rp: Text,
    pub gtd: Option<u64>,
    pub er: Option<Loose>,
    pub st: Option<u64>,
    pub b: Unused,
    pub a: Unused,
    #[serde(rename = "AP")]
    pub activation: Text,
    #[serde(rename = "pP")]
    pub price_protect: Unused,
    #[serde(rename = "V")]
    pub self_trade: Unused,
    #[serde(rename = "M")]
    pub modify_id: Unused,
    pub pm: Unused,
    pub si: Unused,
    pub ss: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct TradeLite {
    pub s: String,
    pub c: Text,
    #[serde(rename = "S")]
    pub side: Text,
    #[serde(rename = "L")]
    pub last_price: Text,
    pub l: Text,
    #[serde(rename = "t")]
    pub trade: Option<Loose>,
    pub i: Loose,
    pub m: Option<bool>,
    #[serde(rename = "T")]
    pub at: Option<u64>,
    pub st: Option<u64>,
    /// Not documented; taken where it is there.
    pub ps: Text,
    pub q: Unused,
    pub p: Unused,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct AlgoUpdate {
    pub o: AlgoEvent,
    #[serde(rename = "T")]
    pub at: Option<u64>,
    pub st: Option<u64>,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct AlgoEvent {
    pub s: String,
    pub caid: Text,
    pub aid: Loose,
    #[serde(rename = "o")]
    pub kind: Text,
    #[serde(rename = "S")]
    pub side: Text,
    pub ps: Text,
    pub f: Text,
    pub q: Text,
    #[serde(rename = "X")]
    pub status: Text,
    pub ai: Option<Loose>,
    pub tp: Text,
    pub p: Text,
    pub wt: Text,
    pub cp: Option<bool>,
    #[serde(rename = "R")]
    pub reduce_only: Option<bool>,
    pub gtd: Option<u64>,
    pub rm: Text,
    /// Not documented for this event; taken where it is there.
    pub cr: Text,
    pub st: Option<u64>,
    pub at: Unused,
    pub ap: Unused,
    pub aq: Unused,
    pub act: Unused,
    #[serde(rename = "V")]
    pub self_trade: Unused,
    pub pm: Unused,
    #[serde(rename = "pP")]
    pub price_protect: Unused,
    #[serde(rename = "AP")]
    pub activation: Text,
    pub tt: Unused,
    pub ia: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct AccountUpdate {
    pub a: Changes,
    #[serde(rename = "T")]
    pub at: Option<u64>,
    pub st: Option<u64>,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct Changes {
    /// Why. Not needed: what changed is told in absolute numbers.
    pub m: Text,
    #[serde(rename = "B", default)]
    pub balances: Vec<BalanceEvent>,
    #[serde(rename = "P", default)]
    pub positions: Vec<PositionEvent>,
    #[serde(rename = "S")]
    pub symbol: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct BalanceEvent {
    pub a: String,
    pub wb: Text,
    pub cw: Text,
    pub bc: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct PositionEvent {
    pub s: String,
    pub pa: Text,
    pub ep: Text,
    pub bep: Text,
    pub up: Text,
    pub mt: Text,
    pub iw: Text,
    pub ps: Text,
    pub st: Option<u64>,
    pub cr: Unused,
    pub ma: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct ConfigUpdate {
    pub ac: Option<LeverageEvent>,
    pub ai: Option<AssetModeEvent>,
    pub st: Option<u64>,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(rename = "T")]
    pub at: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct LeverageEvent {
    pub s: String,
    pub l: Loose,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct AssetModeEvent {
    pub j: bool,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct MarginCall {
    #[serde(rename = "E")]
    pub sent: Option<u64>,
    #[serde(default)]
    pub p: Vec<CalledPosition>,
    pub cw: Text,
    pub e: Unused,
    #[serde(rename = "T")]
    pub at: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct CalledPosition {
    pub s: String,
    pub ps: Text,
    pub pa: Text,
    pub mp: Text,
    pub up: Text,
    pub mm: Text,
    pub mt: Unused,
    pub iw: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct TriggerReject {
    #[serde(rename = "or")]
    pub order: RejectedTrigger,
    #[serde(rename = "T")]
    pub at: Option<u64>,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub struct RejectedTrigger {
    pub s: String,
    pub i: Option<Loose>,
    pub r: Text,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The end of the stream's key; the key itself is not looked at.
#[derive(Debug, Derive)]
pub struct KeyExpired {
    #[serde(rename = "listenKey")]
    pub key: Unused,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}
