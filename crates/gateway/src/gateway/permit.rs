//! Who commands, and what may they see and command?
//!
//! A door asks for a scope; what a token reaches within it is decided here and, where it concerns an order's terms, in the
//! account itself, under the same step that counts it.

use std::sync::Arc;

use twinline_core::account::{Checks, SettingChange};
use twinline_model::InstrumentId;

use super::Gateway;
use super::held::Held;
use crate::error::GatewayError;
use crate::registry;
use crate::tokens::{Grant, TokenScope};

/// Who asks, and by what right.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// Who: a token's name, `login`, `token`.
    pub actor: String,
    /// By which token; empty for the gateway's own and for logins.
    pub key_id: String,
    /// From where.
    pub origin: String,
    /// What that token lets them do; without one, everything.
    pub grant: Option<Arc<Grant>>,
}

impl Gateway {
    /// Refuses who may not see this account. What is not theirs to see is not told from what is not there.
    pub fn may_see(&self, grant: Option<&Grant>, account: &str) -> Result<(), GatewayError> {
        let Some(grant) = grant.filter(|grant| !grant.sees_all()) else { return Ok(()) };
        let held = self.account(account).ok();
        match held.is_some_and(|held: Arc<Held>| grant.sees(account, &held.settings.venue)) {
            true => Ok(()),
            false => Err(not_allowed("account_not_allowed", "account", "this token does not reach this account")),
        }
    }

    /// Refuses who sees some accounts only.
    pub fn may_see_all(&self, grant: Option<&Grant>) -> Result<(), GatewayError> {
        match grant.is_none_or(Grant::sees_all) {
            true => Ok(()),
            false => Err(not_allowed("account_not_allowed", "account", "this token reaches some accounts alone, and this tells of all")),
        }
    }

    /// The account, for whoever may command it.
    pub(super) fn commanded(&self, caller: &Caller, account: &str) -> Result<Arc<Held>, GatewayError> {
        self.may_see(caller.grant.as_deref(), account)?;
        let held = self.account(account)?;
        match caller.grant.as_ref().is_some_and(|grant| grant.scope < TokenScope::Trade) {
            true => Err(not_allowed("missing_scope", "account", "this token may look and not trade")),
            false => Ok(held),
        }
    }
}

/// Refuses who may not trade this instrument.
pub(super) fn may_trade(caller: &Caller, instrument: &InstrumentId) -> Result<(), GatewayError> {
    let listed = caller.grant.as_ref().and_then(|grant| grant.instruments.as_ref());
    match listed.is_none_or(|all| all.contains(instrument)) {
        true => Ok(()),
        false => Err(not_allowed("instrument_not_allowed", "instrument", &format!("this token may not trade {instrument}"))),
    }
}

/// Refuses who may not do what concerns a whole account.
pub(super) fn may_rule(caller: &Caller, what: &str) -> Result<(), GatewayError> {
    let grant = caller.grant.as_ref().filter(|grant| grant.is_narrow());
    match grant.map(|grant| grant.reduce_only) {
        None => Ok(()),
        Some(true) => Err(not_allowed("reduce_only_key", "account", &format!("{what}: not with a token that only reduces"))),
        Some(false) => {
            Err(not_allowed("instrument_not_allowed", "instrument", &format!("{what}: not with a token for single instruments")))
        }
    }
}

/// Refuses who may not change this setting.
pub(super) fn may_set(caller: &Caller, change: &SettingChange) -> Result<(), GatewayError> {
    if caller.grant.as_ref().is_some_and(|grant| grant.reduce_only) {
        return may_rule(caller, "a setting");
    }
    match change {
        SettingChange::Leverage(instrument, _)
        | SettingChange::MarginMode(instrument, _)
        | SettingChange::AutoTopUp(instrument, _)
        | SettingChange::Margin(instrument, ..) => may_trade(caller, instrument),
        SettingChange::HedgeMode(_)
        | SettingChange::MultiAsset(_)
        | SettingChange::AccountMargin(_)
        | SettingChange::Preferences(_)
        | SettingChange::MakerProtection(_)
        | SettingChange::ResetMakerProtection { .. } => may_rule(caller, "a setting of the whole account"),
    }
}

/// What their orders are checked against.
pub(super) fn bounds(caller: &Caller, held: &Held) -> Checks {
    let grant = caller.grant.as_deref();
    let caps = [grant.and_then(|grant| grant.max_order_notional), held.settings.max_order_notional];
    Checks {
        collar: None,
        max_order_notional: caps.into_iter().flatten().min(),
        max_daily_notional: grant.and_then(|grant| grant.max_daily_notional),
        // Whoever reaches play money trades any venue's instruments with it.
        venues: grant.and_then(|grant| grant.venues.clone()).filter(|_| !registry::is_house(&held.settings.venue)),
        instruments: grant.and_then(|grant| grant.instruments.clone()),
        reduce_only: grant.is_some_and(|grant| grant.reduce_only),
        inverse: false,
        actor: caller.actor.clone(),
    }
}

fn not_allowed(code: &'static str, field: &'static str, reason: &str) -> GatewayError {
    GatewayError::NotAllowed { code, field, reason: reason.to_owned() }
}
