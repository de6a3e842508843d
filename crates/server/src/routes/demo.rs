//! Disturbing the demo's simulators: pull the plug.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use twinline_gateway::{FaultRequest, GatewayError};

use crate::app::App;
use crate::input::{JsonBody, Params};
use crate::problem::Problem;

pub(crate) async fn inject(State(app): State<Arc<App>>, request: axum::extract::Request) -> Result<StatusCode, Problem> {
    if !app.gateway.is_demo() {
        return Err(GatewayError::NoDemo.into());
    }
    let JsonBody(fault) = <JsonBody<FaultRequest> as axum::extract::FromRequest<_>>::from_request(request, &app).await?;
    app.gateway.inject(fault).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HealQuery {
    venue: Option<String>,
}

pub(crate) async fn heal(State(app): State<Arc<App>>, Params(query): Params<HealQuery>) -> Result<StatusCode, Problem> {
    if !app.gateway.is_demo() {
        return Err(GatewayError::NoDemo.into());
    }
    let venue = query.venue.ok_or_else(|| Problem::bad_request("venue: say whose faults are to end"))?;
    app.gateway.heal(&venue).await?;
    Ok(StatusCode::NO_CONTENT)
}
