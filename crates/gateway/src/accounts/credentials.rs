//! Where do an account's keys come from? The vault, or the environment; a demo's simulator gives its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use twinline_model::{AccountId, Timestamp};
use twinline_vault::{Fields, Listed, Unlock, Vault, VaultError};
use twinline_venue::account::{Secret, SecretFields};

/// Names of fields that venues know keys by.
const FIELDS: [&str; 4] = ["api_key", "secret", "private_key", "passphrase"];
/// What opens the vault of a gateway that nobody gives a password.
const KEY_FILE: &str = "vault.key";
/// The variable with the vault's password.
pub const PASSWORD: &str = "TWINLINE_VAULT_PASSWORD";

/// Why there are no keys. No text holds anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CredentialError {
    /// The vault does not open, or does not take it.
    #[error("{0}")]
    Vault(#[from] VaultError),
    /// Keys of two kinds were given where one is meant.
    #[error("{0}")]
    Unclear(String),
}

/// The keys of all accounts.
#[derive(Debug, Default)]
pub struct Credentials {
    given: BTreeMap<(String, String), SecretFields>,
    variables: BTreeMap<String, String>,
    place: Option<(PathBuf, Unlock)>,
    vault: Mutex<Option<Vault>>,
    /// Given keys in whose place others have been put since.
    replaced: Mutex<BTreeSet<(String, String)>>,
}

/// The parts of a key as the vault keeps them, and as they are signed with.
pub fn read_fields(given: BTreeMap<String, String>) -> (Fields, SecretFields) {
    let (mut fields, mut secrets) = (Fields::new(), SecretFields::default());
    for (name, value) in given {
        secrets.0.insert(name.clone(), Secret::new(value.as_bytes()));
        let secret = twinline_vault::Secret::new(value);
        fields = if name == "api_key" { fields.with_public(&name, secret) } else { fields.with(&name, secret) };
    }
    (fields, secrets)
}

impl Credentials {
    /// The vault of a data directory, opened by the password among `variables`, or by its key file; and the variables.
    pub fn of_process(dir: &Path, variables: &[(String, String)]) -> Self {
        let password = variables.iter().find(|(name, value)| name == PASSWORD && !value.is_empty());
        let unlock = match password {
            Some((_, value)) => Unlock::Password(twinline_vault::Secret::new(value.clone())),
            None => Unlock::KeyFile(dir.join(KEY_FILE)),
        };
        let ours = |name: &str| FIELDS.iter().any(|field| name.ends_with(&format!("_{}", field.to_uppercase())));
        let variables = variables.iter().filter(|(name, value)| ours(name) && !value.is_empty()).cloned().collect();
        Self { place: Some((dir.to_owned(), unlock)), variables, ..Self::default() }
    }

    /// With a vault in this directory.
    #[must_use]
    pub fn in_vault_of(mut self, other: Self) -> Self {
        self.place = other.place;
        self
    }

    /// With the keys of an account, as they are.
    #[must_use]
    pub fn with(mut self, venue: &str, account: &AccountId, fields: SecretFields) -> Self {
        self.given.insert((venue.to_owned(), account.to_string()), fields);
        self
    }

    /// The keys of an account. `only` if it is the venue's only one: then variables need not name it.
    pub fn find(&self, venue: &str, account: &AccountId, only: bool) -> Result<Option<SecretFields>, CredentialError> {
        let place = (venue.to_owned(), account.to_string());
        if let Some(fields) = self.given.get(&place).filter(|_| !self.replaced().contains(&place)) {
            return Ok(Some(fields.clone()));
        }
        if let Some(fields) = self.in_vault(venue, account)? {
            return Ok(Some(fields));
        }
        let named = format!("{venue}_{account}").to_uppercase().replace(['-', '.'], "_");
        let own = self.in_variables(&named);
        Ok(own.or_else(|| self.in_variables(&venue.to_uppercase()).filter(|_| only)))
    }

    fn in_variables(&self, prefix: &str) -> Option<SecretFields> {
        let found = FIELDS.iter().filter_map(|field| {
            let value = self.variables.get(&format!("{prefix}_{}", field.to_uppercase()))?;
            Some(((*field).to_owned(), Secret::new(value.as_bytes())))
        });
        let fields: BTreeMap<String, Secret> = found.collect();
        (!fields.is_empty()).then_some(SecretFields(fields))
    }

    fn in_vault(&self, venue: &str, account: &AccountId) -> Result<Option<SecretFields>, CredentialError> {
        let mut vault = self.open(false)?;
        let Some(vault) = vault.as_mut() else { return Ok(None) };
        match vault.fields(venue, account.as_str()) {
            Ok(fields) => {
                let names: Vec<String> = fields.names().map(str::to_owned).collect();
                let secret = |name: String| fields.field(&name).map(|secret| (name.clone(), Secret::new(secret.reveal().as_bytes())));
                Ok(Some(SecretFields(names.into_iter().filter_map(secret).collect())))
            }
            Err(VaultError::NoSuchKey { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The vault, opened at its first use; `make` if it may be made.
    fn open(&self, make: bool) -> Result<MutexGuard<'_, Option<Vault>>, CredentialError> {
        let mut held = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(vault) = held.as_mut() {
            vault.refresh()?;
            return Ok(held);
        }
        if let Some((dir, unlock)) = &self.place {
            if Vault::exists(dir) {
                *held = Some(Vault::open(dir, unlock)?);
            } else if make {
                *held = Some(Vault::create(dir, unlock)?);
            }
        }
        Ok(held)
    }

    fn replaced(&self) -> MutexGuard<'_, BTreeSet<(String, String)>> {
        self.replaced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the vault opens, and has the account's keys or not, as is wanted.
    pub fn may_keep(&self, venue: &str, account: &str, there: bool) -> Result<(), CredentialError> {
        let found = self.list()?.iter().any(|key| key.venue == venue && key.account == account);
        let (venue, account) = (venue.to_owned(), account.to_owned());
        match (found, there) {
            (true, false) => Err(VaultError::AlreadyThere { venue, account }.into()),
            (false, true) => Err(VaultError::NoSuchKey { venue, account }.into()),
            (true, true) | (false, false) => Ok(()),
        }
    }

    /// Keeps the keys of an account in the vault: new ones, or in place of those that are there.
    pub fn keep(&self, now: Timestamp, venue: &str, account: &str, fields: &Fields, replace: bool) -> Result<(), CredentialError> {
        let mut held = self.open(true)?;
        let vault = held.as_mut().ok_or_else(|| CredentialError::Unclear("this gateway has no data directory for a vault".to_owned()))?;
        match replace {
            true => vault.rotate(now, venue, account, fields)?,
            false => vault.add(now, venue, account, fields)?,
        }
        self.replaced().insert((venue.to_owned(), account.to_owned()));
        Ok(())
    }

    /// Forgets the keys of an account in the vault; what was given in their place counts again.
    pub fn forget(&self, venue: &str, account: &str) -> Result<(), CredentialError> {
        let mut held = self.open(false)?;
        let missing = || VaultError::NoSuchKey { venue: venue.to_owned(), account: account.to_owned() };
        held.as_mut().ok_or_else(missing)?.remove(venue, account)?;
        self.replaced().remove(&(venue.to_owned(), account.to_owned()));
        Ok(())
    }

    /// What may be shown of the vault's keys.
    pub fn list(&self) -> Result<Vec<Listed>, CredentialError> {
        Ok(self.open(false)?.as_ref().map(Vault::list).unwrap_or_default())
    }
}
