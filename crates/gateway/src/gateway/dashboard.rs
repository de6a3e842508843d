//! How do an account's figures read in the words of older dashboards?

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use twinline_core::account::{AccountState, Order};
use twinline_model::{Duration, InstrumentId, OrderStatus, OrderType, Position, PositionSide, Price, Side, Timestamp};

use super::changes::only_reduces;
use super::live::millis;
use crate::wire::{Figure, LiveBalance, LiveFee, LiveOrder, LivePosition};

/// An order that ended is shown for so long.
const SHOWN_AFTER: Duration = Duration::from_secs(60);
/// Most orders that are shown.
const MAX_ORDERS: usize = 500;
/// Places of a percentage.
const PERCENT_PLACES: u32 = 4;

/// Money in one asset. What the wallet holds has realised profit and fees in it already: they are shown and not added again.
pub(super) fn balance(state: &AccountState, asset: &str, unrealized: Decimal, since: Timestamp) -> LiveBalance {
    let held = state.balance(asset);
    let wallet = held.map_or(Decimal::ZERO, |held| held.wallet.value());
    let (mut realized, mut fees) = (Decimal::ZERO, BTreeMap::<&str, Decimal>::new());
    for (_, fill, _) in state.fills().filter(|(_, fill, _)| fill.ts > since) {
        if state.is_busted(&(fill.instrument.clone(), fill.trade_id.clone())) {
            continue;
        }
        realized = realized.saturating_add(fill.realized_pnl.map_or(Decimal::ZERO, |pnl| pnl.value()));
        if let (Some(fee), Some(of)) = (fill.fee, fill.fee_asset.as_deref()) {
            let sum = fees.entry(of).or_default();
            *sum = sum.saturating_add(fee.value());
        }
    }
    let total = fees.remove(asset).unwrap_or_default();
    LiveBalance {
        asset: asset.to_owned(),
        wallet_balance: Figure(wallet),
        unrealized_pnl: Figure(unrealized),
        net_balance: Figure(wallet.saturating_add(unrealized)),
        available_balance: held.and_then(|held| held.available).map(|free| Figure(free.value())),
        realized_pnl: Figure(realized),
        total_fees_paid: Figure(total),
        other_fees: fees.into_iter().map(|(asset, amount)| LiveFee { asset: asset.to_owned(), amount: Figure(amount) }).collect(),
        since: millis(since),
    }
}

/// Positions that are not flat.
pub(super) fn positions(state: &AccountState, marks: &BTreeMap<InstrumentId, Price>) -> Vec<LivePosition> {
    let open = state.positions().filter(|held| !held.qty.is_zero());
    open.map(|held| position(state, held, marks.get(&held.instrument).copied())).collect()
}

fn position(state: &AccountState, held: &Position, mark: Option<Price>) -> LivePosition {
    let long = held.qty.value().is_sign_positive();
    let (side, capital) = if long { ("long", "LONG") } else { ("short", "SHORT") };
    let entry = held.entry_price.map(|price| price.value());
    // What the venue said of the position belongs to the mark that it said it with.
    let at_mark = mark.zip(entry).and_then(|(mark, entry)| mark.value().checked_sub(entry)?.checked_mul(held.qty.value()));
    let pnl = at_mark.or(held.unrealized_pnl.map(|pnl| pnl.value()));
    let worth = entry.and_then(|entry| entry.checked_mul(held.qty.value().abs())).filter(|worth| !worth.is_zero());
    let percent = pnl.zip(worth).and_then(|(pnl, worth)| pnl.checked_div(worth)?.checked_mul(Decimal::ONE_HUNDRED));
    let [stop_loss, take_profit] = [false, true].map(|profit| nearest_exit(state, held, long, profit));
    LivePosition {
        symbol: held.instrument.symbol().to_owned(),
        instrument: held.instrument.clone(),
        side,
        position_id: format!("{}_{capital}", held.instrument.symbol()),
        size: Figure(held.qty.value().abs()),
        entry_price: entry.map(Figure),
        current_price: mark.or(held.mark_price).map(|price| Figure(price.value())),
        unrealized_pnl: pnl.map(Figure),
        unrealized_pnl_pct: percent.map(|percent| Figure(percent.round_dp(PERCENT_PLACES))),
        leverage: held.leverage.map(|times| Figure(times.value())),
        liquidation_price: held.liquidation_price.map(|price| Figure(price.value())),
        stop_loss,
        take_profit,
    }
}

/// The trigger of the exit that the market reaches first: of a long the highest stop and the lowest profit.
fn nearest_exit(state: &AccountState, held: &Position, long: bool, profit: bool) -> Option<Figure> {
    let exits = state.open_orders().filter(|order| {
        let shape = order.shape.as_ref();
        order.instrument == held.instrument
            && only_reduces(order)
            && shape
                .is_some_and(|shape| shape.position_side == held.side && (shape.side == Side::Sell) == long && is_exit(shape.kind, profit))
    });
    let triggers = exits.filter_map(|order| order.terms.as_ref()?.trigger_price).map(|price| price.value());
    if long == profit { triggers.min() } else { triggers.max() }.map(Figure)
}

const fn is_exit(kind: OrderType, profit: bool) -> bool {
    match kind {
        OrderType::StopLimit | OrderType::StopMarket => !profit,
        OrderType::TakeProfitLimit | OrderType::TakeProfitMarket => profit,
        OrderType::Limit | OrderType::Market | OrderType::TrailingStopMarket => false,
    }
}

/// Open orders, newest first, and those that ended just now.
pub(super) fn orders(state: &AccountState, now: Timestamp) -> Vec<LiveOrder> {
    let changed = |order: &Order| order.updated_at.max(order.created_at);
    let mut shown: Vec<&Order> = state.orders().filter(|order| !order.is_final() || now - changed(order) <= SHOWN_AFTER).collect();
    shown.sort_by_key(|order| (order.is_final(), std::cmp::Reverse(changed(order))));
    shown.truncate(MAX_ORDERS);
    shown.into_iter().map(order).collect()
}

fn order(order: &Order) -> LiveOrder {
    let (shape, terms) = (order.shape.as_ref(), order.terms.as_ref());
    let amount = terms.and_then(|terms| terms.qty).map(|qty| qty.value());
    let filled = order.executed.value();
    let asked = terms.and_then(|terms| terms.price.or(terms.trigger_price));
    let price = asked.or(order.average.map(|(_, price)| price));
    LiveOrder {
        id: order.venue_order_id.as_ref().map_or_else(|| order.id.to_string(), ToString::to_string),
        order_id: order.id.to_string(),
        symbol: order.instrument.symbol().to_owned(),
        kind: shape.map_or("", |shape| kind_word(shape.kind)),
        side: shape.map_or("", |shape| if shape.side == Side::Buy { "buy" } else { "sell" }),
        status: status_word(order.status()),
        price: price.map(|price| Figure(price.value())),
        amount: amount.map(Figure),
        filled: Figure(filled),
        remaining: amount.map(|amount| Figure(amount.saturating_sub(filled))),
        reduce_only: only_reduces(order) && shape.is_some_and(|shape| shape.position_side == PositionSide::Both || shape.reduce_only),
        timestamp: millis(order.updated_at.max(order.created_at)),
    }
}

const fn kind_word(kind: OrderType) -> &'static str {
    match kind {
        OrderType::Limit => "LIMIT",
        OrderType::Market => "MARKET",
        OrderType::StopLimit => "STOP",
        OrderType::StopMarket => "STOP_MARKET",
        OrderType::TakeProfitLimit => "TAKE_PROFIT",
        OrderType::TakeProfitMarket => "TAKE_PROFIT_MARKET",
        OrderType::TrailingStopMarket => "TRAILING_STOP_MARKET",
    }
}

const fn status_word(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "PENDING_NEW",
        OrderStatus::Unknown => "UNKNOWN",
        OrderStatus::Untriggered | OrderStatus::Open => "NEW",
        OrderStatus::PartiallyFilled => "PARTIALLY_FILLED",
        OrderStatus::Filled => "FILLED",
        OrderStatus::Canceled => "CANCELED",
        OrderStatus::Expired => "EXPIRED",
        OrderStatus::Rejected => "REJECTED",
    }
}
