//! What waits for one reader of the stream, bounded.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use twinline_core::feed::{Backlog, Bounds, Lane};

/// Messages on their way to one reader. Filled by the venues' loops, which never wait; emptied by the reader's own task.
#[derive(Debug)]
pub struct Outbox {
    state: Mutex<State>,
    merged: AtomicU64,
}

#[derive(Debug)]
struct State {
    queue: VecDeque<Bytes>,
    backlog: Backlog,
    closed: Option<Closed>,
    /// Whoever waits in [`Outbox::take`].
    waiting: Option<Waker>,
    /// Whoever waits in [`Outbox::room`].
    wanting: Option<Waker>,
}

/// Why nothing more is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// What must not be merged does not fit any more.
    TooSlow,
    /// The reader is gone.
    Left,
}

impl Outbox {
    /// An empty one.
    pub fn new(bounds: Bounds) -> Arc<Self> {
        let state = State { queue: VecDeque::new(), backlog: Backlog::new(bounds), closed: None, waiting: None, wanting: None };
        Arc::new(Self { state: Mutex::new(state), merged: AtomicU64::new(0) })
    }

    /// Hands over a change of a topic, or counts it as missed in `lane`. Returns true if it was handed over.
    pub fn change(&self, lane: &mut Lane, weight: u64, message: &Bytes) -> bool {
        let mut state = self.state();
        // Whoever waits for a snapshot waits because of us only while there would be room for one.
        let room = if matches!(lane, Lane::Following) { state.backlog.fits() } else { state.backlog.has_room() };
        let fits = room && state.closed.is_none();
        let taken = lane.change(weight, fits) && state.push(message);
        if taken {
            wake(state);
        } else if matches!(lane, Lane::Behind { .. }) {
            self.merged.fetch_add(weight, Ordering::Relaxed);
        }
        taken
    }

    /// True if so little waits that an owed snapshot is worth making.
    pub fn has_room(&self) -> bool {
        let state = self.state();
        state.backlog.has_room() && state.closed.is_none()
    }

    /// Hands over what must not be merged; closes the reader if it does not fit.
    pub fn note(&self, message: Bytes) {
        let mut state = self.state();
        if state.closed.is_none() && !state.push(&message) {
            state.close(Closed::TooSlow);
        }
        wake(state);
    }

    /// Ends delivery; what waits is dropped.
    pub fn close(&self, why: Closed) {
        let mut state = self.state();
        state.close(why);
        let wanting = state.wanting.take();
        wake(state);
        wanting.into_iter().for_each(Waker::wake);
    }

    /// True once nothing more is delivered.
    pub fn is_closed(&self) -> bool {
        self.state().closed.is_some()
    }

    /// Waits until something is there and moves some messages to `out`: at least one, then not beyond `most_bytes`. One
    /// caller at a time; dropped while it waits, it has taken nothing.
    pub async fn take(&self, out: &mut Vec<Bytes>, most_bytes: usize) -> Result<(), Closed> {
        poll_fn(|context| self.poll_take(context, out, most_bytes)).await
    }

    fn poll_take(&self, context: &Context<'_>, out: &mut Vec<Bytes>, most_bytes: usize) -> Poll<Result<(), Closed>> {
        let mut state = self.state();
        if let Some(why) = state.closed {
            return Poll::Ready(Err(why));
        }
        if state.queue.is_empty() {
            state.waiting = Some(context.waker().clone());
            return Poll::Pending;
        }
        state.pop(out, most_bytes);
        if state.backlog.has_room() {
            give_way(state);
        }
        Poll::Ready(Ok(()))
    }

    /// Waits until so little waits that more is worth handing over. False if nothing more is delivered. One caller at a time.
    pub async fn room(&self) -> bool {
        poll_fn(|context| {
            let mut state = self.state();
            if state.closed.is_some() || state.backlog.has_room() {
                return Poll::Ready(state.closed.is_none());
            }
            state.wanting = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// Messages that wait.
    pub fn waiting(&self) -> usize {
        self.state().backlog.messages()
    }

    /// Changes that were merged for this reader.
    pub fn merged(&self) -> u64 {
        self.merged.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes whoever waits, after the lock is given back: they need it at once.
fn wake(mut state: MutexGuard<'_, State>) {
    let waiting = state.waiting.take();
    drop(state);
    if let Some(waiting) = waiting {
        waiting.wake();
    }
}

/// Wakes whoever waits for room, likewise.
fn give_way(mut state: MutexGuard<'_, State>) {
    let wanting = state.wanting.take();
    drop(state);
    wanting.into_iter().for_each(Waker::wake);
}

impl State {
    fn push(&mut self, message: &Bytes) -> bool {
        let fits = self.backlog.add(message.len());
        if fits {
            self.queue.push_back(message.clone());
        }
        fits
    }

    fn pop(&mut self, out: &mut Vec<Bytes>, most_bytes: usize) {
        let mut bytes = 0;
        while self.queue.front().is_some_and(|next| bytes == 0 || bytes + next.len() <= most_bytes) {
            let Some(message) = self.queue.pop_front() else { break };
            bytes += message.len();
            self.backlog.remove(message.len());
            out.push(message);
        }
        if self.queue.is_empty() && self.queue.capacity() > 64 {
            self.queue.shrink_to(16);
        }
    }

    fn close(&mut self, why: Closed) {
        self.closed.get_or_insert(why);
        self.queue = VecDeque::new();
    }
}

/// One reader of one topic.
#[derive(Debug)]
pub(crate) struct Follower {
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) lane: Lane,
}

impl Follower {
    pub(crate) const fn new(outbox: Arc<Outbox>) -> Self {
        Self { outbox, lane: Lane::Joining }
    }

    /// True if a snapshot is owed and there is room for it.
    pub(crate) fn is_ready(&self) -> bool {
        self.lane.owed().is_some() && self.outbox.has_room()
    }

    /// Hands over the owed snapshot, if one is owed and there is room. Returns false if one is still owed.
    pub(crate) fn catch_up(&mut self, snapshot: impl FnOnce(u64) -> Bytes) -> bool {
        let Some(merged) = self.lane.owed() else { return true };
        if !self.outbox.has_room() {
            return false;
        }
        self.outbox.note(snapshot(merged));
        self.lane.caught_up();
        true
    }
}

/// Adds a follower; one that follows already is owed a fresh snapshot instead.
pub(crate) fn follow(followers: &mut Vec<Follower>, outbox: Arc<Outbox>) {
    match followers.iter_mut().find(|held| Arc::ptr_eq(&held.outbox, &outbox)) {
        Some(held) => held.lane.restart(),
        None => followers.push(Follower::new(outbox)),
    }
}

/// Removes a follower and those whose readers are gone.
pub(crate) fn unfollow(followers: &mut Vec<Follower>, outbox: Option<&Arc<Outbox>>) {
    followers.retain(|held| !held.outbox.is_closed() && !outbox.is_some_and(|outbox| Arc::ptr_eq(&held.outbox, outbox)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Bounds = Bounds { soft_messages: 2, soft_bytes: 1_000, hard_messages: 4, hard_bytes: 2_000 };

    fn message(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[tokio::test]
    async fn a_slow_reader_gets_a_snapshot_with_the_count_of_what_it_missed() {
        let outbox = Outbox::new(SMALL);
        let mut follower = Follower::new(outbox.clone());
        assert!(follower.catch_up(|merged| Bytes::from(format!("snapshot {merged}"))));
        for text in ["1", "2", "3"] {
            outbox.change(&mut follower.lane, 1, &message(text));
        }
        assert!(!follower.catch_up(|_| unreachable!("no room yet")));
        let mut got = Vec::new();
        outbox.take(&mut got, 1_000).await.unwrap();
        assert!(follower.catch_up(|merged| Bytes::from(format!("snapshot {merged}"))));
        outbox.take(&mut got, 1_000).await.unwrap();
        assert_eq!(got, ["snapshot 0", "1", "snapshot 2"]);
        assert_eq!(outbox.merged(), 2);
    }

    #[tokio::test]
    async fn what_cannot_be_merged_closes_a_reader_that_does_not_read() {
        let outbox = Outbox::new(SMALL);
        for _ in 0..5 {
            outbox.note(message("answer"));
        }
        assert_eq!(outbox.take(&mut Vec::new(), 1_000).await, Err(Closed::TooSlow));
        assert!(outbox.is_closed());
    }

    #[test]
    fn following_twice_owes_a_fresh_snapshot() {
        let outbox = Outbox::new(SMALL);
        let mut followers = Vec::new();
        follow(&mut followers, outbox.clone());
        followers[0].lane.caught_up();
        follow(&mut followers, outbox.clone());
        assert_eq!((followers.len(), followers[0].lane.owed()), (1, Some(0)));
        unfollow(&mut followers, Some(&outbox));
        assert!(followers.is_empty());
    }
}
