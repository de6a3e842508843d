//! What accounts hold, and what happened to them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use twinline_gateway::wire::{
    AccountRow, AccountSnapshotAnswer, AuditPage, BalanceRow, EventRow, FillRow, OrderRow, Page, Place, PositionRow, SettingRow,
    TransactionRow,
};
use twinline_gateway::{OrderFilter, TransactionQuery};
use twinline_model::Timestamp;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::guard::Asker;
use crate::input::{Params, rows};
use crate::problem::Problem;

/// The account of an address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AccountPath {
    /// The account's name.
    #[param(example = "main")]
    pub(crate) account: String,
}

/// The order of an address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OrderPath {
    /// The account's name.
    #[param(example = "main")]
    pub(crate) account: String,
    /// The order's name here.
    pub(crate) order: String,
}

/// All accounts
///
/// Every configured account that the credential reaches, and how it is: how current, which way commands leave, and why new orders are refused, if they are.
#[utoipa::path(
    get,
    path = "/api/v1/accounts",
    tag = "accounts",
    operation_id = "list_accounts",
    responses((status = 200, description = "All on one page.", body = Page<AccountRow>))
)]
pub(crate) async fn list(State(app): State<Arc<App>>, asker: Asker) -> Json<Page<AccountRow>> {
    Json(app.gateway.accounts(asker.grant()))
}

/// All of it at once
///
/// Open orders, positions, balances and settings, all of them after the same event; the stream's `account.{account}` goes on from there.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/snapshot",
    tag = "accounts",
    operation_id = "show_account_snapshot",
    params(AccountPath),
    responses((status = 200, description = "Everything, and its place in the history.", body = AccountSnapshotAnswer))
)]
pub(crate) async fn snapshot(State(app): State<Arc<App>>, Path(path): Path<AccountPath>) -> Result<Json<AccountSnapshotAnswer>, Problem> {
    let (cursor, snapshot) = app.gateway.account_snapshot(&path.account)?;
    Ok(Json(AccountSnapshotAnswer { epoch: cursor.epoch, seq: cursor.seq, snapshot }))
}

/// Its balances
///
/// One row for each asset that the venue told of.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/balances",
    tag = "accounts",
    operation_id = "list_balances",
    params(AccountPath),
    responses((status = 200, description = "All on one page.", body = Page<BalanceRow>))
)]
pub(crate) async fn balances(State(app): State<Arc<App>>, Path(path): Path<AccountPath>) -> Result<Json<Page<BalanceRow>>, Problem> {
    Ok(Json(app.gateway.balances(&path.account)?))
}

/// Its positions
///
/// Those that are not flat.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/positions",
    tag = "accounts",
    operation_id = "list_positions",
    params(AccountPath),
    responses((status = 200, description = "All on one page.", body = Page<PositionRow>))
)]
pub(crate) async fn positions(State(app): State<Arc<App>>, Path(path): Path<AccountPath>) -> Result<Json<Page<PositionRow>>, Problem> {
    Ok(Json(app.gateway.positions(&path.account)?))
}

/// Its settings
///
/// Position mode, multi-asset mode, leverage and margin modes, as far as the venue told them.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/settings",
    tag = "accounts",
    operation_id = "list_settings",
    params(AccountPath),
    responses((status = 200, description = "All on one page.", body = Page<SettingRow>))
)]
pub(crate) async fn settings(State(app): State<Arc<App>>, Path(path): Path<AccountPath>) -> Result<Json<Page<SettingRow>>, Problem> {
    Ok(Json(app.gateway.settings(&path.account)?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FillsQuery {
    /// Only of this instrument.
    #[param(nullable = false)]
    instrument: Option<String>,
    /// Rows of the page: 500 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = "^[0-9]{1,19}$")]
    cursor: Option<String>,
}

/// Its fills
///
/// Newest first; the next page is older. All that the journal holds; the last 5,000 are at hand.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/fills",
    tag = "accounts",
    operation_id = "list_fills",
    params(AccountPath, FillsQuery),
    responses((status = 200, description = "A page of fills.", body = Page<FillRow>))
)]
pub(crate) async fn fills(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Params(query): Params<FillsQuery>,
) -> Result<Json<Page<FillRow>>, Problem> {
    let instrument = query.instrument.as_deref().map(|name| app.gateway.instrument(name, None)).transpose()?;
    Ok(Json(app.gateway.fills(&path.account, instrument.as_deref(), rows(query.limit), query.cursor.as_deref()).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TransactionsQuery {
    /// Only of this instrument.
    #[param(nullable = false)]
    instrument: Option<String>,
    /// Only of this kind, as rows call it: `funding`, `fee`, or the venue's own word.
    #[param(nullable = false)]
    kind: Option<String>,
    /// Not before this time of the venue, RFC 3339 with any offset.
    #[param(nullable = false, format = DateTime)]
    from: Option<String>,
    /// Not after this time of the venue, RFC 3339 with any offset.
    #[param(nullable = false, format = DateTime)]
    to: Option<String>,
    /// Rows of the page: 500 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = "^[0-9]{1,19}$")]
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RowsQuery {
    /// Rows of the page: 500 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = "^[0-9]{1,19}$")]
    cursor: Option<String>,
}

/// Movements of its money
///
/// Newest first; the next page is older. All that the journal holds; the last 3,000 are at hand.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/transactions",
    tag = "accounts",
    operation_id = "list_transactions",
    params(AccountPath, TransactionsQuery),
    responses((status = 200, description = "A page of transactions.", body = Page<TransactionRow>))
)]
pub(crate) async fn transactions(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Params(query): Params<TransactionsQuery>,
) -> Result<Json<Page<TransactionRow>>, Problem> {
    let time = |field: &'static str, text: &Option<String>| {
        text.as_deref().map(Timestamp::parse_clamped).transpose().map_err(|error| Problem::field_error(field, &error))
    };
    let (from, to) = (time("from", &query.from)?, time("to", &query.to)?);
    let instrument = query.instrument.as_deref().map(|name| app.gateway.instrument(name, None)).transpose()?;
    let wanted = TransactionQuery { instrument: instrument.map(|instrument| instrument.id.clone()), kind: query.kind, from, to };
    Ok(Json(app.gateway.transactions(&path.account, &wanted, rows(query.limit), query.cursor.as_deref()).await?))
}

/// Which orders are wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrdersWanted {
    /// Those that are not final.
    #[default]
    Open,
    /// Those that are.
    Closed,
    /// Both.
    All,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrdersQuery {
    /// Which; `open` if absent.
    #[param(inline, nullable = false)]
    status: Option<OrdersWanted>,
    /// Only of this instrument.
    #[param(nullable = false)]
    instrument: Option<String>,
    /// Rows of the page: 500 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// Its orders
///
/// Newest first; the next page is older. All that the journal holds; the last 2,000 that ended are at hand.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/orders",
    tag = "accounts",
    operation_id = "list_orders",
    params(AccountPath, OrdersQuery),
    responses((status = 200, description = "A page of orders.", body = Page<OrderRow>))
)]
pub(crate) async fn orders(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Params(query): Params<OrdersQuery>,
) -> Result<Json<Page<OrderRow>>, Problem> {
    let instrument = query.instrument.as_deref().map(|name| app.gateway.instrument(name, None)).transpose()?;
    let filter = match query.status.unwrap_or_default() {
        OrdersWanted::Open => OrderFilter::Open,
        OrdersWanted::Closed => OrderFilter::Closed,
        OrdersWanted::All => OrderFilter::All,
    };
    Ok(Json(app.gateway.orders(&path.account, filter, instrument.as_deref(), rows(query.limit), query.cursor.as_deref()).await?))
}

/// One order
///
/// As it is now.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/orders/{order}",
    tag = "accounts",
    operation_id = "show_order",
    params(OrderPath),
    responses((status = 200, description = "The order.", body = OrderRow))
)]
pub(crate) async fn order(State(app): State<Arc<App>>, Path(path): Path<OrderPath>) -> Result<Json<OrderRow>, Problem> {
    Ok(Json(app.gateway.order(&path.account, &path.order).await?))
}

/// Why is it as it is?
///
/// Everything that the journal holds of an order, oldest first: what was wanted, what was sent, and what each face of the venue said of it.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/orders/{order}/why",
    tag = "accounts",
    operation_id = "explain_order",
    params(OrderPath),
    responses((status = 200, description = "All on one page.", body = Page<EventRow>))
)]
pub(crate) async fn why(State(app): State<Arc<App>>, Path(path): Path<OrderPath>) -> Result<Json<Page<EventRow>>, Problem> {
    Ok(Json(app.gateway.why(&path.account, &path.order).await?))
}

/// Receipts of its repairs
///
/// What was missed while its stream was down and brought back, newest first; the last 1,000 since the start.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/repairs",
    tag = "accounts",
    operation_id = "list_account_repairs",
    params(AccountPath),
    responses((status = 200, description = "All on one page.", body = Page<EventRow>))
)]
pub(crate) async fn repairs(State(app): State<Arc<App>>, Path(path): Path<AccountPath>) -> Result<Json<Page<EventRow>>, Problem> {
    Ok(Json(app.gateway.account_repairs(&path.account)?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Whose history.
    account: String,
    /// What came last, `epoch.seq`; from the beginning if absent. The `next` of a page is one.
    #[param(nullable = false, pattern = "^[0-9]{1,19}[.][0-9]{1,19}$")]
    after: Option<String>,
    /// Rows of the page: 500 if absent; brought into 1 to 1000.
    #[param(nullable = false, format = Int64, minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
}

/// An account's history
///
/// Every event in the journal, oldest first and without a hole. Give `next` back as `after`; `null` is the end as of now.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    tag = "accounts",
    operation_id = "list_events",
    params(EventsQuery),
    responses((status = 200, description = "A page of events.", body = Page<EventRow>))
)]
pub(crate) async fn events(
    State(app): State<Arc<App>>,
    asker: Asker,
    Params(query): Params<EventsQuery>,
) -> Result<Json<Page<EventRow>>, Problem> {
    app.gateway.may_see(asker.grant(), &query.account)?;
    let after = query.after.as_deref().map(place).transpose()?;
    Ok(Json(app.gateway.events(&query.account, after, rows(query.limit)).await?))
}

fn place(text: &str) -> Result<Place, Problem> {
    let parts = text.split_once('.').and_then(|(epoch, seq)| Some(Place { epoch: epoch.parse().ok()?, seq: seq.parse().ok()? }));
    parts.ok_or_else(|| Problem::field_error("after", &"must be `epoch.seq`, two whole numbers"))
}

/// Who did what
///
/// The audit trail, oldest first: every command with who gave it, by which token and from where, and every change of tokens and keys.
/// Each row is chained to the one before; the first page says whether the whole trail is as it was written. Not for a token that
/// reaches some accounts alone.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    tag = "accounts",
    operation_id = "list_audit",
    params(RowsQuery),
    responses((status = 200, description = "A page of the trail.", body = AuditPage))
)]
pub(crate) async fn audit(State(app): State<Arc<App>>, asker: Asker, Params(query): Params<RowsQuery>) -> Result<Json<AuditPage>, Problem> {
    app.gateway.may_see_all(asker.grant())?;
    let wrong = |_| Problem::field_error("cursor", &"give back what `next` was, unchanged");
    let after = query.cursor.as_deref().map(|text| text.parse().map_err(wrong)).transpose()?;
    Ok(Json(app.gateway.audit(after, rows(query.limit)).await?))
}
