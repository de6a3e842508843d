//! What is known of an account, and who is told? Only what the journal has taken.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;
use twinline_core::account::{AccountEnvelope, AccountState, AccountStatus};
use twinline_model::{AccountId, Cursor, DeadManState, Freshness, Timestamp};

use super::waiting::Waiting;
use crate::board::Board;
use crate::clock::now;
use crate::config::Money;
use crate::outbox::Outbox;
use crate::system::System;
use crate::topic::Topic;
use crate::wire::{AccountRow, AccountSnapshot, AnnouncementKind, Delivery, EventRow, Kind, PositionRow, StateKind, StateNote, to_bytes};

/// Events that are kept ready for readers who come back; older ones are in the journal.
const RECENT: usize = 2_048;
/// Receipts of repairs that are kept.
const REPAIRS: usize = 1_000;

/// An account as everybody but its owner sees it. Written as the journal takes what happened, read by anybody.
pub(crate) struct Published {
    inner: Mutex<Inner>,
    /// Counts whatever may have changed, for whoever wants the latest state and nothing in between.
    changes: watch::Sender<u64>,
}

/// Whose events they are.
#[derive(Debug, Clone)]
pub(crate) struct Whose {
    pub account: AccountId,
    pub venue: String,
    pub money: Money,
}

struct Inner {
    whose: Whose,
    board: Arc<Board>,
    system: Arc<System>,
    /// What was announced last: why new orders are refused, and whether the kill switch is on.
    announced: (Option<String>, bool),
    /// The dead-man's switch as whoever looks at all accounts saw it last.
    guarded: DeadManState,
    topic: String,
    state: AccountState,
    cursor: Cursor,
    recent: VecDeque<(Cursor, Bytes)>,
    repairs: VecDeque<EventRow>,
    followers: Vec<Arc<Outbox>>,
    status: Option<AccountStatus>,
    /// What the readers were told last of how the account stands, and why.
    told: Option<(Freshness, Option<String>)>,
    /// Why nothing is known, while nothing is.
    absent: String,
    /// Why what happens is not kept, while it is not.
    unkept: Option<String>,
    waiting: Waiting,
}

impl std::fmt::Debug for Published {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Published").field("cursor", &self.inner().cursor).finish_non_exhaustive()
    }
}

/// Where somebody who comes back stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Follows from now on.
    Follows,
    /// Needs what lies between its place and this one first.
    Behind(Cursor),
    /// Its place is not of this history.
    Elsewhere,
}

impl Published {
    /// An account with what the journal says of the time before, and its place there; it ends with `recent`.
    pub(crate) fn new(
        whose: Whose,
        known: (AccountState, Cursor),
        recent: &[(Cursor, AccountEnvelope)],
        board: Arc<Board>,
        system: Arc<System>,
    ) -> Self {
        let (state, cursor) = known;
        let mut inner = Inner {
            topic: Topic::Account(whose.account.clone()).to_string(),
            whose,
            board,
            system,
            announced: (None, state.killed()),
            guarded: state.dead_man().state,
            cursor,
            state,
            recent: VecDeque::new(),
            repairs: VecDeque::new(),
            followers: Vec::new(),
            status: None,
            told: None,
            absent: "the account has not begun yet".to_owned(),
            unkept: None,
            waiting: Waiting::default(),
        };
        for (cursor, envelope) in recent {
            inner.keep_recent(*cursor, envelope);
        }
        inner.board.account(inner.row());
        Self { inner: Mutex::new(inner), changes: watch::Sender::new(0) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the journal has taken, in order, and tells it.
    pub(crate) fn publish(&self, entries: &[(Cursor, AccountEnvelope)]) {
        let mut inner = self.inner();
        for (cursor, envelope) in entries {
            inner.state.apply(envelope);
            inner.cursor = *cursor;
            let message = inner.keep_recent(*cursor, envelope);
            for follower in &inner.followers {
                follower.note(message.clone());
            }
        }
        inner.followers.retain(|follower| !follower.is_closed());
        if inner.state.killed() != inner.announced.1 || inner.state.dead_man().state != inner.guarded {
            inner.tell_boards();
        }
        release(inner);
        self.changed();
    }

    /// Tells of changes, many at once; what they are is looked up.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// How the account stands now. Readers of its events hear of it if it is news to them: not with each order that opens or
    /// ends, which its event says.
    pub(crate) fn status(&self, status: AccountStatus) {
        let mut inner = self.inner();
        inner.status = Some(status);
        let row = inner.row();
        if inner.told.as_ref().is_some_and(|told| *told == standing(&row)) {
            inner.tell_boards();
        } else {
            inner.tell_state();
        }
        drop(inner);
        self.changed();
    }

    /// Nothing has changed, and this is how old that is: whoever looks at a quiet account sees that it is.
    pub(crate) fn heard(&self, at: Timestamp) {
        let mut inner = self.inner();
        if let Some(status) = &mut inner.status {
            status.heard_at = Some(at);
            inner.tell_state();
        }
    }

    /// Says why what happens is not kept, or that it is again.
    pub(crate) fn unkept(&self, why: Option<String>) {
        let mut inner = self.inner();
        if inner.unkept != why {
            inner.unkept = why;
            inner.tell_state();
        }
        release(inner);
        self.changed();
    }

    /// Says why nothing is known of the account.
    pub(crate) fn absent(&self, why: String) {
        let mut inner = self.inner();
        inner.absent = why;
        inner.status = None;
        inner.tell_state();
        drop(inner);
        self.changed();
    }

    /// Runs `tell` once everything up to `seq` is published; at once if it is, or if nothing is kept at present. If too many wait,
    /// whoever waited longest is told.
    pub(crate) fn when(&self, seq: u64, tell: Box<dyn FnOnce() + Send>) {
        let mut inner = self.inner();
        inner.waiting.push(seq, tell);
        release(inner);
    }

    /// The account and how it is.
    pub(crate) fn row(&self) -> AccountRow {
        self.inner().row()
    }

    /// Everything, and its place in the history.
    pub(crate) fn snapshot(&self) -> (Cursor, AccountSnapshot) {
        let inner = self.inner();
        (inner.cursor, inner.snapshot())
    }

    /// Looks at what is known.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&AccountState) -> T) -> T {
        look(&self.inner().state)
    }

    /// Everything that is known, and its place in the history.
    pub(crate) fn place(&self) -> (Cursor, AccountState) {
        let inner = self.inner();
        (inner.cursor, inner.state.clone())
    }

    /// Where the history ends.
    pub(crate) fn head(&self) -> Cursor {
        self.inner().cursor
    }

    /// Receipts of repairs, newest first.
    pub(crate) fn repairs(&self) -> Vec<EventRow> {
        self.inner().repairs.iter().rev().cloned().collect()
    }

    /// Begins to follow with a snapshot.
    pub(crate) fn join(&self, outbox: &Arc<Outbox>) {
        let mut inner = self.inner();
        let snapshot = inner.snapshot();
        outbox.note(inner.delivery(Kind::Snapshot, inner.cursor, None, None, None, Some(snapshot)));
        inner.add(outbox);
    }

    /// Begins to follow from a place, if that is near enough; the events since then are handed over.
    pub(crate) fn rejoin(&self, outbox: &Arc<Outbox>, from: Cursor) -> Standing {
        let mut inner = self.inner();
        if from.seq > inner.cursor.seq || (from.seq == inner.cursor.seq && from != inner.cursor) {
            return Standing::Elsewhere;
        }
        let place = inner.recent.iter().position(|(cursor, _)| cursor.seq == from.seq);
        match place {
            _ if from == inner.cursor => {}
            Some(at) if inner.recent[at].0 == from => {
                for (_, message) in inner.recent.iter().skip(at + 1) {
                    outbox.note(message.clone());
                }
            }
            Some(_) => return Standing::Elsewhere,
            None => return Standing::Behind(inner.cursor),
        }
        inner.add(outbox);
        Standing::Follows
    }

    /// Ends following.
    pub(crate) fn leave(&self, outbox: &Arc<Outbox>) {
        self.inner().followers.retain(|held| !held.is_closed() && !Arc::ptr_eq(held, outbox));
    }

    /// An event of the journal as it would have been told.
    pub(crate) fn message(&self, cursor: Cursor, envelope: &AccountEnvelope) -> Bytes {
        self.inner().event(cursor, envelope)
    }
}

/// Positions that are not flat, each with what protects it.
pub(crate) fn open_positions(state: &AccountState) -> Vec<PositionRow> {
    let open = state.positions().filter(|position| !position.qty.is_zero());
    open.map(|position| PositionRow::within(state, position)).collect()
}

/// Tells whoever waits for what is published by now, after the lock is given back.
fn release(mut inner: MutexGuard<'_, Inner>) {
    let (reached, open) = (inner.cursor.seq, inner.unkept.is_some());
    let due = inner.waiting.due(reached, open);
    drop(inner);
    for tell in due {
        tell();
    }
}

impl Inner {
    fn add(&mut self, outbox: &Arc<Outbox>) {
        if !self.followers.iter().any(|held| Arc::ptr_eq(held, outbox)) {
            self.followers.push(outbox.clone());
        }
    }

    fn keep_recent(&mut self, cursor: Cursor, envelope: &AccountEnvelope) -> Bytes {
        let message = self.event(cursor, envelope);
        self.recent.push_back((cursor, message.clone()));
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        if envelope.event.name() == "repaired" {
            self.repairs.push_back(EventRow::new(cursor, envelope));
            if self.repairs.len() > REPAIRS {
                self.repairs.pop_front();
            }
        }
        message
    }

    fn event(&self, cursor: Cursor, envelope: &AccountEnvelope) -> Bytes {
        let row = EventRow::new(cursor, envelope);
        self.delivery(Kind::Event, cursor, row.source, row.ts_venue, Some(row.ts_recv), Some(row.data))
    }

    fn delivery<D: serde::Serialize>(
        &self,
        kind: Kind,
        cursor: Cursor,
        source: Option<twinline_model::Source>,
        ts_venue: Option<Timestamp>,
        ts_recv: Option<Timestamp>,
        data: Option<D>,
    ) -> Bytes {
        to_bytes(&Delivery {
            kind,
            topic: &self.topic,
            epoch: cursor.epoch,
            seq: cursor.seq,
            freshness: self.status.as_ref().map_or(Freshness::Down, |status| status.freshness),
            source,
            ts_venue,
            ts_recv,
            ts_emit: now(),
            merged: 0,
            data,
        })
    }

    fn row(&self) -> AccountRow {
        let mut row = AccountRow::new(self.whose.account.as_str(), &self.whose.venue, self.whose.money, self.status.as_ref(), &self.absent);
        row.killed = self.state.killed();
        row.dead_man = self.state.dead_man().state;
        if let Some(why) = &self.unkept {
            row.blocked = Some(why.clone());
        }
        row
    }

    fn snapshot(&self) -> AccountSnapshot {
        AccountSnapshot {
            account: self.row(),
            orders: self.state.open_orders().map(Into::into).collect(),
            positions: open_positions(&self.state),
            brackets: self.state.live_brackets().map(Into::into).collect(),
            balances: self.state.balances().map(Into::into).collect(),
            settings: self.state.settings().map(Into::into).collect(),
            dead_man: self.state.dead_man().into(),
        }
    }

    /// Whoever looks at all accounts sees this one as it is, and hears of what people must know.
    fn tell_boards(&mut self) {
        let row = self.row();
        let (whose, now) = (Some((row.account.as_str(), row.venue.as_str())), (row.blocked.clone(), row.killed));
        let before = std::mem::replace(&mut self.announced, now);
        if row.blocked != before.0 {
            match &row.blocked {
                Some(why) => self.system.announce(AnnouncementKind::Blocked, whose, why.clone()),
                None => self.system.announce(AnnouncementKind::Unblocked, whose, "orders are taken again".to_owned()),
            }
        }
        match (before.1, row.killed) {
            (false, true) => self.system.announce(AnnouncementKind::KillSwitchOn, whose, "only what reduces is sent".to_owned()),
            (true, false) => self.system.announce(AnnouncementKind::KillSwitchOff, whose, "orders are sent again".to_owned()),
            (true, true) | (false, false) => {}
        }
        self.guarded = row.dead_man;
        self.board.account(row);
    }

    fn tell_state(&mut self) {
        self.tell_boards();
        let row = self.row();
        let (freshness, reason) = standing(&row);
        let message = to_bytes(&StateNote {
            kind: StateKind::State,
            topic: &self.topic,
            epoch: self.cursor.epoch,
            seq: self.cursor.seq,
            freshness,
            reason: reason.as_deref(),
            expected: None,
            got: None,
            ts_recv: row.heard_at,
            ts_emit: now(),
        });
        for follower in &self.followers {
            follower.note(message.clone());
        }
        self.told = Some((freshness, reason));
    }
}

/// How an account stands, and why, in the words of its topic.
fn standing(row: &AccountRow) -> (Freshness, Option<String>) {
    (row.freshness, row.blocked.as_ref().or(row.reason.as_ref()).cloned())
}

#[cfg(test)]
#[path = "published_tests.rs"]
mod tests;
