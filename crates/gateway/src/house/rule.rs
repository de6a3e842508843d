//! What does whoever looks after the house ask for?

use std::collections::VecDeque;

use rust_decimal::Decimal;
use tokio::sync::oneshot;
use twinline_model::{Balance, Timestamp};
use twinline_paper::{Event, House as Engine, No};
use twinline_store::{AuditEntry, Claim};

use super::{House, In};
use crate::accounts::{Given as Answered, Kept};
use crate::error::{GatewayError, Refusal};

/// Keys that are remembered.
const REMEMBERED: usize = 256;

/// A change that no order leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule {
    /// A new account with this money.
    Open { name: String, deposits: Option<Vec<(String, Decimal)>> },
    /// More money.
    Deposit { name: String, unit: String, amount: Decimal },
    /// All orders, positions and balances go, and this is deposited.
    Reset { name: String, deposits: Option<Vec<(String, Decimal)>> },
    /// Orders are refused, or taken again.
    Freeze { name: String, frozen: bool },
}

/// What came of it: what the account has now.
pub(crate) type Ruled = Result<Vec<Balance>, GatewayError>;

/// A rule on its way.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) rule: Rule,
    pub(super) audit: AuditEntry,
    pub(super) claim: Option<Claim>,
    pub(super) reply: oneshot::Sender<Ruled>,
}

impl Rule {
    /// Whose account it concerns.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Open { name, .. } | Self::Deposit { name, .. } | Self::Reset { name, .. } | Self::Freeze { name, .. } => name,
        }
    }

    /// Does it; money that is not named is `usual`.
    pub(super) fn apply(&self, now: Timestamp, engine: &mut Engine, usual: &[(String, Decimal)]) -> Result<Vec<Event>, No> {
        match self {
            Self::Open { name, deposits } => engine.open(now, name, deposits.as_deref().unwrap_or(usual)),
            Self::Deposit { name, unit, amount } => engine.deposit(now, name, unit, *amount),
            Self::Reset { name, deposits } => engine.reset(now, name, deposits.as_deref().unwrap_or(usual)),
            Self::Freeze { name, frozen } => engine.freeze(now, name, *frozen),
        }
    }
}

impl House {
    /// Does it, and answers once it is on disk. What was done under the same key is not done again.
    pub(crate) async fn rule(&self, rule: Rule, audit: AuditEntry, claim: Option<Claim>) -> Ruled {
        let (reply, told) = oneshot::channel();
        self.inputs.send(In::Rule(Box::new(Rules { rule, audit, claim, reply }))).await.map_err(|_| GatewayError::Stopping)?;
        told.await.map_err(|_| GatewayError::OutcomeUnknown("it could not be written down in time; look at the account".to_owned()))?
    }
}

/// What was done under keys, the newest: the journal knows the others, and is asked before.
#[derive(Debug, Default)]
pub(super) struct Given(VecDeque<(Claim, Vec<Balance>)>);

impl Given {
    /// What is told to whoever uses a key again.
    pub(super) fn find(&self, claim: &Claim) -> Option<Ruled> {
        let (held, balances) = self.0.iter().find(|(held, _)| held.account == claim.account && held.key == claim.key)?;
        Some(if held.digest == claim.digest { Ok(balances.clone()) } else { Err(GatewayError::OtherBody) })
    }

    /// Remembers it; the claim with its answer, as the journal keeps it.
    pub(super) fn keep(&mut self, claim: Claim, balances: &[Balance]) -> Option<(Claim, Vec<u8>)> {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((claim.clone(), balances.to_vec()));
        let kept = Kept { orders: Vec::new(), given: Some(Answered::Money(balances.to_vec())) };
        match serde_json::to_vec(&kept) {
            Ok(answer) => Some((claim, answer)),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be kept under its key");
                None
            }
        }
    }
}

/// The house's no, as other refusals are told.
pub(super) fn refusal(no: No) -> GatewayError {
    GatewayError::Refused(Box::new(Refusal::by_venue(no.code, no.message)))
}
