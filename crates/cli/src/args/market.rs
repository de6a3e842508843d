//! What do commands about markets take?

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Instruments {
    /// Part of a symbol, an alias or an asset
    pub(crate) query: Option<String>,
    /// Of this venue only
    #[arg(long)]
    pub(crate) venue: Option<String>,
    /// Following this asset only
    #[arg(long)]
    pub(crate) underlying: Option<String>,
    /// Of this kind only: spot, perpetual, future or option
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// Expiring on this day, or `none`
    #[arg(long)]
    pub(crate) expiry: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Book {
    /// venue:symbol, or a unified symbol such as BTC/USDT:USDT
    pub(crate) instrument: String,
    /// Levels a side
    #[arg(long, default_value_t = 10)]
    pub(crate) depth: usize,
    /// Follow it; the default in a terminal
    #[arg(long, conflicts_with = "once")]
    pub(crate) live: bool,
    /// Print it once; the default elsewhere
    #[arg(long)]
    pub(crate) once: bool,
    /// The venue, for a unified symbol
    #[arg(long)]
    pub(crate) venue: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Trades {
    /// venue:symbol, or a unified symbol such as BTC/USDT:USDT
    pub(crate) instrument: String,
    /// Rows at first
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// Go on with new ones; the default in a terminal
    #[arg(long, conflicts_with = "once")]
    pub(crate) live: bool,
    /// Print them once; the default elsewhere
    #[arg(long)]
    pub(crate) once: bool,
    /// The venue, for a unified symbol
    #[arg(long)]
    pub(crate) venue: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// Topics of the stream
    #[arg(required = true)]
    pub(crate) topics: Vec<String>,
}
