//! How is a refusal written? Every error of every route becomes one of these: RFC 9457.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use twinline_gateway::{GatewayError, now};
use twinline_model::Timestamp;

use crate::access::Denied;

/// A refusal. Boxed: it travels as the error of everything that usually goes well.
#[derive(Debug, Clone)]
pub struct Problem(Box<Document>);

#[derive(Debug, Clone, Serialize)]
struct Document {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    code: &'static str,
    retryable: bool,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    venue_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    venue_message: Option<String>,
    #[serde(skip)]
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// Nothing was done. `code` is stable, `detail` is for people.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Document {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("error"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            retryable: matches!(status.as_u16(), 408 | 429 | 503 | 504),
            outcome: "not_applied",
            field: None,
            venue_code: None,
            venue_message: None,
            header: None,
        }))
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this address")
    }

    pub(crate) fn unauthenticated(detail: impl Into<String>) -> Self {
        let mut problem = Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail);
        problem.0.header = Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"twinline\"")));
        problem
    }

    pub(crate) fn field_error(field: &'static str, error: &dyn std::fmt::Display) -> Self {
        Self::bad_request(format!("{field}: {error}")).field(field)
    }

    fn field(mut self, field: &'static str) -> Self {
        self.0.field = Some(field);
        self
    }

    fn retry_at(mut self, at: Timestamp) -> Self {
        let seconds = ((at - now()).as_millis() + 999).max(1_000) / 1_000;
        self.0.header = Some((header::RETRY_AFTER, HeaderValue::from(seconds)));
        self
    }

    fn venue(mut self, code: Option<String>, message: String) -> Self {
        self.0.venue_code = code;
        self.0.venue_message = Some(message);
        self
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Wrong => Self::unauthenticated("the credential is wrong, used or too old"),
            Denied::Locked { until } => {
                let detail = format!("too many wrong credentials came from this address; nothing is looked at before {until}");
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", detail).retry_at(until)
            }
        }
    }
}

impl From<GatewayError> for Problem {
    fn from(error: GatewayError) -> Self {
        let detail = error.to_string();
        match error {
            GatewayError::UnknownVenue { .. } => Self::new(StatusCode::NOT_FOUND, "unknown_venue", detail),
            GatewayError::UnknownInstrument { .. } => Self::new(StatusCode::NOT_FOUND, "unknown_instrument", detail),
            GatewayError::BadField { field, .. } => Self::bad_request(detail).field(field),
            GatewayError::Unsupported { .. } => Self::new(StatusCode::NOT_FOUND, "unsupported", detail),
            GatewayError::NotReady { .. } => Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", detail),
            GatewayError::NoData { .. } => Self::new(StatusCode::SERVICE_UNAVAILABLE, "no_data", detail),
            GatewayError::Venue { error, .. } => from_venue(error, detail),
            GatewayError::Timeout { .. } => Self::new(StatusCode::GATEWAY_TIMEOUT, "venue_timeout", detail),
            GatewayError::Stopping => Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", detail),
            GatewayError::NoDemo => Self::new(StatusCode::NOT_FOUND, "not_found", detail),
            GatewayError::Simulator(_) => Self::new(StatusCode::BAD_GATEWAY, "simulator", detail),
        }
    }
}

fn from_venue(error: twinline_gateway::FetchError, detail: String) -> Problem {
    use twinline_gateway::{FetchError, RefusalKind};
    match error {
        FetchError::Refused(refusal) => {
            let (status, code) = match refusal.kind {
                RefusalKind::Limited { .. } => (StatusCode::SERVICE_UNAVAILABLE, "venue_limited"),
                RefusalKind::Retry | RefusalKind::Clock => (StatusCode::SERVICE_UNAVAILABLE, "venue_busy"),
                _ => (StatusCode::BAD_GATEWAY, "venue_refused"),
            };
            let problem = Problem::new(status, code, detail).venue(refusal.code, refusal.message);
            match refusal.kind {
                RefusalKind::Limited { until: Some(until), .. } => problem.retry_at(until),
                _ => problem,
            }
        }
        FetchError::Lost(_) => Problem::new(StatusCode::GATEWAY_TIMEOUT, "venue_unreachable", detail),
        FetchError::NotAdmitted(at) => Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_budget", detail).retry_at(at),
        FetchError::Busy => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail),
        FetchError::Unsupported(_) => Problem::new(StatusCode::NOT_FOUND, "unsupported", detail),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(document) = self;
        let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some((name, value)) = document.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
