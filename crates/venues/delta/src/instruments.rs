//! How does a product become an instrument?

use rust_decimal::Decimal;
use twinline_model::{
    Instrument, InstrumentId, InstrumentKind, InstrumentStatus, OptionRight, OptionTerms, OrderLimits, Price, Qty, Timestamp,
};
use twinline_venue::{Facts, OddityKind};

use crate::decode::{Bad, MAX_SCALE, Object, bounded_decimal, instant, note};
use crate::spec::VENUE;

/// Members of a product that are known and not kept.
const NOT_KEPT: &[&str] = &[
    "annualized_funding",
    "auction_finish_time",
    "auction_start_time",
    "barrier_price",
    "basis_factor_max_limit",
    "created_at",
    "default_leverage",
    "description",
    "disruption_reason",
    "funding_method",
    "impact_size",
    "initial_margin",
    "initial_margin_scaling_factor",
    "insurance_fund_margin_contribution",
    "is_quanto",
    "liquidation_penalty_factor",
    "maintenance_margin",
    "maintenance_margin_scaling_factor",
    "maker_commission_rate",
    "max_leverage_notional",
    "price_band",
    "settlement_price",
    "short_description",
    "spot_index",
    "taker_commission_rate",
    "ui_config",
    "updated_at",
];

/// What a word for the state of trading means; the others stay the venue's own.
pub(crate) fn trading(word: &str) -> InstrumentStatus {
    match word {
        "operational" => InstrumentStatus::Trading,
        "disrupted_cancel_only" => InstrumentStatus::Halted,
        other => InstrumentStatus::Other(other.chars().take(32).collect()),
    }
}

/// A row of the list of products.
///
/// A quantity is contracts times `contract_value`, exactly. Of vanilla contracts and spot pairs that is the base asset; of inverse
/// ones it is the quote asset, because base units would depend on the price.
pub(crate) fn instrument(row: &mut Object<'_>, out: &mut Facts) -> Result<Instrument, Bad> {
    row.pass(NOT_KEPT);
    let symbol = row.owned("symbol").ok_or(Bad::Missing("products.symbol"))?;
    let id = InstrumentId::new(VENUE, &symbol).map_err(|_| Bad::Refused("products.symbol"))?;
    let word = row.owned("contract_type").unwrap_or_default();
    let expiry = time("products.settlement_time", row.text("settlement_time").as_deref())?;
    let kind = kind(&word, expiry, out);
    let inverse = match row.text("notional_type").as_deref() {
        Some("inverse") => true,
        Some("vanilla") | None => false,
        Some(other) => {
            note(out, OddityKind::Value, format_args!("products.notional_type {other}"));
            false
        }
    };
    let each = positive("products.contract_value", row.text("contract_value").as_deref())?;
    let tick = positive("products.tick_size", row.text("tick_size").as_deref())?;
    let unit = row.owned("contract_unit_currency");
    let [underlying, quoting, settling] = ["underlying_asset", "quoting_asset", "settling_asset"].map(|name| asset(row, name));
    let underlying = underlying?.or_else(|| unit.clone().filter(|_| !inverse)).unwrap_or_default();
    let quote = quoting?.unwrap_or_default();
    // A spot pair settles in what is bought.
    let settle = settling?.unwrap_or_else(|| if kind == InstrumentKind::Spot { underlying.clone() } else { quote.clone() });
    // As documented the example repeats one asset for all three; the unit of a contract tells the real one.
    let base = unit.filter(|_| !inverse).unwrap_or_else(|| underlying.clone());
    let Lots { step, limits, places } = lots(row, kind, each)?;
    Ok(Instrument {
        alias: alias(&symbol, &base, &quote, &settle, kind, expiry),
        kind,
        underlying: if base.is_empty() { underlying } else { base.clone() },
        base,
        quote,
        settle,
        status: status(row, out),
        price_scale: scale("products.tick_size", tick.scale())?,
        size_scale: scale("products.contract_value", places)?,
        tick_size: Price::new(tick),
        lot_size: Qty::new(step),
        limits,
        contract_size: Qty::new(each),
        inverse,
        option: option(&word, row)?,
        number: row.integer("id")?,
        listed_at: time("products.launch_time", row.text("launch_time").as_deref())?,
        expiry,
        id,
    })
}

/// The right and the strike of a call or a put. An option of another form (one on the size of a move) has neither.
fn option(word: &str, row: &mut Object<'_>) -> Result<Option<OptionTerms>, Bad> {
    let strike = row.text("strike_price").map(|text| bounded_decimal("products.strike_price", &text)).transpose()?;
    let right = match word {
        "call_options" | "turbo_call_options" => OptionRight::Call,
        "put_options" | "turbo_put_options" => OptionRight::Put,
        _ => return Ok(None),
    };
    Ok(strike.map(|strike| OptionTerms { right, strike: Price::new(strike.normalize()) }))
}

/// The step of an order's quantity and its bounds.
struct Lots {
    step: Decimal,
    limits: OrderLimits,
    /// Decimal places of sizes.
    places: u32,
}

/// One contract is the step; a spot pair trades in parts of one, to the places that its specification names.
fn lots(row: &mut Object<'_>, kind: InstrumentKind, each: Decimal) -> Result<Lots, Bad> {
    let most = row.text("position_size_limit").map(|text| bounded_decimal("products.position_size_limit", &text)).transpose()?;
    let times = |count: Decimal| count.checked_mul(each).map(|product| Qty::new(product.normalize()));
    let mut limits = OrderLimits { min_qty: Some(Qty::new(each)), max_qty: most.and_then(times), ..OrderLimits::default() };
    let mut step = each;
    let Some(mut specs) = row.object("product_specs")? else { return Ok(Lots { step, limits, places: each.scale() }) };
    if kind == InstrumentKind::Spot {
        let places = specs.integer("underlying_precision")?.and_then(|places| u32::try_from(places).ok());
        step = Decimal::try_new(1, places.filter(|places| *places <= u32::from(MAX_SCALE)).unwrap_or(8)).unwrap_or(each);
        let bound = |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| bounded_decimal("products.order_size", &text)).transpose();
        limits.min_qty = bound(specs.text("min_order_size"))?.map(Qty::new).or(Some(Qty::new(step)));
        limits.max_qty = bound(specs.text("max_order_size"))?.map(Qty::new).or(limits.max_qty);
    }
    limits.max_market_qty = limits.max_qty;
    Ok(Lots { places: step.scale().max(each.scale()), step, limits })
}

/// Products that exist are `live`; what trades of them is told beside it.
fn status(row: &mut Object<'_>, out: &mut Facts) -> InstrumentStatus {
    let word = row.owned("trading_status").unwrap_or_else(|| "operational".to_owned());
    match row.text("state").as_deref() {
        Some("upcoming") => InstrumentStatus::Pending,
        Some("live") | None => trading(&word),
        Some("expired") => InstrumentStatus::Settling,
        Some("settled") => InstrumentStatus::Delisted,
        Some(other) => {
            note(out, OddityKind::Value, format_args!("products.state {other}"));
            InstrumentStatus::Other(other.chars().take(32).collect())
        }
    }
}

/// A word that is not known is noted; whether the contract expires then tells its kind.
fn kind(word: &str, expiry: Option<Timestamp>, out: &mut Facts) -> InstrumentKind {
    match word {
        "perpetual_futures" => InstrumentKind::Perpetual,
        "call_options" | "put_options" | "move_options" | "turbo_call_options" | "turbo_put_options" => InstrumentKind::Option,
        "spot" => InstrumentKind::Spot,
        "futures" | "interest_rate_swaps" | "spreads" => InstrumentKind::Future,
        other => {
            note(out, OddityKind::Value, format_args!("products.contract_type {other}"));
            if expiry.is_some() { InstrumentKind::Future } else { InstrumentKind::Perpetual }
        }
    }
}

/// The unified symbol: `BTC/USD:USD`, with the day of expiry `-211231`, for options the strike and `-C` or `-P` as well. What the
/// rule has no form for (spreads, moves, swaps) keeps the venue's symbol.
fn alias(symbol: &str, base: &str, quote: &str, settle: &str, kind: InstrumentKind, expiry: Option<Timestamp>) -> String {
    let day = expiry.map(|at| at.to_string()).map(|text| format!("{}{}{}", &text[2..4], &text[5..7], &text[8..10]));
    let parts: Vec<&str> = symbol.split('-').collect();
    match (kind, day, &parts[..]) {
        _ if quote.is_empty() || settle.is_empty() => symbol.to_owned(),
        (InstrumentKind::Spot, _, _) => format!("{base}/{quote}"),
        (InstrumentKind::Perpetual, _, _) => format!("{base}/{quote}:{settle}"),
        (InstrumentKind::Future, Some(day), [_]) => format!("{base}/{quote}:{settle}-{day}"),
        (InstrumentKind::Option, Some(day), [side @ ("C" | "P"), _, strike, _]) => format!("{base}/{quote}:{settle}-{day}-{strike}-{side}"),
        _ => symbol.to_owned(),
    }
}

/// The symbol of an asset, whose other members belong to the asset.
fn asset(row: &mut Object<'_>, name: &'static str) -> Result<Option<String>, Bad> {
    Ok(row.object(name)?.and_then(|mut asset| asset.owned("symbol")))
}

fn time(name: &'static str, text: Option<&str>) -> Result<Option<Timestamp>, Bad> {
    text.map(|text| instant(text).ok_or(Bad::Malformed(name))).transpose()
}

/// A number above zero without the zeros at its end: the venue pads to 18 places (as observed).
fn positive(name: &'static str, text: Option<&str>) -> Result<Decimal, Bad> {
    let value = bounded_decimal(name, text.ok_or(Bad::Missing(name))?)?.normalize();
    if value.is_sign_negative() || value.is_zero() { Err(Bad::Refused(name)) } else { Ok(value) }
}

fn scale(name: &'static str, places: u32) -> Result<u8, Bad> {
    u8::try_from(places).ok().filter(|scale| *scale <= MAX_SCALE).ok_or(Bad::Refused(name))
}
