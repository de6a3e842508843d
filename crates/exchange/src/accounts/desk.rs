//! Which commands there are.
//!
//! Every command names a time: the markets first trade up to it. Market events that happen meanwhile, or that the command
//! causes (books change, trades are printed), are pushed to `events` as by `Exchange::advance`. A refused command has
//! changed nothing; the markets have traded up to its time all the same.

use rust_decimal::Decimal;

use crate::accounts::algo::{AlgoRecord, NewAlgo};
use crate::accounts::draft::Sender;
use crate::accounts::event::AccountEvent;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, AlgoRef, OrderRef, PositionSide, Slot};
use crate::accounts::order::{Amendment, NewOrder, OrderRecord};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::{MarginType, Rules};
use crate::accounts::statement::Statement;
use crate::accounts::transfer::TransferKind;
use crate::exchange::{Event, Exchange};

impl Exchange {
    /// Opens the venue for accounts. Once, before the first account; refused if the rules do not fit the markets.
    pub fn open_desk(&mut self, rules: Rules) -> Result<(), Refusal> {
        rules.validate(self.markets().iter().map(|market| &market.spec))?;
        if !self.accounts.ids().is_empty() {
            return Err(Refusal::BadValue("rules"));
        }
        self.accounts = Accounts::new(rules);
        Ok(())
    }

    /// Opens an account without money, in one-way mode, cross margin.
    pub fn open_account(&mut self) -> Result<AccountId, Refusal> {
        if self.accounts.rules().symbols.is_empty() {
            return Err(Refusal::UnknownSymbol);
        }
        self.accounts.open_account()
    }

    /// The accounts' records.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Takes what accounts are to be told, in order of `seq`. At most [`Accounts::EVENTS_HELD`] wait; the oldest go.
    pub fn take_account_events(&mut self) -> Vec<AccountEvent> {
        self.accounts.events.drain(..).collect()
    }

    /// What an account has, owes, and could still do, at the present mark prices.
    pub fn statement(&self, account: AccountId) -> Result<Statement, Refusal> {
        Statement::of(self.accounts.sight(self.markets()), self.accounts.account(account)?)
    }

    /// Checks an order as `place` would now, and does nothing.
    pub fn check(&self, account: AccountId, order: &NewOrder) -> Result<(), Refusal> {
        self.accounts.draft(self.markets(), self.now_ns(), account, order, Sender::Client).map(|_| ())
    }

    /// Places an order. Returns it as it is after it has taken what it could; the first event of it tells it as accepted.
    pub fn place(&mut self, at_ns: i64, account: AccountId, order: &NewOrder, events: &mut Vec<Event>) -> Result<OrderRecord, Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            let draft = accounts.draft(floor.markets, floor.at_ns, account, order, Sender::Client)?;
            let id = accounts.accept(floor, draft)?;
            accounts.react(floor)?;
            accounts.record(account, id)
        })
    }

    /// Changes price or quantity of a resting limit order; it keeps its ids and loses its place in the queue. It is
    /// cancelled instead if it has traded the new quantity already, or if it is post-only and would take.
    pub fn amend(
        &mut self,
        at_ns: i64,
        account: AccountId,
        symbol: usize,
        order: &OrderRef,
        change: &Amendment,
        events: &mut Vec<Event>,
    ) -> Result<OrderRecord, Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            let amended = accounts.amend(floor, account, symbol, order, change)?;
            accounts.react(floor)?;
            accounts.record(account, amended.id)
        })
    }

    /// Cancels an open order.
    pub fn cancel(
        &mut self,
        at_ns: i64,
        account: AccountId,
        symbol: usize,
        order: &OrderRef,
        events: &mut Vec<Event>,
    ) -> Result<OrderRecord, Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.cancel(floor, account, symbol, order))
    }

    /// Cancels every open order of a symbol, oldest first; conditional orders stay. Returns how many.
    pub fn cancel_all(&mut self, at_ns: i64, account: AccountId, symbol: usize, events: &mut Vec<Event>) -> Result<usize, Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.cancel_all(floor, account, symbol))
    }

    /// Cancels every open order of a symbol after `after_ms`, unless set anew before; 0 stops the timer. Conditional
    /// orders stay.
    pub fn countdown(
        &mut self,
        at_ns: i64,
        account: AccountId,
        symbol: usize,
        after_ms: i64,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.countdown(floor, account, symbol, after_ms))
    }

    /// Places a conditional order. Margin is checked when it triggers.
    pub fn place_algo(&mut self, at_ns: i64, account: AccountId, algo: &NewAlgo, events: &mut Vec<Event>) -> Result<AlgoRecord, Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            let id = accounts.place_algo(floor, account, algo)?;
            accounts.react(floor)?;
            let held = accounts.account(account)?.algos.get(id);
            held.map(|held| held.record.clone()).ok_or(Refusal::UnknownOrder)
        })
    }

    /// Cancels a waiting conditional order.
    pub fn cancel_algo(&mut self, at_ns: i64, account: AccountId, algo: &AlgoRef, events: &mut Vec<Event>) -> Result<AlgoRecord, Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.cancel_algo(floor, account, algo))
    }

    /// Cancels every waiting conditional order of a symbol. Returns how many.
    pub fn cancel_all_algos(&mut self, at_ns: i64, account: AccountId, symbol: usize, events: &mut Vec<Event>) -> Result<usize, Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.cancel_all_algos(floor, account, symbol))
    }

    /// Sets the leverage of a symbol; returns the largest notional at it.
    pub fn set_leverage(
        &mut self,
        at_ns: i64,
        account: AccountId,
        symbol: usize,
        leverage: u32,
        events: &mut Vec<Event>,
    ) -> Result<Decimal, Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.set_leverage(floor, account, symbol, leverage))
    }

    /// Sets the margin type of a symbol.
    pub fn set_margin_type(
        &mut self,
        at_ns: i64,
        account: AccountId,
        symbol: usize,
        margin_type: MarginType,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.set_margin_type(floor, account, symbol, margin_type))
    }

    /// Switches between one-way and hedge mode.
    pub fn set_hedge_mode(&mut self, at_ns: i64, account: AccountId, on: bool, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, _| accounts.set_hedge_mode(account, on))
    }

    /// Switches multi-assets mode.
    pub fn set_multi_assets(&mut self, at_ns: i64, account: AccountId, on: bool, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.set_multi_assets(floor, account, on))
    }

    /// Switches paying commissions in the discount asset. No change needed is no error.
    pub fn set_fee_burn(&mut self, at_ns: i64, account: AccountId, on: bool, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, _| accounts.set_fee_burn(account, on))
    }

    /// Adds margin to an isolated position (`amount` above zero) or takes some back (below).
    pub fn move_margin(
        &mut self,
        at_ns: i64,
        account: AccountId,
        symbol: usize,
        side: Option<PositionSide>,
        amount: Decimal,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.move_margin(floor, account, symbol, side, amount))
    }

    /// Moves money in (`amount` above zero) or out; returns the transaction's id. Out only as far as it is not needed.
    pub fn transfer(
        &mut self,
        at_ns: i64,
        account: AccountId,
        asset: &str,
        amount: Decimal,
        kind: TransferKind,
        events: &mut Vec<Event>,
    ) -> Result<u64, Refusal> {
        self.command(at_ns, events, |accounts, floor| accounts.transfer(floor, account, asset, amount, kind))
    }

    /// Lets markets trade up to `at_ns`, then gives a command to the accounts.
    fn command<T>(
        &mut self,
        at_ns: i64,
        events: &mut Vec<Event>,
        act: impl FnOnce(&mut Accounts, &mut Floor<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.advance(at_ns, events);
        self.on_floor(events, |accounts, floor| {
            if let Some(broken) = &accounts.broken {
                return Err(broken.clone());
            }
            let done = act(accounts, floor);
            if let Err(Refusal::OutOfRange) = done {
                accounts.broken = Some(Refusal::OutOfRange);
            }
            done
        })
    }
}

/// For tests and referees: what a venue's client cannot ask for.
impl Exchange {
    /// Holds the mark price of a symbol, at once and from now on; `None` lets it go. Whatever follows, happens: triggers,
    /// warnings, liquidations.
    pub fn pin_mark(&mut self, at_ns: i64, symbol: usize, mark: Option<Decimal>, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            let highest = accounts.rules.symbols.get(symbol).ok_or(Refusal::UnknownSymbol)?.max_price;
            if mark.is_some_and(|mark| mark <= Decimal::ZERO || mark > highest) {
                return Err(Refusal::BadValue("mark"));
            }
            let in_e8 = |mark: Decimal| mark.checked_mul(Decimal::from(100_000_000)).and_then(|units| i64::try_from(units.trunc()).ok());
            let mark_e8 = mark.map(|mark| in_e8(mark).ok_or(Refusal::BadValue("mark"))).transpose()?;
            floor.markets.get_mut(symbol).ok_or(Refusal::UnknownSymbol)?.marks.pin(mark_e8);
            accounts.marks_moved(floor)
        })
    }

    /// Lets the anonymous traders of a symbol rest, or go on within a tenth of a second.
    pub fn hold(&mut self, at_ns: i64, symbol: usize, held: bool, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |_, floor| {
            floor.markets.get_mut(symbol).ok_or(Refusal::UnknownSymbol)?.held = held;
            Ok(())
        })
    }

    /// Sets what one unit of an asset is worth in US dollars.
    pub fn set_index(&mut self, at_ns: i64, asset: &str, index: Decimal, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            if index <= Decimal::ZERO || index > Decimal::from(1_000_000_000) || index.scale() > 8 {
                return Err(Refusal::BadValue("index"));
            }
            let rule = accounts.rules.assets.iter_mut().find(|rule| rule.name == asset);
            rule.ok_or(Refusal::UnknownAsset)?.index = index;
            accounts.marks_moved(floor)
        })
    }

    /// Liquidates a position now, whatever its margin.
    pub fn liquidate(&mut self, at_ns: i64, account: AccountId, slot: Slot, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            accounts.liquidate(floor, account, slot)?;
            accounts.react(floor)
        })
    }

    /// Deleverages a position now: `quantity` of it (all, if `None`) is closed at the mark price, without commission.
    pub fn deleverage(
        &mut self,
        at_ns: i64,
        account: AccountId,
        slot: Slot,
        quantity: Option<Decimal>,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            accounts.deleverage(floor, account, slot, quantity)?;
            accounts.react(floor)
        })
    }

    /// Settles a symbol now: orders end, and every position is closed at the mark price, without commission.
    pub fn settle(&mut self, at_ns: i64, symbol: usize, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            accounts.wind_up(floor, symbol)?;
            accounts.react(floor)
        })
    }

    /// Settles funding of a symbol now at the mark price and this rate (−1 to 1); the schedule stays as it is.
    pub fn settle_funding(&mut self, at_ns: i64, symbol: usize, rate: Decimal, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.command(at_ns, events, |accounts, floor| {
            if rate.abs() > Decimal::ONE || rate.scale() > 8 {
                return Err(Refusal::BadValue("rate"));
            }
            let mark = accounts.sight(floor.markets).mark(symbol)?;
            accounts.settle_funding(floor, symbol, mark, rate)
        })
    }
}
