//! What may a body or a query hold?

use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use twinline_gateway::config::nearest;

use crate::app::App;
use crate::code::Code;
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
        read(&body_of(request, app).await?).map(Self)
    }
}

/// The same, with each number as it was written: no float lies between.
#[derive(Debug)]
pub(crate) struct ExactBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<std::sync::Arc<App>> for ExactBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, app: &std::sync::Arc<App>) -> Result<Self, Problem> {
        let body = body_of(request, app).await?;
        parse::<serde_json::Value>(&body).map_err(Problem::bad_request)?;
        let mut reader = serde_json::Deserializer::from_slice(&body);
        serde_path_to_error::deserialize(&mut reader).map(Self).map_err(|error| refuse("body", error.path(), error.inner()))
    }
}

async fn body_of(request: Request, app: &App) -> Result<axum::body::Bytes, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
        return Err(Problem::new(Code::NotJson, "send JSON with content-type application/json"));
    }
    let limit = app.gateway.limits_on_clients().body_bytes;
    tokio::time::timeout(BODY_TIMEOUT, axum::body::to_bytes(request.into_body(), limit))
        .await
        .map_err(|_| Problem::new(Code::SlowBody, "the body took too long"))?
        .map_err(|_| Problem::new(Code::TooLarge, format!("a body has at most {limit} bytes")))
}

/// Reads a body, and says which member is at fault.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // Looked at as a whole first: what is no JSON at all has no member to name.
    let value: serde_json::Value = parse(body).map_err(Problem::bad_request)?;
    serde_path_to_error::deserialize(value).map_err(|error| refuse("body", error.path(), error.inner()))
}

/// Names the member or parameter at fault: by its place, or by what the reader says of one that is missing or not known.
fn refuse(what: &str, path: &serde_path_to_error::Path, error: &dyn std::fmt::Display) -> Problem {
    let said = error.to_string();
    let named = ["missing field `", "unknown field `", "duplicate field `"]
        .into_iter()
        .find_map(|start| said.strip_prefix(start)?.split_once('`'))
        .map(|(name, _)| name.to_owned());
    let place = path.to_string();
    match named.or_else(|| (!matches!(place.as_str(), "" | "." | "?")).then_some(place)) {
        Some(field) => Problem::field_error(field, &said),
        None => Problem::bad_request(format!("{what}: {said}")),
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

/// A member that may be absent and is not `null`, for `deserialize_with`.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

/// Query parameters.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let reader = serde_urlencoded::Deserializer::new(pairs);
        serde_path_to_error::deserialize(reader).map(Self).map_err(|error| refuse("query", error.path(), error.inner()))
    }
}

/// A count of rows or levels that was asked for.
pub(crate) fn rows(asked: Option<u32>) -> Option<usize> {
    asked.map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}

/// Refuses a query parameter that the route does not have, whatever its handler reads.
pub(crate) async fn only_known(known: std::sync::Arc<[String]>, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let unknown = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name).find(|name| !known.iter().any(|known| known == name));
    let Some(name) = unknown else { return next.run(request).await };
    let hint = match nearest(&name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None if known.is_empty() => "this call takes none".to_owned(),
        None => format!("known: {}", known.join(", ")),
    };
    let name: String = name.chars().filter(|c| !c.is_control()).take(96).collect();
    Problem::field_error(name, &format!("unknown parameter; {hint}")).into_response()
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
