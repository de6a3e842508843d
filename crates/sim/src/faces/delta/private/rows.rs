//! How are the rows of an account worded?

use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_exchange::SymbolSpec;
use twinline_exchange::accounts::{
    AccountId, AssetFigures, FillRecord, IncomeKind, IncomeRecord, Life, MarginType, OrderRef, PositionFigures,
};

use super::super::listed::{Kind, Product, iso};
use super::super::live::Live;
use super::super::tables::{asset_id, product};
use super::shown::{Engine, Shown};

/// A time as the venue writes it over REST, with microseconds.
pub(crate) fn stamp(ns: i64) -> String {
    let whole = iso(ns.div_euclid(1_000_000));
    format!("{}.{:06}Z", whole.trim_end_matches('Z'), ns.rem_euclid(1_000_000_000) / 1_000)
}

pub(crate) fn text(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A quantity as contracts, or as units of a spot pair; one that does not fit is not told rather than told wrong.
pub(crate) fn size(product: &Product, spec: &SymbolSpec, quantity: Decimal) -> Value {
    let each = if product.kind == Kind::Spot { Decimal::ONE } else { Decimal::new(1, spec.qty_precision) };
    let count = quantity.checked_div(each).map(|count| count.normalize().to_string());
    count.and_then(|count| serde_json::from_str(&count).ok()).unwrap_or(Value::Null)
}

fn average(shown: &Shown) -> Option<String> {
    let average = shown.quote.checked_div(shown.executed)?;
    Some(text(average.round_dp(8)))
}

/// The price that an order is limited by; a market order reports one far from the market (as observed).
fn limit(live: &Live, shown: &Shown) -> Option<String> {
    if !shown.market {
        return Some(text(shown.price));
    }
    if shown.state == "pending" {
        return None;
    }
    let market = &live.markets()[shown.symbol];
    let far = if shown.side == twinline_exchange::Side::Buy { 2 } else { 0 };
    let best = market.book.best(shown.side.opposite()).map_or(market.spec.home_ticks, |(ticks, _)| ticks);
    Some(super::super::listed::price(&market.spec, best.saturating_mul(far).max(1)))
}

fn side(shown: &Shown) -> &'static str {
    if shown.side == twinline_exchange::Side::Buy { "buy" } else { "sell" }
}

/// What its fills cost.
fn paid(live: &Live, account: AccountId, shown: &Shown) -> Decimal {
    let accounts = live.exchange().accounts();
    let Engine::Book(OrderRef::Id(id)) = super::shown::engine(accounts, account, shown) else { return Decimal::ZERO };
    let fills = accounts.fills(account).into_iter().flatten().rev().filter(|fill| !shown.executed.is_zero() && fill.order == id);
    fills.fold(Decimal::ZERO, |sum, fill| sum.checked_add(fill.commission).unwrap_or(sum))
}

/// An order over REST.
pub(crate) fn order(live: &Live, account: AccountId, shown: &Shown) -> Value {
    let (listed, spec) = (&live.products[shown.symbol], &live.markets()[shown.symbol].spec);
    let stop = shown.stop.as_ref();
    json!({
        "id": shown.id, "user_id": account.0, "product_id": listed.id, "product_symbol": listed.symbol, "side": side(shown),
        "size": size(listed, spec, shown.quantity), "unfilled_size": shown.unfilled().map_or(Value::Null, |unfilled| size(listed, spec, unfilled)),
        "order_type": if shown.market { "market_order" } else { "limit_order" },
        "limit_price": limit(live, shown), "average_fill_price": average(shown),
        "time_in_force": if shown.life == Life::Ioc || (shown.market && stop.is_none()) { "ioc" } else { "gtc" },
        "post_only": shown.life == Life::Gtx, "state": shown.state,
        "stop_order_type": stop.map(|stop| stop.kind), "stop_price": stop.map(|stop| text(stop.price)),
        "stop_trigger_method": stop.map(|stop| stop.method), "trail_amount": stop.and_then(|stop| stop.trail).map(text), "reduce_only": shown.reduce_only,
        "client_order_id": shown.client_id, "cancellation_reason": shown.cancelled, "commission": "0",
        "paid_commission": text(paid(live, account, shown)), "mmp": "disabled", "margin_mode": "isolated", "quote_size": null,
        "bracket_order": stop.filter(|stop| stop.bracket).map(|_| true), "bracket_stop_loss_price": null,
        "bracket_stop_loss_limit_price": null, "bracket_take_profit_price": null, "bracket_take_profit_limit_price": null,
        "bracket_trail_amount": null,
        "meta_data": {"cashflow": "0", "ip": "203.0.113.7", "otc": false, "pnl": "0", "source": "api"},
        "created_at": stamp(shown.created_ns), "updated_at": stamp(shown.updated_ns),
    })
}

/// A change of an order on the socket.
pub(crate) fn order_change(live: &Live, shown: &Shown, action: &str, reason: Option<&str>, seq: u64, at_us: i64) -> Value {
    let (listed, spec) = (&live.products[shown.symbol], &live.markets()[shown.symbol].spec);
    let stop = shown.stop.as_ref();
    json!({
        "type": "orders", "action": action, "reason": reason, "symbol": listed.symbol, "product_id": listed.id, "order_id": shown.id,
        "client_order_id": shown.client_id.as_deref().unwrap_or(""), "size": size(listed, spec, shown.quantity),
        "unfilled_size": shown.unfilled().map_or(Value::Null, |unfilled| size(listed, spec, unfilled)), "average_fill_price": average(shown), "limit_price": limit(live, shown),
        "side": side(shown), "cancellation_reason": shown.cancelled, "stop_order_type": stop.map(|stop| stop.kind),
        "bracket_order": stop.is_some_and(|stop| stop.bracket), "state": shown.state, "seq_no": seq, "timestamp": at_us,
        "stop_price": stop.map(|stop| text(stop.price)), "trigger_price_max_or_min": null, "bracket_stop_loss_price": null,
        "bracket_stop_loss_limit_price": null, "bracket_take_profit_price": null, "bracket_take_profit_limit_price": null,
        "bracket_trail_amount": null,
    })
}

/// Price at which the margin of an isolated position is used up.
fn bankruptcy(held: &PositionFigures) -> Option<Decimal> {
    if held.row.margin_type != MarginType::Isolated || held.row.amount.is_zero() {
        return None;
    }
    let per_unit = held.row.isolated_wallet.checked_div(held.row.amount)?;
    held.row.entry_price.checked_sub(per_unit).map(|price| price.max(Decimal::ZERO).round_dp(8))
}

/// What a position and its row on the socket have in common.
fn position_head(live: &Live, held: &PositionFigures) -> Value {
    let at = held.row.slot.symbol;
    let (listed, spec) = (&live.products[at], &live.markets()[at].spec);
    let flat = held.row.amount.is_zero();
    let rate = live.exchange().accounts().rules().symbols.get(at).map_or(Decimal::ZERO, |rule| rule.taker_rate);
    let commission = held.row.entry_price.checked_mul(held.row.amount.abs()).and_then(|notional| notional.checked_mul(rate));
    json!({
        "product_id": listed.id, "size": size(listed, spec, held.row.amount), "margin": text(held.row.isolated_wallet),
        "entry_price": (!flat).then(|| text(held.row.entry_price)),
        "liquidation_price": held.liquidation_price.filter(|_| !flat).map(|price| text(price.round_dp(8))),
        "bankruptcy_price": bankruptcy(held).map(text),
        "commission": commission.map(|commission| text(commission.round_dp(8))),
    })
}

/// A change of a position on the socket.
pub(crate) fn position_change(live: &Live, held: &PositionFigures, action: &str) -> Value {
    let mut row = position_head(live, held);
    row["type"] = "positions".into();
    row["action"] = action.into();
    row["reason"] = Value::Null;
    row["symbol"] = live.products[held.row.slot.symbol].symbol.clone().into();
    row
}

/// A position over REST.
pub(crate) fn position(live: &Live, account: AccountId, held: &PositionFigures, auto_topup: bool) -> Value {
    let at = held.row.slot.symbol;
    let (listed, spec) = (&live.products[at], &live.markets()[at].spec);
    let mode = if held.row.margin_type == MarginType::Isolated { "isolated" } else { "cross" };
    let mut row = position_head(live, held);
    let rest = json!({
        "user_id": account.0, "product_symbol": listed.symbol, "adl_level": held.adl_quantile, "auto_topup": auto_topup,
        "margin_mode": mode, "mark_price": text(held.mark_price), "realized_pnl": text(held.row.realized), "realized_funding": "0",
        "realized_cashflow": "0", "realized_holding_cost": "0", "unrealized_pnl": text(held.row.unrealized), "unrealized_cashflow": "0",
        "created_at": stamp(held.updated_ns), "updated_at": stamp(held.updated_ns), "product": product(listed, spec, live.opened_ms),
    });
    if let (Some(members), Value::Object(rest)) = (row.as_object_mut(), rest) {
        members.extend(rest);
    }
    row
}

/// A wallet, over REST and on the socket.
pub(crate) fn wallet(account: AccountId, held: &AssetFigures) -> Value {
    let blocked = held.wallet.checked_sub(held.available).map(|blocked| text(blocked.max(Decimal::ZERO)));
    json!({
        "id": u64::from(account.0) * 1_000 + asset_id(&held.asset), "user_id": account.0, "asset_id": asset_id(&held.asset),
        "asset_symbol": held.asset, "balance": text(held.wallet), "available_balance": text(held.available),
        "available_balance_for_robo": text(held.available), "blocked_margin": blocked, "order_margin": text(held.order_initial),
        "position_margin": text(held.position_initial), "commission": "0", "cross_order_margin": "0", "cross_position_margin": "0",
        "cross_commission": "0", "cross_locked_collateral": "0", "cross_asset_liability": "0", "portfolio_margin": "0",
        "interest_credit": "0", "pending_referral_bonus": "0", "pending_trading_fee_credit": "0", "trading_fee_credit": "0",
        "unvested_amount": "0",
    })
}

/// Number of the order that a fill belongs to, as the venue shows it.
pub(crate) fn order_of(live: &Live, account: AccountId, fill: &FillRecord) -> Option<Shown> {
    let accounts = live.exchange().accounts();
    let record = accounts.order(account, fill.symbol, &twinline_exchange::accounts::OrderRef::Id(fill.order))?;
    Some(super::shown::of_record(accounts, record))
}

/// A fill over REST.
pub(crate) fn fill(live: &Live, account: AccountId, row: &FillRecord) -> Value {
    let (listed, spec) = (&live.products[row.symbol], &live.markets()[row.symbol].spec);
    let order = order_of(live, account, row);
    json!({
        "id": row.id.to_string(), "order_id": order.as_ref().map_or(row.order.0, |order| order.id).to_string(),
        "product_id": listed.id, "product_symbol": listed.symbol, "user_id": account.0,
        "side": if row.side == twinline_exchange::Side::Buy { "buy" } else { "sell" }, "size": size(listed, spec, row.quantity),
        "price": text(row.price), "role": if row.maker { "maker" } else { "taker" }, "fill_type": "normal",
        "commission": text(row.commission), "created_at": stamp(row.at_ns), "settling_asset_id": asset_id(&row.commission_asset),
        "settling_asset_symbol": row.commission_asset,
        "meta_data": {
            "order_price": order.as_ref().map(|order| text(order.price)), "total_commission_in_settling_asset": text(row.commission),
            "order_type": order.as_ref().map(|order| if order.market { "market_order" } else { "limit_order" }),
        },
        "product": product(listed, spec, live.opened_ms),
    })
}

/// A movement of money; none for what the venue does not book.
pub(crate) fn transaction(live: &Live, account: AccountId, row: &IncomeRecord) -> Option<Value> {
    let kind = match row.kind {
        IncomeKind::Transfer if row.amount.is_sign_negative() => "withdrawal",
        IncomeKind::Transfer => "deposit",
        IncomeKind::RealizedPnl => "cashflow",
        IncomeKind::FundingFee => "funding",
        IncomeKind::Commission => "commission",
        IncomeKind::InsuranceClear => "liquidation_fee",
        IncomeKind::Margin => return None,
    };
    Some(json!({
        "id": row.tran_id, "uuid": format!("{:032x}", row.tran_id), "amount": text(row.amount),
        "balance": text(live.exchange().accounts().wallet(account, &row.asset)), "transaction_type": kind,
        "meta_data": {"fill_id": row.trade.map(|trade| trade.to_string())},
        "product_id": row.symbol.and_then(|at| live.products.get(at)).map(|product| product.id),
        "asset_id": asset_id(&row.asset), "asset_symbol": row.asset, "user_id": account.0, "created_at": stamp(row.at_ns),
    }))
}
