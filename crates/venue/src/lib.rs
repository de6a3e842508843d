//! What a venue must provide: a [`Codec`] that translates and a [`VenueSpec`] that tabulates. Nothing else of a venue
//! is known to the rest of Twinline.
//!
//! Pure: no IO, clock or randomness. Read first: [`Codec`] (what a venue does) and [`Facts`] (what comes out of it).
//!
//! | file | question it answers |
//! |---|---|
//! | `codec` | what must a venue's code be able to do? |
//! | `spec` | what of a venue is data: links, channels, limits, book rule, error codes |
//! | `facts` | what did a venue say, in our words? |
//! | `step` | what can be asked of a venue, and what is an answer? |
//! | `outcome` | what became of a request: done, refused, unknown |
//! | `view` | what does a codec need to know that varies? |
//! | `account` | what must a venue provide for accounts and orders? |

pub mod account;

mod codec;
mod facts;
mod limits;
mod outcome;
mod spec;
mod step;
mod view;

pub use crate::codec::{Codec, DecodeError, EncodeError, Frame, FrameBuf, Recognised, Recorded, RequestId, Sub, SubChange};
pub use crate::facts::{BookFact, Fact, Facts, MarkParts, Oddity, OddityKind, Span};
pub use crate::limits::check_limits;
pub use crate::outcome::{Doubt, Outcome, Refusal, RefusalKind};
pub use crate::spec::{
    BookRule, BookSum, BucketSpec, BucketUse, Cadence, CandleEnd, Chain, ChannelSpec, Cost, ErrorClass, Heartbeat, LinkKind, LinkSpec,
    MAX_BUCKETS, Scope, SnapshotFrom, TradeIds, VenueSpec,
};
pub use crate::step::{Method, Progress, Reply, Request, Step};
pub use crate::view::{Endpoints, InstrumentIx, Instruments, LinkId, LinkView, View};
