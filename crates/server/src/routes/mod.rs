//! Which doors are there, and which scope opens each?

mod accounts;
mod brackets;
mod dead_man;
mod demo;
mod export;
mod health;
mod instruments;
mod keys;
mod kill_switch;
mod orders;
mod play;
mod positions;
mod session;
mod state;
#[cfg(test)]
mod tests;
mod tokens;
mod venue_word;

pub(crate) use orders::{KeyHeader, key_of};

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::MethodRouter;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{RefOr, Schema};
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;

use crate::access::Scope;
use crate::app::App;
use crate::code::{
    Code, OF_ACCOUNT, OF_ACCOUNT_ROWS, OF_BRACKET, OF_COMMAND, OF_EXPORT, OF_FETCH, OF_HISTORY, OF_INSTRUMENT, OF_KEYS, OF_LIVE,
    OF_NEW_TOKEN, OF_ORDER, OF_PAST, OF_PLAY, OF_STREAM, OF_VENUE,
};
use crate::guard::{outer, require};
use crate::input::only_known;
use crate::problem::Problem;
use crate::{contract, doors, metrics, page, stream};

/// One door, and its description.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) scope: Scope,
    /// Refusals of its own, beside those that any door of its kind may answer.
    pub(crate) refusals: &'static [Code],
    /// What its handler says of it.
    pub(crate) operation: Operation,
    /// Shapes that the description names.
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
    handler: MethodRouter<Arc<App>>,
}

impl Route {
    const fn refuses(mut self, refusals: &'static [Code]) -> Self {
        self.refusals = refusals;
        self
    }

    /// Names of the query parameters that it takes.
    fn parameters(&self) -> Vec<String> {
        let all = self.operation.parameters.iter().flatten();
        let named = |parameter: &RefOr<Parameter>| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
            _ => None,
        };
        all.filter_map(named).collect()
    }
}

/// A handler without `#[utoipa::path]` does not compile here, and one that describes another door is a mistake of ours.
fn route(method: &'static str, path: &'static str, scope: Scope, described: UtoipaMethodRouter<Arc<App>>) -> Route {
    let (schemas, paths, handler) = described;
    let operation = paths.paths.get(path).and_then(|item| contract::operation(item, method)).cloned();
    let operation = operation.unwrap_or_else(|| panic!("the handler of {method} {path} describes another door"));
    Route { method, path, scope, refusals: &[], operation, schemas, handler }
}

/// Every door but the page's files. A door that is not in this table does not exist.
#[rustfmt::skip]
pub(crate) fn table() -> Vec<Route> {
    use Scope::{Admin, Operate, Public, Read, Trade};
    vec![
        route("GET", "/healthz", Public, routes!(health::alive)),
        route("GET", "/readyz", Public, routes!(health::ready)),
        route("GET", "/metrics", Read, routes!(metrics::text)),
        route("GET", "/api/v1/openapi.json", Read, routes!(contract::openapi_json)),
        route("GET", "/api/v1/asyncapi.json", Read, routes!(contract::asyncapi_json)),
        route("GET", "/api/v1/session", Public, routes!(session::show)).refuses(&[Code::Unauthenticated, Code::TokenExpired, Code::TokenRevoked, Code::TooManyAttempts]),
        route("POST", "/api/v1/session", Public, routes!(session::begin)).refuses(&[Code::Unauthenticated, Code::TokenExpired, Code::TokenRevoked, Code::TooManyAttempts, Code::Internal]),
        route("DELETE", "/api/v1/session", Public, routes!(session::end)).refuses(&[Code::Internal]),
        route("POST", "/api/v1/login-tickets", Admin, routes!(session::login_ticket)),
        route("POST", "/api/v1/ws-tickets", Read, routes!(session::stream_ticket)),
        route("GET", "/api/v1/stream", Public, routes!(stream::open)).refuses(&[Code::Unauthenticated, Code::TokenExpired, Code::TokenRevoked, Code::TooManyAttempts, Code::WebsocketOnly]),
        route("GET", "/api/v1/venues", Read, routes!(state::venues)),
        route("GET", "/api/v1/connections", Read, routes!(state::connections)),
        route("GET", "/api/v1/limits", Read, routes!(state::limits)),
        route("GET", "/api/v1/repairs", Read, routes!(state::repairs)).refuses(OF_VENUE),
        route("GET", "/api/v1/instruments", Read, routes!(instruments::list)).refuses(&[Code::UnknownVenue, Code::NotReady]),
        route("GET", "/api/v1/instruments/{id}", Read, routes!(instruments::one)).refuses(OF_INSTRUMENT),
        route("GET", "/api/v1/instruments/{id}/book", Read, routes!(instruments::book)).refuses(OF_STREAM),
        route("GET", "/api/v1/instruments/{id}/ticker", Read, routes!(instruments::ticker)).refuses(OF_STREAM),
        route("GET", "/api/v1/instruments/{id}/trades", Read, routes!(instruments::trades)).refuses(OF_FETCH),
        route("GET", "/api/v1/instruments/{id}/candles", Read, routes!(instruments::candles)).refuses(OF_FETCH),
        route("GET", "/api/v1/instruments/{id}/funding", Read, routes!(instruments::funding)).refuses(OF_FETCH),
        route("GET", "/api/v1/accounts", Read, routes!(accounts::list)),
        route("POST", "/api/v1/accounts", Admin, routes!(play::open)).refuses(OF_PLAY),
        route("POST", "/api/v1/accounts/{account}/deposit", Trade, routes!(play::deposit)).refuses(OF_PLAY),
        route("POST", "/api/v1/accounts/{account}/reset", Trade, routes!(play::reset)).refuses(OF_PLAY),
        route("POST", "/api/v1/accounts/{account}/freeze", Trade, routes!(play::freeze)).refuses(OF_PLAY),
        route("GET", "/api/v1/accounts/{account}/snapshot", Read, routes!(accounts::snapshot)).refuses(OF_ACCOUNT),
        route("GET", "/api/v1/accounts/{account}/balances", Read, routes!(accounts::balances)).refuses(OF_ACCOUNT),
        route("GET", "/api/v1/accounts/{account}/positions", Read, routes!(accounts::positions)).refuses(OF_ACCOUNT),
        route("GET", "/api/v1/accounts/{account}/settings", Read, routes!(accounts::settings)).refuses(OF_ACCOUNT),
        route("GET", "/api/v1/accounts/{account}/fills", Read, routes!(accounts::fills)).refuses(OF_ACCOUNT_ROWS),
        route("GET", "/api/v1/accounts/{account}/transactions", Read, routes!(accounts::transactions)).refuses(OF_ACCOUNT),
        route("GET", "/api/v1/accounts/{account}/performance", Read, routes!(export::performance)).refuses(OF_PAST),
        route("GET", "/api/v1/accounts/{account}/export", Read, routes!(export::export)).refuses(OF_EXPORT),
        route("GET", "/api/v1/accounts/{account}/repairs", Read, routes!(accounts::repairs)).refuses(OF_ACCOUNT),
        route("GET", "/api/v1/accounts/{account}/orders", Read, routes!(accounts::orders)).refuses(OF_ACCOUNT_ROWS),
        route("POST", "/api/v1/accounts/{account}/orders", Trade, routes!(orders::place)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/orders", Trade, routes!(orders::cancel_all)).refuses(OF_COMMAND),
        route("POST", "/api/v1/accounts/{account}/orders/batch", Trade, routes!(orders::batch)).refuses(OF_COMMAND),
        route("PATCH", "/api/v1/accounts/{account}/orders/batch", Trade, routes!(orders::edit_batch)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/orders/batch", Trade, routes!(orders::cancel_batch)).refuses(OF_COMMAND),
        route("POST", "/api/v1/accounts/{account}/orders/preview", Trade, routes!(orders::preview)).refuses(OF_COMMAND),
        route("GET", "/api/v1/accounts/{account}/orders/{order}", Read, routes!(accounts::order)).refuses(OF_ORDER),
        route("PATCH", "/api/v1/accounts/{account}/orders/{order}", Trade, routes!(orders::edit)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/orders/{order}", Trade, routes!(orders::cancel)).refuses(OF_COMMAND),
        route("GET", "/api/v1/accounts/{account}/orders/{order}/why", Read, routes!(accounts::why)).refuses(OF_ORDER),
        route("GET", "/api/v1/accounts/{account}/brackets", Read, routes!(brackets::list)).refuses(OF_ACCOUNT),
        route("POST", "/api/v1/accounts/{account}/brackets", Trade, routes!(brackets::place)).refuses(OF_COMMAND),
        route("GET", "/api/v1/accounts/{account}/brackets/{bracket}", Read, routes!(brackets::one)).refuses(OF_BRACKET),
        route("PATCH", "/api/v1/accounts/{account}/brackets/{bracket}", Trade, routes!(brackets::edit)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/brackets/{bracket}", Trade, routes!(brackets::end)).refuses(OF_COMMAND),
        route("POST", "/api/v1/accounts/{account}/reconcile", Trade, routes!(orders::reconcile)).refuses(OF_COMMAND),
        route("PATCH", "/api/v1/accounts/{account}/settings", Trade, routes!(positions::settings)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/positions", Trade, routes!(positions::close_all)).refuses(OF_COMMAND),
        route("GET", "/api/v1/accounts/{account}/positions/{instrument}", Trade, routes!(positions::terms)).refuses(OF_COMMAND),
        route("PATCH", "/api/v1/accounts/{account}/positions/{instrument}", Trade, routes!(positions::change)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/positions/{instrument}", Trade, routes!(positions::close)).refuses(OF_COMMAND),
        route("POST", "/api/v1/accounts/{account}/check", Trade, routes!(venue_word::check)).refuses(OF_COMMAND),
        route("POST", "/api/v1/accounts/{account}/fetch", Trade, routes!(venue_word::fetch)).refuses(OF_COMMAND),
        route("PUT", "/api/v1/accounts/{account}/kill-switch", Trade, routes!(kill_switch::on)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/kill-switch", Trade, routes!(kill_switch::off)).refuses(OF_COMMAND),
        route("GET", "/api/v1/accounts/{account}/dead-man", Read, routes!(dead_man::show)).refuses(OF_ACCOUNT),
        route("PUT", "/api/v1/accounts/{account}/dead-man", Trade, routes!(dead_man::arm)).refuses(OF_COMMAND),
        route("DELETE", "/api/v1/accounts/{account}/dead-man", Trade, routes!(dead_man::disarm)).refuses(OF_COMMAND),
        route("GET", "/api/v1/events", Read, routes!(accounts::events)).refuses(OF_HISTORY),
        route("GET", "/api/v1/audit", Read, routes!(accounts::audit)).refuses(&[Code::AccountNotAllowed, Code::Journal]),
        route("GET", "/api/v1/tokens", Admin, routes!(tokens::list)),
        route("POST", "/api/v1/tokens", Admin, routes!(tokens::create)).refuses(OF_NEW_TOKEN),
        route("DELETE", "/api/v1/tokens/{token}", Admin, routes!(tokens::revoke)).refuses(&[Code::UnknownToken, Code::JournalFailed, Code::Journal]),
        route("GET", "/api/v1/keys", Admin, routes!(keys::list)).refuses(&[Code::Vault]),
        route("POST", "/api/v1/keys", Admin, routes!(keys::add)).refuses(OF_KEYS),
        route("PUT", "/api/v1/keys/{account}", Admin, routes!(keys::rotate)).refuses(OF_KEYS),
        route("DELETE", "/api/v1/keys/{account}", Admin, routes!(keys::remove)).refuses(OF_KEYS),
        route("GET", "/ws/live-dashboard", Public, routes!(doors::live::open)).refuses(OF_LIVE),
        route("GET", "/api/ws", Public, routes!(doors::trading::open)).refuses(OF_LIVE),
        route("POST", "/api/manual-trade-ws", Trade, routes!(doors::manual::trade)).refuses(OF_COMMAND),
        route("POST", "/api/v1/demo/faults", Operate, routes!(demo::inject)).refuses(&[Code::NotFound, Code::UnknownVenue, Code::Simulator]),
        route("DELETE", "/api/v1/demo/faults", Operate, routes!(demo::heal)).refuses(&[Code::NotFound, Code::UnknownVenue, Code::Simulator]),
    ]
}

/// All doors, each behind its scope, and all of them behind the guard.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for route in table() {
        let known: Arc<[String]> = route.parameters().into();
        let checked = route.handler.route_layer(from_fn(move |request, next| only_known(known.clone(), request, next)));
        router = router.route(route.path, checked.route_layer(from_fn_with_state((app.clone(), route.scope), require)));
    }
    router
        .fallback(page::serve)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed(None) })
        .layer(map_response(undecorated))
        .layer(from_fn_with_state(app.clone(), outer))
        .with_state(app.clone())
}

/// The framework refuses some requests in plain text; nothing of ours does.
async fn undecorated(response: Response) -> Response {
    let plain = response.headers().get(http::header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !plain || !(response.status().is_client_error() || response.status().is_server_error()) {
        return response;
    }
    axum::response::IntoResponse::into_response(Problem::bad_request("this request cannot be answered here"))
}
