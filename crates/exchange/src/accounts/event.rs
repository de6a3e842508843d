//! What accounts are told, in order.

use rust_decimal::Decimal;

use crate::accounts::algo::AlgoRecord;
use crate::accounts::ids::{AccountId, Slot};
use crate::accounts::order::{ExecutionType, FillRecord, OrderRecord};
use crate::accounts::rules::MarginType;

/// Something that happened to one account. `at_ns` never falls within an account; `seq` rises by one over all accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEvent {
    /// Whose.
    pub account: AccountId,
    /// Rises by one per event of the venue.
    pub seq: u64,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
    /// What.
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// An order changed; the record is as it was right after the change.
    Order(Box<OrderChange>),
    /// Balances or positions changed. Of one trade this comes right before the order's event, with the same time.
    Account(AccountChange),
    /// The margin ratio has risen to the warning level.
    MarginCall {
        /// Cross wallet balance of the margin asset.
        cross_wallet: Decimal,
        /// The positions in danger.
        positions: Vec<RiskRow>,
    },
    /// Leverage of a symbol was set.
    Leverage {
        /// Index of the market.
        symbol: usize,
        /// The new one.
        leverage: u32,
    },
    /// Multi-assets mode was switched.
    MultiAssets {
        /// The new state.
        on: bool,
    },
    /// A conditional order changed.
    Algo(Box<AlgoRecord>),
}

/// One change of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChange {
    /// As it was right after the change.
    pub order: OrderRecord,
    /// What kind of change.
    pub execution: ExecutionType,
    /// The trade, if one happened.
    pub fill: Option<FillRecord>,
    /// Notional of the account's open bids of the symbol, reduce-only ones left out.
    pub bid_notional: Decimal,
    /// Notional of its open asks.
    pub ask_notional: Decimal,
}

/// Why balances or positions changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeReason {
    /// A trade.
    Order,
    /// Funding was settled.
    FundingFee,
    /// Money came in.
    Deposit,
    /// Money went out.
    Withdraw,
    /// The venue corrected something.
    Adjustment,
    /// The insurance fund took or gave.
    InsuranceClear,
    /// Margin was moved to or from an isolated position.
    MarginTransfer,
    /// Margin type of a symbol was set.
    MarginTypeChange,
    /// Moved between the owner's wallets.
    AssetTransfer,
}

/// Absolute values of what changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChange {
    /// Why.
    pub reason: ChangeReason,
    /// Assets whose balance changed.
    pub balances: Vec<BalanceRow>,
    /// Positions that changed.
    pub positions: Vec<PositionRow>,
    /// Index of the market, for funding.
    pub symbol: Option<usize>,
}

/// A balance after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceRow {
    /// Which asset.
    pub asset: String,
    /// All of it.
    pub wallet: Decimal,
    /// What is not in isolated positions.
    pub cross_wallet: Decimal,
    /// Change of the wallet by anything but profit and commission.
    pub change: Decimal,
}

/// A position after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionRow {
    /// Which.
    pub slot: Slot,
    /// Signed quantity in the base asset.
    pub amount: Decimal,
    /// Average price of entry; zero when flat.
    pub entry_price: Decimal,
    /// Price at which closing would pay for all commissions; zero when flat.
    pub break_even_price: Decimal,
    /// Profit realised since the account was opened, before commissions.
    pub realized: Decimal,
    /// At the mark price.
    pub unrealized: Decimal,
    /// Cross or isolated.
    pub margin_type: MarginType,
    /// Wallet of the isolated position; zero for cross.
    pub isolated_wallet: Decimal,
    /// Margin asset.
    pub margin_asset: String,
}

/// A position in danger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskRow {
    /// The position.
    pub position: PositionRow,
    /// Mark price.
    pub mark_price: Decimal,
    /// Maintenance margin needed.
    pub maintenance: Decimal,
}
