//! What does the answer to a step say?
//!
//! An answer means what it says only if it is about what was asked: one about another order is no answer, and leaves a command in
//! doubt. "No such order" to a cancel or a question is no end of the matter: it may have been filled, or not have arrived yet.

use rust_decimal::Decimal;
use twinline_model::{ClientOrderId, InstrumentId, OrderRef, Rate, Setting};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, AccountView, FeeRates, OrderFact};
use twinline_venue::{Doubt, OddityKind, Outcome, Refusal, RefusalKind, Reply};

use super::batches;
use super::encode::CHANNELS;
use super::fills;
use super::rows::{self, odd};
use super::settings;
use crate::codes;
use crate::decode::{Bad, Object, bounded_decimal, check_limits, failure, micros};

/// Reads an answer. Unless it is done, `out` gains oddities at most.
pub(super) fn decode(view: &AccountView, step: &AccountStep, reply: Reply<'_>, out: &mut AccountFacts) -> Outcome<()> {
    if let AccountStep::Page { of, .. } = step {
        return decode(view, of, reply, out);
    }
    let (status, body) = match reply {
        Reply::Lost { reason } => return doubt(step, reason),
        Reply::Http { status, body } => (status, body),
    };
    if matches!(step, AccountStep::LogOn | AccountStep::Subscribe) {
        return on_socket(step, status, body);
    }
    let read = std::str::from_utf8(body).ok().filter(|_| check_limits(body).is_ok()).and_then(|text| Object::read(text).ok());
    let Some(mut object) = read.filter(|_| (200..300).contains(&status)) else {
        return failure(status, body, step.is_command(), |name| odd(out, OddityKind::Value, &name));
    };
    if object.text("success").is_some_and(|success| success != "true") {
        return failure(status, body, step.is_command(), |name| odd(out, OddityKind::Value, &name));
    }
    let (items, oddities) = (out.items.len(), out.oddities.len());
    match accepted(view, step, &mut object, out) {
        Ok(()) => Outcome::Done(()),
        Err(bad) => {
            out.items.truncate(items);
            out.oddities.truncate(oddities);
            doubt(step, &bad.to_string())
        }
    }
}

fn doubt(step: &AccountStep, reason: &str) -> Outcome<()> {
    let reason = reason.lines().next().unwrap_or_default().chars().take(200).collect::<String>();
    Outcome::Unknown(Doubt { reason: format!("{}: {reason}", step.name()), code: None })
}

/// Answers on the socket: a log-on, and the list of what is subscribed.
fn on_socket(step: &AccountStep, status: u16, body: &[u8]) -> Outcome<()> {
    let Some(mut object) = std::str::from_utf8(body).ok().and_then(|text| Object::read(text).ok()) else {
        return doubt(step, "unreadable");
    };
    let refused = |kind, code: Option<String>, message: String| Outcome::Refused(Refusal { kind, code, message, status });
    if object.text("type").is_some_and(|kind| kind == "key-auth") {
        if matches!(step, AccountStep::LogOn) && object.text("success").is_some_and(|success| success == "true") {
            return Outcome::Done(());
        }
        let kind = match status {
            408 => RefusalKind::Clock,
            500.. => RefusalKind::Retry,
            _ => RefusalKind::Credentials,
        };
        let (code, said) = (object.owned("status"), object.owned("message").unwrap_or_default());
        let advice = match code.as_deref() {
            Some("api_key_not_found") => codes::ELSEWHERE,
            Some("ip_not_whitelisted") => codes::ADDRESS,
            Some("invalid_signature") => codes::SECRET,
            Some("request_expired") => codes::CLOCK,
            _ => return refused(kind, code, said.chars().take(200).collect()),
        };
        let message = format!("{} ({advice})", said.chars().take(200).collect::<String>());
        return refused(kind, code, message);
    }
    if matches!(step, AccountStep::LogOn) {
        return doubt(step, "an answer to something else");
    }
    match missing(&mut object) {
        Ok(None) => Outcome::Done(()),
        Ok(Some(reason)) => refused(RefusalKind::Credentials, None, reason),
        Err(bad) => doubt(step, &bad.to_string()),
    }
}

/// The first channel that was asked for and is not among what is told, with what the venue says about it.
fn missing(object: &mut Object<'_>) -> Result<Option<String>, Bad> {
    let mut held = Vec::new();
    for entry in object.list("channels")?.unwrap_or_default() {
        let mut entry = Object::read(entry.as_raw_str()).map_err(|_| Bad::Malformed("subscriptions.channels"))?;
        let name = entry.owned("name").unwrap_or_default();
        match entry.owned("error") {
            // What is heard beside is no reason to hear nothing.
            Some(_) if !CHANNELS.contains(&name.as_str()) => {}
            Some(error) => return Ok(Some(format!("{name}: {error}").chars().take(200).collect())),
            None => held.push(name),
        }
    }
    Ok(CHANNELS.iter().find(|name| !held.iter().any(|one| one == *name)).map(|name| format!("{name} was not subscribed")))
}

fn accepted(view: &AccountView, step: &AccountStep, object: &mut Object<'_>, out: &mut AccountFacts) -> Result<(), Bad> {
    match step {
        AccountStep::Place(ticket) | AccountStep::PlaceBracketed(ticket, _) => {
            let fact = order(view, object, out)?;
            let fact = same_client(&ticket.instrument, &ticket.client_order_id, fact)?;
            out.push(AccountFact::Order(fact));
        }
        AccountStep::Edit(ticket) => {
            let fact = order(view, object, out)?;
            out.push(AccountFact::Order(same_order(&ticket.order, fact)?));
        }
        AccountStep::Cancel(asked) | AccountStep::Order(asked) => {
            let fact = order(view, object, out)?;
            out.push(AccountFact::Order(same_order(asked, fact)?));
        }
        AccountStep::PlaceBatch(_) | AccountStep::EditBatch(_) | AccountStep::CancelBatch { .. } => {
            batches::decode(view, step, object, out)?;
        }
        AccountStep::Clock => {
            let mut result = result(object)?;
            let at = result.integer("server_time")?.ok_or(Bad::Missing("settings.server_time"))?;
            out.push(AccountFact::Clock(micros(at)));
        }
        // All the rest of it is about people.
        AccountStep::Settings => {
            let mut profile = result(object)?;
            let owner = settings::owner(&mut profile);
            let mode = settings::margin_mode(&mut profile);
            out.items.extend(owner.map(AccountFact::Owner));
            out.items.extend(mode.map(AccountFact::Setting));
            out.push(AccountFact::Setting(Setting::HedgeMode(false)));
        }
        AccountStep::InstrumentSettings { instrument: Some(instrument) } | AccountStep::SetLeverage { instrument, .. } => {
            let mut result = result(object)?;
            let text = result.owned("leverage").ok_or(Bad::Missing("leverage"))?;
            let leverage = Rate::new(bounded_decimal("leverage", &text)?.normalize());
            out.push(AccountFact::Setting(Setting::Leverage(instrument.clone(), leverage)));
        }
        AccountStep::ChangeMargin { .. } => {
            let mut result = result(object)?;
            let fact = rows::position(view, &mut result, false)?;
            out.push(AccountFact::Position(fact));
        }
        AccountStep::SetAutoTopUp { .. } => {
            let mut result = result(object)?;
            let fact = rows::position(view, &mut result, false)?;
            out.items.extend(topped_up(&fact.instrument, &mut result));
            out.push(AccountFact::Position(fact));
        }
        AccountStep::SetAccountMargin(_) => {
            let mode = settings::margin_mode(&mut result(object)?).ok_or(Bad::Missing("margin_mode"))?;
            out.push(AccountFact::Setting(mode));
        }
        AccountStep::Preferences | AccountStep::SetPreferences(_) => settings::preferences(&mut result(object)?, out)?,
        AccountStep::Quota => out.push(AccountFact::Quota(settings::quota(object)?)),
        AccountStep::Fees { instrument } => fees(instrument, object, out)?,
        // The legs that it made are not named.
        AccountStep::CancelAll { .. }
        | AccountStep::Bracket(_)
        | AccountStep::EditBracket(..)
        | AccountStep::SetMakerProtection(_)
        | AccountStep::ResetMakerProtection { .. }
        | AccountStep::MakeCountdown { .. }
        | AccountStep::Countdown { .. } => {}
        _ => return listed(view, step, object, out),
    }
    Ok(())
}

/// Whether the venue adds margin to a position by itself.
fn topped_up(of: &InstrumentId, row: &mut Object<'_>) -> Option<AccountFact> {
    let on = row.text("auto_topup")?.parse().ok()?;
    Some(AccountFact::Setting(Setting::AutoTopUp(of.clone(), on)))
}

fn result<'o>(object: &'o mut Object<'_>) -> Result<Object<'o>, Bad> {
    object.object("result")?.ok_or(Bad::Missing("result"))
}

fn order(view: &AccountView, object: &mut Object<'_>, out: &mut AccountFacts) -> Result<OrderFact, Bad> {
    let mut row = result(object)?;
    let fact = rows::order(view, &mut row, out)?;
    rows::finish(row, "order", out);
    Ok(fact)
}

fn same_client(asked: &InstrumentId, id: &ClientOrderId, fact: OrderFact) -> Result<OrderFact, Bad> {
    let same = fact.instrument == *asked && fact.client_id.as_ref() == Some(id);
    if same { Ok(fact) } else { Err(Bad::Refused("an answer about another order")) }
}

fn same_order(asked: &OrderRef, fact: OrderFact) -> Result<OrderFact, Bad> {
    let same = match &asked.venue_id {
        Some(id) => fact.venue_id.as_ref() == Some(id),
        None => fact.client_id == asked.client_id,
    };
    if same && fact.instrument == asked.instrument { Ok(fact) } else { Err(Bad::Refused("an answer about another order")) }
}

/// The list says what everybody pays; what one account pays instead is not told.
fn fees(instrument: &InstrumentId, object: &mut Object<'_>, out: &mut AccountFacts) -> Result<(), Bad> {
    let mut row = result(object)?;
    let mut rate = |name: &'static str| -> Result<Rate, Bad> {
        let text = row.owned(name).ok_or(Bad::Missing(name))?;
        Ok(Rate::new(bounded_decimal(name, &text)?.normalize()))
    };
    let (maker, taker) = (rate("maker_commission_rate")?, rate("taker_commission_rate")?);
    out.items.extend(
        row.text("initial_margin")
            .and_then(|text| most_leverage(&text))
            .map(|leverage| AccountFact::MostLeverage { instrument: instrument.clone(), leverage }),
    );
    out.push(AccountFact::Fees(FeeRates { instrument: instrument.clone(), maker, taker }));
    Ok(())
}

/// The least initial margin is told in percent; leverage is whole (as observed).
fn most_leverage(initial_margin: &str) -> Option<Rate> {
    let percent = bounded_decimal("initial_margin", initial_margin).ok().filter(|percent| percent.is_sign_positive())?;
    let most = Decimal::ONE_HUNDRED.checked_div(percent)?.floor();
    Some(Rate::new(most.normalize())).filter(|_| most >= Decimal::ONE)
}

/// Rows one by one, newest first as the venue has them; one that cannot be read spoils the answer: a list with a hole would be taken
/// for a whole one.
fn listed(view: &AccountView, step: &AccountStep, object: &mut Object<'_>, out: &mut AccountFacts) -> Result<(), Bad> {
    let mark = out.items.len();
    for row in object.list("result")?.ok_or(Bad::Missing("result"))? {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("result"))?;
        let fact = match step {
            AccountStep::OpenOrders { .. } | AccountStep::Orders { .. } => AccountFact::Order(rows::order(view, &mut row, out)?),
            AccountStep::Fills { .. } => AccountFact::Fill(fills::fill(view, &mut row, out)?),
            AccountStep::Transactions { .. } => AccountFact::Transaction(rows::transaction(view, &mut row)?),
            AccountStep::Balances => AccountFact::Balance(rows::balance(&mut row)?),
            AccountStep::Positions { .. } => {
                let fact = rows::position(view, &mut row, false)?;
                out.items.extend(topped_up(&fact.instrument, &mut row));
                AccountFact::Position(fact)
            }
            _ => return Err(Bad::Refused("an answer to nothing that lists rows")),
        };
        out.push(fact);
        rows::finish(row, step.name(), out);
    }
    // History is told oldest first here.
    if let Some(rows) = out.items.get_mut(mark..) {
        rows.reverse();
    }
    let after = object.object("meta")?.and_then(|mut meta| meta.owned("after"));
    out.items.extend(after.filter(|after| !after.is_empty()).map(|after| AccountFact::Continues(after.chars().take(512).collect())));
    Ok(())
}
