//! Accounts with play money: how they begin, and where their money comes from.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::args::Accounts;
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::text;

pub(crate) async fn run(config: Option<&Path>, what: &Accounts, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let below = |name: &str, deed: &str| format!("/accounts/{}/{deed}", encode(name));
    let (path, body) = match what {
        Accounts::Add { venue, name, deposit } => {
            ("/accounts".to_owned(), with_deposits(json!({ "account": name, "venue": venue }), deposit)?)
        }
        Accounts::Deposit { name, amount } => (below(name, "deposit"), money(amount)?),
        Accounts::Reset { name, deposit } => (below(name, "reset"), with_deposits(json!({}), deposit)?),
        Accounts::Freeze { name } => (below(name, "freeze"), json!({ "frozen": true })),
        Accounts::Thaw { name } => (below(name, "freeze"), json!({ "frozen": false })),
    };
    let answer = client.command(Method::POST, &path, &[], Some(body), None).await?;
    if output.is_json() {
        return output.line(&answer);
    }
    let has: Vec<String> =
        answer["balances"].as_array().into_iter().flatten().map(|row| format!("{} {}", text(row, "wallet"), text(row, "asset"))).collect();
    output.text(&format!("{}: {}", text(&answer, "account"), if has.is_empty() { "no money".to_owned() } else { has.join(", ") }))
}

fn with_deposits(mut body: Value, deposits: &[String]) -> Result<Value, Failure> {
    if !deposits.is_empty() {
        body["deposits"] = deposits.iter().map(|text| money(text)).collect::<Result<Vec<_>, _>>()?.into();
    }
    Ok(body)
}

fn money(text: &str) -> Result<Value, Failure> {
    let found = text.split_once(':').filter(|(amount, asset)| !amount.is_empty() && !asset.is_empty());
    let (amount, asset) = found.ok_or_else(|| Failure::usage(format!("{text:?} is no amount of an asset, such as 5000:USDT")))?;
    Ok(json!({ "asset": asset, "amount": amount }))
}
