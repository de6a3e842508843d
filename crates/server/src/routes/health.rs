//! Is it alive, and can it be asked?

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use twinline_gateway::VenueHealth;

use crate::app::App;

#[derive(Serialize)]
pub(crate) struct Alive {
    status: &'static str,
    version: &'static str,
}

pub(crate) async fn alive(State(app): State<Arc<App>>) -> Json<Alive> {
    Json(Alive { status: "ok", version: app.gateway.version() })
}

#[derive(Serialize)]
pub(crate) struct Ready {
    ready: bool,
    venues: Vec<VenueHealth>,
}

pub(crate) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, Json<Ready>) {
    let ready = app.gateway.is_ready();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Ready { ready, venues: app.gateway.health() }))
}
