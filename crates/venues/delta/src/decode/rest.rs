//! What does the answer to a step say?

use twinline_venue::{Doubt, Fact, Facts, OddityKind, Outcome, Progress, Reply, Step, View, check_limits};

use super::books::Book;
use super::frame::Context;
use super::numbers::{Bad, micros, need};
use super::object::{Object, list, note};
use super::tickers::Full;
use super::{candles, failure, trades};
use crate::instruments;
use twinline_venue::InstrumentIx;

/// Reads an answer. Unless it is done, `out` gains oddities at most.
pub(crate) fn decode(view: &View, step: &Step, reply: Reply<'_>, out: &mut Facts) -> Outcome<Progress> {
    let (status, body) = match reply {
        Reply::Lost { reason } => return doubt(step, reason),
        Reply::Http { status, body } => (status, body),
    };
    let odd = |out: &mut Facts, name: String| note(out, OddityKind::Value, format_args!("{name}"));
    if !(200..300).contains(&status) {
        return failure(status, body, false, |name| odd(out, name));
    }
    let mark = out.mark();
    match accepted(view, step, body, out) {
        Ok(progress) => Outcome::Done(progress),
        Err(reason) => {
            out.rollback(mark);
            // ASSUMED: a refusal may come with a status of success; its `success` is false then.
            match failure::code(body) {
                Some(_) => failure(status, body, false, |name| odd(out, name)),
                None => doubt(step, &reason),
            }
        }
    }
}

fn doubt(step: &Step, reason: &str) -> Outcome<Progress> {
    let reason = reason.lines().next().unwrap_or_default().chars().take(200).collect::<String>();
    Outcome::Unknown(Doubt { reason: format!("{}: {reason}", step.name()), code: None })
}

fn accepted(view: &View, step: &Step, body: &[u8], out: &mut Facts) -> Result<Progress, String> {
    check_limits(body).map_err(|error| error.to_string())?;
    let text = std::str::from_utf8(body).map_err(|_| "not UTF-8".to_owned())?;
    let mut envelope = Object::read(text)?;
    if envelope.text("success").as_deref() == Some("false") {
        return Err("refused".to_owned());
    }
    let after = envelope.raw("meta").and_then(|raw| Object::read(raw).ok()).and_then(|mut meta| meta.owned("after"));
    let result = envelope.raw("result").ok_or("no result")?.to_owned();
    envelope.finish("answer", out);
    let mut cx = Context { view, out };
    match step {
        Step::Instruments | Step::MoreInstruments { .. } => return products(&result, after, step, &mut cx).map_err(|bad| bad.to_string()),
        Step::ServerTime => server_time(&result, &mut cx),
        _ => match step.instrument().and_then(|id| view.instruments.find_id(id).ok_or(id).ok()) {
            Some(ix) => of_instrument(step, ix, &result, &mut cx),
            None => {
                let symbol = step.instrument().map(|id| id.symbol().to_owned()).unwrap_or_default();
                cx.out.push(Fact::UnknownInstrument { symbol });
                Ok(())
            }
        },
    }
    .map(|()| Progress::Complete)
    .map_err(|bad| bad.to_string())
}

/// A page of products. The rows that make no sense are refused, the others stand; a cursor leads on, unless it leads back.
fn products(result: &str, after: Option<String>, step: &Step, cx: &mut Context<'_>) -> Result<Progress, Bad> {
    let rows = list(result).ok_or(Bad::Malformed("products"))?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("products"))?;
        match instruments::instrument(&mut row, cx.out) {
            Ok(instrument) => all.push(instrument),
            Err(bad) => {
                let symbol = row.owned("symbol").unwrap_or_default();
                note(cx.out, OddityKind::Refused, format_args!("products {symbol}: {bad}"));
                row.pass_all();
            }
        }
        row.finish("products", cx.out);
    }
    let is_empty = all.is_empty();
    cx.out.push(Fact::Instruments(all));
    let leads_back = |after: &String| matches!(step, Step::MoreInstruments { after: from } if from == after);
    Ok(match after.filter(|after| !is_empty && !after.is_empty() && after.len() <= 512 && !leads_back(after)) {
        Some(after) => Progress::Next(Step::MoreInstruments { after }),
        None => Progress::Complete,
    })
}

/// Of the settings only the clock matters; they are not documented, and have many members.
fn server_time(result: &str, cx: &mut Context<'_>) -> Result<(), Bad> {
    let mut settings = Object::read(result).map_err(|_| Bad::Malformed("settings"))?;
    let at = need("settings.server_time", settings.integer("server_time")?)?;
    cx.out.push(Fact::ServerTime(micros(at)));
    Ok(())
}

fn of_instrument(step: &Step, ix: InstrumentIx, result: &str, cx: &mut Context<'_>) -> Result<(), Bad> {
    match step {
        Step::Book { .. } => book(ix, result, cx),
        Step::Trades { .. } => {
            // As documented an object with `trades`, as observed a list.
            if result.starts_with('[') {
                return trades::rows(cx, ix, &list(result).ok_or(Bad::Malformed("trades"))?);
            }
            let mut object = Object::read(result).map_err(|_| Bad::Malformed("trades"))?;
            let rows = object.list("trades")?.ok_or(Bad::Missing("trades"))?;
            trades::rows(cx, ix, &rows)
        }
        Step::Candles { interval, .. } => candles::rows(cx, ix, *interval, &list(result).ok_or(Bad::Malformed("candles"))?),
        Step::Bbo { .. } | Step::Mark { .. } | Step::Ticker { .. } => ticker(step, ix, result, cx),
        // Past funding is candles of `FUNDING:` and the symbol: the close of each is a rate in percent.
        Step::Funding { .. } => funding(ix, result, cx),
        Step::ServerTime | Step::Instruments | Step::MoreInstruments { .. } => Ok(()),
    }
}

/// The answer has no number: its time stands for one, good for telling two of them apart and nothing else.
fn book(ix: InstrumentIx, result: &str, cx: &mut Context<'_>) -> Result<(), Bad> {
    let mut object = Object::read(result).map_err(|_| Bad::Malformed("l2orderbook"))?;
    object.pass(&["symbol"]);
    let ts = object.integer("last_updated_at")?.map(micros);
    Book { ix, number: 0, sum: None, ts }.push(&mut object, ["buy", "sell"], cx, "l2orderbook", Fact::BookSnapshot)?;
    object.finish("l2orderbook", cx.out);
    Ok(())
}

fn ticker(step: &Step, ix: InstrumentIx, result: &str, cx: &mut Context<'_>) -> Result<(), Bad> {
    let mut object = Object::read(result).map_err(|_| Bad::Malformed("ticker"))?;
    object.pass(&["symbol"]);
    let full = Full::read(&mut object, cx.view.instruments.get(ix))?;
    object.finish("ticker", cx.out);
    match step {
        Step::Bbo { .. } => full.push_bbo(ix, cx),
        Step::Mark { .. } => full.push_mark(ix, cx)?,
        _ => full.push_ticker(ix, cx),
    }
    Ok(())
}

fn funding(ix: InstrumentIx, result: &str, cx: &mut Context<'_>) -> Result<(), Bad> {
    let mut all = Vec::new();
    for row in list(result).ok_or(Bad::Malformed("candles"))? {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("candles"))?;
        row.pass(&["open", "high", "low", "volume"]);
        let at = need("candles.time", row.integer("time")?)?;
        let rate = super::numbers::percent("candles.close", row.text("close"))?;
        all.extend(rate.map(|rate| twinline_model::Funding { ts: micros(at.saturating_mul(1_000_000)), rate, mark_price: None }));
        row.finish("candles", cx.out);
    }
    all.sort_by_key(|funding| funding.ts);
    all.into_iter().for_each(|funding| cx.out.push(Fact::Funding { ix, funding }));
    Ok(())
}
