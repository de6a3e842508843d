//! How do accounts with play money begin, and where does their money come from?

use std::time::Duration;

use rust_decimal::Decimal;
use twinline_model::{AccountId, Amount, Balance};
use twinline_store::AuditEntry;

use super::asking::{Turn, entry, strange, written};
use super::permit::may_rule;
use super::{Caller, Gateway};
use crate::accounts::Given;
use crate::config::AccountSettings;
use crate::error::GatewayError;
use crate::house::{House, Rule};
use crate::registry;
use crate::wire::{BalanceRow, DepositRequest, Frozen, NewAccount, PlayMoney, ResetRequest};

/// How long an answer waits until the account shows what it speaks of.
const SHOWN_WITHIN: Duration = Duration::from_secs(2);

impl Gateway {
    /// Opens an account with play money; with what is usual, if no deposits are named.
    pub async fn open_play(&self, caller: &Caller, asked: NewAccount) -> Result<PlayMoney, GatewayError> {
        let detail = written(&asked)?;
        let account = AccountId::new(&asked.account).map_err(|error| GatewayError::unfit("account", &error.to_string()))?;
        if asked.venue.as_deref().is_some_and(|venue| !registry::is_house(venue)) {
            return Err(GatewayError::unfit("venue", "only accounts with play money are opened here; others are configured"));
        }
        if self.account(account.as_str()).is_ok() {
            return Err(GatewayError::unfit("account", "an account of that name exists"));
        }
        let rule = Rule::Open { name: account.to_string(), deposits: asked.deposits.map(money).transpose()? };
        let balances = self.house()?.rule(rule, entry(caller, account.as_str(), "account.open", detail), None).await?;
        let (gateway, settings) = (self.clone(), AccountSettings::usual(account.clone(), registry::HOUSE));
        let begun = tokio::task::spawn_blocking(move || gateway.begin_account(&settings, 1));
        let begun = begun.await.map_err(|error| GatewayError::Journal(error.to_string()))?;
        begun.map_err(|error| GatewayError::Journal(error.to_string()))?;
        self.shown(account.as_str(), balances).await
    }

    /// Gives an account more play money; once under one key.
    pub async fn deposit_play(
        &self,
        caller: &Caller,
        account: &str,
        asked: DepositRequest,
        key: Option<&str>,
    ) -> Result<PlayMoney, GatewayError> {
        let detail = written(&asked)?;
        let (unit, amount) = one(&asked.asset, asked.amount)?;
        let rule = Rule::Deposit { name: account.to_owned(), unit, amount };
        self.ruled(caller, rule, entry(caller, account, "account.deposit", detail), key).await
    }

    /// Ends all orders and positions of an account with play money, which begins anew; once under one key.
    pub async fn reset_play(
        &self,
        caller: &Caller,
        account: &str,
        asked: ResetRequest,
        key: Option<&str>,
    ) -> Result<PlayMoney, GatewayError> {
        let detail = written(&asked)?;
        let rule = Rule::Reset { name: account.to_owned(), deposits: asked.deposits.map(money).transpose()? };
        self.ruled(caller, rule, entry(caller, account, "account.reset", detail), key).await
    }

    /// Refuses an account's orders from now on, or takes them again; cancels are always taken.
    pub async fn freeze_play(&self, caller: &Caller, account: &str, asked: Frozen) -> Result<PlayMoney, GatewayError> {
        let rule = Rule::Freeze { name: account.to_owned(), frozen: asked.frozen };
        self.ruled(caller, rule, entry(caller, account, "account.freeze", written(&asked)?), None).await
    }

    async fn ruled(&self, caller: &Caller, rule: Rule, audit: AuditEntry, key: Option<&str>) -> Result<PlayMoney, GatewayError> {
        let account = audit.account.clone();
        let held = self.commanded(caller, &account)?;
        may_rule(caller, "play money")?;
        if !registry::is_house(&held.settings.venue) {
            return Err(GatewayError::unfit("account", "this account is at a venue, and its money is not play money"));
        }
        let claim = match self.turn(&audit, key).await? {
            Turn::Answered(Given::Money(balances)) => return Ok(play_money(&account, &balances)),
            Turn::Answered(other) => return Err(strange(&other)),
            Turn::Go(key) => key.map(|key| key.claim),
        };
        let balances = self.house()?.rule(rule, audit, claim).await?;
        self.shown(&account, balances).await
    }

    fn house(&self) -> Result<&House, GatewayError> {
        let none = || GatewayError::unfit("venue", "play money needs a venue whose prices it trades at, and none is configured");
        self.inner.house.as_deref().ok_or_else(none)
    }

    /// Waits until the account shows what was done: whoever was answered finds it there.
    async fn shown(&self, account: &str, balances: Vec<Balance>) -> Result<PlayMoney, GatewayError> {
        let held = self.account(account)?;
        let mut changes = held.published.changes();
        let shows = || {
            held.published.look(|state| balances.iter().all(|now| state.balance(&now.asset).is_some_and(|seen| seen.wallet == now.wallet)))
        };
        let shown = async { while !shows() && changes.changed().await.is_ok() {} };
        if tokio::time::timeout(SHOWN_WITHIN, shown).await.is_err() {
            tracing::warn!(account, "play money has moved, and the account does not show it yet");
        }
        Ok(play_money(account, &balances))
    }
}

fn play_money(account: &str, balances: &[Balance]) -> PlayMoney {
    PlayMoney { account: account.to_owned(), balances: balances.iter().map(BalanceRow::from).collect() }
}

fn money(all: Vec<DepositRequest>) -> Result<Vec<(String, Decimal)>, GatewayError> {
    all.into_iter().map(|money| one(&money.asset, money.amount)).collect()
}

fn one(asset: &str, amount: Amount) -> Result<(String, Decimal), GatewayError> {
    if asset.is_empty() || asset.len() > 16 || !asset.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(GatewayError::unfit("asset", "must be an asset's name, such as USDT"));
    }
    Ok((asset.to_owned(), amount.value()))
}
