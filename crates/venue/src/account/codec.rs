//! What must a venue's code be able to do for an account?

use std::sync::Arc;

use twinline_model::{Duration, Timestamp};

use super::{AccountFacts, AccountSpec, AccountStep, SecretFields, Signer, SignerError};
use crate::{DecodeError, EncodeError, Endpoints, Frame, FrameBuf, Instruments, LinkId, LinkKind, Outcome, Reply, Request, RequestId};

/// What varies from account to account: lent to the codec for every frame and step.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// Where the venue is.
    pub endpoints: Arc<Endpoints>,
    /// What can be traded.
    pub instruments: Arc<Instruments>,
    /// Venue clock minus local clock.
    pub clock_offset: Duration,
    /// What requests are signed with.
    pub signer: Arc<dyn Signer>,
    /// The key that opens the account's stream, where the venue gives one.
    pub stream_key: Option<StreamKey>,
    /// Links on which the venue knows who we are: commands on them need no key of their own.
    pub logged_on: Vec<LinkId>,
}

/// A key that opens the account's stream. As good as a password for reading: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct StreamKey(pub Arc<str>);

impl std::fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Which way a step leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// By an HTTP request.
    Http,
    /// As a frame on this link, under this id.
    Link(LinkId, RequestId),
}

/// A step, ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaving {
    /// By HTTP.
    Http(Request),
    /// On the link of its route.
    Frame(FrameBuf),
}

/// Translates one venue's protocol of accounts and orders. Same arguments, same answer: no IO, clock or randomness.
pub trait AccountCodec: Send + Sync + std::fmt::Debug {
    /// The venue's tables.
    fn spec(&self) -> &'static AccountSpec;

    /// Makes a signer of an account's secrets; what is missing or unreadable is named, never shown.
    fn signer(&self, secrets: &SecretFields) -> Result<Arc<dyn Signer>, SignerError>;

    /// Where a link of this kind is opened. May hold the stream key: not to be logged.
    fn link_url(&self, view: &AccountView, kind: LinkKind) -> String;

    /// One step out, signed for `now` (local clock; the venue's offset is in `view`).
    fn encode(&self, view: &AccountView, now: Timestamp, step: &AccountStep, route: Route) -> Result<Leaving, EncodeError>;

    /// One frame of one link in, facts out, an answer to a request among them ([`super::AccountFact::Reply`]).
    ///
    /// Any bytes are allowed; none may panic. On an error `out` keeps none of this frame.
    fn decode_frame(&self, view: &AccountView, link: LinkId, frame: Frame<'_>, out: &mut AccountFacts) -> Result<(), DecodeError>;

    /// The answer to `step`, whichever way it came: facts appended to `out`, a refusal, or doubt. For what only reads,
    /// doubt means that there is no answer.
    fn decode_reply(&self, view: &AccountView, step: &AccountStep, reply: Reply<'_>, out: &mut AccountFacts) -> Outcome<()>;
}
