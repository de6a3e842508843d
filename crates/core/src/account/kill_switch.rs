//! What does the kill switch do? It is part of the history, so it holds over a restart; [`checks`](super::checks) asks for it.

use twinline_model::Timestamp;

use super::Account;
use super::answer::Answer;
use super::api::Action;
use super::event::AccountEvent;
use super::news::OURS;

impl Account {
    /// Switches it on or off. It holds from now on; the answer can be given once it is on disk.
    pub(super) fn kill_switch(&mut self, now: Timestamp, ask: u64, on: bool, out: &mut Vec<Action>) {
        if self.state.killed() != on {
            let envelope = self.enter(now, None, OURS, AccountEvent::KillSwitch { on });
            let ticket = self.next_append;
            self.next_append += 1;
            out.push(Action::Append { ticket: Some(ticket), envelopes: vec![envelope] });
        }
        Self::answer(ask, Answer::Set, out);
    }
}
