//! What else moves money?

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use twinline_model::{InstrumentId, TriggerBy};

use crate::accounts::AccountId;
use crate::accounts::money::{LARGEST_AMOUNT, add, mul};
use crate::paper::engine::Paper;
use crate::paper::event::What;
use crate::paper::listing::{Listed, Product, near};
use crate::paper::places::{Kind, Place};
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Holding, Order};

impl Paper {
    pub(crate) fn open(&mut self, name: &str, deposits: &[(String, Decimal)]) -> Result<AccountId, Refusal> {
        if self.state.named(name).is_some() {
            return Err(Refusal::DuplicateAccount);
        }
        let last = self.state.accounts().last_key_value().map_or(0, |(id, _)| id.0);
        let id = AccountId(last.checked_add(1).ok_or(Refusal::OutOfRange)?);
        self.tell(id, What::Opened { name: name.to_owned() })?;
        deposits.iter().try_for_each(|(unit, amount)| self.deposit(id, unit, *amount))?;
        Ok(id)
    }

    pub(crate) fn deposit(&mut self, id: AccountId, unit: &str, amount: Decimal) -> Result<(), Refusal> {
        self.state.account(id)?;
        let exact = near(amount, self.settings.scale(unit)) == amount;
        if unit.is_empty() || amount <= Decimal::ZERO || amount > LARGEST_AMOUNT || !exact {
            return Err(Refusal::BadAmount);
        }
        self.post(id, Kind::Deposit, unit, &[(Place::Capital, -amount), (Place::Available(id), amount)])
    }

    pub(crate) fn reset(&mut self, id: AccountId, deposits: &[(String, Decimal)]) -> Result<(), Refusal> {
        self.end_all(id, &Refusal::SquaredOff, |_| true)?;
        self.tell(id, What::Reset)?;
        let held: Vec<Holding> = self.state.account(id)?.holdings.values().cloned().collect();
        for Holding { listed, isolated, .. } in held.into_iter().filter(|held| held.position.lots != 0 || held.margin != Decimal::ZERO) {
            self.tell(id, What::Holding(Box::new(Holding::none(listed, isolated))))?;
        }
        let units: BTreeSet<String> = self.state.ledger().balances().map(|(_, unit, _)| unit.to_owned()).collect();
        for unit in units {
            let mut lines: Vec<_> = Place::of(id).into_iter().map(|place| (place, -self.state.balance(place, &unit))).collect();
            let sum = lines.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| add(sum, *amount))?;
            lines.push((Place::Capital, -sum));
            self.post(id, Kind::Reset, &unit, &lines)?;
        }
        deposits.iter().try_for_each(|(unit, amount)| self.deposit(id, unit, *amount))
    }

    pub(crate) fn freeze(&mut self, id: AccountId, frozen: bool) -> Result<(), Refusal> {
        if self.state.account(id)?.frozen == frozen { Ok(()) } else { self.tell(id, What::Frozen(frozen)) }
    }

    pub(crate) fn set_leverage(&mut self, id: AccountId, listed: &Listed, leverage: u32, isolated: bool) -> Result<(), Refusal> {
        let highest = self.listing(listed)?.tiers.highest_leverage();
        if leverage == 0 || leverage > highest {
            return Err(Refusal::BadLeverage(highest));
        }
        let account = self.state.account(id)?;
        let ordered = account.open.iter().filter_map(|order| account.orders.get(order)).any(|order| order.terms.listed == *listed);
        if ordered || account.holdings.get(listed).is_some_and(|held| held.position.lots != 0) {
            return Err(Refusal::NotFlat);
        }
        if let Some(held) = account.holdings.get(listed).filter(|held| held.isolated != isolated).cloned() {
            self.tell(id, What::Holding(Box::new(Holding { isolated, ..held })))?;
        }
        self.tell(id, What::Leverage { listed: listed.clone(), leverage, isolated })
    }

    /// Longs pay shorts this share of the value at the mark, or receive it.
    pub(crate) fn fund(&mut self, instrument: &InstrumentId, rate: Decimal, mark: Option<i64>) -> Result<(), Refusal> {
        let Some(mark) = mark.filter(|ticks| *ticks > 0).or_else(|| self.mark(instrument)) else { return Err(Refusal::StaleMarketData) };
        for (id, held) in self.held_of(instrument, |held| held.listed.product == Product::Perpetual) {
            let listing = self.listing(&held.listed)?.clone();
            let value = listing.value(mark, held.position.lots)?;
            let amount = near(-mul(value, rate)?, self.settings.scale(&listing.unit));
            self.post(id, Kind::Funding, &listing.unit, &[(Place::Funding, -amount), (Place::Available(id), amount)])?;
            self.tell(id, What::Holding(Box::new(Holding { funding: add(held.funding, amount)?, ..held })))?;
        }
        self.watch(instrument)
    }

    /// Proceeds of sales become free.
    pub(crate) fn settle(&mut self) -> Result<(), Refusal> {
        let unsettled = |(place, unit, amount): (Place, &str, Decimal)| match place {
            Place::Unsettled(id) if !amount.is_zero() => Some((id, unit.to_owned(), amount)),
            _ => None,
        };
        let due: Vec<_> = self.state.ledger().balances().filter_map(unsettled).collect();
        for (id, unit, amount) in due {
            self.post(id, Kind::Settlement, &unit, &[(Place::Unsettled(id), -amount), (Place::Available(id), amount)])?;
        }
        Ok(())
    }

    /// Ends a product's day. Assets of cash products stay.
    pub(crate) fn square_off(&mut self, product: Product) -> Result<(), Refusal> {
        let ids: Vec<AccountId> = self.state.accounts().keys().copied().collect();
        for id in ids {
            self.end_all(id, &Refusal::SquaredOff, |order: &Order| order.terms.listed.product == product)?;
        }
        if product.is_cash() {
            return Ok(());
        }
        for (id, held) in self.held(|held| held.listed.product == product) {
            self.close(id, &held, Decimal::ZERO)?;
        }
        Ok(())
    }

    pub(crate) fn marked(&mut self, instrument: &InstrumentId, ticks: i64) -> Result<(), Refusal> {
        if ticks <= 0 {
            return Ok(());
        }
        self.market(instrument).mark = Some(ticks);
        self.trigger(instrument, TriggerBy::Mark, ticks)?;
        self.work(instrument)?;
        self.watch(instrument)
    }

    /// Open positions of all accounts that are of these.
    pub(crate) fn held(&self, which: impl Fn(&Holding) -> bool) -> Vec<(AccountId, Holding)> {
        let of = |(id, account): (&AccountId, &crate::paper::Account)| {
            let open = account.holdings.values().filter(|held| held.position.lots != 0 && which(held));
            open.map(|held| (*id, held.clone())).collect::<Vec<_>>()
        };
        self.state.accounts().iter().flat_map(of).collect()
    }

    /// Open positions of an instrument that are of these.
    pub(crate) fn held_of(&self, instrument: &InstrumentId, which: impl Fn(&Holding) -> bool) -> Vec<(AccountId, Holding)> {
        let mut found = Vec::new();
        for id in self.state.index().holders(instrument) {
            let held = self.state.account(id).into_iter().flat_map(|account| account.holdings.values());
            let open = held.filter(|held| held.position.lots != 0 && held.listed.instrument == *instrument && which(held));
            found.extend(open.map(|held| (id, held.clone())));
        }
        found
    }

    /// Mark price, else the last one.
    pub(crate) fn mark(&self, instrument: &InstrumentId) -> Option<i64> {
        self.markets.get(instrument).and_then(|market| market.mark.or(market.last))
    }
}
