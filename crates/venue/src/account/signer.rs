//! What are requests signed with?

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

/// Something that must not be shown. It has no `Display`, is not serialised, and its memory is overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes it over.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// What it is; for signing, nothing else.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// The secrets of one account, by the venue's own names of them: `api_key`, `secret`, `private_key` and so on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecretFields(pub BTreeMap<String, Secret>);

impl SecretFields {
    /// One of them.
    pub fn find(&self, name: &str) -> Option<&Secret> {
        self.0.get(name)
    }
}

/// Why no signer could be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignerError {
    /// A field is not there.
    #[error("missing secret field {0}")]
    Missing(&'static str),
    /// A field is there and cannot be read; why, without its content.
    #[error("unreadable secret field {field}: {reason}")]
    Unreadable {
        /// Which.
        field: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

/// Signs what leaves. Made once for an account; parsing keys is dear.
pub trait Signer: Send + Sync + fmt::Debug {
    /// The public part that the venue knows the key by; not secret, but not for logs either.
    fn key(&self) -> &str;

    /// The signature in the venue's notation.
    fn sign(&self, payload: &[u8]) -> Result<String, SignerError>;

    /// True if a link can be logged on with it, so that commands on it need no signature.
    fn can_log_on(&self) -> bool;
}
