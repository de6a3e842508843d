//! What is kept of one key, and what is shown of it?

use std::collections::BTreeMap;

use twinline_model::Timestamp;
use zeroize::Zeroizing;

use crate::error::invalid;
use crate::{Secret, VaultError};

/// Most fields of a key.
pub const MAX_FIELDS: usize = 16;
/// Longest name of a venue, account or field, in bytes.
pub const MAX_NAME_BYTES: usize = 128;
/// Longest value of a field, in bytes.
pub const MAX_VALUE_BYTES: usize = 64 * 1_024;
/// A public part shorter than this shows nothing: four characters of it would be too much.
const MIN_SHOWN: usize = 12;

/// The fields of one key, by name: `api_key`, `secret`, `private_key`, `passphrase`, as the venue needs them.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    values: BTreeMap<String, Secret>,
    public: Option<String>,
}

impl Fields {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this field, that is never shown.
    #[must_use]
    pub fn with(mut self, name: &str, value: Secret) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    /// With this field, whose last four characters may be shown, so that keys can be told apart: the public part, an API key's id.
    #[must_use]
    pub fn with_public(mut self, name: &str, value: Secret) -> Self {
        self.public = Some(name.to_owned());
        self.with(name, value)
    }

    /// One of them.
    pub fn field(&self, name: &str) -> Option<&Secret> {
        self.values.get(name)
    }

    /// Their names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// The end of the public part, or nothing.
    pub(crate) fn public_tail(&self) -> String {
        let shown = self.public.as_ref().and_then(|name| self.values.get(name)).map(Secret::reveal);
        let Some(shown) = shown.filter(|shown| shown.chars().count() >= MIN_SHOWN) else { return String::new() };
        let skipped = shown.chars().count() - 4;
        shown.chars().skip(skipped).collect()
    }

    pub(crate) fn check(&self) -> Result<(), VaultError> {
        if self.values.is_empty() || self.values.len() > MAX_FIELDS {
            return Err(invalid(format!("{} fields, where 1 to {MAX_FIELDS} are allowed", self.values.len())));
        }
        for (name, value) in &self.values {
            check_name("field", name)?;
            let length = value.reveal().len();
            if length == 0 || length > MAX_VALUE_BYTES {
                return Err(invalid(format!("{name} of {length} bytes, where 1 to {MAX_VALUE_BYTES} are allowed")));
            }
        }
        Ok(())
    }

    /// As bytes to be sealed: each name and value with its length before it. No JSON: its parser leaves copies in memory.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let length = self.values.iter().map(|(name, value)| 8 + name.len() + value.reveal().len()).sum();
        // As long as it gets, so that no piece stays behind where it was moved from.
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        for text in self.values.iter().flat_map(|(name, value)| [name.as_str(), value.reveal()]) {
            bytes.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    /// From bytes that were sealed; nothing if they are none of ours.
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut next = || {
            let (length, rest) = bytes.split_at_checked(4)?;
            let (text, rest) = rest.split_at_checked(u32::from_le_bytes(length.try_into().ok()?) as usize)?;
            bytes = rest;
            Some((std::str::from_utf8(text).ok()?, rest.is_empty()))
        };
        let mut fields = Self::new();
        loop {
            let ((name, _), (value, last)) = (next()?, next()?);
            fields = fields.with(name, Secret::new(value.to_owned()));
            if last {
                return Some(fields);
            }
        }
    }
}

/// What may be shown of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its venue.
    pub venue: String,
    /// Its account.
    pub account: String,
    /// Counts its rotations, from 1.
    pub version: u64,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last rotated, if ever.
    pub rotated_at: Option<Timestamp>,
    /// The names of its fields.
    pub fields: Vec<String>,
    /// The last four characters of its public part; empty if it has none, or a short one.
    pub public_tail: String,
}

/// Holds a name to its bounds.
pub(crate) fn check_name(what: &str, name: &str) -> Result<(), VaultError> {
    let plain = name.chars().all(|c| !c.is_control());
    if name.is_empty() || name.len() > MAX_NAME_BYTES || !plain {
        return Err(invalid(format!("a name of {what} that is empty, longer than {MAX_NAME_BYTES} bytes or holds control characters")));
    }
    Ok(())
}
