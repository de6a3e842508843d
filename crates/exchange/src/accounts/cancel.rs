//! Taking orders back.

use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, OrderId, OrderRef};
use crate::accounts::order::{ExecutionType, ExpireReason, OrderRecord, OrderStatus};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;

impl Accounts {
    pub(crate) fn cancel(&mut self, floor: &mut Floor<'_>, id: AccountId, symbol: usize, order: &OrderRef) -> Result<OrderRecord, Refusal> {
        if symbol >= self.rules.symbols.len() {
            return Err(Refusal::UnknownSymbol);
        }
        let held = self.account(id)?.orders.find(symbol, order).ok_or(Refusal::UnknownOrder)?;
        if !held.record.status.is_open() {
            return Err(Refusal::UnknownOrder);
        }
        let order = held.record.id;
        self.take_back(floor, id, symbol, order)?;
        self.record(id, order)
    }

    pub(crate) fn cancel_all(&mut self, floor: &mut Floor<'_>, id: AccountId, symbol: usize) -> Result<usize, Refusal> {
        if symbol >= self.rules.symbols.len() {
            return Err(Refusal::UnknownSymbol);
        }
        let open: Vec<OrderId> = self.account(id)?.orders.open_of(symbol).map(|held| held.record.id).collect();
        for order in &open {
            self.take_back(floor, id, symbol, *order)?;
        }
        Ok(open.len())
    }

    pub(crate) fn take_back(&mut self, floor: &mut Floor<'_>, id: AccountId, symbol: usize, order: OrderId) -> Result<(), Refusal> {
        floor.withdraw(symbol, order);
        self.end_order(floor, id, order, OrderStatus::Canceled, ExpireReason::None, ExecutionType::Canceled)
    }

    /// An order as it is now.
    pub(crate) fn record(&self, id: AccountId, order: OrderId) -> Result<OrderRecord, Refusal> {
        self.account(id)?.orders.get(order).map(|held| held.record.clone()).ok_or(Refusal::UnknownOrder)
    }
}
