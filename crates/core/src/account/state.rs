//! What is an account, now? Nothing but its history, folded: the live state and one rebuilt from the journal are equal.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use twinline_model::{
    Balance, Cursor, Fill, InstrumentId, Notional, OrderId, Position, PositionSide, Qty, Rate, Setting, Timestamp, TradeId, Transaction,
    VenueOrderId,
};

use super::brackets::{Bracket, Shelf};
use super::dead_man::DeadMan;
use super::event::{AccountEnvelope, AccountEvent};
use super::memory::{Bounds, pairs, transaction_key};
use super::mismatch::{ALARM, ALARM_ENDED};
use super::order::Order;

/// The name of a fill.
pub type FillKey = (InstrumentId, TradeId);
/// The name of a position.
pub type PositionKey = (InstrumentId, PositionSide);

/// Everything that is known of one account.
///
/// What is over leaves memory in time, oldest first, within [`Bounds`]; the journal has it. How far back memory goes is
/// remembered for each instrument, so that a late word on something that left is told from news.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountState {
    /// The last event that is folded in.
    pub cursor: Cursor,
    pub(super) bounds: Bounds,
    pub(super) orders: BTreeMap<OrderId, Order>,
    /// Which order the venue means by a number, in which of its books.
    #[serde(with = "pairs")]
    pub(super) by_venue_id: BTreeMap<(InstrumentId, bool, VenueOrderId), OrderId>,
    pub(super) open: BTreeSet<OrderId>,
    /// Open ones of which nobody knows whether the venue has them.
    pub(super) doubtful: BTreeSet<OrderId>,
    /// Final orders by age.
    pub(super) ended: BTreeSet<(u64, OrderId)>,
    pub(super) ended_at: BTreeMap<OrderId, u64>,
    #[serde(with = "pairs")]
    pub(super) fills: BTreeMap<FillKey, (u64, Fill, Option<OrderId>)>,
    pub(super) fills_by_seq: BTreeMap<u64, FillKey>,
    /// What the fills of each order add up to, and those of them that were taken back.
    pub(super) filled: BTreeMap<OrderId, Qty>,
    pub(super) busted: BTreeMap<OrderId, Qty>,
    /// Fills that were taken back, known or not, by when that was told.
    #[serde(with = "pairs")]
    pub(super) busts: BTreeMap<FillKey, u64>,
    #[serde(with = "pairs")]
    pub(super) positions: BTreeMap<PositionKey, Position>,
    pub(super) balances: BTreeMap<String, Balance>,
    #[serde(with = "pairs")]
    pub(super) transactions: BTreeMap<(String, String), (u64, Transaction)>,
    pub(super) transactions_by_seq: BTreeMap<u64, (String, String)>,
    pub(super) settings: BTreeMap<String, Setting>,
    /// Commands on orders of which the history does not say what became of them.
    pub(super) open_commands: BTreeMap<OrderId, String>,
    pub(super) killed: bool,
    #[serde(default)]
    pub(super) dead_man: DeadMan,
    pub(super) brackets: Shelf,
    /// A difference to the venue stayed, and no comparison has agreed since.
    #[serde(default)]
    pub(super) mismatched: bool,
    /// Newest of what has left memory, by the venue's clock.
    pub(super) forgotten_orders: BTreeMap<InstrumentId, Timestamp>,
    pub(super) forgotten_fills: BTreeMap<InstrumentId, Timestamp>,
    pub(super) forgotten_transactions: Option<Timestamp>,
    /// The newest day (UTC) on which something was placed, and what the orders of each key are worth that were placed on it.
    pub(super) day: Timestamp,
    pub(super) worth: BTreeMap<String, Notional>,
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
            AccountEvent::OrderPlaced { order } => {
                self.count_worth(envelope.ts_recv, None, order);
                self.put_order(seq, order, true);
            }
            AccountEvent::OrderExecuted { order }
            | AccountEvent::OrderCancelled { order }
            | AccountEvent::OrderRejected { order }
            | AccountEvent::OrderUpdated { order } => {
                let before = self.orders.get(&order.id).and_then(|held| held.worth);
                self.count_worth(envelope.ts_recv, before, order);
                self.put_order(seq, order, false);
            }
            AccountEvent::Fill { fill, order_id } => self.put_fill(seq, fill, order_id.as_ref(), true),
            AccountEvent::FillUpdated { fill, order_id } => self.put_fill(seq, fill, order_id.as_ref(), false),
            AccountEvent::FillBusted { instrument, trade_id, .. } => self.put_bust(seq, (instrument.clone(), trade_id.clone())),
            AccountEvent::PositionOpened { position }
            | AccountEvent::PositionUpdated { position }
            | AccountEvent::PositionClosed { position } => {
                let leverage = position.leverage.or_else(|| self.leverage(&position.instrument));
                self.positions.insert((position.instrument.clone(), position.side), Position { leverage, ..position.clone() });
            }
            AccountEvent::BalanceUpdated { balance } => {
                self.balances.insert(balance.asset.clone(), balance.clone());
            }
            AccountEvent::Transaction { transaction } => self.put_transaction(seq, transaction),
            AccountEvent::SettingChanged { setting } => {
                if let Setting::Leverage(instrument, leverage) = setting {
                    let held = self.positions.values_mut().filter(|held| held.instrument == *instrument);
                    held.for_each(|held| held.leverage = Some(*leverage));
                }
                self.settings.insert(setting_key(setting), setting.clone());
            }
            AccountEvent::CommandSent { order_id, command, .. } => {
                self.open_commands.insert(order_id.clone(), command.clone());
            }
            AccountEvent::CommandEnded { order_id, .. } => {
                self.open_commands.remove(order_id);
            }
            AccountEvent::KillSwitch { on } => self.killed = *on,
            AccountEvent::DeadMan { dead_man } => self.dead_man = dead_man.clone(),
            AccountEvent::BracketUpdated { bracket } => self.brackets.put(seq, bracket),
            AccountEvent::Alert { kind, .. } => match kind.as_str() {
                ALARM => self.mismatched = true,
                ALARM_ENDED => self.mismatched = false,
                _ => {}
            },
            // What is set aside is in the balance.
            AccountEvent::MarginBlocked { .. } | AccountEvent::MarginReleased { .. } | AccountEvent::Repaired { .. } => {}
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

    /// How many orders are in doubt.
    pub fn doubtful_count(&self) -> usize {
        self.doubtful.len()
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

    /// True if the venue took this fill back.
    pub fn is_busted(&self, key: &FillKey) -> bool {
        self.busts.contains_key(key)
    }

    /// What the fills of an order add up to that were not taken back: the difference of the two sets.
    pub fn counts(&self, order: &OrderId) -> Qty {
        let busted = self.busted.get(order).copied().unwrap_or(Qty::ZERO);
        Qty::new(self.filled(order).value().saturating_sub(busted.value()))
    }

    /// What all fills of an order add up to, those that were taken back among them.
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

    /// Brackets that are kept, by name.
    pub fn brackets(&self) -> impl Iterator<Item = &Bracket> {
        self.brackets.all()
    }

    /// Those that are not over.
    pub fn live_brackets(&self) -> impl Iterator<Item = &Bracket> {
        self.brackets.live()
    }

    /// One of them.
    pub fn bracket(&self, id: &OrderId) -> Option<&Bracket> {
        self.brackets.get(id)
    }

    /// The name of the bracket that an order belongs to.
    pub fn bracket_of(&self, order: &OrderId) -> Option<&OrderId> {
        self.brackets.of(order)
    }

    /// Settings.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.settings.values()
    }

    /// True if this setting is known to be so.
    pub fn has_setting(&self, setting: &Setting) -> bool {
        self.settings.get(&setting_key(setting)) == Some(setting)
    }

    /// Times the margin that positions of an instrument may be; `None` until the venue said.
    pub fn leverage(&self, instrument: &InstrumentId) -> Option<Rate> {
        match self.settings.get(&format!("leverage/{instrument}")) {
            Some(Setting::Leverage(_, leverage)) => Some(*leverage),
            _ => None,
        }
    }

    /// True while the kill switch is on: only what reduces is sent.
    pub const fn killed(&self) -> bool {
        self.killed
    }

    /// The dead-man's switch.
    pub const fn dead_man(&self) -> &DeadMan {
        &self.dead_man
    }

    /// True while something that stayed different from what the venue says has not been seen to agree: only what reduces is sent.
    pub const fn mismatched(&self) -> bool {
        self.mismatched
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
}

pub(super) fn setting_key(setting: &Setting) -> String {
    match setting {
        Setting::HedgeMode(_) => "hedge_mode".to_owned(),
        Setting::MultiAsset(_) => "multi_asset".to_owned(),
        Setting::MayTrade(_) => "may_trade".to_owned(),
        Setting::Leverage(instrument, _) => format!("leverage/{instrument}"),
        Setting::MarginMode(instrument, _) => format!("margin_mode/{instrument}"),
        Setting::AccountMargin(_) => "margin_mode".to_owned(),
        Setting::AutoTopUp(instrument, _) => format!("auto_top_up/{instrument}"),
        Setting::Preference(name, _) => format!("preference/{name}"),
        Setting::MakerProtection(kept) => format!("mmp/{}/{}", kept.asset, kept.group),
    }
}
