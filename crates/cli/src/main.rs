//! The `twinline` command.
//!
//! Thin: what it shows comes from a running gateway over its own doors; what it starts is built elsewhere.
//!
//! | file | question it answers |
//! |---|---|
//! | `args` | which commands are there, and what do they take? |
//! | `up`, `demo` | how does a gateway start and end, and what does a demo add? |
//! | `sim` | how does a simulator start? |
//! | `replay` | what would have been published for a recording? |
//! | `simulate` | does the production code keep its promises in a simulated world? |
//! | `login`, `show`, `book`, `watch` | what does the running gateway say? |
//! | `account` | what does an account hold, and what happened to it? |
//! | `trade` | how is an account commanded, and what came of it? |
//! | `token` | which tokens of the API are there, and how do they come and go? |
//! | `kill_switch` | how is everything that could enlarge risk stopped? |
//! | `bracket` | what is protected, and how? |
//! | `dead_man` | are orders ended when the gateway is gone? |
//! | `backup`, `archive` | how is all that a gateway keeps copied away, and brought back? |
//! | `keys` | which venue keys are in the vault, and how do they get there? |
//! | `doctor` | what is wrong, and what is to be done? |
//! | `shell` | how do shells and `man` learn the commands? |
//! | `client` | where is the running gateway, and how is it asked? |
//! | `failure`, `output`, `logging` | how does a command end, and what does it print? |

mod account;
mod archive;
mod args;
mod backup;
mod book;
mod bracket;
mod client;
mod dead_man;
mod demo;
mod doctor;
mod export;
mod failure;
mod keys;
mod kill_switch;
mod logging;
mod login;
mod output;
mod replay;
mod shell;
mod show;
mod sim;
mod simulate;
mod token;
mod trade;
mod up;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::output::Output;

fn main() -> ExitCode {
    let args = Args::parse();
    let output = Output::new(args.json);
    // Before anything secret is read.
    if let Err(error) = twinline_gateway::forbid_core_dumps() {
        eprintln!("warning: a crash may write the memory, with its secrets, to disk: {error}");
    }
    logging::start(matches!(args.command, Command::Up(_) | Command::Sim(_)), args.json);
    match run(args, &output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(&output),
    }
}

fn run(args: Args, output: &Output) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::refused(format!("cannot start: {error}")))?;
    let result = runtime.block_on(dispatch(args, output));
    // What still runs belongs to nobody; waiting for it would only delay the exit.
    runtime.shutdown_timeout(std::time::Duration::from_millis(200));
    result
}

async fn dispatch(args: Args, output: &Output) -> Result<(), Failure> {
    let config = args.config.as_deref();
    match args.command {
        Command::Up(up) => up::run(config, &up, output).await,
        Command::Login => login::run(config, output).await,
        Command::Sim(sim) => sim::run(&sim, output).await,
        // Both are busy with files and processors alone, and nothing else runs beside them.
        Command::Replay(replay) => tokio::task::block_in_place(|| replay::run(&replay, output)),
        Command::Simulate(simulate) => tokio::task::block_in_place(|| simulate::run(&simulate, output)),
        Command::Doctor => doctor::run(config, output).await,
        Command::Completions(completions) => shell::completions(&completions),
        Command::Man(man) => shell::man(&man, output),
        Command::Venues => show::venues(config, output).await,
        Command::Instruments(query) => show::instruments(config, &query, output).await,
        Command::Book(book) => book::run(config, &book, output).await,
        Command::Trades(trades) => show::trades(config, &trades, output).await,
        Command::Keys(keys) => keys::run(config, &keys.what, output).await,
        Command::Token(token) => token::run(config, &token.what, output).await,
        Command::Bracket(bracket) => bracket::run(config, &bracket, output).await,
        Command::DeadMan(switch) => dead_man::run(config, &switch, output).await,
        Command::KillSwitch(switch) => kill_switch::run(config, &switch, output).await,
        // Busy with files, and with deriving a key from a password.
        Command::Backup(to) => tokio::task::block_in_place(|| backup::backup(config, &to, output)),
        Command::Restore(from) => tokio::task::block_in_place(|| backup::restore(config, &from, output)),
        Command::Export(export) => export::run(config, &export, output).await,
        Command::Accounts => account::accounts(config, output).await,
        Command::Orders(orders) => account::orders(config, &orders, output).await,
        Command::Positions(rows) => account::positions(config, &rows, output).await,
        Command::Balances(rows) => account::balances(config, &rows, output).await,
        Command::Fills(rows) => account::fills(config, &rows, output).await,
        Command::Transactions(rows) => account::transactions(config, &rows, output).await,
        Command::Settings(rows) => account::settings(config, &rows, output).await,
        Command::Repairs(rows) => account::repairs(config, &rows, output).await,
        Command::Audit(rows) => account::audit(config, &rows, output).await,
        Command::Why(why) => account::why(config, &why, output).await,
        Command::Reconcile(reconcile) => account::reconcile(config, reconcile.account.as_deref(), output).await,
        Command::Order(order) => trade::order(config, &order, output).await,
        Command::Cancel(cancel) => trade::cancel(config, &cancel, output).await,
        Command::CancelAll(cancel) => trade::cancel_all(config, &cancel, output).await,
        Command::Close(close) => trade::close(config, &close, output).await,
        Command::Batch(batch) => trade::batch(config, &batch, output).await,
        Command::Leverage(leverage) => trade::leverage(config, &leverage, output).await,
        Command::MarginMode(mode) => trade::margin_mode(config, &mode, output).await,
        Command::Watch(watch) => watch::run(config, &watch.topics, output).await,
    }
}
