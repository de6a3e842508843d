//! Brackets: an entry with a stop-loss and a take-profit, or these around a position.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use twinline_gateway::BracketFilter;
use twinline_gateway::wire::{BracketAnswer, BracketEdit, BracketRequest, BracketRow, Page};
use twinline_model::OrderStatus;
use utoipa::{IntoParams, ToSchema};

use super::accounts::AccountPath;
use super::orders::{KeyHeader, key_of};
use crate::app::App;
use crate::guard::Who;
use crate::input::{JsonBody, Params};
use crate::problem::Problem;

/// The bracket of an address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct BracketPath {
    /// The account's name.
    #[param(example = "main")]
    account: String,
    /// The bracket's name here: that of its entry, where it has one.
    bracket: String,
}

/// Which brackets.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BracketStatus {
    /// Those that are not over.
    Open,
    /// Those that are, as far as they are in memory.
    Closed,
    /// Both.
    All,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BracketsQuery {
    /// Which; those that are not over if absent.
    #[param(inline, nullable = false)]
    status: Option<BracketStatus>,
}

/// Its brackets
///
/// Newest first; of those that are over, the last 500.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/brackets",
    tag = "accounts",
    operation_id = "list_brackets",
    params(AccountPath, BracketsQuery),
    responses((status = 200, description = "All on one page.", body = Page<BracketRow>))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Params(query): Params<BracketsQuery>,
) -> Result<Json<Page<BracketRow>>, Problem> {
    let filter = match query.status {
        None | Some(BracketStatus::Open) => BracketFilter::Open,
        Some(BracketStatus::Closed) => BracketFilter::Closed,
        Some(BracketStatus::All) => BracketFilter::All,
    };
    Ok(Json(app.gateway.brackets(&path.account, filter)?))
}

/// One bracket
///
/// With both legs, their orders, and whether what is held is protected.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/brackets/{bracket}",
    tag = "accounts",
    operation_id = "show_bracket",
    params(BracketPath),
    responses((status = 200, description = "The bracket as it is now.", body = BracketRow))
)]
pub(crate) async fn one(State(app): State<Arc<App>>, Path(path): Path<BracketPath>) -> Result<Json<BracketRow>, Problem> {
    Ok(Json(app.gateway.bracket_of(&path.account, &path.bracket)?))
}

/// Begin a bracket
///
/// Either an entry, whose legs leave together as soon as there is something to protect and follow its partial fills; or a position that is
/// open already. One leg that executes ends the other. Whether what is held is protected stands in `state`, here and in `bracket_updated`
/// of the stream; `unprotected` raises an alert. It is all in the journal: a restart takes it up where it was. 201: the entry is known;
/// 202: nobody knows yet what became of it, and it is never sent again.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/brackets",
    tag = "accounts",
    operation_id = "place_bracket",
    params(AccountPath, KeyHeader),
    request_body(content = BracketRequest, description = "The bracket."),
    responses(
        (status = 201, description = "The bracket as it is now; the stream tells of its legs.", body = BracketAnswer),
        (status = 202, description = "The entry left, and what became of it is not known yet.", body = BracketAnswer)
    )
)]
pub(crate) async fn place(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(body): JsonBody<BracketRequest>,
) -> Result<Response, Problem> {
    let answer = app.gateway.bracket(&caller, &path.account, body, key_of(&headers)?).await?;
    let unknown = |status: OrderStatus| matches!(status, OrderStatus::Unknown | OrderStatus::Pending);
    let doubtful = answer.order.as_ref().is_some_and(|order| unknown(order.status));
    let status = if doubtful { StatusCode::ACCEPTED } else { StatusCode::CREATED };
    Ok((status, Json(answer)).into_response())
}

/// Change a bracket
///
/// New terms of a leg, `null` to take it away, or a new rule. An order of old terms is canceled before its successor leaves: the legs
/// never cover more than is held.
#[utoipa::path(
    patch,
    path = "/api/v1/accounts/{account}/brackets/{bracket}",
    tag = "accounts",
    operation_id = "edit_bracket",
    params(BracketPath, KeyHeader),
    request_body(content = BracketEdit, description = "What is to change."),
    responses((status = 200, description = "The bracket as it is now; the stream tells when the venue has it.", body = BracketAnswer))
)]
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    Path(path): Path<BracketPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(body): JsonBody<BracketEdit>,
) -> Result<Json<BracketAnswer>, Problem> {
    if body.stop_loss.is_none() && body.take_profit.is_none() && body.if_unprotected.is_none() {
        return Err(Problem::bad_request("say at least one of stop_loss, take_profit and if_unprotected"));
    }
    Ok(Json(app.gateway.edit_bracket(&caller, &path.account, &path.bracket, body, key_of(&headers)?).await?))
}

/// End a bracket
///
/// Cancels what is left of the entry, and both legs. What is held stays open, and nothing of this protects it any more.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/brackets/{bracket}",
    tag = "accounts",
    operation_id = "end_bracket",
    params(BracketPath, KeyHeader),
    responses((status = 202, description = "Cancels are on their way.", body = BracketAnswer))
)]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    Path(path): Path<BracketPath>,
    Who(caller): Who,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<BracketAnswer>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(app.gateway.end_bracket(&caller, &path.account, &path.bracket, key_of(&headers)?).await?)))
}
