//! Accounts with play money.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use twinline_gateway::wire::{DepositRequest, Frozen, NewAccount, PlayMoney, ResetRequest};

use super::accounts::AccountPath;
use super::orders::{KeyHeader, key_of};
use crate::app::App;
use crate::guard::Who;
use crate::input::JsonBody;
use crate::problem::Problem;

/// Open one
///
/// A new account with play money, which trades what any connected venue lists, at that venue's live prices. It is there over restarts.
#[utoipa::path(
    post,
    path = "/api/v1/accounts",
    tag = "accounts",
    operation_id = "open_paper_account",
    request_body = NewAccount,
    responses((status = 201, description = "It is there.", body = PlayMoney))
)]
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(asked): JsonBody<NewAccount>,
) -> Result<(StatusCode, Json<PlayMoney>), Problem> {
    Ok((StatusCode::CREATED, Json(app.gateway.open_play(&caller, asked).await?)))
}

/// Deposit play money
///
/// Into an account with play money alone. Not with a token for single instruments or for what reduces.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/deposit",
    tag = "accounts",
    operation_id = "deposit_play_money",
    params(AccountPath, KeyHeader),
    request_body = DepositRequest,
    responses((status = 200, description = "What it has now.", body = PlayMoney))
)]
pub(crate) async fn deposit(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<DepositRequest>,
) -> Result<Json<PlayMoney>, Problem> {
    Ok(Json(app.gateway.deposit_play(&caller, &path.account, asked, key_of(&headers)?).await?))
}

/// Begin anew
///
/// Ends all orders, positions and balances of an account with play money, which begins again with `deposits`, or with what is
/// configured. Its history stays.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/reset",
    tag = "accounts",
    operation_id = "reset_paper_account",
    params(AccountPath, KeyHeader),
    request_body = ResetRequest,
    responses((status = 200, description = "What it has now.", body = PlayMoney))
)]
pub(crate) async fn reset(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<ResetRequest>,
) -> Result<Json<PlayMoney>, Problem> {
    Ok(Json(app.gateway.reset_play(&caller, &path.account, asked, key_of(&headers)?).await?))
}

/// Freeze or thaw
///
/// A frozen account with play money refuses orders with `ACCOUNT_FROZEN` and takes cancels.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/freeze",
    tag = "accounts",
    operation_id = "freeze_paper_account",
    params(AccountPath),
    request_body = Frozen,
    responses((status = 200, description = "What it has.", body = PlayMoney))
)]
pub(crate) async fn freeze(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    JsonBody(asked): JsonBody<Frozen>,
) -> Result<Json<PlayMoney>, Problem> {
    Ok(Json(app.gateway.freeze_play(&caller, &path.account, asked).await?))
}
