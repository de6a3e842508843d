//! Who follows this topic, and what are they owed?

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use twinline_core::feed::Lane;
use twinline_core::session::{ChannelStatus, StreamState};
use twinline_model::{BookChange, Cursor, Duration, Envelope, Freshness, MarketEvent, Source, Timestamp};
use twinline_venue::Sub;

use crate::outbox::{Follower, Outbox, follow, unfollow};
use crate::topic::Topic;
use crate::wire::{Delivery, Kind, MarketData, ServerNote, StateKind, StateNote, to_bytes};

/// How long a stream is held after it was asked for over HTTP.
const HELD_FOR: Duration = Duration::from_secs(60);
/// How long the session may take to say something of a stream that it was just told of.
const SETTLING: Duration = Duration::from_millis(500);
/// Trades that one message shows; more are counted as merged.
const SHOWN_TRADES: usize = 100;

/// One topic: where its history stands, how fresh it is, and who follows.
#[derive(Debug)]
pub(super) struct Feed {
    topic: String,
    cursor: Cursor,
    freshness: Freshness,
    reason: Option<String>,
    gap: Option<(String, String)>,
    last_recv: Option<Timestamp>,
    followers: Vec<Follower>,
    held_until: Option<Timestamp>,
    /// Held by the configuration.
    pub(super) watched: bool,
    /// Held for somebody in this process.
    pub(super) tapped: bool,
    /// Since when the session knows that it is wanted.
    pub(super) wanted: Option<Timestamp>,
}

/// What became of one change.
#[derive(Debug, Default)]
pub(super) struct Handed {
    pub(super) delivered: u64,
    pub(super) merged: u64,
    /// Somebody is owed a snapshot now.
    pub(super) owing: bool,
    /// The history began anew for everybody.
    pub(super) restarted: bool,
}

impl Feed {
    pub(super) fn new(sub: &Sub, epoch: u64) -> Self {
        let topic = match &sub.instrument {
            Some(instrument) => Topic::Market { instrument: instrument.clone(), channel: sub.channel }.to_string(),
            None => sub.channel.to_string(),
        };
        Self {
            topic,
            cursor: Cursor { epoch, seq: 0 },
            freshness: Freshness::Down,
            reason: None,
            gap: None,
            last_recv: None,
            followers: Vec::new(),
            held_until: None,
            watched: false,
            tapped: false,
            wanted: None,
        }
    }

    /// Where its history stands, as its readers see it.
    pub(super) const fn cursor(&self) -> Cursor {
        self.cursor
    }

    pub(super) fn follow(&mut self, outbox: Arc<Outbox>, state: Option<&StreamState>) {
        if let Some(state) = state {
            self.cursor = state.cursor;
            self.freshness = state.freshness;
        }
        follow(&mut self.followers, outbox);
    }

    pub(super) fn unfollow(&mut self, outbox: &Arc<Outbox>) {
        unfollow(&mut self.followers, Some(outbox));
    }

    pub(super) fn hold_until(&mut self, now: Timestamp) {
        self.held_until = Some(now + HELD_FOR);
    }

    /// There is no such instrument after all: whoever took it on trust is told.
    pub(super) fn refuse(&mut self) {
        let detail = "the venue has no such instrument".to_owned();
        let message = to_bytes(&ServerNote::Error { id: None, code: "unknown_instrument", detail, topic: Some(&self.topic) });
        for follower in self.followers.drain(..) {
            follower.outbox.note(message.clone());
        }
        self.watched = false;
        self.tapped = false;
        self.held_until = None;
    }

    /// True if somebody or something needs the stream.
    pub(super) fn is_needed(&self) -> bool {
        self.watched || self.tapped || self.held_until.is_some() || !self.followers.is_empty()
    }

    /// True if nothing would be lost by forgetting the feed.
    pub(super) fn is_idle(&self) -> bool {
        !self.is_needed() && self.wanted.is_none()
    }

    /// Forgets readers that left and interest that ran out. Returns true if the need for the stream changed.
    pub(super) fn forget(&mut self, now: Timestamp) -> bool {
        let needed = self.is_needed();
        unfollow(&mut self.followers, None);
        if self.held_until.is_some_and(|until| until <= now) {
            self.held_until = None;
        }
        needed != self.is_needed()
    }

    /// Tells the followers of a change: it is written once for all of them.
    pub(super) fn publish(&mut self, envelope: &Envelope<MarketEvent>) -> Handed {
        let whole = matches!(&envelope.event, MarketEvent::Book(BookChange { whole: true, .. }));
        let chained = self.cursor.epoch == envelope.cursor.epoch && self.cursor.seq + 1 == envelope.cursor.seq;
        self.cursor = envelope.cursor;
        self.last_recv = Some(envelope.ts_recv);
        let mut handed = Handed::default();
        if self.followers.is_empty() {
            return handed;
        }
        if !chained && !whole {
            // The history began anew, and a change alone does not say what it begins with.
            self.followers.iter_mut().for_each(|follower| follower.lane.restart());
            handed.restarted = true;
        }
        let (kind, weight) = (if whole { Kind::Snapshot } else { Kind::Event }, weight(&envelope.event));
        let wanted = self.followers.iter().any(|follower| follower.lane.owed().is_none());
        let message = if wanted { self.written(kind, envelope) } else { Bytes::new() };
        for follower in &mut self.followers {
            let delivered = follower.outbox.change(&mut follower.lane, weight, &message);
            handed.delivered += u64::from(delivered);
            handed.merged += if matches!(follower.lane, Lane::Behind { .. }) { weight } else { 0 };
            handed.owing |= follower.lane.owed().is_some();
        }
        handed
    }

    fn written(&self, kind: Kind, envelope: &Envelope<MarketEvent>) -> Bytes {
        to_bytes(&Delivery {
            kind,
            topic: &self.topic,
            epoch: envelope.cursor.epoch,
            seq: envelope.cursor.seq,
            freshness: self.freshness,
            source: Some(envelope.source),
            ts_venue: envelope.ts_venue,
            ts_recv: Some(envelope.ts_recv),
            ts_emit: envelope.ts_emit,
            merged: beyond_what_is_shown(&envelope.event),
            data: MarketData::of(&envelope.event),
        })
    }

    /// Tells the followers how fresh the topic is, if that is news.
    pub(super) fn state(&mut self, now: Timestamp, status: &ChannelStatus) {
        self.last_recv = status.last_recv.or(self.last_recv);
        if (self.freshness, &self.reason, &self.gap) == (status.freshness, &status.reason, &status.gap) {
            return;
        }
        self.freshness = status.freshness;
        self.reason.clone_from(&status.reason);
        self.gap.clone_from(&status.gap);
        if self.followers.iter().any(|follower| follower.lane.owed().is_none()) {
            let message = self.note(now);
            for follower in self.followers.iter_mut().filter(|follower| follower.lane.owed().is_none()) {
                follower.outbox.change(&mut follower.lane, 0, &message);
            }
        }
    }

    fn note(&self, at: Timestamp) -> Bytes {
        to_bytes(&StateNote {
            kind: StateKind::State,
            topic: &self.topic,
            epoch: self.cursor.epoch,
            seq: self.cursor.seq,
            freshness: self.freshness,
            reason: self.reason.as_deref(),
            expected: self.gap.as_ref().map(|gap| gap.0.as_str()),
            got: self.gap.as_ref().map(|gap| gap.1.as_str()),
            ts_recv: self.last_recv,
            ts_emit: at,
        })
    }

    /// Gives snapshots to those who are owed one and have room. Returns true if nobody is owed one any more. The state is
    /// asked for only if somebody can take it: whoever has stopped reading costs the others no copy of a book.
    pub(super) fn serve(&mut self, now: Timestamp, state: impl FnOnce() -> Option<StreamState>) -> bool {
        unfollow(&mut self.followers, None);
        if !self.followers.iter().any(Follower::is_ready) {
            return self.followers.iter().all(|follower| follower.lane.owed().is_none());
        }
        let state = state();
        if state.is_none() && self.wanted.is_some_and(|since| now - since < SETTLING) {
            return false;
        }
        let state = state.unwrap_or_else(|| self.nothing_known());
        self.cursor = state.cursor;
        self.freshness = state.freshness;
        self.reason.clone_from(&state.reason);
        let mut written: BTreeMap<u64, Bytes> = BTreeMap::new();
        let note = (self.freshness != Freshness::Live && self.reason.is_some()).then(|| self.note(now));
        let mut served = true;
        for follower in &mut self.followers {
            let owed = follower.lane.owed().is_some();
            let given =
                follower.catch_up(|merged| written.entry(merged).or_insert_with(|| snapshot(&self.topic, now, &state, merged)).clone());
            served &= given;
            if let (true, true, Some(note)) = (owed, given, &note) {
                follower.outbox.note(note.clone());
            }
        }
        served
    }

    fn nothing_known(&self) -> StreamState {
        StreamState {
            cursor: self.cursor,
            freshness: self.freshness,
            reason: self.reason.clone(),
            source: None,
            ts_venue: None,
            ts_recv: None,
            event: None,
        }
    }
}

fn snapshot(topic: &str, now: Timestamp, state: &StreamState, missed: u64) -> Bytes {
    let source: Option<Source> = state.source;
    to_bytes(&Delivery {
        kind: Kind::Snapshot,
        topic,
        epoch: state.cursor.epoch,
        seq: state.cursor.seq,
        freshness: state.freshness,
        source,
        ts_venue: state.ts_venue,
        ts_recv: state.ts_recv,
        ts_emit: now,
        merged: state.event.as_ref().map_or(missed, |event| not_shown(event, missed)),
        data: state.event.as_ref().and_then(MarketData::of),
    })
}

/// What a change counts when it is merged: one, or as many as there are trades.
fn weight(event: &MarketEvent) -> u64 {
    match event {
        MarketEvent::Trades(trades) => trades.len() as u64,
        _ => 1,
    }
}

/// Trades of one event that its message does not show; everything else is shown whole.
fn beyond_what_is_shown(event: &MarketEvent) -> u64 {
    match event {
        MarketEvent::Trades(trades) => trades.len().saturating_sub(SHOWN_TRADES) as u64,
        _ => 0,
    }
}

/// Of `missed` changes, how many a message with this data does not show. Trades that are shown are not missed.
fn not_shown(event: &MarketEvent, missed: u64) -> u64 {
    match event {
        MarketEvent::Trades(trades) => missed.saturating_sub(trades.len().min(SHOWN_TRADES) as u64),
        _ => missed,
    }
}

#[cfg(test)]
mod tests;
