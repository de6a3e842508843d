//! What may a body or a query hold?

use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::request::Parts;
use http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::problem::Problem;

/// Longest that a client may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Deepest nesting of JSON.
pub(crate) const MAX_DEPTH: usize = 64;

/// A JSON body of bounded size, depth and time.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<std::sync::Arc<App>> for JsonBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, app: &std::sync::Arc<App>) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "send JSON with content-type application/json"));
        }
        let limit = app.gateway.limits_on_clients().body_bytes;
        let body = tokio::time::timeout(BODY_TIMEOUT, axum::body::to_bytes(request.into_body(), limit))
            .await
            .map_err(|_| Problem::new(StatusCode::REQUEST_TIMEOUT, "slow_body", "the body took too long"))?
            .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("a body has at most {limit} bytes")))?;
        parse(&body).map(Self).map_err(Problem::bad_request)
    }
}

/// Reads JSON that is not too deep.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    if depth(bytes) > MAX_DEPTH {
        return Err(format!("JSON is nested deeper than {MAX_DEPTH}"));
    }
    serde_json::from_slice(bytes).map_err(|error| format!("not the JSON that is expected: {error}"))
}

/// The deepest nesting of brackets outside of texts; what is no JSON at all is the parser's to refuse.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most, mut in_text, mut escaped) = (0usize, 0usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                now += 1;
                most = most.max(now);
            }
            b']' | b'}' if !in_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Query parameters.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri).map(|Query(params)| Self(params)).map_err(|error| {
            let text = error.body_text();
            Problem::bad_request(text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text))
        })
    }
}

/// The one variable part of an address, decoded.
#[derive(Debug)]
pub(crate) struct Named(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Path::<String>::from_request_parts(parts, state)
            .await
            .map(|Path(name)| Self(name))
            .map_err(|error| Problem::bad_request(error.body_text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_of_texts() {
        let check = |text: &str, expected: usize| assert_eq!(depth(text.as_bytes()), expected, "{text}");
        check("1", 0);
        check("[]", 1);
        check(r#"{"a":[1,{"b":[]}]}"#, 4);
        check(r#"["[[[[", "\"[[", "\\"]"#, 1);
        check("[[]][[]]", 2);
        let deep = format!("{}1{}", "[".repeat(64), "]".repeat(64));
        assert!(parse::<serde_json::Value>(deep.as_bytes()).is_ok());
        assert!(parse::<serde_json::Value>(format!("[{deep}]").as_bytes()).unwrap_err().contains("deeper than 64"));
    }
}
