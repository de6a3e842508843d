//! Which accounts are there, and what is known of them?

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLockReadGuard};

use twinline_model::{AccountId, Cursor};
use twinline_store::{Journal, StoreError};

use super::Gateway;
use super::held::Held;
use crate::accounts::{follow, open_positions, page};
use crate::config::nearest;
use crate::error::GatewayError;
use crate::gateway::find::{DEFAULT_PAGE, MAX_PAGE, bad_cursor};
use crate::outbox::Outbox;
use crate::tokens::Grant;
use crate::wire::{
    AccountRow, AccountSnapshot, AuditChain, AuditEntryRow, AuditPage, BalanceRow, EventRow, Page, Place, PositionRow, SettingRow,
};

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
