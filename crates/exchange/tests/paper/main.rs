//! Accounts with play money: worked examples, and what must hold whatever happens.

mod bench;
mod chance;
mod examples;
mod expiry;
mod fills;
mod ledger;
mod nautilus;
mod refusals;
mod risk;
mod speed;
