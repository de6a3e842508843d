//! Which refusals are there? Each has one word and one status, for ever.

use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Why something was refused. The word is stable; programs may decide by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A parameter, a body or a name is not as described; `field` says which part, where there is one.
    BadRequest,
    /// A credential stands in the address, where logs and histories keep it.
    CredentialInUrl,
    /// No credential, or one that is wrong, used or too old.
    Unauthenticated,
    /// A page of another origin asks, or a login without an `Origin`.
    ForeignOrigin,
    /// This credential does not open this door.
    MissingScope,
    /// There is nothing at this address.
    NotFound,
    /// No such venue here.
    UnknownVenue,
    /// No such instrument.
    UnknownInstrument,
    /// The venue has no such thing.
    Unsupported,
    /// This address is not asked by this method; `Allow` names those that are.
    MethodNotAllowed,
    /// The body took too long to come.
    SlowBody,
    /// The body is too large.
    TooLarge,
    /// The body is not declared as `application/json`.
    NotJson,
    /// This `Host` is not answered here.
    UnknownHost,
    /// This address speaks WebSocket alone.
    WebsocketOnly,
    /// Too many wrong credentials came from this address; `Retry-After` says when it is looked at again.
    TooManyAttempts,
    /// The venue's rate budget has no room for this now; `Retry-After` says when it may.
    RateBudget,
    /// A fault of the gateway's own.
    Internal,
    /// The venue refused; `venue_code` and `venue_message` are its own words.
    VenueRefused,
    /// The demo's simulator did not take it.
    Simulator,
    /// The venue's instruments are not loaded yet.
    NotReady,
    /// Nothing is known of it yet.
    NoData,
    /// The venue limits this machine now.
    VenueLimited,
    /// The venue is busy, or the clocks differ.
    VenueBusy,
    /// Too much waits already.
    Busy,
    /// The gateway stops.
    Stopping,
    /// The venue did not answer in time.
    VenueTimeout,
    /// The venue could not be reached.
    VenueUnreachable,
}

impl Code {
    /// The one status that it is answered with.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest | Self::CredentialInUrl => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::ForeignOrigin | Self::MissingScope => StatusCode::FORBIDDEN,
            Self::NotFound | Self::UnknownVenue | Self::UnknownInstrument | Self::Unsupported => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Self::WebsocketOnly => StatusCode::UPGRADE_REQUIRED,
            Self::TooManyAttempts | Self::RateBudget => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::VenueRefused | Self::Simulator => StatusCode::BAD_GATEWAY,
            Self::NotReady | Self::NoData | Self::VenueLimited | Self::VenueBusy | Self::Busy | Self::Stopping => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::VenueTimeout | Self::VenueUnreachable => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    /// Its word on the wire.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// True if the same request may go through later.
    pub const fn retryable(self) -> bool {
        matches!(self.status().as_u16(), 408 | 429 | 503 | 504)
    }
}

/// What a call that names a venue may answer.
pub(crate) const OF_VENUE: &[Code] = &[Code::UnknownVenue];

/// What a call for what is known of an instrument may answer.
pub(crate) const OF_INSTRUMENT: &[Code] = &[Code::UnknownVenue, Code::UnknownInstrument, Code::NotReady];

/// What a call that waits for a stream of an instrument may answer.
pub(crate) const OF_STREAM: &[Code] =
    &[Code::UnknownVenue, Code::UnknownInstrument, Code::Unsupported, Code::NotReady, Code::NoData, Code::Stopping];

/// What a call that is passed on to the venue may answer.
pub(crate) const OF_FETCH: &[Code] = &[
    Code::UnknownVenue,
    Code::UnknownInstrument,
    Code::Unsupported,
    Code::RateBudget,
    Code::VenueRefused,
    Code::NotReady,
    Code::VenueLimited,
    Code::VenueBusy,
    Code::Busy,
    Code::Stopping,
    Code::VenueTimeout,
    Code::VenueUnreachable,
];
