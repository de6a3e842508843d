//! Shapes of what the venue says when it is asked now: of the key, of an instrument's terms, of the past.

use serde::Serialize;
use twinline_core::account::Checked;
use twinline_model::{InstrumentId, Rate, Timestamp};
use utoipa::ToSchema;

use super::venue::millis_text;

/// The venue takes the account's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckAnswer {
    /// Whose key.
    pub account: String,
    /// At which venue.
    pub venue: String,
    /// How long its answer took, in milliseconds, waiting for the budget included.
    pub took_ms: String,
    /// Whether it says that the key may trade; `null` where it does not say.
    #[schema(required)]
    pub may_trade: Option<bool>,
    /// The venue's number of the account that the key opens; `null` where it does not say.
    #[schema(required)]
    pub venue_account: Option<String>,
    /// True if that belongs to another account; `null` where the venue does not say.
    #[schema(required)]
    pub sub_account: Option<bool>,
    /// The venue's own count of what is asked with it, where it tells one; it does not say whether this is used or left.
    #[schema(required)]
    pub quota: Option<QuotaRow>,
}

/// How a venue counts what is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuotaRow {
    /// Its number.
    pub count: u64,
    /// When it counts anew, in milliseconds from its answer on.
    pub resets_in_ms: String,
}

impl CheckAnswer {
    pub(crate) fn new(account: &str, venue: &str, may_trade: Option<bool>, checked: Checked) -> Self {
        let (venue_account, sub_account) = checked.owner.map_or((None, None), |owner| (Some(owner.number), owner.sub_account));
        Self {
            account: account.to_owned(),
            venue: venue.to_owned(),
            took_ms: millis_text(checked.took),
            may_trade,
            venue_account,
            sub_account,
            quota: checked.quota.map(|quota| QuotaRow { count: quota.count, resets_in_ms: millis_text(quota.resets_in) }),
        }
    }
}

/// What the venue charges and demands in an instrument, and what is set there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PositionTerms {
    /// In which.
    pub instrument: InstrumentId,
    /// Leverage that is set, as far as the venue told it.
    #[schema(required)]
    pub leverage: Option<Rate>,
    /// Least that can be set.
    pub min_leverage: Rate,
    /// Most that can be set, for the smallest positions; `null` where the venue has not told it.
    #[schema(required)]
    pub max_leverage: Option<Rate>,
    /// Fee of what rests, as a share of the value.
    #[schema(required)]
    pub maker_rate: Option<Rate>,
    /// Fee of what takes.
    #[schema(required)]
    pub taker_rate: Option<Rate>,
    /// Whether the venue adds margin by itself, as far as it told.
    #[schema(required)]
    pub auto_top_up: Option<bool>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FetchedAnswer {
    /// Rows that the venue showed, known ones too.
    pub rows: u64,
    /// Give this as `from` of the next call; `null` if all that was asked for was told.
    #[schema(required)]
    pub next: Option<Timestamp>,
}
