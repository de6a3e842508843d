//! Venues, connections, budgets, repairs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use twinline_gateway::wire::{Connections, LimitRow, Page, RepairRow, VenueRow};
use utoipa::IntoParams;

use crate::app::App;
use crate::guard::Asker;
use crate::input::{Params, rows};
use crate::problem::Problem;

/// Venues
///
/// Every configured venue, by name: how it is, and what it offers.
#[utoipa::path(
    get,
    path = "/api/v1/venues",
    tag = "state",
    operation_id = "list_venues",
    responses((status = 200, description = "All of them, on one page.", body = Page<VenueRow>))
)]
pub(crate) async fn venues(State(app): State<Arc<App>>) -> Json<Page<VenueRow>> {
    Json(app.gateway.venues())
}

/// Connections
///
/// The ways to the venues: sockets, held channels, accounts, and what was counted since the start. The topic `connections` says what changes.
#[utoipa::path(
    get,
    path = "/api/v1/connections",
    tag = "state",
    operation_id = "show_connections",
    responses((status = 200, description = "As it is now.", body = Connections))
)]
pub(crate) async fn connections(State(app): State<Arc<App>>, asker: Asker) -> Json<Connections> {
    Json(app.gateway.connections(asker.grant()))
}

/// Rate budgets
///
/// Every bucket of every venue's rate limits, as used in its running window.
#[utoipa::path(
    get,
    path = "/api/v1/limits",
    tag = "state",
    operation_id = "list_limits",
    responses((status = 200, description = "All of them, on one page.", body = Page<LimitRow>))
)]
pub(crate) async fn limits(State(app): State<Arc<App>>) -> Json<Page<LimitRow>> {
    Json(app.gateway.limits())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RepairsQuery {
    /// Of this venue only.
    #[param(nullable = false)]
    venue: Option<String>,
    /// Rows of the page: 500 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// Receipts of repairs
///
/// Proof that gaps were closed, newest first. The last 1000 since the start are kept.
#[utoipa::path(
    get,
    path = "/api/v1/repairs",
    tag = "state",
    operation_id = "list_repairs",
    params(RepairsQuery),
    responses((status = 200, description = "A page of receipts.", body = Page<RepairRow>))
)]
pub(crate) async fn repairs(State(app): State<Arc<App>>, Params(query): Params<RepairsQuery>) -> Result<Json<Page<RepairRow>>, Problem> {
    Ok(Json(app.gateway.repairs(query.venue.as_deref(), rows(query.limit), query.cursor.as_deref())?))
}
