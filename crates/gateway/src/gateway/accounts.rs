//! Which accounts are there, how do they begin, and what is known of them?

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLockReadGuard};

use twinline_model::{AccountId, Cursor};
use twinline_runtime::{AccountStart, Egress, VenueConfig, VenueHandle};
use twinline_store::{Journal, StoreError};
use twinline_venue::account::{Secret, SecretFields, Signer};
use twinline_venue::{Codec, Endpoints};

use super::Gateway;
use super::start::seed;
use crate::accounts::{Checkpoints, Credentials, Desk, History, Published, Request, Whose, follow, open_positions, page, read_all};
use crate::board::Board;
use crate::config::{AccountSettings, Money, nearest};
use crate::error::{GatewayError, StartError};
use crate::gateway::find::{DEFAULT_PAGE, MAX_PAGE, bad_cursor};
use crate::outbox::Outbox;
use crate::registry;
use crate::shelf::Shelf;
use crate::system::System;
use crate::tokens::Grant;
use crate::wire::{
    AccountRow, AccountSnapshot, AuditChain, AuditEntryRow, AuditPage, BalanceRow, EventRow, Page, Place, PositionRow, SettingRow,
};

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

/// An account in numbers, for whoever watches over the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountGauges {
    /// The account and how it is.
    pub row: AccountRow,
    /// Appends that the journal has not answered yet, and events that wait because it fails.
    pub journal_lag: u64,
}

/// Which orders are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderFilter {
    /// Those that are not final.
    #[default]
    Open,
    /// Those that are.
    Closed,
    /// All that are kept.
    All,
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

impl Gateway {
    /// All accounts, by name.
    pub(super) fn held(&self) -> RwLockReadGuard<'_, BTreeMap<String, Arc<Held>>> {
        self.inner.accounts.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn account(&self, name: &str) -> Result<Arc<Held>, GatewayError> {
        let accounts = self.held();
        accounts.get(name).cloned().ok_or_else(|| {
            let here = || accounts.keys().map(String::as_str);
            let hint = match nearest(name, here()) {
                Some(near) => format!("; did you mean {near:?}?"),
                None if accounts.is_empty() => "; no account is configured".to_owned(),
                None => format!("; configured: {}", here().collect::<Vec<_>>().join(", ")),
            };
            GatewayError::UnknownAccount { name: name.chars().filter(|c| !c.is_control()).take(96).collect(), hint }
        })
    }

    /// Every configured account that is to be seen, by name.
    pub fn accounts(&self, grant: Option<&Grant>) -> Page<AccountRow> {
        let seen = |held: &&Arc<Held>| grant.is_none_or(|grant| grant.sees(held.settings.account.as_str(), &held.settings.venue));
        Page::whole(self.held().values().filter(seen).map(|held| held.published.row()).collect())
    }

    /// The same, and how far each is behind on disk.
    pub fn account_gauges(&self, grant: Option<&Grant>) -> Vec<AccountGauges> {
        let gauge = |row: AccountRow| {
            let journal_lag = self.held().get(&row.account).map_or(0, |held| held.history.waiting());
            AccountGauges { row, journal_lag }
        };
        self.accounts(grant).data.into_iter().map(gauge).collect()
    }

    /// Everything that an account is, at one place of its history.
    pub fn account_snapshot(&self, account: &str) -> Result<(Cursor, AccountSnapshot), GatewayError> {
        Ok(self.account(account)?.published.snapshot())
    }

    /// Its balances.
    pub fn balances(&self, account: &str) -> Result<Page<BalanceRow>, GatewayError> {
        Ok(Page::whole(self.account(account)?.published.look(|state| state.balances().map(Into::into).collect())))
    }

    /// Its positions that are not flat.
    pub fn positions(&self, account: &str) -> Result<Page<PositionRow>, GatewayError> {
        Ok(Page::whole(self.account(account)?.published.look(open_positions)))
    }

    /// Its settings, as far as the venue told them.
    pub fn settings(&self, account: &str) -> Result<Page<SettingRow>, GatewayError> {
        Ok(Page::whole(self.account(account)?.published.look(|state| state.settings().map(Into::into).collect())))
    }

    /// What happened after a place of an account's history, oldest first.
    pub async fn events(&self, account: &str, after: Option<Place>, limit: Option<usize>) -> Result<Page<EventRow>, GatewayError> {
        let held = self.account(account)?;
        let after = after.map_or_else(Cursor::default, |place| Cursor { epoch: place.epoch, seq: place.seq });
        let (journal, stream, limit) = (held.history.journal().clone(), account.to_owned(), rows_of(limit));
        let found = blocking(move || page(&*journal, &stream, after, limit)).await?;
        let Some((records, more)) = found else {
            return Err(GatewayError::Gap { account: account.to_owned(), head: held.published.head() });
        };
        let next = records.last().filter(|_| more).map(|(cursor, _)| format!("{}.{}", cursor.epoch, cursor.seq));
        Ok(Page { data: records.iter().map(|(cursor, envelope)| EventRow::new(*cursor, envelope)).collect(), next })
    }

    /// Receipts of closed gaps of an account, newest first.
    pub fn account_repairs(&self, account: &str) -> Result<Page<EventRow>, GatewayError> {
        Ok(Page::whole(self.account(account)?.published.repairs()))
    }

    /// Who did what, oldest first; with the first page, whether all of it is as it was written.
    pub async fn audit(&self, after: Option<u64>, limit: Option<usize>) -> Result<AuditPage, GatewayError> {
        let (journal, limit) = (self.inner.journal.clone(), rows_of(limit));
        let found = blocking(move || {
            let chain = after.is_none().then(|| journal.verify_audit()).transpose()?;
            Ok((journal.audit(after.unwrap_or(0), limit + 1)?, chain))
        });
        let (rows, chain) = found.await?;
        let next = (rows.len() > limit).then(|| rows[limit - 1].id.to_string());
        Ok(AuditPage {
            data: rows.iter().take(limit).map(AuditEntryRow::from).collect(),
            next,
            chain: chain.as_ref().map(AuditChain::from),
        })
    }

    pub(crate) async fn follow_account(&self, account: &AccountId, outbox: &Arc<Outbox>, after: Option<Place>) {
        let Ok(held) = self.account(account.as_str()) else { return };
        let after = after.map(|place| Cursor { epoch: place.epoch, seq: place.seq });
        let topic = crate::topic::Topic::Account(account.clone()).to_string();
        follow(&held.published, held.history.journal(), &topic, outbox, after).await;
    }

    pub(crate) fn leave_account(&self, account: &AccountId, outbox: &Arc<Outbox>) {
        if let Ok(held) = self.account(account.as_str()) {
            held.published.leave(outbox);
        }
    }

    /// The journal.
    pub(super) fn journal(&self) -> &Arc<dyn Journal> {
        &self.inner.journal
    }
}

/// Asks the journal where waiting for a disk disturbs nobody.
pub(super) async fn blocking<T: Send + 'static>(ask: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, GatewayError> {
    let asked = tokio::task::spawn_blocking(ask).await.map_err(|error| GatewayError::Journal(error.to_string()))?;
    asked.map_err(|error| GatewayError::Journal(error.to_string()))
}

pub(super) fn rows_of(limit: Option<usize>) -> usize {
    limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE)
}

pub(super) fn place_of(cursor: Option<&str>) -> Result<Option<u64>, GatewayError> {
    cursor.map(|text| text.parse().map_err(|_| bad_cursor())).transpose()
}

/// A page of rows that are numbered downwards.
pub(super) fn paged<R>(mut rows: impl Iterator<Item = (u64, R)>, limit: usize) -> Page<R> {
    let page: Vec<(u64, R)> = rows.by_ref().take(limit).collect();
    let next = page.last().filter(|_| rows.next().is_some()).map(|(seq, _)| seq.to_string());
    Page { data: page.into_iter().map(|(_, row)| row).collect(), next }
}
