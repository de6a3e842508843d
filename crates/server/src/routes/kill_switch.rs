//! The kill switch of an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use twinline_gateway::wire::AccountRow;

use super::accounts::AccountPath;
use crate::app::App;
use crate::guard::Who;
use crate::problem::Problem;

/// Switch it on
///
/// From now on, over restarts, only what cannot enlarge a position is sent; everything else is refused with `kill_switch`. Open orders
/// stay: cancel them with `DELETE …/orders`. Given twice it is on once.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{account}/kill-switch",
    tag = "accounts",
    operation_id = "switch_on_kill_switch",
    params(AccountPath),
    responses((status = 200, description = "It is on.", body = AccountRow))
)]
pub(crate) async fn on(State(app): State<Arc<App>>, Path(path): Path<AccountPath>, Who(caller): Who) -> Result<Json<AccountRow>, Problem> {
    Ok(Json(app.gateway.kill_switch(&caller, &path.account, true).await?))
}

/// Switch it off
///
/// Orders are sent again. Not with a token for single instruments or for what reduces.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/kill-switch",
    tag = "accounts",
    operation_id = "switch_off_kill_switch",
    params(AccountPath),
    responses((status = 200, description = "It is off.", body = AccountRow))
)]
pub(crate) async fn off(State(app): State<Arc<App>>, Path(path): Path<AccountPath>, Who(caller): Who) -> Result<Json<AccountRow>, Problem> {
    Ok(Json(app.gateway.kill_switch(&caller, &path.account, false).await?))
}
