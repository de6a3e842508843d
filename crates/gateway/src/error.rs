//! Why something that was asked of the gateway was not done.

use thiserror::Error;
use twinline_core::session::FetchError;
use twinline_model::Timestamp;

/// Why something that was asked of the gateway was not done. Named for what the caller can do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GatewayError {
    /// No such venue here: ask for another.
    #[error("unknown venue {name:?}{hint}")]
    UnknownVenue {
        /// As asked for.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// No such instrument: ask for another.
    #[error("unknown instrument {name:?}{hint}")]
    UnknownInstrument {
        /// As asked for.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// A part of the question is wrong: correct it.
    #[error("{field}: {reason}")]
    BadField {
        /// Which.
        field: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The venue has no such thing.
    #[error("{venue} has no {what}")]
    Unsupported {
        /// Which venue.
        venue: String,
        /// What.
        what: String,
    },
    /// The venue's instruments are not loaded yet: ask again.
    #[error("{venue} is not ready: {reason}")]
    NotReady {
        /// Which.
        venue: String,
        /// Why, in words.
        reason: String,
    },
    /// Nothing is known of it yet: ask again.
    #[error("no data of {what} yet: {reason}")]
    NoData {
        /// Of what.
        what: String,
        /// Why, in words.
        reason: String,
    },
    /// The venue, or the way to it, said no.
    #[error("{venue}: {error}")]
    Venue {
        /// Which.
        venue: String,
        /// What it said.
        error: FetchError,
    },
    /// No answer in time: ask again.
    #[error("{venue} did not answer in time")]
    Timeout {
        /// Which.
        venue: String,
    },
    /// The gateway is stopping.
    #[error("the gateway is stopping")]
    Stopping,
    /// Only a demo has faults to inject.
    #[error("there is nothing here: faults belong to `twinline up --demo`")]
    NoDemo,
    /// The simulator did not take the fault.
    #[error("the simulator did not take it: {0}")]
    Simulator(String),
}

impl GatewayError {
    /// When asking again makes sense, if a budget said so.
    pub const fn retry_at(&self) -> Option<Timestamp> {
        match self {
            Self::Venue { error: FetchError::NotAdmitted(at), .. } => Some(*at),
            _ => None,
        }
    }
}

/// Why a gateway does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A venue's loop does not start.
    #[error("venue {venue} does not start: {reason}")]
    Venue {
        /// Which.
        venue: String,
        /// Why.
        reason: String,
    },
    /// There is no way out of this machine.
    #[error("no way out to the venues: {0}")]
    Egress(#[source] twinline_runtime::RuntimeError),
    /// Configured and not known; a checked configuration has none.
    #[error("unknown venue {0:?}")]
    UnknownVenue(String),
}
