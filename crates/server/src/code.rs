//! Which refusals are there? Each has one word and one status, for ever.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why something was refused. The word is stable; programs may decide by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A parameter, a body or a name is not as described; `field` says which part, where there is one.
    BadRequest,
    /// A credential stands in the address, where logs and histories keep it.
    CredentialInUrl,
    /// No credential, or one that is wrong, used or too old.
    Unauthenticated,
    /// The token was good and has expired.
    TokenExpired,
    /// The token was good and was revoked.
    TokenRevoked,
    /// A page of another origin asks, or a login without an `Origin`.
    ForeignOrigin,
    /// This credential does not open this door.
    MissingScope,
    /// The token does not reach this account, or not all of them.
    AccountNotAllowed,
    /// The token may not trade at this venue.
    VenueNotAllowed,
    /// The token may not trade this instrument, or not all of them.
    InstrumentNotAllowed,
    /// The token may send only what reduces a position.
    ReduceOnlyKey,
    /// As described, and yet it cannot be; `field` says which part.
    Unprocessable,
    /// No valid token has this id or name.
    UnknownToken,
    /// A valid token has this name.
    TokenExists,
    /// The vault has no key of this account.
    UnknownKey,
    /// The vault has a key of this account already.
    KeyExists,
    /// The vault does not open, or was changed by somebody else; `detail` says what the operator must do.
    Vault,
    /// There is nothing at this address.
    NotFound,
    /// No such venue here.
    UnknownVenue,
    /// No such instrument.
    UnknownInstrument,
    /// The venue has no such thing.
    Unsupported,
    /// The venue does not take such an order or has no such setting; it was not asked.
    NotSupported,
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
    /// No such account here.
    UnknownAccount,
    /// The account has no such order.
    UnknownOrder,
    /// The account has no such bracket, or it has been over for long.
    UnknownBracket,
    /// The account has no keys yet.
    NoKeys,
    /// The account's keys are of no use; what is wrong with them stands in `detail`.
    Credentials,
    /// Something else was asked under the same idempotency key.
    IdempotencyKeyReused,
    /// The given place is not of this history: take a snapshot.
    Gap,
    /// It may or may not have been done; only the venue's evidence can tell. Look before asking again.
    OutcomeUnknown,
    /// What would be done cannot be kept, so it was not done.
    JournalFailed,
    /// The journal cannot be read.
    Journal,
    /// New orders are refused for now; `detail` says why.
    AccountBlocked,
    /// Only what reduces is sent.
    KillSwitch,
    /// Fields of the order exclude or need each other.
    BadOrder,
    /// The client order id is too long.
    BadClientOrderId,
    /// The client order id was used before.
    DuplicateClientOrderId,
    /// The position side does not fit the account's mode.
    BadPositionSide,
    /// In hedge mode the side decides what reduces.
    BadReduceOnly,
    /// The price is not above zero.
    BadPrice,
    /// The price is not a multiple of the tick; `detail` names the nearest that is.
    BadTick,
    /// The quantity is not above zero, or executed already.
    BadQty,
    /// The quantity is not a multiple of the lot; `detail` names the nearest that is.
    BadLot,
    /// Below the venue's least quantity.
    QtyTooSmall,
    /// Above the venue's most.
    QtyTooLarge,
    /// Below the venue's least price.
    PriceTooLow,
    /// Above the venue's most.
    PriceTooHigh,
    /// Worth less than the venue takes.
    NotionalTooSmall,
    /// Worth more than the cap of the account or key.
    NotionalCap,
    /// Worth more, with the orders of the day, than the cap of the key.
    DailyNotionalCap,
    /// Too far beyond the mark price.
    PriceCollar,
    /// No current price is known to measure the order by.
    NoReferencePrice,
    /// More orders in a second than are allowed.
    TooManyOrders,
    /// The instrument is not open for trading.
    MarketClosed,
    /// The bracket has ended.
    BracketEnded,
    /// Members of the bracket exclude or need each other.
    BadBracket,
    /// The leg is on the wrong side of the price: it would be set off at once.
    BadLeg,
    /// The order has ended.
    OrderEnded,
    /// The order cannot be edited.
    NotEditable,
    /// Another edit of the order is not answered yet.
    EditInProgress,
    /// The order's terms are not known yet.
    UnknownTerms,
    /// Price and quantity are as they were.
    NothingToChange,
    /// The venue did not take the order; `venue_code` and `venue_message` are its own words.
    OrderRejected,
    /// The venue's limits leave no room for it now.
    RateLimited,
    /// The venue refused for the clock.
    ClockOff,
    /// The venue does not accept the keys for this.
    VenueCredentials,
    /// The venue does not know it.
    VenueNotFound,
    /// It is so already.
    AlreadySo,
    /// It was canceled before it left.
    Canceled,
    /// There is no open position.
    PositionFlat,
}

impl Code {
    /// The one status that it is answered with.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest | Self::CredentialInUrl => StatusCode::BAD_REQUEST,
            Self::Unauthenticated | Self::TokenExpired | Self::TokenRevoked => StatusCode::UNAUTHORIZED,
            Self::ForeignOrigin
            | Self::MissingScope
            | Self::AccountNotAllowed
            | Self::VenueNotAllowed
            | Self::InstrumentNotAllowed
            | Self::ReduceOnlyKey => StatusCode::FORBIDDEN,
            Self::NotFound
            | Self::UnknownVenue
            | Self::UnknownInstrument
            | Self::Unsupported
            | Self::UnknownAccount
            | Self::UnknownOrder
            | Self::UnknownBracket
            | Self::UnknownToken
            | Self::UnknownKey
            | Self::VenueNotFound => StatusCode::NOT_FOUND,
            Self::IdempotencyKeyReused
            | Self::TokenExists
            | Self::KeyExists
            | Self::DuplicateClientOrderId
            | Self::OrderEnded
            | Self::BracketEnded
            | Self::EditInProgress
            | Self::AlreadySo
            | Self::Canceled
            | Self::PositionFlat => StatusCode::CONFLICT,
            Self::Gap => StatusCode::GONE,
            Self::Unprocessable
            | Self::NotSupported
            | Self::KillSwitch
            | Self::BadOrder
            | Self::BadBracket
            | Self::BadLeg
            | Self::BadClientOrderId
            | Self::BadPositionSide
            | Self::BadReduceOnly
            | Self::BadPrice
            | Self::BadTick
            | Self::BadQty
            | Self::BadLot
            | Self::QtyTooSmall
            | Self::QtyTooLarge
            | Self::PriceTooLow
            | Self::PriceTooHigh
            | Self::NotionalTooSmall
            | Self::NotionalCap
            | Self::DailyNotionalCap
            | Self::PriceCollar
            | Self::MarketClosed
            | Self::NotEditable
            | Self::NothingToChange
            | Self::OrderRejected => StatusCode::UNPROCESSABLE_ENTITY,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Self::WebsocketOnly => StatusCode::UPGRADE_REQUIRED,
            Self::TooManyAttempts | Self::RateBudget | Self::TooManyOrders | Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal | Self::Journal | Self::Vault => StatusCode::INTERNAL_SERVER_ERROR,
            Self::VenueRefused | Self::VenueCredentials | Self::Simulator => StatusCode::BAD_GATEWAY,
            Self::NotReady
            | Self::NoData
            | Self::VenueLimited
            | Self::VenueBusy
            | Self::Busy
            | Self::Stopping
            | Self::NoKeys
            | Self::Credentials
            | Self::JournalFailed
            | Self::AccountBlocked
            | Self::NoReferencePrice
            | Self::UnknownTerms
            | Self::ClockOff => StatusCode::SERVICE_UNAVAILABLE,
            Self::VenueTimeout | Self::VenueUnreachable | Self::OutcomeUnknown => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    /// By its word on the wire; one that is not known is a refusal of the venue's.
    pub fn of(word: &str) -> Self {
        Self::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(word)).unwrap_or(Self::VenueRefused)
    }

    /// Its word on the wire.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// True if the same request may go through later.
    pub const fn retryable(self) -> bool {
        matches!(self.status().as_u16(), 408 | 429 | 503 | 504) && !matches!(self, Self::OutcomeUnknown)
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

/// What a call that names an account may answer.
pub(crate) const OF_ACCOUNT: &[Code] = &[Code::UnknownAccount];

/// What the stream of older dashboards may answer before it begins.
pub(crate) const OF_LIVE: &[Code] = &[
    Code::Unauthenticated,
    Code::TokenExpired,
    Code::TokenRevoked,
    Code::TooManyAttempts,
    Code::WebsocketOnly,
    Code::AccountNotAllowed,
    Code::UnknownAccount,
];

/// What a call for rows of one instrument of an account may answer.
pub(crate) const OF_ACCOUNT_ROWS: &[Code] =
    &[Code::Unprocessable, Code::UnknownAccount, Code::UnknownVenue, Code::UnknownInstrument, Code::NotReady];

/// What a call for a list of an account as a file may answer.
pub(crate) const OF_EXPORT: &[Code] =
    &[Code::Unprocessable, Code::UnknownAccount, Code::UnknownVenue, Code::UnknownInstrument, Code::NotReady, Code::Journal];

/// What a call for what came of an account's past may answer.
pub(crate) const OF_PAST: &[Code] = &[Code::UnknownAccount, Code::Journal];

/// What a call that names an order may answer.
pub(crate) const OF_ORDER: &[Code] = &[Code::UnknownAccount, Code::UnknownOrder, Code::Journal];

/// What a call that names a bracket may answer.
pub(crate) const OF_BRACKET: &[Code] = &[Code::UnknownAccount, Code::UnknownBracket];

/// What a call for an account's history may answer.
pub(crate) const OF_HISTORY: &[Code] = &[Code::AccountNotAllowed, Code::UnknownAccount, Code::Gap, Code::Journal];

/// What a call that makes a token may answer.
pub(crate) const OF_NEW_TOKEN: &[Code] = &[
    Code::Unprocessable,
    Code::UnknownAccount,
    Code::UnknownVenue,
    Code::UnknownInstrument,
    Code::NotReady,
    Code::TokenExists,
    Code::JournalFailed,
    Code::Journal,
];

/// What a call that changes a venue's key may answer.
pub(crate) const OF_KEYS: &[Code] = &[
    Code::Unprocessable,
    Code::UnknownAccount,
    Code::UnknownKey,
    Code::KeyExists,
    Code::Vault,
    Code::Credentials,
    Code::JournalFailed,
    Code::Stopping,
];

/// Refusals of what is done with play money.
pub(crate) const OF_PLAY: &[Code] = &[
    Code::Unprocessable,
    Code::AccountNotAllowed,
    Code::InstrumentNotAllowed,
    Code::ReduceOnlyKey,
    Code::UnknownAccount,
    Code::IdempotencyKeyReused,
    Code::OutcomeUnknown,
    Code::Stopping,
    Code::Journal,
];

/// What a call that commands an account may answer.
pub(crate) const OF_COMMAND: &[Code] = &[
    Code::Unprocessable,
    Code::AccountNotAllowed,
    Code::VenueNotAllowed,
    Code::InstrumentNotAllowed,
    Code::ReduceOnlyKey,
    Code::UnknownVenue,
    Code::UnknownInstrument,
    Code::Unsupported,
    Code::NotSupported,
    Code::NotReady,
    Code::Busy,
    Code::Stopping,
    Code::VenueUnreachable,
    Code::VenueBusy,
    Code::VenueRefused,
    Code::VenueLimited,
    Code::UnknownAccount,
    Code::UnknownOrder,
    Code::UnknownBracket,
    Code::BracketEnded,
    Code::BadBracket,
    Code::BadLeg,
    Code::NoKeys,
    Code::Credentials,
    Code::IdempotencyKeyReused,
    Code::OutcomeUnknown,
    Code::JournalFailed,
    Code::Journal,
    Code::AccountBlocked,
    Code::KillSwitch,
    Code::BadOrder,
    Code::BadClientOrderId,
    Code::DuplicateClientOrderId,
    Code::BadPositionSide,
    Code::BadReduceOnly,
    Code::BadPrice,
    Code::BadTick,
    Code::BadQty,
    Code::BadLot,
    Code::QtyTooSmall,
    Code::QtyTooLarge,
    Code::PriceTooLow,
    Code::PriceTooHigh,
    Code::NotionalTooSmall,
    Code::NotionalCap,
    Code::DailyNotionalCap,
    Code::PriceCollar,
    Code::NoReferencePrice,
    Code::TooManyOrders,
    Code::MarketClosed,
    Code::OrderEnded,
    Code::NotEditable,
    Code::EditInProgress,
    Code::UnknownTerms,
    Code::NothingToChange,
    Code::OrderRejected,
    Code::RateLimited,
    Code::ClockOff,
    Code::VenueCredentials,
    Code::VenueNotFound,
    Code::AlreadySo,
    Code::Canceled,
    Code::PositionFlat,
];
