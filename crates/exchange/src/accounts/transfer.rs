//! Money in and out.

use rust_decimal::Decimal;

use crate::accounts::event::ChangeReason;
use crate::accounts::floor::Floor;
use crate::accounts::ids::AccountId;
use crate::accounts::ledger::{IncomeKind, Place};
use crate::accounts::money::{LARGEST_AMOUNT, MONEY_SCALE};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::statement::Statement;

/// Why money is moved in or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferKind {
    /// In, if positive, else out: told as `Deposit` or `Withdraw`.
    Deposit,
    /// Between the owner's wallets: told as `AssetTransfer`.
    Wallets,
}

impl Accounts {
    /// Moves money; returns the transaction's id. Out only as far as it is not needed.
    pub(crate) fn transfer(
        &mut self,
        floor: &Floor<'_>,
        id: AccountId,
        asset: &str,
        amount: Decimal,
        kind: TransferKind,
    ) -> Result<u64, Refusal> {
        if amount.is_zero() || amount.abs() > LARGEST_AMOUNT || amount.normalize().scale() > MONEY_SCALE {
            return Err(Refusal::BadAmount);
        }
        let statement = Statement::of(self.sight(floor.markets), self.account(id)?)?;
        let figures = statement.assets.iter().find(|figures| figures.asset == asset).ok_or(Refusal::UnknownAsset)?;
        if amount.is_sign_negative() && amount.abs() > figures.max_withdraw {
            return Err(Refusal::BalanceInsufficient);
        }
        let between = (Place::Wallet(id), Place::Outside);
        let tran_id = self.post_income(floor.at_ns, id, between, asset, amount, (IncomeKind::Transfer, None, None))?;
        let reason = match (kind, amount.is_sign_negative()) {
            (TransferKind::Wallets, _) => ChangeReason::AssetTransfer,
            (TransferKind::Deposit, false) => ChangeReason::Deposit,
            (TransferKind::Deposit, true) => ChangeReason::Withdraw,
        };
        self.tell_account(floor, id, reason, &[(asset, amount)], &[], None)?;
        Ok(tran_id)
    }
}
