//! Facts as readable JSON: numbers as decimal text, instruments by their symbols, times as RFC 3339.

use serde::Serialize;
use serde_json::{Value, json};
use twinline_model::{Level, format_scaled};
use twinline_venue::{BookFact, BucketSpec, Fact, Facts, InstrumentIx, Outcome, Progress, RefusalKind, View};

/// All facts, in order.
pub fn facts(view: &View, facts: &Facts) -> Value {
    facts.items().iter().map(|item| fact(view, facts, item)).collect()
}

/// All oddities, in order.
pub fn oddities(facts: &Facts) -> Value {
    facts.oddities().iter().map(|oddity| json!([format!("{:?}", oddity.kind).to_lowercase(), oddity.name])).collect()
}

fn fact(view: &View, facts: &Facts, fact: &Fact) -> Value {
    match fact {
        Fact::BookSnapshot(book) => json!({"book_snapshot": levels(view, facts, book)}),
        Fact::BookDelta(book) => json!({"book_delta": levels(view, facts, book)}),
        Fact::BookTop(book) => json!({"book_top": levels(view, facts, book)}),
        Fact::Bbo { ix, bbo, ts } => json!({"bbo": about(view, *ix, bbo, ts)}),
        Fact::Trade { ix, trade } => json!({"trade": of(view, *ix, trade)}),
        Fact::Candle { ix, candle, ts } => json!({"candle": about(view, *ix, candle, ts)}),
        Fact::Mark { ix, mark, ts } => json!({"mark": about(view, *ix, mark, ts)}),
        Fact::MarkParts { ix, parts, ts } => json!({"mark_parts": {
            "symbol": symbol(view, *ix), "index": parts.index, "funding_rate": parts.funding_rate, "next_funding_ts": parts.next_funding_ts,
            "at": ts,
        }}),
        Fact::ChannelRefused { channel, reason, .. } => json!({"channel_refused": {"channel": channel, "reason": reason}}),
        Fact::Ticker { ix, ticker, ts } => json!({"ticker": about(view, *ix, ticker, ts)}),
        Fact::Liquidation { ix, liquidation } => json!({"liquidation": of(view, *ix, liquidation)}),
        Fact::Funding { ix, funding } => json!({"funding": of(view, *ix, funding)}),
        Fact::Status { ix, status, ts } => json!({"status": {"symbol": symbol(view, *ix), "status": status, "at": ts}}),
        Fact::Instruments(all) => json!({"instruments": all}),
        Fact::Limits(buckets) => json!({"limits": buckets.iter().map(bucket).collect::<Vec<_>>()}),
        Fact::ServerTime(at) => json!({"server_time": at}),
        Fact::Answer { id, error } => json!({"answer": {"id": id.map(|id| id.0), "error": error}}),
        Fact::Subscriptions { id, names } => json!({"subscriptions": {"id": id.map(|id| id.0), "names": names}}),
        Fact::UnknownInstrument { symbol } => json!({"unknown_instrument": symbol}),
        Fact::Precision { ix, price_scale, size_scale } => {
            json!({"precision": {"symbol": symbol(view, *ix), "price_scale": price_scale, "size_scale": size_scale}})
        }
    }
}

fn symbol(view: &View, ix: InstrumentIx) -> &str {
    view.instruments.get(ix).id.symbol()
}

/// A value with the symbol it is about; members that are absent are left out.
fn of(view: &View, ix: InstrumentIx, value: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(value).unwrap();
    let members = value.as_object_mut().unwrap();
    members.retain(|_, member| !member.is_null());
    members.insert("symbol".to_owned(), symbol(view, ix).into());
    value
}

/// The same with the time of the message.
fn about(view: &View, ix: InstrumentIx, value: &impl Serialize, at: &impl Serialize) -> Value {
    let mut value = of(view, ix, value);
    value["at"] = serde_json::to_value(at).unwrap();
    value
}

fn levels(view: &View, facts: &Facts, book: &BookFact) -> Value {
    let instrument = view.instruments.get(book.ix);
    let row = |level: &Level| {
        let (mut price, mut size) = (String::new(), String::new());
        format_scaled(level.price, instrument.price_scale, &mut price);
        format_scaled(level.size, instrument.size_scale, &mut size);
        json!([price, size])
    };
    let side = |span| facts.levels(span).iter().map(row).collect::<Vec<_>>();
    json!({
        "symbol": symbol(view, book.ix), "first": book.first, "last": book.last, "prev": book.prev, "at": book.ts,
        "bids": side(book.bids), "asks": side(book.asks),
    })
}

fn bucket(bucket: &BucketSpec) -> Value {
    json!({"name": bucket.name, "window_ms": bucket.window.as_millis(), "cap": bucket.cap, "header": bucket.header})
}

/// What became of a step.
pub fn outcome(outcome: &Outcome<Progress>) -> Value {
    match outcome {
        Outcome::Done(Progress::Complete) => json!("done"),
        Outcome::Done(Progress::Next(step)) => json!({"next": step.name()}),
        Outcome::Unknown(doubt) => json!({"unknown": {"code": doubt.code}}),
        Outcome::Refused(refusal) => match refusal.kind {
            RefusalKind::Limited { until, banned } => {
                json!({"refused": {"kind": "limited", "until": until, "banned": banned, "code": refusal.code}})
            }
            kind => json!({"refused": {"kind": format!("{kind:?}").to_lowercase(), "code": refusal.code}}),
        },
    }
}

/// A facts file: members one by one, the rows of its lists one a line.
pub fn written(value: &Value) -> String {
    let members = value.as_object().unwrap().iter().map(|(name, member)| match member.as_array() {
        Some(rows) if !rows.is_empty() => {
            let rows = rows.iter().map(|row| format!("  {row}")).collect::<Vec<_>>().join(",\n");
            format!(" \"{name}\": [\n{rows}\n ]")
        }
        _ => format!(" \"{name}\": {member}"),
    });
    format!("{{\n{}\n}}\n", members.collect::<Vec<_>>().join(",\n"))
}
