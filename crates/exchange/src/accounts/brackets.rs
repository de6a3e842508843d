//! Tiers of notional: the larger the position, the less leverage and the more maintenance margin.

use rust_decimal::Decimal;

/// One tier. It holds notionals above `floor`, up to `cap`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// Highest leverage.
    pub leverage: u32,
    /// Lower bound, excluded (the first tier includes 0).
    pub floor: Decimal,
    /// Upper bound, included.
    pub cap: Decimal,
    /// Maintenance margin as a share of the notional.
    pub rate: Decimal,
    /// What is subtracted so that maintenance margin has no step at the floor.
    pub amount: Decimal,
}

/// All tiers of a symbol, from the smallest notional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brackets {
    tiers: Vec<Bracket>,
}
