//! Disturbing the demo's simulators: pull the plug.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use twinline_gateway::{FaultRequest, GatewayError};
use utoipa::IntoParams;

use crate::app::App;
use crate::input::{JsonBody, Params};
use crate::problem::Problem;

/// Break the simulated venue
///
/// Begins a fault at the demo's simulator. Without a demo there is nothing at this address.
#[utoipa::path(
    post,
    path = "/api/v1/demo/faults",
    tag = "demo",
    operation_id = "inject_fault",
    request_body(content = FaultRequest, description = "Which fault."),
    responses((status = 204, description = "It is active."))
)]
pub(crate) async fn inject(State(app): State<Arc<App>>, request: axum::extract::Request) -> Result<StatusCode, Problem> {
    if !app.gateway.is_demo() {
        return Err(GatewayError::NoDemo.into());
    }
    let JsonBody(fault) = <JsonBody<FaultRequest> as axum::extract::FromRequest<_>>::from_request(request, &app).await?;
    app.gateway.inject(fault).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HealQuery {
    /// Whose faults end.
    venue: String,
}

/// Heal the simulated venue
///
/// Ends all faults of the demo's simulator of a venue; none being active is no error.
#[utoipa::path(
    delete,
    path = "/api/v1/demo/faults",
    tag = "demo",
    operation_id = "heal_faults",
    params(HealQuery),
    responses((status = 204, description = "No fault is active."))
)]
pub(crate) async fn heal(State(app): State<Arc<App>>, request: axum::extract::Request) -> Result<StatusCode, Problem> {
    if !app.gateway.is_demo() {
        return Err(GatewayError::NoDemo.into());
    }
    let (mut parts, _) = request.into_parts();
    let Params(query) = <Params<HealQuery> as axum::extract::FromRequestParts<_>>::from_request_parts(&mut parts, &app).await?;
    app.gateway.heal(&query.venue).await?;
    Ok(StatusCode::NO_CONTENT)
}
