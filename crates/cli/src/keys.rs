//! The vault of the data directory: which keys are in it, and how they get there. No key is ever an argument or printed.

use std::io::{IsTerminal, Read};
use std::path::Path;

use serde_json::{Value, json};
use twinline_gateway::config::{Config, Sources, load};
use twinline_gateway::{CredentialError, Credentials, Fields, Secret, SecretFields, VaultSecret, now, registry};

use crate::args::{KeyOf, Keys};
use crate::failure::Failure;
use crate::output::Output;

/// Most that is read from standard input.
const MOST: u64 = 256 * 1_024;

pub(crate) fn run(file: Option<&Path>, keys: &Keys, output: &Output) -> Result<(), Failure> {
    let sources = Sources::of_process(file);
    let config = load(&sources).map_err(|error| Failure::usage(error.to_string()))?;
    let vault = Credentials::of_process(&config.data_dir, &sources.variables);
    match keys {
        Keys::List => list(&vault, output),
        Keys::Add(of) => keep(&vault, &config, of, false, output),
        Keys::Rotate(of) => keep(&vault, &config, of, true, output),
        Keys::Remove(of) => {
            vault.forget(&venue_of(&config, of)?, &of.account).map_err(refused)?;
            said(output, "removed", of, "removed; revoke it at the venue as well, copies of the vault still hold it")
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

fn keep(vault: &Credentials, config: &Config, of: &KeyOf, replace: bool, output: &Output) -> Result<(), Failure> {
    let venue = venue_of(config, of)?;
    let (fields, checked) = read_fields()?;
    let codec = registry::codec(&venue).ok_or_else(|| Failure::usage(format!("unknown venue {venue:?}")))?;
    let accounts = codec.accounts().ok_or_else(|| Failure::refused(format!("accounts of {venue} are not in this version")))?;
    // Keys that cannot sign are refused before they are kept.
    accounts.signer(&checked).map_err(|error| Failure::refused(error.to_string()))?;
    vault.keep(now(), &venue, &of.account, &fields, replace).map_err(refused)?;
    said(output, if replace { "rotated" } else { "added" }, of, "kept; a gateway that runs takes it at its next start")
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
fn read_fields() -> Result<(Fields, SecretFields), Failure> {
    let wrong = || Failure::usage("standard input must be a JSON object such as {\"api_key\":\"…\",\"secret\":\"…\"}, or with private_key");
    if std::io::stdin().is_terminal() {
        eprintln!("the key as JSON, {{\"api_key\":\"…\",\"secret\":\"…\"}}, then Ctrl-D:");
    }
    let mut text = String::new();
    std::io::stdin().take(MOST).read_to_string(&mut text)?;
    let Ok(Value::Object(members)) = serde_json::from_str::<Value>(&text) else { return Err(wrong()) };
    let (mut fields, mut checked) = (Fields::new(), SecretFields::default());
    for (name, value) in members {
        let value = value.as_str().ok_or_else(wrong)?;
        checked.0.insert(name.clone(), Secret::new(value.as_bytes()));
        let secret = VaultSecret::new(value.to_owned());
        fields = if name == "api_key" { fields.with_public(&name, secret) } else { fields.with(&name, secret) };
    }
    Ok((fields, checked))
}

fn refused(error: CredentialError) -> Failure {
    let hint = "the vault is opened by TWINLINE_VAULT_PASSWORD, or without it by the file vault.key in the data directory";
    Failure::refused(error.to_string()).hint(hint)
}
