//! Settings at the venue: of the whole account, its preferences, market-maker protection, auto top-up.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{rows, text};

/// Margin mode of an instrument, or of the whole account.
#[derive(Debug, clap::Args)]
pub(crate) struct MarginMode {
    /// venue:symbol, or a unified symbol; without it the mode is that of the whole account
    #[arg(value_name = "INSTRUMENT")]
    first: String,
    /// cross or isolated; of a whole account portfolio, too
    #[arg(value_name = "MODE", value_parser = ["cross", "isolated"])]
    mode: Option<String>,
    /// Which account; the only one if absent
    #[arg(long)]
    account: Option<String>,
}

/// Whether the venue adds margin to a position by itself.
#[derive(Debug, clap::Args)]
pub(crate) struct AutoTopUp {
    /// venue:symbol, or a unified symbol
    instrument: String,
    /// On or off
    #[arg(value_parser = ["on", "off"])]
    what: String,
    /// Which account; the only one if absent
    #[arg(long)]
    account: Option<String>,
}

/// Trading preferences.
#[derive(Debug, clap::Args)]
pub(crate) struct Preferences {
    /// The venue's name of one; without it all are shown
    #[arg(requires = "what")]
    name: Option<String>,
    /// On or off
    #[arg(value_parser = ["on", "off"])]
    what: Option<String>,
    /// Which account; the only one if absent
    #[arg(long)]
    account: Option<String>,
}

/// Market-maker protection.
#[derive(Debug, clap::Args)]
pub(crate) struct Mmp {
    #[command(subcommand)]
    what: MmpWhat,
    /// Which account; the only one if absent
    #[arg(long, global = true)]
    account: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
enum MmpWhat {
    /// Set its limits
    Set(Limits),
    /// Let frozen orders trade again
    Reset {
        /// Underlying asset
        asset: String,
        /// The venue's name of the group of orders
        group: String,
    },
}

#[derive(Debug, clap::Args)]
struct Limits {
    /// Underlying asset
    asset: String,
    /// The venue's name of the group of orders
    group: String,
    /// What is taken within this counts together, in the venue's unit
    #[arg(long)]
    window: u32,
    /// How long orders stay frozen, in the venue's unit; 0 until it is reset
    #[arg(long)]
    freeze: u32,
    /// Most that may be traded
    #[arg(long)]
    trade_limit: String,
    /// Most that the delta may change
    #[arg(long)]
    delta_limit: String,
    /// Most that the vega may change
    #[arg(long)]
    vega_limit: String,
}

pub(crate) async fn margin_mode(config: Option<&Path>, args: &MarginMode, output: &Output) -> Result<(), Failure> {
    match &args.mode {
        Some(mode) => {
            let body = json!({"margin_mode": mode});
            crate::trade::change(config, args.account.as_deref(), &args.first, body, output).await
        }
        None if ["cross", "isolated", "portfolio"].contains(&args.first.as_str()) => {
            set(config, args.account.as_deref(), json!({"margin_mode": args.first}), output).await
        }
        None => Err(Failure::usage(format!("{}: say cross, isolated or portfolio, or an instrument and a mode", args.first))),
    }
}

pub(crate) async fn auto_top_up(config: Option<&Path>, args: &AutoTopUp, output: &Output) -> Result<(), Failure> {
    let body = json!({"auto_top_up": args.what == "on"});
    crate::trade::change(config, args.account.as_deref(), &args.instrument, body, output).await
}

pub(crate) async fn preferences(config: Option<&Path>, args: &Preferences, output: &Output) -> Result<(), Failure> {
    if let (Some(name), Some(what)) = (&args.name, &args.what) {
        let body = json!({"preferences": {name.as_str(): what == "on"}});
        return set(config, args.account.as_deref(), body, output).await;
    }
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let answer = client.get(&format!("/accounts/{}/settings", encode(&account)), &[]).await?;
    let known: Vec<Value> = rows(&answer).iter().filter(|row| text(row, "setting").starts_with("preference.")).cloned().collect();
    if output.is_json() {
        return known.iter().try_for_each(|row| output.line(row));
    }
    if known.is_empty() {
        return output.text("the venue has told no preferences");
    }
    let cells = |row: &Value| vec![text(row, "setting").trim_start_matches("preference.").to_owned(), text(row, "value")];
    output.table(&["PREFERENCE", "ON"], &known.iter().map(cells).collect::<Vec<_>>(), &[])
}

pub(crate) async fn mmp(config: Option<&Path>, args: &Mmp, output: &Output) -> Result<(), Failure> {
    let body = match &args.what {
        MmpWhat::Set(limits) => json!({"mmp": {
            "asset": limits.asset, "group": limits.group, "window": limits.window, "freeze": limits.freeze,
            "trade_limit": limits.trade_limit, "delta_limit": limits.delta_limit, "vega_limit": limits.vega_limit,
        }}),
        MmpWhat::Reset { asset, group } => json!({"mmp_reset": {"asset": asset, "group": group}}),
    };
    set(config, args.account.as_deref(), body, output).await
}

async fn set(config: Option<&Path>, account: Option<&str>, body: Value, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(account).await?;
    client.command(Method::PATCH, &format!("/accounts/{}/settings", encode(&account)), &[], Some(body.clone()), None).await?;
    if output.is_json() { output.line(&json!({"type": "changed", "instrument": null, "change": body})) } else { output.text("done") }
}
