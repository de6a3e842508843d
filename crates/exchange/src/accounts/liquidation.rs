//! When an account can no longer hold its positions: warning, liquidation, the insurance fund.
//!
//! ASSUMED: a position is closed as a whole, not tier by tier. Open orders of the endangered symbols expire first, then
//! cross positions go in the order of their losses until the rest is covered again. What the book does not take within the
//! venue's bound, the insurance fund takes over at the mark price. The liquidation fee is paid as far as there is money, and
//! a loss beyond the collateral is covered by the insurance fund.

use rust_decimal::Decimal;

use crate::accounts::event::ChangeReason;
use crate::accounts::figures::Exposure;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, OrderId, Slot};
use crate::accounts::ledger::{IncomeKind, Place};
use crate::accounts::money::{add, div, money, mul, sub};
use crate::accounts::order::{ExecutionType, ExpireReason, OrderStatus};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;

impl Accounts {
    /// Looks after every account at the present mark prices.
    pub(crate) fn supervise(&mut self, floor: &mut Floor<'_>) -> Result<(), Refusal> {
        for id in self.ids() {
            let account = self.account_mut(id)?;
            if account.positions.values().all(|position| position.lots == 0) {
                account.warned = false;
                continue;
            }
            self.look_after_isolated(floor, id)?;
            self.look_after_cross(floor, id)?;
        }
        Ok(())
    }

    /// Liquidates a position, whatever its margin.
    pub(crate) fn liquidate(&mut self, floor: &mut Floor<'_>, id: AccountId, slot: Slot) -> Result<(), Refusal> {
        let exposure = self.sight(floor.markets).exposure(self.account(id)?, slot)?;
        if exposure.amount.is_zero() {
            return Err(Refusal::NoPosition);
        }
        self.expire_orders(floor, id, ExpireReason::Liquidation, |of| of == slot.symbol)?;
        if exposure.is_cross() { self.close_cross(floor, id, &exposure) } else { self.close_isolated(floor, id, &exposure) }
    }

    fn look_after_isolated(&mut self, floor: &mut Floor<'_>, id: AccountId) -> Result<(), Refusal> {
        for exposure in self.sight(floor.markets).exposures(self.account(id)?)? {
            let backing = add(exposure.isolated_wallet, exposure.unrealized)?;
            if !exposure.is_cross() && !exposure.amount.is_zero() && backing <= exposure.maintenance {
                self.expire_orders(floor, id, ExpireReason::Liquidation, |symbol| symbol == exposure.slot.symbol)?;
                self.close_isolated(floor, id, &exposure)?;
            }
        }
        Ok(())
    }

    fn look_after_cross(&mut self, floor: &mut Floor<'_>, id: AccountId) -> Result<(), Refusal> {
        for asset in self.margin_assets(floor, id)? {
            let sight = self.sight(floor.markets);
            let account = self.account(id)?;
            let exposures = sight.exposures(account)?;
            let cross = sight.cross(account, &exposures, &asset)?;
            let balance = cross.balance()?;
            if cross.maintenance.is_zero() {
                continue;
            }
            if balance <= cross.maintenance {
                self.liquidate_cross(floor, id, &asset)?;
            } else {
                let ratio = div(cross.maintenance, balance)?;
                self.warn(floor, id, &asset, ratio >= self.rules.margin_call_ratio)?;
            }
        }
        Ok(())
    }

    /// Warns once, until the ratio has fallen below the level again.
    fn warn(&mut self, floor: &Floor<'_>, id: AccountId, asset: &str, endangered: bool) -> Result<(), Refusal> {
        let account = self.account_mut(id)?;
        let news = endangered && !account.warned;
        account.warned = endangered;
        if !news {
            return Ok(());
        }
        let sight = self.sight(floor.markets);
        let exposures = sight.exposures(self.account(id)?)?;
        let slots = exposures.iter().filter(|exposure| exposure.is_cross() && !exposure.amount.is_zero());
        let slots: Vec<Slot> = slots.map(|exposure| exposure.slot).collect();
        self.tell_margin_call(floor, id, asset, &slots)
    }

    fn liquidate_cross(&mut self, floor: &mut Floor<'_>, id: AccountId, asset: &str) -> Result<(), Refusal> {
        let endangered = self.cross_positions(floor, id, asset)?;
        let symbols: Vec<usize> = endangered.iter().map(|exposure| exposure.slot.symbol).collect();
        self.expire_orders(floor, id, ExpireReason::Liquidation, |symbol| symbols.contains(&symbol))?;
        for exposure in endangered {
            let sight = self.sight(floor.markets);
            let account = self.account(id)?;
            let cross = sight.cross(account, &sight.exposures(account)?, asset)?;
            if cross.balance()? > cross.maintenance {
                break;
            }
            self.close_cross(floor, id, &exposure)?;
        }
        Ok(())
    }

    /// Cross positions with this margin asset (in multi-assets mode: with any), the largest loss first.
    fn cross_positions(&self, floor: &Floor<'_>, id: AccountId, asset: &str) -> Result<Vec<Exposure>, Refusal> {
        let sight = self.sight(floor.markets);
        let account = self.account(id)?;
        let mut found = Vec::new();
        for exposure in sight.exposures(account)? {
            let backed = account.multi_assets || sight.spec(exposure.slot.symbol)?.quote == asset;
            if backed && exposure.is_cross() && !exposure.amount.is_zero() {
                found.push(exposure);
            }
        }
        found.sort_by_key(|exposure| (exposure.unrealized, exposure.slot));
        Ok(found)
    }

    /// Assets whose cross positions stand or fall together: one per margin asset, or one for all in multi-assets mode.
    fn margin_assets(&self, floor: &Floor<'_>, id: AccountId) -> Result<Vec<String>, Refusal> {
        let sight = self.sight(floor.markets);
        let account = self.account(id)?;
        let mut assets: Vec<String> = Vec::new();
        for exposure in sight.exposures(account)? {
            let quote = &sight.spec(exposure.slot.symbol)?.quote;
            if !assets.contains(quote) && (assets.is_empty() || !account.multi_assets) {
                assets.push(quote.clone());
            }
        }
        Ok(assets)
    }

    pub(super) fn expire_orders(
        &mut self,
        floor: &mut Floor<'_>,
        id: AccountId,
        reason: ExpireReason,
        of: impl Fn(usize) -> bool,
    ) -> Result<(), Refusal> {
        let open = self.account(id)?.orders.open().filter(|held| of(held.record.symbol));
        let open: Vec<(usize, OrderId)> = open.map(|held| (held.record.symbol, held.record.id)).collect();
        for (symbol, order) in open {
            floor.withdraw(symbol, order);
            self.end_order(floor, id, order, OrderStatus::Expired, reason, ExecutionType::Expired)?;
        }
        Ok(())
    }

    fn close_cross(&mut self, floor: &mut Floor<'_>, id: AccountId, exposure: &Exposure) -> Result<(), Refusal> {
        let asset = floor.spec(exposure.slot.symbol)?.quote.clone();
        self.force_closed(floor, id, exposure.slot)?;
        let wallet = self.ledger.balance(Place::Wallet(id), &asset);
        let fee = self.liquidation_fee(exposure)?.min(wallet.max(Decimal::ZERO));
        let last = self.cross_positions(floor, id, &asset)?.is_empty();
        let owed = if last { self.owed(floor, id, &asset)? } else { Decimal::ZERO };
        self.clear(floor, id, exposure.slot, &asset, sub(owed, fee)?)
    }

    /// What an account without positions owes in an asset: its negative wallet, as far as its other assets do not cover
    /// that in multi-assets mode.
    fn owed(&self, floor: &Floor<'_>, id: AccountId, asset: &str) -> Result<Decimal, Refusal> {
        let sight = self.sight(floor.markets);
        let account = self.account(id)?;
        let debt = -self.ledger.balance(Place::Wallet(id), asset).min(Decimal::ZERO);
        if !account.multi_assets {
            return Ok(debt);
        }
        let missing = -sight.cross_of_all(account, &[])?.wallet.min(Decimal::ZERO);
        Ok(money(div(missing, sight.asset(asset)?.index)?).min(debt))
    }

    /// An isolated position ends with what was set aside for it: more than that it neither keeps from the fund nor owes.
    fn close_isolated(&mut self, floor: &mut Floor<'_>, id: AccountId, exposure: &Exposure) -> Result<(), Refusal> {
        let asset = floor.spec(exposure.slot.symbol)?.quote.clone();
        let before = self.ledger.balance(Place::Wallet(id), &asset);
        self.force_closed(floor, id, exposure.slot)?;
        let came_back = sub(self.ledger.balance(Place::Wallet(id), &asset), before)?;
        let fee = self.liquidation_fee(exposure)?.min(came_back.max(Decimal::ZERO));
        let owed = -came_back.min(Decimal::ZERO);
        self.clear(floor, id, exposure.slot, &asset, sub(owed, fee)?)
    }

    fn liquidation_fee(&self, exposure: &Exposure) -> Result<Decimal, Refusal> {
        let rule = self.rules.symbols.get(exposure.slot.symbol).ok_or(Refusal::UnknownSymbol)?;
        Ok(money(mul(exposure.notional.abs(), rule.liquidation_fee)?))
    }

    /// The insurance fund gives, or takes if `amount` is below zero.
    fn clear(&mut self, floor: &Floor<'_>, id: AccountId, slot: Slot, asset: &str, amount: Decimal) -> Result<(), Refusal> {
        if amount.is_zero() {
            return Ok(());
        }
        let about = (IncomeKind::InsuranceClear, Some(slot.symbol), None);
        self.post_income(floor.at_ns, id, (Place::Wallet(id), Place::Insurance), asset, amount, about)?;
        self.tell_account(floor, id, ChangeReason::InsuranceClear, &[(asset, amount)], &[], None)
    }
}
