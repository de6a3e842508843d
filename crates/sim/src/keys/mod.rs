//! Who has an account at the venue, and with which keys?
//!
//! Keys are for simulated money: they are printed in the first line, and derived from the seed unless a file names others.

mod file;
mod pem;
mod verify;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

pub use crate::keys::file::KeysError;
pub(crate) use crate::keys::verify::verify;

/// An account as it is before anything happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSetup {
    /// Shown in the truth; unique.
    pub name: String,
    /// Asset and amount, in decimals.
    pub balances: Vec<(String, String)>,
    /// The keys that act for it.
    pub keys: Vec<ApiKey>,
}

/// One API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// What is sent as the key's name.
    pub api_key: String,
    /// How its signatures are made.
    pub proof: Proof,
    /// Whether it may change anything.
    pub may_trade: bool,
}

/// What the venue knows of a key, and what a client needs to sign with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// HMAC-SHA256 with this secret.
    Hmac {
        /// Shared with the client.
        secret: String,
    },
    /// Ed25519 over the payload.
    Ed25519 {
        /// 32 bytes.
        public: Vec<u8>,
        /// PKCS#8, where it is known.
        private_pem: Option<String>,
    },
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa {
        /// The key as PKCS#1 DER.
        public: Vec<u8>,
        /// PKCS#8, where it is known.
        private_pem: Option<String>,
    },
}

/// An RSA pair for tests, the same for every seed: making one takes seconds.
const RSA_PUBLIC: &str = include_str!("rsa_public.pem");
const RSA_PRIVATE: &str = include_str!("rsa_private.pem");

/// Accounts of a venue that was told of no others: `main` and `second`, each with what the venue gives a new demo
/// account, a key of each kind and one that may only read.
pub fn accounts_of(seed: u64) -> Vec<AccountSetup> {
    ["main", "second"].iter().map(|name| account(seed, name)).collect()
}

fn account(seed: u64, name: &str) -> AccountSetup {
    let balances = [("BTC", "0.01"), ("USDC", "5000"), ("USDT", "5000")];
    let key = |kind: &str, proof: Proof, may_trade| ApiKey { api_key: derived(seed, name, kind, "key"), proof, may_trade };
    let secret = |kind: &str| Proof::Hmac { secret: derived(seed, name, kind, "secret") };
    let rsa = pem::public_key(RSA_PUBLIC).map(|proof| with_private(proof, RSA_PRIVATE.to_owned()));
    let keys = [
        Some(key("hmac", secret("hmac"), true)),
        ed25519(&digest_of(seed, name, "ed25519", "secret")).map(|proof| key("ed25519", proof, true)),
        rsa.map(|proof| key("rsa", proof, true)),
        Some(key("read", secret("read"), false)),
    ];
    AccountSetup {
        name: name.to_owned(),
        balances: balances.iter().map(|(asset, amount)| ((*asset).to_owned(), (*amount).to_owned())).collect(),
        keys: keys.into_iter().flatten().collect(),
    }
}

fn with_private(proof: Proof, pem: String) -> Proof {
    match proof {
        Proof::Hmac { .. } => proof,
        Proof::Ed25519 { public, .. } => Proof::Ed25519 { public, private_pem: Some(pem) },
        Proof::Rsa { public, .. } => Proof::Rsa { public, private_pem: Some(pem) },
    }
}

fn ed25519(seed: &[u8]) -> Option<Proof> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
    Some(Proof::Ed25519 { public: pair.public_key().as_ref().to_vec(), private_pem: Some(pem::ed25519_private(seed)) })
}

fn digest_of(seed: u64, account: &str, kind: &str, part: &str) -> Vec<u8> {
    digest(&SHA256, format!("simulated venue, seed {seed}, account {account}, {kind} {part}").as_bytes()).as_ref().to_vec()
}

/// 64 letters and digits, as long as the venue's own.
fn derived(seed: u64, account: &str, kind: &str, part: &str) -> String {
    let halves = ["a", "b"].map(|half| STANDARD.encode(digest_of(seed, account, kind, &format!("{part} {half}"))));
    halves.concat().chars().filter(char::is_ascii_alphanumeric).take(64).collect()
}

/// What a client needs: the first account's HMAC key in front, then all of all accounts. Readable as a file of keys.
pub(crate) fn credentials(accounts: &[AccountSetup]) -> Value {
    let mut line = json!({});
    let first = accounts.iter().flat_map(|account| &account.keys).find_map(|key| match &key.proof {
        Proof::Hmac { secret } => Some((&key.api_key, secret)),
        Proof::Ed25519 { .. } | Proof::Rsa { .. } => None,
    });
    if let Some((api_key, secret)) = first {
        line["api_key"] = json!(api_key);
        line["secret"] = json!(secret);
    }
    line["accounts"] = accounts.iter().map(account_json).collect();
    line
}

fn account_json(account: &AccountSetup) -> Value {
    let balances: serde_json::Map<String, Value> = account.balances.iter().map(|(asset, amount)| (asset.clone(), json!(amount))).collect();
    let keys: Vec<Value> = account.keys.iter().map(key_json).collect();
    json!({ "name": account.name, "balances": balances, "keys": keys })
}

fn key_json(key: &ApiKey) -> Value {
    match &key.proof {
        Proof::Hmac { secret } => json!({ "api_key": key.api_key, "kind": "hmac", "trade": key.may_trade, "secret": secret }),
        Proof::Ed25519 { public, private_pem } => json!({
            "api_key": key.api_key, "kind": "ed25519", "trade": key.may_trade,
            "public_key": pem::ed25519_public(public), "private_key": private_pem,
        }),
        Proof::Rsa { public, private_pem } => json!({
            "api_key": key.api_key, "kind": "rsa", "trade": key.may_trade,
            "public_key": pem::rsa_public(public), "private_key": private_pem,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_from_the_seed_and_differ() {
        let (once, again, other) = (accounts_of(7), accounts_of(7), accounts_of(8));
        assert_eq!(once, again);
        let names = |accounts: &[AccountSetup]| -> Vec<String> {
            accounts.iter().flat_map(|account| account.keys.iter().map(|key| key.api_key.clone())).collect()
        };
        let all = [names(&once), names(&other)].concat();
        let apart: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(apart.len(), all.len());
        assert!(all.iter().all(|name| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())));
    }

    #[test]
    fn what_is_printed_can_be_read_back() {
        let accounts = accounts_of(3);
        let text = credentials(&accounts).to_string();
        assert_eq!(AccountSetup::read(text.as_bytes()), Ok(accounts));
    }
}
