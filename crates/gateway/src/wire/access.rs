//! Shapes of who may come in: tokens of the API, and keys of venues without what is secret in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use twinline_model::{InstrumentId, Notional, Timestamp};
use twinline_vault::Listed;
use utoipa::ToSchema;

use crate::tokens::{Grant, TokenScope};

/// A token that is to be made. An absent list or cap is no bound.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What the history and the audit trail call its holder; no two valid tokens share one.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$", example = "bot")]
    pub name: String,
    /// Which doors it opens.
    pub scope: TokenScope,
    /// Only these accounts, to see and to command.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 100)]
    pub accounts: Option<Vec<String>>,
    /// Only accounts of these venues, to see and to command.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 100)]
    pub venues: Option<Vec<String>>,
    /// Only these instruments, to trade: `venue:symbol`, or a unified symbol.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 100)]
    pub instruments: Option<Vec<String>>,
    /// Most that one order may be worth, in quote units.
    #[serde(default)]
    pub max_order_notional: Option<Notional>,
    /// Most that its orders of a day of UTC may be worth, in quote units, at each account.
    #[serde(default)]
    pub max_daily_notional: Option<Notional>,
    /// Only what cannot enlarge a position.
    #[serde(default)]
    pub reduce_only: bool,
    /// Worth nothing from then on.
    #[serde(default, deserialize_with = "super::schema::any_time")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// Whether a token opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It does.
    Valid,
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Revoked,
}

/// A token, without the token itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenRow {
    /// Its name among all tokens that ever were.
    pub id: String,
    /// What the history and the audit trail call its holder.
    pub name: String,
    /// Which doors it opens.
    pub scope: TokenScope,
    /// Whether it opens them now.
    pub state: TokenState,
    /// Accounts that it sees and commands; `null` for all.
    #[schema(required)]
    pub accounts: Option<Vec<String>>,
    /// Venues whose accounts it sees and commands; `null` for all.
    #[schema(required)]
    pub venues: Option<Vec<String>>,
    /// Instruments that it trades; `null` for all.
    #[schema(required)]
    pub instruments: Option<Vec<InstrumentId>>,
    /// Most that one order may be worth, in quote units.
    #[schema(required)]
    pub max_order_notional: Option<Notional>,
    /// Most that its orders of a day may be worth, in quote units, at each account.
    #[schema(required)]
    pub max_daily_notional: Option<Notional>,
    /// True if it sends only what cannot enlarge a position.
    pub reduce_only: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// Worth nothing from then on.
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
    /// Worth nothing since then.
    #[schema(required)]
    pub revoked_at: Option<Timestamp>,
}

impl TokenRow {
    /// A token as it is at `now`.
    pub(crate) fn new(grant: &Grant, now: Timestamp) -> Self {
        let state = match (grant.revoked_at, grant.expires_at) {
            (Some(_), _) => TokenState::Revoked,
            (None, Some(at)) if at <= now => TokenState::Expired,
            (None, _) => TokenState::Valid,
        };
        Self {
            id: grant.id.clone(),
            name: grant.name.clone(),
            scope: grant.scope,
            state,
            accounts: grant.accounts.as_ref().map(|all| all.iter().map(ToString::to_string).collect()),
            venues: grant.venues.as_ref().map(|all| all.iter().cloned().collect()),
            instruments: grant.instruments.as_ref().map(|all| all.iter().cloned().collect()),
            max_order_notional: grant.max_order_notional,
            max_daily_notional: grant.max_daily_notional,
            reduce_only: grant.reduce_only,
            created_at: grant.created_at,
            created_by: grant.created_by.clone(),
            expires_at: grant.expires_at,
            revoked_at: grant.revoked_at,
        }
    }
}

/// A token that was just made.
#[derive(Clone, Serialize, ToSchema)]
pub struct TokenMade {
    /// The token itself: shown this once, kept by nobody here.
    pub token: String,
    /// What it opens.
    #[serde(flatten)]
    pub row: TokenRow,
}

impl std::fmt::Debug for TokenMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenMade").field("token", &"<redacted>").field("row", &self.row).finish()
    }
}

/// A venue's key for an account, in clear. Read, never written.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// Whose: a configured account.
    #[schema(example = "main")]
    pub account: String,
    /// Its parts as the venue calls them: `api_key` with `secret`, or with `private_key` (PEM).
    pub fields: BTreeMap<String, String>,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewKey").field("account", &self.account).finish_non_exhaustive()
    }
}

/// The parts of a key that takes the place of another.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyFields {
    /// Its parts as the venue calls them: `api_key` with `secret`, or with `private_key` (PEM).
    pub fields: BTreeMap<String, String>,
}

impl std::fmt::Debug for KeyFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyFields(<redacted>)")
    }
}

/// A key in the vault, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeyRow {
    /// At which venue.
    pub venue: String,
    /// Whose.
    pub account: String,
    /// Counts its replacements, from 1.
    pub version: u64,
    /// When it was first kept.
    pub created_at: Timestamp,
    /// When it was replaced last.
    #[schema(required)]
    pub rotated_at: Option<Timestamp>,
    /// Names of its parts.
    pub fields: Vec<String>,
    /// The last characters of the part that is public; empty if it is short.
    pub public_tail: String,
}

impl From<&Listed> for KeyRow {
    fn from(listed: &Listed) -> Self {
        Self {
            venue: listed.venue.clone(),
            account: listed.account.clone(),
            version: listed.version,
            created_at: listed.created_at,
            rotated_at: listed.rotated_at,
            fields: listed.fields.clone(),
            public_tail: listed.public_tail.clone(),
        }
    }
}
