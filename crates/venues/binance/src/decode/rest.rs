//! What does the answer to a step say?

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use twinline_model::{Bbo, Candle, Funding, InstrumentId, Interval, MarkPrice, Ticker, Trade};
use twinline_venue::{BookFact, Doubt, Fact, Facts, InstrumentIx, OddityKind, Outcome, Progress, Reply, Span, Step, View, check_limits};

use super::book_ticker::quote;
use super::levels::{Gauge, Rows, Verdict};
use super::members::{Members, note};
use super::numbers::{Bad, change, millis, millis_if_any, need, notional, price, price_if_any, quantity, quantity_if_any, rate, traded};
use super::trades::taker;
use super::walk::Walk;
use super::{note_unknown, refusal};
use crate::{instruments, wire};

/// Reads an answer. Unless it is done, `out` gains oddities at most.
pub(crate) fn decode(view: &View, step: &Step, reply: Reply<'_>, out: &mut Facts) -> Outcome<Progress> {
    let (status, body) = match reply {
        Reply::Lost { reason } => return doubt(step, reason),
        Reply::Http { status, body } => (status, body),
    };
    if !(200..300).contains(&status) {
        return refusal::decode(status, body, out);
    }
    let mark = out.mark();
    match accepted(view, step, body, out) {
        Ok(()) => Outcome::Done(Progress::Complete),
        Err(reason) => {
            out.rollback(mark);
            // ASSUMED: a refusal may come with a status of success.
            if refusal::code(body).is_some_and(|code| code < 0) {
                return refusal::decode(status, body, out);
            }
            doubt(step, &reason)
        }
    }
}

fn doubt(step: &Step, reason: &str) -> Outcome<Progress> {
    let reason = reason.lines().next().unwrap_or_default().chars().take(200).collect::<String>();
    Outcome::Unknown(Doubt { reason: format!("{}: {reason}", step.name()), code: None })
}

fn accepted(view: &View, step: &Step, body: &[u8], out: &mut Facts) -> Result<(), String> {
    check_limits(body).map_err(|error| error.to_string())?;
    let text = std::str::from_utf8(body).map_err(|_| "not UTF-8".to_owned())?;
    let ix = match step.instrument() {
        None => return venue_wide(step, text, out),
        Some(id) => match view.instruments.find_id(id) {
            Some(ix) => ix,
            None => {
                out.push(Fact::UnknownInstrument { symbol: id.symbol().to_owned() });
                return Ok(());
            }
        },
    };
    match step {
        Step::ServerTime | Step::Instruments | Step::MoreInstruments { .. } => Ok(()),
        Step::Book { .. } => book(view, ix, text, out),
        Step::Bbo { instrument } => bbo(ix, instrument, text, out),
        Step::Trades { .. } => trades(ix, text, out),
        Step::Candles { interval, .. } => candles(ix, *interval, text, out),
        Step::Mark { instrument } => mark(ix, instrument, text, out),
        Step::Ticker { instrument } => ticker(ix, instrument, text, out),
        Step::Funding { instrument, .. } => funding(ix, instrument, text, out),
    }
}

fn venue_wide(step: &Step, text: &str, out: &mut Facts) -> Result<(), String> {
    if *step == Step::ServerTime {
        let time: wire::Time = parse(text)?;
        note_unknown(out, "time", &time.unknown);
        out.push(Fact::ServerTime(millis(time.server_time)));
        return Ok(());
    }
    let info: wire::ExchangeInfo = parse(text)?;
    note_unknown(out, "exchangeInfo", &info.unknown);
    let all = instruments::instruments(&info.symbols, out);
    out.push(Fact::Instruments(all));
    if let Some(buckets) = instruments::limits(&info.rate_limits, out) {
        out.push(Fact::Limits(buckets));
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    sonic_rs::from_str(text).map_err(|error| error.to_string())
}

/// An answer about another instrument than was asked for is no answer.
fn same(asked: &InstrumentId, symbol: &str) -> Result<(), String> {
    if asked.symbol() == symbol { Ok(()) } else { Err(format!("answer is about {symbol:?}")) }
}

fn book(view: &View, ix: InstrumentIx, text: &str, out: &mut Facts) -> Result<(), String> {
    let mut gauge = Gauge::new(view, ix);
    let start = out.next_level();
    let mut json = sonic_rs::Deserializer::from_str(text);
    let read = Depth { gauge: &mut gauge, out: &mut *out }.deserialize(&mut json).and_then(|sides| json.end().map(|()| sides));
    let sides = read.map_err(|error| error.to_string())?;
    match gauge.verdict() {
        Verdict::Refused => return Err("depth levels are absurd".to_owned()),
        Verdict::Precision { price_scale, size_scale } => {
            out.drop_levels(start);
            out.push(Fact::Precision { ix, price_scale, size_scale });
        }
        Verdict::Fit => {
            let ts = sides.trade_ms.or(sides.event_ms).map(millis);
            let Sides { last, bids, asks, .. } = sides;
            out.push(Fact::BookSnapshot(BookFact { ix, first: last, last, prev: None, bids, asks, sum: None, ts }));
        }
    }
    Ok(())
}

fn bbo(ix: InstrumentIx, asked: &InstrumentId, text: &str, out: &mut Facts) -> Result<(), String> {
    let row: wire::BookTicker = parse(text)?;
    same(asked, &row.symbol)?;
    note_unknown(out, "ticker/bookTicker", &row.unknown);
    let sides = || -> Result<Bbo, Bad> {
        Ok(Bbo {
            bid: quote(("bidPrice", row.bid_price.as_deref()), ("bidQty", row.bid_qty.as_deref()))?,
            ask: quote(("askPrice", row.ask_price.as_deref()), ("askQty", row.ask_qty.as_deref()))?,
            venue_seq: row.last_update_id,
        })
    };
    let bbo = sides().map_err(|bad| bad.to_string())?;
    out.push(Fact::Bbo { ix, bbo, ts: row.time.map(millis) });
    Ok(())
}

/// Rows are taken one by one: one that is absurd is left out, one that is malformed spoils the answer.
fn settle(result: Result<Fact, Bad>, out: &mut Facts) -> Result<(), String> {
    match result {
        Ok(fact) => out.push(fact),
        Err(Bad::Refused(name)) => note(out, OddityKind::Refused, format_args!("{name}")),
        Err(bad) => return Err(bad.to_string()),
    }
    Ok(())
}

fn trades(ix: InstrumentIx, text: &str, out: &mut Facts) -> Result<(), String> {
    for row in parse::<Vec<wire::AggTrade>>(text)? {
        note_unknown(out, "aggTrades", &row.unknown);
        let trade = || -> Result<Fact, Bad> {
            let (price, size) = (price("aggTrades.p", row.p.as_deref())?, traded("aggTrades.q", row.q.as_deref())?);
            Ok(Fact::Trade { ix, trade: Trade { id: row.a, price, size, side: taker(row.m), ts: millis(row.time) } })
        };
        settle(trade(), out)?;
    }
    Ok(())
}

/// A row does not say whether it is closed. All but the last are, as rows ascend in time (as documented); the last one is
/// left open, and who knows the time closes it by its close time.
fn candles(ix: InstrumentIx, interval: Interval, text: &str, out: &mut Facts) -> Result<(), String> {
    let rows = parse::<Vec<wire::Kline>>(text)?;
    if rows.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
        return Err("klines do not ascend".to_owned());
    }
    let last = rows.len().saturating_sub(1);
    for (at, row) in rows.iter().enumerate() {
        settle(candle(row, interval, at < last).map(|candle| Fact::Candle { ix, candle, ts: None }), out)?;
    }
    Ok(())
}

fn candle(row: &wire::Kline, interval: Interval, closed: bool) -> Result<Candle, Bad> {
    Ok(Candle {
        interval,
        open_ts: millis(row.0),
        close_ts: millis(row.6),
        open: price("klines.open", Some(&row.1))?,
        high: price("klines.high", Some(&row.2))?,
        low: price("klines.low", Some(&row.3))?,
        close: price("klines.close", Some(&row.4))?,
        volume: quantity("klines.volume", Some(&row.5))?,
        quote_volume: notional("klines.quoteVolume", Some(&row.7))?,
        trades: Some(row.8),
        closed,
    })
}

fn mark(ix: InstrumentIx, asked: &InstrumentId, text: &str, out: &mut Facts) -> Result<(), String> {
    let row: wire::PremiumIndex = parse(text)?;
    same(asked, &row.symbol)?;
    note_unknown(out, "premiumIndex", &row.unknown);
    let read = || -> Result<MarkPrice, Bad> {
        Ok(MarkPrice {
            mark: price("markPrice", row.mark_price.as_deref())?,
            index: price_if_any("indexPrice", row.index_price.as_deref())?,
            settle_estimate: price_if_any("estimatedSettlePrice", row.estimated_settle_price.as_deref())?,
            funding_rate: rate("lastFundingRate", row.last_funding_rate.as_deref())?,
            next_funding_ts: millis_if_any(row.next_funding_time),
        })
    };
    let mark = read().map_err(|bad| bad.to_string())?;
    out.push(Fact::Mark { ix, mark, ts: row.time.map(millis) });
    Ok(())
}

fn ticker(ix: InstrumentIx, asked: &InstrumentId, text: &str, out: &mut Facts) -> Result<(), String> {
    let row: wire::DayTicker = parse(text)?;
    same(asked, &row.symbol)?;
    note_unknown(out, "ticker/24hr", &row.unknown);
    let read = || -> Result<Ticker, Bad> {
        Ok(Ticker {
            last: price_if_any("lastPrice", row.last_price.as_deref())?,
            change: change("priceChange", row.price_change.as_deref())?,
            change_pct: rate("priceChangePercent", row.price_change_percent.as_deref())?,
            open: price_if_any("openPrice", row.open_price.as_deref())?,
            high: price_if_any("highPrice", row.high_price.as_deref())?,
            low: price_if_any("lowPrice", row.low_price.as_deref())?,
            volume: quantity_if_any("volume", row.volume.as_deref())?,
            quote_volume: notional("quoteVolume", row.quote_volume.as_deref())?,
            weighted_avg: price_if_any("weightedAvgPrice", row.weighted_avg_price.as_deref())?,
            open_ts: row.open_time.map(millis),
            close_ts: row.close_time.map(millis),
        })
    };
    let ticker = read().map_err(|bad| bad.to_string())?;
    out.push(Fact::Ticker { ix, ticker, ts: row.close_time.map(millis) });
    Ok(())
}

fn funding(ix: InstrumentIx, asked: &InstrumentId, text: &str, out: &mut Facts) -> Result<(), String> {
    for row in parse::<Vec<wire::FundingRate>>(text)? {
        same(asked, &row.symbol)?;
        note_unknown(out, "fundingRate", &row.unknown);
        let read = || -> Result<Fact, Bad> {
            let rate = need("fundingRate.fundingRate", rate("fundingRate.fundingRate", row.funding_rate.as_deref())?)?;
            let mark_price = price_if_any("fundingRate.markPrice", row.mark_price.as_deref())?;
            Ok(Fact::Funding { ix, funding: Funding { ts: millis(row.funding_time), rate, mark_price } })
        };
        settle(read(), out)?;
    }
    Ok(())
}

/// Reads `{"lastUpdateId":…,"E":…,"T":…,"bids":[…],"asks":[…]}` with its levels straight into `out`.
struct Depth<'c> {
    gauge: &'c mut Gauge,
    out: &'c mut Facts,
}

/// What stands beside the levels.
struct Sides {
    last: u64,
    bids: Span,
    asks: Span,
    event_ms: Option<u64>,
    trade_ms: Option<u64>,
}

impl<'de> DeserializeSeed<'de> for Depth<'_> {
    type Value = Sides;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Sides, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Depth<'_> {
    type Value = Sides;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a book")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Sides, A::Error> {
        let Self { gauge, out } = self;
        let mut members = Members::plain_object(map, "depth");
        let (mut last, mut bids, mut asks, mut event_ms, mut trade_ms) = (None, None, None, None, None);
        while let Some(name) = members.next()? {
            let side = match &*name {
                "lastUpdateId" => {
                    members.integer(&mut last)?;
                    continue;
                }
                "E" => {
                    members.integer(&mut event_ms)?;
                    continue;
                }
                "T" => {
                    members.integer(&mut trade_ms)?;
                    continue;
                }
                "bids" => &mut bids,
                "asks" => &mut asks,
                other => {
                    members.unknown(other, out)?;
                    continue;
                }
            };
            let rows = members.seed(Rows { gauge: &mut *gauge, out: &mut *out })?;
            if side.replace(rows).is_some() {
                return Err(members.twice("a side"));
            }
        }
        let sides = || -> Result<Sides, Bad> {
            let last = need("depth.lastUpdateId", last)?;
            Ok(Sides { last, bids: need("depth.bids", bids)?, asks: need("depth.asks", asks)?, event_ms, trade_ms })
        };
        sides().map_err(A::Error::custom)
    }
}
