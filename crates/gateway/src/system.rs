//! What happened to the gateway itself? Told as topic `system`; the last announcements are kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use twinline_model::{Freshness, Timestamp};

use crate::audience::Audience;
use crate::clock::now;
use crate::outbox::Outbox;
use crate::tokens::Grant;
use crate::wire::{Announcement, AnnouncementKind, Delivery, Kind, SystemChange, SystemSnapshot, to_bytes};

/// Announcements that are kept.
const KEPT: usize = 200;

/// What happened to the gateway, and who is told. Locked for moments only.
#[derive(Debug)]
pub(crate) struct System {
    epoch: u64,
    version: &'static str,
    started_at: Timestamp,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    seq: u64,
    kept: VecDeque<Announcement>,
    audience: Audience,
}

impl System {
    /// A gateway that starts.
    pub(crate) fn new(epoch: u64, version: &'static str, now: Timestamp) -> Self {
        let system = Self { epoch, version, started_at: now, state: Mutex::default() };
        system.announce(AnnouncementKind::Started, None, format!("version {version} started"));
        system
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody who may see that account; what concerns no account, everybody.
    pub(crate) fn announce(&self, kind: AnnouncementKind, account: Option<(&str, &str)>, text: String) {
        let at = now();
        let mut state = self.state();
        state.seq += 1;
        let (account, venue) = (account.map(|(account, _)| account.to_owned()), account.map(|(_, venue)| venue.to_owned()));
        let row = Announcement { id: state.seq, at, kind, account, venue, text };
        state.kept.push_front(row.clone());
        state.kept.truncate(KEPT);
        let seq = state.seq;
        let told = |grant: Option<&Grant>| Some(row.clone()).filter(|row| seen(grant, row)).into_iter().collect();
        state.audience.tell(|grant| self.message(Kind::Event, seq, 0, at, SystemChange { announcements: told(grant) }));
        self.serve(&mut state, at);
    }

    /// A reader begins; it is given a snapshot at once.
    pub(crate) fn follow(&self, outbox: Arc<Outbox>, grant: Option<Arc<Grant>>) {
        let mut state = self.state();
        state.audience.follow(outbox, grant);
        self.serve(&mut state, now());
    }

    /// A reader ends.
    pub(crate) fn unfollow(&self, outbox: &Arc<Outbox>) {
        self.state().audience.unfollow(Some(outbox));
    }

    /// Readers that had no room are looked at again.
    pub(crate) fn tend(&self, now: Timestamp) {
        self.serve(&mut self.state(), now);
    }

    fn serve(&self, state: &mut State, at: Timestamp) {
        let State { seq, kept, audience } = state;
        audience.catch_up(|grant, merged| {
            let announcements = kept.iter().filter(|row| seen(grant, row)).cloned().collect();
            let data = SystemSnapshot { version: self.version.to_owned(), started_at: self.started_at, announcements };
            self.message(Kind::Snapshot, *seq, merged, at, data)
        });
    }

    fn message<D: Serialize>(&self, kind: Kind, seq: u64, merged: u64, at: Timestamp, data: D) -> bytes::Bytes {
        to_bytes(&Delivery {
            kind,
            topic: "system",
            epoch: self.epoch,
            seq,
            freshness: Freshness::Live,
            source: None,
            ts_venue: None,
            ts_recv: Some(at),
            ts_emit: at,
            merged,
            data: Some(data),
        })
    }
}

fn seen(grant: Option<&Grant>, row: &Announcement) -> bool {
    match (grant, &row.account, &row.venue) {
        (Some(grant), Some(account), Some(venue)) => grant.sees(account, venue),
        _ => true,
    }
}
