//! Why could a venue not begin?

use thiserror::Error;

/// Why a venue, or the way out to all of them, could not begin. Nothing was sent.
#[derive(Debug, Error)]
pub enum RuntimeError {
    /// [`crate::start()`] was called outside a tokio runtime.
    #[error("no tokio runtime is running on this thread")]
    NoRuntime,
    /// An address of the configuration cannot be used: correct it.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The user agent holds characters that a header must not have: correct it.
    #[error("user agent {0:?} cannot be a header")]
    UserAgent(String),
    /// TLS cannot be set up, most often because this machine has no root certificates.
    #[error("tls cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// The venue's code knows no accounts in this version.
    #[error("accounts of {0} are not supported in this version")]
    NoAccounts(&'static str),
    /// The HTTP client cannot be set up.
    #[error("http client cannot be set up: {0}")]
    Http(String),
}

/// Why a URL cannot be gone to. The URL itself is not shown: its query may be secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Not a URL, or without a host.
    #[error("not a url with a host: {0}")]
    Unreadable(String),
    /// Neither of the schemes that are spoken here.
    #[error("{host}: scheme {scheme} is not spoken here")]
    Scheme {
        /// Host of the URL.
        host: String,
        /// Its scheme.
        scheme: String,
    },
    /// Plain text is for this machine only.
    #[error("{host}: plain text is refused beyond this machine, use {secure}")]
    PlainText {
        /// Host of the URL.
        host: String,
        /// The scheme to use instead.
        secure: &'static str,
    },
}
