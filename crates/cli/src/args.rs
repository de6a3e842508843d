//! Which commands are there, and what do they take?

use std::path::PathBuf;

use clap::{Parser, Subcommand};

const EXIT_CODES: &str = "Exit codes: 0 done, 1 refused, 2 usage, 3 outcome unknown, 4 unreachable.\n\
Environment: every key of the configuration as TWINLINE_… (TWINLINE_LISTEN, TWINLINE_DATA_DIR, TWINLINE_LIMITS__CONNECTIONS); \
TWINLINE_LOG sets what is logged (debug, or twinline_runtime=debug,info), TWINLINE_LOG_FORMAT how (text or json); TWINLINE_URL and TWINLINE_TOKEN name a gateway that \
is not the one of the data directory.";

/// A self-hosted trading gateway.
#[derive(Debug, Parser)]
#[command(name = "twinline", version, about = "A self-hosted trading gateway", after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Args {
    /// Configuration file (TOML, or YAML by its name); twinline.toml in the working directory if there is one
    #[arg(long, value_name = "FILE", global = true, env = "TWINLINE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// One JSON object a line on stdout
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the gateway
    Up(Up),
    /// Print a new login link of the running gateway
    Login,
    /// Start a venue simulator that speaks the venue's real protocol
    Sim(Sim),
    /// Print what would have been published for a recording
    Replay(Replay),
    /// Run the production code in simulated worlds with faults; a line per failing seed
    Simulate(Simulate),
    /// Look at configuration, permissions, ports, DNS, TLS, clocks and venues, and say what to do
    Doctor,
    /// Print the script that completes commands in a shell
    Completions(Completions),
    /// Write the manual pages into a directory
    Man(Man),
    /// Venues of the running gateway, and how they are
    Venues,
    /// Search what can be traded
    Instruments(Instruments),
    /// An order book, live in a terminal
    Book(Book),
    /// The last trades
    Trades(Trades),
    /// Venue keys in the vault of the data directory
    Keys(KeysArgs),
    /// Tokens by which others use the API
    Token(TokenArgs),
    /// Refuse every order of an account that could enlarge risk, or send them again
    KillSwitch(KillSwitch),
    /// Have an account's orders ended when the gateway is gone
    DeadMan(DeadMan),
    /// Protect what an entry opens, or a position, with a stop-loss and a take-profit
    Bracket(crate::bracket::Bracket),
    /// Copy journal and vault into one encrypted file; a running gateway goes on
    Backup(Backup),
    /// Bring a backup into an empty data directory
    Restore(Restore),
    /// Write the fills, orders or movements of money of an account as CSV
    Export(Export),
    /// Accounts of the running gateway, and how they are; accounts with play money are opened and funded here
    Accounts(AccountsArgs),
    /// Orders of an account
    Orders(OrdersArgs),
    /// Open positions of an account
    Positions(AccountRows),
    /// Balances of an account
    Balances(AccountRows),
    /// The last fills of an account
    Fills(AccountRows),
    /// The last movements of money of an account
    Transactions(AccountRows),
    /// Settings of an account, as the venue told them
    Settings(AccountRows),
    /// Receipts of an account's closed gaps
    Repairs(AccountRows),
    /// Who did what, and whether that record is as it was written
    Audit(Audit),
    /// Everything that is known of how an order came to be as it is
    Why(Why),
    /// Compare an account with the venue, and say exactly what differed
    Reconcile(Reconcile),
    /// Place an order
    Order(OrderArgs),
    /// Cancel an order
    Cancel(Cancel),
    /// Cancel all orders that went through the gateway
    CancelAll(CancelAll),
    /// Close a position with a market order
    Close(Close),
    /// Place the orders of a file
    Batch(Batch),
    /// Set the leverage of an instrument
    Leverage(Leverage),
    /// Set the margin mode of an instrument, or of the whole account
    MarginMode(crate::settings::MarginMode),
    /// Have the venue add margin to a position by itself, or not
    AutoTopUp(crate::settings::AutoTopUp),
    /// Trading preferences: show them, or set one
    Preferences(crate::settings::Preferences),
    /// Market-maker protection: set its limits, or reset it
    Mmp(crate::settings::Mmp),
    /// Follow topics: bbo.binance:BTCUSDT, candles.binance:BTCUSDT.1m, connections, …
    Watch(Watch),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Up {
    /// Simulated venues in this process: no account, no network, no real money
    #[arg(long)]
    pub(crate) demo: bool,
}

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// Whose script
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// Where to; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// Topics of the stream
    #[arg(required = true)]
    pub(crate) topics: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AccountRows {
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, clap::Args)]
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
    pub(crate) to: Option<std::path::PathBuf>,
    /// Ask the venue first for what it keeps since then, a day or a time of the venue: 2025-01-31
    #[arg(long)]
    pub(crate) since: Option<String>,
}

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
pub(crate) struct Why {
    /// The order's name
    pub(crate) order: String,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Reconcile {
    /// Which account; the only one if absent
    pub(crate) account: Option<String>,
}

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
pub(crate) struct Cancel {
    /// The order's name
    pub(crate) order: String,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
pub(crate) struct Leverage {
    /// venue:symbol, or a unified symbol
    pub(crate) instrument: String,
    /// Times the margin; without it, the leverage that is set and what may be
    pub(crate) leverage: Option<String>,
    /// Which account; the only one if absent
    #[arg(long)]
    pub(crate) account: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Audit {
    /// Rows, the last ones
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: usize,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AccountsArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Accounts>,
}

#[derive(Debug, clap::Subcommand)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
pub(crate) struct WhichToken {
    /// Its id or its name, never the token itself
    pub(crate) token: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// Where to; must not be there yet
    pub(crate) file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// The backup
    pub(crate) file: PathBuf,
    /// What opens the vault in it, if that is no password
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
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

#[derive(Debug, clap::Args)]
pub(crate) struct KeyOf {
    /// Whose
    pub(crate) account: String,
    /// At which venue; that of the configured account if absent
    #[arg(long)]
    pub(crate) venue: Option<String>,
}
