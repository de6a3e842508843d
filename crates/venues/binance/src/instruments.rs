//! How does a row of `exchangeInfo` become an instrument?

use twinline_model::{Duration, Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Notional, OrderLimits, Price, Qty, Timestamp};
use twinline_venue::{BucketSpec, Facts, OddityKind};

use crate::decode::{Bad, MAX_SCALE, millis, note, note_unknown, price, price_if_any, quantity_if_any, traded};
use crate::spec::{BUCKETS, VENUE, WEIGHT};
use crate::wire;

/// Delivery date of what is never delivered: 2100-12-25 (as observed in the capture for every perpetual).
const NEVER_MS: u64 = 4_133_404_800_000;

/// What the venue's word for a status means.
pub(crate) fn status(word: &str) -> InstrumentStatus {
    match word {
        "PENDING_TRADING" => InstrumentStatus::Pending,
        "TRADING" => InstrumentStatus::Trading,
        "PRE_DELIVERING" | "DELIVERING" | "PRE_SETTLE" | "SETTLING" => InstrumentStatus::Settling,
        "DELIVERED" | "CLOSE" => InstrumentStatus::Delisted,
        other => InstrumentStatus::Other(other.chars().take(32).collect()),
    }
}

/// All rows of this market. Rows of COIN-M are counted as foreign; a row that makes no sense is refused, the others stand.
pub(crate) fn instruments(rows: &[wire::Symbol], out: &mut Facts) -> Vec<Instrument> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        note_unknown(out, "exchangeInfo.symbols", &row.unknown);
        if is_foreign(row) {
            note(out, OddityKind::Foreign, format_args!("exchangeInfo.symbols"));
            continue;
        }
        match instrument(row, out) {
            Ok(instrument) => all.push(instrument),
            Err(bad) => note(out, OddityKind::Refused, format_args!("exchangeInfo.symbols {}: {bad}", row.symbol)),
        }
    }
    all
}

/// COIN-M contracts share the engine since 2026-06 (as documented) and say so with `st`.
/// ASSUMED: one that does not is known by being margined in its own base asset.
fn is_foreign(row: &wire::Symbol) -> bool {
    row.st.is_some_and(|market| market != 1) || row.margin_asset == row.base_asset
}

fn instrument(row: &wire::Symbol, out: &mut Facts) -> Result<Instrument, Bad> {
    let id = InstrumentId::new(VENUE, &row.symbol).map_err(|_| Bad::Malformed("symbol"))?;
    let steps = Steps::of(&row.filters, out)?;
    let kind = kind(row, out);
    let expiry = row.delivery_date.filter(|ms| *ms != NEVER_MS && *ms != 0).map(millis);
    let status = status(&row.status);
    if let InstrumentStatus::Other(word) = &status {
        note(out, OddityKind::Value, format_args!("exchangeInfo.symbols.status {word}"));
    }
    Ok(Instrument {
        id,
        alias: alias(row, kind, expiry),
        kind,
        base: row.base_asset.clone(),
        quote: row.quote_asset.clone(),
        settle: row.margin_asset.clone(),
        underlying: row.base_asset.clone(),
        status,
        price_scale: scale("pricePrecision", row.price_precision, steps.tick_size.decimals())?,
        size_scale: scale("quantityPrecision", row.quantity_precision, steps.lot_size.decimals())?,
        tick_size: steps.tick_size,
        lot_size: steps.lot_size,
        limits: steps.limits,
        contract_size: Qty::new(1.into()),
        inverse: false,
        option: None,
        number: None,
        listed_at: row.onboard_date.filter(|ms| *ms != 0).map(millis),
        expiry,
    })
}

/// Decimal places of the book: the larger of the documented precision and the places that the step is written with.
/// As observed in the capture, levels are written with the step's places, zeros at its end among them.
fn scale(name: &'static str, precision: Option<u64>, places: u32) -> Result<u8, Bad> {
    let scale = precision.unwrap_or(0).max(u64::from(places));
    u8::try_from(scale).ok().filter(|scale| *scale <= MAX_SCALE).ok_or(Bad::Refused(name))
}

/// A word that is not known is noted; whether the contract expires then tells its kind.
/// As observed in the capture, the word is empty for what does not trade yet.
fn kind(row: &wire::Symbol, out: &mut Facts) -> InstrumentKind {
    match row.contract_type.as_deref().unwrap_or_default() {
        "PERPETUAL" | "TRADIFI_PERPETUAL" | "PERPETUAL_DELIVERING" | "PERPETUAL DELIVERING" => {
            return InstrumentKind::Perpetual;
        }
        "CURRENT_MONTH" | "NEXT_MONTH" | "CURRENT_QUARTER" | "NEXT_QUARTER" => {
            return InstrumentKind::Future;
        }
        "" => {}
        other => note(out, OddityKind::Value, format_args!("exchangeInfo.symbols.contractType {other}")),
    }
    match row.delivery_date {
        Some(ms) if ms != NEVER_MS && ms != 0 => InstrumentKind::Future,
        _ => InstrumentKind::Perpetual,
    }
}

/// The unified symbol: `BTC/USDT:USDT`, for dated contracts `BTC/USDT:USDT-210924`.
fn alias(row: &wire::Symbol, kind: InstrumentKind, expiry: Option<Timestamp>) -> String {
    let perpetual = format!("{}/{}:{}", row.base_asset, row.quote_asset, row.margin_asset);
    match (kind, expiry) {
        (InstrumentKind::Future, Some(at)) => {
            let day = at.to_string();
            format!("{perpetual}-{}{}{}", &day[2..4], &day[5..7], &day[8..10])
        }
        _ => perpetual,
    }
}

/// What the filters say.
struct Steps {
    tick_size: Price,
    lot_size: Qty,
    limits: OrderLimits,
}

impl Steps {
    fn of(filters: &[wire::Filter], out: &mut Facts) -> Result<Self, Bad> {
        let (mut tick_size, mut lot_size, mut limits) = (None, None, OrderLimits::default());
        for filter in filters {
            note_unknown(out, "exchangeInfo.symbols.filters", &filter.unknown);
            match filter.filter_type.as_str() {
                "PRICE_FILTER" => {
                    tick_size = Some(price("tickSize", filter.tick_size.as_deref())?);
                    limits.min_price = price_if_any("minPrice", filter.min_price.as_deref())?;
                    limits.max_price = price_if_any("maxPrice", filter.max_price.as_deref())?;
                }
                "LOT_SIZE" => {
                    lot_size = Some(traded("stepSize", filter.step_size.as_deref())?);
                    limits.min_qty = bound("minQty", filter.min_qty.as_deref())?;
                    limits.max_qty = bound("maxQty", filter.max_qty.as_deref())?;
                }
                "MARKET_LOT_SIZE" => limits.max_market_qty = bound("maxQty", filter.max_qty.as_deref())?,
                "MIN_NOTIONAL" => limits.min_notional = smallest(filter.notional.as_deref())?,
                "MAX_NUM_ORDERS" | "MAX_NUM_ALGO_ORDERS" | "PERCENT_PRICE" | "POSITION_RISK_CONTROL" => {}
                other => note(out, OddityKind::Value, format_args!("exchangeInfo.symbols.filters.filterType {other}")),
            }
        }
        let tick_size = tick_size.ok_or(Bad::Missing("PRICE_FILTER"))?;
        let lot_size = lot_size.ok_or(Bad::Missing("LOT_SIZE"))?;
        Ok(Self { tick_size, lot_size, limits })
    }
}

/// ASSUMED: a bound of zero is none, as in the filters of the venue's spot market.
fn bound(name: &'static str, text: Option<&str>) -> Result<Option<Qty>, Bad> {
    Ok(quantity_if_any(name, text)?.filter(|bound| !bound.is_zero()))
}

fn smallest(text: Option<&str>) -> Result<Option<Notional>, Bad> {
    Ok(bound("notional", text)?.map(|bound| Notional::new(bound.value())))
}

/// The venue's own word about its limits, in the order of [`BUCKETS`], which costs are indexed by. `None` if it says nothing.
pub(crate) fn limits(rows: &[wire::RateLimit], out: &mut Facts) -> Option<Vec<BucketSpec>> {
    let mut buckets = BUCKETS.to_vec();
    let mut said = false;
    for row in rows {
        note_unknown(out, "exchangeInfo.rateLimits", &row.unknown);
        match row.rate_limit_type.as_str() {
            "REQUEST_WEIGHT" => match weight(row) {
                Some(bucket) => {
                    buckets[WEIGHT] = bucket;
                    said = true;
                }
                None => note(out, OddityKind::Value, format_args!("exchangeInfo.rateLimits.interval {}", row.interval)),
            },
            "ORDERS" => {
                said = true;
                if !orders(row, &mut buckets) {
                    note(out, OddityKind::Value, format_args!("exchangeInfo.rateLimits.interval {}", row.interval));
                }
            }
            other => note(out, OddityKind::Value, format_args!("exchangeInfo.rateLimits.rateLimitType {other}")),
        }
    }
    said.then_some(buckets)
}

/// Orders are counted in two windows at once; a third one would be news.
fn orders(row: &wire::RateLimit, buckets: &mut [BucketSpec]) -> bool {
    let Some((window, cap)) = window_and_cap(row) else { return false };
    let bucket = buckets.iter_mut().find(|bucket| bucket.name == "ORDERS" && bucket.window == window);
    bucket.map(|bucket| bucket.cap = cap).is_some()
}

/// The header that reports usage is only known for the documented window of one minute.
fn weight(row: &wire::RateLimit) -> Option<BucketSpec> {
    let (window, cap) = window_and_cap(row)?;
    let header = if window == BUCKETS[WEIGHT].window { BUCKETS[WEIGHT].header } else { None };
    Some(BucketSpec { window, cap, header, ..BUCKETS[WEIGHT].clone() })
}

fn window_and_cap(row: &wire::RateLimit) -> Option<(Duration, u32)> {
    let unit = match row.interval.as_str() {
        "SECOND" => 1,
        "MINUTE" => 60,
        "HOUR" => 3600,
        "DAY" => 86_400,
        _ => return None,
    };
    let seconds = i64::try_from(row.interval_num).ok()?.checked_mul(unit).filter(|seconds| (1..=86_400).contains(seconds))?;
    let cap = u32::try_from(row.limit).ok().filter(|cap| *cap > 0)?;
    Some((Duration::from_secs(seconds), cap))
}
