//! Which tokens are there, how are they made, and how do they end?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use twinline_model::{AccountId, InstrumentId, Notional, Timestamp};
use twinline_store::{AuditEntry, Batch, Durability, Journal, StoreError, Write};
use twinline_vault::{Secret, TokenDigest, new_token};

use super::{Grant, TokenScope};

/// Most tokens that are remembered, ended ones among them; the one that ended first makes room.
const MAX_TOKENS: usize = 256;
/// Names of the journal's settings begin so.
const PREFIX: &str = "token/";
/// Letters of an id.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// A token that is to be made; checked by the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenRequest {
    /// What the history calls its holder.
    pub name: String,
    /// Which doors it opens.
    pub scope: TokenScope,
    /// Only these accounts.
    pub accounts: Option<BTreeSet<AccountId>>,
    /// Only accounts of these venues.
    pub venues: Option<BTreeSet<String>>,
    /// Only these instruments.
    pub instruments: Option<BTreeSet<InstrumentId>>,
    /// Most that one order may be worth.
    pub max_order_notional: Option<Notional>,
    /// Most that the orders of a day may be worth, at each account.
    pub max_daily_notional: Option<Notional>,
    /// Only what reduces.
    pub reduce_only: bool,
    /// Until then.
    pub expires_at: Option<Timestamp>,
}

/// Why a token that was good is worth nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Revoked,
}

/// What a credential turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A token.
    Valid(Arc<Grant>),
    /// One that was.
    Ended(Ended),
    /// Never one of ours.
    Unknown,
}

/// Why a token was not made or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotDone {
    /// A valid token has this name.
    NameTaken,
    /// So many are valid.
    Full,
    /// No valid token has this name or id.
    Missing,
    /// It cannot be kept.
    Unkept(String),
}

/// As it stands in the journal.
#[derive(Serialize, Deserialize)]
struct Row {
    digest: String,
    grant: Grant,
}

/// All tokens. Looking one up waits for nothing.
#[derive(Debug)]
pub struct Tokens {
    journal: Arc<dyn Journal>,
    held: Mutex<BTreeMap<TokenDigest, Arc<Grant>>>,
    /// One change at a time.
    changing: Mutex<()>,
    ended: watch::Sender<u64>,
}

impl Tokens {
    /// Those that the journal holds.
    pub(crate) fn read(journal: Arc<dyn Journal>) -> Result<Self, StoreError> {
        let mut held = BTreeMap::new();
        for (key, value) in journal.settings(PREFIX)? {
            let read = serde_json::from_slice::<Row>(&value).ok().and_then(|row| Some((TokenDigest::from_text(&row.digest)?, row.grant)));
            let (digest, grant) = read.ok_or_else(|| StoreError::Unreadable { reason: format!("{key} is no token") })?;
            held.insert(digest, Arc::new(grant));
        }
        Ok(Self { journal, held: Mutex::new(held), changing: Mutex::default(), ended: watch::channel(0).0 })
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<TokenDigest, Arc<Grant>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a credential is now. It is looked up by its digest, which tells nothing about others.
    pub fn find(&self, now: Timestamp, candidate: &str) -> Found {
        let Some(grant) = self.held().get(&TokenDigest::of(candidate)).cloned() else { return Found::Unknown };
        match end_of(&grant, now) {
            Some(ended) => Found::Ended(ended),
            None => Found::Valid(grant),
        }
    }

    /// Why a token is worth nothing, if it is not worth anything now. One that was forgotten was revoked before.
    pub fn ended(&self, now: Timestamp, id: &str) -> Option<Ended> {
        let found = self.held().values().find(|grant| grant.id == id).cloned();
        found.map_or(Some(Ended::Revoked), |grant| end_of(&grant, now))
    }

    /// Changes whenever a token is revoked.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// All that are remembered, the last made first.
    pub fn list(&self) -> Vec<Arc<Grant>> {
        let mut all: Vec<Arc<Grant>> = self.held().values().cloned().collect();
        all.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
        all
    }

    /// Makes a token; it is on disk, with its audit row, before anybody is told. Waits for the disk.
    pub(crate) fn create(
        &self,
        now: Timestamp,
        by: &str,
        request: TokenRequest,
        audit: AuditEntry,
    ) -> Result<(Secret, Arc<Grant>), NotDone> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.list().iter().any(|grant| grant.name == request.name && end_of(grant, now).is_none()) {
            return Err(NotDone::NameTaken);
        }
        let oldest = self.room(now)?;
        let (secret, digest) = new_token().map_err(|error| NotDone::Unkept(error.to_string()))?;
        let grant = Arc::new(granted(now, by, request).map_err(NotDone::Unkept)?);
        let mut batch = Batch::new(self.journal.epoch()).with(Write::Audit(audit)).with(setting(&digest, &grant)?);
        if let Some((_, old)) = &oldest {
            batch = batch.with(Write::Setting { key: format!("{PREFIX}{}", old.id), value: None });
        }
        self.write(batch)?;
        let mut held = self.held();
        if let Some((old, _)) = oldest {
            held.remove(&old);
        }
        held.insert(digest, grant.clone());
        Ok((secret, grant))
    }

    /// Ends a token, by its id or its name, at once: whoever uses it now is cut off. Waits for the disk.
    pub(crate) fn revoke(&self, now: Timestamp, named: &str, audit: impl FnOnce(&Grant) -> AuditEntry) -> Result<Arc<Grant>, NotDone> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let valid = |grant: &Grant| end_of(grant, now).is_none() && (grant.id == named || grant.name == named);
        let found = self.held().iter().find(|(_, grant)| valid(grant)).map(|(digest, grant)| (*digest, Grant::clone(grant)));
        let (digest, grant) = found.ok_or(NotDone::Missing)?;
        let audit = audit(&grant);
        let grant = Arc::new(Grant { revoked_at: Some(now), ..grant });
        // Worth nothing from here on, whatever the disk says.
        self.held().insert(digest, grant.clone());
        self.ended.send_modify(|count| *count += 1);
        self.write(Batch::new(self.journal.epoch()).with(Write::Audit(audit)).with(setting(&digest, &grant)?))?;
        Ok(grant)
    }

    /// What makes room for one more, if something must.
    fn room(&self, now: Timestamp) -> Result<Option<(TokenDigest, Arc<Grant>)>, NotDone> {
        let held = self.held();
        if held.len() < MAX_TOKENS {
            return Ok(None);
        }
        let ended = held.iter().filter(|(_, grant)| end_of(grant, now).is_some());
        let oldest = ended.min_by_key(|(_, grant)| grant.revoked_at.or(grant.expires_at));
        oldest.map(|(digest, grant)| Some((*digest, grant.clone()))).ok_or(NotDone::Full)
    }

    fn write(&self, batch: Batch) -> Result<(), NotDone> {
        self.journal.append_wait(batch, Durability::Synced).map(drop).map_err(|error| NotDone::Unkept(error.to_string()))
    }
}

fn end_of(grant: &Grant, now: Timestamp) -> Option<Ended> {
    if grant.revoked_at.is_some() {
        return Some(Ended::Revoked);
    }
    grant.expires_at.filter(|at| *at <= now).map(|_| Ended::Expired)
}

fn granted(now: Timestamp, by: &str, request: TokenRequest) -> Result<Grant, String> {
    let mut bytes = [0u8; 10];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    let letters: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    Ok(Grant {
        id: format!("tk-{letters}"),
        name: request.name,
        scope: request.scope,
        accounts: request.accounts,
        venues: request.venues,
        instruments: request.instruments,
        max_order_notional: request.max_order_notional,
        max_daily_notional: request.max_daily_notional,
        reduce_only: request.reduce_only,
        created_at: now,
        created_by: by.to_owned(),
        expires_at: request.expires_at,
        revoked_at: None,
    })
}

fn setting(digest: &TokenDigest, grant: &Arc<Grant>) -> Result<Write, NotDone> {
    let row = Row { digest: digest.to_text(), grant: Grant::clone(grant) };
    let value = serde_json::to_vec(&row).map_err(|error| NotDone::Unkept(error.to_string()))?;
    Ok(Write::Setting { key: format!("{PREFIX}{}", grant.id), value: Some(value) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use twinline_model::Duration;
    use twinline_store::MemoryJournal;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000) + Duration::from_secs(seconds)
    }

    fn wanted(name: &str) -> TokenRequest {
        TokenRequest {
            name: name.to_owned(),
            scope: TokenScope::Trade,
            accounts: None,
            venues: None,
            instruments: None,
            max_order_notional: None,
            max_daily_notional: None,
            reduce_only: false,
            expires_at: None,
        }
    }

    fn audit() -> AuditEntry {
        let text = String::new;
        AuditEntry {
            at: at(0),
            actor: "test".into(),
            key_id: text(),
            origin: text(),
            action: "token.create".into(),
            account: text(),
            detail: text(),
        }
    }

    #[test]
    fn a_token_outlives_the_process_and_its_end_does_too() {
        let journal: Arc<dyn Journal> = Arc::new(MemoryJournal::new(1));
        let first = Tokens::read(journal.clone()).unwrap();
        let (secret, grant) = first.create(at(0), "token", wanted("bot"), audit()).unwrap();
        assert_eq!(first.create(at(0), "token", wanted("bot"), audit()).unwrap_err(), NotDone::NameTaken);
        let kept = journal.settings("").unwrap();
        assert!(kept.iter().all(|(_, value)| !String::from_utf8_lossy(value).contains(secret.reveal())), "digests only");
        let second = Tokens::read(journal.clone()).unwrap();
        assert_eq!(second.find(at(1), secret.reveal()), Found::Valid(grant));
        second.revoke(at(2), "bot", |_| audit()).unwrap();
        assert_eq!(second.find(at(2), secret.reveal()), Found::Ended(Ended::Revoked));
        assert_eq!(Tokens::read(journal.clone()).unwrap().find(at(3), secret.reveal()), Found::Ended(Ended::Revoked));
        assert_eq!(second.revoke(at(3), "bot", |_| audit()).unwrap_err(), NotDone::Missing);
        assert_eq!(journal.audit(0, 10).unwrap().len(), 2, "nothing without its row");
    }

    #[test]
    fn a_token_ends_at_its_time() {
        let tokens = Tokens::read(Arc::new(MemoryJournal::new(1))).unwrap();
        let request = TokenRequest { expires_at: Some(at(10)), ..wanted("short") };
        let (secret, grant) = tokens.create(at(0), "token", request, audit()).unwrap();
        assert!(matches!(tokens.find(at(9), secret.reveal()), Found::Valid(_)));
        assert_eq!(tokens.find(at(10), secret.reveal()), Found::Ended(Ended::Expired));
        assert_eq!(tokens.ended(at(10), &grant.id), Some(Ended::Expired));
        assert_eq!(tokens.find(at(0), "guess"), Found::Unknown);
    }

    #[test]
    fn the_one_that_ended_first_makes_room_and_a_valid_one_never_does() {
        let tokens = Tokens::read(Arc::new(MemoryJournal::new(1))).unwrap();
        for count in 0..MAX_TOKENS {
            tokens.create(at(0), "token", wanted(&format!("bot-{count}")), audit()).unwrap();
        }
        assert_eq!(tokens.create(at(1), "token", wanted("more"), audit()).unwrap_err(), NotDone::Full);
        tokens.revoke(at(2), "bot-7", |_| audit()).unwrap();
        tokens.revoke(at(3), "bot-3", |_| audit()).unwrap();
        tokens.create(at(4), "token", wanted("more"), audit()).unwrap();
        let names: Vec<String> = tokens.list().iter().map(|grant| grant.name.clone()).collect();
        assert!(names.len() == MAX_TOKENS && !names.contains(&"bot-7".to_owned()) && names.contains(&"bot-3".to_owned()));
    }
}
