//! What happens by time alone: countdowns, and orders that are good till a date.

use crate::accounts::algo::AlgoStatus;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, AlgoId, OrderId};
use crate::accounts::order::{ExecutionType, ExpireReason, OrderStatus};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;

/// Something that is due at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// All orders of a symbol are cancelled.
    Countdown(AccountId, usize),
    /// An order expires.
    Order(AccountId, OrderId),
    /// A conditional order expires.
    Algo(AccountId, AlgoId),
}

impl Accounts {
    /// When something is due next, nanoseconds since 1970; never, if nothing is.
    pub(crate) fn next_timer_ns(&self) -> i64 {
        self.timers.first().map_or(i64::MAX, |(due_ns, _)| *due_ns)
    }

    /// Does what is due first.
    pub(crate) fn fire(&mut self, floor: &mut Floor<'_>) -> Result<(), Refusal> {
        let Some((_, timer)) = self.timers.pop_first() else { return Ok(()) };
        match timer {
            Timer::Countdown(account, symbol) => {
                self.account_mut(account)?.countdowns.remove(&symbol);
                self.cancel_all(floor, account, symbol).map(|_| ())
            }
            Timer::Order(account, order) => {
                let symbol = self.account(account)?.orders.get(order).map(|held| held.record.symbol);
                floor.withdraw(symbol.ok_or(Refusal::UnknownOrder)?, order);
                self.end_order(floor, account, order, OrderStatus::Expired, ExpireReason::None, ExecutionType::Expired)
            }
            Timer::Algo(account, algo) => self.end_algo(floor.at_ns, account, algo, AlgoStatus::Expired, ""),
        }
    }

    /// Cancels every open order of a symbol after `after_ms`, unless set anew before; 0 stops the timer.
    pub(crate) fn countdown(&mut self, floor: &Floor<'_>, id: AccountId, symbol: usize, after_ms: i64) -> Result<(), Refusal> {
        const LONGEST_MS: i64 = 366 * 86_400_000;
        if symbol >= self.rules.symbols.len() {
            return Err(Refusal::UnknownSymbol);
        }
        if !(0..=LONGEST_MS).contains(&after_ms) {
            return Err(Refusal::BadValue("countdownTime"));
        }
        let account = self.account_mut(id)?;
        let before = account.countdowns.remove(&symbol);
        let due_ns = (after_ms > 0).then(|| floor.at_ns.saturating_add(after_ms * 1_000_000));
        if let Some(due_ns) = due_ns {
            account.countdowns.insert(symbol, due_ns);
        }
        if let Some(before) = before {
            self.timers.remove(&(before, Timer::Countdown(id, symbol)));
        }
        if let Some(due_ns) = due_ns {
            self.timers.insert((due_ns, Timer::Countdown(id, symbol)));
        }
        Ok(())
    }
}
