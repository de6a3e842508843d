//! Orders that depend on a position: what happens to them when it shrinks or is gone.

use crate::accounts::algo::AlgoStatus;
use crate::accounts::draft::reducible;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, AlgoId, OrderId, Slot};
use crate::accounts::order::{ExecutionType, ExpireReason, OrderStatus};
use crate::accounts::orders::Held;
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::order::Side;

impl Accounts {
    /// Expires resting orders that reduce, until those that stay come to no more than the position. Those that would trade
    /// first stay.
    pub(crate) fn trim_reducing(&mut self, floor: &mut Floor<'_>, id: AccountId, slot: Slot) -> Result<(), Refusal> {
        for side in [Side::Buy, Side::Sell] {
            for order in self.surplus(id, slot, side)? {
                floor.withdraw(slot.symbol, order);
                self.end_order(floor, id, order, OrderStatus::Expired, ExpireReason::ReduceOnly, ExecutionType::Expired)?;
            }
        }
        Ok(())
    }

    fn surplus(&self, id: AccountId, slot: Slot, side: Side) -> Result<Vec<OrderId>, Refusal> {
        let account = self.account(id)?;
        let mut reducing: Vec<&Held> = account
            .orders
            .open_of(slot.symbol)
            .filter(|held| held.slot() == slot && held.record.side == side && !held.may_open())
            .collect();
        reducing.sort_by_key(|held| (if side == Side::Buy { -held.ticks } else { held.ticks }, held.entered));
        let mut room = reducible(account, slot, side);
        let mut surplus = Vec::new();
        for held in reducing {
            if held.left() <= room {
                room -= held.left();
            } else {
                surplus.push(held.record.id);
            }
        }
        Ok(surplus)
    }

    /// Expires conditional orders that were to close a position which is gone.
    pub(crate) fn expire_closing(&mut self, floor: &Floor<'_>, id: AccountId, slot: Slot) -> Result<(), Refusal> {
        let account = self.account(id)?;
        let idle = account.algos.waiting().filter(|held| {
            let record = &held.record;
            let of_slot = record.symbol == slot.symbol && record.position_side == slot.side;
            record.close_position && of_slot && reducible(account, slot, record.side) == 0
        });
        let idle: Vec<AlgoId> = idle.map(|held| held.record.id).collect();
        for algo in idle {
            self.end_algo(floor.at_ns, id, algo, AlgoStatus::Expired, "")?;
        }
        Ok(())
    }
}
