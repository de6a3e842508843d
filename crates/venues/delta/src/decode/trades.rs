//! What does a message about trades say?
//!
//! Trades have no ids; the time in microseconds stands for one, and the rest of the program counts equal ones.

use twinline_model::{Qty, Side, Trade};
use twinline_venue::{Fact, OddityKind};

use super::frame::Context;
use super::numbers::{Bad, contracts, micros, need, price};
use super::object::{Object, note};

/// `trades`: `r` is the role of the buyer.
pub(super) fn short(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["ts"]);
    let ix = cx.whose("trades.sy", object.text("sy").as_deref())?;
    let Some(ix) = ix else {
        object.pass(&["p", "r", "s", "t"]);
        return Ok(());
    };
    let trade = brief(object, cx.view.instruments.get(ix).contract_size)?;
    cx.out.push(Fact::Trade { ix, trade });
    Ok(())
}

/// `agg_trades`: several of the same form in one message. Not in the documents.
pub(super) fn together(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["ts"]);
    let ix = cx.whose("agg_trades.sy", object.text("sy").as_deref())?;
    for row in object.list("f")?.unwrap_or_default() {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("agg_trades.f"))?;
        if let Some(ix) = ix {
            let trade = brief(&mut row, cx.view.instruments.get(ix).contract_size)?;
            cx.out.push(Fact::Trade { ix, trade });
            row.finish("agg_trades.f", cx.out);
        }
    }
    Ok(())
}

/// `all_trades`.
pub(super) fn long(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["product_id"]);
    let ix = cx.whose("all_trades.symbol", object.text("symbol").as_deref())?;
    let Some(ix) = ix else {
        object.pass(&["price", "size", "buyer_role", "seller_role", "timestamp"]);
        return Ok(());
    };
    let trade = full(object, cx.view.instruments.get(ix).contract_size)?;
    cx.out.push(Fact::Trade { ix, trade });
    Ok(())
}

/// `all_trades_snapshot`: the last fifty, newest first (as observed); here oldest first.
pub(super) fn snapshot(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["product_id", "timestamp"]);
    let ix = cx.whose("all_trades_snapshot.symbol", object.text("symbol").as_deref())?;
    let rows = object.list("trades")?.unwrap_or_default();
    for row in rows.iter().rev() {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("all_trades_snapshot.trades"))?;
        if let Some(ix) = ix {
            let trade = full(&mut row, cx.view.instruments.get(ix).contract_size)?;
            cx.out.push(Fact::Trade { ix, trade });
            row.finish("all_trades_snapshot.trades", cx.out);
        }
    }
    Ok(())
}

/// A trade in short names.
fn brief(object: &mut Object<'_>, each: Qty) -> Result<Trade, Bad> {
    let side = match object.text("r").as_deref() {
        Some("t") => Side::Buy,
        Some("m") => Side::Sell,
        _ => return Err(Bad::Malformed("trades.r")),
    };
    let id = need("trades.t", object.integer("t")?)?;
    Ok(Trade { id, price: price("trades.p", object.text("p"))?, size: traded("trades.s", object, "s", each)?, side, ts: micros(id) })
}

/// A trade in long names, by socket or over REST. The side is told by the roles or, as the documents have it, by `side`.
pub(super) fn full(object: &mut Object<'_>, each: Qty) -> Result<Trade, Bad> {
    let role = object.owned("buyer_role");
    let seller = object.owned("seller_role");
    let word = object.owned("side");
    let side = match (role.as_deref(), seller.as_deref(), word.as_deref()) {
        (Some("taker"), _, _) | (None, None, Some("buy")) => Side::Buy,
        (Some("maker"), _, _) | (None, None, Some("sell")) => Side::Sell,
        _ => return Err(Bad::Malformed("all_trades.buyer_role")),
    };
    let id = need("all_trades.timestamp", object.integer("timestamp")?)?;
    let price = price("all_trades.price", object.text("price"))?;
    Ok(Trade { id, price, size: traded("all_trades.size", object, "size", each)?, side, ts: micros(id) })
}

fn traded(name: &'static str, object: &mut Object<'_>, member: &str, each: Qty) -> Result<Qty, Bad> {
    let size = contracts(name, object.text(member), each)?;
    if size.is_zero() { Err(Bad::Refused(name)) } else { Ok(size) }
}

/// The rows of an answer, oldest first. A row that makes no sense is left out, the others stand.
pub(super) fn rows(cx: &mut Context<'_>, ix: twinline_venue::InstrumentIx, rows: &[sonic_rs::LazyValue<'_>]) -> Result<(), Bad> {
    let each = cx.view.instruments.get(ix).contract_size;
    let mut trades = Vec::with_capacity(rows.len());
    for row in rows {
        let mut row = Object::read(row.as_raw_str()).map_err(|_| Bad::Malformed("trades"))?;
        row.pass(&["symbol", "product_id"]);
        match full(&mut row, each) {
            Ok(trade) => trades.push(trade),
            Err(Bad::Refused(name)) => {
                note(cx.out, OddityKind::Refused, format_args!("{name}"));
                row.pass_all();
            }
            Err(bad) => return Err(bad),
        }
        row.finish("trades", cx.out);
    }
    // Stable: of equal times the order of the venue, newest first, is turned.
    trades.reverse();
    trades.sort_by_key(|trade| trade.ts);
    trades.into_iter().for_each(|trade| cx.out.push(Fact::Trade { ix, trade }));
    Ok(())
}
