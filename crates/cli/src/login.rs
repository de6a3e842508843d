//! A new login link.

use std::path::Path;

use serde_json::json;

use crate::client::Client;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) async fn run(config: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let answer = client.post("/login-tickets").await?;
    let ticket = answer["ticket"].as_str().ok_or_else(|| Failure::refused("the gateway gave no ticket"))?;
    let link = link(client.base(), ticket);
    if output.is_json() {
        return output.line(&json!({"type": "login", "login_url": link, "expires_at": answer["expires_at"]}));
    }
    output.text(&link)?;
    eprintln!("opens once, until {}", answer["expires_at"].as_str().unwrap_or("soon"));
    Ok(())
}

/// The ticket stands in the fragment, which browsers never send anywhere.
pub(crate) fn link(base: &str, ticket: &str) -> String {
    format!("{base}/#ticket={ticket}")
}
