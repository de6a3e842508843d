//! What is signed, and how?
//!
//! Method, seconds, path, query and body, one after the other and exactly as they are sent, signed by HMAC-SHA256 with the
//! secret, written as lower-case hex (as documented; the vectors of three clients agree). A signature lives five seconds, so a
//! request that is sent again is signed again.

use std::fmt;

use ring::hmac;
use serde_json::json;
use twinline_model::Timestamp;
use twinline_venue::account::{SecretFields, Signer, SignerError};
use twinline_venue::{Method, Request};

use crate::encode::USER_AGENT;

/// Longest key that is taken; the venue's own have 30 characters.
const MAX_KEY: usize = 128;

/// The keys of one account: `api_key` and `secret`.
pub struct Keys {
    api_key: String,
    secret: hmac::Key,
}

impl Keys {
    /// Reads them. White space around the fields is not part of them: it comes from pasting.
    pub fn read(secrets: &SecretFields) -> Result<Self, SignerError> {
        let field = |name: &'static str| {
            let bytes = secrets.find(name).map(|secret| secret.expose().trim_ascii()).filter(|bytes| !bytes.is_empty());
            bytes.ok_or(SignerError::Missing(name))
        };
        let api_key = std::str::from_utf8(field("api_key")?).ok();
        let api_key = api_key.filter(|key| key.len() <= MAX_KEY && key.bytes().all(|byte| byte.is_ascii_graphic()));
        let unreadable = || SignerError::Unreadable { field: "api_key", reason: "is not made of visible ASCII characters".to_owned() };
        Ok(Self { api_key: api_key.ok_or_else(unreadable)?.to_owned(), secret: hmac::Key::new(hmac::HMAC_SHA256, field("secret")?) })
    }
}

impl Signer for Keys {
    fn key(&self) -> &str {
        &self.api_key
    }

    fn sign(&self, payload: &[u8]) -> Result<String, SignerError> {
        Ok(hex(hmac::sign(&self.secret, payload).as_ref()))
    }

    fn can_log_on(&self) -> bool {
        true
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

/// A request before it is signed. Query and body are the very bytes that are sent: nothing is written a second time.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// Method.
    pub method: Method,
    /// Root of the venue's REST host, without a trailing slash.
    pub root: &'a str,
    /// Path, beginning with `/v2/`.
    pub path: &'a str,
    /// Query with its `?`, or nothing. A lone `?` would be signed and not sent: it counts as nothing.
    pub query: &'a str,
    /// Body; empty for none.
    pub body: &'a str,
}

impl SignedRequest<'_> {
    /// The request, signed for this time of the venue's clock.
    pub fn sign(&self, signer: &dyn Signer, at: Timestamp) -> Result<Request, SignerError> {
        let seconds = at.as_millis().div_euclid(1_000).to_string();
        let query = if self.query == "?" { "" } else { self.query };
        let signature = signer.sign(&prehash(name(self.method), &seconds, self.path, query, self.body.as_bytes()))?;
        let mut headers = vec![
            (USER_AGENT.0, USER_AGENT.1.to_owned()),
            ("api-key", signer.key().to_owned()),
            ("timestamp", seconds),
            ("signature", signature),
        ];
        if !self.body.is_empty() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let url = format!("{}{}{query}", self.root, self.path);
        Ok(Request { method: self.method, url, headers, body: self.body.as_bytes().to_vec() })
    }
}

/// The frame that logs a private socket on.
pub fn login(signer: &dyn Signer, at: Timestamp) -> Result<String, SignerError> {
    let seconds = at.as_millis().div_euclid(1_000).to_string();
    let signature = signer.sign(&prehash("GET", &seconds, "/live", "", b""))?;
    Ok(json!({"type": "key-auth", "payload": {"api-key": signer.key(), "signature": signature, "timestamp": seconds}}).to_string())
}

/// True if a signature is right for what is on the wire: method, seconds, path with query, body.
pub fn is_signed(signer: &dyn Signer, method: &str, seconds: &str, target: &str, body: &[u8], signature: &str) -> bool {
    signer.sign(&prehash(method, seconds, target, "", body)).is_ok_and(|right| right == signature)
}

fn prehash(method: &str, seconds: &str, path: &str, query: &str, body: &[u8]) -> Vec<u8> {
    [method.as_bytes(), seconds.as_bytes(), path.as_bytes(), query.as_bytes(), body].concat()
}

const fn name(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).map(char::from).collect()
}
