//! What went wrong, and what can the caller do?

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why the vault did not do what it was asked. No text holds anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VaultError {
    /// There is no vault yet.
    #[error("there is no vault at {}", path.display())]
    Missing {
        /// Where it would be.
        path: PathBuf,
    },
    /// There is one already.
    #[error("there is a vault at {} already", path.display())]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// Others can look into it.
    #[error("{} is open to other users (mode {mode:03o}): run `chmod {right} {}`", path.display(), path.display())]
    TooOpen {
        /// Which file or directory.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// What it should be.
        right: &'static str,
    },
    /// It is somebody else's.
    #[error("{} belongs to user {owner}, not to the user of this process", path.display())]
    ForeignOwner {
        /// Which file or directory.
        path: PathBuf,
        /// Whose.
        owner: u32,
    },
    /// The password or the key file is not this vault's.
    #[error("this does not open the vault: wrong {what}")]
    WrongKey {
        /// "password" or "key file".
        what: &'static str,
    },
    /// The vault is opened by the other kind of key.
    #[error("the vault is opened by a {needs}")]
    OtherUnlock {
        /// "password" or "key file".
        needs: &'static str,
    },
    /// Password or key file were changed by another process since this one opened the vault: open it again.
    #[error("the vault's password or key file has changed since it was opened")]
    Rekeyed,
    /// The file is not as this program wrote it.
    #[error("{} was changed or damaged: {reason}", path.display())]
    Tampered {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: &'static str,
    },
    /// A later version has written it.
    #[error("{} was written by a later version (format {found:?}): use that version", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: String,
    },
    /// No key by these names.
    #[error("there is no key of {account} at {venue}")]
    NoSuchKey {
        /// The venue asked for.
        venue: String,
        /// The account asked for.
        account: String,
    },
    /// A key by these names is there; it can be rotated.
    #[error("there is a key of {account} at {venue} already: rotate or remove it")]
    AlreadyThere {
        /// Its venue.
        venue: String,
        /// Its account.
        account: String,
    },
    /// Something is empty, too long, or too many.
    #[error("cannot be kept: {what}")]
    Invalid {
        /// Which part, and why.
        what: String,
    },
    /// The operating system said no.
    #[error("cannot {what} {}: {reason}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What came of it.
        reason: String,
    },
}

/// Tags an error of the operating system with what was tried.
pub(crate) fn io<'a, E: ToString>(what: &'static str, path: &'a Path) -> impl FnOnce(E) -> VaultError + 'a {
    move |error| VaultError::Io { what, path: path.to_owned(), reason: error.to_string() }
}

/// Says why something cannot be kept.
pub(crate) fn invalid(what: impl Into<String>) -> VaultError {
    VaultError::Invalid { what: what.into() }
}
