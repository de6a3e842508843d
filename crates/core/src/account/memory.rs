//! What of an account stays in memory, and what leaves it?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use twinline_model::{Duration, Fill, InstrumentId, Notional, OrderId, Qty, Timestamp, Transaction, TransactionKind};

use super::order::{Order, Origin};
use super::state::{AccountState, FillKey};

/// Length of a day of UTC.
const DAY: Duration = Duration::from_secs(86_400);

/// How much of what is over stays in memory. Open orders, positions, balances and settings stay all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Orders that have ended.
    pub final_orders: usize,
    /// Fills.
    pub fills: usize,
    /// Movements of money.
    pub transactions: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        // Some six megabytes as a checkpoint, of the sixteen that the journal takes in one piece.
        Self { final_orders: 2_000, fills: 5_000, transactions: 3_000 }
    }
}

impl AccountState {
    /// An account of which nothing is known, which will keep so much of what is over.
    pub fn within(bounds: Bounds) -> Self {
        Self { bounds, ..Self::default() }
    }

    /// True if an order that is not in memory may have been there: nothing of its instrument that is newer has left.
    pub fn may_have_left(&self, instrument: &InstrumentId, ts: Timestamp) -> bool {
        self.forgotten_orders.get(instrument).is_some_and(|newest| ts <= *newest)
    }

    /// True if an order has left memory.
    pub fn has_forgotten_orders(&self) -> bool {
        !self.forgotten_orders.is_empty()
    }

    /// All fills after this are in memory, by the venue's clock; `None` if none has left.
    pub fn fills_known_since(&self) -> Option<Timestamp> {
        self.forgotten_fills.values().max().copied()
    }

    /// True if a fill has.
    pub fn has_forgotten_fills(&self) -> bool {
        !self.forgotten_fills.is_empty()
    }

    /// True if a movement of money has.
    pub const fn has_forgotten_transactions(&self) -> bool {
        self.forgotten_transactions.is_some()
    }

    /// The same of a fill.
    pub fn may_have_left_fill(&self, fill: &Fill) -> bool {
        self.forgotten_fills.get(&fill.instrument).is_some_and(|newest| fill.ts <= *newest)
    }

    /// The same of a movement of money.
    pub fn may_have_left_transaction(&self, transaction: &Transaction) -> bool {
        self.forgotten_transactions.is_some_and(|newest| transaction.ts <= newest)
    }

    /// The newest day (UTC) on which an order was placed or made worth more, and by how much for each key.
    pub fn worth_by_key(&self) -> (Timestamp, &BTreeMap<String, Notional>) {
        (self.day, &self.worth)
    }

    pub(super) fn count_worth(&mut self, at: Timestamp, before: Option<Notional>, order: &Order) {
        let (Some(actor), Some(worth)) = (&order.actor, order.worth) else { return };
        let more = worth.value().saturating_sub(before.map_or_else(Default::default, |before| before.value()));
        if order.origin != Origin::Gateway || more.is_zero() || more.is_sign_negative() {
            return;
        }
        let day = at.floor(DAY);
        if day > self.day {
            self.day = day;
            self.worth.clear();
        }
        let sum = self.worth.entry(actor.clone()).or_insert_with(|| Notional::new(Default::default()));
        *sum = Notional::new(sum.value().saturating_add(more));
    }

    /// Takes an order as it is now. A late word on one that has left memory changes nothing here; the journal has it.
    pub(super) fn put_order(&mut self, seq: u64, order: &Order, first: bool) {
        if !first && !self.orders.contains_key(&order.id) {
            return;
        }
        for (conditional, venue_id) in numbers(order) {
            self.by_venue_id.insert((order.instrument.clone(), conditional, venue_id), order.id.clone());
        }
        if order.is_final() {
            self.open.remove(&order.id);
            self.doubtful.remove(&order.id);
            self.open_commands.remove(&order.id);
            if let Some(old) = self.ended_at.insert(order.id.clone(), seq) {
                self.ended.remove(&(old, order.id.clone()));
            }
            self.ended.insert((seq, order.id.clone()));
        } else {
            if let Some(old) = self.ended_at.remove(&order.id) {
                // Its name was free again: nothing of the one that bore it ever left.
                self.ended.remove(&(old, order.id.clone()));
            }
            self.open.insert(order.id.clone());
            match order.doubt {
                Some(_) => self.doubtful.insert(order.id.clone()),
                None => self.doubtful.remove(&order.id),
            };
        }
        self.orders.insert(order.id.clone(), order.clone());
        while self.ended.len() > self.bounds.final_orders {
            let Some((_, id)) = self.ended.pop_first() else { break };
            self.forget_order(&id);
        }
    }

    fn forget_order(&mut self, id: &OrderId) {
        self.ended_at.remove(id);
        self.filled.remove(id);
        self.busted.remove(id);
        let Some(order) = self.orders.remove(id) else { return };
        for (conditional, venue_id) in numbers(&order) {
            self.by_venue_id.remove(&(order.instrument.clone(), conditional, venue_id));
        }
        let newest = self.forgotten_orders.entry(order.instrument).or_default();
        *newest = (*newest).max(order.updated_at);
    }

    /// Takes a fill; `first` if nothing was known of it, else more became known.
    pub(super) fn put_fill(&mut self, seq: u64, fill: &Fill, order_id: Option<&OrderId>, first: bool) {
        let key = (fill.instrument.clone(), fill.trade_id.clone());
        let old = self.fills.get(&key).map(|(seq, _, order)| (*seq, order.clone()));
        if old.is_none() && !first {
            return;
        }
        let counted = old.as_ref().is_some_and(|(_, order)| order.as_ref() == order_id);
        if let Some(id) = order_id.filter(|id| !counted && self.orders.contains_key(*id)) {
            add(&mut self.filled, id, fill.qty);
            if self.busts.contains_key(&key) {
                add(&mut self.busted, id, fill.qty);
            }
        }
        let seq = old.map_or(seq, |(seq, _)| seq);
        self.fills_by_seq.insert(seq, key.clone());
        self.fills.insert(key, (seq, fill.clone(), order_id.cloned()));
        while self.fills.len() > self.bounds.fills {
            let Some((_, key)) = self.fills_by_seq.pop_first() else { break };
            if let Some((_, fill, _)) = self.fills.remove(&key) {
                let newest = self.forgotten_fills.entry(key.0).or_default();
                *newest = (*newest).max(fill.ts);
            }
        }
    }

    /// Takes a fill back, whether it is known or not; twice is once.
    pub(super) fn put_bust(&mut self, seq: u64, key: FillKey) {
        if self.busts.contains_key(&key) {
            return;
        }
        if let Some((_, fill, Some(id))) = self.fills.get(&key)
            && self.orders.contains_key(id)
        {
            add(&mut self.busted, id, fill.qty);
        }
        self.busts.insert(key, seq);
        while self.busts.len() > self.bounds.fills {
            let Some(oldest) = self.busts.iter().min_by_key(|(_, seq)| **seq).map(|(key, _)| key.clone()) else { break };
            self.busts.remove(&oldest);
        }
    }

    pub(super) fn put_transaction(&mut self, seq: u64, transaction: &Transaction) {
        let key = transaction_key(transaction);
        self.transactions.insert(key.clone(), (seq, transaction.clone()));
        self.transactions_by_seq.insert(seq, key);
        while self.transactions.len() > self.bounds.transactions {
            let Some((_, key)) = self.transactions_by_seq.pop_first() else { break };
            if let Some((_, transaction)) = self.transactions.remove(&key) {
                self.forgotten_transactions = self.forgotten_transactions.max(Some(transaction.ts));
            }
        }
    }
}

/// A venue's quantities are far from the bounds of a decimal; one that is not is kept out by the codec.
fn add(sums: &mut BTreeMap<OrderId, Qty>, id: &OrderId, qty: Qty) {
    let sum = sums.entry(id.clone()).or_insert(Qty::ZERO);
    *sum = Qty::new(sum.value().saturating_add(qty.value()));
}

/// The venue's numbers of an order, each with the book in which it is one.
fn numbers(order: &Order) -> impl Iterator<Item = (bool, twinline_model::VenueOrderId)> {
    let own = order.venue_order_id.clone().map(|id| (order.conditional, id));
    own.into_iter().chain(order.released_order_id.clone().map(|id| (false, id)))
}

/// What tells movements of money apart: the venue's name of one, and of which kind and asset it is.
pub(super) fn transaction_key(transaction: &Transaction) -> (String, String) {
    let kind = match &transaction.kind {
        TransactionKind::Transfer => "transfer",
        TransactionKind::RealizedPnl => "realized_pnl",
        TransactionKind::Funding => "funding",
        TransactionKind::Fee => "fee",
        TransactionKind::Insurance => "insurance",
        TransactionKind::Rebate => "rebate",
        TransactionKind::Settlement => "settlement",
        TransactionKind::Conversion => "conversion",
        TransactionKind::Other(word) => word,
    };
    (transaction.id.clone(), format!("{kind}/{}", transaction.asset))
}

/// Maps whose keys are no texts, as lists of pairs.
pub(super) mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer, K: Serialize, V: Serialize>(map: &BTreeMap<K, V>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub fn deserialize<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        D: Deserializer<'de>,
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
    {
        Vec::<(K, V)>::deserialize(deserializer).map(|pairs| pairs.into_iter().collect())
    }
}
