//! What do events add up to?

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rust_decimal::Decimal;
use twinline_model::InstrumentId;

use crate::accounts::{AccountId, Ledger, OrderId};
use crate::paper::event::{Event, What};
use crate::paper::index::Index;
use crate::paper::listing::Listed;
use crate::paper::places::{Kind, Place};
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Fill, Holding, Order};

/// One account, but for its money: that is in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Newest event.
    pub seq: u64,
    /// True if it takes no orders.
    pub frozen: bool,
    /// How often it began anew.
    pub resets: u64,
    /// True since a warning, until it has more again.
    pub warned: bool,
    /// Orders: all that are open, and the newest that are over.
    pub orders: BTreeMap<OrderId, Order>,
    /// Those that are open.
    pub open: BTreeSet<OrderId>,
    /// Names of the orders that are held.
    pub names: BTreeMap<String, OrderId>,
    /// What is or was held.
    pub holdings: BTreeMap<Listed, Holding>,
    /// Leverage and margin mode, where somebody set them.
    pub leverage: BTreeMap<Listed, (u32, bool)>,
    /// The newest fills.
    pub fills: VecDeque<Fill>,
    /// Orders that are over, in the order of their end.
    over: VecDeque<OrderId>,
}

/// All accounts and all money.
#[derive(Debug, Clone, Default)]
pub struct State {
    accounts: BTreeMap<AccountId, Account>,
    named: BTreeMap<String, AccountId>,
    ledger: Ledger<Place, Kind>,
    index: Index,
    last_order: u64,
    kept: usize,
}

/// What was before an event.
#[derive(Debug)]
pub(crate) enum Undo {
    Account(AccountId),
    Head { id: AccountId, frozen: bool, resets: u64, warned: bool },
    Leverage(AccountId, Listed, Option<(u32, bool)>),
    Order(AccountId, OrderId, Option<Box<Order>>),
    Fill(AccountId),
    Holding(AccountId, Listed, Option<Box<Holding>>),
    Posted,
}

impl State {
    /// Nothing, with room for so many orders that are over and fills of an account, and transactions of all.
    pub fn new(kept: usize, transactions: usize) -> Self {
        Self { ledger: Ledger::new(1, transactions), kept, ..Self::default() }
    }

    /// All accounts.
    pub fn accounts(&self) -> &BTreeMap<AccountId, Account> {
        &self.accounts
    }

    /// Whose name this is.
    pub fn named(&self, name: &str) -> Option<AccountId> {
        self.named.get(name).copied()
    }

    /// One account.
    pub fn account(&self, id: AccountId) -> Result<&Account, Refusal> {
        self.accounts.get(&id).ok_or(Refusal::UnknownAccount)
    }

    /// An order that is held.
    pub fn order(&self, account: AccountId, id: OrderId) -> Result<&Order, Refusal> {
        self.account(account)?.orders.get(&id).ok_or(Refusal::UnknownOrder)
    }

    /// All money.
    pub fn ledger(&self) -> &Ledger<Place, Kind> {
        &self.ledger
    }

    /// What a place holds.
    pub fn balance(&self, place: Place, unit: &str) -> Decimal {
        self.ledger.balance(place, unit)
    }

    /// Open orders and positions by what they wait for.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Instruments that anybody holds or has open orders of; some are named twice.
    pub fn engaged(&self) -> impl Iterator<Item = &InstrumentId> {
        self.index.engaged()
    }

    /// The number of the next order.
    pub(crate) fn next_order(&self) -> OrderId {
        OrderId(self.last_order + 1)
    }

    /// Adds an event; those of an account in the order of their numbers. Refused, with nothing changed, if it does not
    /// belong here.
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        self.change(event).map(drop)?;
        self.forget(event.account);
        Ok(())
    }

    pub(crate) fn change(&mut self, event: &Event) -> Result<Undo, Refusal> {
        let id = event.account;
        if let What::Opened { name } = &event.what {
            self.named.insert(name.clone(), id);
            self.accounts.insert(id, Account { name: name.clone(), seq: event.seq, ..Account::default() });
            return Ok(Undo::Account(id));
        }
        let account = self.accounts.get_mut(&id).ok_or(Refusal::UnknownAccount)?;
        let head = Undo::Head { id, frozen: account.frozen, resets: account.resets, warned: account.warned };
        let undo = match &event.what {
            What::Opened { .. } => head,
            What::Frozen(frozen) => {
                account.frozen = *frozen;
                head
            }
            What::Reset => {
                account.resets += 1;
                head
            }
            What::Warned { .. } | What::Calm => {
                account.warned = !matches!(event.what, What::Calm);
                head
            }
            What::Leverage { listed, leverage, isolated } => {
                Undo::Leverage(id, listed.clone(), account.leverage.insert(listed.clone(), (*leverage, *isolated)))
            }
            What::Order(_, order) => {
                let before = self.put(order);
                Undo::Order(id, order.id, before.map(Box::new))
            }
            What::Fill(fill) => {
                account.fills.push_back((**fill).clone());
                Undo::Fill(id)
            }
            What::Holding(holding) => {
                let before = account.holdings.insert(holding.listed.clone(), (**holding).clone());
                self.index.hold(id, before.as_ref(), Some(holding));
                Undo::Holding(id, holding.listed.clone(), before.map(Box::new))
            }
            What::Posted { kind, postings } => {
                self.ledger.post(*kind, event.at_ns, postings.clone())?;
                Undo::Posted
            }
        };
        if let Some(account) = self.accounts.get_mut(&id) {
            account.seq = event.seq;
        }
        Ok(undo)
    }

    /// Takes the newest event back.
    pub(crate) fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Account(id) => {
                if let Some(account) = self.accounts.remove(&id) {
                    self.named.remove(&account.name);
                }
            }
            Undo::Posted => self.ledger.unpost(),
            Undo::Order(id, order, None) => self.remove(id, order),
            Undo::Order(_, _, Some(before)) => drop(self.put(&before)),
            Undo::Head { id, frozen, resets, warned } => {
                if let Some(account) = self.accounts.get_mut(&id) {
                    (account.frozen, account.resets, account.warned) = (frozen, resets, warned);
                }
            }
            Undo::Leverage(id, listed, before) => {
                if let Some(account) = self.accounts.get_mut(&id) {
                    restore(&mut account.leverage, listed, before);
                }
            }
            Undo::Fill(id) => {
                if let Some(account) = self.accounts.get_mut(&id) {
                    account.fills.pop_back();
                }
            }
            Undo::Holding(id, listed, before) => {
                if let Some(account) = self.accounts.get_mut(&id) {
                    self.index.hold(id, account.holdings.get(&listed), before.as_deref());
                    restore(&mut account.holdings, listed, before.map(|holding| *holding));
                }
            }
        }
    }

    pub(crate) fn set_seq(&mut self, id: AccountId, seq: u64) {
        if let Some(account) = self.accounts.get_mut(&id) {
            account.seq = seq;
        }
    }

    /// Lets the oldest orders that are over, and fills, go.
    pub(crate) fn forget(&mut self, id: AccountId) {
        let Some(account) = self.accounts.get_mut(&id) else { return };
        while account.over.len() > self.kept {
            let Some(order) = account.over.pop_front() else { break };
            if let Some(name) = account.orders.remove(&order).and_then(|order| order.client_id) {
                account.names.remove(&name);
            }
        }
        while account.fills.len() > self.kept {
            account.fills.pop_front();
        }
    }

    fn put(&mut self, order: &Order) -> Option<Order> {
        let account = self.accounts.get_mut(&order.account)?;
        self.last_order = self.last_order.max(order.id.0);
        let before = account.orders.insert(order.id, order.clone());
        if let Some(name) = &order.client_id {
            account.names.insert(name.clone(), order.id);
        }
        let was_over = before.as_ref().is_some_and(Order::is_over);
        if let Some(before) = before.as_ref().filter(|before| !before.is_over()) {
            self.index.remove(before);
        }
        self.index.add(order);
        if order.is_over() {
            if !was_over {
                account.over.push_back(order.id);
            }
            account.open.remove(&order.id);
        } else {
            if was_over {
                account.over.pop_back();
            }
            account.open.insert(order.id);
        }
        before
    }

    fn remove(&mut self, id: AccountId, order: OrderId) {
        let Some(account) = self.accounts.get_mut(&id) else { return };
        account.open.remove(&order);
        if account.over.back() == Some(&order) {
            account.over.pop_back();
        }
        let Some(gone) = account.orders.remove(&order) else { return };
        if let Some(name) = &gone.client_id {
            account.names.remove(name);
        }
        if !gone.is_over() {
            self.index.remove(&gone);
        }
        self.last_order = self.last_order.min(order.0 - 1);
    }
}

fn restore<T>(map: &mut BTreeMap<Listed, T>, key: Listed, before: Option<T>) {
    match before {
        Some(before) => drop(map.insert(key, before)),
        None => drop(map.remove(&key)),
    }
}
