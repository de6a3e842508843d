//! What came of an account's trading, and its lists as files.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::header;
use serde::{Deserialize, Serialize};
use twinline_gateway::wire::{Page, PerformanceAnswer};
use twinline_gateway::{Gateway, GatewayError, OrderFilter, Period, TransactionQuery};
use twinline_model::{Instrument, Timestamp};
use utoipa::{IntoParams, ToSchema};

use super::accounts::AccountPath;
use crate::app::App;
use crate::code::Code;
use crate::csv::{self, Columns};
use crate::input::Params;
use crate::problem::Problem;

/// Rows that are read and written at once.
const ROWS: usize = 1_000;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PerformanceQuery {
    /// Not before this time of the venue, RFC 3339 with any offset.
    #[param(nullable = false, format = DateTime)]
    from: Option<String>,
    /// Not after this time of the venue, RFC 3339 with any offset.
    #[param(nullable = false, format = DateTime)]
    to: Option<String>,
}

/// What came of its trading
///
/// Profit, fees, funding, closed trades, the deepest fall and the curve of the net result, by settlement asset: exact sums of its newest
/// 20,000 fills and as many movements of money. What was before the period counts for what a position cost, and for nothing else.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/performance",
    tag = "accounts",
    operation_id = "show_performance",
    params(AccountPath, PerformanceQuery),
    responses((status = 200, description = "One row for each asset.", body = PerformanceAnswer))
)]
pub(crate) async fn performance(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Params(query): Params<PerformanceQuery>,
) -> Result<Json<PerformanceAnswer>, Problem> {
    let time = |field: &'static str, text: &Option<String>| {
        text.as_deref().map(Timestamp::parse_clamped).transpose().map_err(|error| Problem::field_error(field, &error))
    };
    let period = Period { from: time("from", &query.from)?, to: time("to", &query.to)? };
    Ok(Json(app.gateway.performance(&path.account, period).await?))
}

/// Which list is wanted.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Listed {
    /// Its fills.
    Fills,
    /// Its orders, open and ended.
    Orders,
    /// Movements of its money.
    Transactions,
}

impl Listed {
    const fn name(self) -> &'static str {
        match self {
            Self::Fills => "fills",
            Self::Orders => "orders",
            Self::Transactions => "transactions",
        }
    }

    #[rustfmt::skip]
    const fn columns(self) -> Columns {
        match self {
            Self::Fills => &["ts", "instrument", "side", "position_side", "price", "qty", "fee", "fee_asset", "realized_pnl", "maker", "kind", "busted", "trade_id", "order_id", "venue_order_id"],
            Self::Orders => &["created_at", "updated_at", "instrument", "side", "position_side", "type", "qty", "price", "trigger_price", "trigger_by", "trailing_percent", "activation_price", "trailing_amount", "time_in_force", "expires_at", "post_only", "reduce_only", "close_position", "status", "venue_status", "executed_qty", "average_price", "reason", "refusal_code", "accepted_by", "route", "origin", "actor", "order_id", "client_order_id", "venue_order_id"],
            Self::Transactions => &["ts", "kind", "asset", "amount", "instrument", "trade_id", "id"],
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// Which list.
    #[param(inline)]
    list: Listed,
    /// Only of this instrument.
    #[param(nullable = false)]
    instrument: Option<String>,
}

/// One of its lists as CSV
///
/// All that the journal holds, newest first: a line of names as in JSON, then a line for each row. Numbers and times stand as in JSON. If
/// the journal fails on the way the answer breaks off, and is no whole file to any client.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/export",
    tag = "accounts",
    operation_id = "export_list",
    params(AccountPath, ExportQuery),
    responses((status = 200, description = "The list.", body = String, content_type = "text/csv"))
)]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Path(path): Path<AccountPath>,
    Params(query): Params<ExportQuery>,
) -> Result<Response, Problem> {
    let instrument = query.instrument.as_deref().map(|name| app.gateway.instrument(name, None)).transpose()?;
    let export = Export { gateway: app.gateway.clone(), account: path.account.clone(), list: query.list, instrument };
    // What is refused is refused before the first byte.
    let (text, next) = export.page(None).await?;
    let first = Bytes::from(format!("{}{text}", csv::head(query.list.columns())));
    let rest = stream::unfold((export, next), |(export, next)| async move {
        let cursor = next?;
        Some(match export.page(Some(&cursor)).await {
            Ok((text, next)) => (Ok(Bytes::from(text)), (export, next)),
            Err(problem) => (Err(std::io::Error::other(format!("{problem:?}"))), (export, None)),
        })
    });
    let body = Body::from_stream(futures_util::StreamExt::chain(stream::once(async { Ok(first) }), rest));
    let name = format!("attachment; filename=\"{}-{}.csv\"", path.account, query.list.name());
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response())
}

/// One list on its way out, page by page: memory holds one of them.
struct Export {
    gateway: Gateway,
    account: String,
    list: Listed,
    instrument: Option<Arc<Instrument>>,
}

impl Export {
    /// The lines of a page, and where the next one begins.
    async fn page(&self, cursor: Option<&str>) -> Result<(String, Option<String>), Problem> {
        let (account, instrument) = (self.account.as_str(), self.instrument.as_deref());
        match self.list {
            Listed::Fills => self.written(self.gateway.fills(account, instrument, Some(ROWS), cursor).await),
            Listed::Orders => self.written(self.gateway.orders(account, OrderFilter::All, instrument, Some(ROWS), cursor).await),
            Listed::Transactions => {
                let wanted = TransactionQuery { instrument: instrument.map(|known| known.id.clone()), ..TransactionQuery::default() };
                self.written(self.gateway.transactions(account, &wanted, Some(ROWS), cursor).await)
            }
        }
    }

    fn written<T: Serialize>(&self, page: Result<Page<T>, GatewayError>) -> Result<(String, Option<String>), Problem> {
        let page = page?;
        let text = csv::lines(self.list.columns(), &page.data);
        let text = text.map_err(|error| Problem::new(Code::Internal, format!("a row cannot be written: {error}")))?;
        Ok((text, page.next))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use twinline_gateway::wire::{FillRow, OrderRow, TransactionRow};
    use utoipa::PartialSchema;
    use utoipa::openapi::{RefOr, Schema};

    use super::*;

    #[test]
    fn a_file_has_every_member_of_its_rows() {
        let shapes =
            [(Listed::Fills, FillRow::schema()), (Listed::Orders, OrderRow::schema()), (Listed::Transactions, TransactionRow::schema())];
        for (list, shape) in shapes {
            let RefOr::T(Schema::Object(object)) = shape else { panic!("{} are no objects", list.name()) };
            let members: BTreeSet<&str> = object.properties.keys().map(String::as_str).collect();
            let columns: BTreeSet<&str> = list.columns().iter().copied().collect();
            assert_eq!((columns.len(), &columns), (list.columns().len(), &members), "{}", list.name());
        }
    }
}
