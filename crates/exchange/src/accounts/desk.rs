//! Which commands there are, and which questions.
//!
//! Every command names a time: the markets first trade up to it. Market events that happen meanwhile, or that the command
//! causes (books change, trades are printed), are pushed to `events` as by `Exchange::advance`.

use std::collections::VecDeque;

use rust_decimal::Decimal;

use crate::accounts::algo::{AlgoRecord, NewAlgo};
use crate::accounts::event::AccountEvent;
use crate::accounts::ids::{AccountId, AlgoRef, OrderRef, PositionSide, Slot};
use crate::accounts::ledger::IncomeRecord;
use crate::accounts::order::{Amendment, AmendmentRecord, FillRecord, NewOrder, OrderRecord};
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::{MarginType, Rules};
use crate::accounts::statement::Statement;
use crate::exchange::{Event, Exchange};

/// All accounts of a venue: its rules and records. Read only, from outside.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    rules: Option<Rules>,
    events: Vec<AccountEvent>,
}

impl Accounts {
    /// What the venue allows; `None` before `open_desk`.
    pub fn rules(&self) -> Option<&Rules> {
        self.rules.as_ref()
    }

    /// All accounts, in the order of opening.
    pub fn ids(&self) -> Vec<AccountId> {
        Vec::new()
    }

    /// An order, open or ended; `None` if there is none or it is forgotten.
    pub fn order(&self, _account: AccountId, _symbol: usize, _order: &OrderRef) -> Option<&OrderRecord> {
        None
    }

    /// Open orders, by id.
    pub fn open_orders(&self, _account: AccountId, _symbol: Option<usize>) -> Vec<&OrderRecord> {
        Vec::new()
    }

    /// Orders held, open and ended, by id.
    pub fn orders(&self, _account: AccountId, _symbol: Option<usize>) -> Vec<&OrderRecord> {
        Vec::new()
    }

    /// Amendments of an order that are held, oldest first.
    pub fn amendments(&self, _account: AccountId, _symbol: usize, _order: &OrderRef) -> Vec<&AmendmentRecord> {
        Vec::new()
    }

    /// A conditional order, waiting or ended.
    pub fn algo(&self, _account: AccountId, _algo: &AlgoRef) -> Option<&AlgoRecord> {
        None
    }

    /// Waiting conditional orders, by id.
    pub fn open_algos(&self, _account: AccountId, _symbol: Option<usize>) -> Vec<&AlgoRecord> {
        Vec::new()
    }

    /// Conditional orders held, waiting and ended, by id.
    pub fn algos(&self, _account: AccountId, _symbol: Option<usize>) -> Vec<&AlgoRecord> {
        Vec::new()
    }

    /// Trades held, oldest first.
    pub fn fills(&self, _account: AccountId) -> Option<&VecDeque<FillRecord>> {
        None
    }

    /// Income held, oldest first.
    pub fn income(&self, _account: AccountId) -> Option<&VecDeque<IncomeRecord>> {
        None
    }

    /// True in hedge mode.
    pub fn hedge_mode(&self, _account: AccountId) -> bool {
        false
    }

    /// True in multi-assets mode.
    pub fn multi_assets(&self, _account: AccountId) -> bool {
        false
    }

    /// True if commissions are paid in the discount asset.
    pub fn fee_burn(&self, _account: AccountId) -> bool {
        false
    }

    /// Leverage and margin type of a symbol.
    pub fn symbol_settings(&self, _account: AccountId, _symbol: usize) -> Option<(u32, MarginType)> {
        None
    }

    /// Signed amount of a position; zero when flat.
    pub fn position(&self, _account: AccountId, _slot: Slot) -> Decimal {
        Decimal::ZERO
    }
}

/// Why money is moved in or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferKind {
    /// In, if positive, else out: told as `Deposit` or `Withdraw`.
    Deposit,
    /// Between the owner's wallets: told as `AssetTransfer`.
    Wallets,
}

impl Exchange {
    /// Opens the venue for accounts. Once, before the first account. Refused if the rules do not fit the markets.
    pub fn open_desk(&mut self, _rules: Rules) -> Result<(), Refusal> {
        Err(Refusal::OutOfRange)
    }

    /// Opens an account without money, in one-way mode, cross margin.
    pub fn open_account(&mut self) -> Result<AccountId, Refusal> {
        Err(Refusal::OutOfRange)
    }

    /// The accounts' records.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Takes what accounts are to be told, in order of `seq`. At most [`Accounts::EVENTS_HELD`] wait; the oldest go.
    pub fn take_account_events(&mut self) -> Vec<AccountEvent> {
        std::mem::take(&mut self.accounts.events)
    }

    /// What an account has, owes, and could still do, at the present mark prices.
    pub fn statement(&self, _account: AccountId) -> Result<Statement, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Checks an order as `place` would, and does nothing.
    pub fn check(&self, _account: AccountId, _order: &NewOrder) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Places an order. Returns it as it is after it has taken what it could; the first event of it tells it as accepted.
    pub fn place(&mut self, _at_ns: i64, _account: AccountId, _order: &NewOrder, _events: &mut Vec<Event>) -> Result<OrderRecord, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Changes price or quantity of a resting limit order; it keeps its ids and loses its place in the queue.
    pub fn amend(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _symbol: usize,
        _order: &OrderRef,
        _change: &Amendment,
        _events: &mut Vec<Event>,
    ) -> Result<OrderRecord, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Cancels an open order.
    pub fn cancel(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _symbol: usize,
        _order: &OrderRef,
        _events: &mut Vec<Event>,
    ) -> Result<OrderRecord, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Cancels every open order of a symbol, oldest first; conditional orders stay. Returns how many.
    pub fn cancel_all(&mut self, _at_ns: i64, _account: AccountId, _symbol: usize, _events: &mut Vec<Event>) -> Result<usize, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Cancels every open order of a symbol after `after_ms`, unless set anew before; 0 stops the timer.
    pub fn countdown(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _symbol: usize,
        _after_ms: i64,
        _events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Places a conditional order. Margin is checked when it triggers.
    pub fn place_algo(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _algo: &NewAlgo,
        _events: &mut Vec<Event>,
    ) -> Result<AlgoRecord, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Cancels a waiting conditional order.
    pub fn cancel_algo(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _algo: &AlgoRef,
        _events: &mut Vec<Event>,
    ) -> Result<AlgoRecord, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Cancels every waiting conditional order of a symbol. Returns how many.
    pub fn cancel_all_algos(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _symbol: usize,
        _events: &mut Vec<Event>,
    ) -> Result<usize, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Sets the leverage of a symbol; returns the largest notional at it.
    pub fn set_leverage(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _symbol: usize,
        _leverage: u32,
        _events: &mut Vec<Event>,
    ) -> Result<Decimal, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Sets the margin type of a symbol.
    pub fn set_margin_type(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _symbol: usize,
        _margin_type: MarginType,
        _events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Switches between one-way and hedge mode.
    pub fn set_hedge_mode(&mut self, _at_ns: i64, _account: AccountId, _on: bool, _events: &mut Vec<Event>) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Switches multi-assets mode.
    pub fn set_multi_assets(&mut self, _at_ns: i64, _account: AccountId, _on: bool, _events: &mut Vec<Event>) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Switches paying commissions in the discount asset. No change needed is no error.
    pub fn set_fee_burn(&mut self, _at_ns: i64, _account: AccountId, _on: bool, _events: &mut Vec<Event>) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Adds margin to an isolated position (`amount` above zero) or takes some back (below).
    pub fn move_margin(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _symbol: usize,
        _side: Option<PositionSide>,
        _amount: Decimal,
        _events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Moves money in (`amount` above zero) or out; returns the transaction's id. Out only as far as it is not needed.
    pub fn transfer(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _asset: &str,
        _amount: Decimal,
        _kind: TransferKind,
        _events: &mut Vec<Event>,
    ) -> Result<u64, Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Holds the mark price of a symbol where a test wants it, from now on and at once; `None` lets it go.
    pub fn pin_mark(&mut self, _at_ns: i64, _symbol: usize, _mark: Option<Decimal>, _events: &mut Vec<Event>) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Liquidates a position now, whatever its margin.
    pub fn liquidate(&mut self, _at_ns: i64, _account: AccountId, _slot: Slot, _events: &mut Vec<Event>) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Deleverages a position now: `quantity` of it (all, if `None`) is closed at the mark price, without commission.
    pub fn deleverage(
        &mut self,
        _at_ns: i64,
        _account: AccountId,
        _slot: Slot,
        _quantity: Option<Decimal>,
        _events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }

    /// Settles funding now, at this rate instead of the market's; the schedule stays as it is.
    pub fn settle_funding(&mut self, _at_ns: i64, _symbol: usize, _rate: Decimal, _events: &mut Vec<Event>) -> Result<(), Refusal> {
        Err(Refusal::UnknownAccount)
    }
}

impl Accounts {
    /// Events that wait at most.
    pub const EVENTS_HELD: usize = 1_000_000;
}
