//! What do commands that trade take?

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct OrderArgs {
    /// Buy or sell
    #[arg(value_parser = ["buy", "sell"])]
    pub(crate) side: String,
    /// venue:symbol, or a unified symbol such as BTC/USDT:USDT
    pub(crate) instrument: String,
    /// Quantity in base units
    pub(crate) qty: Option<String>,
    /// Limit price
    #[arg(long)]
    pub(crate) price: Option<String>,
    /// limit, market, stop_limit, stop_market, take_profit_limit, take_profit_market or trailing_stop_market; limit with a price, else market
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<String>,
    /// Price that triggers it
    #[arg(long)]
    pub(crate) trigger_price: Option<String>,
    /// Distance of a trailing stop, in percent
    #[arg(long)]
    pub(crate) trailing_percent: Option<String>,
    /// Distance of a trailing stop in quote units, at venues that trail by an amount
    #[arg(long, conflicts_with = "trailing_percent")]
    pub(crate) trailing_amount: Option<String>,
    /// gtc, ioc, fok
    #[arg(long)]
    pub(crate) time_in_force: Option<String>,
    /// long or short, in hedge mode
    #[arg(long)]
    pub(crate) position_side: Option<String>,
    /// Refused rather than take
    #[arg(long)]
    pub(crate) post_only: bool,
    /// Never opens or enlarges a position
    #[arg(long)]
    pub(crate) reduce_only: bool,
    /// Closes the whole position when triggered
    #[arg(long)]
    pub(crate) close_position: bool,
    /// The name it is sent under
    #[arg(long)]
    pub(crate) client_order_id: Option<String>,
    /// Idempotency key: the same again places nothing again
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Check it and send nothing
    #[arg(long)]
    pub(crate) preview: bool,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Cancel {
    /// The order's name
    pub(crate) order: String,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CancelAll {
    /// Of this instrument only
    #[arg(long)]
    pub(crate) instrument: Option<String>,
    /// Those that were placed elsewhere, too
    #[arg(long)]
    pub(crate) external: bool,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Close {
    /// venue:symbol, or a unified symbol
    #[arg(required_unless_present = "all")]
    pub(crate) instrument: Option<String>,
    /// Every position that is open
    #[arg(long, conflicts_with_all = ["instrument", "position_side"])]
    pub(crate) all: bool,
    /// long or short, in hedge mode
    #[arg(long)]
    pub(crate) position_side: Option<String>,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// A JSON list of orders, or one order a line
    pub(crate) file: PathBuf,
    /// Idempotency key: the same again places nothing again
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Leverage {
    /// venue:symbol, or a unified symbol
    pub(crate) instrument: String,
    /// Times the margin; without it, the leverage that is set and what may be
    pub(crate) leverage: Option<String>,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct KillSwitch {
    /// on or off
    #[arg(value_parser = ["on", "off"])]
    pub(crate) what: String,
    /// Which account; the only one if absent
    #[arg(long, conflicts_with = "all")]
    pub(crate) account: Option<String>,
    /// All accounts
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DeadMan {
    /// Which account
    pub(crate) account: String,
    /// on, off or show
    #[arg(value_parser = ["on", "off", "show"], default_value = "show")]
    pub(crate) what: String,
    /// Seconds that the gateway may be gone, from 10 to 600
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) timeout: u32,
}
