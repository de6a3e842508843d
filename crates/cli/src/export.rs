//! How does a list of an account become a file?

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

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
