//! What can be done with keys?

use std::path::{Path, PathBuf};

use sha2::Digest as _;
use twinline_model::Timestamp;
use zeroize::Zeroizing;

use crate::error::invalid;
use crate::format::{Body, Entry, decode, encode};
use crate::record::check_name;
use crate::secret::Key;
use crate::unlock::{COST, Cost, Lock, make_key};
use crate::{Fields, Listed, Unlock, VaultError, private};

/// The vault's file in its directory.
pub const FILE_NAME: &str = "vault";
/// Most keys of a vault.
pub const MAX_KEYS: usize = 256;

/// An open vault. Holds the key that opens it, and what it guards only encrypted.
///
/// Several processes may have it open: a change is made under a lock, on top of what is in the file by then, and seen by the
/// others at their next [`refresh`](Self::refresh). All of it waits for a disk, opening with a password also for the derivation:
/// not for a reactor's thread.
#[derive(Debug)]
pub struct Vault {
    path: PathBuf,
    key: Key,
    least: Cost,
    body: Body,
}

impl Vault {
    /// Whether a directory has a vault.
    pub fn exists(dir: &Path) -> bool {
        dir.join(FILE_NAME).exists()
    }

    /// Makes an empty vault, and the key file if that is what opens it and it is not there; directory 0700, files 0600.
    pub fn create(dir: &Path, unlock: &Unlock) -> Result<Self, VaultError> {
        Self::create_at(dir, unlock, COST)
    }

    /// Opens a vault, if it is ours alone and every byte of it is as it was written.
    pub fn open(dir: &Path, unlock: &Unlock) -> Result<Self, VaultError> {
        Self::open_at(dir, unlock, COST)
    }

    fn create_at(dir: &Path, unlock: &Unlock, cost: Cost) -> Result<Self, VaultError> {
        private::dir(dir)?;
        let path = dir.join(FILE_NAME);
        let _lock = private::lock(&path.with_extension("lock"))?;
        if path.exists() {
            return Err(VaultError::Exists { path });
        }
        let (lock, key) = new_lock(unlock, cost, &path)?;
        let body = Body::new(lock, &key, &path)?;
        private::replace(&path, &encode(&body, &key, &path)?)?;
        Ok(Self { path, key, least: cost, body })
    }

    fn open_at(dir: &Path, unlock: &Unlock, least: Cost) -> Result<Self, VaultError> {
        let path = dir.join(FILE_NAME);
        if dir.exists() {
            private::check_dir(dir)?;
        }
        let found = decode(&private::read(&path)?, &path)?;
        let key = found.body.lock.key(unlock, least, &path)?;
        let body = found.believe(&key, &path)?;
        Ok(Self { path, key, least, body })
    }

    /// Counts the changes of the vault, whoever made them, from 1.
    pub fn generation(&self) -> u64 {
        self.body.generation
    }

    /// Looks for changes of other processes; the new generation if there are any. On an error what was known before stays.
    pub fn refresh(&mut self) -> Result<Option<u64>, VaultError> {
        let held = self.body.generation;
        self.reload()?;
        Ok(Some(self.body.generation).filter(|generation| *generation != held))
    }

    /// What may be shown, by venue and account.
    pub fn list(&self) -> Vec<Listed> {
        self.body.keys.iter().map(Entry::shown).collect()
    }

    /// The fields of a key, for the one who signs with them.
    pub fn fields(&self, venue: &str, account: &str) -> Result<Fields, VaultError> {
        let entry = self.place(venue, account).ok().and_then(|place| self.body.keys.get(place));
        entry.ok_or_else(|| no_such(venue, account))?.open(&self.key, &self.path)
    }

    /// A key for something else that only who opens the vault may open: 32 bytes that follow from the vault's own key and the
    /// purpose. A new password makes it another one.
    pub fn derived(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut digest = sha2::Sha256::new();
        digest.update(b"twinline vault, derived\0");
        digest.update(self.key.0.as_slice());
        digest.update(purpose.as_bytes());
        Zeroizing::new(digest.finalize().into())
    }

    /// Keeps a new key.
    pub fn add(&mut self, now: Timestamp, venue: &str, account: &str, fields: &Fields) -> Result<(), VaultError> {
        check_name("venue", venue)?;
        check_name("account", account)?;
        fields.check()?;
        self.change(|vault, body| {
            let Err(place) = vault.place(venue, account) else {
                return Err(VaultError::AlreadyThere { venue: venue.to_owned(), account: account.to_owned() });
            };
            if body.keys.len() >= MAX_KEYS {
                return Err(invalid(format!("more than {MAX_KEYS} keys")));
            }
            let shown = shown(venue, account, fields, (1, now, None));
            body.keys.insert(place, Entry::new(&vault.key, shown, fields, &vault.path)?);
            Ok(())
        })
    }

    /// Replaces the fields of a key, all of them.
    pub fn rotate(&mut self, now: Timestamp, venue: &str, account: &str, fields: &Fields) -> Result<(), VaultError> {
        fields.check()?;
        self.change(|vault, body| {
            let entry = vault.place(venue, account).ok().and_then(|place| body.keys.get_mut(place));
            let entry = entry.ok_or_else(|| no_such(venue, account))?;
            let shown = shown(venue, account, fields, (entry.version + 1, entry.created_at, Some(now)));
            *entry = Entry::new(&vault.key, shown, fields, &vault.path)?;
            Ok(())
        })
    }

    /// Forgets a key. Copies of the file made before still hold it: revoke it at the venue.
    pub fn remove(&mut self, venue: &str, account: &str) -> Result<(), VaultError> {
        self.change(|vault, body| {
            let place = vault.place(venue, account).map_err(|_| no_such(venue, account))?;
            body.keys.remove(place);
            Ok(())
        })
    }

    /// Changes what opens the vault. Everything is encrypted anew, so that the old password opens old copies alone.
    pub fn change_unlock(&mut self, unlock: &Unlock) -> Result<(), VaultError> {
        // Deriving takes its time; before the lock, so that nobody waits for it.
        let (lock, key) = new_lock(unlock, self.least, &self.path)?;
        let _lock = private::lock(&self.path.with_extension("lock"))?;
        self.reload()?;
        let mut body = Body::new(lock, &key, &self.path)?;
        body.generation = self.body.generation + 1;
        for entry in &self.body.keys {
            let fields = entry.open(&self.key, &self.path)?;
            body.keys.push(Entry::new(&key, entry.shown(), &fields, &self.path)?);
        }
        private::replace(&self.path, &encode(&body, &key, &self.path)?)?;
        (self.key, self.body) = (key, body);
        Ok(())
    }

    /// Makes a change on top of what is in the file by now. Without success nothing changes, there or here.
    fn change(&mut self, change: impl FnOnce(&Self, &mut Body) -> Result<(), VaultError>) -> Result<(), VaultError> {
        let _lock = private::lock(&self.path.with_extension("lock"))?;
        self.reload()?;
        let mut body = self.body.clone();
        change(self, &mut body)?;
        body.generation += 1;
        private::replace(&self.path, &encode(&body, &self.key, &self.path)?)?;
        self.body = body;
        Ok(())
    }

    fn reload(&mut self) -> Result<(), VaultError> {
        let found = decode(&private::read(&self.path)?, &self.path)?;
        if found.body.lock != self.body.lock {
            return Err(VaultError::Rekeyed);
        }
        // The same salt under another key was not written by this program, and a key file may have been replaced.
        let body = found.believe(&self.key, &self.path).map_err(|error| match error {
            VaultError::WrongKey { .. } => VaultError::Rekeyed,
            other => other,
        })?;
        if body.generation < self.body.generation {
            return Err(VaultError::Tampered { path: self.path.clone(), reason: "an older file was put back" });
        }
        self.body = body;
        Ok(())
    }

    /// Where a key is, or where it would have to be.
    fn place(&self, venue: &str, account: &str) -> Result<usize, usize> {
        self.body.keys.binary_search_by(|entry| (entry.venue.as_str(), entry.account.as_str()).cmp(&(venue, account)))
    }
}

fn new_lock(unlock: &Unlock, cost: Cost, path: &Path) -> Result<(Lock, Key), VaultError> {
    if let Unlock::KeyFile(file) = unlock {
        make_key(file)?;
    }
    let lock = Lock::new(unlock, cost, path)?;
    let key = lock.key(unlock, cost, path)?;
    Ok((lock, key))
}

fn no_such(venue: &str, account: &str) -> VaultError {
    VaultError::NoSuchKey { venue: venue.to_owned(), account: account.to_owned() }
}

fn shown(venue: &str, account: &str, fields: &Fields, times: (u64, Timestamp, Option<Timestamp>)) -> Listed {
    let (version, created_at, rotated_at) = times;
    let names = fields.names().map(str::to_owned).collect();
    let (venue, account) = (venue.to_owned(), account.to_owned());
    Listed { venue, account, version, created_at, rotated_at, fields: names, public_tail: fields.public_tail() }
}

#[cfg(test)]
mod tests;
