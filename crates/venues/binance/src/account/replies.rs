//! What does the answer to a step say?
//!
//! An answer means what it says only if it is about what was asked: one about another order or instrument is no answer,
//! and leaves a command in doubt.
//!
//! Some refusals are not the end of the matter; the caller looks the order up instead of believing them blindly:
//! - `-4116` to a new order (`AlreadySo`): the venue has an open order under this client id. After an attempt in doubt it
//!   is that attempt; otherwise somebody else's use of the id.
//! - `-2011` to a cancel and `-2013` to a question (`NotFound`): not in this book, or not any more: it may be filled, it may
//!   be in the other book, and right after a placement in doubt it may still appear.
//! - `-4130` to a conditional order (`NotFound`): another one closes this position already; it is in the list of open ones.

use serde::de::DeserializeOwned;
use twinline_model::{ClientOrderId, Duration, InstrumentId, OrderRef, OrderTicket, Phase, Setting, Timestamp, VenueOrderId};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, OrderFact, StreamKey, StreamKeyStep};
use twinline_venue::{Doubt, OddityKind, Outcome, Reply};

use super::numbers::rate;
use super::told::{client_id, foreign, instrument, odd, odd_members};
use super::{batches, frames, names, rows, tiers, wire};
use crate::decode::{self, Bad, check_limits, code, failure};

/// What a batch is answered with that failed somewhere.
const BATCH_FAILED: i32 = -4083;

/// Reads an answer. Unless it is done, `out` gains oddities at most.
pub(super) fn decode(step: &AccountStep, reply: Reply<'_>, out: &mut AccountFacts) -> Outcome<()> {
    let (status, body) = match reply {
        Reply::Lost { reason } => return doubt(step, reason),
        Reply::Http { status, body } => (status, body),
    };
    // "Batch failed" says nothing of its members (as documented): each is looked up.
    if matches!(step, AccountStep::PlaceBatch(_) | AccountStep::EditBatch(_)) && code(body) == Some(BATCH_FAILED) {
        return doubt(step, "the venue says that the batch failed, and nothing of its members");
    }
    // ASSUMED: a refusal may come with a status of success.
    if !(200..300).contains(&status) || code(body).is_some_and(|code| code < 0) {
        return failure(status, body, step.is_command(), |name| odd(out, OddityKind::Value, &name));
    }
    let (items, oddities) = (out.items.len(), out.oddities.len());
    match accepted(step, body, out) {
        Ok(()) => Outcome::Done(()),
        Err(reason) => {
            out.items.truncate(items);
            out.oddities.truncate(oddities);
            doubt(step, &reason)
        }
    }
}

fn doubt(step: &AccountStep, reason: &str) -> Outcome<()> {
    let reason = reason.lines().next().unwrap_or_default().chars().take(200).collect::<String>();
    Outcome::Unknown(Doubt { reason: format!("{}: {reason}", step.name()), code: None })
}

/// Reads a text into a type. Errors do not quote it.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| frames::unquoted(&error))
}

/// What cannot be understood without spoils the answer.
pub(super) fn good<T>(read: Result<T, Bad>) -> Result<T, String> {
    read.map_err(|bad| bad.to_string())
}

fn accepted(step: &AccountStep, body: &[u8], out: &mut AccountFacts) -> Result<(), String> {
    check_limits(body).map_err(|error| error.to_string())?;
    let text = std::str::from_utf8(body).map_err(|_| "not UTF-8".to_owned())?;
    match step {
        AccountStep::Clock => {
            let time: crate::wire::Time = parse(text)?;
            odd_members(out, "time", &time.unknown);
            out.push(AccountFact::Clock(decode::millis(time.server_time)));
            Ok(())
        }
        AccountStep::StreamKey(what) => stream_key(*what, text, out),
        AccountStep::LogOn => logged_on(text, out),
        AccountStep::Place(ticket) => placed(ticket, text, out),
        AccountStep::Edit(ticket) => order(text, true, out).and_then(|fact| taken(same_order(&ticket.order, fact)?, out)),
        AccountStep::Cancel(of) if of.conditional => canceled(of, text, out),
        AccountStep::Cancel(of) => order(text, false, out).and_then(|fact| taken(same_order(of, fact)?, out)),
        AccountStep::CancelAll { .. } | AccountStep::ChangeMargin { .. } => confirmed(text, out).map(|_| ()),
        AccountStep::Countdown { instrument, after } => countdown(instrument, *after, text, out),
        AccountStep::PlaceBatch(_) | AccountStep::EditBatch(_) | AccountStep::CancelBatch { .. } => batches::decode(step, text, out),
        AccountStep::SetLeverage { .. }
        | AccountStep::SetMarginMode { .. }
        | AccountStep::SetHedgeMode(_)
        | AccountStep::SetMultiAsset(_) => setting(step, text, out),
        AccountStep::Order(of) if of.conditional => algo_order(text, out).and_then(|fact| taken(same_order(of, fact)?, out)),
        AccountStep::Order(of) => order(text, false, out).and_then(|fact| taken(same_order(of, fact)?, out)),
        _ => listed(step, text, out),
    }
}

fn taken(fact: OrderFact, out: &mut AccountFacts) -> Result<(), String> {
    out.push(AccountFact::Order(fact));
    Ok(())
}

fn order(text: &str, changed: bool, out: &mut AccountFacts) -> Result<OrderFact, String> {
    let row: wire::Order = parse(text)?;
    if foreign(out, "order", [row.st, None]) {
        return Err("an order of another market".to_owned());
    }
    good(rows::order(&row, changed, out))
}

fn algo_order(text: &str, out: &mut AccountFacts) -> Result<OrderFact, String> {
    let row: wire::AlgoOrder = parse(text)?;
    if foreign(out, "algoOrder", [row.st, None]) {
        return Err("an order of another market".to_owned());
    }
    good(rows::algo_order(&row, out))
}

fn placed(ticket: &OrderTicket, text: &str, out: &mut AccountFacts) -> Result<(), String> {
    let fact = if ticket.kind.is_conditional() { algo_order(text, out)? } else { order(text, false, out)? };
    taken(same_client(&ticket.instrument, &ticket.client_order_id, fact)?, out)
}

/// The order that was asked for by its client id.
pub(super) fn same_client(asked: &InstrumentId, id: &ClientOrderId, fact: OrderFact) -> Result<OrderFact, String> {
    if fact.instrument == *asked && fact.client_id.as_ref() == Some(id) {
        Ok(fact)
    } else {
        Err("an answer about another order".to_owned())
    }
}

/// The order that was asked for by the name that went out: its number, if there is one.
pub(super) fn same_order(asked: &OrderRef, fact: OrderFact) -> Result<OrderFact, String> {
    let same = match names::number(asked) {
        Some(number) => fact.venue_id.as_ref().is_some_and(|id| id.as_str() == number.to_string()),
        None => fact.client_id == asked.client_id,
    };
    if same && fact.instrument == asked.instrument { Ok(fact) } else { Err("an answer about another order".to_owned()) }
}

/// The confirmation of a command that tells nothing else.
fn confirmed(text: &str, out: &mut AccountFacts) -> Result<wire::Confirmed, String> {
    let said: wire::Confirmed = parse(text)?;
    odd_members(out, "confirmation", &said.unknown);
    if said.code.0 == "200" { Ok(said) } else { Err(format!("code {}", said.code.0)) }
}

/// A countdown that was set: the answer repeats what was asked.
fn countdown(asked: &InstrumentId, after: Duration, text: &str, out: &mut AccountFacts) -> Result<(), String> {
    let said: wire::Countdown = parse(text)?;
    odd_members(out, "countdownCancelAll", &said.unknown);
    match good(instrument(&said.symbol))? == *asked && said.countdown_time.0 == after.as_millis().to_string() {
        true => Ok(()),
        false => Err("an answer about another countdown".to_owned()),
    }
}

/// A canceled conditional order: the answer names it and has neither time nor terms. The time of the fact is the epoch,
/// which is older than anything that the venue says.
fn canceled(asked: &OrderRef, text: &str, out: &mut AccountFacts) -> Result<(), String> {
    let said = confirmed(text, out)?;
    let fact = OrderFact {
        instrument: asked.instrument.clone(),
        conditional: true,
        client_id: client_id(said.client_algo_id.as_deref()),
        venue_id: said.algo_id.as_ref().and_then(|id| id.some()).map(VenueOrderId::new),
        released_id: None,
        phase: Some(Phase::Canceled),
        word: String::new(),
        executed: None,
        average: None,
        terms: None,
        shape: None,
        reason: None,
        ts: Timestamp::default(),
    };
    taken(same_order(asked, fact)?, out)
}

/// Longest stream key that is taken; the venue's have 64 characters.
const MAX_STREAM_KEY: usize = 512;

fn stream_key(what: StreamKeyStep, text: &str, out: &mut AccountFacts) -> Result<(), String> {
    let said: wire::ListenKey = parse(text)?;
    odd_members(out, "listenKey", &said.unknown);
    let key = said.listen_key.filter(|key| (1..=MAX_STREAM_KEY).contains(&key.len()));
    match (what, key) {
        (StreamKeyStep::Open, None) => Err("no usable key".to_owned()),
        (StreamKeyStep::Open | StreamKeyStep::Extend, Some(key)) => {
            out.push(AccountFact::StreamKey(StreamKey(key.into())));
            Ok(())
        }
        // Extending was answered with nothing in older versions.
        (StreamKeyStep::Extend, None) | (StreamKeyStep::Close, _) => Ok(()),
    }
}

fn logged_on(text: &str, out: &mut AccountFacts) -> Result<(), String> {
    let said: wire::LoggedOn = parse(text)?;
    odd_members(out, "session", &said.unknown);
    if said.authorized_since.is_none() {
        return Err("the link is not logged on".to_owned());
    }
    out.items.extend(said.server_time.map(|ms| AccountFact::Clock(decode::millis(ms))));
    Ok(())
}

/// A setting that the venue confirmed is as it was asked for; a leverage is repeated in the answer.
fn setting(step: &AccountStep, text: &str, out: &mut AccountFacts) -> Result<(), String> {
    let setting = match step {
        AccountStep::SetLeverage { instrument: asked, .. } => {
            let said: wire::Leverage = parse(text)?;
            odd_members(out, "leverage", &said.unknown);
            if good(instrument(&said.symbol))? != *asked {
                return Err("an answer about another instrument".to_owned());
            }
            Setting::Leverage(asked.clone(), good(rate("leverage", Some(&said.leverage.0)))?)
        }
        AccountStep::SetMarginMode { instrument, mode } => confirmed(text, out).map(|_| Setting::MarginMode(instrument.clone(), *mode))?,
        AccountStep::SetHedgeMode(on) => confirmed(text, out).map(|_| Setting::HedgeMode(*on))?,
        AccountStep::SetMultiAsset(on) => confirmed(text, out).map(|_| Setting::MultiAsset(*on))?,
        _ => return Err("no setting".to_owned()),
    };
    out.push(AccountFact::Setting(setting));
    Ok(())
}

/// Answers that list rows, or tell one row of many.
fn listed(step: &AccountStep, text: &str, out: &mut AccountFacts) -> Result<(), String> {
    match step {
        AccountStep::OpenOrders { conditional: true, .. } | AccountStep::Orders { conditional: true, .. } => {
            each(text, out, "algoOrder", |row: &wire::AlgoOrder| row.st, |row, out| rows::algo_order(row, out).map(AccountFact::Order))
        }
        AccountStep::OpenOrders { .. } | AccountStep::Orders { .. } => {
            each(text, out, "order", |row: &wire::Order| row.st, |row, out| rows::order(row, false, out).map(AccountFact::Order))
        }
        AccountStep::Fills { .. } => {
            each(text, out, "userTrades", |row: &wire::UserTrade| row.st, |row, out| rows::user_trade(row, out).map(AccountFact::Fill))
        }
        AccountStep::Transactions { .. } => {
            each(text, out, "income", |row: &wire::Income| row.st, |row, out| rows::income(row, out).map(AccountFact::Transaction))
        }
        AccountStep::Balances => {
            each(text, out, "balance", |_: &wire::BalanceRow| None, |row, out| rows::balance(row, out).map(AccountFact::Balance))
        }
        AccountStep::Positions { .. } => each(
            text,
            out,
            "positionRisk",
            |row: &wire::PositionRow| row.st,
            |row, out| rows::position(row, out).map(AccountFact::Position),
        ),
        AccountStep::Settings => {
            let settings = good(rows::account_config(&parse(text)?, out))?;
            out.items.extend(settings.map(AccountFact::Setting));
            Ok(())
        }
        AccountStep::InstrumentSettings { .. } => instrument_settings(text, out),
        AccountStep::Fees { instrument } => {
            let rates = good(rows::fees(&parse(text)?, out))?;
            if rates.instrument != *instrument {
                return Err("an answer about another instrument".to_owned());
            }
            out.push(AccountFact::Fees(rates));
            Ok(())
        }
        AccountStep::Tiers { instrument } => {
            let found = tiers::read(text, instrument, out)?;
            out.push(AccountFact::Tiers(found));
            Ok(())
        }
        _ => Err("an answer to nothing that lists rows".to_owned()),
    }
}

/// Rows one by one; those of the other market are left out, one that cannot be read spoils the answer: a list with a hole
/// would be taken for a whole one.
fn each<T: DeserializeOwned>(
    text: &str,
    out: &mut AccountFacts,
    of: &str,
    market: fn(&T) -> Option<u64>,
    read: fn(&T, &mut AccountFacts) -> Result<AccountFact, Bad>,
) -> Result<(), String> {
    for row in parse::<Vec<T>>(text)? {
        if !foreign(out, of, [market(&row), None]) {
            let fact = good(read(&row, out))?;
            out.push(fact);
        }
    }
    Ok(())
}

fn instrument_settings(text: &str, out: &mut AccountFacts) -> Result<(), String> {
    for row in parse::<Vec<wire::SymbolConfig>>(text)? {
        if !foreign(out, "symbolConfig", [row.st, None]) {
            let settings = good(rows::symbol_config(&row, out))?;
            out.items.extend(settings.into_iter().map(AccountFact::Setting));
        }
    }
    Ok(())
}
