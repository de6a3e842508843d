//! Where are the dashboard's files?

use axum::extract::Request;
use axum::response::{Html, IntoResponse, Response};
use http::{Method, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};

use crate::contract;
use crate::problem::Problem;

/// The dashboard as it was built; empty if it was not.
#[derive(Embed)]
#[folder = "../../dashboard/dist"]
#[allow_missing = true]
struct Dashboard;

/// Files whose names change with their content are kept for ever, others are asked for again.
const KEPT: &str = "public, max-age=31536000, immutable";
const ASKED_AGAIN: &str = "no-cache";

/// Shown where the dashboard is not part of the build.
const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Twinline</title></head>\n<body>\n\
<h1>Twinline is running</h1>\n<p>This build has no dashboard in it. Build it with <code>npm ci &amp;&amp; npm run build</code> in \
<code>dashboard/</code>, then build the program again.</p>\n<p>The API is at <code>/api/v1</code>.</p>\n</body>\n</html>\n";

/// A file of the dashboard; any other address is one of its pages.
pub(crate) async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path == "/api" {
        return Problem::not_found().into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::method_not_allowed(Some("GET, HEAD")).into_response();
    }
    if contract::is_viewer(path) {
        return contract::viewer(path);
    }
    let name = path.trim_start_matches('/');
    let seen = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if let Some(file) = Some(name).filter(|name| !name.is_empty()).and_then(Dashboard::get) {
        return answer(name, file, seen);
    }
    if name.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return Problem::not_found().into_response();
    }
    match Dashboard::get("index.html") {
        Some(file) => answer("index.html", file, seen),
        None => ([(header::CACHE_CONTROL, ASKED_AGAIN)], Html(NOT_BUILT)).into_response(),
    }
}

fn answer(name: &str, file: EmbeddedFile, seen: Option<&str>) -> Response {
    let tag: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let cache = if name.starts_with("assets/") { KEPT } else { ASKED_AGAIN };
    if seen == Some(&tag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag), (header::CACHE_CONTROL, cache.to_owned())]).into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind };
    let headers = [(header::CONTENT_TYPE, kind), (header::ETAG, tag), (header::CACHE_CONTROL, cache.to_owned())];
    (headers, axum::body::Bytes::from(file.data.into_owned())).into_response()
}
