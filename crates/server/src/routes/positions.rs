//! Commands on positions and settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use twinline_gateway::SettingChange;
use twinline_gateway::wire::{BatchRow, OrderRow, Page, PositionTerms};
use twinline_model::{AccountMargin, Amount, MakerProtection, MarginMode, PositionSide, Rate};
use utoipa::{IntoParams, ToSchema};

use super::accounts::AccountPath;
use super::orders::{KeyHeader, key_of};
use crate::app::App;
use crate::code::Code;
use crate::guard::Who;
use crate::input::{JsonBody, Params, present};
use crate::problem::Problem;

/// The position of an address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PositionPath {
    /// The account's name.
    #[param(example = "main")]
    account: String,
    /// `venue:symbol`, or a unified symbol.
    #[param(example = "venue:SYMBOL")]
    instrument: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CloseQuery {
    /// Which of the instrument's positions; needed in hedge mode.
    #[param(inline, nullable = false)]
    position_side: Option<PositionSide>,
}

/// Close a position
///
/// Sends a market order over its whole quantity that can only reduce: given twice, it does not turn the position around.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/positions/{instrument}",
    tag = "accounts",
    operation_id = "close_position",
    params(PositionPath, CloseQuery, KeyHeader),
    responses((status = 200, description = "The order that closes it.", body = OrderRow))
)]
pub(crate) async fn close(
    State(app): State<Arc<App>>,
    Path(path): Path<PositionPath>,
    Who(caller): Who,
    headers: HeaderMap,
    Params(query): Params<CloseQuery>,
) -> Result<Json<OrderRow>, Problem> {
    let instrument = app.gateway.instrument(&path.instrument, None)?;
    Ok(Json(app.gateway.close(&caller, &path.account, &instrument, query.position_side.unwrap_or_default(), key_of(&headers)?).await?))
}

/// Close all positions
///
/// Sends for each that is open a market order over its whole quantity that can only reduce; each has its own outcome.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/positions",
    tag = "accounts",
    operation_id = "close_positions",
    params(AccountPath, KeyHeader),
    responses((status = 200, description = "The orders that close them; empty if there was nothing to close.", body = Page<BatchRow>))
)]
pub(crate) async fn close_all(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
) -> Result<Json<Page<BatchRow>>, Problem> {
    Ok(Json(app.gateway.close_all(&caller, &path.account, key_of(&headers)?).await?))
}

/// The terms of a position
///
/// What the venue charges and demands in the instrument, asked for if that was not done within the hour, and what is set there: what a
/// ticket and a leverage slider need, whether or not a position is open.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/positions/{instrument}",
    tag = "accounts",
    operation_id = "position_terms",
    params(PositionPath),
    responses((status = 200, description = "Its terms.", body = PositionTerms))
)]
pub(crate) async fn terms(
    State(app): State<Arc<App>>,
    Path(path): Path<PositionPath>,
    Who(caller): Who,
) -> Result<Json<PositionTerms>, Problem> {
    let instrument = app.gateway.instrument(&path.instrument, None)?;
    Ok(Json(app.gateway.position_terms(&caller, &path.account, &instrument).await?))
}

/// A change of a position's terms: one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(crate) struct PositionChange {
    /// Times the margin.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    leverage: Option<Rate>,
    /// Cross or isolated.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    margin_mode: Option<MarginMode>,
    /// Whether the venue adds margin to the isolated position by itself before it would close it.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    auto_top_up: Option<bool>,
    /// Margin to be added to an isolated position, in the settlement asset; negative takes away.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    margin: Option<Amount>,
    /// Whose margin; needed in hedge mode.
    #[serde(default)]
    position_side: PositionSide,
}

/// Change a position's terms
///
/// Leverage, margin mode, margin, or auto top-up: one of them a call, at the venue.
#[utoipa::path(
    patch,
    path = "/api/v1/accounts/{account}/positions/{instrument}",
    tag = "accounts",
    operation_id = "change_position",
    params(PositionPath, KeyHeader),
    request_body(content = PositionChange, description = "What is to change."),
    responses((status = 204, description = "It is as wanted."))
)]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Path(path): Path<PositionPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(body): JsonBody<PositionChange>,
) -> Result<StatusCode, Problem> {
    let id = app.gateway.instrument(&path.instrument, None)?.id.clone();
    let changes = [
        body.leverage.map(|leverage| SettingChange::Leverage(id.clone(), leverage)),
        body.margin_mode.map(|mode| SettingChange::MarginMode(id.clone(), mode)),
        body.margin.map(|amount| SettingChange::Margin(id.clone(), body.position_side, amount)),
        body.auto_top_up.map(|on| SettingChange::AutoTopUp(id.clone(), on)),
    ];
    let change = single(changes, "leverage, margin_mode, margin and auto_top_up")?;
    app.gateway.set(&caller, &path.account, change, key_of(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A change of an account's settings: one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 1, max_properties = 1)]
pub(crate) struct SettingsChange {
    /// Long and short beside each other, or one net position.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    hedge_mode: Option<bool>,
    /// Assets back each other's positions.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    multi_asset: Option<bool>,
    /// What backs all positions, where the venue has one mode for the whole account.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    margin_mode: Option<AccountMargin>,
    /// Trading preferences under the venue's own names; what is not named stays.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    preferences: Option<BTreeMap<String, bool>>,
    /// Limits of market-maker protection.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    mmp: Option<MakerProtection>,
    /// Lets a market maker's frozen orders trade again.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    mmp_reset: Option<MmpGroup>,
}

/// A group of a market maker's orders.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MmpGroup {
    /// Underlying asset.
    #[schema(example = "BTC")]
    asset: String,
    /// The venue's name of the group.
    #[schema(example = "mmp1")]
    group: String,
}

/// Change its settings
///
/// Position mode, multi-asset mode, margin mode of the account, trading preferences, or market-maker protection: one of them a call, at the venue.
#[utoipa::path(
    patch,
    path = "/api/v1/accounts/{account}/settings",
    tag = "accounts",
    operation_id = "change_settings",
    params(AccountPath, KeyHeader),
    request_body(content = SettingsChange, description = "What is to change."),
    responses((status = 204, description = "It is as wanted."))
)]
pub(crate) async fn settings(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SettingsChange>,
) -> Result<StatusCode, Problem> {
    if body.preferences.as_ref().is_some_and(BTreeMap::is_empty) {
        return Err(Problem::new(Code::Unprocessable, "preferences: name at least one"));
    }
    let changes = [
        body.hedge_mode.map(SettingChange::HedgeMode),
        body.multi_asset.map(SettingChange::MultiAsset),
        body.margin_mode.map(SettingChange::AccountMargin),
        body.preferences.map(SettingChange::Preferences),
        body.mmp.map(SettingChange::MakerProtection),
        body.mmp_reset.map(|MmpGroup { asset, group }| SettingChange::ResetMakerProtection { asset, group }),
    ];
    let change = single(changes, "hedge_mode, multi_asset, margin_mode, preferences, mmp and mmp_reset")?;
    app.gateway.set(&caller, &path.account, change, key_of(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The one that is wanted; several, or none, are no request.
fn single<const N: usize>(changes: [Option<SettingChange>; N], names: &str) -> Result<SettingChange, Problem> {
    let mut wanted = changes.into_iter().flatten();
    match (wanted.next(), wanted.next()) {
        (Some(change), None) => Ok(change),
        (None, _) => Err(Problem::bad_request(format!("say one of {names}"))),
        (Some(_), Some(_)) => Err(Problem::new(Code::Unprocessable, format!("say one of {names}, not several"))),
    }
}
