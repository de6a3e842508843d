//! What kind of frame is this, and what does it say?
//!
//! Frames of accounts are rare and dear: what cannot be understood without is an error, and means that something of the account
//! may have been lost.

use twinline_model::{InstrumentId, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts, AccountView, Numbered, SocketReply};
use twinline_venue::{DecodeError, Frame, OddityKind};

use super::fills;
use super::rows::{self, odd};
use crate::decode::{Bad, Object, check_limits, micros};

/// Reads one frame. On an error, `out` is as it was.
pub(super) fn decode(view: &AccountView, frame: Frame<'_>, out: &mut AccountFacts) -> Result<(), DecodeError> {
    let text = match frame {
        Frame::Text(text) => text,
        Frame::Binary(bytes) => std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8"))?,
    };
    check_limits(text.as_bytes())?;
    let mut object = Object::read(text).map_err(|_| malformed("no object"))?;
    let (items, oddities) = (out.items.len(), out.oddities.len());
    let kind = object.owned("type").unwrap_or_default();
    let read = read(view, &kind, text, &mut object, out);
    match read {
        Ok(()) => {
            rows::finish(object, &kind, out);
            Ok(())
        }
        Err(bad) => {
            out.items.truncate(items);
            out.oddities.truncate(oddities);
            Err(malformed(&format!("{}: {bad}", kind.chars().take(32).collect::<String>())))
        }
    }
}

fn malformed(reason: &str) -> DecodeError {
    DecodeError::Malformed { reason: reason.chars().take(200).collect() }
}

fn read(view: &AccountView, kind: &str, text: &str, object: &mut Object<'_>, out: &mut AccountFacts) -> Result<(), Bad> {
    match kind {
        // Neither names what it answers.
        "key-auth" | "subscriptions" => {
            let status = object.text("status_code").and_then(|text| text.parse().ok()).unwrap_or(200);
            object.pass_all();
            out.push(AccountFact::Reply(SocketReply { id: None, status, body: 0..text.len(), used: Vec::new() }));
        }
        "orders" if is_snapshot(object) => {
            each(object, out, |row, out| rows::order(view, row, out).map(AccountFact::Order))?;
            // The snapshot of a product is counted, too.
            let number = object.object("meta")?.and_then(|mut meta| meta.owned("seq_no"));
            if let Some(number) = number {
                let of = rows::instrument(view, object)?;
                numbered("orders", &of.id, Some(number), out);
            }
        }
        "orders" => {
            let fact = rows::order(view, object, out)?;
            let of = fact.instrument.clone();
            out.push(AccountFact::Order(fact));
            numbered("orders", &of, object.owned("seq_no"), out);
        }
        "positions" if is_snapshot(object) => each(object, out, |row, _| rows::position(view, row, false).map(AccountFact::Position))?,
        "positions" => {
            let gone = object.text("action").is_some_and(|action| action == "delete");
            let fact = rows::position(view, object, gone)?;
            out.push(AccountFact::Position(fact));
        }
        "margins" => {
            let fact = rows::balance(object)?;
            out.push(AccountFact::Balance(fact));
        }
        "v2/user_trades" | "user_trades" => {
            let short = kind == "v2/user_trades";
            let fill = fills::told_fill(view, object, short, out)?;
            let of = fill.instrument.clone();
            out.push(AccountFact::Fill(fill));
            let (channel, name) = if short { ("v2/user_trades", "se") } else { ("user_trades", "seq_no") };
            numbered(channel, &of, object.owned(name), out);
        }
        "mmp_trigger" => notice(object, out)?,
        // As documented this one has no type.
        "" if object.raw("frozen_till").is_some() => notice(object, out)?,
        "portfolio_margins" => {
            let told = rows::portfolio(object)?;
            out.push(AccountFact::Portfolio(told));
        }
        "heartbeat" | "pong" => object.pass_all(),
        other => {
            odd(out, OddityKind::Event, if other.is_empty() { "a frame without a type" } else { other });
            object.pass_all();
        }
    }
    Ok(())
}

/// The number of a message. One that cannot be read is noted, and takes nothing from what the message says.
fn numbered(channel: &'static str, of: &InstrumentId, number: Option<String>, out: &mut AccountFacts) {
    let Some(text) = number else { return };
    match text.parse() {
        Ok(number) => out.push(AccountFact::Numbered(Numbered { channel, instrument: of.clone(), number })),
        Err(_) => odd(out, OddityKind::Value, &format!("{channel}.seq_no")),
    }
}

fn is_snapshot(object: &mut Object<'_>) -> bool {
    object.text("action").is_some_and(|action| action == "snapshot")
}

fn each(
    object: &mut Object<'_>,
    out: &mut AccountFacts,
    read: impl Fn(&mut Object<'_>, &mut AccountFacts) -> Result<AccountFact, Bad>,
) -> Result<(), Bad> {
    object.pass(&["action", "success", "symbol", "meta"]);
    for row in object.list("result")?.unwrap_or_default() {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("snapshot.result"))?;
        let fact = read(&mut row, out)?;
        out.push(fact);
        rows::finish(row, "snapshot.result", out);
    }
    Ok(())
}

/// The venue froze orders of a market maker.
fn notice(object: &mut Object<'_>, out: &mut AccountFacts) -> Result<(), Bad> {
    object.pass(&["user_id"]);
    let asset = object.owned("asset").unwrap_or_default();
    let until = object.owned("frozen_till").unwrap_or_default();
    let until = match until.parse::<u64>() {
        Ok(until) => format!("orders are frozen until {}", micros(until)),
        Err(_) => "orders stay frozen until it is reset".to_owned(),
    };
    let text = format!("market-maker protection of {asset} was triggered: {until}").chars().take(200).collect();
    // When it was, is not told.
    out.push(AccountFact::Notice { kind: "mmp_triggered", instrument: None, text, ts: Timestamp::default() });
    Ok(())
}
