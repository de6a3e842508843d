//! Why something that was asked of the gateway was not done.

use serde::Serialize;
use thiserror::Error;
use twinline_core::account::No;
use twinline_core::session::FetchError;
use twinline_model::{Cursor, Timestamp};
use utoipa::ToSchema;

/// Why something that was asked of the gateway was not done. Named for what the caller can do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GatewayError {
    /// No such venue here: ask for another.
    #[error("unknown venue {name:?}{hint}")]
    UnknownVenue {
        /// As asked for.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// No such instrument: ask for another.
    #[error("unknown instrument {name:?}{hint}")]
    UnknownInstrument {
        /// As asked for.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// A part of the question is wrong: correct it.
    #[error("{field}: {reason}")]
    BadField {
        /// Which.
        field: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The venue has no such thing.
    #[error("{venue} has no {what}")]
    Unsupported {
        /// Which venue.
        venue: String,
        /// What.
        what: String,
    },
    /// The venue's instruments are not loaded yet: ask again.
    #[error("{venue} is not ready: {reason}")]
    NotReady {
        /// Which.
        venue: String,
        /// Why, in words.
        reason: String,
    },
    /// Nothing is known of it yet: ask again.
    #[error("no data of {what} yet: {reason}")]
    NoData {
        /// Of what.
        what: String,
        /// Why, in words.
        reason: String,
    },
    /// The venue, or the way to it, said no.
    #[error("{venue}: {error}")]
    Venue {
        /// Which.
        venue: String,
        /// What it said.
        error: FetchError,
    },
    /// No answer in time: ask again.
    #[error("{venue} did not answer in time")]
    Timeout {
        /// Which.
        venue: String,
    },
    /// The gateway is stopping.
    #[error("the gateway is stopping")]
    Stopping,
    /// Only a demo has faults to inject.
    #[error("there is nothing here: faults belong to `twinline up --demo`")]
    NoDemo,
    /// No such account here: ask for another.
    #[error("unknown account {name:?}{hint}")]
    UnknownAccount {
        /// As asked for.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// No such order.
    #[error("{account} has no order {order:?}")]
    UnknownOrder {
        /// Whose it would be.
        account: String,
        /// As asked for.
        order: String,
    },
    /// No such bracket, or it has been over for long.
    #[error("{account} has no bracket {bracket:?}")]
    UnknownBracket {
        /// Whose it would be.
        account: String,
        /// As asked for.
        bracket: String,
    },
    /// The account has no keys: give it some.
    #[error("{account} has no keys: run `twinline keys add {account}`")]
    NoKeys {
        /// Which.
        account: String,
    },
    /// An account's keys are of no use.
    #[error("keys of {account}: {reason}")]
    Credentials {
        /// Whose.
        account: String,
        /// What is wrong; nothing secret.
        reason: String,
    },
    /// The vault says no: the operator must look.
    #[error("{0}")]
    Vault(String),
    /// The vault has no key of this account: add one.
    #[error("there is no key of {account} at {venue}")]
    UnknownKey {
        /// At which venue.
        venue: String,
        /// Whose.
        account: String,
    },
    /// The vault has a key of this account: rotate it.
    #[error("there is a key of {account} at {venue} already: rotate or remove it")]
    KeyExists {
        /// At which venue.
        venue: String,
        /// Whose.
        account: String,
    },
    /// No valid token of this name or id.
    #[error("there is no valid token {name:?}")]
    UnknownToken {
        /// As asked for.
        name: String,
    },
    /// A valid token has this name.
    #[error("a valid token has this name already: revoke it, or choose another")]
    TokenExists,
    /// A part of the question is as described, and yet cannot be: correct it.
    #[error("{field}: {reason}")]
    Unfit {
        /// Which.
        field: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The token does not reach this.
    #[error("{reason}")]
    NotAllowed {
        /// What is not reached: one stable word.
        code: &'static str,
        /// The field at fault.
        field: &'static str,
        /// In words.
        reason: String,
    },
    /// Something else was asked under the same idempotency key.
    #[error("this idempotency key was used for something else in the last 30 days")]
    OtherBody,
    /// The place is not of this history: take a snapshot.
    #[error("this place is not in the history of {account}, which stands at {}.{}", head.epoch, head.seq)]
    Gap {
        /// Whose.
        account: String,
        /// Where it stands.
        head: Cursor,
    },
    /// A command was refused, here or by the venue.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// A command may or may not have been carried out: look.
    #[error("what became of it is not known: {0}")]
    OutcomeUnknown(String),
    /// The journal cannot be read.
    #[error("the journal cannot be read: {0}")]
    Journal(String),
    /// The simulator did not take the fault.
    #[error("the simulator did not take it: {0}")]
    Simulator(String),
}

impl GatewayError {
    /// A part that is as described and cannot be.
    pub(crate) fn unfit(field: &'static str, reason: &str) -> Self {
        Self::Unfit { field, reason: reason.to_owned() }
    }

    /// When asking again makes sense, if a budget said so.
    pub const fn retry_at(&self) -> Option<Timestamp> {
        match self {
            Self::Venue { error: FetchError::NotAdmitted(at), .. } => Some(*at),
            _ => None,
        }
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Applied,
    /// Nothing was done.
    NotApplied,
    /// Only the venue's evidence can tell.
    Unknown,
}

/// A no to a command, ours or the venue's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// One stable word.
    pub code: String,
    /// The field at fault.
    pub field: Option<String>,
    /// In words.
    pub message: String,
    /// True if the same again may succeed later.
    pub retryable: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// The venue's own code.
    pub venue_code: Option<String>,
    /// The venue's own words.
    pub venue_message: Option<String>,
}

/// Words for what ended an order before it left; any other code of an order's end is the venue's.
const OURS: [&str; 4] = ["journal_failed", "canceled", "kill_switch", "not_supported"];

impl Refusal {
    /// Of an order that ended and of which nothing was executed.
    pub(crate) fn unexecuted(why: &str) -> Self {
        Self {
            code: "order_rejected".to_owned(),
            field: None,
            message: why.to_owned(),
            retryable: false,
            outcome: Outcome::NotApplied,
            venue_code: None,
            venue_message: None,
        }
    }

    /// Of an order that ended without ever having been in a book.
    pub(crate) fn rejected(no: &No) -> Self {
        let ours = no.code.as_deref().filter(|code| OURS.contains(code));
        Self {
            code: ours.unwrap_or("order_rejected").to_owned(),
            field: None,
            message: no.message.clone(),
            retryable: ours == Some("journal_failed"),
            outcome: Outcome::NotApplied,
            venue_code: no.code.clone().filter(|_| ours.is_none()),
            venue_message: Some(no.message.clone()).filter(|_| ours.is_none()),
        }
    }

    /// The venue said no to what is no order.
    pub(crate) fn by_venue(code: &str, message: String) -> Self {
        Self { venue_code: Some(code.to_owned()), venue_message: Some(message.clone()), ..Self::here("unprocessable", message, false) }
    }

    /// Who asked could not be kept.
    pub(crate) fn unkept(reason: String) -> Self {
        Self::here("journal_failed", format!("the journal failed: {reason}"), true)
    }

    /// No price is known that an order could be measured by.
    pub(crate) fn no_reference(instrument: &str) -> Self {
        Self::here("no_reference_price", format!("no current price of {instrument} is known to measure the order by"), true)
    }

    /// The name was an order's long ago.
    pub(crate) fn used_before(name: &str) -> Self {
        let no = Self::here("duplicate_client_order_id", format!("{name} was used before"), false);
        Self { field: Some("client_order_id".to_owned()), ..no }
    }

    /// Nobody knows yet what became of it.
    pub(crate) fn in_doubt(reason: String) -> Self {
        Self { outcome: Outcome::Unknown, ..Self::here("outcome_unknown", reason, false) }
    }

    /// It ended long ago.
    pub(crate) fn ended(status: &str) -> Self {
        Self::here("order_ended", format!("the order has ended: it is {status}"), false)
    }

    /// There is nothing to close.
    pub(crate) fn flat(instrument: &str) -> Self {
        Self::here("position_flat", format!("there is no open position in {instrument}"), false)
    }

    /// It did not leave, and nobody said why.
    pub(crate) fn nothing_left() -> Self {
        Self::here("order_rejected", "the order did not leave".to_owned(), false)
    }

    fn here(code: &str, message: String, retryable: bool) -> Self {
        let outcome = Outcome::NotApplied;
        Self { code: code.to_owned(), field: None, message, retryable, outcome, venue_code: None, venue_message: None }
    }
}

/// Why a gateway does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A venue's loop does not start.
    #[error("venue {venue} does not start: {reason}")]
    Venue {
        /// Which.
        venue: String,
        /// Why.
        reason: String,
    },
    /// An account does not start.
    #[error("account {account} does not start: {reason}")]
    Account {
        /// Which.
        account: String,
        /// Why.
        reason: String,
    },
    /// The tokens cannot be read.
    #[error("the tokens of the API cannot be read: {0}")]
    Tokens(String),
    /// There is no way out of this machine.
    #[error("no way out to the venues: {0}")]
    Egress(#[source] twinline_runtime::RuntimeError),
    /// Configured and not known; a checked configuration has none.
    #[error("unknown venue {0:?}")]
    UnknownVenue(String),
}
