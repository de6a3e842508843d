//! What is an account, now? Nothing but its history, folded: the live state and one rebuilt from the journal are equal.

use std::collections::{BTreeMap, BTreeSet};

use twinline_model::{
    Balance, Cursor, Fill, InstrumentId, OrderId, Position, PositionSide, Qty, Setting, TradeId, Transaction, VenueOrderId,
};

use super::event::{AccountEnvelope, AccountEvent};
use super::order::Order;

/// Final orders that are kept in memory; older ones are in the journal.
pub const MAX_FINAL_ORDERS: usize = 20_000;
/// Fills that are kept in memory, likewise.
pub const MAX_FILLS: usize = 50_000;
/// Transactions that are kept in memory, likewise.
pub const MAX_TRANSACTIONS: usize = 20_000;

/// The name of a fill.
pub type FillKey = (InstrumentId, TradeId);
/// The name of a position.
pub type PositionKey = (InstrumentId, PositionSide);

/// Everything that is known of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountState {
    /// The last event that is folded in.
    pub cursor: Cursor,
    orders: BTreeMap<OrderId, Order>,
    /// Which order the venue means by a number, in which of its books.
    by_venue_id: BTreeMap<(InstrumentId, bool, VenueOrderId), OrderId>,
    open: BTreeSet<OrderId>,
    /// Final orders by age.
    ended: BTreeSet<(u64, OrderId)>,
    ended_at: BTreeMap<OrderId, u64>,
    fills: BTreeMap<FillKey, (u64, Fill, Option<OrderId>)>,
    fills_by_seq: BTreeMap<u64, FillKey>,
    filled: BTreeMap<OrderId, Qty>,
    positions: BTreeMap<PositionKey, Position>,
    balances: BTreeMap<String, Balance>,
    transactions: BTreeMap<(String, String), (u64, Transaction)>,
    transactions_by_seq: BTreeMap<u64, (String, String)>,
    settings: BTreeMap<String, Setting>,
    /// Commands on orders of which the history does not say what became of them.
    open_commands: BTreeMap<OrderId, String>,
}

impl AccountState {
    /// Folds in the next event. Events come in order; an older one than the last is ignored.
    pub fn apply(&mut self, envelope: &AccountEnvelope) {
        if envelope.seq <= self.cursor.seq {
            return;
        }
        self.cursor = envelope.cursor();
        let seq = envelope.seq;
        match &envelope.event {
            AccountEvent::OrderPlaced { order }
            | AccountEvent::OrderExecuted { order }
            | AccountEvent::OrderCancelled { order }
            | AccountEvent::OrderRejected { order }
            | AccountEvent::OrderUpdated { order } => self.put_order(seq, order),
            AccountEvent::Fill { fill, order_id } | AccountEvent::FillUpdated { fill, order_id } => {
                self.put_fill(seq, fill, order_id.as_ref());
            }
            AccountEvent::PositionOpened { position } | AccountEvent::PositionUpdated { position } => {
                self.positions.insert((position.instrument.clone(), position.side), position.clone());
            }
            AccountEvent::PositionClosed { position } => {
                self.positions.insert((position.instrument.clone(), position.side), position.clone());
            }
            AccountEvent::BalanceUpdated { balance } => {
                self.balances.insert(balance.asset.clone(), balance.clone());
            }
            AccountEvent::Transaction { transaction } => self.put_transaction(seq, transaction),
            AccountEvent::SettingChanged { setting } => {
                self.settings.insert(setting_key(setting), setting.clone());
            }
            AccountEvent::CommandSent { order_id, command, .. } => {
                self.open_commands.insert(order_id.clone(), command.clone());
            }
            AccountEvent::CommandEnded { order_id, .. } => {
                self.open_commands.remove(order_id);
            }
            AccountEvent::Alert { .. } | AccountEvent::Repaired { .. } => {}
        }
    }

    /// An order by its name here.
    pub fn order(&self, id: &OrderId) -> Option<&Order> {
        self.orders.get(id)
    }

    /// An order by the venue's number in one of its books, or by the number of what its trigger released.
    pub fn order_by_venue_id(&self, instrument: &InstrumentId, conditional: bool, venue_id: &VenueOrderId) -> Option<&Order> {
        let id = self.by_venue_id.get(&(instrument.clone(), conditional, venue_id.clone()))?;
        self.orders.get(id)
    }

    /// All orders that are kept, by name.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// Orders that are not final.
    pub fn open_orders(&self) -> impl Iterator<Item = &Order> {
        self.open.iter().filter_map(|id| self.orders.get(id))
    }

    /// How many orders are not final.
    pub fn open_count(&self) -> usize {
        self.open.len()
    }

    /// A fill.
    pub fn fill(&self, key: &FillKey) -> Option<(&Fill, Option<&OrderId>)> {
        self.fills.get(key).map(|(_, fill, order)| (fill, order.as_ref()))
    }

    /// Fills that are kept, oldest first, with the sequence number that they came under and their order.
    pub fn fills(&self) -> impl DoubleEndedIterator<Item = (u64, &Fill, Option<&OrderId>)> {
        self.fills_by_seq.iter().filter_map(|(seq, key)| self.fills.get(key).map(|(_, fill, order)| (*seq, fill, order.as_ref())))
    }

    /// What the fills of an order add up to.
    pub fn filled(&self, order: &OrderId) -> Qty {
        self.filled.get(order).copied().unwrap_or(Qty::ZERO)
    }

    /// Positions that were ever open, flat ones among them.
    pub fn positions(&self) -> impl Iterator<Item = &Position> {
        self.positions.values()
    }

    /// One position.
    pub fn position(&self, instrument: &InstrumentId, side: PositionSide) -> Option<&Position> {
        self.positions.get(&(instrument.clone(), side))
    }

    /// Balances.
    pub fn balances(&self) -> impl Iterator<Item = &Balance> {
        self.balances.values()
    }

    /// One balance.
    pub fn balance(&self, asset: &str) -> Option<&Balance> {
        self.balances.get(asset)
    }

    /// Transactions that are kept, oldest first.
    pub fn transactions(&self) -> impl DoubleEndedIterator<Item = (u64, &Transaction)> {
        self.transactions_by_seq.iter().filter_map(|(seq, key)| self.transactions.get(key).map(|(_, row)| (*seq, row)))
    }

    /// True if this transaction is known.
    pub fn has_transaction(&self, transaction: &Transaction) -> bool {
        self.transactions.contains_key(&transaction_key(transaction))
    }

    /// Commands on orders of which nobody has said what became of them.
    pub fn open_commands(&self) -> impl Iterator<Item = (&OrderId, &str)> {
        self.open_commands.iter().map(|(id, command)| (id, command.as_str()))
    }

    /// Settings.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.settings.values()
    }

    /// True if this setting is known to be so.
    pub fn has_setting(&self, setting: &Setting) -> bool {
        self.settings.get(&setting_key(setting)) == Some(setting)
    }

    /// True in hedge mode; `None` until the venue said.
    pub fn hedge_mode(&self) -> Option<bool> {
        self.settings.get("hedge_mode").and_then(|setting| if let Setting::HedgeMode(on) = setting { Some(*on) } else { None })
    }

    /// Instruments with an open order, a position, or a fill that is kept.
    pub fn instruments(&self) -> BTreeSet<InstrumentId> {
        let orders = self.open_orders().map(|order| order.instrument.clone());
        let positions = self.positions.values().map(|position| position.instrument.clone());
        let fills = self.fills.keys().map(|(instrument, _)| instrument.clone());
        orders.chain(positions).chain(fills).collect()
    }

    fn put_order(&mut self, seq: u64, order: &Order) {
        for (conditional, venue_id) in [(order.conditional, &order.venue_order_id), (false, &order.released_order_id)]
            .into_iter()
            .filter_map(|(c, id)| Some((c, id.clone()?)))
        {
            self.by_venue_id.insert((order.instrument.clone(), conditional, venue_id), order.id.clone());
        }
        if order.is_final() {
            self.open.remove(&order.id);
            self.open_commands.remove(&order.id);
            if let Some(old) = self.ended_at.insert(order.id.clone(), seq) {
                self.ended.remove(&(old, order.id.clone()));
            }
            self.ended.insert((seq, order.id.clone()));
        } else {
            self.open.insert(order.id.clone());
        }
        self.orders.insert(order.id.clone(), order.clone());
        while self.ended.len() > MAX_FINAL_ORDERS {
            let Some((_, id)) = self.ended.pop_first() else { break };
            self.forget_order(&id);
        }
    }

    fn forget_order(&mut self, id: &OrderId) {
        self.ended_at.remove(id);
        self.filled.remove(id);
        let Some(order) = self.orders.remove(id) else { return };
        for (conditional, venue_id) in [(order.conditional, order.venue_order_id), (false, order.released_order_id)] {
            if let Some(venue_id) = venue_id {
                self.by_venue_id.remove(&(order.instrument.clone(), conditional, venue_id));
            }
        }
    }

    fn put_fill(&mut self, seq: u64, fill: &Fill, order_id: Option<&OrderId>) {
        let key = (fill.instrument.clone(), fill.trade_id.clone());
        let old = self.fills.get(&key).map(|(seq, _, order)| (*seq, order.clone()));
        let counted = old.as_ref().is_some_and(|(_, order)| order.as_ref() == order_id);
        if let (Some(id), false) = (order_id, counted) {
            let sum = self.filled.entry(id.clone()).or_insert(Qty::ZERO);
            // A venue's quantities are far from the bounds of a decimal; one that is not is kept out by the codec.
            *sum = Qty::new(sum.value().saturating_add(fill.qty.value()));
        }
        let seq = old.map_or(seq, |(seq, _)| seq);
        self.fills_by_seq.insert(seq, key.clone());
        self.fills.insert(key, (seq, fill.clone(), order_id.cloned()));
        while self.fills.len() > MAX_FILLS {
            let Some((_, key)) = self.fills_by_seq.pop_first() else { break };
            self.fills.remove(&key);
        }
    }

    fn put_transaction(&mut self, seq: u64, transaction: &Transaction) {
        let key = transaction_key(transaction);
        self.transactions.insert(key.clone(), (seq, transaction.clone()));
        self.transactions_by_seq.insert(seq, key);
        while self.transactions.len() > MAX_TRANSACTIONS {
            let Some((_, key)) = self.transactions_by_seq.pop_first() else { break };
            self.transactions.remove(&key);
        }
    }
}

fn transaction_key(transaction: &Transaction) -> (String, String) {
    (transaction.id.clone(), format!("{:?}/{}", transaction.kind, transaction.asset))
}

fn setting_key(setting: &Setting) -> String {
    match setting {
        Setting::HedgeMode(_) => "hedge_mode".to_owned(),
        Setting::MultiAsset(_) => "multi_asset".to_owned(),
        Setting::MayTrade(_) => "may_trade".to_owned(),
        Setting::Leverage(instrument, _) => format!("leverage/{instrument}"),
        Setting::MarginMode(instrument, _) => format!("margin_mode/{instrument}"),
    }
}
