//! Venues, connections, budgets, repairs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use twinline_gateway::wire::{Connections, LimitRow, Page, RepairRow, VenueRow};

use crate::app::App;
use crate::input::Params;
use crate::problem::Problem;

pub(crate) async fn venues(State(app): State<Arc<App>>) -> Json<Page<VenueRow>> {
    Json(app.gateway.venues())
}

pub(crate) async fn connections(State(app): State<Arc<App>>) -> Json<Connections> {
    Json(app.gateway.connections())
}

pub(crate) async fn limits(State(app): State<Arc<App>>) -> Json<Page<LimitRow>> {
    Json(app.gateway.limits())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepairsQuery {
    venue: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(crate) async fn repairs(State(app): State<Arc<App>>, Params(query): Params<RepairsQuery>) -> Result<Json<Page<RepairRow>>, Problem> {
    Ok(Json(app.gateway.repairs(query.venue.as_deref(), query.limit, query.cursor.as_deref())?))
}
