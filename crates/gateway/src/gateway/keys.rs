//! The venues' keys of accounts: shown without what is secret, kept, replaced and forgotten while everything runs.

use std::collections::BTreeMap;

use twinline_store::{AuditEntry, Batch, Durability, Write};

use super::asking::entry;
use super::held::Held;
use super::{Caller, Gateway};
use crate::accounts::{CredentialError, read_fields};
use crate::clock::now;
use crate::error::{GatewayError, Refusal};
use crate::wire::{AnnouncementKind, KeyFields, KeyRow, NewKey, Page};

/// What is done with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Rotate,
}

impl Gateway {
    /// Every key in the vault, by venue and account.
    pub async fn keys(&self) -> Result<Page<KeyRow>, GatewayError> {
        let credentials = self.inner.credentials.clone();
        let listed = self.waiting(move || Ok(credentials.list()?)).await?;
        Ok(Page::whole(listed.iter().map(KeyRow::from).collect()))
    }

    /// Keeps the first key of an account, which begins with it.
    pub async fn add_key(&self, caller: &Caller, key: NewKey) -> Result<KeyRow, GatewayError> {
        self.keep_key(caller, &key.account, key.fields, Change::Add).await
    }

    /// Puts a key in the place of another; the account signs with it from then on, without a restart.
    pub async fn rotate_key(&self, caller: &Caller, account: &str, key: KeyFields) -> Result<KeyRow, GatewayError> {
        self.keep_key(caller, account, key.fields, Change::Rotate).await
    }

    async fn keep_key(
        &self,
        caller: &Caller,
        account: &str,
        fields: BTreeMap<String, String>,
        change: Change,
    ) -> Result<KeyRow, GatewayError> {
        let held = self.account(account)?;
        let (fields, secrets) = read_fields(fields);
        // Keys that cannot sign are refused before they are kept.
        held.check_keys(&secrets)?;
        let (action, replace) = match change {
            Change::Add => ("key.add", false),
            Change::Rotate => ("key.rotate", true),
        };
        let names: Vec<&str> = fields.names().collect();
        let audit = entry(caller, account, action, format!("at {}, with {}", held.settings.venue, names.join(" and ")));
        let (gateway, credentials) = (self.clone(), self.inner.credentials.clone());
        let (venue, name) = (held.settings.venue.clone(), account.to_owned());
        let kept = move || {
            credentials.may_keep(&venue, &name, replace)?;
            gateway.keep_audit(audit)?;
            credentials.keep(now(), &venue, &name, &fields, replace)?;
            let listed = credentials.list()?.into_iter().find(|key| key.venue == venue && key.account == name);
            listed.ok_or_else(|| GatewayError::Vault("the key is not there after it was kept".to_owned()))
        };
        let listed = self.waiting(kept).await?;
        self.renew(&held, replace_word(change)).await?;
        Ok(KeyRow::from(&listed))
    }

    /// Forgets an account's key. The account stops, unless it has keys from elsewhere.
    pub async fn remove_key(&self, caller: &Caller, account: &str) -> Result<(), GatewayError> {
        let held = self.account(account)?;
        let audit = entry(caller, account, "key.remove", format!("at {}", held.settings.venue));
        let (gateway, credentials) = (self.clone(), self.inner.credentials.clone());
        let (venue, name) = (held.settings.venue.clone(), account.to_owned());
        let forgot = move || {
            credentials.may_keep(&venue, &name, true)?;
            gateway.keep_audit(audit)?;
            Ok(credentials.forget(&venue, &name)?)
        };
        self.waiting(forgot).await?;
        self.renew(&held, "removed").await
    }

    /// Lets an account go on with the keys that there are by now.
    async fn renew(&self, held: &Held, what: &str) -> Result<(), GatewayError> {
        let whose = Some((held.settings.account.as_str(), held.settings.venue.as_str()));
        self.system().announce(AnnouncementKind::KeyChanged, whose, format!("its venue key was {what}"));
        let (gateway, name) = (self.clone(), held.settings.account.to_string());
        let signer = self.waiting(move || gateway.account(&name)?.signer(&gateway.inner.credentials, gateway.is_only(&name)));
        match signer.await? {
            Some(signer) => held.sign_with(signer).await,
            None => {
                held.end().await;
                Ok(())
            }
        }
    }

    /// True if its venue has no other account.
    fn is_only(&self, account: &str) -> bool {
        let accounts = self.held();
        let venue = |name: &str| accounts.get(name).map(|held| held.settings.venue.as_str());
        accounts.values().filter(|held| Some(held.settings.venue.as_str()) == venue(account)).count() == 1
    }

    /// Writes who does what; on disk before it is done.
    fn keep_audit(&self, audit: AuditEntry) -> Result<(), GatewayError> {
        let batch = Batch::new(self.journal().epoch()).with(Write::Audit(audit));
        let kept = self.journal().append_wait(batch, Durability::Synced);
        kept.map(drop).map_err(|error| GatewayError::Refused(Box::new(Refusal::unkept(error.to_string()))))
    }

    /// Runs what waits for a disk, or derives a key, where that disturbs nobody.
    async fn waiting<T: Send + 'static>(&self, ask: impl FnOnce() -> Result<T, GatewayError> + Send + 'static) -> Result<T, GatewayError> {
        tokio::task::spawn_blocking(ask).await.map_err(|error| GatewayError::Vault(error.to_string()))?
    }
}

const fn replace_word(change: Change) -> &'static str {
    match change {
        Change::Add => "added",
        Change::Rotate => "replaced",
    }
}

impl From<CredentialError> for GatewayError {
    fn from(error: CredentialError) -> Self {
        use twinline_vault::VaultError;
        match error {
            CredentialError::Vault(VaultError::NoSuchKey { venue, account }) => Self::UnknownKey { venue, account },
            CredentialError::Vault(VaultError::AlreadyThere { venue, account }) => Self::KeyExists { venue, account },
            CredentialError::Vault(VaultError::Invalid { what }) => Self::unfit("fields", &what),
            other => Self::Vault(other.to_string()),
        }
    }
}
