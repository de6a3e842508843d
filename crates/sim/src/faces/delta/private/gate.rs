//! Who asks, and may they?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use twinline_exchange::accounts::AccountId;

use super::answers::{Refused, refused};
use crate::face::Request;
use crate::keys::{Proof, verify};

/// A signature is believed for so long (as documented). ASSUMED: a stamp may be as far ahead.
const WINDOW_S: i64 = 5;
/// Where requests come from, as it is told to whoever may not come from there.
const CLIENT_IP: &str = "203.0.113.7";

#[derive(Debug, Clone)]
struct Known {
    account: AccountId,
    proof: Proof,
    may_trade: bool,
}

/// The keys that the venue knows.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    keys: BTreeMap<Arc<str>, Known>,
    /// Accounts whose keys may not be used from where requests come from.
    elsewhere: BTreeSet<AccountId>,
}

/// Why a socket is not logged on: code, word and text of the venue.
pub(crate) type NoLogin = (u16, &'static str, &'static str);

impl Gate {
    /// Keys of other kinds than a shared secret this venue does not know.
    pub fn add(&mut self, api_key: &str, account: AccountId, proof: &Proof, may_trade: bool) {
        if matches!(proof, Proof::Hmac { .. }) {
            self.keys.insert(api_key.into(), Known { account, proof: proof.clone(), may_trade });
        }
    }

    /// Whether an account's keys may be used from where requests come from.
    pub fn let_in(&mut self, account: AccountId, allowed: bool) {
        if allowed {
            self.elsewhere.remove(&account)
        } else {
            self.elsewhere.insert(account)
        };
    }

    /// The sender of a request: method, seconds, path with query, and body, each as it is on the wire.
    pub fn admit(&self, request: &Request<'_>, clock_ms: i64) -> Result<AccountId, Refused> {
        let known = request.header("api-key").and_then(|key| self.keys.get(key)).ok_or_else(|| refused(401, "invalid_api_key"))?;
        let stamp = request.header("timestamp").unwrap_or_default();
        if !is_fresh(stamp, clock_ms) {
            let context = json!({"request_time": stamp, "server_time": clock_ms / 1_000});
            return Err((401, json!({"success": false, "error": {"code": "expired_signature", "context": context}})));
        }
        let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
        let parts = [request.method, stamp, request.raw_path, &query].map(str::as_bytes);
        let payload = [&parts.concat()[..], request.body].concat();
        if !verify(&known.proof, &payload, request.header("signature").unwrap_or_default()) {
            return Err(refused(401, "invalid_signature"));
        }
        if self.elsewhere.contains(&known.account) {
            let context = json!({"client_ip": CLIENT_IP});
            return Err((401, json!({"success": false, "error": {"code": "ip_not_whitelisted_for_api_key", "context": context}})));
        }
        if request.method != "GET" && !known.may_trade {
            return Err((401, json!({"success": false, "error": "Unauthorized"})));
        }
        Ok(known.account)
    }

    /// Whose socket it is from now on.
    pub fn log_on(&self, payload: &Value, clock_ms: i64) -> Result<AccountId, NoLogin> {
        let text = |name: &str| payload[name].as_str().map(str::to_owned).or_else(|| payload[name].as_i64().map(|n| n.to_string()));
        let (Some(key), Some(signature), Some(stamp)) = (text("api-key"), text("signature"), text("timestamp")) else {
            return Err((400, "incomplete_payload", "Incomplete payload"));
        };
        let known = self.keys.get(key.as_str()).ok_or((404, "api_key_not_found", "ApiKey not found"))?;
        if !is_fresh(&stamp, clock_ms) {
            return Err((408, "request_expired", "Timestamp header outside of allowed time window"));
        }
        match verify(&known.proof, format!("GET{stamp}/live").as_bytes(), &signature) {
            true if self.elsewhere.contains(&known.account) => {
                Err((401, "ip_not_whitelisted", "IP address not whitelisted. Your IP: 203.0.113.7"))
            }
            true => Ok(known.account),
            false => Err((401, "invalid_signature", "Invalid Signature")),
        }
    }
}

fn is_fresh(stamp: &str, clock_ms: i64) -> bool {
    stamp.parse::<i64>().is_ok_and(|seconds| seconds.saturating_mul(1_000).abs_diff(clock_ms) <= WINDOW_S.unsigned_abs() * 1_000 + 999)
}
