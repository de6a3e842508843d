//! How is a refusal written? Every error of every route becomes one of these: RFC 9457.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use twinline_gateway::{Ended, GatewayError, Outcome, Refusal, now};
use twinline_model::Timestamp;
use utoipa::ToSchema;

use crate::access::Denied;
use crate::code::Code;

/// A refusal. Boxed: it travels as the error of everything that usually goes well.
#[derive(Debug, Clone)]
pub struct Problem(Box<Document>);

/// A problem document, RFC 9457: the one form of every error.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document {
    /// Always `about:blank`: `code` says more.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status, as in the answer's first line.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong here, for people; its words may change.
    detail: String,
    /// Why, for programs; stable.
    code: Code,
    /// True if the same request may go through later.
    retryable: bool,
    /// What became of the request.
    outcome: Outcome,
    /// The parameter or the member of the body at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    field: Option<Cow<'static, str>>,
    /// The venue's own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    venue_code: Option<String>,
    /// The venue's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    venue_message: Option<String>,
    #[serde(skip)]
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// Nothing was done. `detail` is for people.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let status = code.status();
        Self(Box::new(Document {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("error"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            retryable: code.retryable(),
            outcome: Outcome::NotApplied,
            field: None,
            venue_code: None,
            venue_message: None,
            header: None,
        }))
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(Code::BadRequest, detail)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(Code::NotFound, "there is nothing at this address")
    }

    /// `allowed` is what the header `Allow` says, if it is not said elsewhere.
    pub(crate) fn method_not_allowed(allowed: Option<&'static str>) -> Self {
        let mut problem = Self::new(Code::MethodNotAllowed, "not by this method");
        problem.0.header = allowed.map(|allowed| (header::ALLOW, HeaderValue::from_static(allowed)));
        problem
    }

    pub(crate) fn websocket_only(detail: impl Into<String>) -> Self {
        let mut problem = Self::new(Code::WebsocketOnly, detail);
        problem.0.header = Some((header::UPGRADE, HeaderValue::from_static("websocket")));
        problem
    }

    pub(crate) fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::challenge(Code::Unauthenticated, detail)
    }

    fn challenge(code: Code, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(code, detail);
        problem.0.header = Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"twinline\"")));
        problem
    }

    /// A parameter or a member of the body is at fault.
    pub(crate) fn field_error(field: impl Into<Cow<'static, str>>, error: &dyn std::fmt::Display) -> Self {
        let field = field.into();
        Self::bad_request(format!("{field}: {error}")).field(field)
    }

    fn field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.0.field = Some(field.into());
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
            Denied::Ended(Ended::Expired) => Self::challenge(Code::TokenExpired, "this token has expired; ask for a new one"),
            Denied::Ended(Ended::Revoked) => Self::challenge(Code::TokenRevoked, "this token was revoked"),
            Denied::Locked { until } => {
                let detail = format!("too many wrong credentials came from this address; nothing is looked at before {until}");
                Self::new(Code::TooManyAttempts, detail).retry_at(until)
            }
        }
    }
}

impl From<GatewayError> for Problem {
    fn from(error: GatewayError) -> Self {
        let detail = error.to_string();
        match error {
            GatewayError::UnknownVenue { .. } => Self::new(Code::UnknownVenue, detail),
            GatewayError::UnknownInstrument { .. } => Self::new(Code::UnknownInstrument, detail),
            GatewayError::BadField { field, .. } => Self::bad_request(detail).field(field),
            GatewayError::Unfit { field, .. } => Self::new(Code::Unprocessable, detail).field(field),
            GatewayError::NotAllowed { code, field, .. } => Self::new(Code::of(code), detail).field(field),
            GatewayError::UnknownToken { .. } => Self::new(Code::UnknownToken, detail),
            GatewayError::TokenExists => Self::new(Code::TokenExists, detail).field("name"),
            GatewayError::UnknownKey { .. } => Self::new(Code::UnknownKey, detail),
            GatewayError::KeyExists { .. } => Self::new(Code::KeyExists, detail).field("account"),
            GatewayError::Vault(_) => Self::new(Code::Vault, detail),
            GatewayError::Unsupported { .. } => Self::new(Code::Unsupported, detail),
            GatewayError::NotReady { .. } => Self::new(Code::NotReady, detail),
            GatewayError::NoData { .. } => Self::new(Code::NoData, detail),
            GatewayError::Venue { error, .. } => from_venue(error, detail),
            GatewayError::Timeout { .. } => Self::new(Code::VenueTimeout, detail),
            GatewayError::Stopping => Self::new(Code::Stopping, detail),
            GatewayError::UnknownAccount { .. } => Self::new(Code::UnknownAccount, detail),
            GatewayError::UnknownBracket { .. } => Self::new(Code::UnknownBracket, detail),
            GatewayError::UnknownOrder { .. } => Self::new(Code::UnknownOrder, detail),
            GatewayError::NoKeys { .. } => Self::new(Code::NoKeys, detail),
            GatewayError::Credentials { .. } => Self::new(Code::Credentials, detail),
            GatewayError::OtherBody => Self::new(Code::IdempotencyKeyReused, detail),
            GatewayError::Gap { .. } => Self::new(Code::Gap, detail),
            GatewayError::Journal(_) => Self::new(Code::Journal, detail),
            GatewayError::Refused(refusal) => from_refusal(*refusal),
            GatewayError::OutcomeUnknown(_) => {
                let mut problem = Self::new(Code::OutcomeUnknown, detail);
                problem.0.outcome = Outcome::Unknown;
                problem
            }
            GatewayError::NoDemo => Self::new(Code::NotFound, detail),
            GatewayError::Simulator(_) => Self::new(Code::Simulator, detail),
        }
    }
}

/// A command that was refused, here or by the venue.
fn from_refusal(refusal: Refusal) -> Problem {
    let mut problem = Problem::new(Code::of(&refusal.code), refusal.message);
    problem.0.retryable = refusal.retryable;
    problem.0.outcome = refusal.outcome;
    problem.0.field = refusal.field.map(Cow::Owned);
    problem.0.venue_code = refusal.venue_code;
    problem.0.venue_message = refusal.venue_message;
    problem
}

fn from_venue(error: twinline_gateway::FetchError, detail: String) -> Problem {
    use twinline_gateway::{FetchError, RefusalKind};
    match error {
        FetchError::Refused(refusal) => {
            let code = match refusal.kind {
                RefusalKind::Limited { .. } => Code::VenueLimited,
                RefusalKind::Retry | RefusalKind::Clock => Code::VenueBusy,
                _ => Code::VenueRefused,
            };
            let problem = Problem::new(code, detail).venue(refusal.code, refusal.message);
            match refusal.kind {
                RefusalKind::Limited { until: Some(until), .. } => problem.retry_at(until),
                _ => problem,
            }
        }
        FetchError::Lost(_) => Problem::new(Code::VenueUnreachable, detail),
        FetchError::NotAdmitted(at) => Problem::new(Code::RateBudget, detail).retry_at(at),
        FetchError::Busy => Problem::new(Code::Busy, detail),
        FetchError::Unsupported(_) => Problem::new(Code::Unsupported, detail),
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
