//! What must a venue's code be able to do?

use thiserror::Error;
use twinline_model::{Channel, InstrumentId, Timestamp};

use crate::{Facts, LinkId, LinkKind, Outcome, Progress, Reply, Request, Step, VenueSpec, View};

/// Translates one venue's protocol. Same arguments, same answer: no IO, clock or randomness; the codec keeps no state.
///
/// Object-safe on purpose: a virtual call is small next to parsing JSON, and the deciders compile once, not per venue.
pub trait Codec: Send + Sync + std::fmt::Debug {
    /// The venue's tables.
    fn spec(&self) -> &'static VenueSpec;

    /// One frame of one link in, facts out, an answer to a request among them.
    ///
    /// Any bytes are allowed; none may panic. Facts are appended to `out`; on an error `out` keeps none of this frame.
    fn decode_frame(&self, view: &View, link: LinkId, frame: Frame<'_>, out: &mut Facts) -> Result<(), DecodeError>;

    /// One step out, over HTTP, signed with what `view` holds. `now` is the local clock; the venue's offset is in `view`.
    fn encode_step(&self, view: &View, now: Timestamp, step: &Step) -> Result<Request, EncodeError>;

    /// The answer to `step`: facts appended to `out`, the next step of a chain, a refusal, or doubt.
    fn decode_reply(&self, view: &View, step: &Step, reply: Reply<'_>, out: &mut Facts) -> Outcome<Progress>;

    /// Frames that change the subscriptions of a link, each with the id that its answer will bear, if any.
    /// `next_id` is counted up for each id taken.
    fn encode_subscriptions(
        &self,
        view: &View,
        link: LinkId,
        change: SubChange<'_>,
        next_id: &mut u64,
    ) -> Result<Vec<(Option<RequestId>, FrameBuf)>, EncodeError>;

    /// The venue's accounts; `None` where only its market data is known here.
    fn accounts(&self) -> Option<&'static dyn crate::account::AccountCodec> {
        None
    }

    /// What a recorded line was: a step, or a link with its subscriptions. `None` if it is nothing of this venue.
    fn recognise(&self, view: &View, line: Recorded<'_>) -> Option<Recognised>;
}

/// A WebSocket message as it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// Text; already checked to be UTF-8.
    Text(&'a str),
    /// Bytes.
    Binary(&'a [u8]),
}

impl Frame<'_> {
    /// Its size in bytes.
    pub const fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// True if it holds nothing.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A WebSocket message to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameBuf {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

/// The id of a request on a socket; unique within its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// One thing that can be subscribed to. Venue-wide channels have no instrument.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sub {
    /// Whose data.
    pub instrument: Option<InstrumentId>,
    /// Which data.
    pub channel: Channel,
}

/// What a link's subscriptions should change by; within the caps of the link's spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubChange<'a> {
    /// Begin.
    Subscribe(&'a [Sub]),
    /// End.
    Unsubscribe(&'a [Sub]),
}

/// A line of a recording, before it is known what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded<'a> {
    /// A socket was opened to this URL.
    Open {
        /// Full URL.
        url: &'a str,
    },
    /// We sent this on a socket.
    Sent {
        /// Text of the frame.
        body: &'a str,
    },
    /// This URL was answered.
    Response {
        /// Full URL.
        url: &'a str,
    },
}

/// What a recorded line was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// The answer to this step.
    Step(Step),
    /// A link of this kind, with the venue's own names of what it was opened with.
    Link {
        /// Which kind of link.
        kind: LinkKind,
        /// The venue's names of its streams.
        names: Vec<String>,
    },
    /// The open link's streams changed by these.
    Names {
        /// Streams that began.
        added: Vec<String>,
        /// Streams that ended.
        removed: Vec<String>,
    },
}

/// Why a frame could not be read. The frame is counted and shown, and the rest goes on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Not what the protocol allows; `reason` names the place.
    #[error("malformed frame: {reason}")]
    Malformed {
        /// What is wrong and where, without the payload's secrets.
        reason: String,
    },
    /// Larger or deeper than anything the venue sends.
    #[error("frame beyond limits: {reason}")]
    Limits {
        /// Which limit.
        reason: String,
    },
}

/// Why something cannot be put into the venue's words. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EncodeError {
    /// The venue has no such thing.
    #[error("not supported by this venue: {0}")]
    Unsupported(String),
    /// The instrument is not known here.
    #[error("unknown instrument {0}")]
    UnknownInstrument(InstrumentId),
}
