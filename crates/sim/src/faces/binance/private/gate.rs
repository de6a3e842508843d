//! Who asks, and may they?

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_exchange::accounts::AccountId;

use crate::face::Request;
use crate::faces::binance::errors::ApiError;
use crate::keys::{Proof, verify};
use crate::target::{Target, decoded};

/// What a call asks of its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// A known key.
    Key,
    /// A signature of a known key.
    Signed,
    /// A signature of a key that may trade.
    Trade,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub account: AccountId,
    pub api_key: Arc<str>,
}

#[derive(Debug, Clone)]
struct Known {
    account: AccountId,
    proof: Proof,
    may_trade: bool,
}

/// Window in milliseconds if a request names none, and the widest.
const WINDOW_MS: i64 = 5_000;
const WIDEST_MS: i64 = 60_000;

/// The keys that the venue knows.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    keys: BTreeMap<Arc<str>, Known>,
}

impl Gate {
    pub fn add(&mut self, api_key: &str, account: AccountId, proof: Proof, may_trade: bool) {
        self.keys.insert(api_key.into(), Known { account, proof, may_trade });
    }

    /// The sender of a REST request. The signed payload is the query and then the body, without the signature.
    pub fn admit_rest(&self, request: &Request<'_>, need: Need, clock_ms: i64) -> Result<Caller, ApiError> {
        let caller = self.known(request.header("x-mbx-apikey"), need)?;
        if need == Need::Key {
            return Ok(caller);
        }
        check_time(&request.target, clock_ms)?;
        let (payload, signature) = signed_part(request.raw_query, request.body).ok_or_else(|| ApiError::missing("signature"))?;
        self.check(&caller, &[payload], &signature)?;
        Ok(caller)
    }

    /// The sender of a WebSocket API request: its parameters sorted by name. `logged_on` is who the connection belongs to.
    pub fn admit_api(&self, params: &Target, need: Need, clock_ms: i64, logged_on: Option<&Caller>) -> Result<Caller, ApiError> {
        let named = params.param("apiKey");
        let caller = match (named, logged_on) {
            (None, Some(caller)) => self.known(Some(&caller.api_key), need)?,
            (named, _) => self.known(named, need)?,
        };
        if need == Need::Key {
            return Ok(caller);
        }
        check_time(params, clock_ms)?;
        match params.param("signature") {
            None if logged_on.is_some_and(|held| held.api_key == caller.api_key) => Ok(caller),
            None | Some("") => Err(ApiError::missing("signature")),
            Some(signature) => {
                let raw = sorted_payload(params, |value| Cow::Borrowed(value));
                let encoded = sorted_payload(params, |value| Cow::Owned(percent_encoded(value)));
                self.check(&caller, &[raw, encoded], signature)?;
                Ok(caller)
            }
        }
    }

    /// Whether a key may log a session on: only Ed25519 keys may.
    pub fn may_log_on(&self, caller: &Caller) -> bool {
        self.keys.get(&caller.api_key).is_some_and(|known| matches!(known.proof, Proof::Ed25519 { .. }))
    }

    fn known(&self, api_key: Option<&str>, need: Need) -> Result<Caller, ApiError> {
        let api_key = api_key.filter(|key| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let (name, known) = self.keys.get_key_value(api_key.ok_or_else(ApiError::no_key)?).ok_or_else(ApiError::wrong_key)?;
        if need == Need::Trade && !known.may_trade {
            return Err(ApiError::wrong_key());
        }
        Ok(Caller { account: known.account, api_key: name.clone() })
    }

    fn check(&self, caller: &Caller, payloads: &[Vec<u8>], signature: &str) -> Result<(), ApiError> {
        let known = self.keys.get(&caller.api_key).ok_or_else(ApiError::wrong_key)?;
        let fits = payloads.iter().any(|payload| verify(&known.proof, payload, signature));
        if fits { Ok(()) } else { Err(ApiError::signature()) }
    }
}

/// `timestamp` must not be a second ahead, nor older than `recvWindow`.
fn check_time(params: &Target, clock_ms: i64) -> Result<(), ApiError> {
    let number = |name: &str| match params.param(name) {
        None => Ok(None),
        Some(text) => match text.parse::<i64>() {
            Ok(number) if number >= 0 => Ok(Some(number)),
            _ if text.is_empty() => Err(ApiError::missing(name)),
            _ => Err(ApiError::illegal(name, "^[0-9]{1,20}$")),
        },
    };
    let sent_ms = number("timestamp")?.ok_or_else(|| ApiError::missing("timestamp"))?;
    let window_ms = number("recvWindow")?.unwrap_or(WINDOW_MS);
    // ASSUMED: the bound of sibling venues holds here too.
    if window_ms > WIDEST_MS {
        return Err(ApiError::not_valid("recvWindow"));
    }
    if sent_ms >= clock_ms.saturating_add(1_000) {
        return Err(ApiError::too_early());
    }
    if clock_ms.saturating_sub(sent_ms) > window_ms {
        return Err(ApiError::too_late());
    }
    Ok(())
}

/// What was signed, byte for byte as it came, and the signature. `None` without one.
fn signed_part(query: &str, body: &[u8]) -> Option<(Vec<u8>, String)> {
    let (query, in_query) = without_signature(query.as_bytes());
    let (body, in_body) = without_signature(body);
    let signature = in_query.or(in_body)?;
    let text = decoded(std::str::from_utf8(signature).ok()?, false);
    Some(([query, body].concat(), text))
}

/// Cuts off a last parameter `signature`.
fn without_signature(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let start = text.iter().rposition(|byte| *byte == b'&').map_or(0, |at| at + 1);
    match text.get(start..).and_then(|last| last.strip_prefix(b"signature=")) {
        Some(signature) => (text.get(..start.saturating_sub(1)).unwrap_or_default(), Some(signature)),
        None => (text, None),
    }
}

fn sorted_payload(params: &Target, value: impl Fn(&str) -> Cow<'_, str>) -> Vec<u8> {
    let mut pairs: Vec<(&str, &str)> =
        params.query.iter().filter(|(name, _)| name != "signature").map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, text)| format!("{name}={}", value(text))).collect();
    pairs.join("&").into_bytes()
}

fn percent_encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"_.~-".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
