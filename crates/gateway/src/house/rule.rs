//! What does whoever looks after the house ask for?

use rust_decimal::Decimal;
use tokio::sync::oneshot;
use twinline_model::{Balance, Timestamp};
use twinline_paper::{Event, House as Engine, No};
use twinline_store::AuditEntry;

use super::{House, In};
use crate::error::{GatewayError, Refusal};

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
    /// Does it, and answers once it is on disk.
    pub(crate) async fn rule(&self, rule: Rule, audit: AuditEntry) -> Ruled {
        let (reply, told) = oneshot::channel();
        self.inputs.send(In::Rule(Rules { rule, audit, reply })).await.map_err(|_| GatewayError::Stopping)?;
        told.await.map_err(|_| GatewayError::OutcomeUnknown("it could not be written down in time; look at the account".to_owned()))?
    }
}

/// The house's no, as other refusals are told.
pub(super) fn refusal(no: No) -> GatewayError {
    GatewayError::Refused(Box::new(Refusal::by_venue(no.code, no.message)))
}
