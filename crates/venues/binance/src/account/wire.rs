//! What do events and answers look like? Exactly as on the wire, nothing else.
//!
//! Members that are known and not needed are listed too, so that what is left over is really unknown and can be shown.
//! Nearly all are optional: what an order or a row cannot be understood without is said where it is read.
#![allow(dead_code, reason = "members that are not needed are listed so that unknown ones stand out")]

use std::borrow::Cow;

use serde::Deserialize as Derive;
use serde_json::value::RawValue;

use super::numbers::Loose;
use crate::wire::{Unknown, Unused};

type Text = Option<String>;

/// A frame of the link of events: an event, or one within `data` beside the name of its stream, which is the stream's key
/// and never shown.
#[derive(Debug, Derive)]
pub(super) struct Framed<'a> {
    #[serde(borrow)]
    pub e: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub data: Option<&'a RawValue>,
}

/// A frame of the commands link.
#[derive(Debug, Derive)]
pub(super) struct Answered<'a> {
    pub id: Option<Loose>,
    pub status: Option<u16>,
    #[serde(borrow)]
    pub result: Option<&'a RawValue>,
    #[serde(borrow)]
    pub error: Option<&'a RawValue>,
    #[serde(rename = "rateLimits")]
    pub rate_limits: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub(super) struct OrderTradeUpdate {
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
pub(super) struct OrderEvent {
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
pub(super) struct TradeLite {
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
pub(super) struct AlgoUpdate {
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
pub(super) struct AlgoEvent {
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
pub(super) struct AccountUpdate {
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
pub(super) struct Changes {
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
pub(super) struct BalanceEvent {
    pub a: String,
    pub wb: Text,
    pub cw: Text,
    pub bc: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub(super) struct PositionEvent {
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
pub(super) struct ConfigUpdate {
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
pub(super) struct LeverageEvent {
    pub s: String,
    pub l: Loose,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub(super) struct AssetModeEvent {
    pub j: bool,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
pub(super) struct MarginCall {
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
pub(super) struct CalledPosition {
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
pub(super) struct TriggerReject {
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
pub(super) struct RejectedTrigger {
    pub s: String,
    pub i: Option<Loose>,
    pub r: Text,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The end of the stream's key; the key itself is not looked at.
#[derive(Debug, Derive)]
pub(super) struct KeyExpired {
    #[serde(rename = "listenKey")]
    pub key: Unused,
    pub e: Unused,
    #[serde(rename = "E")]
    pub sent: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An order in any answer: placed, changed, canceled, asked for, listed. What differs between those is optional.
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub symbol: String,
    pub order_id: Loose,
    pub client_order_id: Text,
    pub status: Text,
    pub side: Text,
    pub position_side: Text,
    #[serde(rename = "type")]
    pub kind: Text,
    pub orig_type: Text,
    pub time_in_force: Text,
    pub orig_qty: Text,
    pub price: Text,
    pub stop_price: Text,
    pub price_rate: Text,
    pub executed_qty: Text,
    pub avg_price: Text,
    pub reduce_only: Option<bool>,
    pub close_position: Option<bool>,
    pub working_type: Text,
    pub good_till_date: Option<u64>,
    pub update_time: Option<u64>,
    pub st: Option<u64>,
    pub time: Unused,
    pub cum_qty: Unused,
    pub cum_quote: Unused,
    pub cum_base: Unused,
    pub pair: Unused,
    pub modify_id: Unused,
    pub activate_price: Text,
    pub price_protect: Unused,
    pub price_match: Unused,
    pub self_trade_prevention_mode: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An order of the other book in any answer.
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlgoOrder {
    pub symbol: String,
    pub algo_id: Loose,
    pub client_algo_id: Text,
    pub algo_status: Text,
    pub order_type: Text,
    pub side: Text,
    pub position_side: Text,
    pub time_in_force: Text,
    pub quantity: Text,
    pub price: Text,
    pub trigger_price: Text,
    pub callback_rate: Text,
    pub reduce_only: Option<bool>,
    pub close_position: Option<bool>,
    pub working_type: Text,
    pub good_till_date: Option<u64>,
    pub actual_order_id: Option<Loose>,
    pub update_time: Option<u64>,
    pub st: Option<u64>,
    /// Not documented; taken where it is there.
    pub failed_reason: Text,
    pub algo_type: Unused,
    pub actual_price: Unused,
    pub actual_type: Unused,
    pub actual_qty: Unused,
    pub activate_price: Text,
    pub create_time: Unused,
    pub trigger_time: Unused,
    pub iceberg_quantity: Unused,
    pub price_match: Unused,
    pub price_protect: Unused,
    pub self_trade_prevention_mode: Unused,
    pub tp_order_type: Unused,
    pub tp_trigger_price: Unused,
    pub tp_price: Unused,
    pub sl_trigger_price: Unused,
    pub sl_price: Unused,
    pub pair: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What is said of a command that has no more to tell. `code` is an integer, on some endpoints text.
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct Confirmed {
    pub code: Loose,
    pub msg: Text,
    pub algo_id: Option<Loose>,
    pub client_algo_id: Text,
    pub amount: Unused,
    #[serde(rename = "type")]
    pub kind: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserTrade {
    pub symbol: String,
    pub id: Loose,
    pub order_id: Loose,
    pub side: Text,
    pub position_side: Text,
    pub price: Text,
    pub qty: Text,
    pub commission: Text,
    pub commission_asset: Text,
    pub realized_pnl: Text,
    pub maker: Option<bool>,
    pub time: Option<u64>,
    pub st: Option<u64>,
    pub buyer: Unused,
    pub quote_qty: Unused,
    pub base_qty: Unused,
    pub margin_asset: Unused,
    pub pair: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct Income {
    pub symbol: Text,
    pub income_type: String,
    pub income: Text,
    pub asset: String,
    pub time: Option<u64>,
    pub tran_id: Option<Loose>,
    pub trade_id: Option<Loose>,
    pub st: Option<u64>,
    pub info: Unused,
    pub pair: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct BalanceRow {
    pub asset: String,
    pub balance: Text,
    pub cross_wallet_balance: Text,
    pub available_balance: Text,
    pub update_time: Option<u64>,
    pub account_alias: Unused,
    pub cross_un_pnl: Unused,
    pub max_withdraw_amount: Unused,
    pub margin_available: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct PositionRow {
    pub symbol: String,
    pub position_side: Text,
    pub position_amt: Text,
    pub entry_price: Text,
    pub break_even_price: Text,
    pub mark_price: Text,
    pub un_realized_profit: Text,
    pub liquidation_price: Text,
    pub isolated_wallet: Text,
    pub update_time: Option<u64>,
    pub st: Option<u64>,
    /// Of the second version only, which is not asked for; taken where they are there.
    pub margin_type: Text,
    pub leverage: Option<Loose>,
    pub isolated_margin: Unused,
    pub notional: Unused,
    pub margin_asset: Unused,
    pub initial_margin: Unused,
    pub maint_margin: Unused,
    pub position_initial_margin: Unused,
    pub open_order_initial_margin: Unused,
    pub adl: Unused,
    pub bid_notional: Unused,
    pub ask_notional: Unused,
    pub is_auto_add_margin: Unused,
    pub max_notional_value: Unused,
    pub pair: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountConfig {
    pub can_trade: Option<bool>,
    pub dual_side_position: Option<bool>,
    pub multi_assets_margin: Option<bool>,
    pub fee_tier: Unused,
    pub can_deposit: Unused,
    pub can_withdraw: Unused,
    pub update_time: Unused,
    pub trade_group_id: Unused,
    pub fee_burn: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct SymbolConfig {
    pub symbol: String,
    pub margin_type: Text,
    pub leverage: Option<Loose>,
    pub st: Option<u64>,
    pub is_auto_add_margin: Unused,
    pub max_notional_value: Unused,
    pub pair: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommissionRate {
    pub symbol: String,
    pub maker_commission_rate: Text,
    pub taker_commission_rate: Text,
    pub rpi_commission_rate: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct Leverage {
    pub symbol: String,
    pub leverage: Loose,
    pub max_notional_value: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListenKey {
    pub listen_key: Text,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub(super) struct LoggedOn {
    pub authorized_since: Option<u64>,
    pub server_time: Option<u64>,
    pub api_key: Unused,
    pub connected_since: Unused,
    pub return_rate_limits: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}
