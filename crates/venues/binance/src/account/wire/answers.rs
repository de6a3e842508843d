//! What do answers look like, row by row?

use std::collections::BTreeMap;

use serde::Deserialize as Derive;
use serde_json::value::RawValue;

use super::Text;
use crate::account::numbers::Loose;
use crate::wire::{Unknown, Unused};

/// An order in any answer: placed, changed, canceled, asked for, listed. What differs between those is optional.
#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct Order {
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
pub struct AlgoOrder {
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
pub struct Confirmed {
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
pub struct UserTrade {
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
pub struct Income {
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
pub struct BalanceRow {
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
pub struct PositionRow {
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
pub struct AccountConfig {
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
pub struct SymbolConfig {
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
pub struct CommissionRate {
    pub symbol: String,
    pub maker_commission_rate: Text,
    pub taker_commission_rate: Text,
    pub rpi_commission_rate: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct LeverageBrackets {
    pub symbol: String,
    /// Members of its rows as they are written: they are numbers, not texts.
    pub brackets: Vec<BTreeMap<String, Box<RawValue>>>,
    pub notional_coef: Unused,
    pub st: Option<u64>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct Leverage {
    pub symbol: String,
    pub leverage: Loose,
    pub max_notional_value: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct Countdown {
    pub symbol: String,
    pub countdown_time: Loose,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct ListenKey {
    pub listen_key: Text,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct LoggedOn {
    pub authorized_since: Option<u64>,
    pub server_time: Option<u64>,
    pub api_key: Unused,
    pub connected_since: Unused,
    pub return_rate_limits: Unused,
    #[serde(flatten)]
    pub unknown: Unknown,
}
