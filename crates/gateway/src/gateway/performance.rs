//! What came of an account's trading?

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_core::account::{AccountEvent, Kept, List};
use twinline_core::performance::{Period, Whole, performance};
use twinline_model::{Cursor, Fill, InstrumentId, Timestamp, Transaction};
use twinline_store::{Journal, StoreError};

use super::Gateway;
use super::accounts::{Held, blocking};
use crate::accounts::{about, listed};
use crate::catalogue::Catalogue;
use crate::error::GatewayError;
use crate::wire::{PerformanceAnswer, PerformanceRow};

/// Entries of a list that are read at once.
const STEP: usize = 500;
/// Most fills, and most movements of money, that are looked at for one answer.
const MOST: usize = 20_000;

impl Gateway {
    /// What came of an account's trading within a period, computed from its newest 20,000 fills and as many movements of money.
    pub async fn performance(&self, account: &str, period: Period) -> Result<PerformanceAnswer, GatewayError> {
        let held = self.account(account)?;
        let (journal, stream) = (self.journal().clone(), held.settings.account.to_string());
        let (catalogues, row) = (self.catalogues(), held.published.row());
        let known = Known::of(held);
        let (cursor, looked_at, whole) = blocking(move || {
            let cursor = known.cursor;
            let looked_at = known.with_the_journal(&*journal, &stream)?;
            let instruments = |id: &InstrumentId| catalogues.get(id.venue()).and_then(|known| known.find(id.symbol())).cloned();
            let whole: Whole = performance(&looked_at.fills, &looked_at.money, &instruments, period);
            Ok((cursor, looked_at, whole))
        })
        .await?;
        Ok(PerformanceAnswer {
            account: row.account,
            money: row.money,
            epoch: cursor.epoch,
            seq: cursor.seq,
            since: looked_at.first(),
            complete: looked_at.complete,
            unplaced_fills: whole.unplaced,
            assets: whole.assets.into_iter().map(|(asset, told)| PerformanceRow::new(asset, &told)).collect(),
        })
    }

    fn catalogues(&self) -> BTreeMap<String, Arc<Catalogue>> {
        self.inner.venues.iter().map(|(name, venue)| (name.clone(), venue.shelf.catalogue())).collect()
    }
}

/// What memory has of an account at one place of its history, and where the journal goes on.
struct Known {
    cursor: Cursor,
    fills: Vec<Fill>,
    money: Vec<Transaction>,
    /// Oldest entries that memory has; nothing if it has them all.
    fills_before: Option<u64>,
    money_before: Option<u64>,
}

/// All that is looked at.
struct LookedAt {
    fills: Vec<Fill>,
    money: Vec<Transaction>,
    complete: bool,
}

impl Known {
    fn of(held: &Held) -> Self {
        held.published.look(|state| {
            let counts = |fill: &&Fill| !state.is_busted(&(fill.instrument.clone(), fill.trade_id.clone()));
            let oldest = |forgotten: bool, first: Option<u64>| forgotten.then(|| first.unwrap_or(u64::MAX));
            Self {
                cursor: state.cursor,
                fills: state.fills().map(|(_, fill, _)| fill).filter(counts).cloned().collect(),
                money: state.transactions().map(|(_, row)| row.clone()).collect(),
                fills_before: oldest(state.has_forgotten_fills(), state.fills().next().map(|(seq, ..)| seq)),
                money_before: oldest(state.has_forgotten_transactions(), state.transactions().next().map(|(seq, _)| seq)),
            }
        })
    }

    fn with_the_journal(self, journal: &dyn Journal, stream: &str) -> Result<LookedAt, StoreError> {
        let Self { mut fills, mut money, .. } = self;
        let mut complete = true;
        if let Some(before) = self.fills_before {
            complete &= older(journal, stream, List::Fills, before, &mut fills, |event| match event {
                AccountEvent::Fill { fill, .. } => fill_now(journal, stream, fill),
                _ => Ok(None),
            })?;
        }
        if let Some(before) = self.money_before {
            complete &= older(journal, stream, List::Transactions, before, &mut money, |event| match event {
                AccountEvent::Transaction { transaction } => Ok(Some(transaction)),
                _ => Ok(None),
            })?;
        }
        Ok(LookedAt { fills, money, complete })
    }
}

impl LookedAt {
    fn first(&self) -> Option<Timestamp> {
        self.fills.iter().map(|fill| fill.ts).chain(self.money.iter().map(|row| row.ts)).min()
    }
}

/// Adds what a list of the journal has below a place; false if there is more than is looked at.
fn older<T>(
    journal: &dyn Journal,
    stream: &str,
    list: List,
    mut before: u64,
    into: &mut Vec<T>,
    take: impl Fn(AccountEvent) -> Result<Option<T>, StoreError>,
) -> Result<bool, StoreError> {
    loop {
        let found = listed(journal, stream, list, before, STEP)?;
        if found.is_empty() {
            return Ok(true);
        }
        for (cursor, envelope) in found {
            if into.len() >= MOST {
                return Ok(false);
            }
            before = cursor.seq;
            into.extend(take(envelope.event)?);
        }
    }
}

/// A fill that has left memory, with what became known of it later; nothing if it was taken back.
fn fill_now(journal: &dyn Journal, stream: &str, fill: Fill) -> Result<Option<Fill>, StoreError> {
    let mut now = Some(fill.clone());
    for (_, envelope) in about(journal, stream, &Kept::Fill((fill.instrument, fill.trade_id)))? {
        match envelope.event {
            AccountEvent::FillUpdated { fill, .. } if now.is_some() => now = Some(fill),
            AccountEvent::FillBusted { .. } => now = None,
            _ => {}
        }
    }
    Ok(now)
}
