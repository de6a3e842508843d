//! How is what happened kept, in order, whatever the journal does?
//!
//! While the journal fails, nothing new is published and the account is told, so that it refuses new orders; cancels go on.
//! What happens meanwhile waits here, bounded, and is written once the journal takes something again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use twinline_core::account::AccountEnvelope;
use twinline_model::{Duration, Timestamp};
use twinline_runtime::Appender;
use twinline_store::{Appended, AuditEntry, Batch, Claim, Draft, Durability, Journal, StoreError, Write};

use super::lookup::{page, unreadable};
use super::published::Published;

/// Entries of one batch.
const BATCH: usize = 1_000;
/// Entries that wait for a journal that fails; beyond that the history has a hole, and nothing more is kept until a restart.
const MAX_WAITING: usize = 20_000;
/// How often a failed journal is tried again.
const RETRY_EVERY: Duration = Duration::from_secs(1);
/// Answers to an account that has no append of this number: it only learns whether the journal works.
const NO_TICKET: u64 = 0;
/// Rows of the audit trail that wait for a journal that fails; more are only logged.
const MAX_UNAUDITED: usize = 1_000;

/// One account's history on its way into the journal.
#[derive(Debug)]
pub(crate) struct History {
    journal: Arc<dyn Journal>,
    stream: String,
    published: Arc<Published>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    epoch: u64,
    failed: Option<String>,
    /// By sequence number: appends fail in any order.
    waiting: BTreeMap<u64, AccountEnvelope>,
    /// Who asked for what meanwhile.
    unaudited: Vec<AuditEntry>,
    in_flight: usize,
    retrying: bool,
    retry_at: Timestamp,
    /// Something had no room to wait.
    torn: bool,
}

/// What is written with the events that it led to, or by itself if it led to none.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// The key under which it was asked for: if it is taken, nothing is written.
    pub(crate) claim: Option<Claim>,
    /// Who asked for what.
    pub(crate) audit: Vec<AuditEntry>,
}

impl Beside {
    pub(crate) fn is_empty(&self) -> bool {
        self.claim.is_none() && self.audit.is_empty()
    }
}

impl History {
    pub(crate) fn new(journal: Arc<dyn Journal>, account: &str, published: Arc<Published>) -> Arc<Self> {
        let kept = Mutex::new(Kept { epoch: journal.epoch(), ..Kept::default() });
        Arc::new(Self { journal, stream: account.to_owned(), published, kept })
    }

    /// Whose it is.
    pub(crate) fn stream(&self) -> &str {
        &self.stream
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends that the journal has not answered yet, and events that wait because it fails.
    pub(crate) fn waiting(&self) -> u64 {
        let kept = self.kept();
        u64::try_from(kept.in_flight + kept.waiting.len()).unwrap_or(u64::MAX)
    }

    /// The journal.
    pub(crate) const fn journal(&self) -> &Arc<dyn Journal> {
        &self.journal
    }

    /// Appends in this order, tells the account, and publishes what was appended. What is `beside` stands or falls with the
    /// first of it, and is on the disk no later.
    pub(crate) fn append(self: &Arc<Self>, entries: Vec<AccountEnvelope>, ticket: Option<u64>, beside: Beside, done: &Appender) {
        let mut beside = beside;
        let mut rest = entries;
        loop {
            let later = if rest.len() > BATCH { rest.split_off(BATCH) } else { Vec::new() };
            let last = later.is_empty();
            self.append_some(rest, ticket.filter(|_| last), std::mem::take(&mut beside), done);
            if last {
                return;
            }
            rest = later;
        }
    }

    fn append_some(self: &Arc<Self>, entries: Vec<AccountEnvelope>, ticket: Option<u64>, beside: Beside, done: &Appender) {
        let mut kept = self.kept();
        if let Some(reason) = kept.failed.clone() {
            kept.wait(entries, beside.audit);
            drop(kept);
            return done.appended(ticket.unwrap_or(NO_TICKET), Err(reason));
        }
        let mut batch = Batch::new(kept.epoch);
        batch.claim = beside.claim;
        batch.writes.extend(beside.audit.iter().cloned().map(Write::Audit));
        batch.writes.extend(entries.iter().map(|envelope| Write::Record(self.draft(envelope))));
        kept.in_flight += 1;
        drop(kept);
        let durability = if ticket.is_some() { Durability::Synced } else { Durability::Relaxed };
        let (history, done, audit) = (Arc::clone(self), done.clone(), beside.audit);
        self.journal.append(batch, durability, Box::new(move |result| history.appended(result, entries, audit, ticket, &done)));
    }

    fn draft(&self, envelope: &AccountEnvelope) -> Draft {
        // An envelope holds nothing that JSON cannot; what could not be written would be refused as damaged when it is read.
        let payload = serde_json::to_vec(envelope).unwrap_or_default();
        Draft {
            stream: self.stream.clone(),
            at: envelope.ts_recv,
            kind: envelope.event.name().to_owned(),
            payload,
            about: envelope.about(),
        }
    }

    /// On the journal's thread.
    fn appended(
        &self,
        result: Result<Appended, StoreError>,
        entries: Vec<AccountEnvelope>,
        audit: Vec<AuditEntry>,
        ticket: Option<u64>,
        done: &Appender,
    ) {
        let reason = match result {
            Ok(Appended::New(cursors)) => {
                self.kept().in_flight -= 1;
                if let Some(ticket) = ticket {
                    done.appended(ticket, Ok(()));
                }
                let placed: Vec<_> = cursors.into_iter().zip(entries).collect();
                return self.published.publish(&placed);
            }
            Ok(Appended::Held { .. }) => "the idempotency key was used before".to_owned(),
            Err(error) => error.to_string(),
        };
        tracing::error!(account = self.stream, reason, "what happened could not be kept; new orders are refused");
        let mut kept = self.kept();
        kept.in_flight -= 1;
        kept.failed = Some(reason.clone());
        kept.wait(entries, audit);
        drop(kept);
        done.appended(ticket.unwrap_or(NO_TICKET), Err(reason.clone()));
        self.published.unkept(Some(format!("the journal failed: {reason}")));
    }

    /// Tries a failed journal again, when it is time.
    pub(crate) fn tend(self: &Arc<Self>, now: Timestamp, done: &Appender) {
        let mut kept = self.kept();
        if kept.failed.is_none() || kept.torn || kept.retrying || kept.in_flight > 0 || now < kept.retry_at {
            return;
        }
        kept.retrying = true;
        kept.retry_at = now + RETRY_EVERY;
        drop(kept);
        let (history, done) = (Arc::clone(self), done.clone());
        tokio::task::spawn_blocking(move || history.retry(&done));
    }

    fn retry(&self, done: &Appender) {
        let result = self.write_waiting();
        let mut kept = self.kept();
        kept.retrying = false;
        match result {
            Ok(()) if kept.waiting.is_empty() => {
                kept.failed = None;
                drop(kept);
                tracing::info!(account = self.stream, "the journal takes what happens again");
                self.published.unkept(None);
                done.appended(NO_TICKET, Ok(()));
            }
            // More came meanwhile; it follows with the next try.
            Ok(()) => {}
            Err(error) => tracing::warn!(account = self.stream, %error, "the journal still fails"),
        }
    }

    /// Writes what waits, in order. Of a commit that failed, all of it may be there, or nothing: the head tells.
    fn write_waiting(&self) -> Result<(), StoreError> {
        if self.journal.failure().is_some() {
            self.journal.reopen()?;
        }
        let epoch = self.journal.epoch();
        let published = self.published.head();
        let mut found =
            page(&*self.journal, &self.stream, published, BATCH)?.ok_or_else(|| unreadable(&self.stream, "it is not what was written"))?.0;
        let written: Vec<u64> = found.iter().map(|(cursor, _)| cursor.seq).collect();
        self.published.publish(&std::mem::take(&mut found));
        let (rest, audit): (Vec<AccountEnvelope>, Vec<AuditEntry>) = {
            let mut kept = self.kept();
            kept.epoch = epoch;
            for seq in written {
                kept.waiting.remove(&seq);
            }
            (kept.waiting.values().take(BATCH).cloned().collect(), kept.unaudited.clone())
        };
        if rest.is_empty() && audit.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::new(epoch);
        batch.writes.extend(audit.iter().cloned().map(Write::Audit));
        batch.writes.extend(rest.iter().map(|envelope| Write::Record(self.draft(envelope))));
        if let Appended::New(cursors) = self.journal.append_wait(batch, Durability::Synced)? {
            let mut kept = self.kept();
            for envelope in &rest {
                kept.waiting.remove(&envelope.seq);
            }
            kept.unaudited.drain(..audit.len());
            drop(kept);
            self.published.publish(&cursors.into_iter().zip(rest).collect::<Vec<_>>());
        }
        Ok(())
    }

    /// Why nothing can be kept at present.
    pub(crate) fn failure(&self) -> Option<String> {
        self.kept().failed.clone()
    }

    /// Writes what no event follows.
    pub(crate) fn write(&self, beside: Beside) {
        let mut kept = self.kept();
        if kept.failed.is_some() {
            return kept.wait(Vec::new(), beside.audit);
        }
        let mut batch = Batch::new(kept.epoch);
        drop(kept);
        batch.claim = beside.claim;
        batch.writes.extend(beside.audit.into_iter().map(Write::Audit));
        self.write_beside(batch, "who asked for what");
    }

    /// Keeps the answer to a claimed key.
    pub(crate) fn answer(&self, key: &str, answer: Vec<u8>) {
        let epoch = self.kept().epoch;
        let write = Write::Answer { account: self.stream.clone(), key: key.to_owned(), answer };
        self.write_beside(Batch::new(epoch).with(write), "an answer");
    }

    pub(super) fn write_beside(&self, batch: Batch, what: &'static str) {
        let account = self.stream.clone();
        let told = move |result: Result<Appended, StoreError>| {
            if let Err(error) = result {
                tracing::error!(account, %error, "{what} could not be kept");
            }
        };
        self.journal.append(batch, Durability::Relaxed, Box::new(told));
    }
}

impl Kept {
    fn wait(&mut self, entries: Vec<AccountEnvelope>, audit: Vec<AuditEntry>) {
        for entry in audit {
            if self.unaudited.len() < MAX_UNAUDITED {
                self.unaudited.push(entry);
            } else {
                tracing::error!(account = entry.account, action = entry.action, actor = entry.actor, "no room to note who asked for what");
            }
        }
        if self.waiting.len() + entries.len() > MAX_WAITING {
            self.torn = true;
            self.waiting.clear();
            self.failed = Some("too much happened while it failed; restart the gateway, which asks the venue for all of it".to_owned());
        }
        if !self.torn {
            self.waiting.extend(entries.into_iter().map(|envelope| (envelope.seq, envelope)));
        }
    }
}
