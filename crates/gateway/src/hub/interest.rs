//! Which streams must the session hold now?

use twinline_core::session::{Command, Session};
use twinline_model::Timestamp;
use twinline_venue::Sub;

use super::{Hub, log};

impl Hub {
    /// Tells the session of streams that are needed now and were not, or the other way round. What is wanted of an
    /// instrument that is not loaded yet is wanted once it is; one that turns out not to be there is refused.
    pub(super) fn weigh(&mut self, now: Timestamp, session: &Session, commands: &mut Vec<Command>) {
        if self.unweighed.is_empty() {
            return;
        }
        for sub in std::mem::take(&mut self.unweighed) {
            let Some(feed) = self.feeds.get_mut(&sub) else { continue };
            match (feed.is_needed(), feed.wanted) {
                (true, None) if is_loaded(session, &sub) => {
                    feed.wanted = Some(now);
                    commands.push(Command::Want(sub));
                }
                (true, None) if !session.instruments().is_empty() => {
                    log::refused(&self.venue, &sub);
                    feed.refuse();
                    self.unweighed.insert(sub);
                }
                (false, Some(_)) => {
                    feed.wanted = None;
                    commands.push(Command::Unwant(sub));
                }
                (false, None) => {
                    self.owing.remove(&sub);
                    self.feeds.remove(&sub);
                }
                (true, _) => {}
            }
        }
    }
}

fn is_loaded(session: &Session, sub: &Sub) -> bool {
    sub.instrument.as_ref().is_none_or(|instrument| session.instruments().find_id(instrument).is_some())
}
