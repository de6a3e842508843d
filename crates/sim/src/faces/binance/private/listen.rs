//! Which listen keys are alive, and whose are they?

use std::collections::BTreeMap;
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use twinline_exchange::accounts::AccountId;

/// A key lives this long after it was made or extended.
const LIFE_MS: i64 = 60 * 60_000;

#[derive(Debug, Clone)]
struct Held {
    account: AccountId,
    listen_key: Arc<str>,
    until_ms: i64,
}

/// One listen key per API key.
#[derive(Debug, Default)]
pub(crate) struct ListenKeys {
    by_api_key: BTreeMap<Arc<str>, Held>,
    seed: u64,
    made: u64,
}

impl ListenKeys {
    pub fn new(seed: u64) -> ListenKeys {
        ListenKeys { seed, ..ListenKeys::default() }
    }

    /// Makes a key, or returns the one there is, with its life extended.
    pub fn start(&mut self, api_key: &Arc<str>, account: AccountId, now_ms: i64) -> Arc<str> {
        let until_ms = now_ms + LIFE_MS;
        if let Some(held) = self.by_api_key.get_mut(api_key) {
            held.until_ms = until_ms;
            return held.listen_key.clone();
        }
        self.made += 1;
        let text = format!("{} {} {api_key}", self.seed, self.made);
        let listen_key: Arc<str> = letters(digest(&SHA256, text.as_bytes()).as_ref()).into();
        self.by_api_key.insert(api_key.clone(), Held { account, listen_key: listen_key.clone(), until_ms });
        listen_key
    }

    /// Extends a key; `None` if there is none.
    pub fn extend(&mut self, api_key: &str, now_ms: i64) -> Option<Arc<str>> {
        let held = self.by_api_key.get_mut(api_key)?;
        held.until_ms = now_ms + LIFE_MS;
        Some(held.listen_key.clone())
    }

    /// Ends a key; `None` if there is none.
    pub fn close(&mut self, api_key: &str) -> Option<Arc<str>> {
        self.by_api_key.remove(api_key).map(|held| held.listen_key)
    }

    /// The live keys of an account.
    pub fn of(&self, account: AccountId) -> impl Iterator<Item = &Arc<str>> {
        self.by_api_key.values().filter(move |held| held.account == account).map(|held| &held.listen_key)
    }

    /// Takes out the keys whose time is over; with `all`, every key.
    pub fn take_expired(&mut self, now_ms: i64, all: bool) -> Vec<Arc<str>> {
        let over: Vec<Arc<str>> =
            self.by_api_key.iter().filter(|(_, held)| all || held.until_ms <= now_ms).map(|(name, _)| name.clone()).collect();
        over.iter().filter_map(|name| self.by_api_key.remove(name)).map(|held| held.listen_key).collect()
    }

    /// When the next key ends, in milliseconds.
    pub fn next_ms(&self) -> Option<i64> {
        self.by_api_key.values().map(|held| held.until_ms).min()
    }
}

/// 64 letters and digits from 32 bytes.
fn letters(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let pick = |value: u8| char::from(ALPHABET[usize::from(value) % ALPHABET.len()]);
    bytes.iter().flat_map(|byte| [pick(*byte), pick(byte.rotate_left(3) ^ 0x5a)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_per_api_key_an_hour_after_the_last_extension() {
        let mut keys = ListenKeys::new(1);
        let (one, two): (Arc<str>, Arc<str>) = ("one".into(), "two".into());
        let first = keys.start(&one, AccountId(1), 0);
        assert_eq!(first.len(), 64);
        assert_eq!(keys.start(&one, AccountId(1), 1_000), first, "the same key");
        assert_ne!(keys.start(&two, AccountId(1), 2_000), first);
        assert_eq!(keys.of(AccountId(1)).count(), 2);
        assert_eq!(keys.take_expired(LIFE_MS + 999, false), []);
        assert_eq!(keys.take_expired(LIFE_MS + 1_000, false), std::slice::from_ref(&first));
        assert_eq!(keys.extend("one", 0), None, "dead");
        assert_ne!(keys.start(&one, AccountId(1), 0), first, "a new one");
        assert!(keys.close("two").is_some() && keys.close("two").is_none());
    }
}
