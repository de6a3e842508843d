//! How much does an account hold, and what would end it? For referees that look often.

use rust_decimal::Decimal;
use twinline_exchange::accounts::{AccountId, Accounts, AlgoKind, AlgoStatus, OrderStatus, PositionSide, Slot};
use twinline_exchange::{Side, SymbolSpec};

/// What an account holds of one symbol in one-way mode, and the orders that would end it. Quantities in the base asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exposure {
    /// The position; negative when short.
    pub held: Decimal,
    /// All that was ever bought.
    pub bought: Decimal,
    /// What stops that wait for their price would end.
    pub stops: Decimal,
    /// What take-profits that wait for their price would end.
    pub takes: Decimal,
    /// What sales in the book have not executed yet: a stop that was set off, or a close.
    pub leaving: Decimal,
}

impl Exposure {
    pub(crate) fn of(accounts: &Accounts, account: AccountId, symbol: usize, spec: &SymbolSpec) -> Self {
        let slot = Slot { symbol, side: PositionSide::Both };
        let mut seen = Self { held: spec.quantity(accounts.position(account, slot).lots), ..Self::default() };
        for order in accounts.orders(account, Some(symbol)) {
            match order.side {
                Side::Buy => seen.bought += order.executed,
                Side::Sell if matches!(order.status, OrderStatus::New | OrderStatus::PartiallyFilled) => {
                    seen.leaving += order.quantity - order.executed;
                }
                Side::Sell => {}
            }
        }
        for algo in accounts.algos(account, Some(symbol)).into_iter().filter(|algo| algo.status == AlgoStatus::New) {
            let ends = if algo.close_position { seen.held.abs() } else { algo.quantity };
            match algo.kind {
                AlgoKind::Stop | AlgoKind::StopMarket => seen.stops += ends,
                AlgoKind::TakeProfit | AlgoKind::TakeProfitMarket => seen.takes += ends,
                AlgoKind::TrailingStopMarket => {}
            }
        }
        seen
    }
}
