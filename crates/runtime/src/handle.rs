//! How is a running venue asked and stopped?

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

/// Most requests that wait for the loop.
pub(crate) const MAX_REQUESTS: usize = 1_024;
/// A loop that has not ended after this is cut off.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// A running venue. Clones are the same venue; when the last one is dropped the venue stops by itself.
pub struct VenueHandle<R> {
    requests: mpsc::Sender<R>,
    stop: Arc<watch::Sender<bool>>,
    ended: watch::Receiver<()>,
    task: AbortHandle,
}

/// The venue has stopped; the request was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the venue has stopped")]
pub struct Gone;

/// Why a request was not taken; it is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TryError<R> {
    /// Too many requests wait; try again.
    #[error("too many requests wait for the venue")]
    Full(R),
    /// The venue has stopped.
    #[error("the venue has stopped")]
    Gone(R),
}

impl<R> VenueHandle<R> {
    pub(crate) fn new(requests: mpsc::Sender<R>, stop: watch::Sender<bool>, ended: watch::Receiver<()>, task: AbortHandle) -> Self {
        Self { requests, stop: Arc::new(stop), ended, task }
    }

    /// Passes a request to the sink, in order with others of this handle; waits while too many are waiting.
    pub async fn request(&self, request: R) -> Result<(), Gone> {
        self.requests.send(request).await.map_err(|_| Gone)
    }

    /// Passes a request to the sink if there is room.
    pub fn try_request(&self, request: R) -> Result<(), TryError<R>> {
        self.requests.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Full(request) => TryError::Full(request),
            mpsc::error::TrySendError::Closed(request) => TryError::Gone(request),
        })
    }

    /// True once the loop has ended.
    pub fn is_gone(&self) -> bool {
        self.ended.has_changed().is_err()
    }

    /// Returns when the loop has ended, whoever stopped it.
    pub async fn ended(&self) {
        let mut ended = self.ended.clone();
        // The loop never sends; its end closes the channel.
        while ended.changed().await.is_ok() {}
    }

    /// Stops the venue, for all clones of this handle: its sockets are closed with a close frame, calls in the air are
    /// given up. Returns when the loop has ended, after 5 s at the latest; what has not ended by then is cut off.
    /// Requests that nobody has looked at are dropped. Stopping twice does no harm.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(STOP_WITHIN, self.ended()).await.is_err() {
            tracing::error!("venue did not stop in time and was cut off");
            self.task.abort();
        }
    }
}

impl<R> Clone for VenueHandle<R> {
    fn clone(&self) -> Self {
        Self { requests: self.requests.clone(), stop: Arc::clone(&self.stop), ended: self.ended.clone(), task: self.task.clone() }
    }
}

impl<R> fmt::Debug for VenueHandle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VenueHandle").field("gone", &self.is_gone()).finish_non_exhaustive()
    }
}
