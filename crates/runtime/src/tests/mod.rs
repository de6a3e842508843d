//! Real sockets on this machine, port 0; no waiting but for what must come.
//!
//! | file | question it answers |
//! |---|---|
//! | `authority` | who vouches for a host, and in which respect is that not to be believed? |
//! | `peer` | what does the venue's end of the wire do? |
//! | `toy` | which venue is spoken with? |
//! | `sockets` | does a socket tell all that happens to it, and nothing else? |
//! | `requests` | is a request sent once, answered or lost, over a kept connection? |
//! | `trust` | is a host that nobody trusted vouches for refused? |
//! | `driving` | does a whole venue's loop hold together? |

mod authority;
mod driving;
mod local;
pub(crate) mod peer;
mod requests;
mod sockets;
mod toy;
mod trust;

use std::future::Future;
use std::time::Duration;

/// What does not come within this does not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// The result of something that must not take long.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(_) => panic!("{what}: did not come"),
    }
}
