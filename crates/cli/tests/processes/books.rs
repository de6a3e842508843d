//! Is what the gateway knows what the venue's own books say? Decimals are compared as text, to the last digit.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Door;

/// What the gateway says of the account, over its own doors.
#[derive(Debug, Clone)]
pub struct Books {
    pub orders: Vec<Value>,
    pub fills: Vec<Value>,
    pub positions: Vec<Value>,
    pub balances: Vec<Value>,
}

impl Books {
    pub async fn read(door: &Door, account: &str) -> Self {
        let of = |what: &str| format!("/accounts/{account}/{what}");
        let rows = |mut page: Value| page["data"].as_array_mut().unwrap().drain(..).collect();
        Self {
            orders: door.all(&of("orders?status=all")).await,
            fills: door.all(&of("fills")).await,
            positions: rows(door.get(&of("positions")).await),
            balances: rows(door.get(&of("balances")).await),
        }
    }

    /// Orders of which the gateway does not know what became of them.
    pub fn unknown(&self) -> usize {
        self.orders.iter().filter(|order| matches!(text(order, "status"), "unknown" | "pending")).count()
    }
}

/// A decimal as short as it can be.
pub fn short(decimal: &str) -> &str {
    if decimal.contains('.') { decimal.trim_end_matches('0').trim_end_matches('.') } else { decimal }
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or("")
}

fn number<'a>(row: &'a Value, name: &str) -> &'a str {
    short(text(row, name))
}

fn id(row: &Value, name: &str) -> String {
    row[name].as_u64().map(|id| id.to_string()).unwrap_or_else(|| text(row, name).to_owned())
}

fn rows<'a>(truth: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    truth[name].as_array().unwrap_or_else(|| panic!("the truth has no {name}: {truth}")).iter()
}

/// Everything that differs. An order that the gateway does not know the fate of must be one that the venue does not have.
pub fn differences(here: &Books, truth: &Value) -> Vec<String> {
    let mut found = Vec::new();
    orders(here, truth, &mut found);
    fills(here, truth, &mut found);
    positions(here, truth, &mut found);
    balances(here, truth, &mut found);
    found
}

fn orders(here: &Books, truth: &Value, found: &mut Vec<String>) {
    let mut venue: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    let mut released = BTreeMap::new();
    for row in rows(truth, "orders") {
        if row["algo_id"].is_null() {
            venue.entry(text(row, "client_order_id")).or_default().push(row);
        } else {
            released.insert(id(row, "order_id"), row);
        }
    }
    for row in rows(truth, "algo_orders") {
        venue.entry(text(row, "client_algo_id")).or_default().push(row);
    }
    for order in &here.orders {
        let name = text(order, "client_order_id");
        let of = venue.remove(name).unwrap_or_default();
        match (of.as_slice(), text(order, "status")) {
            ([], "rejected" | "unknown" | "pending") => {}
            ([], status) => found.push(format!("the venue never had {name}, and here it is {status}")),
            ([row], _) => order_of(order, row, &released, found),
            (twice, _) => found.push(format!("the venue has {name} {} times", twice.len())),
        }
    }
    found.extend(venue.keys().map(|name| format!("the venue has {name}, of which nothing is known here")));
}

fn order_of(order: &Value, row: &Value, released: &BTreeMap<String, &Value>, found: &mut Vec<String>) {
    let name = text(order, "client_order_id");
    let conditional = row.get("client_algo_id").is_some();
    let child = released.get(&id(row, "order_id")).copied().filter(|_| conditional);
    let venue = child.map_or_else(|| text(row, "status"), |child| text(child, "status"));
    let wanted = match venue {
        "NEW" if conditional && child.is_none() => "untriggered",
        "NEW" => "open",
        "PARTIALLY_FILLED" => "partially_filled",
        "FILLED" => "filled",
        "CANCELED" => "canceled",
        "EXPIRED" | "EXPIRED_IN_MATCH" => "expired",
        "REJECTED" => "rejected",
        other => other,
    };
    let status = text(order, "status");
    if status != wanted {
        found.push(format!("{name}: {venue} at the venue, {status} here; {row}"));
    }
    let executed = child.or(Some(row).filter(|_| !conditional)).map_or("0", |row| number(row, "executed"));
    let mut same = |what: &str, here: &str, there: &str| {
        if here != there {
            found.push(format!("{what} of {name}: {there} at the venue, {here} here"));
        }
    };
    same("executed", number(order, "executed_qty"), executed);
    if !conditional && matches!(status, "open" | "partially_filled") {
        same("qty", number(order, "qty"), number(row, "quantity"));
        same("price", number(order, "price"), number(row, "price"));
    }
    if conditional && status == "untriggered" {
        same("trigger price", number(order, "trigger_price"), number(row, "trigger_price"));
    }
}

fn fills(here: &Books, truth: &Value, found: &mut Vec<String>) {
    let mut held: BTreeMap<(&str, String), &Value> = BTreeMap::new();
    for fill in &here.fills {
        let symbol = text(fill, "instrument").rsplit(':').next().unwrap_or_default();
        if held.insert((symbol, text(fill, "trade_id").to_owned()), fill).is_some() {
            found.push(format!("told twice: {fill}"));
        }
    }
    let algos: BTreeMap<String, &str> = rows(truth, "algo_orders").map(|row| (id(row, "algo_id"), text(row, "client_algo_id"))).collect();
    let mut names = BTreeMap::new();
    for row in rows(truth, "orders") {
        let name = algos.get(&id(row, "algo_id")).copied().unwrap_or_else(|| text(row, "client_order_id"));
        names.insert(id(row, "order_id"), name);
    }
    let names_of: BTreeMap<&str, &str> =
        here.orders.iter().map(|order| (text(order, "order_id"), text(order, "client_order_id"))).collect();
    for row in rows(truth, "fills") {
        let key = (text(row, "symbol"), id(row, "trade_id"));
        let Some(fill) = held.remove(&key) else {
            found.push(format!("lost: {row}"));
            continue;
        };
        let ours = ["side", "price", "qty", "fee", "fee_asset", "realized_pnl"].map(|name| number(fill, name).to_uppercase());
        let theirs =
            ["side", "price", "quantity", "commission", "commission_asset", "realized"].map(|name| number(row, name).to_uppercase());
        let of = names.get(&id(row, "order_id")).copied().unwrap_or_default();
        let of_this = names_of.get(text(fill, "order_id")) == Some(&of) && text(fill, "venue_order_id") == id(row, "order_id");
        if ours != theirs || fill["maker"] != row["maker"] || !of_this {
            found.push(format!("fill differs: {fill} here, {row} of {of} at the venue"));
        }
    }
    found.extend(held.values().map(|fill| format!("invented: {fill}")));
}

fn positions(here: &Books, truth: &Value, found: &mut Vec<String>) {
    let mut venue: BTreeMap<(&str, String), &Value> =
        rows(truth, "positions").map(|row| ((text(row, "symbol"), text(row, "position_side").to_lowercase()), row)).collect();
    for position in &here.positions {
        let symbol = text(position, "instrument").rsplit(':').next().unwrap_or_default();
        let row = venue.remove(&(symbol, text(position, "position_side").to_owned())).unwrap_or(&Value::Null);
        let entry = rounded(number(row, "entry_price"), number(position, "entry_price"));
        if number(position, "qty") != number(row, "amount") || !entry {
            found.push(format!("position differs: {position} here, {row} at the venue"));
        }
    }
    found.extend(venue.values().map(|row| format!("not known here: {row}")));
}

/// The venue writes an average with a bounded number of places; its books keep more. All that it wrote must be equal.
fn rounded(exact: &str, told: &str) -> bool {
    exact == told || (told.contains('.') && exact.starts_with(&told[..told.len() - 1]))
}

fn balances(here: &Books, truth: &Value, found: &mut Vec<String>) {
    let told: BTreeMap<&str, &str> = here.balances.iter().map(|row| (text(row, "asset"), number(row, "wallet"))).collect();
    let venue = truth["balances"].as_object().expect("the truth has balances");
    let assets: BTreeSet<&str> = told.keys().copied().chain(venue.keys().map(String::as_str)).collect();
    for asset in assets {
        let (ours, theirs) = (told.get(asset).copied().unwrap_or("0"), venue.get(asset).map_or("0", |row| number(row, "wallet")));
        if ours != theirs {
            found.push(format!("balance of {asset}: {theirs} at the venue, {ours} here"));
        }
    }
}
