//! Shapes of accounts with play money.

use serde::{Deserialize, Deserializer, Serialize};
use twinline_model::Amount;
use utoipa::ToSchema;

use super::BalanceRow;

/// Play money: an amount of an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DepositRequest {
    /// Which asset.
    #[schema(example = "USDT", max_length = 16, pattern = "^[A-Za-z0-9]{1,16}$")]
    pub asset: String,
    /// How much, above zero, with at most eight decimals.
    #[schema(value_type = String, pattern = r"^[0-9]{1,15}(\.[0-9]{1,8})?$", example = "1000")]
    pub amount: Amount,
}

/// An account with play money to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Its name, unique: 1 to 64 letters, digits, dots, dashes and underscores.
    #[schema(example = "second", max_length = 64, pattern = "^[A-Za-z0-9._-]{1,64}$")]
    pub account: String,
    /// The venue of play money, which is also meant if this is absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    #[schema(nullable = false)]
    pub venue: Option<String>,
    /// What it begins with; what is configured, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    #[schema(nullable = false, max_items = 16)]
    pub deposits: Option<Vec<DepositRequest>>,
}

/// An account with play money that is to begin anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// What it begins with; what is configured, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    #[schema(nullable = false, max_items = 16)]
    pub deposits: Option<Vec<DepositRequest>>,
}

/// Whether an account's orders are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// True: orders are refused with `ACCOUNT_FROZEN`, cancels are taken.
    pub frozen: bool,
}

/// What an account with play money has now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlayMoney {
    /// Whose.
    pub account: String,
    /// One row for each asset that it ever had.
    pub balances: Vec<BalanceRow>,
}

/// A field that may be absent and is never null: with null nobody could tell whether money is wanted or not.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}
