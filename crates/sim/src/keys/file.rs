//! How is a file of keys read?

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Deserialize;
use thiserror::Error;

use crate::keys::{AccountSetup, ApiKey, Proof, pem, with_private};

/// Most accounts in a file, and most keys of an account.
const MOST: usize = 64;

/// Why a file of keys was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeysError {
    /// No JSON, or not as it should be.
    #[error(
        "{0}; expected {{\"accounts\":[{{\"name\",\"balances\":{{\"USDT\":\"5000\"}},\"keys\":[{{\"api_key\",\"secret\" or \"public_key\",\"trade\"?}}]}}]}}"
    )]
    Malformed(String),
    /// A key that is neither a secret nor a readable public key.
    #[error("key {0:?} needs a secret, or an Ed25519 or RSA public key as PEM")]
    NoProof(String),
    /// An amount that is no decimal from 0 on.
    #[error("{0:?} is no amount")]
    BadAmount(String),
    /// Two accounts or two keys of the same name.
    #[error("{0:?} is there twice")]
    Twice(String),
    /// Too many accounts or keys.
    #[error("more than {MOST} accounts, or more than {MOST} keys of one")]
    TooMany,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accounts: Vec<Account>,
    #[serde(default)]
    api_key: Option<String>,
    #[serde(default)]
    secret: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    name: String,
    #[serde(default)]
    balances: BTreeMap<String, String>,
    keys: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    api_key: String,
    #[serde(default, rename = "kind")]
    _kind: Option<String>,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    public_key: Option<String>,
    #[serde(default)]
    private_key: Option<String>,
    #[serde(default)]
    trade: Option<bool>,
}

impl AccountSetup {
    /// Reads accounts and their keys from JSON; what `credentials` of the first line holds is one such file.
    pub fn read(bytes: &[u8]) -> Result<Vec<AccountSetup>, KeysError> {
        let file: File = serde_json::from_slice(bytes).map_err(|error| KeysError::Malformed(error.to_string()))?;
        let mut accounts = file.accounts;
        if let (true, Some(api_key)) = (accounts.is_empty(), file.api_key) {
            let key = Key { api_key, _kind: None, secret: file.secret, public_key: None, private_key: None, trade: None };
            let balances = BTreeMap::from([("USDT".to_owned(), "5000".to_owned())]);
            accounts.push(Account { name: "main".to_owned(), balances, keys: vec![key] });
        }
        if accounts.len() > MOST || accounts.iter().any(|account| account.keys.len() > MOST) {
            return Err(KeysError::TooMany);
        }
        let read: Vec<AccountSetup> = accounts.into_iter().map(setup).collect::<Result<_, _>>()?;
        let mut names = BTreeSet::new();
        for name in
            read.iter().map(|account| &account.name).chain(read.iter().flat_map(|account| account.keys.iter().map(|key| &key.api_key)))
        {
            if !names.insert(name) {
                return Err(KeysError::Twice(name.clone()));
            }
        }
        Ok(read)
    }
}

fn setup(account: Account) -> Result<AccountSetup, KeysError> {
    for amount in account.balances.values() {
        if !Decimal::from_str_exact(amount).is_ok_and(|amount| !amount.is_sign_negative()) {
            return Err(KeysError::BadAmount(amount.clone()));
        }
    }
    let keys = account.keys.into_iter().map(api_key).collect::<Result<_, _>>()?;
    Ok(AccountSetup { name: account.name, balances: account.balances.into_iter().collect(), keys })
}

fn api_key(key: Key) -> Result<ApiKey, KeysError> {
    let proof = match (key.secret, key.public_key) {
        (Some(secret), None) => Some(Proof::Hmac { secret }),
        (None, Some(public)) => pem::public_key(&public),
        _ => None,
    };
    let Some(proof) = proof else { return Err(KeysError::NoProof(key.api_key)) };
    let proof = match key.private_key {
        Some(private) => with_private(proof, private),
        None => proof,
    };
    Ok(ApiKey { api_key: key.api_key, proof, may_trade: key.trade.unwrap_or(true) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_wrong() {
        let check = |text: &str, expected: &str| {
            let error = AccountSetup::read(text.as_bytes()).expect_err("refused").to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("{", "EOF");
        check(r#"{"nope":1}"#, "unknown field `nope`");
        check(r#"{"accounts":[{"name":"a","keys":[{"api_key":"k"}]}]}"#, "\"k\" needs a secret");
        check(r#"{"accounts":[{"name":"a","keys":[{"api_key":"k","public_key":"x"}]}]}"#, "\"k\" needs a secret");
        check(r#"{"accounts":[{"name":"a","balances":{"USDT":"-1"},"keys":[]}]}"#, "\"-1\" is no amount");
        check(r#"{"accounts":[{"name":"a","keys":[]},{"name":"a","keys":[]}]}"#, "\"a\" is there twice");
    }

    #[test]
    fn one_key_alone_is_enough() {
        let accounts = AccountSetup::read(br#"{"api_key":"k","secret":"s"}"#).expect("accepted");
        assert_eq!((accounts[0].name.as_str(), accounts[0].keys[0].may_trade), ("main", true));
    }
}
