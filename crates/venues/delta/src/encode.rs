//! How is something put into this venue's words?

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use twinline_model::{Channel, Interval, Timestamp};
use twinline_venue::{EncodeError, FrameBuf, LinkId, Method, Request, RequestId, Step, Sub, SubChange, View};

use crate::names::{self, Name, SPOT};
use crate::spec::{SPEC, VENUE};

/// Without it the network in front of the venue refuses (as documented).
pub const USER_AGENT: (&str, &str) = ("user-agent", "twinline");
/// Products on a page; the most that is known to be given.
const PRODUCTS: &str = "500";
/// Rows that one answer with candles has at most.
const CANDLES: i64 = 2000;

/// One step as an HTTP request. Nothing here is signed: all of it is public.
pub fn step(view: &View, now: Timestamp, step: &Step) -> Result<Request, EncodeError> {
    if let Some(id) = step.instrument().filter(|id| id.venue() != VENUE) {
        return Err(EncodeError::UnknownInstrument(id.clone()));
    }
    let mut url = format!("{}/v2/", view.endpoints.rest);
    let symbol = step.instrument().map(|id| escaped(id.symbol())).unwrap_or_default();
    let _ = match step {
        Step::ServerTime => write!(url, "settings"),
        Step::Instruments => write!(url, "products?page_size={PRODUCTS}"),
        Step::MoreInstruments { after } => write!(url, "products?page_size={PRODUCTS}&after={}", escaped(after)),
        Step::Book { depth, .. } => write!(url, "l2orderbook/{symbol}?depth={}", depth.max(&1)),
        Step::Trades { .. } => write!(url, "trades/{symbol}"),
        Step::Bbo { .. } | Step::Mark { .. } | Step::Ticker { .. } => write!(url, "tickers/{symbol}"),
        Step::Candles { interval, from, to, limit, .. } => {
            if !SPEC.intervals.contains(interval) {
                return Err(EncodeError::Unsupported(format!("candles of {interval}")));
            }
            let (start, end) = stretch(now + view.clock_offset, *interval, *from, *to, *limit);
            write!(url, "history/candles?symbol={symbol}&resolution={interval}&start={start}&end={end}")
        }
        Step::Funding { from, to, limit, .. } => {
            let (start, end) = stretch(now + view.clock_offset, Interval::H1, *from, *to, *limit);
            write!(url, "history/candles?symbol=FUNDING%3A{symbol}&resolution=1h&start={start}&end={end}")
        }
    };
    Ok(Request { method: Method::Get, url, headers: vec![(USER_AGENT.0, USER_AGENT.1.to_owned())], body: Vec::new() })
}

/// The venue wants both ends, in seconds: what is not named follows from the number of rows and the time.
fn stretch(now: Timestamp, interval: Interval, from: Option<Timestamp>, to: Option<Timestamp>, limit: u32) -> (i64, i64) {
    let length = interval.duration().as_millis() / 1_000;
    let rows = i64::from(limit).clamp(1, CANDLES) * length;
    let seconds = |at: Timestamp| at.as_millis().div_euclid(1_000);
    match (from.map(seconds), to.map(seconds)) {
        (Some(from), Some(to)) => (from, to.min(from.saturating_add(rows - length))),
        (Some(from), None) => (from, from.saturating_add(rows - length)),
        (None, Some(to)) => (to.saturating_sub(rows - length), to),
        (None, None) => {
            let end = seconds(now).div_euclid(length) * length;
            (end.saturating_sub(rows - length), end)
        }
    }
}

/// Percent-encodes what is not plain in a URL.
pub(crate) fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            plain.push(char::from(byte));
        } else {
            let _ = write!(plain, "%{byte:02X}");
        }
    }
    plain
}

/// Frames that change what a link carries; their answers name no request. Books go one symbol a frame (as documented).
///
/// An index stays subscribed once it is: other instruments may follow it, and there are few of them.
pub fn subscriptions(view: &View, link: LinkId, change: SubChange<'_>) -> Result<Vec<(Option<RequestId>, FrameBuf)>, EncodeError> {
    let (word, subs, begin) = match change {
        SubChange::Subscribe(subs) => ("subscribe", subs, true),
        SubChange::Unsubscribe(subs) => ("unsubscribe", subs, false),
    };
    let (mut alone, mut together) = (Vec::new(), BTreeMap::<String, Vec<String>>::new());
    for sub in subs {
        for (name, symbol) in names_on(view, link, sub)?.into_iter().filter(|(name, _)| begin || name != SPOT) {
            match symbol {
                Some(symbol) if sub.channel == Channel::Book => alone.push(json!([{"name": name, "symbols": [symbol]}])),
                Some(symbol) => {
                    let symbols = together.entry(name).or_default();
                    if !symbols.contains(&symbol) {
                        symbols.push(symbol);
                    }
                }
                None => {
                    together.entry(name).or_default();
                }
            }
        }
    }
    let channel = |(name, symbols): (String, Vec<String>)| match symbols.is_empty() {
        true => json!({"name": name}),
        false => json!({"name": name, "symbols": symbols}),
    };
    let rest: Vec<Value> = together.into_iter().map(channel).collect();
    if !rest.is_empty() {
        alone.push(Value::Array(rest));
    }
    Ok(alone
        .into_iter()
        .map(|channels| (None, FrameBuf::Text(json!({"type": word, "payload": {"channels": channels}}).to_string())))
        .collect())
}

/// The channels of a subscription, if this link carries it.
fn names_on(view: &View, link: LinkId, sub: &Sub) -> Result<Vec<Name>, EncodeError> {
    let unsupported = || EncodeError::Unsupported(format!("{} on the {} link", sub.channel, SPEC.link(link.kind).name));
    let instrument = match &sub.instrument {
        Some(id) => {
            let ix = view.instruments.find_id(id).ok_or_else(|| EncodeError::UnknownInstrument(id.clone()))?;
            Some(view.instruments.get(ix))
        }
        None => None,
    };
    let row = SPEC.channel(sub.channel).filter(|row| row.link == link.kind && row.venue_wide == instrument.is_none());
    if let Channel::Candles(interval) = sub.channel
        && !SPEC.intervals.contains(&interval)
    {
        return Err(unsupported());
    }
    let all = row.map(|_| names::names(instrument.map(|instrument| &**instrument), sub.channel)).unwrap_or_default();
    if all.is_empty() { Err(unsupported()) } else { Ok(all) }
}
