//! Real sockets on this machine, port 0; no waiting but for what must come.
//!
//! | file | question it answers |
//! |---|---|
//! | `peer` | what does the venue's end of the wire do? |
//! | `toy` | which venue is spoken with? |
//! | `sockets` | does a socket tell all that happens to it, and nothing else? |
//! | `requests` | is a request sent once, answered or lost, over a kept connection? |
//! | `driving` | does a whole venue's loop hold together? |

mod driving;
pub(crate) mod peer;
mod requests;
mod sockets;
mod toy;

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
