//! Where are the dashboard's files?

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use axum::extract::Request;
use axum::response::{Html, IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
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
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let asked = Asked { seen: text(header::IF_NONE_MATCH), gzip: text(header::ACCEPT_ENCODING).is_some_and(takes_gzip) };
    if let Some(file) = Some(name).filter(|name| !name.is_empty()).and_then(Dashboard::get) {
        return answer(name, file, &asked);
    }
    if name.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return Problem::not_found().into_response();
    }
    match Dashboard::get("index.html") {
        Some(file) => answer("index.html", file, &asked),
        None => ([(header::CACHE_CONTROL, ASKED_AGAIN)], Html(NOT_BUILT)).into_response(),
    }
}

/// What a browser says of what it has and takes.
struct Asked<'a> {
    seen: Option<&'a str>,
    gzip: bool,
}

/// `gzip` is named and not forbidden.
fn takes_gzip(encodings: &str) -> bool {
    encodings.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        matches!(name.trim(), "gzip" | "*") && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

fn answer(name: &str, file: EmbeddedFile, asked: &Asked<'_>) -> Response {
    let tag: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let cache = if name.starts_with("assets/") { KEPT } else { ASKED_AGAIN };
    let varies = (header::VARY, "accept-encoding".to_owned());
    if asked.seen == Some(&tag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag), (header::CACHE_CONTROL, cache.to_owned()), varies]).into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    let words = kind.starts_with("text/") || kind.ends_with("javascript") || kind.ends_with("json") || kind.ends_with("svg+xml");
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind };
    let headers = [(header::CONTENT_TYPE, kind), (header::ETAG, tag), (header::CACHE_CONTROL, cache.to_owned()), varies];
    if words && asked.gzip {
        return (headers, [(header::CONTENT_ENCODING, "gzip")], smaller(name, &file)).into_response();
    }
    (headers, axum::body::Bytes::from(file.data.into_owned())).into_response()
}

/// The file in fewer bytes: made at the first request and kept, for the files of a build are few and do not change.
fn smaller(name: &str, file: &EmbeddedFile) -> axum::body::Bytes {
    static MADE: Mutex<BTreeMap<String, axum::body::Bytes>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = made.get(name) {
        return bytes.clone();
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(7));
    // Writing to memory cannot fail.
    let written = encoder.write_all(&file.data);
    let bytes = axum::body::Bytes::from(written.and_then(|()| encoder.finish()).unwrap_or_default());
    made.insert(name.to_owned(), bytes.clone());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_where_it_is_named_and_not_forbidden() {
        for yes in ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "*"] {
            assert!(takes_gzip(yes), "{yes}");
        }
        for no in ["", "br", "identity", "gzip;q=0", "deflate, gzip; q=0.0"] {
            assert!(!takes_gzip(no), "{no}");
        }
    }
}
