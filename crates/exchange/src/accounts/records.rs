//! All that the venue keeps of its accounts, and the questions about it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rust_decimal::Decimal;

use crate::accounts::account::{Account, SymbolSettings};
use crate::accounts::algo::AlgoRecord;
use crate::accounts::event::AccountEvent;
use crate::accounts::figures::Sight;
use crate::accounts::ids::{AccountId, AlgoId, AlgoRef, OrderRef, Slot};
use crate::accounts::ledger::{IncomeRecord, Ledger, Place};
use crate::accounts::order::{AmendmentRecord, FillRecord, OrderRecord};
use crate::accounts::orders::Held;
use crate::accounts::position::Position;
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::{MarginType, Rules};
use crate::accounts::timers::Timer;
use crate::market::Market;

/// All accounts of a venue. Read only, from outside.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    pub(crate) rules: Rules,
    pub(crate) accounts: BTreeMap<AccountId, Account>,
    pub(crate) ledger: Ledger,
    pub(crate) events: VecDeque<AccountEvent>,
    pub(crate) lost_events: u64,
    pub(crate) broken: Option<Refusal>,
    pub(crate) timers: BTreeSet<(i64, Timer)>,
    /// Conditional orders that wait for a price, and whose they are.
    pub(crate) waiting: BTreeMap<AlgoId, AccountId>,
    pub(crate) next_seq: u64,
    pub(crate) next_order: u64,
    pub(crate) next_algo: u64,
    pub(crate) next_amendment: u64,
    pub(crate) next_entry: u64,
}

impl Accounts {
    /// Events that wait to be taken at most; beyond, the oldest go and are counted.
    pub const EVENTS_HELD: usize = 100_000;

    /// The venue's books before the first account.
    pub(crate) fn new(rules: Rules) -> Accounts {
        Accounts {
            ledger: Ledger::new(rules.first_tran_id, rules.records_held),
            next_order: rules.first_order_id,
            next_algo: rules.first_algo_id,
            next_seq: 1,
            next_amendment: 1,
            rules,
            ..Accounts::default()
        }
    }

    pub(crate) fn open_account(&mut self) -> Result<AccountId, Refusal> {
        let last = self.accounts.last_key_value().map_or(0, |(id, _)| id.0);
        let id = AccountId(last.checked_add(1).ok_or(Refusal::OutOfRange)?);
        let settings = self.rules.symbols.iter().map(|rule| SymbolSettings { leverage: rule.leverage, margin_type: MarginType::Cross });
        let account = Account {
            id,
            hedge: false,
            multi_assets: false,
            fee_burn: false,
            settings: settings.collect(),
            positions: BTreeMap::new(),
            orders: Default::default(),
            algos: Default::default(),
            fills: VecDeque::new(),
            income: VecDeque::new(),
            amendments: VecDeque::new(),
            countdowns: BTreeMap::new(),
            touched: BTreeMap::new(),
            warned: false,
        };
        self.accounts.insert(id, account);
        Ok(id)
    }

    /// What the venue allows. Without symbols before `open_desk`.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// All accounts, in the order of opening.
    pub fn ids(&self) -> Vec<AccountId> {
        self.accounts.keys().copied().collect()
    }

    /// All money of the venue.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Events that were not taken in time and are gone.
    pub fn lost_events(&self) -> u64 {
        self.lost_events
    }

    /// A figure left the range of a decimal: from then on every command is refused. Never, with bounded rules.
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// An order, open or ended; `None` if there is none or it is forgotten.
    pub fn order(&self, account: AccountId, symbol: usize, order: &OrderRef) -> Option<&OrderRecord> {
        Some(&self.accounts.get(&account)?.orders.find(symbol, order)?.record)
    }

    /// Open orders, by id.
    pub fn open_orders(&self, account: AccountId, symbol: Option<usize>) -> Vec<&OrderRecord> {
        let Some(account) = self.accounts.get(&account) else { return Vec::new() };
        of_symbol(account.orders.open(), symbol)
    }

    /// Orders held, open and ended, by id.
    pub fn orders(&self, account: AccountId, symbol: Option<usize>) -> Vec<&OrderRecord> {
        let Some(account) = self.accounts.get(&account) else { return Vec::new() };
        of_symbol(account.orders.all(), symbol)
    }

    /// Amendments of an order that are held, oldest first.
    pub fn amendments(&self, account: AccountId, symbol: usize, order: &OrderRef) -> Vec<&AmendmentRecord> {
        let Some(account) = self.accounts.get(&account) else { return Vec::new() };
        let Some(held) = account.orders.find(symbol, order) else { return Vec::new() };
        account.amendments.iter().filter(|amendment| amendment.order == held.record.id).collect()
    }

    /// A conditional order, waiting or ended.
    pub fn algo(&self, account: AccountId, algo: &AlgoRef) -> Option<&AlgoRecord> {
        Some(&self.accounts.get(&account)?.algos.find(algo)?.record)
    }

    /// Waiting conditional orders, by id.
    pub fn open_algos(&self, account: AccountId, symbol: Option<usize>) -> Vec<&AlgoRecord> {
        let Some(account) = self.accounts.get(&account) else { return Vec::new() };
        let waiting = account.algos.waiting().map(|held| &held.record);
        waiting.filter(|record| symbol.is_none_or(|symbol| record.symbol == symbol)).collect()
    }

    /// Conditional orders held, waiting and ended, by id.
    pub fn algos(&self, account: AccountId, symbol: Option<usize>) -> Vec<&AlgoRecord> {
        let Some(account) = self.accounts.get(&account) else { return Vec::new() };
        let all = account.algos.all().map(|held| &held.record);
        all.filter(|record| symbol.is_none_or(|symbol| record.symbol == symbol)).collect()
    }

    /// Trades held, oldest first.
    pub fn fills(&self, account: AccountId) -> Option<&VecDeque<FillRecord>> {
        self.accounts.get(&account).map(|account| &account.fills)
    }

    /// Income held, oldest first.
    pub fn income(&self, account: AccountId) -> Option<&VecDeque<IncomeRecord>> {
        self.accounts.get(&account).map(|account| &account.income)
    }

    /// True in hedge mode.
    pub fn hedge_mode(&self, account: AccountId) -> bool {
        self.accounts.get(&account).is_some_and(|account| account.hedge)
    }

    /// True in multi-assets mode.
    pub fn multi_assets(&self, account: AccountId) -> bool {
        self.accounts.get(&account).is_some_and(|account| account.multi_assets)
    }

    /// True if commissions are paid in the discount asset.
    pub fn fee_burn(&self, account: AccountId) -> bool {
        self.accounts.get(&account).is_some_and(|account| account.fee_burn)
    }

    /// Leverage and margin type of a symbol.
    pub fn symbol_settings(&self, account: AccountId, symbol: usize) -> Option<(u32, MarginType)> {
        let settings = self.accounts.get(&account)?.settings.get(symbol)?;
        Some((settings.leverage, settings.margin_type))
    }

    /// A position; flat if it was never opened.
    pub fn position(&self, account: AccountId, slot: Slot) -> Position {
        self.accounts.get(&account).map(|account| account.position(slot)).unwrap_or_default()
    }

    /// All of an asset that an account has, isolated positions included.
    pub fn wallet(&self, account: AccountId, asset: &str) -> Decimal {
        let Some(account) = self.accounts.get(&account) else { return Decimal::ZERO };
        let isolated = account.positions.keys().map(|slot| self.ledger.balance(Place::Isolated(account.id, *slot), asset));
        isolated.fold(self.ledger.balance(Place::Wallet(account.id), asset), |sum, part| sum.checked_add(part).unwrap_or(sum))
    }

    pub(crate) fn account(&self, id: AccountId) -> Result<&Account, Refusal> {
        self.accounts.get(&id).ok_or(Refusal::UnknownAccount)
    }

    pub(crate) fn account_mut(&mut self, id: AccountId) -> Result<&mut Account, Refusal> {
        self.accounts.get_mut(&id).ok_or(Refusal::UnknownAccount)
    }

    pub(crate) fn sight<'a>(&'a self, markets: &'a [Market]) -> Sight<'a> {
        Sight { rules: &self.rules, markets, ledger: &self.ledger }
    }
}

fn of_symbol<'a>(held: impl Iterator<Item = &'a Held>, symbol: Option<usize>) -> Vec<&'a OrderRecord> {
    held.map(|held| &held.record).filter(|record| symbol.is_none_or(|symbol| record.symbol == symbol)).collect()
}
