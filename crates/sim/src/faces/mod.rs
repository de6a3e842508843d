//! One venue's protocol each.

pub(crate) mod binance;
pub(crate) mod delta;
