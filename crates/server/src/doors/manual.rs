//! One call: a market order with its stop-loss and its take-profit.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::HeaderMap;
use twinline_gateway::wire::{ManualTrade, ManualTraded};

use crate::app::App;
use crate::guard::Who;
use crate::input::ExactBody;
use crate::problem::Problem;
use crate::routes::{KeyHeader, key_of};

/// Trade in one call
///
/// A market order, and once it is filled the stop-loss and the take-profit that were asked for with it, held together by the gateway: a
/// bracket. One call is one intent: under a key (`Idempotency-Key`, or `idempotency_key` in the body) it is carried out once, however often
/// it is sent. 200 says that the order was executed; whatever else became of it is a problem document whose `detail` says so, one whose
/// outcome nobody knows among them.
#[utoipa::path(
    post,
    path = "/api/manual-trade-ws",
    tag = "older doors",
    operation_id = "trade_manually",
    params(KeyHeader),
    request_body(content = ManualTrade, description = "What is to be traded."),
    responses((status = 200, description = "It was executed.", body = ManualTraded))
)]
pub(crate) async fn trade(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    headers: HeaderMap,
    ExactBody(trade): ExactBody<ManualTrade>,
) -> Result<Json<ManualTraded>, Problem> {
    Ok(Json(app.gateway.manual_trade(&caller, trade, key_of(&headers)?).await?))
}
