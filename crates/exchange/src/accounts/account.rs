//! What the venue keeps of one account.

use std::collections::{BTreeMap, VecDeque};

use crate::accounts::algos::Algos;
use crate::accounts::ids::{AccountId, PositionSide, Slot};
use crate::accounts::ledger::IncomeRecord;
use crate::accounts::order::{AmendmentRecord, FillRecord};
use crate::accounts::orders::Orders;
use crate::accounts::position::Position;
use crate::accounts::rules::MarginType;
use crate::meeting::Holding;
use crate::order::Side;

/// Settings of one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SymbolSettings {
    pub leverage: u32,
    pub margin_type: MarginType,
}

/// One account, but for its money: that is in the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub id: AccountId,
    pub hedge: bool,
    pub multi_assets: bool,
    pub fee_burn: bool,
    /// By symbol; one per symbol of the rules.
    pub settings: Vec<SymbolSettings>,
    /// Positions that were ever opened.
    pub positions: BTreeMap<Slot, Position>,
    pub orders: Orders,
    pub algos: Algos,
    pub fills: VecDeque<FillRecord>,
    pub income: VecDeque<IncomeRecord>,
    pub amendments: VecDeque<AmendmentRecord>,
    /// When all orders of a symbol are to be cancelled, nanoseconds since 1970.
    pub countdowns: BTreeMap<usize, i64>,
    /// Newest change of an asset, nanoseconds since 1970.
    pub touched: BTreeMap<String, i64>,
    /// True after a warning, until the margin ratio has fallen again.
    pub warned: bool,
}

impl Account {
    pub fn position(&self, slot: Slot) -> Position {
        self.positions.get(&slot).copied().unwrap_or_default()
    }

    pub fn margin_type(&self, symbol: usize) -> MarginType {
        self.settings.get(symbol).map_or(MarginType::Cross, |settings| settings.margin_type)
    }

    pub fn leverage(&self, symbol: usize) -> u32 {
        self.settings.get(symbol).map_or(1, |settings| settings.leverage.max(1))
    }

    /// Positions that a symbol can have in the present mode.
    pub fn slots(&self) -> &'static [PositionSide] {
        if self.hedge { &[PositionSide::Long, PositionSide::Short] } else { &[PositionSide::Both] }
    }

    /// True if an order of this side can only bring the position nearer to zero, in hedge mode.
    pub fn closes(position_side: PositionSide, side: Side) -> bool {
        matches!((position_side, side), (PositionSide::Long, Side::Sell) | (PositionSide::Short, Side::Buy))
    }

    /// A position as its book knows it.
    pub fn holding(&self, side: PositionSide) -> Holding {
        (self.id.0, side as u8)
    }
}

/// Adds a record and lets the oldest go beyond `most`.
pub(crate) fn remember<T>(records: &mut VecDeque<T>, record: T, most: usize) {
    records.push_back(record);
    while records.len() > most.max(1) {
        records.pop_front();
    }
}
