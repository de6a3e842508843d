//! What does a `contractInfo` say?

use serde::de::MapAccess;
use twinline_model::InstrumentStatus;
use twinline_venue::{Fact, OddityKind};

use super::context::Context;
use super::members::{Members, note};
use super::numbers::{Bad, Text, millis, need};
use super::walk::Walk;
use crate::instruments::status;

#[derive(Debug, Default)]
struct Info<'de> {
    symbol: Text<'de>,
    status: Text<'de>,
    event_ms: Option<u64>,
    market: Option<u64>,
}

/// Sent when a contract is listed, settled, or changes its brackets. It says no filters: the instruments are loaded again.
pub(super) fn info<'de, A: MapAccess<'de>>(mut members: Members<A>, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let mut info = Info::default();
    while let Some(name) = members.next()? {
        match &*name {
            "s" => members.text(&mut info.symbol)?,
            "cs" => members.text(&mut info.status)?,
            "E" => members.integer(&mut info.event_ms)?,
            "st" => members.integer(&mut info.market)?,
            // contract type, delivery and onboard time, leverage brackets, pair
            "ct" | "dt" | "ot" | "bks" | "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = fact(&info, cx);
    cx.settle(result)
}

fn fact(info: &Info<'_>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let Some(ix) = cx.whose("contractInfo.s", info.symbol.as_deref(), info.market)? else {
        return Ok(None);
    };
    let status = status(need("contractInfo.cs", info.status.as_deref())?);
    if let InstrumentStatus::Other(word) = &status {
        note(cx.out, OddityKind::Value, format_args!("contractInfo.cs {word}"));
    }
    Ok(Some(Fact::Status { ix, status, ts: info.event_ms.map(millis) }))
}
