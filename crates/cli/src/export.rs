//! How does a list of an account become a file?

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use reqwest::Method;
use serde_json::json;

use crate::args::Export;
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;

/// Writes the list as CSV: to a new file, or to standard output.
pub(crate) async fn run(config: Option<&Path>, args: &Export, output: &Output) -> Result<(), Failure> {
    if output.is_json() && args.to.is_none() {
        return Err(Failure::usage("--json prints what was done: name the file that the list goes to with --to"));
    }
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    if let Some(since) = &args.since {
        fetch(&client, &account, args, since).await?;
    }
    let mut query = vec![("list", args.list.clone())];
    query.extend(args.instrument.clone().map(|instrument| ("instrument", instrument)));
    let path = format!("/accounts/{}/export", encode(&account));
    let Some(to) = &args.to else {
        client.download(&path, &query, &mut std::io::stdout().lock()).await?;
        return Ok(());
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(to).map_err(|error| cannot_write(to, &error))?;
    let got = client.download(&path, &query, &mut file).await;
    let bytes = match got.and_then(|bytes| file.sync_all().map(|()| bytes).map_err(|error| cannot_write(to, &error))) {
        Ok(bytes) => bytes,
        Err(failure) => {
            // Part of a list is none; the first error is the one to tell.
            drop(std::fs::remove_file(to));
            return Err(failure);
        }
    };
    if output.is_json() {
        return output.line(&json!({"type": "exported", "account": account, "list": args.list, "file": to, "bytes": bytes}));
    }
    output.text(&format!("{} of {account}: {bytes} bytes in {}", args.list, to.display()))
}

/// Has the gateway ask the venue for its past, span by span; how far it is stands on standard error.
async fn fetch(client: &Client, account: &str, args: &Export, since: &str) -> Result<(), Failure> {
    let path = format!("/accounts/{}/fetch", encode(account));
    let mut from = if since.contains('T') { since.to_owned() } else { format!("{since}T00:00:00Z") };
    let mut rows = 0;
    loop {
        let mut body = json!({"list": args.list, "from": from});
        if let Some(instrument) = &args.instrument {
            body["instrument"] = json!(instrument);
        }
        let answer = client.command(Method::POST, &path, &[], Some(body), None).await?;
        rows += answer["rows"].as_u64().unwrap_or(0);
        let Some(next) = answer["next"].as_str() else { break };
        if next <= from.as_str() {
            return Err(Failure::refused(format!("the venue does not get beyond {next}: more rows have that time than it tells at once")));
        }
        from = next.to_owned();
        eprintln!("{} up to {}: {rows} rows", args.list, from.split('T').next().unwrap_or_default());
    }
    eprintln!("{}: {rows} rows asked of the venue", args.list);
    Ok(())
}

fn cannot_write(to: &Path, error: &std::io::Error) -> Failure {
    Failure::refused(format!("cannot write {}: {error}", to.display()))
}

/// Writes what comes as it comes; answers how many bytes that were.
pub(crate) async fn copy(mut response: reqwest::Response, out: &mut dyn Write, lost: impl Fn() -> Failure) -> Result<u64, Failure> {
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await.map_err(|_| lost())? {
        out.write_all(&chunk)?;
        bytes += chunk.len() as u64;
    }
    out.flush()?;
    Ok(bytes)
}
