//! What balances, accounts and positions look like, in the older and the newer form.

use rust_decimal::Decimal;
use twinline_exchange::Market;
use twinline_exchange::accounts::{AssetFigures, MarginType, PositionFigures, Statement, Totals};

use crate::faces::binance::private::amounts::{at_least, figure, money, short};
use crate::faces::binance::private::order_json::average_scale;
use crate::faces::binance::private::words;

/// The two generations of account calls, and where they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// `/fapi/v2`, and `account.*` of the WebSocket API.
    Old { api: bool },
    /// `/fapi/v3`, and `v2/account.*` of the WebSocket API.
    New { api: bool },
}

/// A position's row needs what its symbol is set to.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    pub market: &'a Market,
    pub figures: PositionFigures,
    /// Largest notional at this leverage.
    pub max_notional: Decimal,
}

/// Balances: one row per asset.
pub(crate) fn balances(statement: &Statement) -> String {
    let rows: Vec<String> = statement.assets.iter().map(balance).collect();
    format!("[{}]", rows.join(","))
}

fn balance(row: &AssetFigures) -> String {
    format!(
        "{{\"accountAlias\":\"SgsR\",\"asset\":\"{}\",\"balance\":\"{}\",\"crossWalletBalance\":\"{}\",\"crossUnPnl\":\"{}\",\"availableBalance\":\"{}\",\"maxWithdrawAmount\":\"{}\",\"marginAvailable\":{},\"updateTime\":{}}}",
        row.asset,
        money(row.wallet),
        money(row.cross_wallet),
        figure(row.cross_unrealized),
        figure(row.available),
        figure(row.max_withdraw),
        row.margin_available,
        row.updated_ns / 1_000_000,
    )
}

/// What the older account call says in front.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub fee_burn: bool,
    pub multi_assets: bool,
}

/// The account: totals, assets, positions.
pub(crate) fn account(statement: &Statement, rows: &[Row<'_>], head: Head, version: Version) -> String {
    let in_assets = version != Version::New { api: false };
    let assets: Vec<String> = statement.assets.iter().map(|row| asset(row, in_assets)).collect();
    let (head, positions): (String, Vec<String>) = match version {
        Version::Old { api } => {
            let burn = if api { String::new() } else { format!("\"feeBurn\":{},", head.fee_burn) };
            let head = format!(
                "\"feeTier\":0,{burn}\"canTrade\":true,\"canDeposit\":true,\"canWithdraw\":true,\"updateTime\":0,\"multiAssetsMargin\":{},\"tradeGroupId\":-1,",
                head.multi_assets
            );
            (head, rows.iter().map(|row| old_account_position(row, api)).collect())
        }
        Version::New { .. } => (String::new(), rows.iter().map(new_account_position).collect()),
    };
    format!("{{{head}{},\"assets\":[{}],\"positions\":[{}]}}", totals(&statement.totals), assets.join(","), positions.join(","))
}

fn totals(totals: &Totals) -> String {
    format!(
        "\"totalInitialMargin\":\"{}\",\"totalMaintMargin\":\"{}\",\"totalWalletBalance\":\"{}\",\"totalUnrealizedProfit\":\"{}\",\"totalMarginBalance\":\"{}\",\"totalPositionInitialMargin\":\"{}\",\"totalOpenOrderInitialMargin\":\"{}\",\"totalCrossWalletBalance\":\"{}\",\"totalCrossUnPnl\":\"{}\",\"availableBalance\":\"{}\",\"maxWithdrawAmount\":\"{}\"",
        figure(totals.initial),
        figure(totals.maintenance),
        figure(totals.wallet),
        figure(totals.unrealized),
        figure(totals.margin_balance),
        figure(totals.position_initial),
        figure(totals.order_initial),
        figure(totals.cross_wallet),
        figure(totals.cross_unrealized),
        figure(totals.available),
        figure(totals.max_withdraw),
    )
}

fn asset(row: &AssetFigures, tells_margin: bool) -> String {
    let margin = if tells_margin { format!("\"marginAvailable\":{},", row.margin_available) } else { String::new() };
    format!(
        "{{\"asset\":\"{}\",\"walletBalance\":\"{}\",\"unrealizedProfit\":\"{}\",\"marginBalance\":\"{}\",\"maintMargin\":\"{}\",\"initialMargin\":\"{}\",\"positionInitialMargin\":\"{}\",\"openOrderInitialMargin\":\"{}\",\"crossWalletBalance\":\"{}\",\"crossUnPnl\":\"{}\",\"availableBalance\":\"{}\",\"maxWithdrawAmount\":\"{}\",{margin}\"updateTime\":{}}}",
        row.asset,
        money(row.wallet),
        figure(row.unrealized),
        figure(row.margin_balance),
        figure(row.maintenance),
        figure(row.initial),
        figure(row.position_initial),
        figure(row.order_initial),
        money(row.cross_wallet),
        figure(row.cross_unrealized),
        figure(row.available),
        figure(row.max_withdraw),
        row.updated_ns / 1_000_000,
    )
}

fn zero_or(value: Decimal) -> String {
    if value.is_zero() { "0".to_owned() } else { figure(value) }
}

fn old_account_position(row: &Row<'_>, api: bool) -> String {
    let (spec, figures) = (&row.market.spec, &row.figures);
    let position = &figures.row;
    let even = if api { format!(",\"breakEvenPrice\":\"{}\"", entry(row, position.break_even_price)) } else { String::new() };
    format!(
        "{{\"symbol\":\"{}\",\"initialMargin\":\"{}\",\"maintMargin\":\"{}\",\"unrealizedProfit\":\"{}\",\"positionInitialMargin\":\"{}\",\"openOrderInitialMargin\":\"{}\",\"leverage\":\"{}\",\"isolated\":{},\"entryPrice\":\"{}\",\"maxNotional\":\"{}\",\"bidNotional\":\"{}\",\"askNotional\":\"{}\",\"positionSide\":\"{}\",\"positionAmt\":\"{}\",\"updateTime\":{}{even}}}",
        spec.name,
        zero_or(figures.initial),
        zero_or(figures.maintenance),
        figure(position.unrealized),
        zero_or(figures.position_initial),
        zero_or(figures.order_initial),
        figures.leverage,
        position.margin_type == MarginType::Isolated,
        entry(row, position.entry_price),
        short(row.max_notional),
        zero_or(figures.bid_notional),
        zero_or(figures.ask_notional),
        words::position_side(position.slot.side),
        at_least(position.amount, spec.qty_precision),
        figures.updated_ns / 1_000_000,
    )
}

fn new_account_position(row: &Row<'_>) -> String {
    let (spec, figures) = (&row.market.spec, &row.figures);
    format!(
        "{{\"symbol\":\"{}\",\"positionSide\":\"{}\",\"positionAmt\":\"{}\",\"unrealizedProfit\":\"{}\",\"isolatedMargin\":\"{}\",\"notional\":\"{}\",\"isolatedWallet\":\"{}\",\"initialMargin\":\"{}\",\"maintMargin\":\"{}\",\"updateTime\":{}}}",
        spec.name,
        words::position_side(figures.row.slot.side),
        at_least(figures.row.amount, spec.qty_precision),
        figure(figures.row.unrealized),
        figure(figures.isolated_margin),
        zero_or(figures.notional),
        zero_or(figures.row.isolated_wallet),
        zero_or(figures.initial),
        zero_or(figures.maintenance),
        figures.updated_ns / 1_000_000,
    )
}

/// A position with its risk.
pub(crate) fn position(row: &Row<'_>, version: Version) -> String {
    match version {
        Version::Old { api } => old_position(row, api),
        Version::New { .. } => new_position(row),
    }
}

fn new_position(row: &Row<'_>) -> String {
    let (spec, figures) = (&row.market.spec, &row.figures);
    let position = &figures.row;
    format!(
        "{{\"symbol\":\"{}\",\"positionSide\":\"{}\",\"positionAmt\":\"{}\",\"entryPrice\":\"{}\",\"breakEvenPrice\":\"{}\",\"markPrice\":\"{}\",\"unRealizedProfit\":\"{}\",\"liquidationPrice\":\"{}\",\"isolatedMargin\":\"{}\",\"notional\":\"{}\",\"marginAsset\":\"{}\",\"isolatedWallet\":\"{}\",\"initialMargin\":\"{}\",\"maintMargin\":\"{}\",\"positionInitialMargin\":\"{}\",\"openOrderInitialMargin\":\"{}\",\"adl\":{},\"bidNotional\":\"{}\",\"askNotional\":\"{}\",\"updateTime\":{}}}",
        spec.name,
        words::position_side(position.slot.side),
        at_least(position.amount, spec.qty_precision),
        entry(row, position.entry_price),
        entry(row, position.break_even_price),
        figure(figures.mark_price),
        figure(position.unrealized),
        zero_or(figures.liquidation_price.unwrap_or_default()),
        zero_or(figures.isolated_margin),
        zero_or(figures.notional),
        position.margin_asset,
        zero_or(position.isolated_wallet),
        zero_or(figures.initial),
        zero_or(figures.maintenance),
        zero_or(figures.position_initial),
        zero_or(figures.order_initial),
        figures.adl_quantile,
        zero_or(figures.bid_notional),
        zero_or(figures.ask_notional),
        figures.updated_ns / 1_000_000,
    )
}

fn old_position(row: &Row<'_>, api: bool) -> String {
    let (spec, figures) = (&row.market.spec, &row.figures);
    let position = &figures.row;
    format!(
        "{{\"entryPrice\":\"{}\",\"breakEvenPrice\":\"{}\",\"marginType\":\"{}\",\"isAutoAddMargin\":\"{}\",\"isolatedMargin\":\"{}\",\"leverage\":\"{}\",\"liquidationPrice\":\"{}\",\"markPrice\":\"{}\",\"maxNotionalValue\":\"{}\",\"positionAmt\":\"{}\",\"notional\":\"{}\",\"isolatedWallet\":\"{}\",\"symbol\":\"{}\",\"unRealizedProfit\":\"{}\",\"positionSide\":\"{}\",\"updateTime\":{}}}",
        entry(row, position.entry_price),
        entry(row, position.break_even_price),
        words::margin_type_lower(position.margin_type),
        if api { "False" } else { "false" },
        figure(figures.isolated_margin),
        figures.leverage,
        zero_or(figures.liquidation_price.unwrap_or_default()),
        figure(figures.mark_price),
        short(row.max_notional),
        at_least(position.amount, spec.qty_precision),
        zero_or(figures.notional),
        zero_or(position.isolated_wallet),
        spec.name,
        figure(position.unrealized),
        words::position_side(position.slot.side),
        figures.updated_ns / 1_000_000,
    )
}

fn entry(row: &Row<'_>, price: Decimal) -> String {
    at_least(price, average_scale(&row.market.spec))
}
