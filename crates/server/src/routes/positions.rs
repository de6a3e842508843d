//! Commands on positions and settings.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use twinline_gateway::SettingChange;
use twinline_gateway::wire::OrderRow;
use twinline_model::{Amount, MarginMode, PositionSide, Rate};
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
/// Leverage, margin mode, or margin: one of them a call, at the venue.
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
    let change = match (body.leverage, body.margin_mode, body.margin) {
        (Some(leverage), None, None) => SettingChange::Leverage(id, leverage),
        (None, Some(mode), None) => SettingChange::MarginMode(id, mode),
        (None, None, Some(amount)) => SettingChange::Margin(id, body.position_side, amount),
        (None, None, None) => return Err(Problem::bad_request("say one of leverage, margin_mode and margin")),
        _ => return Err(Problem::new(Code::Unprocessable, "say one of leverage, margin_mode and margin, not several")),
    };
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
}

/// Change its settings
///
/// Position mode or multi-asset mode: one of them a call, at the venue.
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
    let change = match (body.hedge_mode, body.multi_asset) {
        (Some(on), None) => SettingChange::HedgeMode(on),
        (None, Some(on)) => SettingChange::MultiAsset(on),
        _ => return Err(Problem::bad_request("say one of hedge_mode and multi_asset")),
    };
    app.gateway.set(&caller, &path.account, change, key_of(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
