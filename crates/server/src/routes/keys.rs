//! Venue keys of accounts: shown without what is secret, kept, replaced, forgotten.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use twinline_gateway::wire::{KeyFields, KeyRow, NewKey, Page};

use super::accounts::AccountPath;
use crate::app::App;
use crate::guard::Who;
use crate::input::JsonBody;
use crate::problem::Problem;

/// All keys
///
/// What may be shown of every key in the vault: its parts' names, its age, and the end of what is public in it.
#[utoipa::path(
    get,
    path = "/api/v1/keys",
    tag = "access",
    operation_id = "list_keys",
    responses((status = 200, description = "All on one page.", body = Page<KeyRow>))
)]
pub(crate) async fn list(State(app): State<Arc<App>>) -> Result<Json<Page<KeyRow>>, Problem> {
    Ok(Json(app.gateway.keys().await?))
}

/// Add a key
///
/// Keeps an account's first key, encrypted. The account begins with it.
#[utoipa::path(
    post,
    path = "/api/v1/keys",
    tag = "access",
    operation_id = "add_key",
    request_body(content = NewKey, description = "Whose, and its parts."),
    responses((status = 201, description = "It is kept.", body = KeyRow))
)]
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(key): JsonBody<NewKey>,
) -> Result<(StatusCode, Json<KeyRow>), Problem> {
    Ok((StatusCode::CREATED, Json(app.gateway.add_key(&caller, key).await?)))
}

/// Rotate a key
///
/// Puts a new key in the place of an account's, without a restart: whatever is asked for after the answer is signed with the new one.
#[utoipa::path(
    put,
    path = "/api/v1/keys/{account}",
    tag = "access",
    operation_id = "rotate_key",
    params(AccountPath),
    request_body(content = KeyFields, description = "Its parts."),
    responses((status = 200, description = "The account signs with it.", body = KeyRow))
)]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    JsonBody(key): JsonBody<KeyFields>,
) -> Result<Json<KeyRow>, Problem> {
    Ok(Json(app.gateway.rotate_key(&caller, &path.account, key).await?))
}

/// Remove a key
///
/// Forgets an account's key; the account stops, unless it has one from elsewhere. Revoke it at the venue as well: copies of the vault hold it.
#[utoipa::path(
    delete,
    path = "/api/v1/keys/{account}",
    tag = "access",
    operation_id = "remove_key",
    params(AccountPath),
    responses((status = 204, description = "It is not in the vault any more."))
)]
pub(crate) async fn remove(State(app): State<Arc<App>>, Path(path): Path<AccountPath>, Who(caller): Who) -> Result<StatusCode, Problem> {
    app.gateway.remove_key(&caller, &path.account).await?;
    Ok(StatusCode::NO_CONTENT)
}
