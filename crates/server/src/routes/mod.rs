//! Which doors are there, and which scope opens each?

mod demo;
mod health;
mod instruments;
mod session;
mod state;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post};
use http::StatusCode;

use crate::access::Scope;
use crate::app::App;
use crate::guard::{outer, require};
use crate::problem::Problem;
use crate::{metrics, page, stream};

/// One door.
pub(crate) struct Route {
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever walks the table"))]
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) scope: Scope,
    handler: MethodRouter<Arc<App>>,
}

fn route(method: &'static str, path: &'static str, scope: Scope, handler: MethodRouter<Arc<App>>) -> Route {
    Route { method, path, scope, handler }
}

/// Every door but the page's files. A door that is not in this table does not exist.
pub(crate) fn table() -> Vec<Route> {
    vec![
        route("GET", "/healthz", Scope::Public, get(health::alive)),
        route("GET", "/readyz", Scope::Public, get(health::ready)),
        route("GET", "/metrics", Scope::Read, get(metrics::text)),
        route("GET", "/api/v1/session", Scope::Public, get(session::show)),
        route("POST", "/api/v1/session", Scope::Public, post(session::begin)),
        route("DELETE", "/api/v1/session", Scope::Public, delete(session::end)),
        route("POST", "/api/v1/login-tickets", Scope::Admin, post(session::login_ticket)),
        route("POST", "/api/v1/ws-tickets", Scope::Read, post(session::stream_ticket)),
        route("GET", "/api/v1/stream", Scope::Public, get(stream::open)),
        route("GET", "/api/v1/venues", Scope::Read, get(state::venues)),
        route("GET", "/api/v1/connections", Scope::Read, get(state::connections)),
        route("GET", "/api/v1/limits", Scope::Read, get(state::limits)),
        route("GET", "/api/v1/repairs", Scope::Read, get(state::repairs)),
        route("GET", "/api/v1/instruments", Scope::Read, get(instruments::list)),
        route("GET", "/api/v1/instruments/{id}", Scope::Read, get(instruments::one)),
        route("GET", "/api/v1/instruments/{id}/book", Scope::Read, get(instruments::book)),
        route("GET", "/api/v1/instruments/{id}/ticker", Scope::Read, get(instruments::ticker)),
        route("GET", "/api/v1/instruments/{id}/trades", Scope::Read, get(instruments::trades)),
        route("GET", "/api/v1/instruments/{id}/candles", Scope::Read, get(instruments::candles)),
        route("GET", "/api/v1/instruments/{id}/funding", Scope::Read, get(instruments::funding)),
        route("POST", "/api/v1/demo/faults", Scope::Operate, post(demo::inject)),
        route("DELETE", "/api/v1/demo/faults", Scope::Operate, delete(demo::heal)),
    ]
}

/// All doors, each behind its scope, and all of them behind the guard.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for Route { path, scope, handler, .. } in table() {
        router = router.route(path, handler.route_layer(from_fn_with_state((app.clone(), scope), require)));
    }
    router
        .fallback(page::serve)
        .method_not_allowed_fallback(|| async { Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "not by this method") })
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
    let problem = Problem::new(response.status(), "bad_request", "this request cannot be answered here");
    axum::response::IntoResponse::into_response(problem)
}
