//! What must be on disk before who is told?

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};
use twinline_model::Cursor;
use twinline_paper::{Event, House as Engine, written};
use twinline_runtime::{Asker, Ear};
use twinline_store::{Appended, AuditEntry, Batch, Claim, Draft, Durability, Journal, Page, StoreError, Write};

use super::Due;
use super::rule::Ruled;
use crate::clock::now;
use crate::config::HouseSettings;

/// The house's own history; no account can have this name.
const STREAM: &str = "house:events";
/// Records that are read at once.
const READ: usize = 1_000;

/// What is told once all before it is on disk.
#[derive(Debug)]
pub(super) enum Telling {
    Answer { asker: Asker, status: u16, body: Vec<u8> },
    Frame { account: String, text: String },
    HangUp { account: String },
    Ruled { reply: oneshot::Sender<Ruled>, result: Ruled },
}

/// What is written with events, and stands or falls with them.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Who asked for what.
    pub(super) audit: Option<AuditEntry>,
    /// The key under which it was asked, and what is answered to it.
    pub(super) claim: Option<(Claim, Vec<u8>)>,
    /// What is known beside accounts and money.
    pub(super) settings: Vec<Write>,
}

/// Writes what happened, and tells it when it is written.
#[derive(Debug)]
pub(super) struct Keep {
    journal: Arc<dyn Journal>,
    epoch: u64,
    line: Arc<Line>,
}

/// Those who wait for the disk, and the links that are open.
#[derive(Debug, Default)]
struct Line {
    state: Mutex<Waiting>,
    failed: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    /// What each append that is on its way lets be told, oldest first.
    tellings: VecDeque<Vec<Telling>>,
    ears: BTreeMap<String, Ear>,
    in_flight: usize,
    /// Counts failures: what was appended before one is told to nobody.
    failures: u64,
}

impl Keep {
    pub(super) fn new(journal: Arc<dyn Journal>) -> Self {
        Self { epoch: journal.epoch(), journal, line: Arc::default() }
    }

    /// A link of an account; an earlier one ends.
    pub(super) fn link(&self, account: String, ear: Ear) {
        self.line.state().ears.insert(account, ear);
    }

    /// Writes what happened, if anything did, and tells all this after it.
    pub(super) fn write(&self, events: &[Event], beside: Beside, tellings: Vec<Telling>) {
        let mut state = self.line.state();
        if events.is_empty() && beside.audit.is_none() && beside.settings.is_empty() {
            return match state.tellings.back_mut() {
                // What was only read may show what is not on disk yet.
                Some(last) => last.extend(tellings),
                None => state.tell(tellings),
            };
        }
        state.tellings.push_back(tellings);
        state.in_flight += 1;
        let (line, failures) = (Arc::clone(&self.line), state.failures);
        drop(state);
        match self.batch(events, beside) {
            Ok(batch) => self.journal.append(batch, Durability::Synced, Box::new(move |result| line.done(failures, result))),
            Err(reason) => line.done(failures, Err(StoreError::Invalid { what: reason })),
        }
    }

    /// Writes what happened before anybody listens.
    pub(super) fn write_wait(&mut self, events: &[Event]) -> Result<(), String> {
        self.journal.append_wait(self.batch(events, Beside::default())?, Durability::Synced).map(drop).map_err(|error| error.to_string())
    }

    fn batch(&self, events: &[Event], Beside { audit, claim, settings }: Beside) -> Result<Batch, String> {
        let mut batch = Batch::new(self.epoch);
        batch.writes.extend(audit.map(Write::Audit));
        if !events.is_empty() {
            let (stream, kind, payload) = (STREAM.to_owned(), "events".to_owned(), written(events)?);
            batch.writes.push(Write::Record(Draft { stream, at: now(), kind, payload, about: Vec::new() }));
        }
        batch.writes.extend(settings);
        if let Some((claim, answer)) = claim {
            batch.writes.push(Write::Answer { account: claim.account.clone(), key: claim.key.clone(), answer });
            batch.claim = Some(claim);
        }
        Ok(batch)
    }

    /// Resolves when something could not be written: what is in memory is ahead of what is kept.
    pub(super) async fn failed(&self) {
        self.line.failed.notified().await;
    }

    /// True if nothing is on its way to the disk.
    pub(super) fn is_idle(&self) -> bool {
        self.line.state().in_flight == 0
    }

    /// Hangs up on everybody; nothing that was not told before is told any more.
    pub(super) fn hang_up(&self) {
        let mut state = self.line.state();
        state.failures += 1;
        state.tellings.clear();
        state.ears.clear();
    }

    /// Reads what is kept, once nothing is on its way any more; `None` as long as that cannot be.
    pub(super) async fn reload(&mut self, settings: &HouseSettings) -> Option<(Engine, Due)> {
        if !self.is_idle() {
            return None;
        }
        let (journal, settings) = (self.journal.clone(), settings.clone());
        let read = move || {
            if journal.failure().is_some() {
                journal.reopen().map_err(|error| error.to_string())?;
            }
            let due = Due::load(&*journal)?;
            Ok::<_, String>((journal.epoch(), (load(&*journal, &settings)?, due)))
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(Ok((epoch, kept))) => {
                self.epoch = epoch;
                Some(kept)
            }
            Ok(Err(reason)) => {
                tracing::warn!(reason, "play money still cannot be kept");
                None
            }
            Err(error) => {
                tracing::error!(%error, "play money could not be read");
                None
            }
        }
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// On the journal's thread, in the order of the appends but for those that were not taken.
    fn done(&self, failures: u64, result: Result<Appended, StoreError>) {
        let mut state = self.state();
        state.in_flight -= 1;
        if state.failures != failures {
            return;
        }
        let result = match result {
            Ok(Appended::Held { .. }) => Err("the idempotency key was used for something else meanwhile".to_owned()),
            Ok(Appended::New(_)) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        match result {
            Ok(()) => {
                let told = state.tellings.pop_front().unwrap_or_default();
                state.tell(told);
            }
            Err(reason) => {
                tracing::error!(reason, "what happened to play money could not be kept; its accounts begin anew from what is");
                state.failures += 1;
                state.tellings.clear();
                drop(state);
                self.failed.notify_one();
            }
        }
    }
}

impl Waiting {
    fn tell(&mut self, tellings: Vec<Telling>) {
        for telling in tellings {
            match telling {
                Telling::Answer { asker, status, body } => asker.answer(status, body),
                // Whoever ruled and left finds it in the account.
                Telling::Ruled { reply, result } => drop(reply.send(result)),
                Telling::HangUp { account } => drop(self.ears.remove(&account)),
                Telling::Frame { account, text } => {
                    if self.ears.get(&account).is_some_and(|ear| !ear.tell(text)) {
                        self.ears.remove(&account);
                    }
                }
            }
        }
    }
}

/// The house that the journal's records add up to. Waits for a disk.
pub(super) fn load(journal: &dyn Journal, settings: &HouseSettings) -> Result<Engine, String> {
    let mut engine = Engine::new(twinline_paper::Paper::new(settings.engine()));
    let mut after = Cursor::default();
    loop {
        let page = journal.read(STREAM, after, READ).map_err(|error| error.to_string())?;
        let Page::Records { records, more } = page else { return Err("its history is not what was written".to_owned()) };
        for record in &records {
            engine.recall(&record.payload)?;
        }
        match records.last() {
            Some(last) if more => after = last.cursor,
            _ => return Ok(engine),
        }
    }
}
