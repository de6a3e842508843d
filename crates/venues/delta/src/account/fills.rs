//! What does a source say of a fill? REST tells its fee, the socket is faster.

use twinline_model::{Fill, FillKind, Instrument, PositionSide, TradeId, VenueOrderId};
use twinline_venue::OddityKind;
use twinline_venue::account::{AccountFacts, AccountView};

use super::rows::{amount, client_id, instrument, odd, positive, price, quantity, time, word};
use super::words;
use crate::decode::{Bad, Object};

/// A fill over REST.
pub(super) fn fill(view: &AccountView, row: &mut Object<'_>, out: &mut AccountFacts) -> Result<Fill, Bad> {
    row.pass(&["user_id", "meta_data", "product", "settling_asset_id"]);
    let of = instrument(view, row)?;
    let names = FillNames {
        id: "id",
        order: "order_id",
        side: "side",
        size: "size",
        price: "price",
        role: "role",
        kind: "fill_type",
        time: "created_at",
        client: "client_order_id",
    };
    let fee = amount(row, "commission")?;
    let asset = word(row, "settling_asset_symbol");
    let fill = named_fill(of, row, &names, out)?;
    Ok(Fill { fee_asset: fee.and(asset).or(fee.map(|_| of.settle.clone())), fee, ..fill })
}

/// What the members of a fill are called.
struct FillNames {
    id: &'static str,
    order: &'static str,
    side: &'static str,
    size: &'static str,
    price: &'static str,
    role: &'static str,
    kind: &'static str,
    time: &'static str,
    client: &'static str,
}

/// A fill on the socket, in its short form or its long one; neither tells the fee.
pub(super) fn told_fill(view: &AccountView, row: &mut Object<'_>, short: bool, out: &mut AccountFacts) -> Result<Fill, Bad> {
    row.pass(&["type", "u", "user_id", "po", "se", "seq_no"]);
    let of = instrument(view, row)?;
    let names = match short {
        true => FillNames { id: "f", order: "o", side: "S", size: "s", price: "p", role: "r", kind: "R", time: "t", client: "c" },
        false => FillNames {
            id: "fill_id",
            order: "order_id",
            side: "side",
            size: "size",
            price: "price",
            role: "role",
            kind: "reason",
            time: "timestamp",
            client: "client_order_id",
        },
    };
    named_fill(of, row, &names, out)
}

fn named_fill(of: &Instrument, row: &mut Object<'_>, names: &FillNames, out: &mut AccountFacts) -> Result<Fill, Bad> {
    let id = word(row, names.id).ok_or(Bad::Missing("fill.id"))?;
    let order = word(row, names.order).ok_or(Bad::Missing("fill.order_id"))?;
    let kind = word(row, names.kind);
    let read = kind.as_deref().map_or(Some(FillKind::Trade), words::fill_kind);
    if read.is_none() {
        odd(out, OddityKind::Value, &format!("fill.type {}", kind.unwrap_or_default()));
    }
    Ok(Fill {
        instrument: of.id.clone(),
        trade_id: TradeId::new(&id),
        venue_order_id: VenueOrderId::new(&order),
        client_order_id: client_id(row, names.client),
        side: word(row, names.side).as_deref().and_then(words::read_side).ok_or(Bad::Malformed("fill.side"))?,
        position_side: PositionSide::Both,
        price: price(row, names.price)?.ok_or(Bad::Missing("fill.price"))?,
        qty: positive("fill.size", quantity(row, names.size, of)?)?,
        fee: None,
        fee_asset: None,
        realized_pnl: None,
        maker: word(row, names.role).as_deref().and_then(|role| match role {
            "maker" => Some(true),
            "taker" => Some(false),
            _ => None,
        }),
        kind: read.unwrap_or_default(),
        ts: time(row, names.time)?.ok_or(Bad::Missing("fill.time"))?,
    })
}
