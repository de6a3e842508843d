//! What is in the file, and how is it noticed when somebody else wrote it?
//!
//! ```text
//!  twinline-vault 1
//!  {"body":{generation, lock, check, keys: [{venue, account, version, …, sealed}]},"seal":{…}}
//!  SHA-256 of all above, in hexadecimal
//! ```
//! The digest tells damage from a wrong password. `check` is sealed with the key over the lock alone: it fails for a wrong password. `seal`
//! covers the whole body: it fails if anybody without the key wrote it. Each key's fields are sealed with its venue, account and version.
//! All by XChaCha20-Poly1305 with random nonces of 192 bits.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::Digest as _;
use twinline_model::Timestamp;
use zeroize::Zeroizing;

use crate::error::io;
use crate::record::Fields;
use crate::secret::Key;
use crate::unlock::{Lock, random};
use crate::{Listed, VaultError};

const MAGIC: &str = "twinline-vault ";
const FORMAT: &str = "1";

/// All but the seal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    /// Rises with every change.
    pub generation: u64,
    pub lock: Lock,
    pub check: Sealed,
    pub keys: Vec<Entry>,
}

/// One key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub venue: String,
    pub account: String,
    pub version: u64,
    pub created_at: Timestamp,
    pub rotated_at: Option<Timestamp>,
    pub fields: Vec<String>,
    pub public_tail: String,
    pub sealed: Sealed,
}

/// Something encrypted, or authenticated alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sealed {
    nonce: String,
    text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    body: Box<RawValue>,
    seal: Sealed,
}

impl Sealed {
    fn new(key: &Key, aad: &[u8], plain: &[u8], path: &Path) -> Result<Self, VaultError> {
        let nonce: [u8; 24] = random(path)?;
        let cipher = XChaCha20Poly1305::new(&(*key.0).into());
        let text = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad }).map_err(io("encrypt", path))?;
        Ok(Self { nonce: URL_SAFE_NO_PAD.encode(nonce), text: URL_SAFE_NO_PAD.encode(text) })
    }

    fn open(&self, key: &Key, aad: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let nonce: [u8; 24] = URL_SAFE_NO_PAD.decode(&self.nonce).ok()?.try_into().ok()?;
        let text = URL_SAFE_NO_PAD.decode(&self.text).ok()?;
        let cipher = XChaCha20Poly1305::new(&(*key.0).into());
        cipher.decrypt(&XNonce::from(nonce), Payload { msg: &text, aad }).ok().map(Zeroizing::new)
    }
}

/// What a check or seal covers, so that none can stand for another.
fn covered(purpose: &str, text: &str) -> Vec<u8> {
    format!("twinline vault {purpose}\n{text}").into_bytes()
}

fn lock_text(lock: &Lock, path: &Path) -> Result<Vec<u8>, VaultError> {
    Ok(covered("check", &serde_json::to_string(lock).map_err(io("write", path))?))
}

impl Body {
    /// Of a vault without keys.
    pub(crate) fn new(lock: Lock, key: &Key, path: &Path) -> Result<Self, VaultError> {
        let check = Sealed::new(key, &lock_text(&lock, path)?, b"", path)?;
        Ok(Self { generation: 1, lock, check, keys: Vec::new() })
    }

    /// Whether the key is the one that the lock was made with.
    pub(crate) fn is_opened_by(&self, key: &Key, path: &Path) -> Result<(), VaultError> {
        let opened = self.check.open(key, &lock_text(&self.lock, path)?);
        opened.map(drop).ok_or(VaultError::WrongKey { what: self.lock.needs() })
    }
}

impl Entry {
    /// Seals the fields for a key with these names.
    pub(crate) fn new(key: &Key, shown: Listed, fields: &Fields, path: &Path) -> Result<Self, VaultError> {
        let Listed { venue, account, version, created_at, rotated_at, fields: names, public_tail } = shown;
        let sealed = Sealed::new(key, &place(&venue, &account, version), &fields.to_bytes(), path)?;
        Ok(Self { venue, account, version, created_at, rotated_at, fields: names, public_tail, sealed })
    }

    pub(crate) fn open(&self, key: &Key, path: &Path) -> Result<Fields, VaultError> {
        let plain = self.sealed.open(key, &place(&self.venue, &self.account, self.version));
        let changed = || VaultError::Tampered { path: path.to_owned(), reason: "a key is not as it was sealed" };
        plain.and_then(|plain| Fields::from_bytes(&plain)).ok_or_else(changed)
    }

    pub(crate) fn shown(&self) -> Listed {
        Listed {
            venue: self.venue.clone(),
            account: self.account.clone(),
            version: self.version,
            created_at: self.created_at,
            rotated_at: self.rotated_at,
            fields: self.fields.clone(),
            public_tail: self.public_tail.clone(),
        }
    }
}

/// Where a key's fields belong; lengths first, so that no two places read alike.
fn place(venue: &str, account: &str, version: u64) -> Vec<u8> {
    covered("key", &format!("{} {} {version}\n{venue}\n{account}", venue.len(), account.len()))
}

/// The file's bytes.
pub(crate) fn encode(body: &Body, key: &Key, path: &Path) -> Result<Vec<u8>, VaultError> {
    let text = serde_json::to_string(body).map_err(io("write", path))?;
    let seal = Sealed::new(key, &covered("body", &text), b"", path)?;
    let whole = Whole { body: RawValue::from_string(text).map_err(io("write", path))?, seal };
    let above = format!("{MAGIC}{FORMAT}\n{}\n", serde_json::to_string(&whole).map_err(io("write", path))?);
    let digest = digest(&above);
    Ok(format!("{above}{digest}\n").into_bytes())
}

pub(crate) fn digest(above: &str) -> String {
    sha2::Sha256::digest(above.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file that was read, and not yet believed.
pub(crate) struct Found {
    pub body: Body,
    text: Box<RawValue>,
    seal: Sealed,
}

/// Reads a file as far as that goes without a key.
pub(crate) fn decode(bytes: &[u8], path: &Path) -> Result<Found, VaultError> {
    let tampered = |reason| VaultError::Tampered { path: path.to_owned(), reason };
    let text = std::str::from_utf8(bytes).map_err(|_| tampered("it is no text"))?;
    let above = text.strip_suffix('\n').and_then(|text| text.rfind('\n')).and_then(|place| text.split_at_checked(place + 1));
    let (above, said) = above.ok_or_else(|| tampered("it was cut off"))?;
    if said.strip_suffix('\n') != Some(digest(above).as_str()) {
        return Err(tampered("its digest does not match"));
    }
    let (magic, json) = above.split_once('\n').ok_or_else(|| tampered("it is no vault"))?;
    match magic.strip_prefix(MAGIC) {
        Some(FORMAT) => {}
        Some(found) => return Err(VaultError::Newer { path: path.to_owned(), found: found.chars().take(20).collect() }),
        None => return Err(tampered("it is no vault")),
    }
    let strange = |_| tampered("it cannot be read");
    let whole: Whole = serde_json::from_str(json).map_err(strange)?;
    let body = serde_json::from_str(whole.body.get()).map_err(strange)?;
    Ok(Found { body, text: whole.body, seal: whole.seal })
}

impl Found {
    /// The body, if it was written with this key and every key in it can be opened.
    pub(crate) fn believe(self, key: &Key, path: &Path) -> Result<Body, VaultError> {
        self.body.is_opened_by(key, path)?;
        let sealed = self.seal.open(key, &covered("body", self.text.get()));
        sealed.ok_or_else(|| VaultError::Tampered { path: path.to_owned(), reason: "its seal does not match" })?;
        self.body.keys.iter().try_for_each(|entry| entry.open(key, path).map(drop))?;
        Ok(self.body)
    }
}
