//! The dead-man's switch of an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use twinline_gateway::wire::{DeadManRequest, DeadManRow};

use super::accounts::AccountPath;
use crate::app::App;
use crate::guard::Who;
use crate::input::JsonBody;
use crate::problem::Problem;

/// Its dead-man's switch
///
/// Whether orders are ended when the gateway is gone, which are, and which are not.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/dead-man",
    tag = "accounts",
    operation_id = "show_dead_man",
    params(AccountPath),
    responses((status = 200, description = "As it stands.", body = DeadManRow))
)]
pub(crate) async fn show(State(app): State<Arc<App>>, Path(path): Path<AccountPath>) -> Result<Json<DeadManRow>, Problem> {
    Ok(Json(app.gateway.dead_man(&path.account)?))
}

/// Arm it
///
/// From now on, over restarts, the venue ends the orders that rest in each instrument where this gateway has some, once it has not
/// heard of the gateway for so long; and a gateway that begins after that ends what of its orders waits for a trigger and could open or
/// enlarge a position. Given again with another time, that one holds. Not with a token for single instruments or for what reduces.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{account}/dead-man",
    tag = "accounts",
    operation_id = "arm_dead_man",
    params(AccountPath),
    request_body(content = DeadManRequest, description = "How long the gateway may be gone."),
    responses((status = 200, description = "As it stands; `covered` grows as the venue confirms.", body = DeadManRow))
)]
pub(crate) async fn arm(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    JsonBody(body): JsonBody<DeadManRequest>,
) -> Result<Json<DeadManRow>, Problem> {
    Ok(Json(app.gateway.set_dead_man(&caller, &path.account, Some(body.timeout_s)).await?))
}

/// Disarm it
///
/// Countdowns are stopped at the venue; `covered` names those that it has not confirmed yet. Orders stay.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/dead-man",
    tag = "accounts",
    operation_id = "disarm_dead_man",
    params(AccountPath),
    responses((status = 200, description = "As it stands.", body = DeadManRow))
)]
pub(crate) async fn disarm(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
) -> Result<Json<DeadManRow>, Problem> {
    Ok(Json(app.gateway.set_dead_man(&caller, &path.account, None).await?))
}
