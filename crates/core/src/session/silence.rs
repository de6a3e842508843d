//! What does a channel's silence mean, and what is done about it?

use twinline_model::{Duration, RepairCause, Timestamp};

use super::Session;
use super::api::Action;
use super::streams::Key;
use crate::watch::Judgement;

/// A channel that stays silent after so many new subscriptions gets a new socket.
const RENEWALS_BEFORE_REPLACING: u32 = 3;
/// A silent channel is not asked about again before this.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(2);

impl Session {
    /// What does a channel's silence mean?
    pub(super) fn judge_silence(&mut self, now: Timestamp, key: Key, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get(&key) else { return };
        if !stream.is_joined() {
            return;
        }
        if stream.suspect_since.is_some_and(|since| now - since >= stream.watch.grace()) {
            self.take_anew(now, key, "an answer told news that the stream did not", out);
            return;
        }
        match stream.watch.judge(now) {
            Judgement::Fresh => {}
            Judgement::Stale if stream.watch.is_scheduled() => {
                let bound = stream.watch.bound().as_millis();
                self.take_anew(now, key, &format!("silent for more than {bound} ms"), out);
            }
            Judgement::Ask | Judgement::Stale => {
                if stream.probe_at.is_none_or(|at| now - at >= ASK_AGAIN_AFTER) {
                    if let Some(stream) = self.streams.get_mut(&key) {
                        stream.probe_at = Some(now);
                    }
                    self.probe(now, key, out);
                }
            }
        }
    }

    /// An answer to a probe: confirmed silence, or news that the stream should have told.
    pub(super) fn probed(&mut self, now: Timestamp, key: Key, news: bool) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        match news {
            true => stream.suspect_since = stream.suspect_since.or(Some(now)),
            false => stream.watch.confirmed_quiet(now),
        }
    }

    /// Subscribes one stream anew, or replaces its socket if that has not helped.
    fn take_anew(&mut self, now: Timestamp, key: Key, reason: &str, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        let (slot, sub) = (stream.slot, stream.sub.clone());
        stream.renewals += 1;
        let replace = stream.renewals > RENEWALS_BEFORE_REPLACING;
        self.cut_off(now, key, RepairCause::Silent, reason);
        self.start_poll(now, key);
        self.poll_if_due(now, key, out);
        match replace {
            true => self.replace_link(now, slot),
            false => self.renew(slot, &sub),
        }
        self.refresh(now, key, out);
    }
}
