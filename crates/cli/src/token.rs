//! Tokens of the API: made, shown and ended at the running gateway.

use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};
use twinline_gateway::now;
use twinline_model::{Duration, Timestamp};

use crate::args::{NewToken, Token};
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{each, rows, text};

const HEAD: [&str; 8] = ["ID", "NAME", "SCOPE", "STATE", "ACCOUNTS", "INSTRUMENTS", "BOUNDS", "EXPIRES"];

pub(crate) async fn run(config: Option<&Path>, token: &Token, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    match token {
        Token::List => list(&client, output).await,
        Token::Create(new) => create(&client, new, output).await,
        Token::Revoke(which) => {
            client.command(Method::DELETE, &format!("/tokens/{}", encode(&which.token)), &[], None, None).await?;
            if output.is_json() {
                return output.line(&json!({"type": "revoked", "token": which.token}));
            }
            output.text("revoked; whoever used it is cut off")
        }
    }
}

async fn list(client: &Client, output: &Output) -> Result<(), Failure> {
    let answer = client.get("/tokens", &[]).await?;
    if output.is_json() {
        return each(output, rows(&answer));
    }
    if rows(&answer).is_empty() {
        return output.text("there are no tokens but the gateway's own; make one with `twinline token create NAME --scope read`");
    }
    output.table(&HEAD, &rows(&answer).iter().map(cells).collect::<Vec<_>>(), &[])
}

fn cells(row: &Value) -> Vec<String> {
    let listed = |name: &str| match row[name].as_array() {
        None => "all".to_owned(),
        Some(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
    };
    let caps = [("max_order_notional", "an order up to"), ("max_daily_notional", "a day up to")];
    let mut bounds: Vec<String> = caps.iter().filter_map(|(name, what)| Some(format!("{what} {}", row[*name].as_str()?))).collect();
    if row["reduce_only"] == true {
        bounds.push("reduces only".to_owned());
    }
    let [id, name, scope, state, expires] = ["id", "name", "scope", "state", "expires_at"].map(|name| text(row, name));
    vec![id, name, scope, state, listed("accounts"), listed("instruments"), bounds.join(", "), expires]
}

async fn create(client: &Client, new: &NewToken, output: &Output) -> Result<(), Failure> {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(new.name));
    body.insert("scope".to_owned(), json!(new.scope));
    for (name, list) in [("accounts", &new.accounts), ("venues", &new.venues), ("instruments", &new.instruments)] {
        if !list.is_empty() {
            body.insert(name.to_owned(), json!(list));
        }
    }
    for (name, cap) in [("max_order_notional", &new.max_order_notional), ("max_daily_notional", &new.max_daily_notional)] {
        body.extend(cap.as_ref().map(|cap| (name.to_owned(), json!(cap))));
    }
    if new.reduce_only {
        body.insert("reduce_only".to_owned(), json!(true));
    }
    if let Some(expires) = &new.expires {
        body.insert("expires_at".to_owned(), json!(end(expires)?));
    }
    let answer = client.command(Method::POST, "/tokens", &[], Some(Value::Object(body)), None).await?;
    if output.is_json() {
        return output.line(&answer);
    }
    output.text(&text(&answer, "token"))?;
    eprintln!("shown this once; `twinline token revoke {}` ends it", new.name);
    Ok(())
}

/// A time, or a span from now: `30m`, `12h`, `7d`.
fn end(text: &str) -> Result<Timestamp, Failure> {
    let span = |seconds: i64| {
        let count: i64 = text[..text.len() - 1].parse().ok().filter(|count| (1..=100_000).contains(count))?;
        Some(now() + Duration::from_secs(count * seconds))
    };
    let found = match text.chars().last() {
        Some('m') => span(60),
        Some('h') => span(3_600),
        Some('d') => span(86_400),
        _ => Timestamp::parse(text).ok(),
    };
    found.ok_or_else(|| Failure::usage(format!("--expires {text:?}: a time (RFC 3339), or a span such as 30m, 12h or 7d")))
}
