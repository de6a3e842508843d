//! How is a setting changed at the venue?

use twinline_model::{Setting, Timestamp};
use twinline_venue::account::{AccountFact, AccountStep};
use twinline_venue::{Refusal, RefusalKind};

use super::Account;
use super::answer::Answer;
use super::api::Action;
use super::calls::Purpose;
use super::command::SettingChange;
use super::commands::refused_by_venue;
use super::event::AccountEvent;
use super::news::OURS;
use super::state::setting_key;
use crate::limits::Priority;

/// A setting whose outcome is not known is set so often; it can do no harm.
const SET_TRIES: u32 = 3;

impl Account {
    pub(super) fn set(&mut self, now: Timestamp, ask: u64, change: SettingChange, tries: u32, out: &mut Vec<Action>) {
        let step = match change.clone() {
            SettingChange::Leverage(instrument, leverage) => AccountStep::SetLeverage { instrument, leverage },
            SettingChange::MarginMode(instrument, mode) => AccountStep::SetMarginMode { instrument, mode },
            SettingChange::HedgeMode(on) => AccountStep::SetHedgeMode(on),
            SettingChange::MultiAsset(on) => AccountStep::SetMultiAsset(on),
            SettingChange::AccountMargin(mode) => AccountStep::SetAccountMargin(mode),
            SettingChange::AutoTopUp(instrument, on) => AccountStep::SetAutoTopUp { instrument, on },
            SettingChange::Preferences(wanted) => AccountStep::SetPreferences(wanted),
            SettingChange::MakerProtection(wanted) => AccountStep::SetMakerProtection(wanted),
            SettingChange::ResetMakerProtection { asset, group } => AccountStep::ResetMakerProtection { asset, group },
            SettingChange::Margin(instrument, side, amount) => AccountStep::ChangeMargin { instrument, side, amount },
        };
        self.ask(now, step, Priority::Command, Purpose::Set(ask, change, tries), out);
    }

    pub(super) fn set_done(&mut self, now: Timestamp, ask: u64, change: &SettingChange, out: &mut Vec<Action>) {
        for setting in settings_of(change) {
            self.sync.settings_set.insert(setting_key(&setting), now);
            if !self.state.has_setting(&setting) {
                self.record(now, None, OURS, AccountEvent::SettingChanged { setting }, out);
            }
        }
        self.sync.audit_soon(now);
        Self::answer(ask, Answer::Set, out);
    }

    /// True for the word on a setting that was asked for before it was set here: it may be of the time before.
    pub(super) fn is_outdated(&self, fact: &AccountFact, asked_at: Timestamp) -> bool {
        let AccountFact::Setting(setting) = fact else { return false };
        self.sync.settings_set.get(&setting_key(setting)).is_some_and(|set_at| asked_at < *set_at)
    }

    pub(super) fn set_refused(
        &mut self,
        now: Timestamp,
        ask: u64,
        change: &SettingChange,
        tries: u32,
        refusal: Refusal,
        out: &mut Vec<Action>,
    ) {
        match refusal.kind {
            RefusalKind::AlreadySo => self.set_done(now, ask, change, out),
            RefusalKind::Clock if tries < SET_TRIES => self.set(now, ask, change.clone(), tries + 1, out),
            _ => Self::answer(ask, Answer::Refused(refused_by_venue(refusal)), out),
        }
    }

    /// Setting it again can do no harm, but for margin, which would be moved twice, and for a reset, which would undo what came since.
    pub(super) fn set_in_doubt(
        &mut self,
        now: Timestamp,
        ask: u64,
        change: &SettingChange,
        tries: u32,
        reason: &str,
        out: &mut Vec<Action>,
    ) {
        let repeatable = !matches!(change, SettingChange::Margin(..) | SettingChange::ResetMakerProtection { .. });
        if repeatable && tries < SET_TRIES {
            return self.set(now, ask, change.clone(), tries + 1, out);
        }
        self.sync.audit_soon(now);
        Self::answer(ask, Answer::Unknown { reason: reason.to_owned() }, out);
    }
}

fn settings_of(change: &SettingChange) -> Vec<Setting> {
    vec![match change {
        SettingChange::Leverage(instrument, leverage) => Setting::Leverage(instrument.clone(), *leverage),
        SettingChange::MarginMode(instrument, mode) => Setting::MarginMode(instrument.clone(), *mode),
        SettingChange::HedgeMode(on) => Setting::HedgeMode(*on),
        SettingChange::MultiAsset(on) => Setting::MultiAsset(*on),
        SettingChange::AccountMargin(mode) => Setting::AccountMargin(*mode),
        SettingChange::AutoTopUp(instrument, on) => Setting::AutoTopUp(instrument.clone(), *on),
        SettingChange::Preferences(wanted) => {
            return wanted.iter().map(|(name, on)| Setting::Preference(name.clone(), *on)).collect();
        }
        SettingChange::MakerProtection(wanted) => Setting::MakerProtection(wanted.clone()),
        SettingChange::ResetMakerProtection { .. } | SettingChange::Margin(..) => return Vec::new(),
    }]
}
