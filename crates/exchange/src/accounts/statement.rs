//! What an account has, owes and could still do: the figures of one moment.

use rust_decimal::Decimal;

use crate::accounts::event::PositionRow;

/// An account at one moment. Figures of assets are in that asset, totals in US dollars (in the margin asset, outside
/// multi-assets mode, where the index of a stablecoin counts as 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Every asset of the rules, in their order, also those that the account has none of.
    pub assets: Vec<AssetFigures>,
    /// Positions that are open or have open orders, by symbol and side.
    pub positions: Vec<PositionFigures>,
    /// Sums.
    pub totals: Totals,
}

/// One asset of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFigures {
    /// Which.
    pub asset: String,
    /// All of it, isolated positions included.
    pub wallet: Decimal,
    /// What is not in isolated positions.
    pub cross_wallet: Decimal,
    /// Unrealised profit of all positions with this margin asset.
    pub unrealized: Decimal,
    /// The same of cross positions alone.
    pub cross_unrealized: Decimal,
    /// Wallet plus unrealised profit.
    pub margin_balance: Decimal,
    /// Maintenance margin needed.
    pub maintenance: Decimal,
    /// Initial margin of positions and orders.
    pub initial: Decimal,
    /// Of positions alone.
    pub position_initial: Decimal,
    /// Of open orders alone.
    pub order_initial: Decimal,
    /// What new orders may still use; never below zero.
    pub available: Decimal,
    /// What may be taken out; never below zero.
    pub max_withdraw: Decimal,
    /// Whether it counts in multi-assets mode.
    pub margin_available: bool,
    /// Newest change, nanoseconds since 1970; 0 if there was none.
    pub updated_ns: i64,
}

/// One position of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionFigures {
    /// What events tell of it.
    pub row: PositionRow,
    /// Mark price.
    pub mark_price: Decimal,
    /// Mark price at which it would be liquidated; `None` if there is none.
    pub liquidation_price: Option<Decimal>,
    /// Signed amount times mark price.
    pub notional: Decimal,
    /// Isolated wallet plus unrealised profit; zero for cross.
    pub isolated_margin: Decimal,
    /// Of position and orders.
    pub initial: Decimal,
    /// Maintenance margin needed.
    pub maintenance: Decimal,
    /// Of the position alone.
    pub position_initial: Decimal,
    /// Of its open orders alone.
    pub order_initial: Decimal,
    /// Notional of open bids that could open or enlarge.
    pub bid_notional: Decimal,
    /// Notional of open asks that could.
    pub ask_notional: Decimal,
    /// Leverage of the symbol.
    pub leverage: u32,
    /// Place in the queue for deleveraging: 0 (last) to 4 (next).
    pub adl_quantile: u8,
    /// Newest change, nanoseconds since 1970; 0 if there was none.
    pub updated_ns: i64,
}

/// Sums over an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Totals {
    pub initial: Decimal,
    pub maintenance: Decimal,
    pub wallet: Decimal,
    pub unrealized: Decimal,
    pub margin_balance: Decimal,
    pub position_initial: Decimal,
    pub order_initial: Decimal,
    pub cross_wallet: Decimal,
    pub cross_unrealized: Decimal,
    pub available: Decimal,
    pub max_withdraw: Decimal,
}
