//! Who asked the account for what, and what became of it?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{oneshot, watch};
use twinline_core::account::{Account, AccountEnvelope, Answer, Command, Output};
use twinline_core::limits::Budget;
use twinline_model::Timestamp;
use twinline_runtime::{Appender, Sink};
use twinline_store::{AuditEntry, Claim};
use twinline_venue::Instruments;
use twinline_venue::account::Signer;

use super::checkpoint::Checkpoints;
use super::claims::{Claims, Kept, Use, tell};
use super::history::{Beside, History};
use super::log;
use super::published::Published;
use super::recalls::Recalls;

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
    /// Of a command that changes something.
    Done(Kept),
    /// Of a question.
    Answer(Answer),
}

/// A key under which something is asked.
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
    key: Option<String>,
}

/// The gateway's end of an account's loop.
#[derive(Debug)]
pub(crate) struct Desk {
    history: Arc<History>,
    published: Arc<Published>,
    checkpoints: Arc<Checkpoints>,
    recalls: Recalls,
    instruments: watch::Receiver<Arc<Instruments>>,
    appender: Option<Appender>,
    askers: BTreeMap<u64, Asker>,
    next_ask: u64,
    claims: Claims,
    /// What is to be written with the first events of the command that is being handed over, or by itself.
    beside: Beside,
    /// The claim that is in `beside`, by its asker.
    claiming: Option<u64>,
    /// Askers whose claims went into the journal, and not yet answered.
    claimed: BTreeSet<u64>,
}

impl Desk {
    pub(crate) fn new(
        history: Arc<History>,
        published: Arc<Published>,
        checkpoints: Arc<Checkpoints>,
        instruments: watch::Receiver<Arc<Instruments>>,
    ) -> Self {
        Self {
            recalls: Recalls::new(Arc::clone(&history)),
            history,
            published,
            checkpoints,
            instruments,
            appender: None,
            askers: BTreeMap::new(),
            next_ask: 1,
            claims: Claims::default(),
            beside: Beside::default(),
            claiming: None,
            claimed: BTreeSet::new(),
        }
    }

    fn command(&mut self, wanted: Wanted, key: Option<Key>, audit: AuditEntry, guarded: bool, reply: Reply, commands: &mut Vec<Command>) {
        self.write_beside();
        if let (Some(reason), true) = (self.history.failure(), guarded) {
            return tell(reply, Err(NotTaken::Unkept(reason)));
        }
        let ask = self.next_ask;
        self.next_ask += 1;
        let (reply, key) = match key {
            None => (reply, None),
            Some(Key { claim, used }) => match self.claims.enter(&claim, used, reply) {
                Use::First(reply) => {
                    let key = claim.key.clone();
                    self.beside.claim = Some(claim);
                    self.claiming = Some(ask);
                    (reply, Some(key))
                }
                Use::Later => return,
            },
        };
        self.beside.audit.push(audit);
        self.askers.insert(ask, Asker { reply, key });
        let command = wanted(ask);
        if !leads_to_events(&command) {
            // Nothing of it is kept but that it was asked for: that is on its way to the disk before anything is done.
            self.write_beside();
        }
        commands.push(command);
    }

    /// Writes what no event took along.
    fn write_beside(&mut self) {
        if !self.beside.is_empty() {
            self.claimed.extend(self.claiming.take());
            self.history.write(std::mem::take(&mut self.beside));
        }
    }

    /// Tells whoever asked, once everything that the answer speaks of can be seen.
    fn answer(&mut self, ask: u64, result: Answer, seq: u64) {
        if self.claiming == Some(ask) {
            // Nothing was done under the key: it is not used.
            self.claiming = None;
            self.beside.claim = None;
        }
        self.write_beside();
        let claimed = self.claimed.remove(&ask);
        let Some(Asker { reply, key }) = self.askers.remove(&ask) else { return };
        let mut replies = vec![reply];
        let asked = match Kept::of(&result) {
            None => Asked::Answer(result),
            Some(kept) => {
                if let Some(key) = key {
                    let left = claimed && (kept.any_left() || kept.given.is_some());
                    if left {
                        self.history.answer(&key, serde_json::to_vec(&kept).unwrap_or_default());
                    }
                    replies.extend(self.claims.answered(&key, &kept, left));
                }
                Asked::Done(kept)
            }
        };
        self.published.when(seq, Box::new(move || replies.into_iter().for_each(|reply| tell(reply, Ok(asked.clone())))));
    }
}

/// True if a command's intent is an event, unless it is refused before.
const fn leads_to_events(command: &Command) -> bool {
    matches!(
        command,
        Command::Place { .. }
            | Command::PlaceEach { .. }
            | Command::Edit { .. }
            | Command::EditEach { .. }
            | Command::Cancel { .. }
            | Command::CancelEach { .. }
            | Command::CancelAll { .. }
            | Command::KillSwitch { .. }
            | Command::DeadMan { .. }
    )
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
            Output::Heard(at) => self.published.heard(at),
            Output::Recall(kept) => self.recalls.want(kept),
            Output::Stopped => tracing::debug!(account = %account.id(), "stopped"),
        }
    }

    fn append(&mut self, _now: Timestamp, entries: Vec<AccountEnvelope>, ticket: Option<u64>, done: &Appender) {
        self.claimed.extend(self.claiming.take());
        self.history.append(entries, ticket, std::mem::take(&mut self.beside), done);
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
        self.write_beside();
        self.recalls.tend(now, commands);
        self.checkpoints.tend();
        if self.instruments.has_changed().unwrap_or(false) {
            commands.push(Command::Instruments(self.instruments.borrow_and_update().clone()));
        }
        if let Some(appender) = &self.appender {
            self.history.tend(now, appender);
        }
    }
}
