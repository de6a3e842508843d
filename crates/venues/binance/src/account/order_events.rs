//! What does an event about an order say?

use twinline_model::{Fill, FillKind, PositionSide, TradeId, VenueOrderId};
use twinline_venue::OddityKind;
use twinline_venue::account::{AccountFact, AccountFacts};

use super::numbers::{Loose, amount_if, millis, price, qty_if};
use super::told::{Told, client_id, foreign, instrument, odd, odd_members, word};
use super::{wire, words};
use crate::decode::{Bad, need};

const UPDATE: &str = "ORDER_TRADE_UPDATE";
const LITE: &str = "TRADE_LITE";
const ALGO: &str = "ALGO_UPDATE";

/// `ORDER_TRADE_UPDATE`: the order as it is now and, if that is why, the fill.
pub(super) fn update(event: wire::OrderTradeUpdate, out: &mut AccountFacts) -> Result<(), Bad> {
    let o = &event.o;
    odd_members(out, UPDATE, &event.unknown);
    odd_members(out, "ORDER_TRADE_UPDATE.o", &o.unknown);
    if foreign(out, UPDATE, [event.st, o.st]) {
        return Ok(());
    }
    let told = Told {
        of: UPDATE,
        symbol: &o.s,
        number: Some(&o.i),
        client_id: o.c.as_deref(),
        status: o.status.as_deref(),
        kind: o.kind.as_deref(),
        original_kind: o.ot.as_deref(),
        side: o.side.as_deref(),
        position_side: o.ps.as_deref(),
        time_in_force: o.f.as_deref(),
        good_till: o.gtd,
        reduce_only: o.reduce_only,
        close_position: o.cp,
        working_type: o.wt.as_deref(),
        qty: o.q.as_deref(),
        price: o.p.as_deref(),
        trigger_price: o.sp.as_deref(),
        trailing_percent: o.cr.as_deref(),
        activation_price: o.activation.as_deref(),
        executed: o.z.as_deref(),
        average: o.ap.as_deref(),
        reason: expiry(o.er.as_ref(), out),
        at: event.at.or(o.at),
        changed: o.execution.as_deref() == Some("AMENDMENT"),
        ..Told::default()
    };
    let order = told.fact(out)?;
    out.push(AccountFact::Order(order));
    if traded(o, out) {
        let fill = fill(o, out)?;
        out.push(AccountFact::Fill(fill));
    }
    Ok(())
}

/// Only what is listed here moves a position: a word that comes to be known later must not be taken for a fill.
///
/// A liquidation (`CALCULATED`) without an id of its own is not taken from here, as its row in the list of fills, which
/// has one, would count twice: the order's executed quantity shows that a fill is missing.
fn traded(o: &wire::OrderEvent, out: &mut AccountFacts) -> bool {
    let named = o.trade.as_ref().and_then(Loose::some).is_some();
    match o.execution.as_deref() {
        Some("TRADE") if named => true,
        Some("CALCULATED") if named => qty_if("l", o.l.as_deref()).is_ok_and(|qty| qty.is_some_and(|qty| !qty.is_zero())),
        Some("TRADE") => {
            odd(out, OddityKind::Refused, "ORDER_TRADE_UPDATE.t of a trade");
            false
        }
        Some("NEW" | "CANCELED" | "CALCULATED" | "EXPIRED" | "AMENDMENT" | "REJECTED") => false,
        other => {
            odd(out, OddityKind::Value, &format!("ORDER_TRADE_UPDATE.x {}", other.unwrap_or("is missing")));
            false
        }
    }
}

/// A fill that cannot be read spoils its frame: half of it would be worse than a frame that is known to be lost.
fn fill(o: &wire::OrderEvent, out: &mut AccountFacts) -> Result<Fill, Bad> {
    let kind = words::fill_kind(o.c.as_deref().unwrap_or_default());
    let by_venue = o.execution.as_deref() == Some("CALCULATED") || o.kind.as_deref() == Some("LIQUIDATION");
    Ok(Fill {
        instrument: instrument(&o.s)?,
        trade_id: TradeId::new(need("t", o.trade.as_ref().and_then(Loose::some))?),
        venue_order_id: VenueOrderId::new(&o.i.0),
        client_order_id: client_id(o.c.as_deref()),
        side: need("S", word(out, UPDATE, "S", o.side.as_deref(), words::read_side))?,
        position_side: need("ps", word(out, UPDATE, "ps", o.ps.as_deref(), words::read_position_side))?,
        price: price("L", o.last_price.as_deref())?,
        qty: need("l", qty_if("l", o.l.as_deref())?.filter(|qty| !qty.is_zero()))?,
        fee: amount_if("n", o.n.as_deref())?,
        fee_asset: o.n.as_ref().and(o.fee_asset.clone()),
        realized_pnl: amount_if("rp", o.rp.as_deref())?,
        maker: o.m,
        kind: if kind == FillKind::Trade && by_venue { FillKind::Liquidation } else { kind },
        ts: millis("T", o.at)?,
    })
}

/// `TRADE_LITE`: the fill alone, earlier than the event above and without fee, profit and position side. The latter is
/// written as [`PositionSide::Both`] then, which sorts before the true one: the other source of the same fill tells it.
pub(super) fn trade_lite(event: wire::TradeLite, out: &mut AccountFacts) -> Result<(), Bad> {
    odd_members(out, LITE, &event.unknown);
    if foreign(out, LITE, [event.st, None]) {
        return Ok(());
    }
    let Some(id) = event.trade.as_ref().and_then(Loose::some) else {
        odd(out, OddityKind::Refused, "TRADE_LITE.t");
        return Ok(());
    };
    let side = word(out, LITE, "S", event.side.as_deref(), words::read_side);
    let position_side = word(out, LITE, "ps", event.ps.as_deref(), words::read_position_side);
    out.push(AccountFact::Fill(Fill {
        instrument: instrument(&event.s)?,
        trade_id: TradeId::new(id),
        venue_order_id: VenueOrderId::new(&event.i.0),
        client_order_id: client_id(event.c.as_deref()),
        side: need("S", side)?,
        position_side: position_side.unwrap_or(PositionSide::Both),
        price: price("L", event.last_price.as_deref())?,
        qty: need("l", qty_if("l", event.l.as_deref())?.filter(|qty| !qty.is_zero()))?,
        fee: None,
        fee_asset: None,
        realized_pnl: None,
        maker: event.m,
        kind: words::fill_kind(event.c.as_deref().unwrap_or_default()),
        ts: millis("T", event.at)?,
    }));
    Ok(())
}

/// `ALGO_UPDATE`: an order that waits, or waited, for a trigger. What was executed is not taken from here: the order that
/// was released tells it, with fills.
pub(super) fn algo(event: wire::AlgoUpdate, out: &mut AccountFacts) -> Result<(), Bad> {
    let o = &event.o;
    odd_members(out, ALGO, &event.unknown);
    odd_members(out, "ALGO_UPDATE.o", &o.unknown);
    if foreign(out, ALGO, [event.st, o.st]) {
        return Ok(());
    }
    let told = Told {
        of: ALGO,
        conditional: true,
        symbol: &o.s,
        number: Some(&o.aid),
        client_id: o.caid.as_deref(),
        released: o.ai.as_ref(),
        status: o.status.as_deref(),
        kind: o.kind.as_deref(),
        side: o.side.as_deref(),
        position_side: o.ps.as_deref(),
        time_in_force: o.f.as_deref(),
        good_till: o.gtd,
        reduce_only: o.reduce_only,
        close_position: o.cp,
        working_type: o.wt.as_deref(),
        qty: o.q.as_deref(),
        price: o.p.as_deref(),
        trigger_price: o.tp.as_deref(),
        trailing_percent: o.cr.as_deref(),
        activation_price: o.activation.as_deref(),
        reason: o.rm.as_deref().and_then(said),
        at: event.at,
        ..Told::default()
    };
    let order = told.fact(out)?;
    out.push(AccountFact::Order(order));
    Ok(())
}

/// The venue's words, if there are any.
pub(super) fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.chars().take(300).collect())
}

fn expiry(reason: Option<&Loose>, out: &mut AccountFacts) -> Option<String> {
    match words::expiry(&reason?.0)? {
        Ok(text) => Some(text.to_owned()),
        Err(number) => {
            odd(out, OddityKind::Value, &format!("ORDER_TRADE_UPDATE.er {number}"));
            Some(format!("reason {}", number.chars().take(32).collect::<String>()))
        }
    }
}
