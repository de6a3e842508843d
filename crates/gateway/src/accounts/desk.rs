//! Who asked the account for what, and what became of it?

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{oneshot, watch};
use twinline_core::account::{Account, AccountEnvelope, AccountEvent, Answer, Command, Output};
use twinline_core::limits::Budget;
use twinline_model::{OrderId, Timestamp};
use twinline_runtime::{Appender, Sink};
use twinline_store::{AuditEntry, Claim};
use twinline_venue::Instruments;
use twinline_venue::account::Signer;

use super::claims::{Claims, Kept, Use, tell};
use super::history::History;
use super::log;
use super::published::Published;

/// A command that lacks only its number.
pub(crate) type Wanted = Box<dyn FnOnce(u64) -> Command + Send>;

/// Whoever asked is told by it.
pub(crate) type Reply = oneshot::Sender<Result<Asked, NotTaken>>;

/// Why something that was asked of an account was not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// Something else was asked under the same key.
    OtherBody,
    /// The same was asked in an earlier life of the gateway, which ended before it answered: what there is, is in the state.
    Interrupted,
    /// Who asked could not be kept, so nothing was done.
    Unkept(String),
}

/// What came of it.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    /// Of orders that were to be placed.
    Placed(Kept),
    /// Of anything else.
    Answer(Answer),
}

/// A key under which orders are placed.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) claim: Claim,
    /// The journal says that it was used in an earlier life of the gateway.
    pub(crate) used: bool,
}

/// What others ask of an account.
#[allow(clippy::large_enum_variant, reason = "the large one is the usual one")]
pub(crate) enum Request {
    /// A command, and who gives it.
    Command {
        wanted: Wanted,
        key: Option<Key>,
        /// Who wants it; written before it is done.
        audit: AuditEntry,
        /// True if it may not be done unless that is kept: all but cancels.
        guarded: bool,
        reply: Reply,
    },
    /// New keys.
    Signer(Arc<dyn Signer>),
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Command { audit, .. } => f.debug_tuple("Command").field(&audit.action).finish(),
            Self::Signer(_) => f.write_str("Signer"),
        }
    }
}

/// Somebody who waits for an answer.
#[derive(Debug)]
struct Asker {
    reply: Reply,
    /// Under which key; the claim is gone once it went into the journal.
    key: Option<(String, Option<Claim>)>,
    /// Orders that are to be placed.
    orders: Vec<OrderId>,
}

/// The gateway's end of an account's loop.
#[derive(Debug)]
pub(crate) struct Desk {
    history: Arc<History>,
    published: Arc<Published>,
    instruments: watch::Receiver<Arc<Instruments>>,
    appender: Option<Appender>,
    askers: BTreeMap<u64, Asker>,
    next_ask: u64,
    claims: Claims,
    /// Who asked for an order that has not been appended yet, if under a key.
    claiming: BTreeMap<OrderId, u64>,
}

impl Desk {
    pub(crate) fn new(history: Arc<History>, published: Arc<Published>, instruments: watch::Receiver<Arc<Instruments>>) -> Self {
        Self {
            history,
            published,
            instruments,
            appender: None,
            askers: BTreeMap::new(),
            next_ask: 1,
            claims: Claims::default(),
            claiming: BTreeMap::new(),
        }
    }

    fn command(&mut self, wanted: Wanted, key: Option<Key>, audit: AuditEntry, guarded: bool, reply: Reply, commands: &mut Vec<Command>) {
        let kept = self.history.audit(audit);
        if let (Err(reason), true) = (kept, guarded) {
            return tell(reply, Err(NotTaken::Unkept(reason)));
        }
        let (reply, key) = match key {
            None => (reply, None),
            Some(Key { claim, used }) => match self.claims.enter(&claim, used, reply) {
                Use::First(reply) => (reply, Some((claim.key.clone(), Some(claim)))),
                Use::Later => return,
            },
        };
        let ask = self.next_ask;
        self.next_ask += 1;
        let command = wanted(ask);
        let orders: Vec<OrderId> = match &command {
            Command::Place { tickets, .. } => tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect(),
            _ => Vec::new(),
        };
        if key.is_some() {
            self.claiming.extend(orders.iter().map(|order| (order.clone(), ask)));
        }
        self.askers.insert(ask, Asker { reply, key, orders });
        commands.push(command);
    }

    /// The claim that stands or falls with these entries, if they hold intents that were asked for under a key.
    fn claim_of(&mut self, entries: &[AccountEnvelope]) -> Option<Claim> {
        if self.claiming.is_empty() {
            return None;
        }
        let mut asks = entries.iter().filter_map(|entry| match &entry.event {
            AccountEvent::OrderPlaced { order } => self.claiming.get(&order.id).copied(),
            _ => None,
        });
        let ask = asks.next()?;
        self.askers.get_mut(&ask)?.key.as_mut()?.1.take()
    }

    /// Tells whoever asked, once everything that the answer speaks of can be seen.
    fn answer(&mut self, ask: u64, result: Answer, seq: u64) {
        let Some(asker) = self.askers.remove(&ask) else { return };
        for order in &asker.orders {
            self.claiming.remove(order);
        }
        let mut replies = vec![asker.reply];
        let asked = match Kept::of(&result) {
            None => Asked::Answer(result),
            Some(kept) => {
                if let Some((key, claim)) = asker.key {
                    let left = claim.is_none() && kept.any_left();
                    if left {
                        self.history.answer(&key, serde_json::to_vec(&kept).unwrap_or_default());
                    }
                    replies.extend(self.claims.answered(&key, &kept, left));
                }
                Asked::Placed(kept)
            }
        };
        self.published.when(seq, Box::new(move || replies.into_iter().for_each(|reply| tell(reply, Ok(asked.clone())))));
    }
}

impl Sink<Account> for Desk {
    type Request = Request;

    fn output(&mut self, _now: Timestamp, output: Output, account: &Account) {
        match output {
            Output::Answer { ask, result } => self.answer(ask, result, account.state().cursor.seq),
            Output::Status(status) => {
                log::status(&status);
                self.published.status(status);
            }
            Output::Stopped => tracing::debug!(account = %account.id(), "stopped"),
        }
    }

    fn append(&mut self, _now: Timestamp, entries: Vec<AccountEnvelope>, ticket: Option<u64>, done: &Appender) {
        let claim = self.claim_of(&entries);
        self.history.append(entries, ticket, claim, done);
        self.appender.get_or_insert_with(|| done.clone());
    }

    fn request(&mut self, _now: Timestamp, request: Request, _account: &Account, commands: &mut Vec<Command>) {
        match request {
            Request::Command { wanted, key, audit, guarded, reply } => self.command(wanted, key, audit, guarded, reply, commands),
            Request::Signer(signer) => commands.push(Command::Signer(signer)),
        }
    }

    /// The venue's own loop tells of the budget that both share.
    fn budget(&mut self, _: Timestamp, _: &Budget) {}

    fn settled(&mut self, now: Timestamp, _account: &Account, commands: &mut Vec<Command>) {
        if self.instruments.has_changed().unwrap_or(false) {
            commands.push(Command::Instruments(self.instruments.borrow_and_update().clone()));
        }
        if let Some(appender) = &self.appender {
            self.history.tend(now, appender);
        }
    }
}
