//! What was a connection asked to carry, and did the venue agree?

use twinline_model::Timestamp;
use twinline_venue::{InstrumentIx, LinkId, RequestId, Sub, SubChange};

use super::Session;
use super::api::Action;
use super::streams::{Key, Stream};
use crate::link::Link;

impl Session {
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

    /// Takes one subscription anew; others on the socket are not touched.
    pub(super) fn renew(&mut self, slot: usize, sub: &Sub) {
        self.counters.resubscribes += 1;
        let slot = &mut self.slots[slot];
        if let Some(link) = slot.current.as_mut() {
            link.renew(sub);
        }
    }
}
