//! How is an account's loop asked, perhaps under a key?
//!
//! The same key with the same request is the same command: it is carried out once, and everybody who asks is told what came of it.

use std::time::Duration;

use serde::Serialize;
use tokio::sync::oneshot;
use twinline_core::account::Answer;
use twinline_model::Timestamp;
use twinline_store::{AuditEntry, Claim};

use super::accounts::blocking;
use super::held::Held;
use super::{Caller, Gateway};
use crate::accounts::{Asked, Given, Kept, KeptOrder, KeptRefusal, Key, NotTaken, Request, Wanted};
use crate::clock::now;
use crate::error::{GatewayError, Outcome, Refusal};

/// Longest that an answer is waited for; what has not been answered by then is not known.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest idempotency key.
const MAX_KEY: usize = 128;

/// What the journal says of a key.
pub(super) enum Used {
    Answered(Kept),
    Claimed(Key, Timestamp),
}

/// Whose turn it is.
pub(super) enum Turn {
    Answered(Given),
    Go(Option<Key>),
}

/// Why there is no answer.
pub(super) enum Failed {
    Interrupted,
    Error(GatewayError),
}

impl Gateway {
    /// What the journal says of an idempotency key.
    pub(super) async fn used(&self, account: &str, key: &str, body: &[u8]) -> Result<Used, GatewayError> {
        if key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let reason = format!("must be 1 to {MAX_KEY} visible ASCII characters");
            return Err(GatewayError::BadField { field: "Idempotency-Key", reason });
        }
        let at = now();
        let claim = Claim::of(account, key, body, at);
        let (journal, wanted) = (self.journal().clone(), claim.clone());
        let found = blocking(move || journal.claimed(&wanted.account, &wanted.key, at)).await?;
        let Some(found) = found else { return Ok(Used::Claimed(Key { claim, used: false }, at)) };
        if found.digest != claim.digest {
            return Err(GatewayError::OtherBody);
        }
        match found.answer {
            Some(answer) => {
                let kept = serde_json::from_slice(&answer).map_err(|error| GatewayError::Journal(error.to_string()))?;
                Ok(Used::Answered(kept))
            }
            None => Ok(Used::Claimed(Key { claim, used: true }, found.at)),
        }
    }

    /// Whose turn it is under a key: whoever is not the first is told what came of it. What was asked for is what the audit trail
    /// says of it: the same key with another such text is refused.
    pub(super) async fn turn(&self, audit: &AuditEntry, key: Option<&str>) -> Result<Turn, GatewayError> {
        let Some(key) = key else { return Ok(Turn::Go(None)) };
        let body = format!("{} {}", audit.action, audit.detail);
        match self.used(&audit.account, key, body.as_bytes()).await? {
            Used::Answered(kept) => given(kept).map(Turn::Answered),
            Used::Claimed(key, _) => Ok(Turn::Go(Some(key))),
        }
    }

    /// Asks for something that changes what there is but places nothing.
    pub(super) async fn give(
        &self,
        held: &Held,
        wanted: Wanted,
        audit: AuditEntry,
        guarded: bool,
        key: Option<Key>,
    ) -> Result<Given, GatewayError> {
        match self.command(held, wanted, key, audit, guarded).await {
            Ok(Asked::Done(kept)) => given(kept),
            Ok(Asked::Answer(answer)) => Err(unexpected(&answer)),
            Err(Failed::Interrupted) => {
                Err(GatewayError::OutcomeUnknown("the gateway stopped before it answered this; look at what there is now".to_owned()))
            }
            Err(Failed::Error(error)) => Err(error),
        }
    }

    /// Asks what changes nothing.
    pub(super) async fn ask_account(&self, held: &Held, wanted: Wanted, audit: AuditEntry) -> Result<Answer, GatewayError> {
        match self.command(held, wanted, None, audit, false).await {
            Ok(Asked::Answer(answer)) => Ok(answer),
            Ok(Asked::Done(kept)) => match given(kept)? {
                Given::Set => Ok(Answer::Set),
                other => Err(strange(&other)),
            },
            Err(Failed::Interrupted) => Err(GatewayError::Stopping),
            Err(Failed::Error(error)) => Err(error),
        }
    }

    pub(super) async fn command(
        &self,
        held: &Held,
        wanted: Wanted,
        key: Option<Key>,
        audit: AuditEntry,
        guarded: bool,
    ) -> Result<Asked, Failed> {
        let missing = || Failed::Error(GatewayError::NoKeys { account: held.settings.account.to_string() });
        let handle = held.handle().ok_or_else(missing)?;
        let (reply, told) = oneshot::channel();
        let request = Request::Command { wanted, key, audit, guarded, reply };
        handle.request(request).await.map_err(|_| Failed::Error(GatewayError::Stopping))?;
        let unknown = |why: &str| Failed::Error(GatewayError::OutcomeUnknown(why.to_owned()));
        let answered = tokio::time::timeout(PATIENCE, told).await.map_err(|_| unknown("no answer came in time; look at the order"))?;
        match answered.map_err(|_| unknown("the account's loop ended before it answered"))? {
            Ok(asked) => Ok(asked),
            Err(NotTaken::Interrupted) => Err(Failed::Interrupted),
            Err(NotTaken::OtherBody) => Err(Failed::Error(GatewayError::OtherBody)),
            Err(NotTaken::Unkept(reason)) => Err(Failed::Error(GatewayError::Refused(Box::new(Refusal::unkept(reason))))),
        }
    }
}

/// What came of it; a refusal and doubt are errors.
fn given(kept: Kept) -> Result<Given, GatewayError> {
    match kept.given {
        Some(Given::Refused(refusal)) => Err(GatewayError::Refused(Box::new(refusal.into()))),
        Some(Given::Unknown(reason)) => Err(GatewayError::OutcomeUnknown(reason)),
        Some(given) => Ok(given),
        None => Err(GatewayError::OutcomeUnknown("the account answered something else".to_owned())),
    }
}

pub(super) fn unexpected(answer: &Answer) -> GatewayError {
    tracing::error!(?answer, "an account answered a command with what belongs to another");
    GatewayError::OutcomeUnknown("the account answered something else".to_owned())
}

pub(super) fn strange(given: &Given) -> GatewayError {
    tracing::error!(?given, "an account answered a command with what belongs to another");
    GatewayError::OutcomeUnknown("the account answered something else".to_owned())
}

/// Who asked for what, for the audit trail.
pub(super) fn entry(caller: &Caller, account: &str, action: &str, detail: String) -> AuditEntry {
    AuditEntry {
        at: now(),
        actor: caller.actor.clone(),
        key_id: caller.key_id.clone(),
        origin: caller.origin.clone(),
        action: action.to_owned(),
        account: account.to_owned(),
        detail,
    }
}

/// What was asked, as the audit trail keeps it and as a second request under the same key is compared with it.
pub(super) fn written<T: Serialize>(asked: &T) -> Result<String, GatewayError> {
    serde_json::to_string(asked).map_err(|error| GatewayError::Journal(error.to_string()))
}

/// Why an order that was to be placed is not there.
pub(super) fn refusal_of(kept: KeptOrder) -> Refusal {
    match kept {
        KeptOrder::Refused(refusal) => refusal.into(),
        KeptOrder::Order(order) => order.no.as_ref().map_or_else(Refusal::nothing_left, Refusal::rejected),
    }
}

impl From<KeptRefusal> for Refusal {
    fn from(kept: KeptRefusal) -> Self {
        Self {
            code: kept.code,
            field: kept.field,
            message: kept.message,
            retryable: kept.retryable,
            outcome: Outcome::NotApplied,
            venue_code: kept.venue.as_ref().and_then(|no| no.code.clone()),
            venue_message: kept.venue.map(|no| no.message),
        }
    }
}
