//! Where can a person read it?
//!
//! Nothing is fetched from elsewhere: the viewer's files are in the program. They hold no secret and ask for the documents
//! with the login of whoever reads.

use std::sync::Arc;

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use http::header;
use utoipa_swagger_ui::Config;

use crate::problem::Problem;

/// Files of ours, by address.
const FILES: [(&str, &str, &[u8]); 5] = [
    ("/docs", "text/html; charset=utf-8", include_bytes!("viewer/http.html")),
    ("/docs/stream", "text/html; charset=utf-8", include_bytes!("viewer/stream.html")),
    ("/docs/http.js", "text/javascript; charset=utf-8", include_bytes!("viewer/http.js")),
    ("/docs/stream.js", "text/javascript; charset=utf-8", include_bytes!("viewer/stream.js")),
    ("/docs/docs.css", "text/css; charset=utf-8", include_bytes!("viewer/docs.css")),
];

/// Files of the viewer of OpenAPI documents that are needed.
const VENDORED: [&str; 2] = ["swagger-ui-bundle.js", "swagger-ui.css"];

/// True for addresses that are the viewer's.
pub(crate) fn is_viewer(path: &str) -> bool {
    path == "/docs" || path.starts_with("/docs/")
}

/// One of its files.
pub(crate) fn serve(path: &str) -> Response {
    let plain = path.strip_suffix('/').unwrap_or(path);
    if let Some((_, kind, body)) = FILES.iter().find(|file| file.0 == plain) {
        return answer(kind, Bytes::from_static(body));
    }
    let name = path.trim_start_matches("/docs/");
    if !VENDORED.contains(&name) {
        return Problem::not_found().into_response();
    }
    match utoipa_swagger_ui::serve(name, Arc::new(Config::from("/api/v1/openapi.json"))) {
        Ok(Some(file)) => answer(&file.content_type, Bytes::from(file.bytes.into_owned())),
        Ok(None) | Err(_) => Problem::not_found().into_response(),
    }
}

fn answer(kind: &str, body: Bytes) -> Response {
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CACHE_CONTROL, "no-cache".to_owned())], body).into_response()
}
