//! What can be traded, and what moves there.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use twinline_gateway::wire::{BookAnswer, CandleRow, FundingRow, InstrumentRow, Page, TickerAnswer, TradeRow};
use twinline_gateway::{CandleQuery, InstrumentQuery};
use twinline_model::Timestamp;

use crate::app::App;
use crate::input::{Named, Params};
use crate::problem::Problem;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    venue: Option<String>,
    underlying: Option<String>,
    expiry: Option<String>,
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(crate) async fn list(State(app): State<Arc<App>>, Params(query): Params<ListQuery>) -> Result<Json<Page<InstrumentRow>>, Problem> {
    let ListQuery { venue, underlying, expiry, q, limit, cursor } = query;
    Ok(Json(app.gateway.instruments(&InstrumentQuery { venue, underlying, expiry, q }, limit, cursor.as_deref())?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneQuery {
    venue: Option<String>,
}

pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<OneQuery>,
) -> Result<Json<InstrumentRow>, Problem> {
    let found = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(InstrumentRow::from(found.as_ref())))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BookQuery {
    venue: Option<String>,
    depth: Option<usize>,
}

pub(crate) async fn book(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<BookQuery>,
) -> Result<Json<BookAnswer>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.book(&instrument, query.depth).await?))
}

pub(crate) async fn ticker(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<OneQuery>,
) -> Result<Json<TickerAnswer>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.ticker(&instrument).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RowsQuery {
    venue: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(crate) async fn trades(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<RowsQuery>,
) -> Result<Json<Page<TradeRow>>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.trades(&instrument, query.limit, query.cursor.as_deref()).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CandlesQuery {
    venue: Option<String>,
    interval: Option<String>,
    from: Option<String>,
    to: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(crate) async fn candles(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<CandlesQuery>,
) -> Result<Json<Page<CandleRow>>, Problem> {
    let interval = query.interval.as_deref().unwrap_or("1m").parse().map_err(|error| Problem::field_error("interval", &error))?;
    let time = |field: &'static str, text: &Option<String>| {
        text.as_deref().map(Timestamp::parse).transpose().map_err(|error| Problem::field_error(field, &error))
    };
    let (from, to) = (time("from", &query.from)?, time("to", &query.to)?);
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    let wanted = CandleQuery { interval, from, to, limit: query.limit, cursor: query.cursor };
    Ok(Json(app.gateway.candles(&instrument, &wanted).await?))
}

pub(crate) async fn funding(
    State(app): State<Arc<App>>,
    Named(id): Named,
    Params(query): Params<RowsQuery>,
) -> Result<Json<Page<FundingRow>>, Problem> {
    let instrument = app.gateway.instrument(&id, query.venue.as_deref())?;
    Ok(Json(app.gateway.funding(&instrument, query.limit).await?))
}
