//! What is appended, and within which bounds?

use sha2::Digest as _;
use twinline_model::{Cursor, Duration, Timestamp};

use crate::StoreError;

/// Longest name of a stream, kind, account, key, counter or setting, in bytes.
pub const MAX_NAME_BYTES: usize = 255;
/// Longest payload, answer, checkpoint or setting, in bytes.
pub const MAX_PAYLOAD_BYTES: usize = 16 * 1_024 * 1_024;
/// Most writes of a batch.
pub const MAX_WRITES: usize = 4_096;
/// Most bytes of a batch.
pub const MAX_WRITES_BYTES: usize = 32 * 1_024 * 1_024;
/// Most names that a record is found by.
pub const MAX_ABOUT: usize = 8;
/// How long an idempotency key keeps its answer.
pub const CLAIM_LIFE: Duration = Duration::from_secs(30 * 86_400);

/// What must have happened before the callback comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It is on disk: a power cut does not lose it. For what must be known before a byte leaves.
    Synced,
    /// It is committed: readers see it, and it outlives the process; a power cut may take the last of it, in order from
    /// the end. For what a venue can say again.
    Relaxed,
}

/// A record that has no place in its stream's history yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whose history: an account's name.
    pub stream: String,
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// What sort of record.
    pub kind: String,
    /// The caller's bytes.
    pub payload: Vec<u8>,
    /// Names under which it is found again, at most [`MAX_ABOUT`]: what it is about, which list it belongs to.
    pub about: Vec<String>,
}

/// The first use of an idempotency key: whoever claims it may go on, everyone later is told what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Keys of different accounts have nothing to do with each other.
    pub account: String,
    /// The client's key.
    pub key: String,
    /// SHA-256 of what was asked for.
    pub digest: [u8; 32],
    /// When it was asked; the key is free again [`CLAIM_LIFE`] later.
    pub at: Timestamp,
}

impl Claim {
    /// A claim for a request with this body.
    pub fn of(account: &str, key: &str, body: &[u8], at: Timestamp) -> Self {
        Self { account: account.to_owned(), key: key.to_owned(), digest: sha2::Sha256::digest(body).into(), at }
    }
}

/// Who did what, for the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who: a token's name, a login, the gateway itself.
    pub actor: String,
    /// By which key; empty if by none.
    pub key_id: String,
    /// From where: an address, a page's origin, the command line.
    pub origin: String,
    /// What.
    pub action: String,
    /// With which account; empty if with none.
    pub account: String,
    /// The rest, as the caller writes it.
    pub detail: String,
}

/// One thing to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// The next record of a stream.
    Record(Draft),
    /// The answer to a claimed key. The first answer stays; for a key that nobody claimed nothing happens.
    Answer {
        /// The claim's account.
        account: String,
        /// The claim's key.
        key: String,
        /// What everyone with this key is told from now on.
        answer: Vec<u8>,
    },
    /// What a projection was after the record at `cursor`, so that it need not be built from the first record. Replaces the
    /// stream's earlier one. A cursor that the stream does not hold makes the batch invalid.
    Checkpoint {
        /// Which stream.
        stream: String,
        /// The last record in it.
        cursor: Cursor,
        /// The caller's bytes.
        bytes: Vec<u8>,
    },
    /// The next row of the audit trail.
    Audit(AuditEntry),
    /// A small setting; without a value it is removed.
    Setting {
        /// Its name.
        key: String,
        /// Its value.
        value: Option<Vec<u8>>,
    },
}

/// What is written in one step: all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The lease under which it was made; see [`crate::Journal::epoch`].
    pub epoch: u64,
    /// If the key is taken, nothing is written.
    pub claim: Option<Claim>,
    /// In this order.
    pub writes: Vec<Write>,
}

impl Batch {
    /// An empty one.
    pub const fn new(epoch: u64) -> Self {
        Self { epoch, claim: None, writes: Vec::new() }
    }

    /// Only if this key is free.
    #[must_use]
    pub fn claim(mut self, claim: Claim) -> Self {
        self.claim = Some(claim);
        self
    }

    /// And this.
    #[must_use]
    pub fn with(mut self, write: Write) -> Self {
        self.writes.push(write);
        self
    }

    /// And this record.
    #[must_use]
    pub fn record(self, draft: Draft) -> Self {
        self.with(Write::Record(draft))
    }

    /// Bytes that it holds, roughly what it occupies while it waits.
    pub(crate) fn bytes(&self) -> usize {
        let claim = self.claim.as_ref().map_or(0, |claim| claim.account.len() + claim.key.len() + 32);
        claim + self.writes.iter().map(|write| 64 + write.bytes()).sum::<usize>()
    }

    /// Holds it to the bounds.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if self.writes.is_empty() && self.claim.is_none() {
            return Err(invalid("an empty batch"));
        }
        if self.writes.len() > MAX_WRITES || self.bytes() > MAX_WRITES_BYTES {
            return Err(invalid("a batch with too many writes or bytes"));
        }
        if let Some(claim) = &self.claim {
            name("account", &claim.account)?;
            name("idempotency key", &claim.key)?;
        }
        self.writes.iter().try_for_each(Write::check)
    }
}

impl Write {
    fn bytes(&self) -> usize {
        match self {
            Self::Record(draft) => {
                let about: usize = draft.about.iter().map(|name| draft.stream.len() + name.len()).sum();
                draft.stream.len() + draft.kind.len() + draft.payload.len() + about
            }
            Self::Answer { account, key, answer } => account.len() + key.len() + answer.len(),
            Self::Checkpoint { stream, bytes, .. } => stream.len() + bytes.len(),
            Self::Audit(entry) => entry.texts().iter().map(|text| text.len()).sum(),
            Self::Setting { key, value } => key.len() + value.as_ref().map_or(0, Vec::len),
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::Record(draft) => {
                name("stream", &draft.stream)?;
                name("kind", &draft.kind)?;
                if draft.about.len() > MAX_ABOUT {
                    return Err(invalid("a record with too many names"));
                }
                draft.about.iter().try_for_each(|text| name("name of what it is about", text))?;
                payload("payload", &draft.payload)
            }
            Self::Answer { account, key, answer } => {
                name("account", account)?;
                name("idempotency key", key)?;
                payload("answer", answer)
            }
            Self::Checkpoint { stream, bytes, .. } => {
                name("stream", stream)?;
                payload("checkpoint", bytes)
            }
            Self::Audit(entry) => {
                name("actor", &entry.actor)?;
                name("action", &entry.action)?;
                entry.texts().iter().try_for_each(|text| payload("audit entry", text.as_bytes()))
            }
            Self::Setting { key, value } => {
                name("setting", key)?;
                value.as_ref().map_or(Ok(()), |value| payload("setting", value))
            }
        }
    }
}

impl AuditEntry {
    /// Its texts, in the order in which they are hashed.
    pub(crate) fn texts(&self) -> [&str; 6] {
        [&self.actor, &self.key_id, &self.origin, &self.action, &self.account, &self.detail]
    }
}

/// Says why a batch cannot be stored.
pub(crate) fn invalid(what: impl Into<String>) -> StoreError {
    StoreError::Invalid { what: what.into() }
}

/// Holds a name to its bounds.
pub(crate) fn name(what: &str, text: &str) -> Result<(), StoreError> {
    if text.is_empty() || text.len() > MAX_NAME_BYTES {
        return Err(invalid(format!("{what} of {} bytes, where 1 to {MAX_NAME_BYTES} are allowed", text.len())));
    }
    Ok(())
}

fn payload(what: &str, bytes: &[u8]) -> Result<(), StoreError> {
    if bytes.len() > MAX_PAYLOAD_BYTES {
        return Err(invalid(format!("{what} of {} bytes, where {MAX_PAYLOAD_BYTES} are allowed", bytes.len())));
    }
    Ok(())
}
