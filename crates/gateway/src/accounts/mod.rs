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
//! | `checkpoint` | from where is a history read when the gateway starts? |
//! | `lookup` | what does the journal say that is not in memory? |
//! | `recalls` | was what the account asks about known before it left memory? |
//! | `published` | what is known of the account, and who is told? |
//! | `waiting` | who waits until the history has come so far? |
//! | `resume` | how does a reader go on where it stopped? |
//! | `credentials` | where do an account's keys come from? |
//! | `log` | which changes of state are logged, and with which fields? |

mod checkpoint;
mod claims;
mod credentials;
mod desk;
mod history;
mod log;
mod lookup;
mod published;
mod recalls;
mod resume;
mod waiting;

pub(crate) use checkpoint::{Checkpoints, read_all};
pub(crate) use claims::{Given, Kept, KeptOrder, KeptRefusal};
pub use credentials::{CredentialError, Credentials, read_fields};
pub(crate) use desk::{Asked, Desk, Key, NotTaken, Request, Wanted};
pub(crate) use history::History;
pub(crate) use lookup::{Entry, about, latest, listed, page};
pub(crate) use published::{Published, Whose, open_positions};
pub(crate) use resume::follow;
