//! What may the holder of a token do?

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use twinline_model::{AccountId, InstrumentId, Notional, Timestamp};
use utoipa::ToSchema;

/// Which doors a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// To look.
    Read,
    /// To look, to place and end orders, and to change settings.
    Trade,
    /// Everything: also to let others in, and to change keys.
    Admin,
}

impl TokenScope {
    /// Its word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Trade => "trade",
            Self::Admin => "admin",
        }
    }
}

/// What the holder of a token may do. An absent list or cap is no bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its name among all tokens that ever were; `tk-` and letters.
    pub id: String,
    /// What the history and the audit trail call its holder.
    pub name: String,
    /// Which doors it opens.
    pub scope: TokenScope,
    /// Accounts that it sees and commands.
    pub accounts: Option<BTreeSet<AccountId>>,
    /// Venues whose accounts it sees and commands.
    pub venues: Option<BTreeSet<String>>,
    /// Instruments that it trades.
    pub instruments: Option<BTreeSet<InstrumentId>>,
    /// Most that one order may be worth, in quote units.
    pub max_order_notional: Option<Notional>,
    /// Most that its orders of a day of UTC may be worth at one account, in quote units.
    pub max_daily_notional: Option<Notional>,
    /// True if it sends only what cannot enlarge a position.
    pub reduce_only: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// Worth nothing from then on.
    pub expires_at: Option<Timestamp>,
    /// Worth nothing since then.
    pub revoked_at: Option<Timestamp>,
}

impl Grant {
    /// True if it sees this account of this venue.
    pub fn sees(&self, account: &str, venue: &str) -> bool {
        let listed = self.accounts.as_ref().is_none_or(|all| all.iter().any(|held| held.as_str() == account));
        listed && self.venues.as_ref().is_none_or(|all| all.contains(venue))
    }

    /// True if it sees every account, whatever it is called.
    pub const fn sees_all(&self) -> bool {
        self.accounts.is_none() && self.venues.is_none()
    }

    /// True if what it may command is narrower than an account: single instruments, or only what reduces.
    pub const fn is_narrow(&self) -> bool {
        self.instruments.is_some() || self.reduce_only
    }
}
