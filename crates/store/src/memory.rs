//! A journal that ends with the process.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, Range};
use std::sync::{Mutex, MutexGuard, PoisonError};

use twinline_model::{Cursor, Timestamp};

use crate::batch::{invalid, name};
use crate::chain::{Follower, hash};
use crate::{
    Appended, AuditEntry, AuditRow, AuditState, Batch, CLAIM_LIFE, Checkpoint, Claim, Claimed, Done, Durability, GapReason, Hash, Journal,
    MAX_PAGE_BYTES, MAX_PAGE_RECORDS, Page, Record, Seek, StoreError, Write,
};

/// Keeps everything in memory: for a connector without a data directory, and for simulations. Grows with what is appended.
/// Appends are written and answered before [`Journal::append`] returns, so the queue is never full.
#[derive(Debug)]
pub struct MemoryJournal {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    epoch: u64,
    streams: BTreeMap<String, Vec<Record>>,
    /// By stream and name: the places of the records that bear it.
    mentions: BTreeMap<(String, String), BTreeSet<u64>>,
    claims: BTreeMap<(String, String), Claimed>,
    checkpoints: BTreeMap<String, Checkpoint>,
    audit: Vec<AuditRow>,
    settings: BTreeMap<String, Vec<u8>>,
    counters: BTreeMap<String, u64>,
}

impl Default for MemoryJournal {
    fn default() -> Self {
        Self::new(1)
    }
}

impl MemoryJournal {
    /// An empty one, with this epoch.
    pub const fn new(epoch: u64) -> Self {
        let state = State {
            epoch,
            streams: BTreeMap::new(),
            mentions: BTreeMap::new(),
            claims: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            audit: Vec::new(),
            settings: BTreeMap::new(),
            counters: BTreeMap::new(),
        };
        Self { state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn epoch(&self) -> u64 {
        self.state().epoch
    }

    fn append(&self, batch: Batch, _durability: Durability, done: Done) {
        let result = batch.check().and_then(|()| self.state().append(batch));
        done(result);
    }

    fn read(&self, stream: &str, after: Cursor, limit: usize) -> Result<Page, StoreError> {
        Ok(self.state().read(stream, after, limit))
    }

    fn about(&self, stream: &str, name: &str, seek: Seek, limit: usize) -> Result<Vec<Record>, StoreError> {
        Ok(self.state().about(stream, name, seek, limit))
    }

    fn heads(&self) -> Result<Vec<(String, Cursor)>, StoreError> {
        let state = self.state();
        Ok(state.streams.keys().map(|stream| (stream.clone(), state.head(stream))).collect())
    }

    fn claimed(&self, account: &str, key: &str, now: Timestamp) -> Result<Option<Claimed>, StoreError> {
        let held = self.state().claims.get(&(account.to_owned(), key.to_owned())).cloned();
        Ok(held.filter(|claimed| claimed.expires_at > now))
    }

    fn checkpoint(&self, stream: &str) -> Result<Option<Checkpoint>, StoreError> {
        Ok(self.state().checkpoints.get(stream).cloned())
    }

    fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state().settings.get(key).cloned())
    }

    fn settings(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let state = self.state();
        let from = state.settings.range(prefix.to_owned()..);
        Ok(from.take_while(|(key, _)| key.starts_with(prefix)).map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn audit(&self, after: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        let state = self.state();
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        Ok(state.audit.iter().skip(after).take(limit.min(MAX_PAGE_RECORDS)).cloned().collect())
    }

    fn verify_audit(&self) -> Result<AuditState, StoreError> {
        let state = self.state();
        let mut follower = Follower::new();
        let broken = state.audit.iter().find_map(|row| follower.row(row).err());
        Ok(broken.unwrap_or_else(|| follower.end(state.audit.len() as u64)))
    }

    fn reserve(&self, counter: &str, count: u64) -> Result<Range<u64>, StoreError> {
        name("counter", counter)?;
        let mut state = self.state();
        let next = state.counters.entry(counter.to_owned()).or_insert(1);
        let end = next.checked_add(count).filter(|end| i64::try_from(*end).is_ok()).ok_or_else(|| invalid("a counter at its end"))?;
        Ok(std::mem::replace(next, end)..end)
    }

    fn failure(&self) -> Option<String> {
        None
    }

    fn reopen(&self) -> Result<u64, StoreError> {
        let mut state = self.state();
        state.epoch += 1;
        Ok(state.epoch)
    }
}

impl State {
    fn head(&self, stream: &str) -> Cursor {
        self.streams.get(stream).and_then(|records| records.last()).map_or(Cursor::default(), |record| record.cursor)
    }

    fn at(&self, stream: &str, seq: u64) -> Option<Cursor> {
        let place = usize::try_from(seq).ok()?.checked_sub(1)?;
        self.streams.get(stream)?.get(place).map(|record| record.cursor)
    }

    fn append(&mut self, batch: Batch) -> Result<Appended, StoreError> {
        if batch.epoch != self.epoch {
            return Err(StoreError::OldEpoch { given: batch.epoch, held: self.epoch });
        }
        for write in &batch.writes {
            if let Write::Checkpoint { stream, cursor, .. } = write
                && self.at(stream, cursor.seq) != Some(*cursor)
            {
                return Err(invalid(format!("a checkpoint of {stream} at a record that is not there")));
            }
        }
        if let Some(held) = batch.claim.as_ref().and_then(|claim| self.held(claim)) {
            return Ok(held);
        }
        let key = batch.claim.map(|claim| self.claim(claim));
        let cursors: Vec<Cursor> = batch.writes.into_iter().filter_map(|write| self.write(write)).collect();
        if let Some(claimed) = key.and_then(|key| self.claims.get_mut(&key)) {
            claimed.cursor = cursors.first().copied();
        }
        Ok(Appended::New(cursors))
    }

    fn held(&self, claim: &Claim) -> Option<Appended> {
        let held = self.claims.get(&(claim.account.clone(), claim.key.clone()))?;
        (held.expires_at > claim.at).then(|| held.clone().told(claim))
    }

    fn claim(&mut self, claim: Claim) -> (String, String) {
        self.claims.retain(|_, held| held.expires_at > claim.at);
        let key = (claim.account, claim.key);
        let expires_at = claim.at + CLAIM_LIFE;
        self.claims.insert(key.clone(), Claimed { digest: claim.digest, at: claim.at, expires_at, cursor: None, answer: None });
        key
    }

    fn write(&mut self, write: Write) -> Option<Cursor> {
        match write {
            Write::Record(draft) => {
                let cursor = Cursor { epoch: self.epoch, seq: self.head(&draft.stream).seq + 1 };
                let record = Record { cursor, at: draft.at, kind: draft.kind, payload: draft.payload };
                for name in draft.about {
                    self.mentions.entry((draft.stream.clone(), name)).or_default().insert(cursor.seq);
                }
                self.streams.entry(draft.stream).or_default().push(record);
                return Some(cursor);
            }
            Write::Answer { account, key, answer } => {
                if let Some(claimed) = self.claims.get_mut(&(account, key)) {
                    claimed.answer.get_or_insert(answer);
                }
            }
            Write::Checkpoint { stream, cursor, bytes } => {
                self.checkpoints.insert(stream, Checkpoint { cursor, bytes });
            }
            Write::Audit(entry) => self.note(entry),
            Write::Setting { key, value: Some(value) } => {
                self.settings.insert(key, value);
            }
            Write::Setting { key, value: None } => {
                self.settings.remove(&key);
            }
        }
        None
    }

    fn note(&mut self, entry: AuditEntry) {
        let before = self.audit.last().map_or(Hash::START, |row| row.hash);
        let id = self.audit.len() as u64 + 1;
        self.audit.push(AuditRow { id, hash: hash(before, id, &entry), entry });
    }

    fn about(&self, stream: &str, name: &str, seek: Seek, limit: usize) -> Vec<Record> {
        let Some(seqs) = self.mentions.get(&(stream.to_owned(), name.to_owned())) else { return Vec::new() };
        let wanted: Vec<u64> = match seek {
            Seek::After(seq) => seqs.range((Bound::Excluded(seq), Bound::Unbounded)).copied().take(limit).collect(),
            Seek::Before(seq) => seqs.range(..seq).rev().copied().take(limit).collect(),
        };
        let records = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let mut bytes = 0;
        let found = wanted.into_iter().filter_map(|seq| records.get(usize::try_from(seq).ok()?.checked_sub(1)?));
        let fits = |record: &&Record| {
            let fits = bytes < MAX_PAGE_BYTES;
            bytes += record.payload.len();
            fits
        };
        found.take(MAX_PAGE_RECORDS).take_while(fits).cloned().collect()
    }

    fn read(&self, stream: &str, after: Cursor, limit: usize) -> Page {
        let head = self.head(stream);
        if after.seq > head.seq {
            return Page::Gap { reason: GapReason::Beyond, head };
        }
        if self.at(stream, after.seq).is_some_and(|held| held != after) {
            return Page::Gap { reason: GapReason::OtherEpoch, head };
        }
        let all = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let rest = all.get(usize::try_from(after.seq).unwrap_or(usize::MAX)..).unwrap_or_default();
        let mut bytes = 0;
        let fits = |record: &&Record| {
            let fits = bytes < MAX_PAGE_BYTES;
            bytes += record.payload.len();
            fits
        };
        let records: Vec<Record> = rest.iter().take(limit.min(MAX_PAGE_RECORDS)).take_while(fits).cloned().collect();
        Page::Records { more: records.len() < rest.len(), records }
    }
}
