//! Is what is known here what the venue's own books say? Decimals are compared as numbers first and as short texts in
//! what is shown.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;
use twinline_core::account::{AccountEvent, AccountState, Order, Origin};
use twinline_model::{OrderId, OrderStatus, PositionSide, Side};

use super::scene::Trading;
use crate::oracle::Violation;

/// Everything must be equal: orders, fills, positions, balances; nothing twice, nothing lost, nothing ended without
/// evidence; and the journal alone gives the same state.
pub fn judge(world: &Trading) -> Result<Verdict, Violation> {
    let truth = world.venue().truth();
    let account = &truth["accounts"]["main"];
    let state = world.gateway().account().state();
    if account.is_null() {
        return wrong("the venue tells nothing of its account".to_owned());
    }
    let orders = orders(world, state, account)?;
    let fills = fills(state, account)?;
    positions(state, account)?;
    balances(state, account)?;
    if world.gateway().rebuilt() != *state {
        return wrong("the state rebuilt from the journal differs from the live one".to_owned());
    }
    dense(world)?;
    Ok(Verdict { orders, fills })
}

/// How much was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Orders that the venue has of us.
    pub orders: u64,
    /// Fills.
    pub fills: u64,
}

fn wrong<T>(text: String) -> Result<T, Violation> {
    Err(Violation::new(text))
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or("")
}

fn number(row: &Value, name: &str) -> Decimal {
    text(row, name).parse().unwrap_or_default()
}

fn id(row: &Value, name: &str) -> String {
    row[name].as_u64().map(|id| id.to_string()).or_else(|| row[name].as_str().map(str::to_owned)).unwrap_or_default()
}

fn rows(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn orders(world: &Trading, state: &AccountState, account: &Value) -> Result<u64, Violation> {
    let mut plain: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    let mut children: BTreeMap<String, &Value> = BTreeMap::new();
    for row in rows(&account["orders"]) {
        match row["algo_id"].is_null() {
            true => plain.entry(text(row, "client_order_id")).or_default().push(row),
            false => {
                children.insert(id(row, "order_id"), row);
            }
        }
    }
    let mut algos: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in rows(&account["algo_orders"]) {
        algos.entry(text(row, "client_algo_id")).or_default().push(row);
    }
    let mut compared = 0;
    for sent in &wanted(world) {
        let name = sent.as_str();
        let venue: Vec<&Value> = plain.remove(name).into_iter().chain(algos.remove(name)).flatten().collect();
        if venue.len() > 1 {
            return wrong(format!("order {name} exists {} times at the venue", venue.len()));
        }
        match (state.order(sent), venue.first()) {
            (None, None) => {}
            (None, Some(row)) => return wrong(format!("the venue has {name} and nothing is known of it here: {row}")),
            (Some(order), None) if order.status() == OrderStatus::Rejected => {}
            (Some(order), None) => return wrong(format!("the venue never had {name}, and here it is {:?}", order.status())),
            (Some(order), Some(row)) => {
                compared += 1;
                same_order(order, row, &children)?;
            }
        }
    }
    for (name, of) in plain.into_iter().chain(algos) {
        for row in of {
            let known = state.orders().any(|order| {
                order.origin == Origin::External
                    && [&order.venue_order_id, &order.released_order_id]
                        .into_iter()
                        .flatten()
                        .any(|held| held.as_str() == id(row, "order_id") || held.as_str() == id(row, "algo_id"))
            });
            // A leg that the venue made and ended by itself, untouched, may have come and gone while nothing could be heard.
            let passed = row["close_position"] == true && row["order_id"].is_null() && row["status"] == "EXPIRED";
            if !known && !passed {
                return wrong(format!("the venue has an order of others that is not known here: {name} {row}"));
            }
        }
    }
    Ok(compared)
}

/// Every order that was ever ours: what the trader asked for, and what the account placed by itself.
fn wanted(world: &Trading) -> BTreeSet<OrderId> {
    let placed = world.gateway().journal().iter().filter_map(|envelope| match &envelope.event {
        AccountEvent::OrderPlaced { order } if order.origin == Origin::Gateway => Some(order.id.clone()),
        _ => None,
    });
    placed.chain(world.trader().sent.iter().cloned()).collect()
}

fn same_order(order: &Order, row: &Value, children: &BTreeMap<String, &Value>) -> Result<(), Violation> {
    let child = children.get(&id(row, "order_id")).copied().filter(|_| order.conditional);
    let (status, executed) = match child {
        Some(child) => (text(child, "status"), number(child, "executed")),
        None => (text(row, "status"), if order.conditional { Decimal::ZERO } else { number(row, "executed") }),
    };
    let expected: &[OrderStatus] = match status {
        "NEW" if order.conditional && child.is_none() => &[OrderStatus::Untriggered],
        "NEW" => &[OrderStatus::Open],
        "PARTIALLY_FILLED" => &[OrderStatus::PartiallyFilled],
        "FILLED" => &[OrderStatus::Filled],
        "CANCELED" => &[OrderStatus::Canceled],
        "EXPIRED" | "EXPIRED_IN_MATCH" => &[OrderStatus::Expired],
        // A venue may have one word for whatever it ended without a trade: what came to nothing when it was set off, too.
        "REJECTED" if order.conditional && order.venue_status == "cancelled" => &[OrderStatus::Expired],
        "REJECTED" => &[OrderStatus::Rejected],
        _ => &[],
    };
    if !expected.contains(&order.status()) {
        return wrong(format!("order {} is {status} at the venue and {:?} here: {order:?} / {row} / {child:?}", order.id, order.status()));
    }
    if order.executed.value() != executed {
        return wrong(format!("order {}: {executed} executed at the venue, {} here", order.id, order.executed));
    }
    if !order.conditional && !order.is_final() {
        let qty = order.qty().map(|qty| qty.value());
        if qty != Some(number(row, "quantity")) {
            return wrong(format!("order {}: quantity {} at the venue, {qty:?} here", order.id, text(row, "quantity")));
        }
        let price = order.terms.as_ref().and_then(|terms| terms.price).map(|price| price.value()).unwrap_or_default();
        if price != number(row, "price") {
            return wrong(format!("order {}: price {} at the venue, {price} here", order.id, text(row, "price")));
        }
    }
    Ok(())
}

fn fills(state: &AccountState, account: &Value) -> Result<u64, Violation> {
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    let mut held = BTreeMap::new();
    for (_, fill, order) in state.fills() {
        let key = (fill.instrument.symbol().to_owned(), fill.trade_id.to_string());
        if order.is_none() {
            return wrong(format!("fill {key:?} belongs to no order"));
        }
        known.insert(key.clone());
        held.insert(key, fill);
    }
    let mut compared = 0;
    for row in rows(&account["fills"]) {
        let key = (text(row, "symbol").to_owned(), id(row, "trade_id"));
        let Some(fill) = held.get(&key) else { return wrong(format!("fill {key:?} is lost: {row}")) };
        compared += 1;
        let side = if fill.side == Side::Buy { "BUY" } else { "SELL" };
        let same = fill.price.value() == number(row, "price")
            && fill.qty.value() == number(row, "quantity")
            && fill.fee.map(|fee| fee.value()) == Some(number(row, "commission"))
            && side == text(row, "side");
        if !same {
            return wrong(format!("fill {key:?} differs: {fill:?} / {row}"));
        }
        known.remove(&key);
    }
    match known.first() {
        Some(invented) => wrong(format!("fill {invented:?} is known here and not at the venue")),
        None => Ok(compared),
    }
}

fn positions(state: &AccountState, account: &Value) -> Result<(), Violation> {
    let mut venue: BTreeMap<(String, PositionSide), &Value> = BTreeMap::new();
    for row in rows(&account["positions"]) {
        let side = match text(row, "position_side") {
            "LONG" => PositionSide::Long,
            "SHORT" => PositionSide::Short,
            _ => PositionSide::Both,
        };
        venue.insert((text(row, "symbol").to_owned(), side), row);
    }
    for held in state.positions() {
        let row = venue.remove(&(held.instrument.symbol().to_owned(), held.side));
        let amount = row.map_or(Decimal::ZERO, |row| number(row, "amount"));
        if held.qty.value() != amount {
            return wrong(format!("position {}: {amount} at the venue, {} here", held.instrument, held.qty));
        }
        let entry = row.map(|row| number(row, "entry_price"));
        let known = held.entry_price.map(|price| price.value());
        // The venue writes prices with a bounded number of places; its books keep more.
        let near = |one: Decimal, other: Decimal| (one - other).abs() <= Decimal::new(1, 5);
        if let (Some(entry), Some(known)) = (entry, known)
            && !near(entry, known)
        {
            return wrong(format!("position {}: entry {entry} at the venue, {known} here", held.instrument));
        }
    }
    match venue.keys().next() {
        Some(lost) => wrong(format!("position {lost:?} is not known here")),
        None => Ok(()),
    }
}

fn balances(state: &AccountState, account: &Value) -> Result<(), Violation> {
    for (asset, row) in account["balances"].as_object().into_iter().flatten() {
        let wallet = number(row, "wallet");
        let known = state.balance(asset).map(|held| held.wallet.value()).unwrap_or_default();
        if wallet != known {
            return wrong(format!("balance {asset}: {wallet} at the venue, {known} here"));
        }
    }
    Ok(())
}

/// The history has no hole and no going back.
fn dense(world: &Trading) -> Result<(), Violation> {
    for (at, envelope) in (1..).zip(world.gateway().journal()) {
        if envelope.seq != at {
            return wrong(format!("seq {} where {at} was due", envelope.seq));
        }
    }
    Ok(())
}
