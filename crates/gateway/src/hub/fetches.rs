//! Who waits for rows of the past?

use std::collections::BTreeMap;

use tokio::sync::oneshot;
use twinline_core::session::{Command, FetchError, Fetched};
use twinline_venue::Step;

/// Most questions that are open at the venue.
const MAX_OPEN: usize = 128;
/// Most askers of one question.
const MAX_ASKERS: usize = 256;

type Reply = oneshot::Sender<Result<Fetched, FetchError>>;

/// Open questions. The same question asked twice is sent once.
#[derive(Debug, Default)]
pub(super) struct Fetches {
    open: BTreeMap<u64, Open>,
    last: u64,
}

#[derive(Debug)]
struct Open {
    step: Step,
    askers: Vec<Reply>,
}

impl Fetches {
    /// Asks, or joins those who asked the same and wait.
    pub(super) fn ask(&mut self, step: Step, reply: Reply, commands: &mut Vec<Command>) {
        let same = self.open.values_mut().find(|open| open.step == step && open.askers.len() < MAX_ASKERS);
        if let Some(open) = same {
            open.askers.push(reply);
        } else if self.open.len() >= MAX_OPEN {
            // Whoever asked may have gone meanwhile.
            drop(reply.send(Err(FetchError::Busy)));
        } else {
            self.last += 1;
            self.open.insert(self.last, Open { step: step.clone(), askers: vec![reply] });
            commands.push(Command::Fetch { ticket: self.last, step });
        }
    }

    /// The venue answered.
    pub(super) fn answer(&mut self, ticket: u64, result: Result<Fetched, FetchError>) {
        let Some(open) = self.open.remove(&ticket) else { return };
        for asker in open.askers {
            drop(asker.send(result.clone()));
        }
    }

    /// Forgets askers that went away; a question without askers still waits for its answer, so that it is not sent again.
    pub(super) fn forget(&mut self) {
        for open in self.open.values_mut() {
            open.askers.retain(|asker| !asker.is_closed());
        }
    }
}
