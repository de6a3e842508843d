//! How is the key of the stream got, and kept alive?

use twinline_model::Timestamp;
use twinline_venue::account::{AccountStep, StreamAuth, StreamKey, StreamKeyStep};

use super::Account;
use super::api::Action;
use super::calls::Purpose;
use crate::limits::Priority;
use crate::link::Link;

impl Account {
    /// Gets the key of the stream, and keeps it alive.
    pub(super) fn tend_key(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let StreamAuth::Key { signed, .. } = self.spec.stream_auth else { return };
        let too_early = signed && self.clock_samples == 0;
        if self.lines.key_asked || self.lines.key_due > now || self.stopping.is_some() || too_early {
            return;
        }
        let step = if self.view.stream_key.is_some() { StreamKeyStep::Extend } else { StreamKeyStep::Open };
        self.lines.key_asked = true;
        self.ask(now, AccountStep::StreamKey(step), Priority::Command, Purpose::StreamKey(step), out);
    }

    /// The venue gave a key, or lengthened its life.
    pub(super) fn key_answered(&mut self, now: Timestamp, key: Option<StreamKey>, out: &mut Vec<Action>) {
        let StreamAuth::Key { renew_every, .. } = self.spec.stream_auth else { return };
        self.lines.key_asked = false;
        self.lines.key_due = now + renew_every;
        self.sync.stream_proven();
        let Some(key) = key else { return };
        if self.lines.opened_with.as_ref().is_some_and(|with| *with != key)
            && let Some(id) = self.lines.events.current.as_ref().map(Link::id)
        {
            out.push(Action::Close { link: id });
            self.link_closed(now, id, "the stream has another key", out);
            self.lines.events.try_at = now;
        }
        self.view.stream_key = Some(key);
    }

    /// The key could not be had or lengthened; `gone` if the venue does not know it any more.
    pub(super) fn key_failed(&mut self, now: Timestamp, gone: bool, reason: &str, out: &mut Vec<Action>) {
        self.lines.key_asked = false;
        self.lines.key_due = if gone { now } else { self.lines.events.backoff.down(now, &mut self.rng) };
        self.lines.events.lost = Some(format!("no key for the stream: {reason}"));
        if gone {
            self.view.stream_key = None;
            if let Some(id) = self.lines.events.current.as_ref().map(Link::id) {
                out.push(Action::Close { link: id });
                self.link_closed(now, id, "the stream's key is not valid any more", out);
                self.lines.events.try_at = now;
            }
        }
    }
}
