//! What is an account here, how does it begin, and what does it sign with?

use std::sync::{Arc, Mutex, PoisonError};

use twinline_runtime::{AccountStart, Egress, VenueConfig, VenueHandle};
use twinline_store::Journal;
use twinline_venue::account::{Secret, SecretFields, Signer};
use twinline_venue::{Codec, Endpoints};

use super::start::seed;
use crate::accounts::{Checkpoints, Credentials, Desk, History, Published, Request, Whose, read_all};
use crate::board::Board;
use crate::config::{AccountSettings, Money};
use crate::error::{GatewayError, StartError};
use crate::registry;
use crate::shelf::Shelf;
use crate::system::System;

/// Events that are kept ready for readers who come back.
const RECENT: usize = 2_048;

/// What an account stands on.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) money: Money,
    pub(super) endpoints: Endpoints,
    /// What can be traded.
    pub(super) shelf: Arc<Shelf>,
    pub(super) egress: Egress,
    pub(super) journal: Arc<dyn Journal>,
    pub(super) version: &'static str,
    /// Accounts that share the venue's budget.
    pub(super) sharing: usize,
}

/// One account: what is known of it, and the way to its loop.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) settings: AccountSettings,
    pub(super) published: Arc<Published>,
    pub(super) history: Arc<History>,
    checkpoints: Arc<Checkpoints>,
    /// What can be traded.
    shelf: Arc<Shelf>,
    /// How its loop begins, once there are keys.
    plan: VenueConfig,
    /// Accounts that share the venue's budget.
    sharing: u32,
    handle: Mutex<Option<VenueHandle<Request>>>,
}

impl Held {
    /// An account with what the journal says of it; its loop begins if there are keys. Waits for the disk.
    pub(super) fn start(
        settings: &AccountSettings,
        ground: Ground,
        credentials: &Credentials,
        boards: (&Arc<Board>, &Arc<System>),
    ) -> Result<Self, StartError> {
        let name = settings.account.as_str();
        let refused = |reason: String| StartError::Account { account: name.to_owned(), reason };
        let Ground { money, endpoints, shelf, egress, journal, version, sharing } = ground;
        let found = read_all(&*journal, name, RECENT).map_err(|error| refused(error.to_string()))?;
        let end = found.recent.last().map_or(found.from, |(cursor, _)| *cursor);
        let whose = Whose { account: settings.account.clone(), venue: settings.venue.clone(), money };
        let published = Published::new(whose, (found.state, end), &found.recent, boards.0.clone(), boards.1.clone());
        let published = Arc::new(published);
        let history = History::new(journal.clone(), name, published.clone());
        let held = Self {
            sharing: u32::try_from(sharing).unwrap_or(u32::MAX),
            settings: settings.clone(),
            checkpoints: Checkpoints::new(history.clone(), published.clone(), found.from),
            history,
            published,
            shelf,
            plan: VenueConfig { endpoints, epoch: journal.epoch(), seed: seed(), user_agent: format!("twinline/{version}"), egress },
            handle: Mutex::new(None),
        };
        held.begin(credentials, sharing == 1).map_err(|error| refused(error.to_string()))?;
        Ok(held)
    }

    /// Begins the account's loop with the keys that there are, or gives it new ones.
    pub(super) fn begin(&self, credentials: &Credentials, only: bool) -> Result<(), GatewayError> {
        match self.signer(credentials, only)? {
            Some(signer) => self.run(signer),
            None => {
                self.published.absent(self.without_keys());
                Ok(())
            }
        }
    }

    fn wrong_keys(&self, reason: &dyn std::fmt::Display) -> GatewayError {
        GatewayError::Credentials { account: self.settings.account.to_string(), reason: reason.to_string() }
    }

    fn without_keys(&self) -> String {
        format!("no keys: run `twinline keys add {}`", self.settings.account)
    }

    fn codec(&self) -> Result<Arc<dyn Codec>, GatewayError> {
        registry::codec(&self.settings.venue).ok_or_else(|| self.wrong_keys(&"its venue is not known"))
    }

    /// What the account signs with: by the keys that there are now. May wait for a disk.
    pub(super) fn signer(&self, credentials: &Credentials, only: bool) -> Result<Option<Arc<dyn Signer>>, GatewayError> {
        let found = match registry::is_house(&self.settings.venue) {
            // Nobody else can ask for it: its name is its key.
            true => Some(SecretFields([("account".to_owned(), Secret::new(self.settings.account.as_str().as_bytes()))].into())),
            false => credentials.find(&self.settings.venue, &self.settings.account, only).map_err(|error| self.wrong_keys(&error))?,
        };
        let Some(fields) = found else { return Ok(None) };
        let codec = self.codec()?;
        let accounts = codec.accounts().ok_or_else(|| self.wrong_keys(&"accounts of this venue are not in this version"))?;
        accounts.signer(&fields).map(Some).map_err(|error| self.wrong_keys(&error))
    }

    /// Refuses keys that cannot sign.
    pub(super) fn check_keys(&self, fields: &SecretFields) -> Result<(), GatewayError> {
        if registry::is_house(&self.settings.venue) {
            return Err(GatewayError::unfit("account", "play money needs no keys"));
        }
        let codec = self.codec()?;
        let accounts = codec.accounts().ok_or_else(|| GatewayError::unfit("account", "its venue has no accounts in this version"))?;
        accounts.signer(fields).map(drop).map_err(|error| GatewayError::unfit("fields", &error.to_string()))
    }

    /// Signs with this from now on; the account begins if it has not. What is asked for after this is signed with it.
    pub(super) async fn sign_with(&self, signer: Arc<dyn Signer>) -> Result<(), GatewayError> {
        match self.handle() {
            Some(running) => running.request(Request::Signer(signer)).await.map_err(|_| GatewayError::Stopping),
            None => self.run(signer),
        }
    }

    /// Ends the account's loop: there is nothing to sign with any more.
    pub(super) async fn end(&self) {
        let running = self.handle.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop().await;
        }
        self.published.absent(self.without_keys());
    }

    fn run(&self, signer: Arc<dyn Signer>) -> Result<(), GatewayError> {
        let mut handle = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = handle.as_ref() {
            return running.try_request(Request::Signer(signer)).map_err(|_| GatewayError::Stopping);
        }
        let mut instruments = self.shelf.watch();
        let known = instruments.borrow_and_update().clone();
        let start = AccountStart {
            venue: self.plan.clone(),
            account: self.settings.account.clone(),
            signer,
            instruments: known,
            max_orders_per_second: self.settings.max_orders_per_second,
            sharing: self.sharing,
            state: self.published.look(Clone::clone),
        };
        let desk = Desk::new(self.history.clone(), self.published.clone(), self.checkpoints.clone(), instruments);
        *handle = Some(twinline_runtime::start_account(start, self.codec()?, desk).map_err(|error| self.wrong_keys(&error))?);
        Ok(())
    }

    /// Writes down how it stands, so that the next start need not read what came before. May wait for a disk.
    pub(super) fn checkpoint(&self) {
        self.checkpoints.write();
    }

    /// The way to its loop, if there is one.
    pub(super) fn handle(&self) -> Option<VenueHandle<Request>> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
