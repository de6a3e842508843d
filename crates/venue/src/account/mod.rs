//! What a venue must provide for accounts: an [`AccountCodec`] that translates and an [`AccountSpec`] that tabulates.
//!
//! | file | question it answers |
//! |---|---|
//! | `codec` | what must a venue's code be able to do for an account? |
//! | `spec` | what of it is data: links, authentication, limits of knowledge, abilities |
//! | `step` | what can be asked or commanded? |
//! | `facts` | what did the venue say about an account, in our words? |
//! | `signer` | what are requests signed with? |

mod codec;
mod facts;
mod signer;
mod spec;
mod step;

pub use codec::{AccountCodec, AccountView, Leaving, Route, StreamKey};
pub use facts::{
    AccountFact, AccountFacts, BatchItem, Bust, FeeRates, MarginTier, MarginTiers, Numbered, OrderFact, OrderShape, OrderTerms, Owner,
    PositionFact, Quota, SocketReply,
};
pub use signer::{Secret, SecretFields, Signer, SignerError};
pub use spec::{AccountSpec, BatchLimits, Countdown, OrderBooks, StreamAuth};
pub use step::{AccountStep, BracketLeg, BracketTicket, EditTicket, History, StreamKeyStep};
