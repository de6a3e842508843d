//! What do commands that look at accounts take?

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct AccountRows {
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// fills, orders or transactions
    #[arg(value_parser = ["fills", "orders", "transactions"])]
    pub(crate) list: String,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// Only of this instrument
    #[arg(long)]
    pub(crate) instrument: Option<String>,
    /// File to write, which must not be there yet; standard output if absent
    #[arg(long)]
    pub(crate) to: Option<PathBuf>,
    /// Ask the venue first for what it keeps since then, a day or a time of the venue: 2025-01-31
    #[arg(long)]
    pub(crate) since: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct OrdersArgs {
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// open, closed or all
    #[arg(long, default_value = "open", value_parser = ["open", "closed", "all"])]
    pub(crate) status: String,
    /// Of this instrument only
    #[arg(long)]
    pub(crate) instrument: Option<String>,
    /// Rows
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The order's name
    pub(crate) order: String,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Reconcile {
    /// Which account; the only one if absent
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Rows, the last ones
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: usize,
}

#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Accounts>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Accounts {
    /// Open an account with play money
    Add {
        /// Its venue: paper
        #[arg(value_parser = [twinline_gateway::registry::HOUSE])]
        venue: String,
        /// Its name
        name: String,
        /// What it begins with, such as 100000:USDT; may be given again; what is configured if absent
        #[arg(long)]
        deposit: Vec<String>,
    },
    /// Deposit play money
    Deposit {
        /// Which account
        name: String,
        /// How much of which asset, such as 5000:USDT
        amount: String,
    },
    /// End all orders, positions and balances of an account with play money, and begin anew
    Reset {
        /// Which account
        name: String,
        /// What it begins with, such as 100000:USDT; may be given again; what is configured if absent
        #[arg(long)]
        deposit: Vec<String>,
    },
    /// Refuse an account's orders; cancels are taken
    Freeze {
        /// Which account with play money
        name: String,
    },
    /// Take its orders again
    Thaw {
        /// Which account with play money
        name: String,
    },
}
