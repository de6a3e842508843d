//! How does a new connection take over before the venue cuts the old one for its age?
//!
//! A second one is opened beside it, carries the same subscriptions for a while, and takes over.

use rand_core::Rng;
use twinline_model::{Duration, RepairCause, Timestamp};
use twinline_venue::Sub;

use super::Session;
use super::api::Action;
use super::slots::Slot;
use crate::link::Link;

/// A connection is replaced this long before the venue cuts it, give or take half of it.
const ROTATE_BEFORE_END: Duration = Duration::from_secs(3_600);
/// Old and new connection carry the same streams for so long before the old one is closed.
const OVERLAP: Duration = Duration::from_secs(5);

impl Slot {
    /// When the connection that is open now is to be replaced: so long before its end, but not before half its life.
    pub(super) fn set_rotation(&mut self, now: Timestamp, margin: Duration) {
        self.rotate_at = self.spec.lifetime.map(|life| now + (life - margin).max(life.scale(1, 2)));
    }
}

impl Session {
    /// How long before its end a connection is replaced; many are not replaced at once.
    pub(super) fn rotation_margin(&mut self) -> Duration {
        let jitter = Duration::from_nanos((self.rng.next_u64() % ROTATE_BEFORE_END.as_nanos().unsigned_abs()) as i64);
        ROTATE_BEFORE_END.scale(1, 2) + jitter
    }

    pub(super) fn rotate(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) {
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
    pub(super) fn promote(&mut self, now: Timestamp, at: usize, out: &mut Vec<Action>) {
        let margin = self.rotation_margin();
        let slot = &mut self.slots[at];
        let ready = slot.next_ready_at.take().is_some();
        slot.current = slot.next.take();
        slot.since = now;
        slot.lost = None;
        slot.set_rotation(now, margin);
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

    /// Opens a second connection soon: single subscriptions taken anew did not help.
    pub(super) fn replace_link(&mut self, now: Timestamp, slot: usize) {
        let slot = &mut self.slots[slot];
        if slot.next.is_none() {
            slot.rotate_at = Some(now);
        }
    }
}
