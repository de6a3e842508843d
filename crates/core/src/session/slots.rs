//! Which sockets are there, and what rides on them?
//!
//! A slot is a place for one socket of a kind; connections come and go in it. Before the venue cuts a connection for its
//! age, a second one is opened beside it, carries the same subscriptions for a while, and takes over.

use std::collections::BTreeSet;

use rand_core::Rng;
use twinline_model::{Channel, Duration, RepairCause, Timestamp};
use twinline_venue::{Fact, Frame, FrameBuf, InstrumentIx, LinkId, LinkKind, LinkSpec, LinkView, RequestId, Sub, SubChange};

use super::Session;
use super::api::{Action, LinkPhase, LinkStatus, Output};
use super::streams::{Key, Stream, Via};
use crate::backoff::Backoff;
use crate::book::SyncReason;
use crate::link::{Link, LinkNeed};

/// A connection is replaced this long before the venue cuts it, give or take half of it.
const ROTATE_BEFORE_END: Duration = Duration::from_secs(3_600);
/// Old and new connection carry the same streams for so long before the old one is closed.
const OVERLAP: Duration = Duration::from_secs(5);
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
    next: Option<Link>,
    /// When `next` had everything.
    next_ready_at: Option<Timestamp>,
    rotate_at: Option<Timestamp>,
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

    fn link_mut(&mut self, id: LinkId) -> Option<&mut Link> {
        [self.current.as_mut(), self.next.as_mut()].into_iter().flatten().find(|link| link.id() == id)
    }

    fn is_current(&self, id: LinkId) -> bool {
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
        let jitter = Duration::from_nanos((self.rng.next_u64() % ROTATE_BEFORE_END.as_nanos().unsigned_abs()) as i64);
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
            let margin = ROTATE_BEFORE_END.scale(1, 2) + jitter;
            slot.rotate_at = slot.spec.lifetime.map(|life| now + (life - margin).max(life.scale(1, 2)));
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

    /// A request on a link was answered.
    pub(super) fn answered(
        &mut self,
        now: Timestamp,
        slot: usize,
        id: LinkId,
        request: Option<RequestId>,
        error: Option<&(String, String)>,
        out: &mut Vec<Action>,
    ) {
        let Some(request) = request else { return };
        let Some(link) = self.slots[slot].link_mut(id) else { return };
        let subs = link.answered(request, error.is_none());
        for sub in subs {
            let Some(key) = self.key_of(&sub) else { continue };
            match error {
                None => self.subscribed(now, key, slot, id),
                Some((code, message)) => self.refused(now, key, format!("subscription refused: {message} ({code})")),
            }
            self.refresh(now, key, out);
        }
    }

    /// The venue does not give a channel on a link, and named no request: whoever waits for it there is told.
    pub(super) fn channel_refused(
        &mut self,
        now: Timestamp,
        id: LinkId,
        channel: &str,
        ix: Option<InstrumentIx>,
        reason: &str,
        out: &mut Vec<Action>,
    ) {
        let waits = |key: &Key, stream: &Stream| {
            key.channel.kind() == channel && ix.is_none_or(|ix| ix == key.ix) && stream.subscribed_on == Some(id) && !stream.spoke
        };
        let keys: Vec<Key> = self.streams.iter().filter(|(key, stream)| waits(key, stream)).map(|(key, _)| *key).collect();
        for key in keys {
            self.refused(now, key, format!("subscription refused: {reason}"));
            self.refresh(now, key, out);
        }
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
    fn may_connect(&self, now: Timestamp, kind: LinkKind) -> bool {
        let gap = self.spec.link(kind).connect_gap;
        self.slots.iter().flat_map(Slot::links).all(|link| link.is_open() || now - link.since() >= gap)
            && self.slots.iter().flat_map(Slot::links).filter(|link| link.is_open()).all(|link| now - link.since() >= gap)
    }

    fn open_link(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) -> Link {
        let slot = &self.slots[at];
        let id = LinkId { kind: slot.kind, serial: self.next_link };
        self.next_link += 1;
        let url = format!("{}{}", self.view.endpoints.ws, slot.spec.path);
        out.push(Action::Open { link: id, url, timeout: slot.spec.open_timeout });
        Link::new(id, slot.spec, now)
    }

    fn rotate(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) {
        let slot = &mut self.slots[at];
        if slot.next.is_none() && slot.is_open() && slot.rotate_at.is_some_and(|rotate_at| rotate_at <= now) {
            if !self.may_connect(now, self.slots[at].kind) {
                return;
            }
            let link = self.open_link(now, at, out);
            self.slots[at].next = Some(link);
            return;
        }
        let Some(next) = &slot.next else { return };
        match (next.is_settled(), slot.next_ready_at) {
            (true, None) => slot.next_ready_at = Some(now),
            (true, Some(ready_at)) if now - ready_at >= OVERLAP => {
                if let Some(old) = slot.current.as_ref().map(Link::id) {
                    out.push(Action::Close { link: old });
                    self.view.links.remove(&old);
                }
                self.promote(now, at, out);
            }
            _ => {}
        }
    }

    /// The second connection takes over; its streams went on all the time.
    fn promote(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) {
        let jitter = Duration::from_nanos((self.rng.next_u64() % ROTATE_BEFORE_END.as_nanos().unsigned_abs()) as i64);
        let slot = &mut self.slots[at];
        let ready = slot.next_ready_at.take().is_some();
        slot.current = slot.next.take();
        slot.since = now;
        slot.lost = None;
        let margin = ROTATE_BEFORE_END.scale(1, 2) + jitter;
        slot.rotate_at = slot.spec.lifetime.map(|life| now + (life - margin).max(life.scale(1, 2)));
        let Some(link) = slot.current.as_ref() else { return };
        let id = link.id();
        let held: Vec<bool> = slot.subs.iter().map(|sub| ready || link.holds(sub)).collect();
        let subs: Vec<Sub> = slot.subs.iter().cloned().collect();
        for (sub, held) in subs.iter().zip(held) {
            let Some(key) = self.key_of(sub) else { continue };
            match held {
                // One that was cut off (being taken anew on the old link, for example) has something to be joined to.
                true if self.is_cut_off(key) => self.subscribed(now, key, at, id),
                true => self.handed_over(key, id),
                false => self.cut_off(now, key, RepairCause::LinkDown, "connection lost before its successor carried the stream"),
            }
            self.refresh(now, key, out);
        }
        self.publish_links(now, out);
    }

    /// Asks for what is wanted, one paced frame at a time.
    pub(super) fn send_changes(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        for at in 0..self.slots.len() {
            let ids: Vec<LinkId> = self.slots[at].links().map(Link::id).collect();
            for id in ids {
                let change = self.slots[at].link_mut(id).and_then(|link| link.next_change(now));
                if let Some((begin, subs)) = change {
                    self.send_change(now, at, id, begin, subs, out);
                }
            }
        }
    }

    fn send_change(&mut self, now: Timestamp, at: usize, id: LinkId, begin: bool, subs: Vec<Sub>, out: &mut Vec<Action>) {
        let change = if begin { SubChange::Subscribe(&subs) } else { SubChange::Unsubscribe(&subs) };
        match self.codec.encode_subscriptions(&self.view, id, change, &mut self.next_request) {
            Ok(frames) => {
                let Some(link) = self.slots[at].link_mut(id) else { return };
                let last = frames.len().saturating_sub(1);
                let mut unanswered = false;
                for (nth, (request, frame)) in frames.into_iter().enumerate() {
                    out.push(Action::Send { link: id, frame });
                    if begin && nth == last {
                        unanswered = request.is_none();
                        link.asked(now, request, subs.clone());
                    }
                }
                // A venue whose answers name no request: it holds until the venue says otherwise, or stays silent.
                for key in subs.iter().filter(|_| unanswered).filter_map(|sub| self.key_of(sub)).collect::<Vec<_>>() {
                    self.subscribed(now, key, at, id);
                    self.refresh(now, key, out);
                }
            }
            Err(error) => {
                for sub in &subs {
                    if let Some(key) = self.key_of(sub) {
                        self.refused(now, key, error.to_string());
                    }
                }
            }
        }
    }

    /// Takes one subscription anew; others on the socket are not touched.
    pub(super) fn renew(&mut self, slot: usize, sub: &Sub) {
        self.counters.resubscribes += 1;
        let slot = &mut self.slots[slot];
        if let Some(link) = slot.current.as_mut() {
            link.renew(sub);
        }
    }

    /// Opens a second connection soon: single subscriptions taken anew did not help.
    pub(super) fn replace_link(&mut self, now: Timestamp, slot: usize) {
        let slot = &mut self.slots[slot];
        if slot.next.is_none() {
            slot.rotate_at = Some(now);
        }
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

    fn publish_links(&mut self, now: Timestamp, out: &mut Vec<Action>) {
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

/// Why a book lost its chain, as a receipt's cause.
pub(super) fn cause_of(reason: &SyncReason) -> RepairCause {
    match reason {
        SyncReason::Start | SyncReason::Gap { .. } | SyncReason::Checksum => RepairCause::Gap,
        SyncReason::Reset { .. } => RepairCause::Reset,
        SyncReason::Crossed => RepairCause::Crossed,
        SyncReason::LinkLost => RepairCause::LinkDown,
        SyncReason::Silent => RepairCause::Silent,
        SyncReason::Precision => RepairCause::Precision,
    }
}
