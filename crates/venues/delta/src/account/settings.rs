//! How are settings of an account asked for, changed and told?
//!
//! Preferences that are a yes or a no are known here by the venue's names of them, those within others with a point between:
//! `email_preferences.liquidation`.

use serde_json::{Map, Value, json};
use twinline_model::{AccountMargin, Duration, MakerProtection, Setting};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, AccountView, Owner, Quota};
use twinline_venue::{EncodeError, Method};

use super::orders::{instrument, number, unsupported};
use crate::decode::{Bad, Object};

/// Most preferences that are read.
const MOST: usize = 100;

/// Method, path and body of a change.
pub(super) fn change(view: &AccountView, step: &AccountStep) -> Result<(Method, &'static str, Value), EncodeError> {
    Ok(match step {
        // Whose mode it is, is not named: that of the key's own account. ASSUMED of keys that are no main account's.
        AccountStep::SetAccountMargin(mode) => (Method::Put, "/v2/users/margin_mode", json!({"margin_mode": mode.name()})),
        AccountStep::SetAutoTopUp { instrument: of, on } => {
            let body = json!({"product_id": number(instrument(view, of)?)?, "auto_topup": on});
            (Method::Put, "/v2/positions/auto_topup", body)
        }
        AccountStep::SetPreferences(wanted) => {
            let mut body = Map::new();
            for (name, on) in wanted {
                put(&mut body, name, *on)?;
            }
            (Method::Put, "/v2/users/trading_preferences", Value::Object(body))
        }
        AccountStep::SetMakerProtection(wanted) => (Method::Put, "/v2/users/update_mmp", limits(wanted)),
        AccountStep::ResetMakerProtection { asset, group } => (Method::Put, "/v2/users/reset_mmp", json!({"asset": asset, "mmp": group})),
        other => return Err(unsupported(other.name())),
    })
}

fn put(body: &mut Map<String, Value>, name: &str, on: bool) -> Result<(), EncodeError> {
    let (outer, inner) = name.split_once('.').map_or((name, None), |(outer, inner)| (outer, Some(inner)));
    if name.is_empty() || name.len() > 128 || inner.is_some_and(|inner| inner.is_empty() || inner.contains('.')) {
        return Err(unsupported("a preference of that name"));
    }
    match inner {
        None => drop(body.insert(outer.to_owned(), on.into())),
        Some(inner) => match body.entry(outer).or_insert_with(|| json!({})) {
            Value::Object(members) => drop(members.insert(inner.to_owned(), on.into())),
            _ => return Err(unsupported("a preference and others within it")),
        },
    }
    Ok(())
}

fn limits(wanted: &MakerProtection) -> Value {
    json!({
        "asset": wanted.asset, "mmp": wanted.group, "window_interval": wanted.window, "freeze_interval": wanted.freeze,
        "trade_limit": wanted.trade_limit.to_string(), "delta_limit": wanted.delta_limit.to_string(),
        "vega_limit": wanted.vega_limit.to_string(),
    })
}

/// Whose account the key opens. A profile says more, which is about people and nobody's business here.
pub(super) fn owner(row: &mut Object<'_>) -> Option<Owner> {
    let number = row.owned("id")?.chars().take(MOST).collect();
    Some(Owner { number, sub_account: row.text("is_sub_account").and_then(|text| text.parse().ok()) })
}

/// The venue's own count. As documented it stands without the envelope; both are taken.
pub(super) fn quota(object: &mut Object<'_>) -> Result<Quota, Bad> {
    let read = |row: &mut Object<'_>| -> Result<Quota, Bad> {
        let count = row.integer("current_quota")?.ok_or(Bad::Missing("current_quota"))?;
        let left = row.integer("remaining_time_in_milliseconds")?.ok_or(Bad::Missing("remaining_time_in_milliseconds"))?;
        let left = i64::try_from(left).map_err(|_| Bad::Refused("remaining_time_in_milliseconds"))?;
        Ok(Quota { count, resets_in: Duration::from_millis(left) })
    };
    match object.object("result")? {
        Some(mut inner) => read(&mut inner),
        None => read(object),
    }
}

/// The mode that a profile, or the answer to a change of it, tells.
pub(super) fn margin_mode(row: &mut Object<'_>) -> Option<Setting> {
    let mode = match &*row.owned("margin_mode")? {
        "isolated" => AccountMargin::Isolated,
        "cross" => AccountMargin::Cross,
        "portfolio" => AccountMargin::Portfolio,
        _ => return None,
    };
    Some(Setting::AccountMargin(mode))
}

/// Preferences that are a yes or a no; what the venue says beside them is about people.
pub(super) fn preferences(row: &mut Object<'_>, out: &mut AccountFacts) -> Result<(), Bad> {
    row.pass_all();
    for name in ["default_auto_topup", "interest_credit", "showMarketOrdersForOptionsInBracket"] {
        told(row, name, name, out);
    }
    for outer in ["email_preferences", "notification_preferences"] {
        let Some(mut inner) = row.object(outer)? else { continue };
        let names: Vec<String> = inner.left().take(MOST).map(str::to_owned).collect();
        for name in names {
            told(&mut inner, &name, &format!("{outer}.{name}"), out);
        }
    }
    Ok(())
}

fn told(row: &mut Object<'_>, member: &str, name: &str, out: &mut AccountFacts) {
    let on = row.text(member).and_then(|text| text.parse::<bool>().ok());
    out.items.extend(on.map(|on| AccountFact::Setting(Setting::Preference(name.chars().take(128).collect(), on))));
}
