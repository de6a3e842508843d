//! How does the house work?

use std::collections::BTreeMap;

use crate::fills::{Cancellations, Guard, Latency};
use crate::paper::listing::{Listed, Listing};

/// What happens when an account's order would trade with another one of its own, were both at the same venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SelfTrade {
    /// Both trade with the market.
    #[default]
    Allow,
    /// The new order is refused.
    Refuse,
}

/// How the house works. The same settings and inputs give the same events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Seed of the jitter.
    pub seed: u64,
    /// Terms of all that is traded.
    pub listings: BTreeMap<Listed, Listing>,
    /// Decimals of each money that does not have eight.
    pub scales: BTreeMap<String, u32>,
    /// How long commands travel.
    pub latency: Latency,
    /// What keeps fills honest.
    pub guard: Guard,
    /// Who leaves when a level shrinks.
    pub cancellations: Cancellations,
    /// Own orders that meet.
    pub self_trade: SelfTrade,
    /// Market orders trade within this share of the best price, in millionths.
    pub protection_ppm: i64,
    /// A market order that finds nothing waits so long for data or counterparts, nanoseconds.
    pub wait_ns: i64,
    /// Open orders of one account at most.
    pub max_open: usize,
    /// Orders that ended, and fills, that are kept of an account; the oldest go.
    pub kept: usize,
    /// Transactions that the ledger keeps; what older ones moved stays in its balances.
    pub transactions: usize,
    /// An account is warned when its margin covers the maintenance by less than this, as a ratio of the two in millionths.
    pub warn_ppm: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            listings: BTreeMap::new(),
            scales: BTreeMap::from([("INR".to_owned(), 2)]),
            latency: Latency::default(),
            guard: Guard::default(),
            cancellations: Cancellations::default(),
            self_trade: SelfTrade::default(),
            protection_ppm: 50_000,
            wait_ns: 5_000_000_000,
            max_open: 500,
            kept: 2_000,
            transactions: 20_000,
            warn_ppm: 800_000,
        }
    }
}

impl Settings {
    /// Decimals of a unit.
    pub fn scale(&self, unit: &str) -> u32 {
        self.scales.get(unit).copied().unwrap_or(crate::accounts::MONEY_SCALE)
    }
}
