//! Named scenarios of accounts: one fault each, with the figures that are asked for. Times are in round trips of the world
//! that the test runs in. `cargo test --release -p twinline-world --test accounts -- --nocapture` shows them.

mod arrival;
mod batches;
mod bracket_ahead;
mod bracket_commands;
mod bracket_restarts;
mod bracket_shares;
mod bracket_steps;
mod brackets;
mod checks;
mod clocks;
mod crashes;
mod dead_man;
mod defects;
mod desk;
mod evicted;
mod fixtures;
mod gone;
mod holdings;
mod limits;
mod listings;
mod mismatches;
mod native;
mod numbered;
mod numbers;
mod outages;
mod owner;
mod quiet;
mod second;
mod settings;
mod stage;
mod streams;
mod trader;
mod unknown;
mod words;
