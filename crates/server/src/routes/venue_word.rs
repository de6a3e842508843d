//! Doors that ask the venue now: whether it takes the key, and for what it keeps of the past.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use twinline_gateway::Past;
use twinline_gateway::wire::{CheckAnswer, FetchedAnswer};
use twinline_model::Timestamp;
use utoipa::ToSchema;

use super::accounts::AccountPath;
use super::export::Listed;
use crate::app::App;
use crate::code::Code;
use crate::guard::Who;
use crate::input::{JsonBody, present};
use crate::problem::Problem;

/// Test the key
///
/// Asks the venue whether it takes the account's key, and whose it is. What is wrong with it is refused as `venue_credentials`, with the
/// venue's own code and with what to do.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/check",
    tag = "accounts",
    operation_id = "check_account",
    params(AccountPath),
    responses((status = 200, description = "The venue takes the key.", body = CheckAnswer))
)]
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
) -> Result<Json<CheckAnswer>, Problem> {
    Ok(Json(app.gateway.check(&caller, &path.account).await?))
}

/// A stretch of the past that the venue is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FetchRequest {
    /// Which list.
    list: Listed,
    /// Of which instrument; needed for orders and fills.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    instrument: Option<String>,
    /// Not before this time of the venue, RFC 3339 with any offset.
    #[schema(format = DateTime)]
    from: String,
    /// Not after this; now if absent.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, format = DateTime)]
    to: Option<String>,
}

/// Fetch the past
///
/// Asks the venue for a stretch of its past and keeps what it shows: from then on lists, sums and files have it. One call fetches as much
/// as the venue answers at once; `next` says where to go on, so that whoever asks sees how far it is.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/fetch",
    tag = "accounts",
    operation_id = "fetch_past",
    params(AccountPath),
    request_body(content = FetchRequest, description = "What is wanted."),
    responses((status = 200, description = "It is in the account's history.", body = FetchedAnswer))
)]
pub(crate) async fn fetch(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Who(caller): Who,
    JsonBody(body): JsonBody<FetchRequest>,
) -> Result<Json<FetchedAnswer>, Problem> {
    let time = |field: &'static str, text: &str| Timestamp::parse_clamped(text).map_err(|error| Problem::field_error(field, &error));
    let from = time("from", &body.from)?;
    let to = body.to.as_deref().map(|text| time("to", text)).transpose()?;
    let instrument = body.instrument.as_deref().map(|name| app.gateway.instrument(name, None)).transpose()?;
    let past = match (body.list, instrument) {
        (Listed::Transactions, _) => Past::Transactions,
        (Listed::Orders, Some(instrument)) => Past::Orders(instrument.id.clone()),
        (Listed::Fills, Some(instrument)) => Past::Fills(instrument.id.clone()),
        (Listed::Orders | Listed::Fills, None) => {
            return Err(Problem::new(Code::Unprocessable, "say of which instrument: the venue is asked for one at a time"));
        }
    };
    Ok(Json(app.gateway.fetch_past(&caller, &path.account, past, from, to).await?))
}
