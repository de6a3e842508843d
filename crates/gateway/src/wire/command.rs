//! Shapes of what commands come to, and of who gave them.

use serde::{Deserialize, Serialize};
use twinline_core::account::Difference;
use twinline_model::Timestamp;
use twinline_store::AuditRow;
use utoipa::ToSchema;

use crate::error::{Outcome, Refusal};
use crate::wire::{OrderRequest, OrderRow};

/// Several orders; each has its own outcome.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// 1 to 100, all of one instrument.
    #[schema(min_items = 1, max_items = 100)]
    pub orders: Vec<OrderRequest>,
}

/// What became of one order of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BatchRow {
    /// The order, if there is one.
    #[schema(required)]
    pub order: Option<OrderRow>,
    /// Why it was refused, if it was.
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
