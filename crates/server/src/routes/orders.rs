//! Commands on orders, and on the account as a whole.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use twinline_gateway::wire::{
    BatchCancelRequest, BatchEditRequest, BatchRequest, BatchRow, CancelAllAnswer, DifferenceRow, EditRequest, OrderRequest, OrderRow,
    Page, PreviewRow,
};
use twinline_model::OrderStatus;
use utoipa::IntoParams;

use super::accounts::{AccountPath, OrderPath};
use crate::app::App;
use crate::guard::Who;
use crate::input::{JsonBody, Params};
use crate::problem::Problem;

/// Most orders of a batch.
const MAX_BATCH: usize = 100;

/// The key under which a command is given, if there is one.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "read by whoever describes the routes")]
pub(crate) struct KeyHeader {
    /// Same key and same request: same answer, for 30 days, and done once. Same key and another request: refused.
    #[param(rename = "Idempotency-Key", nullable = false, pattern = "^[!-~]{1,128}$")]
    key: Option<String>,
}

pub(crate) fn key_of(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    value.to_str().map(Some).map_err(|_| Problem::field_error("Idempotency-Key", &"must be visible ASCII characters"))
}

/// Place an order
///
/// Its intent is on disk before it leaves. 201: the venue's evidence says what became of it; of what ends at once by its nature (market,
/// immediate-or-cancel, fill-or-kill) the end is waited for, 1.5 s at most, and `status` says how far it has come. 202: nobody knows yet (`status` is `unknown`); it is
/// never sent again, and the stream tells how it ends. A refusal, here or by the venue, is a problem document.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/orders",
    tag = "accounts",
    operation_id = "place_order",
    params(AccountPath, KeyHeader),
    request_body(content = OrderRequest, description = "The order."),
    responses(
        (status = 201, description = "The order as it is now.", body = OrderRow),
        (status = 202, description = "It left, and what became of it is not known yet.", body = OrderRow)
    )
)]
pub(crate) async fn place(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(order): JsonBody<OrderRequest>,
) -> Result<Response, Problem> {
    let row = app.gateway.place(&caller, &path.account, order, key_of(&headers)?).await?;
    let known = !matches!(row.status, OrderStatus::Unknown | OrderStatus::Pending);
    let status = if known { StatusCode::CREATED } else { StatusCode::ACCEPTED };
    Ok((status, Json(row)).into_response())
}

/// Place several orders
///
/// Of one instrument or of several. All intents are on disk before the first leaves; each has its own outcome. While the link of commands
/// is open they leave on it one behind the other; over HTTP the venue's batches are used. `route` says which way each went.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/orders/batch",
    tag = "accounts",
    operation_id = "place_orders",
    params(AccountPath, KeyHeader),
    request_body(content = BatchRequest, description = "The orders."),
    responses((status = 200, description = "What became of each, in the order in which they were asked for.", body = Page<BatchRow>))
)]
pub(crate) async fn batch(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(batch): JsonBody<BatchRequest>,
) -> Result<Json<Page<BatchRow>>, Problem> {
    counted(batch.orders.len())?;
    Ok(Json(app.gateway.place_batch(&caller, &path.account, batch.orders, key_of(&headers)?).await?))
}

/// Edit several orders
///
/// Of one instrument or of several. All intents are on disk before the first leaves; each has its own outcome.
#[utoipa::path(
    patch,
    path = "/api/v1/accounts/{account}/orders/batch",
    tag = "accounts",
    operation_id = "edit_orders",
    params(AccountPath, KeyHeader),
    request_body(content = BatchEditRequest, description = "The new terms."),
    responses((status = 200, description = "What became of each, in the order in which they were asked for.", body = Page<BatchRow>))
)]
pub(crate) async fn edit_batch(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(batch): JsonBody<BatchEditRequest>,
) -> Result<Json<Page<BatchRow>>, Problem> {
    counted(batch.orders.len())?;
    Ok(Json(app.gateway.edit_batch(&caller, &path.account, batch.orders, key_of(&headers)?).await?))
}

/// Cancel several orders
///
/// Of one instrument or of several. Answers once the venue shows that each has ended, or why it has not; each has its own outcome.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/orders/batch",
    tag = "accounts",
    operation_id = "cancel_orders_batch",
    params(AccountPath, KeyHeader),
    request_body(content = BatchCancelRequest, description = "Which."),
    responses((status = 200, description = "What became of each, in the order in which they were asked for.", body = Page<BatchRow>))
)]
pub(crate) async fn cancel_batch(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(batch): JsonBody<BatchCancelRequest>,
) -> Result<Json<Page<BatchRow>>, Problem> {
    counted(batch.orders.len())?;
    Ok(Json(app.gateway.cancel_batch(&caller, &path.account, batch.orders, key_of(&headers)?).await?))
}

fn counted(count: usize) -> Result<(), Problem> {
    match (1..=MAX_BATCH).contains(&count) {
        true => Ok(()),
        false => Err(Problem::field_error("orders", &format!("must be 1 to {MAX_BATCH}"))),
    }
}

/// Would it leave?
///
/// Checks an order as `POST …/orders` would, says what it would come to, and sends nothing.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/orders/preview",
    tag = "accounts",
    operation_id = "preview_order",
    params(AccountPath),
    request_body(content = OrderRequest, description = "The order."),
    responses((status = 200, description = "It could leave now, and what it would come to.", body = PreviewRow))
)]
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    JsonBody(order): JsonBody<OrderRequest>,
) -> Result<Json<PreviewRow>, Problem> {
    Ok(Json(app.gateway.preview(&caller, &path.account, order).await?))
}

/// Edit an order
///
/// Changes price, quantity or both, at the venue, keeping the order.
#[utoipa::path(
    patch,
    path = "/api/v1/accounts/{account}/orders/{order}",
    tag = "accounts",
    operation_id = "edit_order",
    params(OrderPath, KeyHeader),
    request_body(content = EditRequest, description = "The new terms."),
    responses((status = 200, description = "The order as it is now.", body = OrderRow))
)]
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    Path(path): Path<OrderPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(edit): JsonBody<EditRequest>,
) -> Result<Json<OrderRow>, Problem> {
    Ok(Json(app.gateway.edit(&caller, &path.account, &path.order, edit, key_of(&headers)?).await?))
}

/// Cancel an order
///
/// Answers once the venue shows that it has ended; the cancel is sent until then.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/orders/{order}",
    tag = "accounts",
    operation_id = "cancel_order",
    params(OrderPath, KeyHeader),
    responses((status = 200, description = "The order as it ended; it may have been filled before.", body = OrderRow))
)]
pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    Path(path): Path<OrderPath>,
    Who(caller): Who,
    headers: HeaderMap,
) -> Result<Json<OrderRow>, Problem> {
    Ok(Json(app.gateway.cancel(&caller, &path.account, &path.order, key_of(&headers)?).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CancelAllQuery {
    /// Only of this instrument.
    #[param(nullable = false)]
    instrument: Option<String>,
    /// Those that were placed elsewhere, too; without it only what went through this gateway.
    #[param(nullable = false)]
    external: Option<bool>,
}

/// Cancel all orders
///
/// Those that went through this gateway, unless `external`. Answers at once; each order ends with its own event.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/orders",
    tag = "accounts",
    operation_id = "cancel_orders",
    params(AccountPath, CancelAllQuery, KeyHeader),
    responses((status = 202, description = "Cancels are on their way.", body = CancelAllAnswer))
)]
pub(crate) async fn cancel_all(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    Params(query): Params<CancelAllQuery>,
) -> Result<(StatusCode, Json<CancelAllAnswer>), Problem> {
    let instrument = query.instrument.as_deref().map(|name| app.gateway.instrument(name, None)).transpose()?;
    let external = query.external.unwrap_or(false);
    let answer = app.gateway.cancel_all(&caller, &path.account, instrument.as_deref(), external, key_of(&headers)?).await?;
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// Compare with the venue
///
/// Asks the venue for everything and says exactly what differed; it has been taken over.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/reconcile",
    tag = "accounts",
    operation_id = "reconcile_account",
    params(AccountPath),
    responses((status = 200, description = "What differed; empty if nothing did.", body = Page<DifferenceRow>))
)]
pub(crate) async fn reconcile(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
) -> Result<Json<Page<DifferenceRow>>, Problem> {
    Ok(Json(app.gateway.reconcile(&caller, &path.account).await?))
}
