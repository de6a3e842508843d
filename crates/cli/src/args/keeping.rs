//! What do commands about keys, tokens and backups take?

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    pub(crate) what: Token,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// What is there, without the tokens themselves
    List,
    /// Make a token; it is shown this once
    Create(NewToken),
    /// End a token, at once
    Revoke(WhichToken),
}

#[derive(Debug, Args)]
pub(crate) struct NewToken {
    /// What the history calls its holder
    pub(crate) name: String,
    /// read, trade or admin
    #[arg(long, value_parser = ["read", "trade", "admin"])]
    pub(crate) scope: String,
    /// Only this account; may be given again
    #[arg(long = "account", value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    /// Only accounts of this venue; may be given again
    #[arg(long = "venue", value_name = "VENUE")]
    pub(crate) venues: Vec<String>,
    /// Trades only this instrument; may be given again
    #[arg(long = "instrument", value_name = "INSTRUMENT")]
    pub(crate) instruments: Vec<String>,
    /// Most that one order may be worth, in quote units
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) max_order_notional: Option<String>,
    /// Most that its orders of a day may be worth, in quote units, at each account
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) max_daily_notional: Option<String>,
    /// Sends only what cannot enlarge a position
    #[arg(long)]
    pub(crate) reduce_only: bool,
    /// A time (RFC 3339), or a span from now: 30m, 12h, 7d
    #[arg(long, value_name = "WHEN")]
    pub(crate) expires: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct WhichToken {
    /// Its id or its name, never the token itself
    pub(crate) token: String,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// Where to; must not be there yet
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    pub(crate) file: PathBuf,
    /// What opens the vault in it, if that is no password
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    pub(crate) what: Keys,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// What is there, without anything secret
    List,
    /// Keep a new key; its fields are read from standard input as JSON
    Add(KeyOf),
    /// Put a new key in the place of one that is there
    Rotate(KeyOf),
    /// Forget a key
    Remove(KeyOf),
    /// Ask the venue whether it takes the key that the running gateway signs with
    Check(KeyOf),
}

#[derive(Debug, Args)]
pub(crate) struct KeyOf {
    /// Whose
    pub(crate) account: String,
    /// At which venue; that of the configured account if absent
    #[arg(long)]
    pub(crate) venue: Option<String>,
}
