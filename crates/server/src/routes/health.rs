//! Is it alive, and can it be asked?

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use twinline_gateway::VenueHealth;
use utoipa::ToSchema;

use crate::app::App;

/// The process answers.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(crate) struct Alive {
    /// Always `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

/// Is it alive?
///
/// Answers as soon as the process listens; says nothing of the venues.
#[utoipa::path(get, path = "/healthz", tag = "health", operation_id = "alive", responses((status = 200, description = "It is.", body = Alive)))]
pub(crate) async fn alive(State(app): State<Arc<App>>) -> Json<Alive> {
    Json(Alive { status: "ok", version: app.gateway.version() })
}

/// Whether every answer is honest by now.
#[derive(Serialize, ToSchema)]
#[schema(as = Readiness)]
pub(crate) struct Ready {
    /// True once every venue is either loaded or known to be out of reach.
    ready: bool,
    /// Each venue.
    venues: Vec<VenueHealth>,
}

/// Can it be asked?
///
/// 503, with the same document, until every venue has loaded its instruments or is known to be out of reach.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    operation_id = "ready",
    responses((status = 200, description = "It can.", body = Ready), (status = 503, description = "Not yet.", body = Ready))
)]
pub(crate) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, Json<Ready>) {
    let ready = app.gateway.is_ready();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Ready { ready, venues: app.gateway.health() }))
}
