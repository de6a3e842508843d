//! One account's side of the gateway, attached to the account's loop.
//!
//! Nothing is published before it is in the journal, and no answer is given before what it speaks of is published: whoever
//! was answered finds it.
//!
//! | file | question it answers |
//! |---|---|
//! | `desk` | who asked the account for what, and what became of it? |
//! | `claims` | was this asked before, under the same key? |
//! | `history` | how is what happened kept, in order, whatever the journal does? |
//! | `published` | what is known of the account, and who is told? |
//! | `resume` | how does a reader go on where it stopped? |
//! | `credentials` | where do an account's keys come from? |
//! | `log` | which changes of state are logged, and with which fields? |

mod claims;
mod credentials;
mod desk;
mod history;
mod log;
mod published;
mod resume;

pub(crate) use claims::{Kept, KeptOrder};
pub use credentials::{CredentialError, Credentials};
pub(crate) use desk::{Asked, Desk, Key, NotTaken, Request, Wanted};
pub(crate) use history::{History, page, read_all};
pub(crate) use published::Published;
pub(crate) use resume::follow;
