//! Which brackets are kept, and which order belongs to which?

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use twinline_model::OrderId;

use super::record::Bracket;

/// Brackets that are over and stay in memory; the journal has the others.
const KEPT: usize = 500;

/// Brackets by name. A part of the account's state: folded from its history alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in super::super) struct Shelf {
    brackets: BTreeMap<OrderId, Bracket>,
    live: BTreeSet<OrderId>,
    /// Those that are over, by age.
    over: BTreeSet<(u64, OrderId)>,
    over_at: BTreeMap<OrderId, u64>,
}

impl Shelf {
    /// Takes a bracket as it is now.
    pub fn put(&mut self, seq: u64, bracket: &Bracket) {
        let id = &bracket.id;
        if let Some(old) = self.over_at.remove(id) {
            self.over.remove(&(old, id.clone()));
        }
        if bracket.phase.is_over() {
            self.live.remove(id);
            self.over.insert((seq, id.clone()));
            self.over_at.insert(id.clone(), seq);
        } else {
            self.live.insert(id.clone());
        }
        self.brackets.insert(id.clone(), bracket.clone());
        while self.over.len() > KEPT {
            let Some((_, id)) = self.over.pop_first() else { break };
            self.over_at.remove(&id);
            self.brackets.remove(&id);
        }
    }

    pub fn get(&self, id: &OrderId) -> Option<&Bracket> {
        self.brackets.get(id)
    }

    pub fn all(&self) -> impl Iterator<Item = &Bracket> {
        self.brackets.values()
    }

    pub fn live(&self) -> impl Iterator<Item = &Bracket> {
        self.live.iter().filter_map(|id| self.brackets.get(id))
    }

    /// The bracket whose legs the venue puts around what this order opens.
    pub fn followed(&self, order: &OrderId) -> Option<&Bracket> {
        let bracket = self.brackets.get(order).filter(|bracket| bracket.native.is_some());
        bracket.filter(|bracket| bracket.entry.as_ref().is_some_and(|entry| entry.order == *order))
    }

    /// True if an order is, or was, a leg of one of them.
    pub fn has_leg(&self, order: &OrderId) -> bool {
        self.brackets.values().any(|bracket| bracket.exits().any(|slice| slice.order == *order))
    }

    /// The bracket that an order belongs to.
    pub fn of(&self, order: &OrderId) -> Option<&OrderId> {
        if self.brackets.is_empty() {
            return None;
        }
        let named = bracket_name(order).and_then(|name| self.brackets.get_key_value(&name));
        let ours = |slice: &super::Slice| slice.order == *order;
        let Some((id, bracket)) = self.brackets.get_key_value(order).or(named) else {
            // Legs of the venue's own have names of the venue's.
            return self.live().find(|bracket| bracket.native.is_some() && bracket.exits().any(ours)).map(|bracket| &bracket.id);
        };
        (bracket.entry.iter().any(ours) || bracket.exits().any(ours)).then_some(id)
    }
}

/// The name of the bracket that an order of this name would be a leg of.
pub fn bracket_name(order: &OrderId) -> Option<OrderId> {
    let (name, leg) = order.as_str().rsplit_once('-')?;
    let number = leg.strip_prefix(['s', 't', 'x'])?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    OrderId::new(name).ok().filter(|_| is_number)
}
