//! What do people need to know now?

use twinline_model::{Freshness, Timestamp, Transport};

use super::Session;
use super::api::{Action, ChannelStatus, LinkStatus, Output, VenueStatus};
use super::slots::Slot;
use super::streams::{Key, Stream};
use crate::watch::Judgement;

impl Stream {
    /// True if time alone changes nothing about it: it is whole, it speaks, and that has been told.
    pub(super) fn is_at_rest(&self, now: Timestamp) -> bool {
        self.is_joined()
            && (self.repair.is_none() && self.poll.is_none() && self.suspect_since.is_none())
            && self.linger_until.is_none()
            && self.watch.judge(now) == Judgement::Fresh
            && self.is_told(Freshness::Live, None)
    }

    /// True if telling of it would be no news. Why a stream is stale is told once, however the words change.
    fn is_told(&self, freshness: Freshness, reason: Option<&str>) -> bool {
        let Some(told) = &self.told else { return false };
        let poll_every = self.poll.as_ref().map(|poll| poll.every);
        (told.freshness, told.source, told.poll_every) == (freshness, self.source, poll_every)
            && (told.reason.as_deref() == reason || freshness == Freshness::Stale)
            && match (&told.gap, self.gap()) {
                (None, None) => true,
                (Some(told), Some(gap)) => *told == words(gap),
                _ => false,
            }
    }

    fn status(&self, now: Timestamp, freshness: Freshness, reason: Option<String>) -> ChannelStatus {
        let since = self.told.as_ref().filter(|told| told.freshness == freshness).map_or(now, |told| told.since);
        ChannelStatus {
            sub: self.sub.clone(),
            freshness,
            since,
            source: self.source,
            last_recv: self.ts_recv,
            bound: self.watch.bound(),
            reason,
            gap: self.gap().map(words),
            poll_every: self.poll.as_ref().map(|poll| poll.every),
        }
    }
}

fn words((expected, got): (u64, u64)) -> (String, String) {
    (expected.to_string(), got.to_string())
}

impl Session {
    /// Freshness of all held channels, with the ages of now.
    pub fn channels(&self) -> Vec<ChannelStatus> {
        let of = |stream: &Stream| {
            let told = stream.told.clone()?;
            Some(ChannelStatus { last_recv: stream.ts_recv, bound: stream.watch.bound(), ..told })
        };
        self.streams.values().filter_map(of).collect()
    }

    /// State of all sockets.
    pub fn links(&self) -> Vec<LinkStatus> {
        self.slots.iter().map(Slot::status).collect()
    }

    /// State of the venue.
    pub fn venue(&self, now: Timestamp) -> VenueStatus {
        let mut status = self.judge_venue(now);
        status.since = self.venue.as_ref().filter(|told| told.freshness == status.freshness).map_or(now, |told| told.since);
        status
    }

    /// Judges a stream and tells if that has changed. A stream that is whole again gives its receipt here.
    pub(super) fn refresh(&mut self, now: Timestamp, key: Key, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get(&key) else { return };
        let (freshness, reason) = self.judge(now, stream);
        if freshness == Freshness::Live && (stream.repair.is_some() || stream.poll.is_some()) {
            let found = self.take_found(key);
            if let Some(stream) = self.streams.get_mut(&key) {
                stream.poll = None;
            }
            self.repaired(now, key, found, out);
        }
        let Some(stream) = self.streams.get_mut(&key) else { return };
        if !stream.is_told(freshness, reason.as_deref()) {
            let status = stream.status(now, freshness, reason);
            stream.told = Some(status.clone());
            out.push(Action::Emit(Output::Channel(status)));
        }
    }

    fn judge(&self, now: Timestamp, stream: &Stream) -> (Freshness, Option<String>) {
        let slot = &self.slots[stream.slot];
        if stream.is_joined() {
            return match stream.watch.judge(now) {
                Judgement::Stale => (Freshness::Stale, Some("no data beyond the bound; asked whether there is news".to_owned())),
                Judgement::Fresh | Judgement::Ask => (Freshness::Live, None),
            };
        }
        let why = || slot.lost.clone().or_else(|| stream.repair_reason().map(str::to_owned));
        if let Some(poll) = &stream.poll {
            if poll.is_current(now) {
                return (Freshness::Polling, why());
            }
            if let Some(failure) = &poll.failed
                && !slot.is_open()
            {
                return (Freshness::Down, Some(format!("{}; polling failed: {failure}", why().unwrap_or_default())));
            }
        }
        if let Some(until) = stream.poll.as_ref().and_then(|poll| poll.budget_until).filter(|_| !slot.is_open()) {
            return (Freshness::Stale, Some(format!("{}; polling waits for the rate budget until {until}", why().unwrap_or_default())));
        }
        if let Some((_, reason)) = &stream.refused {
            return (Freshness::Down, Some(reason.clone()));
        }
        if slot.is_open() {
            return (Freshness::Repairing, Some(stream.repair_reason().unwrap_or("being fetched").to_owned()));
        }
        match (&slot.lost, &stream.poll) {
            (Some(reason), Some(_)) => (Freshness::Stale, Some(reason.clone())),
            (Some(reason), None) => (Freshness::Down, Some(reason.clone())),
            (None, _) => (Freshness::Repairing, Some("connecting".to_owned())),
        }
    }

    fn judge_venue(&self, now: Timestamp) -> VenueStatus {
        // A stream that is only beginning is no trouble of the venue's.
        let held = || {
            let of_instruments = self.streams.values().filter(|stream| stream.sub.instrument.is_some());
            let told = of_instruments.filter_map(|stream| stream.told.as_ref().map(|told| (told, stream.repair.is_some())));
            told.filter(|(told, in_repair)| *in_repair || told.freshness != Freshness::Repairing).map(|(told, _)| told)
        };
        let lost = self.slots.iter().find(|slot| slot.lost.is_some());
        let rest_lost = self.rest_lost_at.as_ref().map(|(_, reason)| reason.clone());
        let freshness = match held().map(|told| told.freshness).max() {
            Some(worst) => worst,
            None if !self.ready => match &rest_lost {
                Some(_) => Freshness::Down,
                None => Freshness::Repairing,
            },
            None => match (lost, &rest_lost) {
                (None, None) => Freshness::Live,
                (Some(_), None) | (None, Some(_)) => Freshness::Stale,
                (Some(_), Some(_)) => Freshness::Down,
            },
        };
        let transport = match freshness {
            Freshness::Down => Transport::Down,
            _ if held().any(|told| told.freshness == Freshness::Polling) || lost.is_some() => Transport::Http,
            _ => Transport::Ws,
        };
        let reason = match freshness {
            Freshness::Live => None,
            _ => held()
                .filter(|told| told.freshness == freshness)
                .find_map(|told| told.reason.clone())
                .or_else(|| lost.and_then(|slot| slot.lost.clone()))
                .or(rest_lost),
        };
        VenueStatus {
            freshness,
            transport,
            reason,
            since: now,
            next_try_at: self.slots.iter().filter(|slot| slot.lost.is_some()).filter_map(|slot| slot.try_at).min(),
            clock: self.clock.offset(now),
            ready: self.ready,
            counters: self.counters,
        }
    }

    pub(super) fn publish_venue(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let status = self.venue(now);
        let same = self.venue.as_ref().is_some_and(|told| {
            (told.freshness, told.transport, &told.reason, told.next_try_at, told.ready)
                == (status.freshness, status.transport, &status.reason, status.next_try_at, status.ready)
        });
        if !same {
            self.venue = Some(status.clone());
            out.push(Action::Emit(Output::Venue(status)));
        }
    }
}
