//! Which commands are there, and what do they take?
//!
//! | file | of which commands |
//! |---|---|
//! | `running` | those that start something, and those that say how to |
//! | `market` | those about markets |
//! | `account` | those that look at accounts |
//! | `trade` | those that trade, or keep from trading |
//! | `keeping` | those about keys, tokens and backups |

mod account;
mod keeping;
mod market;
mod running;
mod trade;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use account::{AccountRows, Accounts, AccountsArgs, Audit, Export, OrdersArgs, Reconcile, Why};
pub(crate) use keeping::{Backup, KeyOf, Keys, KeysArgs, NewToken, Restore, Token, TokenArgs};
pub(crate) use market::{Book, Instruments, Trades, Watch};
pub(crate) use running::{Completions, Man, Replay, Sim, Simulate, Up};
pub(crate) use trade::{Batch, Cancel, CancelAll, Close, DeadMan, KillSwitch, Leverage, OrderArgs};

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
