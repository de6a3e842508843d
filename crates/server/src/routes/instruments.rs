//! What can be traded, and what moves there.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use twinline_gateway::wire::{BookAnswer, CandleRow, FundingRow, InstrumentRow, Page, TickerAnswer, TradeRow};
use twinline_gateway::{CandleQuery, InstrumentQuery};
use twinline_model::{InstrumentKind, Interval, Timestamp};
use utoipa::IntoParams;

use crate::app::App;
use crate::input::{Named, Params, rows};
use crate::problem::Problem;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Of this venue only.
    #[param(nullable = false)]
    venue: Option<String>,
    /// Following this asset only, for example `BTC`.
    #[param(nullable = false)]
    underlying: Option<String>,
    /// Of this kind only.
    #[param(nullable = false, inline)]
    kind: Option<InstrumentKind>,
    /// Expiring on this day (`2026-12-25`, UTC), or `none` for what does not expire.
    #[param(nullable = false, pattern = "^(none|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]
    expiry: Option<String>,
    /// Part of a symbol, an alias or an asset, in any case. The best answers come first.
    #[param(nullable = false)]
    q: Option<String>,
    /// Rows of the page: 500 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = r"^[0-9]\.")]
    cursor: Option<String>,
}

/// Instruments
///
/// What can be traded, best answer first, then by name.
#[utoipa::path(
    get,
    path = "/api/v1/instruments",
    tag = "instruments",
    operation_id = "list_instruments",
    params(ListQuery),
    responses((status = 200, description = "A page of instruments.", body = Page<InstrumentRow>))
)]
pub(crate) async fn list(State(app): State<Arc<App>>, Params(query): Params<ListQuery>) -> Result<Json<Page<InstrumentRow>>, Problem> {
    let ListQuery { venue, underlying, kind, expiry, q, limit, cursor } = query;
    if let Some(expiry) = expiry.as_deref().filter(|expiry| !is_expiry(expiry)) {
        return Err(Problem::field_error("expiry", &format!("{expiry:?} is no day such as 2026-12-25, and not `none`")));
    }
    Ok(Json(app.gateway.instruments(&InstrumentQuery { venue, underlying, kind, expiry, q }, rows(limit), cursor.as_deref())?))
}

/// A day, digit by digit, or `none`.
fn is_expiry(text: &str) -> bool {
    let day = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    day || text == "none"
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OneQuery {
    /// Which venue is meant, where several have an instrument of this name.
    #[param(nullable = false)]
    venue: Option<String>,
}

/// One instrument
///
/// Its names, steps and bounds.
#[utoipa::path(
    get,
    path = "/api/v1/instruments/{id}",
    tag = "instruments",
    operation_id = "show_instrument",
    params(InstrumentPath, OneQuery),
    responses((status = 200, description = "The instrument.", body = InstrumentRow))
)]
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<OneQuery>,
) -> Result<Json<InstrumentRow>, Problem> {
    let found = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(InstrumentRow::from(found.as_ref())))
}

/// Describes the variable part of the addresses here; [`Named`] reads it.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code, reason = "read by whoever describes the routes")]
pub(crate) struct InstrumentPath {
    /// `venue:symbol`, or the unified name (`BTC/USDT:USDT`, its slash escaped as `%2F`), or a symbol that only one venue has.
    #[param(example = "binance:BTCUSDT")]
    id: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BookQuery {
    /// Which venue is meant, where several have an instrument of this name.
    #[param(nullable = false)]
    venue: Option<String>,
    /// Levels a side: 50 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    depth: Option<u32>,
}

/// Its order book
///
/// The best levels, best first. The stream is held for a minute, so that asking again is answered from memory; the first answer may take up to three seconds.
#[utoipa::path(
    get,
    path = "/api/v1/instruments/{id}/book",
    tag = "instruments",
    operation_id = "show_book",
    params(InstrumentPath, BookQuery),
    responses((status = 200, description = "The best levels.", body = BookAnswer))
)]
pub(crate) async fn book(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<BookQuery>,
) -> Result<Json<BookAnswer>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.book(&instrument, rows(query.depth)).await?))
}

/// Its day, quotes and mark
///
/// Rolling day, best quotes and mark price; what is not known yet is `null`. Held for a minute, as a book is.
#[utoipa::path(
    get,
    path = "/api/v1/instruments/{id}/ticker",
    tag = "instruments",
    operation_id = "show_ticker",
    params(InstrumentPath, OneQuery),
    responses((status = 200, description = "What is known.", body = TickerAnswer))
)]
pub(crate) async fn ticker(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<OneQuery>,
) -> Result<Json<TickerAnswer>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.ticker(&instrument).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TradesQuery {
    /// Which venue is meant, where several have an instrument of this name.
    #[param(nullable = false)]
    venue: Option<String>,
    /// Rows of the page: 100 if absent; brought into 1 to 1000, or to what the venue gives at once.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = "^[0-9]{1,18}$")]
    cursor: Option<String>,
}

/// Its trades
///
/// Newest first; the next page is older. What is not in memory is asked of the venue, within its rate budget.
#[utoipa::path(
    get,
    path = "/api/v1/instruments/{id}/trades",
    tag = "instruments",
    operation_id = "list_trades",
    params(InstrumentPath, TradesQuery),
    responses((status = 200, description = "A page of trades.", body = Page<TradeRow>))
)]
pub(crate) async fn trades(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<TradesQuery>,
) -> Result<Json<Page<TradeRow>>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.trades(&instrument, rows(query.limit), query.cursor.as_deref()).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CandlesQuery {
    /// Which venue is meant, where several have an instrument of this name.
    #[param(nullable = false)]
    venue: Option<String>,
    /// Their length; `1m` if absent.
    #[param(nullable = false)]
    interval: Option<Interval>,
    /// First open time wanted, RFC 3339 with any offset. With it the next page is newer, without it older.
    #[param(nullable = false, format = DateTime)]
    from: Option<String>,
    /// Last open time wanted, RFC 3339 with any offset.
    #[param(nullable = false, format = DateTime)]
    to: Option<String>,
    /// Rows of the page: 500 if absent; brought into 1 to 1000, or to what the venue gives at once.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = "^[fb]-?[0-9]{1,13}$")]
    cursor: Option<String>,
}

/// Its candles
///
/// Oldest first, asked of the venue within its rate budget. The last one may still change.
#[utoipa::path(
    get,
    path = "/api/v1/instruments/{id}/candles",
    tag = "instruments",
    operation_id = "list_candles",
    params(InstrumentPath, CandlesQuery),
    responses((status = 200, description = "A page of candles.", body = Page<CandleRow>))
)]
pub(crate) async fn candles(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<CandlesQuery>,
) -> Result<Json<Page<CandleRow>>, Problem> {
    let time = |field: &'static str, text: &Option<String>| {
        text.as_deref().map(Timestamp::parse_clamped).transpose().map_err(|error| Problem::field_error(field, &error))
    };
    let (from, to) = (time("from", &query.from)?, time("to", &query.to)?);
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    let interval = query.interval.unwrap_or(Interval::M1);
    let wanted = CandleQuery { interval, from, to, limit: rows(query.limit), cursor: query.cursor };
    Ok(Json(app.gateway.candles(&instrument, &wanted).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FundingQuery {
    /// Which venue is meant, where several have an instrument of this name.
    #[param(nullable = false)]
    venue: Option<String>,
    /// Rows: 100 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
}

/// Its funding
///
/// The last exchanges of funding, oldest first, asked of the venue within its rate budget.
#[utoipa::path(
    get,
    path = "/api/v1/instruments/{id}/funding",
    tag = "instruments",
    operation_id = "list_funding",
    params(InstrumentPath, FundingQuery),
    responses((status = 200, description = "All on one page.", body = Page<FundingRow>))
)]
pub(crate) async fn funding(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<FundingQuery>,
) -> Result<Json<Page<FundingRow>>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.funding(&instrument, rows(query.limit)).await?))
}
