//! Tokens: letting others in, and ending that.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use twinline_gateway::wire::{NewToken, Page, TokenMade, TokenRow};

use crate::app::App;
use crate::guard::Who;
use crate::input::{JsonBody, Named};
use crate::problem::Problem;

/// All tokens
///
/// Without the tokens themselves; the last made first. Of those that ended the newest are remembered, 256 with the valid ones.
#[utoipa::path(
    get,
    path = "/api/v1/tokens",
    tag = "access",
    operation_id = "list_tokens",
    responses((status = 200, description = "All on one page.", body = Page<TokenRow>))
)]
pub(crate) async fn list(State(app): State<Arc<App>>) -> Json<Page<TokenRow>> {
    Json(app.gateway.tokens())
}

/// Make a token
///
/// `token` is shown this once. Lists, caps and `reduce_only` belong to tokens that trade, `accounts` and `venues` also to those that
/// read; an administrator has none. Whoever has an end cannot make a token that outlives it.
#[utoipa::path(
    post,
    path = "/api/v1/tokens",
    tag = "access",
    operation_id = "create_token",
    request_body(content = NewToken, description = "What it is to open."),
    responses((status = 201, description = "The token, and what it opens.", body = TokenMade))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(body): JsonBody<NewToken>,
) -> Result<(StatusCode, Json<TokenMade>), Problem> {
    Ok((StatusCode::CREATED, Json(app.gateway.create_token(&caller, body).await?)))
}

/// End a token
///
/// At once: streams that it opened are closed with 4001.
#[utoipa::path(
    delete,
    path = "/api/v1/tokens/{token}",
    tag = "access",
    operation_id = "revoke_token",
    params(("token" = String, Path, description = "Its id, or its name. Never the token itself.")),
    responses((status = 204, description = "It is worth nothing any more."))
)]
pub(crate) async fn revoke(State(app): State<Arc<App>>, Who(caller): Who, Named(token): Named) -> Result<StatusCode, Problem> {
    app.gateway.revoke_token(&caller, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
