//! How are the ways to the venues, and the accounts? One board for all of them, read over HTTP and followed as topic `connections`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde::Serialize;
use twinline_core::limits::{BucketStatus, Budget};
use twinline_core::session::{ChannelStatus, Counters, LinkStatus, VenueStatus};
use twinline_model::{Freshness, RepairReceipt, Timestamp, Transport};
use twinline_venue::{Scope, Sub};

use crate::audience::Audience;
use crate::config::{Money, VenueSettings};
use crate::outbox::Outbox;
use crate::system::System;
use crate::tokens::Grant;
use crate::wire::{
    AccountRow, ChannelKey, ChannelRow, Connections, ConnectionsChange, ConnectionsSnapshot, CountersRow, Delivery, Kind, LimitRow,
    LinkRow, Polling, RepairRow, VenueState, to_bytes,
};

/// Receipts that are kept.
const MAX_REPAIRS: usize = 1_000;
/// Receipts that a snapshot of the topic shows.
const SHOWN_REPAIRS: usize = 20;

/// The state of every venue, socket, channel and budget. Locked for moments only; nothing waits while it is held.
#[derive(Debug)]
pub struct Board {
    epoch: u64,
    state: Mutex<State>,
    /// Readers of both are looked after together.
    system: Arc<System>,
}

#[derive(Debug, Default)]
struct State {
    seq: u64,
    venues: BTreeMap<String, Venue>,
    repairs: VecDeque<RepairRow>,
    changed: Changed,
    accounts: BTreeMap<String, AccountRow>,
    audience: Audience,
}

#[derive(Debug)]
struct Venue {
    money: Money,
    status: VenueStatus,
    links: BTreeMap<String, LinkStatus>,
    channels: BTreeMap<Sub, ChannelStatus>,
    limits: Vec<LimitRow>,
}

/// What changed since the last flush.
#[derive(Debug, Default)]
struct Changed {
    venues: BTreeSet<String>,
    links: BTreeSet<(String, String)>,
    channels: BTreeSet<(String, Sub)>,
    accounts: BTreeSet<String>,
    removed: BTreeSet<ChannelKey>,
    repairs: Vec<RepairRow>,
    limits: BTreeSet<String>,
    counters: bool,
}

impl Board {
    /// A board that shows these venues as not connected yet.
    pub(crate) fn new(epoch: u64, venues: &[VenueSettings], now: Timestamp, system: Arc<System>) -> Self {
        let rows = venues.iter().map(|venue| (venue.venue.clone(), Venue::new(venue.money, now)));
        Self { epoch, state: Mutex::new(State { venues: rows.collect(), ..State::default() }), system }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A venue's state changed.
    pub(crate) fn venue(&self, venue: &str, status: VenueStatus) {
        let mut state = self.state();
        let Some(held) = state.venues.get_mut(venue) else { return };
        let counters = held.status.counters != status.counters;
        let shown = (held.status.freshness, held.status.transport, &held.status.reason, held.status.since, held.status.next_try_at)
            != (status.freshness, status.transport, &status.reason, status.since, status.next_try_at);
        held.status = status;
        state.changed.counters |= counters;
        if shown {
            state.changed.venues.insert(venue.to_owned());
        }
    }

    /// A socket's state changed.
    pub(crate) fn link(&self, venue: &str, status: LinkStatus) {
        let mut state = self.state();
        let Some(held) = state.venues.get_mut(venue) else { return };
        let key = (venue.to_owned(), status.name.clone());
        if held.links.get(&status.name) != Some(&status) {
            held.links.insert(status.name.clone(), status);
            state.changed.links.insert(key);
        }
    }

    /// A channel's state changed.
    pub(crate) fn channel(&self, venue: &str, status: ChannelStatus) {
        let mut state = self.state();
        let Some(held) = state.venues.get_mut(venue) else { return };
        let key = (venue.to_owned(), status.sub.clone());
        if held.channels.get(&status.sub) != Some(&status) {
            held.channels.insert(status.sub.clone(), status);
            state.changed.channels.insert(key);
        }
    }

    /// An account's state changed, or is told for the first time.
    pub(crate) fn account(&self, row: AccountRow) {
        let mut state = self.state();
        if state.accounts.get(&row.account) != Some(&row) {
            state.changed.accounts.insert(row.account.clone());
            state.accounts.insert(row.account.clone(), row);
        }
    }

    /// A channel is not held any more.
    pub(crate) fn channel_gone(&self, venue: &str, sub: &Sub) {
        let mut state = self.state();
        if state.venues.get_mut(venue).and_then(|held| held.channels.remove(sub)).is_some() {
            state.changed.channels.remove(&(venue.to_owned(), sub.clone()));
            state.changed.removed.insert(ChannelKey {
                venue: venue.to_owned(),
                instrument: sub.instrument.clone(),
                channel: sub.channel.to_string(),
            });
        }
    }

    /// A gap was closed.
    pub(crate) fn repair(&self, receipt: &RepairReceipt) {
        let row = RepairRow::new(receipt);
        let mut state = self.state();
        state.repairs.push_front(row.clone());
        state.repairs.truncate(MAX_REPAIRS);
        state.changed.repairs.insert(0, row);
        state.changed.repairs.truncate(MAX_REPAIRS);
    }

    /// A venue's budget as it stands.
    pub(crate) fn budget(&self, venue: &str, now: Timestamp, budget: &Budget) {
        let mut state = self.state();
        let Some(held) = state.venues.get_mut(venue) else { return };
        let rows = limit_rows(venue, now, budget, &held.channels);
        if rows != held.limits {
            held.limits = rows;
            state.changed.limits.insert(venue.to_owned());
        }
    }

    /// Tells the followers what changed, and gives snapshots to those who are owed one and have room.
    pub(crate) fn flush(&self, now: Timestamp) {
        let mut state = self.state();
        let changed = std::mem::take(&mut state.changed);
        let change = state.rows_of(changed, now);
        if !change.is_empty() {
            state.seq += 1;
            let seq = state.seq;
            state.audience.tell(|grant| match grant {
                None => self.message(Kind::Event, seq, 0, now, &change),
                Some(grant) => self.message(Kind::Event, seq, 0, now, &change.seen_by(grant)),
            });
        }
        self.serve(&mut state, now);
        drop(state);
        self.system.tend(now);
    }

    fn serve(&self, state: &mut State, now: Timestamp) {
        let mut audience = std::mem::take(&mut state.audience);
        audience.catch_up(|grant, merged| self.message(Kind::Snapshot, state.seq, merged, now, &state.snapshot(now, grant)));
        state.audience = audience;
    }

    fn message<D: Serialize>(&self, kind: Kind, seq: u64, merged: u64, now: Timestamp, data: &D) -> Bytes {
        to_bytes(&Delivery {
            kind,
            topic: "connections",
            epoch: self.epoch,
            seq,
            freshness: Freshness::Live,
            source: None,
            ts_venue: None,
            ts_recv: Some(now),
            ts_emit: now,
            merged,
            data: Some(data),
        })
    }

    /// A reader begins; it is given a snapshot at once.
    pub(crate) fn follow(&self, outbox: Arc<Outbox>, grant: Option<Arc<Grant>>, now: Timestamp) {
        self.state().audience.follow(outbox, grant);
        self.flush(now);
    }

    /// A reader ends.
    pub(crate) fn unfollow(&self, outbox: Option<&Arc<Outbox>>) {
        self.state().audience.unfollow(outbox);
    }

    /// `GET /connections`, with the accounts that are to be seen.
    pub fn connections(&self, now: Timestamp, grant: Option<&Grant>) -> Connections {
        self.state().connections(now, grant)
    }

    /// `GET /limits`.
    pub fn limits(&self) -> Vec<LimitRow> {
        self.state().limits()
    }

    /// Receipts, newest first: those of `venue` if given, after the one named `after`, at most `limit`.
    /// Second is true if there are more.
    pub fn repairs(&self, venue: Option<&str>, after: Option<&str>, limit: usize) -> (Vec<RepairRow>, bool) {
        let state = self.state();
        let start = after.map_or(0, |id| state.repairs.iter().position(|row| row.id == id).map_or(state.repairs.len(), |at| at + 1));
        let mut rows = state.repairs.iter().skip(start).filter(|row| venue.is_none_or(|venue| row.venue == venue));
        let page: Vec<RepairRow> = rows.by_ref().take(limit).cloned().collect();
        (page, rows.next().is_some())
    }

    /// A venue's state as the session tells it.
    pub fn status(&self, venue: &str) -> Option<VenueStatus> {
        self.state().venues.get(venue).map(|held| held.status.clone())
    }

    /// What each venue counted.
    pub fn counters(&self) -> Vec<(String, Counters)> {
        self.state().venues.iter().map(|(name, venue)| (name.clone(), venue.status.counters)).collect()
    }
}

impl State {
    fn connections(&self, now: Timestamp, grant: Option<&Grant>) -> Connections {
        let mut counters = CountersRow::default();
        for venue in self.venues.values() {
            counters.add(&venue.status.counters);
        }
        Connections {
            venues: self.venues.iter().map(|(name, venue)| venue.row(name)).collect(),
            links: self.venues.iter().flat_map(|(name, venue)| venue.links.values().map(|link| LinkRow::new(name, link))).collect(),
            channels: self
                .venues
                .iter()
                .flat_map(|(name, venue)| venue.channels.values().map(move |status| ChannelRow::new(name, status, now)))
                .collect(),
            accounts: self.accounts.values().filter(|row| seen(grant, row)).cloned().collect(),
            counters,
        }
    }

    fn limits(&self) -> Vec<LimitRow> {
        self.venues.values().flat_map(|venue| venue.limits.iter().cloned()).collect()
    }

    fn snapshot(&self, now: Timestamp, grant: Option<&Grant>) -> ConnectionsSnapshot {
        ConnectionsSnapshot {
            connections: self.connections(now, grant),
            repairs: self.repairs.iter().take(SHOWN_REPAIRS).cloned().collect(),
            limits: self.limits(),
        }
    }

    fn rows_of(&mut self, changed: Changed, now: Timestamp) -> ConnectionsChange {
        let venue = |name: &str| self.venues.get(name);
        let change = ConnectionsChange {
            venues: changed.venues.iter().filter_map(|name| venue(name).map(|held| held.row(name))).collect(),
            links: changed
                .links
                .iter()
                .filter_map(|(name, link)| venue(name)?.links.get(link).map(|status| LinkRow::new(name, status)))
                .collect(),
            channels: changed
                .channels
                .iter()
                .filter_map(|(name, sub)| venue(name)?.channels.get(sub).map(|status| ChannelRow::new(name, status, now)))
                .collect(),
            accounts: changed.accounts.iter().filter_map(|name| self.accounts.get(name).cloned()).collect(),
            removed_channels: changed.removed.into_iter().collect(),
            repairs: changed.repairs,
            limits: changed.limits.iter().filter_map(|name| venue(name)).flat_map(|held| held.limits.iter().cloned()).collect(),
            counters: changed.counters.then(|| self.connections(now, None).counters),
        };
        for (name, link) in changed.links {
            if let Some(held) = self.venues.get_mut(&name) {
                held.links.retain(|key, status| *key != link || !status.gone);
            }
        }
        change
    }
}

impl Venue {
    fn new(money: Money, now: Timestamp) -> Self {
        let status = VenueStatus {
            freshness: Freshness::Down,
            transport: Transport::Down,
            reason: None,
            since: now,
            next_try_at: None,
            clock: None,
            ready: false,
            counters: Counters::default(),
        };
        Self { money, status, links: BTreeMap::new(), channels: BTreeMap::new(), limits: Vec::new() }
    }

    fn row(&self, name: &str) -> VenueState {
        VenueState {
            venue: name.to_owned(),
            freshness: self.status.freshness,
            transport: self.status.transport,
            reason: self.status.reason.clone(),
            since: self.status.since,
            next_try_at: self.status.next_try_at,
            money: self.money,
        }
    }
}

fn seen(grant: Option<&Grant>, row: &AccountRow) -> bool {
    grant.is_none_or(|grant| grant.sees(&row.account, &row.venue))
}

fn limit_rows(venue: &str, now: Timestamp, budget: &Budget, channels: &BTreeMap<Sub, ChannelStatus>) -> Vec<LimitRow> {
    let slowest = channels.values().filter_map(|status| status.poll_every).max();
    let penalty = budget.penalty(now).map(|(until, _)| until);
    let polling = |bucket: &BucketStatus| match slowest {
        None => Polling::Idle,
        Some(_) if penalty.is_some() || u64::from(bucket.used) * 100 >= u64::from(bucket.spec.cap) * 80 => Polling::Refused,
        Some(_) => Polling::Admitted,
    };
    let row = |bucket: BucketStatus| LimitRow {
        venue: venue.to_owned(),
        bucket: bucket.spec.name.to_owned(),
        scope: match bucket.spec.scope {
            Scope::Address => "address",
            Scope::Account => "account",
        },
        account: bucket.account.as_ref().map(ToString::to_string),
        window_ms: bucket.spec.window.as_millis(),
        cap: bucket.spec.cap,
        used: bucket.used,
        reserved_for_cancels: bucket.reserved,
        resets_at: bucket.resets_at,
        polling: polling(&bucket),
        poll_interval_ms: slowest.map(|every| every.as_millis()),
        banned_until: penalty,
        queued: budget.waiting(),
    };
    budget.status(now).into_iter().map(row).collect()
}
