//! The vault of the data directory: which keys are in it, and how they get there. No key is ever an argument or printed.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read};
use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};
use twinline_gateway::config::{Config, Sources, load};
use twinline_gateway::{CredentialError, Credentials, data_dir, now, read_fields, registry};

use crate::args::{KeyOf, Keys};
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{rows, text};

/// Most that is read from standard input.
const MOST: u64 = 256 * 1_024;
/// After a key was forgotten.
const REMOVED: &str = "removed; revoke it at the venue as well, copies of the vault still hold it";

pub(crate) async fn run(file: Option<&Path>, keys: &Keys, output: &Output) -> Result<(), Failure> {
    let sources = Sources::of_process(file);
    let config = load(&sources).map_err(|error| Failure::usage(error.to_string()))?;
    match keys {
        Keys::List => {}
        Keys::Check(of) => return check(file, of, output).await,
        Keys::Add(of) | Keys::Rotate(of) | Keys::Remove(of) => {
            let fields = if matches!(keys, Keys::Remove(_)) { BTreeMap::new() } else { read_stdin()? };
            let left = match at_gateway(file, &config, keys, of, &fields, output).await? {
                None => return Ok(()),
                Some(left) => left,
            };
            // Busy with files, and with deriving a key from a password.
            return tokio::task::block_in_place(|| {
                in_vault(&Credentials::of_process(&config.data_dir, &sources.variables), &config, (keys, of, left), fields, output)
            });
        }
    }
    tokio::task::block_in_place(|| list(&Credentials::of_process(&config.data_dir, &sources.variables), output))
}

/// Says what the venue says of the key that the running gateway signs with.
async fn check(file: Option<&Path>, of: &KeyOf, output: &Output) -> Result<(), Failure> {
    let client = Client::find(file)?;
    let path = format!("/accounts/{}/check", encode(&of.account));
    let answer = client.command(Method::POST, &path, &[], None, None).await?;
    if output.is_json() {
        return output.line(&answer);
    }
    let whose = answer["venue_account"].as_str().map_or_else(String::new, |number| format!(", its account {number}"));
    let trades = match answer["may_trade"].as_bool() {
        Some(true) => ", may trade",
        Some(false) => ", may NOT trade",
        None => "",
    };
    let quota = answer["quota"]["count"].as_u64().map_or_else(String::new, |count| format!(", the venue's count {count}"));
    let took = answer["took_ms"].as_str().and_then(|ms| ms.split('.').next()).unwrap_or_default();
    output.text(&format!("{} takes the key of {}{whose}{trades}{quota}; {took} ms", text(&answer, "venue"), of.account))
}

/// Why the vault is changed here and not by a gateway.
#[derive(Debug, Clone, Copy)]
enum Left {
    NoneRuns,
    NoSuchAccount,
}

impl Left {
    /// After a key was kept.
    const fn kept(self) -> &'static str {
        match self {
            Self::NoneRuns => "kept; no gateway runs that would take it now",
            Self::NoSuchAccount => "kept; the running gateway has no such account: it takes the key once it is configured and started anew",
        }
    }
}

/// The accounts that the running gateway has; nothing if none runs. One that runs and cannot be asked would go on with the old key
/// while the vault has another, and nobody would know: then nothing is changed.
async fn running(file: Option<&Path>, config: &Config) -> Result<Option<(Client, Value)>, Failure> {
    let named = std::env::var("TWINLINE_URL").is_ok_and(|url| !url.is_empty());
    let asked = match Client::find(file) {
        Ok(client) => client.get("/accounts", &[]).await.map(|answer| (client, answer)),
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(found) => Ok(Some(found)),
        Err(failure) if named || failure.was_answered() || data_dir::is_in_use(&config.data_dir) => {
            let what = "nothing was changed, for the gateway cannot be asked";
            Err(failure.about(what).hint("check TWINLINE_URL and TWINLINE_TOKEN, or stop the gateway and try again"))
        }
        Err(_) => Ok(None),
    }
}

/// Lets the running gateway do it, which then signs with the key at once; else why it did not.
async fn at_gateway(
    file: Option<&Path>,
    config: &Config,
    keys: &Keys,
    of: &KeyOf,
    fields: &BTreeMap<String, String>,
    output: &Output,
) -> Result<Option<Left>, Failure> {
    let Some((client, answer)) = running(file, config).await? else { return Ok(Some(Left::NoneRuns)) };
    let known = rows(&answer).iter().find(|row| row["account"] == of.account.as_str());
    let known = known.filter(|row| of.venue.as_ref().is_none_or(|venue| row["venue"] == venue.as_str()));
    let Some(account) = known else { return Ok(Some(Left::NoSuchAccount)) };
    let place = format!("/keys/{}", encode(account["account"].as_str().unwrap_or_default()));
    let (what, text) = match keys {
        Keys::Add(_) => {
            client.command(Method::POST, "/keys", &[], Some(json!({"account": of.account, "fields": fields})), None).await?;
            ("added", "kept; the gateway signs with it")
        }
        Keys::Rotate(_) => {
            client.command(Method::PUT, &place, &[], Some(json!({"fields": fields})), None).await?;
            ("rotated", "kept; the gateway signs with it from now on; revoke the old one at the venue")
        }
        Keys::List | Keys::Check(_) => return Ok(None),
        Keys::Remove(_) => {
            client.command(Method::DELETE, &place, &[], None, None).await?;
            ("removed", REMOVED)
        }
    };
    said(output, what, of, text)?;
    Ok(None)
}

fn in_vault(
    vault: &Credentials,
    config: &Config,
    (keys, of, left): (&Keys, &KeyOf, Left),
    fields: BTreeMap<String, String>,
    output: &Output,
) -> Result<(), Failure> {
    match keys {
        Keys::Add(_) => keep(vault, config, (of, left), fields, false, output),
        Keys::Rotate(_) => keep(vault, config, (of, left), fields, true, output),
        // Neither changes anything.
        Keys::List | Keys::Check(_) => Ok(()),
        Keys::Remove(_) => {
            vault.forget(&venue_of(config, of)?, &of.account).map_err(refused)?;
            said(output, "removed", of, REMOVED)
        }
    }
}

fn list(vault: &Credentials, output: &Output) -> Result<(), Failure> {
    let all = vault.list().map_err(refused)?;
    if output.is_json() {
        return all.iter().try_for_each(|key| {
            output.line(&json!({
                "venue": key.venue, "account": key.account, "version": key.version, "created_at": key.created_at,
                "rotated_at": key.rotated_at, "fields": key.fields, "public_tail": key.public_tail,
            }))
        });
    }
    if all.is_empty() {
        return output.text("the vault is empty");
    }
    let row = |key: &twinline_gateway::Listed| {
        let tail = if key.public_tail.is_empty() { String::new() } else { format!("…{}", key.public_tail) };
        vec![key.venue.clone(), key.account.clone(), key.version.to_string(), tail, key.fields.join(", ")]
    };
    output.table(&["VENUE", "ACCOUNT", "VERSION", "KEY", "FIELDS"], &all.iter().map(row).collect::<Vec<_>>(), &[2])
}

fn keep(
    vault: &Credentials,
    config: &Config,
    (of, left): (&KeyOf, Left),
    fields: BTreeMap<String, String>,
    replace: bool,
    output: &Output,
) -> Result<(), Failure> {
    let venue = venue_of(config, of)?;
    let (fields, checked) = read_fields(fields);
    let codec = registry::codec(&venue).ok_or_else(|| Failure::usage(format!("unknown venue {venue:?}")))?;
    let accounts = codec.accounts().ok_or_else(|| Failure::refused(format!("accounts of {venue} are not in this version")))?;
    // Keys that cannot sign are refused before they are kept.
    accounts.signer(&checked).map_err(|error| Failure::refused(error.to_string()))?;
    vault.keep(now(), &venue, &of.account, &fields, replace).map_err(refused)?;
    said(output, if replace { "rotated" } else { "added" }, of, left.kept())
}

fn said(output: &Output, what: &str, of: &KeyOf, text: &str) -> Result<(), Failure> {
    if output.is_json() { output.line(&json!({"type": what, "account": of.account})) } else { output.text(text) }
}

/// The venue of a configured account, or the one that was named.
fn venue_of(config: &Config, of: &KeyOf) -> Result<String, Failure> {
    let configured = config.accounts.iter().find(|account| account.account.as_str() == of.account).map(|account| account.venue.clone());
    let missing =
        || Failure::usage(format!("at which venue is {}? say --venue, or add [accounts.{}] to twinline.toml", of.account, of.account));
    of.venue.clone().or(configured).ok_or_else(missing)
}

/// The fields of a key from standard input: a JSON object of texts.
fn read_stdin() -> Result<BTreeMap<String, String>, Failure> {
    let wrong =
        |_| Failure::usage("standard input must be a JSON object such as {\"api_key\":\"…\",\"secret\":\"…\"}, or with private_key");
    if std::io::stdin().is_terminal() {
        eprintln!("the key as JSON, {{\"api_key\":\"…\",\"secret\":\"…\"}}, then Ctrl-D:");
    }
    let mut text = String::new();
    std::io::stdin().take(MOST).read_to_string(&mut text)?;
    serde_json::from_str(&text).map_err(wrong)
}

fn refused(error: CredentialError) -> Failure {
    let hint = "the vault is opened by TWINLINE_VAULT_PASSWORD, or without it by the file vault.key in the data directory";
    Failure::refused(error.to_string()).hint(hint)
}
