//! What are requests signed with?
//!
//! Three kinds of keys (as documented in "General Info" and, for Ed25519, as all of the venue's own clients do): HMAC-SHA256
//! with a shared secret, written as lower-case hex; RSA (PKCS#1 v1.5 with SHA-256) and Ed25519, written as base64. Only
//! Ed25519 can log a link on.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use ring::{digest, hmac};
use twinline_venue::account::{SecretFields, Signer, SignerError};

use super::pem;

/// What a PKCS#8 key says of itself if it is of Ed25519: the object identifier 1.3.101.112.
const ED25519_ID: [u8; 5] = [0x06, 0x03, 0x2b, 0x65, 0x70];

/// Longest key that is taken; the venue's own have 64 characters.
const MAX_KEY: usize = 256;

/// The keys of one account: `api_key` and either `secret` or `private_key`.
pub(super) struct Keys {
    api_key: String,
    private: Private,
}

enum Private {
    Hmac(hmac::Key),
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl Keys {
    /// Reads them. White space around the fields is not part of them: it comes from pasting.
    pub(super) fn read(secrets: &SecretFields) -> Result<Self, SignerError> {
        let api_key = field(secrets, "api_key").ok_or(SignerError::Missing("api_key"))?;
        let api_key =
            std::str::from_utf8(api_key).ok().filter(|key| key.len() <= MAX_KEY && key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let api_key = api_key.ok_or_else(|| unreadable("api_key", "is not made of letters and digits"))?.to_owned();
        let private = match (field(secrets, "secret"), field(secrets, "private_key")) {
            (Some(_), Some(_)) => return Err(unreadable("secret", "stands beside a private_key; which is it?")),
            (None, None) => return Err(SignerError::Missing("secret")),
            (Some(secret), None) => Private::Hmac(hmac::Key::new(hmac::HMAC_SHA256, secret)),
            (None, Some(text)) => private(text)?,
        };
        Ok(Self { api_key, private })
    }
}

/// A field without the white space around it; none if nothing is left.
fn field<'s>(secrets: &'s SecretFields, name: &str) -> Option<&'s [u8]> {
    secrets.find(name).map(|secret| secret.expose().trim_ascii()).filter(|bytes| !bytes.is_empty())
}

fn unreadable(field: &'static str, reason: impl Into<String>) -> SignerError {
    SignerError::Unreadable { field, reason: reason.into() }
}

fn private(text: &[u8]) -> Result<Private, SignerError> {
    let der = pem::private_key(text).map_err(|reason| unreadable("private_key", reason))?;
    let rejected = |kind: &str, error: ring::error::KeyRejected| unreadable("private_key", format!("is not a usable {kind} key: {error}"));
    let head = &der.expose()[..der.expose().len().min(32)];
    if head.windows(ED25519_ID.len()).any(|bytes| bytes == ED25519_ID) {
        // The first version of PKCS#8, which most tools write, has no public key to compare with.
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.expose()).map_err(|error| rejected("Ed25519", error))?;
        return Ok(Private::Ed25519(pair));
    }
    RsaKeyPair::from_pkcs8(der.expose()).map(|pair| Private::Rsa(Box::new(pair))).map_err(|error| rejected("RSA", error))
}

impl Signer for Keys {
    fn key(&self) -> &str {
        &self.api_key
    }

    fn sign(&self, payload: &[u8]) -> Result<String, SignerError> {
        match &self.private {
            Private::Hmac(key) => Ok(hex(hmac::sign(key, payload).as_ref())),
            Private::Ed25519(pair) => Ok(STANDARD.encode(pair.sign(payload))),
            Private::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                // This padding takes no randomness; the source of it is an argument of all paddings and is not touched.
                let signed = pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), payload, &mut signature);
                signed.map_err(|_| unreadable("private_key", "does not sign"))?;
                Ok(STANDARD.encode(signature))
            }
        }
    }

    fn can_log_on(&self) -> bool {
        matches!(self.private, Private::Ed25519(_))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.private {
            Private::Hmac(_) => "hmac",
            Private::Rsa(_) => "rsa",
            Private::Ed25519(_) => "ed25519",
        };
        f.debug_struct("Keys").field("kind", &kind).finish_non_exhaustive()
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    let mut text = String::with_capacity(2 * digest::SHA256_OUTPUT_LEN);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(*byte));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use twinline_venue::account::Secret;

    fn secrets(fields: &[(&str, &str)]) -> SecretFields {
        SecretFields(fields.iter().map(|(name, value)| ((*name).to_owned(), Secret::new(value.as_bytes().to_vec()))).collect())
    }

    fn refusal(fields: &[(&str, &str)]) -> String {
        Keys::read(&secrets(fields)).expect_err("refused").to_string()
    }

    #[test]
    fn what_is_missing_or_unreadable_is_named_and_never_shown() {
        let pem = |kind: &str, body: &str| format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n");
        assert_eq!(refusal(&[("secret", "hush")]), "missing secret field api_key");
        assert_eq!(refusal(&[("api_key", " "), ("secret", "hush")]), "missing secret field api_key");
        assert_eq!(refusal(&[("api_key", "k")]), "missing secret field secret");
        let hushed = [
            vec![("api_key", "ke y".to_owned()), ("secret", "hush".to_owned())],
            vec![("api_key", "k".to_owned()), ("secret", "hush".to_owned()), ("private_key", "hush".to_owned())],
            vec![("api_key", "k".to_owned()), ("private_key", "hush".to_owned())],
            vec![("api_key", "k".to_owned()), ("private_key", pem("PRIVATE KEY", "hush"))],
            vec![("api_key", "k".to_owned()), ("private_key", pem("PRIVATE KEY", "aHVzaA=="))],
            vec![("api_key", "k".to_owned()), ("private_key", pem("PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIEIAAB"))],
            vec![("api_key", "k".to_owned()), ("private_key", pem("RSA PRIVATE KEY", "hush"))],
            vec![("api_key", "k".to_owned()), ("private_key", pem("ENCRYPTED PRIVATE KEY", "hush"))],
        ];
        for fields in hushed {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let text = refusal(&fields);
            assert!(text.starts_with("unreadable secret field"), "{text}");
            assert!(!text.contains("hush") && !text.contains("aHVz") && !text.contains("MC4C"), "{text}");
        }
    }

    #[test]
    fn nothing_of_a_key_is_shown() {
        let keys = Keys::read(&secrets(&[("api_key", "thekey\n"), ("secret", "hush\n")])).expect("keys");
        assert_eq!(format!("{keys:?}"), r#"Keys { kind: "hmac", .. }"#);
        assert_eq!(keys.key(), "thekey");
        let trimmed = Keys::read(&secrets(&[("api_key", "thekey"), ("secret", "hush")])).expect("keys");
        assert_eq!(keys.sign(b"x"), trimmed.sign(b"x"));
        assert!(!keys.can_log_on());
    }
}
