//! Which sockets are there, and what rides on them?
//!
//! A slot is a place for one socket of a kind; connections come and go in it.

use std::collections::BTreeSet;

use twinline_model::{Channel, Duration, RepairCause, Timestamp};
use twinline_venue::{Fact, Frame, FrameBuf, LinkId, LinkKind, LinkSpec, LinkView, Sub};

use super::Session;
use super::api::{Action, LinkPhase, LinkStatus, Output};
use super::streams::{Key, Via};
use crate::backoff::Backoff;
use crate::link::{Link, LinkNeed};

/// When a replacement could not be opened, the next is tried after this.
const REPLACE_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// A place for one socket.
#[derive(Debug)]
pub(super) struct Slot {
    pub kind: LinkKind,
    pub spec: &'static LinkSpec,
    pub name: String,
    pub subs: BTreeSet<Sub>,
    pub current: Option<Link>,
    /// Being opened beside `current`, to take over.
    pub next: Option<Link>,
    /// When `next` had everything.
    pub next_ready_at: Option<Timestamp>,
    pub rotate_at: Option<Timestamp>,
    backoff: Backoff,
    pub try_at: Option<Timestamp>,
    pub since: Timestamp,
    /// Why the last connection ended, or could not be made; `None` once one is open.
    pub lost: Option<String>,
    /// Counts the losses; names incidents.
    pub losses: u32,
    told: Option<LinkStatus>,
}

impl Slot {
    fn new(kind: LinkKind, spec: &'static LinkSpec, number: usize, now: Timestamp) -> Self {
        Self {
            kind,
            spec,
            name: format!("{}-{number}", spec.name),
            subs: BTreeSet::new(),
            current: None,
            next: None,
            next_ready_at: None,
            rotate_at: None,
            backoff: Backoff::default(),
            try_at: Some(now),
            since: now,
            lost: None,
            losses: 0,
            told: None,
        }
    }

    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.current.iter().chain(self.next.iter())
    }

    /// Subscriptions of a channel, whatever its interval.
    fn count(&self, channel: Channel) -> usize {
        self.subs.iter().filter(|sub| sub.channel.kind() == channel.kind()).count()
    }

    pub fn is_open(&self) -> bool {
        self.current.as_ref().is_some_and(Link::is_open)
    }

    pub(super) fn link_mut(&mut self, id: LinkId) -> Option<&mut Link> {
        [self.current.as_mut(), self.next.as_mut()].into_iter().flatten().find(|link| link.id() == id)
    }

    pub(super) fn is_current(&self, id: LinkId) -> bool {
        self.current.as_ref().is_some_and(|link| link.id() == id)
    }

    fn phase(&self) -> LinkPhase {
        match (&self.current, self.try_at) {
            (Some(link), _) if link.is_open() => LinkPhase::Open,
            (Some(_), _) => LinkPhase::Connecting,
            (None, Some(_)) if self.lost.is_some() => LinkPhase::Backoff,
            (None, Some(_)) => LinkPhase::Connecting,
            (None, None) => LinkPhase::Idle,
        }
    }

    pub fn status(&self) -> LinkStatus {
        LinkStatus {
            name: self.name.clone(),
            phase: self.phase(),
            since: self.since,
            attempt: self.backoff.attempt(),
            next_try_at: self.try_at.filter(|_| self.current.is_none()),
            reason: self.lost.clone(),
            last_frame_at: self.current.as_ref().and_then(Link::frame_at),
            subscriptions: self.current.as_ref().map_or(0, Link::held),
            rtt: self.current.as_ref().and_then(Link::rtt),
            gone: false,
        }
    }
}

impl Session {
    /// The slot that carries a subscription, made if there is none with room.
    pub(super) fn place(&mut self, now: Timestamp, kind: LinkKind, sub: &Sub) -> usize {
        let spec = self.spec.link(kind);
        let most = self.spec.channel(sub.channel).and_then(|row| row.max_per_link).unwrap_or(usize::MAX);
        let room = |slot: &Slot| slot.subs.len() < spec.max_subscriptions && slot.count(sub.channel) < most;
        let free = self.slots.iter().position(|slot| slot.kind == kind && room(slot));
        let at = free.unwrap_or_else(|| {
            let number = self.slots.iter().filter(|slot| slot.kind == kind).count();
            self.slots.push(Slot::new(kind, spec, number, now));
            self.slots.len() - 1
        });
        let slot = &mut self.slots[at];
        slot.subs.insert(sub.clone());
        if slot.current.is_none() && slot.try_at.is_none() {
            slot.try_at = Some(now);
            slot.since = now;
        }
        for link in [slot.current.as_mut(), slot.next.as_mut()].into_iter().flatten() {
            link.want(sub.clone());
        }
        at
    }

    pub(super) fn displace(&mut self, slot: usize, sub: &Sub) {
        let slot = &mut self.slots[slot];
        slot.subs.remove(sub);
        for link in [slot.current.as_mut(), slot.next.as_mut()].into_iter().flatten() {
            link.unwant(sub);
        }
    }

    pub(super) fn link_opened(&mut self, now: Timestamp, id: LinkId, out: &mut Vec<Action>) {
        let Some(at) = self.slot_of(id) else {
            out.push(Action::Close { link: id });
            return;
        };
        self.counters.connects += 1;
        let margin = self.rotation_margin();
        let slot = &mut self.slots[at];
        let subs: Vec<Sub> = slot.subs.iter().cloned().collect();
        let Some(link) = slot.link_mut(id) else { return };
        link.opened(now);
        for sub in subs {
            link.want(sub);
        }
        if slot.is_current(id) {
            slot.backoff.up(now);
            slot.since = now;
            slot.lost = None;
            slot.set_rotation(now, margin);
        }
        if let Some(greeting) = slot.spec.greeting {
            out.push(Action::Send { link: id, frame: FrameBuf::Text(greeting.to_owned()) });
        }
        self.view.links.insert(id, LinkView::default());
        self.publish_links(now, out);
    }

    pub(super) fn link_alive(&mut self, now: Timestamp, id: LinkId) {
        if let Some(at) = self.slot_of(id)
            && let Some(link) = self.slots[at].link_mut(id)
        {
            link.alive(now);
        }
    }

    pub(super) fn link_closed(&mut self, now: Timestamp, id: LinkId, reason: &str, out: &mut Vec<Action>) {
        self.view.links.remove(&id);
        let Some(at) = self.slot_of(id) else { return };
        let slot = &mut self.slots[at];
        if !slot.is_current(id) {
            slot.next = None;
            slot.next_ready_at = None;
            slot.rotate_at = Some(now + REPLACE_AGAIN_AFTER);
            return;
        }
        self.counters.disconnects += u64::from(slot.is_open());
        if slot.next.as_ref().is_some_and(Link::is_open) {
            self.promote(now, at, out);
            return;
        }
        let was_open = slot.is_open();
        slot.current = None;
        slot.next = None;
        slot.next_ready_at = None;
        slot.rotate_at = None;
        slot.try_at = Some(slot.backoff.down(now, &mut self.rng));
        slot.since = if was_open || slot.lost.is_none() { now } else { slot.since };
        slot.lost = Some(reason.to_owned());
        slot.losses += u32::from(was_open);
        self.streams_cut_off(now, at, out);
        self.publish_links(now, out);
        self.publish_venue(now, out);
    }

    /// A message of a link.
    pub(super) fn frame(&mut self, now: Timestamp, id: LinkId, frame: Frame<'_>, out: &mut Vec<Action>) {
        self.counters.frames += 1;
        self.counters.frame_bytes += frame.len() as u64;
        let Some(slot) = self.slot_of(id) else { return };
        let authoritative = self.slots[slot].is_current(id);
        if let Some(link) = self.slots[slot].link_mut(id) {
            link.frame(now);
        }
        let mut facts = std::mem::take(&mut self.facts);
        facts.clear();
        match self.codec.decode_frame(&self.view, id, frame, &mut facts) {
            Ok(()) => {
                self.count_oddities(&facts);
                for fact in facts.items() {
                    self.take_fact(now, &facts, fact, Via::Link { id, slot, authoritative }, out);
                }
            }
            Err(_) => self.counters.malformed_frames += 1,
        }
        self.facts = facts;
    }

    pub(super) fn tend_slots(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        for at in 0..self.slots.len() {
            self.tend_links(now, at, out);
            self.rotate(now, at, out);
            self.open_if_due(now, at, out);
        }
        self.publish_links(now, out);
    }

    fn tend_links(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) {
        let ids: Vec<LinkId> = self.slots[at].links().map(Link::id).collect();
        for id in ids {
            let Some(link) = self.slots[at].link_mut(id) else { continue };
            match link.tick(now) {
                LinkNeed::Nothing => {}
                LinkNeed::Ping => out.push(Action::Ping { link: id }),
                LinkNeed::GiveUp(reason) => {
                    out.push(Action::Close { link: id });
                    self.link_closed(now, id, &reason, out);
                }
            }
        }
        let slot = &mut self.slots[at];
        if slot.subs.is_empty() && (slot.current.is_some() || slot.try_at.is_some()) {
            out.extend(slot.links().map(|link| Action::Close { link: link.id() }));
            slot.current = None;
            slot.next = None;
            slot.try_at = None;
            slot.lost = None;
            slot.since = now;
        }
    }

    fn open_if_due(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) {
        let slot = &self.slots[at];
        let due = self.ready && !slot.subs.is_empty() && slot.current.is_none() && slot.try_at.is_some_and(|try_at| try_at <= now);
        if due && self.may_connect(now, slot.kind) {
            let link = self.open_link(now, at, out);
            let slot = &mut self.slots[at];
            slot.current = Some(link);
            slot.try_at = None;
        }
    }

    /// Connects to the venue are paced, whatever is waiting.
    pub(super) fn may_connect(&self, now: Timestamp, kind: LinkKind) -> bool {
        let gap = self.spec.link(kind).connect_gap;
        self.slots.iter().flat_map(Slot::links).all(|link| link.is_open() || now - link.since() >= gap)
            && self.slots.iter().flat_map(Slot::links).filter(|link| link.is_open()).all(|link| now - link.since() >= gap)
    }

    pub(super) fn open_link(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) -> Link {
        let slot = &self.slots[at];
        let id = LinkId { kind: slot.kind, serial: self.next_link };
        self.next_link += 1;
        let url = format!("{}{}", self.view.endpoints.ws, slot.spec.path);
        out.push(Action::Open { link: id, url, timeout: slot.spec.open_timeout });
        Link::new(id, slot.spec, now)
    }

    pub(super) fn try_now(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        for slot in self.slots.iter_mut().filter(|slot| slot.current.is_none() && slot.try_at.is_some()) {
            slot.try_at = Some(now);
        }
        self.tick(now, out);
    }

    fn slot_of(&self, id: LinkId) -> Option<usize> {
        self.slots.iter().position(|slot| slot.links().any(|link| link.id() == id))
    }

    fn streams_cut_off(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) {
        let reason = self.slots[at].lost.clone().unwrap_or_default();
        let keys: Vec<Key> = self.streams.iter().filter(|(_, stream)| stream.slot == at).map(|(key, _)| *key).collect();
        for key in keys {
            self.cut_off(now, key, RepairCause::LinkDown, &reason);
            self.start_poll(now, key);
            self.poll_if_due(now, key, out);
            self.refresh(now, key, out);
        }
    }

    pub(super) fn publish_links(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let _ = now;
        for slot in &mut self.slots {
            let status = slot.status();
            let same = slot.told.as_ref().is_some_and(|told| {
                (told.phase, told.attempt, told.next_try_at, &told.reason, told.subscriptions)
                    == (status.phase, status.attempt, status.next_try_at, &status.reason, status.subscriptions)
            });
            if !same {
                slot.told = Some(status.clone());
                out.push(Action::Emit(Output::Link(status)));
            }
        }
    }

    /// The incident that a slot's last loss is.
    pub(super) fn incident(&self, slot: usize) -> String {
        format!("{}/{}", self.slots[slot].name, self.slots[slot].losses)
    }
}

/// The stream that a market fact belongs to.
pub(super) fn channel_of(fact: &Fact) -> Option<Channel> {
    match fact {
        Fact::BookDelta(_) | Fact::BookSnapshot(_) => Some(Channel::Book),
        Fact::Bbo { .. } => Some(Channel::Bbo),
        Fact::Trade { .. } => Some(Channel::Trades),
        Fact::Candle { candle, .. } => Some(Channel::Candles(candle.interval)),
        Fact::Mark { .. } | Fact::MarkParts { .. } => Some(Channel::Mark),
        Fact::Ticker { .. } => Some(Channel::Ticker),
        Fact::Liquidation { .. } => Some(Channel::Liquidations),
        _ => None,
    }
}
