//! Was this asked before, under the same key?
//!
//! One loop owns an account, so whoever comes first is known without a lock; the journal's claim, written with the intent,
//! holds it over restarts. A key under which nothing left is free again: the same request is looked at anew.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use twinline_core::account::{Answer, Order, Placed, Refused};
use twinline_store::Claim;

use super::desk::{Asked, NotTaken, Reply};

/// Keys that are remembered here; older ones are in the journal alone.
const REMEMBERED: usize = 4_096;

/// What became of a request that places orders: what is kept under its key, and what its asker is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// One for each order, as they were asked for.
    pub orders: Vec<KeptOrder>,
}

/// What became of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptOrder {
    /// As it stood when the answer was given.
    Order(Box<Order>),
    /// It did not leave.
    Refused {
        /// One stable word.
        code: String,
        /// The field at fault.
        field: Option<String>,
        /// In words.
        message: String,
        /// True if the same again may succeed later.
        retryable: bool,
    },
}

impl Kept {
    /// What an account answered; nothing if that is no answer to a command that places.
    pub(crate) fn of(answer: &Answer) -> Option<Self> {
        let Answer::Orders(placed) = answer else { return None };
        let orders = placed.iter().map(|placed| match placed {
            Placed::Order(order) => KeptOrder::Order(order.clone()),
            Placed::Refused(refused) => KeptOrder::refused(refused),
        });
        Some(Self { orders: orders.collect() })
    }

    /// True if an intent became durable: without that, nothing was done and the same may be asked again.
    pub(crate) fn any_left(&self) -> bool {
        let unsent = |order: &Order| order.no.as_ref().is_some_and(|no| no.code.as_deref() == Some("journal_failed"));
        self.orders.iter().any(|kept| matches!(kept, KeptOrder::Order(order) if !unsent(order)))
    }
}

impl KeptOrder {
    fn refused(refused: &Refused) -> Self {
        Self::Refused {
            code: refused.code.to_owned(),
            field: refused.field.map(str::to_owned),
            message: refused.message.clone(),
            retryable: refused.retryable,
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
            Some(Held::Answered { digest, kept }) if *digest == claim.digest => tell(reply, Ok(Asked::Placed(kept.clone()))),
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
