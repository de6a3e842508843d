//! What the fuzzer's targets share. A target reads bytes of others with the production code and checks what must hold
//! of the outcome; `scripts/fuzz` builds, feeds and runs them.
//!
//! | target | what reads | what must hold beside "no panic" |
//! |---|---|---|
//! | `decode_frame` | a message of a stream | an error leaves no facts; facts name known instruments and whole spans; the same bytes, the same facts |
//! | `decode_reply` | an answer to each step, with any status | the same |
//! | `private_frame` | a message about an account, or an answer on its link of commands | an error leaves no facts; answers lie within the frame; the same bytes, the same facts |
//! | `private_reply` | an answer to each step of an account, with any status | no failure is done; what is not done leaves no facts |
//! | `recognise` | a line of a recording | the URL of a step that is recognised is recognised as that step, and stays the same |
//! | `replay` | recordings | sides of a published book are sorted and do not hold a price twice |
//! | `numbers` | decimals | the two parsers agree; text to number to text is exact |
//! | `book` | snapshots and changes, late, lost and repeated | a live book is the venue's own at that number |
//! | `session` | frames, answers, cuts and time in any order | numbers of a stream are dense; a live book is never crossed by gaps |
//! | `config` | TOML, YAML and variables | what is accepted holds within the documented bounds |
//! | `messages` | what clients of the stream say | a topic's name is read back as itself |
//! | `requests` | HTTP requests | every one is answered or the connection closed, and never by 500 |

mod accounts;
mod assumed;
mod bytes;

pub use accounts::{ACCOUNT_LINKS, ACCOUNT_STEPS, account_view, accounts, check_account_facts};
pub use assumed::{LINKS, STEPS, check_facts, instrument, view};
pub use bytes::Bytes;
