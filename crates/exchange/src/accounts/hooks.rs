//! What the markets set off: trades against resting orders of accounts, new mark prices, funding, a restart.

use rust_decimal::Decimal;

use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, OrderId, Slot};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;

impl Accounts {
    /// True while there is nobody to look after.
    pub(crate) fn is_idle(&self) -> bool {
        self.accounts.is_empty() || self.broken.is_some()
    }

    /// An anonymous trader has traded in a market.
    pub(crate) fn market_traded(&mut self, floor: &mut Floor<'_>, symbol: usize) {
        let Some(deal) = floor.newest(symbol) else { return };
        let done = self.settle(floor, symbol, None, &deal).and_then(|touched| self.follow_up(floor, &touched));
        let done = done.and_then(|()| self.react(floor));
        self.note(done);
    }

    /// A second is over: `settled` are the symbols whose funding was settled with it.
    pub(crate) fn second_passed(&mut self, floor: &mut Floor<'_>, settled: &[usize]) {
        let done = self.second(floor, settled);
        self.note(done);
    }

    fn second(&mut self, floor: &mut Floor<'_>, settled: &[usize]) -> Result<(), Refusal> {
        for symbol in settled {
            let record = floor.markets.get(*symbol).and_then(|market| market.marks.settled().back().copied());
            if let Some(record) = record {
                self.settle_funding(floor, *symbol, Decimal::new(record.mark_e8, 8), Decimal::new(record.rate_e8, 8))?;
            }
        }
        self.marks_moved(floor)
    }

    /// Mark prices have changed.
    pub(crate) fn marks_moved(&mut self, floor: &mut Floor<'_>) -> Result<(), Refusal> {
        self.react(floor)?;
        self.supervise(floor)?;
        self.react(floor)
    }

    /// What was due has come.
    pub(crate) fn time_came(&mut self, floor: &mut Floor<'_>) {
        let done = self.fire(floor);
        self.note(done);
    }

    /// The books were opened anew, with other ids. Orders of accounts are put back in the order in which they had come;
    /// what they can take of the new books, they take. A post-only order that would take expires.
    pub(crate) fn reopen(&mut self, floor: &mut Floor<'_>) {
        let done = self.put_back(floor);
        self.note(done);
    }

    fn put_back(&mut self, floor: &mut Floor<'_>) -> Result<(), Refusal> {
        let mut slots: Vec<(AccountId, Slot)> = Vec::new();
        let mut orders: Vec<(u64, AccountId, OrderId)> = Vec::new();
        for account in self.accounts.values() {
            slots.extend(account.positions.keys().map(|slot| (account.id, *slot)));
            orders.extend(account.orders.open().map(|held| (held.entered, account.id, held.record.id)));
        }
        orders.sort_unstable();
        for (id, slot) in slots {
            self.tell_book(floor, id, slot)?;
        }
        for (_, id, order) in orders {
            let open = self.account(id)?.orders.get(order).is_some_and(|held| held.record.status.is_open());
            if open {
                self.enter(floor, id, order)?;
            }
        }
        self.react(floor)
    }

    /// Keeps a failure: from then on every command is refused.
    pub(crate) fn note<T>(&mut self, done: Result<T, Refusal>) {
        if let Err(refusal) = done {
            self.broken.get_or_insert(refusal);
        }
    }
}
