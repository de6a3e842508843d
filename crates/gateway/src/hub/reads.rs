//! Who waits for the first data of a stream?

use tokio::sync::oneshot;
use twinline_core::session::StreamState;
use twinline_model::Timestamp;
use twinline_venue::Sub;

/// Most that may wait; one more is answered at once with what there is.
const MAX_WAITING: usize = 256;

/// Questions over HTTP that wait for data.
#[derive(Debug, Default)]
pub(super) struct Reads {
    waiting: Vec<Read>,
}

#[derive(Debug)]
struct Read {
    subs: Vec<Sub>,
    until: Timestamp,
    /// Something of it was heard since it was last looked at.
    heard: bool,
    reply: oneshot::Sender<Vec<Option<StreamState>>>,
}

impl Reads {
    /// One more waits until `until`.
    pub(super) fn add(&mut self, subs: Vec<Sub>, until: Timestamp, reply: oneshot::Sender<Vec<Option<StreamState>>>) {
        let until = if self.waiting.len() < MAX_WAITING { until } else { Timestamp::default() };
        self.waiting.push(Read { subs, until, heard: true, reply });
    }

    /// Something of `sub` came.
    pub(super) fn heard(&mut self, sub: &Sub) {
        for read in &mut self.waiting {
            read.heard |= read.subs.contains(sub);
        }
    }

    /// Answers those whose data is there, and those whose time is up with what there is.
    pub(super) fn answer(&mut self, now: Timestamp, state_of: impl Fn(&Sub) -> Option<StreamState>) {
        let mut at = 0;
        while at < self.waiting.len() {
            let read = &mut self.waiting[at];
            let due = read.until <= now;
            if !read.heard && !due {
                at += 1;
                continue;
            }
            read.heard = false;
            let states: Vec<_> = read.subs.iter().map(&state_of).collect();
            if due || states.iter().all(|state| state.as_ref().is_some_and(|state| state.event.is_some())) {
                // Whoever asked may have gone meanwhile.
                drop(self.waiting.swap_remove(at).reply.send(states));
            } else {
                at += 1;
            }
        }
    }
}
