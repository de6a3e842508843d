//! How an account's figures follow from its positions, orders, money and the mark prices.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::accounts::account::Account;
use crate::accounts::event::PositionRow;
use crate::accounts::ids::Slot;
use crate::accounts::ledger::{Ledger, Place};
use crate::accounts::margin::{self, Leg};
use crate::accounts::money::{add, div, mul, sub, sum};
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::{AssetRule, MarginType, Rules, SymbolRule};
use crate::market::Market;
use crate::spec::SymbolSpec;

/// What figures are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight<'a> {
    pub rules: &'a Rules,
    pub markets: &'a [Market],
    pub ledger: &'a Ledger,
}

/// One position with its orders, at the present mark price.
#[derive(Debug, Clone)]
pub(crate) struct Exposure {
    pub slot: Slot,
    pub amount: Decimal,
    pub entry: Decimal,
    pub mark: Decimal,
    pub notional: Decimal,
    pub unrealized: Decimal,
    pub initial: Decimal,
    pub maintenance: Decimal,
    pub bids: Decimal,
    pub asks: Decimal,
    pub order_initial: Decimal,
    pub margin_type: MarginType,
    pub isolated_wallet: Decimal,
    pub leverage: u32,
}

impl Exposure {
    pub fn is_cross(&self) -> bool {
        self.margin_type == MarginType::Cross
    }
}

/// What backs the cross positions of one margin asset, or of all assets together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CrossFigures {
    /// Wallets, by their worth as margin.
    pub wallet: Decimal,
    pub unrealized: Decimal,
    pub maintenance: Decimal,
    /// Of cross positions and of all open orders.
    pub initial: Decimal,
}

impl CrossFigures {
    pub fn balance(&self) -> Result<Decimal, Refusal> {
        add(self.wallet, self.unrealized)
    }

    /// What new orders may use; below zero if something is missing.
    pub fn free(&self) -> Result<Decimal, Refusal> {
        sub(self.balance()?, self.initial)
    }

    /// The same, profits that are not realised left out.
    pub fn free_of_profit(&self) -> Result<Decimal, Refusal> {
        sub(add(self.wallet, self.unrealized.min(Decimal::ZERO))?, self.initial)
    }
}

impl<'a> Sight<'a> {
    pub fn spec(&self, symbol: usize) -> Result<&'a SymbolSpec, Refusal> {
        self.markets.get(symbol).map(|market| &market.spec).ok_or(Refusal::UnknownSymbol)
    }

    pub fn rule(&self, symbol: usize) -> Result<&'a SymbolRule, Refusal> {
        self.rules.symbols.get(symbol).ok_or(Refusal::UnknownSymbol)
    }

    pub fn asset(&self, name: &str) -> Result<&'a AssetRule, Refusal> {
        self.rules.assets.iter().find(|asset| asset.name == name).ok_or(Refusal::UnknownAsset)
    }

    pub fn mark(&self, symbol: usize) -> Result<Decimal, Refusal> {
        self.markets.get(symbol).map(|market| Decimal::new(market.marks.mark_e8, 8)).ok_or(Refusal::UnknownSymbol)
    }

    /// Price of the last trade; the middle of the book before the first.
    pub fn last(&self, symbol: usize) -> Result<Decimal, Refusal> {
        let market = self.markets.get(symbol).ok_or(Refusal::UnknownSymbol)?;
        let top = market.top();
        let ticks = market.tape.trades().back().map_or(i64::midpoint(top.bid.0, top.ask.0), |trade| trade.ticks);
        Ok(market.spec.price(ticks))
    }

    /// Notional of an account's open bids and asks that may open: (bids, asks).
    pub fn opening(&self, account: &Account, slot: Slot) -> Result<(Decimal, Decimal), Refusal> {
        let spec = self.spec(slot.symbol)?;
        let value = |ticks, lots| spec.price(ticks).checked_mul(spec.quantity(lots));
        account.orders.opening_notional(slot, value).ok_or(Refusal::OutOfRange)
    }

    pub fn exposure(&self, account: &Account, slot: Slot) -> Result<Exposure, Refusal> {
        let (spec, rule) = (self.spec(slot.symbol)?, self.rule(slot.symbol)?);
        let (position, mark) = (account.position(slot), self.mark(slot.symbol)?);
        let amount = spec.quantity(position.lots);
        let notional = mul(amount, mark)?;
        let (bids, asks) = self.opening(account, slot)?;
        let (margin_type, leverage) = (account.margin_type(slot.symbol), account.leverage(slot.symbol));
        Ok(Exposure {
            slot,
            amount,
            entry: position.entry,
            mark,
            notional,
            unrealized: position.unrealized(mark, spec.lot_size())?,
            initial: margin::initial(notional, leverage)?,
            maintenance: margin::maintenance(notional, &rule.brackets)?,
            bids,
            asks,
            order_initial: margin::for_orders(slot.side, notional, bids, asks, leverage)?,
            margin_type,
            isolated_wallet: self.ledger.balance(Place::Isolated(account.id, slot), &spec.quote),
            leverage,
        })
    }

    /// Every position that is open or has open orders, by symbol and side.
    pub fn exposures(&self, account: &Account) -> Result<Vec<Exposure>, Refusal> {
        let held = account.positions.iter().filter(|(_, position)| position.lots != 0).map(|(slot, _)| *slot);
        let ordered = account.orders.open().map(|held| held.slot());
        let slots: BTreeSet<Slot> = held.chain(ordered).collect();
        slots.into_iter().map(|slot| self.exposure(account, slot)).collect()
    }

    /// What backs cross positions with this margin asset. In multi-assets mode: all assets, in US dollars.
    pub fn cross(&self, account: &Account, exposures: &[Exposure], asset: &str) -> Result<CrossFigures, Refusal> {
        if account.multi_assets { self.cross_of_all(account, exposures) } else { self.cross_of(account, exposures, asset) }
    }

    pub fn cross_of(&self, account: &Account, exposures: &[Exposure], asset: &str) -> Result<CrossFigures, Refusal> {
        let mut figures = CrossFigures {
            wallet: self.ledger.balance(Place::Wallet(account.id), asset),
            unrealized: Decimal::ZERO,
            maintenance: Decimal::ZERO,
            initial: Decimal::ZERO,
        };
        for exposure in exposures {
            if self.spec(exposure.slot.symbol)?.quote == asset {
                figures.count(exposure, Decimal::ONE)?;
            }
        }
        Ok(figures)
    }

    pub fn cross_of_all(&self, account: &Account, exposures: &[Exposure]) -> Result<CrossFigures, Refusal> {
        let zero = Decimal::ZERO;
        let mut figures = CrossFigures { wallet: zero, unrealized: zero, maintenance: zero, initial: zero };
        for asset in self.rules.assets.iter().filter(|asset| asset.margin_available) {
            let wallet = self.ledger.balance(Place::Wallet(account.id), &asset.name);
            figures.wallet = add(figures.wallet, worth(asset, wallet)?)?;
        }
        for exposure in exposures {
            let index = self.asset(&self.spec(exposure.slot.symbol)?.quote)?.index;
            figures.count(exposure, index)?;
        }
        Ok(figures)
    }

    /// Liquidation price of a position; `None` if it is flat or there is no such price.
    pub fn liquidation_price(&self, account: &Account, exposures: &[Exposure], of: &Exposure) -> Result<Option<Decimal>, Refusal> {
        if of.amount.is_zero() {
            return Ok(None);
        }
        let brackets = &self.rule(of.slot.symbol)?.brackets;
        let leg = |exposure: &Exposure| Leg { amount: exposure.amount, entry: exposure.entry, mark: exposure.mark, brackets };
        if !of.is_cross() {
            return margin::liquidation_price(of.isolated_wallet, &[leg(of)]);
        }
        let quote = &self.spec(of.slot.symbol)?.quote;
        let cross = self.cross(account, exposures, quote)?;
        let own: Vec<&Exposure> = exposures.iter().filter(|other| other.slot.symbol == of.slot.symbol && !other.amount.is_zero()).collect();
        let index = if account.multi_assets { self.asset(quote)?.index } else { Decimal::ONE };
        let own_maintenance = mul(sum(own.iter().map(|exposure| exposure.maintenance))?, index)?;
        let own_unrealized = mul(sum(own.iter().map(|exposure| exposure.unrealized))?, index)?;
        let others = sub(sub(cross.unrealized, own_unrealized)?, sub(cross.maintenance, own_maintenance)?)?;
        let backing = div(add(cross.wallet, others)?, index)?;
        margin::liquidation_price(backing, &own.into_iter().map(leg).collect::<Vec<_>>())
    }

    /// What events tell of a position.
    pub fn position_row(&self, account: &Account, slot: Slot) -> Result<PositionRow, Refusal> {
        let spec = self.spec(slot.symbol)?;
        let position = account.position(slot);
        Ok(PositionRow {
            slot,
            amount: spec.quantity(position.lots),
            entry_price: position.entry,
            break_even_price: position.break_even(spec.lot_size())?,
            realized: position.realized,
            unrealized: position.unrealized(self.mark(slot.symbol)?, spec.lot_size())?,
            margin_type: account.margin_type(slot.symbol),
            isolated_wallet: self.ledger.balance(Place::Isolated(account.id, slot), &spec.quote),
            margin_asset: spec.quote.clone(),
        })
    }

    /// All of an asset, isolated positions included.
    pub fn wallet(&self, account: &Account, asset: &str) -> Result<Decimal, Refusal> {
        let isolated = account.positions.keys().map(|slot| self.ledger.balance(Place::Isolated(account.id, *slot), asset));
        add(self.ledger.balance(Place::Wallet(account.id), asset), sum(isolated)?)
    }
}

impl CrossFigures {
    /// Adds a position and its orders. Isolated ones have their own backing, but their open orders hold free money.
    fn count(&mut self, exposure: &Exposure, index: Decimal) -> Result<(), Refusal> {
        self.initial = add(self.initial, mul(exposure.order_initial, index)?)?;
        if exposure.is_cross() {
            self.initial = add(self.initial, mul(exposure.initial, index)?)?;
            self.unrealized = add(self.unrealized, mul(exposure.unrealized, index)?)?;
            self.maintenance = add(self.maintenance, mul(exposure.maintenance, index)?)?;
        }
        Ok(())
    }
}

/// What an amount counts as margin, in US dollars: debts without a haircut.
fn worth(asset: &AssetRule, amount: Decimal) -> Result<Decimal, Refusal> {
    let full = mul(amount, asset.index)?;
    if amount.is_sign_negative() { Ok(full) } else { mul(full, asset.haircut) }
}
