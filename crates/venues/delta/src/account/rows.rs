//! How does what any source tells of orders, money and positions become a fact?
//!
//! REST and the socket tell of the same things with other members; what one of them does not say is absent. Sizes are contracts
//! and become quantities by what one contract is worth, exactly.

use rust_decimal::Decimal;
use twinline_model::{
    Amount, Balance, ClientOrderId, DecimalError, Instrument, MarginMode, PortfolioMargin, PositionSide, Price, Qty, TimeInForce,
    Timestamp, TradeId, Transaction, TriggerBy, VenueOrderId, parse_decimal,
};
use twinline_venue::OddityKind;
use twinline_venue::account::{AccountFacts, AccountView, OrderFact, OrderShape, OrderTerms, PositionFact};

use super::words;
use crate::decode::{Bad, Object, instant, plain};

/// Most oddities that one frame or answer may leave behind.
const MAX_ODDITIES: usize = 1_000;
/// Longest word of the venue that is kept.
const MAX_WORD: usize = 64;

/// Notes something that was not understood, within bounds.
pub(super) fn odd(out: &mut AccountFacts, kind: OddityKind, name: &str) {
    if out.oddities.len() < MAX_ODDITIES {
        out.odd(kind, name.chars().take(2 * MAX_WORD).collect::<String>());
    }
}

/// Notes the members that nobody took.
pub(super) fn finish(row: Object<'_>, of: &str, out: &mut AccountFacts) {
    for name in row.left() {
        odd(out, OddityKind::Field, &format!("{of}.{name}"));
    }
}

pub(super) fn word(row: &mut Object<'_>, name: &str) -> Option<String> {
    row.owned(name).filter(|text| !text.is_empty()).map(|text| text.chars().take(MAX_WORD).collect())
}

/// A decimal of any sign, as exact as it is written.
fn decimal(row: &mut Object<'_>, name: &'static str) -> Result<Option<Decimal>, Bad> {
    let Some(text) = row.text(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = plain(&text).ok_or(Bad::Malformed(name))?;
    parse_decimal(&text).map(Some).map_err(|error| match error {
        DecimalError::Malformed(_) => Bad::Malformed(name),
        DecimalError::TooPrecise(_) => Bad::Refused(name),
    })
}

/// A price; zero is none.
pub(super) fn price(row: &mut Object<'_>, name: &'static str) -> Result<Option<Price>, Bad> {
    Ok(decimal(row, name)?.filter(|value| !value.is_zero()).map(|value| Price::new(value.normalize())))
}

pub(super) fn amount(row: &mut Object<'_>, name: &'static str) -> Result<Option<Amount>, Bad> {
    Ok(decimal(row, name)?.map(|value| Amount::new(value.normalize())))
}

/// A size in contracts as a quantity, of any sign.
pub(super) fn quantity(row: &mut Object<'_>, name: &'static str, of: &Instrument) -> Result<Option<Qty>, Bad> {
    let Some(count) = decimal(row, name)? else { return Ok(None) };
    let product = count.normalize().checked_mul(of.contract_size.value());
    product.map(|product| Some(Qty::new(product.normalize()))).ok_or(Bad::Refused(name))
}

pub(super) fn positive(name: &'static str, qty: Option<Qty>) -> Result<Qty, Bad> {
    let qty = qty.ok_or(Bad::Missing(name))?;
    if qty.value().is_sign_negative() && !qty.is_zero() { Err(Bad::Refused(name)) } else { Ok(qty) }
}

pub(super) fn time(row: &mut Object<'_>, name: &'static str) -> Result<Option<Timestamp>, Bad> {
    row.text(name).map(|text| instant(&text).ok_or(Bad::Malformed(name))).transpose()
}

/// What a row is about, by symbol or by the venue's number.
pub(super) fn instrument<'v>(view: &'v AccountView, row: &mut Object<'_>) -> Result<&'v Instrument, Bad> {
    let symbol = row.owned("product_symbol").or_else(|| row.owned("symbol")).or_else(|| row.owned("sy"));
    let number = row.text("product_id").and_then(|text| text.parse::<u64>().ok());
    if let Some(ix) = symbol.as_deref().and_then(|symbol| view.instruments.find(symbol)) {
        return Ok(view.instruments.get(ix));
    }
    let found = number.and_then(|number| view.instruments.iter().find(|held| held.number == Some(number)));
    found.map(|held| &**held).ok_or(Bad::Missing("product that is known"))
}

/// Members of orders that are known and not kept.
const ORDER_PASSED: &[&str] = &[
    "type",
    "action",
    "reason",
    "user_id",
    "seq_no",
    "commission",
    "paid_commission",
    "mmp",
    "margin_mode",
    "quote_size",
    "bracket_stop_loss_price",
    "bracket_stop_loss_limit_price",
    "bracket_take_profit_price",
    "bracket_take_profit_limit_price",
    "bracket_trail_amount",
    "meta_data",
    "created_at",
    "close_on_trigger",
    "trigger_price_max_or_min",
    "product",
    "cancellation_reason",
    "timestamp",
    "updated_at",
];

/// An order, over REST or on the socket.
pub(super) fn order(view: &AccountView, row: &mut Object<'_>, out: &mut AccountFacts) -> Result<OrderFact, Bad> {
    row.pass(ORDER_PASSED);
    let of = instrument(view, row)?;
    let id = row.owned("id").or_else(|| row.owned("order_id")).ok_or(Bad::Missing("order.id"))?;
    let state = word(row, "state").ok_or(Bad::Missing("order.state"))?;
    // A leg of a bracket closes whatever the position is, and may have no size. ASSUMED: legs alone say so of themselves.
    let leg = row.text("bracket_order").is_some_and(|text| text == "true");
    let whole = |size: Option<Qty>| if leg { size.or(Some(Qty::ZERO)) } else { size };
    let size = positive("order.size", whole(quantity(row, "size", of)?))?;
    let unfilled = positive("order.unfilled_size", whole(quantity(row, "unfilled_size", of)?))?;
    let executed = size.value().checked_sub(unfilled.value()).filter(|value| !value.is_sign_negative());
    let executed = Qty::new(executed.ok_or(Bad::Refused("order.unfilled_size"))?.normalize());
    let reason = word(row, "cancellation_reason");
    let phase = words::phase(&state, unfilled.is_zero() && !size.is_zero(), reason.as_deref());
    if phase.is_none() {
        odd(out, OddityKind::Value, &format!("order.state {state}"));
    }
    let stop = word(row, "stop_order_type");
    // A row that tells no time is older than all that do.
    let ts = time(row, "updated_at")?.or(time(row, "timestamp")?).or(time(row, "created_at")?).unwrap_or_default();
    let limit = price(row, "limit_price")?;
    let trigger = price(row, "stop_price")?.filter(|_| stop.is_some());
    let kind = word(row, "order_type");
    // A market order reports a limit far from the market, which nobody asked for; on the socket nothing tells it from a limit order.
    let limit = limit.filter(|_| kind.as_deref() != Some("market_order"));
    let trail = decimal(row, "trail_amount")?.filter(|distance| !distance.is_zero());
    let trail = trail.map(|distance| Price::new(distance.abs().normalize()));
    let open = matches!(state.as_str(), "open" | "pending");
    let terms = (open || kind.is_some()).then_some(OrderTerms {
        revision: ts,
        qty: Some(size).filter(|_| !leg),
        price: limit,
        trigger_price: trigger,
        trailing_percent: None,
    });
    Ok(OrderFact {
        instrument: of.id.clone(),
        conditional: stop.as_deref().is_some_and(|stop| stop != "liquidation_order"),
        client_id: client_id(row, "client_order_id"),
        venue_id: Some(VenueOrderId::new(id.chars().take(MAX_WORD).collect::<String>().as_str())),
        released_id: None,
        phase,
        word: state,
        executed: Some(executed),
        average: price(row, "average_fill_price")?,
        terms,
        shape: shape(row, kind.as_deref(), (stop.as_deref(), trail), leg, out)?,
        reason,
        ts,
    })
}

/// Absent unless all of it is told: the socket tells neither kind nor flags.
fn shape(
    row: &mut Object<'_>,
    kind: Option<&str>,
    (stop, trail): (Option<&str>, Option<Price>),
    leg: bool,
    out: &mut AccountFacts,
) -> Result<Option<OrderShape>, Bad> {
    let side = word(row, "side").as_deref().and_then(words::read_side).ok_or(Bad::Malformed("order.side"))?;
    let life = word(row, "time_in_force");
    let post_only = row.text("post_only").is_some_and(|text| text == "true");
    let reduce_only = row.text("reduce_only").map(|text| text == "true");
    let by = word(row, "stop_trigger_method").as_deref().map_or(Some(TriggerBy::Mark), words::read_trigger);
    let Some(kind) = kind else { return Ok(None) };
    let Some(read) = words::read_order_type(kind, stop, trail.is_some()) else {
        odd(out, OddityKind::Value, &format!("order.order_type {kind} {}", stop.unwrap_or_default()));
        return Ok(None);
    };
    let Some((reduce_only, trigger_by)) = reduce_only.zip(by) else { return Ok(None) };
    Ok(Some(OrderShape {
        side,
        position_side: PositionSide::Both,
        kind: read,
        time_in_force: if life.as_deref() == Some("ioc") { TimeInForce::Ioc } else { TimeInForce::Gtc },
        expires_at: None,
        post_only,
        reduce_only,
        close_position: leg,
        trigger_by,
        activation_price: None,
        trailing_amount: trail,
    }))
}

pub(super) fn client_id(row: &mut Object<'_>, name: &str) -> Option<ClientOrderId> {
    row.text(name).and_then(|text| ClientOrderId::new(&text).ok())
}

/// A wallet. Only the socket says when it was so.
pub(super) fn balance(row: &mut Object<'_>) -> Result<Balance, Bad> {
    row.pass_all();
    Ok(Balance {
        asset: word(row, "asset_symbol").ok_or(Bad::Missing("wallet.asset_symbol"))?,
        wallet: amount(row, "balance")?.ok_or(Bad::Missing("wallet.balance"))?,
        available: amount(row, "available_balance")?,
        cross_wallet: None,
        ts: time(row, "timestamp")?.unwrap_or_default(),
    })
}

/// A position. What the venue says of its profit is wrong for options (as observed), and moves with the mark: it is computed here.
/// Nothing says when it was so: its row may be ten seconds old.
pub(super) fn position(view: &AccountView, row: &mut Object<'_>, gone: bool) -> Result<PositionFact, Bad> {
    row.pass_all();
    let of = instrument(view, row)?;
    let qty = if gone { Qty::ZERO } else { quantity(row, "size", of)?.ok_or(Bad::Missing("position.size"))? };
    let open = !qty.is_zero();
    let isolated_margin = amount(row, "margin")?.filter(|_| open);
    let mode = word(row, "margin_mode");
    Ok(PositionFact {
        instrument: of.id.clone(),
        side: PositionSide::Both,
        qty,
        entry_price: price(row, "entry_price")?.filter(|_| open),
        break_even_price: None,
        mark_price: price(row, "mark_price")?,
        unrealized_pnl: None,
        liquidation_price: price(row, "liquidation_price")?.filter(|_| open),
        margin_mode: mode.map(|word| if word == "isolated" { MarginMode::Isolated } else { MarginMode::Cross }),
        leverage: None,
        isolated_margin,
        ts: Timestamp::default(),
    })
}

/// What the venue reckons of a portfolio. What stands beside it says how it came to these figures.
pub(super) fn portfolio(row: &mut Object<'_>) -> Result<PortfolioMargin, Bad> {
    row.pass_all();
    let is = |row: &mut Object<'_>, name: &str| row.text(name).is_some_and(|text| text == "true");
    let mut told = |name: &'static str| amount(row, name)?.ok_or(Bad::Missing(name));
    let (initial, maintenance, blocked) = (told("im_w_ucf")?, told("mm_w_ucf")?, told("blocked_margin")?);
    let (unrealized_pnl, risk, floor) = (told("positions_upl")?, told("risk_margin")?, told("margin_floor")?);
    Ok(PortfolioMargin {
        index: word(row, "index_symbol").ok_or(Bad::Missing("portfolio_margins.index_symbol"))?,
        initial,
        maintenance,
        blocked,
        unrealized_pnl,
        risk,
        floor,
        shortfall: amount(row, "margin_shortfall")?,
        at_risk: is(row, "liquidation_risk") || is(row, "under_liquidation"),
        ts: time(row, "timestamp")?.ok_or(Bad::Missing("portfolio_margins.timestamp"))?,
    })
}

/// A movement of money.
pub(super) fn transaction(view: &AccountView, row: &mut Object<'_>) -> Result<Transaction, Bad> {
    row.pass_all();
    let fill = row.object("meta_data")?.and_then(|mut meta| word(&mut meta, "fill_id"));
    let id = word(row, "uuid").or_else(|| word(row, "id")).ok_or(Bad::Missing("transaction.uuid"))?;
    Ok(Transaction {
        id,
        kind: words::transaction(&word(row, "transaction_type").ok_or(Bad::Missing("transaction.transaction_type"))?),
        asset: word(row, "asset_symbol").or_else(|| word(row, "asset_id")).ok_or(Bad::Missing("transaction.asset_symbol"))?,
        amount: amount(row, "amount")?.ok_or(Bad::Missing("transaction.amount"))?,
        instrument: instrument(view, row).ok().map(|of| of.id.clone()),
        trade_id: fill.as_deref().map(TradeId::new),
        ts: time(row, "created_at")?.ok_or(Bad::Missing("transaction.created_at"))?,
    })
}
