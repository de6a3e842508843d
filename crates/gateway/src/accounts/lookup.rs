//! What does the journal say that is not in memory?

use twinline_core::account::{AccountEnvelope, Kept, List};
use twinline_model::Cursor;
use twinline_store::{Journal, Page, Record, Seek, StoreError};

/// Records that are read at once while one is looked for that tells what something is.
const STEP: usize = 64;

/// One event and its place.
pub(crate) type Entry = (Cursor, AccountEnvelope);

/// The events that follow a place; `None` if that is not of this history.
pub(crate) fn page(journal: &dyn Journal, stream: &str, after: Cursor, limit: usize) -> Result<Option<(Vec<Entry>, bool)>, StoreError> {
    let Page::Records { records, more } = journal.read(stream, after, limit)? else { return Ok(None) };
    Ok(Some((entries(stream, records)?, more)))
}

/// Entries of a list below a place, newest first.
pub(crate) fn listed(journal: &dyn Journal, stream: &str, list: List, before: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
    entries(stream, journal.about(stream, list.name(), Seek::Before(before), limit)?)
}

/// Everything about something, oldest first.
pub(crate) fn about(journal: &dyn Journal, stream: &str, kept: &Kept) -> Result<Vec<Entry>, StoreError> {
    let mut found: Vec<Entry> = Vec::new();
    for name in kept.names() {
        loop {
            let after = found.last().map_or(0, |(cursor, _)| cursor.seq);
            let records = journal.about(stream, &name, Seek::After(after), STEP)?;
            let done = records.len() < STEP;
            found.extend(entries(stream, records)?);
            if done {
                break;
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// The last entry that tells what something is.
pub(crate) fn latest(journal: &dyn Journal, stream: &str, kept: &Kept) -> Result<Option<Entry>, StoreError> {
    for name in kept.names() {
        let mut before = u64::MAX;
        loop {
            let records = journal.about(stream, &name, Seek::Before(before), STEP)?;
            let Some(oldest) = records.last().map(|record| record.cursor.seq) else { break };
            let found = entries(stream, records)?.into_iter().find(|(_, envelope)| kept.is_told_by(&envelope.event));
            if found.is_some() {
                return Ok(found);
            }
            before = oldest;
        }
    }
    Ok(None)
}

fn entries(stream: &str, records: Vec<Record>) -> Result<Vec<Entry>, StoreError> {
    let read = |record: Record| {
        let envelope = serde_json::from_slice(&record.payload).map_err(|error| unreadable(stream, &error.to_string()))?;
        Ok((record.cursor, envelope))
    };
    records.into_iter().map(read).collect()
}

pub(super) fn unreadable(stream: &str, reason: &str) -> StoreError {
    StoreError::Unreadable { reason: format!("history of {stream}: {reason}") }
}
