//! Where can money be, and what moves it?

use crate::accounts::AccountId;
use serde::{Deserialize, Serialize};

/// A place that holds money or assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// Free to be used. A block never makes it negative; losses, fees and funding may.
    Available(AccountId),
    /// Backs open orders.
    OrderMargin(AccountId),
    /// Backs positions.
    PositionMargin(AccountId),
    /// Proceeds of sales that are not settled yet.
    Unsettled(AccountId),
    /// Assets that are held. ASSUMED: what was bought can be sold at once, settled or not.
    Asset(AccountId),
    /// Assets that open orders would sell.
    AssetBlocked(AccountId),
    /// Where play money comes from.
    Capital,
    /// The other side of every trade.
    Market,
    /// Fees and taxes.
    Fees,
    /// The other side of funding.
    Funding,
    /// Takes what liquidations pay and covers what accounts cannot.
    Insurance,
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Play money came.
    Deposit,
    /// All went back to where it came from.
    Reset,
    /// An order was backed.
    OrderBlock,
    /// An order's backing came back.
    OrderRelease,
    /// A position was backed.
    PositionBlock,
    /// A position's backing came back.
    PositionRelease,
    /// Profit or loss of what was closed.
    Realized,
    /// Money against assets.
    Exchange,
    /// The bill of a fill.
    Fee,
    /// Funding of a perpetual contract.
    Funding,
    /// Proceeds became free.
    Settlement,
    /// The insurance fund was paid, or paid.
    Insurance,
}

impl Place {
    /// Whose it is; `None` of the house.
    pub const fn owner(self) -> Option<AccountId> {
        match self {
            Self::Available(id)
            | Self::OrderMargin(id)
            | Self::PositionMargin(id)
            | Self::Unsettled(id)
            | Self::Asset(id)
            | Self::AssetBlocked(id) => Some(id),
            Self::Capital | Self::Market | Self::Fees | Self::Funding | Self::Insurance => None,
        }
    }

    /// All places of an account.
    pub const fn of(id: AccountId) -> [Place; 6] {
        [Self::Available(id), Self::OrderMargin(id), Self::PositionMargin(id), Self::Unsettled(id), Self::Asset(id), Self::AssetBlocked(id)]
    }
}
