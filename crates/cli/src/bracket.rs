//! Brackets: an entry with a stop-loss and a take-profit, or these around a position.

use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::text;

/// Brackets.
#[derive(Debug, clap::Args)]
pub(crate) struct Bracket {
    #[command(subcommand)]
    what: What,
    /// Which account; the only one if absent
    #[arg(long, global = true)]
    account: Option<String>,
    /// Idempotency key: the same again does nothing again
    #[arg(long, global = true)]
    key: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Open a position, with legs that leave as soon as there is something to protect
    Open(Open),
    /// Put legs around a position that is open already
    Protect(Protect),
    /// Change legs or the rule
    Edit(Edit),
    /// Cancel what is left of the entry, and both legs
    End {
        /// The bracket's name
        bracket: String,
    },
    /// One bracket
    Show {
        /// The bracket's name
        bracket: String,
    },
    /// Brackets, newest first
    List {
        /// Which
        #[arg(long, default_value = "open", value_parser = ["open", "closed", "all"])]
        status: String,
    },
}

#[derive(Debug, clap::Args)]
struct Open {
    /// Buy or sell
    #[arg(value_parser = ["buy", "sell"])]
    side: String,
    /// venue:symbol, or a unified symbol such as BTC/USDT:USDT
    instrument: String,
    /// Quantity in base units
    qty: String,
    /// Limit price; a market order without it
    #[arg(long)]
    price: Option<String>,
    /// long or short, in hedge mode
    #[arg(long)]
    position_side: Option<String>,
    /// The name of the entry, and of the bracket
    #[arg(long)]
    client_order_id: Option<String>,
    #[command(flatten)]
    legs: Legs,
}

#[derive(Debug, clap::Args)]
struct Protect {
    /// venue:symbol, or a unified symbol
    instrument: String,
    /// How much of it; all of it, whatever it becomes, if absent
    qty: Option<String>,
    /// long or short, in hedge mode
    #[arg(long)]
    position_side: Option<String>,
    #[command(flatten)]
    legs: Legs,
}

#[derive(Debug, clap::Args)]
struct Edit {
    /// The bracket's name
    bracket: String,
    #[command(flatten)]
    legs: Legs,
}

#[derive(Debug, clap::Args)]
struct Legs {
    /// Price that sets off the stop-loss; none takes it away
    #[arg(long, value_name = "PRICE|none")]
    stop_loss: Option<String>,
    /// Price that sets off the take-profit; none takes it away
    #[arg(long, value_name = "PRICE|none")]
    take_profit: Option<String>,
    /// What moves the triggers: last or mark
    #[arg(long, value_parser = ["last", "mark"])]
    trigger_by: Option<String>,
    /// When it stays unprotected: alert, or close it at the market
    #[arg(long, value_parser = ["alert", "close"])]
    if_unprotected: Option<String>,
}

impl Legs {
    fn put(&self, body: &mut Map<String, Value>) {
        for (name, price) in [("stop_loss", &self.stop_loss), ("take_profit", &self.take_profit)] {
            let Some(price) = price else { continue };
            let mut leg = Map::new();
            leg.insert("trigger_price".to_owned(), json!(price));
            leg.extend(self.trigger_by.iter().map(|by| ("trigger_by".to_owned(), json!(by))));
            body.insert(name.to_owned(), if price == "none" { Value::Null } else { Value::Object(leg) });
        }
        body.extend(self.if_unprotected.iter().map(|rule| ("if_unprotected".to_owned(), json!(rule))));
    }
}

pub(crate) async fn run(config: Option<&Path>, args: &Bracket, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let all = format!("/accounts/{}/brackets", encode(&account));
    let one = |bracket: &str| format!("{all}/{}", encode(bracket));
    let (method, path, body) = match &args.what {
        What::Open(open) => (Method::POST, all.clone(), Some(opening(open))),
        What::Protect(protect) => (Method::POST, all.clone(), Some(protecting(protect))),
        What::Edit(edit) => {
            let mut body = Map::new();
            edit.legs.put(&mut body);
            (Method::PATCH, one(&edit.bracket), Some(Value::Object(body)))
        }
        What::End { bracket } => (Method::DELETE, one(bracket), None),
        What::Show { bracket } => return told(output, &client.get(&one(bracket), &[]).await?),
        What::List { status } => {
            let answer = client.get(&all, &[("status", status.clone())]).await?;
            let rows = answer["data"].as_array().map_or(&[][..], Vec::as_slice);
            if rows.is_empty() && !output.is_json() {
                return output.text("no bracket");
            }
            return rows.iter().try_for_each(|row| told(output, row));
        }
    };
    let answer = client.command(method, &path, &[], body, args.key.as_deref()).await?;
    if output.is_json() { output.line(&answer) } else { told(output, &answer["bracket"]) }
}

fn opening(open: &Open) -> Value {
    let kind = if open.price.is_some() { "limit" } else { "market" };
    let mut entry = json!({"instrument": open.instrument, "side": open.side, "type": kind, "qty": open.qty});
    for (name, value) in [("price", &open.price), ("position_side", &open.position_side), ("client_order_id", &open.client_order_id)] {
        if let Some(value) = value {
            entry[name] = json!(value);
        }
    }
    let mut body = Map::from_iter([("entry".to_owned(), entry)]);
    open.legs.put(&mut body);
    Value::Object(body)
}

fn protecting(protect: &Protect) -> Value {
    let mut what = json!({"instrument": protect.instrument});
    for (name, value) in [("qty", &protect.qty), ("position_side", &protect.position_side)] {
        if let Some(value) = value {
            what[name] = json!(value);
        }
    }
    let mut body = Map::from_iter([("protect".to_owned(), what)]);
    protect.legs.put(&mut body);
    Value::Object(body)
}

/// A bracket in a few lines.
fn told(output: &Output, row: &Value) -> Result<(), Failure> {
    if output.is_json() {
        return output.line(row);
    }
    let reason = row["reason"].as_str().map_or_else(String::new, |reason| format!(" ({reason})"));
    let held = row["held_qty"].as_str().unwrap_or("all");
    let mut lines = vec![format!(
        "{} {} {} {}: {}{reason}, {held} held",
        text(row, "bracket_id"),
        text(row, "side"),
        row["qty"].as_str().unwrap_or("all"),
        text(row, "instrument"),
        text(row, "state")
    )];
    for (name, leg) in [("stop-loss", &row["stop_loss"]), ("take-profit", &row["take_profit"])] {
        if leg.is_object() {
            let covered = leg["covered_qty"].as_str().unwrap_or("all");
            let refusal = leg["refusal"]["message"].as_str().map_or_else(String::new, |why| format!(": {why}"));
            lines.push(format!("  {name} at {}: {}, covers {covered}{refusal}", text(leg, "trigger_price"), text(leg, "state")));
        }
    }
    output.text(&lines.join("\n"))
}
