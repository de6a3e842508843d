//! Which accounts are to be traded, and within which bounds?

use twinline_model::{AccountId, Notional, Rate};

use super::reader::{Table, hint};
use super::tree::Origin;
use super::{AccountSettings, ConfigError, VenueSettings};
use crate::registry;

/// Most orders of an account in a second, unless configured otherwise.
pub const ORDERS_PER_SECOND: usize = 10;
/// Most that can be configured.
const MAX_ORDERS_PER_SECOND: usize = 1_000;

/// Reads `[system]`: the rate that older files set for all accounts.
pub(super) fn system(table: &mut Table) -> Result<usize, ConfigError> {
    let Some(mut keys) = table.table("system")? else { return Ok(ORDERS_PER_SECOND) };
    keys.absent("mode", "set `environment` of the venue instead; remove the key")?;
    let rate = keys.count("max_orders_per_second", 1, MAX_ORDERS_PER_SECOND)?;
    keys.done()?;
    Ok(rate.unwrap_or(ORDERS_PER_SECOND))
}

/// Reads `[accounts.NAME]`, each of a venue that is configured.
pub(super) fn accounts(table: &mut Table, venues: &[VenueSettings], rate: usize) -> Result<Vec<AccountSettings>, ConfigError> {
    let Some(mut section) = table.table("accounts")? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (name, node) in section.drain() {
        let origin = node.origin.clone();
        let id = AccountId::new(&name).map_err(|error| section.refuse(&name, &origin, error.to_string()))?;
        let keys = Table::new(&section.key(&name), node)?;
        found.push(account(id, keys, venues, rate)?);
    }
    Ok(found)
}

fn account(account: AccountId, mut keys: Table, venues: &[VenueSettings], rate: usize) -> Result<AccountSettings, ConfigError> {
    let here = keys.origin().clone();
    let Some((venue, origin)) = keys.text("venue")? else {
        return Err(keys.refuse("venue", &here, "is needed: at which venue is this account?"));
    };
    if !registry::is_house(&venue) && !venues.iter().any(|held| held.venue == venue) {
        let known = hint(&venue, venues.iter().map(|held| held.venue.as_str()));
        return Err(keys.refuse("venue", &origin, format!("names {venue:?}, which is not configured under [venues]{known}")));
    }
    let settings = AccountSettings {
        account,
        venue,
        max_order_notional: notional(&mut keys)?,
        max_orders_per_second: per_second(keys.count("max_orders_per_second", 1, MAX_ORDERS_PER_SECOND)?.unwrap_or(rate)),
        price_collar: collar(&mut keys)?.unwrap_or_else(AccountSettings::usual_collar),
    };
    keys.done()?;
    Ok(settings)
}

fn per_second(rate: usize) -> u32 {
    u32::try_from(rate).unwrap_or(u32::MAX)
}

fn notional(keys: &mut Table) -> Result<Option<Notional>, ConfigError> {
    let Some((text, origin)) = keys.text("max_order_notional")? else { return Ok(None) };
    let found = Notional::parse(&text).ok().filter(|cap| !cap.value().is_sign_negative() && !cap.is_zero());
    let wrong =
        || keys.refuse("max_order_notional", &origin, format!("must be a decimal above zero as text, in quote units, not {text:?}"));
    found.map(Some).ok_or_else(wrong)
}

/// A share, `"0.05"`, or the same in percent, `"5 %"`.
fn collar(keys: &mut Table) -> Result<Option<Rate>, ConfigError> {
    let Some((text, origin)) = keys.text("price_collar")? else { return Ok(None) };
    share(&text).map(Some).ok_or_else(|| wrong_share(keys, &origin, &text))
}

fn wrong_share(keys: &Table, origin: &Origin, text: &str) -> ConfigError {
    keys.refuse("price_collar", origin, format!("must be a share above 0 and at most 1 as text, such as \"0.05\" or \"5 %\", not {text:?}"))
}

fn share(text: &str) -> Option<Rate> {
    let one = Rate::parse("1").ok()?;
    let found = match text.trim().strip_suffix('%') {
        Some(percent) => Rate::new(Rate::parse(percent.trim()).ok()?.value().checked_mul(Rate::parse("0.01").ok()?.value())?),
        None => Rate::parse(text.trim()).ok()?,
    };
    Some(found).filter(|share| !share.is_zero() && !share.value().is_sign_negative() && *share <= one)
}
