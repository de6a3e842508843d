//! Was this asked before, under the same key?
//!
//! One loop owns an account, so whoever comes first is known without a lock; the journal's claim, written with the intent,
//! holds it over restarts. A key under which nothing left is free again: the same request is looked at anew.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use twinline_core::account::{Answer, Bracket, MemberOutcome, No, Order, Placed, Refused};
use twinline_model::{Balance, OrderId, Source};
use twinline_store::Claim;

use super::desk::{Asked, NotTaken, Reply};

/// Keys that are remembered here; older ones are in the journal alone.
const REMEMBERED: usize = 4_096;

/// What a command came to: what is kept under its key, and what its asker is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// One for each order that was to be placed, as they were asked for.
    #[serde(default)]
    pub orders: Vec<KeptOrder>,
    /// What came of any other command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// What became of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptOrder {
    /// As it stood when the answer was given.
    Order(Box<Order>),
    /// It did not leave.
    Refused(KeptRefusal),
}

/// A no, ours or the venue's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptRefusal {
    /// One stable word.
    pub code: String,
    /// The field at fault.
    pub field: Option<String>,
    /// In words.
    pub message: String,
    /// True if the same again may succeed later.
    pub retryable: bool,
    /// The venue's own word, if it was the venue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<No>,
}

/// What came of a command that places nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Given {
    /// It was carried out on this order.
    Done(Box<Order>),
    /// It was refused.
    Refused(KeptRefusal),
    /// Nobody knows.
    Unknown(String),
    /// What came of it for each order that it names, and which way that left.
    Members(Vec<(Option<Source>, Given)>),
    /// A bracket as it stood.
    Bracket(Box<Bracket>),
    /// A setting is as wanted.
    Set,
    /// Cancels are on their way for these.
    Cancelling(Vec<OrderId>),
    /// Play money has moved, and this is there now.
    Money(Vec<Balance>),
}

impl Kept {
    /// What an account answered; nothing if that is no answer to a command that changes anything.
    pub(crate) fn of(answer: &Answer) -> Option<Self> {
        if let Answer::Orders(placed) = answer {
            let orders = placed.iter().map(|placed| match placed {
                Placed::Order(order) => KeptOrder::Order(order.clone()),
                Placed::Refused(refused) => KeptOrder::Refused(refused.into()),
            });
            return Some(Self { orders: orders.collect(), given: None });
        }
        Given::of(answer).map(|given| Self { orders: Vec::new(), given: Some(given) })
    }

    /// True if something was done, or may have been: without that the same may be asked again.
    pub(crate) fn any_left(&self) -> bool {
        let unsent = |order: &Order| order.no.as_ref().is_some_and(|no| no.code.as_deref() == Some("journal_failed"));
        let placed = self.orders.iter().any(|kept| matches!(kept, KeptOrder::Order(order) if !unsent(order)));
        placed || self.given.as_ref().is_some_and(Given::any_left)
    }
}

impl Given {
    fn of(answer: &Answer) -> Option<Self> {
        Some(match answer {
            Answer::Done(order) => Self::Done(order.clone()),
            Answer::Refused(refused) => Self::Refused(refused.into()),
            Answer::Unknown { reason } => Self::Unknown(reason.clone()),
            Answer::Members(members) => {
                let given = |outcome: &MemberOutcome| match outcome {
                    MemberOutcome::Done(order) => Self::Done(order.clone()),
                    MemberOutcome::Refused(refused) => Self::Refused(refused.into()),
                    MemberOutcome::Unknown { reason } => Self::Unknown(reason.clone()),
                };
                Self::Members(members.iter().map(|member| (member.route, given(&member.outcome))).collect())
            }
            Answer::Bracket(bracket) => Self::Bracket(bracket.clone()),
            Answer::Set => Self::Set,
            Answer::Cancelling { orders } => Self::Cancelling(orders.clone()),
            Answer::Orders(_) | Answer::Sound | Answer::Fetched(_) | Answer::Checked(_) | Answer::Terms(_) | Answer::Differences(_) => {
                return None;
            }
        })
    }

    fn any_left(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.venue.is_some(),
            Self::Members(members) => members.iter().any(|(_, given)| given.any_left()),
            Self::Done(_) | Self::Unknown(_) | Self::Bracket(_) | Self::Set | Self::Cancelling(_) | Self::Money(_) => true,
        }
    }
}

impl From<&Refused> for KeptRefusal {
    fn from(refused: &Refused) -> Self {
        Self {
            code: refused.code.to_owned(),
            field: refused.field.map(str::to_owned),
            message: refused.message.clone(),
            retryable: refused.retryable,
            venue: refused.venue.clone(),
        }
    }
}

/// What one's own use of a key is.
#[derive(Debug)]
pub(crate) enum Use {
    /// The first one: to be carried out.
    First(Reply),
    /// Somebody was before; whoever asks is told, now or later.
    Later,
}

#[derive(Debug)]
enum Held {
    Open { digest: [u8; 32], listeners: Vec<Reply> },
    Answered { digest: [u8; 32], kept: Kept },
}

/// The keys that were used lately.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    held: BTreeMap<String, Held>,
    answered: VecDeque<String>,
}

impl Claims {
    /// Uses a key. `used` if the journal says that it was used in an earlier life: then nobody is the first.
    pub(crate) fn enter(&mut self, claim: &Claim, used: bool, reply: Reply) -> Use {
        match self.held.get_mut(&claim.key) {
            None if used => tell(reply, Err(NotTaken::Interrupted)),
            None => {
                self.held.insert(claim.key.clone(), Held::Open { digest: claim.digest, listeners: Vec::new() });
                return Use::First(reply);
            }
            Some(Held::Open { digest, listeners }) if *digest == claim.digest => listeners.push(reply),
            Some(Held::Answered { digest, kept }) if *digest == claim.digest => tell(reply, Ok(Asked::Done(kept.clone()))),
            Some(_) => tell(reply, Err(NotTaken::OtherBody)),
        }
        Use::Later
    }

    /// What a key's first use came to; who else is to be told. The key stays used only if something left under it.
    pub(crate) fn answered(&mut self, key: &str, kept: &Kept, left: bool) -> Vec<Reply> {
        let Some(Held::Open { digest, listeners }) = self.held.remove(key) else { return Vec::new() };
        if left {
            self.held.insert(key.to_owned(), Held::Answered { digest, kept: kept.clone() });
            self.answered.push_back(key.to_owned());
        }
        while self.answered.len() > REMEMBERED {
            let Some(oldest) = self.answered.pop_front() else { break };
            self.held.remove(&oldest);
        }
        listeners
    }
}

/// Answers; whoever asked may have gone meanwhile.
pub(crate) fn tell(reply: Reply, result: Result<Asked, NotTaken>) {
    drop(reply.send(result));
}
