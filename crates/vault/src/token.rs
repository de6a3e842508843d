//! How are tokens made, kept and compared?

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::Digest as _;
use subtle::ConstantTimeEq as _;

use crate::Secret;

/// What is kept of a token. Tokens are random, so a plain digest cannot be turned back; as an ordered key it can be looked up
/// without telling anything about the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenDigest([u8; 32]);

/// A token of 256 random bits as 43 characters that fit a header and a link, to be shown once; and what to keep of it.
///
/// # Errors
/// If the operating system has no randomness to give: nothing safe can be done then.
pub fn new_token() -> std::io::Result<(Secret, TokenDigest)> {
    let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|error| std::io::Error::other(error.to_string()))?;
    let token = Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()));
    let digest = TokenDigest::of(token.reveal());
    Ok((token, digest))
}

impl TokenDigest {
    /// Of a token as its holder says it.
    pub fn of(token: &str) -> Self {
        Self(sha2::Sha256::digest(token.as_bytes()).into())
    }

    /// Takes the same time whatever the candidate.
    pub fn matches(&self, candidate: &str) -> bool {
        self.0.ct_eq(&Self::of(candidate).0).into()
    }

    /// As text, to be kept.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// From kept text; nothing if it is none.
    pub fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_digest_alone() {
        let (token, digest) = new_token().unwrap();
        assert_eq!(token.reveal().len(), 43);
        let kept = digest.to_text();
        assert!(!kept.contains(token.reveal()));
        let read = TokenDigest::from_text(&kept).unwrap();
        assert!(read.matches(token.reveal()) && !read.matches(&token.reveal()[1..]) && !read.matches(""));
        assert_ne!(new_token().unwrap().1, digest);
        assert_eq!((format!("{token:?}"), format!("{digest:?}")), ("<redacted>".to_owned(), "<redacted>".to_owned()));
    }

    #[test]
    fn what_is_no_digest_is_none() {
        assert_eq!(TokenDigest::from_text(""), None);
        assert_eq!(TokenDigest::from_text("AAAA"), None);
        assert_eq!(TokenDigest::from_text("ä"), None);
        // SHA-256 of the empty text, from the standard's test vectors.
        let empty = TokenDigest::from_text("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU").unwrap();
        assert!(empty.matches(""));
    }
}
