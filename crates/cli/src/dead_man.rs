//! The dead-man's switch: orders are ended when the gateway is gone.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::args::DeadMan;
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::text;

pub(crate) async fn run(config: Option<&Path>, args: &DeadMan, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let path = format!("/accounts/{}/dead-man", encode(&args.account));
    let row = match args.what.as_str() {
        "on" => client.command(Method::PUT, &path, &[], Some(json!({"timeout_s": args.timeout})), None).await?,
        "off" => client.command(Method::DELETE, &path, &[], None, None).await?,
        _ => client.get(&path, &[]).await?,
    };
    if output.is_json() { output.line(&row) } else { output.text(&told(&args.account, &row)) }
}

/// How it stands, a line for each thing that somebody must know.
fn told(account: &str, row: &Value) -> String {
    let state = text(row, "state");
    let mut lines = vec![match row["timeout_s"].as_u64() {
        Some(seconds) => format!("{account}: {state}, {seconds} s"),
        None => format!("{account}: {state}"),
    }];
    let covered: Vec<&str> = row["covered"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !covered.is_empty() {
        lines.push(format!(
            "the venue ends orders of {} at {} unless it hears of the gateway",
            covered.join(", "),
            text(row, "expires_at")
        ));
    }
    for order in row["not_covered"].as_array().into_iter().flatten() {
        lines.push(format!("not covered: {}: {}", text(order, "order_id"), text(order, "reason")));
    }
    if let Some(reason) = row["reason"].as_str() {
        lines.push(reason.to_owned());
    }
    lines.join("\n")
}
