//! Shapes of what commands come to, and of who gave them.

use serde::{Deserialize, Serialize};
use twinline_core::account::Difference;
use twinline_model::{Price, Qty, Source, Timestamp};
use twinline_store::{AuditBreak, AuditRow, AuditState};
use utoipa::ToSchema;

use crate::error::{Outcome, Refusal};
use crate::wire::{OrderRequest, OrderRow};

/// Several orders; each has its own outcome.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// 1 to 100, of one instrument or of several.
    #[schema(min_items = 1, max_items = 100)]
    pub orders: Vec<OrderRequest>,
}

/// Changes of several orders; each has its own outcome.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchEditRequest {
    /// 1 to 100, of one instrument or of several.
    #[schema(min_items = 1, max_items = 100)]
    pub orders: Vec<BatchEdit>,
}

/// New terms of one order of a batch.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 2)]
pub struct BatchEdit {
    /// The order's name here.
    pub order_id: String,
    /// New price; as it is if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price: Option<Price>,
    /// New total quantity, executed parts included; as it is if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub qty: Option<Qty>,
}

/// Several orders that are to be ended; each has its own outcome.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchCancelRequest {
    /// Names here of 1 to 100 orders, of one instrument or of several.
    #[schema(min_items = 1, max_items = 100)]
    pub orders: Vec<String>,
}

/// What became of one order of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BatchRow {
    /// Which way the command on it left: `ws` or `rest`; `null` if it did not leave.
    #[schema(required)]
    pub route: Option<Source>,
    /// The order, if there is one.
    #[schema(required)]
    pub order: Option<OrderRow>,
    /// Why it was refused, if it was; with the code `outcome_unknown`, why nobody knows yet what became of it.
    #[schema(required)]
    pub refusal: Option<RefusalRow>,
}

/// Why one order of a batch was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefusalRow {
    /// Why, for programs.
    pub code: String,
    /// The field at fault.
    #[schema(required)]
    pub field: Option<String>,
    /// What is wrong, for people.
    pub detail: String,
    /// True if the same again may go through later.
    pub retryable: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// The venue's own code.
    #[schema(required)]
    pub venue_code: Option<String>,
    /// The venue's own words.
    #[schema(required)]
    pub venue_message: Option<String>,
}

impl From<&Refusal> for RefusalRow {
    fn from(refusal: &Refusal) -> Self {
        Self {
            code: refusal.code.clone(),
            field: refusal.field.clone(),
            detail: refusal.message.clone(),
            retryable: refusal.retryable,
            outcome: refusal.outcome,
            venue_code: refusal.venue_code.clone(),
            venue_message: refusal.venue_message.clone(),
        }
    }
}

/// Orders for which cancels are on their way; each ends with its own event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CancelAllAnswer {
    /// Their names here.
    pub orders: Vec<String>,
}

/// Something that differed between here and the venue. It has been taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DifferenceRow {
    /// `order`, `fill`, `position`, `balance` or `setting`.
    pub kind: &'static str,
    /// Which.
    pub name: String,
    /// What was known here.
    pub local: String,
    /// What the venue says.
    pub venue: String,
}

impl From<&Difference> for DifferenceRow {
    fn from(found: &Difference) -> Self {
        Self { kind: found.kind, name: found.name.clone(), local: found.local.clone(), venue: found.venue.clone() }
    }
}

/// Whether the audit trail is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChainState {
    /// Every row follows from the one before.
    Whole,
    /// Not from `row` on.
    Broken,
}

/// What following the whole chain of the audit trail showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditChain {
    /// Whether it is as it was written.
    pub state: ChainState,
    /// The last row if it is whole, 0 if there is none; the first that is wrong or missing if it is broken.
    pub row: u64,
    /// What is wrong, in words.
    #[schema(required)]
    pub reason: Option<String>,
}

impl From<&AuditState> for AuditChain {
    fn from(state: &AuditState) -> Self {
        match state {
            AuditState::Whole { rows, .. } => Self { state: ChainState::Whole, row: *rows, reason: None },
            AuditState::Broken { row, why } => {
                let reason = match why {
                    AuditBreak::Missing => "it is missing",
                    AuditBreak::Changed => "it is not what was written",
                    AuditBreak::Foreign => "it is more than was written",
                };
                Self { state: ChainState::Broken, row: *row, reason: Some(reason.to_owned()) }
            }
        }
    }
}

/// A page of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditPage {
    /// Rows, oldest first.
    pub data: Vec<AuditEntryRow>,
    /// Give this back as `cursor`; `null` after the last page.
    #[schema(required)]
    pub next: Option<String>,
    /// Whether all of the trail is as it was written; on the first page, `null` on others.
    #[schema(required)]
    pub chain: Option<AuditChain>,
}

/// One row of the audit trail. Each is chained to the one before by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditEntryRow {
    /// Counts from 1 without a hole.
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// By which key; empty if by none.
    pub key_id: String,
    /// From where.
    pub origin: String,
    /// What.
    pub action: String,
    /// With which account; empty if with none.
    pub account: String,
    /// The rest.
    pub detail: String,
    /// SHA-256 over this row and the hash of the row before, in hexadecimal.
    pub hash: String,
}

impl From<&AuditRow> for AuditEntryRow {
    fn from(row: &AuditRow) -> Self {
        let entry = row.entry.clone();
        Self {
            id: row.id,
            at: entry.at,
            actor: entry.actor,
            key_id: entry.key_id,
            origin: entry.origin,
            action: entry.action,
            account: entry.account,
            detail: entry.detail,
            hash: row.hash.0.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}
