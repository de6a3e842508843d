//! One venue's protocol each.

mod account_truth;
pub(crate) mod binance;
pub(crate) mod delta;
pub(crate) mod playback;
