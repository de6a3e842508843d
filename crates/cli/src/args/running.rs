//! How is the gateway run, and what stands beside it?

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Up {
    /// Simulated venues in this process: no account, no network, no real money
    #[arg(long)]
    pub(crate) demo: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Sim {
    /// Which venue's protocol
    pub(crate) venue: String,
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Same seed, same market
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Serve recorded traffic (plain or gzip) instead of a simulated market
    #[arg(long, value_name = "FILE")]
    pub(crate) capture: Option<PathBuf>,
    /// Added to every reply and frame
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) latency_ms: u64,
    /// Faults from the start, separated by commas
    #[arg(long, value_name = "LIST")]
    pub(crate) faults: Option<String>,
    /// Keys that the venue knows
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,
    /// The venue's clock at the start (RFC 3339); the machine's, or the recording's, if absent
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// A recording, one JSON object a line, plain or gzip; `-` is standard input
    pub(crate) file: PathBuf,
    /// Whose traffic it is; told by the first URL if absent
    #[arg(long)]
    pub(crate) venue: Option<String>,
    /// What to print, separated by commas: bbo, book, trades, ticker, candles, mark, funding, instruments
    #[arg(long, default_value = "bbo", value_name = "LIST")]
    pub(crate) topics: String,
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// Which worlds, the last one excluded: 0..500
    #[arg(long, value_name = "A..B")]
    pub(crate) seeds: String,
    /// Simulated minutes of faults in each world; one if neither this nor --seconds is given
    #[arg(long, value_name = "N", conflicts_with = "seconds")]
    pub(crate) minutes: Option<u32>,
    /// Simulated seconds of faults in each world
    #[arg(long, value_name = "N")]
    pub(crate) seconds: Option<u32>,
    /// Print every event on stderr
    #[arg(long)]
    pub(crate) trace: bool,
    /// Whose codec and simulator
    #[arg(long, default_value = "binance")]
    pub(crate) venue: String,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Whose script
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Where to; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}
