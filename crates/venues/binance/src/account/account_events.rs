//! What does an event about balances, positions or settings say?

use twinline_model::{Balance, Rate, Setting, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts, PositionFact};

use super::numbers::{amount, amount_if, millis, price_if, rate, signed_qty};
use super::order_events::said;
use super::told::{foreign, instrument, odd_members, word};
use super::{wire, words};
use crate::decode::{Bad, need};

const UPDATE: &str = "ACCOUNT_UPDATE";

/// `ACCOUNT_UPDATE`: what changed, in absolute numbers. What is available, and where a position is liquidated, is not
/// told.
pub(super) fn update(event: wire::AccountUpdate, out: &mut AccountFacts) -> Result<(), Bad> {
    odd_members(out, UPDATE, &event.unknown);
    odd_members(out, "ACCOUNT_UPDATE.a", &event.a.unknown);
    if foreign(out, UPDATE, [event.st, None]) {
        return Ok(());
    }
    let ts = millis("T", event.at)?;
    for row in event.a.balances {
        odd_members(out, "ACCOUNT_UPDATE.a.B", &row.unknown);
        let (wallet, cross_wallet) = (amount("wb", row.wb.as_deref())?, amount_if("cw", row.cw.as_deref())?);
        out.push(AccountFact::Balance(Balance { asset: row.a, wallet, available: None, cross_wallet, ts }));
    }
    for row in event.a.positions {
        odd_members(out, "ACCOUNT_UPDATE.a.P", &row.unknown);
        if !foreign(out, "ACCOUNT_UPDATE.a.P", [row.st, None]) {
            let position = position(&row, ts, out)?;
            out.push(AccountFact::Position(position));
        }
    }
    Ok(())
}

fn position(row: &wire::PositionEvent, ts: Timestamp, out: &mut AccountFacts) -> Result<PositionFact, Bad> {
    Ok(PositionFact {
        instrument: instrument(&row.s)?,
        side: need("ps", word(out, UPDATE, "ps", row.ps.as_deref(), words::read_position_side))?,
        qty: signed_qty("pa", row.pa.as_deref())?,
        entry_price: price_if("ep", row.ep.as_deref())?,
        break_even_price: price_if("bep", row.bep.as_deref())?,
        mark_price: None,
        unrealized_pnl: amount_if("up", row.up.as_deref())?,
        liquidation_price: None,
        margin_mode: word(out, UPDATE, "mt", row.mt.as_deref(), words::read_margin_type),
        leverage: None,
        isolated_margin: amount_if("iw", row.iw.as_deref())?.filter(|amount| !amount.is_zero()),
        ts,
    })
}

/// `ACCOUNT_CONFIG_UPDATE`: the leverage of an instrument, or whether assets back each other's positions.
pub(super) fn config(event: wire::ConfigUpdate, out: &mut AccountFacts) -> Result<(), Bad> {
    odd_members(out, "ACCOUNT_CONFIG_UPDATE", &event.unknown);
    if foreign(out, "ACCOUNT_CONFIG_UPDATE", [event.st, None]) {
        return Ok(());
    }
    if event.ac.is_none() && event.ai.is_none() {
        return Err(Bad::Missing("ac or ai"));
    }
    if let Some(changed) = event.ac {
        odd_members(out, "ACCOUNT_CONFIG_UPDATE.ac", &changed.unknown);
        let leverage: Rate = rate("l", Some(&changed.l.0))?;
        out.push(AccountFact::Setting(Setting::Leverage(instrument(&changed.s)?, leverage)));
    }
    if let Some(changed) = event.ai {
        odd_members(out, "ACCOUNT_CONFIG_UPDATE.ai", &changed.unknown);
        out.push(AccountFact::Setting(Setting::MultiAsset(changed.j)));
    }
    Ok(())
}

/// `MARGIN_CALL`: a notice for each position it names; "late by nature" (as documented), so that nothing is derived from it.
pub(super) fn margin_call(event: wire::MarginCall, out: &mut AccountFacts) -> Result<(), Bad> {
    odd_members(out, "MARGIN_CALL", &event.unknown);
    let ts = millis("E", event.sent)?;
    if event.p.is_empty() {
        let text = format!("cross wallet {}", event.cw.as_deref().unwrap_or("unknown"));
        out.push(AccountFact::Notice { kind: "margin_call", instrument: None, text, ts });
    }
    for row in event.p {
        odd_members(out, "MARGIN_CALL.p", &row.unknown);
        let told = [("side", &row.ps), ("qty", &row.pa), ("mark", &row.mp), ("unrealized", &row.up), ("maintenance margin", &row.mm)];
        let told = told.into_iter().filter_map(|(name, text)| text.as_ref().map(|text| format!("{name} {text}")));
        let text = said(&told.collect::<Vec<_>>().join(", ")).unwrap_or_default();
        out.push(AccountFact::Notice { kind: "margin_call", instrument: Some(instrument(&row.s)?), text, ts });
    }
    Ok(())
}

/// `CONDITIONAL_ORDER_TRIGGER_REJECT`: given up by the venue in favour of `ALGO_UPDATE`, understood as long as it comes.
pub(super) fn trigger_reject(event: wire::TriggerReject, out: &mut AccountFacts) -> Result<(), Bad> {
    let order = event.order;
    odd_members(out, "CONDITIONAL_ORDER_TRIGGER_REJECT", &event.unknown);
    odd_members(out, "CONDITIONAL_ORDER_TRIGGER_REJECT.or", &order.unknown);
    let number = order.i.as_ref().map_or("", |number| number.0.as_str());
    let text = said(&format!("order {number}: {}", order.r.as_deref().unwrap_or_default())).unwrap_or_default();
    out.push(AccountFact::Notice { kind: "trigger_refused", instrument: Some(instrument(&order.s)?), text, ts: millis("T", event.at)? });
    Ok(())
}
