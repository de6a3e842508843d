//! What an account may set: leverage, margin type, modes, and margin of isolated positions.

use rust_decimal::Decimal;

use crate::accounts::draft::position_side;
use crate::accounts::event::{ChangeReason, Happening};
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, PositionSide, Slot};
use crate::accounts::ledger::Place;
use crate::accounts::margin;
use crate::accounts::money::{LARGEST_AMOUNT, MONEY_SCALE, add, sub};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::MarginType;

impl Accounts {
    /// Sets the leverage of a symbol; returns the largest notional at it.
    pub(crate) fn set_leverage(&mut self, floor: &Floor<'_>, id: AccountId, symbol: usize, leverage: u32) -> Result<Decimal, Refusal> {
        let (account, sight) = (self.account(id)?, self.sight(floor.markets));
        let brackets = &sight.rule(symbol)?.brackets;
        if leverage < 1 || leverage > brackets.highest_leverage() {
            return Err(Refusal::BadLeverage(brackets.highest_leverage()));
        }
        let cap = brackets.largest_notional(leverage);
        let before = account.leverage(symbol);
        let mut added = Decimal::ZERO;
        for side in account.slots() {
            let exposure = sight.exposure(account, Slot { symbol, side: *side })?;
            let reach = margin::reach(*side, exposure.notional, exposure.bids, exposure.asks)?;
            if leverage > before && reach > cap {
                return Err(Refusal::MaxPosition { cap });
            }
            if leverage < before && !exposure.is_cross() && !exposure.amount.is_zero() {
                return Err(Refusal::LeverageIsolated);
            }
            added = add(added, sub(margin::initial(reach, leverage)?, margin::initial(reach, before)?)?)?;
        }
        sight.afford(account, symbol, added).map_err(|_| Refusal::LeverageMargin)?;
        if let Some(settings) = self.account_mut(id)?.settings.get_mut(symbol) {
            settings.leverage = leverage;
        }
        if leverage != before {
            self.tell(id, floor.at_ns, Happening::Leverage { symbol, leverage });
        }
        Ok(cap)
    }

    pub(crate) fn set_margin_type(&mut self, floor: &Floor<'_>, id: AccountId, symbol: usize, to: MarginType) -> Result<(), Refusal> {
        let account = self.account(id)?;
        if symbol >= self.rules.symbols.len() {
            return Err(Refusal::UnknownSymbol);
        }
        if account.margin_type(symbol) == to {
            return Err(Refusal::SameMarginType);
        }
        if account.multi_assets && to == MarginType::Isolated {
            return Err(Refusal::IsolatedInMultiAssets);
        }
        let waiting = account.algos.waiting().any(|held| held.record.symbol == symbol);
        if waiting || account.orders.open_of(symbol).next().is_some() {
            return Err(Refusal::MarginTypeOpenOrders);
        }
        let slots: Vec<Slot> = account.slots().iter().map(|side| Slot { symbol, side: *side }).collect();
        if slots.iter().any(|slot| account.position(*slot).lots != 0) {
            return Err(Refusal::MarginTypePosition);
        }
        if let Some(settings) = self.account_mut(id)?.settings.get_mut(symbol) {
            settings.margin_type = to;
        }
        self.tell_account(floor, id, ChangeReason::MarginTypeChange, &[], &slots, None)
    }

    pub(crate) fn set_hedge_mode(&mut self, id: AccountId, on: bool) -> Result<(), Refusal> {
        let account = self.account_mut(id)?;
        if account.hedge == on {
            return Err(Refusal::SamePositionMode);
        }
        if account.orders.open().next().is_some() || account.algos.waiting().next().is_some() {
            return Err(Refusal::PositionModeOpenOrders);
        }
        if account.positions.values().any(|position| position.lots != 0) {
            return Err(Refusal::PositionModePositions);
        }
        account.hedge = on;
        Ok(())
    }

    /// Switches multi-assets mode, if what is held is covered in the new mode, too.
    pub(crate) fn set_multi_assets(&mut self, floor: &Floor<'_>, id: AccountId, on: bool) -> Result<(), Refusal> {
        let account = self.account(id)?;
        if account.multi_assets == on {
            return Err(Refusal::SameMultiAssets);
        }
        if account.orders.open().next().is_some() {
            return Err(Refusal::MultiAssetsOpenOrders);
        }
        if on && account.settings.iter().any(|settings| settings.margin_type == MarginType::Isolated) {
            return Err(Refusal::MultiAssetsIsolated);
        }
        let sight = self.sight(floor.markets);
        let exposures = sight.exposures(account)?;
        for asset in &self.rules.assets {
            let after = if on { sight.cross_of_all(account, &exposures)? } else { sight.cross_of(account, &exposures, &asset.name)? };
            if !exposures.is_empty() && after.free()?.is_sign_negative() {
                return Err(Refusal::MultiAssetsMargin);
            }
        }
        self.account_mut(id)?.multi_assets = on;
        self.tell(id, floor.at_ns, Happening::MultiAssets { on });
        Ok(())
    }

    pub(crate) fn set_fee_burn(&mut self, id: AccountId, on: bool) -> Result<(), Refusal> {
        self.account_mut(id)?.fee_burn = on;
        Ok(())
    }

    /// Adds margin to an isolated position, or takes some back as far as its initial margin stays.
    pub(crate) fn move_margin(
        &mut self,
        floor: &Floor<'_>,
        id: AccountId,
        symbol: usize,
        side: Option<PositionSide>,
        amount: Decimal,
    ) -> Result<(), Refusal> {
        if amount.is_zero() || amount.abs() > LARGEST_AMOUNT || amount.normalize().scale() > MONEY_SCALE {
            return Err(Refusal::BadAmount);
        }
        let (account, sight) = (self.account(id)?, self.sight(floor.markets));
        let slot = Slot { symbol, side: position_side(account, side, None)? };
        let exposure = sight.exposure(account, slot)?;
        if exposure.is_cross() {
            return Err(Refusal::NotIsolated);
        }
        if exposure.amount.is_zero() {
            return Err(Refusal::NoPosition);
        }
        let asset = sight.spec(symbol)?.quote.clone();
        if amount > Decimal::ZERO {
            let free = sight.cross(account, &sight.exposures(account)?, &asset)?.free_of_profit()?;
            if amount > free.min(self.ledger.balance(Place::Wallet(id), &asset)) {
                return Err(Refusal::BalanceInsufficient);
            }
        } else {
            let after = add(add(exposure.isolated_wallet, exposure.unrealized.min(Decimal::ZERO))?, amount)?;
            if after < exposure.initial {
                return Err(Refusal::PositionMarginTooLow);
            }
        }
        self.set_aside(floor.at_ns, id, slot, &asset, amount)?;
        self.tell_account(floor, id, ChangeReason::MarginTransfer, &[(&asset, Decimal::ZERO)], &[slot], None)
    }
}
