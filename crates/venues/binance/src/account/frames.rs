//! What kind of frame is this, and who reads it?
//!
//! Frames of accounts are rare and dear: each is read in full, by types, and what cannot be understood without is an
//! error. An error means that something of the account may have been lost; whoever counts it has reason to ask the venue.

use serde::Deserialize;
use twinline_model::Duration;
use twinline_venue::account::{AccountFact, AccountFacts, SocketReply};
use twinline_venue::{BucketUse, DecodeError, Frame, LinkId, OddityKind, RequestId};

use super::spec::COMMANDS;
use super::told::{odd, odd_members};
use super::{account_events, order_events, wire};
use crate::decode::{Bad, check_limits};
use crate::spec::BUCKETS;

/// Reads one frame. On an error, `out` is as it was.
pub(super) fn decode(link: LinkId, frame: Frame<'_>, out: &mut AccountFacts) -> Result<(), DecodeError> {
    let text = match frame {
        Frame::Text(text) => text,
        Frame::Binary(bytes) => std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8"))?,
    };
    check_limits(text.as_bytes())?;
    let (items, oddities) = (out.items.len(), out.oddities.len());
    let read = if link.kind == COMMANDS { answer(text, out) } else { event(text, out) };
    if read.is_err() {
        out.items.truncate(items);
        out.oddities.truncate(oddities);
    }
    read
}

fn malformed(reason: &str) -> DecodeError {
    DecodeError::Malformed { reason: reason.chars().take(200).collect() }
}

/// What was meant to be read and cannot be. The parser quotes values in its errors; only where it stopped is told, and of
/// a wrong type its names.
fn parse<'de, T: Deserialize<'de>>(text: &'de str, of: &str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| malformed(&format!("{of}: {}", unquoted(&error))))
}

/// An error of the parser without what it quotes of the text.
pub(super) fn unquoted(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "a member of another type than documented, missing or twice",
        serde_json::error::Category::Syntax => "not JSON",
        serde_json::error::Category::Eof => "cut short",
        serde_json::error::Category::Io => "unreadable",
    };
    format!("{kind} at column {}", error.column())
}

/// An event, bare or within `data`.
fn event(text: &str, out: &mut AccountFacts) -> Result<(), DecodeError> {
    let framed: wire::Framed<'_> = parse(text, "frame")?;
    let (text, tag) = match framed.data {
        Some(data) => (data.get(), parse::<wire::Framed<'_>>(data.get(), "data")?.e),
        None => (text, framed.e),
    };
    let Some(tag) = tag else {
        odd(out, OddityKind::Event, "a frame without an event");
        return Ok(());
    };
    let read = match &*tag {
        "ORDER_TRADE_UPDATE" => order_events::update(parse(text, &tag)?, out),
        "TRADE_LITE" => order_events::trade_lite(parse(text, &tag)?, out),
        "ALGO_UPDATE" => order_events::algo(parse(text, &tag)?, out),
        "ACCOUNT_UPDATE" => account_events::update(parse(text, &tag)?, out),
        "ACCOUNT_CONFIG_UPDATE" => account_events::config(parse(text, &tag)?, out),
        "MARGIN_CALL" => account_events::margin_call(parse(text, &tag)?, out),
        "CONDITIONAL_ORDER_TRIGGER_REJECT" => account_events::trigger_reject(parse(text, &tag)?, out),
        "listenKeyExpired" => {
            let ended: wire::KeyExpired = parse(text, &tag)?;
            odd_members(out, "listenKeyExpired", &ended.unknown);
            out.push(AccountFact::StreamEnded { reason: "the stream's key expired".to_owned() });
            Ok(())
        }
        // Of strategies that the venue runs by itself; their orders are told as orders.
        "STRATEGY_UPDATE" | "GRID_UPDATE" => {
            odd(out, OddityKind::Foreign, &tag);
            Ok(())
        }
        other => {
            odd(out, OddityKind::Event, other);
            Ok(())
        }
    };
    read.map_err(|bad: Bad| malformed(&format!("{tag}: {bad}")))
}

/// An answer on the commands link.
fn answer(text: &str, out: &mut AccountFacts) -> Result<(), DecodeError> {
    let answered: wire::Answered<'_> = parse(text, "answer")?;
    odd_members(out, "answer", &answered.unknown);
    let status = answered.status.ok_or_else(|| malformed("answer: status is missing"))?;
    let body = answered.error.or(answered.result).ok_or_else(|| malformed("answer: neither result nor error"))?;
    let start = (body.get().as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    let body = start..start.wrapping_add(body.get().len());
    if text.get(body.clone()).is_none() {
        return Err(malformed("answer: its body is not within it"));
    }
    let id = match answered.id.as_ref().map(|id| (id, id.0.parse())) {
        Some((_, Ok(id))) => Some(RequestId(id)),
        Some((_, Err(_))) => {
            odd(out, OddityKind::Value, "answer.id");
            None
        }
        None => None,
    };
    let used = answered.rate_limits.map(|text| used(text.get(), out)).unwrap_or_default();
    out.push(AccountFact::Reply(SocketReply { id, status, body, used }));
    // Nobody asked: the venue says that the key is not valid any more (as documented).
    if answered.id.is_none() && status == 401 {
        out.push(AccountFact::StreamEnded { reason: "the key was revoked, or it may not be used from here".to_owned() });
    }
    Ok(())
}

/// How much of the limits is used. What cannot be read is noted and spoils nothing: the answer itself is beside it.
fn used(text: &str, out: &mut AccountFacts) -> Vec<BucketUse> {
    let Ok(rows) = serde_json::from_str::<Vec<wire::LimitUse>>(text) else {
        odd(out, OddityKind::Value, "answer.rateLimits");
        return Vec::new();
    };
    rows.iter().filter_map(bucket_use).collect()
}

/// A limit that is not among ours, in kind or in window, is nothing that we could hold to.
fn bucket_use(row: &wire::LimitUse) -> Option<BucketUse> {
    let unit = match row.interval.as_str() {
        "SECOND" => 1,
        "MINUTE" => 60,
        "HOUR" => 3_600,
        "DAY" => 86_400,
        _ => return None,
    };
    let window = Duration::from_secs(i64::from(row.interval_num).checked_mul(unit)?);
    let bucket = BUCKETS.iter().find(|bucket| bucket.name == row.rate_limit_type && bucket.window == window)?;
    Some(BucketUse { name: bucket.name, window, used: row.count? })
}
