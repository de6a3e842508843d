//! The conditional orders of one account, waiting and ended, by both of their ids.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::accounts::algo::{AlgoRecord, AlgoStatus};
use crate::accounts::ids::{AlgoId, AlgoRef};

/// A conditional order and, if it trails, the best price since its activation.
#[derive(Debug, Clone)]
pub(crate) struct HeldAlgo {
    pub record: AlgoRecord,
    pub best: Option<Decimal>,
}

/// Conditional orders of one account. Ended ones beyond the bound are forgotten, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Algos {
    all: BTreeMap<AlgoId, HeldAlgo>,
    waiting: BTreeSet<AlgoId>,
    newest: BTreeMap<String, AlgoId>,
    named: BTreeMap<String, AlgoId>,
}

impl Algos {
    pub fn insert(&mut self, held: HeldAlgo, most: usize) {
        let (id, client_id) = (held.record.id, held.record.client_id.clone());
        self.newest.insert(client_id.clone(), id);
        self.named.insert(client_id, id);
        self.waiting.insert(id);
        self.all.insert(id, held);
        while self.all.len() > most.max(1) {
            let Some(oldest) = self.all.values().find(|held| is_over(held.record.status)).map(|held| held.record.id) else { break };
            let Some(held) = self.all.remove(&oldest) else { break };
            if self.newest.get(&held.record.client_id) == Some(&oldest) {
                self.newest.remove(&held.record.client_id);
            }
        }
    }

    pub fn get(&self, id: AlgoId) -> Option<&HeldAlgo> {
        self.all.get(&id)
    }

    /// To change anything but the status: that is for `turn`.
    pub fn get_mut(&mut self, id: AlgoId) -> Option<&mut HeldAlgo> {
        self.all.get_mut(&id)
    }

    /// Puts one into a state after waiting.
    pub fn turn(&mut self, id: AlgoId, status: AlgoStatus, at_ns: i64) {
        let Some(held) = self.all.get_mut(&id) else { return };
        held.record.status = status;
        held.record.updated_ns = at_ns;
        if !status.is_waiting() {
            self.waiting.remove(&id);
            if self.named.get(&held.record.client_id) == Some(&id) {
                self.named.remove(&held.record.client_id);
            }
        }
    }

    pub fn find(&self, algo: &AlgoRef) -> Option<&HeldAlgo> {
        let id = match algo {
            AlgoRef::Id(id) => *id,
            AlgoRef::Client(client_id) => *self.named.get(client_id).or(self.newest.get(client_id))?,
        };
        self.get(id)
    }

    pub fn is_named(&self, client_id: &str) -> bool {
        self.named.contains_key(client_id)
    }

    /// Waiting ones, by id.
    pub fn waiting(&self) -> impl Iterator<Item = &HeldAlgo> {
        self.waiting.iter().filter_map(|id| self.all.get(id))
    }

    /// All held, by id.
    pub fn all(&self) -> impl Iterator<Item = &HeldAlgo> {
        self.all.values()
    }
}

fn is_over(status: AlgoStatus) -> bool {
    !matches!(status, AlgoStatus::New | AlgoStatus::Triggering | AlgoStatus::Triggered)
}
