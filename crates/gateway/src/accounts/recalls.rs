//! Was what the account asks about known before it left memory?

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use twinline_core::account::{AccountEnvelope, Command, Kept};
use twinline_model::{Duration, Timestamp};
use twinline_store::StoreError;

use super::history::History;
use super::lookup::latest;

/// After the journal could not be read, it is tried again after this.
const AGAIN: Duration = Duration::from_secs(1);

type Looked = (Kept, Result<Option<AccountEnvelope>, StoreError>);

/// Questions to the journal, asked where nobody waits. The account bounds how many there are.
#[derive(Debug)]
pub(super) struct Recalls {
    history: Arc<History>,
    wanted: Vec<Kept>,
    again_at: Timestamp,
    found: Receiver<Vec<Looked>>,
    tell: Sender<Vec<Looked>>,
    asking: bool,
}

impl Recalls {
    pub fn new(history: Arc<History>) -> Self {
        let (tell, found) = channel();
        Self { history, wanted: Vec::new(), again_at: Timestamp::default(), found, tell, asking: false }
    }

    /// Something is to be looked up.
    pub fn want(&mut self, kept: Kept) {
        self.wanted.push(kept);
    }

    /// Hands over what was found, and asks for what is wanted.
    pub fn tend(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        while let Ok(looked) = self.found.try_recv() {
            self.asking = false;
            for (kept, result) in looked {
                match result {
                    Ok(found) => commands.push(Command::Recalled { kept, found: found.map(Box::new) }),
                    Err(error) => {
                        tracing::error!(account = self.history.stream(), %error, "what is known of something cannot be looked up");
                        self.again_at = now + AGAIN;
                        self.wanted.push(kept);
                    }
                }
            }
        }
        if self.asking || self.wanted.is_empty() || now < self.again_at {
            return;
        }
        self.asking = true;
        let (history, wanted, tell) = (Arc::clone(&self.history), std::mem::take(&mut self.wanted), self.tell.clone());
        tokio::task::spawn_blocking(move || {
            let journal = history.journal();
            let look = |kept: Kept| {
                let found = latest(&**journal, history.stream(), &kept).map(|found| found.map(|(_, envelope)| envelope));
                (kept, found)
            };
            // The loop may have ended meanwhile.
            drop(tell.send(wanted.into_iter().map(look).collect()));
        });
    }
}
