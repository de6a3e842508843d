//! What the venue itself knows of its accounts, for referees. Decimals are texts, as short as they can be.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use twinline_exchange::Exchange;
use twinline_exchange::accounts::{AccountId, Accounts, AlgoRecord, FillRecord, IncomeRecord, OrderRecord, PositionFigures, Statement};

use crate::faces::binance::private::words;

/// All accounts, by name. The words are the engine's, whatever the venue's are.
pub(crate) fn accounts(exchange: &Exchange, names: &[(AccountId, String)]) -> Value {
    let told: Map<String, Value> = names.iter().map(|(account, name)| (name.clone(), of(exchange, *account))).collect();
    Value::Object(told)
}

fn text(value: Decimal) -> Value {
    Value::String(value.normalize().to_string())
}

fn name(exchange: &Exchange, symbol: usize) -> &str {
    exchange.markets().get(symbol).map_or("", |market| market.spec.name.as_str())
}

fn of(exchange: &Exchange, account: AccountId) -> Value {
    let accounts = exchange.accounts();
    let Ok(statement) = exchange.statement(account) else { return Value::Null };
    let orders = |rows: Vec<&OrderRecord>| -> Value { rows.into_iter().map(|row| order(exchange, row)).collect() };
    json!({
        "id": account.0,
        "balances": balances(&statement),
        "positions": positions(exchange, &statement),
        "available": text(statement.totals.available),
        "open_orders": orders(accounts.open_orders(account, None)),
        "orders": orders(accounts.orders(account, None)),
        "fills": accounts.fills(account).into_iter().flatten().map(|row| fill(exchange, row)).collect::<Value>(),
        "income": accounts.income(account).into_iter().flatten().filter_map(|row| income(exchange, row)).collect::<Value>(),
        "open_algo_orders": accounts.open_algos(account, None).into_iter().map(|row| algo(exchange, row)).collect::<Value>(),
        "algo_orders": accounts.algos(account, None).into_iter().map(|row| algo(exchange, row)).collect::<Value>(),
        "settings": settings(exchange, accounts, account),
    })
}

fn balances(statement: &Statement) -> Value {
    let rows = statement.assets.iter().map(|row| {
        let body = json!({
            "wallet": text(row.wallet), "cross_wallet": text(row.cross_wallet), "unrealized": text(row.unrealized),
            "available": text(row.available), "initial_margin": text(row.initial), "maintenance_margin": text(row.maintenance),
        });
        (row.asset.clone(), body)
    });
    Value::Object(rows.collect())
}

/// Positions that are not flat.
fn positions(exchange: &Exchange, statement: &Statement) -> Value {
    let open = statement.positions.iter().filter(|held| !held.row.amount.is_zero());
    open.map(|held| position(exchange, held)).collect()
}

fn position(exchange: &Exchange, held: &PositionFigures) -> Value {
    json!({
        "symbol": name(exchange, held.row.slot.symbol),
        "position_side": words::position_side(held.row.slot.side),
        "amount": text(held.row.amount),
        "entry_price": text(held.row.entry_price),
        "break_even_price": text(held.row.break_even_price),
        "realized": text(held.row.realized),
        "unrealized": text(held.row.unrealized),
        "mark_price": text(held.mark_price),
        "liquidation_price": held.liquidation_price.map(text),
        "margin_type": words::margin_type(held.row.margin_type),
        "isolated_wallet": text(held.row.isolated_wallet),
        "leverage": held.leverage,
        "updated": held.updated_ns / 1_000_000,
    })
}

fn order(exchange: &Exchange, row: &OrderRecord) -> Value {
    json!({
        "order_id": row.id.0,
        "client_order_id": row.client_id,
        "symbol": name(exchange, row.symbol),
        "side": words::side(row.side),
        "position_side": words::position_side(row.position_side),
        "type": words::order_kind(row.kind),
        "time_in_force": words::life(row.life),
        "price": text(row.price),
        "quantity": text(row.quantity),
        "executed": text(row.executed),
        "quote": text(row.quote),
        "status": words::order_status(row.status),
        "reduce_only": row.reduce_only,
        "algo_id": row.algo.map(|algo| algo.0),
        "created": row.created_ns / 1_000_000,
        "updated": row.updated_ns / 1_000_000,
    })
}

fn fill(exchange: &Exchange, row: &FillRecord) -> Value {
    json!({
        "trade_id": row.id,
        "order_id": row.order.0,
        "symbol": name(exchange, row.symbol),
        "side": words::side(row.side),
        "position_side": words::position_side(row.position_side),
        "price": text(row.price),
        "quantity": text(row.quantity),
        "commission": text(row.commission),
        "commission_asset": row.commission_asset,
        "realized": text(row.realized),
        "maker": row.maker,
        "time": row.at_ns / 1_000_000,
    })
}

fn income(exchange: &Exchange, row: &IncomeRecord) -> Option<Value> {
    Some(json!({
        "tran_id": row.tran_id,
        "type": words::income_kind(row.kind)?,
        "asset": row.asset,
        "amount": text(row.amount),
        "symbol": row.symbol.map(|symbol| name(exchange, symbol)),
        "trade_id": row.trade,
        "time": row.at_ns / 1_000_000,
    }))
}

fn algo(exchange: &Exchange, row: &AlgoRecord) -> Value {
    json!({
        "algo_id": row.id.0,
        "client_algo_id": row.client_id,
        "symbol": name(exchange, row.symbol),
        "side": words::side(row.side),
        "position_side": words::position_side(row.position_side),
        "type": words::algo_kind(row.kind),
        "quantity": text(row.quantity),
        "price": text(row.price),
        "trigger_price": text(row.trigger_price),
        "close_position": row.close_position,
        "reduce_only": row.reduce_only,
        "status": words::algo_status(row.status),
        "order_id": row.order.map(|order| order.0),
        "reason": row.reason,
        "created": row.created_ns / 1_000_000,
        "updated": row.updated_ns / 1_000_000,
    })
}

fn settings(exchange: &Exchange, accounts: &Accounts, account: AccountId) -> Value {
    let symbols: Map<String, Value> = (0..exchange.markets().len())
        .filter_map(|symbol| {
            let (leverage, margin_type) = accounts.symbol_settings(account, symbol)?;
            Some((name(exchange, symbol).to_owned(), json!({ "leverage": leverage, "margin_type": words::margin_type(margin_type) })))
        })
        .collect();
    json!({
        "hedge_mode": accounts.hedge_mode(account),
        "multi_assets": accounts.multi_assets(account),
        "fee_burn": accounts.fee_burn(account),
        "symbols": symbols,
    })
}
