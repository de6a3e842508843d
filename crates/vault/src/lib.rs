//! Venue keys, encrypted at rest; tokens of the API, kept as digests.
//!
//! Not here: where a password comes from (a prompt, the environment, a file: the caller's), what a key may do at a venue, signing.
//! Read first: [`Vault`] (what can be done with keys) and [`Unlock`] (what opens it).
//!
//! | file | question it answers |
//! |---|---|
//! | `vault` | what can be done with keys? |
//! | `record` | what is kept of one key, and what is shown of it? |
//! | `secret` | how is a secret held in memory? |
//! | `unlock` | how does a password or a key file become a key? |
//! | `format` | what is in the file, and how is it noticed when somebody else wrote it? |
//! | `private` | how are files kept from others, and replaced in one step? |
//! | `token` | how are tokens made, kept and compared? |
//! | `process` | what must the process not leave behind? |
//! | `error` | what went wrong, and what can the caller do? |
//!
//! What this does not protect from: whoever can read the process's memory, or knows the password. An older copy of the whole file
//! put back while nobody looks cannot be told from the present one; a vault that is open notices by its generation.

mod error;
mod format;
mod private;
mod process;
mod record;
mod secret;
mod token;
mod unlock;
mod vault;

pub use crate::error::VaultError;
pub use crate::process::forbid_core_dumps;
pub use crate::record::{Fields, Listed, MAX_FIELDS, MAX_NAME_BYTES, MAX_VALUE_BYTES};
pub use crate::secret::Secret;
pub use crate::token::{TokenDigest, new_token};
pub use crate::unlock::Unlock;
pub use crate::vault::{FILE_NAME, MAX_KEYS, Vault};
