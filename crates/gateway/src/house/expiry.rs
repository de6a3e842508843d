//! Which contracts end while something of them is held or ordered, and at which price?
//!
//! A venue lists nothing that has ended, and says nothing of it any more: the terms of such a contract, and its last mark price, are kept
//! beside the events as long as it is needed. So one that ended while nobody was there is settled at the next start.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use twinline_model::{Duration, Instrument, InstrumentId, Price, Timestamp};
use twinline_store::{Journal, StoreError, Write};

/// Below this name stand the contracts that are needed.
const KEY: &str = "house:contract:";
/// A mark price moves all the time, and is kept so often.
const KEPT_EVERY: Duration = Duration::from_secs(60);

/// What is needed to settle one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Contract {
    /// Its terms; it has an end.
    instrument: Instrument,
    /// Its mark price, the last before its end; `None` until one was heard.
    mark: Option<Price>,
}

/// One that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) instrument: InstrumentId,
    pub(super) at: Timestamp,
    pub(super) mark: Option<Price>,
}

/// The contracts that are needed and have an end.
#[derive(Debug, Default)]
pub(super) struct Expiries {
    /// Each with the time when it was kept last.
    needed: BTreeMap<InstrumentId, (Contract, Timestamp)>,
}

impl Expiries {
    /// As they were kept. Waits for a disk.
    pub(super) fn load(journal: &dyn Journal) -> Result<Self, StoreError> {
        let mut needed = BTreeMap::new();
        for (key, value) in journal.settings(KEY)? {
            match serde_json::from_slice::<Contract>(&value) {
                Ok(contract) => drop(needed.insert(contract.instrument.id.clone(), (contract, Timestamp::default()))),
                Err(error) => tracing::error!(key, %error, "a contract that ends cannot be read; what is held of it stays as it is"),
            }
        }
        Ok(Self { needed })
    }

    /// The terms that are known of contracts, whether or not their venue still lists them.
    pub(super) fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.needed.values().map(|(contract, _)| &contract.instrument)
    }

    /// Only these are needed from now on; what is to be kept of that.
    pub(super) fn follow(
        &mut self,
        now: Timestamp,
        needed: &BTreeSet<InstrumentId>,
        listed: impl Fn(&InstrumentId) -> Option<Arc<Instrument>>,
    ) -> Vec<Write> {
        let over: Vec<InstrumentId> = self.needed.keys().filter(|id| !needed.contains(*id)).cloned().collect();
        let mut writes: Vec<Write> = over.iter().map(|id| kept(id, None)).collect();
        self.needed.retain(|id, _| needed.contains(id));
        for id in needed {
            let known = self.needed.get(id).map(|(contract, _)| contract);
            let Some(instrument) = listed(id).filter(|instrument| instrument.expiry.is_some()) else { continue };
            if known.is_some_and(|known| known.instrument == *instrument) {
                continue;
            }
            let contract = Contract { mark: known.and_then(|known| known.mark), instrument: (*instrument).clone() };
            writes.push(kept(id, Some(&contract)));
            self.needed.insert(id.clone(), (contract, now));
        }
        writes
    }

    /// A market's mark price, before its end; what is to be kept of it.
    pub(super) fn heard(&mut self, now: Timestamp, instrument: &InstrumentId, mark: Price) -> Option<Write> {
        let (contract, kept_at) = self.needed.get_mut(instrument)?;
        if contract.instrument.expiry.is_some_and(|at| at <= now) {
            return None;
        }
        let first = contract.mark.replace(mark).is_none();
        if !first && now - *kept_at < KEPT_EVERY {
            return None;
        }
        *kept_at = now;
        Some(kept(instrument, Some(contract)))
    }

    /// The one that ends first, of those that can be settled.
    pub(super) fn first(&self, can: impl Fn(&InstrumentId) -> bool) -> Option<Ended> {
        let ends = |(id, (contract, _)): (&InstrumentId, &(Contract, Timestamp))| {
            let at = contract.instrument.expiry.filter(|_| can(id))?;
            Some(Ended { instrument: id.clone(), at, mark: contract.mark })
        };
        self.needed.iter().filter_map(ends).min_by_key(|ended| ended.at)
    }

    /// It is settled; what is to be kept with that.
    pub(super) fn settled(&mut self, instrument: &InstrumentId) -> Option<Write> {
        self.needed.remove(instrument).map(|_| kept(instrument, None))
    }
}

fn kept(instrument: &InstrumentId, contract: Option<&Contract>) -> Write {
    // Terms and decimals can always be written.
    let value = contract.and_then(|contract| serde_json::to_vec(contract).ok());
    Write::Setting { key: format!("{KEY}{instrument}"), value }
}
