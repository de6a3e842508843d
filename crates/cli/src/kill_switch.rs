//! The kill switch: stops everything that could enlarge risk.

use std::path::Path;

use reqwest::Method;

use crate::args::KillSwitch;
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{rows, text};

pub(crate) async fn run(config: Option<&Path>, args: &KillSwitch, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let accounts = match args.all {
        true => rows(&client.get("/accounts", &[]).await?).iter().map(|row| text(row, "account")).collect(),
        false => vec![client.account(args.account.as_deref()).await?],
    };
    let on = args.what == "on";
    let method = if on { Method::PUT } else { Method::DELETE };
    let mut failed = None;
    for account in accounts {
        match client.command(method.clone(), &format!("/accounts/{}/kill-switch", encode(&account)), &[], None, None).await {
            Ok(row) if output.is_json() => output.line(&row)?,
            Ok(_) if on => output.text(&format!("{account}: on; open orders stay: `twinline cancel-all --account {account}`"))?,
            Ok(_) => output.text(&format!("{account}: off"))?,
            // The others are to be stopped all the same.
            Err(failure) => failed = Some(failure),
        }
    }
    failed.map_or(Ok(()), Err)
}
