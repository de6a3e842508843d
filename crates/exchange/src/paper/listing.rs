//! What can be traded, and on which terms?

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use twinline_model::InstrumentId;

use crate::accounts::money::{div, mul, signless};
use crate::accounts::{Brackets, Refusal as OutOfRange};
use crate::paper::fees::FeeSchedule;

/// How something is traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Product {
    /// Coins against money, at once.
    Spot,
    /// Shares against money; what a sale brings can be used after settlement.
    Delivery,
    /// Shares with margin, to be closed on the same day.
    Intraday,
    /// Derivatives that stay overnight, and bought options at their full premium (leverage 1).
    Carried,
    /// Perpetual contracts with funding.
    Perpetual,
}

impl Product {
    /// True if the whole price is paid and the thing itself is held: nothing is borrowed, nothing can be sold short.
    pub const fn is_cash(self) -> bool {
        matches!(self, Self::Spot | Self::Delivery)
    }
}

/// An instrument, traded in one way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listed {
    /// Which instrument.
    pub instrument: InstrumentId,
    /// Which way.
    pub product: Product,
}

/// The terms of it. Prices are counts of `price_unit`, quantities counts of `size_unit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// What it is.
    pub listed: Listed,
    /// What is held: of cash products the unit that their ledger counts it in.
    pub asset: String,
    /// Money that it is paid in.
    pub unit: String,
    /// Worth of one price count, in `unit`.
    pub price_unit: Decimal,
    /// One size count, in base units.
    pub size_unit: Decimal,
    /// Orders' prices are multiples of so many counts.
    pub tick: i64,
    /// Orders' quantities are multiples of so many counts.
    pub step: i64,
    /// Least quantity of an order, counts.
    pub min_lots: i64,
    /// Largest quantity of an order, counts.
    pub max_lots: i64,
    /// Least value of an order that may open.
    pub min_notional: Decimal,
    /// Limit prices stay within this share of the last price; `None` if the venue has no band.
    pub band: Option<Decimal>,
    /// Leverage before anybody sets one.
    pub leverage: u32,
    /// Tiers of notional.
    pub tiers: Brackets,
    /// Costs.
    pub fees: FeeSchedule,
    /// Share of the value that a liquidation pays to the insurance fund.
    pub liquidation_fee: Decimal,
    /// Whether orders are taken now.
    pub open: bool,
}

impl Listing {
    /// A price in money.
    pub fn price(&self, ticks: i64) -> Decimal {
        self.price_unit.saturating_mul(Decimal::from(ticks))
    }

    /// A quantity in base units.
    pub fn quantity(&self, lots: i64) -> Decimal {
        self.size_unit.saturating_mul(Decimal::from(lots))
    }

    /// Money for a quantity at a price, not rounded.
    pub(crate) fn value(&self, ticks: i64, lots: i64) -> Result<Decimal, OutOfRange> {
        mul(mul(self.price_unit, Decimal::from(ticks))?, mul(self.size_unit, Decimal::from(lots))?)
    }

    /// What must back a value at this leverage: rounded up.
    pub(crate) fn initial(&self, value: Decimal, leverage: u32, scale: u32) -> Result<Decimal, OutOfRange> {
        Ok(up(div(value, Decimal::from(leverage.max(1)))?, scale))
    }
}

/// Half away from zero.
pub(crate) fn near(value: Decimal, scale: u32) -> Decimal {
    signless(value.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero))
}

/// Away from zero: what an account must have.
pub(crate) fn up(value: Decimal, scale: u32) -> Decimal {
    signless(value.round_dp_with_strategy(scale, RoundingStrategy::AwayFromZero))
}

/// Towards zero: what an account gets.
pub(crate) fn down(value: Decimal, scale: u32) -> Decimal {
    signless(value.round_dp_with_strategy(scale, RoundingStrategy::ToZero))
}
