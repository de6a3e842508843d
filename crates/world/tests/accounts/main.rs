//! Named scenarios of accounts: one fault each, with the figures that are asked for. Times are in round trips of the world
//! that the test runs in. `cargo test --release -p twinline-world --test accounts -- --nocapture` shows them.

mod arrival;
mod batches;
mod bracket_ahead;
mod bracket_commands;
mod bracket_shares;
mod bracket_steps;
mod brackets;
mod checks;
mod crashes;
mod dead_man;
mod desk;
mod each_venue;
mod evicted;
mod fixtures;
mod holdings;
mod limits;
mod mismatches;
mod native;
mod outages;
mod second;
mod stage;
mod streams;
mod trader;
mod unknown;
