//! What an account of the running gateway holds, as tables.

use std::path::Path;

use serde_json::Value;

use crate::args::{AccountRows, Audit, OrdersArgs, Why};
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{each, rows, text};

/// Which columns a table shows; those on the right are numbers.
struct Table {
    head: &'static [&'static str],
    members: &'static [&'static str],
    right: &'static [usize],
}

const ACCOUNTS: Table = Table {
    head: &["ACCOUNT", "VENUE", "MONEY", "FRESHNESS", "COMMANDS", "OPEN", "UNKNOWN", "BLOCKED", "REASON"],
    members: &["account", "venue", "money", "freshness", "commands", "open_orders", "unknown_orders", "blocked", "reason"],
    right: &[5, 6],
};
const ORDERS: Table = Table {
    head: &["ORDER", "INSTRUMENT", "SIDE", "TYPE", "QTY", "PRICE", "TRIGGER", "EXECUTED", "STATUS", "ROUTE"],
    members: &["order_id", "instrument", "side", "type", "qty", "price", "trigger_price", "executed_qty", "status", "route"],
    right: &[4, 5, 6, 7],
};
const POSITIONS: Table = Table {
    head: &["INSTRUMENT", "SIDE", "QTY", "ENTRY", "MARK", "PNL", "LIQUIDATION", "LEVERAGE", "MARGIN"],
    members: &[
        "instrument",
        "position_side",
        "qty",
        "entry_price",
        "mark_price",
        "unrealized_pnl",
        "liquidation_price",
        "leverage",
        "margin_mode",
    ],
    right: &[2, 3, 4, 5, 6, 7],
};
const BALANCES: Table = Table {
    head: &["ASSET", "WALLET", "AVAILABLE", "CROSS"],
    members: &["asset", "wallet", "available", "cross_wallet"],
    right: &[1, 2, 3],
};
const FILLS: Table = Table {
    head: &["TIME", "INSTRUMENT", "SIDE", "QTY", "PRICE", "FEE", "PNL", "ORDER"],
    members: &["ts", "instrument", "side", "qty", "price", "fee", "realized_pnl", "order_id"],
    right: &[3, 4, 5, 6],
};
const TRANSACTIONS: Table = Table {
    head: &["TIME", "KIND", "ASSET", "AMOUNT", "INSTRUMENT"],
    members: &["ts", "kind", "asset", "amount", "instrument"],
    right: &[3],
};
const SETTINGS: Table = Table { head: &["SETTING", "INSTRUMENT", "VALUE"], members: &["setting", "instrument", "value"], right: &[] };
const AUDIT: Table = Table {
    head: &["ROW", "TIME", "WHO", "WHAT", "ACCOUNT", "FROM", "DETAIL"],
    members: &["id", "at", "actor", "action", "account", "origin", "detail"],
    right: &[0],
};
const DIFFERENCES: Table = Table { head: &["KIND", "NAME", "LOCAL", "VENUE"], members: &["kind", "name", "local", "venue"], right: &[] };

pub(crate) async fn accounts(config: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let answer = Client::find(config)?.get("/accounts", &[]).await?;
    show(output, &answer, &ACCOUNTS, "no account is configured: add [accounts.NAME] to twinline.toml, or try `twinline up --demo`")
}

pub(crate) async fn orders(config: Option<&Path>, args: &OrdersArgs, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let mut query = vec![("status", args.status.clone()), ("limit", args.limit.to_string())];
    query.extend(args.instrument.clone().map(|instrument| ("instrument", instrument)));
    let answer = client.get(&format!("/accounts/{}/orders", encode(&account)), &query).await?;
    show(output, &answer, &ORDERS, "no orders")
}

pub(crate) async fn positions(config: Option<&Path>, args: &AccountRows, output: &Output) -> Result<(), Failure> {
    list(config, args, "positions", &POSITIONS, "no open position", output).await
}

pub(crate) async fn balances(config: Option<&Path>, args: &AccountRows, output: &Output) -> Result<(), Failure> {
    list(config, args, "balances", &BALANCES, "no balance is known yet", output).await
}

pub(crate) async fn fills(config: Option<&Path>, args: &AccountRows, output: &Output) -> Result<(), Failure> {
    list(config, args, "fills", &FILLS, "no fills", output).await
}

pub(crate) async fn transactions(config: Option<&Path>, args: &AccountRows, output: &Output) -> Result<(), Failure> {
    list(config, args, "transactions", &TRANSACTIONS, "no transactions", output).await
}

pub(crate) async fn settings(config: Option<&Path>, args: &AccountRows, output: &Output) -> Result<(), Failure> {
    list(config, args, "settings", &SETTINGS, "the venue has told no settings yet", output).await
}

/// Who did what; a trail that was changed is told, and is a failure.
pub(crate) async fn audit(config: Option<&Path>, args: &Audit, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let first = client.get("/audit", &[("limit", "1".to_owned())]).await?;
    let chain = first["chain"].clone();
    let last = chain["row"].as_u64().unwrap_or(0);
    let whole = chain["state"] == "whole";
    let after = if whole { last.saturating_sub(args.limit as u64) } else { 0 };
    let answer = client.get("/audit", &[("cursor", after.to_string()), ("limit", args.limit.clamp(1, 1_000).to_string())]).await?;
    show(output, &answer, &AUDIT, "nobody has done anything yet")?;
    if whole { Ok(()) } else { Err(Failure::refused(format!("the audit trail was changed: row {last}: {}", text(&chain, "reason")))) }
}

/// Receipts of closed gaps.
pub(crate) async fn repairs(config: Option<&Path>, args: &AccountRows, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let answer = client.get(&format!("/accounts/{}/repairs", encode(&account)), &[]).await?;
    if output.is_json() {
        return each(output, rows(&answer));
    }
    if rows(&answer).is_empty() {
        return output.text("nothing had to be repaired since the start");
    }
    let cells = |row: &Value| ["from", "to", "orders", "fills", "holdings", "reason"].map(|name| text(&row["data"], name)).to_vec();
    output.table(&["FROM", "TO", "ORDERS", "FILLS", "HOLDINGS", "REASON"], &rows(&answer).iter().map(cells).collect::<Vec<_>>(), &[2, 3, 4])
}

/// The story of one order, oldest first.
pub(crate) async fn why(config: Option<&Path>, args: &Why, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let answer = client.get(&format!("/accounts/{}/orders/{}/why", encode(&account), encode(&args.order)), &[]).await?;
    if output.is_json() {
        return each(output, rows(&answer));
    }
    let cells = |row: &Value| {
        let (data, order) = (&row["data"], &row["data"]["order"]);
        let what = [text(order, "status"), text(data, "command"), text(data, "outcome"), text(data, "detail"), text(order, "reason")];
        let fill = ["qty", "price"].map(|name| text(&data["fill"], name)).join(" at ");
        let said: Vec<String> = what.into_iter().chain([fill]).filter(|part| !part.is_empty() && part != " at ").collect();
        vec![text(row, "ts_recv"), text(data, "event"), text(row, "source"), text(row, "via"), said.join(", ")]
    };
    output.table(&["TIME", "EVENT", "TOLD BY", "VIA", "WHAT"], &rows(&answer).iter().map(cells).collect::<Vec<_>>(), &[])
}

/// What differed between here and the venue.
pub(crate) async fn reconcile(config: Option<&Path>, account: Option<&str>, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(account).await?;
    let answer = client.command(reqwest::Method::POST, &format!("/accounts/{}/reconcile", encode(&account)), &[], None, None).await?;
    show(output, &answer, &DIFFERENCES, "nothing differs")
}

async fn list(config: Option<&Path>, args: &AccountRows, what: &str, table: &Table, none: &str, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let answer = client.get(&format!("/accounts/{}/{what}", encode(&account)), &[]).await?;
    show(output, &answer, table, none)
}

fn show(output: &Output, answer: &Value, table: &Table, none: &str) -> Result<(), Failure> {
    let rows = rows(answer);
    if output.is_json() {
        return each(output, rows);
    }
    if rows.is_empty() {
        return output.text(none);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| table.members.iter().map(|name| text(row, name)).collect()).collect();
    output.table(table.head, &cells, table.right)
}
