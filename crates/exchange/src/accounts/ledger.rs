//! Where money is, and where it came from: a double-entry ledger. Every transaction sums to zero per asset.

use rust_decimal::Decimal;

use crate::accounts::ids::{AccountId, Slot};

/// A place that holds money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Free money of an account, backing its cross positions and orders.
    Wallet(AccountId),
    /// Money of an account set aside for one isolated position.
    Isolated(AccountId, Slot),
    /// Where deposits come from and withdrawals go.
    Outside,
    /// The other side of every profit and loss.
    Market,
    /// Commissions.
    Fees,
    /// The other side of funding.
    Funding,
    /// The insurance fund.
    Insurance,
}

/// One line of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Where.
    pub place: Place,
    /// Which asset.
    pub asset: String,
    /// Added (positive) or taken.
    pub amount: Decimal,
}

/// What a transaction was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncomeKind {
    /// Moved in or out.
    Transfer,
    /// Profit or loss of a reduced position.
    RealizedPnl,
    /// Funding paid or received.
    FundingFee,
    /// Commission of a trade.
    Commission,
    /// Paid to or covered by the insurance fund.
    InsuranceClear,
    /// Moved between an account's wallet and an isolated position. Not an income: no record is told.
    Margin,
}

/// What an account earned or paid in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeRecord {
    /// Id of the transaction; rises over all accounts.
    pub tran_id: u64,
    /// What for; never `Margin`.
    pub kind: IncomeKind,
    /// Which asset.
    pub asset: String,
    /// Received (positive) or paid.
    pub amount: Decimal,
    /// Index of the market, if it was about one.
    pub symbol: Option<usize>,
    /// The trade that it belongs to, if any.
    pub trade: Option<u64>,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
}
